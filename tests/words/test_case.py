"""
The values of a case: who, on what evidence, and how they show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from proeftuin_flow.errors import InvalidData
from proeftuin_flow.privacy import DataClass
from proeftuin_flow.wishes import Actor, CaseRef, Evidence, Waiver
from tests.case_types import CLERK_1, PERMIT, granted, requested


def codes(make: Callable[[], Any]) -> list[str]:
    with pytest.raises(InvalidData) as error:
        make()
    return [problem.code for problem in error.value.problems]


def test_actor_is_an_id_with_roles():
    """
    Roles may come in any collection.
    """
    assert Actor("u-17", roles=["clerk", "clerk"]) == Actor("u-17", roles={"clerk"})
    assert frozenset() == Actor("u-17").roles
    assert {"clerk"} == CLERK_1.roles


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Actor("Jan Jansen"), ["bad_id"]),
        (lambda: Actor("system"), ["reserved_id"]),
        (lambda: Actor("u-1", organisation="VKA B.V."), ["bad_id"]),
        (lambda: Actor("u-1", roles={"Clerk"}), ["bad_value"]),
        (lambda: Actor("u-1", roles=[3, {}]), ["bad_value"]),  # type: ignore[list-item]
        (lambda: Actor("111222333", organisation="", roles={"a b"}), ["forbidden_number", "bad_id", "bad_value"]),
        (lambda: Evidence("Letter", "urn:a:1"), ["bad_value"]),
        (lambda: Evidence("a" * 65, "urn:a:1"), ["bad_value"]),
        (lambda: Evidence("letter", "urn:" + "a" * 1997), ["field_length"]),
        (lambda: Actor("u-1", roles={"a" * 65}), ["bad_value"]),
        (lambda: Evidence("letter", 3), ["bad_value"]),  # type: ignore[arg-type]
        (lambda: Evidence("letter", "urn:a:111222333"), ["forbidden_number"]),
        (lambda: Evidence("letter", "urn:a:1", sha256="0"), ["bad_sha256"]),
        (lambda: Evidence("letter", "urn:a:1", about="C1"), ["bad_value"]),  # type: ignore[arg-type]
        (lambda: Actor("u-1", roles="clerk"), ["bad_value"]),
        (lambda: Actor("u-1", roles=None), ["bad_value"]),  # type: ignore[arg-type]
        (lambda: Waiver(None, "a reason"), ["bad_value"]),  # type: ignore[arg-type]
        (lambda: CaseRef("No Id", 1, "0" * 64), ["bad_id"]),
    ],
)  # fmt: skip
def test_value_that_cannot_be_is_refused_with_all_its_problems(make, expected):
    """
    Ids, codes, hashes.
    """
    assert expected == codes(make)


def test_evidence_is_about_a_contact_unless_it_says_otherwise():
    """
    Where a document stands may show whose it is.
    """
    assert DataClass.C1 is Evidence("letter", "urn:a:1", sha256="0" * 64).about
    assert DataClass.C0 is Evidence("letter", "urn:a:1", about=DataClass.C0).about


def test_part_says_whether_it_is_in_one_of_some_states():
    """
    States are values, so a misspelt one is a NameError.
    """
    part = PERMIT.new("permit-7").root

    assert not part.at(requested, granted)
    assert "Part(permit: new, Permit(documents=frozenset()))" == repr(part)
    assert "Case('permit-7', 'permit', revision 0, new, Parts())" == repr(PERMIT.new("permit-7"))
