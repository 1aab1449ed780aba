"""
What is handed in about a pilot as a whole, and what becomes known by it.
"""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from ..bodies import Filled, Line, Prose, Uri
from ..errors import NotEstablished
from ..privacy import C0
from ..situation import Situation
from .counting import Counted
from .facts import Pilot, Plan
from .plan_rules import in_force
from .values import Contract, Id, Party, TenderPhase

__all__ = [
    "Closure", "ContractLink", "InterimStatus", "Lapse", "Parties", "PilotStart", "ProposalDraft", "Reopening", "started_by_plan", "with_contract",
    "with_new_end", "with_parties", "with_proposal", "with_start",
]  # fmt: skip


@frozen
class ProposalDraft:
    """
    What opens a pilot: its title, and who takes part as far as that is known.

    `commissioned_by` is the id of the organisation that commissions it, if it is not one of the parties.  `programme` is the id of a programme
    above pilots, by which the application groups them; what that is, is not known here.
    """

    title: C0[Filled[Line]]
    parties: C0[tuple[Party, ...]] = ()
    commissioned_by: C0[Id | None] = None
    summary: C0[Prose] = ""
    tender_phase: C0[TenderPhase | None] = None
    contract: C0[Contract | None] = None
    voluntary: C0[bool] = False
    programme: C0[Id | None] = None


@frozen
class Parties:
    """Who takes part, all of them."""

    parties: C0[tuple[Party, ...]]


@frozen
class ContractLink:
    """The contract or tender that the pilot belongs to."""

    contract: C0[Contract]


@frozen(kw_only=True)
class InterimStatus(Counted):
    """Where an interim status was published, and its counts."""

    publication: C0[Uri]


@frozen
class Lapse:
    """Why a proposal lapses, and where the reminder is that was sent before."""

    reason: C0[Filled[Prose]]
    reminder: C0[Uri]


@frozen
class Closure:
    """Why a pilot is closed without decharge, and where it is explained that repair is no longer possible."""

    reason: C0[Filled[Prose]]
    no_remedy: C0[Uri | None] = None


@frozen
class PilotStart:
    """Until when the pilot runs, by the plan that is in force; None if that does not say it, or nobody knows because it was taken over."""

    ends_on: C0[date | None]


@frozen
class Reopening:
    """Why the pilot goes back from evaluation to execution, and until when it runs now; None if its end stays what it was."""

    reason: C0[Filled[Prose]]
    ends_on: C0[date | None] = None


def started_by_plan(s: Situation[Pilot]) -> PilotStart:
    try:
        ends = [part.facts.planned_end for part in s.parts(Plan, in_force) if part.facts.planned_end is not None]
    except NotEstablished:
        return PilotStart(None)
    return PilotStart(max(ends, default=None))


def with_start(pilot: Pilot, start: PilotStart) -> Pilot:
    return evolve(pilot, ends_on=start.ends_on)


def with_new_end(pilot: Pilot, reopening: Reopening) -> Pilot:
    return pilot if reopening.ends_on is None else evolve(pilot, ends_on=reopening.ends_on)


def with_proposal(pilot: Pilot, draft: ProposalDraft) -> Pilot:
    return Pilot(
        title=draft.title, tender_phase=draft.tender_phase, commissioned_by=draft.commissioned_by, parties=draft.parties,
        contract=draft.contract, programme=draft.programme, voluntary=draft.voluntary,
    )  # fmt: skip


def with_parties(pilot: Pilot, named: Parties) -> Pilot:
    return evolve(pilot, parties=named.parties)


def with_contract(pilot: Pilot, link: ContractLink) -> Pilot:
    return evolve(pilot, contract=link.contract)
