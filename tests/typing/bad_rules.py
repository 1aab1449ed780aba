"""
Rules that do not fit together: both checkers refuse the marked lines.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import frozen

from proeftuin_flow.guards import Role, Trigger, guard
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, Transition, event
from proeftuin_flow.privacy import C0, C1
from proeftuin_flow.situation import Situation


@frozen
class Permit:
    documents: frozenset[str] = frozenset()


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
ASK, RECEIVE, GRANT, ADVISE = (Trigger(name, nl=name, en=name) for name in ("ask", "receive", "grant", "advise"))


@guard(nl="het advies is positief", en="the advice is positive")
def advice_positive(s: Situation[Advice]) -> Iterator[str]:
    if not s.facts.positive:
        yield "advice"


@guard(nl="zegt ja of nee", en="says yes or no")  # refused
def says_yes(s: Situation[Permit]) -> bool:
    return bool(s.facts.documents)


@guard(nl="de stukken zijn compleet", en="the documents are complete")
def documents_complete(s: Situation[Permit]) -> Iterator[str]:
    yield from s.facts.papers  # refused


def who(document: Document) -> str:
    return document.handed_in_by  # refused


def shouted(document: Document) -> str:
    return document.handed_in_by.upper()  # refused


def with_advice(advice: Advice, document: Document) -> Advice:
    return attrs.evolve(advice, positive=True)


def with_document(permit: Permit, name: str) -> Permit:
    return permit


asked = event("permit_asked", nl="aangevraagd", en="asked for")
received = event("document_received", Document, nl="stuk ontvangen", en="document received", then=with_advice)
misread = event("document_received", Document, nl="stuk ontvangen", en="document received", then=with_document)  # refused

advising = requested.to(granted, on=ADVISE, by=[CLERK], emits=asked, requires=[advice_positive])

# A guard over other facts.
other_guard: Transition[Permit] = requested.to(granted, on=GRANT, by=[CLERK], emits=asked, requires=[advice_positive])  # refused

# A reducer over other facts.
other_reducer: Transition[Permit] = requested.stays(on=RECEIVE, by=[CLERK], emits=received)  # refused

# Transitions of other facts, in a lifecycle.
lifecycle: Lifecycle[Permit] = Lifecycle(
    "permit", nl="vergunning", en="permit", facts=Permit,
    transitions=[
        NEW.to(requested, on=ASK, by=[CLERK], emits=asked),
        advising,  # refused
        requested.to(granted, on=GRANT, by=[CLERK], emits=asked, requires=[documents_complete]),
    ],
)  # fmt: skip

# A misspelt state is no name.
requested.to(grnated, on=GRANT, by=[CLERK], emits=asked)  # noqa: F821  # refused
