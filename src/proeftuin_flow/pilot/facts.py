"""
Facts: what is known about a pilot and about each of its parts.

Nothing is known of a new part, so every field has a default; of a pilot that was taken over most stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from ..bodies import Line, Prose, Sha256, Uri
from ..lifecycle import fact
from ..privacy import Redacted, Subject
from .candidates import EligibilityCheck, Handover
from .kinds import PlanKind, Policy
from .values import (
    Contract,
    Counts,
    EffortValue,
    EvaluationKind,
    Goal,
    GoalJudgement,
    Id,
    Lesson,
    OpenItem,
    Party,
    Period,
    PilotLink,
    PlanItem,
    Publication,
    Recommendation,
    Remedy,
    Reservation,
    Side,
    TargetGroup,
    TenderPhase,
    TrajectoryNumber,
)

__all__ = ["Archive", "Decharge", "Evaluation", "Execution", "FollowOn", "Pilot", "Place", "Plan", "Proposal", "Suspension", "Trajectory"]


@frozen
class Pilot:
    """What is known about a pilot as a whole."""

    title: Line = fact("", nl="de titel", en="the title")
    tender_phase: TenderPhase | None = fact(None, nl="het moment ten opzichte van de aanbesteding", en="the moment, seen from the tender")
    commissioned_by: Id | None = fact(None, nl="de opdrachtgever", en="the commissioning party")
    parties: tuple[Party, ...] = fact((), nl="de partijen", en="the parties")
    contract: Contract | None = fact(None, nl="het contract", en="the contract")
    programme: Id | None = fact(None, nl="het programma waar de proeftuin onder valt", en="the programme that the pilot belongs to")
    voluntary: bool = fact(False, nl="of de proeftuin vrijwillig is", en="whether the pilot is voluntary")
    ends_on: date | None = fact(None, nl="het einde van de looptijd", en="the end of the term")
    domains: tuple[Line, ...] = fact((), nl="de domeinen die erbij kwamen", en="the domains that were added")
    hosts: frozenset[Id] = fact(frozenset[Id](), nl="de afdelingen die erbij kwamen", en="the departments that were added")
    links: tuple[PilotLink, ...] = fact((), nl="de verwante proeftuinen", en="the related pilots")
    new_facts: Uri | None = fact(None, nl="de nieuwe feiten voor intrekking", en="the new facts for a revocation")
    revoked: int = fact(0, nl="welke décharge het laatst is ingetrokken", en="which decharge was revoked last")


@frozen
class Proposal:
    """What is known about the proposal."""

    document: Uri | None = fact(None, nl="het document van het voorstel", en="the proposal document")
    goals: tuple[Goal, ...] = fact((), nl="de doelen van het voorstel", en="the goals of the proposal")
    learning_questions: tuple[Prose, ...] = fact((), nl="de leervragen", en="the learning questions")
    target_groups: frozenset[TargetGroup] = fact(frozenset[TargetGroup](), nl="de doelgroepen", en="the target groups")
    policies: frozenset[Policy] = fact(frozenset[Policy](), nl="het beleid dat de proeftuin dient", en="the policies that the pilot serves")
    relation: Uri | None = fact(None, nl="de samenhang met de opdracht", en="the relation to the contract")
    support: Uri | None = fact(None, nl="de steun van het hoger management", en="the support from senior management")
    hosts: frozenset[Id] = fact(frozenset[Id](), nl="de afdelingen die een kandidaat ontvangen", en="the departments that host a candidate")


@frozen
class Plan:
    """What is known about one version of the plan of approach.  A signature is the day on which a party signed, by the id of the party."""

    kind: PlanKind = fact(PlanKind.PLAN_OF_APPROACH, nl="de soort plan", en="the kind of plan")
    goals: tuple[Goal, ...] = fact((), nl="de doelen van het plan", en="the goals of the plan")
    covers: frozenset[PlanItem] = fact(frozenset[PlanItem](), nl="wat in het plan staat", en="what the plan covers")
    planned_end: date | None = fact(None, nl="het geplande einde", en="the planned end")
    places: int | None = fact(None, nl="het aantal plaatsen", en="the number of places")
    sustainable_after: Period | None = fact(None, nl="wanneer een plaatsing duurzaam is", en="when a placement is sustainable")
    progress_every: Period | None = fact(None, nl="hoe vaak de voortgang wordt gemeld", en="how often progress is reported")
    evaluation_on: date | None = fact(None, nl="het moment van de evaluatie", en="the moment of the evaluation")
    effort: EffortValue | None = fact(None, nl="de waarde van de inzet", en="the value of the effort")
    document: Uri | None = fact(None, nl="het document van het plan", en="the plan document")
    content_hash: Sha256 | None = fact(None, nl="de hash van het plan", en="the hash of the plan")
    signatories: tuple[Party, ...] = fact((), nl="wie het plan tekenen", en="who sign the plan")
    signatures: Mapping[str, date] = fact(factory=dict, nl="de handtekeningen", en="the signatures")
    closes_on: date | None = fact(None, nl="het einde van de tekentermijn", en="the end of the signing period")
    signed_on: date | None = fact(None, nl="de dag van ondertekening", en="the day of signing")

    @property
    def awaited(self) -> tuple[Party, ...]:
        """The parties that have still to sign."""
        return tuple(party for party in self.signatories if party.id not in self.signatures)


@frozen
class Execution:
    """What is known about the execution."""

    started_on: date | None = fact(None, nl="het begin van de uitvoering", en="the start of the execution")
    reported_until: date | None = fact(None, nl="tot wanneer de voortgang is gemeld", en="until when progress was reported")
    ended_on: date | None = fact(None, nl="het einde van de uitvoering", en="the end of the execution")
    counts: Counts | None = fact(None, nl="de aantallen", en="the counts")
    shown: Counts | None = fact(None, nl="wat van elk aantal het laatst is getoond", en="what was last shown of each count")
    report: Uri | None = fact(None, nl="het eindverslag", en="the final report")
    handovers: tuple[Handover, ...] | Redacted = fact((), nl="de overdracht van kandidaten", en="the hand-over of candidates")


@frozen
class Evaluation:
    """What is known about one evaluation."""

    kind: EvaluationKind | None = fact(None, nl="de soort evaluatie", en="the kind of evaluation")
    planned_on: date | None = fact(None, nl="de geplande dag van de evaluatie", en="the planned day of the evaluation")
    judgements: tuple[GoalJudgement, ...] = fact((), nl="het oordeel per doel", en="the judgement of each goal")
    lessons: tuple[Lesson, ...] = fact((), nl="de lessen", en="the lessons")
    recommendation: Recommendation | None = fact(None, nl="de aanbeveling", en="the recommendation")
    candidates_heard: bool = fact(False, nl="of kandidaten zijn gehoord", en="whether candidates were heard")
    report: Uri | None = fact(None, nl="het evaluatieverslag", en="the evaluation report")
    heard: frozenset[Side] = fact(frozenset[Side](), nl="welke partijen zijn gehoord", en="which sides were heard")
    agreed: frozenset[Side] = fact(frozenset[Side](), nl="wie met openbaarmaking instemt", en="who agrees to make it public")
    publication: Publication | None = fact(None, nl="wie de evaluatie mag lezen", en="who may read the evaluation")


@frozen
class Decharge:
    """What is known about the request for decharge and the decision."""

    memo: Uri | None = fact(None, nl="het afsluitend memo", en="the closing memo")
    open_items: tuple[OpenItem, ...] = fact((), nl="de open punten", en="the open items")
    finances_closed: bool = fact(False, nl="of uren en kosten zijn afgesloten", en="whether hours and costs were closed")
    handover: Uri | None = fact(None, nl="de aanvaarding van de overdracht", en="the acceptance of the hand-over")
    session: Id | None = fact(None, nl="de bijeenkomst", en="the gathering")
    planned_on: date | None = fact(None, nl="de geplande dag van het besluit", en="the planned day of the decision")
    remedies: tuple[Remedy, ...] = fact((), nl="wat hersteld moet worden", en="what has to be put right")
    effective_on: date | None = fact(None, nl="de dag waarop décharge ingaat", en="the day on which decharge takes effect")
    reservations: tuple[Reservation, ...] = fact((), nl="de voorbehouden", en="the reservations")


@frozen
class Suspension:
    """What is known about one suspension."""

    since: date | None = fact(None, nl="het begin van de opschorting", en="the start of the suspension")
    review_on: date | None = fact(None, nl="de dag waarop over hervatten wordt besloten", en="the day on which resumption is decided")
    ended_on: date | None = fact(None, nl="het einde van de opschorting", en="the end of the suspension")
    ends_on: date | None = fact(None, nl="het einde van de looptijd na de opschorting", en="the end of the term after the suspension")


@frozen
class Place:
    """What is known about one place for a candidate.  `occupant` is the number of a trajectory."""

    unit: Id | None = fact(None, nl="de afdeling", en="the unit")
    recurs_every: Period | None = fact(None, nl="hoe vaak de plaats terugkomt", en="how often the place recurs")
    opens_on: date | None = fact(None, nl="vanaf wanneer de plaats open is", en="from when the place is open")
    occupant: TrajectoryNumber | Redacted | None = fact(None, nl="het traject op de plaats", en="the trajectory in the place")


@frozen
class Trajectory:
    """What is known about one candidate's trajectory: pseudonymous, and all of it can be erased."""

    place: int | Redacted | None = fact(None, nl="de plaats", en="the place")
    cohort: int | Redacted | None = fact(None, nl="de jaargang", en="the cohort")
    eligibility: EligibilityCheck | Redacted | None = fact(None, nl="dat de kandidaat bij de doelgroep hoort",
                                                              en="that the candidate belongs to the target group")  # fmt: skip
    unit: Id | Redacted | None = fact(None, nl="de ontvangende afdeling", en="the host department")
    buddy: Subject[Id] | Redacted | None = fact(None, nl="de begeleider", en="the supervisor")
    started_on: date | None = fact(None, nl="het begin van het traject", en="the start of the trajectory")
    expected_end: date | Redacted | None = fact(None, nl="het verwachte einde", en="the expected end")
    placed_on: date | None = fact(None, nl="de dag van plaatsing", en="the day of placement")

    @property
    def placed_early(self) -> bool | None:
        """Whether the placement came before the expected end; None if there is none, or that is not known."""
        if self.placed_on is None or not isinstance(self.expected_end, date):
            return None
        return self.placed_on < self.expected_end


@frozen
class FollowOn:
    """What is known about one action that follows on the pilot."""

    owner: Id | None = fact(None, nl="de eigenaar van de vervolgactie", en="the owner of the action")
    due: date | None = fact(None, nl="wanneer de vervolgactie klaar moet zijn", en="when the action is due")


@frozen
class Archive:
    """What is known about the archiving of the case."""

    retained_until: date | None = fact(None, nl="het einde van de bewaartermijn", en="the end of the retention period")
    kept_for_ever: bool = fact(False, nl="of de zaak blijvend wordt bewaard", en="whether the case is kept for ever")
    holds: frozenset[Id] = fact(frozenset[Id](), nl="de procedures waarvoor de zaak bewaard moet blijven",
                                 en="the procedures for which the case must be kept")  # fmt: skip
    rule: Uri | None = fact(None, nl="de regel van de selectielijst", en="the rule of the selection list")
