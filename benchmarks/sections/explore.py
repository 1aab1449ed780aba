"""
Explore: every state of a lifecycle, and walks through it, beside others that look through a state machine.

Nobody else does the same.  `soundness.check` decides each step with the decider of real cases, asks requirements both ways, and looks for
everything that may be wrong; the others look for paths, and know no requirements here.  A walk of ours tries what is impossible too, makes data,
asks nine laws and all options of every step, and keeps each walk as a log that is verified and erased; a model test sends events.
"""

from benchmarks.figures import Effort, Outcome, Section, Table, number
from benchmarks.ours import exploring
from benchmarks.ours.exploring import Took
from benchmarks.timing import spread

ROUNDS = 5
WHAT_EACH_DOES = (
    "nobody else does the same: ours decides each state with the decider of real cases, and asks nine laws and all options of each step of a walk, "
    "and keeps it as a log; the others look for paths, and send events"
)


def run(effort: Effort) -> Outcome:
    """
    A ring of a thousand states in earnest, and fifty walks; the product of a pilot beside it.
    """
    earnest = effort.rounds >= 20
    size, walks, states, rounds = (1_000, 50, 10_000, ROUNDS) if earnest else (30, 3, 60, 1)
    explored = {name: [explore() for _ in range(rounds)] for name, explore in exploring.explorers(size, effort.directory).items()}
    walked = {name: [go() for _ in range(rounds)] for name, go in exploring.walkers(12, walks).items()}
    pilot = exploring.pilot_states(states)
    tables = (_table(f"Every state of a ring of {size:,}", "states", explored), _table("Walks through a ring of 12", "steps", walked))
    notes = (WHAT_EACH_DOES, f"a pilot with a part of each kind: {pilot.count:,} states of its products, {number(pilot.rate)} states/s",)
    missing = [f"{name} is not here" for name, there in (("XState (make interop brings it)", exploring.has_xstate()),
                                                         ("xstate-statemachine", exploring.has_python())) if not there]  # fmt: skip
    raw = {"explored": {name: [each.rate for each in all] for name, all in (explored | walked).items()}, "pilot": pilot.rate}
    return Outcome((), tables, (*notes, *missing), raw)


def _table(title: str, unit: str, found: dict[str, list[Took]]) -> Table:
    """Each with its rate, and how many times as fast as ours it is."""
    ours = spread([each.rate for each in next(iter(found.values()))]).middle
    rows = []
    for name, took in found.items():
        rate = spread([each.rate for each in took])
        rows.append((name, f"{took[0].count:,}", number(rate.middle), f"{number(rate.low)} to {number(rate.high)}", number(rate.middle / ours)))
    return Table(title, ("who", unit, f"{unit}/s", "10th to 90th", "times ours"), tuple(rows))


SECTION = Section("explore", "Every state, and walks", (), run)
