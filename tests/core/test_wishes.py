"""
Wishes: what a form sends becomes an instance, or every problem with the path to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import frozen

from proeftuin_flow._cattrs import from_wish
from proeftuin_flow.privacy import C0, C1
from proeftuin_flow.wishes import CaseRef
from tests.words.test_bodies import Address, Colour


@frozen
class Wish:
    names: C1[frozenset[str]] = frozenset()
    several: C0[tuple[int, ...]] = ()
    pair: C0[tuple[str, int] | None] = None
    addresses: C1[tuple[Address, ...]] = ()
    counts: C0[Mapping[str, int] | None] = None
    colour: C0[Colour] = Colour.RED
    day: C0[date | None] = None
    moment: C0[datetime | None] = None


@frozen
class Even:
    number: int

    def __attrs_post_init__(self) -> None:
        if self.number % 2:
            raise ValueError("an odd number")


@frozen
class Counting:
    even: C0[Even]


@frozen
class Referring:
    case: C0[CaseRef]


def test_form_becomes_an_instance():
    """
    Lists become tuples and sets, and objects become instances, however deep.
    """
    form = {"names": ["ans", "bob"], "several": [1, 2], "pair": ["a", 1], "addresses": [{"city": "Utrecht"}], "counts": {"a": 1}, "colour": 2}

    assert (Wish(frozenset({"ans", "bob"}), (1, 2), ("a", 1), (Address("Utrecht"),), {"a": 1}, Colour.BLUE), []) == from_wish(form, Wish)


@pytest.mark.parametrize(
    ("form", "problems"),
    [
        # A text is no list of its letters, and a mapping no list of its keys.
        ({"names": "ans"}, ["names must be frozenset, not str"]),
        ({"several": {"1": 2}}, ["several must be tuple, not dict"]),
        ({"several": None}, ["several must be tuple, not NoneType"]),
        ({"several": [1, "a", True]}, ["several[1] must be int, not str", "several[2] must be int, not bool"]),
        ({"pair": ["a"]}, ["pair must be tuple of 2, not of 1"]),
        ({"pair": [1, "a"]}, ["pair[0] must be str, not int", "pair[1] must be int, not str"]),
        ({"addresses": [{"city": "Utrecht"}, {"city": 3, "zip": 1}]},
         ["addresses[1].zip does not exist here", "addresses[1].city must be str, not int"]),
        ({"addresses": [{}]}, ["addresses[0].city is missing"]),
        ({"day": "31-12-2026"}, ["day must be date, not '31-12-2026'"]),
        ({"day": 20261231}, ["day must be date, not int"]),
        ({"moment": "soon"}, ["moment must be datetime, not 'soon'"]),
        ({"colour": "green"}, ["colour must be Colour (red, 2), not 'green'"]),
        ({"unasked": 1}, ["unasked does not exist here"]),
    ],
)  # fmt: skip
def test_every_problem_of_a_form_has_its_path(form: Any, problems: list[str]):
    """
    Nothing is converted on the way: `3` is no text.
    """
    instance, found = from_wish(form, Wish)

    assert instance is None
    assert sorted(problems) == sorted(problem.text("en") for problem in found)


def test_day_and_moment_may_be_text_or_themselves():
    """
    A form sends text as in ISO 8601; who writes Python gives the values.
    """
    day, moment = date(2026, 12, 31), datetime(2026, 12, 31, 12, tzinfo=UTC)

    assert (Wish(day=day, moment=moment), []) == from_wish({"day": day, "moment": moment}, Wish)
    assert (Wish(day=day, moment=moment), []) == from_wish({"day": "2026-12-31", "moment": "2026-12-31T12:00:00+00:00"}, Wish)


def test_class_that_looks_at_its_own_values_says_what_is_wrong():
    """
    A reference to a case with an id that cannot be is refused with the sentence of the reference itself.
    """
    form = {"case": {"id": "Not An Id", "revision": 1, "hash": "a" * 64}}

    nothing, problems = from_wish(form, Referring)

    assert nothing is None
    assert ["bad_id"] == [problem.code for problem in problems]


def test_class_of_others_that_looks_at_its_own_values_is_named():
    """
    What it complains of is passed on.
    """
    _, problems = from_wish({"even": {"number": 3}}, Counting)

    assert ["even: an odd number"] == [problem.text("en") for problem in problems]
