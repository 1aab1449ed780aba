"""
Case types for the tests: a permit, the smallest one that the documentation has, and a tender, which uses everything.

No pilot in sight: the library has to work without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import attrs
from attrs import frozen

from proeftuin_flow.bodies import KvK, Line, Money, Prose, Sha256
from proeftuin_flow.case import Event
from proeftuin_flow.case_type import REDACT, TAKE_OVER, VOID, CaseType, Profile
from proeftuin_flow.guards import Role, Severity, Trigger, guard, not_by_whoever, waivable
from proeftuin_flow.labels import Blocker, Label, phrase
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event, fact
from proeftuin_flow.privacy import C0, C1, C2, REDACTED
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, 13:00 in Amsterdam."""


# ── a permit ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Permit:
    """What is known about a permit."""

    documents: frozenset[str] = frozenset()


@frozen
class Document:
    """What is handed in: the data of the command, and the body of the event."""

    name: C0[str]
    handed_in_by: C1[str]


requested = State("requested", nl="aangevraagd", en="requested")
granted = State("granted", nl="verleend", en="granted", final=True)

CLERK = Role("clerk", nl="behandelaar", en="clerk")

ASK = Trigger("ask", nl="aanvragen", en="ask")
RECEIVE = Trigger("receive", nl="stuk ontvangen", en="receive a document")
GRANT = Trigger("grant", nl="verlenen", en="grant")


@guard(nl="de stukken zijn compleet", en="the documents are complete")
def documents_complete(s: Situation[Permit]) -> Iterator[str]:
    yield from sorted({"map", "identity"} - s.facts.documents)


def with_document(permit: Permit, document: Document) -> Permit:
    return attrs.evolve(permit, documents=permit.documents | {document.name})


PERMIT = CaseType(
    "permit", version=1, nl="vergunning", en="permit",
    root=Lifecycle(
        "permit", nl="vergunning", en="permit", facts=Permit,
        transitions=[
            NEW.to(requested, on=ASK, by=[CLERK], emits=event("permit_asked", nl="aangevraagd", en="asked for")),
            requested.stays(on=RECEIVE, by=[CLERK], emits=event("document_received", Document, nl="stuk ontvangen", en="document received",
                                                                then=with_document)),
            requested.to(granted, on=GRANT, by=[CLERK], requires=[documents_complete], emits=event("permit_granted", nl="verleend", en="granted")),
        ],
    ),
)  # fmt: skip

CLERK_1 = Actor("clerk-1", roles={"clerk"})


# ── a tender: the root ───────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Tender:
    """What is known about a tender."""

    title: Line = fact("", nl="de titel", en="the title")
    budget: Money = fact(0, nl="het budget", en="the budget")
    buyer: str | None = fact(None, nl="de inkoper", en="the buyer")
    winner: int | None = fact(None, nl="de winnaar", en="the winner")
    checked_by: str | None = None


@frozen
class Announcement:
    """What a tender is announced with."""

    title: C0[Line]
    budget: C0[Money]
    buyer: C1[str]


@frozen
class Award:
    """Which bid won, and what it costs."""

    bid: C0[int]
    amount: C0[Money]


@frozen
class Choice:
    """What somebody says when they award: the data from which `award_of` makes an `Award`."""

    bid: int


@frozen
class Reopening:
    """Why a tender is open again."""

    reason: C0[Prose]


open_ = State("open", nl="open", en="open")
closed = State("closed", nl="gesloten", en="closed")
assessed = State("assessed", nl="beoordeeld", en="assessed")
awarded = State("awarded", nl="gegund", en="awarded", final=True)
withdrawn = State("withdrawn", nl="ingetrokken", en="withdrawn", final=True)

BUYER = Role("buyer", nl="inkoper", en="buyer")
LAWYER = Role("lawyer", nl="jurist", en="lawyer")
DIRECTOR = Role("director", nl="directeur", en="director")


def _is_the_buyer(s: Situation[object]) -> bool:
    return s.root(Tender).facts.buyer == s.actor.organisation


OWN_BUYER = Role("own_buyer", nl="inkoper van deze aanbesteding", en="buyer of this tender", holds=_is_the_buyer)

ANNOUNCE = Trigger("announce", nl="aankondigen", en="announce")
CHECK = Trigger("check", nl="controleren", en="check")
CLOSE = Trigger("close", nl="sluiten", en="close")
AWARD = Trigger("award", nl="gunnen", en="award")
WITHDRAW = Trigger("withdraw", nl="intrekken", en="withdraw")
REOPEN = Trigger("reopen", nl="heropenen", en="reopen")

too_expensive = phrase("too_expensive", nl="{amount} cent boven het budget", en="{amount} cents above the budget", amount=int)
no_bid = phrase("no_bid", nl="er is geen inschrijving", en="there is no bid")


# ── bids ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Bid:
    """What is known about a bid."""

    amount: Money | None = fact(None, nl="het bedrag", en="the amount")
    company: str | None = None
    submitted_on: date | None = None


@frozen
class Offer:
    """What is bid."""

    amount: C0[Money]
    company: C1[KvK]
    document: C0[Sha256]


submitted = State("submitted", nl="ingediend", en="submitted")
valid = State("valid", nl="geldig", en="valid", settled=True)
excluded = State("excluded", nl="uitgesloten", en="excluded", final=True)

BIDDER = Role("bidder", nl="inschrijver", en="bidder")

SUBMIT = Trigger("submit", nl="inschrijven", en="submit")
JUDGE = Trigger("judge", nl="beoordelen", en="judge")


def with_offer(bid: Bid, offer: Offer, happened: Event[Offer]) -> Bid:
    when = happened.occurred
    company = None if offer.company is REDACTED else offer.company
    return attrs.evolve(bid, amount=offer.amount, company=company, submitted_on=when.date() if isinstance(when, datetime) else when)


@guard(nl="de inschrijving past in het budget", en="the bid is within the budget", severity=waivable(by=[DIRECTOR]))
def within_budget(s: Situation[Bid]) -> Iterator[Blocker]:
    over = (s.facts.amount or 0) - s.root(Tender).facts.budget
    if over > 0:
        yield too_expensive(amount=over)


@guard(nl="het bedrag is meer dan nul", en="the amount is more than nothing")
def worth_something(s: Situation[Bid], offer: Offer) -> Iterator[str]:
    if offer.amount <= 0:
        yield str(offer.amount)


BIDS = Lifecycle(
    "bid", nl="inschrijving", en="bid", facts=Bid, at_most=25,
    transitions=[
        NEW.to(submitted, on=SUBMIT, by=[BIDDER], requires=[worth_something],
               emits=event("bid_submitted", Offer, nl="ingeschreven", en="bid submitted", then=with_offer)),
        # Two candidates on one trigger: what fits the budget is valid, what does not is excluded.
        submitted.to(valid, on=JUDGE, by=[BUYER], requires=[within_budget], decision=True,
                     emits=event("bid_found_valid", nl="geldig", en="found valid")),
        submitted.to(excluded, on=JUDGE, by=[LAWYER], emits=event("bid_excluded", nl="uitgesloten", en="excluded")),
        valid.to(excluded, on=Trigger("exclude", nl="uitsluiten", en="exclude"), by=[LAWYER],
                 emits=event("valid_bid_excluded", nl="uitgesloten", en="excluded")),
    ],
)  # fmt: skip


# ── advice, of which one lives at a time ─────────────────────────────────────────────────────────────────────────────────


@frozen
class Advice:
    """What is known about the legal advice."""

    positive: bool | None = None


@frozen
class Opinion:
    """What the lawyer thinks."""

    positive: C0[bool]
    note: C0[str | None] = None


asked = State("asked", nl="gevraagd", en="asked for")
given_ = State("given", nl="gegeven", en="given", final=True)

ASK_ADVICE = Trigger("ask_advice", nl="advies vragen", en="ask for advice")
ADVISE = Trigger("advise", nl="adviseren", en="advise")

ASKED_FOR = NEW.to(asked, on=ASK_ADVICE, by=[BUYER], emits=event("advice_asked", nl="advies gevraagd", en="advice asked for"))

ADVICE = Lifecycle(
    "advice", nl="advies", en="advice", facts=Advice, at_most=1,
    transitions=[
        ASKED_FOR,
        asked.to(given_, on=ADVISE, by=[LAWYER], emits=event("advice_given", Opinion, nl="advies gegeven", en="advice given",
                                                             then=lambda advice, opinion: attrs.evolve(advice, positive=opinion.positive))),
    ],
)  # fmt: skip


# ── complaints, which may go on afterwards ───────────────────────────────────────────────────────────────────────────────


@frozen
class Complaint:
    """What is known about a complaint."""

    about: str = ""


@frozen
class Objection:
    """Who complains, under a pseudonym, and about what."""

    about: C2[str]


filed = State("filed", nl="ingediend", en="filed")
answered = State("answered", nl="beantwoord", en="answered", final=True)

COMPLAIN = Trigger("complain", nl="klagen", en="complain")
ANSWER = Trigger("answer", nl="antwoorden", en="answer")

COMPLAINTS = Lifecycle(
    "complaint", nl="klacht", en="complaint", facts=Complaint, personal=True, outlives_root=True,
    transitions=[
        NEW.to(filed, on=COMPLAIN, by=[BIDDER], emits=event("complaint_filed", Objection, nl="geklaagd", en="complaint filed",
                                                            then=lambda c, o: c if o.about is REDACTED else attrs.evolve(c, about=o.about))),
        filed.to(answered, on=ANSWER, by=[LAWYER], emits=event("complaint_answered", nl="beantwoord", en="complaint answered")),
    ],
)  # fmt: skip


# ── a tender: its rules ──────────────────────────────────────────────────────────────────────────────────────────────────


@guard(nl="het advies is positief", en="the advice is positive")
def advice_positive(s: Situation[Tender]) -> Iterator[Blocker]:
    for advice in s.parts(Advice):
        if advice.facts.positive is None:
            yield advice.title
        elif not advice.facts.positive:
            yield "negative"


@guard(nl="alle inschrijvingen zijn beoordeeld", en="all bids have been judged")
def all_judged(s: Situation[Tender]) -> Iterator[Blocker]:
    if s.count(Bid) == 0:
        yield no_bid()
    elif s.count(Bid, submitted):
        yield from (bid.title for bid in s.parts(Bid, submitted))


@guard(nl="er zijn genoeg inschrijvingen", en="there are enough bids", severity=Severity.ADVISORY,
       advice=Label("verleng de termijn", "extend the term"))  # fmt: skip
def enough_bids(s: Situation[Tender]) -> Iterator[str]:
    least = s.parameters["least_bids"]
    if s.count(Bid) < least:
        yield f"{s.count(Bid)} < {least}"


@guard(nl="er is een jurist bij geweest", en="a lawyer was there", severity=Severity.FIXED)
def seen_by_a_lawyer(s: Situation[Tender]) -> Iterator[str]:
    if s.facts.checked_by is None:
        yield "nobody"


@guard(nl="de gekozen inschrijving is geldig", en="the chosen bid is valid")
def chosen_is_valid(s: Situation[Tender], choice: Choice) -> Iterator[Blocker]:
    number = choice.bid
    yield from (bid.title for bid in s.parts(Bid) if bid.number == number and not bid.at(valid))
    if not 0 < number <= s.count(Bid):
        yield no_bid()


not_the_checker = not_by_whoever(CHECK, nl="wie gunt, heeft niet zelf gecontroleerd", en="who awards is not who checked")


def announced(tender: Tender, body: Announcement) -> Tender:
    return attrs.evolve(tender, title=body.title, budget=body.budget, buyer=None if body.buyer is REDACTED else body.buyer)


def checked(tender: Tender, _: None, happened: Event[None]) -> Tender:
    return attrs.evolve(tender, checked_by=happened.by.id)


def award_of(s: Situation[Tender], choice: Choice) -> Award:
    bid = s.parts(Bid)[choice.bid - 1]
    return Award(choice.bid, bid.facts.amount or 0)


TENDERS = Lifecycle(
    "tender", nl="aanbesteding", en="tender", facts=Tender,
    transitions=[
        NEW.to(open_, on=ANNOUNCE, by=[BUYER], opening=[ASKED_FOR],
               emits=event("tender_announced", Announcement, nl="aangekondigd", en="announced", then=announced)),
        *(
            state.stays(on=CHECK, by=[LAWYER], emits=event(f"tender_checked_{state.name}", nl="gecontroleerd", en="checked", then=checked))
            for state in (open_, closed)
        ),
        open_.to(closed, on=CLOSE, by=[OWN_BUYER, DIRECTOR], requires=[enough_bids, seen_by_a_lawyer],
                 emits=event("tender_closed", nl="gesloten", en="closed")),
        closed.becomes(assessed, watches=[Bid, Advice], requires=[all_judged, advice_positive],
                       emits=event("tender_assessed", nl="beoordeeld", en="assessed")),
        assessed.to(awarded, on=AWARD, by=[DIRECTOR], requires=[chosen_is_valid, not_the_checker], make=award_of, data=Choice, decision=True,
                    emits=event("tender_awarded", Award, nl="gegund", en="awarded",
                                then=lambda tender, award: attrs.evolve(tender, winner=award.bid))),
        *(
            state.to(withdrawn, on=WITHDRAW, by=[DIRECTOR], emits=event(f"tender_withdrawn_{state.name}", nl="ingetrokken", en="withdrawn"))
            for state in (open_, closed, assessed)
        ),
        withdrawn.to(open_, on=REOPEN, by=[DIRECTOR], reopens=True, emits=event("tender_reopened", Reopening, nl="heropend", en="reopened")),
    ],
)  # fmt: skip

TENDER = CaseType(
    "tender", version=1, nl="aanbesteding", en="tender",
    root=TENDERS,
    parts=[BIDS, ADVICE, COMPLAINTS],
    profiles=[
        Profile("european", nl="Europees", en="European", parameters={"least_bids": 3}),
        Profile("simple", nl="eenvoudig", en="simple", parameters={"least_bids": 1},
                severities={"within_budget": Severity.HARD, "not_by_whoever_check": Severity.ADVISORY}),
    ],
    acts={TAKE_OVER: [DIRECTOR], REDACT: [LAWYER], VOID: [DIRECTOR]},
)  # fmt: skip

BUYER_1 = Actor("buyer-1", roles={"buyer", "own_buyer"}, organisation="rijk")
LAWYER_1 = Actor("lawyer-1", roles={"lawyer"})
DIRECTOR_1 = Actor("director-1", roles={"director"})
BIDDER_1 = Actor("bidder-1", roles={"bidder"}, organisation="bakker")
NOBODY_1 = Actor("nobody-1")

HASH = "0" * 64


def announcement(budget: int = 100_000) -> Announcement:
    return Announcement("Bread", budget, "rijk")


def offer(amount: int = 90_000) -> Offer:
    return Offer(amount, "12345678", HASH)


# ── a relay race, in which almost everything moves by itself ─────────────────────────────────────────────────────────────


@frozen
class Relay:
    """What is known about a relay race."""

    legs_run: int = fact(0, nl="het aantal gelopen etappes", en="the number of legs run")
    chairs: int | None = None


@frozen
class Leg:
    """What is known about a leg."""

    runner: str | None = fact(None, nl="de loper", en="the runner")


@frozen
class Result:
    """How it ended."""

    legs: C0[int]


@frozen
class Runner:
    """Who runs."""

    name: C1[str]


planned = State("planned", nl="gepland", en="planned")
running = State("running", nl="bezig", en="running")
finished = State("finished", nl="uitgelopen", en="finished", final=True)
waiting = State("waiting", nl="wachtend", en="waiting")
lined_up = State("lined_up", nl="aan de start", en="lined up")
leg_run = State("leg_run", nl="gelopen", en="run", final=True)

STARTER = Role("starter", nl="starter", en="starter")


@guard(nl="alle etappes zijn gelopen", en="all legs have been run")
def all_run(s: Situation[Relay]) -> Iterator[Blocker]:
    yield from (leg.title for leg in s.parts(Leg, waiting, lined_up))


@guard(nl="er is een loper", en="there is a runner")
def has_runner(s: Situation[Leg]) -> Iterator[str]:
    if s.facts.runner is None:
        yield "a runner"


@guard(nl="de estafette is bezig", en="the relay is running")
def relay_running(s: Situation[Leg]) -> Iterator[Blocker]:
    if not s.root(Relay).at(running):
        yield s.root(Relay).title


def result_of(s: Situation[Relay]) -> Result:
    return Result(s.count(Leg, leg_run))


RELAY = CaseType(
    "relay", version=1, nl="estafette", en="relay",
    root=Lifecycle(
        "relay", nl="estafette", en="relay", facts=Relay,
        transitions=[
            NEW.to(planned, on=Trigger("plan", nl="plannen", en="plan"), by=[STARTER], emits=event("relay_planned", nl="gepland", en="planned")),
            planned.to(running, on=Trigger("start", nl="starten", en="start"), by=[STARTER],
                       emits=event("relay_started", nl="gestart", en="started")),
            running.becomes(finished, watches=[Leg], requires=[all_run], make=result_of,
                            emits=event("relay_finished", Result, nl="uitgelopen", en="finished",
                                        then=lambda relay, result: attrs.evolve(relay, legs_run=result.legs))),
            finished.stays(on=Trigger("celebrate", nl="vieren", en="celebrate"), by=[STARTER],
                           emits=event("celebrated", nl="gevierd", en="celebrated")),
        ],
    ),
    parts=[
        Lifecycle(
            "leg", nl="etappe", en="leg", facts=Leg,
            transitions=[
                NEW.to(waiting, on=Trigger("add_leg", nl="etappe toevoegen", en="add a leg"), by=[STARTER],
                       emits=event("leg_added", nl="toegevoegd", en="added")),
                waiting.stays(on=Trigger("name_runner", nl="loper noemen", en="name the runner"), by=[STARTER],
                              emits=event("runner_named", Runner, nl="loper genoemd", en="runner named",
                                          then=lambda leg, runner: leg if runner.name is REDACTED else attrs.evolve(leg, runner=runner.name))),
                waiting.becomes(lined_up, watches=[Relay], requires=[has_runner, relay_running],
                                emits=event("leg_lined_up", nl="aan de start", en="lined up")),
                lined_up.to(leg_run, on=Trigger("run", nl="lopen", en="run"), by=[STARTER], emits=event("leg_was_run", nl="gelopen", en="was run")),
            ],
        ),
    ],
    acts={TAKE_OVER: [STARTER]},
)  # fmt: skip

STARTER_1 = Actor("starter-1", roles={"starter"})
