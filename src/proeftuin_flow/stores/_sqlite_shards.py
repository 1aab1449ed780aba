"""
The file of a `SqliteStore`, read for bulk work and by whoever may not write it.

Everything in the tables is read as it stands, also rows that no store would ever find: a number below one, a reference to nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from ..errors import BrokenChain, LogError, NotOurs
from ..log import Record
from ..messages import FOREIGN_DATABASE, INDEX_DIFFERS, NEWER_FILE
from ._lines import Kept
from ._register import read_line
from ._sqlite_file import APPLICATION, TROUBLE, VERSION, meaning
from .port import Destroyed, Tip
from .shards import Beside, Row

__all__ = ["SqliteShard", "reading", "registered", "split", "tips_in"]

# The types are given once more, for whoever can write the file can take them off the tables.
ROWS: Final = """
SELECT CAST(stream AS TEXT), CAST(seq AS INTEGER), CAST(ifnull(header, '') AS BLOB), CAST(hash AS TEXT), CAST(data AS BLOB),
    CAST(personal AS BLOB), position, CAST(request AS TEXT), CAST(first AS INTEGER), CAST(salt AS TEXT), CAST(digest AS TEXT)
FROM record WHERE stream >= :start AND (:stop IS NULL OR stream < :stop) ORDER BY record.stream, record.seq
"""
SUBJECTS: Final = """
SELECT CAST(stream AS TEXT), CAST(seq AS INTEGER), CAST(subject AS TEXT) FROM subject
WHERE stream >= :start AND (:stop IS NULL OR stream < :stop) ORDER BY subject.stream, subject.seq, subject.subject
"""
COUNT: Final = "SELECT count(*) FROM record WHERE stream >= :start AND (:stop IS NULL OR stream < :stop)"
REGISTER: Final = "SELECT line FROM destroyed WHERE stream = :stream OR :stream IS NULL ORDER BY position"
TIPS: Final = "SELECT stream, max(seq), hash FROM record GROUP BY stream ORDER BY stream"


@contextmanager
def reading(path: Path, timeout: float) -> Generator[sqlite3.Connection, None, None]:
    """
    A connection that only reads, with what is in the file now, whatever others write meanwhile.

    Raises:
        NotOurs: If it is something else, or newer than this library.
        StoreUnavailable: If it cannot be read.
    """
    try:
        with closing(_opened(path, timeout)) as db:
            # What was damaged is looked at as well: the hashes show it.
            db.text_factory = partial(str, encoding="utf-8", errors="replace")
            application, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
            if application != APPLICATION:
                raise NotOurs(str(path), FOREIGN_DATABASE())
            if version > VERSION:
                raise NotOurs(str(path), NEWER_FILE(found=version, known=VERSION))
            db.execute("BEGIN")
            yield db
    except TROUBLE as error:
        raise meaning(error, path, timeout) from error


def _opened(path: Path, timeout: float) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", timeout=timeout, isolation_level=None, uri=True)
    try:
        db.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except sqlite3.OperationalError as error:
        db.close()
        # A file without a log beside it, where none can be made: on a disk that is for reading only, nobody writes it either.
        beside = path.with_name(f"{path.name}-wal")
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or beside.exists() or not path.exists():
            raise
        db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", timeout=timeout, isolation_level=None, uri=True)
    except BaseException:
        db.close()
        raise
    return db


def registered(path: Path, timeout: float, stream: str | None = None) -> Iterator[Destroyed]:
    """The register of destruction in a file, or its line about one stream."""
    with reading(path, timeout) as db:
        for (text,) in db.execute(REGISTER, {"stream": stream}):
            yield read_line(text, str(path))


def tips_in(path: Path, timeout: float) -> Iterator[tuple[str, Tip]]:
    """The newest record of every stream in a file, in the order of their names."""
    with reading(path, timeout) as db:
        for stream, seq, hash in db.execute(TIPS):
            yield stream, Tip(seq, hash)


def split(path: Path, timeout: float, count: int) -> list[SqliteShard]:
    """The whole file in about so many shards, each with about as many records."""
    with reading(path, timeout) as db:
        (total,) = db.execute("SELECT count(*) FROM record").fetchone()
        starts, gone = [""], 0
        if count > 1:
            for stream, records in db.execute("SELECT CAST(stream AS TEXT), count(*) FROM record GROUP BY stream ORDER BY record.stream"):
                if gone >= len(starts) * total / count:
                    starts.append(stream)
                gone += records
        ranges = [*zip(starts, [*starts[1:], None], strict=True)]
        return [SqliteShard(path, timeout, start, stop, db.execute(COUNT, {"start": start, "stop": stop}).fetchone()[0]) for start, stop in ranges]


class SqliteShard:
    """The streams of a file from one name on, up to another."""

    ordered = True

    def __init__(self, path: Path, timeout: float, start: str, stop: str | None, size: int) -> None:
        self.size, self.done = size, 0
        self._path, self._timeout, self._start, self._stop = path, timeout, start, stop

    def covers(self, stream: str) -> bool:
        """Whether the stream has its place between the two names."""
        return self._start <= stream and (self._stop is None or stream < self._stop)

    def rows(self) -> Iterator[Row | Kept | LogError]:
        """Every row of its streams, with the references that stand in their own table."""
        ends = {"start": self._start, "stop": self._stop}
        with reading(self._path, self._timeout) as db:
            references = db.execute(SUBJECTS, ends)
            reference = references.fetchone()
            for stream, seq, header, hash, data, personal, place, request, first, salt, digest in db.execute(ROWS, ends):
                subjects: tuple[str, ...] = ()
                while reference is not None and reference[:2] <= (stream, seq):
                    if reference[:2] == (stream, seq):
                        subjects = (*subjects, reference[2])
                    else:
                        yield _astray(reference)
                    reference = references.fetchone()
                self.done += 1
                yield Row(Record(stream, seq, header, hash, data, personal), Beside(place, request, first, salt, digest, subjects))
            while reference is not None:
                yield _astray(reference)
                reference = references.fetchone()


def _astray(reference: Any) -> BrokenChain:
    """A reference to a record that is not there."""
    return BrokenChain(reference[0], reference[1], INDEX_DIFFERS(column="subject"))
