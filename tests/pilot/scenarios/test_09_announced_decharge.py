"""
Scenario 9: decharge was announced for 27 May, on a page of 23 May (S9); the session is cancelled, and it is back to requested.
"""

from __future__ import annotations

from datetime import date

import pytest

from proeftuin_flow import CommandRefused, Flow, react
from proeftuin_flow.pilot import AgendaItem, Grounds, NewDay, Schedule, Unscheduling, follow_ups
from proeftuin_flow.stores import MemoryStore
from tests.pilot.occasion import SESSION, announced, convened, flow_on, granting, reasons
from tests.pilot.story import coordinator, organiser

PAGE, DAY, LATER = date(2019, 5, 23), date(2019, 5, 27), date(2019, 6, 3)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def flow(store: MemoryStore) -> Flow:
    """What the page of 23 May says: decharge on the 27th, for two pilots at one gathering."""
    flow = flow_on(store, PAGE)
    for id in ("aeves", "emeritor"):
        announced(flow, id, DAY)
    convened(flow, DAY, AgendaItem("aeves", "grant_decharge"), AgendaItem("emeritor", "grant_decharge"))
    return flow


def where(flow: Flow, id: str) -> tuple[str, str | None, date | None]:
    """The state of the decharge of a pilot, and for which gathering and day it is scheduled."""
    part = flow.case(id)["decharge/1"]
    return part.state, part.facts.session, part.facts.planned_on


def follow(flow: Flow) -> None:
    for _ in react(flow, follow_ups, recorded_by="follower-1"):
        pass


def test_what_is_announced_has_not_happened_yet(flow):
    """
    On 23 May decharge is scheduled, and cannot be granted: it is planned for 27 May.
    """
    assert ("scheduled", SESSION, DAY) == where(flow, "aeves")
    item = granting("aeves", PAGE)
    with pytest.raises(CommandRefused, match="planned for 2019-05-27"):
        flow.handle(item.id, item.trigger, by=item.by, data=item.data)


def test_session_is_cancelled_and_decharge_is_back_to_requested(flow):
    """
    Whoever cancelled the session took it off the agenda, for the same reason; now it need not wait for that day.
    """
    flow.handle(SESSION, "cancel_gathering", by=organiser, data=Grounds("storm"))

    follow(flow)

    assert [("requested", None, None)] * 2 == [where(flow, id) for id in ("aeves", "emeritor")]
    *_, last = flow.events("aeves")
    assert (organiser.id, PAGE, Unscheduling("storm", SESSION)) == (last.by.id, last.occurred, last.body)
    flow.handle_all([granting("aeves", PAGE)])
    assert "decharge" == flow.case("aeves").state


def test_pilot_that_went_to_another_session_meanwhile_stays_there(flow):
    """
    It is not scheduled for the session that is cancelled any more, and its own is still on.
    """
    convened(flow, LATER, AgendaItem("emeritor", "grant_decharge"), id="sessie-juni")
    flow.handle("emeritor", "unschedule_decharge", by=coordinator, data=Unscheduling("kan niet in mei"))
    flow.handle("emeritor", "schedule_decharge", by=coordinator, data=Schedule(LATER, "sessie-juni"))

    flow.handle(SESSION, "cancel_gathering", by=organiser, data=Grounds("storm"))
    (report,) = [report for _, report in react(flow, follow_ups) if report.results]

    assert ("requested", None, None) == where(flow, "aeves")
    assert ("scheduled", "sessie-juni", LATER) == where(flow, "emeritor")
    assert {"emeritor": ["decharge is scheduled for this gathering — scheduled for sessie-juni"]} == reasons(report)


def test_session_is_moved_and_decharge_goes_along_to_its_new_day(flow, store):
    """
    On 27 May it cannot be granted any more; on 3 June it can.
    """
    flow.handle(SESSION, "move_gathering", by=organiser, data=NewDay(LATER))

    follow(flow)

    assert [("scheduled", SESSION, LATER)] * 2 == [where(flow, id) for id in ("aeves", "emeritor")]
    too_early = flow_on(store, DAY).handle_all([granting("aeves", DAY)])
    assert {"aeves": ["the gathering was held — planned for 2019-06-03"]} == reasons(too_early)
    assert 1 == len(flow_on(store, LATER).handle_all([granting("aeves", LATER)]).done)
