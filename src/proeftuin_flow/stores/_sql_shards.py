"""
The store in PostgreSQL in parts, for bulk work by many workers.

All of them read one snapshot, which a transaction of ours holds as long as one of the parts is here: otherwise each would see another state
of the store, and heads and totals would not belong together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from weakref import finalize

from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from ..errors import LogError, StoreUnavailable
from ..log import Record
from ..messages import SNAPSHOT_GONE
from ._lines import Kept
from ._sql_errors import TROUBLE, cause_of, meaning
from ._sql_session import Own
from ._sql_statements import RECORD
from .shards import Beside, Row

__all__ = ["SqlShard", "split"]

MANY: Final = 1_000
"""How many rows are taken from the server at once."""

ROWS: Final = f"""
SELECT {RECORD}, epoch, CAST(tx AS text), pos, request, first, salt, digest, subjects FROM {{s}}.record
WHERE stream >= :start AND (CAST(:stop AS text) IS NULL OR stream < :stop) ORDER BY stream, seq
"""
# Whole streams, in parts with about as many records each.
PARTS: Final = """
SELECT min(stream), CAST(sum(records) AS bigint) FROM (
    SELECT stream, records, floor((sum(records) OVER (ORDER BY stream) - records) * :count / sum(records) OVER ()) AS part
    FROM (SELECT stream, count(*) AS records FROM {s}.record GROUP BY stream) AS streams
) AS parts GROUP BY part ORDER BY part
"""


class Snapshot:
    """A transaction that keeps a snapshot for others, until nobody has this any more."""

    def __init__(self, connection: Connection) -> None:
        self.name: str = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        # Not `__del__`: whoever is collected together with what it wants to close may come too late.
        finalize(self, let_go, connection, connection.connection.driver_connection)


def let_go(connection: Connection, driver: Any) -> None:
    """End a connection, whether or not the server did so before."""
    driver.close()
    connection.invalidate()


def split(sessions: Own, count: int) -> list[SqlShard]:
    """
    All of a store in about so many parts, each with about as many records.

    Raises:
        StoreUnavailable, NotOurs: If it cannot be read.
    """
    sessions.usable()
    with sessions.translated():
        connection = sessions.engine.connect().execution_options(isolation_level="REPEATABLE READ")
        try:
            sessions.ready(connection)
            connection.commit()
        except BaseException:
            connection.close()
            raise
        snapshot = Snapshot(connection)
        s = f'"{sessions.schema}"'
        found = connection.execute(text(PARTS.replace("{s}", s)), {"count": count}).fetchall()
    parts: list[tuple[str, int]] = [(start, size) for start, size in found] or [("", 0)]
    starts = ["", *(start for start, _ in parts[1:])]
    ranges = zip(starts, [*starts[1:], None], [size for _, size in parts], strict=True)
    return [SqlShard(sessions.engine.url, sessions.where, s, snapshot, start, stop, size) for start, stop, size in ranges]


class SqlShard:
    """
    The streams of a store from one name on, up to another, as they were in the snapshot.

    It goes to a worker with the URL of the engine, and so with the password in it.
    """

    ordered = True

    def __init__(self, url: URL, where: str, schema: str, snapshot: Snapshot, start: str, stop: str | None, size: int) -> None:
        self.size, self.done = size, 0
        self._url, self._where, self._schema = url, where, schema
        self._range = (start, stop)
        self._name = snapshot.name
        self._snapshot: Snapshot | None = snapshot

    def __getstate__(self) -> dict[str, Any]:
        """All but the transaction, which stays where it is."""
        return {**self.__dict__, "_snapshot": None}

    def covers(self, stream: str) -> bool:
        """Whether the stream has its place between the two names."""
        start, stop = self._range
        return start <= stream and (stop is None or stream < stop)

    def rows(self) -> Iterator[Row | Kept | LogError]:
        """Every row of its streams."""
        start, stop = self._range
        engine = create_engine(self._url, poolclass=NullPool, isolation_level="REPEATABLE READ")
        try:
            with engine.connect() as connection:
                try:
                    connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{self._name}'")
                except DBAPIError as error:
                    raise StoreUnavailable(self._where, SNAPSHOT_GONE()) from cause_of(error)
                connection = connection.execution_options(yield_per=MANY)
                rows = connection.execute(text(ROWS.replace("{s}", self._schema)), {"start": start, "stop": stop})
                for stream, seq, header, hash, data, personal, epoch, tx, pos, request, first, salt, digest, subjects in rows:
                    self.done += 1
                    # One number that grows as the order of the store does.
                    place = (epoch << 128) + (int(tx) << 64) + pos
                    beside = Beside(place, request, first, salt, digest, tuple(subjects or ()))
                    yield Row(Record(stream, seq, header, hash, data, personal), beside)
        except TROUBLE as error:
            raise meaning(error, self._where) from cause_of(error)
