"""
Access: all that a store holds about one person, by the reference, for who asks what is kept of them.

It tells about that person only.  Where a piece names others too, what is theirs, or may be, is left out, and the report says which fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from attrs import frozen

from .acts import Migrated, TakeOver
from .bodies import subjects_of
from .case import Unread
from .case_type import CaseType
from .codec import codec_of, write_facts
from .erasing import about, parts_about
from .errors import InvalidData, UnknownVersion
from .flow import Flow
from .ids import check_text
from .labels import Label
from .log import Record, event_of, subjects_in, type_of
from .messages import WHOM_TO_ERASE
from .privacy import DataClass, data_classes

__all__ = ["AccessReport", "Held", "access_report"]

Fields = Mapping[str, Any]


@frozen
class Held:
    """
    What one record holds about a person.

    `fields` are by data class, in JSON types.  `purpose` is that of the lifecycle, or else of the case type.  `left_out` names what stands
    in the same piece and is, or may be, about others.
    """

    case: str
    case_type: str
    record: int
    part: str
    event: str
    label: Label
    occurred: date | datetime
    recorded: datetime
    by: str
    organisation: str | None
    purpose: Label | None
    fields: Mapping[DataClass, Fields]
    reasons: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The same in JSON types."""
        return {
            "case": self.case, "case_type": self.case_type, "record": self.record, "part": self.part, "event": self.event,
            "label": _both(self.label), "occurred": self.occurred.isoformat(), "recorded": self.recorded.isoformat(), "by": self.by,
            "organisation": self.organisation, "purpose": None if self.purpose is None else _both(self.purpose),
            "fields": {mark.name: dict(fields) for mark, fields in self.fields.items()}, "reasons": [*self.reasons],
            "documents": [*self.documents], "left_out": [*self.left_out],
        }  # fmt: skip


@frozen
class AccessReport:
    """
    All that a store holds about one person, record by record.

    `of_others` are records about somebody else that mention a part about this person; what they say is about the other.  `unread` are
    records whose case type is not known here, `erased` how many of the records have lost what they said.
    """

    subject: str
    held: tuple[Held, ...]
    of_others: tuple[tuple[str, int], ...] = ()
    unread: tuple[tuple[str, int], ...] = ()
    erased: int = 0

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases in which the person is."""
        return tuple(dict.fromkeys(each.case for each in self.held))

    def as_dict(self) -> dict[str, Any]:
        """The same in JSON types."""
        return {
            "subject": self.subject, "held": [each.as_dict() for each in self.held], "of_others": [[*each] for each in self.of_others],
            "unread": [[*each] for each in self.unread], "erased": self.erased,
        }  # fmt: skip


def access_report(flow: Flow, subject: str) -> AccessReport:
    """
    All that the store of a Flow holds about a person: what names the reference in a field marked as `Subject`, and everything about the
    parts of personal lifecycles in which something does.

    It does not know of the reference in free text, nor where somebody of that id did something: `by` in the headers is not searched.

    Raises:
        InvalidData: If it is no reference.
        LogError: If the history cannot be trusted.
    """
    check_text("subject", subject)
    if not subject.strip():
        raise InvalidData(WHOM_TO_ERASE())
    flow._begin()
    held: list[Held] = []
    of_others: list[tuple[str, int]] = []
    unread: list[tuple[str, int]] = []
    erased = 0
    for stream in dict.fromkeys(stream for stream, _ in flow._store.about(subject)):
        records = [*flow._store.read(stream)]
        try:
            types = {record.seq: type_of(record.read(), flow._types) for record in records}
        except UnknownVersion:
            unread += [(stream, record.seq) for record in records if subject in subjects_in(record)]
            continue
        personal = frozenset(lifecycle.name for type in types.values() for lifecycle in type.parts if lifecycle.personal)
        own = {subject} | parts_about(records, personal, subject)
        chosen = about(records, personal, subject=subject)
        for record in records:
            if record.seq not in chosen:
                continue
            part = record.read().part
            if record.personal is None:
                erased += 1
            elif _kind(part) in personal and part not in own:
                of_others.append((stream, record.seq))
            else:
                held.append(_held(record, types[record.seq], own))
    return AccessReport(subject, tuple(held), tuple(of_others), tuple(unread), erased)


def _kind(part: str) -> str:
    return part.partition("/")[0]


def _held(record: Record, type: CaseType, own: set[str]) -> Held:
    header, event = record.read(), event_of(record, type)
    lifecycle = type.lifecycles[_kind(header.part)]
    kind = lifecycle.events.get(event.type)
    alone = {*subjects_in(record)} <= own
    fields, left_out = _facts(event.body, type, own) if isinstance(event.body, TakeOver) else _fields(event.body, own, alone)
    reasons = [check.reason for check in event.checks if check.reason is not None]
    documents = [each.reference for each in event.evidence if each.about is not DataClass.C0 or lifecycle.personal]
    if not alone:
        left_out += [name for name, there in (("reasons", reasons), ("documents", documents)) if there]
        reasons, documents = [], []
    return Held(
        record.stream, type.name, record.seq, header.part, event.type, Label(event.type, event.type) if kind is None else Label(kind.nl, kind.en),
        event.occurred, header.recorded, header.by, header.organisation, lifecycle.purpose or type.purpose, fields, tuple(reasons),
        tuple(documents), tuple(left_out),
    )  # fmt: skip


def _fields(body: Any, own: set[str], alone: bool) -> tuple[Mapping[DataClass, Fields], list[str]]:
    """The fields of a body that are about this person, by data class, and the names of those that are left out."""
    if body is None:
        return {}, []
    if isinstance(body, Migrated | Unread):  # it says of no part what it says
        return {}, ["body"]
    codec, finders = codec_of(type(body)), subjects_of(type(body))
    found: dict[DataClass, dict[str, Any]] = {}
    left_out = []
    for name, mark in data_classes(type(body)).items():
        written = codec.write(body, (name,)) or {}
        named: set[str] = set()
        if name in finders:
            finders[name](getattr(body, name), named)
        if mark is DataClass.C0 or (name in finders and named <= own) or (name not in finders and alone):
            found.setdefault(mark or DataClass.C2, {}).update(written)
        elif named & own:
            found.setdefault(mark or DataClass.C2, {})[name] = sorted(named & own)
            left_out.append(name)
        else:
            left_out.append(name)
    return found, left_out


def _facts(body: TakeOver, type: CaseType, own: set[str]) -> tuple[Mapping[DataClass, Fields], list[str]]:
    """What was known at taking over of the parts that are about this person, and where else the reference stands."""
    found: dict[str, Any] = {}
    left_out = []
    for address, facts in body.facts.items():
        lifecycle = type.lifecycles[_kind(address)]
        known = _named(lifecycle.facts, facts)
        if address in own or (lifecycle.personal and set().union(*known.values()) & own):
            about_nobody, others = write_facts(lifecycle.facts, facts)
            found[address] = {**about_nobody, **others, "state": body.states[address]}
            continue
        mine = {name: sorted(named & own) for name, named in known.items() if named & own}
        if mine:
            found[address] = mine
        left_out += [f"{address}.{name}" for name in facts if name not in mine]
    return {DataClass.C2: found}, left_out


def _named(facts: type, known: Fields) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, find in subjects_of(facts).items():
        find(known.get(name), found.setdefault(name, set()))
    return found


def _both(label: Label) -> dict[str, str]:
    return {"nl": label.nl, "en": label.en}
