"""
What is required by a role or by a form, and needs no guard.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest

from proeftuin_flow.pilot import Grounds
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    TERMS,
    Story,
    buyer,
    evaluator,
    grantor,
    half_signed,
    in_evaluation,
    in_hearing,
    in_intake,
    lead,
    partner,
    plan_signed,
    proposed,
    requested,
    running,
    sponsor,
)

Told = Callable[[], Story]


def missing(story: Story, trigger: str, by: Actor, part: str | None = None) -> list[str]:
    """What has to be given with a wish."""
    return [str(each) for reason in story.refusal(trigger, by, part=part).reasons if reason.code == "data_missing" for each in reason.blockers]


@pytest.mark.parametrize(
    ("story", "trigger", "part", "by", "allowed"),
    [
        (in_intake, "approve_proposal", None, lead, ["commissioning party"]),
        (in_intake, "reject_proposal", None, sponsor, ["commissioning party"]),
        (running, "suspend", "suspension/1", lead, ["commissioning party"]),
        (running, "stop_early", "execution/1", partner, ["commissioning party"]),
        (in_evaluation, "reopen_execution", None, lead, ["commissioning party"]),
        (lambda: in_hearing(in_evaluation()), "adopt_evaluation", "evaluation/1", evaluator, ["commissioning party"]),
        (requested, "grant_decharge", "decharge/1", buyer, ["grantor of decharge"]),
        (requested, "refuse_decharge", "decharge/1", lead, ["grantor of decharge"]),
    ],
)
def test_decision_is_for_who_may_take_it(story: Told, trigger: str, part: str | None, by: Actor, allowed: list[str]):
    """
    Anybody else is refused, and told who may.
    """
    (reason,) = [each for each in story().refusal(trigger, by, part=part).reasons if each.code == "role"]

    assert allowed == [str(label.text("en")) for label in reason.blockers if not isinstance(label, str)]


@pytest.mark.parametrize(
    ("story", "trigger", "part", "by", "field"),
    [
        (in_intake, "return_proposal", None, buyer, "points"),
        (in_intake, "reject_proposal", None, buyer, "reason"),
        (proposed, "withdraw", None, lead, "reason"),
        (half_signed, "decline_signature", "plan/1", partner, "reason"),
        (half_signed, "withdraw_plan", "plan/1", lead, "reason"),
        (running, "suspend", "suspension/1", buyer, "reason"),
        (plan_signed, "stop_before_start", None, buyer, "reason"),
        (running, "stop_early", "execution/1", buyer, "reason"),
        (in_evaluation, "reopen_execution", None, buyer, "reason"),
        (in_evaluation, "close_without_decharge", None, buyer, "reason"),
        (requested, "refuse_decharge", "decharge/1", grantor, "reason"),
    ],
)
def test_reason_is_given(story: Told, trigger: str, part: str | None, by: Actor, field: str):
    """
    Nobody says no, or ends something, without saying why.
    """
    assert field in missing(story(), trigger, by, part)


def test_suspension_names_a_day():
    """
    On which it is decided whether the pilot goes on.
    """
    assert "review_on" in missing(running(), "suspend", buyer, "suspension/1")


def test_decharge_says_what_it_covers():
    """
    Parties read the word differently, so it says its scope, and what it does to the obligation.
    """
    assert {"scope", "obligation_effect"} <= {*missing(requested(), "grant_decharge", grantor, "decharge/1")}


def test_refusal_says_what_must_be_done():
    """
    A refusal names its remedies, and each of them says what and by when.
    """
    half = {"reason": "te vroeg", "remedies": [{"id": "r1"}]}

    refusal = requested().refusal("refuse_decharge", grantor, half, "decharge/1")

    assert "remedies" in missing(requested(), "refuse_decharge", grantor, "decharge/1")
    assert ["data_malformed"] == [reason.code for reason in refusal.reasons]
    assert all(field in refusal.text("en") for field in ("remedies[0].text", "remedies[0].due"))


@pytest.mark.parametrize(
    ("story", "trigger", "by", "data", "field"),
    [
        (proposed, "withdraw", lead, Grounds(" "), "reason"),
        (in_intake, "return_proposal", buyer, {"points": []}, "points"),
        (requested, "refuse_decharge", grantor, {"reason": "te vroeg", "remedies": []}, "remedies"),
        (requested, "grant_decharge", grantor, attrs.evolve(TERMS, scope=frozenset()), "scope"),
    ],
)
def test_what_must_be_said_is_not_empty(story: Told, trigger: str, by: Actor, data: object, field: str):
    """
    Nothing is said with a blank reason, and nothing is covered by an empty scope.
    """
    (reason,) = [each for each in story().refusal(trigger, by, data).reasons if each.code == "data_malformed"]

    assert [f"{field} is empty"] == [str(each.text("en")) for each in reason.blockers if not isinstance(each, str)]


def test_no_number_of_a_person_is_kept():
    """
    What may be a citizen service number goes into no field, also not into a reason.
    """
    refusal = proposed().refusal("withdraw", lead, Grounds("kandidaat 111222333 is ziek"))

    assert ["reason holds a number that may be a BSN; leave it out"] == [
        str(each.text("en")) for reason in refusal.reasons for each in reason.blockers if not isinstance(each, str)
    ]
