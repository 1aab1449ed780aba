"""
PostgreSQL: its clients are killed at a random moment, eight of them write at once, and the server is stopped, killed and started under load.

The first two are what `kill` and `write` do with files, over tables; the third has a single server, which comes back.  What a client was told
is there, what was interrupted is asked again with the same request id.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from threading import Event, Thread

from sqlalchemy import Engine, create_engine

from proeftuin_flow.errors import FlowError
from proeftuin_flow.log import verify
from proeftuin_flow.stores import SqlStore, upgrade
from tests.postgres import Postgres
from tests.torture.common import Effort, Row
from tests.torture.failing_over import Writer
from tests.torture.killing import LIVES, Rounds, killed
from tests.torture.writing import written_by_many

__all__ = ["restarted", "run", "served"]

KILLS = 1_000
RESTARTS = 40
SECONDS = 30.0
WRITERS = 4
LONGEST = 0.15
"""Seconds that a child lives at most after its first word; it takes longer to get going than with a file."""



def run(effort: Effort) -> Iterator[Row]:
    """Three rows."""
    server = Postgres()
    try:
        server.make().start()
        yield _killed(server, effort)
        yield written_by_many("postgresql", place(server, "many"), max(1.5, SECONDS * effort.share), effort.random("writing", "postgresql"))
        yield restarted(server, effort.times(RESTARTS))
    finally:
        server.remove()


class Served(SqlStore):
    """A store that closes its engine too."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._engine = engine

    def close(self) -> None:
        """Answer no more, and let go of the connections."""
        super().close()
        self._engine.dispose()


def served(url: str) -> SqlStore:
    """A handle on a store in a database."""
    return Served(create_engine(url, pool_size=1))


def place(server: Postgres, name: str) -> str:
    """A database of its own with the tables, as `opened` takes it."""
    with server.connect() as owner:
        owner.execute(f"CREATE DATABASE {name}".encode())
    url = server.url.replace("/postgres?", f"/{name}?")
    engine = create_engine(url)
    upgrade(engine)
    engine.dispose()
    return url


def _killed(server: Postgres, effort: Effort) -> Row:
    times = effort.times(KILLS)
    rounds, broken, where = Rounds(), list[str](), ""
    for number in effort.counted(range(times), "kill postgresql", times):
        if number % LIVES == 0:
            where, rounds = place(server, f"life_{number // LIVES}"), rounds.anew()
        broken += killed(where, effort.random("postgresql", number), rounds, LONGEST)
    return Row("kill", "postgresql", times, str(rounds), broken)


def restarted(server: Postgres, times: int) -> Row:
    """Stop or kill the server under load, and start it again; so many times."""
    engine = create_engine(place(server, "restarts"), pool_size=WRITERS + 1)
    writers, stop, broken = [Writer(number) for number in range(WRITERS)], Event(), list[str]()
    threads = [Thread(target=writer.write, args=(SqlStore(engine), stop)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        for number in range(times):
            time.sleep(0.2)
            if number % 3 == 0:
                server.kill()
            else:
                server.signal(signal.SIGINT if number % 3 == 1 else signal.SIGQUIT)
            time.sleep(0.05)
            server.start()
        time.sleep(0.5)
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    store = SqlStore(engine)
    there = {(record.stream, record.seq): record.hash for _, record in store.follow()}
    for writer in writers:
        lost = [(stream, seq) for stream, seq, hash in writer.acknowledged if there.get((stream, seq)) != hash]
        broken += [f"record {seq} of {stream} was acknowledged, and is lost" for stream, seq in lost]
        if writer.chains != 1:
            broken.append(f"writer {writer.number} was refused what follows its own record")
    for stream, _ in store.tips():
        try:
            verify(store.read(stream), stream)
        except FlowError as error:
            broken.append(str(error))
    engine.dispose()
    acknowledged, unknown, already = (sum(each) for each in zip(*((len(w.acknowledged), w.unknown, w.already) for w in writers), strict=True))
    longest = max(writer.gap for writer in writers)
    seen = f"{acknowledged} acknowledged; {unknown} outcomes unknown, {already} of them were in; longest wait {longest:.2f} s"
    return Row("restart", "postgresql", times, seen, broken)
