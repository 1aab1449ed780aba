"""
What is required of a candidate's trajectory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..errors import NotEstablished
from ..guards import Severity, guard
from ..labels import Blocker, Label, PartTitle, Phrase, phrase
from ..messages import PARTS_ERASED
from ..privacy import REDACTED
from ..situation import Situation
from . import execution_states, phases, place, plan_rules
from .candidates import Handover
from .days import after, in_words
from .facts import Execution, Pilot, Place, Plan, Trajectory
from .roles import WAIVABLE
from .trajectory_bodies import Nomination, Placement, Start, Transfer

__all__ = [
    "buddy_before_candidate", "candidate_informed", "eligibility_recorded", "execution_stopped", "handed_over", "handed_over_to", "place_is_held",
    "place_is_open", "placement_evidence", "recruiting", "still_running", "sustained_period", "usual_length",
]  # fmt: skip

no_such_place = phrase("no_such_place", nl="er is geen plaats {number}", en="there is no place {number}", number=int)
not_established = phrase("not_established", nl="niet vastgelegd", en="not recorded")
nobody_assigned = phrase("nobody_assigned", nl="nog niemand aangewezen", en="nobody assigned yet")
not_informed = phrase("not_informed", nl="niet geïnformeerd", en="not informed")
not_held = phrase("not_held", nl="de plaats is niet voor dit traject bezet", en="the place is not filled by this trajectory")
usual_is = phrase("usual_is", nl="gebruikelijk is {least} tot {most}", en="usual is {least} to {most}", least=Phrase, most=Phrase)
no_evidence = phrase("no_evidence", nl="geen verwijzing", en="no reference")
no_definition = phrase("no_definition", nl="het plan noemt geen periode", en="the plan names no period")
sustained_from = phrase("sustained_from", nl="vanaf {day}", en="from {day}", day=date)
not_stopped = phrase("not_stopped", nl="de uitvoering is niet gestopt", en="the execution was not stopped")
not_handed_over = phrase("not_handed_over", nl="niet overgedragen", en="not handed over")


# ── before it starts ─────────────────────────────────────────────────────────────────────────────────────────────────────


@guard(nl="de proeftuin loopt en neemt kandidaten aan", en="the pilot runs, and takes candidates on")
def recruiting(s: Situation[Trajectory]) -> Iterator[PartTitle]:
    """S1: candidates come while a pilot runs; one that winds down takes no new ones."""
    if not (pilot := s.root(Pilot)).at(phases.running):
        yield pilot.title
    yield from (part.title for part in s.parts(Execution, execution_states.winding_down))


@guard(nl="de proeftuin loopt", en="the pilot runs")
def still_running(s: Situation[Trajectory]) -> Iterator[PartTitle]:
    """S1: people are guided while a pilot runs."""
    if not (pilot := s.root(Pilot)).at(phases.running):
        yield pilot.title


@guard(nl="de plaats is open", en="the place is open")
def place_is_open(s: Situation[Trajectory], nomination: Nomination) -> Iterator[Blocker]:
    """S11: the demand of the department comes first, then a candidate."""
    if nomination.place is REDACTED:
        raise NotEstablished(PARTS_ERASED(kind=s.part.lifecycle.label))
    found = s.part_of(Place, nomination.place)
    if found is None:
        yield no_such_place(number=nomination.place)
    elif not found.at(place.open_):
        yield found.title


@guard(nl="er is vastgelegd dat de kandidaat bij de doelgroep hoort",
       en="it is recorded that the candidate belongs to the target group", severity=WAIVABLE,
       advice=Label("Leg vast wie heeft vastgesteld dat de kandidaat bij de doelgroep hoort, zonder de reden te noemen.",
                    "Record who established that the candidate belongs to the target group, without naming the ground."))  # fmt: skip
def eligibility_recorded(s: Situation[Trajectory], nomination: Nomination) -> Iterator[Phrase]:
    """S32: proof without health data; S8: no legalistic test of who belongs."""
    if nomination.eligibility is None:
        yield not_established()


@guard(nl="de plaats is voor dit traject bezet", en="the place is filled by this trajectory")
def place_is_held(s: Situation[Trajectory]) -> Iterator[Blocker]:
    """Logic: nobody starts where somebody else is."""
    number = s.facts.place
    if isinstance(number, int) and (found := s.part_of(Place, number)) is not None:
        if found.facts.occupant is REDACTED:
            raise NotEstablished(PARTS_ERASED(kind=found.lifecycle.label))
        if found.facts.occupant == s.part.number:
            return
    yield not_held()


@guard(nl="er is een buddy of begeleider", en="there is a buddy or supervisor", severity=WAIVABLE,
       advice=Label("Wijs eerst een buddy of begeleider aan.", "Assign a buddy or supervisor first."))  # fmt: skip
def buddy_before_candidate(s: Situation[Trajectory]) -> Iterator[Phrase]:
    """S1, S8: a colleague as a buddy, or a fixed supervisor."""
    if s.facts.buddy is None:
        yield nobody_assigned()


@guard(nl="de kandidaat is geïnformeerd en stemde waar nodig in", en="the candidate was informed, and consented where needed",
       advice=Label("Leg vast dat de kandidaat is geïnformeerd en, waar nodig, toestemming gaf.",
                    "Record that the candidate was informed and, where needed, consented."))  # fmt: skip
def candidate_informed(s: Situation[Trajectory], start: Start) -> Iterator[Phrase]:
    """S32: transparency towards the person, and consent where it is the ground."""
    if start.informed is False:
        yield not_informed()


@guard(nl="het traject duurt zo lang als gebruikelijk", en="the trajectory takes as long as usual", severity=Severity.ADVISORY)
def usual_length(s: Situation[Trajectory], start: Start) -> Iterator[Phrase]:
    """S8: nine months; S1, S11: a year."""
    least, most = s.parameters["trajectory_least"], s.parameters["trajectory_most"]
    if least is None or most is None or not isinstance(start.expected_end, date):
        return
    if not after(s.day, least) <= start.expected_end <= after(s.day, most):
        yield usual_is(least=in_words(least), most=in_words(most))


# ── placement ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@guard(nl="er is een verwijzing naar het bewijs van de plaatsing", en="there is a reference to the proof of placement", severity=WAIVABLE,
       advice=Label("Verwijs naar het bewijs van de plaatsing (niet het document zelf).",
                    "Refer to the proof of placement (not the document itself)."))  # fmt: skip
def placement_evidence(s: Situation[Trajectory], placement: Placement) -> Iterator[Phrase]:
    """S28, S32: results can be checked, and what proves them stays with whoever holds it."""
    if placement.evidence is None:
        yield no_evidence()


@guard(nl="de periode voor duurzame plaatsing is verstreken", en="the period for sustainable placement has passed", severity=WAIVABLE,
       advice=Label("De periode voor duurzame plaatsing uit het plan is nog niet verstreken.",
                    "The period for sustainable placement set in the plan has not passed yet."))  # fmt: skip
def sustained_period(s: Situation[Trajectory]) -> Iterator[Phrase]:
    """S1: the aim is a sustainable job; what that is, no source says, so the plan does."""
    periods = [part.facts.sustainable_after for part in s.parts(Plan, plan_rules.in_force, plan_rules.ended)]
    period = next((period for period in reversed(periods) if period is not None), None)
    if period is None:
        yield no_definition()
    elif s.facts.placed_on is not None and s.day < (from_day := after(s.facts.placed_on, period)):
        yield sustained_from(day=from_day)


# ── when a pilot stops ───────────────────────────────────────────────────────────────────────────────────────────────────


def _handover(s: Situation[Trajectory]) -> Handover | None:
    """What was agreed on this candidate when the pilot was stopped."""
    # The newest stop first: what an earlier one said may have been erased since.
    for part in reversed(s.parts(Execution, execution_states.stopped_early)):
        if part.facts.handovers is REDACTED:
            raise NotEstablished(PARTS_ERASED(kind=part.lifecycle.label))
        for handover in part.facts.handovers:
            if handover.trajectory == s.part.number:
                return handover
    return None


@guard(nl="de kandidaat is bij het stoppen overgedragen", en="the candidate was handed over at the stop")
def handed_over(s: Situation[Trajectory]) -> Iterator[Phrase]:
    """S38, S41: an orderly end takes care of everybody who was guided."""
    if _handover(s) is None:
        yield not_handed_over()


def handed_over_to(s: Situation[Trajectory]) -> Transfer:
    """The transfer as it was agreed at the stop; that it was accepted shows in the follow-on."""
    handover = _handover(s)
    assert handover is not None  # its guard saw it
    return Transfer(handover.receiver, handover.organisation)


@guard(nl="de uitvoering is gestopt", en="the execution was stopped")
def execution_stopped(s: Situation[Trajectory]) -> Iterator[Phrase]:
    """S38: who had not begun, does not begin any more."""
    if not s.count(Execution, execution_states.stopped_early) or s.count(Execution, *execution_states.GOING_ON):
        yield not_stopped()


