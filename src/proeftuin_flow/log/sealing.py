"""
Sealing: events to records.

The references of the persons that a body names stand beside it in the personal piece, so that a store finds them without a definition.

Every piece has a salt of its own.  Without it, whoever holds the digest of an erased piece could try all candidates until one fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from ..acts import Migrated, TakeOver
from ..bodies import subjects_of
from ..canonical import canonical
from ..case import Case, Check, Event
from ..codec import Fields, codec_of, write_facts
from ..labels import blocker_data
from ..lifecycle import Lifecycle
from ..privacy import DataClass
from ..wishes import Evidence
from .record import FORMAT, HeaderCheck, HeaderWritten, Hidden, Record, hash_of, piece_digest, write_header
from .salts import salt

__all__ = ["Stamp", "seal"]


class Stamp(Struct, frozen=True):
    """What the shell adds to the events of one command: when they were recorded (UTC), by whom, and for which request."""

    recorded: datetime
    recorded_by: str | None = None
    request: str | None = None
    correlation: str | None = None


def seal(case: Case, events: Iterable[Event[Any]], stamp: Stamp, prev: str) -> list[Record]:
    """The records of what one command led to in a case, chained to the hash of the record before."""
    type, stream, profile = case.type, case.id, case.profile.name
    name, version, fingerprint = type.name, type.version, type.fingerprint
    records: list[Record] = []
    for event in events:
        lifecycle = type.lifecycles[event.part.partition("/")[0]]
        hidden = lifecycle.personal
        data, personal = _pieces(event, lifecycle, type.lifecycles) if event.body is not None or event.checks or event.evidence or hidden else NONE
        checks = _checked(event) if event.checks and not hidden else ()
        by = event.by
        schema = None if hidden else _schema(event, lifecycle)
        settled = lifecycle.state_of(event.target).settled if hidden else None
        occurred, source, target, trigger, what = HIDDEN if hidden else (event.occurred, event.source, event.target, event.trigger, event.type)
        header = write_header(HeaderWritten(
            by.id, name, event.caused_by, checks, stamp.correlation,
            None if data is None else piece_digest("data", data), fingerprint, FORMAT, occurred, event.on_behalf_of, by.organisation, event.part,
            None if personal is None else piece_digest("personal", personal), prev, profile, stamp.recorded, stamp.recorded_by, stamp.request,
            tuple(sorted(by.roles)) if by.roles else (), schema, event.seq, settled, source, stream, target, trigger, what, version,
        ))  # fmt: skip
        prev = hash_of(header)
        records.append(Record(stream, event.seq, header, prev, data, personal))
    return records


def _checked(event: Event[Any]) -> tuple[HeaderCheck, ...]:
    return tuple([HeaderCheck(by=check.by, guard=check.guard, outcome=check.outcome) for check in event.checks])


NONE: Final[tuple[None, None]] = (None, None)
HIDDEN: Final = (None,) * 5


def _schema(event: Event[Any], lifecycle: Lifecycle[Any]) -> int:
    kind = lifecycle.events.get(event.type)
    return 1 if kind is None else kind.schema


def _pieces(event: Event[Any], lifecycle: Lifecycle[Any], lifecycles: Any) -> tuple[bytes | None, bytes | None]:
    """The two pieces of an event: what is about nobody, and what is about somebody."""
    body = event.body
    data: Fields = {}
    personal: Fields = {}
    if isinstance(body, TakeOver):
        _take_over(body, data, personal, lifecycles)
    elif isinstance(body, Migrated):
        _migrated(body, data, personal)
    elif body is not None:
        codec = codec_of(body.__class__)
        if lifecycle.personal:
            _put(personal, "body", codec.write(body, codec.public + codec.personal))
        else:
            _put(data, "body", codec.write(body, codec.public))
            if codec.personal:
                _put(personal, "body", codec.write(body, codec.personal))
        if codec.finders and (named := codec.subjects(body)):
            personal["subjects"] = sorted(named)
    if event.evidence:
        _put(data, "evidence", [_evidence(each) for each in event.evidence if each.about is DataClass.C0 and not lifecycle.personal] or None)
        _put(personal, "evidence", [_evidence(each) for each in event.evidence if each.about is not DataClass.C0 or lifecycle.personal] or None)
    if event.checks:
        _put(personal, "checks", [_check(check) for check in event.checks if check.reason is not None or check.blockers] or None)
    if lifecycle.personal:
        personal["event"] = Hidden(
            checks=_checked(event), occurred=event.occurred, schema=_schema(event, lifecycle), source=event.source, target=event.target,
            trigger=event.trigger, type=event.type,
        )  # fmt: skip
    return _piece(data), _piece(personal)


def _put(piece: Fields, name: str, value: Any) -> None:
    if value is not None:
        piece[name] = value


def _piece(fields: Fields) -> bytes | None:
    """The fields and a salt; None if there is nothing to keep."""
    return canonical({**fields, "salt": salt()}) if fields else None


def _evidence(evidence: Evidence) -> dict[str, Any]:
    kept = {"about": evidence.about.name, "kind": evidence.kind, "reference": evidence.reference}
    return kept if evidence.sha256 is None else kept | {"sha256": evidence.sha256}


def _check(check: Check) -> dict[str, Any]:
    kept: dict[str, Any] = {"guard": check.guard, "blockers": [blocker_data(blocker) for blocker in check.blockers]}
    return kept if check.reason is None else kept | {"reason": check.reason}


def _take_over(body: TakeOver, data: Fields, personal: Fields, lifecycles: Any) -> None:
    """Facts go by their own data class, and those that have none where they can be erased; of personal parts only `settled` stays."""
    public: dict[str, Any] = {}
    secret: dict[str, Any] = {}
    states: dict[str, str] = {}
    hidden: dict[str, str] = {}
    settled: dict[str, bool] = {}
    named: set[str] = set()
    for address, state in body.states.items():
        lifecycle = lifecycles[address.partition("/")[0]]
        (hidden if lifecycle.personal else states)[address] = state
        if lifecycle.personal:
            settled[address] = lifecycle.state_of(state).settled
        facts = body.facts.get(address, {})
        about_nobody, others = write_facts(lifecycle.facts, facts)
        for name, find in subjects_of(lifecycle.facts).items():
            find(facts.get(name), named)
        if lifecycle.personal:
            about_nobody, others = {}, about_nobody | others
        if about_nobody:
            public[address] = about_nobody
        if others:
            secret[address] = others
    data["body"] = {"complete": sorted(body.complete), "facts": public, "settled": settled, "source": body.source, "states": states}
    if secret or hidden:
        personal["body"] = {"facts": secret, "states": hidden}
    if named:
        personal["subjects"] = sorted(named)


def _migrated(body: Migrated, data: Fields, personal: Fields) -> None:
    """The mapping of states is about nobody; facts go by their own data class, and why is said where it can be erased."""
    public: dict[str, Any] = {}
    secret: dict[str, Any] = {}
    named: set[str] = set()
    for kind, given in body.facts.items():
        lifecycle = body.to.lifecycles[kind]
        about_nobody, others = write_facts(lifecycle.facts, given)
        for name, find in subjects_of(lifecycle.facts).items():
            find(given.get(name), named)
        if lifecycle.personal:
            about_nobody, others = {}, about_nobody | others
        if about_nobody:
            public[kind] = about_nobody
        if others:
            secret[kind] = others
    data["body"] = {"facts": public, "mapping": body.mapping}
    personal["body"] = {"facts": secret, "reason": body.reason}
    if named:
        personal["subjects"] = sorted(named)
