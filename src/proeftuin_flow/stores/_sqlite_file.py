"""
The file of `SqliteStore`: its tables and triggers, how it is opened, and what an error of SQLite means.

The triggers are for accidents: a script that updates a header, a `REPLACE` over a record.  Who can write the file can drop them;
the chain shows that.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Final

from ..errors import FlowError, InvalidData, NotOurs, OutcomeUnknown, StoreUnavailable
from ..labels import Phrase
from ..messages import (
    BAD_VALUE,
    FOREIGN_DATABASE,
    FOREIGN_FILE,
    NEWER_FILE,
    STORE_FAILED,
    STORE_FULL,
    STORE_LOCKED,
    STORE_NOT_OPENED,
    STORE_READ_ONLY,
)  # fmt: skip
from ._intake import MOVES

__all__ = ["APPLICATION", "TROUBLE", "TURNS", "VERSION", "meaning", "open_file", "shelf"]

APPLICATION: Final = int.from_bytes(b"pfl1")
"""What `PRAGMA application_id` says of a file of ours."""

VERSION: Final = 2
"""What `PRAGMA user_version` says; it goes up when an older version of this library could not read the file any more."""

TURNS: Final = f"seq = 1 OR instr(header, X'{MOVES.hex()}')"
"""Of which records the index `turn` knows: the first under its rules, of every stream."""



def shelf(text: str) -> str:
    """In SQL, the shelf of a reference, made of its length and its last four characters."""
    ends = (f"{weight} * ifnull(unicode(substr({text}, -{place}, 1)), 0)" for place, weight in enumerate((1, 31, 71, 113), 1))
    return f"(length({text}) * 7 + {' + '.join(ends)}) % 1021"


# What the second version has beyond the first.
#
# References have no index by what they are.  One is in the order of its texts, so its pages are split at every place, and a page that was split
# keeps copies that `secure_delete` does not reach: of 1,500 references that were deleted, one or two were still in the file.  Rows that are
# only ever added at the end are never moved.  The index is by shelf: one of a thousand numbers, each of which many references have, so that
# what a split page keeps of it tells nobody's.
SECOND: Final = f"""
CREATE TABLE destroyed (position INTEGER PRIMARY KEY, stream TEXT NOT NULL UNIQUE, line BLOB NOT NULL) STRICT;
CREATE TRIGGER destroyed_stays BEFORE UPDATE ON destroyed
BEGIN SELECT raise(ABORT, 'the register of destruction is never changed'); END;
CREATE TRIGGER destroyed_is_kept BEFORE DELETE ON destroyed
BEGIN SELECT raise(ABORT, 'the register of destruction is never shortened'); END;
CREATE TABLE subject (position INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
CREATE INDEX subject_of ON subject (stream, seq);
CREATE INDEX subject_shelf ON subject ({shelf("subject")});
CREATE TRIGGER subject_stays BEFORE UPDATE ON subject
BEGIN SELECT raise(ABORT, 'a reference is never changed'); END;
CREATE TRIGGER subject_is_kept BEFORE DELETE ON subject
WHEN NOT EXISTS (SELECT 1 FROM removal WHERE stream = OLD.stream)
BEGIN SELECT raise(ABORT, 'a reference is never deleted; only redaction and destruction remove it'); END;
CREATE TRIGGER record_is_not_destroyed BEFORE INSERT ON record
WHEN NEW.seq = 1 AND EXISTS (SELECT 1 FROM destroyed WHERE stream = NEW.stream)
BEGIN SELECT raise(FAIL, 'a stream that was destroyed does not begin anew'); END;
CREATE INDEX turn ON record (stream, seq) WHERE {TURNS};
"""

# A request is kept beside the last record of its commit: so one command is one row, written by one statement.  (With a table of its own,
# each append wrote a page more.)
#
# A permission to remove stands in `removal` only inside the transaction that removes: no other connection ever sees one, a crash takes
# it back, and the triggers need not be dropped, which would make every other connection read the schema anew.
#
# `FAIL` does for one row what `ABORT` does, but SQLite need not copy each page first, to be able to undo half a statement.
SCHEMA: Final = f"""
CREATE TABLE record (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    header BLOB NOT NULL,
    hash TEXT NOT NULL,
    data BLOB,
    personal BLOB,
    request TEXT,
    first INTEGER,
    salt TEXT,
    digest TEXT,
    UNIQUE (stream, seq)
) STRICT;
CREATE UNIQUE INDEX request ON record (stream, request) WHERE request IS NOT NULL;
CREATE TABLE definition (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE,
    structure BLOB NOT NULL,
    texts BLOB NOT NULL
) STRICT;
CREATE TABLE removal (stream TEXT NOT NULL, whole INTEGER NOT NULL) STRICT;
CREATE TRIGGER record_follows BEFORE INSERT ON record
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM record WHERE stream = NEW.stream)
    OR EXISTS (SELECT 1 FROM record WHERE position = NEW.position)
BEGIN SELECT raise(FAIL, 'a record follows the newest of its stream, and never takes the place of another'); END;
CREATE TRIGGER record_stays BEFORE UPDATE ON record
WHEN NEW.position IS NOT OLD.position OR NEW.stream IS NOT OLD.stream OR NEW.seq IS NOT OLD.seq
    OR NEW.header IS NOT OLD.header OR NEW.hash IS NOT OLD.hash OR NEW.data IS NOT OLD.data
    OR NEW.personal IS NOT OLD.personal
        AND (NEW.personal IS NOT NULL OR NOT EXISTS (SELECT 1 FROM removal WHERE stream = OLD.stream))
BEGIN SELECT raise(ABORT, 'a record is never changed; only redaction empties its personal piece'); END;
CREATE TRIGGER record_is_kept BEFORE DELETE ON record
WHEN NOT EXISTS (SELECT 1 FROM removal WHERE stream = OLD.stream AND whole)
BEGIN SELECT raise(ABORT, 'a record is never deleted; only destruction removes its whole stream'); END;
CREATE TRIGGER definition_stays BEFORE UPDATE ON definition
BEGIN SELECT raise(ABORT, 'a definition is never changed'); END;
CREATE TRIGGER definition_is_kept BEFORE DELETE ON definition
BEGIN SELECT raise(ABORT, 'a definition is never deleted'); END;
{SECOND}
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
"""

TROUBLE: Final = (sqlite3.Error, UnicodeError, OverflowError)
"""What can come out of SQLite."""

PAUSE: Final = 0.01
"""Seconds between two tries where SQLite does not wait by itself."""


def open_file(path: Path, timeout: float) -> sqlite3.Connection:
    """
    A connection to a file of ours, which is made if there is none.

    Raises:
        NotOurs: If it is something else, or newer than this library; it was not touched.
        StoreUnavailable: If it cannot be opened or made.
    """
    try:
        db = sqlite3.connect(f"{path.as_uri()}?mode=rwc", timeout=timeout, isolation_level=None, check_same_thread=False, uri=True)
    except sqlite3.Error as error:
        raise meaning(error, path, timeout) from error
    try:
        # In one transaction: somebody may be making the same file now.
        db.execute("BEGIN")
        found = _version(db, path)
        db.execute("COMMIT")
        db.execute("PRAGMA secure_delete = ON").fetchall()
        db.execute("PRAGMA synchronous = FULL")
        if found == 0:
            _make(db, path, timeout)
        elif found < VERSION:
            _upgrade(db, path)
    except TROUBLE as error:
        db.close()
        raise meaning(error, path, timeout) from error
    except BaseException:
        db.close()
        raise
    return db


def _version(db: sqlite3.Connection, path: Path) -> int:
    """Of which version a file of ours is; 0 if nothing was ever written here.  Raises if something else was."""
    application, version, tables = (
        db.execute(sql).fetchone()[0] for sql in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema")
    )
    if application == APPLICATION:
        if version > VERSION:
            raise NotOurs(str(path), NEWER_FILE(found=version, known=VERSION))
        return int(version)
    if application or version or tables:
        raise NotOurs(str(path), FOREIGN_DATABASE())
    return 0


def _make(db: sqlite3.Connection, path: Path, timeout: float) -> None:
    until = time.monotonic() + timeout
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL").fetchall()
            break
        except sqlite3.OperationalError as error:
            # For this one SQLite does not wait: another process is making the same file.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(PAUSE)
    db.execute("BEGIN IMMEDIATE")
    if _version(db, path) == 0:
        for statement in _statements(SCHEMA):
            db.execute(statement)
    db.execute("COMMIT")


def _upgrade(db: sqlite3.Connection, path: Path) -> None:
    """Bring a file of an older version up to this one."""
    db.execute("BEGIN IMMEDIATE")
    if _version(db, path) < VERSION:  # another process may have been faster
        for statement in _statements(SECOND):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


def _statements(schema: str) -> list[str]:
    """One by one: `executescript` commits before it begins, and half a schema would be no schema."""
    statements, text = [], ""
    for line in schema.strip().splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            statements.append(text)
            text = ""
    return statements


NOT_WRITABLE: Final = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
NO_DATABASE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_CONSTRAINT}
WRONG_TYPE: Final = {sqlite3.SQLITE_CONSTRAINT_NOTNULL, 3091}  # SQLITE_CONSTRAINT_DATATYPE, for which Python has no name yet
NOT_SYNCED: Final = {sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC}


def meaning(error: Exception, path: Path, timeout: float, stream: str | None = None) -> FlowError:
    """What an error of SQLite means to our reader.  `stream` is what was being written, if anything was."""
    where, cause = str(path), str(error)
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        if isinstance(error, sqlite3.OperationalError | UnicodeDecodeError):  # text in the file that is no UTF-8
            return NotOurs(where, FOREIGN_FILE(cause=cause))
        return InvalidData(BAD_VALUE(name="argument", value=cause[:200]))
    if code in NOT_SYNCED and stream is not None:
        return OutcomeUnknown(stream, STORE_FAILED(cause=cause))
    if code in WRONG_TYPE:
        return InvalidData(BAD_VALUE(name="record", value=cause))
    if code & 0xFF in NO_DATABASE:
        return NotOurs(where, FOREIGN_FILE(cause=cause))
    return StoreUnavailable(where, _obstacle(code & 0xFF, cause, timeout))


def _obstacle(code: int, cause: str, timeout: float) -> Phrase:
    if code == sqlite3.SQLITE_FULL:
        return STORE_FULL()
    if code in BUSY:
        return STORE_LOCKED(seconds=f"{timeout:g}")
    if code in NOT_WRITABLE:
        return STORE_READ_ONLY(cause=cause)
    if code == sqlite3.SQLITE_CANTOPEN:
        return STORE_NOT_OPENED(cause=cause)
    return STORE_FAILED(cause=cause)
