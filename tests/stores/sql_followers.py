"""
Followers behind many writers: one of ours, and a naive one that asks for higher numbers only.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from threading import Event, Thread

from sqlalchemy import Engine, text

from proeftuin_flow.stores import Position, SqlStore
from proeftuin_flow.testing.notebook import Author


class Naive:
    """Reads "everything with a higher number than the last one", as one would without thinking of those who commit late."""

    def __init__(self, engine: Engine, schema: str) -> None:
        self._engine, self._schema, self._last = engine, schema, 0
        self.found: set[tuple[str, int]] = set()

    def read(self) -> None:
        """Read what is there now."""
        with self._engine.connect() as connection:
            asks = text(f"SELECT pos, stream, seq FROM {self._schema}.record WHERE pos > :last ORDER BY pos")
            rows = connection.execute(asks, {"last": self._last}).fetchall()
        self.found.update((stream, seq) for _, stream, seq in rows)
        self._last = rows[-1][0] if rows else self._last


@dataclass
class Seen:
    """What was written, and what each of the two saw of it."""

    written: int
    followed: int
    missed_by_number: int
    in_order: bool
    seconds: float
    greatest_lag: int


def followed_while_written(engine: Engine, schema: str, *, writers: int, each: int, pause: float = 0.004) -> Seen:
    """
    Let some write commands of one or two records, and commit them late; follow them meanwhile, until nothing more comes.

    A third of the writers begins their transaction with a row of the application, and so has its id early; all share some streams.
    """
    store = SqlStore(engine, schema=schema)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS {schema}.other (n integer)"))
    written = [0] * writers
    problems: list[BaseException] = []
    done = Event()

    def writes(number: int) -> None:
        chance = random.Random(number)
        author = Author(f"own-{number}")
        try:
            for turn in range(each):
                with engine.begin() as connection:
                    if chance.random() < 0.3:
                        connection.execute(text(f"INSERT INTO {schema}.other VALUES (1)"))
                        time.sleep(chance.random() * pause)
                    commit = author.commit(1 + turn % 2)
                    store.within(connection).append(commit)
                    time.sleep(chance.random() * pause)
                written[number] += len(commit.records)
        except BaseException as error:  # pragma: no cover  # it is shown below
            problems.append(error)

    naive, followed, greatest = Naive(engine, schema), dict[str, list[int]](), 0
    position: Position | None = None

    def follows() -> int:
        nonlocal position
        found = [*store.follow(position)]
        for _, record in found:
            followed.setdefault(record.stream, []).append(record.seq)
        position = found[-1][0] if found else position
        return len(found)

    def looks() -> None:
        nonlocal greatest
        while not done.is_set():
            greatest = max(greatest, follows())
            naive.read()

    begun = time.monotonic()
    threads = [Thread(target=writes, args=(number,)) for number in range(writers)]
    reader = Thread(target=looks)
    for thread in [*threads, reader]:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - begun
    done.set()
    reader.join()
    follows()
    naive.read()
    assert [] == problems
    total = sum(written)
    in_order = all(seqs == [*range(1, len(seqs) + 1)] for seqs in followed.values())
    return Seen(total, sum(map(len, followed.values())), total - len(naive.found), in_order, seconds, greatest)
