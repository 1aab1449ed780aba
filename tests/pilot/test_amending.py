"""
Amending: a pilot runs longer, another party joins, or candidates work in another domain.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from proeftuin_flow.pilot import Accession, Broadening, Contract, ContractLink, Extension, Party, PlanDraft
from tests.pilot.story import (
    AEF,
    PLAN_DRAFT,
    URI,
    VKA,
    Story,
    buyer,
    coordinator,
    in_evaluation,
    lead,
    may,
    offered,
    partner,
    plan_signed,
    running,
    signature,
    taken_over,
)

LATER = Extension(date(2020, 6, 30), URI)
BZK = Party("bzk", "BZK", "host")

both = attrs.evolve(lead, roles=lead.roles | buyer.roles)


def next_version(story: Story, draft: PlanDraft) -> Story:
    """A second version of the plan that everybody signed."""
    wider = offered(story, 2, draft, "c" * 64).does("sign", lead, signature("vka", "c" * 64), "plan/2")
    return wider.does("sign", partner, signature("aef", "c" * 64), "plan/2")


def signed_longer() -> Story:
    return next_version(running(), attrs.evolve(PLAN_DRAFT, planned_end=date(2020, 6, 30)))


# ── longer ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_next_version_of_the_plan_alone_moves_nothing():
    """
    That it runs longer is decided, and then it does.
    """
    signed = signed_longer()
    extended = signed.does("extend", buyer, LATER)

    assert date(2019, 12, 31) == signed.case.root.facts.ends_on
    assert (date(2020, 6, 30), "running") == (extended.case.root.facts.ends_on, extended.state("pilot"))


def test_everybody_signs_for_a_later_end():
    """
    As far as the signed plan runs; a version that is under way is named first.
    """
    under_way = running().does("draft_plan", lead, PLAN_DRAFT)
    day_more = attrs.evolve(LATER, ends_on=date(2020, 7, 1))

    assert ["the signed plan runs up to 2019-12-31"] == running().named("extend", "amendment_signed", buyer, LATER)
    assert ["plan 2 (being drafted)", "the signed plan runs up to 2019-12-31"] == under_way.named("extend", "amendment_signed", buyer, LATER)
    assert ["the signed plan runs up to 2020-06-30"] == signed_longer().named("extend", "amendment_signed", buyer, day_more)
    assert [] == signed_longer().named("extend", "amendment_signed", buyer, LATER)


def test_plan_that_names_no_end():
    """
    Nobody signed for any, so there is nothing to extend to; the pilot itself had none either.
    """
    endless = next_version(running(), attrs.evolve(PLAN_DRAFT, planned_end=None))
    never = taken_over({"pilot": "running", "plan/1": "in_force"}, {"pilot": {"ends_on": None}, "plan/1": {"planned_end": date(2020, 6, 30)}})

    assert ["no signed plan names an end"] == endless.named("extend", "amendment_signed", buyer, LATER)
    assert [] == never.named("extend", "end_is_later", buyer, LATER)
    assert [] == never.named("extend", "extend_before_end", buyer, LATER)


def test_longer_is_later():
    """
    The same day is not.
    """
    same = Extension(date(2019, 12, 31), URI)

    assert ["the pilot now runs up to 2019-12-31"] == running().named("extend", "end_is_later", buyer, same)


def ended(day: date) -> Story:
    states, facts = {"pilot": "running", "plan/1": "in_force"}, {"plan/1": {"planned_end": LATER.ends_on}}
    return taken_over(states, {**facts, "pilot": {"ends_on": day, "contract": None}})


def test_extended_before_it_ends():
    """
    On its last day still; later only with the reason why, or if the commissioning party lets it pass.
    """
    late = attrs.evolve(LATER, late_because="het besluit kwam na de zomer")

    assert [] == ended(date(2019, 12, 1)).named("extend", "extend_before_end", buyer, LATER)
    assert ["the term ended on 2019-11-30"] == ended(date(2019, 11, 30)).named("extend", "extend_before_end", buyer, LATER)
    for story in (
        ended(date(2019, 11, 30)).does("extend", buyer, late),
        ended(date(2019, 11, 30)).does("extend", buyer, LATER, waive={"extend_before_end": "vakantie"}),
    ):
        assert LATER.ends_on == story.case.root.facts.ends_on


@pytest.mark.parametrize(
    ("ends", "said"),
    [(date(2020, 6, 29), ["the contract ends on 2020-06-29"]), (date(2020, 6, 30), []), (None, [])],
)
def test_extended_within_the_contract(ends: date | None, said: list[str]):
    """
    As long as it runs; whoever goes past it knows that.
    """
    linked = signed_longer().does("link_contract", buyer, ContractLink(Contract(URI, date(2018, 1, 1), ends)))

    assert said == linked.named("extend", "extension_within_contract", buyer, LATER)


def test_pilot_whose_end_nobody_knows_can_be_extended():
    """
    One that was taken over: what everybody signed decides, and then the end is known.
    """
    came = taken_over({"pilot": "running", "plan/1": "in_force"}, {"pilot": {"contract": None}, "plan/1": {"planned_end": LATER.ends_on}})
    extended = came.does("extend", buyer, LATER, waive={"extend_before_end": "het oude einde is niet bekend"})

    assert ["pilot: the end of the term"] == came.named("extend", "extend_before_end", buyer, LATER)
    assert LATER.ends_on == extended.case.root.facts.ends_on
    assert "end_is_later" in extended.codes("extend", buyer, LATER)


# ── another party ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("told", [plan_signed, running])
def test_party_joins(told):
    """
    With the document in which it signed for that.
    """
    joined = told().does("add_party", coordinator, Accession(BZK, URI))

    assert (VKA, AEF, BZK) == joined.case.root.facts.parties


def test_nobody_joins_without_a_signature():
    """
    In a document of its own, or under a version of the plan.
    """
    plans = {"plan/1": {"signatures": {"vka": date(2018, 6, 1), "bzk": date(2018, 6, 1)}}}
    came = taken_over({"pilot": "running", "plan/1": "in_force"}, {"pilot": {"parties": (VKA,)}, **plans})

    assert ["BZK"] == running().named("add_party", "amendment_signed", coordinator, Accession(BZK))
    assert (VKA, BZK) == came.does("add_party", coordinator, Accession(BZK)).case.root.facts.parties


def test_party_joins_once():
    """
    Whoever takes part already is named.
    """
    assert ["AEF"] == running().named("add_party", "is_new_party", coordinator, Accession(attrs.evolve(AEF, role="host"), URI))


# ── another domain ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_domain_is_broadened():
    """
    By a version of the plan that is in force; the domain and its departments are known then.
    """
    signed = next_version(running(), attrs.evolve(PLAN_DRAFT, places=3))
    wider = signed.does("broaden_domain", lead, Broadening("ICT", frozenset({"his"}), 2))
    wider = wider.does("broaden_domain", lead, Broadening("facilitair", frozenset({"fmh"}), 2))

    assert (("ICT", "facilitair"), {"his", "fmh"}) == (wider.case.root.facts.domains, wider.case.root.facts.hosts)
    assert "running" == wider.state("pilot")


def test_domain_of_a_version_that_nobody_signed():
    """
    Not one that was superseded, nor one that is under way.
    """
    signed = next_version(running(), PLAN_DRAFT)
    under_way = running().does("draft_plan", lead, PLAN_DRAFT)

    assert ["plan 1 is not in force"] == signed.named("broaden_domain", "amendment_signed", lead, Broadening("ICT", frozenset(), 1))
    assert ["plan 2 (being drafted)", "plan 2 is not in force"] == under_way.named(
        "broaden_domain", "amendment_signed", lead, Broadening("ICT", frozenset(), 2)
    )


# ── when, and who ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("trigger", "data", "roles"),
    [
        ("extend", LATER, {"commissioning_party", "contractor"}),
        ("add_party", Accession(BZK, URI), {"commissioning_party", "social_return_coordinator"}),
        ("broaden_domain", Broadening("ICT", frozenset(), 1), {"commissioning_party", "contractor"}),
    ],
)
def test_who_may_amend_and_when(trigger: str, data: object, roles: set[str]):
    """
    While the pilot runs; what is evaluated is not changed any more.
    """
    assert roles == may(running(), trigger, data)
    assert "wrong_state" in in_evaluation().codes(trigger, both, data)
