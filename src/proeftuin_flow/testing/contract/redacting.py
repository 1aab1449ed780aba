"""
Redacting: what is about somebody goes, the log says so in the same step, and nobody finds it any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pytest
from msgspec.structs import replace

from ...canonical import canonical, plain
from ...errors import BrokenChain, InvalidData, RequestReused, RevisionConflict
from ...log import Record, Verified, event_of, verify
from ...log.record import hash_of, piece_digest, write_header
from ...stores.port import Commit, Store, Tip
from ..notebook import NOTEBOOK, Author, Confession, Note
from .base import MakeStore, StoreTests, all_read, everything

__all__ = ["Redacting"]

ALL: Final = ("author-1", "author-3", "author-5", "author-7")


def _of_nothing() -> Commit:
    """A redaction in a case that a store does not have."""
    author = Author("case-3")
    author.commit(2)
    return author.redaction(2)


def _with_odd_subjects(records: Sequence[Record]) -> list[Record]:
    """The records, of which the second has a number in the place of references, with the right digest and hash."""
    first, second, third = records
    piece = canonical(plain(second.personal or b"") | {"subjects": [7]})
    header = write_header(replace(second.read(), personal=piece_digest("personal", piece)))
    second = replace(second, header=header, hash=hash_of(header), personal=piece)
    header = write_header(replace(third.read(), prev=second.hash))
    return [first, second, replace(third, header=header, hash=hash_of(header))]


class Redacting(StoreTests):
    """What is about somebody goes, the log says so in the same step, and nobody finds it any more."""

    def test_redact_empties_personal_pieces(self, store: Store, open_store: MakeStore) -> None:
        """
        The personal pieces of these records are gone, with the digests of their requests; the chain stands, and all else is there.
        """
        author, other = Author("case-1"), Author("case-2")
        for request in ("r-1", "r-2", "r-3"):
            store.append(author.commit(3, request))
        store.append(other.commit(3, "r-2"))
        before = all_read(store, "case-1", "case-2")

        assert store.redact("case-1", [2, 3, 5], author.redaction(2, 3, 5))

        for handle in (store, open_store()):
            after = [record for record in all_read(handle, "case-1", "case-2") if (record.stream, record.seq) != ("case-1", 10)]
            emptied = {(record.stream, record.seq) for record, old in zip(after, before, strict=True) if record != old}
            assert {("case-1", 2), ("case-1", 3), ("case-1", 5)} == emptied
            assert all(record.personal is None for record in after if (record.stream, record.seq) in emptied)
            assert [(1, 3, None), (4, 6, None), (7, 9, "d1" * 32)] == [
                (found.first, found.last, found.digest) for id in ("r-1", "r-2", "r-3") if (found := handle.request("case-1", id))
            ]
            kept = handle.request("case-2", "r-2")
            assert kept is not None and kept.digest == "d1" * 32
        assert store.redact("case-1", [2, 3, 5])
        store.append(author.commit())
        assert 11 == all_read(store, "case-1")[-1].seq

    def test_redact_leaves_no_words(self, store: Store) -> None:
        """
        What was redacted cannot be read in the event; what is about nobody still can.
        """
        store.append(Author("case-1").commit(3))
        _, note, confession = (event_of(record, NOTEBOOK).body for record in store.read("case-1"))
        assert (Note("words 1", "author-1"), Confession("words 2")) == (note, confession)

        store.redact("case-1", iter([2, 3]))

        records = [*store.read("case-1")]
        assert "words 1" == event_of(records[1], NOTEBOOK).body.words
        assert "author-1" not in str(records[1])
        assert "words 2" not in str(records[2])
        assert "" == event_of(records[2], NOTEBOOK).type

    def test_redaction_and_its_record_are_one_step(self, store: Store) -> None:
        """
        Where the record does not follow the newest one, or its request was used, or it is of another stream, nothing is removed.
        """
        author = Author("case-1")
        store.append(author.commit(3, "r-1"))
        rival, other = author.rival(), Author("case-2")
        store.append(author.commit())
        store.append(other.commit(2))
        before = everything(store)

        with pytest.raises(RevisionConflict) as caught:
            store.redact("case-1", [2], rival.redaction(2))
        with pytest.raises(RequestReused):
            store.redact("case-1", [2], author.rival().redaction(2, request="r-1"))
        with pytest.raises(InvalidData, match="case-2"):
            store.redact("case-1", [2], other.rival().redaction(2))
        with pytest.raises(BrokenChain):
            store.redact("case-1", [2], replace(author.rival().redaction(2), records=()))
        with pytest.raises(RevisionConflict):
            store.redact("case-3", [1], _of_nothing())

        assert ("case-1", 3, 4) == (caught.value.stream, caught.value.expected, caught.value.found)
        assert before == everything(store)
        assert [("case-1", 2)] == [place for place in store.about("author-1") if place[0] == "case-1"]

        redaction = author.redaction(2, request="r-2")
        assert store.redact("case-1", [2], redaction)
        assert Tip(5, author.head) == store.tip("case-1")
        assert redaction.request == store.request("case-1", "r-2")
        assert Verified(author.head, 5, 1) == verify(store.read("case-1"), "case-1")

    def test_records_about_somebody_are_found(self, store: Store, open_store: MakeStore) -> None:
        """
        By every handle, in the order of the store, whatever wrote them; of nobody, nothing.
        """
        one, two, three = Author("case-1"), Author("case-2"), Author("case-3")
        store.append(one.commit(5))
        assert [None, None] == [*store.append_all([two.commit(2), two.commit(2)])]
        store.append(one.commit(1))
        store.load(three.commit(4).records)

        for handle in (store, open_store()):
            assert [("case-1", 2), ("case-2", 2), ("case-3", 2)] == [*handle.about("author-1")]
            assert [("case-1", 4), ("case-2", 4), ("case-3", 4)] == [*handle.about("author-3")]
            assert [("case-1", 6)] == [*handle.about("author-5")]
            assert [] == [*handle.about("author-7")] == [*handle.about("")] == [*handle.about("author")]

    def test_what_is_removed_is_not_found(self, store: Store, open_store: MakeStore) -> None:
        """
        The index loses what the records lose, of this stream only; with the stream goes the rest.
        """
        one, two = Author("case-1"), Author("case-2")
        for author in (one, two):
            store.append(author.commit(8))

        store.redact("case-1", [2, 3, 4], one.redaction(2, 3, 4))
        for handle in (store, open_store()):
            assert [[("case-2", 2)], [("case-2", 4)], [("case-1", 6), ("case-2", 6)], [("case-1", 8), ("case-2", 8)]] == [
                [*handle.about(name)] for name in ALL
            ]
        store.destroy("case-2")
        for handle in (store, open_store()):
            assert [[], [], [("case-1", 6)], [("case-1", 8)]] == [[*handle.about(name)] for name in ALL]

    def test_many_about_one(self, store: Store) -> None:
        """
        A person who is named in more records than are read at once.
        """
        records: list[Record] = []
        for number in range(1_200):
            records += Author(f"case-{number:04}").commit(2).records
        store.load(records)

        assert [(f"case-{number:04}", 2) for number in range(1_200)] == [*store.about("author-1")]

    def test_what_is_no_reference_is_not_taken_in(self, store: Store) -> None:
        """
        A log of elsewhere with something else in the place of references is refused, whole.
        """
        with pytest.raises(BrokenChain):
            store.load(_with_odd_subjects(Author("case-1").commit(3).records))

        assert [] == everything(store)
