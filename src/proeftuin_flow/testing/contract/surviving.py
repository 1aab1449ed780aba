"""
Surviving: many writers at once, and a process that is killed.
"""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Barrier, Thread
from typing import Final

import pytest

from ...errors import RevisionConflict
from ...stores.port import Request, Store
from ..notebook import Author
from .base import MakeStore, StoreTests, all_read, everything

__all__ = ["Surviving"]

SECONDS: Final = 0.3
"""How long a process writes before it is killed."""


class Surviving(StoreTests):
    """Many writers at once, and a process that is killed."""

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
                    assert not self.at_once or any(record.hash == author.head for _, record in store.follow())
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
