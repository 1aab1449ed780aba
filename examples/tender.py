"""
A case type with parts: a tender, and the bids in it.

It closes by hand and becomes ready for award by itself, as soon as the last bid has a score; the log says what that followed from.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from attrs import frozen

from proeftuin_flow import (
    C0,
    NEW,
    Actor,
    Blocker,
    CaseType,
    CommandRefused,
    Flow,
    Lifecycle,
    Money,
    Role,
    Situation,
    State,
    Trigger,
    event,
    guard,
    phrase,
)
from proeftuin_flow.stores import MemoryStore

# ── a bid: what is known, its states, and what may happen to it ──────────────────────────────────────────────────────────


@frozen
class Bid:
    """A bid: what is handed in, and what is known about it afterwards."""

    bidder: C0[str] = ""
    price: C0[Money] = 0
    points: C0[int] = 0


@frozen
class Score:
    """How many points a bid gets."""

    points: C0[int]


def as_handed_in(nothing: Bid, bid: Bid) -> Bid:
    return bid


def with_score(bid: Bid, score: Score) -> Bid:
    return attrs.evolve(bid, points=score.points)


BUYER = Role("buyer", nl="inkoper", en="buyer")
received = State("received", nl="ontvangen", en="received")
scored = State("scored", nl="beoordeeld", en="scored", final=True)

bid_received = event("bid_received", Bid, nl="inschrijving ontvangen", en="bid received", then=as_handed_in)
bid_scored = event("bid_scored", Score, nl="inschrijving beoordeeld", en="bid scored", then=with_score)



# Without it a bid could come in after the last one was scored, and be left behind; `soundness.check` found that.
@guard(nl="de inschrijving is open", en="bids are being taken")
def still_open(s: Situation[object]) -> Iterator[Blocker]:
    if not (tender := s.root(Tender)).at(announced):
        yield tender.title


BID = Lifecycle("bid", nl="inschrijving", en="bid", facts=Bid, transitions=[
    NEW.to(received, on=Trigger("bid", nl="inschrijven", en="bid"), by=[BUYER], requires=[still_open], emits=bid_received),
    received.to(scored, on=Trigger("score", nl="beoordelen", en="score"), by=[BUYER], emits=bid_scored),
])  # fmt: skip

# ── the tender itself ────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Tender:
    """Nothing is known about a tender but what its bids say."""


announced = State("announced", nl="aangekondigd", en="announced")
closed = State("closed", nl="gesloten", en="closed")
ready = State("ready", nl="gereed voor gunning", en="ready for award")
awarded = State("awarded", nl="gegund", en="awarded", final=True)

no_bids = phrase("no_bids", nl="er zijn geen inschrijvingen", en="there are no bids")


# Nor could a tender that was closed without a bid ever go on.
@guard(nl="er is een inschrijving", en="there is a bid")
def has_bids(s: Situation[Tender]) -> Iterator[Blocker]:
    if not s.count(Bid):
        yield no_bids()


@guard(nl="elke inschrijving is beoordeeld", en="every bid has a score")
def every_bid_scored(s: Situation[Tender]) -> Iterator[Blocker]:
    yield from (part.title for part in s.parts(Bid, received))


TENDER = CaseType("tender", version=1, nl="aanbesteding", en="tender", parts=[BID], root=Lifecycle(
    "tender", nl="aanbesteding", en="tender", facts=Tender, transitions=[
        NEW.to(announced, on=Trigger("announce", nl="aankondigen", en="announce"), by=[BUYER],
               emits=event("tender_announced", nl="aangekondigd", en="announced")),
        announced.to(closed, on=Trigger("close", nl="sluiten", en="close"), by=[BUYER], requires=[has_bids],
                     emits=event("tender_closed", nl="gesloten", en="closed")),
        closed.becomes(ready, watches=[Bid], requires=[every_bid_scored], emits=event("tender_ready", nl="gereed", en="ready")),
        ready.to(awarded, on=Trigger("award", nl="gunnen", en="award"), by=[BUYER], emits=event("tender_awarded", nl="gegund", en="awarded")),
    ],
))  # fmt: skip


# ── one tender ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    flow = Flow(MemoryStore(), [TENDER])
    buyer = Actor("u-02", roles={"buyer"}, organisation="rijk")

    flow.open(TENDER, "tender-1", by=buyer)
    flow.handle("tender-1", "bid", by=buyer, part="bid/1", data=Bid("north", 9_000_00))
    flow.handle("tender-1", "bid", by=buyer, part="bid/2", data=Bid("south", 8_500_00))
    flow.handle("tender-1", "score", by=buyer, part="bid/1", data=Score(7))
    flow.handle("tender-1", "close", by=buyer)
    try:
        flow.handle("tender-1", "award", by=buyer)
    except CommandRefused as no:
        print(no.refusal.text("en"))

    outcome = flow.handle("tender-1", "score", by=buyer, part="bid/2", data=Score(8))
    for happened in outcome.events:
        followed = "" if happened.caused_by is None else f", by itself, because of {happened.caused_by}"
        print(f"{happened.seq}. {happened.part}: {happened.type}{followed}")
    case = flow.handle("tender-1", "award", by=buyer).case
    print(f"{case.id}: {case.state} after {case.revision} events")


if __name__ == "__main__":
    main()
