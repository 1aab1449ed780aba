"""
Scenario 5: at JS Consultancy each year one candidate is trained, and gets a job in another team; then the place is for the next one.
"""

from __future__ import annotations

from datetime import date

from proeftuin_flow.pilot import FinalReport, Placement
from tests.pilot.scenarios.candidates import matched, opened, started
from tests.pilot.story import COUNTS, URI, Story, lead, running


def first_year() -> Story:
    """Started in February, placed in another unit in November."""
    year = started(opened(running(), "hiring", "P1Y", date(2019, 1, 10)))
    elsewhere = Placement("host", "permanent", unit="other-team", evidence=URI)
    return year.does("place_candidate", lead, elsewhere, "trajectory/1", on=date(2019, 11, 1))


def test_nobody_is_nominated_for_a_place_that_is_filled():
    """
    One place, one candidate.
    """
    filled = started(opened(running(), "hiring", "P1Y"))
    refusal = filled.named("nominate", "place_is_open", lead, {"place": 1})

    assert ["place 1 (filled)"] == refusal


def test_place_is_vacated_when_the_candidate_has_left_it():
    """
    Not before; and the record says from when the next round is.
    """
    assert ["trajectory 1 (started)"] == started(opened(running(), "hiring", "P1Y")).named("vacate_place", "occupant_has_left", lead, None, "place/1")

    vacated = first_year().does("vacate_place", lead, None, "place/1", on=date(2019, 11, 1))
    assert ("vacated", date(2020, 1, 10)) == (vacated.state("place/1"), vacated.part("place/1").facts.opens_on)


def test_next_candidate_waits_for_the_next_year():
    """
    Earlier is a matter of asking: the commissioning party may let it pass.
    """
    vacated = first_year().does("vacate_place", lead, None, "place/1", on=date(2019, 11, 1))

    assert ["open from 2020-01-10"] == vacated.named("reopen_place", "next_round_has_come", lead, None, "place/1")
    assert "waivable" == vacated.refusal("reopen_place", lead, None, "place/1").reasons[0].severity.name


def test_second_year_begins_while_the_pilot_runs_on():
    """
    The place is opened again, the next candidate is nominated; the pilot is not closed in between.
    """
    short = opened(running(), "hiring", "P6M", date(2019, 1, 10))
    first = started(short).does("place_candidate", lead, Placement("host", "permanent", evidence=URI), "trajectory/1", on=date(2019, 7, 1))
    again = first.does("vacate_place", lead, None, "place/1", on=date(2019, 7, 1)).does("reopen_place", lead, None, "place/1", on=date(2019, 7, 10))
    second = matched(again, 2, 1, "hiring", date(2019, 8, 1))

    assert ("running", "active", "open") == (second.state("pilot"), second.state("execution/1"), second.state("place/1"))
    assert [2019, 2019] == [second.part(f"trajectory/{number}").facts.cohort for number in (1, 2)]
    report = FinalReport(counts=COUNTS, report=URI)
    assert ["trajectory 2 (matched)"] == second.named("complete_execution", "trajectories_settled", lead, report)
