"""
Follow-on: what is to be done after a pilot, by a named owner.  It goes on when the pilot is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum

from attrs import evolve, field, frozen

from ..bodies import Filled, Prose, Uri
from ..guards import Trigger, guard
from ..labels import PartTitle, Phrase, phrase
from ..lifecycle import NEW, Lifecycle, State, event
from ..privacy import C0
from ..situation import Situation
from . import phases
from .facts import FollowOn, Pilot
from .grounds import Grounds
from .roles import (
    COMMISSIONING_PARTY,
    CONSORTIUM_PARTNER,
    CONTRACTOR,
    COORDINATOR,
    EDUCATION_PARTNER,
    EMPLOYER_OF_RECORD,
    HOST,
    PROJECT_LEAD,
    SOURCING_PARTNER,
)
from .values import Id

__all__ = [
    "ACCEPT_FOLLOW_ON", "COMPLETE_FOLLOW_ON", "DROP_FOLLOW_ON", "FOLLOW_ON", "REGISTER_FOLLOW_ON", "FollowOnKind", "FollowOnPlan", "FollowOnResult",
    "Ownership", "accepted", "done", "dropped", "open_",
]  # fmt: skip

open_ = State("open", nl="open", en="open")
accepted = State("accepted", nl="aanvaard", en="accepted")
done = State("done", nl="gedaan", en="done", final=True)
dropped = State("dropped", nl="vervallen", en="dropped", final=True)

REGISTER_FOLLOW_ON = Trigger("register_follow_on", nl="vervolgactie vastleggen", en="register a follow-on action")
ACCEPT_FOLLOW_ON = Trigger("accept_follow_on", nl="vervolgactie aanvaarden", en="accept the follow-on action")
COMPLETE_FOLLOW_ON = Trigger("complete_follow_on", nl="vervolgactie afronden", en="complete the follow-on action")
DROP_FOLLOW_ON = Trigger("drop_follow_on", nl="vervolgactie laten vervallen", en="drop the follow-on action")


class FollowOnKind(Enum):
    """What kind of action it is."""

    SCALE_UP = "scale_up"
    HAND_OVER = "hand_over"
    LATE_MEASUREMENT = "late_measurement"
    REPAIR = "repair"
    KNOWLEDGE_SHARING = "knowledge_sharing"


@frozen
class FollowOnPlan:
    """What is to be done, for which organisation it is meant, and by when."""

    kind: C0[FollowOnKind] = field(converter=FollowOnKind)
    text: C0[Filled[Prose]]
    owner: C0[Id | None] = None
    due: C0[date | None] = None


@frozen
class Ownership:
    """Which organisation takes the action on, and by when."""

    owner: C0[Id]
    due: C0[date | None] = None


@frozen
class FollowOnResult:
    """Where it shows what came of it."""

    document: C0[Uri | None] = None


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

meant_for = phrase("meant_for", nl="bedoeld voor {organisation}", en="meant for {organisation}", organisation=str)


@guard(nl="de proeftuin wordt geëvalueerd of is voorbij", en="the pilot is being evaluated, or is over")
def at_the_end(s: Situation[FollowOn]) -> Iterator[PartTitle]:
    """S38: follow-on actions are recommended when a project closes."""
    if not (pilot := s.root(Pilot)).at(phases.evaluation, phases.decharge, phases.closed_without_decharge):
        yield pilot.title


@guard(nl="een organisatie aanvaardt alleen voor zichzelf", en="an organisation accepts for itself only")
def accepts_for_itself(s: Situation[FollowOn], ownership: Ownership) -> Iterator[str]:
    """S36: that the right party takes a product into management is that party's own responsibility."""
    if s.actor.organisation != ownership.owner:
        yield ownership.owner


@guard(nl="de actie is voor deze organisatie bedoeld", en="the action is meant for this organisation")
def meant_for_owner(s: Situation[FollowOn], ownership: Ownership) -> Iterator[Phrase]:
    """S38: each action goes to a named receiver."""
    if s.facts.owner is not None and s.facts.owner != ownership.owner:
        yield meant_for(organisation=s.facts.owner)


@guard(nl="de eigenaar rondt de actie zelf af", en="the owner completes the action itself")
def owner_completes(s: Situation[FollowOn]) -> Iterator[str]:
    """S36: every open point has an owner, who answers for it."""
    if s.facts.owner is not None and s.actor.organisation != s.facts.owner:
        yield s.facts.owner


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_plan(follow_on: FollowOn, plan: FollowOnPlan) -> FollowOn:
    return evolve(follow_on, owner=plan.owner, due=plan.due)


def with_owner(follow_on: FollowOn, ownership: Ownership) -> FollowOn:
    return FollowOn(ownership.owner, follow_on.due if ownership.due is None else ownership.due)


follow_on_registered = event("follow_on_registered", FollowOnPlan, nl="vervolgactie vastgelegd", en="follow-on action registered", then=with_plan)
follow_on_accepted = event("follow_on_accepted", Ownership, nl="vervolgactie aanvaard", en="follow-on action accepted", then=with_owner)
follow_on_completed = event("follow_on_completed", FollowOnResult, nl="vervolgactie afgerond", en="follow-on action completed")
follow_on_dropped = event("follow_on_dropped", Grounds, nl="vervolgactie vervallen", en="follow-on action dropped")

PARTIES = (CONTRACTOR, CONSORTIUM_PARTNER, COMMISSIONING_PARTY, HOST, EMPLOYER_OF_RECORD, SOURCING_PARTNER, EDUCATION_PARTNER)

FOLLOW_ON = Lifecycle(
    "follow_on", nl="vervolgactie", en="follow-on action", facts=FollowOn, outlives_root=True,
    transitions=[
        NEW.to(open_, on=REGISTER_FOLLOW_ON, by=[*PARTIES, COORDINATOR, PROJECT_LEAD], requires=[at_the_end], emits=follow_on_registered),
        open_.to(accepted, on=ACCEPT_FOLLOW_ON, by=PARTIES, requires=[accepts_for_itself, meant_for_owner], emits=follow_on_accepted),
        accepted.to(done, on=COMPLETE_FOLLOW_ON, by=PARTIES, requires=[owner_completes], emits=follow_on_completed),
        *(state.to(dropped, on=DROP_FOLLOW_ON, by=[COORDINATOR, COMMISSIONING_PARTY], emits=follow_on_dropped) for state in (open_, accepted)),
    ],
)  # fmt: skip
