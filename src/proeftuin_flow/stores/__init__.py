"""
Stores: where records are kept.

    port       what a store must be able to do
    memory     for tests
    sqlite     one file: the embedded default
    jsonl      JSON Lines, for exchange and archives
    exchange   records out of a store, and back in

Names are loaded when they are first used, so that nobody pays for a store that he does not use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .exchange import export, read_jsonl
    from .jsonl import JsonlStore
    from .memory import MemoryStore
    from .port import Commit, Definition, Destroyed, Position, Request, Store, Tip
    from .sqlite import SqliteStore

__all__ = [
    "Commit", "Definition", "Destroyed", "JsonlStore", "MemoryStore", "Position", "Request", "SqliteStore", "Store", "Tip", "export",
    "read_jsonl",
]  # fmt: skip

WHERE = {
    "exchange": "export read_jsonl",
    "jsonl": "JsonlStore",
    "memory": "MemoryStore",
    "port": "Commit Definition Destroyed Position Request Store Tip",
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
