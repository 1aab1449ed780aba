"""
The plugin: what a run of pytest shows of a case type, in one process and in several.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from proeftuin_flow.decider import decide, options
from proeftuin_flow.soundness import Observed
from proeftuin_flow.testing import given, watch
from proeftuin_flow.testing.covered import covered
from proeftuin_flow.testing.watching import deciding
from proeftuin_flow.wishes import Command
from tests.case_types import CLERK_1, NOON, PERMIT, TENDER

ROOT = Path(__file__).parents[2]

TESTS = """
from proeftuin_flow.testing import given
from tests.case_types import CLERK_1, PERMIT, TENDER, BUYER_1, Document, announcement


def test_grant():
    given(PERMIT).by(CLERK_1).opened().when("grant").then_refused(documents_complete=["identity", "map"])


def test_receive():
    given(PERMIT).by(CLERK_1).opened().and_("receive", Document("map", "u-31"))


def test_tender():
    given(TENDER).by(BUYER_1).opened(announcement())
"""


IMPORTED = """
import sys

BEFORE = {name.partition(".")[2] for name in sys.modules if name.startswith("proeftuin_flow.")}


def test_imported():
    assert {"_version", "testing", "testing.plugin"} == BEFORE
"""
WRONG = "def test_wrong():\n    assert 1 == 2\n"


def run(tmp_path: Path, *arguments: str, tests: str = TESTS) -> tuple[int, list[str]]:
    """How a run ends, and what it says of case types."""
    (tmp_path / "test_rules.py").write_text(tests, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xstate_statemachine", *arguments, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).splitlines()
    start = next((number for number, line in enumerate(lines) if "flow coverage" in line), None)
    return done.returncode, [line for line in lines[0 if start is None else start + 1 : -1] if line]


SHOWN = [
    "tests.case_types:PERMIT: 31.2 % in 4 decisions",
    "  states             1 of 2",
    "    not shown: permit granted",
    "  transitions        2 of 3",
    "    not shown: permit requested -> granted (grant)",
    "  guard outcomes     1 of 2",
    "    not shown: documents_complete met",
    "  refusals           1 of 9",
    "    not shown: permit ask: wrong_state",
    "    not shown: permit ask: role",
    "    not shown: permit receive: wrong_state",
    "    not shown: permit receive: role",
    "    not shown: permit receive: data_missing",
    "    not shown: permit receive: data_malformed",
    "    not shown: permit grant: wrong_state",
    "    not shown: permit grant: role",
]


@pytest.mark.parametrize("workers", [[], ["-n2"]])
def test_run_tells_what_it_showed(tmp_path, workers):
    """
    The same, whether one process ran the tests or several.
    """
    code, said = run(tmp_path, *workers, "--flow-coverage=tests.case_types:PERMIT")

    assert SHOWN == said
    assert 0 == code


def test_run_that_shows_too_little_fails(tmp_path):
    """
    Of any of the case types.
    """
    code, said = run(tmp_path, "--flow-coverage=tests.case_types:PERMIT", "--flow-coverage=tests.case_types:TENDER", "--flow-coverage-fail-under=30")

    assert "tests.case_types:TENDER: less than 30 % was shown" == said[-1]
    assert 1 == code


def test_run_that_shows_enough_does_not(tmp_path):
    """
    As much as was asked for is enough.
    """
    code, said = run(tmp_path, "--flow-coverage=tests.case_types:PERMIT", "--flow-coverage-fail-under=31.25")

    assert SHOWN == said
    assert 0 == code


def test_run_without_the_option_says_nothing(tmp_path):
    """
    Nor is anything of ours imported before the tests are.
    """
    code, said = run(tmp_path, tests=IMPORTED)

    assert 0 == code, "\n".join(said)
    assert not any("flow coverage" in line for line in said)


@pytest.mark.parametrize(
    ("named", "problem"),
    [
        (":PERMIT", "Empty module name"),
        ("no.such.module:PERMIT", "No module named 'no'"),
        ("tests.case_types:NOTHING", "has no attribute 'NOTHING'"),
        ("tests.case_types:NOON", "is no case type"),
    ],
)
def test_what_is_no_case_type_is_told(tmp_path, named, problem):
    """
    Before a test runs.
    """
    code, said = run(tmp_path, f"--flow-coverage={named}")

    assert 4 == code
    assert any(problem in line for line in said)


def test_many_missing_things_are_counted():
    """
    Ten of each kind are named, or all.
    """
    report = covered(TENDER, Observed(), "TENDER")
    few, all_of_it = [*report.lines()], [*report.lines(None)]

    assert 0.0 == report.percent
    assert "    and 8 more; --flow-coverage-missing names them" in few
    assert "    not shown: tender assessed -> awarded (award)" in all_of_it
    assert not any("more;" in line for line in all_of_it)
    assert "permit" == covered(PERMIT, Observed()).name


def test_all_of_it_is_named_if_asked(tmp_path):
    """
    With an option.
    """
    _, said = run(tmp_path, "--flow-coverage=tests.case_types:TENDER", "--flow-coverage-missing")

    assert "    not shown: complaint answer: role" in said


def test_failing_run_stays_so(tmp_path):
    """
    What failed for another reason is not passed over.
    """
    code, _ = run(tmp_path, "--flow-coverage=tests.case_types:PERMIT", "--flow-coverage-fail-under=99", tests=WRONG)

    assert 1 == code


def test_what_is_only_asked_is_no_decision():
    """
    An option is worked out by deciding, and shows nothing.
    """
    seen: list[str] = []
    told: list[str] = []
    case = PERMIT.new("case-1")

    with deciding(lambda case, command, decision: seen.append(command.trigger), lambda case: told.append("begins"), lambda: told.append("ends")):
        options_of = [option.trigger for option in options(case, CLERK_1, NOON)]
        decide(case, Command("ask", CLERK_1, NOON))
    decide(case, Command("ask", CLERK_1, NOON))

    assert ["ask"] == options_of == seen
    assert ["begins", "ends"] == told


def test_what_a_few_lines_show_is_told_without_a_run_of_pytest():
    """
    As far as it came when it is asked; what is decided afterwards is not seen.
    """
    with watch(PERMIT) as shown:
        nothing = shown()
        opened = given(PERMIT).by(CLERK_1).opened()
    opened.when("grant").then_refused()

    assert (0, 1) == (nothing.decisions, shown().decisions)
    assert str(shown()).startswith("permit: 12.5 % in 1 decisions\n  states             1 of 2\n    not shown: permit granted\n")
