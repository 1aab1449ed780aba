"""
A clock that stands still until it is moved.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from proeftuin_flow import Flow
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.testing import Clock, given
from proeftuin_flow.testing.clock import NOW
from tests.case_types import CLERK_1, NOON, PERMIT


def test_clock_stands_still():
    """
    Asked twice it says the same; by itself it begins when stories do.
    """
    clock = Clock()

    assert (NOW, NOW) == (clock(), clock())
    assert "Clock(2019-11-21T12:00:00+00:00)" == repr(clock)


def test_clock_goes_on_by_what_is_said():
    """
    By a duration, by its units, or by both.
    """
    clock, later = Clock(NOON), NOON + timedelta(days=8, hours=2, minutes=3, seconds=4)

    assert later == clock.advance(timedelta(hours=1), weeks=1, days=1, hours=1, minutes=3, seconds=4)
    assert later == clock()


@pytest.mark.parametrize("by", [timedelta(seconds=-1), timedelta(days=-1)])
def test_clock_does_not_go_back(by):
    """
    It stays where it is.
    """
    clock = Clock(NOON)

    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(by)

    assert NOON == clock()


def test_clock_needs_a_zone():
    """
    Or nobody would know what time it is.
    """
    with pytest.raises(ValueError, match="time zone"):
        Clock(datetime(2026, 3, 2))


def test_clock_is_that_of_a_flow():
    """
    What happens is recorded when the clock says.
    """
    clock = Clock(NOON)
    flow = Flow(MemoryStore(), [PERMIT], clock=clock)
    flow.open(PERMIT, "permit-1", by=CLERK_1)
    clock.advance(days=1)
    flow.handle("permit-1", "receive", by=CLERK_1, data={"name": "map", "handed_in_by": "u-31"})

    assert [NOON, NOON + timedelta(days=1)] == [record.read().recorded for record in flow.history("permit-1")]


def test_story_goes_by_a_clock():
    """
    Whatever it shows when something is wished.
    """
    clock = Clock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    opened = given(PERMIT).by(CLERK_1).at(clock).opened()
    clock.advance(days=3)

    assert datetime(2026, 3, 5, 9, 0, tzinfo=UTC) == opened.when("grant").command.now
    assert datetime(2026, 3, 6, 9, 0, tzinfo=UTC) == opened.later(days=1).when("grant").command.now


def test_story_goes_on_later():
    """
    In its own time, from one moment to another; a day that has come is no longer in the future.
    """
    opened = given(PERMIT).by(CLERK_1).at(NOON).opened().later(timedelta(hours=1), weeks=1, days=1, hours=1, minutes=1, seconds=1)

    assert NOON + timedelta(days=8, hours=2, minutes=1, seconds=1) == opened.now
    opened.when("grant", occurred=date(2026, 3, 10)).then_refused("documents_complete")
