"""
What the tests of evidence share: two keys, and stores with notebooks in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from proeftuin_flow.evidence import SigningKey
from proeftuin_flow.log import Record
from proeftuin_flow.stores import Destroyed, MemoryStore, Store
from proeftuin_flow.testing.notebook import Author

KEY = SigningKey.new("archive.example/pilots")
OTHER = SigningKey.new("court-of-audit.example/witness")

DAY = datetime(2030, 1, 1, 9, 30, tzinfo=UTC)


def write(store: Store, *streams: str, count: int = 3, authors: dict[str, Author] | None = None) -> dict[str, Author]:
    """Some more records in each of these notebooks, by turns, so that they stand between each other in the store."""
    authors = {} if authors is None else authors
    for _ in range(count):
        for stream in streams:
            store.append(authors.setdefault(stream, Author(stream)).commit())
    return authors


def filled(*streams: str, count: int = 3) -> MemoryStore:
    """A store in memory with these notebooks."""
    store = MemoryStore()
    write(store, *streams, count=count)
    return store


def line_of(records: Iterable[Record]) -> Destroyed:
    """The line in the register for a notebook with these records."""
    there = [*records]
    return Destroyed(
        by="u-1", case=there[0].stream, case_type="notebook", confirmed_by="u-2", destroyed_at=DAY, first_recorded=DAY.replace(2019),
        ground="list 2030-1", hashes=tuple(record.hash for record in there), last_recorded=DAY.replace(2020), version=1,
    )  # fmt: skip


def destroy(store: Store, stream: str) -> Destroyed:
    """Destroy a notebook, with its line in the register."""
    line = line_of(store.read(stream))
    store.destroy(stream, line)
    return line
