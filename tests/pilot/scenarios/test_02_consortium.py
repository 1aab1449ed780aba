"""
Scenario 2: VKA carries out with its consortium partner AEF; both sign, and both are discharged.
"""

from __future__ import annotations

import attrs

from proeftuin_flow.wishes import Actor
from tests.pilot.story import TERMS, URI, grantor, half_signed, lead, partner, requested, signature


def test_vka_has_signed_and_aef_is_named():
    """
    Nothing starts before the partner has signed too, and the refusal says who it is.
    """
    assert ["AEF"] == half_signed().named("start", "all_parties_signed", lead)


def test_aef_signs_and_the_plan_is_in_force():
    """
    With the last signature the pilot moves on by itself.
    """
    assert "plan_signed" == half_signed().does("sign", partner, signature("aef"), "plan/1").state("pilot")


def test_vka_signs_for_aef_by_mandate():
    """
    Only with the mandate; without one nobody signs for somebody else.
    """
    without, mandated = signature("aef", capacity="by_mandate"), signature("aef", capacity="by_mandate", mandate=URI)

    assert ["aef"] == half_signed().named("sign", "signatory_authorised", lead, without, "plan/1")
    signed = half_signed().does("sign", Actor("u-18", roles={"contractor"}, organisation="vka"), mandated, "plan/1")
    assert "plan_signed" == signed.state("pilot")


def test_decharge_is_addressed_to_both():
    """
    Whoever is left out is named.
    """
    assert ["AEF"] == requested().named("grant_decharge", "addressed_to_all", grantor, attrs.evolve(TERMS, addressees=frozenset({"vka"})))
    assert "decharge" == requested().does("grant_decharge", grantor, TERMS).state("pilot")
