"""
Checkpoints: one signed hash over every record that a store had, in the form of c2sp.org/tlog-checkpoint.

It says: so many records existed when I signed.  Not when that was, nor that they are true.  Whoever keeps one can be shown later that a
record was among them, and that nothing of them was left out since.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from ..errors import BrokenProof, NotOurs
from ..log.merkle import HASH
from ..messages import BAD_CHECKPOINT, ROOT_DIFFERS
from .keys import SigningKey, VerifierKey, checked_name
from .notes import Note

__all__ = ["Checkpoint"]

SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@frozen
class Checkpoint:
    """Which log, how many records it had, and the root of the tree over them."""

    origin: str
    size: int
    root: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str, where: str = "checkpoint") -> Checkpoint:
        """
        A checkpoint from the text of a note.  Lines after the third are somebody else's, and passed over.

        Raises:
            NotOurs: If it is none.
        """
        *lines, end = text.split("\n")
        if len(lines) < 3 or not all(lines) or end or not SIZE.fullmatch(lines[1]):
            raise NotOurs(where, BAD_CHECKPOINT())
        try:
            root = b64decode(lines[2], validate=True)
        except ValueError:
            root = b""
        if len(root) != HASH:
            raise NotOurs(where, BAD_CHECKPOINT())
        return cls(lines[0], int(lines[1]), root)

    @classmethod
    def open(cls, note: str, keys: Iterable[VerifierKey], where: str = "checkpoint") -> Checkpoint:
        """
        The checkpoint in a signed note, after its signatures were checked.  One of the keys must have signed it.

        Raises:
            NotOurs: If it is no checkpoint.
            BrokenProof: If none of these keys signed it, or a signature is wrong.
        """
        found = Note.parse(note, where)
        found.signers(keys, where)
        return cls.parse(found.text, where)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def signed(self, *keys: SigningKey) -> Note:
        """
        It as a note with the signatures of these keys.

        Raises:
            InvalidData: If a note cannot have that origin.
        """
        checked_name(self.origin)
        return Note(str(self)).signed(*keys)

    def has_root(self, root: bytes, where: str) -> None:
        """
        Nothing, if that is the root.

        Raises:
            BrokenProof: If it is another one.
        """
        if root != self.root:
            raise BrokenProof(where, ROOT_DIFFERS(size=self.size))
