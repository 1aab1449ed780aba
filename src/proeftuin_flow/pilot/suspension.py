"""
Suspension: a pilot stands still for a while, until a day on which somebody decides whether it goes on.

What goes forward is blocked meanwhile: starting, completing, decharge.  Reporting, signing, amending and stopping are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from ..bodies import Filled, Prose
from ..case import Event
from ..guards import Severity, Trigger, guard
from ..labels import Label, PartTitle, Phrase, phrase
from ..lifecycle import NEW, Lifecycle, State, event
from ..privacy import C0
from ..situation import Situation
from . import phases, plan_rules
from .days import day_of
from .facts import Pilot, Plan, Suspension
from .roles import COMMISSIONING_PARTY, WAIVABLE
from .term import current_end

__all__ = ["RESUME", "SUSPEND", "SUSPENSION", "Resumption", "SuspensionGrounds", "ended", "not_suspended", "suspended"]

suspended = State("suspended", nl="opgeschort", en="suspended")
ended = State("ended", nl="hervat", en="resumed", final=True)

SUSPEND = Trigger("suspend", nl="opschorten", en="suspend")
RESUME = Trigger("resume", nl="hervatten", en="resume")


@frozen
class SuspensionGrounds:
    """Why the pilot stands still, and on which day it is decided whether it goes on."""

    reason: C0[Filled[Prose]]
    review_on: C0[date]


@frozen
class Resumption:
    """Until when the pilot runs now; None if its end stays what it was."""

    ends_on: C0[date | None] = None


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

suspended_since = phrase("suspended_since", nl="opgeschort sinds {day}", en="suspended since {day}", day=date)
review_was = phrase("review_was", nl="de genoemde dag is {day}", en="the day named is {day}", day=date)
term_passes = phrase("term_passes", nl="de looptijd eindigde op {day}", en="the term ended on {day}", day=date)


@guard(nl="de proeftuin is niet opgeschort", en="the pilot is not suspended", severity=Severity.FIXED,
       advice=Label("De proeftuin is opgeschort. Hervat de proeftuin eerst.", "The pilot was suspended. Resume it first."))  # fmt: skip
def not_suspended(s: Situation[object]) -> Iterator[Phrase | PartTitle]:
    """S42: an authority may temporarily suspend; S46: a case says that it is suspended."""
    if s.count(Suspension, suspended):
        for part in s.parts(Suspension, suspended):
            yield part.title if part.facts.since is None else suspended_since(day=part.facts.since)


@guard(nl="het plan is of wordt ondertekend, en de uitvoering is nog niet voorbij",
       en="the plan is signed or being signed, and the execution is not over")  # fmt: skip
def is_under_way(s: Situation[Suspension]) -> Iterator[PartTitle]:
    """S42: what has not begun or is over is not suspended."""
    pilot = s.root(Pilot)
    if pilot.at(phases.plan_signed, phases.running) or (pilot.at(phases.proposal) and s.count(Plan, plan_rules.signing)):
        return
    yield pilot.title


@guard(nl="over hervatten wordt later besloten", en="resumption is decided later")
def review_lies_ahead(s: Situation[Suspension], grounds: SuspensionGrounds) -> Iterator[Phrase]:
    """S42: temporary means until some day; this prevents dead dossiers."""
    if grounds.review_on <= s.day:
        yield review_was(day=grounds.review_on)


@guard(nl="het einde van de looptijd is opnieuw bepaald, of moet nog komen", en="the end of the term was set anew, or is still to come",
       severity=WAIVABLE)  # fmt: skip
def end_reconsidered(s: Situation[Suspension], resumption: Resumption) -> Iterator[Phrase]:
    """Our own reading: a pilot that stood still until after its end cannot go on without a new one.  One that was stopped meanwhile need not."""
    if s.root(Pilot).at(phases.evaluation):
        return
    if resumption.ends_on is None:
        if (end := current_end(s)) is not None and end < s.day:
            yield term_passes(day=end)
    elif resumption.ends_on < s.day:
        yield term_passes(day=resumption.ends_on)


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_begin(suspension: Suspension, grounds: SuspensionGrounds, happened: Event[SuspensionGrounds]) -> Suspension:
    return evolve(suspension, since=day_of(happened), review_on=grounds.review_on)


def with_end(suspension: Suspension, resumption: Resumption, happened: Event[Resumption]) -> Suspension:
    return evolve(suspension, ended_on=day_of(happened), ends_on=resumption.ends_on)


pilot_suspended = event("pilot_suspended", SuspensionGrounds, nl="proeftuin opgeschort", en="pilot suspended", then=with_begin)
pilot_resumed = event("pilot_resumed", Resumption, nl="proeftuin hervat", en="pilot resumed", then=with_end)

SUSPENSION = Lifecycle(
    "suspension", nl="opschorting", en="suspension", facts=Suspension, at_most=1,
    transitions=[
        NEW.to(suspended, on=SUSPEND, by=[COMMISSIONING_PARTY], requires=[is_under_way, review_lies_ahead], emits=pilot_suspended, decision=True),
        suspended.to(ended, on=RESUME, by=[COMMISSIONING_PARTY], requires=[end_reconsidered], emits=pilot_resumed, decision=True),
    ],
)  # fmt: skip
