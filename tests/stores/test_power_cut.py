"""
What a power cut leaves, bit by bit; `make torture ARGS='--only power'` has the whole of it.
"""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime

import pytest

from proeftuin_flow.canonical import canonical
from proeftuin_flow.errors import NotOurs, StoreUnavailable
from proeftuin_flow.stores import Destroyed, JsonlStore, SqliteStore
from proeftuin_flow.stores import _files as files
from proeftuin_flow.testing.notebook import Author


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cases.jsonl"


def written(path, *commits):
    """The whole text after each of these commits; the first is that of an empty file."""
    author, texts = Author("case-1"), [b""]
    with JsonlStore(path) as store:
        for count, request in commits:
            store.append(author.commit(count, request, words="w" * 300))
            texts.append(path.read_bytes())
    return texts


def hollow(text, start, end):
    """The text with zeros in the place of some bytes."""
    return text[:start] + bytes(end - start) + text[end:]


@pytest.mark.parametrize(("count", "request_id"), [(1, None), (1, "r-2")])
def test_hole_in_the_last_command_is_a_torn_end(path, count, request_id):
    """
    Where the file grew in the power cut and some of what was written is not there, the end is set aside, and the store goes on.

    With a request after the record as well: it was written together with it.
    """
    _, before, text = written(path, (2, "r-1"), (count, request_id))
    frame_end = text.index(b"\n", len(before)) + 1 if request_id else len(before)
    record_end = text.index(b"\n", frame_end) + 1
    holes = [(start, end) for start in range(frame_end, record_end, 41) for end in (start + 1, start + 90, record_end, len(text))]

    for number, (start, end) in enumerate(holes):
        place = path.parent / str(number) / "cases.jsonl"
        place.parent.mkdir()
        place.write_bytes(hollow(text, start, min(end, len(text))))
        with JsonlStore(place) as store:
            assert before == place.read_bytes(), (start, end)
            assert [2, 1] == [len([*store.follow()]), len(store.set_aside)]
            store.append(Author("case-2").commit())


def test_holes_in_several_lines_are_a_torn_end(path):
    """
    What comes after the first hole is not whole either.
    """
    _, before, text = written(path, (2, "r-1"), (3, "r-2"))
    lines = [at for at, byte in enumerate(text) if byte == 10 and at > len(before)]
    for start in lines[:3]:
        text = hollow(text, start + 20, start + 60)
    path.write_bytes(text)

    with JsonlStore(path) as store:
        assert before == path.read_bytes()
        assert [text[len(before) :]] == [each.read_bytes() for each in store.set_aside]


def test_hole_before_a_whole_record_is_not_set_aside(path):
    """
    That record may have been acknowledged: nobody but a person may say that it was not.  What is whole is there when they have.
    """
    _, before, _, text = written(path, (2, "r-1"), (1, None), (1, None))
    damaged = hollow(text, len(before) + 20, len(before) + 60)
    path.write_bytes(damaged)

    with pytest.raises(NotOurs, match=r"cases\.jsonl, line 5 is no log"):
        JsonlStore(path)
    assert damaged == path.read_bytes()
    assert [path] == [*path.parent.iterdir()]

    path.write_bytes(b"".join(damaged.splitlines(keepends=True)[:4]))
    with JsonlStore(path) as store:
        assert 2 == len([*store.follow()])


def test_damage_without_a_hole_is_not_set_aside(path):
    """
    What no power cut leaves is called damage, also at the end.
    """
    _, before, text = written(path, (2, "r-1"), (1, "r-2"))
    record = text.index(b"\n", len(before)) + 1
    path.write_bytes(text[:record] + b"xxx" + text[record + 3 :])

    with pytest.raises(NotOurs):
        JsonlStore(path)


def test_name_of_an_empty_file_is_synced_by_whoever_opens_it(path, monkeypatch):
    """
    Who made it may not have come so far yet; once something was written, its name is on disk.
    """
    synced: list[object] = []
    monkeypatch.setattr(files, "sync_directory", synced.append)
    path.touch()
    with JsonlStore(path) as store:
        assert [path] == synced
        store.append(Author("case-1").commit())
    JsonlStore(path).close()

    assert [path] == synced


def test_emptied_write_ahead_log_is_synced(tmp_path, monkeypatch):
    """
    SQLite makes the file shorter and leaves it at that; after a power cut it would be as long as before, with what was removed.
    """
    path = tmp_path / "cases.db"
    lengths: dict[str, int] = {}
    really = os.fsync

    def fsync(file):
        lengths[os.readlink(f"/proc/self/fd/{file}")] = os.fstat(file).st_size
        really(file)

    monkeypatch.setattr(os, "fsync", fsync)
    with SqliteStore(path) as store:
        store.append(Author("case-1").commit())
        assert store.destroy("case-1")

        assert {f"{path}-wal": 0} == lengths


def test_write_ahead_log_that_the_disk_does_not_shorten(tmp_path, monkeypatch):
    """
    Then nobody may say that the bytes are gone; a next call may.
    """

    def fsync(file):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with SqliteStore(tmp_path / "cases.db") as store:
        store.append(Author("case-1").commit())
        with monkeypatch.context() as broken, pytest.raises(StoreUnavailable, match="Input/output error"):
            broken.setattr(os, "fsync", fsync)
            store.destroy("case-1")
        assert store.destroy("case-1")


def test_file_that_is_not_there_needs_no_sync(tmp_path):
    """
    Another connection that was the last one may have taken the write-ahead log away.
    """
    files.sync_file(tmp_path / "cases.db-wal")

    assert [] == [*tmp_path.iterdir()]


def test_hole_in_the_register_is_cut_off(path):
    """
    Nothing was destroyed yet, so the case is still there; a hole before a whole line is damage.
    """
    when = datetime(2019, 11, 21, tzinfo=UTC)

    def line(case, hash):
        return Destroyed(by="u-1", case=case, case_type="notebook", confirmed_by="u-2", destroyed_at=when, first_recorded=when, ground="a test",
                         hashes=(hash,), last_recorded=when, version=1)  # fmt: skip

    with JsonlStore(path) as store:
        authors = [Author("case-1"), Author("case-2")]
        for author in authors:
            store.append(author.commit())
        store.destroy("case-1", line("case-1", authors[0].head))
        second = line("case-2", authors[1].head)
    register = path.with_name("cases.jsonl.register")
    first = register.read_bytes()
    text = first + canonical(second) + b"\n"

    for start in range(len(first), len(text) - 1, 37):
        register.write_bytes(hollow(text, start, min(start + 50, len(text) - 1)))
        with JsonlStore(path) as store:
            assert [1, 1] == [len([*store.read("case-2")]), len([*store.register()])]
        assert first == register.read_bytes()

    register.write_bytes(hollow(text, 20, 40))
    with pytest.raises(NotOurs, match=r"cases\.jsonl\.register, byte 0 is no log"):
        JsonlStore(path)
