"""
Pilots: a small case type in the shape of the real one, and a life for as many of them as a log is to have.

A root, a plan that two parties sign, and a decharge; twelve records to a life.  Five of those have a body, with a nested
value, a set of codes, dates, and in a signature the one field that is about a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from attrs import evolve, field, frozen

from proeftuin_flow import (
    C0,
    C1,
    NEW,
    Actor,
    CaseType,
    Command,
    Lifecycle,
    Redacted,
    Role,
    Situation,
    State,
    Trigger,
    event,
    guard,
    not_by_whoever,
    waivable,
)

RECORDS = 12
"""The records of one life."""


# ── what is known, and what is handed in ─────────────────────────────────────────────────────────────────────────────────


@frozen
class Proposal:
    title: C0[str]
    submitted_on: C0[date]


@frozen
class Pilot:
    title: str = ""
    submitted_on: date | None = None


@frozen
class Party:
    id: str
    name: str


@frozen
class PlanDraft:
    content_hash: C0[str]
    parties: C0[tuple[Party, ...]]


@frozen
class Signature:
    party: C0[str]
    content_hash: C0[str]
    signed_on: C0[date]
    person: C1[str]


@frozen
class Plan:
    content_hash: str = ""
    parties: tuple[Party, ...] = ()
    signatures: Mapping[str, str | Redacted] = field(factory=dict)


class Scope(Enum):
    PLAN_EXECUTION = "plan_execution"
    SOCIAL_RETURN_OBLIGATION = "social_return_obligation"


@frozen
class Terms:
    scope: C0[frozenset[Scope]]
    decided_on: C0[date]


@frozen
class Decharge:
    terms: Terms | None = None


# ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────

CONTRACTOR = Role("contractor", nl="opdrachtnemer", en="contractor")
PARTNER = Role("consortium_partner", nl="consortiumpartner", en="consortium partner")
COMMISSIONER = Role("commissioning_party", nl="opdrachtgever", en="commissioning party")

PROPOSE = Trigger("propose", nl="voorstellen", en="propose")
START = Trigger("start", nl="starten", en="start")
COMPLETE = Trigger("complete_execution", nl="uitvoering afronden", en="complete execution")
DRAFT_PLAN = Trigger("draft_plan", nl="plan opstellen", en="draft a plan")
OPEN_SIGNING = Trigger("open_signing", nl="ter ondertekening aanbieden", en="open signing")
SIGN = Trigger("sign", nl="ondertekenen", en="sign")
REQUEST_DECHARGE = Trigger("request_decharge", nl="décharge vragen", en="request decharge")
GRANT_DECHARGE = Trigger("grant_decharge", nl="décharge verlenen", en="grant decharge")

drafting = State("drafting", nl="in opstelling", en="drafting")
signing = State("signing", nl="in ondertekening", en="being signed")
in_force = State("in_force", nl="van kracht", en="in force", final=True)
requested = State("requested", nl="gevraagd", en="requested")
granted = State("granted", nl="verleend", en="granted", final=True)
proposal = State("proposal", nl="voorstel", en="proposal")
plan_signed = State("plan_signed", nl="plan getekend", en="plan signed")
running = State("running", nl="lopend", en="running")
evaluation = State("evaluation", nl="evaluatie", en="evaluation")
decharged = State("decharge", nl="décharge", en="decharge", final=True)


def _missing(plan: Plan) -> Iterator[str]:
    return (party.name for party in plan.parties if party.id not in plan.signatures)


@guard(nl="alle partijen hebben getekend", en="all parties have signed")
def all_parties_signed(s: Situation[Plan]) -> Iterator[str]:
    yield from _missing(s.facts)


@guard(nl="de handtekening hoort bij deze versie", en="the signature belongs to this version")
def same_version(s: Situation[Plan], signature: Signature) -> Iterator[str]:
    if signature.content_hash != s.facts.content_hash:
        yield signature.content_hash[:12]


@guard(nl="de partij heeft nog niet getekend", en="the party has not signed yet")
def not_signed_before(s: Situation[Plan], signature: Signature) -> Iterator[str]:
    if signature.party in s.facts.signatures:
        yield signature.party


@guard(nl="de proeftuin is in evaluatie", en="the pilot is in evaluation")
def in_evaluation(s: Situation[Decharge]) -> Iterator[str]:
    if s.case.state != evaluation.name:
        yield s.case.state


@guard(nl="het plan van aanpak is van kracht", en="the plan of approach is in force")
def plan_in_force(s: Situation[Pilot]) -> Iterator[str]:
    if not s.count(Plan, in_force):
        yield "plan"


@guard(nl="décharge is verleend", en="decharge is granted")
def decharge_granted(s: Situation[Pilot]) -> Iterator[str]:
    if not s.count(Decharge, granted):
        yield "decharge"


independent = not_by_whoever(
    PROPOSE,
    nl="wie het voorstel deed, verleent niet zelf décharge",
    en="whoever proposed it does not grant its decharge",
    severity=waivable(by=[COMMISSIONER]),
)


def with_proposal(pilot: Pilot, proposal: Proposal) -> Pilot:
    return Pilot(proposal.title, proposal.submitted_on)


def with_draft(plan: Plan, draft: PlanDraft) -> Plan:
    return evolve(plan, content_hash=draft.content_hash, parties=draft.parties)


def with_signature(plan: Plan, signature: Signature) -> Plan:
    return evolve(plan, signatures={**plan.signatures, signature.party: signature.person})


def with_terms(decharge: Decharge, terms: Terms) -> Decharge:
    return evolve(decharge, terms=terms)


PLAN = Lifecycle(
    "plan", nl="plan van aanpak", en="plan of approach", facts=Plan,
    transitions=[
        NEW.to(drafting, on=DRAFT_PLAN, by=[CONTRACTOR],
               emits=event("plan_drafted", PlanDraft, nl="plan opgesteld", en="plan drafted", then=with_draft)),
        drafting.to(signing, on=OPEN_SIGNING, by=[COMMISSIONER],
                    emits=event("signing_opened", nl="ter ondertekening aangeboden", en="signing opened")),
        signing.stays(on=SIGN, by=[CONTRACTOR, PARTNER], requires=[same_version, not_signed_before], decision=True,
                      emits=event("party_signed", Signature, nl="partij heeft getekend", en="party signed", then=with_signature)),
        signing.becomes(in_force, requires=[all_parties_signed], emits=event("plan_in_force", nl="van kracht", en="in force")),
    ],
)  # fmt: skip

DECHARGE = Lifecycle(
    "decharge", nl="décharge", en="decharge", facts=Decharge, at_most=1,
    transitions=[
        NEW.to(requested, on=REQUEST_DECHARGE, by=[CONTRACTOR], requires=[in_evaluation],
               emits=event("decharge_requested", nl="décharge gevraagd", en="decharge requested")),
        requested.to(granted, on=GRANT_DECHARGE, by=[COMMISSIONER], requires=[independent], decision=True,
                     emits=event("decharge_granted", Terms, nl="décharge verleend", en="decharge granted", then=with_terms)),
    ],
)  # fmt: skip

PILOT = Lifecycle(
    "pilot", nl="proeftuin", en="pilot", facts=Pilot,
    transitions=[
        NEW.to(proposal, on=PROPOSE, by=[CONTRACTOR],
               emits=event("pilot_proposed", Proposal, nl="proeftuin voorgesteld", en="pilot proposed", then=with_proposal)),
        proposal.becomes(plan_signed, watches=[Plan], requires=[plan_in_force],
                         emits=event("plan_signed", nl="plan getekend", en="plan signed")),
        plan_signed.to(running, on=START, by=[CONTRACTOR], requires=[plan_in_force],
                       emits=event("execution_started", nl="uitvoering gestart", en="execution started")),
        running.to(evaluation, on=COMPLETE, by=[CONTRACTOR],
                   emits=event("execution_completed", nl="uitvoering afgerond", en="execution completed")),
        evaluation.becomes(decharged, watches=[Decharge], requires=[decharge_granted],
                           emits=event("decharged", nl="gedechargeerd", en="decharged")),
    ],
)  # fmt: skip

PROEFTUIN = CaseType("proeftuin", version=1, nl="proeftuin", en="pilot", root=PILOT, parts=[PLAN, DECHARGE])


# ── a life ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

LEAD = Actor("u-17", roles={"contractor"}, organisation="vka")
ALLY = Actor("u-23", roles={"consortium_partner"}, organisation="aef")
BUYER = Actor("u-02", roles={"commissioning_party"}, organisation="rijk")
PARTIES = (Party("vka", "VKA"), Party("aef", "AEF"))
FIRST = datetime(2019, 11, 21, 9, tzinfo=UTC)


def life(number: int) -> Iterator[Command]:
    """What is wished in one life, from proposal to decharge; no two lives are the same."""
    now = FIRST + timedelta(seconds=number)
    day = date(2018, 3, 1) + timedelta(days=number % 600)
    content = f"{number * 2_654_435_761:064x}"
    yield Command("propose", LEAD, now, None, Proposal(f"Proeftuin nummer {number}", day))
    yield Command("draft_plan", LEAD, now, None, PlanDraft(content, PARTIES))
    yield Command("open_signing", BUYER, now, "plan/1")
    yield Command("sign", LEAD, now, "plan/1", Signature("vka", content, day, f"ondertekenaar {number}"))
    yield Command("sign", ALLY, now, "plan/1", Signature("aef", content, day, f"ondertekenaar {number + 1}"))
    yield Command("start", LEAD, now)
    yield Command("complete_execution", LEAD, now)
    yield Command("request_decharge", LEAD, now)
    yield Command("grant_decharge", BUYER, now, None, Terms(frozenset({Scope.PLAN_EXECUTION}), day))
