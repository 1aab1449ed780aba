"""
AsyncFlow: the shell for an event loop, over PostgreSQL.

It is `Flow` itself, driven by SQLAlchemy's asyncio: every wait for the server is one that the event loop can use for others.  So there is no
second copy of a use case, a rule or a statement, and what `Flow` says and raises, this says and raises.  Guards, projections and a clock are
called as ever, and must not await.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING

from .case_type import CaseType
from .errors import InvalidData
from .flow import Flow, utc
from .messages import BAD_VALUE
from .stores import AsyncSqlStore
from .stores.async_sql import awaited, awaited_each

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["AsyncFlow"]


class AsyncFlow:
    """
    The methods of `Flow`, to be awaited; those that give many have to be gone through with `async for`.

    Tasks of one event loop may share it.  A task that is cancelled while something is written gets `OutcomeUnknown`: ask again with the same
    request id.
    """

    def __init__(
        self, store: AsyncSqlStore, case_types: Iterable[CaseType], *, clock: Callable[[], datetime] = utc, cache: int = 16_384
    ) -> None:
        self.sync = Flow(store.sync, case_types, clock=clock, cache=cache)

    def within(self, connection: AsyncConnection) -> AsyncFlow:
        """
        The same within an open transaction of the application; see `Flow.within`.

        Raises:
            InvalidData: If the connection was not awaited.
        """
        if connection.sync_connection is None:
            raise InvalidData(BAD_VALUE(name="connection", value="not open"))
        inner = copy(self)
        inner.sync = self.sync.within(connection.sync_connection)
        return inner

    start = awaited(Flow.start)

    # ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    open = awaited(Flow.open)
    take_over = awaited(Flow.take_over)
    handle = awaited(Flow.handle)
    handle_all = awaited(Flow.handle_all)
    waive = awaited(Flow.waive)
    change_profile = awaited(Flow.change_profile)
    migrate = awaited(Flow.migrate)
    void = awaited(Flow.void)
    redact = awaited(Flow.redact)
    reapply = awaited(Flow.reapply)
    destroy = awaited(Flow.destroy)

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    decide = awaited(Flow.decide)
    options = awaited(Flow.options)
    case = awaited(Flow.case)
    history = awaited_each(Flow.history)
    events = awaited_each(Flow.events)
    head = awaited(Flow.head)
    verify = awaited(Flow.verify)
    follow = awaited_each(Flow.follow)
    register = awaited_each(Flow.register)
