"""
Following: a follower of a PostgreSQL that eight others write to meanwhile, and how far it is behind.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from time import monotonic

from attrs import frozen

from benchmarks.timing import Thunk
from proeftuin_flow.stores import Position, SqlStore

__all__ = ["Behind", "follow", "read_again"]

EVERY = 0.5
TOGETHER = 512
SOME = 16
LOOKS = 0.2
"""So many seconds are between two questions how many records are still to come."""

PATIENCE = 60.0
"""After so many seconds without a record it is not coming any more."""


@frozen
class Behind:
    """
    What a follower saw while others wrote.

    `written` and `followed` are how many records there were when the last writer was done; `writing` and `rest` are how many seconds they
    wrote, and how many it took to see the last record after that.  `ages` are the milliseconds from when a record was decided to when it was
    seen, the wait for the disk included, of some of them; `lags` how many records were still to come, whenever that was asked.
    """

    written: int
    followed: int
    writing: float
    rest: float
    ages: list[float]
    lags: list[int]


def follow(store: SqlStore, after: Position | None, writing: Thunk, records: int) -> Behind:
    """
    See every one of so many records after a position, while they are being written.

    Raises:
        AssertionError: If one of them was not seen, or a number of a stream did not follow the one before it.
    """
    ages: list[float] = []
    lags: list[int] = []
    numbers: dict[str, int] = {}
    seen, at_end, began = 0, 0, monotonic()
    ended, looked, last = 0.0, began, began
    with ThreadPoolExecutor(1) as aside, closing(store.wakes(EVERY)) as wakes:
        written = aside.submit(writing)
        while seen < records:
            new = 0
            for position, record in store.follow(after, limit=TOGETHER):
                after, new = position, new + 1
                assert record.seq == numbers.get(record.stream, record.seq - 1) + 1, f"{record.stream}: {record.seq} is out of place"
                numbers[record.stream] = record.seq
                if new % SOME == 1:
                    ages.append((datetime.now(UTC) - record.read().recorded).total_seconds() * 1000)
            seen += new
            now = monotonic()
            if not ended and written.done():
                at_end, ended = seen, now
            if not ended and now - looked > LOOKS:
                lag = store.lag(after)
                lags.append(lag.behind + lag.waiting)
                looked = now
            last = now if new else last
            assert now - last < PATIENCE, f"{seen} of {records} records seen"
            if new < TOGETHER and seen < records:
                next(wakes)
        written.result()
    finished = monotonic()
    if not ended:  # the last record was seen before its writer knew that it was written
        at_end, ended = seen, finished
    return Behind(records, at_end, ended - began, finished - ended, ages, lags)


def read_again(store: SqlStore) -> float:
    """
    How many records a second a follower reads from the beginning.
    """
    began = monotonic()
    seen = sum(1 for _ in store.follow())
    return seen / (monotonic() - began)
