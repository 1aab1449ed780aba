"""
Proofs: what shows others, by a few hashes, what is in a checkpoint and that a later one continues an earlier one.

Each is a small JSON text.  Checking one takes the checkpoint and SHA-256, no log and no ledger.
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from ..canonical import canonical
from ..errors import BrokenProof, NotOurs
from ..log.merkle import HASH, is_consistent, is_included
from ..log.record import MALFORMED
from ..messages import BAD_PROOF, NOT_CONSISTENT, NOT_INCLUDED
from .checkpoints import Checkpoint

__all__ = ["Consistency", "Inclusion"]


class Inclusion(Struct, frozen=True, forbid_unknown_fields=True, tag_field="proof", tag="inclusion"):
    """
    That a record is in a checkpoint: its hash, its place among the leaves, and the hashes beside its way to the root.

    Only the hash is proven.  That it is of this record of this case, its header shows, which has both and of which it is the hash.
    """

    case: str
    hash: str
    index: int
    path: tuple[str, ...]
    seq: int
    size: int

    @classmethod
    def parse(cls, text: bytes | str, where: str = "proof") -> Inclusion:
        """
        A proof from its JSON.

        Raises:
            NotOurs: If it is none.
        """
        try:
            return read_inclusion(text)
        except MALFORMED as error:
            raise NotOurs(where, BAD_PROOF(cause=str(error)[:200])) from None

    def line(self) -> bytes:
        """As canonical JSON, with a line feed."""
        return canonical(self) + b"\n"

    def check(self, checkpoint: Checkpoint, where: str = "proof") -> None:
        """
        Nothing, if it holds.

        Raises:
            BrokenProof: If it does not show that the record is in the checkpoint.
        """
        leaf, path = _hashes(self.hash), _hashes(*self.path)
        if self.size != checkpoint.size or not leaf or not is_included(leaf[0], self.index, self.size, path, checkpoint.root):
            raise BrokenProof(where, NOT_INCLUDED(hash=self.hash[:12]))


class Consistency(Struct, frozen=True, forbid_unknown_fields=True, tag_field="proof", tag="consistency"):
    """That a later checkpoint continues an earlier one: nothing of what that had was changed, moved, or left out."""

    first: int
    path: tuple[str, ...]
    second: int

    @classmethod
    def parse(cls, text: bytes | str, where: str = "proof") -> Consistency:
        """
        A proof from its JSON.

        Raises:
            NotOurs: If it is none.
        """
        try:
            return read_consistency(text)
        except MALFORMED as error:
            raise NotOurs(where, BAD_PROOF(cause=str(error)[:200])) from None

    def line(self) -> bytes:
        """As canonical JSON, with a line feed."""
        return canonical(self) + b"\n"

    def check(self, earlier: Checkpoint, later: Checkpoint, where: str = "proof") -> None:
        """
        Nothing, if it holds.

        Raises:
            BrokenProof: If it does not show that the later checkpoint continues the earlier one.
        """
        same = (earlier.origin, self.first, self.second) == (later.origin, earlier.size, later.size)
        if not same or not is_consistent(self.first, self.second, earlier.root, later.root, _hashes(*self.path)):
            raise BrokenProof(where, NOT_CONSISTENT(first=earlier.size, second=later.size))


read_inclusion: Final = msgspec.json.Decoder(Inclusion).decode
read_consistency: Final = msgspec.json.Decoder(Consistency).decode


def _hashes(*texts: str) -> list[bytes]:
    """The hashes in hexadecimal; what is none is left out, and then nothing is shown."""
    return [bytes.fromhex(text) for text in texts if len(text) == 2 * HASH and set(text) <= set("0123456789abcdef")]
