"""
What is handed in about decharge, and what becomes known by it.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import evolve, field, frozen

from ..bodies import Filled, Money, Prose, Uri
from ..privacy import C0
from .facts import Decharge
from .grounds import Grounds
from .values import Id, OpenItem, Remedy, Reservation

__all__ = [
    "Answer", "DechargeForm", "DechargeRequest", "DechargeTerms", "ObligationEffect", "Owner", "Refusal", "RemedyReport", "ReservedTerms", "Schedule",
    "Scope", "Unscheduling", "with_new_day", "with_owner", "with_refusal", "with_request", "with_reserved_terms", "with_schedule", "with_terms",
    "without_schedule",
]  # fmt: skip


class Scope(Enum):
    """What decharge is about.  That the plan was carried out does not by itself settle what a contract asks."""

    PLAN_EXECUTION = "plan_execution"
    REPORTING_DUTY = "reporting_duty"
    SOCIAL_RETURN_OBLIGATION = "social_return_obligation"
    FINANCIAL = "financial"


class ObligationEffect(Enum):
    """What decharge does to the social return obligation of the contract."""

    NONE = "none"
    COUNTS_FULLY = "counts_fully"
    COUNTS_PARTLY = "counts_partly"
    TO_BE_DECIDED = "to_be_decided"


class DechargeForm(Enum):
    """In which form it is granted."""

    SESSION = "session"
    LETTER = "letter"
    EMAIL = "email"
    MINUTES = "minutes"


@frozen
class DechargeRequest:
    """
    The closing memo, for what decharge is asked, and what is still open.

    `handover` is where the receiving party accepts what is handed over; None if it has not, or nothing is.
    """

    memo: C0[Uri]
    scope: C0[Filled[frozenset[Scope]]] = frozenset({Scope.PLAN_EXECUTION})
    open_items: C0[tuple[OpenItem, ...]] = ()
    finances_closed: C0[bool] = False
    handover: C0[Uri | None] = None


@frozen
class Owner:
    """Which organisation sees to an open item."""

    item: C0[Id]
    owner: C0[Id]


@frozen
class Schedule:
    """When decharge is to be decided on, and at which gathering."""

    planned_on: C0[date]
    session: C0[Id | None] = None


@frozen
class Unscheduling(Grounds):
    """Why decharge goes off the agenda; with a gathering, only if it is scheduled for that one."""

    session: C0[Id | None] = None


@frozen(kw_only=True)
class DechargeTerms:
    """
    The decision: on what, what it does to the obligation, for which organisations, when, and in what form.

    `obligation_amount` is in euro cents, and said only where the pilot counts partly.
    """

    scope: C0[Filled[frozenset[Scope]]]
    obligation_effect: C0[ObligationEffect] = field(converter=ObligationEffect)
    addressees: C0[frozenset[Id]]
    decided_on: C0[date]
    effective_on: C0[date]
    form: C0[DechargeForm] = field(converter=DechargeForm)
    obligation_amount: C0[Money | None] = None
    session_ref: C0[Id | None] = None
    scale_up_intended: C0[bool] = False


@frozen(kw_only=True)
class ReservedTerms(DechargeTerms):
    """The decision, with reservations."""

    reservations: C0[tuple[Reservation, ...]]


@frozen
class Refusal:
    """Why decharge is not granted (yet), and what has to be put right by when."""

    reason: C0[Filled[Prose]]
    remedies: C0[Filled[tuple[Remedy, ...]]]


@frozen
class Answer:
    """Where it shows that one remedy was carried out."""

    remedy: Id
    evidence: Uri


@frozen
class RemedyReport:
    """What was put right, remedy by remedy."""

    answers: C0[tuple[Answer, ...]]


def with_request(decharge: Decharge, request: DechargeRequest) -> Decharge:
    return evolve(decharge, memo=request.memo, open_items=request.open_items, finances_closed=request.finances_closed, handover=request.handover)


def with_owner(decharge: Decharge, owner: Owner) -> Decharge:
    items = tuple(OpenItem(item.id, owner.owner) if item.id == owner.item else item for item in decharge.open_items)
    return evolve(decharge, open_items=items)


def with_schedule(decharge: Decharge, schedule: Schedule) -> Decharge:
    return evolve(decharge, session=schedule.session, planned_on=schedule.planned_on)


def with_new_day(decharge: Decharge, schedule: Schedule) -> Decharge:
    return evolve(decharge, planned_on=schedule.planned_on)


def without_schedule(decharge: Decharge, nothing: object) -> Decharge:
    return evolve(decharge, session=None, planned_on=None)


def with_terms(decharge: Decharge, terms: DechargeTerms) -> Decharge:
    return evolve(decharge, effective_on=terms.effective_on)


def with_reserved_terms(decharge: Decharge, terms: ReservedTerms) -> Decharge:
    return evolve(decharge, effective_on=terms.effective_on, reservations=terms.reservations)


def with_refusal(decharge: Decharge, refusal: Refusal) -> Decharge:
    return evolve(decharge, remedies=refusal.remedies)
