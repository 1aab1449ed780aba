"""
Scenario 13: suspended while it is signed, and while it runs; what goes forward waits, and resuming moves the end.
"""

from __future__ import annotations

from datetime import date

from proeftuin_flow.pilot import FinalReport, Resumption, SuspensionGrounds
from tests.pilot.scenarios.candidates import matched, opened
from tests.pilot.story import CONTRACT, COUNTS, URI, Story, buyer, half_signed, lead, partner, running, signature

REVIEW = SuspensionGrounds("de opdracht ligt stil", date(2020, 2, 1))


def suspended() -> Story:
    return running().does("suspend", buyer, REVIEW)


def test_signing_goes_on_and_starting_waits():
    """
    The last party may sign; the pilot does not start.
    """
    signed = half_signed().does("suspend", buyer, REVIEW).does("sign", partner, signature("aef"), "plan/1").does("link_contract", buyer, CONTRACT)

    assert "plan_signed" == signed.state("pilot")
    assert ["suspended since 2019-12-01"] == signed.named("start", "not_suspended", lead)
    assert "running" == signed.does("resume", buyer, Resumption()).does("start", lead).state("pilot")


def test_what_goes_forward_waits_and_what_looks_after_people_does_not():
    """
    No candidate starts and nothing is completed; progress is reported, and stopping is possible.
    """
    held = matched(opened(running())).does("suspend", buyer, REVIEW)

    assert ["suspended since 2019-12-01"] == held.named("start_trajectory", "not_suspended", lead, {"informed": True}, "trajectory/1")
    assert ["suspended since 2019-12-01"] == held.named("complete_execution", "not_suspended", lead, FinalReport(counts=COUNTS, report=URI))
    assert "evaluation" == held.does("stop_early", buyer, {"reason": "het lukt niet meer"}).state("pilot")


def test_resuming_moves_the_end():
    """
    The term ran until the end of 2019; now it runs until the end of March.
    """
    resumed = suspended().does("resume", buyer, Resumption(date(2020, 3, 31)))

    assert ("ended", date(2020, 3, 31)) == (resumed.state("suspension/1"), resumed.part("suspension/1").facts.ends_on)
    later = {"ends_on": date(2020, 3, 1), "decision": URI}
    assert ["the pilot now runs up to 2020-03-31"] == resumed.named("extend", "end_is_later", buyer, later)


def test_suspension_says_when_it_is_reviewed():
    """
    A day that has passed is none.
    """
    assert ["the day named is 2019-12-01"] == running().named("suspend", "review_lies_ahead", buyer, SuspensionGrounds("stil", date(2019, 12, 1)))
