"""
Ready-made projections: where every case stands, and how long cases stay.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow import LeadTime, by_state, catch_up, lead_times, lead_times_by_state, standings
from proeftuin_flow.flow import Flow
from proeftuin_flow.stores import MemoryStore
from tests.case_types import CLERK_1, PERMIT, RELAY, STARTER_1, Document
from tests.flow.common import Clock, flow_on
from tests.projections.common import live

FLOW = live(MemoryStore())


@pytest.fixture
def flow() -> Flow:
    return flow_on(MemoryStore(), Clock(datetime(2026, 12, 31, 12, tzinfo=UTC)))


def relay(flow: Flow, id: str, *days: date) -> None:
    """A relay that was planned, started, and finished on these days, as far as they go."""
    flow.open(RELAY, id, by=STARTER_1, occurred=days[0])
    for (before, day), trigger in zip(pairwise(days), ["start", "finish"], strict=False):
        assert before <= day
        if trigger == "start":
            flow.handle(id, "add_leg", by=STARTER_1, occurred=before)
            flow.handle(id, "name_runner", by=STARTER_1, part="leg/1", data={"name": "u-1"}, occurred=before)
            flow.handle(id, "start", by=STARTER_1, occurred=day)
        else:
            flow.handle(id, "run", by=STARTER_1, part="leg/1", occurred=day)
            flow.handle(id, "celebrate", by=STARTER_1, occurred=day)


def test_where_every_case_stands():
    """
    What happens to parts, and what leaves the root where it is, does not move a case.
    """
    state = catch_up(FLOW, standings).state

    assert {case: FLOW.case(case).state for case in state} == {case: each["state"] for case, each in state.items()}
    assert {
        ("permit", "granted"): 1, ("permit", "requested"): 1, ("relay", "planned"): 1, ("relay", "running"): 1, ("tender", "open"): 1,
    } == by_state(state)  # fmt: skip


def test_since_is_the_day_of_entering(flow):
    """
    Not that of the newest record, and not the day on which it was typed in.
    """
    relay(flow, "relay-1", date(2026, 1, 1), date(2026, 1, 11), date(2026, 2, 1))

    assert {"case_type": "relay", "since": "2026-02-01", "state": "finished"} == catch_up(flow, standings).state["relay-1"]


def test_since_is_unknown_of_what_was_taken_over():
    """
    It stood there before; so a stay that nobody saw begin is not counted either.
    """
    flow = flow_on(MemoryStore())
    flow.take_over(RELAY, "relay-1", by=STARTER_1, states={"relay": "planned"}, source="a note")
    assert None is catch_up(flow, standings).state["relay-1"]["since"]

    flow.handle("relay-1", "start", by=STARTER_1)

    assert "2026-03-02" == catch_up(flow, standings).state["relay-1"]["since"]
    assert {} == lead_times_by_state(catch_up(flow, lead_times).state)


def test_days_between_entering_and_leaving(flow):
    """
    Half were over within the median, nine in ten within the ninetieth; what still runs does not count.
    """
    for number, days in enumerate([3, 5, 7, 30]):
        relay(flow, f"relay-{number}", date(2026, 1, 1), date(2026, 1, 1 + days))
    relay(flow, "relay-9", date(2026, 1, 1))

    assert {("relay", "planned"): LeadTime(4, 5, 30)} == lead_times_by_state(catch_up(flow, lead_times).state)


def test_late_record_of_an_earlier_day_is_no_day():
    """
    A permit that was granted, by a later record, on a day before it was asked for as moments go: never less than nothing.
    """
    flow = flow_on(MemoryStore())
    flow.open(PERMIT, "permit-1", by=CLERK_1)
    for name in ("map", "identity"):
        flow.handle("permit-1", "receive", by=CLERK_1, data=Document(name, "u-1"))
    flow.handle("permit-1", "grant", by=CLERK_1)

    assert LeadTime(1, 0, 0) == lead_times_by_state(catch_up(flow, lead_times).state)["permit", "requested"]


@given(st.lists(st.integers(0, 40), min_size=1))
def test_median_and_ninetieth_are_those_of_the_list(days):
    """
    Worked out from counts, as from the whole list: the nearest rank.
    """
    counts = {str(each): days.count(each) for each in days}
    ordered = sorted(days)
    rank = [ordered[-(-len(days) * percentage // 100) - 1] for percentage in (50, 90)]

    found = lead_times_by_state({"days": {"relay": {"planned": counts}}, "since": {}})

    assert {("relay", "planned"): LeadTime(len(days), *rank)} == found
