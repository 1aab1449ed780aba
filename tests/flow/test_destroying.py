"""
Destroying a case: what is left, what stops it, and what becomes of it when it is asked twice or something comes in between.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from msgspec.structs import replace

from proeftuin_flow.acts import Destroy
from proeftuin_flow.case_type import DESTROY
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import (
    BrokenChain,
    CaseNotFound,
    CommandRefused,
    InvalidData,
    OutcomeUnknown,
    RequestReused,
    RevisionConflict,
)
from proeftuin_flow.flow import Destruction, Flow, Item
from proeftuin_flow.stores import Destroyed, MemoryStore, Store
from proeftuin_flow.wishes import Actor
from tests.flow.common import Between, Clock, codes, error_of, everything, once
from tests.shed import KEEPER_1, KEEPER_2, OWNER_1, SHED, Furniture, Rule, Why

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
GROUND = "vernietigingslijst 2030-1"


def flow_on(store: Any) -> Flow:
    clock = Clock(NOW)
    return Flow(store, [SHED], clock=clock)


@pytest.fixture
def flow(store: Store) -> Flow:
    """Two sheds that are gone, and one that still stands."""
    flow = flow_on(store)
    for id in ("shed-1", "shed-2", "shed-3"):
        flow.open("shed", id, by=OWNER_1)
        flow.handle(id, "furnish", by=OWNER_1, data=Furniture("een kast", "u-55"))
    for id in ("shed-1", "shed-2"):
        flow.handle(id, "pull_down", by=OWNER_1, data=Rule("1.2"))
    return flow


def destroyed(flow: Flow, id: str = "shed-1", by: Actor = KEEPER_1, confirmed_by: Actor = KEEPER_2, ground: str = GROUND, **more: Any) -> Destruction:
    return flow.destroy(id, by=by, confirmed_by=confirmed_by, ground=ground, **more)


# ── what is left ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_line_is_left(flow, store, open_store):
    """
    The register says what it was, since when, by whom, confirmed by whom, when, on what ground, and the hashes; all else is gone.
    """
    records = [*flow.history("shed-1")]
    others = [record for record in everything(store) if record.stream != "shed-1"]

    done = destroyed(flow, request_id="r-1")

    line = Destroyed(
        by="u-7", case="shed-1", case_type="shed", confirmed_by="u-8", destroyed_at=NOW + timedelta(minutes=9), ground=GROUND,
        first_recorded=NOW + timedelta(minutes=1), hashes=tuple(record.hash for record in records), last_recorded=NOW + timedelta(minutes=7),
        request="r-1", rule="1.2", version=3,
    )  # fmt: skip
    assert Destruction(line, wiped=True) == done
    assert [line] == [*flow.register()] == [*flow.register("shed-1")] == [*open_store().register()]
    assert [] == [*flow.register("shed-2")]
    assert others == everything(store)
    assert 3 == flow.verify("shed-2").records
    for asks in (flow.case, flow.head, flow.history, flow.verify, flow.events):
        with pytest.raises(CaseNotFound):
            asks("shed-1")


def test_rule_that_is_not_known(flow):
    """
    A case without a rule, or of which it cannot be established, has none in its line; so has a case type that gives none.
    """
    for id, rule in (("shed-4", None), ("shed-5", "unknown")):
        flow.open("shed", id, by=OWNER_1)
        flow.handle(id, "pull_down", by=OWNER_1, data=Rule(rule))
        assert destroyed(flow, id).line.rule is None
    assert SHED.destroyable is not None
    silent = Flow(MemoryStore(), [evolve(SHED, destroyable=evolve(SHED.destroyable, rule=None))], clock=Clock(NOW))
    silent.open("shed", "shed-1", by=OWNER_1)
    silent.handle("shed-1", "pull_down", by=OWNER_1, data=Rule("1.2"))
    assert destroyed(silent).line.rule is None


def test_id_is_never_used_again(flow, store):
    """
    Neither by this program nor by another one; the sentence says since when.
    """
    destroyed(flow)

    for each in (flow, flow_on(store)):
        for opens in (
            lambda each=each: each.open("shed", "shed-1", by=OWNER_1),
            lambda each=each: each.open("shed", "shed-1", by=OWNER_1, request_id="r-1"),
        ):
            error = error_of(opens)
            assert ["was_destroyed"] == codes(error)
            assert "case 'shed-1' was destroyed on 2030-01-15; use another id" == str(error)
            assert "zaak 'shed-1' is op 2030-01-15 vernietigd; gebruik een ander nummer" == error.text("nl")
    assert ["already_exists"] == codes(error_of(lambda: flow.open("shed", "shed-2", by=OWNER_1)))


# ── what stops it ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_destroyed_that_may_not_be(flow, store):
    """
    One person twice, another role, a requirement that is not met: nothing happens, and every reason is given.
    """
    before = everything(store)
    flow.handle("shed-2", "hold", by=OWNER_1, data=Why("bezwaar-3"))

    for acts, wanted in (
        (lambda: destroyed(flow, confirmed_by=KEEPER_1), ["second_person"]),
        (lambda: destroyed(flow, confirmed_by=OWNER_1), ["second_person"]),
        (lambda: destroyed(flow, by=OWNER_1), ["role"]),
        (lambda: destroyed(flow, "shed-2"), ["nothing_holds"]),
        (lambda: destroyed(flow, "shed-3", by=OWNER_1, confirmed_by=OWNER_1), ["role", "second_person", "shed_is_gone"]),
    ):
        error = error_of(acts)
        assert isinstance(error, CommandRefused)
        assert wanted == [reason.code for reason in error.refusal.reasons]

    assert before == everything(store)[:-1]
    assert [] == [*flow.register()]


def test_it_is_asked_beforehand(flow):
    """
    `decide` gives what stands in the way, without writing anything; all other ways to do it say which one to take.
    """
    missing = flow.decide("shed-3", "destroy", by=KEEPER_1)
    fine = flow.decide("shed-1", "destroy", by=KEEPER_1, data=Destroy(KEEPER_2, GROUND))

    assert isinstance(missing, Refused) and isinstance(fine, Accepted)
    assert ["data_missing", "shed_is_gone"] == [reason.code for reason in missing.reasons]
    error = error_of(lambda: flow.handle("shed-1", "destroy", by=KEEPER_1, data=Destroy(KEEPER_2, GROUND)))
    assert ["leaves_nothing"] == codes(error)
    (result,) = flow.handle_all([Item("shed-1", "destroy", by=KEEPER_1, data=Destroy(KEEPER_2, GROUND))]).results
    assert isinstance(result.error, InvalidData)
    assert 3 == flow.case("shed-1").revision


def test_what_cannot_be_decided(flow):
    """
    Nobody knows such a role, id, ground, or revision.
    """
    with pytest.raises(InvalidData):
        destroyed(flow, confirmed_by=Actor("u-9", roles={"wizard"}))
    with pytest.raises(InvalidData):
        destroyed(flow, ground="")
    with pytest.raises(InvalidData):
        destroyed(flow, request_id="R 1")
    with pytest.raises(InvalidData):
        flow.register(7)
    with pytest.raises(CaseNotFound):
        destroyed(flow, "shed-9")
    with pytest.raises(RevisionConflict):
        destroyed(flow, expected_revision=2)
    assert destroyed(flow, expected_revision=3).wiped


def test_what_was_tampered_with_is_not_destroyed():
    """
    Somebody might destroy a case to hide that.
    """
    store = MemoryStore()
    flow = flow_on(store)
    flow.open("shed", "shed-1", by=OWNER_1)
    flow.handle("shed-1", "pull_down", by=OWNER_1, data=Rule("1.2"))
    second = store._log[1]
    assert second is not None and second.data is not None
    store._log[1] = replace(second, data=second.data.replace(b"1.2", b"9.9"))

    with pytest.raises(BrokenChain):
        destroyed(flow)
    assert 2 == len(everything(store))


# ── asked twice ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("request_id", [None, "r-1"])
def test_asked_again_in_the_same_words(flow, store, request_id):
    """
    Nothing is written, and the line that is there is the answer: to this program, and to another one.
    """
    first = destroyed(flow, request_id=request_id)

    for each in (flow, flow_on(store)):
        assert Destruction(first.line, True, repeated=True) == destroyed(each, request_id=request_id)
    assert [first.line] == [*flow.register()]


def test_asked_again_in_other_words(flow):
    """
    The case is gone; a request id stands for what was asked with it.
    """
    destroyed(flow, request_id="r-1")

    changes: list[dict[str, Any]] = [{"ground": "een andere"}, {"by": KEEPER_2, "confirmed_by": KEEPER_1}]
    for change in changes:
        with pytest.raises(RequestReused):
            destroyed(flow, request_id="r-1", **change)
        with pytest.raises(CaseNotFound):
            destroyed(flow, **change)
    with pytest.raises(CaseNotFound):
        destroyed(flow, request_id="r-2")


def test_bytes_that_a_reader_holds(flow, store):
    """
    The store may say that they are still there; asked again, it looks again.
    """

    class Held:
        def __init__(self) -> None:
            self.answers = [False, False, True]

        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        def destroy(self, *arguments: Any) -> bool:
            store.destroy(*arguments)
            return self.answers.pop(0)

    held = flow_on(Held())

    assert (False, False) == ((first := destroyed(held)).wiped, first.repeated)
    assert Destruction(first.line, False, repeated=True) == destroyed(held)
    assert Destruction(first.line, True, repeated=True) == destroyed(held)


# ── in between ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("before", ["read", "destroy"])
def test_hold_that_comes_in_between_wins(flow, store, before):
    """
    Whoever places one while the case is being destroyed is heard: it is decided anew.
    """
    between = Between(store)
    racing = flow_on(between)
    racing.case("shed-1")
    between.before[before] = once(lambda: flow.handle("shed-1", "hold", by=OWNER_1, data=Why("woo-12")))

    with pytest.raises(CommandRefused, match="nothing holds it back — not yet: woo-12"):
        destroyed(racing)

    assert 4 == flow.case("shed-1").revision
    assert [] == [*flow.register()]


def test_others_keep_being_faster(flow, store):
    """
    After three times it is given up, and nothing was destroyed.
    """
    between = Between(store)
    racing = flow_on(between)
    lenient = flow_on(store)

    lenient.open("shed", "shed-4", by=OWNER_1, profile="lenient")
    lenient.handle("shed-4", "pull_down", by=OWNER_1, data=Rule("1.2"))
    between.before["destroy"] = lambda: lenient.handle("shed-4", "hold", by=OWNER_1, data=Why("x"))

    with pytest.raises(RevisionConflict):
        destroyed(racing, "shed-4")
    assert (3, 5) == (between.calls["destroy"], lenient.case("shed-4").revision)


@pytest.mark.parametrize("before", ["read", "destroy"])
def test_two_destroy_at_once(flow, store, before):
    """
    In the same words, both get the one line, the first; in other words, the case is gone.
    """
    between = Between(store)
    racing = flow_on(between)
    racing.case("shed-1")
    racing.case("shed-2")
    between.before[before] = once(lambda: destroyed(flow))
    same = destroyed(racing)
    between.before[before] = once(lambda: destroyed(flow, "shed-2", ground="een andere"))

    assert same.repeated
    assert [same.line] == [*flow.register("shed-1")]
    with pytest.raises(CaseNotFound):
        destroyed(racing, "shed-2")
    assert "een andere" == next(flow.register("shed-2")).ground


def test_case_that_begins_anew_in_between(flow, store):
    """
    What was decided on another case under the same id does not count, however many records that has.
    """
    between = Between(store)
    racing = flow_on(between)
    racing.case("shed-1")

    def begins_anew() -> None:
        store.destroy("shed-1")
        flow.open("shed", "shed-1", by=OWNER_1)
        flow.handle("shed-1", "furnish", by=OWNER_1, data=Furniture("een bank", "u-56"))
        flow.handle("shed-1", "pull_down", by=OWNER_1, data=Rule("2.0"))

    between.before["read"] = once(begins_anew)

    assert "2.0" == destroyed(racing).line.rule


def test_nothing_is_remembered(flow):
    """
    What the program knew of the case is gone from its memory too.
    """
    flow.case("shed-1")
    assert flow._use_cases._cache.get("shed-1") is not None

    destroyed(flow)
    assert flow._use_cases._cache.get("shed-1") is None


def test_nobody_knows_whether_it_was_done(flow, store):
    """
    Asked again in the same words, it is done, or was done.
    """

    class Torn:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        def destroy(self, *arguments: Any) -> bool:
            store.destroy(*arguments)
            raise OutcomeUnknown("shed-1", "no answer")

    with pytest.raises(OutcomeUnknown):
        destroyed(flow_on(Torn()))

    assert destroyed(flow).repeated


def test_others_notice_that_it_is_gone(flow, store):
    """
    A program that knows the case does not act on what it remembers.
    """
    other = flow_on(store)
    other.case("shed-1")
    other.case("shed-3")
    destroyed(flow)

    with pytest.raises(CaseNotFound):
        other.handle("shed-1", "hold", by=OWNER_1, data=Why("x"))
    with pytest.raises(CaseNotFound):
        other.case("shed-1")
    assert 2 == other.case("shed-3").revision


def test_clock_that_goes_back(flow, store):
    """
    A case is not destroyed before its newest record.
    """
    early = Flow(store, [SHED], clock=Clock(NOW - timedelta(days=1)))

    line = destroyed(early).line

    assert line.destroyed_at == line.last_recorded


def test_version_without_the_act(store):
    """
    A case type that names nobody lets nobody.
    """
    quiet = Flow(store, [evolve(SHED, acts={})], clock=Clock(NOW))
    quiet.open("shed", "shed-1", by=OWNER_1)

    with pytest.raises(InvalidData, match="no case type here has a role"):
        destroyed(quiet)
    assert DESTROY not in evolve(SHED, acts={}).acts
