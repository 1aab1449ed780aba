"""
When a case may be destroyed is part of the definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from proeftuin_flow.case_type import CaseType, Destroyable, Profile
from proeftuin_flow.errors import DefinitionError
from proeftuin_flow.guards import Role, Severity, guard
from proeftuin_flow.situation import Situation
from proeftuin_flow.structure import diff, texts_of
from tests.case_types import PERMIT, Permit
from tests.shed import OWNER, SHED, Why, it_is_winter, nothing_holds, shed_is_gone


def problems(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as caught:
        evolve(SHED, **changes)
    return caught.value.problems


@guard(nl="van elders", en="of elsewhere")
def of_elsewhere(s: Situation[Permit]) -> Iterator[str]:
    yield "x"


@guard(nl="met gegevens", en="with data")
def with_data(s: Situation[object], why: Why) -> Iterator[str]:
    yield why.why


@guard(nl="rol", en="role", code="role")
def reserved(s: Situation[object]) -> Iterator[str]:
    yield "x"


@guard(nl="niets houdt het echt tegen", en="nothing really holds it back", code="nothing_holds")
def another(s: Situation[object]) -> Iterator[str]:
    yield "x"


def test_who_may_and_when_belong_together():
    """
    To say who may destroy a case without saying when does not hold together.
    """
    sentence = "acts: who may destroy a case is said, but not when: name requirements in destroyable=Destroyable([…])"

    assert (sentence,) == problems(destroyable=None, profiles=[Profile("x", nl="x", en="x")])
    assert (sentence,) == problems(destroyable=Destroyable([]), profiles=[Profile("x", nl="x", en="x")])
    assert not PERMIT.destroyable


def test_requirements_fit_the_root():
    """
    They are over its facts, without data, under a code of their own.
    """
    assert (
        "destroyable: guard 'of_elsewhere' is over the facts Permit, not Shed",
        "destroyable: guard 'with_data' reads data, and there is none",
        "guard 'role': this word is reserved",
        "two different guards have the code 'nothing_holds'",
    ) == problems(destroyable=Destroyable([of_elsewhere, with_data, reserved, nothing_holds, another]))


def test_who_confirms_has_a_label():
    """
    A role of its own is known to the case type, and held to what every role is.
    """
    mayor = Role("mayor", nl="burgemeester", en="mayor")

    assert SHED.destroyable is not None
    assert "mayor" in evolve(SHED, destroyable=evolve(SHED.destroyable, confirmed_by=[mayor])).roles
    (problem,) = problems(destroyable=evolve(SHED.destroyable, confirmed_by=[Role("Mayor", nl="burgemeester", en="mayor")]))
    assert problem.startswith("role 'Mayor': a code is snake_case")


def test_requirements_are_in_the_fingerprint():
    """
    Which they are, in which order, and how heavily they weigh; and their texts are kept.
    """
    fewer = evolve(SHED, destroyable=Destroyable([shed_is_gone, nothing_holds]))
    turned = evolve(SHED, destroyable=Destroyable([it_is_winter, nothing_holds, shed_is_gone]))

    assert len({SHED.fingerprint, fewer.fingerprint, turned.fingerprint}) == 3
    assert ("- guards it_is_winter", "~ destroyable requires") == tuple(line.partition(":")[0] for line in diff(SHED, fewer).lines)
    assert SHED.destroyable is not None
    others = evolve(SHED, destroyable=evolve(SHED.destroyable, confirmed_by=[OWNER]))
    assert ("~ destroyable confirmed_by: [] -> ['owner']",) == diff(SHED, others).lines
    assert SHED.fingerprint == evolve(SHED, destroyable=evolve(SHED.destroyable, rule=None)).fingerprint
    assert "the shed is gone" == texts_of(SHED)["guards"]["shed_is_gone"]["en"]
    assert "destroyable" not in PERMIT.structure


def test_profiles_and_variants_see_the_requirements():
    """
    A fixed one is loosened by nobody; another one may weigh otherwise.
    """
    loose = Profile("loose", nl="los", en="loose", severities={"shed_is_gone": Severity.HARD})

    assert ("profile 'loose': guard 'shed_is_gone' is fixed, and cannot be made hard",) == problems(profiles=[loose])
    with pytest.raises(DefinitionError, match="'shed_is_gone' is fixed"):
        SHED.variant("barn", version=1, severities={"shed_is_gone": Severity.ADVISORY})
    barn: CaseType = SHED.variant("barn", version=1, severities={"nothing_holds": Severity.HARD})
    assert barn.destroyable is SHED.destroyable
