"""
What is handed in about a candidate's trajectory, and what becomes known by it.

Everything is said under the number of the trajectory, and can be erased.  There is no text in words: a choice, an id, or a reference.
"""

from __future__ import annotations

from datetime import date

from attrs import evolve, field, frozen

from ..bodies import Uri
from ..case import Event
from ..privacy import C1, C2, REDACTED, Redacted, Subject
from .candidates import ActivityKind, ContractKind, EligibilityCheck, EmployerKind, EndReason, HoursBand
from .days import day_of
from .facts import Trajectory
from .values import EffortValue, Id, PartyRole

__all__ = [
    "Activity", "Assignment", "Ending", "Match", "Nomination", "Placement", "Start", "Transfer", "with_buddy", "with_match", "with_nomination",
    "with_placement", "with_start",
]  # fmt: skip


def as_activity(value: ActivityKind | str | Redacted) -> ActivityKind | Redacted:
    return value if value is REDACTED else ActivityKind(value)


def as_employer(value: EmployerKind | str | Redacted) -> EmployerKind | Redacted:
    return value if value is REDACTED else EmployerKind(value)


def as_contract(value: ContractKind | str | Redacted) -> ContractKind | Redacted:
    return value if value is REDACTED else ContractKind(value)


def as_reason(value: EndReason | str | Redacted) -> EndReason | Redacted:
    return value if value is REDACTED else EndReason(value)


def as_receiver(value: PartyRole | str | Redacted) -> PartyRole | Redacted:
    return value if value is REDACTED else PartyRole(value)


@frozen
class Nomination:
    """For which place a candidate is nominated, in which year, and that it was established that the candidate belongs to the target group."""

    place: C2[int]
    cohort: C2[int | None] = None
    eligibility: C2[EligibilityCheck | None] = None


@frozen
class Match:
    """The department that receives the candidate."""

    unit: C2[Id]


@frozen
class Assignment:
    """Who is the buddy or job coach, by an opaque id."""

    person: C1[Subject[Id]]


@frozen
class Start:
    """That the candidate was informed, and agreed where that is needed; and when the trajectory is expected to end."""

    informed: C2[bool]
    expected_end: C2[date | None] = None


@frozen
class Activity:
    """What the candidate begins with."""

    kind: C2[ActivityKind] = field(converter=as_activity)


@frozen
class Placement:
    """
    A job: with whom, on what contract, for how many hours a week.

    `evidence` is where its proof is, never the proof itself; `effort` what it is worth, by a named table of values.
    """

    employer: C2[EmployerKind] = field(converter=as_employer)
    contract: C2[ContractKind] = field(converter=as_contract)
    hours: C2[HoursBand | None] = None
    unit: C2[Id | None] = None
    evidence: C2[Uri | None] = None
    effort: C2[EffortValue | None] = None


@frozen
class Ending:
    """Why a trajectory or a placement ended: a choice, without anything about health."""

    reason: C2[EndReason] = field(converter=as_reason)


@frozen
class Transfer:
    """Who guides the candidate further, and where it is written that this was accepted; None while that is to come."""

    receiver: C2[PartyRole] = field(converter=as_receiver)
    organisation: C2[Id | None] = None
    acceptance: C2[Uri | None] = None


def with_nomination(trajectory: Trajectory, nomination: Nomination) -> Trajectory:
    return evolve(trajectory, place=nomination.place, cohort=nomination.cohort, eligibility=nomination.eligibility)


def with_match(trajectory: Trajectory, match: Match) -> Trajectory:
    return evolve(trajectory, unit=match.unit)


def with_buddy(trajectory: Trajectory, assignment: Assignment) -> Trajectory:
    return evolve(trajectory, buddy=assignment.person)


def with_start(trajectory: Trajectory, start: Start, happened: Event[Start]) -> Trajectory:
    return evolve(trajectory, started_on=day_of(happened), expected_end=start.expected_end)


def with_placement(trajectory: Trajectory, placement: Placement, happened: Event[Placement]) -> Trajectory:
    return evolve(trajectory, placed_on=day_of(happened))
