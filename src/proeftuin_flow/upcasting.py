"""
Upcasting: bodies that were written with an older schema, read as if they had today's.

An upcaster lifts the fields of a body from one schema to the next; several are chained.  They are pure, and what is stored never changes.
An upcaster gets the fields that are there, of both pieces; what was erased is not among them, so it asks before it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .canonical import canonical
from .case_type import CaseType
from .codec import Fields, body_of, fields_of
from .lifecycle import EventType

__all__ = ["lifted", "lifts"]


def lifted(kind: EventType[Any, Any], schema: int, data: bytes | None, personal: bytes | None, *, erased: bool) -> Any:
    """
    The body of an event that was written with an older schema, from its two pieces.  `erased` says that it had a personal piece, which is gone.

    Raises:
        ValueError: If there is no upcaster for that schema, or one of them fails, or what they make is not the body of today.
    """
    fields: Fields = fields_of(data) | fields_of(personal)
    for step in range(schema, kind.schema):
        upcaster = kind.upcasters.get(step)
        if upcaster is None:
            raise ValueError(f"{kind.name} has no upcaster from schema {step}")
        try:
            fields = upcaster(fields)
        except Exception as error:
            raise ValueError(f"the upcaster of {kind.name} from schema {step}: {type(error).__name__}: {error}") from error
    return None if kind.body is None else body_of(kind.body, fields, erased=erased)


def lifts(case_type: CaseType, kept: Mapping[str, Any]) -> bool:
    """
    Whether what was written under a structure that was kept can be read by this case type, under the same version number.

    It can if nothing differs but bodies of which the schema went up, with upcasters from the old one.
    """
    lifecycles = dict(kept["lifecycles"])
    for lifecycle in case_type.lifecycles.values():
        before = lifecycles.get(lifecycle.name)
        if before is not None:
            today = case_type.structure["lifecycles"][lifecycle.name]["events"]
            events = {name: _today(lifecycle.events.get(name), each, today.get(name)) for name, each in before["events"].items()}
            lifecycles[lifecycle.name] = {**before, "events": events}
    return canonical({**kept, "lifecycles": lifecycles}) == canonical(case_type.structure)


def _today(kind: EventType[Any, Any] | None, before: Mapping[str, Any], today: Any) -> Mapping[str, Any]:
    """An event's structure with the body of today, if its upcasters lead there."""
    if kind is None or not before["schema"] < kind.schema or not kind.upcasters.keys() >= {*range(before["schema"], kind.schema)}:
        return before
    return {**before, "schema": kind.schema, "body": today["body"]}
