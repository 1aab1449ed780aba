"""
Statements: the *verklaring van vernietiging*, signed, as a text for people and as JSON for programs.

It says of one line in the register of destruction what was destroyed, on what ground, in what manner, when, and by whom.  Nobody is named in
it: who did it and who confirmed it are ids, which only the application can explain.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct

from ..canonical import canonical
from ..errors import BrokenProof, NotOurs
from ..labels import Language
from ..log.record import MALFORMED
from ..messages import (
    BAD_STATEMENT,
    NOT_CANONICAL,
    SIGNATURE_WRONG,
    SIGNED_BY_NOBODY,
    STATEMENT_CASE,
    STATEMENT_DONE,
    STATEMENT_GROUND,
    STATEMENT_HEAD,
    STATEMENT_MANNER,
    STATEMENT_PERIOD,
    STATEMENT_RULE,
    STATEMENT_TITLE,
)
from ..stores.port import Destroyed
from .keys import SigningKey, VerifierKey
from .notes import Note

__all__ = ["Statement", "verify_statement"]

DOMAIN: Final = b"pf1:destruction\n"


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A statement of destruction about one case.  Make it with `of`, once nothing is left in any file (`Destruction.wiped`)."""

    by: str
    case: str
    case_type: str
    confirmed_by: str
    destroyed_at: datetime
    first_recorded: datetime
    ground: str
    head: str
    last_recorded: datetime
    records: int
    rule: str | None = None
    version: int

    @classmethod
    def of(cls, line: Destroyed) -> Statement:
        """What a line in the register of destruction says."""
        return cls(
            by=line.by, case=line.case, case_type=line.case_type, confirmed_by=line.confirmed_by, destroyed_at=line.destroyed_at,
            first_recorded=line.first_recorded, ground=line.ground, head=line.head, last_recorded=line.last_recorded, records=line.records,
            rule=line.rule, version=line.version,
        )  # fmt: skip

    def text(self, language: Language) -> str:
        """The statement as people read it, a line for each sentence."""
        first, last, done = (_utc(moment) for moment in (self.first_recorded, self.last_recorded, self.destroyed_at))
        sentences = [
            STATEMENT_TITLE, STATEMENT_CASE(case=self.case, case_type=self.case_type, version=self.version),
            STATEMENT_PERIOD(records=self.records, first=first, last=last), STATEMENT_GROUND(ground=self.ground),
            *([STATEMENT_RULE(rule=self.rule)] if self.rule is not None else ()), STATEMENT_MANNER,
            STATEMENT_DONE(moment=done, by=self.by, confirmed_by=self.confirmed_by), STATEMENT_HEAD(head=self.head),
        ]  # fmt: skip
        return "".join(f"{sentence.text(language)}\n" for sentence in sentences)

    def note(self, *keys: SigningKey) -> Note:
        """The text in Dutch and in English, signed; `str` gives what is kept, and `Note.parse(text).signers(…)` checks it."""
        return Note(f"{self.text('nl')}\n{self.text('en')}").signed(*keys)

    def json(self, *keys: SigningKey) -> bytes:
        """Canonical JSON, signed; `verify_statement` checks it."""
        signed = DOMAIN + canonical(self)
        signatures = tuple(_Signature(key.verifier.id.hex(), key.name, b64encode(key.sign(signed)).decode()) for key in keys)
        return canonical(_Signed(signatures, self))


class _Signature(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    key: str
    signature: str


class _Signed(Struct, frozen=True, forbid_unknown_fields=True):
    signatures: tuple[_Signature, ...]
    statement: Statement


_decode: Final = msgspec.json.Decoder(_Signed).decode


def verify_statement(text: bytes, keys: Iterable[VerifierKey], where: str = "statement") -> Statement:
    """
    The statement in signed JSON, if one of these keys signed it.  Signatures of other keys are passed over.

    Raises:
        NotOurs: If it is no signed statement, or not in its canonical form.
        BrokenProof: If none of the keys signed it, or a signature that should be of one of them is not.
    """
    try:
        found = _decode(text)
    except MALFORMED as error:
        raise NotOurs(where, BAD_STATEMENT(cause=str(error)[:200])) from None
    if canonical(found) != text:
        raise NotOurs(where, NOT_CANONICAL())
    known = {(key.name, key.id.hex()): key for key in keys}
    signed, signers = DOMAIN + canonical(found.statement), 0
    for each in found.signatures:
        key = known.get((each.key, each.id))
        if key is None:
            continue
        if not key.signed(signed, _bytes(each.signature)):
            raise BrokenProof(where, SIGNATURE_WRONG(name=key.name))
        signers += 1
    if not signers:
        raise BrokenProof(where, SIGNED_BY_NOBODY(names=tuple(each.key for each in found.signatures)))
    return found.statement


def _bytes(text: str) -> bytes:
    """The bytes in base64; none if it is written in another way, or there would be two texts of one signature."""
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        return b""
    return found if b64encode(found).decode() == text else b""


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
