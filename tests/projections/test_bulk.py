"""
The same question of every case, by as many workers as there are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context

import pytest

from proeftuin_flow.errors import BrokenChain
from proeftuin_flow.log import Record
from proeftuin_flow.projections import map_cases
from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore, SqlStore, Store
from proeftuin_flow.stores._lines import Kept
from proeftuin_flow.stores.port import Request
from proeftuin_flow.stores.shards import Row
from proeftuin_flow.testing.notebook import Author


def length(stream: str, records: Sequence[Record]) -> tuple[str, int, str]:
    """How long a case is, and where it ends."""
    assert [*range(1, len(records) + 1)] == [record.seq for record in records]
    return stream, len(records), records[-1].hash


@pytest.fixture(params=["memory", "sqlite", "jsonl", "sql"])
def store(request, tmp_path):
    made: dict[str, Store] = {
        "memory": MemoryStore(), "sqlite": SqliteStore(tmp_path / "cases.db"), "jsonl": JsonlStore(tmp_path / "cases.jsonl"),
    }  # fmt: skip
    if request.param == "sql":
        made["sql"] = SqlStore(request.getfixturevalue("open_engine")(), schema=request.getfixturevalue("schema"))
    yield made[request.param]
    for each in made.values():
        each.close()


def test_every_case_is_asked_once(store):
    """
    By one or by several workers, with the same answers in the same order.
    """
    assert [] == [*map_cases(store, length)]
    authors = [Author(f"case-{number:02}") for number in range(50)]
    for turn in range(3):
        store.append_all([author.commit(1 + number % 2) for number, author in enumerate(authors[turn:])])
    expected = [(stream, tip.revision, tip.hash) for stream, tip in store.tips()]

    assert expected == [*map_cases(store, length)]
    with ThreadPoolExecutor(2) as executor:
        assert expected == [*map_cases(store, length, executor=executor, parts=5)]
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        assert expected == [*map_cases(store, length, executor=executor)]


def test_what_is_no_record_is_said(tmp_path):
    """
    A worker that meets it stops, and so does the answer.
    """
    with SqliteStore(tmp_path / "cases.db") as store:
        store.append(Author("case-1").commit(3))
        with closing(sqlite3.connect(tmp_path / "cases.db", isolation_level=None)) as other:
            other.execute("INSERT INTO subject (stream, seq, subject) VALUES ('case-1', 9, 'u-1')")
        with ThreadPoolExecutor(1) as executor, pytest.raises(BrokenChain):
            list(map_cases(store, length, executor=executor))


class Mixed:
    """A part whose streams stand between each other."""

    ordered = False
    size = done = 0

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    def covers(self, stream: str) -> bool:
        return True

    def rows(self):
        yield from map(Row, self._records)
        yield Kept("case-1", Request("r-1", 1, 2, "", None))


def test_parts_may_be_mixed(monkeypatch):
    """
    A store whose parts are not in order is put in order; what else stands in a part is no record.
    """
    one, two = Author("case-1").commit(2).records, Author("case-2").commit(2).records
    store = MemoryStore()
    monkeypatch.setattr(store, "shards", lambda count: [Mixed([two[0], one[0], two[1], one[1]])], raising=False)

    with ThreadPoolExecutor(1) as executor:
        assert [("case-1", 2, one[1].hash), ("case-2", 2, two[1].hash)] == [*map_cases(store, length, executor=executor)]
