"""
Sessions: connections to the server, what is asked of each before it is used, and what counts as written.

A statement that returned is not yet an acknowledgement: if the wait for a standby was cancelled, PostgreSQL answers with a warning and no
error, and the record may be lost with the primary.  So a warning is `OutcomeUnknown`.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from os import getpid
from time import monotonic
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from ..errors import FlowError, InvalidData, NotOurs, OutcomeUnknown, StoreUnavailable
from ..messages import (
    BAD_VALUE,
    CANCELLED,
    NEWER_FILE,
    NO_TABLES,
    NOT_CONFIRMED,
    NOT_FOR_EVIDENCE,
    OLDER_TABLES,
    OTHER_SERVER,
    STORE_CLOSED,
    STORE_FORKED,
)
from ._sql_errors import TROUBLE, cause_of, meaning, outcome
from ._sql_schema import VERSION, known_schema
from ._sql_statements import WAKE, Statements, statements

__all__ = ["GAP", "Borrowed", "Known", "Own", "Sessions", "known_of"]

WEAK: Final = {"synchronous_commit": ({"off", "local"}, "on"), "client_min_messages": ({"error"}, "warning")}
"""Settings with which something would count as written that is not, or with which we would not hear of it."""


GAP: Final = 0.02
"""Seconds in which followers are not told twice."""


class Known:
    """What is known of one connection to the server, as long as it lives."""

    def __init__(self) -> None:
        self.process = getpid()
        self.epochs: dict[str, int] = {}
        self.warned: list[str] = []

    def hear(self, diagnostic: Any) -> None:
        """A notice of the server."""
        if diagnostic.severity_nonlocalized == "WARNING":
            self.warned.append(diagnostic.message_primary)


def known_of(connection: Connection) -> Known:
    """What is known of the connection to the server that this one uses now."""
    known: Known | None = connection.info.get("proeftuin_flow")
    if known is None:
        known = connection.info["proeftuin_flow"] = Known()
        connection.connection.driver_connection.add_notice_handler(known.hear)  # type: ignore[union-attr]
    return known


class Sessions(Protocol):
    """Where a store gets its connections from."""

    where: str
    schema: str
    sql: Statements

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read with."""
        ...

    def single(self, stream: str) -> AbstractContextManager[Connection]:
        """A connection to write one statement with, which is committed with it."""
        ...

    def writing(self, stream: str) -> AbstractContextManager[Connection]:
        """A connection in a transaction: what is done inside it stays whole, or not at all."""
        ...

    def begun(self, stream: str) -> AbstractContextManager[Connection]:
        """The same; but an error of what is done in it is not ours to explain."""
        ...

    def close(self) -> None:
        """Give out no more."""
        ...


class Common:
    """What sessions of both kinds ask."""

    def __init__(self, engine: Engine, schema: str) -> None:
        if (engine.dialect.name, engine.dialect.driver) not in {("postgresql", "psycopg"), ("postgresql", "psycopg_async")}:
            raise InvalidData(BAD_VALUE(name="engine", value=f"{engine.dialect.name}+{engine.dialect.driver}"))
        self.where = engine.url.set(username=None, password=None, query={}).render_as_string()
        self.schema = schema
        self.sql = statements(known_schema(schema))
        self.channel = f"{schema}_written"
        self.closed = False

    def close(self) -> None:
        """Give out no more; the engine is the application's."""
        self.closed = True

    def usable(self) -> None:
        """Raise if this was closed."""
        if self.closed:
            raise StoreUnavailable(self.where, STORE_CLOSED())

    def ready(self, connection: Connection) -> Known:
        """See whether this is the server that we know, with the tables that we know; once for each connection to it."""
        known = known_of(connection)
        if known.process != getpid():
            raise StoreUnavailable(self.where, STORE_FORKED())
        known.warned.clear()
        if self.schema not in known.epochs:
            self._look(connection, known)
        return known

    @contextmanager
    def translated(self) -> Generator[None, None, None]:
        """Raise our errors in the place of those of the server."""
        try:
            yield
        except TROUBLE as error:
            raise meaning(error, self.where) from cause_of(error)

    def _look(self, connection: Connection, known: Known) -> None:
        version, epoch, then, now, *settings = self._checked(connection)
        if version != VERSION:
            raise NotOurs(self.where, (NEWER_FILE if version > VERSION else OLDER_TABLES)(found=version, known=VERSION))
        for (name, (weak, wanted)), value in zip(WEAK.items(), settings, strict=True):
            if value in weak:
                raise StoreUnavailable(self.where, NOT_FOR_EVIDENCE(name=name, value=value, wanted=wanted))
        if now.partition("/")[0] != then.partition("/")[0]:
            raise NotOurs(self.where, OTHER_SERVER(then=then, now=now))
        if now.endswith("/"):
            # A standby: it has whatever the primary said, and may become the primary while this connection stays.
            return
        if now != then:
            # Promoted or recovered.  None of the transactions of before runs any more; whoever comes first says so.
            connection.execute(self.sql.begin_epoch, {"moved": False})
            epoch = self._checked(connection)[1]
        known.epochs[self.schema] = epoch

    def _checked(self, connection: Connection) -> Any:
        row = connection.execute(self.sql.check).one_or_none()
        if row is None:
            raise NotOurs(self.where, NO_TABLES())
        return row


class Own(Common):
    """Connections of an engine, one for each thing that is done; a record is written when the server has confirmed the commit."""

    def __init__(self, engine: Engine, schema: str) -> None:
        super().__init__(engine, schema)
        self.engine = engine
        self._told = -GAP  # when it told the followers last
        self._each = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._together = engine.execution_options(isolation_level="READ COMMITTED")

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        """A connection to read with; each statement sees what is there when it begins."""
        self.usable()
        with self.translated(), self._each.connect() as connection:
            self.ready(connection)
            yield connection

    @contextmanager
    def single(self, stream: str) -> Generator[Connection, None, None]:
        """A connection whose one statement is written when this ends without an error."""
        self.usable()
        with self.translated(), self._each.connect() as connection:
            with self._confirmed(self.ready(connection), stream):
                yield connection
            self._wake(connection, stream)

    @contextmanager
    def writing(self, stream: str) -> Generator[Connection, None, None]:
        """A transaction, which is written when this ends without an error."""
        with self.translated(), self.begun(stream) as connection:
            yield connection

    @contextmanager
    def begun(self, stream: str) -> Generator[Connection, None, None]:
        """The same; but an error of what is done in it is not ours to explain."""
        self.usable()
        with self.translated():
            connection = self._together.connect()
        with connection:
            with self.translated():
                known = self.ready(connection)
                # That question began a transaction; what it may have written must not be lost with what follows.
                connection.commit()
            yield connection
            with self._confirmed(known, stream):
                connection.commit()
            self._wake(connection, stream)

    def listens(self) -> tuple[Connection, Any]:
        """A connection of its own that hears of every commit, and that of psycopg under it; see `let_go`."""
        self.usable()
        with self.translated():
            connection = self._each.connect()
            try:
                self.ready(connection)
                connection.exec_driver_sql(f'LISTEN "{self.channel}"')
            except BaseException:
                connection.close()
                raise
            # It hears things from now on, so the pool does not get it back.
            connection.detach()
            return connection, connection.connection.dbapi_connection

    def _wake(self, connection: Connection, stream: str) -> None:
        """
        Tell the followers that there is something new.

        Not in the transaction itself: while it commits, a transaction that notifies lets no other one notify, and a commit waits for the
        disk.  And not for each of many: who was told looks once more a little later.  If it goes wrong, they find it when they look by
        themselves.
        """
        now = monotonic()
        if now - self._told < GAP:
            return
        self._told = now
        try:
            connection.execute(WAKE, {"channel": self.channel})
            connection.commit()
        except SQLAlchemyError:
            pass
        except CancelledError:
            # It is written; but who was cancelled hears nothing of it.
            raise OutcomeUnknown(stream, CANCELLED()) from None

    @contextmanager
    def _confirmed(self, known: Known, stream: str) -> Generator[None, None, None]:
        """What is done here commits; it counts only if the server said so, without a warning."""
        known.warned.clear()
        try:
            yield
        except FlowError:
            raise
        except BaseException as error:
            told = outcome(error, self.where, stream)
            if told is error:
                raise
            raise told from cause_of(error)
        if known.warned:
            raise OutcomeUnknown(stream, NOT_CONFIRMED(cause=known.warned[0]))


class Borrowed(Common):
    """The open connection of the application: nothing is written before it commits, and everything here is a savepoint in its transaction."""

    def __init__(self, connection: Connection, schema: str) -> None:
        super().__init__(connection.engine, schema)
        self._connection = connection

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        """The connection as it is."""
        self.usable()
        with self.translated():
            if self.schema not in known_of(self._connection).epochs:
                with self._connection.begin_nested():
                    self.ready(self._connection)
            yield self._connection

    @contextmanager
    def writing(self, stream: str) -> Generator[Connection, None, None]:
        """A savepoint: if it goes wrong, the transaction is as it was."""
        with self.reading() as connection, connection.begin_nested():
            yield connection

    single = begun = writing
