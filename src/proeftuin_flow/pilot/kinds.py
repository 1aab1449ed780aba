"""
Kinds: which policy a pilot serves, and what its parties sign, each with the words for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from ..labels import Label

__all__ = ["PlanKind", "Policy"]


class Policy(Enum):
    """A policy that a pilot serves: social return, or the jobs agreement (*banenafspraak*).  One that serves both has both."""

    SOCIAL_RETURN = "social_return"
    JOBS_AGREEMENT = "jobs_agreement"

    @property
    def label(self) -> Label:
        """What people call it."""
        return POLICIES[self]


POLICIES: Final[Mapping[Policy, Label]] = {
    Policy.SOCIAL_RETURN: Label("social return", "social return"),
    Policy.JOBS_AGREEMENT: Label("banenafspraak", "jobs agreement"),
}


class PlanKind(Enum):
    """What the parties sign: a plan of approach, or a start agreement (*startovereenkomst*) in its place."""

    PLAN_OF_APPROACH = "plan_of_approach"
    START_AGREEMENT = "start_agreement"

    @property
    def label(self) -> Label:
        """What people call it."""
        return PLAN_KINDS[self]


PLAN_KINDS: Final[Mapping[PlanKind, Label]] = {
    PlanKind.PLAN_OF_APPROACH: Label("plan van aanpak", "plan of approach"),
    PlanKind.START_AGREEMENT: Label("startovereenkomst", "start agreement"),
}
