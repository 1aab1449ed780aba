"""
What is handed in about a plan, and what becomes known by it.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import evolve, field, frozen

from ..bodies import Filled, Prose, Sha256, Uri
from ..case import Event
from ..privacy import C0, C1, Subject
from ..situation import Situation
from .days import day_of
from .facts import Pilot, Plan
from .kinds import PlanKind
from .values import EffortValue, Goal, Id, Party, Period, PlanItem

__all__ = [
    "Capacity", "Comments", "Declined", "PlanDocument", "PlanDraft", "Signature", "SignatureKind", "SigningOpened", "SigningTerms",
    "opened_for_signing", "with_document", "with_draft", "with_entry_into_force", "with_signature", "with_signing", "without_signatures",
]  # fmt: skip


@frozen
class PlanDraft:
    """
    What a version of the plan holds: its goals, what it covers, until when it runs, and how many candidates it has places for.

    `kind` says whether it is a plan of approach, or a start agreement in its place: the same rules hold for both.
    `sustainable_after` is how long a placement must last to be sustainable, `progress_every` how often progress is reported,
    `evaluation_on` when it is evaluated, and `effort` what it is worth by a named table of values.
    """

    goals: C0[tuple[Goal, ...]] = ()
    covers: C0[frozenset[PlanItem]] = frozenset()
    planned_end: C0[date | None] = None
    places: C0[int | None] = None
    sustainable_after: C0[Period | None] = None
    progress_every: C0[Period | None] = None
    evaluation_on: C0[date | None] = None
    effort: C0[EffortValue | None] = None
    kind: C0[PlanKind] = field(converter=PlanKind, default=PlanKind.PLAN_OF_APPROACH)


@frozen
class PlanDocument:
    """The file that the parties will sign: where it is, and its SHA-256."""

    document: C0[Uri]
    content_hash: C0[Sha256]


@frozen
class Comments:
    """Where the comments of the reviewer are."""

    document: C0[Uri]


@frozen
class SigningTerms:
    """Until when the plan may be signed; None if no period was agreed."""

    closes_on: C0[date | None] = None


@frozen
class SigningOpened:
    """What is to be signed and by whom, frozen."""

    content_hash: C0[Sha256]
    signatories: C0[tuple[Party, ...]]
    closes_on: C0[date | None]


class SignatureKind(Enum):
    """How somebody signed: on paper, or electronically as eIDAS tells them apart."""

    WET_INK = "wet_ink"
    SIMPLE = "simple"
    ADVANCED = "advanced"
    QUALIFIED = "qualified"


class Capacity(Enum):
    """Whether somebody signs for the own organisation, or for another one by mandate."""

    OWN = "own"
    BY_MANDATE = "by_mandate"


@frozen
class Signature:
    """
    One party's signature under one version of the plan.

    `party` is the id of the organisation that is bound, `person` a reference to who held the pen, `mandate` where the mandate is,
    `session` the id of the gathering where it was signed.
    """

    party: C0[Id]
    content_hash: C0[Sha256]
    kind: C0[SignatureKind] = field(converter=SignatureKind)
    person: C1[Subject[Id] | None] = None
    capacity: C0[Capacity] = field(converter=Capacity, default=Capacity.OWN)
    mandate: C0[Uri | None] = None
    session: C0[Id | None] = None


@frozen
class Declined:
    """Which party does not sign, and why.  A reason may say something about whoever gives it, so it can be erased."""

    party: C0[Id]
    reason: C1[Filled[Prose]]


def opened_for_signing(s: Situation[Plan], terms: SigningTerms) -> SigningOpened:
    """The hash of the reviewed document, and the parties whose signature is needed today."""
    parties = s.root(Pilot).facts.parties
    return SigningOpened(s.facts.content_hash or "", tuple(party for party in parties if party.signs), terms.closes_on)


def with_draft(plan: Plan, draft: PlanDraft) -> Plan:
    return evolve(
        plan, kind=draft.kind, goals=draft.goals, covers=draft.covers, planned_end=draft.planned_end, places=draft.places, effort=draft.effort,
        sustainable_after=draft.sustainable_after, progress_every=draft.progress_every, evaluation_on=draft.evaluation_on,
    )  # fmt: skip


def with_document(plan: Plan, handed_in: PlanDocument) -> Plan:
    return evolve(plan, document=handed_in.document, content_hash=handed_in.content_hash)


def with_signing(plan: Plan, opened: SigningOpened) -> Plan:
    return evolve(plan, content_hash=opened.content_hash, signatories=opened.signatories, closes_on=opened.closes_on, signatures={})


def with_signature(plan: Plan, signature: Signature, happened: Event[Signature]) -> Plan:
    return evolve(plan, signatures={**plan.signatures, signature.party: day_of(happened)})


def without_signatures(plan: Plan, declined: Declined) -> Plan:
    return evolve(plan, signatories=(), signatures={}, closes_on=None)


def with_entry_into_force(plan: Plan, nothing: None, happened: Event[None]) -> Plan:
    return evolve(plan, signed_on=day_of(happened))
