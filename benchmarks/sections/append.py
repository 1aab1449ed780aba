"""
Append: commands that survive a power cut.

The floor inserts the very rows that ours makes, hashed and encoded before the clock starts; both goals are shares of its rate.

A commit to disk takes as long as the disk likes.  Where a raw commit takes some 10 µs, the directory is in memory, and
the first ratio says nothing.
"""

from benchmarks import floors, ours
from benchmarks.figures import Effort, Goal, Outcome, Section, answers, fast_table, race_raw
from benchmarks.timing import Race, race

RAW = "floor: raw SQLite"
GOALS = (
    Goal(
        "durable append, one command to a commit",
        ours.APPEND,
        "of the raw rate",
        at_least=0.8,
        takes="less code on the way: what we add takes some 25 µs in a file in memory, and twice that and more after a wait for the "
        "disk, when the processor has forgotten it",
    ),
    Goal(
        "100 commands in a commit",
        ours.APPEND_MANY,
        "of a raw insert of the same rows",
        at_least=0.5,
        takes="fewer objects for each command of a batch: deciding takes some 4 µs of it, sealing 6, an insert that checks its place 4",
    ),
)


def run(effort: Effort) -> Outcome:
    """
    One commit per command, then a hundred commands per commit.
    """
    single, many = _race(effort, 1), _race(effort, 100)
    tables = (
        fast_table("Durable append, one command to a commit", single, per="command"),
        fast_table("Durable append, 100 commands to a commit", many, per="command"),
    )
    where = {name: result for result in (single, many) for name in result.took}
    figures = answers(GOALS, where.__contains__, lambda name: where[name].faster(name))
    added = tuple(
        f"{goal.contestant}: {_added(where[goal.contestant], goal.contestant):.1f} µs above raw SQLite"
        for goal in GOALS
        if goal.contestant in where
    )
    return Outcome(figures, tables, added, {"single": race_raw(single), "many": race_raw(many)})


def _added(result: Race, name: str) -> float:
    return (result.median(name) - result.median(RAW)) / 1000


def _race(effort: Effort, batch: int) -> Race:
    connection = floors.connect(effort.directory / f"raw-{batch}.sqlite")
    other = floors.connect(effort.directory / f"hashed-{batch}.sqlite")
    opening, source = ours.same_rows()
    floor = {
        RAW: floors.append(connection, batch, source, opening),
        "floor: other rows in one stream, encoded and hashed": floors.append_hashed(other, batch),
    }
    contestants = floor | ours.appends(effort.directory, batch)
    # The disk is the noisiest contestant, so the runs are longer here.
    result = race(contestants, base=RAW, rounds=effort.rounds, seconds=effort.seconds * 4, multiple=batch)
    connection.close()
    other.close()
    return result


SECTION = Section("append", "Durable append", GOALS, run)
