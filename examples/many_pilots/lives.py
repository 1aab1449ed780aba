"""
What becomes of one pilot: a seeded draw of what goes wrong, and the steps that people take, day by day.

Steps do not know how the ones before them ended.  What is meant to be refused is tried all the same: so it is in practice, and so the rules
show what they are for.  Half of the pilots follow their candidates here, the others elsewhere; their numbers are too small to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from typing import Any, Final

from attrs import frozen

from proeftuin_flow import Actor
from proeftuin_flow.pilot import (
    Adoption,
    Answer,
    Assignment,
    Contract,
    ContractLink,
    Counts,
    DechargeRequest,
    DechargeTerms,
    EarlyStop,
    EligibilityCheck,
    Ending,
    EvaluationDraft,
    EvaluationPlan,
    FinalReport,
    Goal,
    GoalJudgement,
    Grounds,
    Handover,
    HostOffer,
    Lapse,
    Lesson,
    Match,
    Measure,
    Nomination,
    Occupant,
    OpenItem,
    Placement,
    PlaceOffer,
    PlanDocument,
    PlanDraft,
    PlanItem,
    ProgressReport,
    ProposalContent,
    ProposalDraft,
    Refusal,
    Remedy,
    RemedyReport,
    Schedule,
    Scope,
    Side,
    Signature,
    SigningTerms,
    Start,
    Support,
    TargetGroup,
    Transfer,
    View,
)

from .people import BUYER, COORDINATOR, EVALUATOR, GRANTOR, SPONSOR, Cast

__all__ = ["FIRST_DAY", "LAST_DAY", "Life", "Step"]

FIRST_DAY: Final = date(2014, 1, 6)
LAST_DAY: Final = date(2019, 12, 27)

HITCHES: Final = {
    "none": 45, "rejected": 8, "withdrawn": 4, "lapsed": 2, "no_commissioner": 2, "no_support": 6, "no_host": 5, "no_privacy": 5, "not_signed": 6,
    "no_contract": 5, "early_stop": 9, "left_open": 4, "not_heard": 4, "finances": 4, "open_item": 4, "not_granted": 5,
}  # fmt: skip
"""What goes wrong, and in how many of about a hundred pilots."""

MENDED: Final = 0.6
"""How often somebody sees to it in the end."""

WEEK: Final = timedelta(7)
NOT_SHOWN: Final = Counts(suppressed=frozenset(Measure))
GROUPS: Final = sorted(TargetGroup, key=lambda group: group.value)


@frozen
class Step:
    """One thing that somebody wants to do to the pilot, on a working day."""

    day: date
    trigger: str
    by: Actor
    data: object = None
    part: str | None = None


class Life:
    """One pilot: its id, and its steps in the order of their days.  The same seed and number give the same life."""

    def __init__(self, seed: int, number: int) -> None:
        self._chance = Random(f"{seed}/{number}")
        # Every stream says that it is made up, so that no header can be mistaken for a fact.
        self.id = f"made-up-{number:05}"
        self._title = f"Verzonnen proeftuin {number}"
        self._cast = Cast.drawn(self._chance)
        self._hitch = self._chance.choices([*HITCHES], [*HITCHES.values()])[0]
        self._mended = self._chance.random() < MENDED
        self._goal = Goal("g1", "mensen duurzaam aan het werk")
        self._day = FIRST_DAY + timedelta(self._chance.randrange((LAST_DAY - FIRST_DAY).days * 3 // 4))

    def steps(self) -> Iterator[Step]:
        """All its steps until the last day, the opening first."""
        for step in self._all():
            if step.day > LAST_DAY:
                return
            yield step

    def _all(self) -> Iterator[Step]:
        yield from self._proposal()
        if self._hitch in ("rejected", "withdrawn", "lapsed", "no_commissioner") or self._stuck("no_support", "no_host"):
            return
        yield from self._plan()
        if self._hitch == "not_signed" or self._stuck("no_privacy", "no_contract"):
            return
        yield from self._execution()
        if self._stuck("left_open"):
            return
        yield from self._evaluation()
        if self._hitch == "not_heard":
            return
        yield from self._decharge()

    # ── the phases ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _proposal(self) -> Iterator[Step]:
        lead, hitch = self._cast.lead, self._hitch
        contract = self._contract(awarded_on=self._day - timedelta(10)) if hitch == "lapsed" else None
        commissioned_by = None if hitch == "no_commissioner" else "rijk"
        yield self._step(0, "propose", lead, ProposalDraft(self._title, self._cast.parties, commissioned_by=commissioned_by, contract=contract))
        content = ProposalContent(self._document("proposal"), (self._goal,), ("wat werkt, en voor wie?",),
                                  frozenset(self._chance.sample(GROUPS, 2)), self._document("relation"))  # fmt: skip
        yield self._step(20, "submit_proposal", lead, content)
        if hitch == "no_commissioner":
            return
        if hitch == "lapsed":
            yield self._step(150, "lapse", COORDINATOR, Lapse("geen plan binnen de termijn", self._document("reminder")), least=70)
            return
        yield self._step(15, "take_into_intake", BUYER)
        if hitch in ("rejected", "withdrawn"):
            trigger, by = ("reject_proposal", BUYER) if hitch == "rejected" else ("withdraw", lead)
            yield self._step(40, trigger, by, Grounds("past niet in het programma"))
            return
        missing = {"no_host": "register_host", "no_support": "record_support"}.get(hitch)
        ready = {"register_host": (BUYER, HostOffer("afdeling-1")), "record_support": (SPONSOR, Support(self._document("support")))}
        for trigger, (by, data) in ready.items():
            if trigger != missing:
                yield self._step(20, trigger, by, data)
        yield self._step(20, "approve_proposal", BUYER)
        if missing is not None and self._mended:
            by, data = ready[missing]
            yield self._step(150, missing, by, data, least=20)
            yield self._step(20, "approve_proposal", BUYER)

    def _plan(self) -> Iterator[Step]:
        lead, part = self._cast.lead, "plan/1"
        whole = frozenset(PlanItem)
        covers = whole - {PlanItem.PRIVACY} if self._hitch == "no_privacy" else whole
        yield self._step(40, "draft_plan", lead, self._draft(covers))
        yield self._step(30, "submit_plan", lead, PlanDocument(self._document("plan"), self._hash), part)
        yield self._step(25, "open_signing", BUYER, SigningTerms(), part)
        if self._hitch == "no_privacy":
            if not self._mended:
                return
            yield self._step(60, "return_plan", BUYER, {"document": self._document("comments")}, part)
            yield self._step(40, "revise_plan", lead, self._draft(whole), part)
            yield self._step(10, "submit_plan", lead, PlanDocument(self._document("plan"), self._hash), part)
            yield self._step(10, "open_signing", BUYER, SigningTerms(), part)
        for party in self._cast.parties[self._hitch == "not_signed" :]:
            yield self._step(25, "sign", self._cast.signatory(party), Signature(party.id, self._hash, "wet_ink"), part)
        if self._hitch == "not_signed":
            return
        if self._hitch == "no_contract":
            yield self._step(40, "start", lead)
            if not self._mended:
                return
        yield self._step(40, "link_contract", BUYER, ContractLink(self._contract()))
        yield self._step(20, "start", lead)

    def _execution(self) -> Iterator[Step]:
        lead, early = self._cast.lead, self._hitch == "early_stop"
        weeks = self._chance.randrange(10, 70) if early else self._chance.randrange(85, 185)
        candidates = self._chance.choice([1, 2]) if self._hitch == "left_open" else self._chance.choice([0, 0, 1, 2])
        for number in range(1, candidates + 1):
            yield from self._candidate(number)
        if not candidates:
            yield self._step(30, "report_first_start", lead)
        first = self._day
        for week in range(weeks):
            last = first + timedelta(6)
            report = ProgressReport(counts=NOT_SHOWN, first_day=first, last_day=last, report=self._document(f"progress-{week + 1}"))
            yield self._on(first + WEEK, "report_progress", lead, report)
            first += WEEK
        if early:
            handovers = tuple(Handover(number, "sourcing_partner") for number in range(1, candidates + 1))
            yield self._step(10, "stop_early", BUYER, EarlyStop("te weinig werk", handovers))
            return
        final = FinalReport(counts=NOT_SHOWN, report=self._document("final-report"))
        yield self._step(20, "wind_down", lead)
        for number in range(1 + (self._hitch == "left_open"), candidates + 1):
            yield from self._job(number)
        yield self._step(30, "complete_execution", lead, final)
        if self._hitch == "left_open" and self._mended:
            transfer = Transfer("sourcing_partner", None, self._document("transfer"))
            yield self._step(60, "transfer_trajectory", lead, transfer, "trajectory/1")
            yield self._step(10, "complete_execution", lead, final)

    def _candidate(self, number: int) -> Iterator[Step]:
        """A place, and somebody who starts there."""
        lead, place, part = self._cast.lead, f"place/{number}", f"trajectory/{number}"
        yield self._step(20, "open_place", lead, PlaceOffer("afdeling-1"), place)
        eligible = EligibilityCheck("sourcing_partner", self._day, self._document("eligibility"))
        yield self._step(20, "nominate", lead, Nomination(number, self._day.year, eligible), part)
        yield self._step(15, "match", lead, Match("afdeling-1"), part)
        yield self._step(10, "assign_buddy", lead, Assignment("u-77"), part)
        yield self._step(5, "fill_place", lead, Occupant(number), place)
        yield self._step(20, "start_trajectory", lead, Start(informed=True, expected_end=self._day + timedelta(365)), part)

    def _job(self, number: int) -> Iterator[Step]:
        """A job, mostly, and the place is free."""
        lead, place, part = self._cast.lead, f"place/{number}", f"trajectory/{number}"
        if self._chance.random() < 0.8:
            employer = self._chance.choice(["host", "contractor", "client", "elsewhere"])
            yield self._step(10, "place_candidate", lead, Placement(employer, "permanent", evidence=self._document("placement")), part)
        else:
            yield self._step(10, "end_trajectory", lead, Ending("job_elsewhere"), part)
        yield self._step(5, "vacate_place", lead, None, place)

    def _evaluation(self) -> Iterator[Step]:
        part, kind = "evaluation/1", "short" if self._hitch == "early_stop" else "final"
        judgement = GoalJudgement("g1", "partly", self._document("why")) if self._hitch == "early_stop" else GoalJudgement("g1", "achieved")
        draft = EvaluationDraft(report=self._document("evaluation"), judgements=(judgement,), lessons=(Lesson("l1", "begin vroeg"),),
                                candidates_heard=True)  # fmt: skip
        yield self._step(20, "plan_evaluation", BUYER, EvaluationPlan(kind))
        yield self._step(10, "collect_findings", EVALUATOR, None, part)
        yield self._step(40, "draft_evaluation", EVALUATOR, draft, part)
        yield self._step(5, "open_hearing", EVALUATOR, None, part)
        yield self._step(15, "give_view", BUYER, View(Side.COMMISSIONING, agrees_to_publication=True), part)
        if self._hitch != "not_heard":
            yield self._step(15, "give_view", self._cast.lead, View(Side.CONTRACTING, agrees_to_publication=True), part)
        yield self._step(20, "adopt_evaluation", BUYER, Adoption("public"), part)

    def _decharge(self) -> Iterator[Step]:
        lead, part, hitch = self._cast.lead, "decharge/1", self._hitch
        items = (OpenItem("uitrol"),) if hitch == "open_item" else ()
        request = DechargeRequest(self._document("memo"), open_items=items, finances_closed=hitch != "finances", handover=self._document("handover"))
        yield self._step(20, "request_decharge", lead, request)
        session = self._working(self._day + timedelta(30))
        yield self._step(5, "schedule_decharge", COORDINATOR, Schedule(session), part)
        if hitch == "not_granted":
            remedy = Remedy("r1", "een eindverslag dat klopt", session + timedelta(60))
            yield self._on(session, "refuse_decharge", GRANTOR, Refusal("het eindverslag klopt niet", (remedy,)), part)
            if not self._mended:
                return
            yield self._step(90, "submit_remedy", lead, RemedyReport((Answer("r1", self._document("remedy")),)), part)
            yield self._step(30, "grant_decharge", GRANTOR, self._terms(self._day), part)
            return
        yield self._on(session, "grant_decharge", GRANTOR, self._terms(session), part)
        if hitch in ("finances", "open_item") and self._mended:
            closed = DechargeRequest(self._document("memo"), open_items=(OpenItem("uitrol", "rijk"),), finances_closed=True,
                                     handover=self._document("handover"))  # fmt: skip
            yield self._step(60, "amend_request", lead, closed, part)
            yield self._step(20, "grant_decharge", GRANTOR, self._terms(self._day), part)

    # ── what they are made of ────────────────────────────────────────────────────────────────────────────────────────────

    def _draft(self, covers: frozenset[PlanItem]) -> PlanDraft:
        """The plan: what it covers, until when and for how many, and when progress is reported."""
        return PlanDraft((self._goal,), covers, self._day + timedelta(1200), 2, "P6M", "P7D", self._day + timedelta(1230))

    def _stuck(self, *hitches: str) -> bool:
        return self._hitch in hitches and not self._mended

    def _step(self, most: int, trigger: str, by: Actor, data: object = None, part: str | None = None, least: int = 0) -> Step:
        """A step, at most so many days later."""
        return self._on(self._day + timedelta(self._chance.randint(min(least, most), most)), trigger, by, data, part)

    def _on(self, day: date, trigger: str, by: Actor, data: object = None, part: str | None = None) -> Step:
        self._day = max(self._day, self._working(day))
        return Step(self._day, trigger, by, data, part)

    def _working(self, day: date) -> date:
        """That day, or the Monday after it."""
        return day + timedelta(7 - day.weekday()) if day.weekday() > 4 else day

    def _document(self, kind: str) -> str:
        """A reference to a document that is not there."""
        return f"urn:example:{self.id}:{kind}"

    @property
    def _hash(self) -> str:
        return sha256(self.id.encode()).hexdigest()

    def _contract(self, **more: Any) -> Contract:
        return Contract("urn:example:contract:inhuur", date(2013, 1, 1), date(2022, 12, 31), **more)

    def _terms(self, day: date) -> DechargeTerms:
        return DechargeTerms(
            scope=frozenset({Scope.PLAN_EXECUTION}), obligation_effect="to_be_decided",
            addressees=frozenset(party.id for party in self._cast.parties), decided_on=day, effective_on=day, form="letter",
        )  # fmt: skip
