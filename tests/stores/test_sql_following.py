"""
Following the store in PostgreSQL: nothing is missed, whoever writes late, and whatever becomes of the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine, text

from proeftuin_flow.errors import InvalidData, NotOurs
from proeftuin_flow.log import verify
from proeftuin_flow.stores import Commit, Destroyed, Holder, Lag, SqlStore, moved
from proeftuin_flow.testing.notebook import Author
from tests.postgres import Postgres
from tests.stores.sql_followers import Naive, followed_while_written
from tests.stores.test_sql import within


def line_about(*commits: Commit) -> Destroyed:
    """A line for the register about the records of these commits."""
    day = datetime(2019, 11, 21, tzinfo=UTC)
    hashes = tuple(record.hash for commit in commits for record in commit.records)
    return Destroyed(
        by="u-1", case=commits[0].stream, case_type="notebook", confirmed_by="u-2", destroyed_at=day, first_recorded=day, ground="test",
        hashes=hashes, last_recorded=day, version=1,
    )  # fmt: skip


@pytest.fixture
def engine(open_engine):
    return open_engine(pool_size=20)


@pytest.fixture
def store(engine, schema):
    return SqlStore(engine, schema=schema)


@pytest.fixture
def owner(postgres):
    with postgres.connect() as owner:
        yield owner


# ── nothing is missed ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_follower_misses_nothing_of_those_who_commit_late(engine, schema):
    """
    Eight write at once and take their time to commit; whoever only asks for a higher number misses some, and a follower of ours none.
    """
    seen = followed_while_written(engine, schema, writers=8, each=40)

    assert seen.written == seen.followed
    assert seen.in_order
    assert 0 < seen.missed_by_number


def test_naive_reader_would_have_found_them_alone(store, engine, schema):
    """
    The other reader is no straw man: when nobody else writes, it reads all.
    """
    author, naive = Author("case-1"), Naive(engine, schema)
    for _ in range(5):
        store.append(author.commit(2))
        naive.read()

    assert 10 == len(naive.found)


def test_record_never_comes_before_the_one_that_it_follows(store, engine):
    """
    Also where its transaction began before that of the other, and had a smaller id.
    """
    author = Author("case-1")
    with engine.begin() as early:
        early.execute(text("SELECT pg_current_xact_id()"))
        store.append(author.commit(2))
        lent = store.within(early)
        lent.append(author.commit(1))
        lent.append(author.commit(1))
        lent.append_all([author.commit(1), Author("case-2").commit(1)])

    found = [(record.stream, record.seq) for _, record in store.follow()]
    assert [("case-1", seq) for seq in range(1, 6)] == [each for each in found if each[0] == "case-1"]
    assert 6 == len(found)


def test_nothing_is_read_that_something_may_come_before(store, engine, owner):
    """
    What was committed after a transaction that still writes is not read yet, for that may still write something before it.
    """
    first, second = Author("case-1"), Author("case-2")
    store.append(first.commit())
    with engine.begin() as slow:
        store.within(slow).append(second.commit())
        store.append(first.commit(2))
        assert [("case-1", 1)] == [(record.stream, record.seq) for _, record in store.follow()]
    assert [("case-1", 1), ("case-2", 1), ("case-1", 2), ("case-1", 3)] == [(record.stream, record.seq) for _, record in store.follow()]


def test_order_is_that_of_the_numbers_and_not_of_their_digits(store, owner, schema):
    """
    Transaction 10 comes after transaction 9; and epoch 10 after epoch 9.
    """
    for stream in ("case-1", "case-2", "case-3"):
        store.append(Author(stream).commit())
    owner.execute(f"ALTER TABLE {schema}.record DISABLE TRIGGER ALL")
    owner.execute(f"UPDATE {schema}.epoch SET epoch = 10")
    for stream, epoch, tx in (("case-1", 9, "9"), ("case-2", 9, "10"), ("case-3", 10, "2")):
        owner.execute(f"UPDATE {schema}.record SET epoch = %s, tx = %s WHERE stream = %s", [epoch, tx, stream])

    found = [(position, record.stream) for position, record in store.follow()]

    assert ["case-1", "case-2", "case-3"] == [stream for _, stream in found]
    assert [["case-2", "case-3"], ["case-3"], []] == [[record.stream for _, record in store.follow(position)] for position, _ in found]


# ── how far it is ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lag_counts_what_is_still_to_come(store):
    """
    From the beginning, and from a position.
    """
    author = Author("case-1")
    assert Lag(0, 0) == store.lag()

    store.append(author.commit(3))
    position, _ = [*store.follow()][1]

    assert (Lag(3, 0), Lag(1, 0)) == (store.lag(), store.lag(position))
    with pytest.raises(InvalidData):
        store.lag("somewhere")


def test_lag_names_who_holds_it_up(store, postgres, owner):
    """
    Whoever began to write and does not end, also in another database of the server; who only reads does not.
    """
    owner.execute("CREATE DATABASE elsewhere")
    store.append(Author("case-1").commit())
    with create_engine(postgres.url.replace("/postgres?", "/elsewhere?") + "&application_name=forgotten").connect() as idle:
        idle.execute(text("SELECT count(*) FROM pg_class"))
        assert Lag(1, 0) == store.lag()

        idle.execute(text("CREATE TABLE pilots ()"))
        store.append(Author("case-2").commit(2))
        lag = store.lag()
        assert (1, 2) == (lag.behind, lag.waiting)
        holder = lag.held_up_by
        assert isinstance(holder, Holder)
        assert ("elsewhere", "test", "forgotten", "idle in transaction") == (holder.database, holder.user, holder.application, holder.state)
        assert re.fullmatch(r"process \d+ of test in database elsewhere \(forgotten, idle in transaction\) since \d{4}-.*", str(holder))
        assert 1 == len([*store.follow()])

        idle.rollback()
    assert Lag(3, 0) == store.lag()
    idle.engine.dispose()
    owner.execute("DROP DATABASE elsewhere")


def test_lag_names_a_transaction_that_was_prepared(tmp_path):
    """
    It holds them up as well, and has no process.
    """
    from proeftuin_flow.stores import upgrade

    server = Postgres(max_prepared_transactions=2)
    try:
        engine = create_engine(server.make().start().url)
        upgrade(engine)
        store = SqlStore(engine)
        with server.connect() as owner:
            owner.execute("BEGIN")
            owner.execute("CREATE TABLE pilots ()")
            owner.execute("PREPARE TRANSACTION 'forgotten'")
            store.append(Author("case-1").commit())
            assert "a prepared transaction" == str(store.lag().held_up_by)
            owner.execute("ROLLBACK PREPARED 'forgotten'")
        assert Lag(1, 0) == store.lag()
        engine.dispose()
    finally:
        server.remove()


def test_holder_that_one_may_not_see():
    """
    What a role may not know of others is left out.
    """
    assert "process 7 of app in database cases (-, -)" == str(Holder(7, "cases", "app", None, None, None))


# ── woken ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Listener:
    """Somebody who is woken, in a thread."""

    def __init__(self, wakes: Iterator[None]) -> None:
        self.woken, self.more = 0, Event()
        self._stop = False
        self._thread = Thread(target=self._run, args=(wakes,), daemon=True)  # a test that fails does not wait for it
        self._thread.start()

    def _run(self, wakes: Iterator[None]) -> None:
        for _ in wakes:
            self.woken += 1
            self.more.set()
            if self._stop:
                break

    def waits(self, seconds: float = 10) -> bool:
        """Whether it was woken since it was asked last, or is within so many seconds."""
        came = self.more.wait(seconds)
        self.more.clear()
        return came

    def rests(self) -> None:
        """Wait until nothing wakes it any more."""
        while self.waits(0.2):
            pass

    def stop(self, store: SqlStore) -> None:
        """Wake it for the last time."""
        self._stop = True
        store.append(Author(f"last-{self.woken}").commit())
        self._thread.join(10)
        assert not self._thread.is_alive()


def test_follower_is_woken_when_something_was_written(store):
    """
    By every kind of writing, of whoever; not by what was rolled back.
    """
    author = Author("case-1")
    listener = Listener(store.wakes(every=60))
    listener.rests()  # for what was there before
    assert 2 == listener.woken

    def begins() -> None:
        with store.begin() as connection:
            store.within(connection).append(author.commit())

    for writes in (
        lambda: store.append(author.commit()), lambda: store.append_all([author.commit(), author.commit()]), begins,
        lambda: store.load(Author("case-2").commit().records), lambda: store.destroy("case-2"),
    ):  # fmt: skip
        writes()
        assert listener.waits()
    listener.rests()
    with pytest.raises(KeyError), store.begin() as connection:
        store.within(connection).append(author.commit())
        raise KeyError
    assert not listener.waits(0.2)
    listener.stop(store)


def test_follower_finds_what_was_written_right_after_it_was_woken(store):
    """
    Of many that are written in a row, not each wakes it; but it looks once more a little later, and rests then.
    """
    author = Author("case-1")
    listener = Listener(store.wakes(every=60))
    assert listener.waits()
    for _ in range(20):
        store.append(author.commit())
    listener.rests()

    assert 2 <= listener.woken < 20
    assert 20 == len([*store.follow()])
    listener.stop(store)


def test_follower_looks_by_itself_from_time_to_time(store):
    """
    What nobody told it of, it finds a little later.
    """
    listener = Listener(store.wakes(every=0.02))
    assert all(listener.waits() for _ in range(3))
    listener.stop(store)


def test_follower_listens_again_after_a_lost_connection(store, owner):
    """
    And goes on once, for in between it heard nothing.
    """
    listener = Listener(store.wakes(every=60))
    listener.rests()
    asks = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    (first,) = within(10, lambda: owner.execute(asks).fetchone())

    owner.execute("SELECT pg_terminate_backend(%s)", [first])

    assert listener.waits()
    within(10, lambda: any(pid != first for (pid,) in owner.execute(asks)))
    listener.rests()
    store.append(Author("case-1").commit())
    assert listener.waits()
    listener.stop(store)


def test_connection_that_listens_is_not_given_to_others(store, open_engine, schema):
    """
    Who stops listening leaves none behind; and if the tables are not there, neither.
    """
    engine = open_engine(pool_size=1, max_overflow=0)
    mine = SqlStore(engine, schema=schema)
    wakes = mine.wakes()
    next(wakes)
    mine.append(Author("case-1").commit())
    wakes.close()
    with pytest.raises(NotOurs):
        next(SqlStore(engine, schema="nowhere").wakes())

    assert mine.tip("case-1") is not None


# ── another server ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def servers():
    """New servers, which are gone after the test."""
    made: list[Postgres] = []

    def make(**settings: object) -> Postgres:
        made.append(Postgres(**settings))
        return made[-1]

    yield make
    for server in made:
        server.remove()


def test_log_that_was_moved_is_followed_on(servers, postgres, owner, tmp_path):
    """
    A dump into another server: it is noticed, and after its owner said so, followers go on where they were and see all that is new.
    """
    from proeftuin_flow.stores import upgrade

    owner.execute("CREATE DATABASE moving")
    old_engine = create_engine(postgres.url.replace("/postgres?", "/moving?"))
    upgrade(old_engine)
    old = SqlStore(old_engine)
    author = Author("case-1")
    for number in range(300):  # so that transaction ids of the old server are far above those of the new one
        old.append(author.commit(1, f"r-{number}"))
    old.append(Author("case-2").commit(2))
    before = [*old.follow()]
    halfway, end = before[150][0], before[-1][0]
    dump = postgres.home / "dump"
    postgres.run("pg_dump", f"--dbname={postgres.dsn.replace('dbname=postgres', 'dbname=moving')}", "--format=custom", f"--file={dump}")
    old_engine.dispose()
    owner.execute("DROP DATABASE moving")

    server = servers().make().start()
    server.run("pg_restore", f"--dbname={server.dsn}", "--exit-on-error", dump)
    engine = create_engine(server.url)
    new = SqlStore(engine)
    for asks in (lambda: new.tip("case-1"), lambda: new.append(author.commit()), lambda: [*new.follow()]):
        with pytest.raises(NotOurs, match=r"written on server \d+/\d{8}, and this is \d+/\d{8}; if the log was moved, say so"):
            asks()
    assert (2, 2) == (moved(engine), moved(engine))

    assert [record for _, record in before] == [record for _, record in new.follow()]
    assert before[151:] == [*new.follow(halfway)]
    assert [] == [*new.follow(end)]
    asked = new.request("case-1", "r-99")
    assert asked is not None and asked.last == 100
    new.append(Author("case-3").commit(2))
    assert [("case-3", 1), ("case-3", 2)] == [(record.stream, record.seq) for _, record in new.follow(end)]
    verify(new.read("case-1"), "case-1")
    engine.dispose()


def test_server_that_lost_records_is_noticed_by_its_followers(servers):
    """
    Recovered from a backup, it writes other things at the places that a follower has read: it says so, and does not miss them silently.
    """
    from proeftuin_flow.stores import upgrade

    first = servers().make().start()
    engine = create_engine(first.url)
    upgrade(engine)
    store = SqlStore(engine)
    one, two = Author("case-1"), Author("case-2")
    gone = Author("case-0")
    first_words = gone.commit(2)
    store.append(first_words)
    at_destroyed = [position for position, _ in store.follow()][-1]
    store.destroy("case-0", line_about(first_words))
    store.append(one.commit(3))
    kept = [position for position, _ in store.follow()][-1]

    second = servers()
    second.run("pg_basebackup", f"--dbname={first.dsn}", f"--pgdata={second.home / 'pg'}", "--wal-method=stream", "--checkpoint=fast")
    store.append(two.commit(3))
    lost = [position for position, _ in store.follow()][-1]
    engine.dispose()
    first.kill()
    (second.home / "pg" / "recovery.signal").touch()
    second.own(second.home / "pg" / "recovery.signal")
    second.settings |= {"restore_command": "false", "recovery_target_timeline": "current"}
    second.start()
    engine = create_engine(second.url)
    with second.connect() as owner:
        within(30, lambda: owner.execute("SELECT NOT pg_is_in_recovery()").fetchone()[0])
    again = SqlStore(engine)
    again.append(Author("case-3").commit(3))

    with engine.connect() as connection:
        assert [1, 2] == [*connection.execute(text("SELECT epoch FROM proeftuin.epoch ORDER BY epoch")).scalars()]
    assert again.tip("case-2") is None
    assert [("case-3", seq) for seq in (1, 2, 3)] == [(record.stream, record.seq) for _, record in again.follow(kept)]
    assert 6 == len([*again.follow(at_destroyed)])
    with pytest.raises(NotOurs, match="this server has lost records; start the projection again"):
        next(again.follow(lost))
    engine.dispose()


@pytest.mark.parametrize("position", ["1.2.3", "1.2.3.ab.cd", "1.a.3.ab", "-1.2.3.ab", "9999999999.2.3.ab", f"1.{'9' * 20}.3.ab", "1.2.٣.ab"])
def test_position_is_as_it_was_given(store, position):
    """
    What was cut off or made up is refused; but the end of one is a hash, which stands as it stands.
    """
    if position == "1.2.3.ab.cd":
        assert [] == [*store.follow(position)]
        return
    with pytest.raises(InvalidData):
        store.follow(position)
