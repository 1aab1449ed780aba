"""
Batches: many commands, each with its own outcome, and a run that crashed can be run again.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from proeftuin_flow.errors import CaseNotFound, InvalidData, RevisionConflict, StoreUnavailable
from proeftuin_flow.flow import Flow, Item, Progress
from proeftuin_flow.messages import STORE_FULL
from proeftuin_flow.stores import JsonlStore, SqliteStore
from proeftuin_flow.wishes import Actor
from tests.case_types import BUYER_1, CLERK_1, NOBODY_1, NOON, Document, announcement
from tests.flow.common import Between, error_of, everything, flow_on, once

ROOT = Path(__file__).parents[2]


def receiving(id: str, name: str, **more: object) -> Item:
    return Item(id, "receive", by=CLERK_1, data=Document(name, "u"), **more)  # type: ignore[arg-type]  # whatever the test wants


@pytest.fixture
def permits(flow: Flow) -> Flow:
    """Three permits without documents."""
    for number in (1, 2, 3):
        flow.open("permit", f"permit-{number}", by=CLERK_1)
    return flow


@pytest.mark.parametrize("per_commit", [1, 2, 100])
def test_each_item_has_its_own_outcome(permits, store, per_commit):
    """
    A refused one does not hinder the others, nor does one that cannot even be decided.
    """
    items = [
        receiving("permit-1", "map"), Item("permit-2", "grant", by=CLERK_1), receiving("permit-9", "map"), Item("permit-3", "grunt", by=CLERK_1),
        receiving("permit-3", "identity"),
    ]  # fmt: skip

    report = permits.handle_all(items, per_commit=per_commit)

    assert items == [result.item for result in report.results]
    assert [items[0], items[4]] == [result.item for result in report.done]
    assert [["documents_complete"]] == [[reason.code for reason in result.refusal.reasons] for result in report.refused]
    assert [CaseNotFound, InvalidData] == [type(result.error) for result in report.failed]
    assert [None, None] == [result.refusal for result in report.failed]
    assert [2, 1, 2] == [permits.case(f"permit-{number}").revision for number in (1, 2, 3)]
    assert 5 == len(everything(store))


@pytest.mark.parametrize("per_commit", [1, 3, 100])
def test_items_on_one_case_follow_each_other(permits, per_commit):
    """
    Each is decided on what the ones before it left, also within one commit.
    """
    items = [receiving("permit-1", "map"), Item("permit-1", "grant", by=CLERK_1), receiving("permit-1", "identity"),
             Item("permit-1", "grant", by=CLERK_1), receiving("permit-1", "too late")]  # fmt: skip

    report = permits.handle_all(items, per_commit=per_commit)

    assert [True, False, True, True, False] == [result.outcome is not None for result in report.results]
    assert ("granted", 4) == (permits.case("permit-1").state, permits.case("permit-1").revision)
    assert permits.head("permit-1") == permits.verify("permit-1").head


def test_many_share_one_durable_step(permits, store):
    """
    A hundred commands, one append.
    """
    between = Between(store)

    report = flow_on(between).handle_all([receiving(f"permit-{number % 3 + 1}", f"doc-{number}") for number in range(100)], per_commit=100)

    assert 100 == len(report.done)
    assert (1, 0) == (between.calls["append_all"], between.calls["append"])


def test_nothing_to_do_is_done(permits, store):
    """
    And where all is refused nothing is appended.
    """
    between = Between(store)
    flow = flow_on(between)

    assert () == flow.handle_all([]).results
    assert () == flow.handle_all([Item("permit-1", "grant", by=CLERK_1)]).done
    assert 0 == between.calls["append_all"]


def test_progress_is_told_after_each(permits):
    """
    As a line to print.
    """
    told: list[Progress] = []
    items = [receiving("permit-1", "map"), Item("permit-2", "grant", by=CLERK_1), receiving("permit-9", "map")]

    permits.handle_all(items, progress=told.append, per_commit=2)

    assert [
        "1/3 permit-1 receive: done", "2/3 permit-2 grant: refused", "3/3 permit-9 receive: no case 'permit-9' in this store",
    ] == [*map(str, told)]  # fmt: skip


def test_time_of_the_batch_is_that_of_items_without_one(permits):
    """
    What an item says itself goes before it; the records say who typed it in, and which batch they belong to.
    """
    items = [receiving("permit-1", "map"), receiving("permit-1", "identity", occurred=NOON.date())]

    report = permits.handle_all(items, occurred=NOON.date(), recorded_by="typist-1", batch="gathering-1")

    heads = [result.outcome.records[0].read() for result in report.results]
    assert [NOON.date()] * 2 == [result.outcome.events[0].occurred for result in report.results]
    assert [("typist-1", "gathering-1")] * 2 == [(head.recorded_by, head.correlation) for head in heads]
    assert "in the future" in str(permits.handle_all(items, occurred=date(2030, 1, 1)).results[0].error)


# ── again ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("per_commit", [1, 4])
def test_batch_with_a_name_can_be_run_again(permits, store, open_store, per_commit):
    """
    What is done stays done; what was refused may be done now.
    """
    items = [receiving("permit-1", "map"), Item("permit-1", "grant", by=CLERK_1), receiving("permit-2", "map"), receiving("permit-2", "map")]
    first = permits.handle_all(items, batch="b-1", per_commit=per_commit)
    permits.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u"))
    before = len(everything(store))

    second = flow_on(open_store()).handle_all(items, batch="b-1", per_commit=per_commit)

    assert [False, None, False, False] == [result.outcome and result.outcome.repeated for result in first.results]
    assert [True, False, True, True] == [result.outcome and result.outcome.repeated for result in second.results]
    assert before + 1 == len(everything(store))
    assert "granted" == permits.case("permit-1").state


def test_another_batch_is_carried_out(permits):
    """
    And one without a name each time.
    """
    items = [receiving("permit-1", "map")]

    outcomes = [permits.handle_all(items, batch=batch).results[0].outcome for batch in ("b-1", "b-2", None, None)]

    assert [False] * 4 == [outcome is None or outcome.repeated for outcome in outcomes]
    assert 5 == permits.case("permit-1").revision


def test_item_that_changed_under_the_same_name_is_reported(permits):
    """
    It is not what was carried out then.
    """
    permits.handle_all([receiving("permit-1", "map")], batch="b-1")

    (result,) = permits.handle_all([receiving("permit-1", "identity")], batch="b-1").failed

    assert "was another command" in str(result.error)


RUN = """
import os, signal, sys
from proeftuin_flow.flow import Flow, Item
from proeftuin_flow.stores import JsonlStore, SqliteStore
from tests.case_types import CLERK_1, NOON, PERMIT, Document

kind, path, after, per_commit = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = {"sqlite": SqliteStore, "jsonl": JsonlStore}[kind](path)
flow = Flow(store, [PERMIT], clock=lambda: NOON)
items = [Item(f"permit-{n % 3}", "receive", by=CLERK_1, data=Document(f"doc-{n}", "u")) for n in range(20)]

def crash(progress):
    if progress.number == after:
        os.kill(os.getpid(), signal.SIGKILL)

flow.handle_all(items, batch="b-1", per_commit=per_commit, progress=crash)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a process that cannot be killed cannot crash")
@pytest.mark.parametrize(("kind", "per_commit"), [("sqlite", 1), ("sqlite", 6), ("jsonl", 4)])
def test_run_that_was_killed_writes_nothing_twice(tmp_path, kind, per_commit):
    """
    Killed after the seventh item, it is run again: every document came in once.
    """
    path = tmp_path / "cases"
    made: Any = {"sqlite": SqliteStore, "jsonl": JsonlStore}[kind]
    with made(path) as store:
        for number in range(3):
            flow_on(store).open("permit", f"permit-{number}", by=CLERK_1)
    run = [sys.executable, "-c", RUN, kind, str(path)]

    killed = subprocess.run([*run, "7", str(per_commit)], cwd=ROOT, check=False, capture_output=True)
    with made(path) as store:
        between = len(everything(store))
    finished = subprocess.run([*run, "0", str(per_commit)], cwd=ROOT, check=False, capture_output=True)

    with made(path) as store:
        flow = flow_on(store)
        names = [event.body.name for number in range(3) for event in flow.events(f"permit-{number}") if event.body is not None]
        heads = {flow.verify(f"permit-{number}").head for number in range(3)}
    assert (-signal.SIGKILL, 0) == (killed.returncode, finished.returncode), finished.stderr
    assert 3 + 7 <= between < 3 + 20
    assert sorted(f"doc-{number}" for number in range(20)) == sorted(names)
    assert 3 == len(heads)


# ── others at the same time ──────────────────────────────────────────────────────────────────────────────────────────────


def test_conflict_inside_a_commit_is_decided_again_alone(permits, store, open_store):
    """
    The other cases of the commit are written; the one where somebody was faster follows, item by item.
    """
    other = flow_on(open_store())
    between = Between(store)
    between.before["append_all"] = once(lambda: other.handle("permit-2", "receive", by=CLERK_1, data=Document("theirs", "u")))
    items = [receiving("permit-1", "a"), receiving("permit-2", "b"), receiving("permit-2", "c"), receiving("permit-3", "d")]

    report = flow_on(between).handle_all(items, per_commit=10)

    assert 4 == len(report.done)
    assert ["theirs", "b", "c"] == [event.body.name for event in permits.events("permit-2") if event.body is not None]
    assert {"theirs", "b", "c"} == permits.case("permit-2").root.facts.documents
    assert permits.head("permit-2") == permits.verify("permit-2").head


def test_conflict_inside_a_commit_may_end_in_a_refusal(permits, store, open_store):
    """
    Decided again, it cannot be done any more.
    """
    other = flow_on(open_store())
    for name in ("map", "identity"):
        other.handle("permit-2", "receive", by=CLERK_1, data=Document(name, "u"))
    between = Between(store)
    between.before["append_all"] = once(lambda: other.handle("permit-2", "grant", by=CLERK_1))

    report = flow_on(between).handle_all([receiving("permit-1", "a"), receiving("permit-2", "b")], per_commit=10)

    assert ["permit-1"] == [result.item.id for result in report.done]
    assert ["permit-2"] == [result.item.id for result in report.refused]


def test_item_with_whom_others_are_always_faster_is_reported(permits, store, open_store):
    """
    After three times more; the others are done.
    """
    other = flow_on(open_store())
    between = Between(store)

    def faster() -> None:
        other.handle("permit-2", "receive", by=CLERK_1, data=Document("theirs", "u"))

    between.before |= {"append_all": faster, "append": faster}
    report = flow_on(between).handle_all([receiving("permit-1", "a"), receiving("permit-2", "b")], per_commit=10)

    assert ["permit-1"] == [result.item.id for result in report.done]
    assert [RevisionConflict] == [type(result.error) for result in report.failed]


def test_store_that_is_not_available_ends_the_run(permits, store):
    """
    What was done before stays done.
    """
    between = Between(store)

    def full() -> None:
        if between.calls["append_all"] == 3:
            raise StoreUnavailable("here", STORE_FULL())

    between.before["append_all"] = full

    with pytest.raises(StoreUnavailable, match="the disk is full"):
        flow_on(between).handle_all([receiving("permit-1", f"doc-{number}") for number in range(5)])
    assert 3 == permits.case("permit-1").revision


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"per_commit": 0}, "per_commit cannot be 0"),
        ({"per_commit": True}, "per_commit cannot be True"),
        ({"per_commit": 1.5}, "per_commit cannot be 1.5"),
        ({"batch": "Batch 1"}, "batch 'Batch 1' cannot be"),
        ({"recorded_by": "111222333"}, "recorded_by holds a number that may be a BSN"),
    ],
)
def test_what_the_whole_batch_cannot_be_is_said_before_it_begins(permits, store, more, sentence):
    """
    Nothing is written.
    """
    before = everything(store)

    assert sentence in str(error_of(lambda: permits.handle_all([receiving("permit-1", "map")], **more)))
    assert before == everything(store)


def test_role_that_nobody_knows_is_said_before_it_begins(permits, store):
    """
    It is a mistake in the program, not in an item.
    """
    before = everything(store)
    items = [receiving("permit-1", "map"), Item("permit-2", "grant", by=Actor("a", roles={"clerck"}))]

    assert "did you mean 'clerk'?" in str(error_of(lambda: permits.handle_all(items)))
    assert before == everything(store)


def test_cases_of_several_types_go_in_one_batch(permits):
    """
    Each by its own rules.
    """
    permits.open("tender", "tender-1", by=BUYER_1, data=announcement())

    report = permits.handle_all([receiving("permit-1", "map"), Item("tender-1", "advise", by=NOBODY_1)], per_commit=5)

    assert (1, 1) == (len(report.done), len(report.refused))
