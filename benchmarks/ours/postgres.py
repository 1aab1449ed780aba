"""
PostgreSQL: what each of several writers does, in a process of its own.

Ours are a `Flow` that decides, seals and writes, and a `SqlStore` that writes what was sealed before.  The floors say the very same SQL with
the very same values, by psycopg and nothing else: that of a command is a look at the newest record and an append.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count, islice
from typing import Any

import psycopg
from sqlalchemy import TextClause, create_engine

from benchmarks.ours.permits import CLERK_1, PERMIT, receipt
from benchmarks.timing import Thunk
from proeftuin_flow import Accepted, Command, Flow, decide
from proeftuin_flow.log import GENESIS, Stamp, seal
from proeftuin_flow.stores import Commit, SqlStore
from proeftuin_flow.stores._sql_schema import SCHEMA
from proeftuin_flow.stores._sql_statements import statements

__all__ = ["PERMITS_EACH", "by_flow", "by_psycopg", "by_psycopg_asked", "by_store"]

PERMITS_EACH = 25
DIALECT = create_engine("postgresql+psycopg://").dialect

Ready = Callable[[int], Thunk]


def by_flow(url: str, name: str) -> Ready:
    """
    Commands for as many permits in turn.
    """
    flow = Flow(SqlStore(create_engine(url)), [PERMIT])
    ids = [f"{name}-{number}" for number in range(PERMITS_EACH)]
    for id in ids:
        flow.open(PERMIT, id, by=CLERK_1)
    numbers = count()

    def ready(n: int) -> Thunk:
        items = [receipt(ids[number % PERMITS_EACH], number) for number in islice(numbers, n)]

        def run() -> None:
            for item in items:
                flow.handle(item.id, item.trigger, by=item.by, data=item.data)

        return run

    return ready


def by_store(url: str, name: str) -> Ready:
    """
    The same, decided and sealed before the clock starts.
    """
    store, source = SqlStore(create_engine(url)), _commits(name)
    for commit in islice(source, PERMITS_EACH):
        store.append(commit)

    def ready(n: int) -> Thunk:
        commits = [*islice(source, n)]

        def run() -> None:
            for commit in commits:
                store.append(commit)

        return run

    return ready


def by_psycopg(dsn: str, name: str) -> Ready:
    """
    The append of such a commit, and nothing else.
    """
    return _raw(dsn, name, asked=False)


def by_psycopg_asked(dsn: str, name: str) -> Ready:
    """
    The same SQL as a command of a `Flow` says: the newest record, and the append.
    """
    return _raw(dsn, name, asked=True)


def _raw(dsn: str, name: str, asked: bool) -> Ready:
    connection, source = psycopg.connect(dsn, autocommit=True), _commits(name)
    known = statements(f'"{SCHEMA}"')
    append, tip = _text(known.append), _text(known.tip)
    for commit in islice(source, PERMITS_EACH):
        connection.execute(append, _values(commit))

    def ready(n: int) -> Thunk:
        values = [_values(commit) for commit in islice(source, n)]

        def run() -> None:
            for each in values:
                if asked:
                    connection.execute(tip, each).fetchone()
                done = connection.execute(append, each)
                assert done.rowcount == 1

        return run

    return ready


def _values(commit: Commit) -> dict[str, Any]:
    """The values of an append, as a `SqlStore` gives them to its own statement; nobody is named, and there is no request."""
    records = commit.records
    return {
        "stream": commit.stream, "expected": commit.expected, "prev": commit.prev, "last": records[-1].seq,
        "seqs": [record.seq for record in records], "headers": [record.header for record in records],
        "hashes": [record.hash for record in records], "data": [record.data for record in records],
        "personal": [record.personal for record in records], "subjects": [None for _ in records],
        "request": None, "first": None, "salt": None, "digest": None,
    }  # fmt: skip


def _text(statement: TextClause) -> bytes:
    return str(statement.compile(dialect=DIALECT)).encode()


def _commits(name: str) -> Iterator[Commit]:
    """Without end: the openings, and then a receipt for each permit in turn."""
    moment = datetime(2026, 11, 25, 12, tzinfo=UTC)
    tips = [(PERMIT.new(f"{name}-{number}"), GENESIS) for number in range(PERMITS_EACH)]
    for number in count(-PERMITS_EACH):
        case, head = tips[number % PERMITS_EACH]
        wish = Command("ask", CLERK_1, moment) if number < 0 else Command("receive", CLERK_1, moment, data=receipt(case.id, number).data)
        decision = decide(case, wish)
        assert isinstance(decision, Accepted)
        records = seal(case, decision.events, Stamp(moment), head)
        yield Commit(case.id, case.revision, head, records)
        tips[number % PERMITS_EACH] = decision.case, records[-1].hash
