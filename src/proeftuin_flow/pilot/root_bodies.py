"""
What is handed in about a pilot as a whole, and what becomes known by it.
"""

from __future__ import annotations

from attrs import evolve, frozen

from ..bodies import Uri
from ..privacy import C0
from .counting import Counted
from .facts import Pilot
from .values import Contract, Party, TenderPhase

__all__ = [
    "Closure", "ContractLink", "InterimStatus", "Lapse", "Parties", "ProposalDraft", "with_contract", "with_parties", "with_proposal",
]  # fmt: skip


@frozen
class ProposalDraft:
    """
    What opens a pilot: its title, and who takes part as far as that is known.

    `commissioned_by` is the id of the organisation that commissions it, if it is not one of the parties.  `summary` has 500 characters at most.
    """

    title: C0[str]
    parties: C0[tuple[Party, ...]] = ()
    commissioned_by: C0[str | None] = None
    summary: C0[str] = ""
    tender_phase: C0[TenderPhase | None] = None
    contract: C0[Contract | None] = None
    voluntary: C0[bool] = False


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

    reason: C0[str]
    reminder: C0[Uri]


@frozen
class Closure:
    """Why a pilot is closed without decharge, and where it is explained that repair is no longer possible."""

    reason: C0[str]
    no_remedy: C0[Uri | None] = None


def with_proposal(pilot: Pilot, draft: ProposalDraft) -> Pilot:
    return Pilot(
        title=draft.title, tender_phase=draft.tender_phase, commissioned_by=draft.commissioned_by, parties=draft.parties,
        contract=draft.contract, voluntary=draft.voluntary,
    )  # fmt: skip


def with_parties(pilot: Pilot, named: Parties) -> Pilot:
    return evolve(pilot, parties=named.parties)


def with_contract(pilot: Pilot, link: ContractLink) -> Pilot:
    return evolve(pilot, contract=link.contract)
