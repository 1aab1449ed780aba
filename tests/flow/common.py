"""
What the tests of `Flow` share: a clock that is set by hand, a store in whose way somebody stands, and short words for what is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from proeftuin_flow.errors import FlowError
from proeftuin_flow.flow import Flow
from proeftuin_flow.log import Record
from proeftuin_flow.stores import Store
from tests.case_types import NOON, PERMIT, RELAY, TENDER

TYPES = (PERMIT, TENDER, RELAY)


class Clock:
    """A clock that goes a minute further each time it is looked at; or goes where it is set."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now
        self.step = timedelta(minutes=1)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


class Between:
    """A store with somebody who does something just before certain methods are called; and who counts."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.before: dict[str, Callable[[], object]] = {}
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.store, name)

        def called(*arguments: Any) -> Any:
            self.calls[name] += 1
            if name in self.before:
                self.before[name]()
            return method(*arguments)

        return called


def once(does: Callable[[], object], times: int = 1) -> Callable[[], object]:
    """Do it the first time, or the first few times, and then no more."""
    left = [times]

    def doing() -> None:
        if left[0]:
            left[0] -= 1
            does()

    return doing


def everything(store: Store) -> list[Record]:
    """All records of a store."""
    return [record for _, record in store.follow()]


def error_of(does: Callable[[], object]) -> FlowError:
    """The error that comes of it."""
    try:
        does()
    except FlowError as error:
        return error
    raise AssertionError("nothing went wrong")


def codes(error: FlowError) -> list[str]:
    """The codes of all problems of invalid data; of a problem with a suggestion its own."""
    return [dict(problem.values).get("problem", problem).code for problem in error.problems]  # type: ignore[attr-defined]  # InvalidData


def flow_on(store: Any, clock: Callable[[], datetime] | None = None, **more: Any) -> Flow:
    """A Flow over the case types of the tests."""
    return Flow(store, TYPES, clock=clock or Clock(), **more)
