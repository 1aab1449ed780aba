"""
Grounds: what a requirement was called and what the terms were on the day of a decision, from the store alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from msgspec.structs import replace

from proeftuin_flow.errors import NotOurs, UnknownVersion
from proeftuin_flow.flow import Flow
from proeftuin_flow.grounds import Asked, Grounds, definition_of, grounds_of
from proeftuin_flow.labels import Label
from proeftuin_flow.log import Record
from proeftuin_flow.stores import MemoryStore, Store
from proeftuin_flow.wishes import Waiver
from tests.case_types import BIDDER_1, BUYER_1, DIRECTOR_1, LAWYER_1, RELAY, TENDER, Objection, announcement, offer
from tests.flow.common import Clock
from tests.laws.playing import games
from tests.laws.test_laws import sealed


@pytest.fixture
def records(store: Store) -> list[Record]:
    """A tender in which a bid above the budget was let pass, and a complaint; and after that the words and terms were changed, as version 2."""
    flow = Flow(store, [TENDER], clock=Clock())
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    flow.handle("tender-1", "submit", by=BIDDER_1, data=offer(110_000))
    both = attrs.evolve(BUYER_1, roles=BUYER_1.roles | DIRECTOR_1.roles)
    flow.handle("tender-1", "judge", by=both, part="bid/1", waive=[Waiver("within_budget", "the only one")])
    flow.handle("tender-1", "check", by=LAWYER_1)
    flow.handle("tender-1", "close", by=BUYER_1)
    flow.handle("tender-1", "complain", by=BIDDER_1, data=Objection("the noise"))
    flow.void("tender-1", 7, by=DIRECTOR_1, reason="a slip")
    later = attrs.evolve(TENDER, version=2, nl="inkoop", en="purchase", profiles=[
        attrs.evolve(profile, parameters={"least_bids": 99}) for profile in TENDER.profiles])  # fmt: skip
    Flow(store, [TENDER, later], clock=Clock()).start()
    return [*store.read("tender-1")]


def test_grounds_are_those_of_the_day(records, store):
    """
    What it was called, how heavily it weighed, how it came out, who let it pass and why; and the terms of the profile.
    """
    found = grounds_of(records[3], store)

    assert (Label("aanbesteding", "tender"), 1, Label("Europees", "European")) == (found.case_type, found.version, found.profile)
    assert {"least_bids": 3} == found.parameters
    assert (Label("geldig", "found valid"), Label("beoordelen", "judge")) == (found.event, found.trigger)
    label = Label("de inschrijving past in het budget", "the bid is within the budget")
    assert (Asked("within_budget", label, "", "waivable", "waived", "buyer-1", "the only one"),) == found.asked


def test_advice_and_what_was_met(records, store):
    """
    Of what is no decision, what was met is not recorded; that it was asked says the definition.
    """
    closed = grounds_of(records[5], store)

    assert [("enough_bids", "advisory", "advised"), ("seen_by_a_lawyer", "fixed", None)] == [
        (each.guard, each.severity, each.outcome) for each in closed.asked
    ]


def test_severity_is_that_of_the_profile(records, store):
    """
    Under the simple profile nobody may let the budget pass.
    """
    flow = Flow(store, [TENDER], clock=Clock())
    flow.open("tender", "tender-2", by=BUYER_1, data=announcement(), profile="simple")
    flow.handle("tender-2", "submit", by=BIDDER_1, data=offer())
    flow.handle("tender-2", "judge", by=BUYER_1, part="bid/1")

    assert [("within_budget", "hard", "met")] == [
        (each.guard, each.severity, each.outcome) for each in grounds_of([*store.read("tender-2")][-1], store).asked
    ]


def test_grounds_can_be_read(records, store):
    """
    In two languages.
    """
    judged, closed = grounds_of(records[3], store), grounds_of(records[5], store)

    assert [
        "found valid, record 4 of case tender-1: tender version 1, profile European",
        "  least_bids = 3",
        "  - the bid is within the budget: waived (buyer-1, “the only one”)",
    ] == str(judged).splitlines()
    assert [
        "gesloten, gebeurtenis 6 van zaak tender-1: aanbesteding versie 1, profiel Europees",
        "  least_bids = 3",
        "  - er zijn genoeg inschrijvingen: niet voldaan, als advies",
        "  - er is een jurist bij geweest",
    ] == closed.text("nl").splitlines()


def test_what_was_erased_is_not_said(records, store):
    """
    Of a waiver the reason; of a personal part everything but the terms.
    """
    judged, complained = (grounds_of(replace(records[place], personal=None), store) for place in (3, 6))

    assert [("waived", "buyer-1", None)] == [(each.outcome, each.by, each.reason) for each in judged.asked]
    assert "  - the bid is within the budget: waived (buyer-1)" == str(judged).splitlines()[-1]
    assert (Label("geklaagd", "complaint filed"), Label("klagen", "complain")) == ((kept := grounds_of(records[6], store)).event, kept.trigger)
    assert (None, None, (), {"least_bids": 3}) == (complained.event, complained.trigger, complained.asked, complained.parameters)
    assert str(complained).startswith("erased, record 7 of case tender-1")


def test_acts_of_the_library_have_their_own_words(records, store):
    """
    They have no requirements.
    """
    voided = grounds_of(records[7], store)

    assert (Label("ongeldig verklaren", "void"), ()) == (voided.event, voided.asked)
    assert voided.trigger == voided.event


def test_what_follows_by_itself_has_no_trigger(records, store):
    """
    The advice was asked for in the same commit; a relay moves by itself.
    """
    own = MemoryStore()
    flow = Flow(own, [RELAY], clock=Clock())
    moved = next(record for record in _relay(flow) if record.read().trigger is None)

    assert (None, True) == ((found := grounds_of(moved, own)).trigger, found.event is not None)


def _relay(flow: Flow) -> Iterator[Record]:
    game = next(game for game in games("relay") if any(event.trigger is None for event in game.events))
    flow.start()
    assert RELAY is game.case.type
    yield from sealed(game)


def test_definition_that_the_store_never_saw(records, store):
    """
    The records were loaded from elsewhere, or under another definition with the same number.
    """
    empty = MemoryStore()
    empty.load(records)
    with pytest.raises(UnknownVersion, match="no case type 'tender' version 1 here; known versions: none"):
        definition_of(records[0], empty)

    other: Any = attrs.evolve(TENDER, zone="Europe/Brussels")
    Flow(empty, [other]).start()
    with pytest.raises(UnknownVersion, match="is another one here than when this was recorded"):
        grounds_of(records[0], empty)
    assert isinstance(grounds_of(records[0], store), Grounds)
    assert TENDER.fingerprint == definition_of(records[0], store).fingerprint


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"structure": b"{}"}, id="structure"),
        pytest.param({"texts": b"{}"}, id="texts that lack something"),
        pytest.param({"texts": b"\xff"}, id="texts that are none"),
    ],
)
def test_changed_definition_is_noticed(records, store, changed):
    """
    A definition that somebody changed in the store is no ground for anything, and says so.
    """
    kept = definition_of(records[3], store)
    other = MemoryStore()
    other.keep(replace(kept, **changed))

    with pytest.raises(NotOurs, match="the definition that was kept was changed, or cannot be read"):
        grounds_of(records[3], other)
