"""
Moving: what follows by itself, and where facts lead a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from msgspec.structs import replace

from proeftuin_flow.case import Erased, Event
from proeftuin_flow.decider import decide, evolve, replay
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.guards import Trigger, guard
from proeftuin_flow.lifecycle import Lifecycle, State, event
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import Given, given
from proeftuin_flow.wishes import NOBODY
from tests.case_types import (
    ADVICE,
    BIDDER_1,
    BIDS,
    BUYER,
    BUYER_1,
    CLERK_1,
    COMPLAINTS,
    DIRECTOR_1,
    LAWYER_1,
    NOON,
    PERMIT,
    RELAY,
    STARTER_1,
    TENDER,
    Bid,
    Choice,
    Document,
    Opinion,
    Result,
    Runner,
    Tender,
    announcement,
    assessed,
    closed,
    offer,
    submitted,
    withdrawn,
)


def relay(*runners: str | None) -> Given:
    """A planned relay with legs, of which some have a runner."""
    story = given(RELAY).at(NOON).by(STARTER_1).opened()
    for number, name in enumerate(runners, 1):
        story = story.and_("add_leg")
        story = story if name is None else story.and_("name_runner", Runner(name), part=f"leg/{number}")
    return story


def events_of(story: Given, trigger: str, data: object = None, **more: Any) -> tuple[Event[Any], ...]:
    decision = story.when(trigger, data, **more).decision
    assert isinstance(decision, Accepted)
    return decision.events


def judged() -> Given:
    """A closed tender that waits for its advice."""
    return (
        given(TENDER).at(NOON).by(BUYER_1).opened(announcement()).and_("submit", offer(), by=BIDDER_1).and_("check", by=LAWYER_1)
        .and_("close").and_("judge", part="bid/1")
    )  # fmt: skip


# ── what follows by itself ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_follows_by_itself_is_in_the_same_commit():
    """
    With its cause, the time of its cause, and nobody who did it.
    """
    given_, assessed = events_of(judged(), "advise", Opinion(True), by=LAWYER_1, occurred=NOON.date())

    assert ("tender_assessed", "tender", None, "closed", "assessed") == (
        assessed.type, assessed.part, assessed.trigger, assessed.source, assessed.target)  # fmt: skip
    assert (given_.seq, given_.seq + 1) == (assessed.caused_by, assessed.seq)
    assert (NOON.date(), NOBODY, ()) == (assessed.occurred, assessed.by, assessed.checks)


def test_nothing_follows_while_something_blocks():
    """
    A negative advice blocks, and an advice that was not given as well.
    """
    judged().when("advise", Opinion(False), by=LAWYER_1).then_events("advice_given")
    judged().when("submit", offer(), by=BIDDER_1).then_events("bid_submitted")


def test_root_moves_by_itself_when_it_comes_to_wait():
    """
    Closing is the last thing that was waited for.
    """
    story = (
        given(TENDER).at(NOON).by(BUYER_1).opened(announcement()).and_("submit", offer(), by=BIDDER_1).and_("check", by=LAWYER_1)
        .and_("judge", part="bid/1").and_("advise", Opinion(True), by=LAWYER_1)
    )  # fmt: skip

    story.when("close").then_events("tender_closed", "tender_assessed")


def test_parts_that_watch_move_in_the_order_of_their_numbers():
    """
    The legs with a runner line up when the relay starts.
    """
    events = events_of(relay("ans", None, "cor"), "start")

    started = events[0].seq
    assert [("relay_started", "relay", None), ("leg_lined_up", "leg/1", started), ("leg_lined_up", "leg/3", started)] == [
        (event.type, event.part, event.caused_by) for event in events]  # fmt: skip


def test_part_that_moves_is_tried_itself():
    """
    A leg that gets a runner during the race lines up at once.
    """
    relay(None, "cor").and_("start").when("name_runner", Runner("bob"), part="leg/1").then_events("runner_named", "leg_lined_up")


def test_automatic_body_is_made_of_the_situation():
    """
    It sees facts and counts, also of what has just happened.
    """
    story = relay("ans", "bob").and_("start").and_("run", part="leg/1")

    _, finished = events_of(story, "run", part="leg/2")

    assert Result(2) == finished.body
    assert 2 == story.when("run", part="leg/2").then("finished").case.root.facts.legs_run


def test_empty_set_meets_a_requirement_about_all():
    """
    A relay without legs is finished at once: beware.
    """
    relay().when("start").then("finished")


def test_parts_of_a_closed_case_do_not_move():
    """
    A bid that would lapse when the tender is over does not: by then it is closed for it.
    """
    lapsed = State("lapsed", nl="vervallen", en="lapsed", final=True)
    bid_lapsed = event("bid_lapsed", nl="vervallen", en="lapsed")
    lapsing = submitted.becomes(lapsed, watches=[Tender], requires=[tender_over], emits=bid_lapsed)
    bids: Lifecycle[Any] = attrs.evolve(BIDS, transitions=[*BIDS.transitions, lapsing])
    by_then_open: Lifecycle[Any] = attrs.evolve(bids, outlives_root=True)

    for lifecycle, events in ((bids, []), (by_then_open, ["bid_lapsed"])):
        story = given(attrs.evolve(TENDER, parts=[lifecycle, ADVICE, COMPLAINTS])).by(BUYER_1).opened(announcement())

        submitted_bid = story.and_("submit", offer(), by=BIDDER_1)

        submitted_bid.when("withdraw", by=DIRECTOR_1).then_events("tender_withdrawn_open", *events)


@guard(nl="de aanbesteding is voorbij", en="the tender is over")
def tender_over(s: Situation[Bid]) -> Iterator[str]:
    if not s.root(Tender).at(withdrawn):
        yield "not yet"


def test_root_may_watch_its_own_facts():
    """
    It is tried after its own events anyway, and moves once.
    """
    by_itself = next(t for t in TENDER.root.transitions if t.trigger is None)
    watching: Lifecycle[Any] = attrs.evolve(
        TENDER.root, transitions=[attrs.evolve(t, watches=(*t.watches, Tender)) if t is by_itself else t for t in TENDER.root.transitions]
    )
    story = given(attrs.evolve(TENDER, root=watching)).at(NOON).by(BUYER_1).opened(announcement()).and_("submit", offer(), by=BIDDER_1)

    ready = story.and_("check", by=LAWYER_1).and_("judge", part="bid/1").and_("advise", Opinion(True), by=LAWYER_1)

    ready.when("close").then_events("tender_closed", "tender_assessed")


def test_case_type_in_which_nothing_moves_may_open_parts_all_the_same():
    """
    Opening is no automation.
    """
    still: Lifecycle[Any] = attrs.evolve(TENDER.root, transitions=[
        t if t.trigger is not None else closed.to(assessed, on=Trigger("assess", nl="x", en="x"), by=[BUYER], emits=t.emits)
        for t in TENDER.root.transitions
    ])  # fmt: skip

    opening = given(attrs.evolve(TENDER, root=still)).when("announce", announcement(), by=BUYER_1)

    opening.then_events("tender_announced", "advice_asked")


def test_erased_event_leaves_only_whether_its_part_is_settled():
    """
    The part is there, counted, and nothing more is known of it, whatever happens to it later.
    """
    story = given(TENDER).at(NOON).by(BUYER_1).opened(announcement())
    case = story.case
    erased = Event(3, "", "complaint/1", None, "", "erased.open", NOON, BIDDER_1, None)

    once = evolve(case, erased)
    later = evolve(once, Event(4, "complaint_answered", "complaint/1", "answer", "filed", "answered", NOON, LAWYER_1, None))

    assert ("erased.open", Erased(settled=False)) == (once.parts["complaint/1"].state, once.parts["complaint/1"].facts)
    assert ("erased.settled", Erased(settled=True)) == (later.parts["complaint/1"].state, later.parts["complaint/1"].facts)
    assert {} == dict(later.memory.foreign)


# ── evolve and replay ────────────────────────────────────────────────────────────────────────────────────────────────────


def log_of(story_steps: list[tuple[str, object, dict[str, Any]]], case_type: Any = TENDER) -> tuple[list[Event[Any]], Any]:
    case, events = case_type.new("case-1"), list[Event[Any]]()
    story = given(case_type).at(NOON).by(BUYER_1)
    for trigger, data, more in story_steps:
        decision = story.when(trigger, data, **more).decision
        assert isinstance(decision, Accepted)
        events += decision.events
        story = story.and_(trigger, data, **more)
        case = decision.case
    return events, case


STEPS: list[tuple[str, object, dict[str, Any]]] = [
    ("announce", announcement(), {}),
    ("submit", offer(), {"by": BIDDER_1}),
    ("submit", offer(200_000), {"by": BIDDER_1}),
    ("check", None, {"by": LAWYER_1}),
    ("close", None, {}),
    ("judge", None, {"part": "bid/2", "by": LAWYER_1}),
    ("judge", None, {"part": "bid/1"}),
    ("advise", Opinion(True), {"by": LAWYER_1}),
    ("award", Choice(1), {"by": DIRECTOR_1}),
]


def test_replay_arrives_where_decisions_did():
    """
    A fold of evolve over the events gives the same case, also what it remembers.
    """
    events, case = log_of(STEPS)

    assert case == replay(TENDER.new("case-1"), events)
    assert [*range(1, case.revision + 1)] == [event.seq for event in events]


def test_replay_runs_no_automation_and_asks_no_guard():
    """
    What followed by itself is in the log; without it nothing follows.
    """
    events, _ = log_of(STEPS[:-1])

    case = replay(TENDER.new("case-1"), [event for event in events if event.caused_by is None])

    assert "closed" == case.state
    assert "granted" == evolve(PERMIT.new("p"), Event(1, "permit_granted", "permit", "grant", "new", "granted", NOON, CLERK_1, None)).state


def test_evolve_opens_the_next_part():
    """
    A part that is neither there nor next cannot have happened.
    """
    events, case = log_of(STEPS[:2])
    submitted = next(event for event in events if event.type == "bid_submitted")

    assert "submitted" == evolve(case, replace(submitted, part="bid/2")).parts["bid/2"].state
    with pytest.raises(InvalidData, match="no part 'bid/3'"):
        evolve(case, replace(submitted, part="bid/3"))


def test_unknown_event_is_kept_and_reported():
    """
    The part stands where the event says; nothing is decided on it.
    """
    story = given(PERMIT).by(CLERK_1).opened()
    strange = Event(2, "permit_blessed", "permit", "bless", "requested", "blessed", NOON, CLERK_1, None)

    case = evolve(evolve(story.case, strange), replace(strange, seq=3))
    decision = decide(case, story.when("receive", Document("map", "u")).command)

    assert ("blessed", {"permit": ("permit_blessed",)}) == (case.state, dict(case.memory.foreign))
    assert ["wrong_state", "unknown_events"] == [reason.code for reason in decision.reasons]  # type: ignore[union-attr]
    assert "events were recorded here that this version does not know: permit_blessed" in decision.text("en")  # type: ignore[union-attr]


def test_unknown_event_may_open_a_part():
    """
    The number is taken, and the time it was opened known.
    """
    _, case = log_of(STEPS[:1])
    strange = Event(case.revision + 1, "bid_phoned_in", "bid/1", "phone", "new", "phoned_in", NOON, BIDDER_1, None)

    after = evolve(case, strange)

    assert ("phoned_in", NOON) == (after.parts["bid/1"].state, after.parts["bid/1"].opened)
    assert {"bid/1": ("bid_phoned_in",)} == dict(after.memory.foreign)
    attempt = given(TENDER).at(NOON).by(BUYER_1)
    attrs.evolve(attempt, case=after).when("judge", part="bid/1").then_refused("wrong_state", "unknown_events")
    attrs.evolve(attempt, case=after).when("submit", offer(), by=BIDDER_1).then("submitted", part="bid/2")


def test_part_with_unknown_events_does_not_move_by_itself():
    """
    Nobody knows what these events meant.
    """
    story = judged()
    root = story.case
    strange = Event(root.revision + 1, "tender_blessed", "tender", "bless", "closed", "closed", NOON, DIRECTOR_1, None)
    blessed = attrs.evolve(story, case=evolve(root, strange))

    blessed.when("advise", Opinion(True), by=LAWYER_1).then_events("advice_given")
