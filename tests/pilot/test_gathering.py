"""
Gathering: an agenda, an afternoon, and what came of each item.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from proeftuin_flow.acts import TakeOver
from proeftuin_flow.errors import CommandRefused
from proeftuin_flow.labels import text_of
from proeftuin_flow.pilot import (
    GATHERING,
    AgendaItem,
    GatheringCancelled,
    GatheringMoved,
    GatheringPlan,
    Grounds,
    ItemOutcome,
    NewDay,
    gathering_report,
)
from proeftuin_flow.pilot.gathering_rules import every_outcome_known
from proeftuin_flow.situation import Situation
from proeftuin_flow.stores import SqliteStore
from proeftuin_flow.wishes import Actor, CaseRef, Evidence
from tests.pilot.occasion import SESSION, convened, flow_on
from tests.pilot.story import HASH, Story, coordinator, lead, organiser

PLAN = GatheringPlan("inspiration", "ienw", date(2019, 11, 21), "Den Haag")
DECHARGE = AgendaItem("vka-aef", "grant_decharge")
SIGNING = AgendaItem("js-consultancy", "sign_plan")
GRANTED = ItemOutcome("vka-aef", "grant_decharge", "done", CaseRef("vka-aef", 30, HASH))


def planned(*items: AgendaItem, plan: GatheringPlan = PLAN) -> Story:
    story = Story(GATHERING.new("inspiratiesessie-2019")).does("plan_gathering", organiser, plan)
    for item in items:
        story = story.does("add_item", organiser, item)
    return story


def held(*items: AgendaItem) -> Story:
    return planned(*items).does("hold_gathering", organiser)


def test_each_item_has_its_own_outcome():
    """
    One is granted, one is refused; when the last is known, the gathering is recorded by itself.
    """
    first = held(DECHARGE, SIGNING).does("record_outcome", organiser, GRANTED)
    refused = ItemOutcome("js-consultancy", "sign_plan", "not_done", reasons=("all_parties_signed",))
    both = first.does("record_outcome", organiser, refused)

    assert ("held", "recorded") == (first.state("gathering"), both.state("gathering"))
    assert (GRANTED, refused) == both.case.root.facts.outcomes


@pytest.mark.parametrize("others", [frozenset(), frozenset({"pianoo"})], ids=["alone", "together"])
def test_gathering_may_be_held_with_other_organisations(others):
    """
    They are known by their ids, as the organiser is, and the report names them.
    """
    story = planned(DECHARGE, plan=attrs.evolve(PLAN, co_organisers=others))

    assert ("ienw", others) == (story.case.root.facts.organiser, story.case.root.facts.co_organisers)
    assert others == gathering_report(story.case).co_organisers


def test_nothing_on_the_agenda():
    """
    Of nothing every outcome would be known at once, so it is not held.
    """
    assert ["there is nothing on the agenda"] == planned().named("hold_gathering", "agenda_not_empty", organiser)


def test_item_stands_on_the_agenda_once():
    """
    Twice the same could not be told apart afterwards; another action on the same pilot can.
    """
    assert ["vka-aef: grant decharge"] == planned(DECHARGE).named("add_item", "not_on_agenda_yet", organiser, DECHARGE)
    assert 2 == len(planned(DECHARGE, AgendaItem("vka-aef", "interim_status")).case.root.facts.items)


def test_not_held_before_its_day():
    """
    What is announced has not happened yet.
    """
    later = planned(DECHARGE, plan=attrs.evolve(PLAN, held_on=date(2019, 12, 2)))

    assert ["planned for 2019-12-02"] == later.named("hold_gathering", "day_has_come", organiser)


def test_moved_to_another_day():
    """
    It stays planned; the record has the new day and the agenda of then, and on the old day it is not held any more.
    """
    moved = planned(DECHARGE).does("move_gathering", organiser, NewDay(date(2019, 12, 2)))

    assert ("planned", date(2019, 12, 2)) == (moved.state("gathering"), moved.case.root.facts.held_on)
    assert GatheringMoved(date(2019, 12, 2), (DECHARGE,)) == moved.events[-1].body
    assert ["planned for 2019-12-02"] == moved.named("hold_gathering", "day_has_come", organiser)


def test_not_moved_to_its_own_day():
    """
    And one that was held, or will not be, is not moved at all.
    """
    cancelled = planned(DECHARGE).does("cancel_gathering", organiser, Grounds("storm"))

    assert ["planned for 2019-11-21"] == planned(DECHARGE).named("move_gathering", "another_day", organiser, NewDay(PLAN.held_on))
    assert ["wrong_state"] == held(DECHARGE).codes("move_gathering", organiser, NewDay(date(2019, 12, 2)))
    assert ["wrong_state"] == cancelled.codes("move_gathering", organiser, NewDay(date(2019, 12, 2)))


def test_cancelled():
    """
    What does not take place has no outcome; the record has the reason and the agenda of then.
    """
    cancelled = planned(DECHARGE, SIGNING).does("cancel_gathering", organiser, Grounds("storm"))

    assert "cancelled" == cancelled.state("gathering")
    assert GatheringCancelled("storm", (DECHARGE, SIGNING)) == cancelled.events[-1].body
    assert ["wrong_state"] == cancelled.codes("record_outcome", organiser, GRANTED)


@pytest.mark.parametrize(
    ("outcome", "guard", "blocker"),
    [
        (ItemOutcome("deloitte", "start", "deferred"), "was_on_agenda", "deloitte: start"),
        (ItemOutcome("vka-aef", "grant_decharge", "done"), "refers_to_pilot", "vka-aef: where the pilot stood after it is missing"),
        (ItemOutcome("vka-aef", "grant_decharge", "done", CaseRef("deloitte", 3, HASH)), "refers_to_pilot", "the reference is to deloitte"),
    ],
)
def test_outcome_that_does_not_fit(outcome, guard, blocker):
    """
    An outcome is of an item on the agenda, and says where that pilot stood.
    """
    assert [blocker] == held(DECHARGE, SIGNING).named("record_outcome", guard, organiser, outcome)


def test_outcome_is_recorded_once():
    """
    What came of something does not change.
    """
    once = held(DECHARGE, SIGNING).does("record_outcome", organiser, GRANTED)

    assert ["vka-aef: grant decharge"] == once.named("record_outcome", "not_recorded_yet", organiser, GRANTED)


def test_held_gathering_waits_for_every_item():
    """
    What is still to be recorded is named item by item; an agenda without items is never done.
    """
    empty = Story(GATHERING.new("leeg"))
    taken = empty.does("take_over", coordinator, TakeOver("verslag", {"gathering": "held"}, {"gathering": {"items": (), "outcomes": ()}}))

    assert ["vka-aef: grant decharge"] == waited_for(held(DECHARGE))
    assert ["there is nothing on the agenda"] == waited_for(taken)


def waited_for(story):
    root = story.case.root
    return [text_of(blocker, "en") for blocker in every_outcome_known.blockers(Situation(root.facts, root, story.case))]


def test_others_do_not_organise():
    """
    A contractor puts nothing on the agenda.
    """
    assert ["role"] == planned().codes("add_item", lead, DECHARGE)


def test_letter_of_a_guest_is_erased(tmp_path):
    """
    By the data protection officer, and by nobody who may do everything else; the agenda stays as it was.
    """
    with SqliteStore(tmp_path / "bijeenkomsten.db") as store:
        flow = flow_on(store, date(2019, 11, 20))
        convened(flow, date(2019, 11, 21), DECHARGE)
        flow.handle(SESSION, "add_item", by=coordinator, data=SIGNING, evidence=[Evidence("letter", "urn:example:brief:7")])
        erase: dict[str, Any] = {"records": [3], "ground": "AVG artikel 17, verzoek van de betrokkene"}
        with pytest.raises(CommandRefused, match="data protection officer"):
            flow.redact(SESSION, by=coordinator, **erase)
        before = flow.case(SESSION)

        report = flow.redact(SESSION, by=Actor("u-70", roles={"privacy_officer"}, organisation="rijk"), **erase)

        assert ((3,), 1) == (report.cases[0].emptied, flow.verify(SESSION).erased)
        assert [(), ()] == [each.evidence for each in [*flow.events(SESSION)][1:3]]
        assert before.root.facts == flow.case(SESSION).root.facts
