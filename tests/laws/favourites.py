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
    Accession,
    Answer,
    Archiving,
    Broadening,
    Contract,
    ContractLink,
    Correction,
    Counts,
    DechargeRequest,
    DechargeTerms,
    Declined,
    EarlyStop,
    EligibilityCheck,
    EvaluationDraft,
    EvaluationPlan,
    Extension,
    FinalReport,
    Goal,
    GoalJudgement,
    Handover,
    Hold,
    HoldLifted,
    LateResult,
    Lesson,
    Nomination,
    Occupant,
    OpenItem,
    Owner,
    Ownership,
    Parties,
    Party,
    Placement,
    PlaceOffer,
    PlanDraft,
    PlanItem,
    ProgressReport,
    ProposalContent,
    ProposalDraft,
    RemedyReport,
    Reservation,
    ReservedTerms,
    Resumption,
    Scope,
    Side,
    Signature,
    SigningTerms,
    Start,
    SuspensionGrounds,
    TargetGroup,
    View,
)

__all__ = ["FAVOURITES", "Favourite"]

Favourite = Callable[[Random, Case, datetime], Any]

URI = "urn:example:one"
GUIDED = ("started", "developing", "paused")
PARTIES = (Party("vka", "VKA", "contractor"), Party("aef", "AEF", "consortium_partner"))
COUNTS = Counts(nominated=10, started=5, placed=5, ended=0)


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


def _numbers(case: Case, kind: str, *states: str) -> list[int]:
    return [part.number for part in case.parts.of(kind) if part.state in states]


def _stop(rng: Random, case: Case, now: datetime) -> EarlyStop:
    return EarlyStop("no work", tuple(Handover(number, "sourcing_partner") for number in _numbers(case, "trajectory", *GUIDED)))


def _nomination(rng: Random, case: Case, now: datetime) -> Nomination:
    return Nomination(rng.choice(_numbers(case, "place", "open") or [1]), now.year, EligibilityCheck("sourcing_partner", now.date(), URI))


def _archiving(rng: Random, case: Case, now: datetime) -> Archiving:
    return Archiving("destroy", URI, now.date() + timedelta(days=rng.choice([-1, 20])), URI)


def _remedies(case: Case) -> list[str]:
    return [remedy.id for part in case.parts.of("decharge") for remedy in known_facts(part.facts).remedies]


def _items(case: Case) -> list[str]:
    return [item.id for part in case.parts.of("decharge") for item in known_facts(part.facts).open_items]


FAVOURITES: Mapping[type, Favourite] = {
    PlaceOffer: lambda rng, case, now: PlaceOffer("adr", rng.choice(["P1W", None]), None),
    Nomination: _nomination,
    Occupant: lambda rng, case, now: Occupant(rng.choice(_numbers(case, "trajectory", "matched") or [1])),
    Start: lambda rng, case, now: Start(True, now.date() + timedelta(days=300)),
    Placement: lambda rng, case, now: Placement("host", "permanent", None, "adr", URI),
    EarlyStop: _stop,
    SuspensionGrounds: lambda rng, case, now: SuspensionGrounds("no work yet", now.date() + timedelta(days=60)),
    Resumption: lambda rng, case, now: Resumption(now.date() + timedelta(days=900)),
    Extension: lambda rng, case, now: Extension(now.date() + timedelta(days=rng.choice([700, 900])), URI, "it takes longer"),
    Accession: lambda rng, case, now: Accession(Party(rng.choice(["aef", "js"]), "JS", "consortium_partner"), URI),
    Broadening: lambda rng, case, now: Broadening("audit", frozenset({"adr"}), rng.choice(_numbers(case, "plan", "in_force") or [1])),
    Correction: lambda rng, case, now: Correction(rng.randint(1, 3), "title", "A pilot", "a slip"),
    LateResult: lambda rng, case, now: LateResult(counts=COUNTS, first_day=now.date(), last_day=now.date(), report=URI),
    Archiving: _archiving,
    Hold: lambda rng, case, now: Hold("inquiry-1", "an inquiry"),
    HoldLifted: lambda rng, case, now: HoldLifted("inquiry-1"),
    View: lambda rng, case, now: View(rng.choice([*Side]), URI, True),
    Ownership: lambda rng, case, now: Ownership(rng.choice(["vka", "aef", "rijk"]), now.date()),
    ProposalDraft: lambda rng, case, now: ProposalDraft("A pilot", PARTIES, "rijk"),
    Parties: lambda rng, case, now: Parties(PARTIES),
    ContractLink: lambda rng, case, now: ContractLink(Contract(URI, now.date() - timedelta(days=400), None, now.date() - timedelta(days=100))),
    ProposalContent: lambda rng, case, now: ProposalContent(URI, (Goal("g1", "two jobs"),), ("what works?",), frozenset({TargetGroup.OTHER}), URI),
    PlanDraft: lambda rng, case, now: PlanDraft((Goal("g1", "two jobs"),), frozenset(PlanItem), now.date() + timedelta(days=900), 2, "P1W"),
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
