"""
The benchmarks run: they are measured elsewhere, so nothing here depends on how long anything takes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import ours, report
from benchmarks.figures import Effort, Figure, Goal
from benchmarks.sections import SECTIONS
from benchmarks.timing import Spread

ROOT = Path(__file__).parents[1]

ALONE = ("append-sql", "bulk", "explore", "follow", "journal", "redact")
"""Sections that enter themselves."""


def test_decisions_are_raced(tmp_path):
    """
    A quick race ends with a table, a file, and a page.
    """
    command = [sys.executable, "-m", "benchmarks", "--quick", "--only", "decide", "--json", str(tmp_path / "found.json"),
               "--markdown", str(tmp_path / "found.md"), "--directory", str(tmp_path)]  # fmt: skip

    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    (figure,) = found["sections"]["decide"]["figures"]
    assert ours.ACCEPTED in printed
    assert ours.ACCEPTED in (tmp_path / "found.md").read_text("utf-8")
    assert "accepted decide against a stock trigger" == figure["figure"]
    assert figure["measured"]["10%"] <= figure["measured"]["median"] <= figure["measured"]["90%"]


def test_log_that_is_raced_over_is_replayed_and_verified(tmp_path):
    """
    Every contestant of the log says how many records it saw, and is stopped if that is wrong.
    """
    log = ours.write_log(tmp_path, 24)

    for contestant in (ours.replays(log) | ours.verifies(log)).values():
        contestant.check(contestant.ready(log.records)())


@pytest.mark.parametrize("batch", [1, 100])
def test_commands_that_are_raced_are_written(tmp_path, batch):
    """
    One by one, and many to a commit.
    """
    for contestant in ours.appends(tmp_path, batch).values():
        contestant.check(contestant.ready(batch * 2)())


def test_what_grows_is_checked(tmp_path):
    """
    A step at the smallest size does what it says.
    """
    for growing in ours.growths(tmp_path).values():
        contestant = growing.make(10)
        contestant.check(contestant.ready(growing.count or 1)())


def test_refusals_and_live_cases(tmp_path):
    """
    Refusals have the reasons that they are raced for, and cases are made one by one.
    """
    for contestant in ours.refused().values():
        contestant.check(contestant.ready(2)())
    for make in ours.cases().values():
        make(1)


def test_every_goal_has_somebody_to_reach_it(tmp_path):
    """
    No figure of the table is left without a contestant.
    """
    log = ours.write_log(tmp_path, 12)
    entered = {*ours.accepted(), *ours.refused(), *ours.cases(), *ours.imports(), *ours.replays(log), *ours.verifies(log)}
    entered |= {*ours.appends(tmp_path, 1), *ours.appends(tmp_path, 100), *ours.growths(tmp_path)}
    entered |= {goal.contestant for name in ("programme", *ALONE) for goal in SECTIONS[name].goals}  # they enter themselves; see below

    assert set() == {goal.contestant for section in SECTIONS.values() for goal in section.goals} - entered


def test_verdict_says_by_how_much_and_what_it_would_take():
    """
    A goal that was missed names the way there; one that was met does not.
    """
    goal = Goal("speed", "ours", "times as fast", at_least=2, takes="a faster machine")
    missed, met = Figure(goal, Spread(0.9, 1.0, 1.1)), Figure(goal, Spread(3.0, 3.0, 3.0))

    assert ("missed by 50%", "a faster machine") == (missed.verdict, missed.takes)
    assert ("met by 50%", "") == (met.verdict, met.takes)


def test_table_goes_between_its_marks():
    """
    The rest of the page stays, and a page without marks is not written over.
    """
    page = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"

    assert f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n" == report.between_marks(page, "new")
    with pytest.raises(ValueError, match="benchmark table"):
        report.between_marks("nothing here", "new")


def test_programme_is_played_and_told(tmp_path):
    """
    At three sizes, once for its time and once for its memory, and every event is counted.
    """
    outcome = SECTIONS["programme"].run(Effort(rounds=3, seconds=0, records=12, instances=1, sizes=(1,), directory=tmp_path))

    assert all(figure.measured is not None for figure in outcome.figures)
    assert ["2", "4", "8"] == [row[0] for row in outcome.tables[0].rows]


@pytest.mark.parametrize("name", ALONE)
def test_sections_that_enter_themselves_measure_every_goal(tmp_path, name):
    """
    Few records, short rounds; who did not do what it was timed for is stopped.
    """
    if name == "journal":
        pytest.importorskip("eventsourcing")
    outcome = SECTIONS[name].run(Effort(rounds=3, seconds=0.001, records=48, instances=1, sizes=(1,), directory=tmp_path))

    assert [] == [figure.goal.figure for figure in outcome.figures if figure.measured is None]
    assert all(len(table.head) == len(row) for table in outcome.tables for row in table.rows)
