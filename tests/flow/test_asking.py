"""
Asking: what would happen, what may be done, where a case stands or stood, and what the log says.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import BrokenChain, CaseNotFound, InvalidData
from tests.case_types import BUYER_1, CLERK_1, DIRECTOR_1, NOBODY_1, NOON, Document, announcement
from tests.flow.common import error_of, everything, flow_on


def test_dry_run_says_what_would_happen_and_writes_nothing(permit, store):
    """
    The same as `handle` would, accepted or refused.
    """
    before = everything(store)

    accepted = permit.decide("permit-1", "receive", by=CLERK_1, data=Document("identity", "u"))
    refused = permit.decide("permit-1", "grant", by=CLERK_1)

    assert isinstance(accepted, Accepted)
    assert 3 == accepted.case.revision
    assert isinstance(refused, Refused)
    assert before == everything(store)
    assert accepted.case.root == permit.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u"), occurred=None).case.root


def test_options_are_those_of_this_person_now(permit):
    """
    What a clerk may do, and what keeps anybody else from it.
    """
    for_clerk = {option.trigger: option.status for option in permit.options("permit-1", by=CLERK_1)}
    for_nobody = {option.trigger: option.status for option in permit.options("permit-1", by=NOBODY_1)}

    assert {"receive": "needs_data", "grant": "blocked"} == for_clerk
    assert {"receive": "blocked", "grant": "blocked"} == for_nobody


def test_options_of_one_part(flow):
    """
    Only what may be done with it.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())

    assert ["advise"] == [option.trigger for option in flow.options("tender-1", by=BUYER_1, part="advice/1")]
    assert {"submit"} == {option.trigger for option in flow.options("tender-1", by=BUYER_1, part="bid/1")}


def test_case_as_it_stood_at_a_revision(permit):
    """
    As its records up to that number say.
    """
    permit.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u"))

    assert [0, 1, 2] == [len(permit.case("permit-1", at_revision=number).root.facts.documents) for number in (1, 2, 3)]
    with pytest.raises(InvalidData, match="at_revision cannot be 0"):
        permit.case("permit-1", at_revision=0)
    with pytest.raises(InvalidData, match="99"):
        permit.case("permit-1", at_revision=99)


def test_case_as_it_stood_at_a_moment(permit, clock):
    """
    By what had been recorded then; before its first record there is no case.
    """
    moment = clock.now
    permit.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u"))

    assert 2 == permit.case("permit-1", at=moment).revision
    assert 3 == permit.case("permit-1", at=moment + timedelta(hours=1)).revision
    assert 1 == permit.case("permit-1", at=moment + timedelta(hours=1), at_revision=1).revision
    with pytest.raises(CaseNotFound):
        permit.case("permit-1", at=NOON)
    with pytest.raises(InvalidData, match="at has no time zone"):
        permit.case("permit-1", at=datetime(2026, 3, 2, 12, 0))


def test_history_has_the_records_and_events_their_bodies(permit, store):
    """
    Oldest first.
    """
    assert everything(store) == [*permit.history("permit-1")]
    assert [None, Document("map", "u-31")] == [each.body for each in permit.events("permit-1")]
    assert ["permit_asked", "document_received"] == [each.type for each in permit.events("permit-1")]


def test_verify_says_what_the_chain_has(permit):
    """
    Its head and how many records; and it finds a head that was kept when the case was younger.
    """
    young = permit.head("permit-1")
    permit.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u"))
    old = permit.head("permit-1")

    whole = permit.verify("permit-1")
    assert (old, permit.case("permit-1").revision, 0, ()) == (whole.head, whole.records, whole.erased, whole.outstanding)
    assert whole == permit.verify("permit-1", head=young) == permit.verify("permit-1", head=old)
    assert young != old


def test_verify_misses_a_head_that_is_not_there(permit):
    """
    Then the tail is gone, or all was written anew.
    """
    with pytest.raises(BrokenChain, match="f00d"):
        permit.verify("permit-1", head="f00d")


def test_follow_goes_on_where_it_stopped(permit):
    """
    Nothing is missed, and nothing comes twice; also of several cases.
    """
    permit.open("tender", "tender-1", by=BUYER_1, data=announcement())
    first = [*permit.follow(limit=2)]
    rest = [*permit.follow(first[-1][0])]
    permit.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u"))
    newer = [*permit.follow(rest[-1][0])]

    followed = [(record.stream, record.seq) for _, record in (*first, *rest, *newer)]
    assert [("permit-1", 1), ("permit-1", 2), ("tender-1", 1), ("tender-1", 2), ("permit-1", 3)] == followed
    assert [] == [*permit.follow(newer[-1][0])]
    assert [] == [*permit.follow(limit=0)]


def test_position_of_elsewhere_is_no_position(permit):
    """
    It is opaque, and that one was never given out.
    """
    assert isinstance(error_of(lambda: [*permit.follow("the beginning")]), InvalidData)


def test_asking_needs_no_start(permit, open_store):
    """
    The first use starts a Flow; and one that only asks finds everything.
    """
    other = flow_on(open_store())

    assert permit.case("permit-1") == other.case("permit-1")
    assert "blocked" == other.options("permit-1", by=DIRECTOR_1)[0].status
    assert permit.head("permit-1") == flow_on(open_store()).head("permit-1")
