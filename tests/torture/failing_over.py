"""
Machines die: PostgreSQL's primary is killed under load, its standby takes over, and nothing that was acknowledged is lost.

With synchronous replication, that is; the same with asynchronous replication shows what is lost then.  The application goes on over an address
with both hosts in it, and so does a follower.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from sqlalchemy import Engine, create_engine

from proeftuin_flow.errors import FlowError, NotOurs, OutcomeUnknown, RevisionConflict, StoreUnavailable
from proeftuin_flow.log import verify
from proeftuin_flow.stores import Position, SqlStore, upgrade
from proeftuin_flow.testing.notebook import Author
from tests.postgres import Postgres
from tests.torture.common import Effort, Row

__all__ = ["Failover", "run"]

WRITERS = 4
KILLS = 10
LOAD = 1.5
"""Seconds of writing before the primary is killed, and again after its standby took over."""

CUT = 0.15
"""Seconds between the failure of the line and that of the primary."""

PAUSE = 0.03
SETTINGS = {"wal_retrieve_retry_interval": "200ms", "wal_log_hints": "on", "wal_keep_size": "64MB"}


def run(effort: Effort) -> Iterator[Row]:
    """A row for each kind of replication."""
    kills = effort.times(KILLS)
    for synchronous in (True, False):
        with_it = Failover(synchronous)
        try:
            with_it.start()
            for number in effort.counted(range(kills), "failover", kills):
                with_it.kill_the_primary(LOAD, number)
            with_it.end()
            yield with_it.row()
        finally:
            with_it.remove()


@dataclass
class Writer:
    """One chain after the other, as far as it was acknowledged; a new one where the server lost the end of it."""

    number: int
    chains: int = 0
    acknowledged: list[tuple[str, int, str]] = field(default_factory=list)
    unknown: int = 0
    already: int = 0
    gap: float = 0.0

    def write(self, store: SqlStore, stop: Event) -> None:
        """Write, until it is told to stop; after an error ask, and if it is not there, write the same again."""
        while not stop.is_set():
            self.chains += 1
            author = Author(f"chain-{self.number}-{self.chains}")
            with suppress(RevisionConflict):
                while not stop.is_set():
                    commit = author.commit(1, f"r-{author.case.revision}")
                    self._insist(store, commit, stop)

    def _insist(self, store: SqlStore, commit: Any, stop: Event) -> None:
        last = time.monotonic()
        asks = False
        while not stop.is_set():
            try:
                if asks and store.request(commit.stream, commit.request.id) is not None:
                    self.already += 1
                else:
                    store.append(commit)
            except (OutcomeUnknown, StoreUnavailable) as error:
                self.unknown += isinstance(error, OutcomeUnknown)
                asks = True
                time.sleep(PAUSE)
            else:
                record = commit.records[-1]
                self.acknowledged.append((record.stream, record.seq, record.hash))
                self.gap = max(self.gap, time.monotonic() - last)
                return


class Failover:
    """A primary and its standby, writers and a follower that reach whichever of them may write."""

    def __init__(self, synchronous: bool, writers: int = WRITERS) -> None:
        self.synchronous = synchronous
        self.servers: list[Postgres] = []
        self.writers = [Writer(number) for number in range(writers)]
        self.followed: dict[str, list[int]] = {}
        self.kills = self.misled = 0
        self.lost: list[tuple[str, int, str]] = []
        self.broken: list[str] = []
        self._problems: list[BaseException] = []
        self._engines: list[Engine] = []

    def start(self) -> None:
        """A primary with the tables, and a standby."""
        self.servers.append(Postgres(**SETTINGS).make().start())
        engine = create_engine(self.servers[0].url)
        upgrade(engine)
        engine.dispose()
        self._attach()

    def _attach(self) -> None:
        """Give the primary a new standby; with synchronous replication it waits for that one from now on."""
        primary, name = self.servers[-1], f"s{len(self.servers)}"
        standby = Postgres(**SETTINGS)
        self.servers.append(standby)
        standby.make_standby(primary, name).start()
        if self.synchronous:
            primary.set("synchronous_standby_names", name)
        wanted = ("streaming", "sync" if self.synchronous else "async")
        with primary.connect() as owner:
            until = time.monotonic() + 30
            while wanted != owner.execute("SELECT state, sync_state FROM pg_stat_replication").fetchone():
                if time.monotonic() > until:
                    raise RuntimeError("the standby does not follow")
                time.sleep(0.02)

    def engine(self) -> Engine:
        """One that reaches the newer two of the servers, whichever may write."""
        homes = [str(server.home) for server in self.servers[-2:]]
        engine = create_engine(
            "postgresql+psycopg://test@/postgres", pool_size=WRITERS + 2, pool_pre_ping=False,
            connect_args={"host": ",".join(homes), "port": "5432,5432", "target_session_attrs": "read-write", "connect_timeout": 2},
        )  # fmt: skip
        self._engines.append(engine)
        return engine

    def kill_the_primary(self, seconds: float, number: int = 0) -> None:
        """Write, kill it at some moment, let the standby take over, write on, and see what is there."""
        primary, standby = self.servers[-2:]
        engine = self.engine()
        stop, written = Event(), Event()
        threads = [Thread(target=self._run, args=(writer.write, SqlStore(engine), stop)) for writer in self.writers]
        follower = Thread(target=self._run, args=(self._follow, SqlStore(engine), written))
        for thread in [*threads, follower]:
            thread.start()
        try:
            time.sleep(seconds * (1 + number % 3 / 7))
            if number % 2:
                # First the line between the two fails: what is acknowledged after that, the standby does not have.
                standby.set("primary_conninfo", "")
                time.sleep(CUT)
            primary.kill()
            standby.promote()
            standby.set("synchronous_standby_names", "")
            time.sleep(seconds / 2)
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
            written.set()
            follower.join(60)
        self.kills += 1
        self._check(engine)
        engine.dispose()
        primary.remove()
        self.servers.remove(primary)
        self._attach()

    def _run(self, does: Any, *args: Any) -> None:
        try:
            does(*args)
        except BaseException as error:  # it is shown in the end
            self._problems.append(error)

    def _follow(self, store: SqlStore, written: Event) -> None:
        position: Position | None = None
        self.followed = {}
        while True:
            last = written.is_set()
            try:
                for position, record in store.follow(position):  # noqa: B007, B020  # it goes on where it was
                    self.followed.setdefault(record.stream, []).append(record.seq)
            except StoreUnavailable:
                if last:
                    raise
            except NotOurs:
                # The server lost what was read here, and it says so: start again.
                self.misled += 1
                position, self.followed = None, {}
                continue
            if last:
                return
            time.sleep(0.01)

    def _check(self, engine: Engine) -> None:
        """Every chain holds, every acknowledged record is in its place, and the follower has seen what is there."""
        store = SqlStore(engine)
        there: dict[str, list[str]] = {}
        for stream, tip in store.tips():
            records = [*store.read(stream)]
            there[stream] = [record.hash for record in records]
            try:
                verify(records, stream)
            except FlowError as error:
                self.broken.append(str(error))
            if self.followed.get(stream) != [*range(1, tip.revision + 1)]:
                self.broken.append(f"the follower saw {len(self.followed.get(stream, []))} of {tip.revision} records of {stream}, or not in order")
        for writer in self.writers:
            lost = {each for each in writer.acknowledged if there.get(each[0], [])[each[1] - 1 : each[1]] != [each[2]]}
            self.lost += sorted(lost)
            writer.acknowledged = [each for each in writer.acknowledged if each not in lost]

    def end(self) -> None:
        """What went wrong in the threads."""
        self.broken += [f"{type(error).__name__}: {error}" for error in self._problems]
        if self.synchronous:
            self.broken += [f"record {seq} of {stream} was acknowledged, and is lost" for stream, seq, _ in self.lost]
        elif self.kills > 1 and not self.lost:
            self.broken.append("nothing was lost, so this shows nothing of what synchronous replication is for")

    def row(self) -> Row:
        """What came of it."""
        acknowledged = sum(len(writer.acknowledged) for writer in self.writers) + len(self.lost)
        unknown, already = (sum(getattr(writer, name) for writer in self.writers) for name in ("unknown", "already"))
        gap = max(writer.gap for writer in self.writers)
        kind = "synchronous" if self.synchronous else "asynchronous"
        seen = (f"{acknowledged} acknowledged, {len(self.lost)} lost; {unknown} outcomes unknown, {already} of them were in; "
                f"longest wait {gap:.2f} s; the follower was told {self.misled} times that it had read what is lost")  # fmt: skip
        return Row("failover", kind, self.kills, seen, self.broken)

    def remove(self) -> None:
        """Leave nothing behind."""
        for engine in self._engines:
            engine.dispose()
        for server in self.servers:
            server.remove()
