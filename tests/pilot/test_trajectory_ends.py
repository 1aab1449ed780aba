"""
What becomes of candidates when their pilot stops, when they are erased, and when the pilot came from elsewhere.
"""

from __future__ import annotations

import attrs
import pytest

from proeftuin_flow.acts import Waive
from proeftuin_flow.asking import blockers_of
from proeftuin_flow.codec import codec_of
from proeftuin_flow.labels import text_of
from proeftuin_flow.pilot import (
    Activity,
    Assignment,
    EarlyStop,
    Ending,
    Handover,
    Match,
    Nomination,
    Occupant,
    Placement,
    PlaceOffer,
    Reopening,
    Start,
    Trajectory,
    Transfer,
)
from proeftuin_flow.pilot.trajectory_rules import place_is_open
from proeftuin_flow.privacy import REDACTED
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Command
from tests.pilot.story import (
    NOW,
    Story,
    buyer,
    erased,
    in_place,
    lead,
    mobilising,
    nominated,
    placed,
    started,
    taken_over,
    with_place,
)

T1 = "trajectory/1"
GONE = Ending("job_elsewhere")
RUNNING = {"pilot": "running", "plan/1": "in_force", "execution/1": "active"}


def open_place() -> Story:
    return with_place(mobilising())


# ── when the pilot stops ─────────────────────────────────────────────────────────────────────────────────────────────────


def stopping(handovers: tuple[Handover, ...] = ()) -> EarlyStop:
    return EarlyStop("de opdracht is beëindigd", handovers)


def test_who_is_guided_is_handed_over_at_the_stop():
    """
    By itself, to whom was agreed; who waited does not begin any more, and what was settled stays as it was.
    """
    story = nominated(placed(started(with_place(with_place(open_place()))), 2, 2), 3, 3)
    stopped = story.does("stop_early", buyer, stopping((Handover(1, "employer_of_record", "binnenwerk"),)))

    assert ("transferred", "placed", "declined") == tuple(stopped.state(f"trajectory/{n}") for n in (1, 2, 3))
    assert [Transfer("employer_of_record", "binnenwerk")] == [each.body for each in stopped.events if each.type == "trajectory_handed_over"]


def test_each_is_handed_over_to_an_own_receiver():
    """
    In whatever order they were named.
    """
    two = started(started(with_place(open_place())), 2, 2)
    stopped = two.does("stop_early", buyer, stopping((Handover(2, "host"), Handover(1, "education_partner"))))

    assert [(T1, Transfer("education_partner")), ("trajectory/2", Transfer("host"))] == [
        (each.part, each.body) for each in stopped.events if each.type == "trajectory_handed_over"
    ]


def test_stop_says_nothing_of_who_comes_later():
    """
    A pilot that was opened again takes candidates on as before; the next stop is about those.
    """
    stopped = started(open_place()).does("stop_early", buyer, stopping((Handover(1, "host"),)))
    again = stopped.does("vacate_place", lead, None, "place/1").does("reopen_execution", buyer, Reopening("toch door"))
    anew = again.does("open_place", lead, PlaceOffer()).does("nominate", lead, Nomination(2), "trajectory/2")

    begun = anew.does("match", lead, Match("adr"), "trajectory/2").does("fill_place", lead, Occupant(2), "place/2")
    begun = begun.does("assign_buddy", lead, Assignment("u-88"), "trajectory/2").does("start_trajectory", lead, Start(informed=True), "trajectory/2")

    assert ("transferred", "nominated", "started") == (anew.state(T1), anew.state("trajectory/2"), begun.state("trajectory/2"))
    assert "declined" == anew.does("stop_early", buyer, stopping()).state("trajectory/2")


def test_handover_of_a_next_stop_is_found_when_an_earlier_one_was_erased():
    """
    What was agreed the last time counts; that nobody knows any more what was agreed before it takes nothing away.
    """
    stopped = started(open_place()).does("stop_early", buyer, stopping((Handover(1, "host"),)))
    again = stopped.does("vacate_place", lead, None, "place/1").does("reopen_execution", buyer, Reopening("toch door"))
    gone = erased(again, "execution_stopped_early", T1).does("open_place", lead, PlaceOffer())
    held = gone.does("nominate", lead, Nomination(2), "trajectory/2").does("match", lead, Match("adr"), "trajectory/2")
    held = held.does("fill_place", lead, Occupant(2), "place/2").does("assign_buddy", lead, Assignment("u-88"), "trajectory/2")
    guided = held.does("start_trajectory", lead, Start(informed=True), "trajectory/2")

    assert REDACTED is guided.part("execution/1").facts.handovers
    assert "started" == guided.state("trajectory/2")
    assert "transferred" == guided.does("stop_early", buyer, stopping((Handover(2, "host"),))).state("trajectory/2")


# ── erased ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_done_with_a_candidate_who_was_erased():
    """
    Nobody knows where the trajectory was, nor who is the buddy: it does not start, and is not ended.
    """
    gone = erased(in_place(open_place()), T1)

    assert "erased.open" == gone.state(T1)
    assert ["wrong_state"] == gone.codes("start_trajectory", lead, Start(informed=True), T1)
    assert ["wrong_state"] == gone.codes("end_trajectory", lead, GONE, T1)


def test_requirement_of_a_candidate_who_was_erased_cannot_be_established():
    """
    Whoever lets it pass beforehand does not hear that it is met.
    """
    gone = erased(started(open_place()), T1)
    waived = gone.accepted("waive", buyer, Waive("confirm_sustained", "sustained_period", "weggegaan"), T1).events[0]

    assert ["trajectory: the data of a part was erased"] == [text_of(each, "en") for each in waived.checks[0].blockers]


def test_place_whose_occupant_was_erased_is_held_for_nobody_that_is_known():
    """
    Who sits there cannot be established, so nobody starts there.
    """
    gone = erased(in_place(open_place()), "place_filled")
    refusal = gone.refusal("start_trajectory", lead, Start(informed=True), T1)

    assert [("cannot_be_established", "place_is_held")] == [(reason.code, reason.guard) for reason in refusal.reasons]
    assert ["place: the data of a part was erased"] == gone.named("start_trajectory", "place_is_held", lead, Start(informed=True), T1)


def test_nomination_that_was_erased_names_no_place():
    """
    Nobody hands that in; whoever asks the rule all the same hears that it cannot be established.
    """
    case = open_place().case
    wish = Command("nominate", lead, NOW, T1, Nomination(REDACTED))

    assert "cannot_be_established" == blockers_of(place_is_open, Situation(Trajectory(), case.root, case, wish))[0]
    assert ["data_malformed"] == open_place().codes("nominate", lead, Nomination(REDACTED), T1)


@pytest.mark.parametrize("body", [Activity, Placement, Ending, Transfer])
def test_what_was_erased_reads_as_erased(body: type):
    """
    A choice that is gone is not one of the choices.
    """
    read = codec_of(body).load(None, None)

    assert {REDACTED} == {getattr(read, each.name) for each in attrs.fields(body)}


def test_there_is_no_field_for_words():
    """
    A choice that does not exist is refused.
    """
    refusal = started(open_place()).refusal("end_trajectory", lead, {"reason": "ziek"}, T1)

    assert ["data_malformed"] == [reason.code for reason in refusal.reasons]


# ── taken over ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_suspensions_that_nobody_knows_hold_a_nomination_up():
    """
    A pilot that came here with unknown suspensions may be suspended.
    """
    story = taken_over({**RUNNING, "place/1": "open"}, None, "suspension")

    assert ["cannot_be_established"] == [reason.code for reason in story.refusal("nominate", lead, Nomination(1), T1).reasons]
