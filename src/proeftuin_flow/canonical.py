"""
Canonical JSON: one text for one value, everywhere.

RFC 8785 (JCS) on a subset that needs no float formatting: objects with ASCII keys, arrays, NFC strings, integers below 2^53, booleans, null.
On that subset `msgspec` writes exactly what RFC 8785 asks for, when its keys are sorted; a test compares them character by character.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

import msgspec

__all__ = ["canonical", "digest", "digests", "plain"]

canonical: Final[Callable[[Any], bytes]] = msgspec.json.Encoder(order="sorted").encode
plain: Final[Callable[[bytes], Any]] = msgspec.json.Decoder().decode


def digest(domain: bytes, text: bytes) -> str:
    """The SHA-256 of a text in its domain, in hexadecimal: of the name of the domain, a line feed, and the text."""
    return digests(domain)(text)


def digests(domain: bytes) -> Callable[[bytes], str]:
    """The same for many texts of one domain, whose name is hashed once."""
    begun = sha256(domain + b"\n")

    def digest_of(text: bytes) -> str:
        hashed = begun.copy()
        hashed.update(text)
        return hashed.hexdigest()

    return digest_of
