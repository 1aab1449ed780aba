"""
Problem details: every error as RFC 9457 has it, in both languages, as JSON.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from proeftuin_flow.errors import (
    BrokenChain,
    BrokenProof,
    CaseNotFound,
    CommandRefused,
    DefinitionError,
    FlowError,
    InvalidData,
    LogError,
    NotEstablished,
    NotOurs,
    OutcomeUnknown,
    RequestReused,
    RevisionConflict,
    StoreUnavailable,
    UnknownVersion,
)
from proeftuin_flow.labels import LANGUAGES, Label
from proeftuin_flow.messages import BAD_ID, BAD_NOTE, FACT_UNKNOWN, FOREIGN_FILE, NO_REASON, NOT_LINKED, TITLES
from proeftuin_flow.problems import problem_details
from proeftuin_flow.testing import given
from tests.case_types import BUYER_1, CLERK_1, DIRECTOR_1, LAWYER_1, PERMIT, TENDER
from tests.core.test_deciding import refusal, tender, with_bid

STANDARD = {"type", "title", "status", "detail"}

PROBLEMS: list[tuple[FlowError, int, dict[str, Any]]] = [
    (FlowError(), 500, {}),
    (DefinitionError("permit", 1, ["it has no profile"]), 500, {"case_type": "permit", "version": 1, "problems": ["it has no profile"]}),
    (InvalidData(NO_REASON(), BAD_ID(name="actor", value="A")), 400, {"problems": [
        {"code": "no_reason", "text": "give a reason"},
        {"code": "bad_id",
         "text": "actor 'A' cannot be: 1 to 64 characters of a-z, 0-9, dot, hyphen and underscore, starting with a letter or digit"},
    ]}),
    (NotEstablished(FACT_UNKNOWN(part=Label("plan 1", "plan 1"), fact=Label("de titel", "the title"))), 409, {"fact": "plan 1: the title"}),
    (CaseNotFound("p-1"), 404, {"stream": "p-1"}),
    (RevisionConflict("p-1", 3, 5), 412, {"stream": "p-1", "expected": 3, "found": 5}),
    (RequestReused("p-1", "b7c1"), 422, {"stream": "p-1", "request": "b7c1"}),
    (OutcomeUnknown("p-1", "timeout"), 503, {"stream": "p-1"}),
    (StoreUnavailable("pilots.db", "locked"), 503, {}),
    (LogError(), 500, {}),
    (NotOurs("pilots.db", FOREIGN_FILE(cause="no log")), 500, {"what": {"code": "foreign_file", "text": "no log"}}),
    (UnknownVersion("permit", 2, [1]), 500, {"case_type": "permit", "version": 2, "known": [1]}),
    (UnknownVersion("permit", 2, [2], "f" * 64), 500, {"case_type": "permit", "version": 2, "known": [2]}),
    (BrokenProof("checkpoint-3", BAD_NOTE()), 500, {"what": {"code": "bad_note", "text": "no signed note"}}),
    (BrokenChain("p-1", 7, NOT_LINKED()), 500,
     {"stream": "p-1", "seq": 7, "what": {"code": "not_linked", "text": "it does not follow the record before it"}}),
]  # fmt: skip


def every_error(cls: type[FlowError] = FlowError) -> set[type[FlowError]]:
    return {cls}.union(*map(every_error, cls.__subclasses__()))


def test_every_class_of_error_is_tried_here():
    """
    A new one has to be added above.
    """
    ours = {cls for cls in every_error() if cls.__module__.startswith("proeftuin_flow.")}

    assert ours == {type(error) for error, _, _ in PROBLEMS} | {CommandRefused}


@pytest.mark.parametrize(("error", "status", "members"), PROBLEMS, ids=lambda each: type(each).__name__)
def test_every_error_has_its_problem_details(error, status, members):
    """
    A type of its own, the status that fits, and the facts that a program can act upon.
    """
    details = problem_details(error, "en")

    assert f"urn:proeftuin-flow:problem:{error.code}" == details["type"]
    assert (status, str(error), TITLES[error.code].en) == (details["status"], details["detail"], details["title"])
    assert members == {name: value for name, value in details.items() if name not in STANDARD}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", [error for error, _, _ in PROBLEMS], ids=lambda each: type(each).__name__)
def test_every_error_is_json_in_both_languages(error, language):
    """
    What a browser gets is what was meant.
    """
    details = problem_details(error, language)

    assert details == json.loads(json.dumps(details))
    assert error.text(language) == details["detail"]
    assert all(details[name] for name in STANDARD)


def test_dutch_and_english_differ():
    """
    Dutch is what is asked for if nobody says.
    """
    error = RevisionConflict("p-1", 3, 5)

    assert "iemand anders was eerder" == problem_details(error)["title"]
    assert "somebody else was faster" == problem_details(error, "en")["title"]


def test_refusal_has_every_reason():
    """
    As data and as text, with who may waive it.
    """
    no = refusal(with_bid(amount=200_000), "judge", part="bid/1")

    assert {
        "type": "urn:proeftuin-flow:problem:command_refused",
        "title": "this is not possible now",
        "status": 409,
        "detail": no.text("en"),
        "trigger": "judge",
        "part": "bid/1",
        "reasons": [
            {
                "code": "within_budget", "text": "the bid is within the budget — 100000 cents above the budget", "guard": "within_budget",
                "part": "bid/1", "severity": "waivable", "waivable_by": ["director"],
                "blockers": [{"phrase": "too_expensive", "values": {"amount": 100_000}, "text": "100000 cents above the budget"}],
            },
            {
                "code": "role", "text": "only for: lawyer", "guard": None, "part": "bid/1", "severity": "fixed", "waivable_by": [],
                "blockers": [{"nl": "jurist", "en": "lawyer", "text": "lawyer"}],
            },
        ],
    } == problem_details(no, "en")  # fmt: skip
    assert problem_details(no) == problem_details(CommandRefused(no))


REFUSALS = [
    refusal(given(PERMIT).by(CLERK_1).opened(), "grant"),
    refusal(given(TENDER), "announce", {"title": 3}, by=LAWYER_1),
    refusal(given(TENDER), "announce", by=LAWYER_1),
    refusal(with_bid(), "award", by=BUYER_1),
    refusal(with_bid().and_("check", by=LAWYER_1).and_("close"), "award", by=DIRECTOR_1),
    refusal(tender(), "ask_advice", part="advice/2"),
    refusal(tender().and_("withdraw", by=DIRECTOR_1), "ask_advice"),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("no", REFUSALS, ids=lambda no: no.trigger.name)
def test_every_kind_of_reason_is_json(no, language):
    """
    Names, phrases, parts, labels and paths.
    """
    details = problem_details(no, language)

    assert details == json.loads(json.dumps(details))
    assert len(no.reasons) == len(details["reasons"])
    assert all(reason["text"] for reason in details["reasons"])
