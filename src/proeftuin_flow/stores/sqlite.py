"""
The store in one SQLite file: the embedded default.

Every append is on disk when it returns (write-ahead log, `synchronous=FULL`), and what is removed is overwritten (`secure_delete`).
One connection serves all threads; no statement stays open between two records, so a slow reader hinders no writer.  After a fork it
refuses: open one in each process.  It needs SQLite 3.37 (2021), and a disk of this machine: over a network, files are not locked well.

While a stream is loaded, redacted or destroyed, other writers wait; give them a `timeout` that is long enough.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, groupby, starmap
from os import PathLike, getpid
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Any, Final, TypeVar

from ..canonical import canonical
from ..errors import FlowError, OutcomeUnknown, RequestReused, RevisionConflict, StoreUnavailable
from ..log import GENESIS, Record, subjects_in
from ..messages import STORE_CLOSED, STORE_FORKED, STORE_NOT_OPENED
from ._files import sync_file, trouble
from ._intake import Intake, ask_line, ask_place, ask_redaction, ended, path_of, place_of, taken_in, version_of
from ._register import read_line
from ._sqlite_file import TROUBLE, TURNS, meaning, open_file, shelf
from ._sqlite_shards import split
from .port import Commit, Definition, Destroyed, Position, Request, Tip, Version
from .shards import Shard

__all__ = ["SqliteStore"]

T = TypeVar("T")

# That the newest record is the expected one is part of the statement: a key alone accepts number 9 after number 3.  If it is not, the new
# one has no number, and the trigger refuses it.  (`INSERT … SELECT … WHERE` would say it more plainly, and takes half as long again.)
APPEND: Final = """
INSERT OR FAIL INTO record (stream, seq, header, hash, data, personal{columns}) VALUES (
    ?, iif((SELECT seq, hash FROM record WHERE stream = ? ORDER BY seq DESC LIMIT 1) IS (?, ?), ?, NULL), ?, ?, ?, ?{values}
)
"""
# By the number of values: four times NULL for a record without a request would take a seventh of the time.
APPENDS: Final = {
    9: APPEND.format(columns="", values=""),
    13: APPEND.format(columns=", request, first, salt, digest", values=", ?, ?, ?, ?"),
}
TAKE_IN: Final = "INSERT INTO record (stream, seq, header, hash, data, personal) VALUES (?, ?, ?, ?, ?, ?)"
TAKE_IN_REQUEST: Final = "UPDATE record SET request = ?, first = ?, salt = ?, digest = ? WHERE stream = ? AND seq = ?"
NAME: Final = "INSERT INTO subject (subject, stream, seq) VALUES (?, ?, ?)"
# Without the plus SQLite puts the reference that is looked for in the place of the column everywhere, and then knows no index for it.
ABOUT: Final = f"""
SELECT position, stream, seq FROM subject
WHERE {shelf("subject")} = {shelf(":subject")} AND +subject = :subject AND position > :after ORDER BY position LIMIT :most
"""
# One pass for all numbers.
FORGET: Final = "DELETE FROM subject WHERE stream = :stream AND (:seqs IS NULL OR seq IN (SELECT value FROM json_each(:seqs)))"
REQUEST: Final = "SELECT request, first, seq, salt, digest FROM record WHERE stream = ? AND request = ?"
DIGESTS: Final = "SELECT first, seq FROM record WHERE stream = ? AND digest IS NOT NULL"
TIP: Final = "SELECT seq, hash FROM record WHERE stream = ? ORDER BY seq DESC LIMIT 1"
# From one stream to the next by the index: what stands between them is not read.
TIPS: Final = """
WITH RECURSIVE each(stream) AS (
    SELECT min(stream) FROM record WHERE stream > ?
    UNION ALL SELECT (SELECT min(stream) FROM record WHERE record.stream > each.stream) FROM each WHERE each.stream IS NOT NULL LIMIT ?
)
SELECT each.stream, record.seq, CAST(record.hash AS TEXT) FROM each
JOIN record ON record.stream = each.stream AND record.seq = (SELECT max(seq) FROM record WHERE stream = each.stream) ORDER BY each.stream
"""
VERSIONS: Final = f"""
SELECT stream, seq, CAST(ifnull(header, '') AS BLOB) FROM record WHERE ({TURNS}) AND (stream, seq) > (?, ?) ORDER BY stream, seq LIMIT ?
"""
# The types are given once more, for a byte that was damaged in the file may be the type of a value.
RECORD: Final = """
CAST(stream AS TEXT), CAST(seq AS INTEGER), CAST(ifnull(header, '') AS BLOB), CAST(hash AS TEXT), CAST(data AS BLOB), CAST(personal AS BLOB)
"""
READ: Final = f"SELECT {RECORD} FROM record WHERE stream = ? AND seq > ? ORDER BY record.seq LIMIT ?"
FOLLOW: Final = f"SELECT position, {RECORD} FROM record WHERE position > ? ORDER BY position LIMIT ?"
KEEP: Final = "INSERT OR IGNORE INTO definition (name, version, fingerprint, structure, texts) VALUES (?, ?, ?, ?, ?)"
DEFINITIONS: Final = """
SELECT name, version, fingerprint, structure, texts FROM definition WHERE name = ? AND ifnull(?, version) = version ORDER BY position
"""

ENTER: Final = "INSERT OR IGNORE INTO destroyed (stream, line) VALUES (?, ?)"
REGISTER: Final = "SELECT position, line FROM destroyed WHERE position > ? ORDER BY position LIMIT ?"
REGISTER_OF: Final = "SELECT position, line FROM destroyed WHERE stream = ?"

CHUNK: Final = 512
"""How many records are read at once."""

NO_FILE: Final = (0, 0)

STEP: Final = 5
"""
Milliseconds that SQLite waits by itself for another program; then we ask again.

Left alone it sleeps longer and longer, up to a tenth of a second: among eight busy writers, who waits once waits on and on.
"""


class SqliteStore:
    """
    Records in one SQLite file, which is made if there is none.  `timeout`: the seconds to wait for another program's lock.

    Raises:
        NotOurs: If the file is something else, or newer than this library; it was not touched.
        StoreUnavailable: If it cannot be opened or made.
    """

    def __init__(self, path: str | PathLike[str], *, timeout: float = 5.0) -> None:
        self.path: Final = path_of(path)
        self._timeout = timeout
        self._lock = RLock()
        self._process = getpid()
        self._closed = False
        self._open()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __del__(self) -> None:
        # Who forgets to close it finds no warning about an open connection; a fork leaves it to its parent.
        if hasattr(self, "_db"):
            self.close()

    def tip(self, stream: str) -> Tip | None:
        """The newest record of a stream; None if there is no such stream."""
        rows = self._rows(TIP, (stream,))
        return Tip(*rows[0]) if rows else None

    def tips(self) -> Iterator[tuple[str, Tip]]:
        """The newest record of every stream, in the order of their names."""
        after = ""
        while rows := self._rows(TIPS, (after, CHUNK)):
            yield from ((stream, Tip(seq, hash)) for stream, seq, hash in rows)
            after = rows[-1][0]

    def versions(self) -> Iterator[tuple[str, Version]]:
        """The rules under which every stream was recorded; see `Store.versions`."""
        stream, seq = "", 0
        while rows := self._rows(VERSIONS, (stream, seq, CHUNK)):
            yield from ((stream, version_of(stream, seq, header)) for stream, seq, header in rows)
            stream, seq, _ = rows[-1]

    def read(self, stream: str, after: int = 0) -> Iterator[Record]:
        """The records of a stream in order, after a revision.  Nothing if there is no such stream."""
        rows = self._rows(READ, (stream, after, CHUNK))
        first = starmap(Record, rows)
        return first if len(rows) < CHUNK else chain(first, self._more(stream, rows[-1][1]))

    def _more(self, stream: str, after: int) -> Iterator[Record]:
        while rows := self._rows(READ, (stream, after, CHUNK)):
            yield from starmap(Record, rows)
            after = rows[-1][1]

    def append(self, commit: Commit) -> None:
        """Write the records of one command; see `Store.append`."""
        ask_place(commit)
        rows = _rows(commit)
        if len(rows) > 1 or _named(commit):
            with self._writing(commit.stream) as db:
                self._write(db, commit, rows)
            return
        with self._lock:
            db = self._usable()
            try:
                self._waiting(lambda: self._write(db, commit, rows))
            except TROUBLE as error:
                raise self._meaning(error, commit.stream) from error
            self._ask_still_there(commit.stream)

    def append_all(self, commits: Sequence[Commit]) -> Sequence[RevisionConflict | None]:
        """Write several commands; see `Store.append_all`."""
        if not commits:
            return []
        for commit in commits:
            ask_place(commit)
        rows = [*map(_rows, commits)]
        with self._writing(commits[0].stream) as db:
            if _all_fit(db, [*chain.from_iterable(rows)]):
                db.executemany(NAME, [*chain.from_iterable(map(_named, commits))])
                return [None] * len(commits)
            # Not by a savepoint: it copies every page before it is touched, which costs more than all the rest.
            db.execute("ROLLBACK")
            db.execute("BEGIN IMMEDIATE")
            return [self._try(db, commit, own) for commit, own in zip(commits, rows, strict=True)]

    def request(self, stream: str, id: str) -> Request | None:
        """What came of a request id in a stream, if it was ever used there."""
        rows = self._rows(REQUEST, (stream, id))
        return Request(*rows[0]) if rows else None

    def follow(self, after: Position | None = None, limit: int | None = None) -> Iterator[tuple[Position, Record]]:
        """The records of all streams in order, after a position."""
        return self._follow(place_of(after), limit)

    def _follow(self, place: int, limit: int | None) -> Iterator[tuple[Position, Record]]:
        while limit is None or limit > 0:
            wanted = CHUNK if limit is None else min(CHUNK, limit)
            rows = self._rows(FOLLOW, (place, wanted))
            for place, stream, seq, header, hash, data, personal in rows:  # the next chunk goes on from the last one
                yield str(place), Record(stream, seq, header, hash, data, personal)
            if len(rows) < wanted:
                return
            limit = None if limit is None else limit - wanted

    def redact(self, stream: str, seqs: Iterable[int], commit: Commit | None = None) -> bool:
        """Remove the personal pieces of these records, and the digests of their requests; see `Store.redact`."""
        emptied = set(seqs)
        with self._removing(stream, whole=False) as db:
            if commit is not None:
                ask_redaction(stream, commit)
                ask_place(commit)
                self._write(db, commit, _rows(commit))
            db.executemany(
                "UPDATE record SET personal = NULL WHERE stream = ? AND seq = ? AND personal IS NOT NULL", [(stream, seq) for seq in emptied]
            )
            digests = db.execute(DIGESTS, (stream,)).fetchall()
            gone = [(stream, last) for first, last in digests if not emptied.isdisjoint(range(first, last + 1))]
            db.executemany("UPDATE record SET digest = NULL WHERE stream = ? AND seq = ?", gone)
            db.execute(FORGET, {"stream": stream, "seqs": canonical(sorted(emptied)).decode()})
        return self._wiped()

    def about(self, subject: str) -> Iterator[tuple[str, int]]:
        """The streams and numbers of the records about a person."""
        rows = self._rows(ABOUT, {"subject": subject, "after": 0, "most": CHUNK})
        yield from (row[1:] for row in rows)
        while len(rows) == CHUNK:
            rows = self._rows(ABOUT, {"subject": subject, "after": rows[-1][0], "most": CHUNK})
            yield from (row[1:] for row in rows)

    def destroy(self, stream: str, line: Destroyed | None = None) -> bool:
        """Remove a whole stream, and say so in the register; see `Store.destroy`."""
        with self._removing(stream, whole=True) as db:
            if line is not None:
                ask_line(stream, line, self.tip(stream))
                db.execute(ENTER, (stream, canonical(line)))
            db.execute("DELETE FROM record WHERE stream = ?", (stream,))
            db.execute(FORGET, {"stream": stream, "seqs": None})
        return self._wiped()

    def register(self, stream: str | None = None) -> Iterator[Destroyed]:
        """The lines of the register of destruction, or the one of a stream."""
        rows = self._rows(REGISTER, (0, CHUNK)) if stream is None else self._rows(REGISTER_OF, (stream,))
        while rows:
            yield from (read_line(text, str(self.path)) for _, text in rows)
            rows = [] if stream is not None else self._rows(REGISTER, (rows[-1][0], CHUNK))

    def load(self, records: Iterable[Record]) -> int:
        """Take in records of elsewhere, all or none; see `Store.load`."""
        with self._writing("") as db:
            intake = Intake(self._taken)
            for each in taken_in(records, intake):
                if isinstance(each, Record):
                    db.execute(TAKE_IN, (each.stream, each.seq, each.header, each.hash, each.data, each.personal))
                    db.executemany(NAME, _names(each))
                else:
                    ended, request = each
                    db.execute(TAKE_IN_REQUEST, (request.id, request.first, request.salt, request.digest, ended, request.last))
            return intake.count

    def shards(self, count: int) -> Sequence[Shard]:
        """All of it in about so many parts, for bulk work; each reads the file by itself."""
        self._usable()
        return split(self.path, self._timeout, count)

    def keep(self, definition: Definition) -> None:
        """Keep a definition by its fingerprint; once is enough."""
        known = self.definitions(definition.name, definition.version)
        if all(each.fingerprint != definition.fingerprint for each in known):
            with self._writing("") as db:
                db.execute(KEEP, (definition.name, definition.version, definition.fingerprint, definition.structure, definition.texts))

    def definitions(self, name: str, version: int | None = None) -> Sequence[Definition]:
        """The definitions that were kept under a name, in the order in which they came."""
        return [*starmap(Definition, self._rows(DEFINITIONS, (name, version)))]

    def close(self) -> None:
        """Let go of the file.  The last one to do so leaves one file, without a write-ahead log."""
        with self._lock:
            if not self._closed and self._process == getpid():
                self._closed = True
                self._db.close()

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _usable(self) -> sqlite3.Connection:
        if self._process != getpid():
            raise StoreUnavailable(str(self.path), STORE_FORKED())
        if self._closed:
            raise StoreUnavailable(str(self.path), STORE_CLOSED())
        # What was moved or deleted can be written to as long as it is open, and nobody would ever find it.
        try:
            if self._file == _identity(self.path):
                return self._db
        except OSError as error:
            raise trouble(error, self.path) from error
        if self._db.in_transaction:
            raise StoreUnavailable(str(self.path), STORE_NOT_OPENED(cause="another file is in its place"))
        old = self._db
        self._open()
        old.close()
        return self._db

    def _open(self) -> None:
        self._file = NO_FILE
        self._db = open_file(self.path, self._timeout)
        self._db.execute(f"PRAGMA busy_timeout = {STEP}").fetchall()
        try:
            self._file = _identity(self.path)
        except OSError as error:
            raise trouble(error, self.path) from error

    def _ask_still_there(self, stream: str) -> None:
        """
        Nothing, if what was written stands where the next one will look for it.

        Raises:
            OutcomeUnknown: If the file was moved or deleted meanwhile: with it, or before.
        """
        try:
            there = self._file == _identity(self.path)
        except OSError:
            there = False
        if not there:
            raise OutcomeUnknown(stream, STORE_NOT_OPENED(cause="it was moved or deleted meanwhile"))

    def _meaning(self, error: Exception, stream: str | None = None) -> FlowError:
        if self._closed:  # by another thread, in between
            return StoreUnavailable(str(self.path), STORE_CLOSED())
        return meaning(error, self.path, self._timeout, stream)

    def _rows(self, sql: str, values: tuple[Any, ...] | dict[str, Any]) -> list[Any]:
        with self._lock:
            db = self._usable()
            try:
                return self._waiting(lambda: db.execute(sql, values).fetchall())
            except TROUBLE as error:
                raise self._meaning(error) from error

    def _waiting(self, does: Callable[[], T]) -> T:
        """What comes of it, as soon as no other program stands in the way any more."""
        until = monotonic() + self._timeout
        while True:
            try:
                return does()
            except sqlite3.OperationalError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY or monotonic() >= until:
                    raise

    @contextmanager
    def _writing(self, stream: str) -> Generator[sqlite3.Connection, None, None]:
        """A transaction: what is done inside it stays whole, or not at all."""
        with self._lock:
            db = self._usable()
            try:
                self._waiting(lambda: db.execute("BEGIN IMMEDIATE"))
            except TROUBLE as error:
                raise self._meaning(error) from error
            try:
                yield db
                db.execute("COMMIT")
            except BaseException as error:
                with suppress(sqlite3.Error):
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                if isinstance(error, TROUBLE):
                    raise self._meaning(error, stream) from error
                raise
            self._ask_still_there(stream)

    @contextmanager
    def _removing(self, stream: str, *, whole: bool) -> Generator[sqlite3.Connection, None, None]:
        """A transaction in which the triggers let records of one stream go."""
        with self._writing(stream) as db:
            db.execute("INSERT INTO removal (stream, whole) VALUES (?, ?)", (stream, whole))
            yield db
            db.execute("DELETE FROM removal")

    def _wiped(self) -> bool:
        """Put everything into the main file and empty the write-ahead log, which has older pages; False if somebody still reads those."""
        until = monotonic() + self._timeout
        while (busy := self._rows("PRAGMA wal_checkpoint(TRUNCATE)", ())[0][0]) and monotonic() < until:
            pass  # SQLite waits a little each time
        if not busy:
            # SQLite does not: after a power cut the file would be as long as before.  (No lock of SQLite hangs on this one.)
            sync_file(self.path.with_name(f"{self.path.name}-wal"))
        return not busy

    def _write(self, db: sqlite3.Connection, commit: Commit, rows: list[tuple[Any, ...]]) -> None:
        conflict = self._try(db, commit, rows)
        if conflict is not None:
            raise conflict

    def _try(self, db: sqlite3.Connection, commit: Commit, rows: list[tuple[Any, ...]]) -> RevisionConflict | None:
        try:
            for row in rows:
                db.execute(APPENDS[len(row)], row)
            if named := _named(commit):
                db.executemany(NAME, named)
            return None
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_UNIQUE and commit.request is not None:
                raise RequestReused(commit.stream, commit.request.id) from None
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_TRIGGER:
                raise
        found = self._taken(commit.stream)
        return RevisionConflict(commit.stream, commit.expected, found.revision if found else 0)

    def _taken(self, stream: str) -> Tip | None:
        line = next(self.register(stream), None)
        return self.tip(stream) if line is None else ended(line)


def _identity(path: Path) -> tuple[int, int]:
    seen = os.stat(path)
    return seen.st_dev, seen.st_ino


def _all_fit(db: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> bool:
    try:
        for values, alike in groupby(rows, len):
            db.executemany(APPENDS[values], alike)
    except sqlite3.IntegrityError:
        return False
    return True


def _named(commit: Commit) -> list[tuple[str, str, int]]:
    """The rows of `NAME` for the records of a commit; most have none."""
    return [*chain.from_iterable(map(_names, commit.records))]


def _names(record: Record) -> list[tuple[str, str, int]]:
    return [(subject, record.stream, record.seq) for subject in subjects_in(record)]


def _rows(commit: Commit) -> list[tuple[Any, ...]]:
    """The values of `APPENDS` for each record: it follows the one before it, and the last one carries the request."""
    seq, prev = commit.expected, None if commit.prev == GENESIS else commit.prev
    request, last = commit.request, commit.records[-1].seq
    rows = []
    for record in commit.records:
        row = (record.stream, record.stream, seq or None, prev, record.seq, record.header, record.hash, record.data, record.personal)
        rows.append(row if request is None or record.seq != last else (*row, request.id, request.first, request.salt, request.digest))
        seq, prev = record.seq, record.hash
    return rows
