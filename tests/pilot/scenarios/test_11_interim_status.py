"""
Scenario 11: at Groningen an interim status is shown in public: nothing changes by it, and small numbers are left out.
"""

from __future__ import annotations

from proeftuin_flow.pilot import Counts, InterimStatus, Measure
from tests.pilot.story import URI, coordinator, running

SHOWN = InterimStatus(publication=URI, counts=Counts(nominated=12, suppressed=frozenset({Measure.STARTED, Measure.PLACED, Measure.ENDED})))


def test_interim_status_changes_no_state():
    """
    It is an event, and the pilot runs on.
    """
    before = running()
    after = before.does("publish_interim", coordinator, SHOWN)

    assert "interim_published" == after.events[-1].type
    assert [before.state(each) for each in ("pilot", "execution/1")] == [after.state(each) for each in ("pilot", "execution/1")]


def test_small_numbers_are_refused_by_name():
    """
    Fewer than five could be recognised, and nobody can let that pass.
    """
    counted = InterimStatus(publication=URI, counts=Counts(nominated=12, started=0, placed=3, ended=0))
    refusal = running().refusal("publish_interim", coordinator, counted)

    assert ["small_numbers"] == [reason.guard for reason in refusal.reasons]
    assert "fixed" == refusal.reasons[0].severity.name
