"""
Scenario 7: at Derksen & Drolsbach people may work at the Rijk, at the supplier, or at a client of it; each has a buddy, and of debts nobody writes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from proeftuin_flow import Flow
from proeftuin_flow.pilot import PROEFTUIN, Activity, Placement
from proeftuin_flow.stores import MemoryStore, export
from tests.pilot.scenarios.candidates import matched, opened, started
from tests.pilot.story import URI, coordinator, lead, running

FORBIDDEN = ("debt", "schuld", "health", "gezondheid", "bsn", "birth", "geboorte", "wajong", "residence", "verblijf")


@pytest.mark.parametrize("employer", ["host", "contractor", "client", "elsewhere"])
def test_job_may_be_anywhere(employer):
    """
    At the Rijk or elsewhere: each is a placement.
    """
    placed = started(opened(running())).does("place_candidate", lead, Placement(employer, "permanent", evidence=URI), "trajectory/1")

    assert "placed" == placed.state("trajectory/1")


def test_buddy_comes_before_the_candidate():
    """
    Without one the trajectory does not start, unless somebody lets that pass.
    """
    waiting = matched(opened(running())).does("fill_place", lead, {"trajectory": 1}, "place/1")

    assert ["nobody assigned yet"] == waiting.named("start_trajectory", "buddy_before_candidate", lead, {"informed": True}, "trajectory/1")


@pytest.mark.parametrize("kind", ["internship", "training", "assignment"])
def test_what_a_candidate_does_is_a_choice_and_no_text(kind):
    """
    Internships, internal training or assignments.
    """
    assert "started" == started(opened(running())).does("record_activity", lead, Activity(kind), "trajectory/1").state("trajectory/1")


def test_nothing_about_debts_is_in_the_log(tmp_path):
    """
    There is no field for it: the whole exported log is searched, and so are all fields that it could have.
    """
    store = MemoryStore()
    flow = Flow(store, [PROEFTUIN], clock=lambda: datetime(2019, 12, 1, tzinfo=UTC))
    flow.take_over(
        PROEFTUIN, "derksen-drolsbach", by=coordinator, source="the news item of 28 November 2019", occurred=date(2019, 11, 21),
        states={"pilot": "running", "trajectory/1": "started"},
    )
    flow.handle("derksen-drolsbach", "record_activity", part="trajectory/1", by=lead, data=Activity("training"))
    flow.handle("derksen-drolsbach", "place_candidate", part="trajectory/1", by=lead, data=Placement("client", "permanent", evidence=URI))
    export(store, tmp_path / "log.jsonl")
    text = (tmp_path / "log.jsonl").read_text(encoding="utf-8").lower()

    assert "trajectory" in text
    assert [] == [word for word in FORBIDDEN if word in text]
    names = {field for lifecycle in PROEFTUIN.lifecycles.values() for field in lifecycle.facts.__annotations__}
    assert [] == [name for name in names if any(word in name for word in FORBIDDEN)]
