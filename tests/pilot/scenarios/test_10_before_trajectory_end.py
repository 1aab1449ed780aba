"""
Scenario 10: decharge in month eight of a trajectory of nine (S8, S9): not while it goes on, and very well once it was transferred.
"""

from __future__ import annotations

from datetime import date

from proeftuin_flow.pilot import FinalReport, Transfer
from tests.pilot.scenarios.candidates import opened, started
from tests.pilot.story import COUNTS, TERMS, URI, Story, evaluated, grantor, lead, running

REPORT = FinalReport(counts=COUNTS, report=URI)
MONTH_EIGHT = date(2019, 10, 1)


def going_on() -> Story:
    return started(opened(running()))


def test_trajectory_that_goes_on_is_named():
    """
    The pilot cannot be completed, and so not discharged.
    """
    assert ["trajectory 1 (started)"] == going_on().named("complete_execution", "trajectories_settled", lead, REPORT, on=MONTH_EIGHT)


def test_what_was_transferred_stands_in_nobodys_way():
    """
    Somebody else guides the candidate further, and the pilot is discharged a month before the trajectory ends.
    """
    transferred = going_on().does("transfer_trajectory", lead, Transfer("host", "adr", URI), "trajectory/1", on=MONTH_EIGHT)
    completed = transferred.does("complete_execution", lead, REPORT, on=MONTH_EIGHT)
    asked = evaluated(completed).does("request_decharge", lead, {"memo": URI, "finances_closed": True, "handover": URI})

    assert "decharge" == asked.does("grant_decharge", grantor, TERMS).state("pilot")
    assert "transferred" == asked.state("trajectory/1")
