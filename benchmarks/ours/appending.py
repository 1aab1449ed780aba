"""
Appending: commands that a `Flow` decides, seals, and writes to a SQLite store in a new file.

What a user makes of a wish, an item or the arguments of a call, is ready before the clock starts; so are the rows of the floor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from benchmarks.floors import Row
from benchmarks.ours.names import APPEND, APPEND_MANY
from benchmarks.ours.permits import CLERK_1, PERMIT, permit_ids, permits, receipt
from benchmarks.timing import Contestant, Thunk
from proeftuin_flow import Accepted, Case, Command, Flow, Item, decide
from proeftuin_flow.log import GENESIS, Stamp, seal
from proeftuin_flow.stores import SqliteStore

CASES = 100


def same_rows() -> tuple[list[Row], Iterator[Row]]:
    """
    The rows that `appends` writes, for the floor: those of the openings, and then a receipt for each permit in turn, without end.

    A plain insert costs more where a hundred streams grow than where one does, so the floor writes to as many.
    """
    moment = datetime(2026, 11, 25, 12, tzinfo=UTC)
    opening: list[Row] = []
    tips: list[tuple[Case, str]] = []

    def sealed(case: Case, head: str, command: Command) -> tuple[Row, Case, str]:
        decision = decide(case, command)
        assert isinstance(decision, Accepted)
        (record,) = seal(case, decision.events, Stamp(moment), head)
        return (record.stream, record.seq, record.header, record.hash, record.data, record.personal), decision.case, record.hash

    for id in permit_ids(CASES):
        row, case, head = sealed(PERMIT.new(id), GENESIS, Command("ask", CLERK_1, moment))
        opening.append(row)
        tips.append((case, head))

    def receipts() -> Iterator[Row]:
        for number in count():
            case, head = tips[number % CASES]
            row, case, head = sealed(case, head, Command("receive", CLERK_1, moment, data=receipt(case.id, number).data))
            tips[number % CASES] = case, head
            yield row

    return opening, receipts()


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
