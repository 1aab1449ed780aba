"""
Verifying: what is wrong is named, and what cannot be seen without something that was kept elsewhere is found with it.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from tracemalloc import get_traced_memory, start, stop
from typing import Any

import pytest
from msgspec.structs import replace

from proeftuin_flow.errors import BrokenChain, BrokenProof, InvalidData, LogError, NotOurs, StoreUnavailable
from proeftuin_flow.evidence import (
    Checkpoint,
    Examined,
    Head,
    Ledger,
    Verifying,
    heads,
    read_heads,
    verify_file,
    verify_store,
    write_heads,
)
from proeftuin_flow.evidence._examining import add_up, examine
from proeftuin_flow.evidence._sources import source_of
from proeftuin_flow.log import GENESIS, Record, verify
from proeftuin_flow.log.record import hash_of, piece_digest, read_header, write_header
from proeftuin_flow.messages import NOT_LINKED
from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore, export
from proeftuin_flow.stores._sqlite_shards import reading
from proeftuin_flow.stores.shards import Row
from proeftuin_flow.testing.notebook import Author
from tests.evidence.common import KEY, destroy, filled, write
from tests.stores.ordinary import a_home, as_ordinary_user

GOLDEN = Path(__file__).parents[1] / "golden"


def sealed_with(store, path) -> dict[str, Any]:
    """A checkpoint over all of a store, and its ledger beside a path."""
    with Ledger(path / "ledger") as books:
        books.take_in(store)
        return {"checkpoint": Checkpoint.open(str(books.sign(KEY)), [KEY.verifier]), "ledger": path / "ledger"}


def in_memory(*records):
    """A store that has these records, whatever they are."""
    store = MemoryStore()
    for record in records:
        store._put(record)
    return store


def rewritten(records, change=lambda header: replace(header, by="u-2")):
    """The same chain from its beginning, with another first record and all hashes as they should be."""
    prev = GENESIS
    found: list[Record] = []
    for record in records:
        header = read_header(record.header)
        text = write_header(replace(header if found else change(header), prev=prev))
        prev = hash_of(text)
        found.append(replace(record, header=text, hash=prev))
    return found


def findings(examined):
    """Where something is wrong, and the code of what."""
    return [(each.stream, each.seq, each.what.code) if isinstance(each, BrokenChain) else (each.where, each.what.code) for each in examined.findings]


# ── what is named ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["pf1.jsonl", "pf1-redacted.jsonl"])
def test_golden_logs_are_whole(name):
    """
    Also the one in which something was erased: the records that say so explain it.
    """
    found = verify_file(GOLDEN / name)

    assert found.whole
    assert (found.erased > 0) == (name == "pf1-redacted.jsonl")
    assert 0 == found.outstanding


def test_everything_that_is_wrong_is_named():
    """
    Each change once, with the record at which it shows; what follows is looked at as well.
    """
    records = [*Author("p-1").commit(12).records]
    other = [*Author("p-2").commit(3).records]
    changed = replace(records[1], data=b'{"salt":"00"}')
    store = in_memory(records[0], changed, *records[2:4], records[3], *records[5:7], other[1], *records[7:10], replace(records[10], hash="ab" * 32),
                      other[0], other[2])  # fmt: skip

    found = verify_store(store, find_all=True)

    assert [("p-1", 2, "piece_changed"), ("p-1", 5, "not_in_place"), ("p-1", 5, "not_in_place"), ("p-1", 11, "header_changed"),
            ("p-2", 1, "not_in_place"), ("p-2", 3, "not_in_place")] == findings(found)  # fmt: skip
    assert not found.whole
    with pytest.raises(BrokenChain) as first:
        verify_store(store)
    assert ("p-1", 2) == (first.value.stream, first.value.seq)


def test_repeated_record_hides_nothing_behind_it():
    """
    It is named, and the records after it are compared with the one before.
    """
    records = [*Author("p-1").commit(5).records]

    found = verify_store(in_memory(*records[:3], records[1], records[3], replace(records[4], hash="ab" * 32)), find_all=True)

    assert [("p-1", 4, "not_in_place"), ("p-1", 5, "header_changed")] == findings(found)


def test_piece_that_nobody_says_was_erased_is_named():
    """
    Each of them, in every case; what a record lists is counted.
    """
    records = [*Author("p-1").commit(6).records]
    store = in_memory(*(replace(record, personal=None) for record in records))

    assert [("p-1", seq, "piece_missing") for seq in range(2, 7)] == findings(verify_store(store, find_all=True))


def test_piece_that_should_be_erased_is_counted(tmp_path):
    """
    A backup from before: the log says that it was erased, and it is there; that is no broken chain.
    """
    lines = (GOLDEN / "pf1-redacted.jsonl").read_bytes().splitlines(keepends=True)
    whole = {line.partition(b'"hash":"')[2][:64]: line for line in (GOLDEN / "pf1.jsonl").read_bytes().splitlines(keepends=True)}
    (tmp_path / "cases.jsonl").write_bytes(b"".join(whole.get(line.partition(b'"hash":"')[2][:64], line) for line in lines))
    erased = verify_file(GOLDEN / "pf1-redacted.jsonl").erased

    found = verify_file(tmp_path / "cases.jsonl")

    assert (0, erased) == (found.erased, found.outstanding)


@pytest.mark.parametrize("piece", [b'{"salt":"00", "a":1}', b'{"b":1,"a":1}', b'{"a":1.5}', b'{"a":"e\xcc\x81"}', b"\xff", b"{"])
def test_bytes_that_are_not_canonical_are_named(piece):
    """
    A piece whose digest is right, written by something that writes another text for the same.
    """
    first, second = Author("p-1").commit(2).records
    header = replace(read_header(second.header), data=piece_digest("data", piece), personal=None)
    text = write_header(header)
    wrong = Record("p-1", 2, text, hash_of(text), piece)

    assert [("p-1", 2, "not_canonical")] == findings(verify_store(in_memory(first, wrong), find_all=True))


def test_a_thousand_findings_are_kept():
    """
    The others are counted: a store full of damage does not fill the memory.
    """
    records = [replace(record, hash="ab" * 32) for record in Author("p-1").commit(1_200).records]

    found = verify_store(in_memory(*records), find_all=True)

    assert (1_000, 200) == (len(found.findings), found.more)
    assert 1_500 == add_up([found, replace(found, findings=found.findings[:300], more=0)]).more + 1_000
    assert ("p-1", 1, "header_changed") == findings(found)[0]


def test_store_that_cannot_be_read_is_named(tmp_path):
    """
    A case whose line is spoiled behind the store's back is an error, and the others are looked at.
    """
    with JsonlStore(tmp_path / "cases.jsonl") as store:
        write(store, "p-1", "p-2")
        text = bytearray((tmp_path / "cases.jsonl").read_bytes())
        text[5] ^= 1
        (tmp_path / "cases.jsonl").write_bytes(text)

        found = verify_store(store, find_all=True)

    assert (1, 3) == (len(found.findings), found.records)
    assert isinstance(found.findings[0], NotOurs)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def spoiled(tmp_path, change):
    """What is found in a file of JSON Lines in which some lines were changed."""
    export(filled("p-1", "p-2"), tmp_path / "cases.jsonl")
    lines = (tmp_path / "cases.jsonl").read_bytes().splitlines(keepends=True)
    change(lines)
    (tmp_path / "cases.jsonl").write_bytes(b"".join(lines))
    return [(*each[:-1], each[-1]) for each in findings(verify_file(tmp_path / "cases.jsonl", find_all=True))]


def at(tmp_path, line):
    """How a line is named."""
    return f"{tmp_path / 'cases.jsonl'}, line {line}"


def test_line_that_is_none_is_named(tmp_path):
    """
    By its number; and the case that misses it, at the next record.
    """

    def change(lines):
        lines[2] = b"no record\n"

    assert [(at(tmp_path, 3), "not_a_record"), ("p-1", 2, "not_in_place")] == spoiled(tmp_path, change)


def test_line_in_another_form_is_named_by_its_record(tmp_path):
    """
    A space too many, a member too many, or a piece in another order: the record is known.
    """

    def change(lines):
        lines[2] = lines[2].replace(b'"hash"', b' "hash"')
        lines[3] = lines[3].replace(b'"hash"', b'"extra":1,"hash"')
        lines[4] = lines[4].replace(b"p-1", b"p-9")

    assert [("p-1", 2, "not_canonical"), ("p-2", 2, "not_a_record"), ("p-9", 1, "header_changed")] == spoiled(tmp_path, change)


def test_torn_end_is_named(tmp_path):
    """
    Half a line, or fewer lines than were written together.
    """

    def half(lines):
        lines[-1] = lines[-1][:-20]

    def fewer(lines):
        lines.insert(4, b'{"commit":3}\n')

    def another(lines):
        lines[4:5] = [b'{"commit":2}\n', lines[4], b'{"commit":2}\n', lines[4].replace(b'{"data"', b'{"hata"')]
        lines[4:4] = [b'{"commit":2}\n', lines[3], b'{"destroyed":1}\n']

    assert [(at(tmp_path, 6), "torn_line")] == spoiled(tmp_path, half)
    assert [(at(tmp_path, 7), "torn_line")] == spoiled(tmp_path, fewer)
    assert [(at(tmp_path, 7), "bad_line")] == [each for each in spoiled(tmp_path, another) if each[-1] == "bad_line"][:1]


def test_last_line_needs_no_line_feed(tmp_path):
    """
    It is whole without.
    """

    def change(lines):
        lines[-1] = lines[-1][:-1]

    assert [] == spoiled(tmp_path, change)


def test_files_of_something_else_are_refused(tmp_path):
    """
    No line of ours, no database of ours, a newer one, or nothing at all.
    """
    (tmp_path / "foreign").write_text("no\nlog\n")
    for name, statement in (("foreign.db", "CREATE TABLE a (b)"), ("newer.db", "PRAGMA user_version = 99")):
        if name == "newer.db":
            SqliteStore(tmp_path / name).close()
        with closing(sqlite3.connect(tmp_path / name)) as db:
            db.execute(statement)
            db.commit()
    (tmp_path / "torn.db").write_bytes(b"SQLite format 3\0" + bytes(200))

    for name in ("foreign", "foreign.db", "newer.db", "torn.db"):
        with pytest.raises(NotOurs):
            verify_file(tmp_path / name)
    with pytest.raises(StoreUnavailable):
        verify_file(tmp_path / "absent")
    (tmp_path / "empty").touch()
    assert Examined() == verify_file(tmp_path / "empty")


def test_file_that_goes_away_meanwhile(tmp_path):
    """
    What was there a moment ago is not there any more.
    """
    export(filled("p-1"), tmp_path / "cases.jsonl")
    (shard,) = source_of(tmp_path / "cases.jsonl").shards(1)
    (tmp_path / "cases.jsonl").unlink()

    with pytest.raises(StoreUnavailable):
        examine(shard, {})


def test_several_files_belong_together(tmp_path):
    """
    One for each year, say: what was kept may be of any of them.
    """
    one = filled("p-1")
    export(one, tmp_path / "one.jsonl")
    with SqliteStore(tmp_path / "two.db") as two:
        write(two, "p-2", "p-3")
        kept = [*heads(one), *heads(two)]

    found = verify_file([tmp_path / "one.jsonl", tmp_path / "two.db"], heads=kept)

    assert (3, 9) == (found.cases, found.records)
    with pytest.raises(BrokenChain, match="the case is not there any more"):
        verify_file(str(tmp_path / "one.jsonl"), heads=kept)


def test_requests_of_a_file_are_compared(tmp_path):
    """
    A request that says another number, another id, or stands where none was made.
    """
    with JsonlStore(tmp_path / "cases.jsonl") as store:
        author = Author("p-1")
        store.append(author.commit(2, request="r-1"))
        store.append(author.commit(1, request="r-2"))
    assert verify_file(tmp_path / "cases.jsonl").whole
    text = (tmp_path / "cases.jsonl").read_bytes()
    for old, new in ((b'"id":"r-2"', b'"id":"r-3"'), (b'"first":1', b'"first":2'), (b'"last":2', b'"last":3'), (b"5a5a", b"zz5a"), (b"d1d1", b"d1z1"),
                     (b'"stream":"p-1"}}', b'"stream":"p-9"}}')):  # fmt: skip
        (tmp_path / "cases.jsonl").write_bytes(text.replace(old, new))
        found = verify_file(tmp_path / "cases.jsonl", find_all=True)
        assert {"index_differs"} == {each[-1] for each in findings(found)}, (old, findings(found))


def test_request_after_a_broken_record_is_not_blamed(tmp_path):
    """
    Nobody knows where it began: one change is one finding.
    """
    for kind in (JsonlStore, SqliteStore):
        with kind(tmp_path / kind.__name__) as store:
            author = Author("p-1")
            store.append(author.commit(4, request="r-1"))
            store.append(author.commit(1, request="r-2"))
    text = (tmp_path / "JsonlStore").read_bytes()
    hash = text.splitlines()[2].partition(b'"hash":"')[2][:64]
    (tmp_path / "JsonlStore").write_bytes(text.replace(b'"hash":"' + hash, b'"hash":"' + b"0" * 64))
    with closing(sqlite3.connect(tmp_path / "SqliteStore", isolation_level=None)) as db:
        db.execute("DROP TRIGGER record_stays")
        db.execute("UPDATE record SET hash = ? WHERE seq = 2", ("0" * 64,))

    for name in ("JsonlStore", "SqliteStore"):
        assert [("p-1", 2, "header_changed"), ("p-1", 3, "not_linked")] == findings(verify_file(tmp_path / name, find_all=True))
    (tmp_path / "JsonlStore").write_bytes(text.replace(b'"hash":"' + text.splitlines()[4].partition(b'"hash":"')[2][:64], b'"hash":"' + b"0" * 64))
    assert [("p-1", 4, "header_changed"), ("p-1", 5, "not_linked")] == findings(verify_file(tmp_path / "JsonlStore", find_all=True))


# ── a database ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def base(tmp_path):
    """A database with two notebooks and requests, whose triggers were dropped."""
    with SqliteStore(tmp_path / "cases.db") as store:
        for name in ("p-1", "p-2"):
            author = Author(name)
            store.append(author.commit(2, request="r-1"))
            store.append(author.commit(1))
            store.append(author.commit(2, request="r-2"))
    with closing(sqlite3.connect(tmp_path / "cases.db", isolation_level=None)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        yield db


@pytest.mark.parametrize(("statement", "expected"), [
    ("UPDATE record SET request = 'r-9' WHERE stream = 'p-1' AND seq = 2", ("p-1", 2, "index_differs")),
    ("UPDATE record SET first = 2 WHERE stream = 'p-1' AND seq = 2", ("p-1", 2, "index_differs")),
    ("UPDATE record SET request = NULL, first = NULL, salt = NULL, digest = NULL WHERE stream = 'p-1' AND seq = 2", ("p-1", 2, "index_differs")),
    ("UPDATE record SET request = NULL, first = NULL, salt = NULL, digest = NULL WHERE stream = 'p-1' AND seq = 5", ("p-1", 5, "index_differs")),
    ("UPDATE record SET request = 'r-1', first = 1, salt = '' WHERE stream = 'p-1' AND seq = 1", ("p-1", 1, "index_differs")),
    ("UPDATE record SET first = 1 WHERE stream = 'p-1' AND seq = 3", ("p-1", 3, "index_differs")),
    ("INSERT INTO subject (subject, stream, seq) VALUES ('u-9', 'p-1', 2)", ("p-1", 2, "index_differs")),
    ("INSERT INTO subject (subject, stream, seq) VALUES ('u-9', 'a-1', 2)", ("a-1", 2, "index_differs")),
    ("INSERT INTO subject (subject, stream, seq) VALUES ('u-9', 'z-1', 2)", ("z-1", 2, "index_differs")),
    ("UPDATE record SET stream = 'p-3' WHERE stream = 'p-1' AND seq = 5", ("p-3", 1, "not_in_place")),
    ("UPDATE record SET seq = 0 WHERE stream = 'p-1' AND seq = 5", ("p-1", 1, "not_in_place")),
    ("UPDATE record SET hash = CAST(x'ff' AS TEXT) WHERE stream = 'p-1' AND seq = 5", ("p-1", 5, "header_changed")),
    ("DELETE FROM record WHERE stream = 'p-1' AND seq = 1", ("p-1", 1, "not_in_place")),
])  # fmt: skip
def test_what_stands_beside_a_record_is_compared(base, tmp_path, statement, expected):
    """
    The columns by which a store finds a record say the same as the record.
    """
    assert verify_file(tmp_path / "cases.db").whole
    base.execute("DROP INDEX request")
    base.execute(statement)

    assert expected in findings(verify_file(tmp_path / "cases.db", find_all=True))


def test_store_is_examined_with_what_stands_beside(base, tmp_path):
    """
    Also when it is open.
    """
    base.execute("UPDATE record SET first = 2 WHERE stream = 'p-1' AND seq = 2")

    with SqliteStore(tmp_path / "cases.db") as store, pytest.raises(BrokenChain, match="the column 'first'"):
        verify_store(store)


def test_database_is_read_by_whoever_may_not_write():
    """
    Also where no log can be made beside it; nothing is changed, and nothing is left behind.
    """
    with a_home() as home:
        with SqliteStore(home / "cases.db") as store:
            write(store, "p-1")
            kept = [*heads(store)]
        os.chmod(home / "cases.db", 0o444)
        os.chmod(home, 0o555)
        said = as_ordinary_user(lambda: verify_file(home / "cases.db", heads=kept).records)
        before = sorted(each.name for each in home.iterdir())
        os.chmod(home, 0o777)

    assert "3" == said
    assert ["cases.db"] == before


class Unwritable(sqlite3.Connection):
    """What SQLite says to an ordinary user where no log can be made beside the file; root is never told so."""

    def execute(self, sql, values=()):
        if "sqlite_schema" not in sql:
            return super().execute(sql, values)
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY_DIRECTORY
        raise error


def test_database_beside_which_nothing_can_be_made(tmp_path, monkeypatch):
    """
    It is read all the same, unless there is more of it in a log that cannot be read.
    """
    with SqliteStore(tmp_path / "cases.db") as store:
        write(store, "p-1")
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda name, *more, **others: real(
        name, *more, factory=sqlite3.Connection if "immutable" in name else Unwritable, **others))  # fmt: skip
    assert 3 == verify_file(tmp_path / "cases.db").records

    (tmp_path / "cases.db-wal").write_bytes(b"something")
    with pytest.raises(StoreUnavailable):
        verify_file(tmp_path / "cases.db")


def test_database_that_nobody_may_read():
    """
    It cannot be said to be whole.
    """
    with a_home() as home:
        SqliteStore(home / "cases.db").close()
        os.chmod(home / "cases.db", 0)
        said = as_ordinary_user(lambda: verify_file(home / "cases.db"))

    assert said.startswith("StoreUnavailable")


def test_database_is_read_while_others_write(tmp_path):
    """
    What is read is what was there when it began.
    """
    with SqliteStore(tmp_path / "cases.db", timeout=0.05) as store:
        author = Author("p-2")
        for each in (Author("p-1"), author):
            store.append(each.commit(600))
        (shard,) = store.shards(1)
        rows = shard.rows()
        first = next(rows)
        store.append(author.commit())
        assert not store.destroy("p-1")

        assert 1_199 == sum(1 for _ in rows)
    assert isinstance(first, Row)


def test_all_that_is_read_of_a_database_is_of_one_moment(tmp_path):
    """
    Its records, its references and its register go together.
    """
    with SqliteStore(tmp_path / "cases.db") as store:
        write(store, "p-1")
        with reading(tmp_path / "cases.db", 1.0) as db:
            before = db.execute("SELECT count(*) FROM record").fetchall()
            write(store, "p-2")
            assert before == db.execute("SELECT count(*) FROM record").fetchall()


# ── against what was kept ────────────────────────────────────────────────────────────────────────────────────────────────


def test_chain_that_was_rewritten_is_found_by_what_was_kept_only(tmp_path):
    """
    Whoever can write everything makes a whole chain with correct hashes: without a head or a checkpoint nobody sees it, with either all do.
    """
    store = filled("p-1", "p-2", "p-3", count=5)
    against = sealed_with(store, tmp_path)
    kept = [*heads(store)]
    forged = in_memory(*store.read("p-1"), *rewritten(store.read("p-2")), *store.read("p-3"))

    assert verify_store(forged).whole

    assert [("p-2", 5, "other_hash")] == findings(verify_store(forged, find_all=True, **against))
    assert [("p-2", 5, "other_hash")] == findings(verify_store(forged, find_all=True, heads=kept))
    assert verify_store(store, heads=kept, **against).whole
    # Nor does it help to take the forged one in: the ledger is then not the one that was signed.
    with Ledger(tmp_path / "other") as books:
        books.take_in(forged)
    with pytest.raises(BrokenProof, match="the first 15 leaves have another root than the checkpoint"):
        verify_store(forged, checkpoint=against["checkpoint"], ledger=tmp_path / "other")


def test_tail_that_was_cut_is_found_by_what_was_kept_only(tmp_path):
    """
    What is left is a whole chain.
    """
    store = filled("p-1", "p-2", count=5)
    against = sealed_with(store, tmp_path)
    cut = in_memory(*store.read("p-1"), *[*store.read("p-2")][:3])

    assert verify_store(cut).whole

    assert [("p-2", 3, "tail_missing")] == findings(verify_store(cut, find_all=True, **against))
    assert [("p-2", 3, "tail_missing")] == findings(verify_store(cut, find_all=True, heads=heads(store)))
    assert [("p-2", 3, "head_not_found")] == findings(verify_store(cut, find_all=True, heads=[Head("p-2", [*store.read("p-2")][-1].hash)]))


def test_case_that_was_removed_is_found_by_what_was_kept_only(tmp_path):
    """
    Every other case is whole.
    """
    store = filled("p-1", "p-2", "p-3")
    against = sealed_with(store, tmp_path)
    kept = [*heads(store)]
    store.destroy("p-2")

    assert verify_store(store).whole

    assert [("p-2", 3, "case_missing")] == findings(verify_store(store, find_all=True, **against))
    with pytest.raises(BrokenChain, match="the case is not there any more; the head"):
        verify_store(store, heads=kept)


def test_what_came_after_a_checkpoint_is_not_missed(tmp_path):
    """
    The log went on; what the checkpoint covers is there.
    """
    store = MemoryStore()
    authors = write(store, "p-1", "p-2")
    against = sealed_with(store, tmp_path)

    write(store, "p-2", "p-3", authors=authors)

    assert verify_store(store, **against).whole


def test_destroyed_case_is_explained_by_the_register(tmp_path):
    """
    In a store, in a database, and in a file with its register beside it; a line that names other hashes explains nothing.
    """
    kinds: list[Any] = [MemoryStore, SqliteStore, JsonlStore]
    for kind in kinds:
        store: Any = MemoryStore() if kind is MemoryStore else kind(tmp_path / kind.__name__)
        write(store, "p-1", "p-2", "p-3")
        (tmp_path / f"{kind.__name__}.d").mkdir()
        against = sealed_with(store, tmp_path / f"{kind.__name__}.d")
        kept = [*heads(store), Head("p-2", [*store.read("p-2")][-1].hash)]
        destroy(store, "p-2")
        destroy(store, "p-1")

        found = verify_store(store, heads=kept, **against)
        assert (True, 2, 1) == (found.whole, found.destroyed, found.cases)
        if kind is not MemoryStore:
            assert 2 == verify_file(tmp_path / kind.__name__, heads=kept, **against).destroyed
        wrong = [Head("p-2", "ab" * 32, 3), Head("p-2", "ab" * 32)]
        unexplained = verify_store(store, heads=wrong, find_all=True)
        assert [("p-2", 3, "other_head"), ("p-2", 0, "other_head")] == findings(unexplained)
        assert 0 == unexplained.destroyed
        store.close()


def test_case_that_was_begun_anew_is_found(tmp_path):
    """
    A case that went without a word, and another one under its name.
    """
    store = filled("p-1", "p-2")
    with Ledger(tmp_path / "ledger") as books:
        books.take_in(store)
        store.destroy("p-1")
        store.append(Author("p-1").commit(1))
        books.take_in(store)
        checkpoint = Checkpoint.open(str(books.sign(KEY)), [KEY.verifier])

    found = verify_store(store, checkpoint=checkpoint, ledger=tmp_path / "ledger", find_all=True)

    assert {"p-1"} == {each[0] for each in findings(found)}


def test_place_that_was_moved_hides_no_case(tmp_path):
    """
    Only the hashes are signed, not whose they are: a case that was removed is missed all the same, however its leaves are renamed.
    """
    store = filled("p-1", "p-2")
    against = sealed_with(store, tmp_path)
    store.destroy("p-2")
    for names in (["p-1 1", "p-1 2", "p-1 3", "p-1 4", "p-1 5", "p-1 6"], ["p-1 1", "p-3 1", "p-1 2", "p-3 2", "p-1 3", "p-3 3"]):
        (tmp_path / "ledger" / "places").write_text("".join(f"{name}\n" for name in names))

        assert not verify_store(store, find_all=True, **against).whole
    (tmp_path / "ledger" / "places").write_text("p-1 1\np-1 1\np-1 2\np-1 2\np-1 3\np-1 3\n")
    with pytest.raises(BrokenProof, match="skips a number"):
        verify_store(store, **against)


def test_checkpoint_and_ledger_go_together(tmp_path):
    """
    Neither says anything alone.
    """
    store = filled("p-1")
    against = sealed_with(store, tmp_path)

    for some in ({"checkpoint": against["checkpoint"]}, {"ledger": against["ledger"]}):
        with pytest.raises(InvalidData, match="give a checkpoint and a ledger together"):
            verify_store(store, **some)


def test_register_that_cannot_be_read(tmp_path):
    """
    What it would have said is not known.
    """
    export(filled("p-1"), tmp_path / "cases.jsonl")
    kept = [Head("p-2", "ab" * 32, 1)]
    (tmp_path / "cases.jsonl.register").mkdir()
    with pytest.raises(StoreUnavailable):
        verify_file(tmp_path / "cases.jsonl", heads=kept)
    (tmp_path / "cases.jsonl.register").rmdir()
    (tmp_path / "cases.jsonl.register").write_bytes(b"no line\n")
    with pytest.raises(NotOurs):
        verify_file(tmp_path / "cases.jsonl", heads=kept)
    with JsonlStore(tmp_path / "other.jsonl") as store:
        write(store, "p-3")
        destroy(store, "p-3")
    (tmp_path / "other.jsonl.register").rename(tmp_path / "cases.jsonl.register")
    with pytest.raises(BrokenChain, match="the case is not there any more"):
        verify_file(tmp_path / "cases.jsonl", heads=kept)


# ── heads ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_heads_come_back_from_a_file(tmp_path):
    """
    A line of canonical JSON each; written whole.
    """
    store = filled("p-2", "p-1")

    assert 2 == write_heads(heads(store), tmp_path / "heads.jsonl")

    assert [*heads(store)] == [*read_heads(tmp_path / "heads.jsonl")]
    assert [("p-1", 3), ("p-2", 3)] == [(head.case, head.seq) for head in heads(store)]
    assert b'{"case":"p-1","head":"' + [*store.read("p-1")][-1].hash.encode() + b'","seq":3}\n' == next(heads(store)).line()
    assert 3 == verify([*store.read("p-1")], "p-1", next(heads(store)).head).records


def test_heads_that_are_none_are_refused(tmp_path):
    """
    With the number of the line.
    """
    (tmp_path / "heads.jsonl").write_bytes(Head("p-1", "ab" * 32).line() + b"{}\n")

    with pytest.raises(NotOurs, match=r"heads\.jsonl, line 2"):
        list(read_heads(tmp_path / "heads.jsonl"))
    with pytest.raises(StoreUnavailable):
        list(read_heads(tmp_path / "absent.jsonl"))


# ── in bulk ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_work_is_spread(tmp_path, kind):
    """
    Over threads or processes, with the same outcome, also for what is wrong and for what was kept.
    """
    with SqliteStore(tmp_path / "cases.db") as store:
        write(store, *(f"p-{number:02}" for number in range(80)))
        kept = [*heads(store), Head("p-99", "ab" * 32, 1)]
    export(filled("q-1"), tmp_path / "cases.jsonl")
    files = [tmp_path / "cases.db", tmp_path / "cases.jsonl"]
    heard: list[Verifying] = []
    with ThreadPoolExecutor(3) if kind == "threads" else ProcessPoolExecutor(2, get_context("spawn")) as executor:
        found = verify_file(files, heads=kept, find_all=True, executor=executor, progress=heard.append)
        with closing(sqlite3.connect(tmp_path / "cases.db", isolation_level=None)) as db:
            db.execute("DROP TRIGGER record_stays")
            db.execute("UPDATE record SET hash = ? WHERE stream IN ('p-07', 'p-63') AND seq = 3", ("ab" * 32,))
        broken = verify_file(files, heads=kept[:-1], find_all=True, executor=executor)
        with pytest.raises(BrokenChain, match="case 'p-07', record 3"):
            verify_file(files, executor=executor)

    assert (81, 243) == (found.cases, found.records)
    assert [("p-99", 1, "case_missing")] == findings(found)
    assert ["p-07", "p-07", "p-63", "p-63"] == [each[0] for each in findings(broken)]
    assert len(heard) > 20
    assert (243, 100) == (heard[-1].records, heard[-1].percent)
    assert all(one.done <= other.done for one, other in pairwise(heard))


def test_error_of_a_worker_comes_out(tmp_path):
    """
    The others are not waited for in vain.
    """
    export(filled("p-1"), tmp_path / "cases.jsonl")
    export(filled("p-1"), tmp_path / "gone.jsonl")

    with ThreadPoolExecutor(1, initializer=(tmp_path / "gone.jsonl").unlink) as executor, pytest.raises(StoreUnavailable):
        verify_file([tmp_path / "gone.jsonl", *[tmp_path / "cases.jsonl"] * 5], executor=executor)


def test_store_without_shards_is_read_in_one(tmp_path):
    """
    A store in memory, or of somebody else: by one worker, which is a thread.
    """
    with ThreadPoolExecutor(2) as executor:
        assert 6 == verify_store(filled("p-1", "p-2"), executor=executor).records


def test_shards_are_whole_streams(tmp_path):
    """
    Every stream is in one of them, large ones and small ones; with a single stream there is one shard.
    """
    with SqliteStore(tmp_path / "cases.db") as store:
        assert [0] == [shard.size for shard in store.shards(4)]
        store.append(Author("a").commit(300))
        assert [300] == [shard.size for shard in store.shards(4)]
        write(store, *(f"p-{number}" for number in range(30)), count=2)
        shards = store.shards(5)

        assert 360 == sum(shard.size for shard in shards) == sum(sum(1 for _ in shard.rows()) for shard in shards)
        assert 1 < len(shards) <= 6
        for stream in ("a", "p-1", "p-29", "zz", ""):
            assert 1 == sum(shard.covers(stream) for shard in shards)
        assert all(shard.done == shard.size for shard in shards)
        assert shards[0].size == pickle.loads(pickle.dumps(shards[0])).size


def test_progress_is_told(tmp_path):
    """
    Every few thousand records, and when a file is done.
    """
    heard: list[Verifying] = []
    store = MemoryStore()
    store.append(Author("p-1").commit(5_000))
    export(store, tmp_path / "cases.jsonl")

    verify_store(store, progress=heard.append)
    assert [(2_000, 40), (4_000, 80), (5_000, 100)] == [(step.records, step.percent) for step in heard]
    verify_file([tmp_path / "cases.jsonl"] * 2, progress=heard.append)
    assert [2_000, 4_000, 5_000, 7_000, 9_000, 10_000] == [step.records for step in heard[3:]]
    assert "10000 records, 100 %" == str(heard[-1])
    assert 100 == Verifying(0, 0, 0).percent


def test_memory_stays_flat(tmp_path):
    """
    Ten times as many records take no more memory: a case is forgotten when the next one begins.
    """

    def peak(name, cases):
        with SqliteStore(tmp_path / name) as store:
            for number in range(cases):
                store.append(Author(f"p-{number:04}").commit(20))
        start()
        verify_file(tmp_path / name)
        most = get_traced_memory()[1]
        stop()
        return most

    peak("warm.db", 2)

    assert peak("large.db", 300) < 1.5 * peak("small.db", 30) + 20_000


def test_findings_go_to_another_process_and_back():
    """
    Each kind of error, with its facts.
    """
    found = Examined(1, 2, findings=(BrokenChain("p-1", 2, NOT_LINKED()), NotOurs("file", NOT_LINKED())))

    back = pickle.loads(pickle.dumps(found))

    assert findings(found) == findings(back)
    assert [str(each) for each in found.findings] == [str(each) for each in back.findings]
    assert all(isinstance(each, LogError) for each in back.findings)

