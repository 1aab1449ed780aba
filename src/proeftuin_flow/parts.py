"""
Parts: the parts of one case but its root, and how many of them stand where.

The collection cannot change.  `with_part` gives a new one that shares all but two short lists with the old one, so that moving one
part of a case with ten thousand costs what it costs in a case with ten.  It iterates in the order of opening, in every process alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .case import Part

__all__ = ["NO_PARTS", "Parts"]

WIDTH: Final = 64


class Parts(Mapping[str, "Part[Any]"]):
    """A mapping from address (`plan/1`) to part, grouped by lifecycle."""

    __slots__ = ("_kinds",)

    def __init__(self, kinds: Mapping[str, Row] = MappingProxyType({})) -> None:
        self._kinds = kinds

    @classmethod
    def made(cls, parts: Iterable[Part[Any]]) -> Parts:
        """From parts; those of one lifecycle in the order of their numbers."""
        rows: dict[str, list[Part[Any]]] = {}
        for part in parts:
            rows.setdefault(part.lifecycle.name, []).append(part)
        return cls({kind: Row.made(row) for kind, row in rows.items()})

    def __getitem__(self, address: str) -> Part[Any]:
        kind, _, number = address.partition("/")
        part = self.nth(kind, int(number)) if number.isdecimal() else None
        if part is None or part.address != address:
            raise KeyError(address)
        return part

    def __iter__(self) -> Iterator[str]:
        return (part.address for kind in self._kinds for part in self.of(kind))

    def __len__(self) -> int:
        return sum([row.size for row in self._kinds.values()])

    def __eq__(self, other: object) -> bool:
        # Rows by lifecycle, not in the order in which the first part of each was opened.
        return self._kinds == other._kinds if isinstance(other, Parts) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # equal by value, and nobody keeps them in sets

    def __repr__(self) -> str:
        return f"Parts({', '.join(f'{part.address}: {part.state}' for part in self.values())})"

    def nth(self, kind: str, number: int) -> Part[Any] | None:
        """The part of a lifecycle with this number, from 1."""
        row = self._kinds.get(kind)
        return row.nth(number) if row is not None else None

    def of(self, kind: str) -> Iterator[Part[Any]]:
        """The parts of one lifecycle, oldest first."""
        row = self._kinds.get(kind)
        return chain.from_iterable(row.blocks) if row is not None else iter(())

    def count(self, kind: str) -> int:
        """How many parts of one lifecycle were ever opened."""
        row = self._kinds.get(kind)
        return row.size if row is not None else 0

    def tally(self, kind: str) -> Mapping[str, int]:
        """How many parts of one lifecycle are in each state."""
        row = self._kinds.get(kind)
        return row.tally if row is not None else NONE

    def waiting(self, kind: str, state: str) -> tuple[int, ...]:
        """The numbers of the parts in a state from which they may move by themselves, in order."""
        row = self._kinds.get(kind)
        return _numbers(row.waiting.get(state, 0)) if row is not None else ()

    def with_part(self, part: Part[Any]) -> Parts:
        """With this part opened or moved."""
        kind = part.lifecycle.name
        kinds = dict(self._kinds)
        kinds[kind] = (kinds.get(kind) or EMPTY).with_part(part)
        return Parts(kinds)


class Row:
    """
    The parts of one lifecycle, in blocks; how many are in each state; and which wait in a state that they may leave by themselves.

    Who waits is kept as the bits of a whole number: with ten thousand waiting, one more or less is a copy of a kilobyte.
    """

    __slots__ = ("blocks", "size", "tally", "waiting")

    def __init__(self, blocks: list[list[Part[Any]]], size: int, tally: Mapping[str, int], waiting: Mapping[str, int]) -> None:
        self.blocks, self.size, self.tally, self.waiting = blocks, size, tally, waiting

    @classmethod
    def made(cls, parts: list[Part[Any]]) -> Row:
        tally: dict[str, int] = {}
        waiting: dict[str, list[int]] = {}
        watching = parts[0].lifecycle.watching_states
        for part in parts:
            state = part.state
            tally[state] = tally.get(state, 0) + 1
            if state in watching:
                waiting.setdefault(state, []).append(part.number)
        blocks = [parts] if len(parts) <= WIDTH else [parts[start : start + WIDTH] for start in range(0, len(parts), WIDTH)]
        return cls(blocks, len(parts), tally, {state: _bits(numbers) for state, numbers in waiting.items()} if waiting else NOBODY_WAITS)

    def __eq__(self, other: object) -> bool:
        return self.blocks == other.blocks if isinstance(other, Row) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as Parts

    def nth(self, number: int) -> Part[Any] | None:
        block, place = divmod(number - 1, WIDTH)
        return self.blocks[block][place] if 0 < number <= self.size else None

    def with_part(self, part: Part[Any]) -> Row:
        block, place = divmod(part.number - 1, WIDTH)
        blocks = self.blocks[:]
        if part.number > self.size:
            old = None
            if block == len(blocks):
                blocks.append([part])
            else:
                blocks[block] = [*blocks[block], part]
        else:
            old = blocks[block][place].state
            changed = blocks[block] = blocks[block][:]
            changed[place] = part
        size = max(self.size, part.number)
        if old == part.state:
            return Row(blocks, size, self.tally, self.waiting)
        tally = dict(self.tally)
        if old is not None:
            tally[old] -= 1
        tally[part.state] = tally.get(part.state, 0) + 1
        return Row(blocks, size, tally, self._waiting(part, old))

    def _waiting(self, part: Part[Any], old: str | None) -> Mapping[str, int]:
        watching = part.lifecycle.watching_states
        if old not in watching and part.state not in watching:
            return self.waiting
        waiting = dict(self.waiting)
        bit = 1 << part.number
        if old is not None and old in watching:
            waiting[old] ^= bit
        if part.state in watching:
            waiting[part.state] = waiting.get(part.state, 0) | bit
        return waiting


def _bits(numbers: list[int]) -> int:
    """Numbers, in rising order, as the bits of one."""
    octets = bytearray(numbers[-1] // 8 + 1)
    for number in numbers:
        octets[number // 8] |= 1 << number % 8
    return int.from_bytes(octets, "little")


def _numbers(bits: int) -> tuple[int, ...]:
    """The numbers of the bits that are set, in rising order."""
    octets = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    return tuple(8 * place + bit for place, octet in enumerate(octets) if octet for bit in range(8) if octet >> bit & 1)


NONE: Final[Mapping[str, int]] = MappingProxyType({})
NOBODY_WAITS: Final[Mapping[str, int]] = MappingProxyType({})
EMPTY: Final = Row([], 0, NONE, NOBODY_WAITS)
NO_PARTS: Final = Parts()
