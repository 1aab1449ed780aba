"""
Tampering: what is changed in a real log is found, whatever it is; and an untouched log never raises an alarm.
"""

from __future__ import annotations

import sqlite3
from random import Random

import pytest

from proeftuin_flow.errors import BrokenChain
from proeftuin_flow.evidence import verify_file, verify_store
from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore, export
from tests.case_types import CLERK_1, Document
from tests.evidence.common import destroy
from tests.evidence.tampering import KINDS, heads_of, missed, run, tampered_databases, with_requests, written
from tests.flow.common import flow_on
from tests.laws.playing import Player
from tests.laws.test_laws import sealed
from tests.laws.worlds import WORLDS
from tests.torture.common import Effort


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_found(kind):
    """
    Bytes, lines, and rows by way of SQL with the triggers dropped: each change is an error of the library, and nothing else comes out.

    `make torture` does ten thousand of each.
    """
    assert [] == missed(kind, range(200), seed=1)


def test_torture_tells_what_it_did(tmp_path):
    """
    As many of each kind as was asked for.
    """
    rows = [*run(Effort(tmp_path, 0.001, 7, ("sqlite",)))]

    assert [(kind, 10, ()) for kind in KINDS] == [(row.what, row.tried, row.broken) for row in rows]


def test_every_way_is_tried(tmp_path):
    """
    Each column is changed, and each statement is used.
    """
    changes = tampered_databases(Random(3), tmp_path)
    seen = {what.split()[0] for _, (_, what) in zip(range(200), changes, strict=False)}

    assert seen >= {"stream", "seq", "header", "hash", "data", "personal", "request", "first", "replace", "delete", "swap", "insert", "reference"}


def test_what_is_in_no_record_is_not_found(tmp_path):
    """
    The digest by which a repeated command is recognised, its salt, and between cases the order of the store are no part of the evidence.
    """
    written(tmp_path / "cases.db", with_requests())
    db = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    db.execute("DROP TRIGGER record_stays")
    db.execute("UPDATE record SET salt = ?, digest = ? WHERE request IS NOT NULL", ("ab" * 16, "cd" * 32))
    newest = db.execute("SELECT max(position) FROM record WHERE stream = 'n-1'").fetchone()
    db.execute("UPDATE record SET position = position + 1000 WHERE position = ?", newest)
    assert verify_file(tmp_path / "cases.db", heads=heads_of(with_requests())).whole

    db.execute("UPDATE record SET position = -position WHERE stream = 'n-1'")
    with pytest.raises(BrokenChain, match="the column 'position' says something else"):
        verify_file(tmp_path / "cases.db")
    db.execute("UPDATE record SET position = -position WHERE stream = 'n-1'")
    for column, value in (("digest", "zz"), ("digest", "ab"), ("salt", "no salt"), ("salt", None)):
        db.execute(f"UPDATE record SET {column} = ? WHERE stream = 'n-2' AND request IS NOT NULL", (value,))
        with pytest.raises(BrokenChain, match=f"the column '{column}' says something else"):
            verify_file(tmp_path / "cases.db")
        db.execute("UPDATE record SET salt = ?, digest = ? WHERE request IS NOT NULL", ("ab" * 16, "cd" * 32))
    db.close()


# ── no alarm without a fire ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [*WORLDS])
def test_untouched_history_raises_no_alarm(name, tmp_path):
    """
    Histories that nobody thought of, in every kind of store and file.
    """
    player = Player(WORLDS[name])
    records = [record for seed in range(8) for record in sealed(player.play(seed))]
    memory, sqlite, jsonl = MemoryStore(), SqliteStore(tmp_path / "cases.db"), JsonlStore(tmp_path / "store.jsonl")
    for store in (memory, sqlite, jsonl):
        store.load(records)
    export(records, tmp_path / "cases.jsonl")

    found = [verify_store(store, heads=heads_of(records)) for store in (memory, sqlite, jsonl)]
    found += [verify_file(tmp_path / each, heads=heads_of(records)) for each in ("cases.db", "cases.jsonl", "store.jsonl")]

    assert {(8, len(records), 0, ())} == {(each.cases, each.records, each.erased, each.findings) for each in found}
    sqlite.close()
    jsonl.close()


@pytest.mark.parametrize("kind", [SqliteStore, JsonlStore])
def test_untouched_store_raises_no_alarm(kind, tmp_path):
    """
    One that a `Flow` writes: with requests of one record and of many, repeated ones, a case that was destroyed, and one that was loaded.
    """
    with kind(tmp_path / "cases") as store:
        flow = flow_on(store)
        for number in range(4):
            for _ in range(2):
                flow.open("permit", f"p-{number}", by=CLERK_1, request_id="r-1")
                flow.handle(f"p-{number}", "receive", by=CLERK_1, data=Document("map", "u-31"), request_id="r-2")
            flow.handle(f"p-{number}", "receive", by=CLERK_1, data=Document("identity", "u-32"))
        destroy(store, "p-1")

        with kind(tmp_path / "loaded") as loaded:
            loaded.load(record for _, record in store.follow())
            for each in (store, loaded):
                assert (3, ()) == (verify_store(each).cases, verify_store(each).findings)
                assert verify_file(each.path).whole
