"""
Follow-on actions: for a named owner, who answers for them, also when the pilot is over.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from proeftuin_flow.pilot import Closure, FollowOn, FollowOnPlan, FollowOnResult, Grounds, Ownership
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    TERMS,
    URI,
    Story,
    buyer,
    coordinator,
    evaluated,
    grantor,
    in_evaluation,
    lead,
    may,
    partner,
    proposed,
    requested,
    running,
    taken_over,
    with_cast,
)

Told = Callable[[], Story]

F1 = "follow_on/1"
SCALE_UP = FollowOnPlan("scale_up", "ook bij de andere directies", due=date(2020, 6, 1))
FOR_AEF = FollowOnPlan("knowledge_sharing", "schrijf op wat werkte", "aef")
PARTIES = {
    "contractor", "consortium_partner", "commissioning_party", "host", "employer_of_record", "sourcing_partner", "education_partner",
}  # fmt: skip


def registered(plan: FollowOnPlan = SCALE_UP) -> Story:
    return in_evaluation().does("register_follow_on", coordinator, plan, F1)


def accepted() -> Story:
    return registered().does("accept_follow_on", lead, Ownership("vka"), F1)


def test_action_is_registered_accepted_and_done():
    """
    By its owner, who may name another day.
    """
    earlier = registered().does("accept_follow_on", lead, Ownership("vka", date(2020, 3, 1)), F1)
    done = accepted().does("complete_follow_on", lead, FollowOnResult(URI), F1)

    assert ("open", FollowOn(None, date(2020, 6, 1))) == (registered().state(F1), registered().part(F1).facts)
    assert ("accepted", FollowOn("vka", date(2020, 6, 1))) == (accepted().state(F1), accepted().part(F1).facts)
    assert FollowOn("vka", date(2020, 3, 1)) == earlier.part(F1).facts
    assert "done" == done.state(F1)


@pytest.mark.parametrize(("told", "state"), [(registered, "open"), (accepted, "accepted")])
def test_action_is_dropped(told: Told, state: str):
    """
    With a reason, whether anybody took it on or not; after that nobody does.
    """
    dropped = told().does("drop_follow_on", coordinator, Grounds("niet meer nodig"), F1)

    assert (state, "dropped") == (told().state(F1), dropped.state(F1))
    assert "wrong_state" in dropped.codes("accept_follow_on", lead, Ownership("vka"), F1)


def test_action_goes_on_when_the_pilot_is_closed():
    """
    It can be registered then, accepted and done.
    """
    discharged = requested().does("register_follow_on", lead, SCALE_UP, F1).does("grant_decharge", grantor, TERMS)
    closed = evaluated(in_evaluation()).does("close_without_decharge", buyer, Closure("zo gaat het niet", URI))

    for over in (discharged, closed.does("register_follow_on", lead, SCALE_UP, F1)):
        done = over.does("accept_follow_on", lead, Ownership("vka"), F1).does("complete_follow_on", lead, FollowOnResult(), F1)

        assert "done" == done.state(F1)


def test_follow_on_comes_at_the_end():
    """
    Not while the pilot is proposed or runs, and not where it never was.
    """
    withdrawn = proposed().does("withdraw", lead, Grounds("geen capaciteit"))

    assert ["pilot (running)"] == running().named("register_follow_on", "at_the_end", coordinator, SCALE_UP, F1)
    assert ["pilot (withdrawn)"] == withdrawn.named("register_follow_on", "at_the_end", coordinator, SCALE_UP, F1)


def test_nobody_accepts_for_another():
    """
    Nor what was meant for another.
    """
    assert ["aef"] == registered().named("accept_follow_on", "accepts_for_itself", lead, Ownership("aef"), F1)
    assert ["meant for aef"] == registered(FOR_AEF).named("accept_follow_on", "meant_for_owner", lead, Ownership("vka"), F1)
    assert "accepted" == registered(FOR_AEF).does("accept_follow_on", partner, Ownership("aef"), F1).state(F1)


def test_owner_completes_it():
    """
    Another party does not answer for it.
    """
    assert ["vka"] == accepted().named("complete_follow_on", "owner_completes", partner, FollowOnResult(), F1)


def test_action_that_came_accepted_without_an_owner():
    """
    Then whoever did it says so; where nobody knows whether there is one, it is dropped and registered anew.
    """
    states = {"pilot": "decharge", F1: "accepted"}
    nobody = taken_over(states, {F1: {"owner": None}})
    unknown = taken_over(states)

    assert "done" == nobody.does("complete_follow_on", lead, FollowOnResult(), F1).state(F1)
    assert ["follow-on action 1: the owner of the action"] == unknown.named("complete_follow_on", "owner_completes", lead, FollowOnResult(), F1)
    assert "dropped" == unknown.does("drop_follow_on", coordinator, Grounds("opnieuw vastgelegd"), F1).state(F1)


@pytest.mark.parametrize(
    ("told", "trigger", "data", "roles"),
    [
        (in_evaluation, "register_follow_on", SCALE_UP, {*PARTIES, "social_return_coordinator", "project_lead"}),
        (registered, "accept_follow_on", Ownership("vka"), PARTIES),
        (accepted, "complete_follow_on", FollowOnResult(), PARTIES),
        (accepted, "drop_follow_on", Grounds("x"), {"social_return_coordinator", "commissioning_party"}),
    ],
)
def test_who_may(told: Told, trigger: str, data: object, roles: set[str]):
    """
    All parties, each as an organisation that is that here.
    """
    assert roles == may(with_cast(told()), trigger, data, F1)
    assert "role" in with_cast(told()).codes(trigger, Actor("u-99", roles={"education_partner"}, organisation="anders"), data, F1)
