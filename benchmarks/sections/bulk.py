"""
Bulk: a whole store, verified and folded by several processes; and the memory that it takes to go through it.

The workers are started before the clock, and are not kept on one CPU.  How much faster two processes can be here and now says the floor:
processes that only count.
"""

from benchmarks import ours
from benchmarks.figures import Effort, Goal, Outcome, Section, Table, answers, fast_table, number, race_raw
from benchmarks.memory import peak_of
from benchmarks.timing import Spread, race, unpinned

ONE, TWO = "ours: verify and fold, one process", "ours: verify and fold, two processes"
COUNT_ONE, COUNT_TWO = "floor: count, one process", "floor: count, two processes"
FOLD_PEAK, VERIFY_PEAK = "ours: verify and fold case by case", "ours: verify_store"

GOALS = (
    Goal(
        "verify and fold by two processes against one",
        TWO,
        "times as fast",
        at_least=1.7,
        takes="two idle cores: see what two processes that only count reach in the same run",
    ),
    Goal("peak of memory at four times the records, verify and fold", FOLD_PEAK, "times the peak", at_most=1.1),
    Goal("peak of memory at four times the records, verify a store", VERIFY_PEAK, "times the peak", at_most=1.1),
)
TIMES = 4
COUNT_TO = {False: 1_000_000, True: 10_000}


def run(effort: Effort) -> Outcome:
    """
    Two million records in earnest, and for the memory a quarter of them as well.
    """
    large, small = effort.directory / "bulk", effort.directory / "bulk-quarter"
    large.mkdir()
    small.mkdir()
    log, quarter = ours.write_log(large, effort.records * 2), ours.write_log(small, effort.records * 2 // TIMES)
    rounds = max(3, effort.rounds // 7)
    upto = COUNT_TO[effort.records < 100_000]
    with unpinned(), ours.pool_of(1) as one, ours.pool_of(2) as two:
        counters = {COUNT_ONE: ours.counted_by(one, upto), COUNT_TWO: ours.counted_by(two, upto)}
        counting = race(counters, base=COUNT_ONE, rounds=rounds, seconds=0, count=1)
        folding = race({ONE: ours.folded_by(log, one), TWO: ours.folded_by(log, two)}, base=ONE, rounds=rounds, seconds=0, count=log.records)
    peaks = {
        FOLD_PEAK: [peak_of(ours.fold_whole, each.path) for each in (quarter, log)],
        VERIFY_PEAK: [peak_of(ours.verify_whole, each.path) for each in (quarter, log)],
    }
    measured = {TWO: folding.faster(TWO)} | {name: _exact(most / least) for name, (least, most) in peaks.items()}
    rows = tuple((name, *(number(each / 2**20) for each in both)) for name, both in peaks.items())
    tables = (
        fast_table("Processes that only count", counting, per="run"),
        fast_table(f"Verify and fold {log.records:,} records", folding, per="record"),
        Table("Peak of memory, in MiB", ("contestant", f"{quarter.records:,} records", f"{log.records:,} records"), rows),
    )
    raw = {"counting": race_raw(counting), "folding": race_raw(folding), "peaks": peaks}
    return Outcome(answers(GOALS, measured.__contains__, measured.__getitem__), tables, raw=raw)


def _exact(value: float) -> Spread:
    return Spread(value, value, value)


SECTION = Section("bulk", "Bulk work", GOALS, run)
