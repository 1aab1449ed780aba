"""
What only the store in PostgreSQL does: its connections, the application's transaction, and what counts as written.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from proeftuin_flow.errors import InvalidData, NotOurs, OutcomeUnknown, RequestReused, RevisionConflict, StoreUnavailable
from proeftuin_flow.log import verify
from proeftuin_flow.stores import SqlStore, Tip
from proeftuin_flow.stores._sql_errors import meaning, outcome
from proeftuin_flow.testing.notebook import Author, definition


@pytest.fixture
def engine(open_engine):
    return open_engine()


@pytest.fixture
def store(engine, schema):
    return SqlStore(engine, schema=schema)


@pytest.fixture
def owner(postgres):
    """A connection of the owner, beside all stores."""
    with postgres.connect() as owner:
        yield owner


def within(seconds: float, met: Callable[[], Any]) -> Any:
    """What it gives as soon as that is something."""
    until = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.005)
    return found


# ── what it takes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_engine_is_one_of_postgresql_with_psycopg():
    """
    Another database is refused at once.
    """
    with pytest.raises(InvalidData, match=r"engine cannot be sqlite\+pysqlite"):
        SqlStore(create_engine("sqlite://"))


@pytest.mark.parametrize("name", ["", "Big", "a-b", 'a"b', "a" * 49, "1a", "é", None])
def test_schema_has_a_plain_name(engine, name):
    """
    What would have to be escaped is refused.
    """
    with pytest.raises(InvalidData, match="schema cannot be"):
        SqlStore(engine, schema=name)


def test_engine_stays_open(engine, schema):
    """
    A store that was closed answers no more; the engine is the application's.
    """
    with SqlStore(engine, schema=schema) as store:
        store.append(Author("case-1").commit())
    for acts in (
        lambda: store.tip("case-1"), lambda: store.append(Author("case-1").commit()), lambda: store.append_all([Author("case-1").commit(2)]),
        lambda: store.load([]), lambda: list(store.follow()), lambda: next(store.wakes()),
    ):  # fmt: skip
        with pytest.raises(StoreUnavailable, match="this handle was closed"):
            acts()
    with engine.connect() as connection:
        assert 1 == connection.execute(text(f"SELECT count(*) FROM {schema}.record")).scalar()


def test_connection_of_another_process_is_refused(engine, open_engine, schema, monkeypatch):
    """
    A pool that came through a fork has the connections of the parent; whoever used one would disturb it.
    """
    store = SqlStore(engine, schema=schema)
    store.tip("case-1")
    own = os.getpid()

    monkeypatch.setattr("proeftuin_flow.stores._sql_session.getpid", lambda: own + 1)
    with pytest.raises(StoreUnavailable, match="opened before a fork"):
        store.tip("case-1")

    assert SqlStore(open_engine(), schema=schema).tip("case-1") is None


def test_settings_that_lose_what_was_recorded_are_refused(open_engine, postgres, schema):
    """
    What the server confirms too early, and a server whose warnings nobody would hear, are no store.
    """
    for name, value in (("synchronous_commit", "off"), ("synchronous_commit", "local"), ("client_min_messages", "error")):
        engine = open_engine(connect_args={"options": f"-c {name}={value}"})
        with pytest.raises(StoreUnavailable, match=f"with {name} = {value} something would count as recorded"):
            SqlStore(engine, schema=schema).append(Author("case-1").commit())
    assert SqlStore(open_engine(connect_args={"options": "-c synchronous_commit=remote_apply"}), schema=schema).tip("case-1") is None


def test_default_of_the_engine_does_not_matter(open_engine, schema):
    """
    Whatever isolation the application's engine has, several records are written whole or not at all.
    """
    for level in ("AUTOCOMMIT", "REPEATABLE READ", "SERIALIZABLE"):
        store, author = SqlStore(open_engine(isolation_level=level), schema=schema), Author(f"case-{level[0].lower()}")
        store.append_all([author.commit(2), author.commit(1)])
        first = author.commit(2, "r-1")

        with pytest.raises(RequestReused):
            store.append_all([first, author.commit(1, "r-1")])

        assert Tip(3, first.prev) == store.tip(author.case.id)


# ── what cannot be stored ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wrong", [{"hash": "a\0b"}, {"hash": "\ud800"}, {"header": None}, {"seq": 2**31}, {"seq": 2**70}])
def test_what_postgresql_cannot_hold_is_refused(store, wrong):
    """
    Nothing is written, and nothing is in the way of what follows.
    """
    commit = Author("case-1").commit()
    bad = replace(commit.records[0], **wrong)
    seq = bad.seq

    with pytest.raises(InvalidData):
        store.append(replace(commit, records=[bad], expected=seq - 1))

    store.append(commit)
    assert 1 == store.tip("case-1").revision


def test_questions_that_make_no_sense_are_refused(store):
    """
    A stream that can have no name, and a revision that can have no number.
    """
    for asks in (lambda: store.tip("a\0"), lambda: store.request("\ud800", "r-1"), lambda: store.read("case-1", 2**80)):
        with pytest.raises(InvalidData):
            asks()


def test_values_do_not_get_into_errors(store, owner, schema):
    """
    An error names what the server says, not what was being written: that may be personal.
    """
    owner.execute(f"ALTER TABLE {schema}.record ADD CHECK (seq < 1)")

    with pytest.raises(InvalidData) as caught:
        store.append(Author("case-1").commit(3, words="unheard"))

    seen: BaseException | None = caught.value
    shown: list[str] = []
    while seen is not None:
        shown.append(f"{seen!r} {seen}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    assert "unheard" not in " ".join(line.partition("DETAIL")[0] for line in shown)
    assert not any("parameters" in line for line in shown)


# ── others are faster ────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def beside(does: Callable[[], Any]) -> Generator[Future[Any], None, None]:
    """Do it in a thread, and wait for it in the end."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(does)


def waits_for(owner: psycopg.Connection, kind: str) -> int:
    """The process of whoever waits for that now."""
    row = within(10, lambda: owner.execute("SELECT pid FROM pg_stat_activity WHERE wait_event = %s", [kind]).fetchone())
    return int(row[0])


@pytest.mark.parametrize("together", [False, True])
def test_writer_waits_for_a_rival_and_gives_way(store, engine, schema, owner, together):
    """
    Two that expect the same revision: the one that comes second waits for the first one, and then it is a conflict.
    """
    author = Author("case-1")
    store.append(author.commit())
    rival, other = author.rival(), Author("case-2")
    mine, theirs = author.commit(2), rival.commit(1)

    with engine.begin() as connection:
        store.within(connection).append(theirs)
        with beside(lambda: store.append_all([other.commit(), mine]) if together else store.append(mine)) as answer:
            waits_for(owner, "transactionid")
            connection.commit()

    if together:
        first, second = answer.result()
        assert (None, 1, 2) == (first, second.expected, second.found)
        assert 1 == store.tip("case-2").revision
    else:
        with pytest.raises(RevisionConflict) as caught:
            answer.result()
        assert (1, 2) == (caught.value.expected, caught.value.found)
    assert rival.head == verify(store.read("case-1"), "case-1").head


def test_two_that_wait_for_each_other_both_end(store, engine, schema, owner):
    """
    Two transactions with the same cases in another order: the server ends one of them, and that one gives way.
    """
    one, two = Author("case-1"), Author("case-2")
    mine = [one.rival().commit(), two.rival().commit()]

    with engine.begin() as connection:
        lent = store.within(connection)
        lent.append(two.commit())
        with beside(lambda: store.append_all(mine)) as answer:
            waits_for(owner, "transactionid")
            (conflict,) = lent.append_all([one.commit()])
            connection.commit()

    answers = answer.result()
    assert 1 == sum(each is not None for each in [conflict, *answers][:2])
    for stream in ("case-1", "case-2"):
        assert 1 == verify(store.read(stream), stream).records


def test_streams_that_came_in_the_meantime_are_not_mixed(store, engine, schema, owner):
    """
    Somebody opens a case while the same case is being loaded.
    """
    with engine.begin() as connection:
        store.within(connection).append(Author("case-1").commit())
        with beside(lambda: store.load([*Author("case-0").commit(2).records, *Author("case-1").commit(3).records])) as answer:
            waits_for(owner, "transactionid")
            connection.commit()

    with pytest.raises(RevisionConflict) as caught:
        answer.result()
    assert ("case-1", 0, 1) == (caught.value.stream, caught.value.expected, caught.value.found)
    assert store.tip("case-0") is None


def test_destruction_waits_for_who_writes(store, engine, owner, monkeypatch):
    """
    Otherwise their record would stand there without those before it.  It does not wait for ever.
    """
    author = Author("case-1")
    store.append(author.commit(2))

    with engine.begin() as connection:
        store.within(connection).append(author.commit())
        with beside(lambda: store.destroy("case-1")) as answer:
            waits_for(owner, "relation")
            connection.commit()
    assert answer.result() and store.tip("case-1") is None

    monkeypatch.setattr("proeftuin_flow.stores.sql.LOCK_SECONDS", 0.05)
    with engine.begin() as connection:
        store.within(connection).append(Author("case-1").commit())
        with pytest.raises(StoreUnavailable, match="something else has held it"):
            store.destroy("case-2")
    assert 1 == store.tip("case-1").revision


def test_load_goes_on_for_as_long_as_there_are_records(store):
    """
    Many cases of one record each: the requests of the last ones come after all the records.
    """
    records = [record for number in range(600) for record in Author(f"case-{number}").commit(1, "r-1").records]

    assert 600 == store.load(records)
    assert all(store.request(f"case-{number}", "r-1") for number in (0, 599))


def test_append_is_done_although_nobody_could_be_woken(store, monkeypatch):
    """
    Whoever follows finds it when he looks by himself.
    """
    monkeypatch.setattr("proeftuin_flow.stores._sql_session.WAKE", text("SELECT nothing(:channel)"))
    author = Author("case-1")

    store.append(author.commit())
    store.append_all([author.commit(), author.commit()])

    assert Tip(3, author.head) == store.tip("case-1")


# ── the application's transaction ────────────────────────────────────────────────────────────────────────────────────────


def test_append_is_part_of_the_transaction(store, engine):
    """
    It is there for others when that commits, and never was if it does not.
    """
    author = Author("case-1")
    with engine.begin() as connection:
        lent = store.within(connection)
        lent.append(author.commit(2, "r-1"))
        assert 2 == lent.tip("case-1").revision
        assert store.tip("case-1") is None
    assert 2 == store.tip("case-1").revision

    with engine.connect() as connection:
        lent = store.within(connection)
        lent.append(author.commit())
        assert 2 == lent.request("case-1", "r-1").last
        assert 3 == len([*lent.read("case-1")])
        connection.rollback()
    assert 2 == store.tip("case-1").revision


def test_conflict_leaves_the_transaction_usable(store, engine, schema, owner):
    """
    What the application wrote before is still to be committed, and so is what it writes after.
    """
    author = Author("case-1")
    store.append(author.commit(2, "r-1"))
    late = Author("case-1").commit(1)
    owner.execute(f"CREATE TABLE {schema}.pilots (state text)")

    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {schema}.pilots VALUES ('before')"))
        lent = store.within(connection)
        with pytest.raises(RevisionConflict):
            lent.append(late)
        with pytest.raises(RequestReused):
            lent.append(author.rival().commit(1, "r-1"))
        with pytest.raises(InvalidData):
            lent.tip("a\0")
        (conflict,) = lent.append_all([late])
        assert 2 == conflict.found
        lent.append(author.commit())
        connection.execute(text(f"INSERT INTO {schema}.pilots VALUES ('after')"))

    assert 3 == store.tip("case-1").revision
    assert [("before",), ("after",)] == owner.execute(f"SELECT state FROM {schema}.pilots").fetchall()


def test_definitions_are_not_kept_in_it(store, engine):
    """
    They outlive a transaction; `start` keeps them.
    """
    with engine.begin() as connection:
        store.within(connection).keep(definition("permit", 1, "a1"))
    assert [] == store.definitions("permit")


def test_errors_of_the_application_stay_its_own(store, engine):
    """
    In `begin`, only the commit is ours; what else goes wrong comes through as it is, and nothing is written.
    """
    with pytest.raises(ProgrammingError), store.begin() as connection:
        store.within(connection).append(Author("case-1").commit())
        connection.execute(text("SELECT * FROM nowhere"))
    with pytest.raises(KeyError), store.begin() as connection:
        store.within(connection).append(Author("case-1").commit())
        raise KeyError
    assert store.tip("case-1") is None

    with store.begin() as connection:
        store.within(connection).append(Author("case-1").commit())
    assert 1 == store.tip("case-1").revision


def test_error_at_the_commit_says_that_nothing_was_written(store, owner, schema):
    """
    A constraint of the application that is looked at in the end: the server answered, so the outcome is known.
    """
    owner.execute(f"CREATE TABLE {schema}.once (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)")

    with pytest.raises(InvalidData), store.begin() as connection:
        store.within(connection).append(Author("case-1").commit())
        connection.execute(text(f"INSERT INTO {schema}.once VALUES (1), (1)"))

    assert store.tip("case-1") is None


# ── what counts as written ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def standby_away(owner):
    """A server that waits for a standby that is not there; gives what ends that."""

    def waits(name: str) -> None:
        owner.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
        owner.execute("SELECT pg_reload_conf()")
        within(10, lambda: owner.execute("SHOW synchronous_standby_names").fetchone() == (name,))
        time.sleep(0.1)  # until every process of the server has heard of it

    waits("nobody")
    yield lambda: waits("")
    waits("")


def cancelled(owner: psycopg.Connection) -> None:
    """Cancel whoever waits for the standby."""
    owner.execute("SELECT pg_cancel_backend(%s)", [waits_for(owner, "SyncRep")])


def ended(owner: psycopg.Connection) -> None:
    """End the connection of whoever waits for the standby."""
    owner.execute("SELECT pg_terminate_backend(%s)", [waits_for(owner, "SyncRep")])


@pytest.mark.parametrize("stops", [cancelled, ended])
@pytest.mark.parametrize("how", ["append", "append_all", "begin", "redact"])
def test_commit_that_no_standby_confirmed_is_no_acknowledgement(store, standby_away, owner, stops, how):
    """
    The server answers as if all were well, and the record can be read; but if the primary dies it never was.
    """
    author = Author("case-1")

    def begins() -> None:
        with store.begin() as connection:
            store.within(connection).append(author.commit(1))

    does = {
        "append": lambda: store.append(author.commit(1)), "append_all": lambda: store.append_all([author.commit(1), author.commit(1)]),
        "redact": lambda: store.redact("case-1", [1], author.commit(1)), "begin": begins,
    }  # fmt: skip
    with beside(does[how]) as answer:
        stops(owner)
        with pytest.raises(OutcomeUnknown, match=r"the server warned: canceling|terminating|closed"):
            answer.result()
    assert store.tip("case-1") is not None


def test_request_is_believed_when_a_later_commit_was_confirmed(store, standby_away, owner):
    """
    Asking by request id finds the record that no standby has; the answer waits for one that has it, or is none.
    """
    with beside(lambda: store.append(Author("case-1").commit(1, "r-1"))) as answer:
        cancelled(owner)
        with pytest.raises(OutcomeUnknown):
            answer.result()
    assert store.request("case-1", "r-2") is None

    with beside(lambda: store.request("case-1", "r-1")) as answer:
        cancelled(owner)
        with pytest.raises(OutcomeUnknown, match=r"canceling the wait|canceling wait"):
            answer.result()

    with beside(lambda: store.request("case-1", "r-1")) as answer:
        waits_for(owner, "SyncRep")
        assert not answer.done()
        standby_away()
        assert 1 == answer.result(10).last


def test_statement_that_was_cancelled_wrote_nothing(store, engine, owner):
    """
    Before the commit, the server says itself that nothing was written.
    """
    author = Author("case-1")
    with engine.begin() as connection:
        store.within(connection).append(author.rival().commit())
        with beside(lambda: store.append(author.commit())) as answer:
            owner.execute("SELECT pg_cancel_backend(%s)", [waits_for(owner, "transactionid")])
            with pytest.raises(StoreUnavailable, match="canceling statement"):
                answer.result()
        connection.rollback()
    assert store.tip("case-1") is None


def test_server_that_goes_away_before_anything_was_sent(store, engine, owner):
    """
    In a transaction nothing is written before its commit; while reading, nothing at all.
    """
    with pytest.raises(StoreUnavailable), store.begin() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        owner.execute("SELECT pg_terminate_backend(%s)", [pid])
        within(10, lambda: not owner.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone())
        store.within(connection).append(Author("case-1").commit())
    assert store.tip("case-1") is None


def test_no_server_at_all(postgres, schema):
    """
    Nothing was written, and the sentence says where nobody answered.
    """
    engine = create_engine(f"postgresql+psycopg://test@/postgres?host={postgres.home}&port=5499")
    store = SqlStore(engine, schema=schema)
    for acts in (lambda: store.tip("case-1"), lambda: store.append(Author("case-1").commit()), lambda: store.load([])):
        with pytest.raises(StoreUnavailable, match=r"the store postgresql.* is not available"):
            acts()


# ── what errors mean ─────────────────────────────────────────────────────────────────────────────────────────────────────


def told(state: str | None, kind: type[psycopg.Error] = psycopg.OperationalError, lost: bool = False) -> DBAPIError:
    """An error of the server, as SQLAlchemy hands it on."""
    error = kind("odd\nand more")
    error.sqlstate = state
    return DBAPIError("SELECT", {}, error, connection_invalidated=lost)


@pytest.mark.parametrize(
    ("state", "cls", "way_out"),
    [
        ("53100", StoreUnavailable, "free some space"), ("55P03", StoreUnavailable, "wait for that"),
        ("25006", StoreUnavailable, "see what this role may do"), ("42501", StoreUnavailable, "see what this role may do"),
        ("42P01", NotOurs, "upgrade"), ("3F000", NotOurs, "upgrade"),
        ("22021", InvalidData, "odd"), ("23502", InvalidData, "odd"), ("XX001", NotOurs, "odd"), ("XX000", StoreUnavailable, "odd"),
        ("08006", StoreUnavailable, "odd"),
        (None, StoreUnavailable, "odd"),
    ],
)  # fmt: skip
def test_way_out_of_an_error_of_the_server(state, cls, way_out):
    """
    Each error says what to do about it, or else what the server says.
    """
    error = meaning(told(state), "here")

    assert type(error) is cls
    assert way_out in str(error)
    assert "and more" not in str(error)


@pytest.mark.parametrize(
    ("error", "cls"),
    [
        (told(None, lost=True), OutcomeUnknown), (told("57P01"), OutcomeUnknown), (told("40003"), OutcomeUnknown), (told(None), StoreUnavailable),
        (told("23505", lost=False), InvalidData), (told(None, psycopg.DataError), InvalidData), (UnicodeError("odd"), InvalidData),
        (KeyError("odd"), KeyError), (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)  # fmt: skip
def test_only_what_the_server_answered_is_known(error, cls):
    """
    While a commit is under way, a lost connection is no answer.
    """
    assert cls is type(outcome(error, "here", "case-1"))


def test_error_without_words():
    """
    An error that says nothing is called by its name.
    """
    assert "OperationalError" in str(meaning(DBAPIError("SELECT", {}, psycopg.OperationalError("")), "here"))
