"""
A file that is moved, deleted or replaced while a store has it open: nothing is acknowledged that nobody would find.
"""

from __future__ import annotations

import errno
import os
import shutil

import pytest

from proeftuin_flow.errors import NotOurs, OutcomeUnknown, StoreUnavailable
from proeftuin_flow.stores import JsonlStore, SqliteStore, sqlite
from proeftuin_flow.testing.notebook import Author


@pytest.fixture(params=[SqliteStore, JsonlStore])
def opens(request, tmp_path):
    """Makes a handle on the same file each time, which is alone in its directory."""
    (tmp_path / "here").mkdir()
    name = "cases.db" if request.param is SqliteStore else "cases.jsonl"
    return lambda: request.param(tmp_path / "here" / name)


def count(store):
    return len([*store.follow()])


@pytest.mark.parametrize("many", [1, 2])
def test_directory_that_comes_back(opens, tmp_path, many):
    """
    While it is away nothing is written, and nobody is told so; afterwards the same command works.
    """
    author = Author("case-1")
    with opens() as store:
        store.append(author.commit())
        (tmp_path / "here").rename(tmp_path / "there")
        commit = author.commit(many)
        for acts in (lambda: store.append(commit), lambda: store.append_all([commit]), lambda: store.tip("case-1"), lambda: store.destroy("case-1")):
            with pytest.raises(StoreUnavailable, match="see whether the directory exists"):
                acts()
        (tmp_path / "there").rename(tmp_path / "here")

        store.append(commit)
        assert 1 + many == count(store)


def test_deleted_file_is_not_made_again(opens, tmp_path):
    """
    An empty file in the place of a full one would say that there never was anything.
    """
    author = Author("case-1")
    with opens() as store:
        store.append(author.commit())
        for file in (tmp_path / "here").iterdir():
            file.unlink()

        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                store.append(author.rival().commit())
        assert [] == [*(tmp_path / "here").iterdir()]


def test_restored_file_is_taken_up(opens, tmp_path):
    """
    Who finds another file in the place goes on with that one.
    """
    author = Author("case-1")
    with opens() as store:
        store.append(author.commit())
    shutil.copytree(tmp_path / "here", tmp_path / "backup")
    with opens() as store:
        rival = author.rival()
        store.append(author.commit())
        shutil.rmtree(tmp_path / "here")
        shutil.copytree(tmp_path / "backup", tmp_path / "here")

        assert 1 == count(store)
        store.append(rival.commit(3))
        assert 4 == count(store)
    with opens() as store:
        assert 4 == count(store)


@pytest.mark.parametrize("many", [1, 2])
@pytest.mark.parametrize("replaced", [False, True])
def test_file_that_vanishes_in_the_midst(opens, tmp_path, monkeypatch, many, replaced):
    """
    Nobody can say then whether it was written: it depends on what became of the file.
    """
    author = Author("case-1")
    with opens() as store:
        store.append(author.commit())
        commit = author.commit(many)

        def vanish() -> None:
            (tmp_path / "here").rename(tmp_path / "there")
            if replaced:
                (tmp_path / "here").mkdir()
                opens().close()

        _just_before_the_end(store, monkeypatch, vanish)
        with pytest.raises(OutcomeUnknown, match="moved or deleted meanwhile"):
            store.append(commit)
        monkeypatch.undo()
        if replaced:
            shutil.rmtree(tmp_path / "here")
        (tmp_path / "there").rename(tmp_path / "here")

        assert 1 + many == count(store)


def _just_before_the_end(store, monkeypatch, does):
    """Something happens after the bytes were written, before the answer."""
    if isinstance(store, SqliteStore):
        really = store._ask_still_there
        monkeypatch.setattr(store, "_ask_still_there", lambda stream: (does(), really(stream))[1])
    else:
        really_current = store._file._current
        asked = iter([True])

        def current():
            if next(asked, False):
                return really_current()  # before it writes
            if (store.path.parent / "cases.jsonl").exists() and not (store.path.parent.parent / "there").exists():
                does()
            return really_current()

        monkeypatch.setattr(store._file, "_current", current)


@pytest.fixture
def path(tmp_path):
    (tmp_path / "here").mkdir()
    return tmp_path / "here" / "cases.db"


def test_file_that_is_replaced_in_a_transaction(path, tmp_path):
    """
    What began in one file is not ended in another.
    """
    with SqliteStore(path) as store:
        store.append(Author("case-1").commit())

        def records():
            yield from Author("case-2").commit().records
            path.parent.rename(tmp_path / "there")
            path.parent.mkdir()
            SqliteStore(path).close()
            yield from Author("case-3").commit().records

        with pytest.raises(StoreUnavailable, match="another file is in its place"):
            store.load(records())
        assert 0 == count(store)
    with SqliteStore(tmp_path / "there" / "cases.db") as old:
        assert 1 == count(old)


def test_file_that_cannot_be_opened_again(path, tmp_path):
    """
    What came in its place is none of ours; once the old one is back, all goes on.
    """
    with SqliteStore(path) as store:
        store.append(Author("case-1").commit())
        path.parent.rename(tmp_path / "there")
        path.parent.mkdir()
        path.write_bytes(b"no database at all" * 100)
        for _ in range(2):
            with pytest.raises(NotOurs, match="file is not a database"):
                store.tip("case-1")
        shutil.rmtree(path.parent)
        (tmp_path / "there").rename(path.parent)

        assert 1 == count(store)


def test_file_that_vanishes_while_it_is_opened(path, monkeypatch):
    """
    Then it is not open.
    """

    def vanished(path):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr(sqlite, "_identity", vanished)

    with pytest.raises(StoreUnavailable, match="see whether the directory exists"):
        SqliteStore(path)
