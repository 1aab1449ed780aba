"""
Clocks that go backwards, stand still, or differ from machine to machine: in the log of a case time does not go back.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow import CommandRefused, Flow, Item
from proeftuin_flow.stores import MemoryStore
from tests.case_types import NOON
from tests.torture.purse import DAY, HOLDER, PURSE, Sum, wrongs_of

ZONES = st.builds(timezone, st.builds(timedelta, minutes=st.integers(-14 * 60, 14 * 60)))
# Around noon, so that steps back are small as well as large.
MOMENTS = st.one_of(
    st.builds(lambda seconds: NOON + timedelta(seconds=seconds), st.floats(-90_000, 90_000)),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
)
TICKS = st.builds(lambda moment, zone: moment.astimezone(zone), MOMENTS, ZONES)
WISHES = st.sampled_from(["put_in", "take_out", "batch", "commit", "other"])


def recorded(store):
    """When each record says that it was written, in the order of the log."""
    return [record.read().recorded for record in store.read("case-1")]


@given(begun=MOMENTS, turns=st.lists(st.tuples(st.integers(0, 2), TICKS, WISHES), min_size=1, max_size=12))
def test_time_does_not_go_back_within_a_case(begun, turns):
    """
    Three machines with clocks of their own write to one case; what they record is in the order of the log, and in UTC.
    """
    store = MemoryStore()
    now = begun
    machines = [Flow(store, [PURSE], clock=lambda: now) for _ in range(3)]
    machines[0].open(PURSE, "case-1", by=HOLDER, occurred=DAY)
    machines[0].open(PURSE, "case-2", by=HOLDER, occurred=DAY)
    for machine, tick, wish in turns:
        now = tick
        flow = machines[machine]
        if wish == "other":
            flow.handle("case-2", "put_in", by=HOLDER, data=Sum(1), occurred=DAY)
        elif wish in ("batch", "commit"):
            flow.handle_all([Item("case-1", "put_in", by=HOLDER, data=Sum(1), occurred=DAY)] * 2, per_commit=2 if wish == "commit" else 1)
        else:
            try:
                flow.handle("case-1", wish, by=HOLDER, data=Sum(1), occurred=DAY)
            except CommandRefused:
                assert wish == "take_out"

    moments = recorded(store)
    assert [] == wrongs_of(store, "case-1")
    assert sorted(moments) == moments
    assert {timedelta(0)} == {moment.utcoffset() for moment in moments}


def test_clock_that_went_back_stands_still():
    """
    What is recorded then has the moment of the record before it; once the clock is past that, it counts again.
    """
    ticks = iter([NOON, NOON - timedelta(days=400), NOON - timedelta(microseconds=1), NOON + timedelta(microseconds=1)])
    store = MemoryStore()
    flow = Flow(store, [PURSE], clock=lambda: next(ticks))
    flow.open(PURSE, "case-1", by=HOLDER, occurred=DAY)
    for _ in range(3):
        flow.handle("case-1", "put_in", by=HOLDER, data=Sum(1), occurred=DAY)

    assert [NOON, NOON, NOON, NOON + timedelta(microseconds=1)] == recorded(store)


def test_what_happens_now_happens_when_it_is_recorded():
    """
    Nothing that is said without a day happens before what was recorded already, whatever the clock says.
    """
    ticks = iter([NOON, NOON - timedelta(days=400)])
    store = MemoryStore()
    flow = Flow(store, [PURSE], clock=lambda: next(ticks))
    flow.open(PURSE, "case-1", by=HOLDER)
    event = flow.handle("case-1", "put_in", by=HOLDER, data=Sum(1)).events[0]

    assert NOON == event.occurred
