"""
The files of a ledger, read by whoever may not write them: which hash stands at which place, and of which record it is.

    leaves    32 bytes for each record: its hash
    places    a line for each: the case, a space, and the number of the record

Only the leaves are in the tree.  That nobody moved a place to another case shows all the same: each case has its numbers without a gap,
its last hash is that of a record which is there, and no leaf is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from ..errors import BrokenProof
from ..log.merkle import HASH, Frontier
from ..messages import LEDGER_PLACES, LEDGER_SHORT
from ..stores._files import trouble
from .checkpoints import Checkpoint

__all__ = ["LEAVES", "PLACES", "Leaf", "last_of", "leaves_in", "sealed"]

LEAVES: Final = "leaves"
PLACES: Final = "places"


class Leaf(Struct, frozen=True, gc=False):
    """One leaf: the hash of a record, and which one it was."""

    index: int
    hash: bytes
    case: str
    seq: int


def leaves_in(path: Path, size: int) -> Iterator[Leaf]:
    """
    The first leaves of a ledger, in order.

    Raises:
        BrokenProof: If there are fewer, or one does not say whose it is.
        StoreUnavailable: If it cannot be read.
    """
    try:
        with open(path / LEAVES, "rb") as leaves, open(path / PLACES, "rb") as places:
            for index in range(size):
                hash, place = leaves.read(HASH), places.readline()
                if len(hash) != HASH or not place.endswith(b"\n"):
                    raise BrokenProof(str(path), LEDGER_SHORT(size=size))
                case, _, seq = place[:-1].partition(b" ")
                if not seq.isdigit() or len(seq) > 15 or not case.isascii():
                    raise BrokenProof(str(path), LEDGER_PLACES(leaf=index))
                yield Leaf(index, hash, case.decode(), int(seq))
    except OSError as error:
        raise trouble(error, path) from error




def last_of(path: Path, case: str, size: int, seq: int | None = None) -> Leaf | None:
    """The last of the first leaves that is of a case, or the one of that number.  All places before are read, none is kept."""
    found = None
    for leaf in leaves_in(path, size):
        if leaf.case == case and seq in (None, leaf.seq):
            found = leaf
    return found


def sealed(path: Path, checkpoint: Checkpoint) -> dict[str, list[tuple[int, str]]]:
    """
    By case, the number and hash of the newest record that a checkpoint covers; of a case that was begun anew, of each beginning.

    Raises:
        BrokenProof: If the leaves have another root, or skip a number.
        StoreUnavailable: If the ledger cannot be read.
    """
    tree = Frontier()
    found: dict[str, list[tuple[int, str]]] = {}
    for leaf in leaves_in(path, checkpoint.size):
        for _ in tree.add(leaf.hash):
            pass
        marks = found.setdefault(leaf.case, [])
        if leaf.seq == 1:
            marks.append((1, leaf.hash.hex()))
        elif marks and marks[-1][0] == leaf.seq - 1:
            marks[-1] = (leaf.seq, leaf.hash.hex())
        else:
            raise BrokenProof(str(path), LEDGER_PLACES(leaf=leaf.index))
    checkpoint.has_root(tree.root(), str(path))
    return found
