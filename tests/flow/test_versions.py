"""
Versions through Flow: cases live under their own, side by side; a person moves them; and what is still in use is named.
"""

from __future__ import annotations

import logging
from typing import cast

import attrs
import pytest

from proeftuin_flow.acts import Migrate, Void
from proeftuin_flow.errors import CommandRefused, InvalidData, RequestReused, UnknownVersion
from proeftuin_flow.flow import Flow, Item
from proeftuin_flow.log import Folds
from proeftuin_flow.projections import by_state, catch_up, standings
from proeftuin_flow.stores import MemoryStore, Store, Version
from tests.case_types import CLERK_1, PERMIT
from tests.core.test_migrating import MAPPING, ONE, TWO, Handed, Size, boss, clerk
from tests.flow.common import Between, Clock, everything, once
from tests.log.schemas import PERMITS


def desks(store: Store, *types, **more) -> Flow:
    """A Flow over these versions; over both, if none is named."""
    return Flow(store, types or (ONE, TWO), clock=Clock(), **more)


@pytest.fixture
def both(store: Store) -> Flow:
    """A Flow over two versions, with a desk under each; both have a paper."""
    first = desks(store, ONE)
    first.open("desk", "old-1", by=clerk)
    first.handle("old-1", "hand_in", by=clerk, data=Handed("Map"))
    flow = desks(store)
    flow.open("desk", "new-1", by=clerk)
    flow.handle("new-1", "hand_in", by=clerk, data=Handed("Map"))
    return flow


def test_cases_live_under_their_own_version(both, store):
    """
    One by the rules of then, the other by those of now, in one Flow and its cache; also in one batch and in their options.
    """
    assert [1, 2] == [both.case(id).type.version for id in ("old-1", "new-1")]
    assert [("received", {"hand_in", "see", "tell", "shut"}), ("ready", {"hand_in", "see", "tell", "shut", "visit"})] == [
        (both.case(id)["paper/1"].state, {option.trigger for option in both.options(id, by=boss)}) for id in ("old-1", "new-1")
    ]
    report = both.handle_all([Item(id, "see", by=clerk, part="paper/1") for id in ("old-1", "new-1", "old-1")], per_commit=3)
    assert [None, None, "wrong_state"] == [result.refusal and result.refusal.reasons[0].code for result in report.results]
    assert ["shut", None] == [_shut(both, id) for id in ("old-1", "new-1")]  # the newer rules ask who opened it
    assert [1, 2] == [[*both.history(id)][-1].read().version for id in ("old-1", "new-1")]


def _shut(flow: Flow, id: str) -> str | None:
    try:
        return flow.handle(id, "shut", by=clerk).case.state
    except CommandRefused:
        return None


def test_case_is_moved(both, store):
    """
    By its number or itself; from then on it lives there, for whoever reads it, at whatever revision.
    """
    outcome = both.migrate("old-1", to=2, by=boss, reason="the new rules", mapping=MAPPING, facts={"paper": {"pages": 2}})

    assert (2, "ready", 3) == (outcome.case.type.version, outcome.case["paper/1"].state, outcome.case.revision)
    assert outcome.case == both.case("old-1") == desks(store).case("old-1")
    assert [1, 1, 2] == [desks(store).case("old-1", at_revision=revision).type.version for revision in (1, 2, 3)]
    assert (Size.SMALL, 2) == ((facts := both.case("old-1")["paper/1"].facts).size, facts.pages)
    both.handle("old-1", "visit", by=clerk)
    assert [1, 1, 2, 2] == [record.read().version for record in both.history("old-1")]
    assert ["desk_opened", "paper_handed_in", "migrated", "visited"] == [event.type for event in both.events("old-1")]
    assert both.head("old-1") == both.verify("old-1").head
    folds = Folds([ONE, TWO], store.read)
    for record in everything(store):
        folds.add(record)
    assert {id: both.case(id) for id in ("old-1", "new-1")} == folds.cases()


def test_others_see_it_at_once(both, open_store):
    """
    Somebody who has the case in memory under its older version decides by the newer one.
    """
    other = desks(open_store())
    assert 1 == other.case("old-1").type.version
    both.migrate("old-1", to=TWO, by=boss, reason="the new rules", mapping=MAPPING)

    assert "told" == other.handle("old-1", "visit", by=clerk).case["visit/1"].state
    assert other.case("old-1") == both.case("old-1")


def test_refusal_names_what_does_not_fit_and_writes_nothing(both, store):
    """
    The mapping is checked before it is recorded; beforehand, too.
    """
    before = everything(store)

    with pytest.raises(CommandRefused, match="paper 1: version 2 has no state received; name one in mapping="):
        both.migrate("old-1", to=2, by=boss, reason="the new rules")
    decision = both.decide("old-1", "migrate", by=boss, data=Migrate(TWO, "the new rules"))
    assert ["does_not_fit"] == [reason.code for reason in decision.reasons]
    assert before == everything(store)


def test_version_that_is_not_here_is_no_version_to_move_to(both, store):
    """
    Nobody could read the case any more.
    """
    with pytest.raises(InvalidData, match="there is no case type 'desk 3' here; known: 1, 2"):
        both.migrate("old-1", to=3, by=boss, reason="the new rules")
    for stranger in (attrs.evolve(TWO, version=3), attrs.evolve(TWO)):
        with pytest.raises(InvalidData, match="there is no case type 'desk"):
            both.migrate("old-1", to=stranger, by=boss, reason="the new rules", mapping=MAPPING)


def test_request_id_moves_once(both, store):
    """
    The same again gives the recorded outcome; another mapping under the same id is another command.
    """
    first = both.migrate("old-1", to=2, by=boss, reason="the new rules", mapping=MAPPING, request_id="r-1")
    again = desks(store).handle("old-1", "migrate", by=boss, data=Migrate(TWO, "the new rules", MAPPING), request_id="r-1")

    assert (True, first.case, first.events) == (again.repeated, again.case, again.events)
    with pytest.raises(RequestReused):
        both.handle("old-1", "migrate", by=boss, data=Migrate(TWO, "other", MAPPING), request_id="r-1")


def test_moved_while_somebody_was_faster(store):
    """
    Another paper comes in between: it is moved as well.
    """
    between = Between(store)
    flow = desks(cast("Store", between))
    desks(store, ONE).open("desk", "old-1", by=clerk)
    between.before["append"] = once(lambda: desks(store).handle("old-1", "hand_in", by=clerk, data=Handed("Late")))

    assert "ready" == flow.migrate("old-1", to=2, by=boss, reason="the new rules", mapping=MAPPING).case["paper/1"].state


@pytest.mark.parametrize("per_commit", [1, 10])
def test_batch_moves_and_goes_on(both, store, per_commit):
    """
    What comes after the move in the same commit is decided by the newer rules, and can be voided.
    """
    report = both.handle_all(
        [
            Item("old-1", "migrate", by=boss, data=Migrate(TWO, "the new rules", MAPPING)),
            Item("old-1", "visit", by=clerk),
            Item("old-1", "void", by=boss, data=Void(4, "it was next door")),
            Item("new-1", "migrate", by=boss, data=Migrate(TWO, "the new rules")),
        ],
        per_commit=per_commit,
    )

    assert [True, True, True, False] == [result.outcome is not None for result in report.results]
    assert (5, 0) == ((case := desks(store).case("old-1")).revision, case.parts.count("visit"))


def test_void_goes_back_over_a_move(both, store):
    """
    What was recorded under the older version, too; the case stays under the newer one.
    """
    both.migrate("old-1", to=2, by=boss, reason="the new rules", mapping=MAPPING)
    outcome = both.void("old-1", 2, by=boss, reason="never handed in")

    assert (2, 0, 4) == (outcome.case.type.version, outcome.case.parts.count("paper"), outcome.case.revision)
    assert outcome.case == desks(store).case("old-1")


def test_projections_see_each_record_by_its_own_version(both):
    """
    A move is a record of the root like any other.
    """
    assert {("desk", "opened"): 2} == by_state(catch_up(both, standings).state)
    both.migrate("old-1", to=2, by=boss, reason="the new rules", mapping=MAPPING)
    saved = catch_up(both, standings)

    assert ({("desk", "opened"): 2}, {}) == (by_state(saved.state), saved.skipped)


# ── versions in use ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_versions_in_use_that_are_not_here_are_named(both, store, caplog):
    """
    Also where the case has moved on: what was recorded before is read by the older rules.
    """
    assert () == desks(store).start()
    with caplog.at_level(logging.WARNING, logger="proeftuin_flow.flow"):
        missing = desks(store, TWO).start()
    assert (Version("desk", 1, ONE.fingerprint),) == missing
    told = f"cases live under desk version 1 ({ONE.fingerprint[:12]}), which is not given here"
    assert [told] == [record.getMessage() for record in caplog.records]

    both.migrate("old-1", to=2, by=boss, reason="the new rules", mapping=MAPPING)
    assert missing == desks(store, TWO).start()
    with pytest.raises(UnknownVersion, match="no case type 'desk' version 1 here; known versions: 2"):
        desks(store, TWO).case("old-1")
    with pytest.raises(UnknownVersion, match="no case type 'desk' version 2 here; known versions: 1"):
        desks(store, ONE).case("old-1")


def test_other_case_types_are_named_quietly(both, store, caplog):
    """
    A program may be about others; the log of Python says nothing.
    """
    with caplog.at_level(logging.WARNING, logger="proeftuin_flow.flow"):
        missing = Flow(store, [PERMIT]).start()

    assert [1, 2] == [each.version for each in missing]
    assert [] == caplog.records


def test_destroyed_case_is_under_no_version(store):
    """
    Once the last one is gone the definition may be dropped.
    """
    desks(store, ONE).open("desk", "old-1", by=clerk)
    store.destroy("old-1")

    assert () == desks(store, TWO).start()


def test_definition_that_only_lifts_is_here():
    """
    What was recorded before with older bodies counts as known.
    """
    store = MemoryStore()
    Flow(store, [PERMITS[1]], clock=Clock()).open("permit", "permit-1", by=CLERK_1)

    assert () == Flow(store, [PERMITS[2]]).start()
    assert "requested" == Flow(store, [PERMITS[2]]).case("permit-1").state
