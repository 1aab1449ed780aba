"""
Moving: what comes from elsewhere is verified first, and what must go really goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from ...errors import BrokenChain, RequestReused, RevisionConflict
from ...log import Record
from ...stores.port import Request, Store
from ..notebook import Author, definition
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
        A piece that was removed before does not stop a log from being loaded, if a later record lists it; else nothing is taken in.
        """
        author = Author("case-1")
        records = [replace(record, personal=None) for record in author.commit(4).records]
        with pytest.raises(BrokenChain) as caught:
            store.load(records)
        assert (("case-1", 2), []) == ((caught.value.stream, caught.value.seq), everything(store))
        records += author.redaction(2, 3, 4).records

        assert 5 == store.load(records)
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
