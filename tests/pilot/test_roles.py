"""
What each role does by itself: one who has no other role is let in at one door, and not at another.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from proeftuin_flow.decisions import Accepted
from proeftuin_flow.pilot import Activity, Archiving, Ending, EndReason, Hold
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    JOB,
    TERMS,
    URI,
    Story,
    archivist,
    grantor,
    half_signed,
    matched,
    mobilising,
    requested,
    running,
    signature,
    started,
    with_cast,
    with_place,
)


def archived() -> Story:
    """A pilot that was discharged and archived."""
    archiving = Archiving("destroy", URI, retained_until=date(2029, 12, 31), documents=URI)
    return requested().does("grant_decharge", grantor, TERMS).does("archive", archivist, archiving)


def with_candidate() -> Story:
    return matched(with_place(with_cast(mobilising())))


def at_work() -> Story:
    return started(with_place(with_cast(mobilising())))


@pytest.mark.parametrize(
    ("role", "organisation", "story", "trigger", "part", "data"),
    [
        ("signatory", "aef", half_signed, "sign", "plan/1", signature("aef")),
        ("candidate", None, with_candidate, "decline_trajectory", "trajectory/1", Ending(EndReason.CANDIDATE_CHOICE)),
        ("buddy", "adr", at_work, "record_activity", "trajectory/1", Activity("training")),
        ("job_coach", "binnenwerk", at_work, "record_activity", "trajectory/1", Activity("training")),
        ("education_partner", "school", at_work, "record_activity", "trajectory/1", Activity("training")),
        ("employer_of_record", "binnenwerk", at_work, "place_candidate", "trajectory/1", JOB),
        ("auditor", "adr", archived, "place_hold", "archive/1", Hold("onderzoek-1", "een onderzoek loopt")),
        ("privacy_officer", "rijk", archived, "place_hold", "archive/1", Hold("onderzoek-1", "een onderzoek loopt")),
    ],
)  # fmt: skip
def test_role_by_itself(role: str, organisation: str | None, story: Callable[[], Story], trigger: str, part: str, data: object):
    """
    It does what is its own; stopping the pilot is not.
    """
    alone = Actor("u-90", roles={role}, organisation=organisation)

    assert isinstance(story().wish(trigger, alone, data, part), Accepted)
    assert ["role"] == running().codes("stop_early", alone, {"reason": "het is genoeg"}, "execution/1")
