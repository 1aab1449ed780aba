"""
A whole life: from a first idea to decharge, and what stands in the way.
"""

from __future__ import annotations

from datetime import date

import pytest

from proeftuin_flow.decider import replay
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.pilot import PlanDocument, SigningTerms
from tests.pilot.story import (
    HASH,
    PLAN_DRAFT,
    TERMS,
    URI,
    buyer,
    grantor,
    half_signed,
    in_evaluation,
    lead,
    partner,
    plan_signed,
    proposed,
    requested,
    running,
    signature,
)

START_NL = """\
starten kan nu niet
  - proeftuin: voorstel; dit kan pas vanaf: plan van aanpak ondertekend
  - alleen voor: opdrachtnemer
  - het plan van aanpak is van kracht — nog niet: plan 1 (in ondertekening)
  - plan 1: alle partijen hebben getekend — nog niet: AEF
  - het contract loopt op de startdatum — nog geen contract bekend"""

START_EN = """\
start is not possible now
  - pilot: proposal; only possible from: plan of approach signed
  - only for: contractor
  - the plan of approach is in force — not yet: plan 1 (being signed)
  - plan 1: all parties have signed — not yet: AEF
  - the contract is in force on the start date — no contract known yet"""


@pytest.mark.parametrize(("language", "text"), [("nl", START_NL), ("en", START_EN)])
def test_refusal_says_all_that_stands_in_the_way(language, text):
    """
    A partner wants to start while AEF has not signed: the answer has everything, also what is still to come on the way.
    """
    assert text == half_signed().refusal("start", partner).text(language)


def test_same_refusal_while_proposal_is_not_approved():
    """
    What the commissioning party thinks of the proposal is asked where signing opens, not again where the pilot starts.
    """
    submitted = proposed().does("draft_plan", lead, PLAN_DRAFT).does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")
    waived = {"proposal_is_approved": "the approval follows"}
    signed = submitted.does("open_signing", buyer, SigningTerms(), "plan/1", waive=waived).does("sign", lead, signature("vka"), "plan/1")

    assert "draft" == signed.state("proposal/1")
    assert START_EN == signed.refusal("start", partner).text("en")


def test_whole_life():
    """
    Five phases, one after the other; the pilot itself moves as its parts do.
    """
    assert "proposal" == proposed().state("pilot")
    assert "proposal" == half_signed().state("pilot")
    assert "plan_signed" == plan_signed().state("pilot")
    assert "running" == running().state("pilot")
    assert "evaluation" == in_evaluation().state("pilot")
    assert "evaluation" == requested().state("pilot")

    end = requested().does("grant_decharge", grantor, TERMS)

    assert "decharge" == end.state("pilot")
    assert "granted" == end.state("decharge/1")


def test_last_signature_moves_three_things_at_once():
    """
    AEF signs: the plan enters into force, and the pilot moves on, in the same commit, each caused by the one before.
    """
    decision = half_signed().wish("sign", partner, signature("aef"), "plan/1", on=date(2019, 11, 21))

    assert isinstance(decision, Accepted)
    assert ["signed_by_party", "plan_entered_into_force", "plan_signed"] == [event.type for event in decision.events]
    first, second, third = decision.events
    assert first.caused_by is None
    assert first.seq == second.caused_by
    assert second.seq == third.caused_by
    assert date(2019, 11, 21) == decision.case["plan/1"].facts.signed_on


def test_life_replays_to_the_same_case():
    """
    The events alone, without any rule asked, lead to the same case.
    """
    begun = half_signed().case
    decision = half_signed().wish("sign", partner, signature("aef"), "plan/1")

    assert isinstance(decision, Accepted)
    assert decision.case == replay(begun, decision.events)
