"""
What every part of the contract stands on: handles on one storage, and all that it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

from ...log import Record, verify
from ...stores.port import Position, Store

__all__ = ["MakeStore", "StoreTests", "all_read", "everything"]

MakeStore = Callable[[], Store]


def everything(store: Store) -> list[tuple[Position, Record]]:
    """All that a store has, with positions."""
    return [*store.follow()]


def all_read(store: Store, *streams: str) -> list[Record]:
    """The records of some streams, each stream verified."""
    found = [[*store.read(stream)] for stream in streams]
    for stream, records in zip(streams, found, strict=True):
        verify(records, stream)
    return [record for records in found for record in records]


class StoreTests:
    """Tests of a store; a fixture `make_store` gives handles on one storage."""

    durable: ClassVar[bool] = True
    """Whether what was written outlives the process."""

    at_once: ClassVar[bool] = True
    """Whether a follower sees a record as soon as it was acknowledged, although others are still writing."""

    rounds: ClassVar[int] = 3_000
    """How many races there are."""

    @pytest.fixture
    def open_store(self, make_store: MakeStore) -> Iterator[MakeStore]:
        """A new handle each time; all are closed in the end."""
        opened: list[Store] = []

        def opens() -> Store:
            opened.append(make_store())
            return opened[-1]

        yield opens
        for store in opened:
            store.close()

    @pytest.fixture
    def store(self, open_store: MakeStore) -> Store:
        """One handle on an empty store."""
        return open_store()
