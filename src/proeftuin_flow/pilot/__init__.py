"""
Pilot: what a proeftuin is, as a case type; and the gathering where several are signed or discharged.

The library works without it.  States and triggers are in the module of their lifecycle, so that each keeps its short name:
`phases.running`, `plan.signing`, `plan.SIGN`, `decharge.granted`.
"""

from __future__ import annotations

from . import decharge, evaluation, execution, gathering, phases, plan, proposal, root
from .case_type import PROEFTUIN
from .decharge import DECHARGE
from .decharge_bodies import (
    Answer,
    DechargeForm,
    DechargeRequest,
    DechargeTerms,
    ObligationEffect,
    Owner,
    Refusal,
    RemedyReport,
    Reservation,
    ReservedTerms,
    Schedule,
    Scope,
)
from .evaluation import EVALUATION, Adoption, EvaluationDraft, EvaluationPlan, Objection, View
from .execution import EXECUTION, FinalReport, ProgressReport
from .facts import Decharge, Evaluation, Execution, Pilot, Plan, Proposal
from .gathering import GATHERING, AgendaItem, Gathering, GatheringKind, GatheringPlan, ItemAction, ItemOutcome, ItemResult
from .grounds import Grounds
from .plan import PLAN
from .plan_bodies import (
    Capacity,
    Comments,
    Declined,
    PlanDocument,
    PlanDraft,
    Signature,
    SignatureKind,
    SigningOpened,
    SigningTerms,
)
from .profiles import MINIMAL, MVM
from .proposal import PROPOSAL, HostOffer, Points, ProposalContent, Support
from .roles import (
    ADVISORY_TEAM,
    ARCHIVIST,
    CATEGORY_MANAGER,
    COMMISSIONING_PARTY,
    CONSORTIUM_PARTNER,
    CONTRACT_MANAGER,
    CONTRACTOR,
    COORDINATOR,
    EVALUATOR,
    GRANTOR,
    INITIATOR,
    MANAGEMENT_SPONSOR,
    ORGANISER,
    PRIVACY_OFFICER,
    PROJECT_LEAD,
    SIGNATORY,
)
from .root import PILOT
from .root_bodies import Closure, ContractLink, InterimStatus, Lapse, Parties, ProposalDraft
from .values import (
    Contract,
    Counts,
    EffortValue,
    EvaluationKind,
    Goal,
    GoalJudgement,
    GoalKind,
    Judgement,
    Lesson,
    Measure,
    OpenItem,
    Party,
    PartyRole,
    PlanItem,
    Publication,
    Recommendation,
    Remedy,
    Side,
    TargetGroup,
    TenderPhase,
)

__all__ = [
    "ADVISORY_TEAM", "ARCHIVIST", "CATEGORY_MANAGER", "COMMISSIONING_PARTY", "CONSORTIUM_PARTNER", "CONTRACTOR", "CONTRACT_MANAGER",
    "COORDINATOR", "DECHARGE", "EVALUATION", "EVALUATOR", "EXECUTION", "GATHERING", "GRANTOR", "INITIATOR", "MANAGEMENT_SPONSOR", "MINIMAL",
    "MVM", "ORGANISER", "PILOT", "PLAN", "PRIVACY_OFFICER", "PROEFTUIN", "PROJECT_LEAD", "PROPOSAL", "SIGNATORY", "Adoption", "AgendaItem",
    "Answer", "Capacity", "Closure", "Comments", "Contract", "ContractLink", "Counts", "Decharge", "DechargeForm", "DechargeRequest",
    "DechargeTerms", "Declined", "EffortValue", "Evaluation", "EvaluationDraft", "EvaluationKind", "EvaluationPlan", "Execution", "FinalReport",
    "Gathering", "GatheringKind", "GatheringPlan", "Goal", "GoalJudgement", "GoalKind", "Grounds", "HostOffer", "InterimStatus", "ItemAction",
    "ItemOutcome", "ItemResult", "Judgement", "Lapse", "Lesson", "Measure", "Objection", "ObligationEffect", "OpenItem", "Owner", "Parties",
    "Party", "PartyRole", "Pilot", "Plan", "PlanDocument", "PlanDraft", "PlanItem", "Points", "ProgressReport", "Proposal", "ProposalContent",
    "ProposalDraft", "Publication", "Recommendation", "Refusal", "Remedy", "RemedyReport", "Reservation", "ReservedTerms", "Schedule", "Scope",
    "Side", "Signature", "SignatureKind", "SigningOpened", "SigningTerms", "Support", "TargetGroup", "TenderPhase", "View", "decharge",
    "evaluation", "execution", "gathering", "phases", "plan", "proposal", "root",
]  # fmt: skip
