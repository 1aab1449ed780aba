"""
Voiding through Flow: the record stays in every store, and whoever reads the case leaves it out.
"""

from __future__ import annotations

import pytest

from proeftuin_flow.acts import Void
from proeftuin_flow.errors import CaseNotFound, CommandRefused, InvalidData, RequestReused
from proeftuin_flow.flow import Flow, Item
from proeftuin_flow.log import Fold, Folds, fold
from proeftuin_flow.projections import by_state, catch_up, standings
from proeftuin_flow.stores import MemoryStore
from tests.case_types import BIDDER_1, BUYER_1, DIRECTOR_1, LAWYER_1, TENDER, Opinion, announcement, offer
from tests.flow.common import Between, Clock, everything, flow_on, once


@pytest.fixture
def tender(flow: Flow) -> Flow:
    """A tender with two bids, that was checked."""
    return bid_for(flow)


def bid_for(flow: Flow, id: str = "tender-1") -> Flow:
    flow.open("tender", id, by=BUYER_1, data=announcement())
    flow.handle(id, "submit", by=BIDDER_1, data=offer())
    flow.handle(id, "submit", by=BIDDER_1, data=offer(80_000))
    flow.handle(id, "check", by=LAWYER_1)
    return flow


def test_voided_record_stays_and_does_not_count(tender, store):
    """
    Nothing is taken out of the log; the case is without it, also for whoever reads it from the beginning.
    """
    before = everything(store)
    outcome = tender.void("tender-1", 4, by=DIRECTOR_1, reason="sent twice")

    assert before == everything(store)[:-1]
    assert (6, 1) == (outcome.case.revision, outcome.case.parts.count("bid"))
    assert outcome.case == tender.case("tender-1") == flow_on(store).case("tender-1")
    assert outcome.case == fold(tender.history("tender-1"), TENDER, "tender-1", "european")
    assert ("voided", (4,), "sent twice") == ((event := [*tender.events("tender-1")][-1]).type, event.body.records, event.body.reason)
    assert tender.head("tender-1") == tender.verify("tender-1").head
    assert 2 == tender.case("tender-1", at_revision=5).parts.count("bid")
    assert outcome.case == tender.case("tender-1", at_revision=6)


def test_others_see_it_at_once(tender, open_store):
    """
    Somebody who has the case in memory drops it, and decides on what there is without the record.
    """
    other = flow_on(open_store())
    assert "lawyer-1" == other.case("tender-1").root.facts.checked_by
    tender.void("tender-1", 5, by=DIRECTOR_1, reason="it was another tender")

    with pytest.raises(CommandRefused, match="a lawyer was there"):
        other.handle("tender-1", "close", by=BUYER_1)
    assert other.case("tender-1") == tender.case("tender-1")
    (close,) = [option for option in other.options("tender-1", by=BUYER_1) if option.trigger == "close"]
    assert "blocked" == close.status


def test_several_are_voided_one_after_the_other(tender, store):
    """
    Each names its own; a case may be read with all of them at any revision.
    """
    tender.void("tender-1", 5, by=DIRECTOR_1, reason="it was another tender")
    tender.handle("tender-1", "submit", by=BIDDER_1, data=offer(70_000))
    tender.void("tender-1", 7, by=DIRECTOR_1, reason="too late")
    tender.void("tender-1", 4, by=DIRECTOR_1, reason="sent twice")

    assert [2, 3, 2, 1] == [flow_on(store).case("tender-1", at_revision=revision).parts.count("bid") for revision in (6, 7, 8, 9)]
    assert flow_on(store).case("tender-1") == tender.case("tender-1")


def test_refusal_says_what_was_built_on_it(tender, store):
    """
    Beforehand, too; and nothing is written.
    """
    tender.handle("tender-1", "judge", by=BUYER_1, part="bid/2")
    before = everything(store)

    with pytest.raises(CommandRefused) as refused:
        tender.void("tender-1", 4, by=DIRECTOR_1, reason="sent twice")

    assert [
        "void is not possible now", "  - this cannot be voided: record 6 (found valid): bid 2 would not be there then",
    ] == str(refused.value).splitlines()  # fmt: skip
    assert [
        "ongeldig verklaren kan nu niet",
        "  - dit kan niet ongeldig worden verklaard: gebeurtenis 6 (geldig): inschrijving 2 zou er dan niet zijn",
    ] == refused.value.text("nl").splitlines()
    assert refused.value.refusal == tender.decide("tender-1", "void", by=DIRECTOR_1, data=Void(4, "sent twice"))
    assert before == everything(store)
    assert tender.decide("tender-1", "void", by=DIRECTOR_1, data=Void(5, "x")).case.root.facts.checked_by is None


def test_request_id_voids_once(tender, store):
    """
    The same again gives the recorded outcome; another record under the same id is another command.
    """
    first = tender.void("tender-1", 4, by=DIRECTOR_1, reason="sent twice", request_id="r-1")
    again = flow_on(store).void("tender-1", 4, by=DIRECTOR_1, reason="sent twice", request_id="r-1")

    assert (True, first.case) == (again.repeated, again.case)
    with pytest.raises(RequestReused):
        tender.void("tender-1", 5, by=DIRECTOR_1, reason="sent twice", request_id="r-1")


def test_voided_while_somebody_was_faster(store):
    """
    A bid comes in between; it is decided again, on what there is then.
    """
    between = Between(store)
    flow = bid_for(flow_on(between))
    between.before["append"] = once(lambda: flow_on(store).handle("tender-1", "submit", by=BIDDER_1, data=offer(1)))

    with pytest.raises(CommandRefused, match="record 6"):  # which was numbered after the one that is to go
        flow.void("tender-1", 4, by=DIRECTOR_1, reason="sent twice")
    assert 7 == flow.void("tender-1", 5, by=DIRECTOR_1, reason="another tender").case.revision


def test_voided_while_its_past_is_read(store):
    """
    What came in after the decision began is not of that past: it is decided again.  If the case is gone then, it says so.
    """
    between = Between(store)
    flow = bid_for(flow_on(between))
    between.before["read"] = once(lambda: flow_on(store).handle("tender-1", "submit", by=BIDDER_1, data=offer(1)))
    assert (7, 3) == ((case := flow.void("tender-1", 5, by=DIRECTOR_1, reason="a slip").case).revision, case.parts.count("bid"))

    between.before["read"] = lambda: store.destroy("tender-1")
    with pytest.raises(CaseNotFound):
        flow.void("tender-1", 6, by=DIRECTOR_1, reason="a slip")


@pytest.mark.parametrize("per_commit", [1, 10])
def test_batch_may_void_what_it_did(store, per_commit):
    """
    What is to be voided is written first; each item has its own outcome, in the order of the items.
    """
    flow = bid_for(flow_on(store))
    bid_for(flow, "tender-2")
    report = flow.handle_all(
        [
            Item("tender-1", "submit", by=BIDDER_1, data=offer(1)),
            Item("tender-1", "void", by=DIRECTOR_1, data=Void(6, "sent twice")),
            Item("tender-2", "submit", by=BIDDER_1, data=offer(2)),
            Item("tender-1", "submit", by=BIDDER_1, data=offer(3)),
            Item("tender-1", "void", by=LAWYER_1, data=Void(8, "may not")),
        ],
        batch="batch-1",
        per_commit=per_commit,
    )

    assert [True, True, True, True, False] == [result.outcome is not None for result in report.results]
    assert 3 == flow.case("tender-1")["bid/3"].facts.amount
    assert flow.case("tender-1") == flow_on(store).case("tender-1")
    assert ["role"] == [reason.code for refused in report.refused if refused.refusal is not None for reason in refused.refusal.reasons]


def test_what_follows_is_written_in_the_same_commit(tender, store):
    """
    Without the bid that nobody judged, the tender is assessed by itself.
    """
    tender.handle("tender-1", "close", by=BUYER_1)
    tender.handle("tender-1", "judge", by=BUYER_1, part="bid/1")
    tender.handle("tender-1", "advise", by=LAWYER_1, data=Opinion(positive=True))
    outcome = tender.void("tender-1", 4, by=DIRECTOR_1, reason="sent twice")

    assert ["voided", "tender_assessed"] == [event.type for event in outcome.events]
    assert "assessed" == flow_on(store).case("tender-1").state


# ── whole stores ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cases_of_a_whole_store_are_without_what_was_voided():
    """
    In one pass; only the streams in which something was voided are read once more, up to where the pass had come.
    """
    store = MemoryStore()
    flow = bid_for(flow_on(store))
    bid_for(flow, "tender-2")
    flow.void("tender-1", 4, by=DIRECTOR_1, reason="sent twice")
    between = Between(store)
    folds, without = Folds([TENDER], between.read), Folds([TENDER])
    for record in everything(store):
        folds.add(record)
        without.add(record)
    expected = {id: flow.case(id) for id in ("tender-1", "tender-2")}
    flow.handle("tender-1", "close", by=BUYER_1)

    assert expected == folds.cases()
    assert 1 == between.calls["read"]
    with pytest.raises(InvalidData, match="'void' wants all that happened"):
        without.cases()


def test_fold_says_what_it_missed():
    """
    It reads on for what else is voided, and makes no case of a past that does not count.
    """
    store = MemoryStore()
    flow = bid_for(flow_on(store))
    for record in (5, 4):
        flow.void("tender-1", record, by=DIRECTOR_1, reason="a slip")
    flow.handle("tender-1", "submit", by=BIDDER_1, data=offer(5))
    folding = Fold(TENDER.new("tender-1", "european"))
    for each in flow.history("tender-1"):
        folding.add(each)

    assert (frozenset({4, 5}), 8) == (folding.missed, folding.revision)
    with pytest.raises(InvalidData):
        folding.case()


def test_projection_sees_where_the_case_stands_then():
    """
    The root of a tender that was withdrawn by mistake is open again: the record that voids that says so in its header.
    """
    flow = bid_for(Flow(MemoryStore(), [TENDER], clock=Clock()))
    flow.handle("tender-1", "withdraw", by=DIRECTOR_1)
    saved = catch_up(flow, standings)
    flow.void("tender-1", 6, by=DIRECTOR_1, reason="the other one")

    assert {("tender", "withdrawn"): 1} == by_state(saved.state)
    assert {("tender", "open"): 1} == by_state(catch_up(flow, standings, saved).state)
