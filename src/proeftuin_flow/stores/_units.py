"""
Units: what was written together, read from lines; and the index of a file of them.

The index knows where every record stands, not what is in it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ..errors import BrokenChain, NotOurs
from ..log import Record, subjects_in
from ..messages import BAD_LINE, NOT_IN_PLACE
from ._files import HOLE
from ._intake import turns, version_of
from ._lines import Destroyed, Frame, Kept, Line, parse
from .port import Definition, Request, Tip, Version

__all__ = ["Index", "Torn", "Unit", "units"]


class Unit(Struct, frozen=True):
    """
    Lines that were written together: where they begin, their bytes, and what the ones after the frame are.

    `ended` is False for the last of a file if its line feed is missing there; here it has one.
    """

    at: int
    lines: list[bytes]
    values: list[Line]
    ended: bool = True


class Torn(Exception):
    """The end of the file is no unit: it was not written whole.  It begins at this byte, in this line."""

    def __init__(self, at: int, line: int) -> None:
        self.at, self.line = at, line
        super().__init__(at, line)


def units(lines: Iterable[bytes], path: object, at: int = 0, number: int = 0) -> Iterator[Unit]:
    """
    The units in lines, of which the first begins at that byte and comes after that many lines.

    Raises:
        NotOurs: At a line that is none of ours, and not torn.
        Torn: At an end that was not written whole.
    """
    following = iter(lines)
    for first in following:
        raw, values = [_ended(first)], [_value(first, following, path, at, number + 1, number + 1)]
        last, frame = first, values[0]
        if isinstance(frame, Frame):
            values = []
            while len(values) < frame.commit:
                line = next(following, None)
                if line is None:
                    raise Torn(at, number + 1)
                last = line
                raw.append(_ended(line))
                values.append(_value(line, following, path, at, number + 1, number + len(raw)))
                if not isinstance(values[-1], Record | Kept):
                    raise NotOurs(f"{path}, line {number + len(raw)}", BAD_LINE(cause="in the midst of a commit"))
        yield Unit(at, raw, values, last.endswith(b"\n"))
        at += sum(map(len, raw))
        number += len(raw)


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n"


def _value(line: bytes, following: Iterable[bytes], path: object, start: int, first: int, number: int) -> Line:
    try:
        return parse(_ended(line), f"{path}, line {number}")
    except NotOurs:
        if not line.endswith(b"\n") or (HOLE in line and all(map(_is_lost, following))):
            raise Torn(start, first) from None
        raise


def _is_lost(line: bytes) -> bool:
    """
    Whether a line after a hole cannot stand without what was in the hole.

    A record can: it may have been acknowledged after somebody damaged the file, and then nobody may set it aside.  A request cannot, for its
    records were written together with it.
    """
    try:
        return isinstance(parse(_ended(line), ""), Kept)
    except NotOurs:
        return True


class Index:
    """Where everything stands in one file."""

    def __init__(self, path: object) -> None:
        self._path = path
        self.starts = array("Q")
        self.lengths = array("Q")
        # The number of each record in the order of the file, where those that were destroyed count, and take no room here.
        self.numbers = array("Q")
        self.size = 0
        self.places: dict[str, array[int]] = {}
        self.tips: dict[str, Tip] = {}
        self.versions: dict[str, list[Version]] = {}
        self.requests: dict[tuple[str, str], Request] = {}
        self.definitions: dict[str, Definition] = {}
        self.about: dict[str, list[tuple[str, int]]] = {}
        self.end = 0
        self.lines = 0

    def add(self, unit: Unit) -> None:
        """
        Take in the next unit.

        Raises:
            BrokenChain: If a record does not have the next number of its stream.
        """
        at = unit.at + sum(map(len, unit.lines[: len(unit.lines) - len(unit.values)]))
        for line, value in zip(unit.lines[-len(unit.values) :], unit.values, strict=True):
            if isinstance(value, Record):
                self._add_record(value, at, len(line))
            elif isinstance(value, Destroyed):
                self.size += value.destroyed
            elif isinstance(value, Kept):
                self.requests[value.stream, value.request.id] = value.request
            elif isinstance(value, Definition):  # pragma: no branch  # there is no frame within a unit
                self.definitions.setdefault(value.fingerprint, value)
            at += len(line)
        self.end = at
        self.lines += len(unit.lines)

    def _add_record(self, record: Record, at: int, length: int) -> None:
        places = self.places.setdefault(record.stream, array("Q"))
        if record.seq != len(places) + 1:
            raise BrokenChain(record.stream, len(places) + 1, NOT_IN_PLACE(seq=record.seq, stream=record.stream))
        places.append(len(self.starts))
        self.starts.append(at)
        self.lengths.append(length)
        self.numbers.append(self.size)
        self.size += 1
        self.tips[record.stream] = Tip(record.seq, record.hash)
        if turns(record):
            self.versions.setdefault(record.stream, []).append(version_of(record.stream, record.seq, record.header))
        for subject in subjects_in(record):
            self.about.setdefault(subject, []).append((record.stream, record.seq))
