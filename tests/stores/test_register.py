"""
The register of destruction in each of our stores: where it stands, and what becomes of it when something goes wrong.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import sqlite3
import warnings
from contextlib import closing, suppress

import pytest

from proeftuin_flow.canonical import canonical
from proeftuin_flow.errors import NotOurs, OutcomeUnknown, RevisionConflict, StoreUnavailable
from proeftuin_flow.stores import JsonlStore, SqliteStore
from proeftuin_flow.stores import _sqlite_file as file
from proeftuin_flow.testing.notebook import Author, line_of

FIRST = Author("case-1").commit(3, "r-1", words="geheim")
LINE = line_of(FIRST.records)


def remains(path):
    """All bytes in the files of a store."""
    return b"".join(each.read_bytes() for each in path.parent.iterdir())


def traces():
    """What must not be left of the case: all that is in its records, but for their hashes."""
    pieces = [piece for record in FIRST.records for piece in (record.header, record.data, record.personal) if piece]
    salts = [piece[-45:] for record in FIRST.records for piece in (record.data, record.personal) if piece]
    return [*pieces, *salts, b"geheim", b"d1" * 32, b"5a" * 16]


def killed() -> bool:
    """The end of this process, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("it lives")


def dies(does):
    """Do this in another process, which does not survive it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside other threads: the child needs none of them
        child = os.fork()
    if child == 0:  # pragma: no cover  # it is killed before it can say what was covered
        try:
            does()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert signal.SIGKILL == os.WTERMSIG(status)


# ── in one SQLite file ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def database(tmp_path):
    return tmp_path / "cases.db"


def test_nothing_else_is_left_in_sqlite(database):
    """
    In all files of the store, also while it is open, the case is in one place: the line.
    """
    with SqliteStore(database) as store:
        store.append(Author("case-2").commit(3))
        store.append(FIRST)
        assert all(trace in remains(database) for trace in traces()[:3])

        assert store.destroy("case-1", LINE)

        left = remains(database)
    assert [] == [trace for trace in traces() if trace in left]
    assert 1 == left.count(canonical(LINE))
    assert left.replace(canonical(LINE), b"").count(b"case-1") <= 2  # the column beside the line, and its index
    assert [] == [record.hash for record in FIRST.records if record.hash.encode() in left.replace(canonical(LINE), b"")]


@pytest.mark.parametrize("sql", ["UPDATE destroyed SET line = x'7b7d'", "DELETE FROM destroyed", "REPLACE INTO destroyed SELECT * FROM destroyed"])
def test_register_is_not_changed_by_accident(database, sql):
    """
    Its lines stay as they are.
    """
    with SqliteStore(database) as store, closing(sqlite3.connect(database, isolation_level=None)) as other:
        store.destroy("case-1", LINE)
        with suppress(sqlite3.IntegrityError):
            other.execute(sql)

        assert [LINE] == [*store.register()]


def test_long_register_is_read_in_pieces(database):
    """
    Nobody who reads it holds up who writes.
    """
    with SqliteStore(database) as store:
        lines = [line_of(Author(f"case-{number}").commit().records) for number in range(1_030)]
        with store._writing("") as db:
            db.executemany("INSERT INTO destroyed (stream, line) VALUES (?, ?)", [(line.case, canonical(line)) for line in lines])
        reading = store.register()
        next(reading)
        store.append(Author("another").commit())

        assert lines[1:] == [*reading]


def test_damaged_line_is_named(database):
    """
    What is no line is not taken for one.
    """
    with SqliteStore(database) as store, closing(sqlite3.connect(database, isolation_level=None)) as other:
        for number, text in enumerate([b"{}", canonical(LINE) + b" ", canonical(LINE).replace(b'"rule":', b'"role":')]):
            other.execute("INSERT INTO destroyed (stream, line) VALUES (?, ?)", (f"case-{number}", text))
            with pytest.raises(NotOurs, match=r"cases\.db"):
                next(store.register(f"case-{number}"))


def test_file_of_the_first_version_goes_on(database):
    """
    Whoever opens it brings it up to this version; its records stay, and it has a register from then on.
    """
    with SqliteStore(database) as store:
        store.append(Author("case-2").commit(2))
        kept = [*store.read("case-2")]
    with closing(sqlite3.connect(database, isolation_level=None)) as old:
        for kind, name in reversed(re.findall(r"^CREATE (\w+) (\w+)", file.SECOND, re.MULTILINE)):
            old.execute(f"DROP {kind} {name}")
        old.execute("PRAGMA user_version = 1")

    for _ in range(2):
        with SqliteStore(database) as store:
            assert kept == [*store.read("case-2")]
            assert store.destroy("case-1", LINE)
            assert [(file.VERSION,)] == store._db.execute("PRAGMA user_version").fetchall()
            file._upgrade(store._db, database)  # as if another process had been faster
            with pytest.raises(RevisionConflict):
                store.append(FIRST)


def test_process_that_dies_while_it_destroys_in_sqlite(database):
    """
    Before the commit nothing happened; after it the case is gone, and its bytes when it is asked again.
    """
    with SqliteStore(database) as store:
        store.append(FIRST)

    def in_the_midst() -> None:
        store = SqliteStore(database)
        store._db.set_trace_callback(lambda sql: killed() if sql.startswith("DELETE FROM record") else None)
        store.destroy("case-1", LINE)

    def before_it_is_wiped() -> None:
        store = SqliteStore(database)
        store._wiped = killed  # type: ignore[method-assign]  # this is where it dies
        store.destroy("case-1", LINE)

    dies(in_the_midst)
    with SqliteStore(database) as store:
        assert [] == [*store.register()]
        assert [*FIRST.records] == [*store.read("case-1")]
        dies(before_it_is_wiped)
        assert [LINE] == [*store.register()]
        assert store.tip("case-1") is None
        assert store.destroy("case-1", LINE)
        assert [] == [trace for trace in traces() if trace in remains(database)]


# ── beside a file of JSON Lines ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cases.jsonl"


@pytest.fixture
def register(path):
    return path.with_name("cases.jsonl.register")


@pytest.fixture
def store(path):
    with JsonlStore(path) as store:
        store.append(Author("case-2").commit(2))
        store.append(FIRST)
        yield store


def test_nothing_else_is_left_in_json_lines(store, path, register):
    """
    The register stands beside the log, in canonical JSON, and is made for its first line.
    """
    assert not register.exists()
    path.chmod(0o640)

    assert store.destroy("case-1", LINE)

    assert [0o640] * 2 == [each.stat().st_mode & 0o777 for each in (path, register)]

    assert canonical(LINE) + b"\n" == register.read_bytes()
    assert [] == [trace for trace in [*traces(), b"case-1"] if trace in path.read_bytes()]
    assert [] == [trace for trace in traces() if trace in remains(path)]
    assert {path, register} == {*path.parent.iterdir()}


@pytest.mark.parametrize("goes_on", ["opens", "writes", "reads"])
def test_crash_between_the_register_and_the_log(store, path, register, goes_on):
    """
    The register knows what is still to be done: whoever comes next does it, and nothing is done twice.
    """
    register.write_bytes(canonical(LINE) + b"\n")
    assert b"geheim" in path.read_bytes()

    later = JsonlStore(path) if goes_on == "opens" else store
    if goes_on == "writes":
        later.append(Author("case-3").commit())
    elif goes_on == "reads":
        assert later.tip("case-1") is None

    assert [] == [trace for trace in [*traces(), b"case-1"] if trace in path.read_bytes()]
    assert [LINE] == [*later.register()]
    assert later.destroy("case-1", LINE)
    assert canonical(LINE) + b"\n" == register.read_bytes()
    assert 2 == len([*later.read("case-2")])
    later.close()


def test_process_that_dies_between_the_register_and_the_log(store, path, register):
    """
    The same, with a process that is really killed there.
    """

    def between() -> None:
        other = JsonlStore(path)
        other._finish = killed  # type: ignore[method-assign, assignment]  # this is where it dies
        other.destroy("case-1", LINE)

    before = path.read_bytes()
    dies(between)
    assert before == path.read_bytes()
    assert canonical(LINE) + b"\n" == register.read_bytes()

    with pytest.raises(RevisionConflict):
        store.append(Author("case-1").commit())
    assert [] == [trace for trace in [*traces(), b"case-1"] if trace in path.read_bytes()]


def test_crash_before_the_register_was_written_whole(store, path, register):
    """
    Half a line is no line: nothing was destroyed, and the next one tries again.
    """
    whole = canonical(LINE) + b"\n"
    other = line_of(Author("case-9").commit().records)
    for end in (1, 100, len(whole) - 1):
        register.write_bytes(canonical(other) + b"\n" + whole[:end])
        with JsonlStore(path) as later:
            assert [other] == [*later.register()]
            assert [*FIRST.records] == [*later.read("case-1")]
            assert canonical(other) + b"\n" == register.read_bytes()

    assert store.destroy("case-1", LINE)
    assert [other, LINE] == [*store.register()]


def test_disk_is_full_between_the_two(store, path, monkeypatch):
    """
    The error says that nobody knows; the line stands, and once there is room the rest follows.
    """
    real, calls = os.fsync, iter(range(99))

    def full(descriptor):
        if next(calls) == 2:  # the register, its directory, and then the log
            raise OSError(errno.ENOSPC, "no room")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutcomeUnknown, match="the disk is full"):
        store.destroy("case-1", LINE)
    assert [LINE] == [*store.register()]
    assert b"geheim" in path.read_bytes()

    store.append(Author("case-3").commit())
    assert b"geheim" not in path.read_bytes()
    assert 2 == len([*store.read("case-2")])


def test_disk_is_full_before(store, register, monkeypatch):
    """
    Where the register cannot be written, nothing was destroyed.
    """

    def full(descriptor):
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises((StoreUnavailable, OutcomeUnknown)):
            store.destroy("case-1", LINE)

    assert [*FIRST.records] == [*store.read("case-1")]
    assert [] == [*store.register()]
    assert store.destroy("case-1", LINE)


def test_register_outlives_an_older_log(store, path, register):
    """
    When a backup of the log is put back beside it, what was destroyed since is destroyed again.
    """
    shutil.copy(path, path.with_name("backup"))
    store.destroy("case-1", LINE)
    os.replace(path.with_name("backup"), path)

    assert store.tip("case-1") is None
    assert b"geheim" not in path.read_bytes()


def test_register_that_was_taken_away(store, register):
    """
    What it said is not known any more; it is not made up from memory.
    """
    store.destroy("case-1", LINE)
    register.unlink()

    assert [] == [*store.register()]
    store.append(FIRST)
    with pytest.raises(RevisionConflict):
        store.append(FIRST)


def test_foreign_register_is_named(path, register):
    """
    Something else that stands there is not taken for a register, and not touched.
    """
    register.write_bytes(b'{"case":"case-1"}\n')

    with pytest.raises(NotOurs, match=r"cases\.jsonl\.register, byte 0"):
        JsonlStore(path)
    assert b'{"case":"case-1"}\n' == register.read_bytes()


def test_register_that_cannot_be_read(path, register):
    """
    The sentence says what stands in the way.
    """
    register.symlink_to(register)

    with pytest.raises(StoreUnavailable, match=r"cases\.jsonl\.register"):
        JsonlStore(path)
