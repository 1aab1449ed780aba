"""
What a real process meets besides: people withdraw, change their minds at the same time, and disagree twice.
"""

from __future__ import annotations

from datetime import date

import attrs

from proeftuin_flow.pilot import Adoption, Objection, Parties, Reopening, Resumption, Side, SuspensionGrounds, View
from tests.pilot.story import (
    EVALUATION,
    PLAN_DRAFT,
    URI,
    VKA,
    Story,
    buyer,
    coordinator,
    evaluator,
    in_evaluation,
    in_hearing,
    lead,
    offered,
    partner,
    plan_signed,
    running,
    signature,
)

OTHER = "b" * 64


def agreeing(side: Side) -> View:
    return View(side, agrees_to_publication=True)


def test_consortium_partner_withdraws_after_signing():
    """
    Its signature cannot be undone: somebody lets it go, with a reason, and the others sign a next version without it.
    """
    assert ["AEF"] == plan_signed().named("name_parties", "signatories_stay", coordinator, Parties((VKA,)))

    gone = plan_signed().does("name_parties", buyer, Parties((VKA,)), waive={"signatories_stay": "AEF trekt zich terug"})
    next_one = offered(gone, 2, content_hash=OTHER).does("sign", lead, signature("vka", OTHER), "plan/2")
    assert ("superseded", "in_force") == (next_one.state("plan/1"), next_one.state("plan/2"))
    assert ["vka"] == [party.id for party in next_one.part("plan/2").facts.signatories]


def test_two_amendments_at_once():
    """
    The second one waits for the first: signed or withdrawn.
    """
    first = running().does("draft_plan", lead, PLAN_DRAFT)
    assert ["plan 2 (being drafted)"] == first.named("draft_plan", "no_version_under_way", partner_as_contractor, PLAN_DRAFT, "plan/3")

    withdrawn = first.does("withdraw_plan", lead, {"reason": "eerst de andere"}, "plan/2")
    assert "drafting" == withdrawn.does("draft_plan", lead, PLAN_DRAFT, "plan/3").state("plan/3")


partner_as_contractor = attrs.evolve(lead, id="u-19")


def test_evaluation_is_contested_twice():
    """
    Each time it is redrafted and heard anew; what was said of the old text does not count for the new one.
    """
    told = in_hearing(in_evaluation())
    for party, by in (("vka", lead), ("aef", partner)):
        heard = told.does("give_view", buyer, agreeing(Side.COMMISSIONING), "evaluation/1")
        contested = heard.does("contest_evaluation", by, Objection(party, URI), "evaluation/1")
        told = contested.does("redraft_evaluation", evaluator, EVALUATION, "evaluation/1")
        assert "both_sides_heard" in told.codes("adopt_evaluation", buyer, Adoption("public"), "evaluation/1")

    one = told.does("give_view", buyer, agreeing(Side.COMMISSIONING), "evaluation/1")
    both = one.does("give_view", lead, agreeing(Side.CONTRACTING), "evaluation/1")
    assert "adopted" == both.does("adopt_evaluation", buyer, Adoption("public"), "evaluation/1").state("evaluation/1")


def test_pilot_was_reopened_and_then_suspended():
    """
    It runs again, stands still, and goes on; what was completed before stays completed.
    """
    reopened: Story = in_evaluation().does("reopen_execution", buyer, Reopening("nog een kandidaat", date(2020, 6, 30)))
    still = reopened.does("suspend", buyer, SuspensionGrounds("de afdeling verhuist", date(2020, 2, 1)))

    assert ("running", "completed", "active", "suspended") == tuple(
        still.state(address) for address in ("pilot", "execution/1", "execution/2", "suspension/1")
    )
    assert "ended" == still.does("resume", buyer, Resumption()).state("suspension/1")
