"""
Shards: a whole store in parts, for bulk work that reads everything once, perhaps in other processes.

A store that can be read so has a method `shards`; one that has not is read stream by stream, where it stands.  `verify_store` looks at what
stands beside the records too, which `read` and `follow` do not show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from msgspec import Struct

from ..errors import LogError
from ..labels import Phrase
from ..log import Record
from ._lines import Kept

__all__ = ["Beside", "Row", "Shard", "Sharded"]


class Beside(Struct, frozen=True, gc=False):
    """
    What a store keeps beside a record, to find it by.

    `place` grows in the order of the store; `request`, `first`, `salt` and `digest` stand with the last record of a request;
    `subjects` are the references under which the record is found.
    """

    place: int
    request: str | None = None
    first: int | None = None
    salt: str | None = None
    digest: str | None = None
    subjects: tuple[str, ...] = ()


class Row(Struct, frozen=True, gc=False):
    """One record, with what stands beside it, if anything does; `spoiled` says that its line is not as it should be, and why."""

    record: Record
    beside: Beside | None = None
    spoiled: Phrase | None = None


class Shard(Protocol):
    """
    A part of a store, with whole streams in it.  It can be pickled, and opens what it reads by itself.

    `size` is how much work it is, in some unit, and `done` how much of that its rows have been so far.  `ordered` says that its streams
    come one after the other.
    """

    size: int
    done: int
    ordered: bool

    def rows(self) -> Iterator[Row | Kept | LogError]:
        """
        Every record of these streams, in the order of their numbers; a request that stands apart, after its last record; and an error for
        what is no record at all.

        Raises:
            StoreUnavailable, NotOurs: If it cannot be read.
        """
        ...

    def covers(self, stream: str) -> bool:
        """Whether this stream would be in it."""
        ...


@runtime_checkable
class Sharded(Protocol):
    """A store that can be read in parts."""

    def shards(self, count: int) -> Sequence[Shard]:
        """All of it, in about so many parts of about the same size."""
        ...
