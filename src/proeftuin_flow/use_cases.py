"""
Use cases: what the shell does, without doing it.

Each is a generator that asks its driver for what it needs of a store and gets it sent back.  `Flow` has the driver for stores that
answer at once; one for stores that must be awaited is a second driver, not a second copy of these.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct, structs

from .acts import ASKED, MIGRATED, REDACTED_TYPE, VOIDED, Migrate, Past, Void
from .cache import Cache, Known
from .canonical import canonical, digest
from .case import Case, Event
from .case_type import CaseType
from .codec import as_json
from .decider import decide
from .decisions import Accepted, Refused
from .errors import CaseNotFound, CommandRefused, DefinitionError, FlowError, InvalidData, RequestReused, RevisionConflict
from .log import GENESIS, Fold, Record, Stamp, Versions, begun, event_of, seal, type_of
from .log.salts import salt
from .messages import ALREADY_EXISTS, LEAVES_NOTHING, UNKNOWN_CASE_TYPE, WAS_DESTROYED
from .moving import evolve
from .stores.port import Commit, Definition, Destroyed, Request, Tip, Version, kept_structure
from .structure import diff, texts_of
from .upcasting import lifts
from .wishes import Command

__all__ = ["TRIES", "Ask", "Asking", "Outcome", "UseCases", "Wish", "read"]

T = TypeVar("T")


class Ask(Struct, frozen=True):
    """One question to a store: the name of its method, and the arguments."""

    method: str
    arguments: tuple[Any, ...]


Asking: TypeAlias = Generator[Ask, Any, T]

TRIES: Final = 3

NOT_AS_KNOWN: Final = frozenset({MIGRATED, REDACTED_TYPE, VOIDED})
"""What makes a case another one than was known before: under other rules, without something that counted, or without what is gone."""


class Outcome(Struct, frozen=True):
    """
    What came of a command: the case after it, its events, and their records.

    `repeated` says that the request had been carried out before; then nothing was written now.
    """

    case: Case
    events: tuple[Event[Any], ...]
    records: tuple[Record, ...]
    repeated: bool = False


class Wish(Struct, frozen=True):
    """A command for one case, and what the shell needs beside it."""

    stream: str
    command: Command
    recorded_by: str | None = None
    request: str | None = None
    correlation: str | None = None
    expected: int | None = None


def tip(stream: str) -> Asking[Tip | None]:
    """Ask for the newest record of a stream."""
    newest: Tip | None = yield Ask("tip", (stream,))
    return newest


def read(stream: str, after: int = 0) -> Asking[Iterator[Record]]:
    """Ask for the records of a stream."""
    records: Iterator[Record] = yield Ask("read", (stream, after))
    return records


class UseCases:
    """The use cases over some case types and a cache."""

    def __init__(self, types: Versions, cache: Cache) -> None:
        self.types = types
        self._cache = cache

    # ── definitions ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> Asking[tuple[Version, ...]]:
        """
        Keep every definition; refuse one that changed without a new version number, but for bodies that it lifts.

        The rules under which something was recorded that are not here.  A definition that somebody changed in the store is `NotOurs`.
        """
        for case_type in self.types.values():
            known: Sequence[Definition] = yield Ask("definitions", (case_type.name, case_type.version))
            for each in known:
                if each.fingerprint == case_type.fingerprint:
                    continue
                before = kept_structure(each)
                if not lifts(case_type, before):
                    changes = diff(before, case_type.structure).lines
                    raise DefinitionError(case_type.name, case_type.version, changes, changed=True)
                self.types.formerly.add(each.fingerprint)
            if all(each.fingerprint != case_type.fingerprint for each in known):
                structure, texts = canonical(case_type.structure), canonical(texts_of(case_type))
                yield Ask("keep", (Definition(case_type.name, case_type.version, case_type.fingerprint, structure, texts),))

        used: Iterator[tuple[str, Version]] = yield Ask("versions", ())
        return tuple(sorted({version for _, version in used} - self._known()))

    def _known(self) -> set[Version]:
        """Under which rules something may have been recorded that can be read here."""
        return {
            Version(type.name, type.version, fingerprint) for type in self.types.values() for fingerprint in (type.fingerprint, *self.types.formerly)
        }

    # ── where a case stands ──────────────────────────────────────────────────────────────────────────────────────────────

    def current(self, stream: str) -> Asking[Known]:
        """The case as it stands in the store now: from the cache, with whatever others have added since."""
        newest = yield from tip(stream)
        if newest is None:
            self._cache.forget(stream)
            raise CaseNotFound(stream)
        known = self._cache.get(stream)
        if known is not None and known.head == newest.hash:
            return known
        if known is not None and known.case.revision < newest.revision:
            known = yield from self._caught_up(known)
        else:
            known = None
        if known is None:
            known = yield from self.replayed(stream)
        self._cache.keep(known)
        return known

    def _caught_up(self, known: Known) -> Asking[Known | None]:
        """With the records that came since; None if they do not follow it, because the stream was destroyed and begun anew."""
        case, head, recorded = known.case, known.head, known.recorded
        for record in (yield from read(case.id, case.revision)):
            header = record.read()
            if header.prev != head or header.type in NOT_AS_KNOWN:  # or it is another case than was known
                return None
            case, head, recorded = evolve(case, event_of(record, case.type)), record.hash, header.recorded
        return Known(case, head, recorded)

    def replayed(self, stream: str, upto: int | None = None, until: datetime | None = None) -> Asking[Known]:
        """The case from its first record on, at most up to a revision or to what was recorded at a moment."""
        voided: frozenset[int] = frozenset()
        while True:
            folding, last = None, None
            for record in (yield from read(stream)):
                if (upto is not None and record.seq > upto) or (until is not None and record.read().recorded > until):
                    break
                if folding is None:
                    folding = Fold(begun(record.read(), self.types), self.types, voided)
                folding.add(record)
                last = record
            if folding is None or last is None:
                raise CaseNotFound(stream)
            if not folding.missed:
                return Known(folding.case(), last.hash, last.read().recorded)
            voided |= folding.missed

    def prepared(self, known: Known, command: Command) -> Asking[Command]:
        """The command with what it needs to know of the past of its case; only `void` does."""
        data = command.data
        if not isinstance(data, Void):
            return command
        start, events = None, []
        for record in (yield from read(known.case.id)):
            if record.seq > known.case.revision:
                break
            header = record.read()
            start = begun(header, self.types) if start is None else start
            events.append(event_of(record, type_of(header, self.types), header))
        if start is None:
            raise CaseNotFound(known.case.id)
        return structs.replace(command, data=Void(data.record, data.reason, Past(start, events)))

    # ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def handle(self, wish: Wish, moment: datetime) -> Asking[Outcome]:
        """Read, decide, append; three times if others are faster and no revision was expected."""
        conflict: RevisionConflict | None = None
        for _ in range(TRIES):
            if (outcome := (yield from self.repeated(wish))) is not None:
                return outcome
            commit, outcome, after = yield from self.planned(wish, moment)
            try:
                yield Ask("append", (commit,))
            except RevisionConflict as error:
                conflict = error
                if wish.expected is not None:
                    break
                yield from self.current(wish.stream)
            else:
                self._cache.keep(after)
                return outcome
        assert conflict is not None
        raise conflict

    def begin(self, wish: Wish, case: Case, moment: datetime) -> Asking[Outcome]:
        """Open a case, or take one over."""
        if (outcome := (yield from self.repeated(wish))) is not None:
            return outcome
        commit, outcome, after = self.decided(wish, Known(case, GENESIS, datetime.min.replace(tzinfo=UTC)), moment)
        try:
            yield Ask("append", (commit,))
        except RevisionConflict:
            # The same request may have been faster, in another process.
            if (again := (yield from self.repeated(wish))) is not None:
                return again
            lines: Iterator[Destroyed] = yield Ask("register", (wish.stream,))
            gone = next(iter(lines), None)
            if gone is not None:
                raise InvalidData(WAS_DESTROYED(case=wish.stream, day=case.type.day(gone.destroyed_at))) from None
            raise InvalidData(ALREADY_EXISTS(case=wish.stream)) from None
        self._cache.keep(after)
        return outcome

    def planned(self, wish: Wish, moment: datetime) -> Asking[tuple[Commit, Outcome, Known]]:
        """
        What is to be written for a wish, and what is known then.

        A yes may rest on what was known last: it is written right after the record that it rests on, or not at all.  A no is only said
        of what the store has now.
        """
        known = self._cache.get(wish.stream)
        if known is not None:
            try:
                return self.decided(wish, known, moment)
            except FlowError:
                pass
        known = yield from self.current(wish.stream)
        return self.decided(wish, known, moment, (yield from self.prepared(known, wish.command)))

    def decided(self, wish: Wish, known: Known, moment: datetime, prepared: Command | None = None) -> tuple[Commit, Outcome, Known]:
        """
        What is to be written for a wish, and what is known then.  `prepared` is its command with what that needs to know of the past.

        Raises:
            CommandRefused: With every reason.
        """
        case, head = known.case, known.head
        if wish.expected is not None and wish.expected != case.revision:
            raise RevisionConflict(case.id, wish.expected, case.revision)
        command = wish.command if prepared is None else prepared
        if command.now < known.recorded:  # a clock that went back: the log does not
            moment = known.recorded
            command = structs.replace(command, now=moment)
        if isinstance(command.data, Migrate):
            self._ask_known(command.data.to)
        decision = decide(case, command)
        if isinstance(decision, Refused):
            raise CommandRefused(decision)
        if command.trigger in ASKED:
            raise InvalidData(LEAVES_NOTHING(trigger=command.trigger))
        stamp = Stamp(moment, wish.recorded_by, wish.request, wish.correlation)
        # What moves a case to another version is written under that one, with whatever follows from it.
        under = case if decision.case.type is case.type else decision.case
        records = seal(under, decision.events, stamp, head)
        request = None if wish.request is None else _kept(wish.request, wish.command, case.type, records)
        commit = Commit(case.id, case.revision, head, records, request)
        return commit, Outcome(decision.case, decision.events, tuple(records)), Known(decision.case, records[-1].hash, moment)

    def repeated(self, wish: Wish) -> Asking[Outcome | None]:
        """
        What was recorded for this request before, if it was.

        Raises:
            RequestReused: If it was for another command.
        """
        if wish.request is None:
            return None
        request: Request | None = yield Ask("request", (wish.stream, wish.request))
        if request is None:
            return None
        known = yield from self.replayed(wish.stream, upto=request.last)
        if request.digest is not None and request.digest != _digest(request.salt, wish.command, known.case.type):
            raise RequestReused(wish.stream, wish.request)
        found = yield from read(wish.stream, request.first - 1)
        records = tuple(record for record in found if record.seq <= request.last)
        return Outcome(known.case, tuple(event_of(record, known.case.type) for record in records), records, repeated=True)

    def _ask_known(self, case_type: CaseType) -> None:
        """Nothing, if this is a case type by which the case can be read afterwards."""
        if self.types.get((case_type.name, case_type.version)) is not case_type:
            raise InvalidData(UNKNOWN_CASE_TYPE(name=f"{case_type.name} {case_type.version}"))

    def weighed(self, stream: str, command: Command) -> Asking[Accepted | Refused]:
        """What would happen."""
        known = yield from self.current(stream)
        return decide(known.case, (yield from self.prepared(known, command)))

    def forget(self, stream: str) -> None:
        """Know nothing of a case any more."""
        self._cache.forget(stream)

    def remember(self, known: Known) -> None:
        """Keep what is known of a case after it was written."""
        self._cache.keep(known)


def _kept(id: str, command: Command, case_type: CaseType, records: Sequence[Record]) -> Request:
    own = salt()
    return Request(id, records[0].seq, records[-1].seq, own, _digest(own, command, case_type))


def _digest(salt: str, command: Command, case_type: CaseType) -> str:
    """A salted digest of what was wished: trigger, part, data, and when it happened.  Empty if it is nothing that anybody could have wished."""
    data: Any = command.data
    if isinstance(data, Migrate):
        data = {"to": data.to.version, "mapping": data.mapping, "facts": data.facts, "reason": data.reason}
    lifecycle = case_type.lifecycle_of.get(command.trigger)
    if isinstance(data, Mapping) and lifecycle is not None:
        wanted = lifecycle.wanted[command.trigger]
        from ._cattrs import from_wish

        body, problems = from_wish(data, wanted) if wanted is not None else (None, [])
        data = data if problems else body
    occurred = command.occurred.isoformat() if isinstance(command.occurred, date) else command.occurred
    try:
        text = as_json({"salt": salt, "trigger": command.trigger, "part": command.part, "data": data, "occurred": occurred})
    except UNWRITABLE:
        return ""
    return digest(b"pf1:request", text)


UNWRITABLE: Final = (AttributeError, OverflowError, RecursionError, TypeError, ValueError)
"""What comes of writing things that have no JSON."""
