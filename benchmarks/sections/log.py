"""
Replay and verify: a whole log, read from one SQLite file.

The base is reading the same rows from the same file and decoding header and data with msgspec, into nothing in
particular.  The log is written by the library, from made-up lives of pilots.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from benchmarks import floors, ours
from benchmarks.figures import SPREAD, Effort, Goal, Outcome, Section, Table, answers, between, long_table, number, race_raw
from benchmarks.timing import Contestant, Race, race

REPLAY_GOALS = (
    Goal(
        "replay into cases against read and decode",
        ours.REPLAY,
        "times as long",
        at_most=1.7,
        aim=1.5,
        takes="more than a quarter of it is reading seven columns into a `Record` where the floor reads two (against "
        "whole rows see the table), a tenth the reducers of the case type; a store that hands out raw rows and a "
        "fold that moves parts in place would save perhaps a quarter",
    ),
    Goal(
        "the same with the whole chain verified",
        ours.REPLAY_VERIFIED,
        "times as long",
        at_most=2.5,
        takes="not within reach of one pass in Python: reading, hashing, decoding and encoding each record alone take "
        "twice the floor; several processes, each with streams of its own, would do it",
    ),
)
VERIFY_GOALS = (
    Goal(
        "verify, on one core",
        ours.VERIFY,
        "records/s",
        at_least=200_000,
        aim=350_000,
        takes="not to encode every header again, which shows that it is canonical, would save an eighth; to read of it "
        "only what the chain needs, a tenth",
    ),
    Goal(
        "verify a store, canonical bytes and both hashes, on one core",
        ours.VERIFY_STORE,
        "records/s",
        at_least=200_000,
        takes="each body is decoded and encoded once more, which shows that it is canonical, and each column is compared with the record; "
        "the rows are read in the order of the cases and not of the file",
    ),
)


def replay(effort: Effort) -> Outcome:
    """
    Read, decode and replay the log, in turns.
    """
    result, source = _race(effort, ours.replays)
    table = long_table(f"Replay of {effort.records:,} records, {source}", result, per="record")
    return Outcome(answers(REPLAY_GOALS, result.took.__contains__, result.slower), (table,), raw=race_raw(result))


def verify(effort: Effort) -> Outcome:
    """
    Read, decode and verify the log, in turns.
    """
    result, source = _race(effort, ours.verifies)
    head = ("contestant", "records/s", SPREAD)
    rates = {name: result.rate(name) for name in result.took}
    lines = tuple((name, number(rate.middle), between(rate)) for name, rate in rates.items())
    table = Table(f"Verify {effort.records:,} records, {source}", head, lines)
    return Outcome(answers(VERIFY_GOALS, result.took.__contains__, result.rate), (table,), raw=race_raw(result))


def _race(effort: Effort, enter: Callable[[floors.Log], dict[str, Contestant]]) -> tuple[Race, str]:
    log, source = _log(effort.directory, effort.records)
    # A pass over the whole log is long; a third of the rounds is enough.
    rounds = max(3, effort.rounds // 3)
    contestants = floors.readers(log) | enter(log)
    return race(contestants, base=floors.DECODED, rounds=rounds, seconds=0, count=log.records), source


@cache
def _log(directory: Path, records: int) -> tuple[floors.Log, str]:
    # Both sections read the same one; a million records are written once.
    log = ours.write_log(directory, records)
    return log, f"{log.path.stat().st_size / log.records:,.0f} bytes each in the file"


REPLAY = Section("replay", "Replay of a log", REPLAY_GOALS, replay)
VERIFY = Section("verify", "Verification of a log", VERIFY_GOALS, verify)
