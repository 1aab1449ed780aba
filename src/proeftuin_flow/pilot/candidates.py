"""
Candidates: what may be said about one of them, under the number of a trajectory.

No name, no ground, nothing about health, debt or status: for that there is no field.  What is free text elsewhere is a choice here.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import field, frozen

from ..bodies import Uri
from .values import Id, PartyRole, TrajectoryNumber

__all__ = ["ActivityKind", "ContractKind", "EligibilityCheck", "EmployerKind", "EndReason", "Handover", "HoursBand"]


class ActivityKind(Enum):
    """What a candidate does to get further (S1: internships, internal training, assignments)."""

    INTERNSHIP = "internship"
    TRAINING = "training"
    ASSIGNMENT = "assignment"
    COACHING = "coaching"


class EmployerKind(Enum):
    """Who employs the candidate: in the pilot, or elsewhere (S1: at the Rijk, at the supplier, at a client of it, or elsewhere)."""

    HOST = "host"
    CONTRACTOR = "contractor"
    CLIENT = "client"
    PARTNER = "partner"
    ELSEWHERE = "elsewhere"


class ContractKind(Enum):
    """What kind of contract the candidate has."""

    FIXED_TERM = "fixed_term"
    PERMANENT = "permanent"
    SECONDMENT_TO_HIRE = "secondment_to_hire"
    OTHER = "other"


class HoursBand(Enum):
    """How many hours a week, in bands: the exact number says more than anybody needs."""

    UNDER_12 = "under_12"
    FROM_12 = "12_to_23"
    FROM_24 = "24_to_35"
    FULL_TIME = "36_or_more"


class EndReason(Enum):
    """Why a trajectory or a placement ended.  Nothing about health is among them, and nothing can be added in words."""

    JOB_ELSEWHERE = "job_elsewhere"
    EDUCATION = "education"
    MOVED = "moved"
    BY_MUTUAL_AGREEMENT = "by_mutual_agreement"
    CANDIDATE_CHOICE = "candidate_choice"
    HOST_ENDED = "host_ended"
    SUPPLIER_ENDED = "supplier_ended"
    PILOT_STOPPED = "pilot_stopped"
    OTHER = "other"


@frozen
class EligibilityCheck:
    """That somebody belongs to the target group was established: by whom, when, and in whose file it stands.  Never on which ground."""

    by: PartyRole = field(converter=PartyRole)
    on: date
    basis: Uri


@frozen
class Handover:
    """Who guides a candidate further when a pilot stops: the number of the trajectory, the role, and the organisation if it is known."""

    trajectory: TrajectoryNumber
    receiver: PartyRole = field(converter=PartyRole)
    organisation: Id | None = None
