"""
Floors of the log: SQLite and msgspec, without rules.

They check nothing and promise nothing, so a ratio against them says what rules and promises cost.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path

import msgspec
from attrs import frozen

from benchmarks.timing import Contestant, Thunk

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    header BLOB NOT NULL,
    hash TEXT NOT NULL,
    data BLOB,
    personal BLOB,
    UNIQUE (stream, seq)
)
"""
INSERT = "INSERT INTO records (stream, seq, header, hash, data, personal) VALUES (?, ?, ?, ?, ?, ?)"
PER_CASE = 12

Row = tuple[str, int, bytes, str, bytes | None, bytes | None]


def rows(first: int = 0) -> Iterator[Row]:
    """
    Records without end that look like a log: twelve to a case, five of them with a body, some 800 bytes each.

    Every header is a text of its own, so that no decoder or cache sees the same bytes twice.
    """
    before, number = "0" * 64, first
    while True:
        case, seq = divmod(number, PER_CASE)
        body = _body(number) if seq in (0, 1, 3, 4, 9) else None
        header = msgspec.json.encode(_header(f"pilot-{case:07d}", seq + 1, number, before, body))
        before = hashlib.sha256(header).hexdigest()
        yield f"pilot-{case:07d}", seq + 1, header, before, body, None
        number += 1


def _header(stream: str, seq: int, number: int, before: str, body: bytes | None) -> dict[str, object]:
    # In the order of the alphabet, as canonical JSON has it.
    return {
        "by": f"u-{number % 97}",
        "case_type": "proeftuin",
        "caused_by": None,
        "checks": [],
        "correlation": None,
        "data": hashlib.sha256(body).hexdigest() if body else None,
        "fingerprint": "5f" * 32,
        "format": "pf1",
        "occurred": "2019-11-21",
        "on_behalf_of": None,
        "organisation": "vka",
        "part": "plan/1",
        "personal": None,
        "prev": before,
        "profile": "mvm",
        "recorded": f"2019-11-28T09:{number // 60 % 60:02d}:{number % 60:02d}Z",
        "recorded_by": "u-1",
        "request": f"r-{number}",
        "roles": ["contractor"],
        "schema": 1,
        "seq": seq,
        "source": "drafting",
        "stream": stream,
        "target": "signing",
        "trigger": "offer",
        "type": "signing_opened",
        "version": 1,
        "waivers": [],
    }


def _body(number: int) -> bytes:
    salt = f"{number:032x}"
    return msgspec.json.encode({"content_hash": "9a" * 32, "party": "vka", "salt": salt, "signed_on": "2019-11-21"})


def connect(path: Path) -> sqlite3.Connection:
    """
    A connection at the settings that our own store has: WAL, FULL, and deleted bytes really gone.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute(SCHEMA)
    return connection


def append(connection: sqlite3.Connection, batch: int = 1, source: Iterator[Row] | None = None, before: Sequence[Row] = ()) -> Contestant:
    """
    Insert ready rows durably, `batch` of them per commit: those of `source`, after those that were there `before`.

    With one to a commit SQLite commits by itself, which is the cheapest way; rows are built before the clock starts.
    """
    source = rows() if source is None else source
    connection.executemany(INSERT, before)
    written = len(before)

    def ready(n: int) -> Thunk:
        nonlocal written
        written += n
        chunk = list(islice(source, n))
        return (lambda: _one_by_one(connection, chunk)) if batch == 1 else (lambda: _in_batches(connection, chunk, batch))

    def check(result: object) -> None:
        (found,) = connection.execute("SELECT max(position) FROM records").fetchone()
        assert found == written, f"{found} rows instead of {written}"
        assert not connection.in_transaction

    return Contestant(ready, check)


def append_hashed(connection: sqlite3.Connection, batch: int = 1) -> Contestant:
    """
    The same, but each row is encoded and hashed on the clock: the least that a log with a chain can do.
    """
    numbers = count()

    def ready(n: int) -> Thunk:
        chunk = list(islice(numbers, n))
        return lambda: _hashed(connection, chunk, batch)

    return Contestant(ready)


def _hashed(connection: sqlite3.Connection, chunk: Sequence[int], batch: int) -> None:
    execute, before = connection.execute, "0" * 64
    for start in range(0, len(chunk), batch):
        execute("BEGIN IMMEDIATE")
        for number in chunk[start : start + batch]:
            body = _body(number)
            header = msgspec.json.encode(_header("hashed", number + 1, number, before, body))
            before = hashlib.sha256(header).hexdigest()
            execute(INSERT, ("hashed", number + 1, header, before, body, None))
        execute("COMMIT")


def _one_by_one(connection: sqlite3.Connection, chunk: Sequence[Row]) -> None:
    execute = connection.execute
    for row in chunk:
        execute(INSERT, row)


def _in_batches(connection: sqlite3.Connection, chunk: Sequence[Row], batch: int) -> None:
    execute = connection.execute
    for start in range(0, len(chunk), batch):
        execute("BEGIN IMMEDIATE")
        for row in chunk[start : start + batch]:
            execute(INSERT, row)
        execute("COMMIT")


@frozen
class Log:
    """A log in a SQLite file, and the queries that give every record in order: header and data, and header, data, personal and the rest."""

    path: Path
    records: int
    read: str
    read_whole: str


def readers(log: Log) -> dict[str, Contestant]:
    """
    Read every row; read and decode; read and hash.  A step is a record, and a run is the whole log.

    Our own readers need more than header and data: the personal piece, and of every record where it is and what its hash is.  So
    there is a floor for whole rows too.
    """
    connection = sqlite3.connect(log.path)
    decode = msgspec.json.Decoder().decode

    def plain() -> int:
        count = 0
        for _ in connection.execute(log.read):
            count += 1
        return count

    def decoded() -> int:
        count = 0
        for header, data in connection.execute(log.read):
            decode(header)
            if data:
                decode(data)
            count += 1
        return count

    def decoded_whole() -> int:
        count = 0
        for header, data, personal, *_ in connection.execute(log.read_whole):
            decode(header)
            if data:
                decode(data)
            if personal:
                decode(personal)
            count += 1
        return count

    def hashed() -> int:
        sha256, count = hashlib.sha256, 0
        for header, data in connection.execute(log.read):
            sha256(header).hexdigest()
            if data:
                sha256(data).hexdigest()
            count += 1
        return count

    return {
        DECODED: whole(log, decoded),
        "floor: read and decode whole rows": whole(log, decoded_whole),
        "floor: read the rows": whole(log, plain),
        "floor: read and hash": whole(log, hashed),
    }


def whole(log: Log, run: Callable[[], int]) -> Contestant:
    """
    A contestant that goes through the whole log once, and says how many records it saw.
    """

    def check(seen: object) -> None:
        assert seen == log.records, f"{seen} records instead of {log.records}"

    return Contestant(lambda n: run, check)


DECODED = "floor: read and decode"
