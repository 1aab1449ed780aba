"""
Walks: they hold for our own case types, and find what is planted in others.
"""

from __future__ import annotations

import unittest

import pytest
from hypothesis import Phase, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from proeftuin_flow import testing
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.testing import LawBroken, given, walk, walks
from proeftuin_flow.testing.making import people_of
from proeftuin_flow.testing.searching import Made
from proeftuin_flow.testing.walks import Walk
from proeftuin_flow.testing.wishing import wishes
from proeftuin_flow.wishes import Command
from tests.case_types import PERMIT, RELAY, TENDER, Announcement, Choice, Offer, Opinion, announcement, offer
from tests.testing import planted
from tests.testing.planted import asks

TestPermit = walk(PERMIT).TestCase
TestPermit.settings = settings(TestPermit.settings, max_examples=15, stateful_step_count=15)
TestRelay = walk(RELAY).TestCase
TestRelay.settings = settings(TestRelay.settings, max_examples=15, stateful_step_count=15)
TestTender = walk(
    TENDER, decisions=4_000,
    data={Announcement: [announcement(), announcement(0)], Offer: [offer(), offer(200_000)], Choice: [Choice(1)], Opinion: [Opinion(True)]},
).TestCase  # fmt: skip
TestTender.settings = settings(TestTender.settings, max_examples=10, stateful_step_count=15)


def failure(machine: type[Walk], of: type[AssertionError] = AssertionError) -> str:
    """What the walks of a case type say."""
    test = machine.TestCase
    test.settings = settings(test.settings, max_examples=20, stateful_step_count=10, phases=[Phase.generate, Phase.shrink])
    with pytest.raises(of) as error:
        test("runTest").debug()
    return str(error.value)


def pasted(message: str) -> str:
    """What the program in a message says when it runs."""
    program = message.partition("This test shows it:\n\n")[2]
    names: dict[str, object] = {}
    exec(compile(program, "pasted", "exec"), names)
    (test,) = [value for name, value in names.items() if name.startswith("test_")]
    assert callable(test)
    with pytest.raises(Exception) as error:
        test()
    return str(error.value)


WITHOUT_DATA: CaseType = planted.planted(asks("without_data", planted.without_data))
READING_WAIVERS: CaseType = planted.planted(asks("numberless", planted.numberless), asks("reading", planted.reading_waivers))
RAISING: CaseType = planted.planted(asks("raising", planted.raising))


@pytest.mark.parametrize(
    ("case_type", "law"),
    [
        (WITHOUT_DATA, "data_only_adds_reasons: without_data goes away when there is data"),
        (READING_WAIVERS, "a_waiver_changes_only_what_it_names: waiving numberless changes other reasons"),
    ],
)
def test_law_that_is_broken_is_shown_by_a_test_to_be_pasted(case_type, law):
    """
    Run, it breaks the same law.
    """
    message = failure(walk(case_type), LawBroken)

    assert law in message
    assert f"def test_{law.partition(':')[0]}():" in message
    assert law in pasted(message)


def test_rule_that_raises_is_shown_too():
    """
    Deciding answers, whatever is asked.
    """
    message = failure(walk(RAISING), LawBroken)

    assert message.startswith("deciding_answers: ZeroDivisionError: ")
    assert "from tests.testing.test_walks import RAISING" in message
    assert "by zero" in pasted(message)


def test_rule_that_raises_on_the_way_is_found_by_the_walk():
    """
    What the search does not come to, a walk may.
    """
    machine = walk(RAISING, decisions=0, stories=[given(RAISING).by(planted.CLERK_1).opened()])

    assert "ZeroDivisionError" in failure(machine, LawBroken)


def test_history_that_breaks_a_law_is_shown(monkeypatch):
    """
    By a test that tells the whole story.
    """
    monkeypatch.setattr(walks, "broken_by_history", lambda start, steps: ["a_law: it does not hold"] if len(steps) > 2 else [])

    message = failure(walk(PERMIT), LawBroken)

    assert message.startswith("a_law: it does not hold\n\nThis test shows it:\n\nfrom datetime import datetime\n")
    assert message.endswith("    story.keeps_the_laws()")


def test_what_was_never_seen_is_named():
    """
    With how to go on from there.
    """
    never = failure(walk(NEVER))
    assert [
        "  unreached: ledger ended", "  untaken: ledger begun -> ended (end)", "  one_sided: never met",
        "Help them with data={…}, or say that it is as it should be with accept=[…].",
    ] == never.splitlines()[1:]  # fmt: skip


NEVER: CaseType = planted.planted(asks("never", lambda s: ("never",)))


def test_what_was_accepted_is_listed(capsys):
    """
    Then the walks are fine, and say by name what they did not see.
    """
    accepted = ["unreached: ledger ended", "untaken: ledger begun -> ended (end)", "one_sided: never met"]
    test = walk(NEVER, accept=accepted).TestCase
    test.settings = settings(test.settings, max_examples=3, stateful_step_count=3)

    test("runTest").debug()

    printed = capsys.readouterr().out
    assert printed.startswith("the walks of ledger (")
    assert printed.endswith("decisions) never saw, and that was accepted:\n  unreached: ledger ended\n  untaken: ledger begun -> ended (end)\n"
                            "  one_sided: never met\n")  # fmt: skip


def test_only_what_there_is_can_be_accepted():
    """
    Or a slip of the pen would go unseen.
    """
    with pytest.raises(ValueError, match="accept has what there is not: untaken: nothing; known: unreached: permit requested, "):
        walk(PERMIT, accept=["untaken: nothing"])


def test_walk_is_a_test_of_unittest():
    """
    Whatever runs such tests runs walks.
    """
    assert issubclass(walk(PERMIT).TestCase, unittest.TestCase)
    assert "WalkTest[permit]" == walk(PERMIT).TestCase.__name__


@settings(max_examples=30)
@drawn(st.data())
def test_wishes_are_of_every_sort(data):
    """
    By anybody, with data and without, with a waiver, on another day.
    """
    story = given(PERMIT).by(planted.CLERK_1)

    wish = data.draw(wishes(story, Made(), people_of(PERMIT)))

    assert wish.trigger in PERMIT.root.triggers
    assert wish.by in people_of(PERMIT)
    assert "permit" == wish.part


def test_rule_that_raises_where_it_is_wished_is_shown():
    """
    Even if it is the first that asks.
    """
    opened = given(RAISING).by(planted.CLERK_1).opened()

    with pytest.raises(LawBroken, match="deciding_answers: ZeroDivisionError"):
        walks._decided(opened, Command("end", planted.CLERK_1, opened.now))


@settings(max_examples=30)
@drawn(st.data())
def test_wishes_are_drawn_where_a_rule_raises(data):
    """
    Whoever decides them will see.
    """
    opened = given(RAISING).by(planted.CLERK_1).opened()

    assert data.draw(wishes(opened, Made(), people_of(RAISING))).trigger in RAISING.root.triggers


def test_front_door_of_the_kit_has_what_it_says():
    """
    Each name, and no other.
    """
    assert [*testing.__all__] == sorted(testing.__all__) == dir(testing)
    assert all(getattr(testing, name) for name in testing.__all__)
    with pytest.raises(AttributeError, match=r"'proeftuin_flow\.testing' has no attribute 'run'"):
        testing.run  # noqa: B018
