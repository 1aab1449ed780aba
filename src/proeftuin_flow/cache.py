"""
The cache: cases as they stood, so that only newer records must be read.

No answer rests on what it holds alone: the store is asked for the newest record, or refuses to write after another one.
It is bounded by parts, not by cases, because one case may have ten thousand.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock

from msgspec import Struct

from .case import Case

__all__ = ["Cache", "Known"]


class Known(Struct, frozen=True):
    """A case with the hash of its newest record, and when that was recorded."""

    case: Case
    head: str
    recorded: datetime


class Cache:
    """The cases that were used last, up to a number of parts in all.  Safe to share between threads."""

    def __init__(self, parts: int) -> None:
        self._room = parts
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._lock = Lock()

    def get(self, stream: str) -> Known | None:
        """What is known of a case, if anything is."""
        with self._lock:
            known = self._known.get(stream)
            if known is not None:
                self._known.move_to_end(stream)
            return known

    def keep(self, known: Known) -> None:
        """Remember a case, and forget those that were not used for longest."""
        stream = known.case.id
        with self._lock:
            old = self._known.pop(stream, None)
            if old is None or old.case.parts is not known.case.parts:
                self._room += _size(old) - _size(known)
            self._known[stream] = known
            while self._room < 0 and self._known:
                _, gone = self._known.popitem(last=False)
                self._room += _size(gone)

    def forget(self, stream: str) -> None:
        """Know nothing of a case any more."""
        with self._lock:
            self._room += _size(self._known.pop(stream, None))


def _size(known: Known | None) -> int:
    return 0 if known is None else 1 + len(known.case.parts)
