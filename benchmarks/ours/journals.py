"""
Journals: commands for permits, and permits made anew, over any store.
"""

from __future__ import annotations

from itertools import count, islice

from benchmarks.ours.permits import PERMIT, permits, receipt
from benchmarks.timing import Contestant, Thunk
from proeftuin_flow import Case, Flow
from proeftuin_flow.stores import Store

__all__ = ["commanded", "made_anew"]


def commanded(store: Store, number_of_permits: int) -> Contestant:
    """
    One document after the other, for so many permits in turn.
    """
    flow, ids = permits(store, number_of_permits)
    numbers, written = count(), number_of_permits

    def ready(n: int) -> Thunk:
        nonlocal written
        written += n
        items = [receipt(ids[number % number_of_permits], number) for number in islice(numbers, n)]

        def run() -> None:
            for item in items:
                flow.handle(item.id, item.trigger, by=item.by, data=item.data)

        return run

    def check(result: object) -> None:
        found = sum(tip.revision for id, tip in store.tips() if id in ids)
        assert found == written, f"{found} records instead of {written}"

    return Contestant(ready, check)


def made_anew(store: Store, number_of_permits: int, records: int) -> Contestant:
    """
    Permits with so many records each, by a `Flow` that keeps none in memory.
    """
    writer, ids = permits(store, number_of_permits)
    for id in ids:
        items = [receipt(id, number) for number in range(records - 1)]
        assert len(writer.handle_all(items).done) == len(items)
    flow = Flow(store, [PERMIT], cache=0)

    def ready(n: int) -> Thunk:
        chunk = [ids[number % number_of_permits] for number in range(n)]
        return lambda: [flow.case(id) for id in chunk]

    def check(result: object) -> None:
        assert isinstance(result, list)
        for case in result:
            assert isinstance(case, Case)
            assert (records, f"document {records - 2}") == (case.revision, case.root.facts.document)

    return Contestant(ready, check)
