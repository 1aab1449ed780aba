"""
Reading: records to events, and to the case that they lead to.

`event_of` gives one event with everything in it.  `Fold` makes a case of many records in one pass: it reads of every header only the
few fields that it needs, and a body only where a reducer wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import Struct

from .._unknown import unknown_fields
from ..acts import TAKEN_OVER, WAIVED, TakeOver, Waived, erased_part, evolve_act, foreign_kept, waiver_kept
from ..case import ERASED_STATES, Case, Check, Erased, Event, Part
from ..case_type import CaseType
from ..codec import codec_of, read_facts
from ..errors import BrokenChain, InvalidData, UnknownVersion
from ..ids import SYSTEM
from ..labels import Blocker, Label, PartTitle, Phrase
from ..lifecycle import NEW, EventType, Lifecycle
from ..messages import DOES_NOT_FIT
from ..moving import folded, remember
from ..parts import Parts
from ..privacy import DataClass
from ..wishes import NOBODY, Actor, Evidence
from .record import MALFORMED, Header, HeaderCheck, Hidden, Record

__all__ = ["Fold", "Folds", "begun", "event_of", "fold"]


class _KeptCheck(Struct):
    guard: str
    blockers: tuple[Any, ...] = ()
    reason: str | None = None


class _KeptEvidence(Struct):
    about: str
    kind: str
    reference: str
    sha256: str | None = None


class _Piece(Struct):
    """What may stand in a piece beside the body."""

    checks: tuple[_KeptCheck, ...] = ()
    event: Hidden | None = None
    evidence: tuple[_KeptEvidence, ...] = ()


class _TakenOver(Struct):
    complete: tuple[str, ...] = ()
    facts: dict[str, dict[str, Any]] = {}
    settled: dict[str, bool] = {}
    source: str = ""
    states: dict[str, str] = {}


class _Takeover(Struct):
    body: _TakenOver


_read_piece: Final = msgspec.json.Decoder(_Piece).decode
_read_takeover: Final = msgspec.json.Decoder(_Takeover).decode
NOTHING: Final = _Piece()


def event_of(record: Record, type: CaseType, header: Header | None = None) -> Event[Any]:
    """
    The event in a record, with its body in its own class; what was erased is `REDACTED`.  `header` is its header, if that was read already.

    Of an event of a personal lifecycle whose piece was removed only the place is left: its type is then empty.

    Raises:
        BrokenChain: If the record is not in the form of its event.
    """
    try:
        return _event_of(record, type, record.read() if header is None else header)
    except UNFIT as error:
        raise _does_not_fit(record, error) from error


def _event_of(record: Record, type: CaseType, h: Header) -> Event[Any]:
    lifecycle = type.lifecycles[h.part.partition("/")[0]]
    personal = NOTHING if record.personal is None else _read_piece(record.personal)
    data = NOTHING if record.data is None else _read_piece(record.data)
    told: Any = h if not lifecycle.personal else personal.event
    by = NOBODY if h.by == SYSTEM else _actor(h.by, h.roles, h.organisation)
    if told is None:
        state = _erased_state(h.settled)
        return Event(h.seq, "", h.part, None, "", state, h.recorded, by, None, (), h.caused_by, (), h.on_behalf_of)
    body = _body(record, told.type, lifecycle, type)
    checks = _checks(told.checks, personal.checks, type) if told.checks else ()
    evidence = tuple(Evidence(each.kind, each.reference, each.sha256, DataClass[each.about]) for each in (*data.evidence, *personal.evidence))
    return Event(h.seq, told.type, h.part, told.trigger, told.source, told.target, _moment(told.occurred), by, body, checks, h.caused_by,
                 evidence, h.on_behalf_of)  # fmt: skip


def begun(h: Header, types: Mapping[tuple[str, int], CaseType]) -> Case:
    """
    The case that the header of a first record is about, before anything happened in it.

    Raises:
        UnknownVersion: If its case type is not among these, by name and version, or has changed since.
    """
    case_type = types.get((h.case_type, h.version))
    if case_type is None:
        raise UnknownVersion(h.case_type, h.version, [version for name, version in types if name == h.case_type])
    if case_type.fingerprint != h.fingerprint:
        raise UnknownVersion(h.case_type, h.version, [h.version], h.fingerprint)
    return case_type.new(h.stream, h.profile)


def fold(records: Iterable[Record], type: CaseType, id: str, profile: str | None = None) -> Case:
    """The case that the records lead to, from the first on."""
    folding = Fold(type.new(id, profile))
    for record in records:
        folding.add(record)
    return folding.case()


class _Step(Struct, gc=False):
    """The little of a header that most records need; `msgspec` skips the rest."""

    part: str
    type: str = ""
    target: str = ""
    trigger: str | None = None
    by: str = ""
    occurred: str = ""
    settled: bool | None = None


_read_step: Final = msgspec.json.Decoder(_Step).decode


class Fold:
    """
    A case in the making: parts are put in place, not copied.  Feed it records in their order, then ask for the `case`.

    Raises:
        BrokenChain: From `add`, at a record that does not fit what came before it or is not in the form of its event.
    """

    __slots__ = ("_case", "_memory", "_parts", "_remembered", "_revision", "_type")

    def __init__(self, case: Case) -> None:
        self._type, self._remembered = case.type, case.type.remembered
        self._start(case)

    def _start(self, case: Case) -> None:
        self._case, self._revision, self._memory = case, case.revision, case.memory
        self._parts: dict[str, Part[Any]] = {case.root.address: case.root}
        if case.revision:
            self._parts.update(case.parts)

    def add(self, record: Record, header: Header | None = None) -> None:
        """Take in the next record.  `header` is its header, if that was read already."""
        try:
            step: Any = _read_step(record.header) if header is None else header
            part = self._parts.get(step.part) or self._opened(step.part)
            emits = part.lifecycle.events.get(step.type)
            if emits is None:
                self._add_other(record, header, part, step)
            else:
                facts = part.facts if emits.then is None else self._facts(record, header, part, emits)
                opened = _moment(step.occurred) if part.state == "new" else part.opened
                self._parts[part.address] = Part(part.lifecycle, part.number, part.address, step.target, facts, opened)
                if step.trigger in self._remembered or self._memory.waivers:
                    checks = (header or record.read()).checks if self._memory.waivers else ()
                    self._memory = remember(self._memory, self._remembered, part.address, step.trigger, step.by, checks)
        except UNFIT as error:
            raise _does_not_fit(record, error) from error
        self._revision += 1

    def case(self) -> Case:
        """Where the case stands after the records so far."""
        case = self._case
        root, *rest = self._parts.values()
        return Case(case.id, case.type, case.profile, self._revision, root, Parts.made(rest), self._memory)

    def _facts(self, record: Record, header: Header | None, part: Part[Any], emits: EventType[Any, Any]) -> Any:
        if emits.sees_event or unknown_fields(part.facts):
            return folded(emits, part.facts, event_of(record, self._type, header))
        assert emits.then is not None
        return emits.then(part.facts, None if emits.body is None else codec_of(emits.body).load(record.data, record.personal))

    def _add_other(self, record: Record, header: Header | None, part: Part[Any], step: _Step | Header) -> None:
        """What says in its header no type that the lifecycle of the part has."""
        if not part.lifecycle.personal:
            self._add_foreign(event_of(record, self._type, header), part)
        elif record.personal is None or isinstance(part.facts, Erased):
            self._parts[part.address] = erased_part(part, _erased_state(step.settled))
        else:
            self._add_personal(event_of(record, self._type, header), part)

    def _add_personal(self, event: Event[Any], part: Part[Any]) -> None:
        emits = part.lifecycle.events.get(event.type)
        if emits is None:
            self._add_foreign(event, part)
            return
        facts = part.facts if emits.then is None else folded(emits, part.facts, event)
        opened = event.occurred if part.state == NEW.name else part.opened
        self._parts[part.address] = Part(part.lifecycle, part.number, part.address, event.target, facts, opened)
        self._memory = remember(self._memory, self._remembered, part.address, event.trigger, event.by.id, event.checks)

    def _add_foreign(self, event: Event[Any], part: Part[Any]) -> None:
        """An act of the library, or an event that this version does not know."""
        if event.type == TAKEN_OVER:
            self._start(evolve_act(self._case, part, event))
            self._revision -= 1  # `add` counts it
        elif event.type == WAIVED:
            self._memory = waiver_kept(self._memory, event)
        else:
            opened = event.occurred if part.state == NEW.name else part.opened
            self._parts[part.address] = Part(part.lifecycle, part.number, part.address, event.target, part.facts, opened)
            self._memory = foreign_kept(self._memory, event)

    def _opened(self, address: str) -> Part[Any]:
        kind, _, number = address.partition("/")
        lifecycle = self._type.lifecycles[kind]
        if lifecycle is self._type.root or lifecycle.address(int(number)) != address:
            raise KeyError(address)
        return Part(lifecycle, int(number), address, NEW.name, lifecycle.facts())


class Folds:
    """Many cases in the making, as their records come by in any order of streams: all cases of a store in one pass."""

    def __init__(self, types: Iterable[CaseType]) -> None:
        self._types = {(type.name, type.version): type for type in types}
        self._folds: dict[str, Fold] = {}

    def add(self, record: Record, header: Header | None = None) -> None:
        """
        Take in the next record of its stream.  `header` is its header, if that was read already: `Chains.add` hands it out.

        Raises:
            UnknownVersion: If its case type is not among those that were given, or has changed since.
            BrokenChain: If it does not fit what came before it.
        """
        folding = self._folds.get(record.stream)
        if folding is None:
            folding = self._folds[record.stream] = Fold(begun(header or record.read(), self._types))
        folding.add(record, header)

    def cases(self) -> dict[str, Case]:
        """Where every case stands after the records so far, by id."""
        return {stream: folding.case() for stream, folding in self._folds.items()}


# ── inside a record ──────────────────────────────────────────────────────────────────────────────────────────────────────

UNFIT: Final = (*MALFORMED, KeyError, TypeError, AttributeError, InvalidData)
"""What comes of reading a record that is canonical and sealed, but says what its case type cannot say."""


def _does_not_fit(record: Record, error: Exception) -> BrokenChain:
    return BrokenChain(record.stream, record.seq, DOES_NOT_FIT(cause=f"{type(error).__name__}: {error}"[:200]))



@lru_cache(maxsize=4096)
def _actor(id: str, roles: tuple[str, ...], organisation: str | None) -> Actor:
    return Actor(id, frozenset(roles), organisation)


def _erased_state(settled: bool | None) -> str:
    return ERASED_STATES[bool(settled)]


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _body(record: Record, name: str, lifecycle: Lifecycle[Any], type: CaseType) -> Any:
    kind = lifecycle.events.get(name)
    if kind is not None:
        return None if kind.body is None else codec_of(kind.body).load(record.personal if lifecycle.personal else record.data, record.personal)
    if name == TAKEN_OVER:
        return _take_over(record, type)
    if name == WAIVED:
        return codec_of(Waived).load(record.personal if lifecycle.personal else record.data, None)
    return None


def _take_over(record: Record, type: CaseType) -> TakeOver:
    public = _read_takeover(record.data or b"").body
    secret = _TakenOver() if record.personal is None else _read_takeover(record.personal).body
    states = {**public.states, **secret.states}
    for address, settled in public.settled.items():
        states.setdefault(address, _erased_state(settled))
    facts: dict[str, Mapping[str, Any]] = {}
    for address in states:
        lifecycle = type.lifecycles[address.partition("/")[0]]
        written = {**public.facts.get(address, {}), **secret.facts.get(address, {})}
        if written:
            facts[address] = read_facts(lifecycle.facts, written)
    complete: frozenset[str] = frozenset(public.complete)
    return TakeOver(public.source, states, facts, complete)


def _checks(written: tuple[HeaderCheck, ...], kept: tuple[_KeptCheck, ...], type: CaseType) -> tuple[Check, ...]:
    by_guard = {each.guard: each for each in kept}
    checks = []
    for check in written:
        rest = by_guard.get(check.guard)
        blockers = () if rest is None else tuple(_blocker(each, type) for each in rest.blockers)
        checks.append(Check(check.guard, check.outcome, check.by, None if rest is None else rest.reason, blockers))  # type: ignore[arg-type]  # from our own log
    return tuple(checks)


def _blocker(kept: Any, type: CaseType) -> Blocker:
    """A blocker as data again.  The words of a phrase stand with the rules, not in the log: its code and values are left."""
    if isinstance(kept, str):
        return kept
    if "part" in kept:
        kind, _, number = kept["part"].partition("/")
        lifecycle = type.lifecycles[kind]
        return PartTitle(kept["part"], lifecycle.label, int(number or 0), lifecycle.state_of(kept["state"]).label, kept["state"])
    if "phrase" not in kept:
        return Label(kept["nl"], kept["en"])
    values = tuple((name, _value(value)) for name, value in kept["values"].items())
    gaps = ", ".join(f"{{{name}}}" for name, _ in values)
    shown = f"{kept['phrase']}: {gaps}" if gaps else kept["phrase"]
    return Phrase(kept["phrase"], Label(shown, shown), values)


def _value(kept: Any) -> Any:
    """A value of a phrase, such that it would be written in the same way again."""
    if isinstance(kept, list):
        return tuple(map(_value, kept))
    return Label(kept["nl"], kept["en"]) if isinstance(kept, dict) else kept
