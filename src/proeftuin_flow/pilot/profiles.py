"""
Profiles: how strictly a pilot is held to its requirements.

`mvm` is Maatwerk voor Mensen: form-free by policy (S3, S4).  `classic_5pct` is social return as it was before it, and still is where that is
not chosen (S4, S22).  `municipal_bouwblokken` values effort by building blocks and wants to hear within a week (S23, S24, S25).
`rws_groeituin` is Rijkswaterstaat (S16, S17).  `minimal` asks no more than what is hard or fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from ..case_type import Profile
from ..guards import Severity
from .roles import WAIVABLE

__all__ = ["CLASSIC_5PCT", "MINIMAL", "MUNICIPAL_BOUWBLOKKEN", "MVM", "RWS_GROEITUIN"]

DEFAULTS: Final[Mapping[str, Any]] = MappingProxyType({
    "threshold_amount": 25_000_000,
    "min_contract_term": "P6M",
    "share_percent": None,
    "plan_due": "P2M",
    "contact_due": None,
    "bid_plan_pages": 2,
    "trajectory_least": "P9M",
    "trajectory_most": "P12M",
    "small_number_k": 5,
})  # fmt: skip
"""
The threshold (in euro cents) and the least term are S5's, the term for the plan S16's, the sheets of A4 S13's and S26's, the length of a
trajectory S8's and S1's; that fewer than five is a small number is our own choice.  Take four at least: with two or three, what is hidden
can sometimes be worked out.  When a placement is sustainable and how long a case is kept have no default: no source says it.
"""

MVM = Profile(
    "mvm", nl="maatwerk voor mensen", en="tailor-made for people",
    severities={
        "contract_link": Severity.ADVISORY,
        "plan_complete": Severity.ADVISORY,
        "measures_complete": Severity.ADVISORY,
        "eligibility_recorded": Severity.ADVISORY,
        "handover_accepted": Severity.ADVISORY,
    },
    parameters=DEFAULTS,
)  # fmt: skip

CLASSIC_5PCT = Profile(
    "classic_5pct", nl="klassiek vijf procent", en="classic five percent",
    severities={"contract_link": Severity.HARD, "relation_to_contract": WAIVABLE},
    parameters={**DEFAULTS, "share_percent": 5},
)  # fmt: skip

MUNICIPAL_BOUWBLOKKEN = Profile(
    "municipal_bouwblokken", nl="gemeentelijk met bouwblokken", en="municipal with building blocks",
    severities={"contract_link": Severity.HARD, "contact_on_time": WAIVABLE, "catalogue_named": Severity.HARD},
    parameters={**DEFAULTS, "share_percent": 5, "contact_due": "P7D", "plan_due": None},
)  # fmt: skip
"""Within seven days after the award the contractor reports; when the plan is due is agreed then (S24), so there is no term for it here."""

RWS_GROEITUIN = Profile(
    "rws_groeituin", nl="groeituin Rijkswaterstaat", en="groeituin of Rijkswaterstaat",
    severities={"plan_is_on_time": WAIVABLE},
    parameters={**DEFAULTS, "share_percent": 4},
)  # fmt: skip

MINIMAL = Profile(
    "minimal", nl="minimaal", en="minimal",
    severities=dict.fromkeys(
        [
            "goal_and_learning_question", "contract_link", "management_support", "host_demand", "approver_did_not_submit", "proposal_is_approved",
            "plan_complete", "sustainable_defined", "supervision_arranged", "exit_arrangement", "evaluation_planned", "decharge_criteria",
            "share_planned", "contract_in_force", "eligibility_recorded", "buddy_before_candidate", "placement_evidence", "sustained_period",
            "extend_before_end", "extension_within_contract", "end_reconsidered", "place_recurs", "next_round_has_come", "measures_complete",
            "both_sides_heard", "publication_agreed", "lessons_recorded", "adopter_did_not_draft", "finances_closed", "handover_accepted",
            "session_held", "term_is_left", "no_remedy_possible", "documents_archived",
        ],
        Severity.ADVISORY,
    ),
    parameters={
        **DEFAULTS, "threshold_amount": None, "min_contract_term": None, "plan_due": None, "bid_plan_pages": None, "trajectory_least": None,
        "trajectory_most": None,
    },
)  # fmt: skip
