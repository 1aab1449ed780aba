"""
The port: what a store must be able to do.  `proeftuin_flow.testing.stores` has the contract that every adapter passes.

A store knows records, not rules.  It keeps bytes in order, refuses an append that does not follow the newest record, and can really
remove what the law says must go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from msgspec import Struct

from ..canonical import digest, plain
from ..errors import NotOurs, RevisionConflict
from ..log import Record
from ..messages import BAD_DEFINITION

__all__ = ["Commit", "Definition", "Destroyed", "Position", "Request", "Store", "Tip", "Version", "kept_structure"]

Position: TypeAlias = str
"""A place in the order of a whole store; opaque.  None stands for the beginning."""


class Tip(Struct, frozen=True):
    """The newest record of one stream: its number, and its hash."""

    revision: int
    hash: str


class Request(Struct, frozen=True):
    """
    A command that was carried out under a request id: which records came of it, and a salted digest of what was wished.

    The digest is erased together with what it was made of.
    """

    id: str
    first: int
    last: int
    salt: str
    digest: str | None


class Commit(Struct, frozen=True):
    """The records of one command, for one stream, to be written whole or not at all, right after the record with the hash `prev`."""

    stream: str
    expected: int
    prev: str
    records: Sequence[Record]
    request: Request | None = None


class Definition(Struct, frozen=True):
    """A case type as it was: its structure and its texts, in canonical JSON."""

    name: str
    version: int
    fingerprint: str
    structure: bytes
    texts: bytes


def kept_structure(definition: Definition) -> Any:
    """
    The structure in a definition that a store kept.

    Raises:
        NotOurs: If it is not the one of which the definition has the fingerprint.
    """
    if digest(b"pf1:definition", definition.structure) != definition.fingerprint:
        raise NotOurs(f"{definition.name} {definition.version}", BAD_DEFINITION(cause=definition.fingerprint[:12]))
    return plain(definition.structure)


class Destroyed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A line in the register of destruction: all that is left of a case.

    The hashes of its records, oldest first, explain a leaf in a checkpoint of before; what was said in them cannot be guessed back.  Who
    did it and who confirmed it are ids, and the ground and the rule are about nobody.
    """

    by: str
    case: str
    case_type: str
    confirmed_by: str
    destroyed_at: datetime
    first_recorded: datetime
    ground: str
    hashes: tuple[str, ...]
    last_recorded: datetime
    request: str | None = None
    rule: str | None = None
    version: int

    @property
    def records(self) -> int:
        """How many records there were."""
        return len(self.hashes)

    @property
    def head(self) -> str:
        """The hash of the newest one."""
        return self.hashes[-1]


class Version(Struct, frozen=True, order=True):
    """Under which rules something was recorded: the case type by name and version, and the fingerprint of its definition."""

    name: str
    version: int
    fingerprint: str


class Store(Protocol):
    """
    Where records are kept.  Safe to share between threads.

    Every method may raise `StoreUnavailable` (nothing was written) and `LogError` (what is there cannot be trusted).
    """

    def tip(self, stream: str) -> Tip | None:
        """The newest record of a stream; None if there is no such stream."""
        ...

    def tips(self) -> Iterator[tuple[str, Tip]]:
        """The newest record of every stream, in the order of their names; for this no other record is read."""
        ...

    def versions(self) -> Iterator[tuple[str, Version]]:
        """
        The rules under which every stream was recorded, in the order of their names: first those of its first record, then those of each
        record that moves the case to another version (its type is `migrated`).  For this no other record is read.
        """
        ...

    def read(self, stream: str, after: int = 0) -> Iterator[Record]:
        """The records of a stream in order, after a revision.  Nothing if there is no such stream."""
        ...

    def append(self, commit: Commit) -> None:
        """
        Write the records of one command, durably.

        Raises:
            RevisionConflict: If the newest record of the stream is not the one that the commit follows, or the stream stands in the
                register of destruction; nothing was written.
            RequestReused: If its request id was used in the stream before; nothing was written.
            OutcomeUnknown: If the store cannot say whether it was written.
        """
        ...

    def append_all(self, commits: Sequence[Commit]) -> Sequence[RevisionConflict | None]:
        """
        Write several commands in one durable step; each whole or not at all, in their order.

        What does not follow its stream's newest record is left out, and its conflict stands in its place in the answer.

        Raises:
            RequestReused: If one of the request ids was used in its stream before; nothing at all was written.
            OutcomeUnknown: If the store cannot say whether it was written.
        """
        ...

    def request(self, stream: str, id: str) -> Request | None:
        """What came of a request id in a stream, if it was ever used there."""
        ...

    def follow(self, after: Position | None = None, limit: int | None = None) -> Iterator[tuple[Position, Record]]:
        """The records of all streams in the order in which they were written, after a position.  No position is ever used twice."""
        ...

    def redact(self, stream: str, seqs: Iterable[int], commit: Commit | None = None) -> bool:
        """
        Remove the personal pieces of these records, physically, with the digests of the requests that they came from.

        A commit is written in the same step: it says in the log what is removed.  Without it, what is removed must be listed already.

        False says that nobody can read them any more, but that their bytes are still in a file, because somebody is reading what was
        before.  Call it again then (without the commit), until it says True.

        Raises:
            RevisionConflict, RequestReused, OutcomeUnknown: As `append`, for the commit; with the first two nothing was removed either.
        """
        ...

    def about(self, subject: str) -> Iterator[tuple[str, int]]:
        """
        The streams and numbers of the records about a person, by the reference in their personal pieces, in the order of the store.

        What is removed is not found any more.
        """
        ...

    def destroy(self, stream: str, line: Destroyed | None = None) -> bool:
        """
        Remove a whole stream, physically; the answer is that of `redact`.  Nothing is removed if there is no such stream.

        A line is added to the register in the same step, also if there is no such stream (any more); a stream has one line, the first.
        A stream that has one never begins anew.  Without a line it may.

        Raises:
            RevisionConflict: If the newest record of the stream is none of those that the line names; nothing happened.
            InvalidData: If the line is about another case, or names no records.
        """
        ...

    def register(self, stream: str | None = None) -> Iterator[Destroyed]:
        """The lines of the register of destruction, in the order in which they came; or the one of a stream."""
        ...

    def load(self, records: Iterable[Record]) -> int:
        """
        Take in records of elsewhere, in their order, all or none; every chain is verified first.  How many there were.

        The request ids in their headers are kept, without digests: a request that was carried out there is not carried out again here.

        Raises:
            BrokenChain: At the first record that does not stand up, or whose personal piece is gone without a later record that lists it.
            RevisionConflict: If a stream of theirs is here already, or stands in the register of destruction.
        """
        ...

    def keep(self, definition: Definition) -> None:
        """Keep a definition by its fingerprint; once is enough."""
        ...

    def definitions(self, name: str, version: int | None = None) -> Sequence[Definition]:
        """The definitions that were kept under a name, in the order in which they came."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
