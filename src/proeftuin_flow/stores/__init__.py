"""
Stores: where records are kept.

    port       what a store must be able to do
    memory     for tests
    sqlite     one file: the embedded default
    sql        PostgreSQL, for many processes and machines
    async_sql  the same for an event loop
    jsonl      JSON Lines, for exchange and archives
    exchange   records out of a store, and back in

Names are loaded when they are first used, so that nobody pays for a store that he does not use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .._extras import MissingExtra
from ..labels import Label

if TYPE_CHECKING:
    from ._sql_following import Holder, Lag
    from ._sql_schema import grants, moved, tables, upgrade
    from .async_sql import AsyncSqlStore
    from .exchange import export, read_jsonl
    from .jsonl import JsonlStore
    from .memory import MemoryStore
    from .port import Commit, Definition, Destroyed, Position, Request, Store, Tip, Version
    from .sql import SqlStore
    from .sqlite import SqliteStore

__all__ = [
    "AsyncSqlStore", "Commit", "Definition", "Destroyed", "Holder", "JsonlStore", "Lag", "MemoryStore", "Position", "Request",
    "SqlStore", "SqliteStore", "Store", "Tip", "Version", "export", "grants", "moved", "read_jsonl", "tables", "upgrade",
]  # fmt: skip

WHERE = {
    "_sql_following": "Holder Lag",
    "_sql_schema": "grants moved tables upgrade",
    "async_sql": "AsyncSqlStore",
    "exchange": "export read_jsonl",
    "jsonl": "JsonlStore",
    "memory": "MemoryStore",
    "port": "Commit Definition Destroyed Position Request Store Tip Version",
    "sql": "SqlStore",
    "sqlite": "SqliteStore",
}
SQL_STORES = Label("opslagen in PostgreSQL", "stores in PostgreSQL")
SQL_LIBRARIES = {"psycopg", "sqlalchemy"}
MODULE_OF = {name: module for module, names in WHERE.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    module = MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(import_module(f".{module}", __name__), name)
    except ModuleNotFoundError as missing:
        library = str(missing.name).partition(".")[0]
        if library not in SQL_LIBRARIES:
            raise
        raise MissingExtra(SQL_STORES, library, "sql") from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
