"""
Free text: it stands only where a reader needs words, has a limit, and says nothing about a candidate.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import frozen

from proeftuin_flow.bodies import Line, Prose, Sha256, Shape, shape_of
from proeftuin_flow.decisions import Refused
from proeftuin_flow.labels import text_of
from proeftuin_flow.lifecycle import Lifecycle
from proeftuin_flow.pilot import GATHERING, PROEFTUIN, Party, PartyRole, ProposalDraft
from tests.pilot.story import lead, new

LIFECYCLES: dict[str, Lifecycle[Any]] = {
    f"{case_type.name} {lifecycle.name}": lifecycle for case_type in (PROEFTUIN, GATHERING) for lifecycle in case_type.lifecycles.values()
}
FREE_TEXT = {
    "Broadening.domain", "CaseRef.id", "Closure.reason", "Correction.field", "Correction.reason", "Correction.should_be", "Declined.reason",
    "EarlyStop.reason", "Extension.late_because", "FollowOnPlan.text", "GatheringCancelled.reason", "GatheringPlan.place", "Goal.text",
    "Grounds.reason", "Hold.reason", "Lapse.reason", "Lesson.text", "Party.name", "Points.points", "ProposalContent.learning_questions",
    "ProposalDraft.summary", "ProposalDraft.title", "Refusal.reason", "Remedy.text", "Reopening.reason", "Revocation.reason", "Revoked.reason",
    "SuspensionGrounds.reason", "Unscheduling.reason",
}  # fmt: skip


def texts(shape: Shape, at: str = "") -> Iterator[tuple[str, Shape]]:
    """Every text in a shape, with the class and the field where it stands."""
    if shape.name == "text":
        yield at, shape
    for each in shape.items:
        yield from texts(each, at)
    for field in shape.fields:
        yield from texts(field.shape, f"{shape.type.__name__}.{field.name}")


def written(lifecycle: Lifecycle[Any]) -> dict[str, Shape]:
    """Every text that somebody may write in a lifecycle, or that its log may hold."""
    handed_in = [t.wants for t in lifecycle.transitions if t.wants is not None]
    kept = [kind.body for kind in lifecycle.events.values() if kind.body is not None]
    return dict(found for body in dict.fromkeys((*handed_in, *kept)) for found in texts(shape_of(body)))


@frozen
class Inner:
    loose: str


@frozen
class Sample:
    plain: str
    limited: Line
    hash: Sha256
    several: tuple[Prose | None, ...]
    inner: tuple[Inner, ...]
    number: int


def test_texts_are_found_wherever_they_stand():
    """
    In a field, in a list, in a class in a class.
    """
    found = dict(texts(shape_of(Sample)))

    assert ["Sample.plain", "Sample.limited", "Sample.hash", "Sample.several", "Inner.loose"] == [*found]
    assert ["Sample.plain", "Inner.loose"] == [where for where, shape in found.items() if shape.kind is None and shape.limit is None]


@pytest.mark.parametrize("name", LIFECYCLES)
def test_every_text_has_a_kind_or_a_limit(name):
    """
    Nobody can write a report into a field for a title.
    """
    assert [] == [where for where, shape in written(LIFECYCLES[name]).items() if shape.kind is None and shape.limit is None]


@pytest.mark.parametrize("name", LIFECYCLES)
def test_every_text_that_is_known_has_a_kind_or_a_limit(name):
    """
    Facts come into the log too, when a case is taken over.
    """
    facts = texts(shape_of(LIFECYCLES[name].facts))

    assert [] == [where for where, shape in facts if shape.kind is None and shape.limit is None]


def test_free_text_stands_only_where_it_must():
    """
    Every other text is an id, a code or a declared kind.
    """
    found = {where for lifecycle in LIFECYCLES.values() for where, shape in written(lifecycle).items() if shape.kind is None}

    assert FREE_TEXT == found


@pytest.mark.parametrize("name", [name for name, lifecycle in LIFECYCLES.items() if lifecycle.personal])
def test_nobody_writes_free_text_about_a_candidate(name):
    """
    Where a lifecycle is personal, there are kinds, enums, numbers and days, and nothing else.
    """
    assert [] == [where for where, shape in written(LIFECYCLES[name]).items() if shape.kind is None]


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (ProposalDraft("t", summary="x" * 501), "summary may have at most 500 characters and has 501"),
        (ProposalDraft("t" * 201), "title may have at most 200 characters and has 201"),
        (ProposalDraft("two\nlines"), "title must be text on one line without control characters"),
        (ProposalDraft("t", (Party("vka", "x" * 201, PartyRole.CONTRACTOR),)), "parties[0].name may have at most 200 characters and has 201"),
    ],
)
def test_text_that_is_too_long_is_malformed(draft, problem):
    """
    What is longer belongs in a document.
    """
    refused = new().wish("propose", lead, draft)

    assert isinstance(refused, Refused)
    assert [("data_malformed", [problem])] == [(each.code, [text_of(blocker, "en") for blocker in each.blockers]) for each in refused.reasons]


def test_longest_summary_is_accepted():
    """
    Five hundred characters, on as many lines as it needs.
    """
    assert "proposal" == new().does("propose", lead, ProposalDraft("t", summary="x\n" * 250)).state("pilot")
