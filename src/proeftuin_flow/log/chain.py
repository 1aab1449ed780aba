"""
The chain: whether a log is what was written.

It shows damage and partial edits, always.  That the newest records are gone, or that somebody who can write everything wrote it all anew,
it shows only against a head that somebody else keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

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
from .record import FORMAT, GENESIS, MALFORMED, Header, Record, hash_of, piece_digest, read_header, write_header

__all__ = ["Chains", "check", "checked", "verify"]


def verify(records: Iterable[Record], stream: str, head: str | None = None) -> str:
    """
    The hash of the newest record of one case, after all of them were checked.  `head` is a hash that was kept elsewhere.

    Raises:
        BrokenChain: At the first record that was changed, moved or removed; or if the head is not there.
        CaseNotFound: If there is no record at all.
    """
    last, found = None, head is None
    for record in checked(records, stream):
        last = record
        found = found or record.hash == head
    if last is None:
        raise CaseNotFound(stream)
    if not found:
        raise BrokenChain(stream, last.seq, HEAD_NOT_FOUND(head=str(head)[:12]))
    return last.hash


def checked(records: Iterable[Record], stream: str) -> Iterator[Record]:
    """
    The same records, each after it was checked.

    Raises:
        BrokenChain: At the first that does not stand up.
    """
    prev = GENESIS
    for seq, record in enumerate(records, 1):
        check(record, stream, seq, prev)
        prev = record.hash
        yield record


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
    """Many chains, verified as their records come by in any order of streams.  For taking in what was written elsewhere."""

    def __init__(self) -> None:
        self._tips: dict[str, tuple[int, str]] = {}

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
        return header


START: Final = (0, GENESIS)
