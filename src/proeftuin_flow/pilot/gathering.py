"""
Gathering: an occasion where pilots are signed, started and discharged.

It is a case of its own.  Nothing happens to the pilots here: each item is a command on its own pilot, and what came of it is recorded
afterwards, item by item.  One that was refused holds up no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum

from attrs import evolve, field, frozen

from ..case_type import CHANGE_PROFILE, DESTROY, REDACT, TAKE_OVER, CaseType
from ..guards import Severity, Trigger, guard
from ..labels import Blocker, Phrase, phrase
from ..lifecycle import NEW, Lifecycle, State, event, fact
from ..privacy import C0
from ..situation import Situation
from ..wishes import CaseRef
from .days import ZONE
from .grounds import Grounds
from .roles import ADVISORY_TEAM, ARCHIVIST, COORDINATOR, ORGANISER, PRIVACY_OFFICER

__all__ = [
    "ADD_ITEM", "CANCEL_GATHERING", "GATHERING", "HOLD_GATHERING", "PLAN_GATHERING", "RECORD_OUTCOME", "AgendaItem", "Gathering", "GatheringKind",
    "GatheringPlan", "ItemAction", "ItemOutcome", "ItemResult", "cancelled", "held", "planned", "recorded",
]  # fmt: skip


class GatheringKind(Enum):
    """What sort of occasion it is."""

    INSPIRATION = "inspiration"
    STARTING_SIGNAL = "starting_signal"
    SIGNING = "signing"
    DECHARGE = "decharge"
    OTHER = "other"


class ItemAction(Enum):
    """What is to happen with a pilot."""

    SIGN_PLAN = "sign_plan"
    GRANT_DECHARGE = "grant_decharge"
    INTERIM_STATUS = "interim_status"
    START = "start"


class ItemResult(Enum):
    """What came of it."""

    DONE = "done"
    NOT_DONE = "not_done"
    DEFERRED = "deferred"


@frozen
class GatheringPlan:
    """What sort of occasion, which organisation holds it, on which day, and where."""

    kind: C0[GatheringKind] = field(converter=GatheringKind)
    organiser: C0[str]
    held_on: C0[date]
    place: C0[str] = ""


@frozen
class AgendaItem:
    """A pilot, by the id of its case, and what is to happen with it."""

    case: C0[str]
    action: C0[ItemAction] = field(converter=ItemAction)


@frozen
class ItemOutcome:
    """
    What came of an item.

    `pilot` is the pilot as it stood after it; `reasons` are the codes of a refusal.
    """

    case: C0[str]
    action: C0[ItemAction] = field(converter=ItemAction)
    result: C0[ItemResult] = field(converter=ItemResult)
    pilot: C0[CaseRef | None] = None
    reasons: C0[tuple[str, ...]] = ()


@frozen
class Gathering:
    """What is known about a gathering."""

    kind: GatheringKind | None = fact(None, nl="de soort bijeenkomst", en="the kind of gathering")
    organiser: str | None = fact(None, nl="de organisator", en="the organiser")
    held_on: date | None = fact(None, nl="de dag van de bijeenkomst", en="the day of the gathering")
    place: str = fact("", nl="de plaats", en="the place")
    items: tuple[AgendaItem, ...] = fact((), nl="de agenda", en="the agenda")
    outcomes: tuple[ItemOutcome, ...] = fact((), nl="de uitkomsten", en="the outcomes")

    @property
    def awaited(self) -> tuple[AgendaItem, ...]:
        """The items without an outcome."""
        known = {(outcome.case, outcome.action) for outcome in self.outcomes}
        return tuple(item for item in self.items if (item.case, item.action) not in known)


planned = State("planned", nl="gepland", en="planned")
held = State("held", nl="gehouden", en="held")
recorded = State("recorded", nl="vastgelegd", en="recorded", final=True)
cancelled = State("cancelled", nl="geannuleerd", en="cancelled", final=True)

PLAN_GATHERING = Trigger("plan_gathering", nl="bijeenkomst plannen", en="plan a gathering")
ADD_ITEM = Trigger("add_item", nl="op de agenda zetten", en="put on the agenda")
HOLD_GATHERING = Trigger("hold_gathering", nl="bijeenkomst houden", en="hold the gathering")
CANCEL_GATHERING = Trigger("cancel_gathering", nl="bijeenkomst annuleren", en="cancel the gathering")
RECORD_OUTCOME = Trigger("record_outcome", nl="uitkomst vastleggen", en="record an outcome")

# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

ACTIONS: Mapping[ItemAction, Phrase] = {
    ItemAction.SIGN_PLAN: phrase("action_sign_plan", nl="plan ondertekenen", en="sign the plan")(),
    ItemAction.GRANT_DECHARGE: phrase("action_grant_decharge", nl="décharge verlenen", en="grant decharge")(),
    ItemAction.INTERIM_STATUS: phrase("action_interim_status", nl="tussenstand", en="interim status")(),
    ItemAction.START: phrase("action_start", nl="starten", en="start")(),
}

item_is = phrase("item_is", nl="{case}: {action}", en="{case}: {action}", case=str, action=Phrase)
no_items = phrase("no_items", nl="er staat niets op de agenda", en="there is nothing on the agenda")
planned_for = phrase("planned_for", nl="gepland op {day}", en="planned for {day}", day=date)
no_reference = phrase(
    "no_reference", nl="{case}: hoe de proeftuin er daarna voor stond, ontbreekt", en="{case}: where the pilot stood after it is missing", case=str
)
other_case = phrase("other_case", nl="verwezen wordt naar {case}", en="the reference is to {case}", case=str)


@guard(nl="dit staat nog niet op de agenda", en="this is not on the agenda yet")
def not_on_agenda_yet(s: Situation[Gathering], item: AgendaItem) -> Iterator[Phrase]:
    """Logic: what is there twice cannot be told apart afterwards."""
    if item in s.facts.items:
        yield _named(item)


@guard(nl="er staat iets op de agenda", en="there is something on the agenda")
def agenda_not_empty(s: Situation[Gathering]) -> Iterator[Phrase]:
    """Logic: of nothing there is nothing to record."""
    if not s.facts.items:
        yield no_items()


@guard(nl="de dag is gekomen", en="the day has come")
def day_has_come(s: Situation[Gathering]) -> Iterator[Phrase]:
    """S9: what is announced has not happened yet."""
    if s.facts.held_on is not None and s.day < s.facts.held_on:
        yield planned_for(day=s.facts.held_on)


@guard(nl="dit stond op de agenda", en="this was on the agenda")
def was_on_agenda(s: Situation[Gathering], outcome: ItemOutcome) -> Iterator[Phrase]:
    """S1: the programme of an occasion is known beforehand."""
    if (item := AgendaItem(outcome.case, outcome.action)) not in s.facts.items:
        yield _named(item)


@guard(nl="de uitkomst is nog niet vastgelegd", en="the outcome was not recorded yet")
def not_recorded_yet(s: Situation[Gathering], outcome: ItemOutcome) -> Iterator[Phrase]:
    """Logic: what came of something is recorded once."""
    item = AgendaItem(outcome.case, outcome.action)
    if item in s.facts.items and item not in s.facts.awaited:
        yield _named(item)


@guard(nl="de uitkomst verwijst naar de proeftuin zoals die er daarna voor stond", en="the outcome refers to the pilot as it stood after it")
def refers_to_pilot(s: Situation[Gathering], outcome: ItemOutcome) -> Iterator[Phrase]:
    """A gathering never looks into a pilot; what it must know of one arrives as data, with the hash of its newest record."""
    if outcome.pilot is not None and outcome.pilot.id != outcome.case:
        yield other_case(case=outcome.pilot.id)
    elif outcome.pilot is None and outcome.result is ItemResult.DONE:
        yield no_reference(case=outcome.case)


@guard(nl="van elk punt is de uitkomst bekend", en="the outcome of every item is known", severity=Severity.FIXED)
def every_outcome_known(s: Situation[Gathering]) -> Iterator[Blocker]:
    """S1: four decharges and one signing, each with its own outcome."""
    yield from (_named(item) for item in s.facts.awaited)
    if not s.facts.items:
        yield no_items()


def _named(item: AgendaItem) -> Phrase:
    return item_is(case=item.case, action=ACTIONS[item.action])


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_plan(gathering: Gathering, plan: GatheringPlan) -> Gathering:
    return evolve(gathering, kind=plan.kind, organiser=plan.organiser, held_on=plan.held_on, place=plan.place)


def with_item(gathering: Gathering, item: AgendaItem) -> Gathering:
    return evolve(gathering, items=(*gathering.items, item))


def with_outcome(gathering: Gathering, outcome: ItemOutcome) -> Gathering:
    return evolve(gathering, outcomes=(*gathering.outcomes, outcome))


gathering_planned = event("gathering_planned", GatheringPlan, nl="bijeenkomst gepland", en="gathering planned", then=with_plan)
item_added = event("item_added", AgendaItem, nl="op de agenda gezet", en="put on the agenda", then=with_item)
gathering_held = event("gathering_held", nl="bijeenkomst gehouden", en="gathering held")
gathering_cancelled = event("gathering_cancelled", Grounds, nl="bijeenkomst geannuleerd", en="gathering cancelled")
outcome_recorded = event("outcome_recorded", ItemOutcome, nl="uitkomst vastgelegd", en="outcome recorded", then=with_outcome)
gathering_recorded = event("gathering_recorded", nl="bijeenkomst vastgelegd", en="gathering recorded")

GATHERING = CaseType(
    "gathering", version=1, nl="bijeenkomst", en="gathering",
    root=Lifecycle(
        "gathering", nl="bijeenkomst", en="gathering", facts=Gathering,
        transitions=[
            NEW.to(planned, on=PLAN_GATHERING, by=[ORGANISER, COORDINATOR], emits=gathering_planned),
            planned.stays(on=ADD_ITEM, by=[ORGANISER, COORDINATOR], requires=[not_on_agenda_yet], emits=item_added),
            planned.to(held, on=HOLD_GATHERING, by=[ORGANISER, COORDINATOR], requires=[agenda_not_empty, day_has_come], emits=gathering_held),
            planned.to(cancelled, on=CANCEL_GATHERING, by=[ORGANISER, COORDINATOR], emits=gathering_cancelled),
            held.stays(
                on=RECORD_OUTCOME, by=[ORGANISER, COORDINATOR], requires=[was_on_agenda, not_recorded_yet, refers_to_pilot], emits=outcome_recorded,
            ),
            held.becomes(recorded, requires=[every_outcome_known], emits=gathering_recorded),
        ],
    ),
    acts={
        TAKE_OVER: [COORDINATOR, ADVISORY_TEAM],
        CHANGE_PROFILE: [COORDINATOR],
        REDACT: [PRIVACY_OFFICER],
        DESTROY: [ARCHIVIST],
    },
    zone=ZONE,
)  # fmt: skip
