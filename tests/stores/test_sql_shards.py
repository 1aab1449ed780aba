"""
Bulk work over the store in PostgreSQL: many workers, one moment.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from proeftuin_flow.errors import NotOurs, StoreUnavailable
from proeftuin_flow.evidence import heads, verify_store
from proeftuin_flow.log import Record
from proeftuin_flow.stores import SqlStore
from proeftuin_flow.testing.notebook import Author


@pytest.fixture
def engine(open_engine):
    return open_engine()


@pytest.fixture
def store(engine, schema):
    return SqlStore(engine, schema=schema)


@pytest.fixture
def owner(postgres):
    with postgres.connect() as owner:
        yield owner


def fill(store: SqlStore, cases: int, records: int = 3) -> list[Author]:
    """Some cases, of which every tenth is ten times as long."""
    authors = [Author(f"case-{number:04}") for number in range(cases)]
    for number, author in enumerate(authors):
        store.append(author.commit(records * (1 if number % 10 else 10), "r-1"))
    return authors


def streams_of(shard) -> list[str]:
    return [*dict.fromkeys(row.record.stream for row in shard.rows())]


def test_parts_are_all_of_it(store):
    """
    Whole streams, in about so many parts of about the same size, and each knows what is in it; also what stands beside the records.
    """
    assert [("", 0)] == [(shard._range[0], shard.size) for shard in store.shards(3)]
    fill(store, 40)
    everything = sorted((record.stream, record.seq, record) for _, record in store.follow())
    rows: list[Any] = []
    for count in (1, 3, 7, 1000):
        shards = store.shards(count)
        rows = [row for shard in shards for row in shard.rows()]

        assert everything == [(row.record.stream, row.record.seq, row.record) for row in rows]
        assert len(everything) == sum(shard.size for shard in shards) == sum(shard.done for shard in shards)
        assert min(count, 40) // 2 < len(shards) <= min(count, 40)
        assert max(shard.size for shard in shards) <= len(everything) / count + 30
        for shard in shards:
            streams = streams_of(shard)
            assert all(shard.covers(stream) for stream in streams)
            assert not any(shard.covers(stream) for stream in {f"case-{number:04}" for number in range(40)} - {*streams})
        assert sorted({row.beside.place for row in rows}) == sorted(row.beside.place for row in rows)
    last = [row.beside for row in rows if row.record.stream == "case-0001"][-1]
    assert ("r-1", 1, "5a" * 16, "d1" * 32) == (last.request, last.first, last.salt, last.digest)
    assert ("author-1",) == rows[1].beside.subjects


def test_parts_are_of_one_moment(store):
    """
    What is written after the parts were made is in none of them, whoever reads when; then the transaction ends.
    """
    authors = fill(store, 20)
    shards = pickle.loads(pickle.dumps(mine := store.shards(4)))
    before = len([*store.follow()])
    first = [*shards[0].rows()]

    store.append_all([author.commit(2) for author in authors])
    store.destroy("case-0019")

    assert before == len(first) + sum(1 for shard in shards[1:] for _ in shard.rows())
    del mine
    with pytest.raises(StoreUnavailable, match="the moment that this was a part of is over"):
        next(shards[1].rows())


def test_whole_store_is_verified(store):
    """
    In one process, or in several, with the same answer.
    """
    author = fill(store, 30)[1]
    store.redact("case-0001", [2], author.redaction(2))

    alone = verify_store(store, heads=heads(store))
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        together = verify_store(store, heads=heads(store), executor=executor)

    assert alone == together
    assert (len([*store.follow()]), 0) == (alone.records, len(alone.findings))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {s}.record SET header = header || 'x' WHERE seq = 2", "UPDATE {s}.record SET hash = repeat('0', 64) WHERE seq = 2",
        "UPDATE {s}.record SET data = NULL WHERE seq = 2", "UPDATE {s}.record SET personal = NULL WHERE seq = 2",
        "UPDATE {s}.record SET personal = personal || ' ' WHERE seq = 2", "UPDATE {s}.record SET seq = 99 WHERE seq = 3",
        "UPDATE {s}.record SET stream = 'case-9' WHERE seq = 1 AND stream = 'case-0001'", "DELETE FROM {s}.record WHERE seq = 2",
        "UPDATE {s}.record SET request = 'r-9' WHERE seq = 3", "UPDATE {s}.record SET request = NULL WHERE seq = 3",
        "UPDATE {s}.record SET first = 2 WHERE seq = 3", "UPDATE {s}.record SET salt = 'x' WHERE seq = 3",
        "UPDATE {s}.record SET digest = 'x' WHERE seq = 3", "UPDATE {s}.record SET subjects = '{{x}}' WHERE seq = 2",
        "UPDATE {s}.record SET subjects = NULL WHERE seq = 2", "UPDATE {s}.record SET subjects = '{{x}}' WHERE seq = 1",
        "UPDATE {s}.record SET tx = '1' WHERE seq = 2", "UPDATE {s}.record SET epoch = 0 WHERE seq = 3",
        "UPDATE {s}.record SET epoch = 7 WHERE seq = 1",
        "INSERT INTO {s}.record (stream, seq, epoch, tx, header, hash) SELECT stream, 0, epoch, tx, header, hash FROM {s}.record WHERE seq = 1",
    ],
)  # fmt: skip
def test_whatever_is_changed_past_the_triggers_is_found(store, owner, schema, change):
    """
    Whoever owns the tables can switch the triggers off; in a store that was not touched nothing is found.
    """
    fill(store, 3)
    assert () == verify_store(store, find_all=True).findings

    owner.execute(f"ALTER TABLE {schema}.record DISABLE TRIGGER ALL")
    owner.execute(change.format(s=schema))

    assert verify_store(store, find_all=True).findings


def test_parts_of_what_is_not_there(engine, store, postgres):
    """
    Without tables there are no parts; and a part says so when its server is gone.
    """
    with pytest.raises(NotOurs, match="make them"):
        SqlStore(engine, schema="nowhere").shards(2)
    fill(store, 1)
    (shard,) = store.shards(1)
    shard._url = shard._url.set(query={"host": str(postgres.home), "port": "5499"})
    with pytest.raises(StoreUnavailable, match="nothing was written"):
        next(shard.rows())
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.shards(2)


# ── a worker dies ────────────────────────────────────────────────────────────────────────────────────────────────────────


def slowly(place: str, shard) -> tuple[int, list[tuple[str, str]]]:
    """The newest hash of every stream in a part; the first that does it dies in the middle."""
    heads: dict[str, str] = {}
    count = 0
    for row in shard.rows():
        record: Record = row.record
        heads[record.stream] = record.hash
        count += 1
        if count == 20:
            dies(place)
    return count, sorted(heads.items())


def dies(place: str) -> None:
    """Kill this process, if it is the first that comes here."""
    try:
        Path(place).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def test_worker_that_is_killed_costs_time_and_nothing_else(store, tmp_path):
    """
    With an engine that gives its work to another one, the answer is the right one.
    """
    from distributed import Client, LocalCluster

    fill(store, 60)
    tips = sorted((stream, tip.hash) for stream, tip in store.tips())
    place = tmp_path / "killed"
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor(pure=False)
        shards = store.shards(8)
        found = [*executor.map(slowly, [str(place)] * len(shards), shards)]
        assert place.exists()
        assert tips == sorted(each for _, heads in found for each in heads)
        assert len([*store.follow()]) == sum(count for count, _ in found)

        begun = time.monotonic()
        examined = verify_store(store, heads=heads(store), executor=executor)
        assert (len([*store.follow()]), ()) == (examined.records, examined.findings)
        assert time.monotonic() - begun < 60
