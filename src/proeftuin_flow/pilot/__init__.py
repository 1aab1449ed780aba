"""
Pilot: what a proeftuin is, as a case type; and the gathering where several are signed or discharged.

The library works without it.  States and triggers are in the module of their lifecycle, so that each keeps its short name:
`phases.running`, `plan.signing`, `plan.SIGN`, `decharge.granted`.
"""

from __future__ import annotations

from . import (
    afterwards,
    amending,
    archive,
    decharge,
    evaluation,
    execution,
    follow_on,
    gathering,
    phases,
    place,
    plan,
    proposal,
    root,
    suspension,
    trajectory,
)
from .afterwards import Correction, LateResult, NewFacts, Revocation, Revoked
from .amending import Accession, Broadening, Extension
from .archive import ARCHIVE, ArchiveNomination, Archiving, Hold, HoldLifted
from .candidates import ActivityKind, ContractKind, EligibilityCheck, EmployerKind, EndReason, Handover, HoursBand
from .case_type import PROEFTUIN
from .deadlines import Due, due
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
    ReservedTerms,
    Schedule,
    Scope,
    Unscheduling,
)
from .evaluation import EVALUATION, Adoption, EvaluationDraft, EvaluationPlan, Objection, View
from .execution import EXECUTION, EarlyStop, FinalReport, ProgressReport
from .facts import Archive, Decharge, Evaluation, Execution, FollowOn, Pilot, Place, Plan, Proposal, Suspension, Trajectory
from .follow_on import FOLLOW_ON, FollowOnKind, FollowOnPlan, FollowOnResult, Ownership
from .following import follow_ups, outcomes
from .gathering import GATHERING
from .gathering_bodies import (
    AgendaItem,
    Gathering,
    GatheringCancelled,
    GatheringKind,
    GatheringMoved,
    GatheringPlan,
    ItemAction,
    ItemOutcome,
    ItemResult,
    NewDay,
)
from .gathering_reports import GatheringReport, ItemStanding, ReportedItem, gathering_report
from .grounds import Grounds
from .kinds import PlanKind, Policy
from .place import PLACE, Occupant, PlaceOffer, Vacancy
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
from .profiles import CLASSIC_5PCT, MINIMAL, MUNICIPAL_BOUWBLOKKEN, MVM, RWS_GROEITUIN
from .proposal import PROPOSAL, HostOffer, Points, ProposalContent, Support
from .roles import (
    ADVISORY_TEAM,
    ARCHIVIST,
    AUDITOR,
    BUDDY,
    CANDIDATE,
    CATEGORY_MANAGER,
    CO_INITIATOR,
    COMMISSIONING_PARTY,
    CONSORTIUM_PARTNER,
    CONTRACT_MANAGER,
    CONTRACTOR,
    COORDINATOR,
    EDUCATION_PARTNER,
    EMPLOYER_OF_RECORD,
    EVALUATOR,
    GRANTOR,
    HOST,
    INITIATOR,
    JOB_COACH,
    MANAGEMENT_SPONSOR,
    ORGANISER,
    PRIVACY_OFFICER,
    PROJECT_LEAD,
    SIGNATORY,
    SOURCING_PARTNER,
)
from .root import PILOT
from .root_bodies import Closure, ContractLink, InterimStatus, Lapse, Parties, PilotStart, ProposalDraft, Reopening
from .suppression import ShownTable, last_shown, shown, shown_table
from .suspension import SUSPENSION, Resumption, SuspensionGrounds
from .trajectory import TRAJECTORY
from .trajectory_bodies import Activity, Assignment, Ending, Match, Nomination, Placement, Start, Transfer
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
    PilotLink,
    PlanItem,
    Publication,
    Recommendation,
    Relation,
    Remedy,
    Reservation,
    Side,
    TargetGroup,
    TenderPhase,
)

__all__ = [
    "ADVISORY_TEAM", "ARCHIVE", "ARCHIVIST", "AUDITOR", "BUDDY", "CANDIDATE", "CATEGORY_MANAGER", "CLASSIC_5PCT", "COMMISSIONING_PARTY",
    "CONSORTIUM_PARTNER", "CONTRACTOR", "CONTRACT_MANAGER", "COORDINATOR", "CO_INITIATOR", "DECHARGE", "EDUCATION_PARTNER", "EMPLOYER_OF_RECORD",
    "EVALUATION", "EVALUATOR", "EXECUTION", "FOLLOW_ON", "GATHERING", "GRANTOR", "HOST", "INITIATOR", "JOB_COACH", "MANAGEMENT_SPONSOR", "MINIMAL",
    "MUNICIPAL_BOUWBLOKKEN", "MVM", "ORGANISER", "PILOT", "PLACE", "PLAN", "PRIVACY_OFFICER", "PROEFTUIN", "PROJECT_LEAD", "PROPOSAL",
    "RWS_GROEITUIN", "SIGNATORY", "SOURCING_PARTNER", "SUSPENSION", "TRAJECTORY", "Accession", "Activity", "ActivityKind", "Adoption", "AgendaItem",
    "Answer", "Archive", "ArchiveNomination", "Archiving", "Assignment", "Broadening", "Capacity", "Closure", "Comments", "Contract", "ContractKind",
    "ContractLink", "Correction", "Counts", "Decharge", "DechargeForm", "DechargeRequest", "DechargeTerms", "Declined", "Due", "EarlyStop",
    "EffortValue", "EligibilityCheck", "EmployerKind", "EndReason", "Ending", "Evaluation", "EvaluationDraft", "EvaluationKind", "EvaluationPlan",
    "Execution", "Extension", "FinalReport", "FollowOn", "FollowOnKind", "FollowOnPlan", "FollowOnResult", "Gathering", "GatheringCancelled",
    "GatheringKind", "GatheringMoved", "GatheringPlan", "GatheringReport", "Goal", "GoalJudgement", "GoalKind", "Grounds", "Handover", "Hold",
    "HoldLifted", "HostOffer", "HoursBand", "InterimStatus", "ItemAction", "ItemOutcome", "ItemResult", "ItemStanding", "Judgement", "Lapse",
    "LateResult", "Lesson", "Match", "Measure", "NewDay", "NewFacts", "Nomination", "Objection", "ObligationEffect", "Occupant", "OpenItem", "Owner",
    "Ownership", "Parties", "Party", "PartyRole", "Pilot", "PilotLink", "PilotStart", "Place", "PlaceOffer", "Placement", "Plan", "PlanDocument",
    "PlanDraft", "PlanItem", "PlanKind", "Points", "Policy", "ProgressReport", "Proposal", "ProposalContent", "ProposalDraft", "Publication",
    "Recommendation", "Refusal", "Relation", "Remedy", "RemedyReport", "Reopening", "ReportedItem", "Reservation", "ReservedTerms", "Resumption",
    "Revocation", "Revoked", "Schedule", "Scope", "ShownTable", "Side", "Signature", "SignatureKind", "SigningOpened", "SigningTerms", "Start",
    "Support", "Suspension", "SuspensionGrounds", "TargetGroup", "TenderPhase", "Trajectory", "Transfer", "Unscheduling", "Vacancy", "View",
    "afterwards", "amending", "archive", "decharge", "due", "evaluation", "execution", "follow_on", "follow_ups", "gathering", "gathering_report",
    "last_shown", "outcomes", "phases", "place", "plan", "proposal", "root", "shown", "shown_table", "suspension", "trajectory",
]  # fmt: skip
