"""
Place: where a candidate can be, one at a time, and again when it is free.

A place for several candidates is several places: so it is looked up, and never counted, who sits where.  A place that recurs is opened
again for the next round: one candidate a year, for example (S1).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from ..case import Event
from ..errors import NotEstablished
from ..guards import Severity, Trigger, guard
from ..labels import Blocker, Label, PartTitle, Phrase, phrase
from ..lifecycle import NEW, Lifecycle, State, event
from ..messages import PARTS_ERASED
from ..privacy import C0, C2, REDACTED
from ..situation import Situation
from . import phases, plan_rules
from .days import after, day_of
from .facts import Pilot, Place, Plan, Trajectory
from .grounds import Grounds
from .roles import COMMISSIONING_PARTY, CONTRACTOR, HOST, WAIVABLE
from .trajectory_states import matched, started
from .values import Id, Period, TrajectoryNumber

__all__ = [
    "CLOSE_PLACE", "FILL_PLACE", "OPEN_PLACE", "PLACE", "REOPEN_PLACE", "VACATE_PLACE", "Occupant", "PlaceOffer", "Vacancy", "closed", "filled",
    "open_", "vacated",
]  # fmt: skip

open_ = State("open", nl="open", en="open")
filled = State("filled", nl="bezet", en="filled")
vacated = State("vacated", nl="vrijgekomen", en="vacated", settled=True)
closed = State("closed", nl="gesloten", en="closed", final=True)

OPEN_PLACE = Trigger("open_place", nl="plaats openstellen", en="open a place")
FILL_PLACE = Trigger("fill_place", nl="plaats bezetten", en="fill the place")
VACATE_PLACE = Trigger("vacate_place", nl="plaats vrijgeven", en="vacate the place")
REOPEN_PLACE = Trigger("reopen_place", nl="plaats opnieuw openstellen", en="open the place again")
CLOSE_PLACE = Trigger("close_place", nl="plaats sluiten", en="close the place")


@frozen
class PlaceOffer:
    """Where the place is, how often it recurs if it does, and from when it is open if that is not today."""

    unit: C0[Id | None] = None
    recurs_every: C0[Period | None] = None
    opens_on: C0[date | None] = None


@frozen
class Occupant:
    """The number of the trajectory that fills the place."""

    trajectory: C2[TrajectoryNumber]


@frozen
class Vacancy:
    """From when the place can be opened again; None if it does not recur, or nobody knows because the pilot was taken over."""

    opens_on: C0[date | None]


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

more_than_planned = phrase("more_than_planned", nl="het plan heeft {count} plaatsen", en="the plan has {count} places", count=int)
opens_on_day = phrase("opens_on_day", nl="open vanaf {day}", en="open from {day}", day=date)
no_such_trajectory = phrase("no_such_trajectory", nl="er is geen traject {number}", en="there is no trajectory {number}", number=int)
for_other_place = phrase("for_other_place", nl="voorgedragen voor een andere plaats", en="nominated for another place")
does_not_recur = phrase("does_not_recur", nl="de plaats was voor één keer bedoeld", en="the place was meant for one time only")


@guard(nl="het plan is ondertekend, en de uitvoering is nog niet voorbij", en="the plan is signed, and the execution is not over")
def plan_holds(s: Situation[Place]) -> Iterator[PartTitle]:
    """S1: the plan of approach comes first."""
    if not (pilot := s.root(Pilot)).at(phases.plan_signed, phases.running):
        yield pilot.title


@guard(nl="er zijn niet meer plaatsen dan in het plan", en="there are no more places than in the plan", severity=Severity.ADVISORY)
def within_plan(s: Situation[Place]) -> Iterator[Phrase]:
    """S14: Deloitte planned two placements and made twelve; more is welcome, and worth an amendment."""
    planned = [part.facts.places for part in s.parts(Plan, plan_rules.in_force) if part.facts.places is not None]
    if planned and s.count(Place) - s.count(Place, closed) >= max(planned):
        yield more_than_planned(count=max(planned))


@guard(nl="het traject is gematcht en voor deze plaats voorgedragen", en="the trajectory is matched, and was nominated for this place")
def trajectory_fits(s: Situation[Place], occupant: Occupant) -> Iterator[Blocker]:
    """Logic: nobody sits in two places."""
    if occupant.trajectory is REDACTED:
        raise NotEstablished(PARTS_ERASED(kind=s.part.lifecycle.label))
    trajectory = s.part_of(Trajectory, occupant.trajectory)
    if trajectory is None:
        yield no_such_trajectory(number=occupant.trajectory)
    elif not trajectory.at(matched, started):
        yield trajectory.title
    elif trajectory.facts.place != s.part.number:
        yield for_other_place()


@guard(nl="de kandidaat heeft de plaats verlaten", en="the candidate has left the place")
def occupant_has_left(s: Situation[Place]) -> Iterator[Blocker]:
    """S1: after a year the candidate gets a job in another team; then the place is free for the next one."""
    if not (unsettled := s.unsettled_parts(Trajectory)):
        return  # so nobody is anywhere, also where nobody knows any more who was here
    if s.facts.occupant is REDACTED:
        raise NotEstablished(PARTS_ERASED(kind=s.part.lifecycle.label))
    yield from (part.title for part in unsettled if part.number == s.facts.occupant)


@guard(nl="de plaats komt terug", en="the place recurs", severity=WAIVABLE)
def place_recurs(s: Situation[Place]) -> Iterator[Phrase]:
    """S1: each year a candidate; what was meant for one time comes back only if somebody says so, because a candidate left at once for example."""
    if s.facts.recurs_every is None:
        yield does_not_recur()


@guard(nl="de volgende ronde is begonnen", en="the next round has begun", severity=WAIVABLE,
       advice=Label("De plaats gaat later weer open.", "The place opens again later."))  # fmt: skip
def next_round_has_come(s: Situation[Place]) -> Iterator[Phrase]:
    """S1: one candidate a year, no more."""
    if s.facts.opens_on is not None and s.day < s.facts.opens_on:
        yield opens_on_day(day=s.facts.opens_on)


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def next_round(s: Situation[Place]) -> Vacancy:
    """From when the place is open again: one period after it opened, but not before today."""
    try:
        opened, period = s.facts.opens_on, s.facts.recurs_every
    except NotEstablished:
        return Vacancy(None)
    return Vacancy(None if opened is None or period is None else max(after(opened, period), s.day))


def with_offer(place: Place, offer: PlaceOffer, happened: Event[PlaceOffer]) -> Place:
    return evolve(place, unit=offer.unit, recurs_every=offer.recurs_every, opens_on=offer.opens_on or day_of(happened))


def with_occupant(place: Place, occupant: Occupant) -> Place:
    return evolve(place, occupant=occupant.trajectory)


def with_vacancy(place: Place, vacancy: Vacancy) -> Place:
    return evolve(place, occupant=None, opens_on=vacancy.opens_on)


def with_next_round(place: Place, nothing: None, happened: Event[None]) -> Place:
    return evolve(place, opens_on=day_of(happened))


place_opened = event("place_opened", PlaceOffer, nl="plaats opengesteld", en="place opened", then=with_offer)
place_filled = event("place_filled", Occupant, nl="plaats bezet", en="place filled", then=with_occupant)
place_vacated = event("place_vacated", Vacancy, nl="plaats vrijgekomen", en="place vacated", then=with_vacancy)
place_reopened = event("place_reopened", nl="plaats opnieuw opengesteld", en="place opened again", then=with_next_round)
place_closed = event("place_closed", Grounds, nl="plaats gesloten", en="place closed")

BOTH = (CONTRACTOR, HOST)

PLACE = Lifecycle(
    "place", nl="plaats", en="place", facts=Place,
    transitions=[
        NEW.to(open_, on=OPEN_PLACE, by=[*BOTH, COMMISSIONING_PARTY], requires=[plan_holds, within_plan], emits=place_opened),
        open_.to(filled, on=FILL_PLACE, by=BOTH, requires=[next_round_has_come, trajectory_fits], emits=place_filled),
        filled.to(vacated, on=VACATE_PLACE, by=BOTH, requires=[occupant_has_left], emits=place_vacated, make=next_round),
        vacated.to(open_, on=REOPEN_PLACE, by=BOTH, requires=[plan_holds, place_recurs, next_round_has_come], emits=place_reopened),
        *(state.to(closed, on=CLOSE_PLACE, by=[*BOTH, COMMISSIONING_PARTY], emits=place_closed) for state in (open_, vacated)),
    ],
)  # fmt: skip
