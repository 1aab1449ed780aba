"""
Made up: invented pilots, to show what the library does where the article says nothing.

Organisations of the article take part in them, but every day, document and decision is invented, and each stream is called `made-up-…`.
People are opaque ids; of candidates there is a number, and never a name.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from telling import Telling

from proeftuin_flow import Actor, Case, Outcome
from proeftuin_flow.pilot import (
    PROEFTUIN,
    Adoption,
    Assignment,
    Contract,
    Counts,
    DechargeRequest,
    DechargeTerms,
    EligibilityCheck,
    EvaluationDraft,
    EvaluationPlan,
    FinalReport,
    Goal,
    GoalJudgement,
    HostOffer,
    Lesson,
    Match,
    Measure,
    Nomination,
    Occupant,
    OpenItem,
    Party,
    PartyRole,
    PlaceOffer,
    PlanDocument,
    PlanDraft,
    PlanItem,
    Policy,
    ProposalContent,
    ProposalDraft,
    Scope,
    Side,
    Signature,
    SigningTerms,
    Start,
    Support,
    TargetGroup,
    View,
)

__all__ = ["ADVISER", "EVALUATOR", "GRANTOR", "NOT_SHOWN", "RIJK", "SPONSOR", "MadeUp", "acting"]

RIJK = Party("rijk", "het Rijk", "commissioning_party")

SPONSOR = Actor("u-03", roles={"management_sponsor"}, organisation="rijk")
GRANTOR = Actor("u-04", roles={"grantor"}, organisation="rijk")
EVALUATOR = Actor("u-06", roles={"evaluator"}, organisation="rijk")
ADVISER = Actor("u-09", roles={"advisory_team"}, organisation="rijk")

NOT_SHOWN = Counts(suppressed=frozenset(Measure))
CONTRACT = Contract("urn:example:contract", date(2020, 1, 1), date(2024, 12, 31))
GOAL = Goal("g1", "een duurzame arbeidsplaats")


def acting(party: Party) -> Actor:
    """Somebody who acts for a party, in its role."""
    return Actor(f"u-{party.id}", roles={party.role.value}, organisation=party.id)


class MadeUp:
    """One invented pilot, step by step, a week after the other.  The first party has the lead, another one commissions it."""

    def __init__(
        self, tell: Telling, name: str, *parties: Party, profile: str = "mvm", contract: Contract = CONTRACT, programme: str | None = None
    ) -> None:
        self.id = f"made-up-{name}"
        self.parties, self._profile, self._contract, self._programme = parties, profile, contract, programme
        self.lead = Actor(f"u-{parties[0].id}", roles={"contractor", "initiator"}, organisation=parties[0].id)
        commissioning = next(party.id for party in parties if party.role is PartyRole.COMMISSIONING_PARTY)
        self.buyer = Actor("u-02", roles={"commissioning_party"}, organisation=commissioning)
        self.day = date(2020, 1, 6)
        self._tell = tell

    @property
    def case(self) -> Case:
        """Where it stands."""
        return self._tell.flow.case(self.id)

    def document(self, kind: str) -> str:
        """A reference to a document that is not there."""
        return f"urn:example:{self.id}:{kind}"

    def content_hash(self, version: int = 1) -> str:
        """The SHA-256 of a plan that nobody wrote."""
        return sha256(f"{self.id} {version}".encode()).hexdigest()

    def does(self, trigger: str, by: Actor, data: object = None, part: str | None = None, *, on: date | None = None, **more: Any) -> Outcome:
        """One step, a week after the last one or on a given day."""
        self.day = self.day + timedelta(7) if on is None else on
        self._tell.clock.set(self.day)
        return self._tell.flow.handle(self.id, trigger, by=by, data=data, part=part, **more)

    # ── from proposal to start ───────────────────────────────────────────────────────────────────────────────────────────

    def proposed(self) -> MadeUp:
        """A first draft."""
        self._tell.clock.set(self.day)
        data = ProposalDraft(f"Verzonnen proeftuin {self.id}", self.parties, contract=self._contract, programme=self._programme)
        self._tell.flow.open(PROEFTUIN, self.id, by=self.lead, profile=self._profile, data=data)
        return self

    def content(self, question: str = "wat werkt, en voor wie?", *policies: Policy) -> ProposalContent:
        """The proposal itself: one goal, one learning question, and which policies it serves if that is said."""
        return ProposalContent(
            self.document("proposal"), (GOAL,), (question,), frozenset({TargetGroup.OTHER}), self.document("relation"),
            policies=frozenset(policies),
        )  # fmt: skip

    def in_intake(self, question: str = "wat werkt, en voor wie?", *policies: Policy) -> MadeUp:
        """Submitted, and taken into intake by the advisory team."""
        self.does("submit_proposal", self.lead, self.content(question, *policies))
        self.does("take_into_intake", ADVISER)
        return self

    def approved(self) -> MadeUp:
        """Approved, with the support of management and the demand of a host."""
        self.does("record_support", SPONSOR, Support(self.document("support")))
        self.does("register_host", self.lead, HostOffer("afdeling-1"))
        self.does("approve_proposal", self.buyer)
        return self

    def offered(self, version: int = 1, **more: Any) -> MadeUp:
        """A version of the plan, open for signing."""
        part = f"plan/{version}"
        self.does("draft_plan", self.lead, PlanDraft((GOAL,), frozenset(PlanItem), date(2023, 12, 31), 3, sustainable_after="P6M", **more))
        self.does("submit_plan", self.lead, PlanDocument(self.document(part), self.content_hash(version)), part)
        self.does("open_signing", self.buyer, SigningTerms(), part)
        return self

    def signs(self, party: Party, version: int = 1, **more: Any) -> Outcome:
        """One party signs."""
        return self.does("sign", acting(party), Signature(party.id, self.content_hash(version), "wet_ink", **more), f"plan/{version}")

    def signed(self, version: int = 1) -> MadeUp:
        """Everybody signs who has to."""
        for party in self.case[f"plan/{version}"].facts.awaited:
            self.signs(party, version)
        return self

    def running(self) -> MadeUp:
        """All of it, up to the start."""
        self.proposed().in_intake().approved().offered().signed().does("start", self.lead)
        return self

    # ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def opens_place(self, unit: str, **more: Any) -> MadeUp:
        """A place at a unit."""
        self.does("open_place", self.lead, PlaceOffer(unit, **more))
        return self

    def takes_on(self, number: int, unit: str, *, place: int, expected_end: date, cohort: int | None = None) -> MadeUp:
        """A candidate without a name, up to the start of the trajectory, with a buddy."""
        part = f"trajectory/{number}"
        check = EligibilityCheck("sourcing_partner", self.day, self.document("eligibility"))
        self.does("nominate", self.lead, Nomination(place, cohort, check), part)
        self.does("match", self.lead, Match(unit), part)
        self.does("fill_place", self.lead, Occupant(number), f"place/{place}")
        self.does("assign_buddy", self.lead, Assignment(f"u-buddy-{number}"), part)
        self.does("start_trajectory", self.lead, Start(True, expected_end), part)
        return self

    # ── from evaluation to decharge ──────────────────────────────────────────────────────────────────────────────────────

    def evaluates(self, kind: str, report: str) -> MadeUp:
        """An evaluation, heard on both sides and adopted."""
        part = f"evaluation/{len([each for each in self.case.parts if each.startswith('evaluation/')]) + 1}"
        draft = EvaluationDraft(report=report, judgements=(GoalJudgement("g1", "achieved"),), lessons=(Lesson("l1", "begin vroeg"),),
                                candidates_heard=True)  # fmt: skip
        self.does("plan_evaluation", self.buyer, EvaluationPlan(kind))
        self.does("collect_findings", EVALUATOR, None, part)
        self.does("draft_evaluation", EVALUATOR, draft, part)
        self.does("open_hearing", EVALUATOR, None, part)
        self.does("give_view", self.buyer, View(Side.COMMISSIONING, agrees_to_publication=True), part)
        self.does("give_view", self.lead, View(Side.CONTRACTING, agrees_to_publication=True), part)
        self.does("adopt_evaluation", self.buyer, Adoption("public"), part)
        return self

    def asks_decharge(self, *open_items: OpenItem) -> MadeUp:
        """Carried out without anybody being counted, evaluated, and decharge asked for."""
        self.does("report_first_start", self.lead)
        self.does("complete_execution", self.lead, FinalReport(counts=NOT_SHOWN, report=self.document("final-report")))
        self.evaluates("final", self.document("evaluation"))
        request = DechargeRequest(self.document("memo"), open_items=open_items, finances_closed=True, handover=self.document("handover"))
        self.does("request_decharge", self.lead, request)
        return self

    def terms(self, *addressees: str, scale_up: bool = False, session: str | None = None) -> DechargeTerms:
        """Decharge, decided a week from now."""
        day = self.day + timedelta(7)
        return DechargeTerms(
            scope=frozenset({Scope.PLAN_EXECUTION}), obligation_effect="to_be_decided", addressees=frozenset(addressees), decided_on=day,
            effective_on=day, form="letter" if session is None else "session", session_ref=session, scale_up_intended=scale_up,
        )  # fmt: skip
