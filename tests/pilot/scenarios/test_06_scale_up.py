"""
Scenario 6: the pilot of Deloitte was discharged with the intention to scale up; another pilot follows on it, and results kept coming in.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest

from proeftuin_flow import CaseRef, Flow
from proeftuin_flow.pilot import PROEFTUIN, Counts, LateResult, Measure, PilotLink, ProposalDraft
from proeftuin_flow.stores import MemoryStore
from tests.pilot.story import TERMS, URI, Story, buyer, grantor, lead, requested

LATER = LateResult(counts=Counts(suppressed=frozenset(Measure)), first_day=date(2019, 12, 1), last_day=date(2019, 12, 1), report=URI)


def discharged() -> Story:
    return requested().does("grant_decharge", grantor, attrs.evolve(TERMS, scale_up_intended=True))


def test_pilot_and_its_follow_up_refer_to_each_other_as_they_stood():
    """
    Each reference has the other's revision and the hash of its newest record, so that both can be checked later.
    """
    flow = Flow(MemoryStore(), [PROEFTUIN], clock=lambda: datetime(2020, 3, 1, tzinfo=UTC))
    for id in ("made-up-first", "made-up-second"):
        flow.open(PROEFTUIN, id, by=lead, data=ProposalDraft(id))

    def reference(id: str) -> CaseRef:
        return CaseRef(id, flow.case(id).revision, flow.head(id))

    flow.handle("made-up-first", "link_pilot", by=buyer, data=PilotLink(reference("made-up-second"), "followed_by"))
    flow.handle("made-up-second", "link_pilot", by=buyer, data=PilotLink(reference("made-up-first"), "follows_on"))

    (forth,) = flow.case("made-up-first").root.facts.links
    (back,) = flow.case("made-up-second").root.facts.links
    assert ("made-up-second", "made-up-first") == (forth.pilot.id, back.pilot.id)
    assert flow.head("made-up-first") == back.pilot.hash


def test_late_result_is_recorded_and_the_pilot_stays_closed():
    """
    What came in after decharge is kept, with its small numbers left out.
    """
    later = discharged().does("record_late_result", lead, LATER)

    assert "decharge" == later.state("pilot")


def test_late_result_with_small_numbers_is_refused():
    """
    Two people more are too few to show.
    """
    few = attrs.evolve(LATER, counts=Counts(nominated=2, started=0, placed=0, ended=0))

    assert ["small_numbers"] == discharged().codes("record_late_result", lead, few)


@pytest.mark.parametrize("story", [requested])
def test_before_the_end_there_is_no_late_result(story):
    """
    Until then it is progress.
    """
    assert "wrong_state" in story().codes("record_late_result", lead, LATER)
