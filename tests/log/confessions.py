"""
A diary with secrets, of which one body has two schemas: for what is hidden in a personal piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.guards import Role, Trigger
from proeftuin_flow.lifecycle import NEW, EventType, Lifecycle, State, event
from proeftuin_flow.log import GENESIS, Record, Stamp, seal
from proeftuin_flow.privacy import C2, REDACTED
from proeftuin_flow.wishes import Actor, Command
from tests.case_types import NOON


@frozen
class Diary:
    """Nothing is known of a diary."""


@frozen
class Secret:
    """What is known of a secret."""

    text: str | None = None


@frozen
class Words:
    """What was confessed, as the first program knew it."""

    words: C2[str]


@frozen
class Text:
    """As the second one does."""

    text: C2[str]


WRITER = Role("writer", nl="schrijver", en="writer")
begun = State("begun", nl="begonnen", en="begun", final=True)
told = State("told", nl="verteld", en="told", final=True)


def with_text(secret: Secret, it: Text) -> Secret:
    return secret if it.text is REDACTED else attrs.evolve(secret, text=it.text)


def diary(schema: int) -> CaseType:
    """A diary, as a program of that schema has it."""
    made: EventType[Secret, Any] = (
        event("confession_made", Words, nl="bekend", en="confessed", then=lambda secret, it: attrs.evolve(secret, text=str(it.words)))
        if schema == 1
        else event("confession_made", Text, nl="bekend", en="confessed", schema=2, then=with_text,
                   upcasters={1: lambda fields: {"text": fields.get("words")}})
    )
    return CaseType(
        "diary", version=1, nl="dagboek", en="diary",
        root=Lifecycle("diary", nl="dagboek", en="diary", facts=Diary, transitions=[
            NEW.to(begun, on=Trigger("begin", nl="beginnen", en="begin"), by=[WRITER], emits=event("diary_begun", nl="begonnen", en="begun")),
        ]),
        parts=[Lifecycle("secret", nl="geheim", en="secret", facts=Secret, personal=True, outlives_root=True, transitions=[
            NEW.to(told, on=Trigger("confess", nl="bekennen", en="confess"), by=[WRITER], emits=made),
        ])],
    )  # fmt: skip


DIARIES: Mapping[int, CaseType] = {schema: diary(schema) for schema in (1, 2)}
SOMEBODY = Actor("u-1", roles={"writer"})


def confessed(schema: int) -> list[Record]:
    """A diary with one secret, as a program of that schema writes it."""
    case, head, records = DIARIES[schema].new("diary-1"), GENESIS, []
    body: Any = Words("I did it") if schema == 1 else Text("I did it")
    for trigger, data in (("begin", None), ("confess", body)):
        decision = decide(case, Command(trigger, SOMEBODY, NOON, data=data))
        assert isinstance(decision, Accepted)
        records += seal(case, decision.events, Stamp(NOON), head)
        case, head = decision.case, records[-1].hash
    return records
