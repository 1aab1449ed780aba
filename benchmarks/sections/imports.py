"""
Import: what a program pays before it does anything.

Whole processes are timed, less an empty interpreter; the dependencies that we cannot do without are the base.
"""

from benchmarks import ours
from benchmarks.figures import Effort, Goal, Outcome, Section, answers, long_table, race_raw
from benchmarks.processes import process, works
from benchmarks.timing import race

EMPTY = "an empty interpreter"
BASE = "attrs, cattrs, msgspec, transitions"
STATEMENTS = {
    EMPTY: "pass",
    BASE: "import attrs, cattrs, msgspec, transitions",
    "transitions": "import transitions",
    "xstate-statemachine": "import xstate_statemachine",
    "python-statemachine": "import statemachine",
    "django-fsm-2": "import django_fsm",
}
GOALS = (
    Goal(
        "import against its dependencies together",
        ours.IMPORT,
        "times as long",
        at_most=1.3,
        takes="fewer attrs classes: each takes a quarter to half a millisecond to make",
    ),
)


def run(effort: Effort) -> Outcome:
    """
    Start everybody in a fresh interpreter, again and again.
    """
    entered = STATEMENTS | ours.imports()
    contestants = {name: process(statement) for name, statement in entered.items() if works(statement)}
    result = race(contestants, base=BASE, rounds=effort.rounds, seconds=0, count=1)
    net = result.above(EMPTY)
    table = long_table(f"Import, above {result.median(EMPTY) / 1e6:.0f} ms for {EMPTY}", net, per="import", unit="ms", scale=1e6)
    return Outcome(answers(GOALS, contestants.__contains__, net.slower), (table,), raw=race_raw(net))


SECTION = Section("import", "Time to import", GOALS, run)
