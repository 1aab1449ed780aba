"""
What is required before a gathering is held, moved, or recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ..guards import Severity, guard
from ..labels import Blocker, Phrase, phrase
from ..situation import Situation
from .gathering_bodies import AgendaItem, Gathering, ItemAction, ItemOutcome, ItemResult, NewDay

__all__ = [
    "ACTIONS", "agenda_not_empty", "another_day", "day_has_come", "every_outcome_known", "no_items", "not_on_agenda_yet", "not_recorded_yet",
    "refers_to_pilot", "was_on_agenda",
]  # fmt: skip

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


@guard(nl="het is een andere dag", en="it is another day")
def another_day(s: Situation[Gathering], new: NewDay) -> Iterator[Phrase]:
    """Logic: what stays on its day is not moved."""
    if new.held_on == s.facts.held_on:
        yield planned_for(day=new.held_on)


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
