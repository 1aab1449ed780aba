"""
Reading: a record to its event.

`event_of` gives one event with everything in it.  `folding` makes a case of many, and reads less of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..acts import BODIES, MIGRATED, TAKEN_OVER, Migrated, TakeOver
from ..case import ERASED_STATES, Check, Event, Unread
from ..case_type import CaseType
from ..codec import codec_of, read_facts
from ..errors import BrokenChain, InvalidData
from ..ids import SYSTEM
from ..labels import Blocker, Label, PartTitle, Phrase
from ..lifecycle import EventType, Lifecycle
from ..messages import DOES_NOT_FIT
from ..privacy import REDACTED, DataClass
from ..upcasting import lifted
from ..wishes import NOBODY, Actor, Evidence
from .record import MALFORMED, Header, HeaderCheck, Hidden, Record

__all__ = ["UNFIT", "does_not_fit", "erased_state", "event_of", "moment", "old_body"]


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


class _Migrated(Struct):
    facts: dict[str, dict[str, Any]] = {}
    mapping: dict[str, dict[str, str]] = {}
    reason: str = ""


class _Migration(Struct):
    body: _Migrated


_read_migration: Final = msgspec.json.Decoder(_Migration).decode
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
        raise does_not_fit(record, error) from error


def _event_of(record: Record, type: CaseType, h: Header) -> Event[Any]:
    lifecycle = type.lifecycles[h.part.partition("/")[0]]
    personal = NOTHING if record.personal is None else _read_piece(record.personal)
    data = NOTHING if record.data is None else _read_piece(record.data)
    told: Any = h if not lifecycle.personal else personal.event
    by = NOBODY if h.by == SYSTEM else _actor(h.by, h.roles, h.organisation)
    if told is None:
        state = erased_state(h.settled)
        return Event(h.seq, "", h.part, None, "", state, h.recorded, by, None, (), h.caused_by, (), h.on_behalf_of)
    body = _body(record, h, told, lifecycle, type)
    checks = _checks(told.checks, personal.checks, type) if told.checks else ()
    evidence = tuple(Evidence(each.kind, each.reference, each.sha256, DataClass[each.about]) for each in (*data.evidence, *personal.evidence))
    return Event(h.seq, told.type, h.part, told.trigger, told.source, told.target, moment(told.occurred), by, body, checks, h.caused_by,
                 evidence, h.on_behalf_of)  # fmt: skip


# ── inside a record ──────────────────────────────────────────────────────────────────────────────────────────────────────

UNFIT: Final = (*MALFORMED, KeyError, TypeError, AttributeError, InvalidData)
"""What comes of reading a record that is canonical and sealed, but says what its case type cannot say."""


def does_not_fit(record: Record, error: Exception) -> BrokenChain:
    """The error for a record that is sealed, but is not in the form of its event."""
    return BrokenChain(record.stream, record.seq, DOES_NOT_FIT(cause=f"{type(error).__name__}: {error}"[:200]))



@lru_cache(maxsize=4096)
def _actor(id: str, roles: tuple[str, ...], organisation: str | None) -> Actor:
    return Actor(id, frozenset(roles), organisation)


def erased_state(settled: bool | None) -> str:
    """The state of a part whose data was erased."""
    return ERASED_STATES[bool(settled)]


def moment(text: str) -> date | datetime:
    """When something happened, from its text in a header."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _body(record: Record, h: Header, told: Any, lifecycle: Lifecycle[Any], type: CaseType) -> Any:
    name = told.type
    kind = lifecycle.events.get(name)
    if kind is not None:
        if told.schema != kind.schema:
            return old_body(record, h, kind, told.schema)
        return None if kind.body is None else codec_of(kind.body).load(record.personal if lifecycle.personal else record.data, record.personal)
    if name == TAKEN_OVER:
        return _take_over(record, type)
    if name == MIGRATED:
        return _migrated(record, type)
    own = BODIES.get(name)
    return None if own is None else codec_of(own).load(record.personal if lifecycle.personal else record.data, record.personal)


def old_body(record: Record, h: Header, kind: EventType[Any, Any], schema: int) -> Any:
    """The body of an event that was not written with today's schema: lifted, or `Unread` if it is newer."""
    if schema > kind.schema:
        return Unread(schema)
    return lifted(kind, schema, record.data, record.personal, erased=record.personal is None and h.personal is not None)


def _take_over(record: Record, type: CaseType) -> TakeOver:
    public = _read_takeover(record.data or b"").body
    secret = _TakenOver() if record.personal is None else _read_takeover(record.personal).body
    states = {**public.states, **secret.states}
    for address, settled in public.settled.items():
        states.setdefault(address, erased_state(settled))
    facts: dict[str, Mapping[str, Any]] = {}
    for address in states:
        lifecycle = type.lifecycles[address.partition("/")[0]]
        written = {**public.facts.get(address, {}), **secret.facts.get(address, {})}
        if written:
            facts[address] = read_facts(lifecycle.facts, written)
    complete: frozenset[str] = frozenset(public.complete)
    return TakeOver(public.source, states, facts, complete)


def _migrated(record: Record, type: CaseType) -> Migrated:
    """The body of `migrated`, read by the case type to which the case moved."""
    public = _read_migration(record.data or b"").body
    secret = None if record.personal is None else _read_migration(record.personal).body
    facts: dict[str, Mapping[str, Any]] = {}
    for kind, given in (*public.facts.items(), *(() if secret is None else secret.facts.items())):
        facts[kind] = {**facts.get(kind, {}), **read_facts(type.lifecycles[kind].facts, given)}
    return Migrated(type, public.mapping, facts, REDACTED if secret is None else secret.reason)


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
