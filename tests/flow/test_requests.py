"""
Request ids: the same request is carried out once, however often it comes.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

import pytest

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.errors import CommandRefused, RequestReused
from tests.case_types import BUYER_1, CLERK_1, DIRECTOR_1, LAWYER_1, NOON, Document, announcement
from tests.flow.common import everything, flow_on

MAP = Document("map", "u-31")


def test_same_request_writes_nothing_a_second_time(flow, store):
    """
    It gives the recorded outcome, and says that it was there already.
    """
    opened = flow.open("permit", "permit-1", by=CLERK_1, request_id="r-1")
    received = flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-2")
    before = everything(store)

    again = flow.open("permit", "permit-1", by=CLERK_1, request_id="r-1")
    once_more = flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-2")

    assert before == everything(store)
    assert (True, True) == (again.repeated, once_more.repeated)
    assert (opened.case, opened.events, opened.records) == (again.case, again.events, again.records)
    assert (received.case, received.events, received.records) == (once_more.case, once_more.events, once_more.records)


def test_outcome_is_the_one_of_then(flow, open_store):
    """
    Not where the case stands now; and it outlives the process.
    """
    flow.open("permit", "permit-1", by=CLERK_1)
    flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-2")
    flow.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u"))
    flow.handle("permit-1", "grant", by=CLERK_1)

    again = flow_on(open_store()).handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-2", expected_revision=1)

    assert ("requested", 2, True) == (again.case.state, again.case.revision, again.repeated)


@pytest.mark.parametrize("data", [{"name": "map", "handed_in_by": "u-31"}, MappingProxyType({"handed_in_by": "u-31", "name": "map"}), MAP])
def test_data_may_come_as_a_form_or_as_its_class(flow, data):
    """
    It is the same wish.
    """
    flow.open("permit", "permit-1", by=CLERK_1)
    flow.handle("permit-1", "receive", by=CLERK_1, data=data, request_id="r-2")

    assert flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-2").repeated
    assert flow.handle("permit-1", "receive", by=CLERK_1, data=data, request_id="r-2").repeated


@pytest.mark.parametrize(
    "other",
    [
        {"data": Document("map", "u-32")},
        {"data": {"name": "map", "handed_in_by": "u-32"}},
        {"data": {"name": 3}},
        {"data": object()},
        {"data": "\ud800"},
        {"data": None},
        {"data": MAP, "occurred": NOON.date()},
        {"data": MAP, "occurred": "yesterday"},
        {"data": MAP, "occurred": NOON + timedelta(minutes=1)},
        {"data": MAP, "part": "permit"},
    ],
)
def test_same_request_with_another_command_is_refused(flow, store, other):
    """
    Whatever differs: trigger, part, data, or when it happened.
    """
    flow.open("permit", "permit-1", by=CLERK_1)
    flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-2")
    before = everything(store)

    with pytest.raises(RequestReused, match="request 'r-2' in case 'permit-1' was another command; use a new request id"):
        flow.handle("permit-1", "receive", by=CLERK_1, request_id="r-2", **other)
    with pytest.raises(RequestReused):
        flow.handle("permit-1", "grant", by=CLERK_1, request_id="r-2")
    assert before == everything(store)


def test_request_is_of_one_case(flow):
    """
    Another case may have the same id.
    """
    for number in (1, 2):
        outcome = flow.open("permit", f"permit-{number}", by=CLERK_1, request_id="r-1")
        assert not outcome.repeated


def test_refusal_is_not_kept(flow):
    """
    What was refused may be tried again with the same request, when it can be.
    """
    flow.open("permit", "permit-1", by=CLERK_1)
    with pytest.raises(CommandRefused):
        flow.handle("permit-1", "grant", by=CLERK_1, request_id="r-3")
    for name in ("map", "identity"):
        flow.handle("permit-1", "receive", by=CLERK_1, data=Document(name, "u"))

    outcome = flow.handle("permit-1", "grant", by=CLERK_1, request_id="r-3")

    assert ("granted", False) == (outcome.case.state, outcome.repeated)


def test_request_of_several_events(flow):
    """
    All of them come back.
    """
    first = flow.open("tender", "tender-1", by=BUYER_1, data=announcement(), request_id="r-1")
    again = flow.open("tender", "tender-1", by=BUYER_1, data=announcement(), request_id="r-1")

    assert ["tender_announced", "advice_asked"] == [each.type for each in again.events]
    assert first.records == again.records


def test_request_whose_digest_was_erased_is_not_compared(flow, store):
    """
    The data is gone, so nobody can say whether it is the same; the recorded outcome stands.
    """
    flow.open("permit", "permit-1", by=CLERK_1)
    flow.handle("permit-1", "receive", by=CLERK_1, data=MAP, request_id="r-2")
    store.redact("permit-1", [2])

    outcome = flow.handle("permit-1", "receive", by=CLERK_1, data=Document("other", "u"), request_id="r-2")

    assert outcome.repeated
    assert ["document_received"] == [each.type for each in outcome.events]


def test_taking_over_and_waiving_are_requests_too(flow, store):
    """
    Facts of any type are compared.
    """

    def take_over(title: str) -> object:
        return flow.take_over(
            "tender", "tender-1", by=DIRECTOR_1, states={"tender": "open", "bid/1": "submitted"}, source="old",
            facts={"tender": {"title": title, "budget": 10}, "bid/1": {"amount": 90, "submitted_on": NOON.date()}}, request_id="r-1",
        ).repeated  # fmt: skip

    def waive(reason: str) -> object:
        return flow.waive("tender-1", "within_budget", on="judge", by=DIRECTOR_1, part="bid/1", reason=reason, request_id="r-2").repeated

    assert [False, True] == [take_over("Bread"), take_over("Bread")]
    assert [False, True] == [waive("worth it"), waive("worth it")]
    for other in (lambda: take_over("Cake"), lambda: waive("why not")):
        with pytest.raises(RequestReused):
            other()
    assert 2 == len(everything(store))


def test_digest_says_nothing_without_its_salt(flow, store):
    """
    Two requests with the same command have different digests.
    """
    flow.open("permit", "permit-1", by=CLERK_1, request_id="r-1")
    flow.open("permit", "permit-2", by=CLERK_1, request_id="r-1")

    one, other = (store.request(f"permit-{number}", "r-1") for number in (1, 2))
    assert one.digest != other.digest
    assert one.salt != other.salt


def test_who_asks_does_not_matter(flow):
    """
    The request says what was wished; by whom, the record says already.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    first = flow.handle("tender-1", "check", by=LAWYER_1, request_id="r-1")

    again = flow.handle("tender-1", "check", by=DIRECTOR_1, request_id="r-1")

    assert first.records == again.records
    assert isinstance(again.case.type, CaseType)
