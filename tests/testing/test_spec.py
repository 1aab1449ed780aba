"""
Given, when, then: expectations that hold are silent, those that do not tell the whole story.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from proeftuin_flow.decisions import Accepted
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.testing import Given, given
from proeftuin_flow.testing.clock import NOW
from proeftuin_flow.wishes import Evidence, Waiver
from tests.case_types import (
    BIDDER_1,
    BUYER_1,
    CLERK_1,
    DIRECTOR_1,
    LAWYER_1,
    NOBODY_1,
    NOON,
    PERMIT,
    TENDER,
    Document,
    Opinion,
    announcement,
    offer,
)


def asked() -> Given:
    return given(PERMIT).by(CLERK_1).opened().and_("receive", Document("map", "u-31"))


def story(expectation) -> str:
    """What a failing expectation tells."""
    with pytest.raises(AssertionError) as error:
        expectation()
    return str(error.value)


# ── expectations that hold ───────────────────────────────────────────────────────────────────────────────────────────────


def test_permit_needs_an_identity():
    """
    A map alone is not enough.
    """
    asked().when("grant").then_refused(documents_complete=["identity"])
    asked().and_("receive", Document("identity", "u-31")).when("grant").then("granted")


def test_story_can_begin_many_tests():
    """
    Every step gives a new value.
    """
    first = asked()

    first.and_("receive", Document("identity", "u-31"))

    assert {"map"} == first.case.root.facts.documents
    assert "requested" == first.case.state


def test_story_goes_on_after_what_was_expected():
    """
    Each `then…` gives the story with what happened in it; a refusal changes nothing.
    """
    closed = given(TENDER).by(BUYER_1).opened(announcement()).when("check", by=LAWYER_1).then("open").when("close").then_events("tender_closed")

    assert "closed" == closed.case.state
    assert closed.case == closed.when("close").then_refused().case


def test_state_of_a_part_is_asked_by_its_address():
    """
    Without one it is the root's.
    """
    submitted = given(TENDER).by(BUYER_1).opened(announcement()).when("submit", offer(), by=BIDDER_1)

    submitted.then("submitted", part="bid/1")
    submitted.then("open")
    submitted.then("open", part="tender")


def test_nothing_moves():
    """
    It is written down, and that is all.
    """
    asked().when("receive", Document("identity", "u-31")).then_nothing()


def test_steps_are_as_they_are_for_the_decider():
    """
    Who, when, and what comes along.
    """
    letter = Evidence("letter", "urn:letter:1")
    opened = given(TENDER, "simple", "t-1").at(NOON).opened(
        announcement(), by=BUYER_1, occurred=date(2026, 3, 2), evidence=[letter], on_behalf_of="office", trigger="announce"
    )  # fmt: skip
    asked = opened.by(BIDDER_1).when("submit", offer(), part="bid/1", occurred=NOON - timedelta(hours=1), waive=[])

    assert ("t-1", "simple", NOON, BIDDER_1) == (opened.case.id, opened.case.profile.name, asked.command.now, asked.command.by)
    assert isinstance(asked.decision, Accepted)
    assert NOON - timedelta(hours=1) == asked.decision.events[0].occurred
    assert date(2026, 3, 2) == opened.case.root.opened
    assert NOW == given(PERMIT).now


def test_refusal_may_be_expected_by_codes_alone_or_with_blockers():
    """
    Together they are exactly the reasons, unless others may be there.
    """
    refused = asked().when("grant", by=NOBODY_1)

    refused.then_refused()
    refused.then_refused("role", "documents_complete")
    refused.then_refused("role", documents_complete=["identity"])
    refused.then_refused(role=["clerk"], documents_complete=["identity"])
    refused.then_refused("role", others=True)


# ── expectations that do not ─────────────────────────────────────────────────────────────────────────────────────────────


def test_failing_expectation_tells_the_whole_story():
    """
    What happened, what was wished, every reason, and what could have been done instead.
    """
    assert story(lambda: asked().when("grant").then("granted")) == """\
expected permit to be 'granted'
given permit 'case-1', version 1, profile default
  1. permit_asked (ask by clerk-1): permit new -> requested
  2. document_received (receive by clerk-1): permit requested
when grant by clerk-1 (clerk)
then it is refused:
  documents_complete: the documents are complete — not yet: identity
what clerk-1 could do: receive on permit (with Document)"""


def test_story_of_what_was_done_has_its_events():
    """
    Also those that followed by themselves, and the wish with all that came along.
    """
    closed = (
        given(TENDER).at(NOON).by(BUYER_1).opened(announcement()).and_("submit", offer(), by=BIDDER_1).and_("check", by=LAWYER_1)
        .and_("close").and_("judge", part="bid/1")
    )  # fmt: skip
    told = story(lambda: closed.when("advise", Opinion(True), part="advice/1", by=LAWYER_1, occurred=date(2026, 3, 2)).then_refused("role"))

    assert told.splitlines()[0] == "expected a refusal: role"
    assert told.splitlines()[-4:] == [
        "when advise by lawyer-1 (lawyer), part advice/1, data Opinion(positive=True, note=None), occurred 2026-03-02",
        "then it is done:",
        "  7. advice_given (advise by lawyer-1): advice/1 asked -> given",
        "  8. tender_assessed (by itself): tender closed -> assessed",
    ]


def test_story_says_who_may_waive_what():
    """
    And which guard could not be established, and what was waived.
    """
    dear = given(TENDER).at(NOON).by(BUYER_1).opened(announcement()).and_("submit", offer(200_000), by=BIDDER_1)
    told = story(lambda: dear.when("judge", part="bid/1", waive=[Waiver("within_budget", "worth it")]).then("open"))

    assert "when judge by buyer-1 (buyer, own_buyer), part bid/1, waiving within_budget (worth it)" in told
    assert "  within_budget, waivable by director: the bid is within the budget — 100000 cents above the budget" in told.splitlines()
    assert "  waiver_not_allowed: this may not be waived: within_budget: only director may waive this" in told.splitlines()


def test_story_names_the_guard_that_cannot_be_established():
    """
    Its own code beside the library's.
    """
    from proeftuin_flow.acts import TakeOver

    taken_over = given(TENDER).by(DIRECTOR_1).and_("take_over", TakeOver("a box", {"tender": "open", "bid/1": "submitted"}))

    assert "cannot_be_established of within_budget, waivable by director: " in story(lambda: taken_over.when("judge", part="bid/1").then("open"))


@pytest.mark.parametrize(
    ("expectation", "expected"),
    [
        (lambda: asked().when("grant").then_refused("role"), "expected a refusal: role"),
        (lambda: asked().when("grant").then_refused(documents_complete=["map"]), "expected a refusal: documents_complete (map)"),
        (lambda: asked().when("grant").then_refused(documents_complete=[]), "expected a refusal: documents_complete ()"),
        (lambda: asked().when("grant").then_refused("role", others=True), "expected a refusal: role"),
        (lambda: asked().when("grant", by=NOBODY_1).then_refused("role"), "expected a refusal: role"),
        (lambda: asked().when("receive", Document("x", "u")).then_refused(), "expected a refusal: whatever for"),
        (lambda: asked().when("receive", Document("x", "u")).then("granted"), "expected permit to be 'granted'"),
        (lambda: asked().when("receive", Document("x", "u")).then("requested", part="plan/1"), "expected plan/1 to be 'requested'"),
        (lambda: asked().when("receive", Document("x", "u")).then_events("permit_granted"), "expected the events permit_granted"),
        (lambda: asked().when("grant").then_events("permit_granted"), "expected the events permit_granted"),
        (lambda: asked().when("grant").then_nothing(), "expected nothing to move"),
        (lambda: given(PERMIT).when("ask", by=CLERK_1).then_nothing(), "expected nothing to move"),
        (lambda: asked().and_("grant"), "expected it to be a part of the story"),
        (lambda: given(PERMIT).by(NOBODY_1).opened(), "expected it to be a part of the story"),
    ],
)  # fmt: skip
def test_what_was_expected_stands_in_the_first_line(expectation, expected):
    """
    The rest of the story follows it.
    """
    first, *rest = story(expectation).splitlines()

    assert expected == first
    assert rest[0].startswith("given permit 'case-1'")


def test_story_of_nothing_says_so():
    """
    Nothing happened yet, and nobody could do anything.
    """
    told = story(lambda: given(PERMIT).by(NOBODY_1).opened()).splitlines()

    assert "  in which nothing has happened yet" == told[2]
    assert "when ask by nobody-1 (no role)" == told[3]
    assert "what nobody-1 could do: nothing" == told[-1]


def test_nearest_thing_that_was_possible_comes_first():
    """
    What sounds most like the wish.
    """
    told = story(lambda: given(TENDER).by(DIRECTOR_1).opened(announcement(), by=BUYER_1).and_("check", by=LAWYER_1).when("award").then("awarded"))

    assert "what director-1 could do: withdraw on tender, close on tender" == told.splitlines()[-1]


# ── what is no expectation ───────────────────────────────────────────────────────────────────────────────────────────────


def test_somebody_has_to_do_it():
    """
    A story without a person is a mistake in the test.
    """
    with pytest.raises(TypeError, match="nobody does 'ask'"):
        given(PERMIT).opened()


def test_way_to_open_is_said_where_there_are_several():
    """
    Or else the test would depend on their order.
    """
    from attrs import evolve

    from proeftuin_flow.guards import Trigger
    from proeftuin_flow.lifecycle import NEW, event
    from tests.case_types import CLERK, requested

    walk_in = NEW.to(requested, on=Trigger("walk_in", nl="x", en="x"), by=[CLERK], emits=event("walked_in", nl="x", en="x"))
    two_ways = evolve(PERMIT, root=evolve(PERMIT.root, transitions=[*PERMIT.root.transitions, walk_in]))

    with pytest.raises(TypeError, match="permit can be opened by ask, walk_in: say which"):
        given(two_ways).by(CLERK_1).opened()
    assert "requested" == given(two_ways).by(CLERK_1).opened(trigger="walk_in").case.state


def test_wish_that_cannot_be_decided_is_an_error():
    """
    A misspelt trigger is no refusal.
    """
    with pytest.raises(InvalidData, match="did you mean 'grant'"):
        asked().when("grnat")


def test_kit_needs_no_test_tool():
    """
    Stories can be told in a notebook.
    """
    script = "import sys, proeftuin_flow.testing; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    assert set() == {"pytest", "hypothesis"} & set(imported)
