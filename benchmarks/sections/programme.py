"""
Programme: time and memory per event, as a programme has more pilots.

The programme is the one of `make programme`; a pilot has some hundred events.  That time is linear says the exponent of the whole, that
memory stays with what lives says the exponent of its peak.
"""

from math import log
from statistics import linear_regression

from benchmarks import ours
from benchmarks.figures import Effort, Goal, Outcome, Section, Table, answers
from benchmarks.timing import Spread, race

TIME = "ours: a programme of pilots, all its events"
MEMORY = "ours: the same, its peak of memory"

GOALS = (
    Goal("events of a programme, time of all", TIME, "as exponent", at_most=1.1),
    Goal("events of a programme, peak of memory", MEMORY, "as exponent", at_most=1.1),
)

SIZES = {False: (25, 50, 100, 200), True: (2, 4, 8)}
"""How many pilots: in earnest, and to see that it works."""


def run(effort: Effort) -> Outcome:
    """
    Play programmes of several sizes, for their time, and once more for their memory.
    """
    sizes = SIZES[effort.records < 100_000]
    rounds = max(3, effort.rounds // 7)
    raced = race({str(size): ours.programme(effort.directory, size) for size in sizes}, base=str(sizes[0]), rounds=rounds, seconds=0, count=1)
    seconds = {size: raced.median(str(size)) / 1e9 for size in sizes}
    traced = {size: ours.traced(effort.directory, size) for size in sizes}
    rows = tuple(
        (f"{size:,}", f"{told.events:,}", f"{seconds[size] / told.events * 1e6:,.0f}", f"{most / told.events:,.0f}")
        for size, (told, most) in traced.items()
    )
    events = [told.events for told, _ in traced.values()]
    exponents = {TIME: _exponent(events, [*seconds.values()]), MEMORY: _exponent(events, [most for _, most in traced.values()])}
    return Outcome(
        answers(GOALS, exponents.__contains__, lambda name: Spread(exponents[name], exponents[name], exponents[name])),
        (Table("A programme, with everything", ("pilots", "events", "µs per event", "bytes per event"), rows),),
        raw={name: round(exponent, 3) for name, exponent in exponents.items()},
    )


def _exponent(events: list[int], measured: list[float] | list[int]) -> float:
    """The slope of the line through the logarithms."""
    return linear_regression([log(each) for each in events], [log(each) for each in measured]).slope


SECTION = Section("programme", "Programme", GOALS, run)
