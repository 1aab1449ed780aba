"""
Addressing: which part a wish means is decided by the definition, never by today's state.
"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from proeftuin_flow.addressing import is_open, live, next_part, part_at
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.guards import Trigger
from proeftuin_flow.lifecycle import Lifecycle, event
from proeftuin_flow.testing import Asked, Given, given
from tests.case_types import (
    ADVICE,
    BIDDER_1,
    BIDS,
    BUYER_1,
    CLERK_1,
    COMPLAINTS,
    DIRECTOR_1,
    LAWYER,
    LAWYER_1,
    NOON,
    PERMIT,
    TENDER,
    TENDERS,
    Objection,
    Opinion,
    Reopening,
    announcement,
    asked,
    given_,
    offer,
)


def tender() -> Given:
    return given(TENDER).at(NOON).by(BUYER_1).opened(announcement())


def part_of(asked: Asked) -> str:
    """The part that was meant, whatever was decided."""
    decision = asked.decision
    return decision.events[0].part if isinstance(decision, Accepted) else decision.part.address


def problem(story: Given, trigger: str, part: str | None = None) -> str:
    with pytest.raises(InvalidData) as error:
        story.when(trigger, part=part)
    return str(error.value)


def test_root_may_be_left_out():
    """
    There is one.
    """
    assert "tender" == part_of(tender().when("check", by=LAWYER_1))
    assert "tender" == part_of(tender().when("check", by=LAWYER_1, part="tender"))


def test_part_of_which_one_lives_may_be_left_out():
    """
    The live one is meant; else the one that would be opened, or the newest that there is.
    """
    story = tender()
    given_once = story.and_("advise", Opinion(True), by=LAWYER_1)

    assert "advice/1" == part_of(story.when("advise", by=LAWYER_1))
    assert "advice/1" == part_of(given_once.when("advise", by=LAWYER_1))
    assert "advice/2" == part_of(given_once.when("ask_advice"))
    assert "advice/2" == part_of(given_once.and_("ask_advice").when("advise", by=LAWYER_1))
    assert "advice/1" == part_of(given(TENDER).by(BUYER_1).when("advise"))


def test_part_that_was_reopened_is_the_live_one():
    """
    Although a newer one was given since.
    """
    reopen_advice = Trigger("reopen_advice", nl="x", en="x")
    reopen = given_.to(asked, on=reopen_advice, by=[LAWYER], reopens=True, emits=event("reopened", Reopening, nl="x", en="x"))
    reopening: Lifecycle[Any] = attrs.evolve(ADVICE, transitions=[*ADVICE.transitions, reopen])
    story = (
        given(attrs.evolve(TENDER, parts=[BIDS, reopening, COMPLAINTS])).by(BUYER_1).opened(announcement())
        .and_("advise", Opinion(True), by=LAWYER_1).and_("ask_advice").and_("advise", Opinion(True), by=LAWYER_1)
        .and_("reopen_advice", Reopening("a mistake"), by=LAWYER_1, part="advice/1")
    )  # fmt: skip

    assert "advice/1" == part_of(story.when("advise", by=LAWYER_1))


def test_part_that_is_opened_may_be_left_out():
    """
    It gets the next number.
    """
    story = tender()

    assert "bid/1" == part_of(story.when("submit", offer(), by=BIDDER_1))
    assert "bid/2" == part_of(story.and_("submit", offer(), by=BIDDER_1).when("submit", offer(), by=BIDDER_1))
    assert "bid/1" == part_of(story.when("submit", offer(), by=BIDDER_1, part="bid/1"))


def test_one_of_many_must_be_named():
    """
    Even while there is only one: a call that works today works tomorrow.
    """
    story = tender().and_("submit", offer(), by=BIDDER_1)

    assert "of which part? give part=bid/1, bid/2, …" == problem(story, "judge")
    assert "of which part? give part=bid/1, bid/2, …" == problem(tender(), "judge")


@pytest.mark.parametrize("part", ["bid/3", "bid/0", "bid/01", "bid", "bid/", "bid/x", "bid/²", "bid/9999999999", "plan/1", "", "tender/1", "bid/1/1"])
def test_part_that_is_not_there_is_refused(part):
    """
    Only what is there, and the next one, has an address.
    """
    story = tender().and_("submit", offer(), by=BIDDER_1)

    assert f"case 'case-1' has no part {part!r}" == problem(story, "judge", part)


def test_part_of_another_kind_is_refused():
    """
    A trigger belongs to one lifecycle.
    """
    assert "'judge' does not belong to 'advice/1' but to 'bid'" == problem(tender(), "judge", "advice/1")
    assert "'check' does not belong to 'advice/1' but to 'tender'" == problem(tender(), "check", "advice/1")
    assert "'judge' does not belong to 'tender' but to 'bid'" == problem(tender(), "judge", "tender")


def test_unknown_trigger_is_refused_with_the_nearest_one():
    """
    Or, if none is near, with all there are.
    """
    assert "tender has no trigger 'jugde'; did you mean 'judge'?" == problem(tender(), "jugde")
    assert "permit has no trigger 'zzz'; known: ask, grant, receive" == problem(given(PERMIT).by(CLERK_1), "zzz")


def test_next_part_can_be_looked_at():
    """
    Nothing is known of it.
    """
    case = tender().case

    assert (1, "new", BIDS.facts()) == (next_part(case, BIDS).number, part_at(case, "bid/1").state, part_at(case, "bid/1").facts)
    assert case.root is part_at(case, "tender")


def test_live_parts_are_not_in_a_final_state():
    """
    Two bids of which one was excluded.
    """
    story = tender().and_("submit", offer(), by=BIDDER_1).and_("submit", offer(), by=BIDDER_1).and_("judge", part="bid/1", by=LAWYER_1)

    assert 1 == live(story.case, BIDS)
    assert 0 == live(story.case, COMPLAINTS)


def test_parts_are_open_while_the_root_is():
    """
    Not before it was opened, and not after it was closed, unless they outlive it.
    """
    new, open_, closed = given(TENDER).case, tender().case, tender().and_("withdraw", by=DIRECTOR_1).case

    assert [True, False, False] == [is_open(new, lifecycle) for lifecycle in (TENDERS, BIDS, COMPLAINTS)]
    assert [True, True, True] == [is_open(open_, lifecycle) for lifecycle in (TENDERS, ADVICE, COMPLAINTS)]
    assert [True, False, True] == [is_open(closed, lifecycle) for lifecycle in (TENDERS, ADVICE, COMPLAINTS)]


def test_closed_case_closes_its_parts():
    """
    A part that does not outlive the case is refused, and told why.
    """
    closed = tender().and_("submit", offer(), by=BIDDER_1).and_("withdraw", by=DIRECTOR_1)

    closed.when("judge", part="bid/1").then_refused("wrong_state")
    closed.when("judge", part="bid/1", by=LAWYER_1).then_refused("wrong_state")
    closed.when("submit", offer(), by=BIDDER_1).then_refused("wrong_state")
    assert "tender: withdrawn; nothing goes on here any more" in closed.when("judge", part="bid/1").decision.text("en")  # type: ignore[union-attr]
    closed.and_("complain", Objection("slow"), by=BIDDER_1).when("answer", part="complaint/1", by=LAWYER_1).then("answered", part="complaint/1")


def test_case_that_was_not_opened_has_no_parts_yet():
    """
    First the tender, then its bids.
    """
    asked = given(TENDER).when("submit", offer(), by=BIDDER_1)

    asked.then_refused("wrong_state")
    assert "tender: new; only possible from: open, closed, assessed" in asked.decision.text("en")  # type: ignore[union-attr]
