"""
The proposal: handed in, looked at, approved or not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs
import pytest

from proeftuin_flow.acts import Waive
from proeftuin_flow.guards import Severity
from proeftuin_flow.pilot import (
    PROEFTUIN,
    Grounds,
    HostOffer,
    PlanDocument,
    Points,
    Policy,
    ProposalContent,
    ProposalDraft,
    SigningTerms,
    Support,
    TenderPhase,
)
from tests.pilot.story import (
    AEF,
    CONTENT,
    CONTRACT,
    DRAFT,
    HASH,
    PLAN_DRAFT,
    URI,
    VKA,
    Story,
    buyer,
    in_intake,
    lead,
    may,
    new,
    partner,
    proposed,
    signature,
    sponsor,
)


def test_proposing_opens_the_proposal():
    """
    A pilot and its proposal begin together.
    """
    begun = proposed()

    assert ("proposal", "draft") == (begun.state("pilot"), begun.state("proposal/1"))
    assert (VKA, AEF) == begun.case.root.facts.parties


def test_empty_proposal_misses_everything_at_once():
    """
    Who submits nothing hears all that is missing.  Under mvm a contract is only advice.
    """
    empty = proposed(ProposalDraft("Statushouders aan het werk"))

    assert [
        "commissioning_party_known", "contractor_known", "goal_and_learning_question", "target_group_described",
    ] == empty.codes("submit_proposal", lead, ProposalContent(URI))  # fmt: skip
    assert ["no goal", "no learning question"] == empty.named("submit_proposal", "goal_and_learning_question", lead, ProposalContent(URI))


def test_contractor_is_one_of_the_parties():
    """
    A consortium of partners alone has nobody who answers for it.
    """
    partners, alone = (proposed(attrs.evolve(DRAFT, parties=parties)) for parties in ((AEF,), (VKA,)))

    assert ["nobody named yet"] == partners.named("submit_proposal", "contractor_known", lead, CONTENT)
    assert [] == alone.named("submit_proposal", "contractor_known", lead, CONTENT)


def test_commissioning_party_may_be_one_of_the_parties():
    """
    It is named as a party, or beside them.
    """
    beside = proposed(attrs.evolve(DRAFT, commissioned_by=None))
    party = attrs.evolve(VKA, id="rijk", name="Rijk", role="commissioning_party")
    among = proposed(attrs.evolve(DRAFT, commissioned_by=None, parties=(VKA, party)))

    assert ["nobody named yet"] == beside.named("submit_proposal", "commissioning_party_known", lead, CONTENT)
    assert "submitted" == among.does("submit_proposal", lead, CONTENT).state("proposal/1")


@pytest.mark.parametrize(
    ("policies", "nl", "en"),
    [
        (frozenset(), [], []),
        (frozenset({Policy.JOBS_AGREEMENT}), ["banenafspraak"], ["jobs agreement"]),
        (frozenset(Policy), ["banenafspraak", "social return"], ["jobs agreement", "social return"]),
    ],
)
def test_proposal_says_which_policies_the_pilot_serves(policies, nl, en):
    """
    Social return, the jobs agreement, or both; and nothing where nobody said it.
    """
    known = proposed().does("submit_proposal", lead, attrs.evolve(CONTENT, policies=policies)).part("proposal/1").facts.policies

    assert policies == known
    assert (nl, en) == (sorted(each.label.nl for each in known), sorted(each.label.en for each in known))


def contract_link(draft):
    """What a case type that takes the contract seriously says."""
    strict = PROEFTUIN.variant("proeftuin-strict", version=1, severities={"contract_link": Severity.HARD})
    return new(strict).does("propose", lead, draft)


def test_contract_is_linked_or_the_pilot_is_voluntary():
    """
    The threshold of the profile is part of the answer.
    """
    without = contract_link(DRAFT)

    assert ["no contract linked", "social return applies here from 250,000 euros and 6 months"] == without.named(
        "submit_proposal", "contract_link", lead, CONTENT
    )
    assert [] == without.does("link_contract", buyer, CONTRACT).named("submit_proposal", "contract_link", lead, CONTENT)
    assert [] == contract_link(attrs.evolve(DRAFT, voluntary=True)).named("submit_proposal", "contract_link", lead, CONTENT)


def test_minimal_profile_has_no_threshold():
    """
    Where there is none, none is named; and it is only advice.
    """
    checks = proposed(profile="minimal").checks("submit_proposal", lead, CONTENT)

    assert {"contract_link": ["advised", "no contract linked"]} == checks


def test_return_to_draft():
    """
    A proposal that has to be completed goes back, and may be submitted again.
    """
    returned = in_intake().does("return_proposal", buyer, Points(("noem de doelgroep",)))

    assert "draft" == returned.state("proposal/1")
    assert "submitted" == returned.does("submit_proposal", lead, CONTENT).state("proposal/1")


def test_approval_needs_support_and_a_host():
    """
    ProRail's lesson: both are missing, and both are said together.
    """
    assert ["management_support", "host_demand"] == in_intake().codes("approve_proposal", buyer)

    supported = in_intake().does("record_support", sponsor, Support(URI))
    assert ["host_demand"] == supported.codes("approve_proposal", buyer)
    assert "approved" == supported.does("register_host", lead, HostOffer("adr")).does("approve_proposal", buyer).state("proposal/1")


def test_approval_with_a_waiver():
    """
    The commissioning party lets support pass, with a reason; the log keeps every check.
    """
    hosted = in_intake().does("register_host", buyer, HostOffer("adr"))
    checks = hosted.checks("approve_proposal", buyer, waive={"management_support": "letter of the director follows"})

    assert {
        "relation_to_contract": ["met"], "management_support": ["waived", "not recorded yet"], "host_demand": ["met"],
        "approver_did_not_submit": ["met"],
    } == checks  # fmt: skip


def test_relation_to_the_contract_is_advice():
    """
    It is kept that it was not explained; it blocks nothing.
    """
    without = proposed().does("submit_proposal", lead, attrs.evolve(CONTENT, relation=None)).does("take_into_intake", buyer)
    ready = without.does("record_support", sponsor, Support(URI)).does("register_host", buyer, HostOffer("adr"))

    assert ["advised", "not recorded yet"] == ready.checks("approve_proposal", buyer)["relation_to_contract"]


def test_nobody_approves_an_own_proposal():
    """
    Separation of duties looks at who submitted it, not at what anybody says.
    """
    both = attrs.evolve(lead, roles=lead.roles | buyer.roles)

    assert [both.id] == in_intake().named("approve_proposal", "approver_did_not_submit", both)


def test_rejection_ends_the_pilot():
    """
    A rejected proposal takes the pilot with it.
    """
    rejected = in_intake().does("reject_proposal", buyer, Grounds("geen draagvlak"))

    assert ("rejected", "rejected") == (rejected.state("proposal/1"), rejected.state("pilot"))
    assert ["wrong_state"] == rejected.codes("withdraw", lead, Grounds("te laat"))


def test_signed_pilot_is_not_rejected_any_more():
    """
    After signing a pilot is stopped, not rejected.
    """
    submitted = in_intake().does("draft_plan", lead, PLAN_DRAFT).does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")
    offered = submitted.does("open_signing", buyer, SigningTerms(), "plan/1", waive={"proposal_is_approved": "follows"})
    signed = offered.does("sign", lead, signature("vka"), "plan/1").does("sign", partner, signature("aef"), "plan/1")

    assert ["pilot (plan of approach signed)"] == signed.named("reject_proposal", "still_proposed", buyer, Grounds("toch niet"))


def test_sponsor_lets_somebody_approve_what_they_submitted():
    """
    Beforehand, and for that person: the log then says who allowed it, and why.
    """
    both = attrs.evolve(lead, roles=lead.roles | buyer.roles)
    supported = in_intake().does("record_support", sponsor, Support(URI)).does("register_host", buyer, HostOffer("adr"))
    unasked = Waive("approve_proposal", "approver_did_not_submit", "er is verder niemand")

    allowed = supported.does("waive", sponsor, attrs.evolve(unasked, for_=both))

    assert ["waiver_not_allowed"] == supported.codes("waive", sponsor, unasked)
    assert ["waived", both.id] == allowed.checks("approve_proposal", both)["approver_did_not_submit"]


# ── in time, and short ───────────────────────────────────────────────────────────────────────────────────────────────────


def awarded(day: date | None, profile: str) -> Story:
    return proposed(attrs.evolve(DRAFT, contract=attrs.evolve(CONTRACT.contract, awarded_on=day)), profile)


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2019, 11, 24), []), (date(2019, 11, 23), ["by 2019-11-30"]), (None, [])],
)
def test_first_contact_is_within_a_week(day: date | None, said: list[str]):
    """
    After the award, under the municipal profile; without an award there is no week.
    """
    assert said == awarded(day, "municipal_bouwblokken").named("submit_proposal", "contact_on_time", lead, CONTENT)


def test_late_contact_can_be_waived():
    """
    Beforehand, by the commissioning party; where there is no term nothing is late.
    """
    late = awarded(date(2019, 1, 1), "municipal_bouwblokken")
    allowed = late.does("waive", buyer, Waive("submit_proposal", "contact_on_time", "de gunning werd aangevochten"))

    assert "submitted" == allowed.does("submit_proposal", lead, CONTENT).state("proposal/1")
    assert {} == awarded(date(2019, 1, 1), "mvm").checks("submit_proposal", lead, CONTENT)


@pytest.mark.parametrize(
    ("phase", "pages", "said"),
    [
        ("before", 3, {"bid_plan_is_short": ["advised", "2 sheets of A4 at most"]}),
        ("before", 2, {}),
        ("before", None, {}),
        ("during", 3, {}),
        (None, 3, {}),
    ],
)
def test_plan_in_a_bid_is_short(phase: str | None, pages: int | None, said: dict[str, list[str]]):
    """
    Two sheets of A4; that is advice, and only for what is handed in with a bid.
    """
    draft = attrs.evolve(DRAFT, voluntary=True, tender_phase=None if phase is None else TenderPhase(phase))

    assert said == proposed(draft).checks("submit_proposal", lead, attrs.evolve(CONTENT, pages=pages))


def test_minimal_profile_has_no_limit():
    """
    Of what it does not say, nothing is too long.
    """
    draft = attrs.evolve(DRAFT, voluntary=True, tender_phase=TenderPhase.BEFORE)

    assert {} == proposed(draft, "minimal").checks("submit_proposal", lead, attrs.evolve(CONTENT, pages=30))


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "trigger", "data", "roles"),
    [
        (proposed, "submit_proposal", CONTENT, {"initiator", "co_initiator"}),
        (lambda: proposed().does("submit_proposal", lead, CONTENT), "take_into_intake", None, {"advisory_team", "category_manager"}),
        (in_intake, "return_proposal", Points(("x",)), {"advisory_team", "category_manager"}),
        (in_intake, "record_support", Support(URI), {"management_sponsor", "initiator", "co_initiator"}),
        (in_intake, "register_host", HostOffer("adr"), {"category_manager", "initiator", "co_initiator", "host"}),
        (in_intake, "approve_proposal", None, {"commissioning_party"}),
        (in_intake, "reject_proposal", Grounds("x"), {"commissioning_party"}),
    ],
)
def test_who_may(told: Callable[[], Story], trigger: str, data: object, roles: set[str]):
    """
    A department may offer itself as long as none is known.
    """
    assert roles == may(told(), trigger, data)
