"""
Records: one event as bytes.

    header     what stays for ever: place, time, rules, by whom, the digests of the pieces, and the hash of the record before
    data       leaves with the case only: what is about nobody
    personal   can be removed on its own: what is about somebody; for a `personal` lifecycle everything about the event
    hash       SHA-256 of the header

The bytes of header and pieces are canonical JSON; the digests are over exactly these bytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import fields

from ..canonical import canonical, digests, plain
from ..errors import BrokenChain, NotOurs
from ..messages import DOES_NOT_FIT, NOT_A_RECORD, NOT_CANONICAL, OTHER_FORMAT

__all__ = [
    "FORMAT", "GENESIS", "Header", "HeaderCheck", "Hidden", "Record", "emptied_in", "hash_of", "is_whole", "parse_line",
    "piece_digest", "record_schema", "subjects_in",
]  # fmt: skip

FORMAT: Final = "pf1"
GENESIS: Final = "0" * 64
"""What stands in the place of the hash before the first record."""


class HeaderCheck(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """One guard that was asked.  In alphabetical order, as all that is written here."""

    by: str | None = None
    guard: str
    outcome: str


class Header(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """
    What stays for ever.  The fields stand in alphabetical order, so that encoding them is canonical as it is.

    In a `personal` lifecycle `settled` stands in the place of type, schema, trigger, source, target, occurred and checks.
    """

    by: str
    case_type: str
    caused_by: int | None = None
    checks: tuple[HeaderCheck, ...] = ()
    correlation: str | None = None
    data: str | None = None
    fingerprint: str
    format: str
    occurred: str | None = None
    on_behalf_of: str | None = None
    organisation: str | None = None
    part: str
    personal: str | None = None
    prev: str
    profile: str
    recorded: datetime
    recorded_by: str | None = None
    request: str | None = None
    roles: tuple[str, ...] = ()
    schema: int | None = None
    seq: int
    settled: bool | None = None
    source: str | None = None
    stream: str
    target: str | None = None
    trigger: str | None = None
    type: str | None = None
    version: int


def is_whole(h: Header) -> bool:
    """Whether the header has what happened, or whether its part is settled in the place of all of that; and was recorded in UTC."""
    if h.recorded.tzinfo is not UTC:
        return False
    told = h.type, h.source, h.target, h.occurred, h.schema
    if h.settled is None:
        return None not in told
    return told == UNTOLD and h.trigger is None and not h.checks


UNTOLD: Final = (None,) * 5

HeaderWritten: Final[Callable[..., Any]] = msgspec.defstruct(
    "HeaderWritten",
    [(each.name, Any, None if each.required else each.default) for each in fields(Header)],
    frozen=True, omit_defaults=True, gc=False,
)  # fmt: skip
"""The same header, made of all its fields in their order: by name it takes fifteen times as long, and every record needs one."""


class Hidden(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a personal lifecycle keeps out of the header, in its personal piece under `event`."""

    checks: tuple[HeaderCheck, ...] = ()
    occurred: Any
    schema: int | None = None
    source: str
    target: str
    trigger: str | None = None
    type: str


class Record(Struct, frozen=True, gc=False):
    """One event with its place.  `data` and `personal` are None where the record has no such piece, or where it was removed."""

    stream: str
    seq: int
    header: bytes
    hash: str
    data: bytes | None = None
    personal: bytes | None = None

    def read(self) -> Header:
        """
        The header.

        Raises:
            NotOurs: If these bytes are no header of this format.
        """
        try:
            return read_header(self.header)
        except MALFORMED as error:
            raise NotOurs(f"{self.stream}:{self.seq}", NOT_A_RECORD(cause=str(error)[:200])) from None

    def line(self) -> bytes:
        """The record as one line of JSON Lines, with its line feed."""
        parts = [b'"data":' + self.data] if self.data is not None else []
        parts += [b'"hash":"' + self.hash.encode() + b'"', b'"header":' + self.header]
        parts += [b'"personal":' + self.personal] if self.personal is not None else []
        return b"{" + b",".join(parts) + b"}\n"


class _Emptied(Struct):
    emptied: tuple[int, ...]


class _Redacted(Struct):
    body: _Emptied


class _Subjects(Struct):
    subjects: tuple[str, ...] = ()


_read_redacted: Final = msgspec.json.Decoder(_Redacted).decode
_read_subjects: Final = msgspec.json.Decoder(_Subjects).decode


class _Line(Struct, forbid_unknown_fields=True):
    hash: str
    header: Raw
    data: Raw = Raw(b"")
    personal: Raw = Raw(b"")


MALFORMED: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)

write_header: Final[Callable[[Any], bytes]] = msgspec.json.Encoder().encode
read_header: Final[Callable[[bytes], Header]] = msgspec.json.Decoder(Header).decode
_read_line: Final = msgspec.json.Decoder(_Line).decode


def _no_floats(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


_read_strictly: Final = msgspec.json.Decoder(float_hook=_no_floats).decode


hash_of: Final = digests(b"pf1:record")
"""The hash of a record, from its header."""


def piece_digest(name: str, piece: bytes) -> str:
    """The digest of a piece; a piece cannot stand in for the other one."""
    return PIECES[name](piece)


PIECES: Final = {"data": digests(b"pf1:data"), "personal": digests(b"pf1:personal")}
"""The domains of the pieces' digests."""


def parse_line(line: bytes, where: str) -> Record:
    """
    The record in one line of JSON Lines.  `where` names the line in an error.

    Its hashes are not checked; `verify` does that.

    Raises:
        NotOurs: If it is no record of this format, or not in its canonical form.
    """
    try:
        found = _read_line(line)
        header = bytes(found.header)
        head = read_header(header)
        pieces = [bytes(raw) or None for raw in (found.data, found.personal)]
        record = Record(head.stream, head.seq, header, found.hash, *pieces)
        if head.format != FORMAT:
            raise NotOurs(where, OTHER_FORMAT(found=head.format, wanted=FORMAT))
        if record.line() != line or not all(is_canonical(text) for text in (header, *pieces) if text is not None):
            raise NotOurs(where, NOT_CANONICAL())
    except MALFORMED as error:
        raise NotOurs(where, NOT_A_RECORD(cause=str(error)[:200])) from None
    return record


def emptied_in(record: Record) -> tuple[int, ...]:
    """
    The numbers before it that a `redacted` record lists.

    Raises:
        BrokenChain: If it lists none.
    """
    try:
        return tuple(seq for seq in _read_redacted(record.data or b"").body.emptied if 0 < seq < record.seq)
    except MALFORMED as error:
        raise BrokenChain(record.stream, record.seq, DOES_NOT_FIT(cause=str(error)[:200])) from None


def subjects_in(record: Record) -> tuple[str, ...]:
    """
    The references of the persons that a record is about, in ascending order; no definition is needed for it.

    Raises:
        BrokenChain: If its personal piece has something else in their place.
    """
    personal = record.personal
    # Few records have any.  A body may have a member of that name too, so this only spares reading the others.
    if personal is None or b'"subjects":[' not in personal:
        return ()
    try:
        subjects = _read_subjects(personal).subjects
        if any(one >= other for one, other in pairwise(subjects)):
            raise ValueError("references of persons that are not in ascending order")
    except MALFORMED as error:
        raise BrokenChain(record.stream, record.seq, NOT_A_RECORD(cause=str(error)[:200])) from None
    return subjects


def is_canonical(text: bytes) -> bool:
    """Whether these bytes are the one text of their value."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text.decode()):
        return False
    return canonical(_read_strictly(text)) == text


def record_schema() -> dict[str, Any]:
    """The JSON Schema of a record (draft 2020-12), as it ships in the package."""
    from importlib.resources import files

    text = files("proeftuin_flow").joinpath("schemas", "record.schema.json").read_bytes()
    schema: dict[str, Any] = plain(text)
    return schema
