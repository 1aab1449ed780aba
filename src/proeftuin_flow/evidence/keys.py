"""
Keys: who signs a checkpoint, and how others know it.

A signing key is a file of its own that only its owner can read.  Of the verifier key nothing is secret: it is one line of text, in the
form that signed notes have elsewhere too (c2sp.org/signed-note), and has to reach others by a way that they trust.  Signing and checking
need the library `cryptography`: pip install 'proeftuin-flow[evidence]'.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from .._extras import MissingExtra
from ..errors import InvalidData, NotOurs, StoreUnavailable
from ..labels import Label
from ..messages import BAD_KEY_FILE, BAD_KEY_NAME, BAD_VERIFIER_KEY, KEY_EXISTS
from ..stores._files import sync_directory, trouble, write_all

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["SigningKey", "VerifierKey"]

ED25519: Final = b"\x01"
"""The type of our signatures, in the words of signed notes."""

CHECKPOINTS: Final = Label("ijkpunten", "checkpoints")
KEY: Final = 32
NAME: Final = re.compile(r"[^\s+\x00-\x1f\x7f]+")


def algorithm() -> Any:
    """
    The module with Ed25519.

    Raises:
        MissingExtra: If `cryptography` is not there.
    """
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as missing:
        raise MissingExtra(CHECKPOINTS, "cryptography", "evidence") from missing
    return ed25519


def checked_name(name: str) -> str:
    """
    The name of a key: a URL without a scheme is best, such as `archive.example/pilots`.

    Raises:
        InvalidData: If a note cannot name it.
    """
    if not NAME.fullmatch(name):
        raise InvalidData(BAD_KEY_NAME(name=name))
    return name


@frozen
class VerifierKey:
    """Whose signatures are checked with it; `str` gives the line that others need, and `parse` reads it."""

    name: str
    public: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature says from which key it is.  They prove nothing."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """
        The key in a line `name+id+key`.

        Raises:
            InvalidData: If it is no such line, or of a kind of key that is not ours.
        """
        name, _, rest = text.strip().partition("+")
        id, _, encoded = rest.partition("+")
        try:
            key = b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        found = cls(name, key[1:])
        if not NAME.fullmatch(name) or key[:1] != ED25519 or len(key) != 1 + KEY or found.id.hex() != id:
            raise InvalidData(BAD_VERIFIER_KEY(key=text.strip()[:80]))
        return found

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    def signed(self, text: bytes, signature: bytes) -> bool:
        """Whether a signature of this key is under the text."""
        ed25519 = algorithm()
        from cryptography.exceptions import InvalidSignature

        try:
            ed25519.Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


@frozen
class SigningKey:
    """A key that signs, under a name.  Make it with `new`; `save` and `load` it."""

    name: str
    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def new(cls, name: str) -> SigningKey:
        """
        A key that nobody had before.

        Raises:
            InvalidData: If a note cannot name it.
            MissingExtra: If `cryptography` is not there.
        """
        return cls(checked_name(name), algorithm().Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, path: str | PathLike[str], name: str, password: str | None = None) -> SigningKey:
        """
        The key in a file.

        Raises:
            NotOurs: If it is no such file, or not of this password.
            StoreUnavailable: If it cannot be read.
            InvalidData: If a note cannot name it.
            MissingExtra: If `cryptography` is not there.
        """
        algorithm()
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            text = Path(path).read_bytes()
        except OSError as error:
            raise trouble(error, Path(path)) from error
        try:
            key = load_pem_private_key(text, None if password is None else password.encode())
        except (TypeError, ValueError, UnsupportedAlgorithm) as error:
            raise NotOurs(str(path), BAD_KEY_FILE(cause=str(error)[:200])) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise NotOurs(str(path), BAD_KEY_FILE(cause=type(key).__name__))
        return cls(checked_name(name), key)

    def save(self, path: str | PathLike[str], password: str | None = None) -> None:
        """
        Write it into a new file that only its owner can read: PKCS #8 in PEM, encrypted if there is a password.

        Raises:
            StoreUnavailable: If it cannot be written, or something stands there already.
        """
        from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

        protection = NoEncryption() if password is None else BestAvailableEncryption(password.encode())
        text = self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
        there = Path(path)
        try:
            number = os.open(there, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with open(number, "wb", buffering=0) as file:
                write_all(file, text)
                os.fsync(number)
        except FileExistsError:
            raise StoreUnavailable(str(there), KEY_EXISTS()) from None
        except OSError as error:
            raise trouble(error, there) from error
        sync_directory(there)

    @property
    def verifier(self) -> VerifierKey:
        """What others need to check what it signs."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return VerifierKey(self.name, self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, text: bytes) -> bytes:
        """Its signature under a text, 64 bytes."""
        return self._private.sign(text)
