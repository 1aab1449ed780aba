"""
The pilot as a whole: who takes part, and how it ends before it began.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from proeftuin_flow.acts import TakeOver
from proeftuin_flow.pilot import ContractLink, EvaluationPlan, Grounds, Lapse, Parties, Schedule
from tests.pilot.story import (
    AEF,
    CONTRACT,
    DRAFT,
    PLAN_DRAFT,
    TERMS,
    URI,
    VKA,
    Story,
    buyer,
    coordinator,
    grantor,
    half_signed,
    in_evaluation,
    lead,
    new,
    plan_signed,
    proposed,
    running,
)

ARTICLE = "maatwerkvoormensen.nl, 28 November 2019"


def taken_over(**more) -> Story:
    """JS Consultancy, as the article tells it."""
    data = TakeOver(ARTICLE, {"pilot": "plan_signed", "plan/1": "in_force"}, {"plan/1": {"signed_on": date(2019, 11, 21)}}, ["plan", "suspension"])
    return new().does("take_over", coordinator, attrs.evolve(data, **more))


# ── before it begins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_withdrawn_pilot_stays_withdrawn():
    """
    Nothing goes on in its parts either.
    """
    withdrawn = proposed().does("withdraw", lead, Grounds("geen capaciteit"))

    assert "withdrawn" == withdrawn.state("pilot")
    assert "wrong_state" in withdrawn.codes("draft_plan", lead, PLAN_DRAFT)


def test_signed_pilot_is_not_withdrawn():
    """
    After signing it is stopped, and evaluated.
    """
    assert ["wrong_state"] == plan_signed().codes("withdraw", lead, Grounds("toch niet"))


def test_nothing_lapses_before_its_time():
    """
    Two months after the award, and not where no term is known.
    """
    lapse = Lapse("niets gehoord", "urn:example:reminder")
    recent = proposed().does("link_contract", buyer, ContractLink(attrs.evolve(CONTRACT.contract, awarded_on=date(2019, 11, 1))))
    old = proposed().does("link_contract", buyer, CONTRACT)

    assert ["there is no term"] == proposed().named("lapse", "plan_is_overdue", coordinator, lapse)
    assert ["due on 2020-01-01"] == recent.named("lapse", "plan_is_overdue", coordinator, lapse)
    assert "lapsed" == old.does("lapse", coordinator, lapse).state("pilot")


def test_last_day_of_the_term_belongs_to_it():
    """
    On the day itself the plan can still come.
    """
    lapse = Lapse("niets gehoord", "urn:example:reminder")
    today = proposed().does("link_contract", buyer, ContractLink(attrs.evolve(CONTRACT.contract, awarded_on=date(2019, 10, 1))))
    yesterday = proposed().does("link_contract", buyer, ContractLink(attrs.evolve(CONTRACT.contract, awarded_on=date(2019, 9, 30))))

    assert ["due on 2019-12-01"] == today.named("lapse", "plan_is_overdue", coordinator, lapse)
    assert [] == yesterday.named("lapse", "plan_is_overdue", coordinator, lapse)


@pytest.mark.parametrize("programme", [None, "1000-banenplan"])
def test_pilot_may_belong_to_a_programme(programme):
    """
    By an id, with which an application finds the pilots that belong together.
    """
    assert programme == proposed(attrs.evolve(DRAFT, programme=programme)).case.root.facts.programme


def test_whoever_signed_stays_a_party():
    """
    Parties are named again, but for those whose signature is under the plan.
    """
    assert ["VKA"] == half_signed().named("name_parties", "signatories_stay", coordinator, Parties((AEF,)))
    assert (VKA,) == half_signed().does("name_parties", coordinator, Parties((VKA,))).case.root.facts.parties


def test_naming_parties_changes_no_signatory():
    """
    Who has to sign was frozen when signing opened: nobody is dropped from it.
    """
    dropped = half_signed().does("name_parties", coordinator, Parties((VKA,)))

    assert "signing" == dropped.state("plan/1")
    assert ["AEF"] == dropped.named("start", "all_parties_signed", lead)


def test_road_ahead_of_a_running_pilot():
    """
    What happens by itself is named with what it waits for.
    """
    assert ["execution 1 (active)"] == running().named("close_without_decharge", "execution_is_over", buyer)
    bare = new().does("take_over", coordinator, TakeOver(ARTICLE, {"pilot": "running"}, complete=["execution"]))
    assert ["not begun yet"] == bare.named("close_without_decharge", "execution_is_over", buyer)


# ── taken over ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_taken_over_pilot_says_which_facts_are_missing():
    """
    The article says that the plan was signed, and nothing of a contract.
    """
    assert """\
start is not possible now
  - the contract is in force on the start date — this cannot be established: pilot: the contract""" == taken_over().refusal("start", lead).text("en")


def test_word_of_the_application_stands_while_nobody_knows_the_parties():
    """
    Once they are named, the organisation must be one of them.
    """
    known = taken_over(facts={"plan/1": {"signatories": (), "signatures": {}}}).does("name_parties", coordinator, Parties((VKA,)))
    other = attrs.evolve(lead, organisation="js")

    assert "role" not in taken_over().codes("start", other)
    assert "role" in known.codes("start", other)
    assert "role" not in proposed(attrs.evolve(DRAFT, parties=())).codes("start", other)


def test_what_is_missing_can_be_filled_in():
    """
    A contract is linked, and the pilot that was taken over starts.
    """
    assert "running" == taken_over().does("link_contract", buyer, CONTRACT).does("start", lead).state("pilot")


def test_taken_over_pilot_can_still_be_discharged():
    """
    Who carried it out before, nobody recorded; then the organisation decides.
    """
    states = {"pilot": "evaluation", "plan/1": "in_force", "evaluation/1": "adopted", "decharge/1": "requested"}
    facts = {
        "pilot": {"parties": (VKA, AEF)},
        "plan/1": {"document": URI},
        "evaluation/1": {
            "report": URI,
            "kind": in_evaluation().does("plan_evaluation", buyer, EvaluationPlan("final")).part("evaluation/1").facts.kind,
        },
        "decharge/1": {"memo": URI, "open_items": (), "finances_closed": True, "handover": URI, "planned_on": None},
    }
    known = taken_over(states=states, facts=facts, complete=frozenset({"plan", "suspension", "evaluation", "execution", "decharge"}))

    assert "decharge" == known.does("grant_decharge", grantor, TERMS).state("pilot")
    assert ["VKA"] == known.named("grant_decharge", "grantor_independent", attrs.evolve(grantor, organisation="vka"), TERMS)
    assert "scheduled" == known.does("schedule_decharge", coordinator, Schedule(date(2019, 12, 1))).state("decharge/1")
