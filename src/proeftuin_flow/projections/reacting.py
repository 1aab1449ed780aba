"""
Reacting: what one case causes in others.

What follows from a record says a pure function.  It may be asked again at any time, because the request id of everything that it wants
comes from the record: a run that crashed in between runs again, and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from ..batch import Report
from ..flow import Flow
from ..stores import Position
from ..wishes import Item
from .folding import Followed, followed_of

__all__ = ["FollowUps", "react"]

FollowUps: TypeAlias = Callable[[Followed], Iterable[Item]]
"""What follows in other cases from one record: items, in a fixed order, or none.  It looks at nothing but the record."""


def react(
    flow: Flow, follow_ups: FollowUps, after: Position | None = None, *, limit: int | None = None, recorded_by: str | None = None,
) -> Iterator[tuple[Position, Report]]:  # fmt: skip
    """
    Carry out what follows from each record after a position; give, record by record, the position and what came of it.

    Keep the position once you have it.  After a crash go on from the one that was kept last: what was done stays done, the rest follows.
    Nothing is read before the first is asked for; what is written meanwhile comes in this run or the next.

    The items of a record are a batch that goes by its hash, which so becomes their correlation in the log.  What was refused or failed is in
    the report and holds up nothing: look at it before you keep the position.  From what the case types of `flow` do not know nothing follows.

    Raises:
        InvalidData: If the position is none of this store, or an actor has a role that nobody knows.
        StoreUnavailable: What was done before stays done.
        LogError: If the history cannot be trusted.
    """
    for position, record in flow.follow(after, limit=limit):
        followed = followed_of(record, record.read(), flow._types)
        items = () if followed is None else follow_ups(followed)
        yield position, flow.handle_all(items, batch=record.hash, recorded_by=recorded_by)
