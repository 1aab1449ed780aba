"""
Permits: the smallest case type that takes in documents, for whatever needs many commands.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from proeftuin_flow import C0, NEW, Actor, CaseType, Flow, Item, Lifecycle, Role, State, Trigger, event
from proeftuin_flow.stores import Store


@frozen
class Permit:
    """What is known: what was handed in last."""

    document: str = ""


@frozen
class Document:
    """What is handed in."""

    name: C0[str]


def with_document(permit: Permit, document: Document) -> Permit:
    return evolve(permit, document=document.name)


CLERK = Role("clerk", nl="behandelaar", en="clerk")
CLERK_1 = Actor("clerk-1", roles={"clerk"})

ASK = Trigger("ask", nl="aanvragen", en="ask")
RECEIVE = Trigger("receive", nl="stuk ontvangen", en="receive a document")
GRANT = Trigger("grant", nl="verlenen", en="grant")

requested = State("requested", nl="aangevraagd", en="requested")
granted = State("granted", nl="verleend", en="granted", final=True)

received = event("document_received", Document, nl="stuk ontvangen", en="document received", then=with_document)
PERMIT = CaseType(
    "permit", version=1, nl="vergunning", en="permit",
    root=Lifecycle(
        "permit", nl="vergunning", en="permit", facts=Permit,
        transitions=[
            NEW.to(requested, on=ASK, by=[CLERK], emits=event("permit_asked", nl="aangevraagd", en="asked for")),
            requested.stays(on=RECEIVE, by=[CLERK], emits=received),
            requested.to(granted, on=GRANT, by=[CLERK], emits=event("permit_granted", nl="verleend", en="granted")),
        ],
    ),
)  # fmt: skip


def permits(store: Store, count: int) -> tuple[Flow, Sequence[str]]:
    """
    So many permits that were asked for, and their ids.
    """
    flow = Flow(store, [PERMIT])
    ids = permit_ids(count)
    for id in ids:
        flow.open(PERMIT, id, by=CLERK_1)
    return flow, ids


def permit_ids(count: int) -> list[str]:
    """
    The ids of so many permits.
    """
    return [f"permit-{number:06d}" for number in range(count)]


def receipt(id: str, number: int) -> Item:
    """
    A document for one permit; no two are the same.
    """
    return Item(id, "receive", by=CLERK_1, data=Document(f"document {number}"))
