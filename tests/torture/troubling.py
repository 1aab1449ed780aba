"""
Trouble that ends: full disk, read-only file, directory away, file held by another; nothing is lost, and afterwards the next append works.

A child appends; whatever cannot be written now it asks again, with the same request id, until it can.  The disk is full because the child
may not make its files longer (`RLIMIT_FSIZE`), which needs no rights and looks to a program as a full disk does but for the number of the
error; read-only is tried as somebody who is not root.
"""

from __future__ import annotations

import fcntl
import os
import resource
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from proeftuin_flow import Flow
from proeftuin_flow.errors import OutcomeUnknown, StoreUnavailable
from tests.stores.ordinary import NOBODY
from tests.torture.common import EMBEDDED, Effort, Row, forked, heard_from_all, opened
from tests.torture.purse import DAY, HOLDER, PURSE, Sum, wrongs_of

__all__ = ["TROUBLES", "run"]

COMMANDS = 25
"""How many commands a child has to get done."""

PATIENCE = 20.0
"""How many seconds it tries."""

CASES = ["case-0", "case-1"]


def run(effort: Effort) -> Iterator[Row]:
    """A row for each trouble and store."""
    times = effort.times(40)
    for name in effort.stores:
        for trouble in TROUBLES:
            seen: Counter[str] = Counter()
            broken: list[str] = []
            for number in effort.counted(range(times), f"{trouble} {name}", times):
                with TemporaryDirectory() as home:  # to which anybody may go
                    os.chmod(home, 0o777)
                    place = Path(home) / "files" / EMBEDDED[name]
                    broken += _survived(place, trouble, effort.random(trouble, name, number), seen)
            unavailable = seen["StoreUnavailable"] + seen["OutcomeUnknown"]
            if not unavailable:
                broken.append("nobody ever noticed anything, so nothing was tried")
            said = f"{seen['did']} done; {seen['StoreUnavailable']} times unavailable, {seen['OutcomeUnknown']} times unknown"
            yield Row(trouble, name, times, said, broken)


def _survived(place: Path, trouble: str, chance: Random, seen: Counter[str]) -> list[str]:
    """One child gets its commands done in spite of it; what is wrong then."""
    seed = chance.getrandbits(64)
    child, heard = forked(lambda tell: _work(place, trouble, Random(seed), tell))
    os.read(heard, 1)  # an empty line, once it has begun
    if trouble in MAKES:
        for _ in range(3):
            time.sleep(chance.uniform(0, 0.02))
            with MAKES[trouble](place):
                time.sleep(chance.uniform(0.01, 0.06))
    (words,) = heard_from_all([(child, heard)])
    broken = [" ".join(word) for word in words if word[0] == "wrong"]
    done: dict[str, list[tuple[int, str]]] = {}
    for word in words:
        if word[0] == "did":
            done.setdefault(word[1], []).append((int(word[2]), word[3]))
        seen[word[1] if word[0] == "trouble" else word[0]] += 1
    with opened(str(place)) as store:
        for stream, heads in done.items():
            found = {record.seq: record.hash for record in store.read(stream)}
            broken += [f"{stream} lost its record {revision}" for revision, head in heads if found.get(revision) != head]
            if len(found) != len(heads):
                broken.append(f"{stream} has {len(found)} records, and {len(heads)} were asked for")
            broken += wrongs_of(store, stream)
        Flow(store, [PURSE]).handle(CASES[0], "put_in", by=HOLDER, data=Sum(1), occurred=DAY)
    return broken


def _work(place: Path, trouble: str, chance: Random, tell: Callable[..., None]) -> None:  # pragma: no cover  # in a child
    if trouble == "read-only" and os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    place.parent.mkdir()
    store = opened(str(place), timeout=0.02)
    flow = Flow(store, [PURSE])
    heads = [flow.open(PURSE, stream, by=HOLDER, occurred=DAY).records[-1].hash for stream in CASES]
    tell()
    for stream, head in zip(CASES, heads, strict=True):
        tell("did", stream, 1, head)
    until = time.monotonic() + PATIENCE
    for number in range(COMMANDS):
        if trouble == "full" and number % 8 == 4:
            _limit(max(each.stat().st_size for each in place.parent.iterdir()) + chance.randint(0, 9_000))
        stream, words, done = chance.choice(CASES), "u-" + "x" * chance.choice([1, 3_000]), False
        while not done:
            try:
                if trouble == "read-only":  # who has it open already may go on writing
                    store.close()
                    store = opened(str(place), timeout=0.02)
                    flow = Flow(store, [PURSE])
                outcome = flow.handle(stream, "put_in", by=HOLDER, data=Sum(5, words), occurred=DAY, request_id=f"r-{number}")
                tell("did", stream, outcome.case.revision, outcome.records[-1].hash)
                done = True
            except (OutcomeUnknown, StoreUnavailable) as error:
                tell("trouble", type(error).__name__)
                if trouble == "full":
                    _limit(resource.RLIM_INFINITY)
                if time.monotonic() > until:
                    raise
                time.sleep(0.003)
        time.sleep(0.002)
    store.close()


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextmanager
def _read_only(place: Path) -> Generator[None, None, None]:
    # Those beside it too: who may write into the directory may make new ones.
    files = [*place.parent.iterdir()]
    before = [(each, each.stat().st_mode) for each in (place.parent, *files) if each.exists()]
    for each, _ in before:
        each.chmod(0o555 if each.is_dir() else 0o444)
    try:
        yield
    finally:
        for each, mode in before:
            if each.exists():
                each.chmod(mode)


@contextmanager
def _away(place: Path) -> Generator[None, None, None]:
    elsewhere = place.parent.with_name("elsewhere")
    place.parent.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(place.parent)


@contextmanager
def _held(place: Path) -> Generator[None, None, None]:
    if place.suffix == ".db":
        with closing(sqlite3.connect(place, timeout=5, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
    else:
        with place.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


MAKES = {"read-only": _read_only, "away": _away, "held": _held}
TROUBLES = ("full", *MAKES)
"""What can be the matter."""
