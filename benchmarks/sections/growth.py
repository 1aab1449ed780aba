"""
Growth: does it stay as fast when there is more of it?

A power law is fitted over the sizes.  Per command, 0 is flat; of a total, 1 is linear.
"""

from pathlib import Path
from typing import Any

import transitions

from benchmarks import floors, ours
from benchmarks.figures import Effort, Goal, Outcome, Section, Table, answers
from benchmarks.seven import Flags, Guarded
from benchmarks.timing import Contestant, Curve, Spread, grow, steps

GOALS = (
    Goal("commands per case, all of them", ours.COMMANDS_PER_CASE, "as exponent", at_most=1.1),
    Goal("commands per case, each", ours.COMMANDS_PER_CASE_EACH, "as exponent", at_most=0.1),
    Goal("records per case, replayed", ours.RECORDS_PER_CASE, "as exponent", at_most=1.1),
    Goal("parts per case, each command", ours.PARTS_PER_CASE, "as exponent", at_most=0.1),
    Goal("cases per store, each command", ours.CASES_PER_STORE, "as exponent", at_most=0.1),
    Goal("states per lifecycle, each command", ours.STATES_PER_LIFECYCLE, "as exponent", at_most=0.1),
)
STOCK_STATES = "transitions: states per machine, each trigger"
RAW_CASES = "floor: cases per table of 12 rows each, each insert of 100 in a commit"


def run(effort: Effort) -> Outcome:
    """
    Try everything at every size.
    """
    growing = {
        STOCK_STATES: ours.Growing(_stock),
        RAW_CASES: ours.Growing(lambda size: _raw(effort.directory, size), count=100),
    } | ours.growths(effort.directory)
    rounds = max(3, effort.rounds // 3)
    curves = {
        name: grow(effort.sizes, one.make, rounds=rounds, seconds=effort.seconds, count=one.count)
        for name, one in growing.items()
    }
    head = ("µs per step", *(f"{size:,}" for size in effort.sizes), "exponent")
    rows = tuple((name, *_microseconds(curve), f"{curve.exponent:.2f}") for name, curve in curves.items())
    return Outcome(
        answers(GOALS, curves.__contains__, lambda name: _exact(curves[name].exponent)),
        (Table("Growth", head, rows),),
        raw={name: _raw_curve(curve) for name, curve in curves.items()},
    )


def _raw_curve(curve: Curve) -> dict[str, object]:
    return {
        "sizes": curve.sizes,
        "nanoseconds": [round(took, 1) for took in curve.nanoseconds],
        "exponent": round(curve.exponent, 3),
    }


def _microseconds(curve: Curve) -> tuple[str, ...]:
    return tuple(f"{took / 1000:,.2f}" for took in curve.nanoseconds)


def _exact(value: float) -> Spread:
    return Spread(value, value, value)


def _stock(size: int) -> Contestant:
    # A ring of states, walked around.
    machine = transitions.Machine(model=None, states=[f"s{n}" for n in range(size)], initial="s0", auto_transitions=False)
    for n in range(size):
        machine.add_transition("go", f"s{n}", f"s{(n + 1) % size}", conditions="plan_ok")
    pilot: Any = Guarded(Flags())
    pilot.state, go = "s0", machine.events["go"].trigger
    assert go(pilot), "refused"
    assert pilot.state == "s1"

    def run(n: int) -> None:
        for _ in range(n):
            go(pilot)

    return steps(run)


def _raw(directory: Path, size: int) -> Contestant:
    # Few steps per run, or the smallest table would soon be as large as the others.
    connection = floors.connect(directory / f"cases-{size}.sqlite")
    contestant = floors.append(connection, 100)
    contestant.check(contestant.ready(size * floors.PER_CASE)())
    return contestant


SECTION = Section("growth", "Growth", GOALS, run)
