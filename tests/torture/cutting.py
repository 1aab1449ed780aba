"""
The power fails: what was not synced may be gone, or torn, and what was acknowledged is there.

One life of a store is led over a layer that keeps a trace; then the power fails at a random step of it, again and again, and what may be
left of the files is opened as the next start would find it.  `disk` says what may be left.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from proeftuin_flow import Flow, Item
from proeftuin_flow.errors import FlowError, NotOurs
from proeftuin_flow.stores import Destroyed
from tests.torture.common import EMBEDDED, Effort, Row, opened
from tests.torture.disk import MOODS, Disk, Told
from tests.torture.layers import seen_by_files, seen_by_sqlite, why_not_sqlite
from tests.torture.purse import DAY, HOLDER, PURSE, Sum, wrongs_of

__all__ = ["lived", "run", "wrongs_after"]

LIVES = 10
"""How many lives there are; the power fails in each of them equally often."""

AT = datetime(2019, 11, 21, 12, tzinfo=UTC)

STEPS = 60
"""How many commands there are in a life."""

CASES = [f"case-{number}" for number in range(4)]


def run(effort: Effort) -> Iterator[Row]:
    """A row for each store."""
    times = effort.times(2_000)
    for name in effort.stores:
        if name == "sqlite" and (why := why_not_sqlite()) is not None:
            yield Row("power", name, 0, why)
            continue
        broken: list[str] = []
        told = mended = 0
        lives = min(LIVES, max(1, times // 20))
        traces: list[Disk] = []
        for life in range(lives):
            with TemporaryDirectory(dir=effort.directory) as directory:
                traces.append(lived(name, Path(directory), effort.random("life", name, life)))
        for number in effort.counted(range(times), f"power {name}", times):
            disk = traces[number % lives]
            chance = effort.random("cut", name, number)
            after, mood = _moment(disk, chance), chance.choice([*MOODS])
            with TemporaryDirectory(dir=effort.directory) as directory:
                found, by_hand, wrongs = wrongs_after(disk, after, mood, name, Path(directory), chance)
            told, mended = told + found, mended + by_hand
            broken += [f"life {number % lives}, after {after} steps, {mood}: {wrong}" for wrong in wrongs]
        yield Row("power", name, times, f"{told} acknowledged and there; mended by hand: {mended}", broken)


def _moment(disk: Disk, chance: Random) -> int:
    """After how many steps: anywhere, or near where somebody was told something, for that is where a promise begins."""
    if chance.random() < 0.5:
        return chance.randint(0, len(disk.trace))
    told = chance.choice([number for number, step in enumerate(disk.trace) if isinstance(step, Told)])
    return min(len(disk.trace), told + chance.randint(0, 3))


def lived(name: str, directory: Path, chance: Random) -> Disk:
    """The trace of a life: begun, written to in every way, opened again, cases destroyed."""
    disk = Disk()
    under_sqlite: AbstractContextManager[None] = seen_by_sqlite(disk) if name == "sqlite" else nullcontext()
    place = str(directory / EMBEDDED[name])
    with under_sqlite, seen_by_files(disk):
        left = STEPS
        while left > 0:
            with opened(place) as store:
                if name == "sqlite":  # often, so that the power fails in the midst of it
                    store._db.execute(f"PRAGMA wal_autocheckpoint = {chance.choice([3, 10, 40])}").fetchall()
                flow = Flow(store, [PURSE])
                for _ in range(min(left, chance.randint(5, 25))):
                    left -= 1
                    _step(flow, store, disk, chance)
    return disk


def _step(flow: Flow, store: Any, disk: Disk, chance: Random) -> None:
    stream, kind = chance.choice(CASES), chance.random()
    tip = store.tip(stream)
    if tip is None:
        disk.told("wished", stream)
        outcome = flow.open(PURSE, stream, by=HOLDER, occurred=DAY)
    elif kind < 0.04:
        _close_for_good(flow, store, disk, f"gone-{chance.getrandbits(32):x}")
        return
    elif kind < 0.08:
        disk.told("destroying", stream)
        if store.destroy(stream):
            disk.told("destroyed", stream)
        return
    elif kind < 0.25:
        report = flow.handle_all([Item(each, "put_in", by=HOLDER, data=Sum(5, f"{each}-{tip.hash[:20]}")) for each in CASES], per_commit=4)
        for result in report.done:
            assert result.outcome is not None
            disk.told("did", result.item.id, result.outcome.case.revision, result.outcome.records[-1].hash)
        return
    else:
        balance = flow.case(stream).root.facts.balance
        trigger, cents = ("take_out", balance) if balance and kind < 0.5 else ("put_in", 10)
        # Some are longer than a page.
        said_by = f"{stream}-" + "x" * chance.choice([10, 10, 3_000, 9_000])
        outcome = flow.handle(stream, trigger, by=HOLDER, data=Sum(cents, said_by), request_id=f"r-{chance.getrandbits(64):x}", occurred=DAY)
    disk.told("did", stream, outcome.case.revision, outcome.records[-1].hash)


def _close_for_good(flow: Flow, store: Any, disk: Disk, stream: str) -> None:
    """A case that is opened, and destroyed with a line in the register."""
    record = flow.open(PURSE, stream, by=HOLDER, occurred=DAY).records[-1]
    disk.told("closed", stream, record.hash)
    line = Destroyed(
        by="u-1", case=stream, case_type="purse", confirmed_by="u-2", destroyed_at=AT, first_recorded=AT, ground="a test " + "x" * 400,
        hashes=(record.hash,), last_recorded=AT, version=1,
    )  # fmt: skip
    if store.destroy(stream, line):
        disk.told("registered", stream)


def wrongs_after(disk: Disk, after: int, mood: str, name: str, directory: Path, chance: Random) -> tuple[int, bool, list[str]]:
    """How many commands had been acknowledged when the power failed, whether somebody had to mend the file, and what is wrong then."""
    told = disk.left(after, directory, mood, chance)
    heads: dict[str, dict[int, str]] = {}
    destroyed: set[str] = set()
    closed: dict[str, str] = {}
    registered: set[str] = set()
    for word in told:
        match word:
            case ("did", str(stream), int(revision), str(head)):
                heads.setdefault(stream, {})[revision] = head
                destroyed.discard(stream)
            case ("destroying", str(stream)):
                heads.pop(stream, None)
            case ("destroyed", str(stream)):
                destroyed.add(stream)
            case ("closed", str(stream), str(head)):
                closed[stream] = head
            case ("registered", str(stream)):
                registered.add(stream)
            case ("wished", str(stream)):
                destroyed.discard(stream)
            case _:
                raise AssertionError(word)
    wrongs = []
    for stream in destroyed:
        trace = f'"{stream}-'.encode()
        wrongs += [f"{stream} was destroyed, and is in {path.name}" for path in directory.iterdir() if trace in path.read_bytes()]
    by_hand = False
    try:
        if name == "jsonl":
            by_hand = _mended(directory / EMBEDDED[name])
        with opened(str(directory / EMBEDDED[name])) as store:
            wrongs += _wrongs(store, heads, destroyed)
            for stream, head in closed.items():
                # As long as it is not said that it is gone it may still be there; once it is gone, the register says so.
                tip, lines = store.tip(stream), [*store.register(stream)]
                if (tip is None) != bool(lines) or (stream in registered and not lines) or (tip is not None and tip.hash != head):
                    wrongs.append(f"{stream} has {tip} and {len(lines)} lines in the register")
            flow = Flow(store, [PURSE])
            stream = chance.choice(CASES)
            if store.tip(stream) is None:
                flow.open(PURSE, stream, by=HOLDER, occurred=DAY)
            flow.handle(stream, "put_in", by=HOLDER, data=Sum(1), occurred=DAY)
            wrongs += wrongs_of(store, stream)
        with opened(str(directory / EMBEDDED[name])) as store:
            wrongs += wrongs_of(store, stream)
    except FlowError as error:
        wrongs.append(f"{type(error).__name__}: {error}")
    return sum(map(len, heads.values())), by_hand, wrongs


def _mended(path: Path) -> bool:
    """Whether the file had to be mended as `durability.md` says: where a hole has a whole record after it, everything from the hole on is cut off."""
    try:
        opened(str(path)).close()
        return False
    except NotOurs as error:
        number = int(error.where.rpartition(" line ")[2])
        lines = path.read_bytes().splitlines(keepends=True)
        if b"\0" not in lines[number - 1] or not any(line.startswith((b'{"data":', b'{"hash":')) for line in lines[number:]):
            raise
        path.write_bytes(b"".join(lines[: number - 1]))
        return True


def _wrongs(store: Any, heads: dict[str, dict[int, str]], destroyed: set[str]) -> Iterator[str]:
    for stream, known in heads.items():
        found = {record.seq: record.hash for record in store.read(stream)}
        yield from (f"{stream} lost its record {revision}" for revision, head in known.items() if found.get(revision) != head)
    for stream in CASES:
        if store.tip(stream) is not None:
            yield from wrongs_of(store, stream)
            if stream in destroyed:
                yield f"{stream} was destroyed, and is there"
