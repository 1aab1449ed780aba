"""
Heads: the hash of the newest record of every case, to be kept where nobody can reach it who can write the store.

One head covers all of its case up to that record.  As a file they are lines of canonical JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from ..canonical import canonical
from ..errors import NotOurs
from ..log.record import MALFORMED
from ..messages import BAD_LINE
from ..stores._files import new_file, trouble, write_all
from ..stores._intake import path_of

if TYPE_CHECKING:
    from ..stores.port import Store

__all__ = ["Head", "heads", "read_heads", "write_heads"]


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """The hash of the newest record of one case, and its number; number 0 stands for any."""

    case: str
    head: str
    seq: int = 0

    def line(self) -> bytes:
        """As canonical JSON, with a line feed."""
        return canonical(self) + b"\n"


read_head: Final = msgspec.json.Decoder(Head).decode


def heads(store: Store) -> Iterator[Head]:
    """The head of every case in a store, in the order of their ids.  No other record is read, where the store has an index."""
    for stream, tip in store.tips():
        yield Head(stream, tip.hash, tip.revision)


def write_heads(found: Iterable[Head], path: str | PathLike[str]) -> int:
    """
    Write heads into a file, a line each.  How many there were.

    Raises:
        StoreUnavailable: If it cannot be written; what stood there is still there.
    """
    count = 0
    with new_file(path_of(path)) as file:
        for head in found:
            write_all(file, head.line())
            count += 1
    return count


def read_heads(path: str | PathLike[str]) -> Iterator[Head]:
    """
    The heads in a file.

    Raises:
        NotOurs: At the first line that has none.
        StoreUnavailable: If it cannot be read.
    """
    there = Path(path)
    try:
        with open(there, "rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield read_head(line)
                except MALFORMED as error:
                    raise NotOurs(f"{there}, line {number}", BAD_LINE(cause=str(error)[:200])) from None
    except OSError as error:
        raise trouble(error, there) from error
