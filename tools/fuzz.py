"""
Spoilt bytes for every reader of bytes: only the errors of the library may come out, soon, and without much memory.

    python -m tools.fuzz                          a minute, shared by all readers
    python -m tools.fuzz --seconds 600 --seed 7   longer, and other inputs
    python -m tools.fuzz --reader record          one reader
    python -m tools.fuzz --guided                 by atheris, guided by coverage (`make fuzz`, where it can be had)

Each begins with what the library writes itself and spoils it: bytes, runs of bytes, and values within JSON, which is written canonically again,
so that it comes further than to the first check.  An input that should not have done what it did is kept in tests/fuzz/regressions/; the suite
gives all of these to their readers again, and some hundred fresh ones.
"""

from __future__ import annotations

import json
import signal
import sys
import tracemalloc
from argparse import ArgumentParser
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final, TypeAlias

from attrs import frozen

from proeftuin_flow import FlowError
from tools import fuzz_guided
from tools.fuzz_readers import READERS, Reader

REGRESSIONS: Final = Path(__file__).parents[1] / "tests" / "fuzz" / "regressions"
SOON: Final = 5.0
"""Seconds for one input, which usually takes some thousandths of one."""
TIMES: Final = 200
ROOM: Final = 16 << 20
"""How much memory Python may take: so many times the input, and so many bytes."""
LONGEST: Final = 1 << 16

Spoil: TypeAlias = Callable[[bytes, Random], bytes]


class TooLong(BaseException):
    """An input took more time than it may; no reader catches it by mistake."""


@frozen
class Finding:
    """An input, and what it did that it should not."""

    reader: str
    input: bytes
    what: str

    @property
    def name(self) -> str:
        """A name for its file."""
        return sha256(self.input).hexdigest()[:16]


# ── spoiling ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

WORDS: Final = (
    b"", b"\x00", b"\n", b"\r\n", b"\xff", b"\xed\xa0\x80", b"null", b"true", b"0", b"-1", b"1e9", b"1.5", b"9" * 400, b'"', b"{}", b"[]", b"{",
    b"[" * 2000, b"\xe2\x80\xa8", b"e\xcc\x81", b"pf1", b"pf2", b'"subjects":[', b"2026-02-30", b"nan", b"inf", b"0x10",
)  # fmt: skip
VALUES: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1, 2**31, 2**63, 2**64, 10**30, 0.5, "", "x", "é", "\x00", "\ud800", "default", "2026-02-30T25:61:00Z", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999+14:00", [], {}, [None], [[]], {"": None}, "0" * 64, "a" * 5000,
)  # fmt: skip


def spoilt(text: bytes, random: Random) -> bytes:
    """The same bytes with some harm done."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        text = random.choice(SPOILING)(text, random)
    return text[:LONGEST] if len(text) > 4 * LONGEST else text


def _byte(text: bytes, random: Random) -> bytes:
    at = random.randrange(len(text) + 1)
    return text[:at] + bytes([random.randrange(256)]) + text[at + 1 :]


def _word(text: bytes, random: Random) -> bytes:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(WORDS) + text[at + random.choice((0, 0, 1, 4, 16)) :]


def _run(text: bytes, random: Random) -> bytes:
    """A run left out, moved, or given again."""
    a, b, c = (random.randrange(len(text) + 1) for _ in range(3))
    a, b = min(a, b), max(a, b)
    return random.choice((text[:a] + text[b:], text[:c] + text[a:b] + text[c:], text[:a]))


def _line(text: bytes, random: Random) -> bytes:
    """A line left out, given again, or put elsewhere."""
    lines = text.splitlines(keepends=True) or [b""]
    taken = lines.pop(random.randrange(len(lines)))
    for _ in range(random.choice((0, 1, 2))):
        lines.insert(random.randrange(len(lines) + 1), taken)
    return b"".join(lines)


def _json(text: bytes, random: Random) -> bytes:
    """A value within one line of JSON exchanged, and the line in canonical form."""
    lines = text.splitlines(keepends=True) or [b""]
    at = random.randrange(len(lines))
    with suppress(ValueError, RecursionError):
        value = [json.loads(lines[at])]
        places = [*_places(value)]
        holder, key = random.choice(places)
        what = random.choice(("value", "value", "gone", "other", "more"))
        if what == "gone" and holder is not value:
            del holder[key]
        elif what == "other":
            whence, which = random.choice(places)
            holder[key] = json.loads(json.dumps(whence[which]))
        elif what == "more" and isinstance(holder, dict):
            holder[random.choice(("", "x", "body", "event"))] = random.choice(VALUES)
        else:
            holder[key] = random.choice(VALUES)
        made = json.dumps(value[0], ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "surrogatepass")
        lines[at] = made + (b"\n" if lines[at].endswith(b"\n") else b"")
    return b"".join(lines)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


SPOILING: Final[tuple[Spoil, ...]] = (_byte, _word, _run, _line, _json, _json, _json)


# ── trying ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def tried(name: str, reader: Reader, text: bytes, *, soon: float = SOON) -> Finding | None:
    """What an input did that it should not; None if nothing."""
    try:
        with TemporaryDirectory() as directory, _measured() as peak, _within(soon):
            with suppress(FlowError):
                reader.read(text, Path(directory))
            used = peak()
    except TooLong:
        return Finding(name, text, f"took longer than {soon} seconds")
    except Exception as error:
        return Finding(name, text, f"{type(error).__name__}: {str(error)[:200]}")
    most = ROOM + TIMES * len(text)
    return Finding(name, text, f"took {used} bytes of memory for {len(text)}") if used > most else None


@contextmanager
def _within(seconds: float) -> Generator[None, None, None]:
    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _measured() -> Generator[Callable[[], int], None, None]:
    running = tracemalloc.is_tracing()
    if not running:
        tracemalloc.start(1)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    try:
        yield lambda: tracemalloc.get_traced_memory()[1] - before
    finally:
        if not running:
            tracemalloc.stop()


def fuzz(name: str, reader: Reader, seed: int, *, count: int | None = None, seconds: float | None = None) -> tuple[int, list[Finding]]:
    """How many inputs a reader got, and the findings: one of each kind."""
    random, end = Random(f"{seed} {name}"), None if seconds is None else monotonic() + seconds
    found: dict[str, Finding] = {}
    seeds = reader.seeds()
    tries = 0
    while (count is None or tries < count) and (end is None or monotonic() < end):
        tries += 1
        finding = tried(name, reader, spoilt(random.choice(seeds), random))
        if finding is not None:
            kind = finding.what.partition(":")[0]
            if kind not in found or len(finding.input) < len(found[kind].input):
                found[kind] = finding
    return tries, [*found.values()]


def main(arguments: Sequence[str], readers: Mapping[str, Reader] = READERS, regressions: Path = REGRESSIONS) -> int:
    """Fuzz, keep what was found, and say it; 1 if there is anything."""
    parser = ArgumentParser("python -m tools.fuzz", description="Spoilt bytes for every reader of bytes.")
    parser.add_argument("--seconds", type=float, default=60.0, help="for all readers together (60)")
    parser.add_argument("--seed", type=int, default=0, help="other inputs for another number (0)")
    parser.add_argument("--reader", choices=sorted(readers), action="append", help="only this one")
    parser.add_argument("--guided", action="store_true", help="by atheris, guided by coverage; without it where there is none for this Python")
    asked = parser.parse_args(arguments)
    names = asked.reader or [*readers]
    if asked.guided and not fuzz_guided.is_here():
        print("atheris is not here, so nothing guides it")
    findings = []
    for name in names:
        if asked.guided and fuzz_guided.is_here():
            done = fuzz_guided.run(name, asked.seed, asked.seconds / len(names))
            tries, found = done.tries, [Finding(name, text, what) for text, what in done.found]
            how = f"inputs, {done.reached:5} places reached"
        else:
            tries, found = fuzz(name, readers[name], asked.seed, seconds=asked.seconds / len(names))
            how = "inputs"
        print(f"{name:12} {tries:8} {how}, {len(found)} findings", flush=True)
        findings += found
    for each in findings:
        kept = regressions / each.reader / each.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(each.input)
        print(f"{each.reader}: {each.what}; kept as {each.reader}/{each.name}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
