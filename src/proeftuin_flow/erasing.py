"""
Erasing: the personal pieces of everything about one part, or about one person, go; the log says so, and nobody finds them any more.

A piece that is about two persons goes whole.  What the log says of an erasure has numbers and a ground, never the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec
from msgspec import Struct, structs

from .acts import REDACTED_TYPE, TAKEN_OVER, Redact
from .addressing import part_at
from .cache import Known
from .canonical import canonical, plain
from .case import Case
from .decider import decide
from .decisions import Refused
from .errors import BrokenChain, CommandRefused, FlowError, InvalidData, NotOurs, RequestReused, RevisionConflict
from .lifecycle import NEW
from .log import Record, Stamp, emptied_in, seal, subjects_in
from .log.record import MALFORMED
from .messages import DOES_NOT_FIT, NO_PIECE, NOT_A_RECORD, NOT_PERSONAL, UNKNOWN_PART
from .stores.port import Commit, Request
from .use_cases import TRIES, Ask, Asking, UseCases, Wish, read

if TYPE_CHECKING:
    from .stores.port import Store

__all__ = ["CaseErased", "Erasure", "ErasureReport", "about", "again", "erase", "erasures", "parts_about"]


class Erasure(Struct, frozen=True, forbid_unknown_fields=True):
    """
    One erasure, to be kept elsewhere: after a backup was put back, it is done again.

    `emptied` has the hashes of the records whose personal pieces went, by number; `record` is the hash of the record that says so.  Nothing
    in it is about anybody.
    """

    stream: str
    record: str
    emptied: Mapping[int, str]
    ground: str

    def to_json(self) -> bytes:
        """One line of canonical JSON."""
        return canonical({**structs.asdict(self), "emptied": {str(seq): hash for seq, hash in self.emptied.items()}})

    @classmethod
    def from_json(cls, text: bytes | str) -> Erasure:
        """
        What `to_json` wrote.

        Raises:
            NotOurs: If it is something else.
        """
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.MsgspecError as error:
            raise NotOurs("erasure", NOT_A_RECORD(cause=str(error)[:200])) from None


class CaseErased(Struct, frozen=True):
    """
    What was erased in one case: the numbers of the records, and the erasure, to be kept elsewhere; None if there was nothing to erase.

    `wiped` is False while bytes are still in a file because somebody reads what was before; nobody else can read them any more.  `missing`
    are numbers at which another record stands than the one that was erased, or none.  `error` says why nothing was done.
    """

    case: str
    emptied: tuple[int, ...] = ()
    erasure: Erasure | None = None
    wiped: bool = True
    missing: tuple[int, ...] = ()
    error: FlowError | None = None


class ErasureReport(Struct, frozen=True):
    """What was erased, by case."""

    cases: tuple[CaseErased, ...]

    @property
    def records(self) -> int:
        """How many records lost their personal piece."""
        return sum(len(each.emptied) for each in self.cases)

    @property
    def wiped(self) -> bool:
        """Whether no file has a byte of it any more.  If not, call `Flow.reapply` with the erasures, later, until it has none."""
        return all(each.wiped for each in self.cases)

    @property
    def erasures(self) -> tuple[Erasure, ...]:
        """The erasures, to be kept elsewhere."""
        return tuple(each.erasure for each in self.cases if each.erasure is not None)

    @property
    def failed(self) -> tuple[CaseErased, ...]:
        """The cases in which nothing was done, each with the error that says why."""
        return tuple(each for each in self.cases if each.error is not None)


# ── what is to go ────────────────────────────────────────────────────────────────────────────────────────────────────────


def about(records: Iterable[Record], personal: frozenset[str], *, subject: str | None = None, part: str | None = None) -> frozenset[int]:
    """
    The numbers of the records of one case that are about a person, or about a part of a personal lifecycle.

    About a person is what names the reference, and everything about a part of a personal lifecycle (`personal` has their names) of which
    one record does.  About a part is what happened to it, and what names its address.
    """
    known = [*records]
    parts = parts_about(known, personal, subject) if part is None else {part}
    found = {record.seq for record in known if subject is not None and subject in subjects_in(record)}
    quoted = [f'"{address}"'.encode() for address in parts]
    for record in known:
        if record.read().part in parts or (record.personal is not None and any(each in record.personal for each in quoted)):
            found.add(record.seq)
    return frozenset(found)


def parts_about(records: Iterable[Record], personal: frozenset[str], subject: str | None) -> set[str]:
    """The parts of personal lifecycles in which something names a person; of those that were taken over, the facts."""
    found: set[str] = set()
    for record in records:
        if subject is None or subject not in subjects_in(record):
            continue
        header = record.read()
        if header.part.partition("/")[0] in personal:
            found.add(header.part)
        elif header.type == TAKEN_OVER:
            facts = plain(record.personal or b"")["body"]["facts"]
            found |= {address for address, known in facts.items() if address.partition("/")[0] in personal and canonical(subject) in canonical(known)}
    return found


def erasures(store: Store) -> Iterator[Erasure]:
    """The erasures that the log of a store tells of, in its order; to be kept elsewhere, for no backup has those that came after it."""
    for _, record in store.follow():
        if b'"type":"redacted"' in record.header and record.read().type == REDACTED_TYPE:  # the first half is fast, the second sure
            yield _erasure(record, store.read(record.stream))


class _Ground(Struct):
    ground: str


class _Body(Struct):
    body: _Ground


_read_body: Final = msgspec.json.Decoder(_Body).decode


def _erasure(record: Record, records: Iterable[Record]) -> Erasure:
    emptied = frozenset(emptied_in(record))
    hashes = {each.seq: each.hash for each in takewhile(lambda each: each.seq < record.seq, records) if each.seq in emptied}
    try:
        return Erasure(record.stream, record.hash, hashes, _read_body(record.data or b"").body.ground)
    except MALFORMED as error:
        raise BrokenChain(record.stream, record.seq, DOES_NOT_FIT(cause=str(error)[:200])) from None


# ── doing it ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def erase(
    use_cases: UseCases, wish: Wish, ground: str, moment: datetime, *, subject: str | None = None, part: str | None = None,
    numbers: frozenset[int] = frozenset(),
) -> Asking[CaseErased]:  # fmt: skip
    """
    Erase in one case what is about a person or a part, or the pieces of some records; three times if others are faster and no revision was expected.

    Raises:
        CommandRefused: If the actor may not.
        InvalidData: If there is no such part, or it is of no personal lifecycle; or a record has no personal piece.
        RevisionConflict: If the case is not where it was expected, or others kept being faster.
        RequestReused: If the request id stands for something else.
    """

    def chosen(case: Case, records: Sequence[Record]) -> frozenset[int]:
        personal = frozenset(name for name, lifecycle in case.type.lifecycles.items() if lifecycle.personal)
        if part is not None:
            if part_at(case, part).state == NEW.name:
                raise InvalidData(UNKNOWN_PART(case=case.id, part=part))
            if part.partition("/")[0] not in personal:
                raise InvalidData(NOT_PERSONAL(part=part))
        if numbers:
            with_piece = {record.seq for record in records if record.read().personal is not None}
            if strangers := sorted(numbers - with_piece):
                raise InvalidData(*(NO_PIECE(case=case.id, record=seq) for seq in strangers))
            return numbers
        return about(records, personal, subject=subject, part=part)

    return (yield from _erase(use_cases, wish, ground, moment, chosen))


def again(use_cases: UseCases, wish: Wish, erasure: Erasure, moment: datetime) -> Asking[CaseErased]:
    """
    Do an erasure again, after a backup was put back; only where the records are those that were erased.

    Where the log does not know of it any more, it is recorded anew, as done by the actor of the wish.
    """
    missing: set[int] = set()

    def chosen(_: Case, records: Sequence[Record]) -> frozenset[int]:
        here = frozenset(record.seq for record in records if erasure.emptied.get(record.seq) == record.hash)
        missing.update(erasure.emptied.keys() - here)
        return here

    found = yield from _erase(use_cases, wish, erasure.ground, moment, chosen)
    return structs.replace(found, missing=tuple(sorted(missing)))


Chosen: TypeAlias = Callable[[Case, Sequence[Record]], frozenset[int]]


def _erase(use_cases: UseCases, wish: Wish, ground: str, moment: datetime, chosen: Chosen) -> Asking[CaseErased]:
    conflict: RevisionConflict | None = None
    for _ in range(TRIES):
        known = yield from use_cases.current(wish.stream)
        if wish.expected is not None and wish.expected != known.case.revision:
            raise RevisionConflict(wish.stream, wish.expected, known.case.revision)
        records = [record for record in (yield from read(wish.stream)) if record.seq <= known.case.revision]
        if wish.request is not None:
            before: Request | None = yield Ask("request", (wish.stream, wish.request))
            if before is not None:
                return (yield from _repeated(wish.request, before, records))
        seqs = chosen(known.case, records)
        listed = {seq for record in records if record.read().type == REDACTED_TYPE for seq in emptied_in(record)}
        had = {record.seq for record in records if record.seq in seqs and record.read().personal is not None}
        commit = _commit(wish, known, Redact(tuple(sorted(had - listed)), ground), moment)
        if not had:
            return CaseErased(wish.stream)
        try:
            wiped: bool = yield Ask("redact", (wish.stream, sorted(had), commit))
        except RevisionConflict as error:
            conflict = error
            if wish.expected is not None:
                break
            continue
        use_cases.forget(wish.stream)
        there = tuple(record.seq for record in records if record.seq in had and record.personal is not None)
        return CaseErased(wish.stream, there, None if commit is None else _erasure(commit.records[0], records), wiped)
    assert conflict is not None
    raise conflict


def _repeated(request: str, before: Request, records: Sequence[Record]) -> Asking[CaseErased]:
    """What was erased for this request before; bytes that were left then are wiped now."""
    record = next(each for each in records if each.seq == before.first)
    if record.read().type != REDACTED_TYPE:
        raise RequestReused(record.stream, request)
    erasure = _erasure(record, records)
    wiped: bool = yield Ask("redact", (record.stream, sorted(erasure.emptied)))
    return CaseErased(record.stream, tuple(sorted(erasure.emptied)), erasure, wiped)


def _commit(wish: Wish, known: Known, data: Redact, moment: datetime) -> Commit | None:
    """
    The record of an erasure, right after what is known; None if it would list nothing.

    What was wished is kept for its request without a digest: who has that could try all references until one fits.
    """
    case, at = known.case, max(moment, known.recorded)  # a clock that went back: the log does not
    decision = decide(case, structs.replace(wish.command, data=data, now=at))
    if isinstance(decision, Refused):
        raise CommandRefused(decision)
    if not data.emptied:
        return None
    records = seal(case, decision.events, Stamp(at, wish.recorded_by, wish.request), known.head)
    seq = records[0].seq
    return Commit(case.id, case.revision, known.head, records, None if wish.request is None else Request(wish.request, seq, seq, "", None))
