"""
Our stores pass the contract.
"""

from __future__ import annotations

import pytest

from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore, SqlStore
from proeftuin_flow.testing.stores import StoreContract


class TestMemoryStore(StoreContract):
    durable = False

    @pytest.fixture
    def make_store(self):
        store = MemoryStore()
        return lambda: store


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def make_store(self, tmp_path):
        return lambda: SqliteStore(tmp_path / "cases.db")


class TestJsonlStore(StoreContract):
    @pytest.fixture
    def make_store(self, tmp_path):
        return lambda: JsonlStore(tmp_path / "cases.jsonl")


class TestSqlStore(StoreContract):
    at_once = False
    rounds = 600

    @pytest.fixture
    def make_store(self, open_engine, schema):
        return lambda: SqlStore(open_engine(), schema=schema)
