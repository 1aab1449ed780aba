"""
AsyncFlow: the same cases from an event loop.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from proeftuin_flow import AsyncFlow, Flow
from proeftuin_flow.errors import CommandRefused, InvalidData, OutcomeUnknown, RequestReused, RevisionConflict, StoreUnavailable
from proeftuin_flow.stores import AsyncSqlStore, MemoryStore, SqlStore
from proeftuin_flow.wishes import Item
from tests.case_types import BUYER_1, CLERK_1, NOON, PERMIT, Document, announcement
from tests.flow.common import TYPES, Clock
from tests.flow.test_drivers import PlainFlow, script
from tests.stores.test_sql import standby_away, waits_for

__all__ = ["standby_away"]

MAP, IDENTITY = Document("map", "u-31"), Document("identity", "u-31")

Does = Callable[[AsyncFlow, AsyncSqlStore, AsyncEngine], Awaitable[Any]]


@pytest.fixture
def owner(postgres):
    with postgres.connect() as owner:
        yield owner


@pytest.fixture
def run(postgres, schema):
    """Do something in an event loop, with a flow on an empty store; what comes of it."""

    def runs(does: Does, **options: Any) -> Any:
        async def within_loop() -> Any:
            engine = create_async_engine(postgres.url, **options)
            try:
                store = AsyncSqlStore(engine, schema=schema)
                return await does(AsyncFlow(store, TYPES, clock=Clock()), store, engine)
            finally:
                await engine.dispose()

        return asyncio.run(within_loop())

    return runs


class Awaited:
    """The script of the drivers' tests, through an AsyncFlow."""

    def __init__(self, flow: AsyncFlow) -> None:
        self._flow = flow

    async def start(self) -> None:
        await self._flow.start()

    async def open(self, case: Any, trigger: str, by: Any, data: Any = None, request: str | None = None) -> Any:
        return await self._flow.open(case.type, case.id, by=by, trigger=trigger, data=data, request_id=request, profile=case.profile.name)

    async def handle(self, id: str, trigger: str, by: Any, data: Any = None, request: str | None = None, expected: int | None = None) -> Any:
        return await self._flow.handle(id, trigger, by=by, data=data, request_id=request, expected_revision=expected)

    async def handle_all(self, items: list[Item]) -> Any:
        return await self._flow.handle_all(items, batch="b-1", per_commit=2)


def test_it_does_what_flow_does(run):
    """
    Step by step, outcome by outcome, refusal by refusal.
    """
    assert asyncio.run(script(PlainFlow(MemoryStore(), Clock()))) == run(lambda flow, store, engine: script(Awaited(flow)))


def test_every_method_of_flow_is_there():
    """
    With the same arguments; only to be awaited.
    """
    names = {name for name, value in vars(Flow).items() if not name.startswith("_") and callable(value)}

    assert names == {name for name, value in vars(AsyncFlow).items() if not name.startswith("_") and callable(value)}
    for name in names - {"within"}:
        ours = getattr(AsyncFlow, name)
        assert inspect.signature(getattr(Flow, name)) == inspect.signature(ours)
        assert inspect.iscoroutinefunction(ours.__wrapped__) is False
        assert getattr(Flow, name).__doc__ == ours.__doc__


def test_every_method_of_the_store_is_there():
    """
    But the shards, which are for other processes.
    """
    names = {name for name, value in vars(SqlStore).items() if not name.startswith("_") and callable(value)}

    assert names - {"shards", "within"} == {name for name, value in vars(AsyncSqlStore).items() if not name.startswith("_") and callable(value)}


def test_answers_that_are_many_come_one_by_one(run):
    """
    History, events, and the whole store; more of them than are read at once.
    """

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> None:
        await flow.open("permit", "permit-1", by=CLERK_1)
        for number in range(3):
            await flow.handle_all([Item("permit-1", "receive", by=CLERK_1, data=Document(f"d-{number}-{each}", "u")) for each in range(200)],
                                  per_commit=200)  # fmt: skip
        await flow.open("tender", "tender-1", by=BUYER_1, data=announcement(), profile="simple")
        assert [*range(1, 602)] == [record.seq async for record in flow.history("permit-1")]
        assert 601 == len([event async for event in flow.events("permit-1")])
        followed = [each async for each in flow.follow()]
        assert 603 == len(followed)
        assert followed[600:] == [each async for each in flow.follow(followed[599][0])]
        assert [followed[0]] == [each async for each in store.follow(limit=1)]
        assert ["permit-1", "tender-1"] == [stream async for stream, _ in store.tips()]
        assert [] == [line async for line in flow.register()]
        assert 601 == (await flow.verify("permit-1")).records
        with pytest.raises(CommandRefused):
            await flow.handle("permit-1", "grant", by=CLERK_1)

    run(does)


def test_tasks_share_one_case(run):
    """
    Somebody is always between reading and writing; each document comes in once.
    """

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> Any:
        await flow.open("permit", "permit-1", by=CLERK_1)

        async def receive(number: int) -> int:
            conflicts = 0
            while True:
                try:
                    await flow.handle("permit-1", "receive", by=CLERK_1, data=Document(f"doc-{number}", "u"))
                    return conflicts
                except RevisionConflict:
                    conflicts += 1

        await asyncio.gather(*map(receive, range(12)))
        return await flow.case("permit-1")

    case = run(does)
    assert (13, 12) == (case.revision, len(case.root.facts.documents))


def test_others_go_on_while_it_waits(run, owner, schema):
    """
    A wait for the server does not stop the event loop.
    """

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> None:
        await flow.open("permit", "permit-1", by=CLERK_1)
        owner.execute("BEGIN")
        owner.execute(f"LOCK TABLE {schema}.record")
        asked = asyncio.create_task(flow.handle("permit-1", "receive", by=CLERK_1, data=MAP))
        turns = 0
        while turns < 20:
            await asyncio.sleep(0.005)
            turns += 1
        assert not asked.done()
        owner.execute("COMMIT")
        assert 2 == (await asked).case.revision

    run(does)


def test_command_and_rows_are_one_transaction(run, schema):
    """
    Both are there after the commit, and neither without it.
    """

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> None:
        await flow.start()
        async with store.begin() as connection:
            await connection.execute(text(f"CREATE TABLE {schema}.pilots (state text)"))
            outcome = await flow.within(connection).open("permit", "permit-1", by=CLERK_1)
            await connection.execute(text(f"INSERT INTO {schema}.pilots VALUES (:state)"), {"state": outcome.case.state})
        with pytest.raises(KeyError):
            async with store.begin() as connection:
                await flow.within(connection).handle("permit-1", "receive", by=CLERK_1, data=MAP)
                raise KeyError
        async with engine.begin() as connection:
            with pytest.raises(RevisionConflict):
                await flow.within(connection).handle("permit-1", "receive", by=CLERK_1, data=MAP, expected_revision=7)
            await flow.within(connection).handle("permit-1", "receive", by=CLERK_1, data=IDENTITY)
            assert "requested" == (await connection.execute(text(f"SELECT state FROM {schema}.pilots"))).scalar()
        assert 2 == (await flow.case("permit-1")).revision
        with pytest.raises(InvalidData, match="connection cannot be not open"):
            flow.within(engine.connect())

    run(does)


@pytest.mark.parametrize("how", ["one", "several", "begin", "timeout"])
def test_cancellation_during_the_commit_is_no_answer(run, owner, standby_away, how):
    """
    The server may have written it; who asks with the same request id hears what came of it.
    """

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> None:
        standby_away()
        await flow.start()
        await flow.open("permit", "permit-1", by=CLERK_1)
        owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        owner.execute("SELECT pg_reload_conf()")
        await asyncio.sleep(0.3)

        async def writes() -> None:
            if how == "several":
                await flow.handle_all([Item("permit-1", "receive", by=CLERK_1, data=MAP)], batch="b-1")
            elif how == "begin":
                async with store.begin() as connection:
                    await flow.within(connection).handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-1")
            elif how == "timeout":
                async with asyncio.timeout(0.3):
                    await flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-1")
            else:
                await flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-1")

        task = asyncio.create_task(writes())
        if how != "timeout":
            await asyncio.to_thread(waits_for, owner, "SyncRep")
            task.cancel()
        with pytest.raises(OutcomeUnknown, match="the wait for the server was cancelled"):
            await task
        standby_away()
        if how != "several":
            again = await flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-1")
            assert (2, True) == (again.case.revision, again.repeated)

    run(does)


def test_cancellation_before_the_commit_wrote_nothing(run, owner, postgres, schema):
    """
    Then it is a cancellation like any other.
    """

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> None:
        await flow.open("permit", "permit-1", by=CLERK_1)
        owner.execute("BEGIN")
        owner.execute(f"LOCK TABLE {schema}.record")
        for asks in (lambda: flow.case("permit-1"), lambda: flow.handle_all([Item("permit-1", "receive", by=CLERK_1, data=MAP)])):
            task = asyncio.create_task(asks())
            with postgres.connect() as looker:
                await asyncio.to_thread(waits_for, looker, "relation")
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        owner.execute("COMMIT")
        assert 1 == (await flow.case("permit-1")).revision

    run(does)


def test_cancellation_after_the_commit_is_told_too(run, owner, monkeypatch):
    """
    While the followers are woken, it is written; who was cancelled cannot know.
    """
    from sqlalchemy import text

    monkeypatch.setattr("proeftuin_flow.stores._sql_session.WAKE", text("SELECT pg_sleep(60) WHERE :channel <> ''"))

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> None:
        task = asyncio.create_task(flow.start())
        await asyncio.to_thread(waits_for, owner, "PgSleep")
        task.cancel()
        with pytest.raises(OutcomeUnknown):
            await task
        assert 1 == len(await store.definitions(PERMIT.name))

    run(does)


def test_follower_is_woken_in_its_loop(run, owner):
    """
    At once, when something was written, from time to time, and after a lost connection.
    """

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> None:
        await flow.start()
        wakes = store.wakes(every=60)

        async def woken() -> None:
            await asyncio.wait_for(anext(wakes), 10)

        async def rests() -> None:
            await asyncio.sleep(0.1)
            await woken()

        await woken()
        await rests()
        await flow.open("permit", "permit-1", by=CLERK_1)
        await woken()
        await rests()
        hears = asyncio.create_task(woken())
        await asyncio.sleep(0.1)
        assert not hears.done()
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await hears
        await woken()
        await rests()
        await flow.handle("permit-1", "receive", by=CLERK_1, data=MAP)
        await woken()
        await wakes.aclose()

        often = store.wakes(every=0.01)
        for _ in range(3):
            await asyncio.wait_for(anext(often), 10)
        await often.aclose()
        await store.close()
        with pytest.raises(StoreUnavailable):
            await anext(store.wakes())

    run(does, pool_size=2, max_overflow=0)


def test_store_alone(run):
    """
    What Flow does not ask: the lag, who is named where, and a request that was another command.
    """
    from proeftuin_flow.testing.notebook import Author, definition

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> None:
        author = Author("case-1")
        await store.append(author.commit(3, "r-1"))
        assert [None] == await store.append_all([author.commit(2)])
        assert 5 == (await store.lag()).behind
        assert [("case-1", 2)] == [place async for place in store.about("author-1")]
        assert await store.redact("case-1", [2], author.redaction(2))
        assert [] == [place async for place in store.about("author-1")]
        with pytest.raises(RequestReused):
            await store.append(author.commit(1, "r-1"))
        request = await store.request("case-1", "r-1")
        assert request is not None and request.last == 3
        assert await store.destroy("case-1")
        assert await store.tip("case-1") is None
        assert 2 == await store.load(Author("case-2").commit(2).records)
        await store.keep(definition("permit", 1, "a1"))
        assert [1] == [each.version for each in await store.definitions("permit")]
        assert [("case-2", 1)] == [(stream, version.version) async for stream, version in store.versions()]
        assert [1, 2] == [record.seq async for record in store.read("case-2")]
        assert [] == [line async for line in store.register()]

    run(does)


def test_clock_of_the_application_is_asked(run):
    """
    The moment that something is recorded is the clock's.
    """

    async def does(flow: AsyncFlow, store: AsyncSqlStore, engine: AsyncEngine) -> Any:
        own = AsyncFlow(store, TYPES, clock=lambda: NOON)
        return (await own.open("permit", "permit-1", by=CLERK_1)).records[0].read().recorded

    assert NOON == run(does)
