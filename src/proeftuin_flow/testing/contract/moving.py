"""
Moving: what comes from elsewhere is verified first, and what must go really goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from ...errors import BrokenChain, RequestReused, RevisionConflict
from ...log import Record, event_of
from ...stores.port import Request, Store
from ..notebook import NOTEBOOK, Author, Confession, Note, definition
from .base import MakeStore, StoreTests, all_read, everything

__all__ = ["Moving"]


class Moving(StoreTests):
    """What comes from elsewhere is verified first, and what must go really goes."""

    # ── take in ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_load_takes_in_what_another_store_had(self, store: Store) -> None:
        """
        Records of elsewhere keep their order and their bytes; their requests are known, without digests.
        """
        one, two = Author("case-1"), Author("case-2")
        commits = [one.commit(2, "r-1"), two.commit(1, "r-1"), one.commit(1), one.commit(2, "r-2"), two.commit(1, "r-2")]
        records = [record for commit in commits for record in commit.records]
        store.append(Author("case-0").commit())

        assert 7 == store.load(iter(records))

        assert records == [record for _, record in everything(store)][1:]
        for stream, id, first, last in (("case-1", "r-1", 1, 2), ("case-1", "r-2", 4, 5), ("case-2", "r-1", 1, 1), ("case-2", "r-2", 2, 2)):
            assert Request(id, first, last, "", None) == store.request(stream, id)
        store.append(one.commit())
        with pytest.raises(RequestReused):
            store.append(one.commit(1, "r-2"))
        assert 0 == store.load([])

    def test_load_takes_in_records_that_were_redacted(self, store: Store) -> None:
        """
        A piece that was removed before does not stop a log from being loaded.
        """
        records = [replace(record, personal=None) for record in Author("case-1").commit(4).records]

        assert 4 == store.load(records)
        assert records == all_read(store, "case-1")

    def test_load_puts_together_what_came_apart(self, store: Store) -> None:
        """
        Also where the records of one command do not come one after the other, its request has them all.
        """
        one, two = Author("case-1").commit(2, "r-1").records, Author("case-2").commit(2, "r-1").records

        store.load([one[0], two[0], two[1], one[1]])

        assert Request("r-1", 1, 2, "", None) == store.request("case-1", "r-1") == store.request("case-2", "r-1")

    @pytest.mark.parametrize("wrong", ["hash", "gap", "piece", "order"])
    def test_load_verifies_first(self, store: Store, wrong: str) -> None:
        """
        If one record does not stand up, nothing at all is taken in.
        """
        store.append(Author("case-0").commit())
        good, records = Author("case-1").commit(3).records, Author("case-2").commit(4).records
        first, second, third, fourth = records
        bad: dict[str, Sequence[Record]] = {
            "hash": [first, replace(second, hash="0" * 64), third],
            "gap": [first, third, fourth],
            "piece": [first, replace(second, data=b'{"salt":"00"}'), third],
            "order": [second, first],
        }

        with pytest.raises(BrokenChain):
            store.load([*good, *bad[wrong]])

        assert 1 == len(everything(store))
        assert store.tip("case-1") is None
        store.append(Author("case-1").commit(2))

    def test_load_does_not_mix(self, store: Store) -> None:
        """
        A stream that is here already is not added to: nothing at all is taken in.
        """
        here = Author("case-1")
        store.append(here.commit(2))

        with pytest.raises(RevisionConflict) as caught:
            store.load([*Author("case-2").commit().records, *Author("case-1").commit(3).records])

        assert ("case-1", 0, 2) == (caught.value.stream, caught.value.expected, caught.value.found)
        assert store.tip("case-2") is None
        assert 2 == len(everything(store))

    def test_load_survives_what_goes_wrong_elsewhere(self, store: Store) -> None:
        """
        If the records stop coming, nothing is taken in, and the store goes on.
        """

        def stops() -> Iterator[Record]:
            yield from Author("case-1").commit(3).records
            raise KeyError("elsewhere")

        with pytest.raises(KeyError):
            store.load(stops())

        assert [] == everything(store)
        store.append(Author("case-1").commit())

    # ── remove ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_redact_empties_personal_pieces(self, store: Store, open_store: MakeStore) -> None:
        """
        The personal pieces of these records are gone, with the digests of their requests; the chain stands, and all else is there.
        """
        author, other = Author("case-1"), Author("case-2")
        for request in ("r-1", "r-2", "r-3"):
            store.append(author.commit(3, request))
        store.append(other.commit(3, "r-2"))
        before = all_read(store, "case-1", "case-2")

        assert store.redact("case-1", [2, 3, 5])

        for handle in (store, open_store()):
            after = all_read(handle, "case-1", "case-2")
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
        assert 10 == all_read(store, "case-1")[-1].seq

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

    def test_destroy_removes_a_stream(self, store: Store, open_store: MakeStore) -> None:
        """
        Nothing of the stream is left, and everything of the others is; it may begin anew.
        """
        one, two = Author("case-1"), Author("case-2")
        for _ in range(3):
            store.append(one.commit(2, f"r-{one.case.revision}"))
            store.append(two.commit(2, f"r-{two.case.revision}"))
        others = [(position, record) for position, record in everything(store) if record.stream == "case-2"]

        assert store.destroy("case-1")

        for handle in (store, open_store()):
            assert handle.tip("case-1") is None
            assert [] == [*handle.read("case-1")]
            assert handle.request("case-1", "r-0") is None
            assert others == everything(handle)
            assert 6 == len(all_read(handle, "case-2"))
        store.append(two.commit())
        store.append(Author("case-1").commit(1, "r-0"))
        assert ["case-2", "case-1"] == [record.stream for _, record in store.follow(others[-1][0])]

    @pytest.mark.parametrize("again", [False, True])
    def test_positions_are_never_used_twice(self, store: Store, open_store: MakeStore, again: bool) -> None:
        """
        Also after the newest stream was destroyed, what is written later comes later for whoever follows.
        """
        store.append(Author("case-1").commit(2))
        store.append(Author("case-2").commit(3))
        seen = everything(store)

        store.destroy("case-2")
        later = open_store() if again else store
        if again:
            later.destroy("case-1")
        later.append(Author("case-3").commit(1))

        assert ["case-3"] == [record.stream for _, record in later.follow(seen[-1][0])]
        assert not {position for position, _ in seen} & {position for position, record in everything(later) if record.stream == "case-3"}

    def test_middle_of_a_log_can_go(self, store: Store) -> None:
        """
        Whatever was destroyed in between, a follower finds what is left, in order.
        """
        authors = [Author(f"case-{number}") for number in range(5)]
        for turn in range(40):
            store.append(authors[turn * 3 % 5].commit(1 + turn % 3, f"r-{turn}"))
        seen = everything(store)

        for number in (1, 3, 4):
            store.destroy(f"case-{number}")
            store.append(authors[0].commit(2))

        left = everything(store)
        assert [each for each in seen if each[1].stream in ("case-0", "case-2")] == left[:-6]
        assert left[5:] == [*store.follow(left[4][0])]
        assert len(left) == len(all_read(store, "case-0", "case-2"))

    # ── definitions ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_definitions_are_kept_by_fingerprint(self, store: Store, open_store: MakeStore) -> None:
        """
        A definition is kept once, and found by its name and version, in the order in which they came.
        """
        kept = [definition("permit", 2, "b2"), definition("permit", 1, "c1"), definition("permit", 1, "a1"), definition("tender", 1, "d1")]
        for each in [*kept, *kept]:
            store.keep(each)
        store.append(Author("case-1").commit())

        for handle in (store, open_store()):
            assert kept[:3] == [*handle.definitions("permit")]
            assert kept[1:3] == [*handle.definitions("permit", 1)]
            assert [] == [*handle.definitions("permit", 3)]
            assert [] == [*handle.definitions("nobody")]
        store.destroy("case-1")
        assert kept[3:] == [*store.definitions("tender", 1)]
