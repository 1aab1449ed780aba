"""
Waiving: by name, with a reason, by who may, for what was seen.
"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from proeftuin_flow.acts import Waive
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.guards import waivable
from proeftuin_flow.labels import text_of
from proeftuin_flow.testing import Given, given
from proeftuin_flow.wishes import Actor, Waiver
from tests.case_types import (
    BIDDER_1,
    BUYER_1,
    DIRECTOR,
    DIRECTOR_1,
    LAWYER_1,
    NOON,
    TENDER,
    announcement,
    closed,
    offer,
)

BOTH = Actor("both-1", roles={"buyer", "director"})
WORTH_IT = Waiver("within_budget", "it is worth it")


def dear(amount: int = 200_000, profile: str | None = None) -> Given:
    """A tender with a bid above the budget."""
    return given(TENDER, profile).at(NOON).by(BUYER_1).opened(announcement()).and_("submit", offer(amount), by=BIDDER_1)


def waived(story: Given, by: Actor = DIRECTOR_1, **more: Any) -> Given:
    """Somebody else let the budget pass."""
    said: dict[str, Any] = {"trigger": "judge", "guard": "within_budget", "reason": "it is worth it"}
    return story.and_("waive", Waive(**said | more), part="bid/1", by=by)


# ── one's own ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_waiver_lets_a_requirement_pass():
    """
    The check says who let what pass, and why.
    """
    decision = dear().when("judge", part="bid/1", by=BOTH, waive=[WORTH_IT]).decision

    assert isinstance(decision, Accepted)
    (check,) = decision.events[0].checks
    assert ("within_budget", "waived", "both-1", "it is worth it") == (check.guard, check.outcome, check.by, check.reason)
    assert ["100000 cents above the budget"] == [blocker.text("en") for blocker in check.blockers]  # type: ignore[union-attr]


def refused_waivers(story: Given, *waivers: Waiver, by: Actor = BOTH, **more: Any) -> list[str]:
    wish: dict[str, Any] = {"trigger": "judge", "part": "bid/1", "by": by, "waive": waivers}
    decision = story.when(**wish | more).decision
    assert isinstance(decision, Refused)
    return [text_of(blocker, "en") for reason in decision.reasons if reason.code == "waiver_not_allowed" for blocker in reason.blockers]


@pytest.mark.parametrize(
    ("story", "guard", "by", "complaint"),
    [
        (dear(), "within_budget", BUYER_1, "within_budget: only director may waive this"),
        (dear(1), "within_budget", BOTH, "within_budget: this is already met"),
        (dear(), "all_judged", BOTH, "all_judged: this requirement does not apply here"),
        (dear(), "nothing_at_all", BOTH, "nothing_at_all: this requirement does not apply here"),
    ],
)  # fmt: skip
def test_waiver_of_what_cannot_be_waived_is_refused(story, guard, by, complaint):
    """
    What is met, not asked here, or not one's own to waive.
    """
    assert complaint in refused_waivers(story, Waiver(guard, "please"), by=by)


def test_fixed_and_hard_requirements_are_waived_by_nobody():
    """
    Whatever roles somebody has.
    """
    assert ["seen_by_a_lawyer: this requirement is fixed"] == refused_waivers(
        dear(), Waiver("seen_by_a_lawyer", "please"), by=DIRECTOR_1, trigger="close", part=None
    )
    assert "within_budget: nobody can waive this" in refused_waivers(dear(profile="simple"), WORTH_IT)


def test_advice_needs_no_waiver():
    """
    And takes one without complaint.
    """
    checked = dear().and_("check", by=LAWYER_1)

    checked.when("close", by=DIRECTOR_1, waive=[Waiver("enough_bids", "nobody else will come")]).then("closed")


@pytest.mark.parametrize(("reason", "code"), [("", "no_reason"), ("  ", "no_reason"), ("for 111222333", "forbidden_number"), (3, "bad_value"),
                                              ("a" * 501, "field_length"), ("\t", "field_value")])  # fmt: skip
def test_waiver_has_a_reason(reason, code):
    """
    One that says something, and nobody's number.
    """
    with pytest.raises(InvalidData) as error:
        Waiver("within_budget", reason)

    assert [code] == [problem.code for problem in error.value.problems]


# ── somebody else's ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_waiver_of_somebody_else_is_a_step_of_its_own():
    """
    The director lets it pass, then the buyer judges.
    """
    story = waived(dear())

    decision = story.when("judge", part="bid/1").decision

    assert isinstance(decision, Accepted)
    (check,) = decision.events[0].checks
    assert ("within_budget", "waived", "director-1", "it is worth it") == (check.guard, check.outcome, check.by, check.reason)
    assert "submitted" == story.case.parts["bid/1"].state


def test_waiver_is_used_once():
    """
    Afterwards it is gone.
    """
    story = waived(dear())

    assert 1 == len(story.case.memory.waivers)
    assert () == story.and_("judge", part="bid/1").case.memory.waivers


def test_waiver_stays_while_other_things_happen():
    """
    Only what it was given for uses it up.
    """
    story = waived(dear()).and_("submit", offer(200_000), by=BIDDER_1).and_("check", by=LAWYER_1)

    assert 1 == len(story.case.memory.waivers)
    story.when("judge", part="bid/2").then_refused("within_budget", "role")
    story.when("judge", part="bid/1").then("valid", part="bid/1")


def test_waiver_covers_what_was_seen_and_nothing_new():
    """
    The bid became dearer against a smaller budget: that is another blocker.
    """
    from msgspec.structs import replace

    story = waived(dear())
    smaller = replace(story.case, root=replace(story.case.root, facts=attrs.evolve(story.case.root.facts, budget=1)))

    attrs.evolve(story, case=smaller).when("judge", part="bid/1").then_refused("within_budget", "role")


def refused(story: Given, by: Actor = DIRECTOR_1, part: str | None = "bid/1", **more: Any) -> str:
    said: dict[str, Any] = {"trigger": "judge", "guard": "within_budget", "reason": "worth it"}
    asked = story.when("waive", Waive(**said | more), part=part, by=by)
    asked.then_refused("waiver_not_allowed")
    return str(asked.decision.text("en")).splitlines()[1].strip()  # type: ignore[union-attr]


def test_waive_is_refused_where_there_is_nothing_to_waive():
    """
    For the same reasons as one's own waiver.
    """
    no = "- this may not be waived: "

    assert f"{no}within_budget: only director may waive this" == refused(dear(), by=BUYER_1)
    assert f"{no}within_budget: this is already met" == refused(dear(1))
    assert f"{no}all_judged: this requirement does not apply here" == refused(dear(), guard="all_judged")
    assert f"{no}seen_by_a_lawyer: this requirement is fixed" == refused(dear(), trigger="close", guard="seen_by_a_lawyer", part=None)
    assert f"{no}all_judged: this requirement does not apply here" == refused(dear(), trigger="close", guard="all_judged", part="tender")


def test_waive_of_a_hard_requirement_is_refused():
    """
    Nobody can waive it, under this profile.
    """
    assert "- this may not be waived: within_budget: nobody can waive this" == refused(dear(profile="simple"))


@pytest.mark.parametrize(
    ("data", "part", "problem"),
    [
        (Waive("jugde", "within_budget", "r"), None, "tender has no trigger 'jugde'; did you mean 'judge'?"),
        (Waive("judge", "within_budgets", "r"), None, "tender has no guard 'within_budgets'; did you mean 'within_budget'?"),
        (Waive("judge", "within_budget", " "), None, "give a reason"),
        (Waive("judge", "within_budget", "a" * 501), None, "reason may have at most 500 characters and has 501"),
        (Waive("judge", "within_budget", "\ud800"), None, "reason must be text in Unicode NFC without lone surrogates"),
        (Waive("judge", "within_budget", "r"), "advice/1", "case 'case-1' has no part 'advice/1'"),
        (Waive("judge", "within_budget", "r"), "bid/7", "case 'case-1' has no part 'bid/7'"),
        (None, None, "'waive' wants Waive as its data"),
        ({"trigger": "judge"}, None, "'waive' wants Waive as its data"),
    ],
)  # fmt: skip
def test_waive_that_cannot_be_decided_is_invalid(data, part, problem):
    """
    Unknown names come with the nearest known one.
    """
    with pytest.raises(InvalidData) as error:
        dear().when("waive", data, part=part, by=DIRECTOR_1)

    assert problem == str(error.value)


def test_wish_of_an_act_is_looked_at_as_any_other():
    """
    What is no evidence stands in no log, whatever is done.
    """
    with pytest.raises(InvalidData, match="evidence"):
        dear().when("waive", Waive("judge", "within_budget", "it is worth it"), by=DIRECTOR_1, evidence=["a letter"])  # type: ignore[list-item]


@pytest.mark.parametrize(("trigger", "guard"), [(None, "within_budget"), ("judge", ["within_budget"])])
def test_waive_names_its_trigger_and_guard(trigger, guard):
    """
    By their codes.
    """
    with pytest.raises(InvalidData, match="cannot be"):
        Waive(trigger, guard, "it is worth it")


def test_waiver_may_be_given_on_the_root():
    """
    With its bare name, or no name.
    """
    softer = TENDER.variant("w", version=1, severities={"enough_bids": waivable(by=[DIRECTOR])})
    story = given(softer).at(NOON).by(BUYER_1).opened(announcement()).and_("check", by=LAWYER_1)

    by_now = story.and_("waive", Waive("close", "enough_bids", "nobody else will come"), by=DIRECTOR_1)

    by_now.when("close").then(closed.name)
    story.when("close").then_refused("enough_bids")
