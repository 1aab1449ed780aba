"""
Rules as values: what is inferred of a lifecycle, its guards, its events and its reducers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_type

import attrs
from attrs import frozen

from proeftuin_flow.case import Event, Part
from proeftuin_flow.guards import Guard, Role, Trigger, guard, not_by_whoever
from proeftuin_flow.labels import Blocker
from proeftuin_flow.lifecycle import NEW, EventType, Lifecycle, State, Transition, event, fact
from proeftuin_flow.privacy import C0, C1, REDACTED
from proeftuin_flow.situation import Situation


@frozen
class Permit:
    documents: frozenset[str] = frozenset()
    received_from: str | None = fact(None, nl="ontvangen van", en="received from")


@frozen
class Advice:
    positive: bool | None = None


@frozen
class Document:
    name: C0[str]
    handed_in_by: C1[str]


requested = State("requested", nl="aangevraagd", en="requested")
granted = State("granted", nl="verleend", en="granted", final=True)
CLERK = Role("clerk", nl="behandelaar", en="clerk")
ASK, RECEIVE, GRANT = (Trigger(name, nl=name, en=name) for name in ("ask", "receive", "grant"))


@guard(nl="de stukken zijn compleet", en="the documents are complete")
def documents_complete(s: Situation[Permit]) -> Iterator[str]:
    yield from sorted({"map", "identity"} - s.facts.documents)


@guard(nl="alle adviezen zijn positief", en="all advice is positive")
def advice_positive(s: Situation[Permit]) -> Iterator[Blocker]:
    for part in s.parts(Advice):
        assert_type(part, Part[Advice])
        if not part.facts.positive:
            yield part.title


@guard(nl="het stuk is nieuw", en="the document is new")
def is_new(s: Situation[Permit], document: Document) -> Iterator[str]:
    if document.name in s.facts.documents:
        yield document.name


somebody_else = not_by_whoever(ASK, nl="een ander", en="somebody else")


def with_document(permit: Permit, document: Document) -> Permit:
    # What may have been erased is looked at before it is used.
    sender = None if document.handed_in_by is REDACTED else document.handed_in_by
    assert_type(sender, str | None)
    return attrs.evolve(permit, documents=permit.documents | {document.name}, received_from=sender)


def with_date(permit: Permit, document: Document, happened: Event[Document]) -> Permit:
    assert_type(happened.body, Document)
    return permit


asked = event("permit_asked", nl="aangevraagd", en="asked for")
received = event("document_received", Document, nl="stuk ontvangen", en="document received", then=with_document)
received_on = event("document_received", Document, nl="stuk ontvangen", en="document received", then=with_date)

assert_type(documents_complete, Guard[Permit])
assert_type(is_new, Guard[Permit])
assert_type(somebody_else, Guard[object])
assert_type(asked, EventType[object, None])
assert_type(received, EventType[Permit, Document])
assert_type(received_on, EventType[Permit, Document])

lifecycle = Lifecycle(
    "permit", nl="vergunning", en="permit", facts=Permit,
    transitions=[
        NEW.to(requested, on=ASK, by=[CLERK], emits=asked),
        requested.stays(on=RECEIVE, by=[CLERK], requires=[is_new], emits=received),
        requested.to(granted, on=GRANT, by=[CLERK], requires=[documents_complete, somebody_else, advice_positive],
                     emits=event("permit_granted", nl="verleend", en="granted")),
    ],
)  # fmt: skip

assert_type(lifecycle, Lifecycle[Permit])

receiving = requested.stays(on=RECEIVE, by=[CLERK], requires=[is_new], emits=received)

assert_type(receiving, Transition[Permit])
