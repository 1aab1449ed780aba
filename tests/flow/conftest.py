"""
Every store, as each test of `Flow` gets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from proeftuin_flow.flow import Flow
from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore, SqlStore, Store
from tests.case_types import CLERK_1, Document
from tests.flow.common import Clock, flow_on


@pytest.fixture(params=["memory", "sqlite", "jsonl", "sql"])
def open_store(request, tmp_path) -> Iterator[Callable[[], Store]]:
    """A new handle on the same storage each time; of a store in memory the same one."""
    memory = MemoryStore()
    opened: list[Store] = []
    make: dict[str, Callable[[], Store]] = {
        "memory": lambda: memory,
        "sqlite": lambda: SqliteStore(tmp_path / "cases.db"),
        "jsonl": lambda: JsonlStore(tmp_path / "cases.jsonl"),
        "sql": lambda: SqlStore(request.getfixturevalue("open_engine")(), schema=request.getfixturevalue("schema")),
    }

    def opens() -> Store:
        opened.append(make[request.param]())
        return opened[-1]

    yield opens
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    """An empty store."""
    return open_store()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flow(store: Store, clock: Clock) -> Flow:
    """A Flow on an empty store."""
    return flow_on(store, clock)


@pytest.fixture
def permit(flow: Flow) -> Flow:
    """A Flow with one permit, `permit-1`, for which one document came in."""
    flow.open("permit", "permit-1", by=CLERK_1)
    flow.handle("permit-1", "receive", by=CLERK_1, data=Document("map", "u-31"))
    return flow
