"""
Never stale: before every decision, option list and dry run a Flow reads what others have written since.
"""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest

from proeftuin_flow.decisions import Accepted
from proeftuin_flow.errors import CaseNotFound, CommandRefused, InvalidData, RevisionConflict, UnknownVersion
from proeftuin_flow.flow import Flow
from tests.case_types import BUYER_1, CLERK_1, NOON, PERMIT, TENDER, Document, announcement
from tests.flow.common import Between, Clock, everything, flow_on, once


@pytest.fixture
def other(open_store) -> Flow:
    """A second Flow on the same storage, as another process has it."""
    return flow_on(open_store())


def receive(flow: Flow, name: str, **more: object) -> object:
    return flow.handle("permit-1", "receive", by=CLERK_1, data=Document(name, "u"), **more)  # type: ignore[arg-type]  # whatever the test wants


def test_second_flow_sees_the_commit_of_the_first(permit, other):
    """
    Each time before it decides, whichever of the two wrote last.
    """
    assert ["map"] == sorted(other.case("permit-1").root.facts.documents)

    receive(permit, "identity")
    assert isinstance(other.decide("permit-1", "grant", by=CLERK_1), Accepted)
    assert "ready" == {option.trigger: option.status for option in other.options("permit-1", by=CLERK_1)}["grant"]
    other.handle("permit-1", "grant", by=CLERK_1)

    assert "granted" == permit.case("permit-1").state
    with pytest.raises(CommandRefused, match="only possible from"):
        receive(permit, "too late")
    assert permit.case("permit-1") == other.case("permit-1")


def test_what_is_known_is_only_caught_up_with(permit, store):
    """
    Known records are not read again.
    """
    between = Between(store)
    flow = flow_on(between)
    flow.case("permit-1")
    receive(permit, "identity")
    read: list[tuple[object, ...]] = []
    listening: Any = _Listening(store, read)
    between.store = listening

    flow.case("permit-1")
    flow.case("permit-1")

    assert [("permit-1", 2)] == read


class _Listening:
    def __init__(self, store: object, read: list[tuple[object, ...]]) -> None:
        self._store, self._read = store, read

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def read(self, *arguments: object) -> object:
        self._read.append(arguments)
        return self._store.read(*arguments)  # type: ignore[attr-defined]  # any store


def test_somebody_faster_is_decided_on_again(permit, store, other):
    """
    What he wrote counts; nothing is lost, and nobody has to repeat anything.
    """
    between = Between(store)
    between.before["append"] = once(lambda: receive(other, "identity"))

    outcome = receive(flow_on(between), "drawing")

    assert 4 == outcome.case.revision  # type: ignore[attr-defined]  # an outcome
    assert {"map", "identity", "drawing"} == permit.case("permit-1").root.facts.documents
    assert 2 == between.calls["append"]


def test_decided_again_it_may_be_refused(permit, store, other):
    """
    The permit was granted in between: no document comes in any more.
    """
    receive(permit, "identity")
    between = Between(store)
    between.before["append"] = once(lambda: other.handle("permit-1", "grant", by=CLERK_1))

    with pytest.raises(CommandRefused, match="only possible from: requested"):
        receive(flow_on(between), "drawing")
    assert "granted" == permit.case("permit-1").state


def test_after_three_times_it_is_given_up(permit, store, other):
    """
    Somebody is always faster: the error says where the case was found.
    """
    between = Between(store)
    between.before["append"] = lambda: receive(other, "again")

    with pytest.raises(RevisionConflict) as conflict:
        receive(flow_on(between), "drawing")

    assert 3 == between.calls["append"]
    assert (4, 5) == (conflict.value.expected, conflict.value.found)
    assert "drawing" not in permit.case("permit-1").root.facts.documents


def test_with_an_expected_revision_it_is_not_decided_again(permit, store, other):
    """
    Whoever says where the case should be wants to hear that it is not.
    """
    between = Between(store)
    between.before["append"] = once(lambda: receive(other, "identity"))

    with pytest.raises(RevisionConflict):
        receive(flow_on(between), "drawing", expected_revision=2)
    assert 1 == between.calls["append"]
    assert 3 == permit.case("permit-1").revision


def test_two_who_open_the_same_case(store, other):
    """
    One of them is told that it exists.
    """
    between = Between(store)
    between.before["append"] = once(lambda: other.open("permit", "permit-1", by=CLERK_1))

    with pytest.raises(InvalidData, match="exists already"):
        flow_on(between).open("permit", "permit-1", by=CLERK_1)
    assert 1 == len(everything(store))


def test_same_request_to_open_in_two_processes(store, other):
    """
    The one that comes second gets what the first one wrote.
    """
    between = Between(store)
    first = []
    between.before["append"] = once(lambda: first.append(other.open("permit", "permit-1", by=CLERK_1, request_id="r-1")))

    second = flow_on(between).open("permit", "permit-1", by=CLERK_1, request_id="r-1")

    assert second.repeated
    assert first[0].records == second.records


# ── destroyed, and begun anew ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("documents", [0, 1, 3])
def test_case_that_was_destroyed_and_begun_anew_is_another_one(permit, store, other, documents):
    """
    Shorter, as long, or longer than what was known of it: nothing of the old one is seen.
    """
    assert 2 == permit.case("permit-1").revision
    store.destroy("permit-1")
    other.open("permit", "permit-1", by=CLERK_1)
    for number in range(documents):
        receive(other, f"new-{number}")

    assert {f"new-{number}" for number in range(documents)} == permit.case("permit-1").root.facts.documents
    receive(permit, "last")
    assert {"last", *(f"new-{number}" for number in range(documents))} == other.case("permit-1").root.facts.documents
    assert permit.head("permit-1") == permit.verify("permit-1").head


def test_case_that_was_destroyed_is_not_found(permit, store):
    """
    Although it was known a moment ago.
    """
    permit.case("permit-1")
    store.destroy("permit-1")

    with pytest.raises(CaseNotFound):
        receive(permit, "late")
    assert "requested" == permit.open("permit", "permit-1", by=CLERK_1).case.state


def test_flow_that_does_not_know_the_rules_says_so(permit, store):
    """
    It neither guesses nor forgets.
    """
    flow = Flow(store, [TENDER], clock=Clock())

    with pytest.raises(UnknownVersion, match="no case type 'permit' version 1 here; known versions: none"):
        flow.case("permit-1")
    assert permit.head("permit-1") == flow.verify("permit-1").head == flow.head("permit-1")
    assert 2 == len([*flow.history("permit-1")])


# ── threads ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

THREADS, ROUNDS = 8, 6


def run_together(*works: object) -> list[BaseException]:
    """Run them at the same time; what went wrong."""
    start, wrong = Barrier(len(works)), []

    def running(work: object) -> None:
        start.wait()
        try:
            work()  # type: ignore[operator]  # a function
        except BaseException as error:
            wrong.append(error)

    threads = [Thread(target=running, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_threads_share_one_flow_and_one_case(permit, store):
    """
    Each document comes in exactly once, the numbers have no gaps, and the chain holds.
    """

    def work(number: int) -> None:
        for round_ in range(ROUNDS):
            while True:
                try:
                    receive(permit, f"doc-{number}-{round_}")
                    break
                except RevisionConflict:
                    continue

    wrong = run_together(*(lambda number=number: work(number) for number in range(THREADS)))

    names = [event.body.name for event in permit.events("permit-1") if event.body is not None]
    assert [] == wrong
    assert sorted(["map", *(f"doc-{number}-{round_}" for number in range(THREADS) for round_ in range(ROUNDS))]) == sorted(names)
    assert [*range(1, len(names) + 2)] == [record.seq for record in permit.history("permit-1")]
    assert set(names) == permit.case("permit-1").root.facts.documents == flow_on(store).case("permit-1").root.facts.documents
    assert permit.head("permit-1") == permit.verify("permit-1").head


def test_of_threads_that_expect_the_same_revision_one_wins(permit):
    """
    The others hear of the conflict.
    """
    works = [lambda number=number: receive(permit, f"doc-{number}", expected_revision=2) for number in range(THREADS)]

    wrong = run_together(*works)

    assert [RevisionConflict] * (THREADS - 1) == [type(error) for error in wrong]
    assert 3 == permit.case("permit-1").revision


def test_threads_with_flows_of_their_own(permit, open_store):
    """
    As many processes would: what one of them grants, the others can no longer change.
    """
    receive(permit, "identity")
    flows = [flow_on(open_store(), Clock(NOON)) for _ in range(4)]

    wrong = run_together(*(lambda flow=flow: flow.handle("permit-1", "grant", by=CLERK_1) for flow in flows))

    assert [CommandRefused] * 3 == [type(error) for error in wrong]
    assert ["permit_asked", "document_received", "document_received", "permit_granted"] == [each.type for each in permit.events("permit-1")]


def test_threads_that_open_cases(flow, store):
    """
    Each case is opened once, whoever was first.
    """

    def work() -> None:
        for number in range(5):
            try:
                flow.open("tender", f"tender-{number}", by=BUYER_1, data=announcement())
            except InvalidData:
                continue

    wrong = run_together(*[work] * 4)

    assert [] == wrong
    assert [(f"tender-{number}", 2) for number in range(5)] == [
        (f"tender-{number}", len([*store.read(f"tender-{number}")])) for number in range(5)
    ]  # fmt: skip
    assert PERMIT.name not in {record.read().case_type for record in everything(store)}
