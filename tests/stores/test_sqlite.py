"""
What only the store in SQLite does: its file, its triggers, its write-ahead log, and what goes wrong with disks and locks.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from proeftuin_flow.canonical import plain
from proeftuin_flow.errors import BrokenChain, InvalidData, LogError, NotOurs, OutcomeUnknown, StoreUnavailable
from proeftuin_flow.log import GENESIS, Record, Verified, verify
from proeftuin_flow.stores import Commit, SqliteStore
from proeftuin_flow.stores._sqlite_file import APPLICATION, VERSION, meaning
from proeftuin_flow.stores.sqlite import ABOUT
from proeftuin_flow.testing.notebook import Author, definition
from tests.stores.ordinary import a_home, as_ordinary_user


@pytest.fixture
def home():
    with a_home() as home:
        yield home


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cases.db"


@pytest.fixture
def store(path):
    with SqliteStore(path) as store:
        yield store


@pytest.fixture
def other(path):
    """Another program that has the same file open."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        yield other


def salt_of(record: Record) -> bytes:
    """The salt of a personal piece, which stands nowhere else."""
    assert record.personal is not None
    return bytes(plain(record.personal)["salt"], "ascii")


def bytes_of(path: Path) -> bytes:
    """Everything in the file and those beside it."""
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_file_says_what_it_is(store, other, path):
    """
    Who looks at the file sees whose it is, and a write-ahead log beside it until the last one closes it.
    """
    assert [(APPLICATION,)] == other.execute("PRAGMA application_id").fetchall()
    assert [(VERSION,)] == other.execute("PRAGMA user_version").fetchall()
    assert [("wal",)] == other.execute("PRAGMA journal_mode").fetchall()
    assert [(1,)] == store._db.execute("PRAGMA secure_delete").fetchall()
    assert [(2,)] == store._db.execute("PRAGMA synchronous").fetchall()

    other.close()
    store.close()
    assert [path] == [*path.parent.iterdir()]


def test_name_of_a_file_has_no_meaning(tmp_path, monkeypatch):
    """
    A name that SQLite would take for something else is the name of a file.
    """
    monkeypatch.chdir(tmp_path)
    for name in (":memory:", "a?mode=memory", "100%25", "file:x#y", "één zaak.db"):
        with SqliteStore(name) as store:
            store.append(Author("case-1").commit())
        assert (tmp_path / name).is_file()


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_name_that_no_file_can_have(name):
    """
    An empty name, or one with a zero byte, is refused.
    """
    with pytest.raises(InvalidData):
        SqliteStore(name)


def test_newer_file_is_refused(store, other, path):
    """
    A file of a newer version is not touched, and the sentence says what to do.
    """
    store.close()
    other.execute(f"PRAGMA user_version = {VERSION + 1}")
    other.close()
    before = path.read_bytes()

    with pytest.raises(NotOurs, match=f"cases.db is no log that .*: version {VERSION + 1}, and this one knows {VERSION}; use a newer"):
        SqliteStore(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize("sql", ["CREATE TABLE t (x)", "PRAGMA user_version = 3", "PRAGMA application_id = 7"])
def test_database_of_something_else_is_refused(other, path, sql):
    """
    A database that is not ours is not touched.
    """
    other.execute(sql)
    other.close()
    before = path.read_bytes()

    with pytest.raises(NotOurs, match="a database of something else"):
        SqliteStore(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize("content", [b"hello\n", b"SQLite format 3\0", b"\0" * 5000, b'{"hash":"00"}\n' * 400])
def test_file_that_is_no_database_is_refused(path, content):
    """
    A file of something else is not touched.
    """
    path.write_bytes(content)

    with pytest.raises(NotOurs, match=r"cases\.db is no log that this version can read"):
        SqliteStore(path)
    assert content == path.read_bytes()


def test_empty_file_is_a_new_store(path):
    """
    Where nothing stands yet, a store begins.
    """
    path.touch()

    with SqliteStore(path) as store:
        store.append(Author("case-1").commit())
    with SqliteStore(path) as store:
        assert 1 == len([*store.read("case-1")])


def test_many_begin_one_file(path):
    """
    Several that open a new file at once all get it.
    """
    problems, go = [], threading.Barrier(8)

    def begins(number):
        try:
            go.wait()
            with SqliteStore(path) as store:
                store.append(Author(f"case-{number}").commit(2))
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=begins, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == problems
    with SqliteStore(path) as store:
        assert 16 == len([*store.follow()])


def test_half_a_file_is_taken_up(path):
    """
    A process that died while it made the file leaves nothing that hinders the next one.
    """
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")

    with SqliteStore(path) as store:
        store.append(Author("case-1").commit())


def test_damaged_file_is_a_log_error(store, path):
    """
    Whatever bytes of the file are changed, it is refused, or verification finds it, or it was none of the records: nothing else happens.
    """
    author = Author("case-1")
    for _ in range(30):
        store.append(author.commit(2, f"r-{author.case.revision}"))
    whole = [*store.read("case-1")]
    store.close()
    sound, rng = path.read_bytes(), random.Random(7)
    found = 0
    for _ in range(300):
        damaged = bytearray(sound)
        for _ in range(rng.choice([1, 1, 8])):
            damaged[rng.randrange(len(damaged))] ^= rng.randrange(1, 256)
        path.write_bytes(damaged)
        try:
            with SqliteStore(path) as store:
                records = [*store.read("case-1")]
                verify(records, "case-1", author.head)
                list(store.follow())
                assert whole == records
        except (LogError, StoreUnavailable, InvalidData):
            found += 1
        for beside in path.parent.glob("cases.db-*"):
            beside.unlink()

    assert found > 100


# ── triggers ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record SET stream = 'case-2'",
        "UPDATE record SET seq = seq + 10",
        "UPDATE record SET header = x'7b7d'",
        "UPDATE record SET hash = 'x' WHERE seq = 2",
        "UPDATE record SET data = NULL",
        "UPDATE record SET personal = NULL",
        "UPDATE record SET personal = x'00' WHERE seq = 1",
        "UPDATE record SET position = position + 10",
        "UPDATE OR REPLACE record SET seq = 1 WHERE seq = 2",
        "DELETE FROM record",
        "DELETE FROM record WHERE seq = 3",
        "INSERT INTO record (stream, seq, header, hash) SELECT stream, seq, header, 'x' FROM record WHERE seq = 2",
        "INSERT OR REPLACE INTO record (stream, seq, header, hash) SELECT stream, seq, header, 'x' FROM record WHERE seq = 2",
        "REPLACE INTO record SELECT * FROM record WHERE seq = 3",
        "INSERT OR REPLACE INTO record (position, stream, seq, header, hash) VALUES (1, 'case-9', 1, x'00', 'x')",
        "INSERT INTO record (stream, seq, header, hash) VALUES ('case-1', 5, x'00', 'x')",
        "INSERT INTO record (stream, seq, header, hash) VALUES ('case-9', 2, x'00', 'x')",
        "INSERT INTO record (stream, seq, header, hash) VALUES ('case-9', 0, x'00', 'x')",
        "UPDATE definition SET texts = x'00'",
        "DELETE FROM definition",
        "UPDATE subject SET subject = 'somebody else'",
        "DELETE FROM subject",
    ],
)
def test_record_is_never_changed(store, other, sql):
    """
    SQLite itself refuses to change, delete, or replace what was recorded.
    """
    store.append(Author("case-1").commit(3))
    store.keep(definition("permit", 1, "a1"))

    with pytest.raises(sqlite3.IntegrityError):
        other.execute(sql)
    assert 3 == len([*store.follow()])


def test_permission_to_remove_is_for_one_stream_and_one_transaction(store, other):
    """
    While one stream is redacted, others are safe, and so is its own rest; afterwards nothing may be removed.
    """
    store.append(Author("case-1").commit(3))
    store.append(Author("case-2").commit(3))
    with store._removing("case-1", whole=False) as db:
        for sql in ("UPDATE record SET personal = NULL WHERE stream = 'case-2'", "DELETE FROM record WHERE stream = 'case-1'",
                    "UPDATE record SET data = NULL WHERE stream = 'case-1'"):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(sql)
        assert [] == other.execute("SELECT * FROM removal").fetchall()

    assert [] == other.execute("SELECT * FROM removal").fetchall()
    assert 6 == len([*store.follow()])


# ── removing ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_removed_bytes_are_gone_from_every_file(store, path):
    """
    After redacting and destroying, no file has a byte of it, whatever was written and removed before.
    """
    rng = random.Random(1)
    authors = {f"case-{number}": Author(f"case-{number}") for number in range(12)}
    secret = "geheim" * 40
    gone: list[bytes] = []
    for turn in range(400):
        author = rng.choice([*authors.values()])
        store.append(author.commit(rng.randint(1, 4), f"r-{turn}", words=secret * rng.choice([1, 1, 3, 40])))
        if turn % 9 == 8:
            stream = rng.choice([*authors])
            records = [*store.read(stream)]
            if turn % 2:
                emptied = [record for record in records if record.personal and rng.random() < 0.5]
                assert store.redact(stream, [record.seq for record in emptied])
                gone += [salt_of(record) for record in emptied]
            else:
                assert store.destroy(stream)
                authors[stream] = Author(stream)
                gone += [record.hash.encode() for record in records]
                gone += [record.data[-40:] for record in records if record.data]
                gone += [salt_of(record) for record in records if record.personal]
    left = bytes_of(path)

    assert len(gone) > 500
    assert [] == [each for each in gone if each in left]


def test_references_are_gone_from_every_file(store, path):
    """
    Those that were redacted and those of a stream that was destroyed leave no byte, however many come and go; all others are found.
    """
    rng = random.Random(2)
    gone: list[str] = []
    kept: dict[str, tuple[str, int]] = {}
    for turn in range(150):
        stream = f"case-{turn}"
        author = Author(stream)
        names = [f"somebody-{rng.getrandbits(64):016x}" for _ in range(40)]
        records = author.commit(80, names=names).records
        store.append_all([Commit(stream, 0, GENESIS, records)])
        number = rng.randrange(20)
        if turn % 5 == 4:
            assert store.destroy(stream)
            gone += names
            continue
        seqs = rng.sample(range(2, 81, 2), number)
        assert store.redact(stream, seqs, author.redaction(*seqs))
        kept |= {name: (stream, place) for place, name in zip(range(2, 81, 2), names, strict=True) if place not in seqs}
        gone += [name for name in names if name not in kept]
    left = bytes_of(path)

    assert len(gone) > 2_000
    assert [] == [name for name in gone if name.encode() in left or [*store.about(name)]]
    assert [] == [name for name in rng.sample([*kept], 100) if [kept[name]] != [*store.about(name)]]


def test_reference_is_looked_up_on_its_shelf(store, path):
    """
    Whatever the size of the store, only the references that share its number are looked at.
    """
    with closing(sqlite3.connect(path)) as other:
        ((*_, plan),) = other.execute(f"EXPLAIN QUERY PLAN {ABOUT}", {"subject": "p-17", "after": 0, "most": 1}).fetchall()

    assert plan.startswith("SEARCH") and "subject_shelf" in plan


def test_reader_delays_the_wiping(path):
    """
    While another program reads what was before, `redact` says False: nobody else can read it, but its bytes are there.  Again, later: True.
    """
    with SqliteStore(path, timeout=0.05) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        author = Author("case-1")
        store.append(author.commit(3, words="geheim"))
        [_, record, _] = store.read("case-1")
        assert record.personal is not None
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM record").fetchall()

        assert not store.redact("case-1", [2], author.redaction(2))
        assert [None] == [each.personal for each in store.read("case-1") if each.seq == 2]
        assert [] == [*store.about("author-1")]
        assert Verified(author.head, 4, 1) == verify(store.read("case-1"), "case-1")
        assert record.personal in bytes_of(path)

        other.execute("COMMIT")
        assert store.redact("case-1", [2])
        assert record.personal not in bytes_of(path)
        assert b"author-1" not in bytes_of(path)
        assert store.destroy("case-1")


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_missing_directory(tmp_path):
    """
    Where there is no directory, the sentence says so.
    """
    with pytest.raises(StoreUnavailable, match="see whether the directory exists"):
        SqliteStore(tmp_path / "nowhere" / "cases.db")
    assert [] == [*tmp_path.iterdir()]


def test_directory_is_no_file(tmp_path):
    """
    A directory is not opened.
    """
    with pytest.raises(StoreUnavailable, match="it does not open"):
        SqliteStore(tmp_path)


def test_read_only_directory(home):
    """
    Where nothing may be written, nothing is, and the sentence says what to change.
    """
    (home / "cases").mkdir(mode=0o755)
    os.chmod(home / "cases", 0o555)

    answer = as_ordinary_user(lambda: SqliteStore(home / "cases" / "cases.db"))

    assert answer.startswith("StoreUnavailable: ")
    assert "whose it is" in answer
    assert [] == [*(home / "cases").iterdir()]


def test_read_only_file(home):
    """
    A file that may only be read takes no record; what is there can be read where SQLite can.
    """
    path = home / "cases.db"
    with SqliteStore(path) as store:
        store.append(Author("case-1").commit())
    path.chmod(0o444)

    def appends():
        with SqliteStore(path) as store:
            store.append(Author("case-2").commit())

    answer = as_ordinary_user(appends)

    assert answer.startswith("StoreUnavailable: ")
    assert "change the rights of the file" in answer
    path.chmod(0o644)
    with SqliteStore(path) as store:
        assert 1 == len([*store.follow()])


@pytest.mark.parametrize("count", [1, 5])
def test_full_database(store, count):
    """
    When there is no room, nothing of the commit is written; when there is again, it is.
    """
    author = Author("case-1")
    store.append(author.commit(5))
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    commit = author.rival().commit(count, words="x" * 40_000)

    for append in (store.append, lambda commit: store.append_all([commit])):
        with pytest.raises(StoreUnavailable, match=r"the disk is full; free some space"):
            append(commit)
    assert 5 == len([*store.read("case-1")])

    store._db.execute("PRAGMA max_page_count = 100000").fetchall()
    store.append(commit)
    assert 5 + count == len([*store.read("case-1")])


FULL_DISK = """
import resource, sys
from proeftuin_flow.errors import StoreUnavailable
from proeftuin_flow.stores import JsonlStore, SqliteStore
from proeftuin_flow.testing.notebook import Author

store = {store}(sys.argv[1])
author = Author("case-1")
store.append(author.commit(3))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
try:
    while True:
        commit = author.rival().commit(3, f"r-{{author.case.revision}}", words="x" * 10_000)
        store.append(commit)
        author.commit(3, f"r-{{author.case.revision}}", words="x" * 10_000)
        author.head = commit.records[-1].hash
except StoreUnavailable as error:
    print(author.case.revision, error)
assert len([*store.read("case-1")]) == author.case.revision
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.append(commit)
assert len([*store.read("case-1")]) == author.case.revision + 3
"""


@pytest.mark.parametrize("name", ["SqliteStore", "JsonlStore"])
def test_full_disk(tmp_path, name):
    """
    When a file can grow no more, what was written stays, the rest is not half written, and the store goes on when there is room again.
    """
    path = tmp_path / "cases"
    child = subprocess.run(
        [sys.executable, "-c", FULL_DISK.format(store=name), str(path)], capture_output=True, text=True, check=False
    )

    assert (0, "") == (child.returncode, child.stderr)
    assert "is not available" in child.stdout
    assert int(child.stdout.split()[0]) > 3


def test_locked_database(path, other):
    """
    When another program holds the file, the sentence says for how long we waited; readers go on.
    """
    author = Author("case-1")
    with SqliteStore(path, timeout=0.05) as store:
        store.append(author.commit())
        other.execute("BEGIN IMMEDIATE")
        for acts in (
            lambda: store.append(author.rival().commit()),
            lambda: store.append(author.rival().commit(2)),
            lambda: store.append_all([author.rival().commit()]),
            lambda: store.load(Author("case-2").commit().records),
            lambda: store.redact("case-1", [1]),
            lambda: store.destroy("case-1"),
            lambda: store.keep(definition("permit", 1, "a1")),
        ):
            with pytest.raises(StoreUnavailable, match=r"has held it for 0.05 s; wait for that, or close it"):
                acts()
        assert 1 == len([*store.read("case-1")])

        other.execute("COMMIT")
        store.append(author.commit())


def test_locked_while_it_is_made(path):
    """
    A new file that another program holds is waited for, and then given up.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="has held it"):
            SqliteStore(path, timeout=0.05)

        other.execute("ROLLBACK")
        SqliteStore(path).close()


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC])
def test_unknown_outcome(path, code):
    """
    When the disk does not say whether it has it, nobody can say so.
    """
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code

    unknown, reading = meaning(error, path, 5, "case-1"), meaning(error, path, 5)

    assert isinstance(unknown, OutcomeUnknown)
    assert "case-1" == unknown.stream
    assert isinstance(reading, StoreUnavailable)


def test_both_languages(path):
    """
    What stands in the way is said in Dutch too.
    """
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT

    assert "al 5 s in gebruik door iets anders" in meaning(error, path, 5).text("nl")


def test_closed_store(store):
    """
    A handle that was closed says so; closing it again does nothing.
    """
    store.close()
    store.close()

    for acts in (lambda: store.tip("case-1"), lambda: store.append(Author("case-1").commit()), lambda: store.append(Author("case-1").commit(2))):
        with pytest.raises(StoreUnavailable, match="this handle was closed; open a new one"):
            acts()


def test_closed_in_the_midst(store):
    """
    Also when another thread closes it between two chunks, or just before a statement.
    """
    store.append(Author("case-1").commit(600))
    reading = store.read("case-1")
    next(reading)
    store.close()

    with pytest.raises(StoreUnavailable, match="this handle was closed"):
        list(reading)
    assert "closed" in str(store._meaning(sqlite3.ProgrammingError("Cannot operate on a closed database.")))


def test_fork_refuses(store):
    """
    A connection does not survive a fork; the child is told to open its own, which it can.
    """
    store.append(Author("case-1").commit())

    assert "opened before a fork, in another process; open one in each process" in as_ordinary_user(lambda: store.tip("case-1"))
    assert "None" == as_ordinary_user(store.close)
    store.append(Author("case-2").commit())


@pytest.mark.parametrize("stream", ["\ud800", 3, None, b"x", "x" * 100_000, "\0"])
def test_any_stream_can_be_asked_for(store, stream):
    """
    What is no name of a stream is not there, or refused as such.
    """
    with suppress(InvalidData):
        assert store.tip(stream) is None
    with suppress(InvalidData):
        assert [] == [*store.read(stream)]
    with suppress(InvalidData):
        assert store.destroy(stream)


def test_any_revision_can_be_asked_for(store):
    """
    A number that SQLite cannot hold is refused.
    """
    with pytest.raises(InvalidData):
        store.read("case-1", 10**30)


def test_record_of_wrong_types_is_refused(store):
    """
    What is no record is not written.
    """
    [record] = Author("case-1").commit().records

    for bad in (replace(record, header=None), replace(record, hash=b"x"), replace(record, data=object())):
        with pytest.raises(InvalidData):
            store.append(Commit("case-1", 0, "0" * 64, [bad]))
    assert [] == [*store.follow()]


def test_error_inside_a_transaction_takes_it_back(store):
    """
    Whatever is raised while records are taken in, nothing stays, also when the store itself is used in between.
    """

    def meddles():
        yield from Author("case-1").commit(2).records
        with pytest.raises(StoreUnavailable):
            store.append(Author("case-2").commit(2))
        raise BrokenChain("case-1", 3, definition)  # type: ignore[arg-type]

    with pytest.raises(BrokenChain):
        store.load(meddles())
    assert [] == [*store.follow()]


def test_killed_while_removing(path):
    """
    A process that is killed while it destroys leaves all of it, and no permission.
    """
    with SqliteStore(path) as store:
        store.append(Author("case-1").commit(3))
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED_WHILE_REMOVING, str(path)], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert b"ready\n" == child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.communicate()

    with SqliteStore(path) as store, closing(sqlite3.connect(path)) as other:
        assert 3 == len([*store.read("case-1")])
        assert [] == other.execute("SELECT * FROM removal").fetchall()


KILLED_WHILE_REMOVING = """
import sys, time
from proeftuin_flow.stores import SqliteStore

store = SqliteStore(sys.argv[1])
with store._removing("case-1", whole=True) as db:
    db.execute("DELETE FROM record")
    print("ready", flush=True)
    time.sleep(60)
"""
