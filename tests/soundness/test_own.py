"""
Our own case types: what a check finds in them is repaired, or said to be as it should be.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from proeftuin_flow.soundness import Report, check
from proeftuin_flow.soundness.duties import duty_findings
from proeftuin_flow.soundness.exhaustive import exhaustive_findings
from proeftuin_flow.soundness.lives import lives_of
from tests.soundness.expected import PROEFTUIN_IS_SO, TENDER_IS_SO

EXAMPLES = Path(__file__).parents[2] / "examples"
# Two plans, because one takes over from the other; of the rest one shows what two would.  So few states, because a test has to be quick.
PARTS = {lifecycle.name: 2 if lifecycle.name == "plan" else 1 for lifecycle in PROEFTUIN.parts}
STATES = 170


@pytest.fixture(scope="module")
def report() -> Report:
    return check(PROEFTUIN, parts=PARTS, states=STATES, expected=PROEFTUIN_IS_SO)


def test_every_finding_about_a_pilot_is_explained(report):
    """
    And every explanation is of something that is found.
    """
    assert [] == [str(finding) for finding in report.open]
    assert () == report.gone
    assert report


def test_the_report_says_how_far_it_looked(report):
    """
    At every lifecycle and transition, at each kind of part with the root, and at all kinds together.
    """
    first, *others = report.text("en").split("\n")
    products = {explored.parts: explored for explored in report.explored}

    assert first.startswith("pilot, version 1: 11 lifecycles, 65 states, 173 transitions, under profile tailor-made for people, in ")
    assert "  the root alone: all 10 states, 82 moves, " == others[0][: len("  the root alone: all 10 states, 82 moves, ")]
    assert {*PARTS} == {parts[0][0] for parts in products if len(parts) == 1}
    together = products[tuple(PARTS.items())]
    assert (STATES, False) == (together.states, together.complete)


@pytest.mark.parametrize("profile", PROEFTUIN.profiles, ids=lambda profile: profile.name)
def test_no_profile_opens_a_way(profile):
    """
    What a profile loosens adds no trap and no way past a fixed requirement, and there are people enough.
    """
    lives = lives_of(PROEFTUIN, profile)
    explained = {each.name for each in PROEFTUIN_IS_SO}

    assert set() == {finding.name for finding in (*exhaustive_findings(lives, None), *duty_findings(lives, None))} - explained


@pytest.mark.parametrize("profile", GATHERING.profiles, ids=lambda profile: profile.name)
def test_a_gathering_is_sound(profile):
    """
    Nothing is found, and all of it was looked at.
    """
    report = check(GATHERING, profile=profile.name)

    assert () == report.findings
    assert [True] == [explored.complete for explored in report.explored]


def test_the_examples_are_sound():
    """
    A permit, and a tender with up to four bids.
    """
    sys.path.insert(0, str(EXAMPLES))
    try:
        from permit import PERMIT
        from tender import TENDER
    finally:
        sys.path.remove(str(EXAMPLES))

    assert () == check(PERMIT).findings
    report = check(TENDER, parts={"bid": 4}, expected=TENDER_IS_SO)
    assert report, str(report)
    assert {True} == {explored.complete for explored in report.explored}
