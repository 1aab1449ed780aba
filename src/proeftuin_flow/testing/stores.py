"""
The store contract: what every store must do, as a class of tests.

    class TestMyStore(StoreContract):
        @pytest.fixture
        def make_store(self, tmp_path):
            return lambda: MyStore(tmp_path / "cases.db")

`make_store` gives a new handle on the same storage each time, as another process would have it.  A store that does not outlive its
process gives one handle again and again, and says `durable = False`.  This module needs pytest.
"""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from threading import Barrier, Thread
from typing import ClassVar, Final

import pytest
from msgspec.structs import replace

from ..errors import BrokenChain, InvalidData, RequestReused, RevisionConflict
from ..log import GENESIS, Record, event_of, verify
from ..stores.port import Commit, Position, Request, Store, Tip
from .notebook import NOTEBOOK, Author, Confession, Note, definition

__all__ = ["StoreContract"]

MakeStore = Callable[[], Store]

SECONDS: Final = 0.3
"""How long a process writes before it is killed."""


def everything(store: Store) -> list[tuple[Position, Record]]:
    """All that a store has, with positions."""
    return [*store.follow()]


def all_read(store: Store, *streams: str) -> list[Record]:
    """The records of some streams, each stream verified."""
    found = [[*store.read(stream)] for stream in streams]
    for stream, records in zip(streams, found, strict=True):
        verify(records, stream)
    return [record for records in found for record in records]


class StoreContract:
    """Give it a fixture `make_store`; see above."""

    durable: ClassVar[bool] = True
    """Whether what was written outlives the process."""

    rounds: ClassVar[int] = 3_000
    """How many races there are."""

    @pytest.fixture
    def open_store(self, make_store: MakeStore) -> Iterator[MakeStore]:
        """A new handle each time; all are closed in the end."""
        opened: list[Store] = []

        def opens() -> Store:
            opened.append(make_store())
            return opened[-1]

        yield opens
        for store in opened:
            store.close()

    @pytest.fixture
    def store(self, open_store: MakeStore) -> Store:
        """One handle on an empty store."""
        return open_store()

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

    # ── many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_of_rivals_one_wins(self, open_store: MakeStore) -> None:
        """
        However many expect the same revision, one of them gets it: between threads of one handle, and between handles.
        """
        shared = open_store()
        ours = self.rounds * 9 // 10
        self._race("case-1", ours, [shared] * 3)
        self._race("case-2", self.rounds - ours, [shared, open_store()])

        assert self.rounds == len(all_read(shared, "case-1", "case-2"))

    def _race(self, stream: str, rounds: int, handles: Sequence[Store]) -> None:
        barrier = Barrier(len(handles))
        authors = [Author(stream)]
        winners: list[list[int]] = [[] for _ in range(rounds)]
        problems: list[BaseException] = []

        def runs(rival: int, store: Store) -> None:
            try:
                for each in range(rounds):
                    barrier.wait(60)  # by now the round before has its winner
                    author = authors[each].rival()
                    commit = author.commit()
                    with suppress(RevisionConflict):
                        store.append(commit)
                        winners[each].append(rival)
                        authors.append(author)
            except BaseException as error:  # pragma: no cover  # it is shown below
                problems.append(error)
                barrier.abort()

        threads = [Thread(target=runs, args=(rival, store)) for rival, store in enumerate(handles)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [] == problems
        assert [] == [each for each in winners if len(each) != 1]

    def test_threads_share_a_handle(self, store: Store) -> None:
        """
        Threads that write and read through one handle do not disturb each other.
        """
        problems: list[BaseException] = []

        def writes(number: int) -> None:
            try:
                author = Author(f"case-{number}")
                for turn in range(25):
                    store.append(author.commit(1 + turn % 2, f"r-{turn}"))
                    assert author.case.revision == len([*store.read(author.case.id)])
                    assert any(record.hash == author.head for _, record in store.follow())
            except BaseException as error:  # pragma: no cover  # it is shown below
                problems.append(error)

        threads = [Thread(target=writes, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [] == problems
        assert 4 * 37 == len(everything(store)) == len(all_read(store, *(f"case-{number}" for number in range(4))))

    # ── when the process dies ────────────────────────────────────────────────────────────────────────────────────────────

    def test_kill_between_two_commits(self, make_store: MakeStore, open_store: MakeStore) -> None:
        """
        What was written when a process was killed is there, whole, and the next one goes on after it.
        """
        author = Author("case-1")
        first, second = author.commit(3, "r-1"), author.commit(2, "r-2")

        def writes(done: Callable[[], None]) -> None:  # pragma: no cover  # it is killed before it can say what was covered
            store = make_store()
            store.append(first)
            done()
            time.sleep(60)
            store.append(second)

        self._killed(writes)

        store = open_store()
        assert [*first.records] == all_read(store, "case-1")
        assert first.request == store.request("case-1", "r-1")
        store.append(second)
        assert [*first.records, *second.records] == all_read(store, "case-1")

    def test_kill_in_the_midst(self, make_store: MakeStore, open_store: MakeStore) -> None:
        """
        Whenever a process is killed, every commit is there as a whole or not at all.
        """
        author = Author("case-1")

        def writes(done: Callable[[], None]) -> None:  # pragma: no cover  # it is killed before it can say what was covered
            store = make_store()
            done()
            while True:
                store.append(author.commit(5, f"r-{author.case.revision}"))

        self._killed(writes, SECONDS)

        store = open_store()
        records = all_read(store, "case-1")
        assert records and len(records) % 5 == 0
        newest = records[-1].seq
        assert Request(f"r-{newest - 5}", newest - 4, newest, "5a" * 16, "d1" * 32) == store.request("case-1", f"r-{newest - 5}")
        assert store.request("case-1", f"r-{newest}") is None
        store.append(Author("case-2").commit())
        assert newest + 1 == len(everything(store))

    def _killed(self, writes: Callable[[Callable[[], None]], None], wait: float = 0) -> None:
        """Run this in another process and kill it, some time after it said that it is done."""
        if not self.durable or not hasattr(os, "fork"):
            pytest.skip("it does not outlive its process")
        heard, told = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside other threads: the child needs none of them
            child = os.fork()
        if child == 0:  # pragma: no cover  # it is killed before it can say what was covered
            try:
                writes(lambda: _tell(told))
            finally:
                os._exit(1)
        os.close(told)
        try:
            assert b"." == os.read(heard, 1)
            time.sleep(wait)
        finally:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            os.close(heard)
        assert signal.SIGKILL == os.WTERMSIG(status)


def _tell(pipe: int) -> None:  # pragma: no cover  # only the child does
    os.write(pipe, b".")
