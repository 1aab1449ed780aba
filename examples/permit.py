"""
A case type of one's own: a permit, from request to grant.

No pilot in sight.  Run it: it asks for a permit, is refused for what is missing, hands it in, and is granted.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import frozen

from proeftuin_flow import (
    C0,
    C1,
    NEW,
    Actor,
    CaseType,
    CommandRefused,
    Flow,
    Lifecycle,
    Role,
    Situation,
    State,
    Trigger,
    event,
    guard,
)
from proeftuin_flow.stores import MemoryStore

# ── the rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Permit:
    """What is known about a permit."""

    documents: frozenset[str] = frozenset()


@frozen
class Document:
    """What is handed in: the data of the command, and the body of the event."""

    name: C0[str]
    handed_in_by: C1[str]


requested = State("requested", nl="aangevraagd", en="requested")
granted = State("granted", nl="verleend", en="granted", final=True)

CLERK = Role("clerk", nl="behandelaar", en="clerk")

ASK = Trigger("ask", nl="aanvragen", en="ask")
RECEIVE = Trigger("receive", nl="stuk ontvangen", en="receive a document")
GRANT = Trigger("grant", nl="verlenen", en="grant")


@guard(nl="de stukken zijn compleet", en="the documents are complete")
def documents_complete(s: Situation[Permit]) -> Iterator[str]:
    yield from sorted({"map", "identity"} - s.facts.documents)


def with_document(permit: Permit, document: Document) -> Permit:
    return attrs.evolve(permit, documents=permit.documents | {document.name})


permit_asked = event("permit_asked", nl="aangevraagd", en="asked for")
document_received = event("document_received", Document, nl="stuk ontvangen", en="document received", then=with_document)
permit_granted = event("permit_granted", nl="verleend", en="granted")

PERMIT = CaseType(
    "permit", version=1, nl="vergunning", en="permit",
    root=Lifecycle(
        "permit", nl="vergunning", en="permit", facts=Permit,
        transitions=[
            NEW.to(requested, on=ASK, by=[CLERK], emits=permit_asked),
            requested.stays(on=RECEIVE, by=[CLERK], emits=document_received),
            requested.to(granted, on=GRANT, by=[CLERK], requires=[documents_complete], emits=permit_granted),
        ],
    ),
)  # fmt: skip


# ── one permit ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    flow = Flow(MemoryStore(), [PERMIT])
    clerk = Actor("u-31", roles={"clerk"})

    id = flow.open(PERMIT, "permit-7", by=clerk).case.id
    flow.handle(id, "receive", by=clerk, data=Document("map", "u-31"))
    try:
        flow.handle(id, "grant", by=clerk)
    except CommandRefused as no:
        print(no.refusal.text("nl"))
        print(no.refusal.text("en"))

    flow.handle(id, "receive", by=clerk, data=Document("identity", "u-31"))
    case = flow.handle(id, "grant", by=clerk).case
    print(f"{case.id}: {case.state} after {case.revision} events")
    print("; ".join(happened.type for happened in flow.events(id)))


if __name__ == "__main__":
    main()
