"""
Erased: what was removed from the store is gone for every Flow that reads it, and the chain still holds.
"""

from __future__ import annotations

import pytest

from proeftuin_flow.case import Erased
from proeftuin_flow.decider import decide
from proeftuin_flow.errors import BrokenChain, CommandRefused
from proeftuin_flow.flow import Flow
from proeftuin_flow.privacy import REDACTED
from tests.case_types import BIDDER_1, BUYER_1, CLERK_1, DIRECTOR_1, LAWYER_1, Document, announcement, offer
from tests.flow.common import everything, flow_on


@pytest.fixture
def complained(flow: Flow) -> Flow:
    """A tender with two complaints, of which the first was answered."""
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    for about in ("too late", "too dear"):
        flow.handle("tender-1", "complain", by=BIDDER_1, data={"about": about})
    flow.handle("tender-1", "answer", by=LAWYER_1, part="complaint/1")
    return flow


def test_field_that_was_erased_is_redacted(permit, store):
    """
    The other fields of the event, the case, and its head are as they were.
    """
    before, head = permit.case("permit-1"), permit.head("permit-1")
    store.redact("permit-1", [2])
    reading = flow_on(store)

    assert Document("map", REDACTED) == [*reading.events("permit-1")][1].body
    assert before == reading.case("permit-1")
    assert head == reading.head("permit-1")


def test_reducers_run_on_what_was_erased(flow, store):
    """
    The types say that it may be gone, so nothing breaks: the buyer is not known any more, and the case goes on.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    flow.handle("tender-1", "submit", by=BIDDER_1, data=offer())
    store.redact("tender-1", [1, 2, 3])
    reading = flow_on(store)

    assert (None, 100_000) == (reading.case("tender-1").root.facts.buyer, reading.case("tender-1").root.facts.budget)
    assert (None, 90_000) == (reading.case("tender-1")["bid/1"].facts.company, reading.case("tender-1")["bid/1"].facts.amount)
    assert 4 == reading.handle("tender-1", "judge", by=BUYER_1, part="bid/1").case.revision


def test_personal_part_is_erased_but_for_whether_it_was_settled(complained, store):
    """
    Neither what it was about nor when it was, nor its state; only that it needs nothing more, or still does.
    """
    store.redact("tender-1", [3, 4, 5])
    case = flow_on(store).case("tender-1")

    assert [Erased(True), Erased(False)] == [case[f"complaint/{number}"].facts for number in (1, 2)]
    assert ["erased.settled", "erased.open"] == [case[f"complaint/{number}"].state for number in (1, 2)]
    assert ["", "", ""] == [each.type for each in flow_on(store).events("tender-1")][2:]
    assert complained.head("tender-1") == flow_on(store).head("tender-1")
    with pytest.raises(BrokenChain):
        flow_on(store).verify("tender-1")  # no record says that they went


def test_nothing_is_done_with_a_part_that_was_erased(complained, store):
    """
    No trigger leaves that state; the rest of the case goes on, and a next complaint may be filed.
    """
    store.redact("tender-1", [3, 4, 5])
    flow = flow_on(store)

    with pytest.raises(CommandRefused, match="only possible from"):
        flow.handle("tender-1", "answer", by=LAWYER_1, part="complaint/2")
    assert [] == flow.options("tender-1", by=LAWYER_1, part="complaint/2")
    assert "filed" == flow.handle("tender-1", "complain", by=BIDDER_1, data={"about": "too loud"}).case["complaint/3"].state
    assert "open" == flow.handle("tender-1", "check", by=LAWYER_1).case.state


def test_part_of_which_one_event_was_erased_is_erased(complained, store):
    """
    Also where later events of it are still there: what they changed nobody knows.
    """
    store.redact("tender-1", [3])
    case = flow_on(store).case("tender-1")

    assert "erased.settled" == case["complaint/1"].state
    assert "filed" == case["complaint/2"].state


def test_what_comes_after_an_erasure_is_caught_up_with(complained, store, open_store):
    """
    A Flow that read the case when it was erased, and one that reads it afterwards, see the same.
    """
    store.redact("tender-1", [3, 4, 5])
    reading = flow_on(open_store())
    reading.case("tender-1")
    complained.handle("tender-1", "check", by=LAWYER_1)

    assert reading.case("tender-1") == flow_on(open_store()).case("tender-1")


def test_counting_erased_parts_by_state_cannot_be_established(complained, store):
    """
    How many there are and how many are settled always can.
    """
    from proeftuin_flow.errors import NotEstablished
    from proeftuin_flow.situation import Situation
    from tests.case_types import Complaint, filed

    store.redact("tender-1", [3, 5])
    case = flow_on(store).case("tender-1")
    situation = Situation(case.root.facts, case.root, case)

    assert (2, 1, 1) == (situation.count(Complaint), situation.settled(Complaint), situation.unsettled(Complaint))
    with pytest.raises(NotEstablished, match="the data of a part was erased"):
        situation.count(Complaint, filed)


def test_one_erased_part_says_only_whether_it_is_settled(complained, store):
    """
    What it held cannot be asked any more; whether it still needs something can, and of what was never there nothing is needed.
    """
    from proeftuin_flow.errors import NotEstablished
    from proeftuin_flow.situation import Situation
    from tests.case_types import Complaint

    store.redact("tender-1", [3, 5])
    case = flow_on(store).case("tender-1")
    situation = Situation(case.root.facts, case.root, case)

    with pytest.raises(NotEstablished, match="the data of a part was erased"):
        situation.part_of(Complaint, 1)
    assert case["complaint/2"] == situation.part_of(Complaint, 2)
    assert situation.part_of(Complaint, 3) is None
    assert [True, False, True] == [situation.is_settled(Complaint, number) for number in (1, 2, 3)]


def test_waiver_whose_reason_was_erased_covers_nothing(flow, store):
    """
    For what it was given nobody can say any more.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    flow.handle("tender-1", "submit", by=BIDDER_1, data=offer(200_000))
    flow.waive("tender-1", "within_budget", on="judge", by=DIRECTOR_1, part="bid/1", reason="worth it")
    store.redact("tender-1", [4])

    with pytest.raises(CommandRefused, match="within the budget"):
        flow_on(store).handle("tender-1", "judge", by=BUYER_1, part="bid/1")


def test_nothing_of_it_is_in_the_store(complained, store):
    """
    Nor in what can be exported from it.
    """
    store.redact("tender-1", [3, 4, 5])

    assert not any(b"too" in record.line() for record in everything(store))


def test_wish_with_what_was_erased_is_malformed(permit):
    """
    Nobody hands in that something is gone.
    """
    decision = permit.decide("permit-1", "receive", by=CLERK_1, data=Document("map", REDACTED))

    assert ["data_malformed"] == [reason.code for reason in decision.reasons]
    assert decision == decide(permit.case("permit-1"), _same(decision))


def _same(decision):
    from proeftuin_flow.wishes import Command
    from tests.case_types import NOON

    return Command("receive", CLERK_1, NOON, data=Document("map", REDACTED))
