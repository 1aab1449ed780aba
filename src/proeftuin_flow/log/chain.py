"""
The chain: whether a log is what was written.

It shows damage and partial edits, always.  That the newest records are gone, or that somebody who can write everything wrote it all anew,
it shows only against a head that somebody else keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from ..acts import REDACTED_TYPE
from ..errors import BrokenChain, CaseNotFound
from ..messages import (
    HEAD_NOT_FOUND,
    HEADER_CHANGED,
    NOT_A_RECORD,
    NOT_CANONICAL,
    NOT_IN_PLACE,
    NOT_LINKED,
    OTHER_FORMAT,
    PIECE_ADDED,
    PIECE_CHANGED,
    PIECE_MISSING,
)  # fmt: skip
from .record import (
    FORMAT,
    GENESIS,
    MALFORMED,
    Header,
    Record,
    emptied_in,
    hash_of,
    is_whole,
    piece_digest,
    read_header,
    write_header,
)

__all__ = ["Chains", "Verified", "check", "checked", "verify"]


class Verified(Struct, frozen=True):
    """
    What a whole chain has: the hash of its newest record, how many records, and of how many the personal piece is gone.

    `outstanding` has the numbers that a `redacted` record lists while the piece is still there: somebody crashed, or a backup came back.
    That is no broken chain, but an erasure that has still to be done.
    """

    head: str
    records: int
    erased: int = 0
    outstanding: tuple[int, ...] = ()


def verify(records: Iterable[Record], stream: str, head: str | None = None) -> Verified:
    """
    What one case has, after all of its records were checked.  `head` is a hash that was kept elsewhere.

    Raises:
        BrokenChain: At the first record that was changed, moved or removed, or whose personal piece is gone without a later record that
            lists it; or if the head is not there.
        CaseNotFound: If there is no record at all.
    """
    gaps, last, found = Gaps(), None, head is None
    for record in _checked(records, stream, gaps):
        last = record
        found = found or record.hash == head
    if last is None:
        raise CaseNotFound(stream)
    if not found:
        raise BrokenChain(stream, last.seq, HEAD_NOT_FOUND(head=str(head)[:12]))
    return Verified(last.hash, last.seq, len(gaps.erased), gaps.outstanding)


def checked(records: Iterable[Record], stream: str) -> Iterator[Record]:
    """
    The same records, each after it was checked.  Which personal pieces are missing without a word shows after the last one.

    Raises:
        BrokenChain: At the first that does not stand up; after the last one, at the first whose personal piece no record lists.
    """
    return _checked(records, stream, Gaps())


def _checked(records: Iterable[Record], stream: str, gaps: Gaps) -> Iterator[Record]:
    prev = GENESIS
    for seq, record in enumerate(records, 1):
        header = check(record, stream, seq, prev)
        prev = record.hash
        if header.type == REDACTED_TYPE or header.personal is not None is record.personal:
            gaps.note(record, header)
        yield record
    gaps.end(stream)


class Gaps:
    """The personal pieces of one stream that are gone, and those that its `redacted` records list."""

    __slots__ = ("_listed", "_unlisted", "erased")

    def __init__(self) -> None:
        self.erased: set[int] = set()
        self._unlisted: set[int] = set()
        self._listed: set[int] = set()

    def note(self, record: Record, header: Header) -> None:
        """
        Take in a record whose personal piece is gone, or that lists others.

        Raises:
            BrokenChain: If it is a `redacted` record that lists nothing.
        """
        if header.personal is not None is record.personal:
            self.erased.add(record.seq)
            self._unlisted.add(record.seq)
        if header.type == REDACTED_TYPE:
            numbers = emptied_in(record)
            self._listed.update(numbers)
            self._unlisted.difference_update(numbers)

    def end(self, stream: str) -> None:
        """
        Say that there are no more records.

        Raises:
            BrokenChain: At the first whose personal piece is gone, and that no later record lists.
        """
        if self._unlisted:
            raise BrokenChain(stream, min(self._unlisted), PIECE_MISSING(piece="personal"))

    @property
    def unlisted(self) -> tuple[int, ...]:
        """The numbers whose piece is gone, and that no record lists."""
        return tuple(sorted(self._unlisted))

    @property
    def outstanding(self) -> tuple[int, ...]:
        """The numbers that are listed and whose piece is still there."""
        return tuple(sorted(self._listed - self.erased))


def check(record: Record, stream: str, seq: int, prev: str) -> Header:
    """
    The header, if this is the record with that number in that stream, right after the one with the hash `prev`.

    Raises:
        BrokenChain: If it is not, or anything of it was changed.
    """
    header = record.header
    if hash_of(header) != record.hash:
        raise BrokenChain(stream, seq, HEADER_CHANGED())
    try:
        h = read_header(header)
        written = write_header(h)
        if not is_whole(h):
            raise ValueError("its members do not go together")
    except MALFORMED as error:
        raise BrokenChain(stream, seq, NOT_A_RECORD(cause=str(error)[:200])) from None
    if h.format != FORMAT:
        raise BrokenChain(stream, seq, OTHER_FORMAT(found=h.format, wanted=FORMAT))
    if h.seq != seq or h.stream != stream or record.seq != seq or record.stream != stream:
        raise BrokenChain(stream, seq, NOT_IN_PLACE(seq=h.seq, stream=h.stream))
    if h.prev != prev:
        raise BrokenChain(stream, seq, NOT_LINKED())
    if written != header:
        raise BrokenChain(stream, seq, NOT_CANONICAL())
    if not (h.data is None is record.data and h.personal is None is record.personal):
        _pieces(record, h, stream)
    return h


def _pieces(record: Record, h: Header, stream: str) -> None:
    data, personal = record.data, record.personal
    if data is not None:
        if h.data is None:
            raise BrokenChain(stream, record.seq, PIECE_ADDED(piece="data"))
        if piece_digest("data", data) != h.data:
            raise BrokenChain(stream, record.seq, PIECE_CHANGED(piece="data"))
    elif h.data is not None:  # it leaves with the case only
        raise BrokenChain(stream, record.seq, PIECE_MISSING(piece="data"))
    if personal is not None:
        if h.personal is None:
            raise BrokenChain(stream, record.seq, PIECE_ADDED(piece="personal"))
        if piece_digest("personal", personal) != h.personal:
            raise BrokenChain(stream, record.seq, PIECE_CHANGED(piece="personal"))


class Chains:
    """
    Many chains, verified as their records come by in any order of streams.  For taking in what was written elsewhere.

    After the last record call `end`: whether a missing piece is listed shows only then.
    """

    def __init__(self) -> None:
        self._tips: dict[str, tuple[int, str]] = {}
        self._gaps: dict[str, Gaps] = {}

    def add(self, record: Record) -> Header:
        """
        Check the next record of its stream, and hand out its header, so that nobody has to read it twice.

        Raises:
            BrokenChain: If it does not stand up, or does not follow the one before it.
        """
        stream = record.stream
        seq, prev = self._tips.get(stream, START)
        header = check(record, stream, seq + 1, prev)
        self._tips[stream] = (seq + 1, record.hash)
        if header.type == REDACTED_TYPE or header.personal is not None is record.personal:
            self._gaps.setdefault(stream, Gaps()).note(record, header)
        return header

    def end(self) -> dict[str, Verified]:
        """
        What every chain has, by stream, after the last record.

        Raises:
            BrokenChain: At the first record whose personal piece is gone, and that no later record of its stream lists.
        """
        for stream, gaps in self._gaps.items():
            gaps.end(stream)
        whole = Gaps()
        return {
            stream: Verified(head, seq, len((gaps := self._gaps.get(stream, whole)).erased), gaps.outstanding)
            for stream, (seq, head) in self._tips.items()
        }


START: Final = (0, GENESIS)
