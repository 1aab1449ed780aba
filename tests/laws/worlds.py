"""
Worlds: the case types that are played, and the people and words that play with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from random import Random
from typing import Any

from attrs import field, frozen

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.lifecycle import Transition
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from proeftuin_flow.soundness import ArrowKey, arrow_key
from proeftuin_flow.wishes import Actor
from tests.case_types import PERMIT, RELAY, TENDER
from tests.laws.favourites import FAVOURITES, Favourite


@frozen(slots=False, eq=False)
class World:
    """A case type with the organisations and texts that its data is made of."""

    case_type: CaseType
    organisations: tuple[str, ...]
    texts: tuple[str, ...]
    favourites: Mapping[type, Favourite] = field(kw_only=True, factory=dict)
    agendas: tuple[tuple[str, ...], ...] = field(kw_only=True, default=((),))
    """With what a game may begin: these triggers in their order, as soon as each is possible."""
    length: int = field(kw_only=True)
    """How many steps a game takes."""

    @cached_property
    def actors(self) -> tuple[Actor, ...]:
        """Two people in each organisation who may do everything, one for each role, and one who may do nothing."""
        roles = sorted(self.case_type.roles)
        mighty = [Actor(f"all-{number}-{each}", roles, each) for each in self.organisations for number in (1, 2)]
        single = [
            Actor(f"only-{role.replace('_', '-')}", [role], self.organisations[place % len(self.organisations)]) for place, role in enumerate(roles)
        ]
        return (*mighty, *single, self.stranger)

    @cached_property
    def mighty(self) -> tuple[Actor, ...]:
        """Those who may do everything."""
        return tuple(actor for actor in self.actors if len(actor.roles) == len(self.case_type.roles))

    @cached_property
    def stranger(self) -> Actor:
        """Somebody who may do nothing."""
        return Actor("stranger")

    def actor(self, rng: Random) -> Actor:
        """Mostly somebody who may."""
        return rng.choice(self.mighty if rng.random() < 0.8 else self.actors)

    @cached_property
    def arrows(self) -> Mapping[ArrowKey, Transition[Any]]:
        """Every transition by lifecycle, source, target, trigger and event."""
        return {arrow_key(lifecycle, t): t for lifecycle in self.case_type.lifecycles.values() for t in lifecycle.transitions}

    def names(self) -> Iterator[str]:
        """Every transition, as people read it."""
        yield from map(name_of, self.arrows)


def name_of(key: ArrowKey) -> str:
    lifecycle, source, target, trigger, emits = key
    return f"{lifecycle}: {source} -> {target} on {trigger} ({emits})"


SIGNED = (
    "propose", "link_contract", "submit_proposal", "take_into_intake", "record_support", "register_host", "approve_proposal", "draft_plan",
    "submit_plan", "open_signing", "sign", "sign",
)  # fmt: skip
RUNNING = (*SIGNED, "start")
EVALUATED = (
    *RUNNING, "report_first_start", "complete_execution", "plan_evaluation", "collect_findings", "draft_evaluation", "open_hearing", "give_view",
    "give_view", "adopt_evaluation",
)  # fmt: skip
REQUESTED = (*EVALUATED, "request_decharge")
STARTED = (*RUNNING, "open_place", "nominate", "match", "assign_buddy", "fill_place", "start_trajectory")
DEVELOPED = ((), ("begin_development",), ("pause_trajectory",))
DISCHARGED = (*REQUESTED, "grant_decharge")
AGENDAS = (
    (), (*SIGNED[:-2], "decline_signature"), SIGNED[:-2], (*SIGNED, "name_parties"), RUNNING, EVALUATED, REQUESTED,
    (*RUNNING, *SIGNED[-5:]), (*REQUESTED, "schedule_decharge", "grant_with_reservations"),
    (*REQUESTED, "grant_decharge"), (*REQUESTED, "refuse_decharge", "submit_remedy", "grant_decharge"), (*SIGNED[:4], "reject_proposal"),
    (*REQUESTED, "refuse_decharge", "submit_remedy", "grant_with_reservations"), STARTED,
    (*STARTED, "place_candidate", "vacate_place", "reopen_place"),
    (*STARTED, "assign_buddy", "record_activity", "begin_development", "assign_buddy", "record_activity", "pause_trajectory", "assign_buddy",
     "resume_trajectory"),
    *((*STARTED, *before, ends) for ends in ("end_trajectory", "transfer_trajectory", "place_candidate") for before in DEVELOPED),
    (*SIGNED, "link_pilot", "correct"), (*SIGNED[:4], "return_proposal"), (*RUNNING, "report_progress"),
    (*STARTED, "pause_trajectory", "stop_early"), (*SIGNED[:3], "register_host", "record_support", "reject_proposal"),
    (*STARTED, "begin_development", "stop_early"), (*STARTED, "stop_early"), (*RUNNING, "open_place", "nominate", "match", "stop_early"),
    (*RUNNING, "open_place", "nominate", "stop_early"), (*STARTED, "place_candidate", "confirm_sustained"),
    (*RUNNING, *SIGNED[-5:], "extend", "broaden_domain"),
    (*DISCHARGED, "archive", "place_hold", "propose_revocation", "revoke_decharge", "lift_hold", "request_decharge", "grant_decharge"),
    (*DISCHARGED, "archive", "propose_destruction", "propose_revocation", "revoke_decharge"),
    (*DISCHARGED, "archive", "propose_destruction", "approve_destruction"),
    (*DISCHARGED, "archive", "propose_destruction", "approve_destruction", "propose_revocation", "revoke_decharge"),
    (*REQUESTED, "grant_with_reservations", "propose_revocation", "revoke_decharge"),
)  # fmt: skip

WORLDS: Mapping[str, World] = {
    world.case_type.name: world
    for world in (
        World(PERMIT, ("town",), ("map", "identity", "drawing"), length=12),
        World(TENDER, ("rijk", "bakker"), ("rijk", "bread", "bakker"), length=40),
        World(RELAY, ("club",), ("runner-1", "runner-2"), length=20),
        World(GATHERING, ("ienw",), ("pilot-1", "pilot-2", "somewhere"), length=25),
        World(PROEFTUIN, ("vka", "aef", "rijk"), ("vka", "aef", "rijk", "g1", "g2", "item-1"), favourites=FAVOURITES,
              agendas=AGENDAS, length=40),
    )
}


def worlds(*names: str) -> Iterable[World]:
    """The worlds with these names; all of them, if none is named."""
    return [WORLDS[name] for name in names or WORLDS]
