"""
Rehearsing: what a move would meet, in a whole store, before anybody makes one.
"""

from __future__ import annotations

from typing import cast

import attrs
import pytest

from proeftuin_flow import diff
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.flow import Flow
from proeftuin_flow.rehearsal import Rehearsal, rehearse
from proeftuin_flow.stores import MemoryStore, Store
from tests.case_types import CLERK_1
from tests.core.test_migrating import MAPPING, ONE, TWO, Handed, boss, clerk
from tests.flow.common import Between, Clock, everything
from tests.log.schemas import PERMITS, permit

THREE = attrs.evolve(TWO, version=3)


@pytest.fixture
def desks(store: Store) -> Flow:
    """Four desks under the first version: empty, with a paper, closed, and with a voided paper; one that moved, and one of the second."""
    flow = Flow(store, [ONE, TWO, THREE], clock=Clock())
    first = Flow(store, [ONE], clock=Clock())
    for id in ("empty", "paper", "closed", "voided", "moved"):
        first.open("desk", id, by=clerk)
    flow.open(TWO, "second", by=clerk)
    for id in ("paper", "voided"):
        flow.handle(id, "hand_in", by=clerk, data=Handed("Map"))
    flow.void("voided", 2, by=boss, reason="a slip")
    flow.handle("closed", "shut", by=clerk)
    flow.migrate("moved", to=2, by=boss, reason="first")
    return flow


def test_what_does_not_fit_is_said_by_case(desks, store):
    """
    In data and in two languages; nothing is written.
    """
    before = everything(store)
    found = rehearse(ONE, TWO, store)

    assert (2, 1, {"paper"}, {}) == (found.fit, found.closed, {*found.misfits}, found.unread)
    assert [
        "desk 1 → 2: 2 running cases fit, 1 do not; 1 are closed, 0 cannot be read",
        "  - paper: paper 1: version 2 has no state received; name one in mapping=",
    ] == str(found).splitlines()
    assert [
        "balie 1 → 2: 2 lopende zaken passen, 1 niet; 1 zijn afgesloten, 0 niet te lezen",
        "  - paper: stuk 1: versie 2 heeft geen toestand ontvangen; noem er een in mapping=",
    ] == found.text("nl").splitlines()
    assert before == everything(store)


def test_with_the_mapping_all_fit(desks, store):
    """
    And then every one of them can be moved with it.
    """
    found = rehearse(ONE, TWO, store, mapping=MAPPING, facts={"paper": {"pages": 1}})

    assert (3, {}) == (found.fit, found.misfits)
    for id in ("empty", "paper", "voided"):
        assert 2 == desks.migrate(id, to=2, by=boss, reason="the new rules", mapping=MAPPING, facts={"paper": {"pages": 1}}).case.type.version
    assert Rehearsal(ONE, TWO, closed=1) == rehearse(ONE, TWO, store)
    assert diff(ONE, TWO)


def test_case_that_moved_before_needs_its_older_version(desks, store):
    """
    It is named where it cannot be read.
    """
    found = rehearse(TWO, THREE, store, others=[ONE])
    assert (2, {}) == (found.fit, found.unread)

    found = rehearse(TWO, THREE, store)
    assert (1, {"moved"}) == (found.fit, {*found.unread})
    assert "no case type 'desk' version 1 here; known versions: 2, 3" in str(found).replace("3, 2", "2, 3")


def test_progress_is_told():
    """
    Every hundred cases, and at the end.
    """
    store = MemoryStore()
    flow = Flow(store, [ONE], clock=Clock())
    for number in range(205):
        flow.open("desk", f"desk-{number}", by=clerk)
    told: list[int] = []

    assert 205 == rehearse(ONE, TWO, store, progress=told.append).fit
    assert [100, 200, 205] == told


def test_case_that_was_destroyed_meanwhile_is_none():
    """
    It neither fits nor does not.
    """
    store = MemoryStore()
    Flow(store, [ONE], clock=Clock()).open("desk", "desk-1", by=clerk)
    between = Between(store)
    between.before["read"] = lambda: store.destroy("desk-1")
    told: list[int] = []

    assert Rehearsal(ONE, TWO) == rehearse(ONE, TWO, cast("Store", between), progress=told.append)
    assert [0] == told


def test_older_bodies_are_lifted():
    """
    As the Flow does that moves them.
    """
    store = MemoryStore()
    Flow(store, [PERMITS[1]], clock=Clock()).open("permit", "permit-1", by=CLERK_1)
    Flow(store, [PERMITS[3]], clock=Clock()).start()

    assert 1 == rehearse(PERMITS[3], permit(3, version=2), store).fit


@pytest.mark.parametrize(
    ("new", "mapping", "problem"),
    [
        (ONE, {}, "version 1 already"),
        (attrs.evolve(TWO, name="counter"), {}, "becomes no 'counter'"),
        (TWO, {"letter": {}}, "no part lifecycle 'letter'"),
    ],
)
def test_what_cannot_be_rehearsed(new, mapping, problem):
    """
    Before any case is read.
    """
    with pytest.raises(InvalidData, match=problem):
        rehearse(ONE, new, MemoryStore(), mapping=mapping)
