"""
The case type of a pilot: its root, its parts, its profiles, and who may use the library's own acts.
"""

from __future__ import annotations

from ..case_type import CHANGE_PROFILE, DESTROY, MIGRATE, REDACT, TAKE_OVER, VOID, CaseType
from ..labels import Label
from .archive import ARCHIVE, DESTROYABLE
from .days import ZONE
from .decharge import DECHARGE
from .evaluation import EVALUATION
from .execution import EXECUTION
from .follow_on import FOLLOW_ON
from .place import PLACE
from .plan import PLAN
from .profiles import CLASSIC_5PCT, MINIMAL, MUNICIPAL_BOUWBLOKKEN, MVM, RWS_GROEITUIN
from .proposal import PROPOSAL
from .roles import ADVISORY_TEAM, ARCHIVIST, COMMISSIONING_PARTY, COORDINATOR, PRIVACY_OFFICER
from .root import PILOT
from .suspension import SUSPENSION
from .trajectory import TRAJECTORY

__all__ = ["PROEFTUIN"]

PROEFTUIN = CaseType(
    "proeftuin", version=1, nl="proeftuin", en="pilot",
    root=PILOT,
    parts=[PROPOSAL, PLAN, SUSPENSION, EXECUTION, PLACE, TRAJECTORY, EVALUATION, DECHARGE, FOLLOW_ON, ARCHIVE],
    profiles=[MVM, CLASSIC_5PCT, MUNICIPAL_BOUWBLOKKEN, RWS_GROEITUIN, MINIMAL],
    acts={
        TAKE_OVER: [COORDINATOR, ADVISORY_TEAM],
        CHANGE_PROFILE: [COORDINATOR, COMMISSIONING_PARTY],
        VOID: [COORDINATOR],
        MIGRATE: [COORDINATOR],
        REDACT: [PRIVACY_OFFICER],
        DESTROY: [ARCHIVIST],
    },
    destroyable=DESTROYABLE,
    zone=ZONE,
    purpose=Label("vastleggen wie namens een partij tekende of begeleidde", "to record who signed or guided on behalf of a party"),
)  # fmt: skip
