"""
Journals: the permits of ours in `eventsourcing`, which keeps the events of aggregates in SQLite and PostgreSQL.

The work is the same, done as its documentation does it: an aggregate is loaded, receives a document, and is saved, each time with a commit
that waits for the disk.  It asks no roles and no guards, and has no chain of hashes; ours has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import count, islice
from pathlib import Path
from typing import Any

from benchmarks.timing import Contestant, Thunk

__all__ = ["installed", "on_postgres", "on_sqlite", "received", "replayed"]

FASTEST = {"AGGREGATE_CACHE_MAXSIZE": "1000", "DEEPCOPY_FROM_AGGREGATE_CACHE": "n"}
"""Aggregates are kept in memory, and handed out as they are."""


def installed() -> bool:
    """
    Whether it is here.
    """
    return find_spec("eventsourcing") is not None


def on_sqlite(path: Path) -> dict[str, str]:
    """
    The settings for a file, which is written with WAL.
    """
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}


def on_postgres(host: str, database: str) -> dict[str, str]:
    """
    The settings for a server that is reached by a socket in this directory, and asks for no password.
    """
    where = {"POSTGRES_HOST": host, "POSTGRES_DBNAME": database, "POSTGRES_USER": "test", "POSTGRES_PASSWORD": "test"}
    return {"PERSISTENCE_MODULE": "eventsourcing.postgres", **where}


def received(settings: Mapping[str, str], permits: int, cached: bool) -> Contestant:
    """
    One document after the other, for so many permits in turn.
    """
    permit_class, application = _permit(), _application({**settings, **(FASTEST if cached else {})})
    ids = []
    for _ in range(permits):
        permit = permit_class()
        application.save(permit)
        ids.append(permit.id)
    numbers, written = count(), permits

    def ready(n: int) -> Thunk:
        nonlocal written
        written += n
        chunk = [(ids[number % permits], f"document {number}") for number in islice(numbers, n)]

        def run() -> None:
            get, save = application.repository.get, application.save
            for id, name in chunk:
                permit = get(id)
                permit.receive(name)
                save(permit)

        return run

    def check(result: object) -> None:
        found = application.recorder.max_notification_id()
        assert found == written, f"{found} events instead of {written}"

    return Contestant(ready, check)


def replayed(settings: Mapping[str, str], permits: int, events: int) -> Contestant:
    """
    Permits with so many events each, made anew from what is stored.
    """
    permit_class, application = _permit(), _application(settings)
    ids = []
    for _ in range(permits):
        permit = permit_class()
        for number in range(events - 1):
            permit.receive(f"document {number}")
        application.save(permit)
        ids.append(permit.id)

    def ready(n: int) -> Thunk:
        get, chunk = application.repository.get, [ids[number % permits] for number in range(n)]
        return lambda: [get(id) for id in chunk]

    def check(result: object) -> None:
        assert isinstance(result, Sequence)
        for permit in result:
            assert (events, f"document {events - 2}") == (permit.version, permit.document)

    return Contestant(ready, check)


def _application(settings: Mapping[str, str]) -> Any:
    """What keeps its permits."""
    from eventsourcing.application import Application

    return Application[Any](dict(settings))


@cache
def _permit() -> Any:
    """The class of its permits; there may be one of a name only."""
    from eventsourcing.domain import Aggregate, event

    class Permit(Aggregate):
        """What is known is the document that came last."""

        @event("Asked")
        def __init__(self) -> None:
            self.document = ""

        @event("DocumentReceived")
        def receive(self, name: str) -> None:
            """Take in a document."""
            self.document = name

    return Permit
