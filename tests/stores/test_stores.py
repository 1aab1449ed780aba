"""
The package of the stores: what it shows, what it loads, and what every store says of itself.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys

import pytest

import proeftuin_flow.stores
from proeftuin_flow.errors import StoreUnavailable
from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore
from proeftuin_flow.stores._files import trouble
from proeftuin_flow.stores._sqlite_file import meaning
from proeftuin_flow.testing.notebook import Author


def test_every_name_is_there():
    """
    What is public can be had, and nothing else.
    """
    for name in proeftuin_flow.stores.__all__:
        assert name == getattr(proeftuin_flow.stores, name).__name__ or name == "Position"
    assert sorted(proeftuin_flow.stores.__all__) == dir(proeftuin_flow.stores)
    with pytest.raises(AttributeError, match="has no attribute 'OracleStore'"):
        _ = proeftuin_flow.stores.OracleStore


def test_database_is_loaded_by_who_uses_it():
    """
    Who uses no SQLite does not load it.
    """
    code = """
import sys
import proeftuin_flow.stores as stores

for name in ("MemoryStore", "JsonlStore", "export", "SqliteStore"):
    getattr(stores, name)
    print("sqlite3" in sys.modules)
"""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}  # measuring loads it too
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=plain).stdout

    assert ["False", "False", "False", "True"] == shown.split()


@pytest.mark.parametrize("library", ["sqlalchemy", "psycopg"])
def test_without_the_extra_it_says_how_to_get_it(library):
    """
    Nothing is lacking before somebody asks for PostgreSQL; what else is missing is said as it is.
    """
    code = f"""
import sys
sys.modules[{library!r}] = None
import proeftuin_flow, proeftuin_flow.stores as stores

print(stores.SqliteStore.__name__)
for asks in (lambda: stores.SqlStore, lambda: stores.Lag, lambda: stores.AsyncSqlStore, lambda: proeftuin_flow.AsyncFlow):
    try:
        asks()
    except ImportError as error:
        print(error)
sys.modules["sqlite3"] = sys.modules["proeftuin_flow.stores.sqlite"] = None
del stores.SqliteStore
try:
    stores.SqliteStore
except ImportError as error:
    print(error)
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()

    way_out = f"stores in PostgreSQL need the library {library!r}: pip install 'proeftuin-flow[sql]'"
    assert ["SqliteStore", *[way_out] * 4] == shown[:-1]
    assert "sqlite" in shown[-1] and "pip" not in shown[-1]


def test_store_is_closed_in_the_end(tmp_path):
    """
    A store in a `with` statement is closed after it.
    """
    for store in (SqliteStore(tmp_path / "a.db"), JsonlStore(tmp_path / "a.jsonl")):
        with store as same:
            assert same is store
            store.append(Author("case-1").commit())
        with pytest.raises(StoreUnavailable):
            store.tip("case-1")
    with MemoryStore() as memory:
        memory.append(Author("case-1").commit())


@pytest.mark.parametrize("cls", [SqliteStore, JsonlStore])
def test_store_of_another_process_refuses(tmp_path, cls, monkeypatch):
    """
    Everything refuses after a fork, and nothing is closed for the others.
    """
    with cls(tmp_path / "cases") as store:
        monkeypatch.setattr(store, "_process", -1)
        for acts in (
            lambda: store.tip("case-1"), lambda: store.append(Author("case-1").commit()), lambda: store.append(Author("case-1").commit(2)),
            lambda: store.destroy("case-1"), lambda: list(store.follow()), lambda: store.load([]), lambda: store.definitions("permit"),
        ):  # fmt: skip
            with pytest.raises(StoreUnavailable, match="opened before a fork"):
                acts()
        store.close()
        monkeypatch.undo()
        if cls is SqliteStore:
            assert store.tip("case-1") is None


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        (errno.ENOSPC, "free some space"), (errno.EDQUOT, "free some space"), (errno.EROFS, "change the rights"), (errno.EACCES, "change the rights"),
        (errno.ENOENT, "see whether the directory exists"), (errno.EIO, "Input/output error"),
    ],
)  # fmt: skip
def test_way_out_of_an_error_of_the_system(tmp_path, code, way_out):
    """
    Each error says what to do about it, or else what the system says.
    """
    assert way_out in str(trouble(OSError(code, os.strerror(code)), tmp_path))
    assert "free some space" not in str(trouble(OSError("odd"), tmp_path))


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        (sqlite3.SQLITE_FULL, "free some space"), (sqlite3.SQLITE_BUSY, "wait for that"), (sqlite3.SQLITE_LOCKED, "wait for that"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "change the rights"), (sqlite3.SQLITE_PERM, "change the rights"),
        (sqlite3.SQLITE_CANTOPEN, "see whether the directory exists"), (sqlite3.SQLITE_IOERR_WRITE, "odd"),
    ],
)  # fmt: skip
def test_way_out_of_an_error_of_sqlite(tmp_path, code, way_out):
    """
    Each error says what to do about it, or else what SQLite says.
    """
    error = sqlite3.OperationalError("odd")
    error.sqlite_errorcode = code

    assert way_out in str(meaning(error, tmp_path, 5))
