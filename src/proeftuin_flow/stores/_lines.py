"""
The lines of a `JsonlStore`: records, and what a store keeps beside them.  Each is canonical JSON, and has a line feed.

    {"data":…,"hash":…,"header":…,"personal":…}     a record
    {"commit":n}                                    the next n lines were written together, whole or not at all
    {"request":{"digest":…,"first":…,"id":…,"last":…,"salt":…,"stream":…}}
                                                    which records came of a request; after the last of them
    {"destroyed":n}                                 n records stood here; their places are not used again
    {"definition":{"fingerprint":…,"name":…,"structure":…,"texts":…,"version":…}}
                                                    a case type as it was
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta, Raw, Struct

from ..canonical import canonical
from ..errors import NotOurs
from ..log import Record, parse_line
from ..log.record import MALFORMED, is_canonical
from ..messages import BAD_LINE, NOT_CANONICAL
from .port import Commit, Definition, Request

__all__ = ["Destroyed", "Frame", "Kept", "Line", "commit_lines", "definition_line", "destroyed_lines", "frame_line", "parse", "request_line"]


Count: TypeAlias = Annotated[int, Meta(ge=1)]
MOST_GONE: Final = (1 << 31) - 1
"""How many records one line may say stood there, so that no file that fits on a disk counts past 64 bits."""


class Frame(Struct, frozen=True, forbid_unknown_fields=True):
    """That the next lines were written together."""

    commit: Count


class Destroyed(Struct, frozen=True, forbid_unknown_fields=True):
    """How many records stood here."""

    destroyed: Annotated[int, Meta(ge=1, le=MOST_GONE)]


class Kept(Struct, frozen=True):
    """A request of a stream."""

    stream: str
    request: Request


Line: TypeAlias = Record | Frame | Destroyed | Definition | Kept


class _RequestFields(Struct, forbid_unknown_fields=True):
    digest: str | None
    first: int
    id: str
    last: int
    salt: str
    stream: str


class _RequestLine(Struct, forbid_unknown_fields=True):
    request: _RequestFields


class _DefinitionFields(Struct, forbid_unknown_fields=True):
    fingerprint: str
    name: str
    structure: Raw
    texts: Raw
    version: int


class _DefinitionLine(Struct, forbid_unknown_fields=True):
    definition: _DefinitionFields


def commit_lines(commit: Commit) -> bytes:
    """A commit as its lines: a single record needs no frame, for a line is whole or torn."""
    lines = [record.line() for record in commit.records]
    if commit.request is not None:
        lines.append(request_line(commit.stream, commit.request))
    return b"".join(lines if len(lines) == 1 else [frame_line(len(lines)), *lines])


def frame_line(count: int) -> bytes:
    """That so many lines follow that were written together."""
    return canonical({"commit": count}) + b"\n"


def destroyed_lines(count: int) -> Iterator[bytes]:
    """That so many records stood here."""
    for start in range(0, count, MOST_GONE):
        yield canonical({"destroyed": min(MOST_GONE, count - start)}) + b"\n"


def request_line(stream: str, request: Request) -> bytes:
    """A request of a stream."""
    fields = _RequestFields(request.digest, request.first, request.id, request.last, request.salt, stream)
    return canonical(_RequestLine(fields)) + b"\n"


def definition_line(definition: Definition) -> bytes:
    """A definition, whose structure and texts stand here as they are."""
    fields = _DefinitionFields(
        definition.fingerprint, definition.name, Raw(definition.structure), Raw(definition.texts), definition.version
    )
    return canonical(_DefinitionLine(fields)) + b"\n"


def _definition(line: bytes) -> Line:
    found = _read_definition(line).definition
    return Definition(found.name, found.version, found.fingerprint, bytes(found.structure), bytes(found.texts))


def _request(line: bytes) -> Line:
    found = _read_request(line).request
    return Kept(found.stream, Request(found.id, found.first, found.last, found.salt, found.digest))


_read_definition: Final = msgspec.json.Decoder(_DefinitionLine).decode
_read_request: Final = msgspec.json.Decoder(_RequestLine).decode

# How a line begins says what it is: a record begins with its data or its hash.
KINDS: Final[dict[bytes, Callable[[bytes], Line]]] = {
    b'{"commit":': msgspec.json.Decoder(Frame).decode,
    b'{"destroyed":': msgspec.json.Decoder(Destroyed).decode,
    b'{"request":': _request,
    b'{"definition":': _definition,
}


def parse(line: bytes, where: str) -> Line:
    """
    What one line is, with its line feed.  `where` names it in an error.

    Raises:
        NotOurs: If it is none of these, or not in its canonical form.
    """
    read = KINDS.get(line[: line.find(b":") + 1])
    if read is None:
        return parse_line(line, where)
    try:
        found = read(line)
        same = line.endswith(b"\n") and is_canonical(line[:-1])
    except MALFORMED as error:
        raise NotOurs(where, BAD_LINE(cause=str(error)[:200])) from None
    if not same:
        raise NotOurs(where, NOT_CANONICAL())
    return found
