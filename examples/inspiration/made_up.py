"""
What the article leaves open, made up: who did what on which day, until decharge was asked for.

People are opaque ids, documents references to nothing, and candidates are not even counted: the numbers would be too small.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from attrs import frozen

from proeftuin_flow import Actor, Flow, Outcome, Waiver
from proeftuin_flow.pilot import (
    PROEFTUIN,
    Adoption,
    Contract,
    ContractLink,
    Counts,
    DechargeRequest,
    EvaluationDraft,
    EvaluationPlan,
    FinalReport,
    Goal,
    GoalJudgement,
    HostOffer,
    Lesson,
    Measure,
    OpenItem,
    Party,
    PlanDocument,
    PlanDraft,
    PlanItem,
    ProposalContent,
    ProposalDraft,
    Schedule,
    Side,
    Signature,
    SigningTerms,
    Support,
    TargetGroup,
    View,
)

from .clock import AFTERNOON, Clock

__all__ = [
    "BUYER", "CLERK", "COORDINATOR", "DELOITTE", "DERKSEN_DROLSBACH", "DISCHARGED", "GRANTOR", "JS_CONSULTANCY", "OPEN_ITEM", "ORGANISER",
    "SCENARIO", "SESSION", "VANBERKEL", "VKA_AEF", "Diary", "MadeUp", "Unexpected",
]  # fmt: skip

SESSION = "scenario-inspiratiesessie-2019"
OPEN_ITEM = "uitrol-gemeente"

BUYER = Actor("u-02", roles={"commissioning_party", "category_manager"}, organisation="rijk")
SPONSOR = Actor("u-03", roles={"management_sponsor"}, organisation="rijk")
GRANTOR = Actor("u-04", roles={"grantor"}, organisation="rijk")
COORDINATOR = Actor("u-05", roles={"social_return_coordinator"}, organisation="rijk")
EVALUATOR = Actor("u-06", roles={"evaluator"}, organisation="rijk")
ORGANISER = Actor("u-07", roles={"organiser"}, organisation="ienw")
CLERK = "u-08"

NOT_SHOWN = Counts(suppressed=frozenset(Measure))
CONTRACT = ContractLink(Contract("urn:example:contract:inhuur-professionals", date(2017, 1, 1), date(2021, 12, 31)))


class Unexpected(Exception):
    """Something went another way than it is told here.  If it ever does, the demo says so, and fails."""


@frozen
class MadeUp:
    """One pilot of the scenario: who carries it out, for whom, and when it was proposed.  The first party has the lead."""

    id: str
    title: str
    goal: str
    parties: tuple[Party, ...]
    groups: frozenset[TargetGroup]
    proposed: date
    lead: str
    open_items: tuple[OpenItem, ...] = ()

    @property
    def contractor(self) -> Actor:
        """Who leads it."""
        return Actor(self.lead, roles={"contractor", "initiator"}, organisation=self.parties[0].id)

    @property
    def content_hash(self) -> str:
        """The SHA-256 of a plan that nobody wrote."""
        return sha256(self.id.encode()).hexdigest()

    def on(self, days: int) -> date:
        """The day that lies so many days after the proposal."""
        return self.proposed + timedelta(days)

    def document(self, kind: str) -> str:
        """A reference to a document that is not there."""
        return f"urn:example:{self.id}:{kind}"

    def signature(self, party: str, session: str | None = None) -> Signature:
        """A signature on paper under its plan."""
        return Signature(party, self.content_hash, "wet_ink", session=session)


VKA_AEF = MadeUp(
    "scenario-vka-aef", "Statushouders als analist of adviseur", "een leertraject naar werk als business analist of adviseur",
    (Party("vka", "VKA", "contractor"), Party("aef", "AEF", "consortium_partner")),
    frozenset({TargetGroup.STATUS_HOLDERS}), date(2018, 2, 5), "u-11",
)  # fmt: skip
DERKSEN_DROLSBACH = MadeUp(
    "scenario-derksen-drolsbach", "Hagenaars met schulden aan het werk", "stages en opdrachten met een buddy, naar een duurzame arbeidsplaats",
    (Party("derksen-drolsbach", "Derksen & Drolsbach", "contractor"),),
    frozenset({TargetGroup.DEBTS}), date(2018, 3, 12), "u-21",
)  # fmt: skip
DELOITTE = MadeUp(
    "scenario-deloitte", "Archieven digitaliseren", "begeleiding naar duurzame banen, te beginnen met het digitaliseren van archieven",
    (
        Party("deloitte", "Deloitte", "contractor"), Party("wsp-den-haag", "WSP Den Haag", "sourcing_partner"),
        Party("mondriaan", "Mondriaan", "education_partner"), Party("binnenwerk", "Binnenwerk", "employer_of_record"),
    ),
    frozenset({TargetGroup.WORK_LIMITATION}), date(2018, 4, 9), "u-31", (OpenItem(OPEN_ITEM),),
)  # fmt: skip
VANBERKEL = MadeUp(
    "scenario-vanberkel", "Traineeship Data-ICT", "een traineeship in data en ICT, met uitzicht op een baan",
    (Party("vanberkel", "Vanberkel Professionals", "contractor"), Party("adr", "ADR", "host")),
    frozenset({TargetGroup.OTHER}), date(2018, 5, 14), "u-41",
)  # fmt: skip
JS_CONSULTANCY = MadeUp(
    "scenario-js-consultancy", "Ieder jaar een recruiter Rijksoverheid", "ieder jaar een ontwikkeltraject naar een vaste baan",
    (Party("js-consultancy", "JS Consultancy", "contractor"), Party("rijk", "het Rijk", "commissioning_party")),
    frozenset({TargetGroup.WITHOUT_BENEFIT, TargetGroup.OLDER_UNEMPLOYED}), date(2019, 8, 26), "u-51",
)  # fmt: skip

DISCHARGED = (VKA_AEF, DERKSEN_DROLSBACH, DELOITTE, VANBERKEL)
SCENARIO = (*DISCHARGED, JS_CONSULTANCY)


class Diary:
    """What happens to one pilot of the scenario, day by day; each step is recorded on its own day."""

    def __init__(self, flow: Flow, clock: Clock, pilot: MadeUp) -> None:
        self._flow, self._clock, self.pilot = flow, clock, pilot

    def does(self, day: int | date, trigger: str, by: Actor, data: object = None, part: str | None = None, **more: Any) -> Outcome:
        """One step, so many days after the proposal or on a given day."""
        self._clock.set(self.pilot.on(day) if isinstance(day, int) else day)
        return self._flow.handle(self.pilot.id, trigger, by=by, data=data, part=part, **more)

    def is_proposed(self) -> None:
        """Up to the intake of the proposal."""
        pilot, lead = self.pilot, self.pilot.contractor
        self._clock.set(pilot.proposed)
        self._flow.open(PROEFTUIN, pilot.id, by=lead, profile="mvm",
                        data=ProposalDraft(pilot.title, pilot.parties, commissioned_by="rijk"))  # fmt: skip
        content = ProposalContent(pilot.document("proposal"), (Goal("g1", pilot.goal),), ("wat werkt, en voor wie?",), pilot.groups,
                                  pilot.document("relation"))  # fmt: skip
        self.does(3, "submit_proposal", lead, content)
        self.does(7, "take_into_intake", BUYER)
        self.does(10, "register_host", BUYER, HostOffer("afdeling-1"))

    def is_approved(self, *waivers: Waiver) -> Outcome:
        """The proposal is approved: with the support of management, unless that is waived."""
        if not waivers:
            self.does(12, "record_support", SPONSOR, Support(self.pilot.document("support")))
        return self.does(14, "approve_proposal", BUYER, waive=waivers)

    def plan_is_offered(self) -> None:
        """The plan of approach lies ready to be signed."""
        pilot, lead = self.pilot, self.pilot.contractor
        draft = PlanDraft((Goal("g1", pilot.goal),), frozenset(PlanItem), planned_end=pilot.on(730), places=1)
        self.does(28, "draft_plan", lead, draft)
        self.does(35, "submit_plan", lead, PlanDocument(pilot.document("plan"), pilot.content_hash), "plan/1")
        self.does(42, "open_signing", BUYER, SigningTerms(), "plan/1")

    def is_signed(self, day: int, by: Actor, party: str) -> Outcome:
        """One party signs."""
        return self.does(day, "sign", by, self.pilot.signature(party), "plan/1")

    def is_carried_out(self) -> None:
        """From the start of the execution to its final report."""
        pilot, lead = self.pilot, self.pilot.contractor
        self.does(60, "link_contract", BUYER, CONTRACT)
        self.does(70, "start", lead)
        self.does(100, "report_first_start", lead)
        self.does(date(2019, 9, 30), "complete_execution", lead, FinalReport(counts=NOT_SHOWN, report=pilot.document("final-report")))

    def is_evaluated(self) -> None:
        """An evaluation, heard on both sides and adopted."""
        pilot, lead, part = self.pilot, self.pilot.contractor, "evaluation/1"
        draft = EvaluationDraft(report=pilot.document("evaluation"), judgements=(GoalJudgement("g1", "achieved"),),
                                lessons=(Lesson("l1", "begin vroeg, en met wie het werk al doet"),), candidates_heard=True)  # fmt: skip
        self.does(date(2019, 10, 1), "plan_evaluation", BUYER, EvaluationPlan("final"))
        self.does(date(2019, 10, 3), "collect_findings", EVALUATOR, None, part)
        self.does(date(2019, 10, 14), "draft_evaluation", EVALUATOR, draft, part)
        self.does(date(2019, 10, 15), "open_hearing", EVALUATOR, None, part)
        self.does(date(2019, 10, 21), "give_view", BUYER, View(Side.COMMISSIONING, agrees_to_publication=True), part)
        self.does(date(2019, 10, 22), "give_view", lead, View(Side.CONTRACTING, agrees_to_publication=True), part)
        self.does(date(2019, 10, 28), "adopt_evaluation", BUYER, Adoption("public"), part)

    def asks_decharge(self) -> None:
        """Decharge is asked for, and put on the agenda of the session."""
        pilot, lead = self.pilot, self.pilot.contractor
        request = DechargeRequest(pilot.document("memo"), open_items=pilot.open_items, finances_closed=True, handover=pilot.document("handover"))
        self.does(date(2019, 11, 1), "request_decharge", lead, request)
        self.does(date(2019, 11, 7), "schedule_decharge", COORDINATOR, Schedule(AFTERNOON, SESSION), "decharge/1")
