"""
Suspension: a pilot stands still, until somebody decides that it goes on.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from proeftuin_flow.pilot import (
    DechargeRequest,
    EarlyStop,
    Extension,
    FinalReport,
    Grounds,
    Resumption,
    Schedule,
    SuspensionGrounds,
)
from tests.pilot.story import (
    COUNTS,
    PLAN_DRAFT,
    TERMS,
    URI,
    Story,
    approved,
    buyer,
    coordinator,
    evaluated,
    grantor,
    half_signed,
    in_evaluation,
    lead,
    may,
    offered,
    partner,
    plan_signed,
    running,
    signature,
    taken_over,
)
from tests.pilot.test_execution import REPORT

S1 = "suspension/1"
SCHEDULE = Schedule(date(2020, 1, 1))
GROUNDS = SuspensionGrounds("de afdeling verhuist", date(2020, 1, 1))


def suspended(story: Story, on: date | None = None) -> Story:
    return story.does("suspend", buyer, GROUNDS, S1, on=on)


def test_pilot_stands_still_and_goes_on():
    """
    From one day to another, until an end that may be later.
    """
    still = suspended(running(), date(2019, 9, 1))
    again = still.does("resume", buyer, Resumption(date(2020, 3, 31)), S1, on=date(2019, 11, 1))
    facts = again.part(S1).facts

    assert ("suspended", "ended", "running") == (still.state(S1), again.state(S1), again.state("pilot"))
    assert (date(2019, 9, 1), date(2020, 1, 1)) == (facts.since, facts.review_on)
    assert (date(2019, 11, 1), date(2020, 3, 31)) == (facts.ended_on, facts.ends_on)


@pytest.mark.parametrize(
    ("told", "trigger", "by", "data", "part"),
    [
        (lambda: suspended(plan_signed()), "start", lead, None, None),
        (lambda: suspended(running()), "complete_execution", lead, FinalReport(counts=COUNTS, report=URI), "execution/1"),
        (lambda: suspended(running()).does("stop_early", buyer, EarlyStop("klaar")), "schedule_decharge", coordinator, SCHEDULE, None),
        (lambda: suspended(running()).does("stop_early", buyer, EarlyStop("klaar")), "grant_decharge", grantor, TERMS, None),
    ],
)
def test_what_goes_forward_is_blocked(told, trigger, by, data, part):
    """
    Starting, completing, decharge; nobody can let that pass.
    """
    assert ["suspended since 2019-12-01"] == told().named(trigger, "not_suspended", by, data, part)


def test_granting_waits_for_a_suspension_too():
    """
    Also where the request had been made.
    """
    states = {"pilot": "evaluation", "decharge/1": "requested", "decharge/2": "remedied", S1: "suspended"}
    still = taken_over(states, {S1: {"since": date(2019, 5, 1)}})
    unknown = taken_over(states)
    unlisted = taken_over({"pilot": "evaluation", "decharge/1": "requested"}, None, "suspension")
    undated = taken_over(states, {S1: {"since": None}})

    assert ["suspended since 2019-05-01"] == still.named("grant_decharge", "not_suspended", grantor, TERMS, "decharge/1")
    assert ["suspension 1 (suspended)"] == undated.named("grant_decharge", "not_suspended", grantor, TERMS, "decharge/1")
    assert ["suspension 1: the start of the suspension"] == unknown.named("schedule_decharge", "not_suspended", coordinator, SCHEDULE, "decharge/1")
    assert ["cannot_be_established"] == [each.code for each in unlisted.refusal("schedule_decharge", coordinator, SCHEDULE, "decharge/1").reasons]


def test_what_stands_still_may_be_reported_on_and_signed():
    """
    And stopped: none of that goes forward.
    """
    still = suspended(running())

    assert date(2019, 3, 31) == still.does("report_progress", lead, REPORT).part("execution/1").facts.reported_until
    assert "plan_signed" == suspended(half_signed()).does("sign", partner, signature("aef"), "plan/1").state("pilot")
    assert "drafting" == still.does("draft_plan", lead, PLAN_DRAFT).state("plan/2")
    assert "evaluation" == still.does("stop_early", buyer, EarlyStop("klaar")).state("pilot")
    assert "evaluation" == suspended(plan_signed()).does("stop_before_start", buyer, Grounds("klaar")).state("pilot")


def test_only_what_is_under_way_is_suspended():
    """
    Signed or being signed, and not over.
    """
    assert ["pilot (proposal)"] == approved().named("suspend", "is_under_way", buyer, GROUNDS, S1)
    assert ["pilot (evaluation)"] == in_evaluation().named("suspend", "is_under_way", buyer, GROUNDS, S1)
    for told in (offered(approved()), plan_signed(), running()):
        assert "suspended" == suspended(told).state(S1)


@pytest.mark.parametrize(("review", "said"), [(date(2019, 12, 1), ["the day named is 2019-12-01"]), (date(2019, 12, 2), [])])
def test_resumption_is_decided_later(review, said):
    """
    Not today, and not in the past.
    """
    assert said == running().named("suspend", "review_lies_ahead", buyer, attrs.evolve(GROUNDS, review_on=review), S1)


def test_one_suspension_at_a_time():
    """
    A next one may follow when it is over.
    """
    again = suspended(running()).does("resume", buyer, Resumption(), S1)

    assert "part_limit" in suspended(running()).codes("suspend", buyer, GROUNDS, "suspension/2")
    assert "suspended" == again.does("suspend", buyer, GROUNDS, "suspension/2").state("suspension/2")


# ── resuming ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def ends(day: date | None) -> Story:
    """A pilot that stands still, and ran until a day."""
    return taken_over({"pilot": "running", S1: "suspended"}, {"pilot": {"ends_on": day}, S1: {"ends_on": None}})


@pytest.mark.parametrize(
    ("end", "resumption", "said"),
    [
        (date(2019, 12, 1), Resumption(), []),
        (date(2019, 11, 30), Resumption(), ["the term ended on 2019-11-30"]),
        (date(2019, 11, 30), Resumption(date(2019, 12, 1)), []),
        (date(2019, 11, 30), Resumption(date(2019, 11, 29)), ["the term ended on 2019-11-29"]),
        (None, Resumption(), []),
    ],
)
def test_end_is_reconsidered(end, resumption, said):
    """
    A pilot that stood still until after its end gets a new one; one that never had an end, or still has time, need not.
    """
    assert said == ends(end).named("resume", "end_reconsidered", buyer, resumption, S1)


def test_commissioning_party_may_resume_without_a_new_end():
    """
    It says why.
    """
    assert "ended" == ends(date(2019, 11, 30)).does("resume", buyer, Resumption(), S1, waive={"end_reconsidered": "het einde volgt"}).state(S1)


def test_end_that_nobody_knows_is_set_anew():
    """
    Of a pilot that was taken over; then it is known.
    """
    came = taken_over({"pilot": "running", S1: "suspended"})

    assert ["pilot: the end of the term"] == came.named("resume", "end_reconsidered", buyer, Resumption(), S1)
    assert date(2020, 1, 1) == came.does("resume", buyer, Resumption(date(2020, 1, 1)), S1).part(S1).facts.ends_on


def test_new_end_of_a_resumption_is_the_end_of_the_term():
    """
    An extension has to go beyond it.
    """
    later = suspended(running()).does("resume", buyer, Resumption(date(2020, 3, 31)), S1)

    assert ["the pilot now runs up to 2020-03-31"] == later.named("extend", "end_is_later", buyer, Extension(date(2020, 3, 31), URI))


def test_pilot_that_was_stopped_while_it_stood_still():
    """
    It is evaluated and decharge asked for; before that is granted, somebody says that it does not stand still any more.
    """
    terms = attrs.evolve(TERMS, effective_on=date(2019, 12, 1))
    stopped = evaluated(suspended(running()).does("stop_early", buyer, EarlyStop("klaar")), "short")
    asked = stopped.does("request_decharge", lead, DechargeRequest(URI, finances_closed=True))

    assert ["not_suspended"] == asked.codes("grant_decharge", grantor, terms)
    assert "decharge" == asked.does("resume", buyer, Resumption(), S1).does("grant_decharge", grantor, terms).state("pilot")


def test_what_is_over_gets_no_new_end():
    """
    A pilot that was stopped while it stood still is resumed as it is, also after its term.
    """
    over = taken_over({"pilot": "evaluation", S1: "suspended"}, {"pilot": {"ends_on": date(2019, 6, 1)}, S1: {"ends_on": None}})

    assert "ended" == over.does("resume", buyer, Resumption(), S1).state(S1)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_may():
    """
    The commissioning party decides on both.
    """
    assert {"commissioning_party"} == may(running(), "suspend", GROUNDS, S1) == may(suspended(running()), "resume", Resumption(), S1)
