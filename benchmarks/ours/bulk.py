"""
Bulk: every case of a store verified and folded, by workers in other processes.

What the workers run stands here, for they find it by its name.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import sleep

from benchmarks.floors import Log
from benchmarks.ours.pilots import PROEFTUIN
from benchmarks.timing import Contestant, Thunk
from proeftuin_flow.evidence import verify_store
from proeftuin_flow.log import Record, fold, verify
from proeftuin_flow.projections import map_cases
from proeftuin_flow.stores import SqliteStore

__all__ = ["counted_by", "fold_whole", "folded_by", "pool_of", "verify_whole"]

PARTS = 32


def pool_of(workers: int) -> ProcessPoolExecutor:
    """
    So many processes, which are there, and have loaded everything.
    """
    pool = ProcessPoolExecutor(workers, get_context("spawn"))
    while len({*pool.map(_who, range(workers * 4))}) < workers:
        pass
    return pool


def _who(_: int) -> int:
    sleep(0.01)  # so that one of them cannot answer for all
    return os.getpid()


def folded_by(log: Log, pool: ProcessPoolExecutor) -> Contestant:
    """
    The whole log by the workers of a pool.
    """
    store = SqliteStore(log.path)

    def ready(n: int) -> Thunk:
        return lambda: sum(map_cases(store, _verified_and_folded, executor=pool, parts=PARTS))

    def check(seen: object) -> None:
        assert seen == log.records, f"{seen} records instead of {log.records}"

    return Contestant(ready, check)


def counted_by(pool: ProcessPoolExecutor, upto: int) -> Contestant:
    """
    Workers that count, and share nothing: so much faster two of them are on this machine at this moment.
    """
    return Contestant(lambda n: lambda: sum(pool.map(_counted, [upto] * PARTS)))


def _counted(upto: int) -> int:
    seen = 0
    for _ in range(upto):
        seen += 1
    return seen


def _verified_and_folded(id: str, records: Sequence[Record]) -> int:
    verify(records, id)
    case = fold(records, PROEFTUIN, id)
    assert case.state == "decharge", f"{id} is {case.state}"
    return case.revision


def fold_whole(path: Path) -> int:
    """
    The same for a file in this process, one case after the other.
    """
    with SqliteStore(path) as store:
        return sum(map_cases(store, _verified_and_folded))


def verify_whole(path: Path) -> int:
    """
    The evidence of a file; how many records there are.
    """
    with SqliteStore(path) as store:
        return verify_store(store).records
