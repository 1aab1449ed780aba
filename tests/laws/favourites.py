"""
Favourites: data that fits a pilot as it stands, so that games come further than chance would take them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from proeftuin_flow._unknown import known_facts
from proeftuin_flow.case import Case
from proeftuin_flow.pilot import (
    Answer,
    Contract,
    ContractLink,
    Counts,
    DechargeRequest,
    DechargeTerms,
    Declined,
    EvaluationDraft,
    EvaluationPlan,
    FinalReport,
    Goal,
    GoalJudgement,
    Lesson,
    OpenItem,
    Owner,
    Parties,
    Party,
    PlanDraft,
    PlanItem,
    ProgressReport,
    ProposalContent,
    ProposalDraft,
    RemedyReport,
    Reservation,
    ReservedTerms,
    Scope,
    Signature,
    SigningTerms,
    TargetGroup,
)

__all__ = ["FAVOURITES", "Favourite"]

Favourite = Callable[[Random, Case, datetime], Any]

URI = "urn:example:one"
PARTIES = (Party("vka", "VKA", "contractor"), Party("aef", "AEF", "consortium_partner"))
COUNTS = Counts(nominated=10, started=6, placed=5, ended=0)


def _signature(rng: Random, case: Case, now: datetime) -> Signature:
    plans = [known_facts(part.facts) for part in case.parts.of("plan") if part.state == "signing"]
    party = next((each.id for plan in plans for each in plan.awaited), "vka")
    content = next((plan.content_hash for plan in plans), None)
    return Signature(party, content or "a" * 64, "wet_ink", capacity="by_mandate", mandate=URI)


def _terms(rng: Random, case: Case, now: datetime) -> dict[str, Any]:
    parties = frozenset(party.id for party in known_facts(case.root.facts).parties)
    return {
        "scope": frozenset({Scope.PLAN_EXECUTION}), "obligation_effect": "none", "addressees": parties, "decided_on": now.date(),
        "effective_on": now.date() + timedelta(days=1), "form": "session",
    }  # fmt: skip


def _remedies(case: Case) -> list[str]:
    return [remedy.id for part in case.parts.of("decharge") for remedy in known_facts(part.facts).remedies]


def _items(case: Case) -> list[str]:
    return [item.id for part in case.parts.of("decharge") for item in known_facts(part.facts).open_items]


FAVOURITES: Mapping[type, Favourite] = {
    ProposalDraft: lambda rng, case, now: ProposalDraft("A pilot", PARTIES, "rijk"),
    Parties: lambda rng, case, now: Parties(PARTIES),
    ContractLink: lambda rng, case, now: ContractLink(Contract(URI, now.date() - timedelta(days=400), None, now.date() - timedelta(days=100))),
    ProposalContent: lambda rng, case, now: ProposalContent(URI, (Goal("g1", "two jobs"),), ("what works?",), frozenset({TargetGroup.OTHER}), URI),
    PlanDraft: lambda rng, case, now: PlanDraft((Goal("g1", "two jobs"),), frozenset(PlanItem), now.date() + timedelta(days=900), 2),
    SigningTerms: lambda rng, case, now: SigningTerms(now.date() + timedelta(days=rng.choice([1, 30]))),
    Signature: _signature,
    Declined: lambda rng, case, now: Declined(rng.choice(["vka", "aef"]), "not now"),
    ProgressReport: lambda rng, case, now: ProgressReport(counts=COUNTS, first_day=now.date(), last_day=now.date(), report=URI),
    FinalReport: lambda rng, case, now: FinalReport(counts=COUNTS, report=URI),
    EvaluationPlan: lambda rng, case, now: EvaluationPlan("final" if case.state == "evaluation" else rng.choice(["interim", "short", "late"])),
    EvaluationDraft: lambda rng, case, now: EvaluationDraft(
        report=URI, judgements=(GoalJudgement("g1", "achieved"),), lessons=(Lesson("l1", "begin"),)
    ),
    DechargeRequest: lambda rng, case, now: DechargeRequest(URI, open_items=(OpenItem("item-1", "vka"),), finances_closed=True, handover=URI),
    DechargeTerms: lambda rng, case, now: DechargeTerms(**_terms(rng, case, now)),
    ReservedTerms: lambda rng, case, now: ReservedTerms(
        **_terms(rng, case, now), reservations=(Reservation("r1", URI, "vka", now.date() + timedelta(days=30)),)
    ),
    Owner: lambda rng, case, now: Owner(rng.choice([*_items(case), "item-9"]), "vka"),
    RemedyReport: lambda rng, case, now: RemedyReport(tuple(Answer(remedy, URI) for remedy in _remedies(case))),
}  # fmt: skip
