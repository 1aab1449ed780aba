"""
The cache: bounded by parts, and nothing but a shortcut.
"""

from __future__ import annotations

import pytest

from proeftuin_flow.cache import Cache, Known
from proeftuin_flow.case import Case
from proeftuin_flow.testing import given
from tests.case_types import BIDDER_1, BUYER_1, CLERK_1, NOON, PERMIT, TENDER, Document, announcement, offer
from tests.flow.common import Between, flow_on


def a_permit(number: int) -> Known:
    return Known(PERMIT.new(f"permit-{number}"), "0" * 64, NOON)


def a_tender(bids: int) -> Case:
    story = given(TENDER).at(NOON).opened(announcement(), by=BUYER_1)
    for _ in range(bids):
        story = story.and_("submit", offer(), by=BIDDER_1)
    return story.case


def test_what_was_used_longest_ago_is_forgotten():
    """
    Asking for a case is using it.
    """
    cache = Cache(3)
    for number in (1, 2, 3):
        cache.keep(a_permit(number))
    cache.get("permit-1")
    cache.keep(a_permit(4))

    assert [True, False, True, True] == [cache.get(f"permit-{number}") is not None for number in (1, 2, 3, 4)]


def test_room_is_counted_in_parts():
    """
    A tender with four bids and an advice counts for six.
    """
    cache = Cache(7)
    cache.keep(a_permit(1))
    cache.keep(Known(a_tender(4), "0" * 64, NOON))

    assert cache.get("permit-1") is not None
    cache.keep(Known(a_tender(5), "0" * 64, NOON))
    assert cache.get("permit-1") is None
    assert cache.get("case-1") is not None


def test_case_that_is_too_large_is_not_kept():
    """
    And nothing else suffers for ever: there is room again.
    """
    cache = Cache(3)
    cache.keep(a_permit(1))
    cache.keep(Known(a_tender(9), "0" * 64, NOON))
    cache.keep(a_permit(2))

    assert cache.get("case-1") is None
    assert cache.get("permit-2") is not None


def test_newer_stands_in_for_older():
    """
    A case counts once, with the size that it has now.
    """
    cache = Cache(4)
    cache.keep(Known(a_tender(0), "0" * 64, NOON))
    cache.keep(Known(a_tender(1), "1" * 64, NOON))
    cache.keep(a_permit(1))

    known = cache.get("case-1")
    assert known is not None
    assert "1" * 64 == known.head
    assert cache.get("permit-1") is not None


def test_what_is_forgotten_makes_room():
    """
    Forgetting what is not there does nothing.
    """
    cache = Cache(1)
    cache.keep(a_permit(1))
    cache.forget("permit-1")
    cache.forget("permit-1")
    cache.keep(a_permit(2))

    assert cache.get("permit-1") is None
    assert cache.get("permit-2") is not None


@pytest.mark.parametrize("room", [0, 1, 2, 1_000])
def test_room_changes_nothing_but_how_often_is_read(store, room):
    """
    Also without any.
    """
    between = Between(store)
    flow = flow_on(between, cache=room)
    for number in (1, 2, 3):
        flow.open("permit", f"permit-{number}", by=CLERK_1)
    for turn in range(2):
        for number in (1, 2, 3):
            flow.handle(f"permit-{number}", "receive", by=CLERK_1, data=Document(f"doc-{turn}", "u"))

    assert [{"doc-0", "doc-1"}] * 3 == [{*flow.case(f"permit-{number}").root.facts.documents} for number in (1, 2, 3)]
    assert (0 if room == 1_000 else 9) == between.calls["read"]
