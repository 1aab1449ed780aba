"""
What a pilot leaves behind: bodies that are written and read back, and the same wishes as a web form sends them.
"""

from __future__ import annotations

from datetime import date

import pytest

from proeftuin_flow.canonical import canonical, plain
from proeftuin_flow.codec import codec_of
from proeftuin_flow.decider import replay
from proeftuin_flow.pilot import (
    Answer,
    DechargeRequest,
    Declined,
    EvaluationPlan,
    Grounds,
    InterimStatus,
    Objection,
    OpenItem,
    Owner,
    Points,
    RemedyReport,
    Schedule,
)
from tests.pilot.story import (
    CONTENT,
    CONTRACT,
    COUNTS,
    DRAFT,
    HASH,
    PLAN_DRAFT,
    TERMS,
    URI,
    approved,
    buyer,
    coordinator,
    grantor,
    half_signed,
    in_evaluation,
    in_hearing,
    in_intake,
    lead,
    new,
    organiser,
    partner,
    proposed,
    requested,
    running,
    signature,
)
from tests.pilot.test_decharge import REFUSAL, RESERVED
from tests.pilot.test_execution import REPORT
from tests.pilot.test_gathering import DECHARGE, GRANTED, SIGNING, held

DAY = date(2019, 12, 1)
OPEN = DechargeRequest(URI, open_items=(OpenItem("nazorg"),))
STORIES = [
    lambda: requested().does("grant_decharge", grantor, TERMS),
    lambda: requested().does("grant_with_reservations", grantor, RESERVED),
    lambda: requested().does("refuse_decharge", grantor, REFUSAL).does("submit_remedy", lead, RemedyReport((Answer("r1", URI),))),
    lambda: requested(OPEN).does("assign_owner", coordinator, Owner("nazorg", "vka")).does("schedule_decharge", coordinator, Schedule(DAY, "s-1")),
    lambda: in_intake().does("return_proposal", buyer, Points(("noem de doelgroep",))).does("withdraw", lead, Grounds("geen capaciteit")),
    lambda: half_signed().does("decline_signature", partner, Declined("aef", "te kort"), "plan/1"),
    lambda: half_signed().does("sign", partner, signature("aef", person="p-1", session="s-1"), "plan/1"),
    lambda: in_hearing(in_evaluation()).does("contest_evaluation", lead, Objection("vka", URI), "evaluation/1"),
    lambda: running().does("report_progress", lead, REPORT).does("publish_interim", coordinator, InterimStatus(counts=COUNTS, publication=URI)),
    lambda: held(DECHARGE, SIGNING).does("record_outcome", organiser, GRANTED),
]


@pytest.mark.parametrize("told", STORIES)
def test_what_is_written_is_read_back(told):
    """
    Every body stands in the log in its canonical form, and comes out of it as it was.
    """
    for event in told().events:
        if event.body is not None:
            codec = codec_of(type(event.body))
            bodies = [codec.write(event.body, names) for names in (codec.public, codec.personal)]
            data, personal = (None if body is None else canonical({"body": body}) for body in bodies)
            assert event.body == codec.load(data, personal)


@pytest.mark.parametrize("told", STORIES)
def test_log_replays_to_the_same_case(told):
    """
    The events alone, without any rule asked, lead to the same case.
    """
    story = told()

    assert story.case == replay(story.case.type.new(story.case.id), story.events)


@pytest.mark.parametrize(
    ("story", "trigger", "by", "part", "data"),
    [
        (new, "propose", lead, None, DRAFT),
        (proposed, "submit_proposal", lead, None, CONTENT),
        (proposed, "link_contract", buyer, None, CONTRACT),
        (approved, "draft_plan", lead, None, PLAN_DRAFT),
        (half_signed, "sign", partner, "plan/1", signature("aef", person="p-1")),
        (in_evaluation, "plan_evaluation", buyer, None, EvaluationPlan("final")),
        (requested, "grant_decharge", grantor, None, TERMS),
        (requested, "grant_with_reservations", grantor, None, RESERVED),
        (running, "report_progress", lead, None, REPORT),
    ],
)
def test_web_form_sends_the_same(story, trigger, by, part, data):
    """
    A mapping of plain JSON becomes the very same event.
    """
    codec = codec_of(type(data))
    sent: dict[str, object] = {}
    for names in (codec.public, codec.personal):
        sent |= plain(canonical(codec.write(data, names) or {}))

    assert data == story().accepted(trigger, by, sent, part).events[0].body


def test_web_form_says_where_it_is_wrong():
    """
    A code that does not exist is a reason beside the others, with the path to the field.
    """
    refusal = half_signed().refusal("sign", partner, {"party": "aef", "content_hash": HASH, "kind": "stamp"}, "plan/1")

    assert ["data_malformed"] == [reason.code for reason in refusal.reasons]
    assert "kind" in refusal.text("en")
