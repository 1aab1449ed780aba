"""
The store in PostgreSQL, over SQLAlchemy Core and psycopg: for many processes, and for more than one machine.

It takes the application's engine, or its open connection, so that what is appended and the application's own rows are one transaction.
The tables are made beforehand, by `upgrade`.  An append is one statement and one commit; it is done when the server, and the standby that
its settings name, have it.  What the server did not confirm is `OutcomeUnknown`.

What is removed can be read by nobody any more when the answer comes.  Its bytes leave the files with the next VACUUM, the write-ahead log
when that is recycled, and the backups when you let them go; no statement can do that.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, starmap
from typing import Any

from msgspec import to_builtins
from sqlalchemy import Connection, Engine, TextClause

from ..canonical import canonical
from ..errors import RevisionConflict
from ..log import Record
from ._intake import NO_TIP, Intake, ask_line, ask_redaction, ended, taken_in, version_of
from ._register import read_line
from ._sql_errors import LOCK_SECONDS
from ._sql_following import Lag, batched, followed, lag_of, place_of, woken
from ._sql_schema import SCHEMA
from ._sql_session import Borrowed, Own, Sessions
from ._sql_shards import split
from ._sql_statements import BARRIER, CHUNK, DESTROYING, LOCK_TIMEOUT, REDACTING
from ._sql_values import Unfit, fitting, request_of, row_of, values_of
from .port import Commit, Definition, Destroyed, Position, Request, Tip, Version
from .shards import Shard

__all__ = ["SqlStore"]


class SqlStore:
    """
    Records in the tables of one `schema` of PostgreSQL, which `upgrade(engine)` makes.

    Who closes it does not close the engine; that is the application's.

    Every use may raise `NotOurs`: if there are no tables, if they are of another version, or if this is another server than the one that they
    were written on.

    Raises:
        InvalidData: If the engine is none of PostgreSQL with psycopg 3, or no schema can have that name.
    """

    def __init__(self, engine: Engine, *, schema: str = SCHEMA) -> None:
        self._sessions: Sessions = Own(engine, schema)

    def __enter__(self) -> SqlStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def within(self, connection: Connection) -> SqlStore:
        """
        The same store within an open transaction of the application: nothing is written unless that commits.

        A conflict leaves the transaction usable.  Definitions are not kept.
        """
        borrowed = SqlStore.__new__(SqlStore)
        borrowed._sessions = Borrowed(connection, self._sessions.schema)
        return borrowed

    @contextmanager
    def begin(self) -> Generator[Connection, None, None]:
        """
        A connection in a transaction, as `engine.begin()` gives it, for `within`; but its commit counts only if the server confirmed it.

        Raises:
            OutcomeUnknown: If nobody can say whether it was written.
        """
        with self._sessions.begun("") as connection:
            yield connection

    def tip(self, stream: str) -> Tip | None:
        """The newest record of a stream; None if there is no such stream."""
        with self._sessions.reading() as connection:
            return self._tip(connection, stream)

    def tips(self) -> Iterator[tuple[str, Tip]]:
        """The newest record of every stream, in the order of their names."""
        after = ""
        while rows := self._rows(self._sessions.sql.tips, after=after, limit=CHUNK):
            for stream, seq, hash in rows:
                yield stream, Tip(seq, hash)
            after = rows[-1][0]

    def versions(self) -> Iterator[tuple[str, Version]]:
        """The rules under which every stream was recorded; see `Store.versions`."""
        stream, seq = "", 0
        while rows := self._rows(self._sessions.sql.turns, stream=stream, seq=seq, limit=CHUNK):
            yield from ((stream, version_of(stream, seq, header)) for stream, seq, header in rows)
            stream, seq, _ = rows[-1]

    def read(self, stream: str, after: int = 0) -> Iterator[Record]:
        """The records of a stream in order, after a revision.  Nothing if there is no such stream."""
        rows = self._rows(self._sessions.sql.read, stream=stream, after=after, limit=CHUNK)
        first = starmap(Record, rows)
        return first if len(rows) < CHUNK else chain(first, self._more(stream, rows[-1][1]))

    def _more(self, stream: str, after: int) -> Iterator[Record]:
        while rows := self._rows(self._sessions.sql.read, stream=stream, after=after, limit=CHUNK):
            yield from starmap(Record, rows)
            after = rows[-1][1]

    def append(self, commit: Commit) -> None:
        """Write the records of one command; see `Store.append`."""
        values = values_of(commit)
        try:
            with self._sessions.single(commit.stream) as connection:
                self._put(connection, commit, values)
        except Unfit:
            raise self._conflict(commit) from None

    def append_all(self, commits: Sequence[Commit]) -> Sequence[RevisionConflict | None]:
        """Write several commands; see `Store.append_all`."""
        if not commits:
            return []
        values = [*map(values_of, commits)]
        total = sum(len(commit.records) for commit in commits)
        try:
            with self._sessions.writing(commits[0].stream) as connection, fitting(None):
                if total != connection.execute(self._sessions.sql.append, values).rowcount:
                    raise Unfit
            return [None] * len(commits)
        except Unfit:
            pass
        with self._sessions.writing(commits[0].stream) as connection:
            return [self._try(connection, commit, own) for commit, own in zip(commits, values, strict=True)]

    def request(self, stream: str, id: str) -> Request | None:
        """
        What came of a request id in a stream, if it was ever used there.

        What is found is believed only when a commit after it was confirmed: it may stand here and nowhere else.

        Raises:
            OutcomeUnknown: If it was not confirmed.
        """
        rows = self._rows(self._sessions.sql.request, stream=stream, request=id)
        if not rows:
            return None
        with self._sessions.single(stream) as connection:
            connection.execute(BARRIER)
        return Request(*rows[0])

    def about(self, subject: str) -> Iterator[tuple[str, int]]:
        """The streams and numbers of the records about a person, in the order of the store."""
        return iter([(stream, seq) for stream, seq in self._rows(self._sessions.sql.about, subject=subject)])

    def follow(self, after: Position | None = None, limit: int | None = None) -> Iterator[tuple[Position, Record]]:
        """
        The records of all streams in order, after a position.  It goes up to the oldest transaction that still writes; see `lag`.

        Raises:
            NotOurs: If the record at that position was lost with an earlier server.
        """
        return followed(self._sessions, place_of(after), limit)

    def lag(self, after: Position | None = None) -> Lag:
        """How many records are still to come after a position, and who holds up those that nobody may read yet."""
        return lag_of(self._sessions, place_of(after))

    def wakes(self, every: float = 5.0) -> Generator[None, None, None]:
        """
        Goes on each time that there may be something new: at once, whenever something was written, and every so many seconds in any case.

        For a follower: it has a connection of its own, and listens anew when that was lost.  What an application commits by itself
        (`within`) is heard of if it committed by `begin`.
        """
        assert isinstance(self._sessions, Own), "a transaction hears nothing"
        return woken(self._sessions, every)

    def shards(self, count: int) -> Sequence[Shard]:
        """
        All of it in about so many parts, for bulk work (see `verify_store`): of one moment, whatever others write meanwhile.

        A part that goes to a worker takes the URL of the engine along, with the password in it.
        """
        assert isinstance(self._sessions, Own), "a transaction is in one place"
        return split(self._sessions, count)

    def redact(self, stream: str, seqs: Iterable[int], commit: Commit | None = None) -> bool:
        """
        Remove the personal pieces of these records, and the digests of their requests; see `Store.redact`.

        True, although the bytes leave the files with the next VACUUM only.
        """
        emptied = [*seqs]
        if commit is not None:
            ask_redaction(stream, commit)
        values = None if commit is None else values_of(commit)
        sql = self._sessions.sql
        try:
            with self._sessions.writing(stream) as connection:
                connection.execute(REDACTING, {"stream": stream})
                connection.execute(sql.redact, {"stream": stream, "seqs": emptied})
                connection.execute(sql.digests, {"stream": stream, "seqs": emptied})
                connection.execute(REDACTING, {"stream": ""})
                if commit is not None and values is not None:
                    self._put(connection, commit, values)
        except Unfit:
            assert commit is not None
            raise self._conflict(commit) from None
        return True

    def destroy(self, stream: str, line: Destroyed | None = None) -> bool:
        """
        Remove a whole stream, and say so in the register; see `Store.destroy`.

        Who writes waits meanwhile, and it waits for who writes: otherwise a record might follow one that is being removed.
        True, although the bytes leave the files with the next VACUUM only.
        """
        sql = self._sessions.sql
        with self._sessions.writing(stream) as connection:
            timeout = connection.execute(DESTROYING, {"stream": stream}).scalar_one()
            connection.execute(LOCK_TIMEOUT, {"timeout": f"{LOCK_SECONDS:g}s"})
            connection.execute(sql.lock)
            connection.execute(LOCK_TIMEOUT, {"timeout": timeout})
            if line is not None:
                ask_line(stream, line, self._tip(connection, stream))
                connection.execute(sql.enter, {"stream": stream, "line": canonical(line)})
            connection.execute(sql.destroy, {"stream": stream})
            connection.execute(DESTROYING, {"stream": ""})
        return True

    def register(self, stream: str | None = None) -> Iterator[Destroyed]:
        """The lines of the register of destruction, or the one of a stream."""
        after = 0
        while rows := self._rows(self._sessions.sql.register, stream=stream, after=after, limit=CHUNK):
            yield from (read_line(line, self._sessions.where) for _, line in rows)
            after = rows[-1][0]

    def load(self, records: Iterable[Record]) -> int:
        """Take in records of elsewhere, all or none; see `Store.load`."""
        sql = self._sessions.sql
        streams: set[str] = set()
        try:
            with self._sessions.writing("") as connection, fitting(None):
                intake = Intake(lambda stream: self._taken(connection, stream))
                for chunk in batched(taken_in(records, intake)):
                    rows = [row_of(each) for each in chunk if isinstance(each, Record)]
                    requests = [request_of(*each) for each in chunk if not isinstance(each, Record)]
                    if rows:
                        streams.update(row["stream"] for row in rows)
                        connection.execute(sql.take_in, rows)
                    if requests:
                        connection.execute(sql.take_in_request, requests)
                return intake.count
        except Unfit:
            # Somebody was faster with one of them.
            raise next(RevisionConflict(stream, 0, tip.revision) for stream in sorted(streams) if (tip := self.tip(stream))) from None

    def keep(self, definition: Definition) -> None:
        """Keep a definition by its fingerprint; once is enough."""
        if not isinstance(self._sessions, Borrowed) and definition not in self.definitions(definition.name, definition.version):
            with self._sessions.single("") as connection:
                connection.execute(self._sessions.sql.keep, to_builtins(definition, builtin_types=(bytes,)))

    def definitions(self, name: str, version: int | None = None) -> Sequence[Definition]:
        """The definitions that were kept under a name, in the order in which they came."""
        return [*starmap(Definition, self._rows(self._sessions.sql.definitions, name=name, version=version))]

    def close(self) -> None:
        """Answer no more.  The engine stays as it is."""
        self._sessions.close()

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, statement: TextClause, **values: Any) -> Sequence[Any]:
        with self._sessions.reading() as connection:
            return connection.execute(statement, values).fetchall()

    def _tip(self, connection: Connection, stream: str) -> Tip | None:
        row = connection.execute(self._sessions.sql.tip, {"stream": stream}).one_or_none()
        return None if row is None else Tip(*row)

    def _taken(self, connection: Connection, stream: str) -> Tip | None:
        """The newest record of a stream, or what stands in its place for ever."""
        line = connection.execute(self._sessions.sql.taken, {"stream": stream}).scalar()
        return self._tip(connection, stream) if line is None else ended(read_line(line, self._sessions.where))

    def _put(self, connection: Connection, commit: Commit, values: dict[str, Any]) -> None:
        with fitting(commit):
            if not connection.execute(self._sessions.sql.append, values).rowcount:
                raise Unfit

    def _try(self, connection: Connection, commit: Commit, values: dict[str, Any]) -> RevisionConflict | None:
        try:
            with connection.begin_nested():
                self._put(connection, commit, values)
        except Unfit:
            return self._found(connection, commit)
        return None

    def _conflict(self, commit: Commit) -> RevisionConflict:
        with self._sessions.reading() as connection:
            return self._found(connection, commit)

    def _found(self, connection: Connection, commit: Commit) -> RevisionConflict:
        found = self._taken(connection, commit.stream) or NO_TIP
        return RevisionConflict(commit.stream, commit.expected, found.revision)
