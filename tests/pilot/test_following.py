"""
Following: what a gathering causes in the pilots, what comes back from there, and a crash in between.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from proeftuin_flow import Flow, Followed, Item, Report, StoreUnavailable, react
from proeftuin_flow.acts import TakeOver
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.errors import NotEstablished
from proeftuin_flow.lifecycle import NEW, Lifecycle, event
from proeftuin_flow.messages import STORE_FULL
from proeftuin_flow.pilot import (
    GATHERING,
    PROEFTUIN,
    AgendaItem,
    Gathering,
    Grounds,
    ItemOutcome,
    ItemResult,
    NewDay,
    OpenItem,
    Schedule,
    Unscheduling,
    follow_ups,
    gathering,
    gathering_report,
    outcomes,
)
from proeftuin_flow.pilot.roles import ORGANISER
from proeftuin_flow.stores import MemoryStore, Position, SqliteStore, Store
from proeftuin_flow.wishes import CaseRef
from tests.flow.common import Between, everything
from tests.pilot.occasion import SESSION, announced, convened, flow_on, granting, in_signing, repeated, signing
from tests.pilot.story import HASH, NOW, Story, coordinator, organiser

ROOT = Path(__file__).parents[2]
DAY, BEFORE, AFTER = date(2019, 11, 21), date(2019, 11, 18), date(2019, 11, 28)
PILOTS = ("pilot-1", "pilot-2", "pilot-3")
AGENDA = (*(AgendaItem(id, "grant_decharge") for id in PILOTS), AgendaItem("js", "sign_plan"), AgendaItem("js", "interim_status"))


def announced_session(store: Store) -> Flow:
    """Three decharges and more on the agenda of a gathering that is planned."""
    flow = flow_on(store, BEFORE)
    for id in PILOTS:
        announced(flow, id, DAY)
    in_signing(flow, "js")
    convened(flow, DAY, *AGENDA)
    return flow


def newest(flow: Flow, case_type: CaseType = GATHERING, id: str = SESSION) -> Followed:
    """The newest record of a case, as a projection sees it."""
    *_, record = flow.history(id)
    return Followed(record, record.read(), case_type)


def carried_out(flow: Flow, after: Position | None = None) -> list[Report]:
    """What follows from each record after a position, done."""
    return [report for _, report in react(flow, follow_ups, after)]


# ── what follows ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cancelling_takes_each_decharge_off_the_agenda():
    """
    One item for each decharge, by whoever cancelled and on whose behalf, on the day; none for what else was on the agenda.
    """
    flow = announced_session(MemoryStore())
    flow.handle(SESSION, "cancel_gathering", by=organiser, data=Grounds("storm"), on_behalf_of="ienw")

    items = [*follow_ups(newest(flow))]

    assert items == [
        Item(id, "unschedule_decharge", by=organiser, data=Unscheduling("storm", SESSION), occurred=BEFORE, on_behalf_of="ienw") for id in PILOTS
    ]


def test_moving_takes_each_decharge_along():
    """
    To the new day, at the same gathering.
    """
    flow = announced_session(MemoryStore())
    flow.handle(SESSION, "move_gathering", by=coordinator, data=NewDay(AFTER))

    items = [*follow_ups(newest(flow))]

    assert items == [Item(id, "reschedule_decharge", by=coordinator, data=Schedule(AFTER, SESSION), occurred=BEFORE) for id in PILOTS]


def test_follow_ups_are_pure():
    """
    The same record gives the same items, also when the pilots have gone on meanwhile, or are not there at all.
    """
    flow = announced_session(MemoryStore())
    flow.handle(SESSION, "cancel_gathering", by=organiser, data=Grounds("storm"))
    cancellation = newest(flow)
    first = [*follow_ups(cancellation)]
    carried_out(flow)
    elsewhere = MemoryStore()
    elsewhere.load(flow.history(SESSION))

    assert first == [*follow_ups(cancellation)]
    assert first == [*follow_ups(newest(flow_on(elsewhere, DAY)))]


def test_from_every_other_record_nothing_follows():
    """
    Of a gathering that is held and recorded, and of its pilots.
    """
    store = MemoryStore()
    flow = announced_session(store)
    day = flow_on(store, DAY)
    day.handle(SESSION, "hold_gathering", by=organiser)
    report = day.handle_all([granting(id, DAY) for id in PILOTS])
    day.handle_all(outcomes(day.case(SESSION), report.results, by=organiser))
    before = everything(store)

    assert [()] * len(before) == [found.results for found in carried_out(flow)]
    assert before == everything(store)


def test_event_of_another_case_type_by_that_name_is_another_event():
    """
    Somebody else's gatherings may be cancelled too.
    """
    cancelled = event("gathering_cancelled", nl="geannuleerd", en="cancelled")
    other = CaseType(
        "party", version=1, nl="feest", en="party",
        root=Lifecycle("party", nl="feest", en="party", facts=Gathering,
                       transitions=[NEW.to(gathering.cancelled, on=gathering.CANCEL_GATHERING, by=[ORGANISER], emits=cancelled)]),
    )  # fmt: skip
    flow = Flow(MemoryStore(), [other], clock=lambda: NOW)
    flow.open(other, "party-1", by=organiser)

    assert [] == [*follow_ups(newest(flow, other, "party-1"))]


# ── a crash in between ───────────────────────────────────────────────────────────────────────────────────────────────────


def agenda() -> list[Item]:
    """What is to be done on the day."""
    return [*(granting(id, DAY) for id in PILOTS), signing("js")]


def full_after(store: Store, appends: int) -> Any:
    """The store, on a disk that is full after so many appends."""
    between = Between(store)

    def full() -> None:
        if sum(between.calls[name] for name in ("append", "append_all")) > appends:
            raise StoreUnavailable("here", STORE_FULL())

    between.before |= {"append": full, "append_all": full}
    return between


def happened(store: Store) -> Counter[tuple[str, str]]:
    """How often each thing happened to each case."""
    return Counter((record.stream, str(record.read().type)) for record in everything(store))


@pytest.mark.parametrize("appends", range(4))
def test_agenda_that_stopped_between_two_items_is_run_again(appends):
    """
    Whatever was written by then, in the end each decharge was granted once and the plan signed once.
    """
    store = MemoryStore()
    announced_session(store)

    def run(store: Store) -> Report:
        return flow_on(store, DAY).handle_all(agenda(), batch=SESSION)

    with pytest.raises(StoreUnavailable):
        run(full_after(store, appends))
    report = run(full_after(store, 4))

    assert [True] * appends + [False] * (4 - appends) == repeated(report)
    counted = happened(store)
    assert [1, 1, 1, 1] == [*(counted[id, "decharge_granted"] for id in PILOTS), counted["js", "signed_by_party"]]


@pytest.mark.parametrize("appends", range(3))
@pytest.mark.parametrize("wish", ["cancel_gathering", "move_gathering"])
def test_follow_ups_that_stopped_between_two_items_are_run_again(wish, appends):
    """
    From the position that was kept, or from the start of the log, each decharge moves once.
    """
    store = MemoryStore()
    data = Grounds("storm") if wish == "cancel_gathering" else NewDay(AFTER)
    announced_session(store).handle(SESSION, wish, by=organiser, data=data)
    kept = None

    with pytest.raises(StoreUnavailable):
        for position, _ in react(flow_on(full_after(store, appends), DAY), follow_ups):
            kept = position
    for after in (kept, None):
        carried_out(flow_on(store, DAY), after)

    counted = happened(store)
    moved = "decharge_unscheduled" if wish == "cancel_gathering" else "decharge_rescheduled"
    assert [1, 1, 1] == [counted[id, moved] for id in PILOTS]


RUN = """
import os, sys
from proeftuin_flow import react
from proeftuin_flow.pilot import follow_ups
from proeftuin_flow.stores import SqliteStore
from tests.flow.common import Between
from tests.pilot.test_following import DAY, SESSION, agenda, flow_on

what, path, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = Between(SqliteStore(path))

def crash():
    if store.calls["append_all"] > left:
        os._exit(9)

store.before["append_all"] = crash
if what == "agenda":
    flow_on(store, DAY).handle_all(agenda(), batch=SESSION)
else:
    for _ in react(flow_on(store, DAY), follow_ups):
        pass
"""


@pytest.mark.parametrize(
    ("what", "type", "streams"),
    [("agenda", "decharge_granted", PILOTS), ("agenda", "signed_by_party", ("js",)), ("follow-ups", "decharge_unscheduled", PILOTS)],
)
def test_process_that_dies_between_two_items_leaves_nothing_double(tmp_path, what, type, streams):
    """
    It dies after the first item, and after the second; the third time it gets to the end.
    """
    path = tmp_path / "cases"
    with SqliteStore(path) as store:
        flow = announced_session(store)
        if what == "follow-ups":
            flow.handle(SESSION, "cancel_gathering", by=organiser, data=Grounds("storm"))
        before = happened(store)
    run = [sys.executable, "-c", RUN, what, str(path)]

    ends = [subprocess.run([*run, left], cwd=ROOT, check=False, capture_output=True) for left in ("1", "1", "9")]

    with SqliteStore(path) as store:
        after = happened(store) - before
    assert [9, 9, 0] == [end.returncode for end in ends], ends[-1].stderr
    assert {(id, type): 1 for id in streams}.items() <= after.items()
    assert {1} == {*after.values()}


# ── what comes back ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def held() -> Flow:
    """A gathering that is held; of one pilot an open item has no owner, and the last one does not exist."""
    flow = flow_on(MemoryStore(), DAY)
    announced(flow, "pilot-1", DAY)
    announced(flow, "pilot-2", DAY, open_items=(OpenItem("nazorg"),))
    in_signing(flow, "js")
    convened(flow, DAY, *AGENDA)
    flow.handle(SESSION, "hold_gathering", by=organiser)
    return flow


def recorded(flow: Flow, *items: Item) -> list[ItemOutcome]:
    """What would be recorded of a batch, after every item of it was checked."""
    found = [*outcomes(flow.case(SESSION), flow.handle_all(items).results, by=organiser)]
    assert all((SESSION, "record_outcome", organiser) == (item.id, item.trigger, item.by) for item in found)
    return [item.data for item in found if isinstance(item.data, ItemOutcome)]


def test_outcomes_of_what_was_done_and_of_what_was_refused(held):
    """
    With the pilot as it stood after it, or with the codes; of what could not be decided, and of what nobody tried, nothing is known.
    """
    found = recorded(held, *(granting(id, DAY) for id in PILOTS))

    stood = CaseRef("pilot-1", held.case("pilot-1").revision, held.head("pilot-1"))
    assert found == [
        ItemOutcome("pilot-1", "grant_decharge", "done", stood),
        ItemOutcome("pilot-2", "grant_decharge", "not_done", reasons=("open_items_owned",)),
    ]


def test_what_is_recorded_already_is_not_recorded_again(held):
    """
    Nor is what was never on the agenda, or is no action of one.
    """
    announced(held, "pilot-9", DAY)
    report = held.handle_all([granting("pilot-1", DAY), granting("pilot-9", DAY), Item("js", "withdraw", by=organiser)])
    held.handle_all(outcomes(held.case(SESSION), report.results, by=organiser))

    assert [] == [*outcomes(held.case(SESSION), report.results, by=organiser)]
    assert ["pilot-1"] == [outcome.case for outcome in held.case(SESSION).root.facts.outcomes]


def test_point_is_done_when_all_of_it_is(held):
    """
    A plan is signed by several, and one who may not sign keeps it from being done; what stood in the way twice is said once.
    """
    stranger = Item("js", "sign", by=coordinator, part="plan/1", data=signing("js").data)

    (refused,) = recorded(held, stranger, stranger, signing("js"))

    assert (ItemResult.NOT_DONE, ("role", "signatory_authorised"), None) == (refused.result, refused.reasons, refused.pilot)


def test_point_of_which_something_could_not_be_decided_is_awaited(held):
    """
    One has signed, and another one's wish was about a plan that is not there.
    """
    assert [] == recorded(held, signing("js"), Item("js", "sign", by=organiser, part="plan/9", data=signing("js").data))


def test_what_nobody_could_establish_goes_by_its_requirement(held):
    """
    Whether the open items have owners nobody knows of a pilot that was taken over without them.
    """
    announced(held, "pilot-3", DAY, unknown=["open_items"])

    (outcome,) = recorded(held, granting("pilot-3", DAY))

    assert ("open_items_owned",) == outcome.reasons


def test_agenda_that_nobody_knows():
    """
    A gathering that was taken over without it says so; it neither reports nor cancels what it does not know.
    """
    taken = Story(GATHERING.new(SESSION)).does("take_over", coordinator, TakeOver("verslag", {"gathering": "planned"}))

    with pytest.raises(NotEstablished, match="the outcomes"):
        gathering_report(taken.case)
    with pytest.raises(NotEstablished, match="the outcomes"):
        next(outcomes(taken.case, (), by=organiser))
    assert ["cannot_be_established"] == taken.codes("cancel_gathering", organiser, Grounds("storm"))


# ── the report ───────────────────────────────────────────────────────────────────────────────────────────────────────────

MIXED = """\
op de agenda: 1 gedaan, 1 niet gedaan, 1 uitgesteld, 2 uitkomst nog niet bekend
  - pilot-1: décharge verlenen — gedaan
  - pilot-2: décharge verlenen — niet gedaan; daarvoor is nog nodig: iemand die dit mag; elk open punt heeft een eigenaar; iets_anders
  - pilot-3: décharge verlenen — uitgesteld
  - js: plan ondertekenen — uitkomst nog niet bekend
  - js: tussenstand — uitkomst nog niet bekend"""


def test_report_has_every_point_where_it_stands(held):
    """
    With the words of each requirement; a code that no rule has is shown as it is.
    """
    found = [
        ItemOutcome("pilot-1", "grant_decharge", "done", CaseRef("pilot-1", 3, HASH)),
        ItemOutcome("pilot-2", "grant_decharge", "not_done", reasons=("role", "open_items_owned", "iets_anders")),
        ItemOutcome("pilot-3", "grant_decharge", "deferred"),
    ]
    for outcome in found:
        held.handle(SESSION, "record_outcome", by=organiser, data=outcome)

    report = gathering_report(held.case(SESSION))

    assert MIXED == report.text("nl").partition("\n")[2]
    assert {"done": 1, "not_done": 1, "deferred": 1, "awaited": 2, "dropped": 0} == {each.value: count for each, count in report.counts.items()}
    assert PROEFTUIN.guards["open_items_owned"].label == report.items[1].reasons["open_items_owned"]


def test_report_of_a_gathering_that_did_not_take_place():
    """
    Everything on the agenda was dropped.
    """
    flow = announced_session(MemoryStore())
    flow.handle(SESSION, "cancel_gathering", by=organiser, data=Grounds("storm"))

    assert "on the agenda: 5 dropped" == gathering_report(flow.case(SESSION)).text("en").split("\n")[1]


def test_report_of_a_gathering_of_which_little_is_known():
    """
    What nobody knows is left out.
    """
    facts = {"gathering": {"items": (), "outcomes": ()}}
    taken = Story(GATHERING.new(SESSION)).does("take_over", coordinator, TakeOver("verslag", {"gathering": "held"}, facts))

    assert "bijeenkomst: gehouden\ner staat niets op de agenda" == gathering_report(taken.case).text("nl")
