"""
Crews: so many processes that do the same at the same time, and are started before the clock.

What each does it makes itself, from values that can be sent to it: nothing that is open goes from one process to another.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.timing import Contestant, Thunk

Make = Callable[..., Callable[[int], Thunk]]
"""What a member of a crew makes of its arguments: something that prepares n steps, and gives what does them."""


class Crew:
    """
    One process for each of these arguments.  `written` is how many steps all of them did so far.
    """

    def __init__(self, make: Make, arguments: Sequence[tuple[Any, ...]]) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(["benchmarks.sections"])
        self.written = 0
        self._ends: list[Connection] = []
        self._members = []
        for each in arguments:
            ours, theirs = context.Pipe()
            member = context.Process(target=_work, args=(theirs, make, each), daemon=True)
            member.start()
            theirs.close()
            self._ends.append(ours)
            self._members.append(member)
        self._all("made")

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        for end in self._ends:
            end.close()  # which they notice
        for member in self._members:
            member.join(10)

    def contestant(self) -> Contestant:
        """All of them together; a step is one of one of them."""

        def ready(n: int) -> Thunk:
            each, rest = divmod(n, len(self._ends))
            assert not rest, f"{n} steps are not for {len(self._ends)}"
            self._tell(each)
            self._all("ready")

            def run() -> int:
                self._tell("go")
                self._all("done")
                self.written += n
                return n

            return run

        return Contestant(ready)

    def _tell(self, what: object) -> None:
        for end in self._ends:
            end.send(what)

    def _all(self, word: str) -> None:
        for end in self._ends:
            said = end.recv()
            assert said == word, said


def _work(end: Connection, make: Make, arguments: tuple[Any, ...]) -> None:
    try:
        ready = make(*arguments)
        end.send("made")
        while True:
            thunk = ready(end.recv())
            end.send("ready")
            end.recv()
            gc.disable()
            thunk()
            gc.enable()
            end.send("done")
    except EOFError:
        return
    except Exception as error:
        end.send(f"{type(error).__name__}: {error}")
