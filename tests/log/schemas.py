"""
Three lives of one body: a permit as three programs knew it, one after the other, and the log that each of them wrote.

What is handed in had a `name` first; then a `title`; then a `sender` in the place of `handed_in_by`, and a number of pages.  Each program
lifts what the ones before it wrote.  `tests/golden/permit-schema-n.jsonl` has what the n-th one writes: run this module to write that anew,
which is right for a file that is not yet part of a release, and wrong ever after.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import attrs
from attrs import frozen

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.lifecycle import NEW, EventType, Lifecycle, Upcaster, event
from proeftuin_flow.log import GENESIS, Record, Stamp, seal
from proeftuin_flow.privacy import C0, C1
from proeftuin_flow.wishes import Command
from tests.case_types import ASK, CLERK, CLERK_1, GRANT, NOON, RECEIVE, Permit, documents_complete, granted, requested

GOLDEN = Path(__file__).parents[1] / "golden"


@frozen
class Named:
    """What is handed in, as the first program knew it."""

    name: C0[str]
    handed_in_by: C1[str]


@frozen
class Titled:
    """As the second one did."""

    title: C0[str]
    handed_in_by: C1[str]


@frozen
class Sent:
    """As the third one does."""

    title: C0[str]
    sender: C1[str]
    pages: C0[int | None] = None
    note: C1[str | None] = None


def titled(fields: dict[str, Any]) -> dict[str, Any]:
    """From the first schema to the second."""
    return {"title" if name == "name" else name: value for name, value in fields.items()}


def sent(fields: dict[str, Any]) -> dict[str, Any]:
    """From the second schema to the third.  Who handed it in may have been erased."""
    return {"sender" if name == "handed_in_by" else name: value for name, value in fields.items()}


def received(schema: int, upcasters: Mapping[int, Upcaster] | None = None, reducer_version: int = 1) -> EventType[Permit, Any]:
    """The event, as a program of that schema has it."""
    body: type[Any] = {1: Named, 2: Titled, 3: Sent}[schema]
    chain = {step: each for step, each in {1: titled, 2: sent}.items() if step < schema} if upcasters is None else upcasters
    return event(
        "document_received", body, nl="stuk ontvangen", en="document received", schema=schema, upcasters=chain, reducer_version=reducer_version,
        then=lambda permit, it: attrs.evolve(permit, documents=permit.documents | {it.name if schema == 1 else it.title}),
    )  # fmt: skip


def permit(schema: int, *, version: int = 1, **more: Any) -> CaseType:
    """A permit, as a program of that schema has it."""
    return CaseType(
        "permit", version=version, nl="vergunning", en="permit",
        root=Lifecycle(
            "permit", nl="vergunning", en="permit", facts=Permit,
            transitions=[
                NEW.to(requested, on=ASK, by=[CLERK], emits=event("permit_asked", nl="aangevraagd", en="asked for")),
                requested.stays(on=RECEIVE, by=[CLERK], emits=received(schema, **more)),
                requested.to(granted, on=GRANT, by=[CLERK], requires=[documents_complete],
                             emits=event("permit_granted", nl="verleend", en="granted")),
            ],
        ),
    )  # fmt: skip


PERMITS: Mapping[int, CaseType] = {schema: permit(schema) for schema in (1, 2, 3)}
BODIES: Mapping[int, tuple[Any, Any]] = {
    1: (Named("map", "u-31"), Named("identity", "u-32")),
    2: (Titled("map", "u-31"), Titled("identity", "u-32")),
    3: (Sent("map", "u-31", 2, "folded"), Sent("identity", "u-32")),
}


def records_of(schema: int, id: str | None = None) -> list[Record]:
    """The records of one permit, as a program of that schema writes them."""
    case, head, records = PERMITS[schema].new(id or f"permit-{schema}"), GENESIS, []
    for minute, (trigger, data) in enumerate([("ask", None), *(("receive", body) for body in BODIES[schema]), ("grant", None)]):
        now = NOON + timedelta(minutes=minute)
        decision = decide(case, Command(trigger, CLERK_1, now, data=data))
        assert isinstance(decision, Accepted)
        records += seal(case, decision.events, Stamp(now), head)
        case, head = decision.case, records[-1].hash
    return records


def golden(schema: int) -> Path:
    """The file of what was written by that schema."""
    return GOLDEN / f"permit-schema-{schema}.jsonl"


def written(schema: int) -> bytes:
    """What is in that file, with salts that are no secret."""
    numbers = count(1)
    with patch("proeftuin_flow.log.sealing.salt", lambda: f"{next(numbers):032x}"):
        return b"".join(record.line() for record in records_of(schema))


if __name__ == "__main__":  # pragma: no cover  # by hand
    for each in PERMITS:
        golden(each).write_bytes(written(each))
