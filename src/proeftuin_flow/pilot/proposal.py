"""
Proposal: from a first draft to approval.

What the commissioning party, the parties and the contract are, is known of the pilot as a whole; the proposal adds goals and groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from ..bodies import Filled, Prose, Uri
from ..guards import Severity, Trigger, guard, not_by_whoever, waivable
from ..labels import Label, PartTitle, Phrase, phrase
from ..lifecycle import NEW, Lifecycle, State, event
from ..privacy import C0
from ..situation import Situation
from . import phases
from .days import after, in_words
from .facts import Pilot, Proposal
from .grounds import Grounds
from .kinds import Policy
from .roles import (
    ADVISORY_TEAM,
    CATEGORY_MANAGER,
    CO_INITIATOR,
    COMMISSIONING_PARTY,
    HOST,
    INITIATOR,
    MANAGEMENT_SPONSOR,
    WAIVABLE,
)
from .values import Goal, Id, PartyRole, TargetGroup, TenderPhase

__all__ = [
    "APPROVE_PROPOSAL", "BEGIN_PROPOSAL", "PROPOSAL", "RECORD_SUPPORT", "REGISTER_HOST", "REJECT_PROPOSAL", "RETURN_PROPOSAL", "SUBMIT_PROPOSAL",
    "TAKE_INTO_INTAKE", "HostOffer", "Points", "ProposalContent", "Support", "approved", "begin_proposal", "draft", "intake", "rejected",
    "submitted",
]  # fmt: skip

draft = State("draft", nl="concept", en="draft")
submitted = State("submitted", nl="ingediend", en="submitted")
intake = State("intake", nl="in intake", en="in intake")
approved = State("approved", nl="goedgekeurd", en="approved", final=True)
rejected = State("rejected", nl="afgewezen", en="rejected", final=True)

BEGIN_PROPOSAL = Trigger("begin_proposal", nl="voorstel beginnen", en="begin a proposal")
SUBMIT_PROPOSAL = Trigger("submit_proposal", nl="voorstel indienen", en="submit the proposal")
TAKE_INTO_INTAKE = Trigger("take_into_intake", nl="in intake nemen", en="take into intake")
RETURN_PROPOSAL = Trigger("return_proposal", nl="voorstel teruggeven voor aanvulling", en="return the proposal")
APPROVE_PROPOSAL = Trigger("approve_proposal", nl="voorstel goedkeuren", en="approve the proposal")
REJECT_PROPOSAL = Trigger("reject_proposal", nl="voorstel afwijzen", en="reject the proposal")
RECORD_SUPPORT = Trigger("record_support", nl="steun van het management vastleggen", en="record the support of management")
REGISTER_HOST = Trigger("register_host", nl="ontvangende afdeling vastleggen", en="register a host department")


# ── what is handed in ────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class ProposalContent:
    """
    The proposal as it is submitted: the document, for whom, what for, and what is to be learned.

    `relation` is where it is explained how the work relates to the contract, or why it takes place elsewhere; `pages` how many sheets
    of A4 the document has; `policies` which policies the pilot serves, both if both, none if that is not said.
    """

    document: C0[Uri]
    goals: C0[tuple[Goal, ...]] = ()
    learning_questions: C0[tuple[Prose, ...]] = ()
    target_groups: C0[frozenset[TargetGroup]] = frozenset()
    relation: C0[Uri | None] = None
    pages: C0[int | None] = None
    policies: C0[frozenset[Policy]] = frozenset()


@frozen
class Points:
    """What has to be added to a proposal, point by point."""

    points: C0[Filled[tuple[Prose, ...]]]


@frozen
class Support:
    """Where senior management says that it supports the pilot."""

    statement: C0[Uri]


@frozen
class HostOffer:
    """The department that wants to receive a candidate, by its id."""

    unit: C0[Id]


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

nobody_named = phrase("nobody_named", nl="nog niemand aangewezen", en="nobody named yet")
no_goal = phrase("no_goal", nl="geen doel", en="no goal")
no_learning_question = phrase("no_learning_question", nl="geen leervraag", en="no learning question")
no_target_group = phrase("no_target_group", nl="geen doelgroep", en="no target group")
no_contract_linked = phrase("no_contract_linked", nl="geen contract gekoppeld", en="no contract linked")
threshold_is = phrase(
    "threshold_is", nl="social return geldt hier vanaf {euros:,} euro en {term}",
    en="social return applies here from {euros:,} euros and {term}", euros=int, term=Phrase,
)  # fmt: skip
was_expected_on = phrase("was_expected_on", nl="uiterlijk {day}", en="by {day}", day=date)
at_most_pages = phrase("at_most_pages", nl="hoogstens {most} A4", en="{most} sheets of A4 at most", most=int)
not_recorded = phrase("not_recorded", nl="nog niet vastgelegd", en="not recorded yet")
nobody_offered = phrase("nobody_offered", nl="nog geen afdeling", en="no department yet")


@guard(nl="er is een opdrachtgever", en="there is a commissioning party",
       advice=Label("Er is nog geen opdrachtgever aangewezen.", "No commissioning party has been named yet."))  # fmt: skip
def commissioning_party_known(s: Situation[Proposal]) -> Iterator[Phrase]:
    """S12: the commissioning party is finally responsible for the request and for steering on results."""
    pilot = s.root(Pilot).facts
    if pilot.commissioned_by is None and not any(party.role is PartyRole.COMMISSIONING_PARTY for party in pilot.parties):
        yield nobody_named()


@guard(nl="er is een opdrachtnemer", en="there is a contractor",
       advice=Label("Er is nog geen opdrachtnemer aangewezen.", "No contractor has been named yet."))  # fmt: skip
def contractor_known(s: Situation[Proposal]) -> Iterator[Phrase]:
    """S3: a pilot is tailor-made and jointly decided."""
    if not any(party.role is PartyRole.CONTRACTOR for party in s.root(Pilot).facts.parties):
        yield nobody_named()


@guard(nl="er is een doel en een leervraag", en="there is a goal and a learning question", severity=WAIVABLE,
       advice=Label("Beschrijf minstens één doel en één leervraag.", "Describe at least one goal and one learning question."))  # fmt: skip
def goal_and_learning_question(s: Situation[Proposal], content: ProposalContent) -> Iterator[Phrase]:
    """S2, S3: the purpose is people at work, and knowledge ahead of policy."""
    if not content.goals:
        yield no_goal()
    if not content.learning_questions:
        yield no_learning_question()


@guard(nl="de doelgroep is beschreven", en="the target group is described",
       advice=Label("Geef aan voor welke doelgroep(en) de proeftuin is bedoeld.", "State which target group(s) the pilot is for."))  # fmt: skip
def target_group_described(s: Situation[Proposal], content: ProposalContent) -> Iterator[Phrase]:
    """S22, S2: the classic list of target groups, and the wider one of Maatwerk voor Mensen."""
    if not content.target_groups:
        yield no_target_group()


@guard(nl="er is een contract, of de proeftuin is vrijwillig", en="there is a contract, or the pilot is voluntary", severity=WAIVABLE,
       advice=Label("Koppel een contract of aanbesteding, of geef aan dat de proeftuin vrijwillig is.",
                    "Link a contract or tender, or state that the pilot is voluntary."))  # fmt: skip
def contract_link(s: Situation[Proposal]) -> Iterator[Phrase]:
    """S5: social return is asked for above 250,000 euros and from 6 months."""
    pilot = s.root(Pilot).facts
    if pilot.contract is None and not pilot.voluntary:
        yield no_contract_linked()
        if (threshold := s.parameters["threshold_amount"]) is not None:
            yield threshold_is(euros=threshold // 100, term=in_words(s.parameters["min_contract_term"]))


@guard(nl="de samenhang met de opdracht is uitgelegd", en="the relation to the contract is explained", severity=Severity.ADVISORY,
       advice=Label("Leg uit hoe het werk samenhangt met de opdracht, of waarom de inzet elders plaatsvindt.",
                    "Explain how the work relates to the contract, or why it takes place elsewhere."))  # fmt: skip
def relation_to_contract(s: Situation[Proposal]) -> Iterator[Phrase]:
    """S5 asks that the work relates to the contract; S6 that suppliers may realise a comparable goal elsewhere."""
    if s.facts.relation is None:
        yield not_recorded()


@guard(nl="het hoger management steunt de proeftuin", en="senior management supports the pilot", severity=WAIVABLE,
       advice=Label("Er is nog geen steun van het hoger management vastgelegd.",
                    "Support from senior management has not been recorded yet."))  # fmt: skip
def management_support(s: Situation[Proposal]) -> Iterator[Phrase]:
    """S1: ProRail set its pilot up with the support of higher management and politics; S7 and S14 say the same."""
    if s.facts.support is None:
        yield not_recorded()


@guard(nl="een afdeling wil een kandidaat ontvangen", en="a department wants to host a candidate", severity=WAIVABLE,
       advice=Label("Er is nog geen afdeling die de kandidaat wil ontvangen.", "No department has agreed to host the candidate yet."))  # fmt: skip
def host_demand(s: Situation[Proposal]) -> Iterator[Phrase]:
    """S11: the demand comes from the department first."""
    if not s.facts.hosts:
        yield nobody_offered()


@guard(nl="het eerste contact is op tijd", en="the first contact is on time", severity=Severity.ADVISORY)
def contact_on_time(s: Situation[Proposal]) -> Iterator[Phrase]:
    """S24, S25: whoever is awarded a contract reports within seven days."""
    contract, term = s.root(Pilot).facts.contract, s.parameters["contact_due"]
    if term is not None and contract is not None and contract.awarded_on is not None and s.day > (due := after(contract.awarded_on, term)):
        yield was_expected_on(day=due)


@guard(nl="het plan bij de inschrijving is kort", en="the plan in the bid is short", severity=Severity.ADVISORY)
def bid_plan_is_short(s: Situation[Proposal], content: ProposalContent) -> Iterator[Phrase]:
    """S13: a vision of two sheets of A4 at most; S26: a global plan of one or two."""
    most = s.parameters["bid_plan_pages"]
    if most is not None and content.pages is not None and content.pages > most and s.root(Pilot).facts.tender_phase is TenderPhase.BEFORE:
        yield at_most_pages(most=most)


approver_did_not_submit = not_by_whoever(
    SUBMIT_PROPOSAL, code="approver_did_not_submit", severity=waivable(by=[MANAGEMENT_SPONSOR]),
    nl="wie goedkeurt, diende het voorstel niet zelf in", en="whoever approves did not submit the proposal",
)  # fmt: skip
"""S43: gatekeepers are independent.  G12 of the domain: who submits the proposal may not also approve it."""


@guard(nl="de proeftuin is nog een voorstel", en="the pilot is still a proposal")
def still_proposed(s: Situation[Proposal]) -> Iterator[PartTitle]:
    """Once the plan has been signed a pilot is not rejected any more; it is stopped (S38: orderly premature closure)."""
    if not (pilot := s.root(Pilot)).at(phases.proposal):
        yield pilot.title


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_content(proposal: Proposal, content: ProposalContent) -> Proposal:
    return evolve(
        proposal, document=content.document, goals=content.goals, learning_questions=content.learning_questions,
        target_groups=content.target_groups, policies=content.policies, relation=content.relation,
    )  # fmt: skip


def with_support(proposal: Proposal, support: Support) -> Proposal:
    return evolve(proposal, support=support.statement)


def with_host(proposal: Proposal, offer: HostOffer) -> Proposal:
    return evolve(proposal, hosts=proposal.hosts | {offer.unit})


proposal_begun = event("proposal_begun", nl="voorstel begonnen", en="proposal begun")
proposal_submitted = event("proposal_submitted", ProposalContent, nl="voorstel ingediend", en="proposal submitted", then=with_content)
proposal_in_intake = event("proposal_in_intake", nl="voorstel in intake", en="proposal in intake")
proposal_returned = event("proposal_returned", Points, nl="voorstel teruggelegd", en="proposal returned")
proposal_approved = event("proposal_approved", nl="voorstel goedgekeurd", en="proposal approved")
proposal_rejected = event("proposal_rejected", Grounds, nl="voorstel afgewezen", en="proposal rejected")
support_recorded = event("support_recorded", Support, nl="steun vastgelegd", en="support recorded", then=with_support)
host_registered = event("host_registered", HostOffer, nl="ontvangende afdeling vastgelegd", en="host department registered", then=with_host)

begin_proposal = NEW.to(draft, on=BEGIN_PROPOSAL, by=[], emits=proposal_begun)

PROPOSAL = Lifecycle(
    "proposal", nl="voorstel", en="proposal", facts=Proposal, at_most=1,
    transitions=[
        begin_proposal,
        draft.to(
            submitted, on=SUBMIT_PROPOSAL, by=[INITIATOR, CO_INITIATOR], emits=proposal_submitted,
            requires=[
                commissioning_party_known, contractor_known, goal_and_learning_question, target_group_described, contract_link, contact_on_time,
                bid_plan_is_short,
            ],
        ),
        submitted.to(intake, on=TAKE_INTO_INTAKE, by=[ADVISORY_TEAM, CATEGORY_MANAGER], emits=proposal_in_intake),
        intake.to(draft, on=RETURN_PROPOSAL, by=[ADVISORY_TEAM, CATEGORY_MANAGER], emits=proposal_returned),
        intake.to(
            approved, on=APPROVE_PROPOSAL, by=[COMMISSIONING_PARTY], emits=proposal_approved, decision=True,
            requires=[relation_to_contract, management_support, host_demand, approver_did_not_submit],
        ),
        *(
            state.to(rejected, on=REJECT_PROPOSAL, by=[COMMISSIONING_PARTY], emits=proposal_rejected, requires=[still_proposed], decision=True)
            for state in (submitted, intake)
        ),
        *(
            arrow
            for state in (draft, submitted, intake)
            for arrow in (
                state.stays(on=RECORD_SUPPORT, by=[MANAGEMENT_SPONSOR, INITIATOR, CO_INITIATOR], emits=support_recorded),
                state.stays(on=REGISTER_HOST, by=[CATEGORY_MANAGER, INITIATOR, CO_INITIATOR, HOST], emits=host_registered),
            )
        ),
    ],
)  # fmt: skip
