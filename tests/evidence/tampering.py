"""
Tampering: what somebody can do to a log, who can write the file, at random; and whether it is found.

    python -m tests.torture --only tamper      ten thousand of each kind

The suite does some hundreds of each kind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from proeftuin_flow.errors import LogError
from proeftuin_flow.evidence import Head, verify_file
from proeftuin_flow.log import Record
from proeftuin_flow.stores import MemoryStore, SqliteStore, export
from proeftuin_flow.testing.notebook import Author
from tests.laws.playing import Player
from tests.laws.test_laws import sealed
from tests.laws.worlds import WORLDS
from tests.torture.common import Effort, Row

KINDS = ("bytes", "lines", "rows")


@cache
def real_log() -> tuple[Record, ...]:
    """Some cases that were played, and a notebook with requests in which something was erased; in their order in a store."""
    records = [sealed(Player(WORLDS[name]).play(seed)) for seed, name in enumerate(("permit", "relay", "permit"))]
    by_turns = [each[at] for at in range(max(map(len, records))) for each in records if at < len(each)]
    return tuple(by_turns)


def heads_of(records: Sequence[Record]) -> list[Head]:
    """The newest hash of each case."""
    return [*{record.stream: Head(record.stream, record.hash, record.seq) for record in records}.values()]


def is_found(path: Path, heads: Sequence[Head]) -> bool:
    """Whether somebody sees that the file was changed; whatever else it raises comes out."""
    try:
        verify_file(path, heads=heads)
    except LogError:
        return True
    return False


# ── bytes, and lines ─────────────────────────────────────────────────────────────────────────────────────────────────────


def other_byte(rng: Random, text: bytes) -> tuple[bytes, str]:
    """The same with one byte that is another, one more, or one less."""
    at, new = rng.randrange(len(text)), bytes([rng.randrange(256)])
    if rng.random() < 0.8:
        while new == text[at : at + 1]:
            new = bytes([rng.randrange(256)])
        return text[:at] + new + text[at + 1 :], f"byte {at} of {text[at : at + 1]!r} is {new!r}"
    if rng.random() < 0.5:
        return text[:at] + new + text[at:], f"{new!r} is inserted at byte {at}"
    at = min(at, len(text) - 2)  # without the line feed at its end, the last line is as good
    return text[:at] + text[at + 1 :], f"byte {at} is left out"


def other_lines(rng: Random, text: bytes) -> tuple[bytes, str]:
    """The same with a line that is moved within its case, removed, repeated, or put into another file."""
    lines = text.splitlines(keepends=True)
    at, other = rng.sample(range(len(lines)), 2)
    what = rng.choice(["removed", "repeated", "put there once more", "put in the place of another", "torn"])
    match what:
        case "removed":
            del lines[at]
        case "repeated":
            lines.insert(at, lines[at])
        case "put there once more":
            lines.insert(other, lines[at])
        case "torn":
            lines[at] = lines[at][: rng.randrange(1, len(lines[at]) - 1)]
        case _:
            lines[other] = lines[at]
    return b"".join(lines), f"line {at} is {what} ({other})"


def tampered_files(rng: Random, directory: Path, change: Callable[[Random, bytes], tuple[bytes, str]]) -> Iterator[tuple[Path, str]]:
    """Files of JSON Lines in which something was changed, and what."""
    path = directory / "cases.jsonl"
    export(real_log(), path)
    text = path.read_bytes()
    while True:
        changed, what = change(rng, text)
        path.write_bytes(changed)
        yield path, what


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

COLUMNS = ("stream", "seq", "header", "hash", "data", "personal", "request", "first")
ALL = ("position", *COLUMNS, "salt", "digest")
TRIGGERS = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"


def written(path: Path, records: Sequence[Record]) -> None:
    """A SQLite file with these records."""
    with SqliteStore(path) as store:
        store.load(records)


def change_row(rng: Random, db: sqlite3.Connection) -> str:
    """Change the database with one statement, or two; what that was."""
    positions = [position for (position,) in db.execute("SELECT position FROM record ORDER BY position")]
    one, other = rng.sample(positions, 2)
    what = rng.choice(["update", "update", "update", "replace", "delete", "swap", "insert", "reference"])
    if what == "update":
        return _update(rng, db, one, other)
    if what == "delete":
        db.execute("DELETE FROM record WHERE position = ?", (one,))
    elif what == "replace":
        column = rng.choice(COLUMNS[2:6])
        values = dict(zip(ALL, db.execute(f"SELECT {', '.join(ALL)} FROM record WHERE position = ?", (one,)).fetchone(), strict=True))
        values[column] = _other(rng, values[column], column) or _filled(values[column])
        db.execute(f"INSERT OR REPLACE INTO record VALUES ({', '.join('?' * len(ALL))})", (*values.values(),))
        return f"{what} {column} of {one}"
    elif what == "insert":
        values = dict(zip(ALL, db.execute(f"SELECT {', '.join(ALL)} FROM record WHERE position = ?", (one,)).fetchone(), strict=True))
        values |= {"position": None, "request": None, "seq": rng.choice([0, -1, values["seq"] + 1000])}
        db.execute(f"INSERT INTO record VALUES ({', '.join('?' * len(ALL))})", (*values.values(),))
    elif what == "reference":
        db.execute("INSERT INTO subject (subject, stream, seq) SELECT 'u-99', stream, seq FROM record WHERE position = ?", (one,))
    else:
        names = "header, hash, data, personal"
        a, b = (db.execute(f"SELECT {names} FROM record WHERE position = ?", (each,)).fetchone() for each in (one, other))
        for each, values in ((one, b), (other, a)):
            db.execute("UPDATE record SET header = ?, hash = ?, data = ?, personal = ? WHERE position = ?", (*values, each))
    return f"{what} {one} {other}"


def _update(rng: Random, db: sqlite3.Connection, one: int, other: int) -> str:
    column = rng.choice(COLUMNS)
    ((now, theirs),) = db.execute(
        f"SELECT a.{column}, b.{column} FROM record a, record b WHERE a.position = ? AND b.position = ?", (one, other)
    ).fetchall()
    new = theirs if rng.random() < 0.3 and theirs != now else _other(rng, now, column)
    try:
        db.execute(f"UPDATE record SET {column} = ? WHERE position = ?", (new, one))
    except sqlite3.IntegrityError:  # it may not be empty, or another one has it
        db.execute(f"UPDATE record SET {column} = ? WHERE position = ?", (_filled(now), one))
    return f"{column} of {one}: {now!r} became {new!r}"


def _other(rng: Random, now: Any, column: str) -> Any:
    if now is None:
        return {"first": 1, "request": "r-99"}.get(column, b'{"salt":"00"}')
    if rng.random() < 0.2:
        return None
    if isinstance(now, int):
        return now + rng.choice([-1, 1, 1_000, 1 << 40])
    if isinstance(now, bytes):
        return other_byte(rng, now + b" ")[0] if rng.random() < 0.3 else bytes([now[0] ^ 1]) + now[1:] if rng.random() < 0.1 else _bit(rng, now)
    return now[:-1] + ("0" if now[-1] != "0" else "1")


def _bit(rng: Random, now: bytes) -> bytes:
    at = rng.randrange(len(now))
    return now[:at] + bytes([now[at] ^ (1 << rng.randrange(8))]) + now[at + 1 :]


def _filled(now: Any) -> Any:
    return "r-98" if now is None else now + 50_000 if isinstance(now, int) else now + b" " if isinstance(now, bytes) else now + "-x"


def tampered_databases(rng: Random, directory: Path) -> Iterator[tuple[Path, str]]:
    """SQLite files whose triggers were dropped and in which something was changed by SQL, and what."""
    whole, path = directory / "whole.db", directory / "cases.db"
    written(whole, with_requests())
    while True:
        copyfile(whole, path)
        db = sqlite3.connect(path, isolation_level=None)
        for (name,) in db.execute(TRIGGERS).fetchall():
            db.execute(f"DROP TRIGGER {name}")
        what = change_row(rng, db)
        db.close()
        yield path, what


@cache
def with_requests() -> tuple[Record, ...]:
    """The same log, and beside it notebooks whose commands have request ids."""
    store = MemoryStore()
    store.load(real_log())
    for name in ("n-1", "n-2"):
        author = Author(name)
        for number in range(6):
            store.append(author.commit(1 + number % 3, request=f"r-{number}" if number % 4 else None))
    return tuple(record for _, record in store.follow())


def missed(kind: str, times: Iterable[int], seed: int = 0) -> list[str]:
    """What was changed and not found, of as many changes of a kind."""
    rng = Random(f"{kind} {seed}")
    with TemporaryDirectory() as name:
        if kind == "rows":
            changes, heads = tampered_databases(rng, Path(name)), heads_of(with_requests())
        else:
            changes, heads = tampered_files(rng, Path(name), other_byte if kind == "bytes" else other_lines), heads_of(real_log())
        return [what for _, (path, what) in zip(times, changes, strict=False) if not is_found(path, heads)]


def run(effort: Effort) -> Iterator[Row]:
    """Ten thousand changes of each kind; for `python -m tests.torture`."""
    for kind in KINDS:
        count = effort.times(10_000)
        found = missed(kind, effort.counted(range(count), f"tamper {kind}", count), effort.seed)
        yield Row("tamper", kind, count, "each change was found, and nothing else was raised", found)
