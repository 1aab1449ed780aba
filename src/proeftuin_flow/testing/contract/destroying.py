"""
Destroying: what is left of a case is a line in the register, for good.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ...errors import InvalidData, RevisionConflict
from ...stores.port import Store
from ..notebook import Author, line_of
from .base import MakeStore, StoreTests, all_read, everything

__all__ = ["Destroying"]

class Destroying(StoreTests):
    """What is left of a case is a line in the register, for good."""

    def test_line_is_all_that_is_left(self, store: Store, open_store: MakeStore) -> None:
        """
        The stream is gone, and the register says what it was, to every handle; all else is there.
        """
        one, two = Author("case-1").commit(3, "r-1"), Author("case-2").commit(3, "r-1")
        store.append(one)
        store.append(two)
        line = line_of(one.records)

        assert store.destroy("case-1", line)

        for handle in (store, open_store()):
            assert [line] == [*handle.register()] == [*handle.register("case-1")]
            assert [] == [*handle.register("case-2")]
            assert handle.tip("case-1") is None
            assert handle.request("case-1", "r-1") is None
            assert [*two.records] == all_read(handle, "case-2") == [record for _, record in everything(handle)]
            (kept,) = handle.register()
            assert (3, one.records[-1].hash) == (kept.records, kept.head)

    def test_lines_keep_their_order(self, store: Store, open_store: MakeStore) -> None:
        """
        In which order they came, the register says; what is destroyed without a line leaves none.
        """
        commits = [Author(f"case-{number}").commit(2) for number in (3, 1, 2)]
        for commit in commits:
            store.append(commit)
        store.append(Author("case-4").commit())
        lines = [line_of(commit.records, rule=None) for commit in commits]

        for line in lines:
            store.destroy(line.case, line)
        store.destroy("case-4")

        assert lines == [*store.register()] == [*open_store().register()]

    def test_destroyed_stream_never_begins_anew(self, store: Store, open_store: MakeStore) -> None:
        """
        Not by an append, not among others, not after its own head, and not by loading; what else comes in the same step is written.
        """
        author, other = Author("case-1"), Author("case-2")
        first = author.commit(2, "r-1")
        store.append(first)
        store.destroy("case-1", line_of(first.records))

        for handle in (store, open_store()):
            for late in (Author("case-1").commit(), Author("case-1").commit(2, "r-1"), author.rival().commit()):
                with pytest.raises(RevisionConflict) as caught:
                    handle.append(late)
                assert ("case-1", late.expected, 2) == (caught.value.stream, caught.value.expected, caught.value.found)
                refused, written = handle.append_all([late, other.commit(1)])
                assert (2, None) == (refused and refused.found, written)
            with pytest.raises(RevisionConflict):
                handle.load([*Author("case-3").commit().records, *first.records])

        assert ["case-2"] * 6 == [record.stream for _, record in everything(store)]

    def test_what_came_in_between_stops_it(self, store: Store) -> None:
        """
        A record that the line does not name, such as a hold that somebody placed meanwhile: nothing happens.
        """
        author = Author("case-1")
        first = author.commit(2)
        store.append(first)
        line = line_of(first.records)
        store.append(author.commit())

        with pytest.raises(RevisionConflict) as caught:
            store.destroy("case-1", line)

        assert (2, 3) == (caught.value.expected, caught.value.found)
        assert [] == [*store.register()]
        assert 3 == len(all_read(store, "case-1"))

    @pytest.mark.parametrize("kept", [0, 2])
    def test_restored_backup_is_destroyed_again(self, store: Store, kept: int) -> None:
        """
        Where the case is older than its line, or not there at all, the line is entered, and the case is gone.
        """
        records = Author("case-1").commit(4).records
        store.load(records[:kept])
        line = line_of(records)

        assert store.destroy("case-1", line)

        assert [line] == [*store.register()]
        assert [] == everything(store)

    def test_stream_has_one_line(self, store: Store, open_store: MakeStore) -> None:
        """
        Doing it again changes nothing, whatever the second line says.
        """
        first = Author("case-1").commit(2)
        store.append(first)
        line = line_of(first.records)
        store.destroy("case-1", line)

        assert store.destroy("case-1", line)
        assert open_store().destroy("case-1", line_of(first.records, "another"))
        assert store.destroy("case-1")

        assert [line] == [*store.register()]

    def test_line_is_of_its_stream(self, store: Store) -> None:
        """
        A line about another case, or about no record at all, is refused; nothing happens.
        """
        first = Author("case-1").commit(2)
        store.append(first)

        line = line_of(first.records)
        for stream, wrong in (("case-2", line), ("case-1", replace(line, hashes=()))):
            with pytest.raises(InvalidData):
                store.destroy(stream, wrong)

        assert [] == [*store.register()]
        assert 2 == len(all_read(store, "case-1"))
