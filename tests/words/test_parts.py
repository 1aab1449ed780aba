"""
Parts: a collection that cannot change, compared step by step with a plain dict that can.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow.case import Part
from proeftuin_flow.lifecycle import Lifecycle
from proeftuin_flow.parts import NO_PARTS, Parts
from tests.case_types import ADVICE, COMPLAINTS, TENDER, TENDERS, Advice, Complaint

STATES = ["open", "closed", "assessed"]

# In a tender, `closed` is where the root waits for others; parts of that lifecycle wait in the same state.
KINDS: dict[str, Lifecycle[Any]] = {"tender": TENDERS, "advice": ADVICE, "complaint": COMPLAINTS}

# A step opens the next part of a lifecycle, or moves one that is there: which one, a number picks.
steps = st.lists(st.tuples(st.sampled_from([*KINDS]), st.sampled_from(STATES), st.integers(0, 200) | st.none()), max_size=300)


def part(kind: str, number: int, state: str) -> Part[Any]:
    lifecycle = KINDS[kind]
    return Part(lifecycle, number, f"{kind}/{number}", state, lifecycle.facts())


def walk(steps: list[tuple[str, str, int | None]]) -> tuple[Parts, dict[str, dict[int, Part[Any]]]]:
    parts, model = NO_PARTS, {kind: dict[int, Part[Any]]() for kind in KINDS}
    for kind, state, pick in steps:
        there = model[kind]
        number = len(there) + 1 if pick is None or not there else pick % len(there) + 1
        moved = part(kind, number, state)
        there[number] = moved
        parts = parts.with_part(moved)
    return parts, model


def check(parts: Parts, model: dict[str, dict[int, Part[Any]]]) -> None:
    for kind, there in model.items():
        in_order = [there[number] for number in sorted(there)]
        tally = Counter(each.state for each in in_order)

        assert in_order == [*parts.of(kind)]
        assert len(in_order) == parts.count(kind)
        assert tally == Counter({state: number for state, number in parts.tally(kind).items() if number})
        waiting = tuple(each.number for each in in_order if each.state == "closed")
        assert (waiting if kind == "tender" else ()) == parts.waiting(kind, "closed")
        assert None is parts.nth(kind, 0)
        assert None is parts.nth(kind, len(there) + 1)
        assert all(each == parts[each.address] == parts.nth(kind, each.number) for each in in_order)


@given(steps)
def test_parts_are_what_a_dict_would_have(steps):
    """
    Opened and moved in any order, the collection has what a dict by number has.
    """
    parts, model = walk(steps)

    check(parts, model)
    addresses = {each.address for there in model.values() for each in there.values()}
    assert addresses == {*parts}
    assert len(addresses) == len(parts)


def test_many_parts_are_kept_in_blocks():
    """
    More parts than fit in one block, moved at their edges.
    """
    opened = [("tender", "open", None)] * 200
    moved = [("tender", "closed", place) for place in (199, 64, 0, 128, 63, 127)]

    parts, model = walk([*opened, *moved])

    check(parts, model)
    assert (1, 64, 65, 128, 129, 200) == parts.waiting("tender", "closed")


@given(steps, steps)
def test_old_collection_stays_as_it_was(steps, more):
    """
    `with_part` gives a new collection, and leaves the old one alone.
    """
    parts, model = walk(steps)
    later = parts
    for kind, state, _ in more:
        later = later.with_part(part(kind, 1, state))

    check(parts, model)


@given(steps)
def test_parts_made_at_once_are_equal(steps):
    """
    Equal parts are an equal collection, however it came about.
    """
    parts, model = walk(steps)
    made = Parts.made(each for kind in reversed(KINDS) for _, each in sorted(model[kind].items()))

    assert made == parts
    check(made, model)


def test_parts_differ_if_one_differs():
    """
    One part in another state, or one part more, is another collection.
    """
    parts, _ = walk([("advice", "open", None), ("complaint", "open", None)])

    assert parts != parts.with_part(part("advice", 1, "closed"))
    assert parts != parts.with_part(part("advice", 2, "open"))
    assert parts != {}
    assert parts._kinds["advice"] != "advice"


@pytest.mark.parametrize(
    "address", ["advice/2", "advice/0", "advice/01", "advice/", "advice", "advice/x", "advice/²", "plan/1", "", "advice/1/1", "/1"]
)
def test_address_of_no_part_is_a_key_error(address):
    """
    Only the exact address is one.
    """
    parts, _ = walk([("advice", "open", None)])

    with pytest.raises(KeyError):
        parts[address]
    assert address not in parts


def test_parts_cannot_be_kept_in_a_set():
    """
    They are equal by value.
    """
    with pytest.raises(TypeError, match="unhashable"):
        hash(NO_PARTS)
    with pytest.raises(TypeError, match="unhashable"):
        hash(NO_PARTS.with_part(part("advice", 1, "open"))._kinds["advice"])


def test_parts_show_where_each_stands():
    """
    In a traceback the addresses and states are enough.
    """
    parts, _ = walk([("advice", "open", None), ("complaint", "closed", None)])

    assert "Parts(advice/1: open, complaint/1: closed)" == repr(parts)
    assert (Advice(), Complaint()) == tuple(each.facts for each in parts.values())


def test_nothing_is_known_of_a_lifecycle_without_parts():
    """
    No parts, no counts, nobody waiting.
    """
    assert (0, {}, (), []) == (NO_PARTS.count("bid"), dict(NO_PARTS.tally("bid")), NO_PARTS.waiting("bid", "open"), [*NO_PARTS.of("bid")])
    assert NO_PARTS == TENDER.new("case-1").parts
