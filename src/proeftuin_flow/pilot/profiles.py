"""
Profiles: how strictly a pilot is held to its requirements.

`mvm` is Maatwerk voor Mensen: form-free by policy (S3, S4).  `minimal` asks no more than what is hard or fixed.
"""

from __future__ import annotations

from ..case_type import Profile
from ..guards import Severity

__all__ = ["MINIMAL", "MVM"]

MVM = Profile(
    "mvm", nl="maatwerk voor mensen", en="tailor-made for people",
    severities={
        "contract_link": Severity.ADVISORY,
        "plan_complete": Severity.ADVISORY,
        "measures_complete": Severity.ADVISORY,
        "handover_accepted": Severity.ADVISORY,
    },
    parameters={"threshold_amount": 25_000_000, "min_contract_term": "P6M", "plan_due": "P2M", "small_number_k": 5},
)  # fmt: skip
"""The threshold (in euro cents) and the least term are S5's, the term for the plan S16's; five is our own choice."""

MINIMAL = Profile(
    "minimal", nl="minimaal", en="minimal",
    severities=dict.fromkeys(
        [
            "goal_and_learning_question", "contract_link", "management_support", "host_demand", "approver_did_not_submit", "proposal_is_approved",
            "plan_complete", "sustainable_defined", "supervision_arranged", "exit_arrangement", "evaluation_planned", "decharge_criteria",
            "contract_in_force", "measures_complete", "both_sides_heard", "lessons_recorded", "adopter_did_not_draft", "finances_closed",
            "handover_accepted", "session_held", "term_is_left", "no_remedy_possible",
        ],
        Severity.ADVISORY,
    ),
    parameters={"threshold_amount": None, "min_contract_term": None, "plan_due": None, "small_number_k": 5},
)  # fmt: skip
