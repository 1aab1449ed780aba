"""
Reacting: what one case causes in others, record by record; a run that crashed in between runs again.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from proeftuin_flow import Actor, Flow, Followed, InvalidData, Item, StoreUnavailable, react
from proeftuin_flow.messages import STORE_FULL
from proeftuin_flow.stores import Store
from tests.case_types import CLERK_1, NOON, PERMIT, RELAY, STARTER_1, Document
from tests.flow.common import Between, everything, flow_on, once

OTHERS = ("permit-2", "permit-3", "permit-4")


def copied(followed: Followed) -> Iterator[Item]:
    """
    A document that permit 1 receives is a document of the others too, of whom the last is not there.

    On the day: to a clock that is a little behind the moment would be in the future.
    """
    if followed.what == "document_received" and followed.stream == "permit-1":
        for other in OTHERS:
            yield Item(other, "receive", by=followed.event.by, data=followed.event.body, occurred=followed.day)


@pytest.fixture
def permits(store: Store) -> Flow:
    """A permit with a document, and two others that have not heard of it."""
    flow = flow_on(store)
    for number in (1, 2, 3):
        flow.open(PERMIT, f"permit-{number}", by=CLERK_1)
    flow.handle("permit-1", "receive", by=CLERK_1, data=Document("map", "u-31"))
    return flow


def documents(flow: Flow, id: str) -> list[str]:
    """The documents that came in, each as often as it did."""
    return [event.body.name for event in flow.events(id) if event.body is not None]


def done_before(flow: Flow) -> list[bool]:
    """Of each effect of a whole run, whether it was there already."""
    return [result.outcome.repeated for _, report in react(flow, copied) for result in report.done if result.outcome is not None]


def test_what_follows_is_carried_out_in_the_other_cases(permits):
    """
    Each position comes with what followed from its record: here something from the last one only, by whom and when that record says.
    """
    found = [*react(permits, copied, recorded_by="follower-1")]

    assert [[], [], [], ["permit-2", "permit-3"]] == [[result.item.id for result in report.done] for _, report in found[:4]]
    assert [["map"], ["map"]] == [documents(permits, id) for id in ("permit-2", "permit-3")]
    (cause,) = [record for record in permits.history("permit-1") if record.seq == 2]
    (effect,) = [record.read() for record in permits.history("permit-2") if record.seq == 2]
    assert (cause.hash, "clerk-1", "follower-1") == (effect.correlation, effect.by, effect.recorded_by)
    assert NOON.date().isoformat() == effect.occurred


def test_what_cannot_be_done_is_in_the_report_and_holds_up_nothing(permits):
    """
    There is no permit 4; the others got their document, and the next record is looked at.
    """
    permits.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u-31"))

    reports = [report for _, report in react(permits, copied) if report.results]

    assert [["permit-4"], ["permit-4"]] == [[result.item.id for result in report.failed] for report in reports]
    assert ["map", "identity"] == documents(permits, "permit-3")


def test_it_goes_on_after_the_position_that_was_kept(permits):
    """
    Nothing is asked of a record before it, and with a limit of so many only.
    """
    asked: list[tuple[str, int]] = []

    def nothing(followed: Followed) -> Iterator[Item]:
        asked.append((followed.stream, followed.record.seq))
        return iter(())

    positions = [position for position, _ in react(permits, nothing, limit=3)]
    rest = [*react(permits, nothing, positions[-1])]

    assert (3, 1) == (len(positions), len(rest))
    assert [("permit-1", 1), ("permit-2", 1), ("permit-3", 1), ("permit-1", 2)] == asked


def test_from_the_start_again_nothing_is_done_twice(permits, store):
    """
    Who lost the position begins anew; the log does not grow.
    """
    assert [False, False] == done_before(permits)
    before = everything(store)

    assert [True, True] == done_before(permits)
    assert before == everything(store)


def test_same_effect_from_another_record_is_another_one(permits):
    """
    The same document came in twice, so the others get it twice.
    """
    permits.handle("permit-1", "receive", by=CLERK_1, data=Document("map", "u-31"))

    done_before(permits)

    assert ["map", "map"] == documents(permits, "permit-2")


@pytest.mark.parametrize("written", [0, 1, 2])
def test_run_that_stopped_between_two_items_is_run_again(permits, store, written):
    """
    The disk is full after some of the items; later it goes on from the position that it kept, and every effect is there once.
    """
    between = Between(store)

    def full() -> None:
        if between.calls["append_all"] == written + 1:
            raise StoreUnavailable("here", STORE_FULL())

    between.before["append_all"] = full
    kept = None
    items = [Item("permit-3", "receive", by=CLERK_1, data=Document("drawing", "u-31"))]

    def more(followed: Followed) -> Iterator[Item]:
        found = [*copied(followed)]
        yield from [*found, *items] if found else ()

    with pytest.raises(StoreUnavailable, match="the disk is full"):
        for position, _ in react(flow_on(between), more):
            kept = position
    assert written == len(everything(store)) - 4
    for _ in react(flow_on(store), more, kept):
        pass

    assert (["map"], ["map", "drawing"]) == (documents(permits, "permit-2"), documents(permits, "permit-3"))


def test_others_may_do_it_first(permits, store, open_store):
    """
    Two followers at the same time: one of them does it.
    """
    between = Between(store)
    between.before["append_all"] = once(lambda: done_before(flow_on(open_store())))

    done_before(flow_on(between))

    assert [["map"], ["map"]] == [documents(permits, id) for id in ("permit-2", "permit-3")]


def test_what_follows_is_followed_in_its_turn(permits):
    """
    From one permit to the next, to the end of the row; in the same run or in the next.
    """

    def passed_on(followed: Followed) -> Iterator[Item]:
        if followed.what == "document_received":
            number = int(followed.stream[-1])
            yield Item(f"permit-{number + 1}", "receive", by=CLERK_1, data=followed.event.body, occurred=followed.day)

    position = None
    for _ in range(4):
        for reached, _ in react(permits, passed_on, position):
            position = reached

    assert [["map"]] * 3 == [documents(permits, f"permit-{number}") for number in (1, 2, 3)]


def test_nothing_happens_before_somebody_asks(permits, store):
    """
    And nothing more than what was asked for.
    """
    before = len(everything(store))

    going = react(permits, copied)
    assert before == len(everything(store))
    for _ in range(4):
        next(going)

    assert before + 2 == len(everything(store))


def test_from_what_nobody_knows_nothing_follows(permits, store):
    """
    Its position comes all the same.
    """
    permits.open(RELAY, "relay-1", by=STARTER_1)

    def never(followed: Followed) -> Iterator[Item]:
        raise AssertionError(followed.stream)

    found = [*react(Flow(store, []), never)]

    assert [()] * 5 == [report.results for _, report in found]
    assert [position for position, _ in store.follow()] == [position for position, _ in found]


def test_mistake_of_the_program_is_said(permits):
    """
    A role that no case type knows is no refusal.
    """

    def wrong(followed: Followed) -> list[Item]:
        return [Item("permit-2", "receive", by=Actor("a", roles={"clerck"}))]

    with pytest.raises(InvalidData, match="did you mean 'clerk'"):
        next(react(permits, wrong))


def test_batch_called_by_the_hash_is_the_same(permits, store):
    """
    Who has one record in hand carries out what follows from it, and the follower later finds it done.
    """
    (record,) = permits.handle("permit-1", "receive", by=CLERK_1, data=Document("identity", "u-31")).records
    followed = Followed(record, record.read(), PERMIT)

    permits.handle_all(copied(followed), batch=record.hash)

    assert [False, False, True, True] == done_before(permits)
