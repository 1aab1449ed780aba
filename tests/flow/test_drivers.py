"""
Drivers: the use cases ask, and somebody answers.  A driver for a store that must be awaited is a second driver, not a second copy.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from proeftuin_flow.batch import Item, carry_out
from proeftuin_flow.cache import Cache
from proeftuin_flow.case import Case
from proeftuin_flow.errors import CommandRefused, FlowError, InvalidData, RequestReused, RevisionConflict
from proeftuin_flow.log import Versions
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.use_cases import Asking, Outcome, UseCases, Wish
from proeftuin_flow.wishes import Command
from tests.case_types import BIDDER_1, BUYER_1, CLERK_1, LAWYER_1, NOON, PERMIT, RELAY, TENDER, Document, announcement, offer
from tests.flow.common import TYPES, Clock, everything, flow_on

T = TypeVar("T")


class AwaitedStore:
    """A store in memory that takes its time."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def call(self, method: str, *arguments: Any) -> Any:
        await asyncio.sleep(0)
        return getattr(self._store, method)(*arguments)


async def drive(asking: Asking[T], store: AwaitedStore) -> T:
    """Answer what a use case asks of the store, until it has its result: the whole of a second driver."""
    try:
        ask = next(asking)
        while True:
            try:
                answer = await store.call(ask.method, *ask.arguments)
            except Exception as error:
                ask = asking.throw(error)
            else:
                ask = asking.send(answer)
    except StopIteration as done:
        result: T = done.value
        return result


class AwaitedFlow:
    """As much of a Flow as the script below needs."""

    def __init__(self, store: MemoryStore, clock: Callable[[], Any]) -> None:
        self._store, self._clock = AwaitedStore(store), clock
        self._use_cases = UseCases(Versions(TYPES), Cache(100))

    async def start(self) -> None:
        await drive(self._use_cases.start(), self._store)

    async def open(self, case: Case, trigger: str, by: Any, data: Any = None, request: str | None = None) -> Outcome:
        command = Command(trigger, by, self._clock(), data=data)
        return await drive(self._use_cases.begin(Wish(case.id, command, None, request), case, command.now), self._store)

    async def handle(self, id: str, trigger: str, by: Any, data: Any = None, request: str | None = None, expected: int | None = None) -> Outcome:
        command = Command(trigger, by, self._clock(), data=data)
        return await drive(self._use_cases.handle(Wish(id, command, None, request, None, expected), command.now), self._store)

    async def handle_all(self, items: list[Item]) -> Any:
        running = carry_out(self._use_cases, items, clock=self._clock, recorded_by=None, occurred=None, name="b-1", per_commit=2, progress=None)
        return await drive(running, self._store)


class PlainFlow:
    """The same script through Flow."""

    def __init__(self, store: MemoryStore, clock: Callable[[], Any]) -> None:
        self._flow = flow_on(store, clock)

    async def start(self) -> None:
        self._flow.start()

    async def open(self, case: Case, trigger: str, by: Any, data: Any = None, request: str | None = None) -> Outcome:
        return self._flow.open(case.type, case.id, by=by, trigger=trigger, data=data, request_id=request, profile=case.profile.name)

    async def handle(self, id: str, trigger: str, by: Any, data: Any = None, request: str | None = None, expected: int | None = None) -> Outcome:
        return self._flow.handle(id, trigger, by=by, data=data, request_id=request, expected_revision=expected)

    async def handle_all(self, items: list[Item]) -> Any:
        return self._flow.handle_all(items, batch="b-1", per_commit=2)


async def script(flow: Any) -> list[Any]:
    """A morning at the desk; what came of each step."""
    steps: list[Any] = []

    async def step(does: Any) -> None:
        try:
            outcome = await does
            steps.append((outcome.case, outcome.events, outcome.repeated))
        except FlowError as error:
            steps.append((type(error), str(error)))

    await flow.start()
    await step(flow.open(PERMIT.new("permit-1"), "ask", CLERK_1, request="r-1"))
    await step(flow.open(PERMIT.new("permit-1"), "ask", CLERK_1, request="r-1"))
    await step(flow.open(PERMIT.new("permit-1"), "ask", CLERK_1))
    await step(flow.open(TENDER.new("tender-1", "simple"), "announce", BUYER_1, announcement()))
    await step(flow.open(RELAY.new("relay-1"), "plan", BUYER_1))
    await step(flow.handle("permit-1", "receive", CLERK_1, {"name": "map", "handed_in_by": "u"}, "r-2"))
    await step(flow.handle("permit-1", "receive", CLERK_1, Document("map", "u"), "r-2"))
    await step(flow.handle("permit-1", "receive", CLERK_1, Document("other", "u"), "r-2"))
    await step(flow.handle("permit-1", "grant", CLERK_1, expected=1))
    await step(flow.handle("permit-1", "grant", CLERK_1))
    await step(flow.handle("tender-1", "submit", BIDDER_1, offer()))
    await step(flow.handle("nowhere", "submit", BIDDER_1, offer()))
    report = await flow.handle_all([
        Item("permit-1", "receive", by=CLERK_1, data=Document("identity", "u")), Item("permit-1", "grant", by=CLERK_1),
        Item("tender-1", "check", by=LAWYER_1), Item("tender-1", "award", by=LAWYER_1),
    ])  # fmt: skip
    steps += [(result.outcome and (result.outcome.case, result.outcome.events), str(result.error)) for result in report.results]
    return steps


def test_second_driver_does_the_same():
    """
    Step by step, through a store that must be awaited; and the same is in the store.
    """
    one, other = MemoryStore(), MemoryStore()

    plain = asyncio.run(script(PlainFlow(one, Clock())))
    awaited = asyncio.run(script(AwaitedFlow(other, Clock())))

    assert plain == awaited
    assert {CommandRefused, InvalidData, RequestReused, RevisionConflict} <= {step[0] for step in plain if isinstance(step[0], type)}
    assert [*map(_unsalted, everything(one))] == [*map(_unsalted, everything(other))]


def _unsalted(record: Any) -> Any:
    """The header without what a salt makes different each time."""
    from msgspec.structs import replace

    return replace(record.read(), data=None, personal=None, prev="")


@pytest.mark.parametrize("rivals", [2, 20])
def test_coroutines_share_one_case(rivals):
    """
    Somebody is always between reading and writing; each document comes in once.
    """
    store = MemoryStore()
    flow = AwaitedFlow(store, lambda: NOON)

    async def receive(number: int) -> int:
        conflicts = 0
        while True:
            try:
                await flow.handle("permit-1", "receive", CLERK_1, Document(f"doc-{number}", "u"))
                return conflicts
            except RevisionConflict:
                conflicts += 1

    async def all_at_once() -> list[int]:
        await flow.open(PERMIT.new("permit-1"), "ask", CLERK_1)
        return await asyncio.gather(*map(receive, range(rivals)))

    asyncio.run(all_at_once())

    case = flow_on(store).case("permit-1")
    assert (rivals + 1, rivals) == (case.revision, len(case.root.facts.documents))
