"""
What a projection keeps of somebody who was erased: nothing, for it starts again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from proeftuin_flow.flow import Flow
from proeftuin_flow.log import Record
from proeftuin_flow.privacy import REDACTED
from proeftuin_flow.projections import Followed, MemoryShelf, Projection, catch_up, react, standings
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.wishes import Item
from tests.flow.common import Clock
from tests.flow.guidance import GUIDANCE, GUIDE_1, OFFICER_1, Application, Contact
from tests.flow.test_redacting import GROUND, live


def _list(state: list[str], followed: Followed) -> list[str]:
    body = followed.event.body
    return [*state, "erased" if body.who is REDACTED else body.who] if isinstance(body, Contact | Application) else state


wanted = Projection[Any]("wanted", start=list, step=_list)
ALL = ["p-1", "p-1", "p-2", "p-1", "p-4"]
AFTER = ["erased", "erased", "p-4"]
"""Of the application of p-1 not even that it was one is left; nor of that of p-2, whose piece said that p-1 was still looking."""


@pytest.fixture
def flow() -> Flow:
    return live(Flow(MemoryStore(), [GUIDANCE], clock=Clock()))


def erase(flow: Flow) -> None:
    flow.handle("case-1", "talk", by=GUIDE_1, data={"people": []})
    for part in ("path/1",):
        flow.redact("case-1", part=part, ground=GROUND, by=OFFICER_1)
    flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1)


def test_state_from_before_an_erasure_is_not_gone_on_with(flow):
    """
    What was saved has the name; at the record of the erasure it starts again, and arrives where it would from nothing.
    """
    saved = catch_up(flow, wanted)
    assert ALL == saved.state
    erase(flow)
    after = catch_up(flow, wanted, saved)

    assert after.state == catch_up(flow, wanted).state
    assert "p-1" not in after.state
    assert (after, after) == (catch_up(flow, wanted, after), catch_up(flow, wanted))


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
def test_steps_of_any_size_arrive_at_the_same_place(flow, limit):
    """
    Also in steps, through a shelf, with erasures that come in between, and it comes to an end.
    """
    shelf, states = MemoryShelf(), []
    erased = finished = False
    for _ in range(150):
        saved = catch_up(flow, wanted, shelf.load(wanted), limit=limit)
        shelf.save(saved)
        states.append(saved.state)
        if len(states) > 1 and saved == again(flow, shelf, limit):
            if erased:
                finished = True
                break
            erase(flow)
            erased = True

    assert finished
    assert catch_up(flow, wanted).state == states[-1]
    assert "p-1" not in states[-1]


def again(flow: Flow, shelf: MemoryShelf, limit: int) -> Any:
    return catch_up(flow, wanted, shelf.load(wanted), limit=limit)


class OneByOne(MemoryStore):
    """It looks anew for each record, so that what others write meanwhile is seen at once."""

    def follow(self, after: str | None = None, limit: int | None = None) -> Iterator[tuple[str, Record]]:
        while chunk := [*super().follow(after, 1)]:
            yield from chunk
            after = chunk[0][0]


def test_erasure_in_the_midst_of_a_run_is_seen():
    """
    Somebody erases while the projection reads: at the record of it, it starts again.
    """
    flow, done = live(Flow(OneByOne(), [GUIDANCE], clock=Clock())), list[bool]()

    def step(state: list[str], followed: Followed) -> list[str]:
        if followed.stream == "case-2" and not done:
            done.append(True)
            erase(flow)
        return _list(state, followed)

    assert AFTER == catch_up(flow, Projection[Any]("wanted", start=list, step=step)).state


def test_erasure_that_is_still_to_be_done_hinders_nobody(flow):
    """
    The record says that it went, and it is there, after a backup: the projection sees what is there.
    """
    records = [record for _, record in flow.follow()]
    flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1)
    store = MemoryStore()
    store.load([*records, *(record for _, record in flow.follow() if record.hash not in {each.hash for each in records})])

    assert ALL == catch_up(Flow(store, [GUIDANCE]), wanted).state


def test_projection_of_headers_goes_on(flow):
    """
    What takes nothing out of personal pieces need not start again.
    """
    saved = catch_up(flow, standings)
    erase(flow)
    after = catch_up(flow, standings, saved)

    assert saved.count < after.count == len([*flow.follow()])
    assert catch_up(flow, standings).state == after.state


def test_reaction_sees_what_was_erased_as_erased(flow):
    """
    From the record of an erasure something may follow, and from what it erased nothing can be read any more.
    """
    seen: list[tuple[str, Any]] = []

    def follow_ups(followed: Followed) -> list[Item]:
        seen.append((followed.what, getattr(followed.event.body, "who", None)))
        return []

    erase(flow)
    assert [] == [report for _, report in react(flow, follow_ups) if report.failed or report.refused]

    assert ("called", REDACTED) in seen
    assert 3 == [what for what, _ in seen].count("redacted")
    assert "p-1" not in [who for _, who in seen]
