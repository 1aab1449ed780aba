"""
A pilot that can be told: one short word per step, so that a test begins where it wants to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from proeftuin_flow.acts import TakeOver
from proeftuin_flow.case import Case, Event, Part
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.flow import Flow
from proeftuin_flow.guards import Role
from proeftuin_flow.log import GENESIS, Stamp, seal
from proeftuin_flow.pilot import (
    PROEFTUIN,
    Adoption,
    Assignment,
    Contract,
    ContractLink,
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
    Nomination,
    Occupant,
    Parties,
    Party,
    Placement,
    PlaceOffer,
    PlanDocument,
    PlanDraft,
    PlanItem,
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
    roles,
)
from proeftuin_flow.stores import Commit, MemoryStore
from proeftuin_flow.wishes import Actor, Command, Waiver

NOW = datetime(2019, 12, 1, 12, tzinfo=UTC)
HASH = "a" * 64
URI = "urn:example:document"

lead = Actor("u-17", roles={"contractor", "initiator"}, organisation="vka")
partner = Actor("u-23", roles={"consortium_partner"}, organisation="aef")
buyer = Actor("u-02", roles={"commissioning_party", "category_manager"}, organisation="rijk")
sponsor = Actor("u-03", roles={"management_sponsor"}, organisation="rijk")
grantor = Actor("u-04", roles={"grantor"}, organisation="rijk")
coordinator = Actor("u-05", roles={"social_return_coordinator"}, organisation="rijk")
evaluator = Actor("u-06", roles={"evaluator"}, organisation="onderzoek")
organiser = Actor("u-07", roles={"organiser"}, organisation="ienw")

VKA = Party("vka", "VKA", "contractor")
AEF = Party("aef", "AEF", "consortium_partner")

DRAFT = ProposalDraft("Statushouders aan het werk", (VKA, AEF), commissioned_by="rijk")
CONTENT = ProposalContent(URI, (Goal("g1", "twee banen"),), ("wat werkt?",), frozenset({TargetGroup.STATUS_HOLDERS}), URI)
CONTRACT = ContractLink(Contract("urn:example:contract", date(2018, 1, 1), date(2021, 1, 1), awarded_on=date(2018, 1, 1)))
PLAN_DRAFT = PlanDraft((Goal("g1", "twee banen"),), frozenset(PlanItem), date(2019, 12, 31), 2)
COUNTS = Counts(nominated=10, started=5, placed=5, ended=0)
TERMS = DechargeTerms(
    scope=frozenset({Scope.PLAN_EXECUTION}),
    obligation_effect="to_be_decided",
    addressees=frozenset({"vka", "aef"}),
    decided_on=date(2019, 11, 21),
    effective_on=date(2019, 11, 21),
    form="session",
)


class Story:
    """One case, and what happens to it.  `does` expects that it may; `refusal` that it may not."""

    def __init__(self, case: Case, events: tuple[Event[Any], ...] = ()) -> None:
        self.case = case
        self.events = events

    def wish(
        self, trigger: str, by: Actor, data: object = None, part: str | None = None, on: date | None = None, waive: Mapping[str, str] | None = None
    ) -> Accepted | Refused:
        waivers = [Waiver(guard, reason) for guard, reason in (waive or {}).items()]
        return decide(self.case, Command(trigger, by, NOW, part, data, on, waivers))

    def does(self, trigger: str, by: Actor, data: object = None, part: str | None = None, **more: Any) -> Story:
        accepted = self.accepted(trigger, by, data, part, **more)
        return Story(accepted.case, (*self.events, *accepted.events))

    def accepted(self, trigger: str, by: Actor, data: object = None, part: str | None = None, **more: Any) -> Accepted:
        decision = self.wish(trigger, by, data, part, **more)
        assert isinstance(decision, Accepted), decision.text("en")
        return decision

    def checks(self, trigger: str, by: Actor, data: object = None, part: str | None = None, **more: Any) -> dict[str, list[str]]:
        """What the log keeps of the requirements of a wish that is accepted: the outcome, and in English what blocked it."""
        first = self.accepted(trigger, by, data, part, **more).events[0]
        return {check.guard: [check.outcome, *map(_english, check.blockers)] for check in first.checks}

    def refusal(self, trigger: str, by: Actor, data: object = None, part: str | None = None, **more: Any) -> Refused:
        decision = self.wish(trigger, by, data, part, **more)
        assert isinstance(decision, Refused)
        return decision

    def codes(self, trigger: str, by: Actor, data: object = None, part: str | None = None, **more: Any) -> list[str]:
        """What stands in the way, by code."""
        return [reason.guard or reason.code for reason in self.refusal(trigger, by, data, part, **more).reasons]

    def named(self, trigger: str, guard: str, by: Actor, data: object = None, part: str | None = None, **more: Any) -> list[str]:
        """What blocks one guard, in English; nothing if it does not stand in the way."""
        decision = self.wish(trigger, by, data, part, **more)
        reasons = decision.reasons if isinstance(decision, Refused) else ()
        return [_english(blocker) for reason in reasons if reason.guard == guard for blocker in reason.blockers]

    def state(self, address: str) -> str:
        return self.case[address].state

    def part(self, address: str) -> Part[Any]:
        return self.case[address]


def _english(blocker: Any) -> str:
    return blocker if isinstance(blocker, str) else str(blocker.text("en"))


def new(case_type: CaseType = PROEFTUIN, profile: str | None = None) -> Story:
    return Story(case_type.new("vka-aef", profile))


def proposed(draft: ProposalDraft = DRAFT, profile: str | None = None) -> Story:
    return new(profile=profile).does("propose", lead, draft, on=date(2018, 3, 1))


def in_intake(draft: ProposalDraft = DRAFT) -> Story:
    return proposed(draft).does("submit_proposal", lead, CONTENT).does("take_into_intake", buyer)


def approved(draft: ProposalDraft = DRAFT) -> Story:
    supported = in_intake(draft).does("record_support", sponsor, Support(URI)).does("register_host", buyer, HostOffer("adr"))
    return supported.does("approve_proposal", buyer)


def offered(story: Story, number: int = 1, draft: PlanDraft = PLAN_DRAFT, content_hash: str = HASH) -> Story:
    """A version of the plan, offered for signing."""
    address = f"plan/{number}"
    submitted = story.does("draft_plan", lead, draft, on=date(2018, 5, 1)).does("submit_plan", lead, PlanDocument(URI, content_hash), address)
    return submitted.does("open_signing", buyer, SigningTerms(), address)


def signature(party: str, content_hash: str = HASH, **more: Any) -> Signature:
    return Signature(party, content_hash, "wet_ink", **more)


def half_signed() -> Story:
    return offered(approved()).does("sign", lead, signature("vka"), "plan/1")


def plan_signed() -> Story:
    return half_signed().does("sign", partner, signature("aef"), "plan/1")


def running() -> Story:
    linked = plan_signed().does("link_contract", buyer, CONTRACT)
    return linked.does("start", lead, on=date(2019, 1, 7)).does("report_first_start", lead, on=date(2019, 2, 1))


def in_evaluation() -> Story:
    return running().does("complete_execution", lead, FinalReport(counts=COUNTS, report=URI), on=date(2019, 10, 1))


EVALUATION = EvaluationDraft(
    report=URI,
    judgements=(GoalJudgement("g1", "achieved"),),
    lessons=(Lesson("l1", "begin vroeg"),),
    candidates_heard=True,
)


def in_hearing(story: Story, draft: EvaluationDraft = EVALUATION, kind: str = "final", number: int = 1) -> Story:
    address = f"evaluation/{number}"
    planned = story.does("plan_evaluation", buyer, EvaluationPlan(kind))
    drafted = planned.does("collect_findings", evaluator, None, address).does("draft_evaluation", evaluator, draft, address)
    return drafted.does("open_hearing", evaluator, None, address)


def evaluated(story: Story, kind: str = "final", number: int = 1) -> Story:
    address = f"evaluation/{number}"
    hearing = in_hearing(story, EVALUATION, kind, number)
    heard = hearing.does("give_view", buyer, View(Side.COMMISSIONING, agrees_to_publication=True), address)
    agreed = heard.does("give_view", lead, View(Side.CONTRACTING, agrees_to_publication=True), address)
    return agreed.does("adopt_evaluation", buyer, Adoption("public"), address)


def requested(request: DechargeRequest | None = None) -> Story:
    return evaluated(in_evaluation()).does("request_decharge", lead, request or DechargeRequest(URI, finances_closed=True, handover=URI))


# ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────────

ELIGIBLE = EligibilityCheck("sourcing_partner", date(2019, 1, 15), "urn:example:eligibility")
JOB = Placement("host", "permanent", evidence="urn:example:proof")

host = Actor("u-31", roles={"host"}, organisation="adr")
archivist = Actor("u-32", roles={"archivist"}, organisation="rijk")
auditor = Actor("u-33", roles={"auditor"}, organisation="adr")

CAST = (
    Party("adr", "ADR", "host"),
    Party("binnenwerk", "Binnenwerk", "employer_of_record"),
    Party("wsp", "WSP", "sourcing_partner"),
    Party("school", "School", "education_partner"),
)
ROLES = {each.name: each for each in vars(roles).values() if isinstance(each, Role)}


def mobilising() -> Story:
    """A pilot that has just started; nobody was nominated yet."""
    return plan_signed().does("link_contract", buyer, CONTRACT).does("start", lead, on=date(2019, 1, 7))


def with_cast(story: Story) -> Story:
    """The same pilot, in which every role of a party has an organisation."""
    return story.does("name_parties", coordinator, Parties((*story.case.root.facts.parties, *CAST)))


def with_place(story: Story, offer: PlaceOffer | None = None) -> Story:
    return story.does("open_place", lead, offer or PlaceOffer("adr"), on=date(2019, 1, 10))


def nominated(story: Story, number: int = 1, place: int = 1) -> Story:
    return story.does("nominate", lead, Nomination(place, 2019, ELIGIBLE), f"trajectory/{number}", on=date(2019, 1, 20))


def matched(story: Story, number: int = 1, place: int = 1) -> Story:
    return nominated(story, number, place).does("match", host, Match("adr"), f"trajectory/{number}", on=date(2019, 1, 25))


def in_place(story: Story, number: int = 1, place: int = 1) -> Story:
    """A candidate for whom the place is kept, and who has a buddy."""
    held = matched(story, number, place).does("fill_place", host, Occupant(number), f"place/{place}", on=date(2019, 1, 25))
    return held.does("assign_buddy", host, Assignment("u-88"), f"trajectory/{number}", on=date(2019, 1, 26))


def started(story: Story, number: int = 1, place: int = 1) -> Story:
    start = Start(informed=True, expected_end=date(2019, 12, 31))
    return in_place(story, number, place).does("start_trajectory", lead, start, f"trajectory/{number}", on=date(2019, 2, 1))


def placed(story: Story, number: int = 1, place: int = 1) -> Story:
    return started(story, number, place).does("place_candidate", lead, JOB, f"trajectory/{number}", on=date(2019, 6, 1))


def may(story: Story, trigger: str, data: object = None, part: str | None = None) -> set[str]:
    """The roles that may wish it, each in an organisation that is that here, if any is."""
    parties = {party.role.value: party.id for party in story.case.root.facts.parties}
    wishes = {name: story.wish(trigger, Actor("u-99", roles={name}, organisation=parties.get(name, "rijk")), data, part) for name in ROLES}
    return {name for name, decision in wishes.items() if isinstance(decision, Accepted) or all(each.code != "role" for each in decision.reasons)}


# ── elsewhere ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def taken_over(states: Mapping[str, str], facts: Mapping[str, Any] | None = None, *unlisted: str) -> Story:
    """A pilot that lived before it came here.  All its parts are known, but for the kinds that are named."""
    complete = [lifecycle.name for lifecycle in PROEFTUIN.parts if lifecycle.name not in unlisted]
    return new().does("take_over", coordinator, TakeOver("dossier", states, facts or {}, complete))


def erased(story: Story, *what: str) -> Story:
    """
    The case as it is read back from a store, after what can be erased was removed from these records.

    `what` are types of events, or addresses of parts, all of whose records are meant.
    """
    case, store = story.case, MemoryStore()
    store.append(Commit(case.id, 0, GENESIS, seal(case, story.events, Stamp(NOW), GENESIS)))
    numbers = [event.seq for event in story.events if event.type in what or event.part in what]
    assert numbers, what
    store.redact(case.id, numbers)
    return Story(Flow(store, [case.type]).case(case.id))
