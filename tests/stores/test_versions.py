"""
Under which rules a stream was recorded: what a store reads of a header, and where that is not enough.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from proeftuin_flow.errors import BrokenChain
from proeftuin_flow.stores import MemoryStore, SqliteStore
from proeftuin_flow.testing.notebook import NOTEBOOK, Author


def test_header_that_does_not_say_is_named():
    """
    A store does not guess under which rules something was made.
    """
    commit = Author("case-1").commit()
    for header in (b"{}", b'{"case_type":"\xff"}', b"nothing"):
        with pytest.raises(BrokenChain, match="case 'case-1', record 1: this is no record"):
            MemoryStore().append(replace(commit, records=[replace(commit.records[0], header=header)]))


def test_sqlite_finds_them_by_an_index(tmp_path):
    """
    Of a million records only those are read that begin a stream or move it.
    """
    with SqliteStore(tmp_path / "cases.db") as store:
        store.append(Author("case-1").commit(3))
        from proeftuin_flow.stores.sqlite import VERSIONS

        plan = store._rows(f"EXPLAIN QUERY PLAN {VERSIONS}", ("", 0, 10))
        assert ["SEARCH record USING INDEX turn ((stream,seq)>(?,?))"] == [row[-1] for row in plan]
        assert [("case-1", NOTEBOOK.version)] == [(stream, version.version) for stream, version in store.versions()]
