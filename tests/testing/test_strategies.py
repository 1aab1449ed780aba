"""
Strategies: what they draw is what it says, and whole case types and logs hold together.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

import pytest
from attrs import frozen
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import ResolutionFailed

import proeftuin_flow
from proeftuin_flow.bodies import (
    OIN,
    RSIN,
    EmailAddress,
    Filled,
    Kind,
    KvK,
    Line,
    PhoneNumber,
    Prose,
    Sha256,
    Unfit,
    Uri,
    body_problems,
)
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.labels import Label
from proeftuin_flow.log import verify
from proeftuin_flow.privacy import C0, C1
from proeftuin_flow.testing.registering import NAMES, type_named
from proeftuin_flow.testing.strategies import PUBLIC, actors, cases, data_for, definitions, ids, logs, stories, values
from proeftuin_flow.testing.walks import SLOW
from proeftuin_flow.wishes import CaseRef
from tests.case_types import PERMIT, TENDER, Document, Offer

FIRST = settings(max_examples=3_000, phases=[Phase.generate], suppress_health_check=SLOW)
"""The first that is found, however large."""
FEW = settings(max_examples=15, suppress_health_check=SLOW)
RUN_BY_OTHERS = {"AsyncFlow", "JsonShelf", "MemoryShelf", "Projection", "Shelf"}
"""These are no values: they are given what they run with."""


def public() -> list[type]:
    """The types at the front door, but for errors."""
    named = [getattr(proeftuin_flow, name) for name in proeftuin_flow.__all__ if name not in RUN_BY_OTHERS]
    return [each for each in named if isinstance(each, type) and not issubclass(each, Exception)]


@pytest.mark.parametrize("cls", [*public(), type_named("Record")])
def test_hypothesis_knows_every_public_type(cls):
    """
    By the entry point of the package: nobody registers anything.
    """

    @settings(FEW, max_examples=5)
    @given(st.from_type(cls))
    def drawn(value: Any) -> None:
        assert isinstance(value, cls)

    drawn()


@pytest.mark.parametrize("name", ["AsyncFlow", "Shelf"])
def test_what_is_no_value_is_not_made_up(name):
    """
    Hypothesis says that it does not know it.
    """
    with pytest.raises((ResolutionFailed, TypeError)):
        find(st.from_type(getattr(proeftuin_flow, name)), lambda value: True)


def test_names_are_those_that_have_a_strategy():
    """
    What the entry point registers by name, and what there is to draw.
    """
    assert {type_named(name) for name in NAMES} == PUBLIC.keys()


def test_entry_point_is_quiet_and_draws_nothing():
    """
    Whoever imports hypothesis gets our types by name; the strategies are made when somebody draws.
    """
    script = "import sys, hypothesis; print('proeftuin_flow.testing.registering' in sys.modules, 'proeftuin_flow.testing.strategies' in sys.modules)"
    told = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True)

    assert "True False\n" == told.stdout


# ── data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@frozen
class Inner:
    """What stands in something else."""

    uri: C0[Uri]
    other: C0[CaseRef | None] = None


@frozen
class Everything:
    """A field of every sort."""

    text: C0[str]
    line: C0[Line]
    prose: C0[Filled[Prose]]
    number: C0[int]
    yes: C0[bool]
    nothing: C0[None]
    day: C0[date]
    moment: C0[datetime]
    colour: C0[Colour]
    many: C0[Filled[tuple[Inner, ...]]]
    pair: C0[tuple[int, str]]
    colours: C0[frozenset[Colour]]
    named: C0[Mapping[str, int]]
    sha256: C0[Sha256]
    oin: C0[OIN]
    rsin: C0[RSIN]
    kvk: C0[KvK]
    mail: C1[EmailAddress]
    phone: C1[PhoneNumber]
    maybe: C1[str | None] = None


@frozen
class Even:
    """A class with a mind of its own."""

    number: C0[int]

    def __attrs_post_init__(self) -> None:
        if self.number % 2:
            raise ValueError("odd")


@FEW
@given(values(Everything))
def test_values_of_a_class_fit(value):
    """
    Whatever is drawn may stand in a log.
    """
    assert [] == body_problems(value)


def test_values_go_to_the_limits():
    """
    A text as long as it may be, None, a field left out, and the odd number.
    """
    assert 200 == len(find(values(Line), lambda text: len(text) == 200))
    assert find(values(Document), lambda document: document.name != "") is not None
    assert None is find(values(Line | None), lambda text: text is None)
    assert 1_000 <= find(values(int), lambda number: number >= 1_000)


@FEW
@given(values(Even))
def test_class_that_refuses_is_asked_for_others(value):
    """
    What its own check refuses is not drawn.
    """
    assert value.number % 2 == 0


def test_type_that_fits_in_no_log_has_no_values():
    """
    A float has no canonical text.
    """
    with pytest.raises(Unfit):
        values(float)


@FEW
@given(st.data())
def test_data_is_that_of_the_trigger(data):
    """
    None where it wants none.
    """
    assert isinstance(data.draw(data_for(TENDER, "submit")), Offer)
    assert None is data.draw(data_for(PERMIT, "grant"))
    with pytest.raises(KeyError):
        data_for(PERMIT, "fly")


def test_kind_of_ones_own_is_drawn_by_its_pattern():
    """
    A kind that the library does not know says itself what fits.
    """
    from typing import Annotated

    plate = Annotated[str, Kind("plate", Label("een kenteken", "a number plate"), r"[A-Z]{2}-[0-9]{3}-[A-Z]")]

    assert "AA-000-A" == find(values(plate), lambda text: True)


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@FEW
@given(ids(), actors(), actors(PERMIT))
def test_actors_can_act(id, anybody, somebody):
    """
    An id is never one that nobody may have; of a case type come its roles.
    """
    assert id != "system"
    assert anybody.id
    assert somebody.roles <= {"clerk"}


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(FEW, max_examples=40)
@given(stories())
def test_laws_hold_of_any_case_type(story):
    """
    Whatever the rules are: each decision, and the history in a store and erased.
    """
    from proeftuin_flow.testing.laws import broken

    assert [] == [problem for step in story.steps for problem in broken(step)]
    story.keeps_the_laws()


@FEW
@given(logs(PERMIT), cases(PERMIT))
def test_logs_verify(records, case):
    """
    A log has a record at least; a case is of the type that was asked for.
    """
    assert verify(records, records[0].stream).records == len(records) > 0
    assert PERMIT is case.type


def test_stories_use_what_helps():
    """
    With data that fits a permit is soon granted.
    """
    helped = stories(PERMIT, data={Document: [Document("map", "u-1"), Document("identity", "u-1")]}, steps=12)

    granted = find(helped, lambda story: story.case.state == "granted", settings=FIRST)

    assert granted.case.revision >= 4


@settings(FEW, max_examples=60)
@given(definitions())
def test_definitions_hold_together(case_type):
    """
    They could be built, which says it; and they differ.
    """
    assert case_type.fingerprint
    assert {"begin", "affair"} & {"affair", case_type.root.name}


def test_definitions_are_of_every_sort():
    """
    With parts, automatic transitions, reopenings, separation of duties, several profiles and acts.
    """
    sorts: list[Any] = [
        lambda c: len(c.parts) == 2, lambda c: c.moves_by_itself, lambda c: any(t.reopens for t in c.root.transitions), lambda c: c.remembered,
        lambda c: len(c.profiles) == 2, lambda c: c.acts, lambda c: any(part.personal for part in c.parts),
    ]  # fmt: skip

    for sort in sorts:
        assert find(definitions(), sort, settings=FIRST) is not None


def test_reference_of_another_case_is_one():
    """
    An id that fits, a revision, and a hash.
    """
    with pytest.raises(InvalidData):
        CaseRef("", 1, "0" * 64)
    assert find(st.from_type(CaseRef), lambda ref: True).revision >= 1
