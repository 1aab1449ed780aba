"""
Tests of one's own rules, as users write them: nothing here is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import assert_type

from attrs import frozen
from hypothesis import settings

from proeftuin_flow import C0, NEW, Actor, Case, CaseType, Flow, Lifecycle, Role, State, Trigger, event
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.testing import Clock, Covered, Given, GuardContract, Scenario, Scenarios, Walk, given, scenarios, walk, watch
from proeftuin_flow.testing.making import Choose, Favourites


@frozen
class Permit:
    documents: frozenset[str] = frozenset()


@frozen
class Document:
    name: C0[str]


CLERK = Role("clerk", nl="behandelaar", en="clerk")
asked = State("asked", nl="gevraagd", en="asked for", final=True)
PERMIT = CaseType(
    "permit", version=1, nl="vergunning", en="permit",
    root=Lifecycle(
        "permit", nl="vergunning", en="permit", facts=Permit,
        transitions=[NEW.to(asked, on=Trigger("ask", nl="vraag", en="ask"), by=[CLERK], emits=event("asked", Document, nl="gevraagd", en="asked"))],
    ),
)  # fmt: skip
clerk = Actor("u-1", roles={"clerk"})

clock = Clock(datetime(2026, 3, 2, tzinfo=UTC))
assert_type(clock.advance(timedelta(hours=1), days=2), datetime)
flow = Flow(MemoryStore(), [PERMIT], clock=clock)

story = given(PERMIT).by(clerk).at(clock).opened(Document("map")).later(days=3)
assert_type(story, Given)
assert_type(story.when("ask").then_refused("wrong_state"), Given)
assert_type(story.when("ask").keeps_the_laws(), Given)


def a_document(choose: Choose, case: Case, now: datetime) -> Document:
    return Document(choose([case.id, "map"]))


helping: Favourites = {Document: a_document}
machine = walk(PERMIT, data={Document: [Document("map")]}, kinds={"plate": ["AB-123-C"]}, people=[clerk], accept=[])
assert_type(machine, type[Walk])
TestPermit = machine.TestCase
TestPermit.settings = settings(TestPermit.settings, max_examples=5)

found = scenarios(PERMIT, data=helping)
assert_type(found, Scenarios)
assert_type(found[0], Scenario)
assert_type(found[:2], Sequence[Scenario])
assert_type(found.markdown("nl"), str)

with watch(PERMIT) as shown:
    assert_type(shown, Callable[[], Covered])


class TestGuards(GuardContract):
    case_type = PERMIT
    decisions = 500
