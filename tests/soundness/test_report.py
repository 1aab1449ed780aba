"""
The report: findings as data and as text, in both languages, and what was expected.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proeftuin_flow.errors import InvalidData
from proeftuin_flow.labels import Label
from proeftuin_flow.soundness import Expected, Explored, Finding, Step, check
from tests.soundness.making import One, a, a_case, end, goes, itself, one, over

ROOT = Path(__file__).parents[2]
WAITS = a_case(
    itself(a, end, over("some", One, end), watches=[One]), goes(a, end, "stop"), parts=[one(goes(a, end, "do"))]
)  # fmt: skip
HANGS = "hanging: one a"


def test_the_report_reads_in_english():
    """
    What was looked at, how far, and each finding with the commands that show it.
    """
    report = check(WAITS, parts={"one": 2}, clock=lambda: 0.0)

    assert """\
thing, version 1: 2 lifecycles, 4 states, 5 transitions, under profile default, in 0.00 s
  the root alone: all 3 states, 4 moves, 0.00 s (3 a second)
  the root with one (2): all 9 states, 8 moves, 0.00 s (9 a second)
1 findings, 0 as they should be, 0 expected and not found
  certain  hanging: one a
      the one 1 (place a) is left hanging when the case ends in the end
      looked at: all 9 states of the root with one (2)
      1. do start (root)
      2. do open_one (one/1)
      3. do stop (root)""" == str(report)


def test_the_report_reads_in_dutch():
    """
    The same, with the reason why it is as it should be.
    """
    so = Expected(HANGS, nl="dat mag", en="that is fine")
    report = check(WAITS, parts={"one": 2}, clock=lambda: 0.0, expected=[so, Expected("trap: root a", nl="ook", en="too")])

    assert """\
ding, versie 1: 2 levenscycli, 4 toestanden, 5 overgangen, onder profiel standaard, in 0.00 s
  de stam alleen: alle 3 toestanden, 4 stappen, 0.00 s (3 per s)
  de stam met one (2): alle 9 toestanden, 8 stappen, 0.00 s (9 per s)
0 bevindingen, 1 zo bedoeld, 1 verwacht en niet gevonden
  zeker  hanging: one a
      de one 1 (stand a) blijft hangen als de zaak eindigt in einde
      bekeken: alle 9 toestanden van de stam met one (2)
      1. doe start (root)
      2. doe open_one (one/1)
      3. doe stop (root)
      zo bedoeld: dat mag
  verwacht, maar niet gevonden: trap: root a""" == report.text("nl")


def test_a_report_is_true_if_nothing_is_left_to_do():
    """
    Nothing open, and nothing expected that is gone.
    """
    so = Expected(HANGS, nl="dat mag", en="that is fine")
    gone = Expected("trap: root a", nl="dat mag", en="that is fine")

    assert not check(WAITS)
    assert check(WAITS, expected=[so])
    assert not check(WAITS, expected=[so, gone])
    assert ("trap: root a",) == check(WAITS, expected=[so, gone]).gone
    assert (HANGS,) == tuple(finding.name for finding in check(WAITS, expected=[so]).explained)
    assert () == check(WAITS, expected=[so]).open


def test_findings_are_found_by_name():
    """
    Kind and place, as the expectation has them.
    """
    report = check(WAITS)

    assert HANGS in report
    assert ("hanging", "one a", "certain") == (report[HANGS].code, report[HANGS].where, report[HANGS].sureness)
    assert "hanging: two a" not in report
    with pytest.raises(KeyError, match="hanging: two a"):
        report["hanging: two a"]


def test_a_finding_reads_by_itself():
    """
    As in the report.
    """
    assert str(check(WAITS)[HANGS]).startswith("certain  hanging: one a\n    the one 1 (place a) is left hanging")


def test_what_is_possible_says_so():
    """
    In both languages.
    """
    finding = check(a_case(goes(a, a, "stay"), itself(a, end, over("some", One, end), watches=[]), parts=[one(goes(a, end, "do"))]))
    unwatched = finding["unwatched: root a -> end (became_end): one"]

    assert "possible" == unwatched.sureness
    assert unwatched.text("nl").startswith("mogelijk  unwatched: ")


def test_certain_findings_come_first():
    """
    Whatever was found first.
    """
    unwatched = a_case(goes(a, a, "stay"), itself(a, end, over("some", One, end)), parts=[one(goes(a, end, "do"))])
    sure = [finding.certain for finding in check(unwatched).findings]

    assert sorted(sure, reverse=True) == sure
    assert {True, False} == {*sure}


def test_a_step_tells_what_followed_and_what_was_supposed():
    """
    In one line.
    """
    step = Step("go", "root", Label("ga", "go"), ("went",), ("ready",), ("rainy",))

    assert "go (root); by itself: went; supposing: ready; supposing not: rainy" == step.text("en")
    assert "ga (root); vanzelf: went; aangenomen: ready; aangenomen van niet: rainy" == step.text("nl")


def test_what_was_explored_tells_how_fast():
    """
    States a second.
    """
    explored = Explored((("one", 2),), 12_000, 30_000, complete=True, seconds=3.0)

    assert "the root with one (2): all 12,000 states, 30,000 moves, 3.00 s (4,000 a second)" == explored.text("en")
    assert "de stam met one (2): alle 12.000 toestanden, 30.000 stappen, 3.00 s (4.000 per s)" == explored.text("nl")


def test_a_profile_that_is_not_there():
    """
    As wherever a profile is named.
    """
    with pytest.raises(InvalidData, match="strict"):
        check(WAITS, profile="strict")


def test_names_are_unique():
    """
    Of two findings with one name the certain one stays.
    """
    names = [finding.name for finding in check(WAITS).findings]

    assert len(set(names)) == len(names)
    assert isinstance(check(WAITS).findings[0], Finding)


def test_every_kind_of_finding_is_in_the_documentation():
    """
    The table says what each is, and how it is looked for.
    """
    table = re.findall(r"^\| (`[a-z_`, ]+) \|", (ROOT / "docs/how-to/check-your-rules.md").read_text(encoding="utf-8"), re.MULTILINE)
    sources = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "src/proeftuin_flow/soundness").glob("*.py"))
    codes = {*re.findall(r'Finding\("([a-z_]+)"', sources), *re.findall(r'_hint\(product, certainly, "([a-z_]+)"', sources), "stuck", "endless"}

    assert 20 == len(codes)
    assert codes == {code for row in table for code in re.findall(r"`([a-z_]+)`", row)}
