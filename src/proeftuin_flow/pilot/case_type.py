"""
The case type of a pilot: its root, its parts, its profiles, and who may use the library's own acts.
"""

from __future__ import annotations

from ..case_type import CHANGE_PROFILE, DESTROY, MIGRATE, REDACT, TAKE_OVER, VOID, CaseType
from .days import ZONE
from .decharge import DECHARGE
from .evaluation import EVALUATION
from .execution import EXECUTION
from .plan import PLAN
from .profiles import MINIMAL, MVM
from .proposal import PROPOSAL
from .roles import ADVISORY_TEAM, ARCHIVIST, COMMISSIONING_PARTY, COORDINATOR, PRIVACY_OFFICER
from .root import PILOT

__all__ = ["PROEFTUIN"]

PROEFTUIN = CaseType(
    "proeftuin", version=1, nl="proeftuin", en="pilot",
    root=PILOT,
    parts=[PROPOSAL, PLAN, EXECUTION, EVALUATION, DECHARGE],
    profiles=[MVM, MINIMAL],
    acts={
        TAKE_OVER: [COORDINATOR, ADVISORY_TEAM],
        CHANGE_PROFILE: [COORDINATOR, COMMISSIONING_PARTY],
        VOID: [COORDINATOR],
        MIGRATE: [COORDINATOR],
        REDACT: [PRIVACY_OFFICER],
        DESTROY: [ARCHIVIST],
    },
    zone=ZONE,
)  # fmt: skip
