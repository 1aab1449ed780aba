"""
Changing the profile: other severities and parameters from now on, and a record of who chose it and why.
"""

from __future__ import annotations

from typing import Any

import pytest

from proeftuin_flow.acts import ChangeProfile
from proeftuin_flow.case_type import CHANGE_PROFILE, CaseType, Profile
from proeftuin_flow.decider import replay
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.guards import Role, Severity, Trigger, guard, waivable
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import Given, given
from proeftuin_flow.wishes import Actor
from tests.case_types import CLERK, CLERK_1, Permit

MAYOR = Role("mayor", nl="burgemeester", en="mayor")
MAYOR_1 = Actor("mayor-1", roles={"mayor"})

asked = State("asked", nl="gevraagd", en="asked for")
small = State("small", nl="klein", en="small")
done = State("done", nl="klaar", en="done", final=True)


@guard(nl="het stuk is er", en="the document is there", severity=waivable(by=[MAYOR]))
def document_is_there(s: Situation[Permit]) -> Any:
    if not s.facts.documents:
        yield "the document"


@guard(nl="het is klein genoeg", en="it is small enough")
def small_enough(s: Situation[Permit]) -> Any:
    if not s.parameters["everything_is_small"]:
        yield "the measure"


STALL = CaseType(
    "stall", version=1, nl="standplaats", en="stall",
    root=Lifecycle(
        "stall", nl="standplaats", en="stall", facts=Permit,
        transitions=[
            NEW.to(asked, on=Trigger("ask", nl="vragen", en="ask"), by=[CLERK], emits=event("stall_asked", nl="gevraagd", en="asked for")),
            asked.becomes(small, requires=[small_enough], emits=event("stall_is_small", nl="klein", en="small")),
            *(
                state.to(done, on=Trigger("finish", nl="afronden", en="finish"), by=[CLERK], requires=[document_is_there],
                         emits=event(f"finished_{state.name}", nl="klaar", en="done"))
                for state in (asked, small)
            ),
        ],
    ),
    profiles=[
        Profile("strict", nl="streng", en="strict", parameters={"everything_is_small": False}),
        Profile("lenient", nl="soepel", en="lenient", severities={"document_is_there": Severity.ADVISORY}, parameters={"everything_is_small": False}),
        Profile("tiny", nl="klein", en="tiny", parameters={"everything_is_small": True}),
    ],
    acts={CHANGE_PROFILE: [MAYOR]},
)  # fmt: skip


def opened() -> Given:
    return given(STALL).by(CLERK_1).opened()


def test_other_severities_hold_from_now_on():
    """
    What blocked under the strict profile is advice under the lenient one.
    """
    lenient = opened().and_("change_profile", ChangeProfile("lenient", "it is a market day"), by=MAYOR_1)

    opened().when("finish").then_refused(document_is_there=["the document"])
    lenient.when("finish").then("done")
    assert "lenient" == lenient.case.profile.name


def test_what_follows_from_other_parameters_follows_at_once():
    """
    The step that was waiting for a parameter is taken in the same commit.
    """
    wish = opened().when("change_profile", ChangeProfile("tiny", "only tables"), by=MAYOR_1)

    wish.then_events("profile_changed", "stall_is_small")
    assert isinstance(wish.decision, Accepted)
    assert [None, 2] == [each.caused_by for each in wish.decision.events]


def test_replay_gives_the_same_profile():
    """
    The events alone lead to the same case.
    """
    before = opened().case
    wish = opened().when("change_profile", ChangeProfile("tiny", "only tables"), by=MAYOR_1)

    assert isinstance(wish.decision, Accepted)
    assert wish.decision.case == replay(before, wish.decision.events)


def test_only_who_may_changes_it():
    """
    It has roles like any other act, and there must be a case.
    """
    opened().when("change_profile", ChangeProfile("lenient", "please")).then_refused("role")
    given(STALL).by(CLERK_1).when("change_profile", ChangeProfile("lenient", "please")).then_refused("wrong_state", "role")


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (ChangeProfile("lenint", "typing error"), "stall has no profile 'lenint'; did you mean 'lenient'?"),
        (ChangeProfile("strict", "as it is"), "the case has the profile 'strict' already"),
        (ChangeProfile("lenient", " "), "give a reason"),
        (ChangeProfile("lenient", "a" * 501), "reason may have at most 500 characters and has 501"),
        (ChangeProfile("lenient", "for 111222333"), "reason holds a number that may be a BSN; leave it out"),
    ],
)
def test_change_that_cannot_be_is_invalid(wish: ChangeProfile, problem: str):
    """
    Another profile that exists, and why.
    """
    with pytest.raises(InvalidData) as error:
        opened().when("change_profile", wish, by=MAYOR_1)

    assert problem == str(error.value)
