"""
Logs for process mining: XES (IEEE 1849) with a trace for each part, and OCEL 2.0 with cases and parts as objects.

They have who nobody is: the id of a case, the event, the part, when, and in which roles.  Of the parts of personal lifecycles there is
only whether they are settled, and no event.  What was voided is left out, and so are the library's own acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from json import dumps
from typing import Any, Final

import msgspec
from attrs import field, frozen

from ..acts import VOIDED
from ..consistency.words import RESERVED_EVENTS
from ..errors import BrokenChain
from ..log import Header, Record
from ..messages import DOES_NOT_FIT
from ._xml import Element, add, document

__all__ = ["ocel", "xes"]


class _Numbers(msgspec.Struct):
    records: tuple[int, ...]


class _Voided(msgspec.Struct):
    body: _Numbers


_read_voided: Final = msgspec.json.Decoder(_Voided).decode


@frozen
class _Life:
    """What happened to one part, in the order of the log; of a personal one only whether it is settled."""

    case: str
    case_type: str
    address: str
    events: list[Header] = field(factory=list)
    settled: list[bool] = field(factory=list)

    @property
    def id(self) -> str:
        return f"{self.case}/{self.address}"

    @property
    def kind(self) -> str:
        """Its lifecycle in its case type; codes have no dots, so no other type is called so."""
        return f"{self.case_type}.{self.address.partition('/')[0]}"


def xes(records: Iterable[Record]) -> str:
    """
    Records as XES: a trace for each part, called by the ids of case and part.

    `time:timestamp` is when it was recorded; when it happened may be a day only, and stands beside it.

    Raises:
        NotOurs: If one of them is no record of this format.
        BrokenChain: If one that voids others does not say which.
    """
    root = Element("log", {"xes.version": "1849-2016", "xes.features": "", "xmlns": "http://www.xes-standard.org/"})
    for name, prefix in (("Concept", "concept"), ("Time", "time"), ("Organizational", "org")):
        add(root, "extension", {"name": name, "prefix": prefix, "uri": f"http://www.xes-standard.org/{prefix}.xesext"})
    add(root, "classifier", {"name": "event", "keys": "concept:name"})
    for life in _lives(records):
        trace = add(root, "trace")
        told = {"concept:name": life.id, "case": life.case, "case_type": life.case_type, "part": life.address}
        for key, value in told.items():
            add(trace, "string", {"key": key, "value": value})
        if life.settled:
            add(trace, "boolean", {"key": "settled", "value": str(life.settled[-1]).lower()})
        for header in life.events:
            made = add(trace, "event")
            add(made, "string", {"key": "concept:name", "value": str(header.type)})
            add(made, "date", {"key": "time:timestamp", "value": header.recorded.isoformat()})
            for key, value in _attributes(header).items():
                add(made, "string", {"key": "org:role" if key == "role" else key, "value": value})
    return document(root)


def ocel(records: Iterable[Record]) -> str:
    """
    Records as OCEL 2.0, in JSON: cases and parts are objects, and every event is about both.

    Raises:
        NotOurs: If one of them is no record of this format.
        BrokenChain: If one that voids others does not say which.
    """
    lives = _lives(records)
    cases = {life.case: life.case_type for life in lives}
    kinds = {life.kind: bool(life.settled) for life in lives}
    text = [{"name": name, "type": "string"} for name in ("role", "occurred")]
    happened = sorted(((header, life) for life in lives for header in life.events), key=lambda each: (each[0].recorded, each[0].stream, each[0].seq))
    return dumps({
        "objectTypes": [
            *({"name": name, "attributes": []} for name in dict.fromkeys(cases.values())),
            *({"name": kind, "attributes": [SETTLED] if personal else []} for kind, personal in kinds.items()),
        ],
        "eventTypes": [{"name": name, "attributes": text} for name in dict.fromkeys(str(header.type) for header, _ in happened)],
        "objects": [
            *({"id": case, "type": type, "attributes": [], "relationships": []} for case, type in cases.items()),
            *({"id": life.id, "type": life.kind, "relationships": [{"objectId": life.case, "qualifier": "part of"}],
               "attributes": [{"name": "settled", "time": EPOCH, "value": settled} for settled in life.settled[-1:]]} for life in lives),
        ],
        "events": [
            {"id": f"{header.stream}:{header.seq}", "type": header.type, "time": header.recorded.isoformat(),
             "attributes": [{"name": name, "value": value} for name, value in _attributes(header).items()],
             "relationships": [{"objectId": life.id, "qualifier": "part"}, {"objectId": life.case, "qualifier": "case"}]}
            for header, life in happened
        ],
    }, ensure_ascii=False, indent=1) + "\n"  # fmt: skip


SETTLED: Final[Mapping[str, str]] = {"name": "settled", "type": "boolean"}
EPOCH: Final = "1970-01-01T00:00:00Z"
"""What the format wants in the place of a time for what does not change."""


def _attributes(header: Header) -> dict[str, str]:
    """In which roles, if somebody did it, and when it happened."""
    return ({"role": ", ".join(header.roles)} if header.roles else {}) | {"occurred": str(header.occurred)}


def _lives(records: Iterable[Record]) -> list[_Life]:
    """The parts of all cases, in the order in which they were opened."""
    read: list[Header] = []
    gone: set[tuple[str, int]] = set()
    for record in records:
        header = record.read()
        read.append(header)
        if header.type == VOIDED:
            gone |= {(header.stream, seq) for seq in _voided(record)}
    lives: dict[tuple[str, str], _Life] = {}
    for header in read:
        if header.type in RESERVED_EVENTS or (header.stream, header.seq) in gone:
            continue
        life = lives.setdefault((header.stream, header.part), _Life(header.stream, header.case_type, header.part))
        if header.settled is None:
            life.events.append(header)
        else:
            life.settled.append(header.settled)
    return [*lives.values()]


def _voided(record: Record) -> Any:
    try:
        return _read_voided(record.data or b"").body.records
    except msgspec.MsgspecError as error:
        raise BrokenChain(record.stream, record.seq, DOES_NOT_FIT(cause=str(error)[:200])) from None
