"""
Taking over: a case that already lived, of which only what is said is known.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import attrs
import pytest
from msgspec.structs import replace

from proeftuin_flow.acts import TakeOver
from proeftuin_flow.case import Case, Erased
from proeftuin_flow.decider import evolve
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.errors import DefinitionError, InvalidData, NotEstablished
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import Given, given
from proeftuin_flow.wishes import Actor
from tests.case_types import (
    AWARD,
    BIDDER_1,
    BUYER_1,
    CHECK,
    DIRECTOR_1,
    LAWYER_1,
    NOON,
    PERMIT,
    RELAY,
    STARTER_1,
    TENDER,
    TENDERS,
    Advice,
    Bid,
    Choice,
    Complaint,
    Objection,
    Opinion,
    Permit,
    Result,
    Runner,
    Tender,
    announcement,
    answered,
    filed,
    offer,
    submitted,
    valid,
)
from tests.core.test_deciding import refusal, tender, with_bid

STATES = {"tender": "closed", "bid/1": "valid", "bid/2": "submitted", "advice/1": "asked"}


def taken_over(**more: Any) -> Given:
    said: dict[str, Any] = {"source": "the old system, 2 March 2026", "states": STATES, "complete": ["bid", "advice"]}
    return given(TENDER).at(NOON).by(DIRECTOR_1).and_("take_over", TakeOver(**said | more))


# ── what is recorded ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_case_stands_where_it_stood():
    """
    One event says states, facts and source; no guard is asked.
    """
    story = taken_over(facts={"bid/1": {"amount": 500}})
    case = story.case

    assert (1, "closed", True) == (case.revision, case.state, case.memory.taken_over)
    assert ["valid", "submitted"] == [part.state for part in case.parts.of("bid")]
    assert 500 == case.parts["bid/1"].facts.amount


def test_taking_over_is_one_event():
    """
    Its body is what was said.
    """
    said = TakeOver("the old system", {"tender": "open"})
    decision = given(TENDER).at(NOON).when("take_over", said, by=DIRECTOR_1, occurred=date(2026, 1, 1), on_behalf_of="office").decision

    assert isinstance(decision, Accepted)
    (event,) = decision.events
    assert ("taken_over", "tender", "take_over", "new", "open", said, "office") == (
        event.type, event.part, event.trigger, event.source, event.target, event.body, event.on_behalf_of)  # fmt: skip
    assert decision.case == evolve(TENDER.new("case-1"), event)
    assert {"bid", "advice", "complaint"} == decision.case.memory.incomplete


def test_parts_are_in_the_order_of_their_numbers():
    """
    The tenth comes after the ninth.
    """
    states = {"tender": "open"} | {f"bid/{number}": "submitted" for number in range(1, 12)}

    assert [*range(1, 12)] == [part.number for part in taken_over(states=states).case.parts.of("bid")]


def test_every_fact_that_is_not_named_is_unknown():
    """
    The part carries their names.
    """
    case = taken_over(facts={"bid/1": {"amount": 500}}).case

    assert {"company", "submitted_on"} == case.parts["bid/1"].unknown
    assert {"title", "budget", "buyer", "winner", "checked_by"} == case.root.unknown
    assert ["the amount", "company", "submitted_on"] == [label.en for label in case.parts["bid/2"].unknown_labels]
    assert frozenset() == tender().case.root.unknown


# ── what it means for decisions ──────────────────────────────────────────────────────────────────────────────────────────


def test_guard_that_reads_an_unknown_fact_cannot_be_established():
    """
    It says which fact, in both languages.
    """
    no = refusal(taken_over(), "judge", part="bid/2", by=Actor("b", roles={"buyer", "lawyer_too"}))

    assert ["cannot_be_established", "role"] == [reason.code for reason in no.reasons]
    assert "within_budget" == no.reasons[0].guard
    assert "the bid is within the budget — this cannot be established: bid 2: the amount" == no.reasons[0].text("en")
    assert "de inschrijving past in het budget — dit kan niet worden vastgesteld: inschrijving 2: het bedrag" == no.reasons[0].text("nl")


def test_unknown_fact_becomes_known_by_an_event():
    """
    Whoever checks it now is known; whether the bids are enough can be counted.
    """
    story = taken_over(states={"tender": "open"}).by(BUYER_1)

    story.when("close", by=DIRECTOR_1).then_refused("cannot_be_established")
    story.and_("check", by=LAWYER_1).when("close", by=DIRECTOR_1).then("closed")


def test_reducer_that_reads_an_unknown_fact_leaves_it_unknown():
    """
    Which documents there were before, nobody knows.
    """
    from tests.case_types import CLERK, CLERK_1, Document

    permit = attrs.evolve(PERMIT, acts={t: [CLERK] for t in TENDER.acts})
    story = given(permit).by(CLERK_1).and_("take_over", TakeOver("a box", {"permit": "requested"})).and_("receive", Document("map", "u"))

    assert {"documents"} == story.case.root.unknown
    story.when("grant").then_refused(cannot_be_established=["permit: documents"])


def test_parts_of_which_not_all_are_known_cannot_be_counted():
    """
    Unless it was said that there are no others.
    """
    unsaid = taken_over(states={"tender": "closed"}, complete=[])

    no = refusal(unsaid, "award", Choice(1), by=DIRECTOR_1)

    assert ["wrong_state", *["cannot_be_established"] * 4] == [reason.code for reason in no.reasons]
    assert {
        "chosen_is_valid": "bid: not all parts are known",
        "not_by_whoever_check": "who did this before taking over: check",
        "all_judged": "bid: not all parts are known",
        "advice_positive": "advice: not all parts are known",
    } == {reason.guard: reason.blockers[0].text("en") for reason in no.reasons[1:]}  # type: ignore[union-attr]


def test_nothing_follows_by_itself_from_what_nobody_knows():
    """
    The automatic step waits until it can be established.
    """
    unsaid = taken_over(states={"tender": "closed", "advice/1": "asked"}, complete=["advice"]).by(LAWYER_1)
    said = taken_over(states={"tender": "closed", "advice/1": "asked", "bid/1": "valid"}).by(LAWYER_1)

    unsaid.when("advise", Opinion(True)).then_events("advice_given")
    said.when("advise", Opinion(True)).then_events("advice_given", "tender_assessed")


def test_role_that_looks_at_an_unknown_fact_is_not_had():
    """
    Who the buyer of this tender is, nobody knows: then nobody is it.
    """
    story = taken_over(states={"tender": "open"}).and_("check", by=LAWYER_1)

    story.when("close", by=BUYER_1).then_refused(role=["buyer of this tender", "director"])


def test_body_that_cannot_be_made_is_refused():
    """
    What the chosen bid amounts to, nobody knows.
    """
    softer = attrs.evolve(TENDER, root=attrs.evolve(TENDERS, transitions=[
        attrs.evolve(t, guards=t.guards[:1]) if t.trigger == AWARD else t for t in TENDERS.transitions
    ]), profiles=[TENDER.profiles[0]])  # fmt: skip
    story = given(softer).at(NOON).by(DIRECTOR_1).and_("take_over", TakeOver("a box", {"tender": "assessed", "bid/1": "valid"}, complete=["bid"]))

    story.when("award", Choice(1)).then_refused(cannot_be_established=["bid 1: the amount"])


def test_automatic_body_that_cannot_be_made_waits():
    """
    The relay would finish if its number of chairs were known.
    """
    counting = next(t for t in RELAY.root.transitions if t.trigger is None)
    chairs = attrs.evolve(counting, make=lambda s: Result(s.facts.chairs or 0))
    asking = attrs.evolve(RELAY, root=attrs.evolve(RELAY.root, transitions=[chairs if t is counting else t for t in RELAY.root.transitions]))
    said = TakeOver("a list", {"relay": "running", "leg/1": "lined_up"}, complete=["leg"])
    story = given(asking).at(NOON).by(STARTER_1)

    story.and_("take_over", said).when("run", part="leg/1").then_events("leg_was_run")
    story.and_("take_over", attrs.evolve(said, facts={"relay": {"chairs": 3}})).when("run", part="leg/1").then_events("leg_was_run", "relay_finished")


def test_part_that_waits_may_be_taken_over():
    """
    It lines up when the relay starts.
    """
    story = given(RELAY).at(NOON).by(STARTER_1).and_("take_over", TakeOver("a list", {"relay": "planned", "leg/1": "waiting"}, complete=["leg"]))

    story.and_("name_runner", Runner("ans"), part="leg/1").when("start").then_events("relay_started", "leg_lined_up")
    story.when("start").then_events("relay_started")


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_taking_over_wants_a_role_of_its_own():
    """
    In a permit nobody has it.
    """
    said = TakeOver("the old system", {"tender": "open"})

    given(TENDER).when("take_over", said, by=BUYER_1).then_refused(role=["director"])
    given(PERMIT).when("take_over", TakeOver("a box", {"permit": "requested"}), by=DIRECTOR_1).then_refused("role")


def test_only_a_case_in_which_nothing_happened_can_be_taken_over():
    """
    It can only be the first thing that is recorded.
    """
    again = tender().when("take_over", TakeOver("the old system", {"tender": "open"}), by=BUYER_1)

    again.then_refused("wrong_state", "role")
    assert "tender: open; only possible from: new" in again.decision.text("en")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"states": {}}, "case 'case-1' has no part 'tender'"),
        ({"states": {"tender": "opened"}}, "tender has no state 'opened'"),
        ({"states": {"tender": "new"}}, "tender has no state 'new'"),
        ({"states": {"tender": "open", "bids/1": "valid"}}, "case 'case-1' has no part 'bids/1'"),
        ({"states": {"tender": "open", "bid/x": "valid"}}, "case 'case-1' has no part 'bid/x'"),
        ({"states": {"tender": "open", "bid/2": "valid"}}, "bid/2"),
        ({"states": {"tender": "open", "bid/01": "valid"}}, "bid/01"),
        ({"complete": ["bids"]}, "tender has no part lifecycle 'bids'"),
        ({"complete": ["tender"]}, "tender has no part lifecycle 'tender'"),
        ({"facts": {"bid/9": {"amount": 1}}}, "case 'case-1' has no part 'bid/9'"),
        ({"facts": {"bid/1": {"amounts": 1}}}, "bid/1 has no fact 'amounts'"),
        ({"facts": {"bid/1": {"amount": "1"}}}, "bid/1.amount must be int, not str"),
        ({"source": 3}, "source"),
        ({"source": " "}, "give a source"),
        ({"source": "a" * 201}, "source may have at most 200 characters and has 201"),
        ({"source": "the old\nsystem"}, "source must be text on one line without control characters"),
        ({"facts": {"tender": {"title": "a" * 201}}}, "tender.title may have at most 200 characters and has 201"),
        ({"states": ["tender"]}, "states cannot be list"),
        ({"states": {3: "open"}}, "states cannot be dict"),
        ({"facts": None}, "facts cannot be NoneType"),
        ({"facts": {"bid/1": [1]}}, "facts cannot be list"),
        ({"complete": "bid"}, "a collection of names cannot be 'bid'"),
        ({"complete": [3]}, "a collection of names cannot be [3]"),
    ],
)  # fmt: skip
def test_what_does_not_exist_cannot_be_taken_over(more, problem):
    """
    Every name is checked before anything is recorded.
    """
    with pytest.raises(InvalidData) as error:
        taken_over(**more)

    assert problem in str(error.value)


def test_all_problems_of_taking_over_are_said_at_once():
    """
    One mistake does not hide another.
    """
    with pytest.raises(InvalidData) as error:
        taken_over(states={"tender": "opened", "bid/2": "x"}, complete=["bids"], facts={"bid/3": {}, "tender": {"colour": 1}})

    assert {"parts_have_gaps": 1, "unknown_state": 2, "unknown_lifecycle": 1, "unknown_part": 1, "unknown_fact": 1} == Counter(
        problem.code for problem in error.value.problems
    )


def test_taking_over_without_saying_what_is_invalid():
    """
    It wants a TakeOver.
    """
    with pytest.raises(InvalidData, match="'take_over' wants TakeOver"):
        given(TENDER).when("take_over", {"tender": "open"}, by=DIRECTOR_1)


# ── what a guard may look at ─────────────────────────────────────────────────────────────────────────────────────────────


def situation(story: Given, address: str = "tender", command: Any = None) -> Situation[Any]:
    part = story.case[address]
    return Situation(part.facts, part, story.case, command)


def test_situation_offers_part_case_and_wish():
    """
    Facts, state, actor, time, and the day in the zone of the case type.
    """
    asked = with_bid().when("judge", part="bid/1", occurred=date(2026, 3, 2))
    s = situation(with_bid(), "bid/1", asked.command)
    now = situation(with_bid(), "bid/1", replace(asked.command, occurred=None))

    assert ("submitted", BUYER_1, NOON, date(2026, 3, 2), date(2026, 3, 2)) == (s.state, s.actor, s.now, s.occurred, s.day)
    assert NOON == now.occurred
    assert {"least_bids": 3} == s.parameters


def test_situation_lists_and_counts_parts():
    """
    By the class of their facts, and by state.
    """
    s = situation(with_bid().and_("submit", offer(), by=BIDDER_1).and_("judge", part="bid/1"))

    assert [1, 2] == [part.number for part in s.parts(Bid)]
    assert [2] == [part.number for part in s.parts(Bid, submitted)]
    assert (2, 1, 2, 0) == (s.count(Bid), s.count(Bid, valid), s.count(Bid, valid, submitted, valid), s.count(Complaint))
    assert (1, 1) == (s.settled(Bid), s.unsettled(Bid))
    assert "Bread" == s.root(Tender).facts.title


def erased(story: Given) -> Case:
    """As after the erasure of a complaint."""
    case = story.case
    return replace(case, parts=case.parts.with_part(replace(case.parts["complaint/1"], state="erased.open", facts=Erased(settled=False))))


def test_erased_parts_are_counted_and_not_looked_at():
    """
    Whether they are settled their state says; where they stood nobody knows.
    """
    complaint = tender().and_("complain", Objection("slow"), by=BIDDER_1)
    s = situation(attrs.evolve(complaint, case=erased(complaint)))

    assert (1, 0, 1) == (s.count(Complaint), s.settled(Complaint), s.unsettled(Complaint))
    with pytest.raises(NotEstablished, match="complaint: the data of a part was erased"):
        s.count(Complaint, filed, answered)
    with pytest.raises(NotEstablished):
        s.parts(Complaint)


@pytest.mark.parametrize(
    "looks",
    [
        lambda s: s.root(Permit),
        lambda s: s.parts(Permit),
        lambda s: s.count(Tender),
        lambda s: s.did(AWARD),
        lambda s: s.actor,
        lambda s: s.now,
        lambda s: s.day,
    ],
)  # fmt: skip
def test_looking_at_what_is_not_there_is_a_mistake_in_the_rules(looks):
    """
    Facts of no part, a trigger that nobody keeps, an actor where nobody acts.
    """
    with pytest.raises(DefinitionError):
        looks(situation(tender()))


def test_case_remembers_who_did_what_some_rule_asks_about():
    """
    Nothing else is kept.
    """
    story = tender().and_("check", by=LAWYER_1).and_("check", by=Actor("lawyer-2", roles={"lawyer"}))

    assert {"lawyer-1", "lawyer-2"} == situation(story).did(CHECK)
    assert {"check"} == story.case.memory.did.keys()
    assert frozenset() == situation(tender()).did(CHECK)
    assert announcement().title == situation(tender()).root(Tender).facts.title
    assert (None,) == tuple(part.facts.positive for part in situation(tender()).parts(Advice))
