"""
Bulk work: the same question of every case, answered by as many workers as there are.

It goes case by case and not in the order of the store, so it is for figures over whole cases: lead times, counts, heads.  The workers are
those of any `concurrent.futures.Executor`; one that gives the work of a dead worker to another, as that of Dask, gives the right answer all
the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import groupby
from typing import Final, TypeVar

from ..errors import LogError
from ..log import Record
from ..stores.port import Store
from ..stores.shards import Row, Shard, Sharded

__all__ = ["map_cases"]

T = TypeVar("T")

PARTS: Final = 32
"""In how many parts a store is read when there are workers: more than there are of those, so that none waits long for the last."""


def map_cases(store: Store, does: Callable[[str, Sequence[Record]], T], *, executor: Executor | None = None, parts: int = PARTS) -> Iterator[T]:
    """
    What a function gives for each case, from its id and its records; in the order of the ids.

    With an `executor`, a store that can be read in parts is read by its workers.  Those may be other processes: then the function stands in
    a module, and it and its answers can be pickled.  All of them read the store as it was at one moment, if it is in PostgreSQL.

    Raises:
        LogError: If there is something that is no record.
        StoreUnavailable: If the store cannot be read.
    """
    if executor is None or not isinstance(store, Sharded):
        for stream, _ in store.tips():
            yield does(stream, [*store.read(stream)])
        return
    shards = store.shards(parts)
    futures = [executor.submit(_of_part, does, shard) for shard in shards]
    try:
        for future in futures:
            yield from future.result()
    finally:
        for future in futures:
            future.cancel()


def _of_part(does: Callable[[str, Sequence[Record]], T], shard: Shard) -> list[T]:
    return [does(stream, records) for stream, records in _cases(shard)]


def _cases(shard: Shard) -> Iterable[tuple[str, Sequence[Record]]]:
    if shard.ordered:
        return ((stream, [*records]) for stream, records in groupby(_records(shard), lambda record: record.stream))
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in _records(shard):
        found[record.stream].append(record)
    return sorted(found.items())


def _records(shard: Shard) -> Iterator[Record]:
    for each in shard.rows():
        if isinstance(each, LogError):
            raise each
        if isinstance(each, Row):
            yield each.record
