"""
The store in PostgreSQL for an event loop, over SQLAlchemy's asyncio.

It has no statement and no rule of its own: SQLAlchemy runs what `SqlStore` does in a greenlet, and every wait for the server becomes one that
the event loop can use for others.  Who is cancelled during a commit gets `OutcomeUnknown`: the server may have written it.
"""

from __future__ import annotations

from asyncio import sleep
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from functools import wraps
from itertools import islice
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import psycopg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util.concurrency import greenlet_spawn

from ..errors import StoreUnavailable
from ._sql_following import AGAIN, PAUSE
from ._sql_schema import SCHEMA
from ._sql_session import Own
from ._sql_statements import CHUNK
from .sql import SqlStore

__all__ = ["AsyncSqlStore", "awaited", "awaited_each", "spawn"]

P = ParamSpec("P")
T = TypeVar("T")

spawn: Final[Callable[..., Coroutine[Any, Any, Any]]] = greenlet_spawn
"""Run a function whose waits for the server are those of the event loop."""


def awaited(method: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """The same method, to be awaited."""

    @wraps(method)
    async def call(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        answer: T = await spawn(method, self.sync, *args, **kwargs)
        return answer

    return call


def awaited_each(method: Callable[Concatenate[Any, P], Iterator[T]]) -> Callable[Concatenate[Any, P], AsyncGenerator[T, None]]:
    """The same method, whose answers come with `async for`."""

    @wraps(method)
    async def call(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> AsyncGenerator[T, None]:
        each: Iterator[T] = await spawn(method, self.sync, *args, **kwargs)
        while chunk := await spawn(list, islice(each, CHUNK)):
            for answer in chunk:
                yield answer

    return call


class AsyncSqlStore:
    """
    The methods of `SqlStore`, to be awaited; those that give many have to be gone through with `async for`.

    Raises:
        InvalidData: If the engine is none of PostgreSQL with psycopg 3, or no schema can have that name.
    """

    def __init__(self, engine: AsyncEngine, *, schema: str = SCHEMA) -> None:
        self._engine = engine
        self.sync: Final = SqlStore(engine.sync_engine, schema=schema)

    tip = awaited(SqlStore.tip)
    tips = awaited_each(SqlStore.tips)
    versions = awaited_each(SqlStore.versions)
    read = awaited_each(SqlStore.read)
    append = awaited(SqlStore.append)
    append_all = awaited(SqlStore.append_all)
    request = awaited(SqlStore.request)
    about = awaited_each(SqlStore.about)
    follow = awaited_each(SqlStore.follow)
    lag = awaited(SqlStore.lag)
    redact = awaited(SqlStore.redact)
    destroy = awaited(SqlStore.destroy)
    register = awaited_each(SqlStore.register)
    load = awaited(SqlStore.load)
    keep = awaited(SqlStore.keep)
    definitions = awaited(SqlStore.definitions)

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[AsyncConnection, None]:
        """
        A connection in a transaction, as `engine.begin()` gives it, for `AsyncFlow.within`; but its commit counts only if it was confirmed.

        Raises:
            OutcomeUnknown: If nobody can say whether it was written.
        """
        begun = self.sync.begin()
        connection = await spawn(begun.__enter__)
        try:
            yield AsyncConnection(self._engine, connection)
        except BaseException as error:
            await spawn(begun.__exit__, type(error), error, error.__traceback__)
            raise
        await spawn(begun.__exit__, None, None, None)

    async def wakes(self, every: float = 5.0) -> AsyncGenerator[None, None]:
        """Goes on each time that there may be something new; see `SqlStore.wakes`."""
        sessions = self.sync._sessions
        assert isinstance(sessions, Own)
        while True:
            sessions.usable()
            with suppress(StoreUnavailable, psycopg.OperationalError):
                connection, adapted = await spawn(sessions.listens)
                driver: psycopg.AsyncConnection[Any] = adapted.driver_connection
                try:
                    heard = True  # somebody may have been told just before
                    while True:
                        yield
                        heard = bool([told async for told in driver.notifies(timeout=min(AGAIN, every) if heard else every, stop_after=1)])
                finally:
                    await driver.close()
                    connection.invalidate()
            yield
            await sleep(min(every, PAUSE))

    async def close(self) -> None:
        """Answer no more.  The engine stays as it is."""
        self.sync.close()
