"""
Facts: what is known about a pilot and about each of its parts.

Nothing is known of a new part, so every field has a default; of a pilot that was taken over most stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from ..bodies import Sha256, Uri
from ..lifecycle import fact
from .values import (
    Contract,
    Counts,
    EvaluationKind,
    Goal,
    GoalJudgement,
    Lesson,
    OpenItem,
    Party,
    PlanItem,
    Publication,
    Recommendation,
    Remedy,
    Side,
    TargetGroup,
    TenderPhase,
)

__all__ = ["Decharge", "Evaluation", "Execution", "Pilot", "Plan", "Proposal"]


@frozen
class Pilot:
    """What is known about a pilot as a whole."""

    title: str = fact("", nl="de titel", en="the title")
    tender_phase: TenderPhase | None = fact(None, nl="het moment ten opzichte van de aanbesteding", en="the moment, seen from the tender")
    commissioned_by: str | None = fact(None, nl="de opdrachtgever", en="the commissioning party")
    parties: tuple[Party, ...] = fact((), nl="de partijen", en="the parties")
    contract: Contract | None = fact(None, nl="het contract", en="the contract")
    voluntary: bool = fact(False, nl="of de proeftuin vrijwillig is", en="whether the pilot is voluntary")


@frozen
class Proposal:
    """What is known about the proposal."""

    document: Uri | None = fact(None, nl="het document van het voorstel", en="the proposal document")
    goals: tuple[Goal, ...] = fact((), nl="de doelen van het voorstel", en="the goals of the proposal")
    learning_questions: tuple[str, ...] = fact((), nl="de leervragen", en="the learning questions")
    target_groups: frozenset[TargetGroup] = fact(frozenset[TargetGroup](), nl="de doelgroepen", en="the target groups")
    relation: Uri | None = fact(None, nl="de samenhang met de opdracht", en="the relation to the contract")
    support: Uri | None = fact(None, nl="de steun van het hoger management", en="the support from senior management")
    hosts: frozenset[str] = fact(frozenset[str](), nl="de afdelingen die een kandidaat ontvangen", en="the departments that host a candidate")


@frozen
class Plan:
    """What is known about one version of the plan of approach.  A signature is the day on which a party signed, by the id of the party."""

    goals: tuple[Goal, ...] = fact((), nl="de doelen van het plan", en="the goals of the plan")
    covers: frozenset[PlanItem] = fact(frozenset[PlanItem](), nl="wat in het plan staat", en="what the plan covers")
    planned_end: date | None = fact(None, nl="het geplande einde", en="the planned end")
    places: int | None = fact(None, nl="het aantal plaatsen", en="the number of places")
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
    report: Uri | None = fact(None, nl="het eindverslag", en="the final report")


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
    publication: Publication | None = fact(None, nl="wie de evaluatie mag lezen", en="who may read the evaluation")


@frozen
class Decharge:
    """What is known about the request for decharge and the decision."""

    memo: Uri | None = fact(None, nl="het afsluitend memo", en="the closing memo")
    open_items: tuple[OpenItem, ...] = fact((), nl="de open punten", en="the open items")
    finances_closed: bool = fact(False, nl="of uren en kosten zijn afgesloten", en="whether hours and costs were closed")
    handover: Uri | None = fact(None, nl="de aanvaarding van de overdracht", en="the acceptance of the hand-over")
    session: str | None = fact(None, nl="de bijeenkomst", en="the gathering")
    planned_on: date | None = fact(None, nl="de geplande dag van het besluit", en="the planned day of the decision")
    remedies: tuple[Remedy, ...] = fact((), nl="wat hersteld moet worden", en="what has to be put right")
    effective_on: date | None = fact(None, nl="de dag waarop décharge ingaat", en="the day on which decharge takes effect")
