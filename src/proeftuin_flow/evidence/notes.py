"""
Signed notes: a text with signatures under it, in the form of c2sp.org/signed-note, so that other people's tools read them too.

A note may have signatures of keys that nobody here knows; they are passed over.  One that is known and wrong spoils the note.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from ..errors import BrokenProof, NotOurs
from ..messages import BAD_NOTE, SIGNATURE_WRONG, SIGNED_BY_NOBODY
from .keys import SigningKey, VerifierKey

__all__ = ["Note", "Signature"]

SIGNATURE: Final = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/=]+)")
CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
LONGEST: Final = 1 << 16
"""More characters than any note of ours has, with hundreds of signatures."""


@frozen
class Signature:
    """What stands under a note: the name of a key, its four bytes, and the signature itself."""

    name: str
    id: bytes
    bytes: bytes

    def line(self) -> str:
        """As it stands in the note, with its line feed."""
        return f"— {self.name} {b64encode(self.id + self.bytes).decode()}\n"


@frozen
class Note:
    """A text that ends in a line feed, and the signatures under it.  What it says counts only after `signers` was asked."""

    text: str
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def parse(cls, text: str, where: str = "note") -> Note:
        """
        A note from its text.  `where` names it in an error.

        Raises:
            NotOurs: If it is none.
        """
        body, gap, under = text.rpartition("\n\n")
        lines = under.split("\n")
        if len(text) > LONGEST or CONTROL.search(text) or not gap or not body or lines.pop() or not lines:
            raise NotOurs(where, BAD_NOTE())
        signatures = []
        for line in lines:
            found = SIGNATURE.fullmatch(line)
            try:
                raw = b64decode(found["signature"], validate=True) if found else b""
            except ValueError:
                raw = b""
            if not found or len(raw) < 5:
                raise NotOurs(where, BAD_NOTE())
            signatures.append(Signature(found["name"], raw[:4], raw[4:]))
        return cls(body + "\n", tuple(signatures))

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(each.line() for each in self.signatures)}"

    def signed(self, *keys: SigningKey) -> Note:
        """The same note with signatures of these keys under those that it has."""
        text = self.text.encode()
        return Note(self.text, (*self.signatures, *(Signature(key.name, key.verifier.id, key.sign(text)) for key in keys)))

    def signers(self, keys: Iterable[VerifierKey], where: str = "note") -> tuple[VerifierKey, ...]:
        """
        Which of these keys signed it, one at least.

        Raises:
            BrokenProof: If none did, or a signature that should be of one of them is not.
        """
        known = {(key.name, key.id): key for key in keys}
        text = self.text.encode()
        found: dict[VerifierKey, None] = {}
        for each in self.signatures:
            key = known.get((each.name, each.id))
            if key is None:
                continue
            if not key.signed(text, each.bytes):
                raise BrokenProof(where, SIGNATURE_WRONG(name=key.name))
            found[key] = None
        if not found:
            raise BrokenProof(where, SIGNED_BY_NOBODY(names=tuple(dict.fromkeys(each.name for each in self.signatures))))
        return tuple(found)
