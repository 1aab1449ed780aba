"""
Intake: what every store asks of what it is given, before it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder

from ..errors import BrokenChain, InvalidData, RequestReused, RevisionConflict
from ..log import GENESIS, Chains, Record, subjects_in
from ..messages import BAD_VALUE, NOT_A_RECORD, NOT_IN_PLACE
from .port import Commit, Destroyed, Position, Request, Tip, Version

__all__ = [
    "MOVES", "NO_TIP", "Intake", "accepted", "ask_line", "ask_place", "ask_redaction", "ended", "path_of", "place_of", "taken_in", "turns",
    "version_of",
]  # fmt: skip

NO_TIP: Final = Tip(0, GENESIS)


def ask_place(commit: Commit) -> None:
    """
    Nothing, if the records of a commit are of its stream, and numbered from the expected revision on.

    Raises:
        BrokenChain: If they are not, or if there are none.
    """
    stream, seq = commit.stream, commit.expected
    if not commit.records:
        raise BrokenChain(stream, seq + 1, NOT_A_RECORD(cause="an empty commit"))
    for record in commit.records:
        seq += 1
        if record.seq != seq or record.stream != stream:
            raise BrokenChain(stream, seq, NOT_IN_PLACE(seq=record.seq, stream=record.stream))


def ask_line(stream: str, line: Destroyed, newest: Tip | None) -> None:
    """
    Nothing, if a line of the register fits a stream with this newest record; it may be older than what was destroyed elsewhere.

    Raises:
        InvalidData: If it is about another case, or names no records.
        RevisionConflict: If it does not name that record.
    """
    if line.case != stream or not line.hashes:
        raise InvalidData(BAD_VALUE(name="line", value=f"{line.case!r} ({line.records})"))
    if newest is not None and newest.hash not in line.hashes:
        raise RevisionConflict(stream, line.records, newest.revision)


def ended(line: Destroyed) -> Tip:
    """What stands in the place of the newest record of a stream that was destroyed for good.  Nothing follows it."""
    return Tip(line.records, "")


def ask_redaction(stream: str, commit: Commit) -> None:
    """
    Nothing, if a commit is of the stream in which something is removed.

    Raises:
        InvalidData: If it is of another one.
    """
    if commit.stream != stream:
        raise InvalidData(BAD_VALUE(name="commit", value=repr(commit.stream)))


def accepted(
    commits: Sequence[Commit], tip: Callable[[str], Tip | None], request: Callable[[str, str], Request | None]
) -> tuple[list[Commit], list[RevisionConflict | None]]:
    """
    The commits that may be written one after the other, and for each of all commits its conflict.

    Raises:
        BrokenChain: If the records of one are not in their places.
        RequestReused: If a request id of one that may be written was used before.
    """
    tips: dict[str, Tip] = {}
    ids: set[tuple[str, str]] = set()
    fit: list[Commit] = []
    conflicts: list[RevisionConflict | None] = []
    for commit in commits:
        ask_place(commit)
        stream = commit.stream
        newest = tips.get(stream) or tip(stream) or NO_TIP
        if newest != Tip(commit.expected, commit.prev):
            conflicts.append(RevisionConflict(stream, commit.expected, newest.revision))
            continue
        if commit.request is not None:
            if (stream, commit.request.id) in ids or request(stream, commit.request.id) is not None:
                raise RequestReused(stream, commit.request.id)
            ids.add((stream, commit.request.id))
        last = commit.records[-1]
        tips[stream] = Tip(last.seq, last.hash)
        fit.append(commit)
        conflicts.append(None)
    return fit, conflicts


def path_of(path: str | PathLike[str]) -> Path:
    """
    The absolute path of a store.

    Raises:
        InvalidData: If no file can have that name.
    """
    text = fspath(path)
    if not text or "\0" in text:
        raise InvalidData(BAD_VALUE(name="path", value=repr(text)))
    return Path(text).absolute()


def place_of(position: Position | None) -> int:
    """
    The number in a position of ours; 0 for the beginning.

    Raises:
        InvalidData: If it is none.
    """
    if position is None:
        return 0
    if not (isinstance(position, str) and position.isascii() and position.isdecimal() and len(position) < 19):
        raise InvalidData(BAD_VALUE(name="after", value=repr(position)[:80]))
    return int(position)


class Intake:
    """Records of elsewhere, verified as they come by, and the requests that their headers speak of."""

    def __init__(self, tip: Callable[[str], Tip | None]) -> None:
        self._tip = tip
        self._chains = Chains()
        self._open: dict[str, Request] = {}
        self.count = 0

    def add(self, record: Record) -> tuple[str, Request] | None:
        """
        Verify the next record.  The request that ended with the record before it in its stream, if one did.

        Raises:
            BrokenChain: If it does not stand up.
            RevisionConflict: If its stream is here already.
        """
        header = self._chains.add(record)
        subjects_in(record)  # what a store will index
        stream, seq = record.stream, record.seq
        if seq == 1 and (here := self._tip(stream)) is not None:
            raise RevisionConflict(stream, 0, here.revision)
        self.count += 1
        id, before = header.request, self._open.get(stream)
        if before is not None and before.id == id:
            self._open[stream] = Request(before.id, before.first, seq, before.salt, None)
            return None
        if id is not None:
            self._open[stream] = Request(id, seq, seq, "", None)
        elif before is not None:
            del self._open[stream]
        return None if before is None else (stream, before)

    def rest(self) -> Iterator[tuple[str, Request]]:
        """
        The requests that ended with the newest record of their stream, after the last record.

        Raises:
            BrokenChain: If a personal piece is missing that no later record lists.
        """
        self._chains.end()
        yield from self._open.items()


def taken_in(records: Iterable[Record], intake: Intake) -> Iterator[Record | tuple[str, Request]]:
    """The records as they come, each after it was verified, and each request after its last record."""
    for record in records:
        ended = intake.add(record)
        if ended is not None:
            yield ended
        yield record
    yield from intake.rest()


# ── under which rules ────────────────────────────────────────────────────────────────────────────────────────────────────

MOVES: Final = b'"type":"migrated"'
"""What stands in the header of a record that moves its case to another version."""


class _Under(Struct):
    case_type: str
    version: int
    fingerprint: str


_read_under: Final = Decoder(_Under).decode


def turns(record: Record) -> bool:
    """Whether a record is the first under its rules."""
    return record.seq == 1 or MOVES in record.header


def version_of(stream: str, seq: int, header: bytes) -> Version:
    """
    Under which rules a record was made.

    Raises:
        BrokenChain: If its header does not say.
    """
    try:
        under = _read_under(header)
    except (MsgspecError, UnicodeDecodeError) as error:
        raise BrokenChain(stream, seq, NOT_A_RECORD(cause=str(error)[:200])) from None
    return Version(under.case_type, under.version, under.fingerprint)
