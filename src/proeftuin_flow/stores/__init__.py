"""
Stores: where records are kept.

    port       what a store must be able to do
    memory     for tests
    sqlite     one file: the embedded default
    sql        PostgreSQL, for many processes and machines
    jsonl      JSON Lines, for exchange and archives
    exchange   records out of a store, and back in

Names are loaded when they are first used, so that nobody pays for a store that he does not use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._sql_following import Holder, Lag
    from ._sql_schema import grants, moved, tables, upgrade
    from .exchange import export, read_jsonl
    from .jsonl import JsonlStore
    from .memory import MemoryStore
    from .port import Commit, Definition, Destroyed, Position, Request, Store, Tip, Version
    from .sql import SqlStore
    from .sqlite import SqliteStore

__all__ = [
    "Commit", "Definition", "Destroyed", "Holder", "JsonlStore", "Lag", "MemoryStore", "Position", "Request", "SqlStore",
    "SqliteStore", "Store", "Tip", "Version", "export", "grants", "moved", "read_jsonl", "tables", "upgrade",
]  # fmt: skip

WHERE = {
    "_sql_following": "Holder Lag",
    "_sql_schema": "grants moved tables upgrade",
    "exchange": "export read_jsonl",
    "jsonl": "JsonlStore",
    "memory": "MemoryStore",
    "port": "Commit Definition Destroyed Position Request Store Tip Version",
    "sql": "SqlStore",
    "sqlite": "SqliteStore",
}
MODULE_OF = {name: module for module, names in WHERE.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    module = MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
