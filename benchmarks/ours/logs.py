"""
Logs: written by our own rules, replayed into cases, and verified.

The log is in the order in which a store gives it, the whole file in one pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

from benchmarks.floors import Log, whole
from benchmarks.ours.names import REPLAY, REPLAY_VERIFIED, VERIFY, VERIFY_STORE
from benchmarks.ours.pilots import PROEFTUIN, RECORDS, life
from benchmarks.timing import Contestant
from proeftuin_flow import Accepted, Case, decide
from proeftuin_flow.evidence import verify_store
from proeftuin_flow.log import GENESIS, Chains, Folds, Stamp, seal
from proeftuin_flow.stores import Commit, Request, SqliteStore

TOGETHER = 500
"""So many lives are written in one commit."""

READ = "SELECT header, data FROM record ORDER BY position"
READ_WHOLE = "SELECT header, data, personal, position, stream, seq, hash FROM record ORDER BY position"


def write_log(directory: Path, records: int) -> Log:
    """
    A store with that many records of pilots, rounded up to whole lives, each decided by the rules.
    """
    path = directory / "ours.sqlite"
    lives = -(-records // RECORDS)
    with SqliteStore(path) as store:
        for first in range(0, lives, TOGETHER):
            commits = [commit for number in range(first, min(first + TOGETHER, lives)) for commit in _written(number)]
            assert not any(store.append_all(commits))
    return Log(path, lives * RECORDS, READ, READ_WHOLE)


def _written(number: int) -> Iterator[Commit]:
    case, head = PROEFTUIN.new(f"pilot-{number:07d}"), GENESIS
    for command in life(number):
        decision = decide(case, command)
        assert isinstance(decision, Accepted), decision.text("en")
        id = f"r-{number}-{case.revision}"
        records = seal(case, decision.events, Stamp(command.now, "u-1", id), head)
        salt, digest = f"{number:032x}", hashlib.sha256(id.encode()).hexdigest()
        yield Commit(case.id, case.revision, head, records, Request(id, records[0].seq, records[-1].seq, salt, digest))
        case, head = decision.case, records[-1].hash
    assert ("decharge", RECORDS) == (case.state, case.revision)


def replays(log: Log) -> dict[str, Contestant]:
    """
    The whole log into cases: as it is, and each record verified on the way.
    """
    store = SqliteStore(log.path)

    def replayed() -> int:
        folds = Folds([PROEFTUIN])
        for _, record in store.follow():
            folds.add(record)
        return _seen(folds.cases().values())

    def verified() -> int:
        folds, chains = Folds([PROEFTUIN]), Chains()
        for _, record in store.follow():
            folds.add(record, chains.add(record))
        chains.end()
        return _seen(folds.cases().values())

    return {REPLAY: whole(log, replayed), REPLAY_VERIFIED: whole(log, verified)}


def _seen(cases: Collection[Case]) -> int:
    return sum(case.revision for case in cases if case.state == "decharge")


def verifies(log: Log) -> dict[str, Contestant]:
    """
    The chain and the digests of the whole log, in its order; and the same case by case, with every piece asked for its canonical bytes and
    every column held against its record.
    """
    store = SqliteStore(log.path)

    def verified() -> int:
        chains, count = Chains(), 0
        for _, record in store.follow():
            chains.add(record)
            count += 1
        chains.end()
        return count

    return {VERIFY: whole(log, verified), VERIFY_STORE: whole(log, lambda: verify_store(store).records)}
