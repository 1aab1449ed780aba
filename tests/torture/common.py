"""
What the programs share: how a place becomes a store, how hard to try, and what is told at the end.

A program is a module with a function `run(effort)` that yields rows; `PROGRAMS` in `__main__` has its name.  The first line of its
docstring is what `--list` says.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from attrs import field, frozen

from proeftuin_flow.stores import JsonlStore, SqliteStore

__all__ = ["EMBEDDED", "Effort", "Row", "forked", "heard_from", "heard_from_all", "opened", "to_stderr"]

EMBEDDED = {"sqlite": "cases.db", "jsonl": "cases.jsonl"}
"""The stores that are one file, and what that is called."""


def opened(place: str, timeout: float = 30.0) -> Any:
    """
    A new handle on the store at a place, by what that looks like: a path that ends in `.db` or `.jsonl`, or a URL as SQLAlchemy has it.
    """
    if "://" in place:
        from tests.torture.serving import served

        return served(place)
    if place.endswith(".db"):
        return SqliteStore(place, timeout=timeout)
    if place.endswith(".jsonl"):
        return JsonlStore(place, timeout=timeout)
    raise ValueError(f"no store is known at {place!r}")


@frozen
class Row:
    """What came of one promise over one store: how often it was tried, what was seen, and every time that it was not kept."""

    program: str
    what: str
    tried: int
    seen: str
    broken: tuple[str, ...] = field(converter=tuple[str, ...], default=())


@frozen
class Effort:
    """How hard to try: `share` is the part of a whole run, `stores` which of the embedded stores."""

    directory: Path
    share: float = 1.0
    seed: int = 0
    stores: tuple[str, ...] = tuple(EMBEDDED)
    say: Callable[[str], object] = field(default=lambda line: None)

    def times(self, whole: int) -> int:
        """So many times, of so many in a whole run; at least once."""
        return max(1, round(whole * self.share))

    def random(self, *names: object) -> Random:
        """Its own chance for each purpose: the same seed tries the same."""
        return Random(f"{self.seed} {names}")

    def counted(self, todo: Iterable[int], name: str, of: int) -> Iterator[int]:
        """The same numbers, with a word about how far it is every few seconds."""
        last = time.monotonic()
        for number in todo:
            if time.monotonic() - last > 5:
                last = time.monotonic()
                self.say(f"{name}: {number} of {of}")
            yield number


def to_stderr(line: str) -> None:
    """Progress goes where it does not mix with the table."""
    print(f"  … {line}", file=sys.stderr, flush=True)


def forked(does: Callable[[Callable[..., None]], object]) -> tuple[int, int]:
    """
    The number of a child process that does it, and where to hear what it tells.

    It tells words, line by line; what it told outlives it.  An error is told as `wrong`.
    """
    heard, told = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside other threads: the child needs none of them
        child = os.fork()
    if child:
        os.close(told)
        return child, heard

    def tell(*words: object) -> None:  # pragma: no cover  # the parent hears it
        os.write(told, (" ".join(map(str, words)) + "\n").encode())

    try:  # pragma: no cover  # as above
        os.close(heard)
        does(tell)
    except BaseException as error:
        tell("wrong", type(error).__name__, *str(error).splitlines())
    finally:
        os._exit(0)


def heard_from(heard: int, said: bytes = b"") -> list[list[str]]:
    """All that a child told, in words, until it was gone."""
    while block := os.read(heard, 1 << 16):
        said += block
    os.close(heard)
    return [line.split() for line in said.decode().splitlines()]


def heard_from_all(children: Iterable[tuple[int, int]]) -> list[list[list[str]]]:
    """The same of several, at the same time, so that none waits until it is heard."""
    found = [*children]
    with ThreadPoolExecutor(len(found)) as ears:
        words = [*ears.map(heard_from, [heard for _, heard in found])]
    for child, _ in found:
        os.waitpid(child, 0)
    return words
