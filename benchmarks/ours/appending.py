"""
Appending: commands that a `Flow` decides, seals, and writes to a SQLite store in a new file.

What a user makes of a wish, an item or the arguments of a call, is ready before the clock starts; so are the rows of the floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path

from benchmarks.ours.names import APPEND, APPEND_MANY
from benchmarks.ours.permits import permits, receipt
from benchmarks.timing import Contestant, Thunk
from proeftuin_flow import Flow, Item
from proeftuin_flow.stores import SqliteStore

CASES = 100


def appends(directory: Path, batch: int) -> dict[str, Contestant]:
    """
    One after another for as many cases, or `batch` of them to a commit.
    """
    store = SqliteStore(directory / f"ours-{batch}.sqlite")
    flow, ids = permits(store, CASES)
    numbers = count()
    written = CASES

    def ready(n: int) -> Thunk:
        nonlocal written
        written += n
        chunk = [receipt(ids[number % CASES], number) for number in islice(numbers, n)]
        return (lambda: _one_by_one(flow, chunk)) if batch == 1 else (lambda: _together(flow, chunk, batch))

    def check(result: object) -> None:
        revisions = [tip.revision for id in ids if (tip := store.tip(id)) is not None]
        assert sum(revisions) == written, f"{sum(revisions)} records instead of {written}"

    return {APPEND if batch == 1 else APPEND_MANY: Contestant(ready, check)}


def _one_by_one(flow: Flow, chunk: Sequence[Item]) -> None:
    handle = flow.handle
    for item in chunk:
        handle(item.id, item.trigger, by=item.by, data=item.data)


def _together(flow: Flow, chunk: Sequence[Item], batch: int) -> None:
    report = flow.handle_all(chunk, per_commit=batch)
    assert len(report.done) == len(chunk)
