"""
Exchange: records out of a store as JSON Lines, and back.

    export(store, "cases.jsonl")
    other.load(read_jsonl("cases.jsonl"))

The file has records only, in the order of the store.  It is a `JsonlStore` as well, and `read_jsonl` reads the file of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import FileIO
from itertools import islice
from os import PathLike

from ..errors import NotOurs
from ..log import Record
from ..messages import TORN_LINE
from ._files import lines_of, new_file, trouble, write_all
from ._intake import path_of
from ._units import Torn, units
from .port import Store

__all__ = ["export", "read_jsonl"]

TOGETHER = 256
"""How many lines are written at once."""


def export(source: Store | Iterable[Record], path: str | PathLike[str]) -> int:
    """
    Write the records of a store, or these, into a file of JSON Lines.  How many there were.

    A file that stands there is replaced when all is on disk, and stays as it is when something goes wrong.

    Raises:
        StoreUnavailable: If it cannot be written.
    """
    records = iter(source) if isinstance(source, Iterable) else (record for _, record in source.follow())
    count = 0
    with new_file(path_of(path)) as file:
        while lines := [record.line() for record in islice(records, TOGETHER)]:
            write_all(file, b"".join(lines))
            count += len(lines)
    return count


def read_jsonl(path: str | PathLike[str]) -> Iterator[Record]:
    """
    The records in a file of JSON Lines, read as they are asked for.  Their hashes are not checked; loading and verifying do that.

    Raises:
        NotOurs: At the first line that is no line of ours; the error names it.
        StoreUnavailable: If there is no such file, or it may not be read.
    """
    there = path_of(path)
    try:
        with FileIO(there) as file:
            for unit in units(lines_of(file), there):
                yield from (value for value in unit.values if isinstance(value, Record))
    except Torn as torn:
        raise NotOurs(f"{there}, line {torn.line}", TORN_LINE()) from None
    except OSError as error:
        raise trouble(error, there) from error
