"""
Keeping: what was written is read, in order, and an append follows the newest record.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ...errors import BrokenChain, InvalidData, RequestReused, RevisionConflict
from ...log import GENESIS, Record, event_of
from ...stores.port import Commit, Request, Store, Tip, Version
from ..notebook import NEWER_NOTEBOOK, NOTEBOOK, Author
from .base import MakeStore, StoreTests, all_read, everything

__all__ = ["Keeping"]


MOVED = frozenset({"case-7", "case-9"})
"""Which streams have moved to another version, and are still there."""


class Keeping(StoreTests):
    """What was written is read, in order, and an append follows the newest record."""

    # ── write and read ───────────────────────────────────────────────────────────────────────────────────────────────────

    def test_what_was_written_is_read_byte_for_byte(self, store: Store, open_store: MakeStore) -> None:
        """
        Every handle reads the records as they were sealed, with and without pieces, whatever the language of their words.
        """
        commit = Author("case-1").commit(4, words="Één “café” \\ \u2028 \U0001f4d3")
        store.append(commit)

        assert [*commit.records] == [*store.read("case-1")]
        assert [*commit.records] == [*open_store().read("case-1")]
        assert [False, True, False, True] == [record.data is not None for record in commit.records]
        assert [False, True, True, True] == [record.personal is not None for record in commit.records]
        assert "“café”" in str(event_of([*store.read("case-1")][1], NOTEBOOK).body)

    def test_newest_record_is_the_tip(self, store: Store) -> None:
        """
        The tip has the number and the hash of the newest record; of an unknown stream there is none.
        """
        author = Author("case-1")
        assert store.tip("case-1") is None

        store.append(author.commit(3))

        assert Tip(3, author.head) == store.tip("case-1")
        assert store.tip("case-2") is None

    def test_tips_are_the_newest_records_of_all_streams(self, store: Store, open_store: MakeStore) -> None:
        """
        Every stream comes once, in the order of their names, with the number and the hash of its newest record; also more than any chunk.
        """
        authors = {f"case-{number}": Author(f"case-{number}") for number in reversed(range(700))}
        assert [] == [*store.tips()]

        store.append_all([author.commit() for author in authors.values()])
        store.append(authors["case-7"].commit(3))
        store.append(authors["case-8"].commit())
        store.destroy("case-8")

        found = [*open_store().tips()]
        assert sorted({*authors} - {"case-8"}) == [stream for stream, _ in found]
        assert Tip(4, authors["case-7"].head) == dict(found)["case-7"]
        assert all(store.tip(stream) == tip for stream, tip in found)

    def test_versions_are_those_of_all_streams(self, store: Store, open_store: MakeStore) -> None:
        """
        Every stream comes with the rules of its first record, and those of each record that moves it to another version; also more streams
        than any chunk.  What was destroyed is under no rules any more.
        """
        authors = {f"case-{number}": Author(f"case-{number}") for number in reversed(range(700))}
        assert [] == [*store.versions()]

        store.append_all([author.commit(2) for author in authors.values()])
        for number in (7, 8, 9):
            store.append(authors[f"case-{number}"].move())
        store.redact("case-9", [2, 3, 4])
        store.destroy("case-8")

        one, two = (Version(each.name, each.version, each.fingerprint) for each in (NOTEBOOK, NEWER_NOTEBOOK))
        expected = [(stream, version) for stream in sorted({*authors} - {"case-8"}) for version in ([one, two] if stream in MOVED else [one])]
        assert expected == [*store.versions()]
        assert expected == [*open_store().versions()]

    def test_unknown_stream_is_empty(self, store: Store) -> None:
        """
        Nothing is read of a stream that was never written; nothing happens when it is redacted or destroyed.
        """
        store.redact("case-1", [1, 2])
        store.destroy("case-1")

        assert [] == [*store.read("case-1")]
        assert store.request("case-1", "r-1") is None
        assert [] == everything(store)

    def test_read_from_a_revision(self, store: Store) -> None:
        """
        Reading after a revision gives what came later, also of a stream that is longer than any chunk.
        """
        author = Author("case-1")
        store.append(author.commit(700))
        store.append(Author("case-2").commit())
        store.append_all([author.commit(700)])

        assert [*range(1, 1401)] == [record.seq for record in all_read(store, "case-1")]
        assert [*range(600, 1401)] == [record.seq for record in store.read("case-1", 599)]
        assert [1400] == [record.seq for record in store.read("case-1", 1399)]
        assert [] == [*store.read("case-1", 1400)]
        assert [] == [*store.read("case-1", 1401)]

    def test_reader_hinders_no_writer(self, store: Store, open_store: MakeStore) -> None:
        """
        While somebody reads slowly, others write; the reader goes on with what is there.
        """
        author = Author("case-1")
        store.append(author.commit(600))
        reading, following = store.read("case-1"), store.follow()
        assert 1 == next(reading).seq
        assert 1 == next(following)[1].seq

        open_store().append(author.commit(100))
        store.append(author.commit())

        assert 600 <= sum(1 for _ in reading) + 1
        assert 600 <= sum(1 for _ in following) + 1
        assert 701 == len(all_read(store, "case-1"))

    # ── what an append expects ───────────────────────────────────────────────────────────────────────────────────────────

    def test_append_follows_the_newest_record(self, store: Store) -> None:
        """
        A commit that expects less or more than there is, is refused with what was found.
        """
        author = Author("case-1")
        late = author.rival()
        store.append(author.commit(3))
        far = author.rival()
        far.commit(2)

        for commit, expected in ((late.commit(2), 0), (far.commit(), 5)):
            with pytest.raises(RevisionConflict) as caught:
                store.append(commit)
            assert ("case-1", expected, 3) == (caught.value.stream, caught.value.expected, caught.value.found)
        assert 3 == len(all_read(store, "case-1"))

    def test_append_asks_for_the_hash_too(self, store: Store) -> None:
        """
        The right number is not enough: a commit that follows another record with that number is refused.
        """
        author, other = Author("case-1"), Author("case-1")
        store.append(author.commit(2))
        other.commit(2)

        with pytest.raises(RevisionConflict):
            store.append(other.commit())
        with pytest.raises(RevisionConflict):
            store.append(replace(author.rival().commit(), prev=GENESIS))
        with pytest.raises(RevisionConflict):
            store.append(replace(Author("case-2").commit(), prev=author.head))

        assert 2 == len(all_read(store, "case-1"))
        assert store.tip("case-2") is None

    @pytest.mark.parametrize("wrong", ["gap", "order", "stream", "expected", "none"])
    def test_commit_that_contradicts_itself_is_refused(self, store: Store, wrong: str) -> None:
        """
        The records of a commit are of its stream and numbered from the expected revision on, or nothing is written.
        """
        author = Author("case-1")
        store.append(author.commit())
        commit = author.commit(3)
        first, second, third = commit.records
        bad: dict[str, Commit] = {
            "gap": replace(commit, records=[first, third]),
            "order": replace(commit, records=[second, first, third]),
            "stream": replace(commit, records=[first, replace(second, stream="case-2"), third]),
            "expected": replace(commit, records=[second, third]),
            "none": replace(commit, records=[]),
        }

        with pytest.raises(BrokenChain):
            store.append(bad[wrong])
        with pytest.raises(BrokenChain):
            store.append_all([Author("case-3").commit(), bad[wrong]])
        assert 1 == len(everything(store))

    def test_commit_is_whole(self, store: Store, open_store: MakeStore) -> None:
        """
        All the records of a commit are there, or none.
        """
        author, late = Author("case-1"), Author("case-1")
        store.append(author.commit(5, request="r-1"))

        with pytest.raises(RevisionConflict):
            store.append(late.commit(3, request="r-2"))

        assert 5 == len(all_read(open_store(), "case-1"))
        assert store.request("case-1", "r-2") is None

    def test_several_commands_in_one_step(self, store: Store) -> None:
        """
        What conflicts is left out and said, in its place; what comes before and after is written.
        """
        one, two = Author("case-1"), Author("case-2")
        late = one.rival()
        commits = [one.commit(2, "r-1"), late.commit(3, "r-2"), two.commit(1), one.commit(1, "r-3"), late.commit(1)]

        answers = store.append_all(commits)

        assert [None, (0, 2), None, None, (3, 3)] == [answer and (answer.expected, answer.found) for answer in answers]
        assert [("case-1", 1), ("case-1", 2), ("case-2", 1), ("case-1", 3)] == [(r.stream, r.seq) for _, r in everything(store)]
        assert 4 == len(all_read(store, "case-1", "case-2"))
        assert [None, Request("r-3", 3, 3, "5a" * 16, "d1" * 32)] == [store.request("case-1", id) for id in ("r-2", "r-3")]
        assert [] == [*store.append_all([])]

    # ── requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_request_tells_what_came_of_it(self, store: Store, open_store: MakeStore) -> None:
        """
        A request id leads to the records that came of it, in its own stream only.
        """
        author = Author("case-1")
        store.append(author.commit(1))
        store.append(author.commit(1, request="r-1"))
        store.append(author.commit(3, request="r-2"))

        for handle in (store, open_store()):
            assert Request("r-1", 2, 2, "5a" * 16, "d1" * 32) == handle.request("case-1", "r-1")
            assert Request("r-2", 3, 5, "5a" * 16, "d1" * 32) == handle.request("case-1", "r-2")
            assert handle.request("case-2", "r-1") is None

    def test_request_is_carried_out_once(self, store: Store) -> None:
        """
        A request id that was used in the stream is refused, and nothing is written; another stream may use it.
        """
        author = Author("case-1")
        store.append(author.commit(2, request="r-1"))
        other = Author("case-2").commit(1, request="r-1")
        store.append(other)

        for count in (1, 2):
            with pytest.raises(RequestReused) as caught:
                store.append(author.rival().commit(count, request="r-1"))
            assert ("case-1", "r-1") == (caught.value.stream, caught.value.request)
        with pytest.raises(RequestReused):
            store.append_all([Author("case-3").commit(1, "r-1"), author.rival().commit(1, "r-1")])
        with pytest.raises(RequestReused):
            store.append_all([author.commit(1, "r-3"), author.commit(2, "r-3")])
        assert 3 == len(everything(store))
        assert Request("r-1", 1, 2, "5a" * 16, "d1" * 32) == store.request("case-1", "r-1")

    # ── the order of all ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_follower_sees_everything_in_order(self, store: Store, open_store: MakeStore) -> None:
        """
        Following goes in the order of writing, from any position on, in steps of any size, and misses nothing.
        """
        authors = [Author(f"case-{number}") for number in range(3)]
        written: list[Record] = []
        for turn in range(600):
            commit = authors[turn % 3].commit(1 + turn % 2)
            written += commit.records
            store.append_all([commit])

        found = everything(open_store())
        positions = [position for position, _ in found]

        assert written == [record for _, record in found]
        assert len(set(positions)) == len(found)
        assert found[700:] == [*store.follow(positions[699])]
        assert found[10:14] == [*store.follow(positions[9], 4)]
        assert found[:520] == [*store.follow(limit=520)]
        assert [] == [*store.follow(positions[-1])]
        assert [] == [*store.follow(limit=0)]

    def test_follower_goes_on_where_it_was(self, store: Store) -> None:
        """
        What is written after the last position comes after it.
        """
        author = Author("case-1")
        store.append(author.commit(2))
        last, _ = everything(store)[-1]

        store.append(author.commit(2))

        assert [3, 4] == [record.seq for _, record in store.follow(last)]

    @pytest.mark.parametrize("position", ["", "x", "-1", "1.5", "٣", "9" * 40, 3])
    def test_foreign_position_is_refused(self, store: Store, position: str) -> None:
        """
        A position that no store of this kind gave is refused.
        """
        with pytest.raises(InvalidData):
            list(store.follow(position))
