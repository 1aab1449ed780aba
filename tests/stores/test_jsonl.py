"""
What only the store in JSON Lines does: its lines, its torn ends, its lock, and the file written anew.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import subprocess
import sys
import threading
import tracemalloc

import pytest
from msgspec.structs import replace

from proeftuin_flow.errors import BrokenChain, InvalidData, NotOurs, OutcomeUnknown, StoreUnavailable
from proeftuin_flow.log import verify
from proeftuin_flow.stores import Definition, JsonlStore, MemoryStore, Request, export, read_jsonl
from proeftuin_flow.stores import _files as files
from proeftuin_flow.stores._lines import MOST_GONE, destroyed_lines
from proeftuin_flow.testing.notebook import Author, definition
from tests.stores.ordinary import a_home, as_ordinary_user


@pytest.fixture
def home():
    with a_home() as home:
        yield home


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cases.jsonl"


@pytest.fixture
def store(path):
    with JsonlStore(path) as store:
        yield store


def kinds(path):
    """What each line begins with."""
    return [line[2 : line.index(b'"', 2)].decode() for line in path.read_bytes().splitlines()]


def revision(store, stream):
    """The number of the newest record."""
    tip = store.tip(stream)
    return tip.revision if tip else 0


# ── its lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_file_has_a_line_per_record(store, path):
    """
    A record alone is a line; what must be whole has a frame; requests and definitions are lines of their own.
    """
    author = Author("case-1")
    commits = [author.commit(), author.commit(2), author.commit(1, "r-1")]
    store.keep(definition("permit", 1, "a1"))
    for commit in commits:
        store.append(commit)
    lines = path.read_bytes().splitlines(keepends=True)

    assert ["definition", "hash", "commit", "data", "hash", "commit", "data", "request"] == kinds(path)
    assert b'{"commit":2}\n' == lines[2] == lines[5]
    assert [record.line() for commit in commits for record in commit.records] == [lines[1], lines[3], lines[4], lines[6]]
    assert b'{"request":{"digest":"' + b"d1" * 32 + b'","first":4,"id":"r-1","last":4,"salt":"' + b"5a" * 16 + b'","stream":"case-1"}}\n' == lines[7]
    written = '{"definition":{"fingerprint":"a1","name":"permit","structure":{"name":"permit"},"texts":{"nl":"café"},"version":1}}\n'
    assert written == lines[0].decode()


def test_destroyed_records_take_no_room(store, path):
    """
    A line may say that any number of records stood there: whoever reads it counts, and makes no room for them.
    """
    records = Author("case-1").commit(2).records
    store.close()
    path.write_bytes(b'{"destroyed":2147483647}\n' * 1000 + records[0].line() + b'{"destroyed":1}\n' + records[1].line())

    tracemalloc.start()
    try:
        with JsonlStore(path) as again:
            assert ["2147483647001", "2147483647003"] == [position for position, _ in again.follow()]
            assert [("2147483647003", records[1])] == [*again.follow("2147483647001")]
            assert [] == [*again.follow("2147483647003")]
            assert [*records] == [*again.read("case-1")]
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_more_destroyed_than_a_line_may_say_take_several_lines(path):
    """
    What a line may count has an end, so that a whole file cannot count past 64 bits.
    """
    assert [b'{"destroyed":2147483647}\n', b'{"destroyed":2}\n'] == [*destroyed_lines(MOST_GONE + 2)]
    path.write_bytes(b'{"destroyed":2147483648}\n')
    with pytest.raises(NotOurs):
        JsonlStore(path)


def test_destroyed_records_leave_their_number(store, path):
    """
    Where records stood is written how many; their requests are gone, and other streams are as they were.
    """
    one, two = Author("case-1"), Author("case-2")
    store.append(one.commit(3, "r-1"))
    store.append(two.commit(2, "r-2"))
    store.load(Author("case-3").commit(2, "r-3").records)
    store.append(one.commit())

    store.destroy("case-1")
    store.destroy("case-3")

    assert ["destroyed", "commit", "hash", "data", "request", "destroyed", "destroyed", "destroyed"] == kinds(path)
    assert [b'{"destroyed":3}', b'{"destroyed":1}', b'{"destroyed":1}', b'{"destroyed":1}'] == [
        line for line in path.read_bytes().splitlines() if line.startswith(b'{"des')
    ]
    with JsonlStore(path) as again:
        assert ["4", "5"] == [position for position, _ in again.follow()]


def test_frame_of_two_streams_loses_one(store, path):
    """
    Whoever framed records of several streams together finds the others still framed after one was destroyed.
    """
    one, two = Author("case-1").commit(2).records, Author("case-2").commit(2).records
    store.close()
    path.write_bytes(b'{"commit":4}\n' + b"".join(record.line() for record in (*one, *two)))

    with JsonlStore(path) as store:
        store.destroy("case-1")
        assert ["destroyed", "commit", "hash", "data"] == kinds(path)
        assert [*two] == [record for _, record in store.follow()]
        store.append(Author("case-3").commit())
        assert ["3", "4", "5"] == [position for position, _ in store.follow()]


def test_removed_bytes_are_gone(store, path):
    """
    Nothing of what was removed is in the file or beside it, and the file keeps its mode.
    """
    path.chmod(0o640)
    one, two = Author("case-1"), Author("case-2")
    store.append(one.commit(3, "r-1", words="geheim"))
    store.append(two.commit(2, "r-2"))
    [_, note, confession] = store.read("case-1")
    hashes = [record.hash.encode() for record in store.read("case-2")]

    store.redact("case-1", [2, 3])
    store.destroy("case-2")

    left = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert [path] == [*path.parent.iterdir()]
    assert [] == [each for each in (note.personal, confession.personal, b"d1" * 32, *hashes[:1]) if each in left]
    assert b"geheim 1" in left
    assert 0o640 == path.stat().st_mode & 0o777


def test_draft_of_a_crash_is_removed(path):
    """
    What a crash left while the file was written anew does not stay: it may have what was to be removed.
    """
    draft = path.with_name("cases.jsonl.new")
    draft.write_bytes(b"half")

    with JsonlStore(path):
        assert not draft.exists()


# ── torn ends ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_torn_end_is_set_aside(tmp_path, caplog):
    """
    Wherever a crash tears the file off, what was whole is there, the rest is set aside and said, and the store goes on.
    """
    author, commits, ends = Author("case-1"), [(1, None), (3, "r-1"), (1, "r-2"), (2, None), (1, None)], [0]
    with JsonlStore(tmp_path / "whole.jsonl") as store:
        for count, request in commits:
            store.append(author.commit(count, request))
            ends.append((tmp_path / "whole.jsonl").stat().st_size)
    text = (tmp_path / "whole.jsonl").read_bytes()
    line_ends = [at + 1 for at, byte in enumerate(text) if byte == 10]
    tears = {tear for end in (0, *line_ends) for tear in range(end - 3, end + 4)} | {*range(0, len(text), 61)}

    for tear in sorted(tear for tear in tears if 0 <= tear <= len(text)):
        path = tmp_path / str(tear) / "cases.jsonl"
        path.parent.mkdir()
        path.write_bytes(text[:tear])
        # A commit that only lacks its last line feed is whole.
        whole = sum(end - 1 <= tear for end in ends[1:])
        torn = text[ends[whole] : tear]
        revision = sum(count for count, _ in commits[:whole])
        caplog.clear()

        with JsonlStore(path) as store:
            assert [*range(1, revision + 1)] == [record.seq for record in store.read("case-1")], tear
            assert ([torn] if torn else []) == [each.read_bytes() for each in store.set_aside], tear
            assert bool(torn) == ("was torn off" in caplog.text), tear
            store.append(Author("case-2").commit())
        with JsonlStore(path) as again:
            assert () == again.set_aside
            assert text[: ends[whole]] == path.read_bytes()[: ends[whole]]
            assert revision + 1 == len([*again.follow()])


def test_torn_ends_get_a_number(path, caplog):
    """
    One torn end does not overwrite another; the files have the rights of the log.
    """
    caplog.set_level(logging.WARNING, "proeftuin_flow.stores")
    path.touch()
    path.chmod(0o600)
    for number in (1, 2):
        with path.open("ab") as file:
            file.write(b'{"hash":"%d' % number)
        with JsonlStore(path) as store:
            assert [path.with_name(f"cases.jsonl.torn-{number}")] == [*store.set_aside]

    assert [b'{"hash":"1', b'{"hash":"2'] == [path.with_name(f"cases.jsonl.torn-{number}").read_bytes() for number in (1, 2)]
    assert {0o600} == {each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    assert "the end from line 1 on was torn off; it is in cases.jsonl.torn-2 now" in caplog.text


def test_zeros_after_a_crash_are_a_torn_end(path):
    """
    Some file systems leave zeros where a line was to come.
    """
    with JsonlStore(path) as store:
        store.append(Author("case-1").commit(2))
    with path.open("ab") as file:
        file.write(b"\0" * 5000)

    with JsonlStore(path) as store:
        assert 1 == len(store.set_aside)
        assert 2 == len([*store.follow()])


def test_torn_end_of_another_process_is_seen(store, path):
    """
    Also while the store is open: the next one who looks sets it aside.
    """
    author = Author("case-1")
    store.append(author.commit(2))
    with path.open("ab") as file:
        file.write(b'{"commit":2}\n')

    assert 2 == revision(store, "case-1")
    assert 1 == len(store.set_aside)
    store.append(author.commit())


# ── foreign bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        b"\n", b"hello\n", b"{}\n", b"[]\n", b'{"commit":0}\n', b'{"commit": 1}\n', b'{"commit":1,"x":2}\n', b'{"destroyed":-1}\n',
        b'{"destroyed":1}\r\n', b'{"destroyed":1.0}\n', b'{"request":{}}\n', b'{"definition":{"fingerprint":"a"}}\n', b"\xff\xfe\n",
        b"[" * 5000 + b"\n",
        b'{"definition":{"fingerprint":"a","name":"n","structure":{"b":1, "a":2},"texts":{},"version":1}}\n',
        b'{"request":{"digest":null,"first":1,"id":"r","last":1,"salt":"","stream":"s"},"request":1}\n', b"\xef\xbb\xbf{}\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("last", [False, True])
def test_foreign_line_is_named(path, line, last):
    """
    A line that is none of ours is refused with its number, and the file is not touched.
    """
    records = [record.line() for record in Author("case-1").commit(3).records]
    records.insert(3 if last else 1, line)
    path.write_bytes(b"".join(records))
    before = path.read_bytes()

    with pytest.raises(NotOurs, match=rf"cases\.jsonl, line {4 if last else 2} is no log"):
        JsonlStore(path)
    with pytest.raises(NotOurs, match=rf"cases\.jsonl, line {4 if last else 2} is no log"):
        list(read_jsonl(path))
    assert before == path.read_bytes()
    assert [path] == [*path.parent.iterdir()]


def test_frame_holds_records_and_requests_only(path):
    """
    A frame within a frame, or a definition in one, is foreign.
    """
    first, second = (record.line() for record in Author("case-1").commit(2).records)
    for foreign in (b'{"commit":1}\n', b'{"destroyed":1}\n'):
        path.write_bytes(b'{"commit":3}\n' + first + foreign + second)
        with pytest.raises(NotOurs, match=r"line 3 is no log.* in the midst of a commit"):
            JsonlStore(path)


@pytest.mark.parametrize("missing", [0, 1])
def test_missing_record_is_found(path, missing):
    """
    A file in which a record is missing is not opened.
    """
    lines = [record.line() for record in Author("case-1").commit(3).records]
    del lines[missing]
    path.write_bytes(b"".join(lines))

    with pytest.raises(BrokenChain, match=f"case 'case-1', record {missing + 1}: record {missing + 2} of 'case-1' stands here"):
        JsonlStore(path)


def test_edited_record_is_found_when_it_is_read(store, path):
    """
    A file that was edited while it is open is refused when that record is read.
    """
    store.append(Author("case-1").commit(2))
    path.write_bytes(path.read_bytes().replace(b'"seq":2', b'"seq": '))

    with pytest.raises(NotOurs, match="record 2 is no log"):
        list(store.read("case-1"))


def test_definition_that_is_not_canonical_is_not_written(store, path):
    """
    What could not be read again is not written.
    """
    with pytest.raises(NotOurs):
        store.keep(Definition("permit", 1, "a1", b'{"b": 1}', b"{}"))
    [record] = Author("case-1").commit().records
    with pytest.raises(NotOurs):
        store.append(replace(Author("case-1").commit(), records=[replace(record, header=b"{ }")]))

    assert b"" == path.read_bytes()


# ── two processes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_others_wrote_is_seen(store, path):
    """
    Each handle sees what the other appended, redacted and destroyed, without being opened anew.
    """
    author = Author("case-1")
    with JsonlStore(path) as other:
        other.append(author.commit(3, "r-1"))
        assert 3 == revision(store, "case-1")
        store.redact("case-1", [2])
        assert [True, False, True] == [record.personal is not None or record.seq == 1 for record in other.read("case-1")]
        assert Request("r-1", 1, 3, "5a" * 16, None) == other.request("case-1", "r-1")
        other.append(author.commit())
        store.destroy("case-1")
        assert other.tip("case-1") is None
        other.append(Author("case-2").commit())
        assert ["5"] == [position for position, _ in store.follow()]


def test_reading_goes_on_in_a_new_file(store, path):
    """
    A reader who is half way finds the rest, also if the file was written anew in between.
    """
    author = Author("case-1")
    store.append(author.commit(1000))
    reading = store.read("case-1")
    assert 1 == next(reading).seq
    with JsonlStore(path) as other:
        other.append(Author("case-2").commit())
        other.redact("case-1", range(1, 1001))

    rest = [*reading]
    assert [*range(2, 1001)] == [record.seq for record in rest]
    assert all(record.personal is None for record in rest[600:])


def test_truncated_file_is_read_anew(store, path):
    """
    A file that became shorter is read from the beginning.
    """
    author = Author("case-1")
    store.append(author.commit())
    start = path.stat().st_size
    store.append(author.commit())
    os.truncate(path, start)

    assert 1 == revision(store, "case-1")


def test_locked_file(path):
    """
    While another process writes, we wait, and then give up; nothing is written.
    """
    with JsonlStore(path, timeout=0.05) as store, JsonlStore(path) as other:
        author = Author("case-1")
        store.append(author.commit())
        with other._held():
            for acts in (
                lambda: store.append(author.rival().commit()), lambda: store.destroy("case-1"), lambda: store.redact("case-1", [1]),
                lambda: store.keep(definition("permit", 1, "a1")), lambda: store.load([]), lambda: JsonlStore(path, timeout=0),
            ):  # fmt: skip
                with pytest.raises(StoreUnavailable, match=r"has held it for 0(\.05)? s; wait for that, or close it"):
                    acts()
            assert 1 == revision(store, "case-1")
        store.append(author.commit())


def test_lock_of_a_file_that_was_replaced(path):
    """
    Who waited for the old file while another wrote it anew goes on with the new one.
    """
    with JsonlStore(path) as store, JsonlStore(path) as other:
        author = Author("case-1")
        store.append(author.commit(2))
        commit = author.commit()
        waiting = threading.Thread(target=other.append, args=(commit,))
        with store._held():
            waiting.start()
            waiting.join(0.05)
            assert waiting.is_alive()
            store._file.replace([path.read_bytes()])
        waiting.join()

        assert 3 == revision(store, "case-1")


APPENDS = """
import sys
from proeftuin_flow.errors import RevisionConflict
from proeftuin_flow.stores import JsonlStore
from proeftuin_flow.testing.notebook import Author

author = Author(sys.argv[2])
with JsonlStore(sys.argv[1]) as store:
    for _ in range(60):
        store.append(author.commit(2, f"r-{author.case.revision}"))
"""


def test_two_processes_append(path):
    """
    Two processes that write at once leave one whole file.
    """
    children = [subprocess.Popen([sys.executable, "-c", APPENDS, str(path), stream]) for stream in ("case-1", "case-2")]

    assert [0, 0] == [child.wait() for child in children]
    with JsonlStore(path) as store:
        assert () == store.set_aside
        assert [120, 120] == [revision(store, stream) for stream in ("case-1", "case-2")]


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_missing_directory(tmp_path):
    """
    Where there is no directory, or where the directory is the file, the sentence says so.
    """
    for path in (tmp_path / "nowhere" / "cases.jsonl", tmp_path):
        with pytest.raises(StoreUnavailable, match="see whether the directory exists"):
            JsonlStore(path)
    with pytest.raises(StoreUnavailable, match="see whether the directory exists"):
        export([], tmp_path / "nowhere" / "cases.jsonl")
    with pytest.raises(StoreUnavailable, match="see whether the directory exists"):
        list(read_jsonl(tmp_path / "nowhere"))
    with pytest.raises(InvalidData):
        JsonlStore("")


def test_removed_file(store, path):
    """
    A file that somebody took away while it was open is not made anew.
    """
    store.append(Author("case-1").commit())
    path.unlink()

    with pytest.raises(StoreUnavailable, match="it does not open"):
        store.tip("case-1")
    with pytest.raises(StoreUnavailable, match="it does not open"):
        store.append(Author("case-2").commit())
    assert not path.exists()


def test_read_only_directory(home):
    """
    Where nothing new may be written, records are still appended to a file that is ours; what would write it anew says what to change.
    """
    home = home / "cases"
    home.mkdir()
    path = home / "cases.jsonl"
    path.touch()
    path.chmod(0o666)
    home.chmod(0o555)
    author = Author("case-1")
    first, second = author.commit(2), author.commit()

    def appends():
        with JsonlStore(path) as store:
            store.append(first)

    def redacts():
        with JsonlStore(path) as store:
            store.redact("case-1", [2])

    assert "None" == as_ordinary_user(appends)
    for does in (redacts, lambda: JsonlStore(home / "new.jsonl"), lambda: export([], home / "new.jsonl")):
        assert "change the rights of the file and its directory" in as_ordinary_user(does)
    path.chmod(0o444)
    assert "change the rights of the file and its directory" in as_ordinary_user(lambda: JsonlStore(path))
    assert ["2"] == as_ordinary_user(lambda: len([*read_jsonl(path)])).split()
    path.chmod(0o666)
    with JsonlStore(path) as store:
        store.append(second)
    assert ["cases.jsonl"] == [each.name for each in home.iterdir()]
    home.chmod(0o755)


class Failing:
    """Makes one function of the operating system fail."""

    def __init__(self, monkeypatch, owner, name, code, when=lambda *arguments: True):
        self.left, real = 0, getattr(owner, name)

        def fails(*arguments):
            if self.left > 0 and when(*arguments):
                self.left -= 1
                raise OSError(code, os.strerror(code))
            return real(*arguments)

        monkeypatch.setattr(owner, name, fails)


def test_disk_that_does_not_answer(store, path, monkeypatch):
    """
    When the disk does not say whether it has it, the outcome is unknown; then it is not there, and may be written again.
    """
    failing = Failing(monkeypatch, os, "fsync", errno.EIO)
    author = Author("case-1")
    commit = author.commit(2, "r-1")
    failing.left = 1

    with pytest.raises(OutcomeUnknown) as caught:
        store.append(commit)
    assert "case-1" == caught.value.stream
    assert store.tip("case-1") is None
    store.append(commit)


@pytest.mark.parametrize(("times", "error"), [(1, StoreUnavailable), (2, OutcomeUnknown)])
def test_full_disk_that_cannot_be_cut(path, monkeypatch, times, error):
    """
    What was half written is cut off; when even that fails, the outcome is unknown, and whoever looks next sets it aside.
    """
    with JsonlStore(path) as store:
        author = Author("case-1")
        store.append(author.commit())
        commit, failing = author.commit(2), Failing(monkeypatch, os, "fsync", errno.EIO)

        def half(file, text):
            file.write(text[:100])
            failing.left = times - 1
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(files, "write_all", half)
            if times == 2:
                patch.setattr(files.LogFile, "_cut", lambda self, end: False)
            with pytest.raises(error, match="the disk is full"):
                store.append(commit)
        failing.left = 0

        assert 1 == revision(store, "case-1")
        assert times - 1 == len(store.set_aside)
        store.append(commit)
        assert 3 == revision(store, "case-1")


def test_disk_that_does_not_cut(path, monkeypatch):
    """
    `_cut` says whether it did.
    """
    with JsonlStore(path) as store:
        Failing(monkeypatch, os, "fsync", errno.EIO).left = 1
        assert not store._file._cut(0)
        assert store._file._cut(0)


def test_torn_end_that_cannot_be_cut(path, monkeypatch):
    """
    Nothing is lost when a torn end cannot be set aside: the next one tries again.
    """
    path.write_bytes(b'{"hash":"')
    with monkeypatch.context() as patch:
        patch.setattr(files.LogFile, "_cut", lambda self, end: False)
        with pytest.raises(StoreUnavailable, match="its end cannot be cut off"):
            JsonlStore(path)

    assert b'{"hash":"' == path.read_bytes()
    with JsonlStore(path) as store:
        assert [path.with_name("cases.jsonl.torn-2")] == [*store.set_aside]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_file_that_cannot_be_written_anew(store, path, monkeypatch, code):
    """
    When a file cannot be written anew, the old one stays as it is, without a draft beside it.
    """
    store.append(Author("case-1").commit(3))
    before = path.read_bytes()
    failing = Failing(monkeypatch, os, "fsync", code)

    for acts in (lambda: store.redact("case-1", [2]), lambda: store.destroy("case-1"), lambda: store.load(Author("case-2").commit().records)):
        failing.left = 1
        with pytest.raises(StoreUnavailable):
            acts()
        assert before == path.read_bytes()
        assert [path] == [*path.parent.iterdir()]
    assert 3 == revision(store, "case-1")


def test_directory_that_does_not_answer(store, path, monkeypatch):
    """
    When the disk does not say that it has the new name, the store says so, and goes on with what is there.
    """
    store.append(Author("case-1").commit(3))
    failing = Failing(monkeypatch, os, "fsync", errno.EIO, when=lambda file: os.path.isdir(f"/proc/self/fd/{file}"))
    failing.left = 1

    with pytest.raises(StoreUnavailable):
        store.destroy("case-1")
    assert store.tip("case-1") is None

    author = Author("case-2")
    store.append(author.commit(3))
    failing.left = 1
    with pytest.raises(OutcomeUnknown):
        store.redact("case-2", [2], author.redaction(2))
    assert 4 == revision(store, "case-2")
    assert 1 == verify(store.read("case-2"), "case-2").erased


def test_lock_that_the_disk_does_not_know(store, monkeypatch):
    """
    A file system without locks is no place for a store.
    """
    Failing(monkeypatch, fcntl, "flock", errno.ENOLCK).left = 1

    with pytest.raises(StoreUnavailable):
        store.append(Author("case-1").commit())


def test_file_that_cannot_be_read(store, path, monkeypatch):
    """
    An error of the disk while reading is said.
    """
    path.write_bytes(Author("case-1").commit().records[0].line())

    def fails(self):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(JsonlStore, "_catch_up", fails)
    with pytest.raises(StoreUnavailable, match="Input/output error"):
        store.tip("case-1")


def test_owner_stays(home):
    """
    A file that is written anew keeps its owner, as far as we may give it away.
    """
    path = home / "cases.jsonl"
    with JsonlStore(path) as store:
        store.append(Author("case-1").commit(2))
    path.chmod(0o666)

    def redacts():
        with JsonlStore(path) as store:
            return store.redact("case-1", [2])

    assert "True" == as_ordinary_user(redacts)
    assert 0o666 == path.stat().st_mode & 0o777


def test_closed_store(store):
    """
    A handle that was closed says so; closing it again does nothing.
    """
    store.close()
    store.close()

    for acts in (lambda: store.tip("case-1"), lambda: store.append(Author("case-1").commit()), lambda: list(store.read("case-1"))):
        with pytest.raises(StoreUnavailable, match="this handle was closed"):
            acts()


def test_fork_refuses(store):
    """
    A lock does not survive a fork; the child is told to open its own.
    """
    assert "opened before a fork" in as_ordinary_user(lambda: store.tip("case-1"))
    store.append(Author("case-1").commit())


# ── exchange ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_store():
    """A store in memory with two streams, one of them redacted."""
    store = MemoryStore()
    one, two = Author("case-1"), Author("case-2")
    for turn in range(200):
        store.append((one, two)[turn % 2].commit(1 + turn % 3, f"r-{turn}"))
    store.redact("case-1", [2, 3], one.redaction(2, 3))
    return store


def test_export_and_load(path):
    """
    What was exported and loaded is the same, in the same order; the file is a store too.
    """
    store, other = a_store(), MemoryStore()
    records = [record for _, record in store.follow()]

    assert len(records) == export(store, path)
    assert len(records) == other.load(read_jsonl(path))
    assert records == [record for _, record in other.follow()] == [*read_jsonl(path)]
    assert b"".join(record.line() for record in records) == path.read_bytes()
    with JsonlStore(path) as archive:
        assert records == [record for _, record in archive.follow()]
    assert Request("r-5", 4, 6, "", None) == other.request("case-2", "r-5")


def test_export_of_some(path):
    """
    Any records can be exported; none make an empty file.
    """
    store = a_store()

    assert 201 > export(store.read("case-1"), path) > 100
    assert {"case-1"} == {record.stream for record in read_jsonl(path)}
    assert 0 == export([], path)
    assert [] == [*read_jsonl(path)]


def test_export_that_goes_wrong_leaves_what_was(path):
    """
    A file that stands there stays as it is until the new one is whole.
    """
    path.write_bytes(b"what was")

    def stops():
        yield from Author("case-1").commit(2).records
        raise KeyError("elsewhere")

    with pytest.raises(KeyError):
        export(stops(), path)
    assert b"what was" == path.read_bytes()
    assert [path] == [*path.parent.iterdir()]


def test_records_are_read_as_they_are_asked_for(path):
    """
    What comes later is not looked at before; a torn end is foreign to a reader, who writes nothing.
    """
    first, second = Author("case-1").commit(2).records
    path.write_bytes(first.line() + second.line()[:-9])
    reading = read_jsonl(path)

    assert first == next(reading)
    with pytest.raises(NotOurs, match=r"line 2 is no log.* its end is torn off"):
        next(reading)
    path.write_bytes(first.line() + second.line()[:-1])
    assert [first, second] == [*read_jsonl(path)]


def test_archive_of_a_store_is_read_without_what_stands_beside(path):
    """
    Frames, requests, definitions and what was destroyed are no records.
    """
    with JsonlStore(path) as store:
        store.keep(definition("permit", 1, "a1"))
        store.append(Author("case-1").commit(3, "r-1"))
        store.append(Author("case-2").commit(3, "r-1"))
        store.destroy("case-1")
        records = [*store.read("case-2")]

    assert records == [*read_jsonl(path)]
