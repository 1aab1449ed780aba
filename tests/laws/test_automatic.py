"""
What follows by itself: in the same commit, with its cause, in a fixed order, and never again at replay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import frozen

from proeftuin_flow.acts import TAKEN_OVER
from proeftuin_flow.case import Case, Event, Part
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import replay
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.errors import NotEstablished
from proeftuin_flow.guards import Role, Trigger, guard
from proeftuin_flow.ids import SYSTEM
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import Given, given
from proeftuin_flow.wishes import Actor
from tests.case_types import RELAY, STARTER_1
from tests.laws.playing import Game, games

# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def commits() -> Iterator[tuple[Game, Case, list[Event[Any]]]]:
    """Every commit that was made or could have been."""
    for game in games():
        for attempt in game.attempts:
            if isinstance(attempt.decision, Accepted):
                yield game, attempt.decision.case, [*attempt.decision.events]


def test_enough_followed_by_itself():
    """
    Hundreds of events that nobody wished, and some that followed from such an event.
    """
    followed = [event for _, _, events in commits() for event in events if event.trigger is None]
    chained = [event for _, _, events in commits() for event in events if event.caused_by and events[event.caused_by - events[0].seq].trigger is None]

    assert len(followed) >= 200
    assert len(chained) >= 20


def test_what_follows_names_its_cause_and_its_time():
    """
    It happened by itself, at the time of what set it moving, which stands before it in the same commit.
    """
    wrong = []
    for _, _, events in commits():
        by_number = {event.seq: event for event in events}
        for each in events:
            cause = by_number.get(each.caused_by or 0)
            if each.trigger is None and (cause is None or (each.by.id, each.occurred) != (SYSTEM, cause.occurred) or each.source == each.target):
                wrong.append(each)

    assert [] == wrong


def test_nothing_is_left_that_would_follow():
    """
    After a commit no automatic transition waits that could be taken; only where a case was taken over nothing follows.
    """
    waiting = [
        (case.id, part.address, t)
        for _, case, events in commits()
        if events[0].type != TAKEN_OVER and not case.memory.taken_over
        for part in (case.root, *case.parts.values())
        for t in part.lifecycle.automatic.get(part.state, ())
        if _all_met(t, part, case)
    ]

    assert [] == waiting


def _all_met(t: Any, part: Part[Any], case: Case) -> bool:
    try:
        return not any(True for guard in t.guards for _ in guard.blockers(Situation(part.facts, part, case)))
    except NotEstablished:
        return False


def test_nothing_goes_on_for_ever():
    """
    Automatic transitions form no cycle, so no part moves more often in a commit than it has states.
    """
    longest = [
        event.part
        for _, case, events in commits()
        for event in events
        if sum(1 for each in events if each.part == event.part) > 1 + len(case.type.lifecycles[event.part.partition("/")[0]].states)
    ]

    assert [] == longest


# ── examples ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Lamp:
    """What is known about a lamp."""


@frozen
class House:
    """What is known about a house."""


asked: list[str] = []
"""The parts of which a guard was asked, in order."""

dark = State("dark", nl="donker", en="dark")
lit = State("lit", nl="verlicht", en="lit", final=True)
waiting = State("waiting", nl="wachtend", en="waiting")
on = State("on", nl="aan", en="on")
burnt = State("burnt", nl="doorgebrand", en="burnt", final=True)
KEEPER = Role("keeper", nl="beheerder", en="keeper")
KEEPER_1 = Actor("keeper-1", roles={"keeper"})


@guard(nl="het huis is verlicht", en="the house is lit")
def house_is_lit(s: Situation[Lamp]) -> Iterator[str]:
    asked.append(s.part.address)
    if not s.root(House).at(lit):
        yield "the house"


@guard(nl="er zijn te veel lampen", en="there are too many lamps")
def too_many_lamps(s: Situation[Lamp]) -> Iterator[str]:
    if s.part.number < 3:
        yield "few"


HOUSE = CaseType(
    "house", version=1, nl="huis", en="house",
    root=Lifecycle(
        "house", nl="huis", en="house", facts=House,
        transitions=[
            NEW.to(dark, on=Trigger("build", nl="bouwen", en="build"), by=[KEEPER], emits=event("house_built", nl="gebouwd", en="built")),
            dark.to(lit, on=Trigger("light", nl="verlichten", en="light"), by=[KEEPER], emits=event("house_lit", nl="verlicht", en="lit")),
            lit.stays(on=Trigger("look", nl="kijken", en="look"), by=[KEEPER], emits=event("looked", nl="gekeken", en="looked")),
        ],
    ),
    parts=[
        Lifecycle(
            "lamp", nl="lamp", en="lamp", facts=Lamp, outlives_root=True,
            transitions=[
                NEW.to(waiting, on=Trigger("hang", nl="ophangen", en="hang"), by=[KEEPER], emits=event("lamp_hung", nl="gehangen", en="hung")),
                waiting.becomes(on, watches=[House], requires=[house_is_lit], emits=event("lamp_on", nl="aan", en="on")),
                on.becomes(burnt, requires=[too_many_lamps], emits=event("lamp_burnt", nl="doorgebrand", en="burnt")),
            ],
        ),
    ],
)  # fmt: skip


@pytest.fixture
def house() -> Given:
    story = given(HOUSE).by(KEEPER_1).opened()
    for _ in range(4):
        story = story.and_("hang")
    asked.clear()
    return story


def test_order_is_that_of_the_part_numbers_and_each_is_followed_to_its_end(house):
    """
    Lamp after lamp; what burns out does so before the next one is lit.
    """
    decision = house.when("light").decision

    assert isinstance(decision, Accepted)
    expected = [
        ("house_lit", "house", None), ("lamp_on", "lamp/1", 6), ("lamp_on", "lamp/2", 6), ("lamp_on", "lamp/3", 6), ("lamp_burnt", "lamp/3", 9),
        ("lamp_on", "lamp/4", 6), ("lamp_burnt", "lamp/4", 11),
    ]  # fmt: skip
    assert expected == [(event.type, event.part, event.caused_by) for event in decision.events]


def test_only_parts_in_the_source_state_are_tried(house):
    """
    When the house moves again no lamp waits any more, and no guard is asked.
    """
    lit_up = house.and_("light")
    tried = [*asked]
    asked.clear()
    lit_up.and_("look")

    assert ["lamp/1", "lamp/2", "lamp/3", "lamp/4"] == tried
    assert [] == asked


def test_replay_asks_no_guard_and_moves_nothing(house):
    """
    What followed by itself is in the log, so it is not worked out a second time.
    """
    decision = house.when("light").decision
    assert isinstance(decision, Accepted)
    asked.clear()

    half_way = replay(house.case, decision.events[:1])

    assert ("lit", ["waiting"] * 4) == (half_way.state, [part.state for part in half_way.parts.values()])
    assert decision.case == replay(house.case, decision.events)
    assert [] == asked


def test_all_of_none_is_true():
    """
    A relay without legs is over as soon as it begins: all of its legs have been run.  Whoever means otherwise asks for a number.
    """
    story = given(RELAY).by(STARTER_1).opened()

    story.when("start").then_events("relay_started", "relay_finished")
