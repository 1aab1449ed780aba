"""
What the tests of projections share: a log with many cases, and a projection that looks at everything.
"""

from __future__ import annotations

from typing import Any

from proeftuin_flow import Flow, Followed, Projection
from proeftuin_flow.stores import Store
from tests.case_types import BIDDER_1, BUYER_1, CLERK_1, LAWYER_1, PERMIT, RELAY, STARTER_1, TENDER, Document, announcement
from tests.flow.common import flow_on

__all__ = ["everything", "live"]


def live(store: Store) -> Flow:
    """A permit that was granted, one that was not, a relay with a leg, and a tender with a complaint, which is personal."""
    flow = flow_on(store)
    flow.open(PERMIT, "permit-1", by=CLERK_1)
    flow.open(PERMIT, "permit-2", by=CLERK_1)
    flow.handle("permit-1", "receive", by=CLERK_1, data=Document("map", "u-31"))
    flow.handle("permit-2", "receive", by=CLERK_1, data=Document("map", "u-32"))
    flow.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u-31"))
    flow.open(RELAY, "relay-1", by=STARTER_1)
    flow.handle("relay-1", "add_leg", by=STARTER_1)
    flow.handle("permit-1", "grant", by=CLERK_1)
    flow.open(TENDER, "tender-1", by=BUYER_1, data=announcement())
    flow.handle("tender-1", "complain", by=BIDDER_1, data={"about": "too late"})
    flow.handle("tender-1", "answer", by=LAWYER_1, part="complaint/1")
    flow.take_over(RELAY, "relay-2", by=STARTER_1, states={"relay": "running"}, source="a note", complete=["leg"])
    flow.handle("relay-2", "add_leg", by=STARTER_1)
    return flow


def _noted(state: list[Any], followed: Followed) -> list[Any]:
    body = followed.event.body
    state.append([followed.stream, followed.what, followed.source, followed.target, followed.day.isoformat(), followed.of_root, str(body)])
    return state


everything: Projection[list[Any]] = Projection("everything", start=list, step=_noted)
