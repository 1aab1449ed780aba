"""
The plan of approach: its versions, and the signatures under each.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from proeftuin_flow.acts import TakeOver
from proeftuin_flow.guards import Severity
from proeftuin_flow.pilot import (
    PROEFTUIN,
    Comments,
    ContractLink,
    Declined,
    EffortValue,
    Grounds,
    PlanDocument,
    PlanDraft,
    PlanItem,
    PlanKind,
    ProposalDraft,
    SigningTerms,
)
from proeftuin_flow.pilot.days import after
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    CONTRACT,
    DRAFT,
    HASH,
    PLAN_DRAFT,
    URI,
    Story,
    approved,
    buyer,
    coordinator,
    half_signed,
    in_evaluation,
    lead,
    new,
    offered,
    partner,
    proposed,
    running,
    signature,
)


def in_review(draft: PlanDraft = PLAN_DRAFT) -> Story:
    return approved().does("draft_plan", lead, draft).does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")


# ── drafting ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_version_at_a_time():
    """
    Two versions under way could both be signed, and contradict each other.
    """
    assert ["plan 1 (being signed)"] == half_signed().named("draft_plan", "no_version_under_way", lead, PLAN_DRAFT, "plan/2")


def test_no_new_version_once_the_execution_is_over():
    """
    What is to be evaluated does not change any more.
    """
    assert ["pilot (evaluation)"] == in_evaluation().named("draft_plan", "execution_not_over", lead, PLAN_DRAFT)


def test_plan_goes_back_and_forth():
    """
    A reviewer gives it back, the contractor revises it.
    """
    returned = in_review().does("return_plan", buyer, Comments(URI), "plan/1")
    revised = returned.does("revise_plan", lead, PlanDraft(places=3), "plan/1")

    assert "drafting" == returned.state("plan/1")
    assert 3 == revised.part("plan/1").facts.places


@pytest.mark.parametrize(
    ("draft", "nl", "en"), [({}, "plan van aanpak", "plan of approach"), ({"kind": "start_agreement"}, "startovereenkomst", "start agreement")]
)
def test_start_agreement_may_take_the_place_of_a_plan_of_approach(draft, nl, en):
    """
    It is one where somebody says so; the same parties sign it, and then it is in force.
    """
    offer = offered(approved(), draft=attrs.evolve(PLAN_DRAFT, **draft))
    signed = offer.does("sign", lead, signature("vka"), "plan/1").does("sign", partner, signature("aef"), "plan/1")
    kind: PlanKind = signed.part("plan/1").facts.kind

    assert ("in_force", nl, en) == (signed.state("plan/1"), kind.label.nl, kind.label.en)


def test_revised_plan_may_become_a_start_agreement():
    """
    What is drafted last counts.
    """
    drafted = approved().does("draft_plan", lead, PLAN_DRAFT)
    revised = drafted.does("revise_plan", lead, attrs.evolve(PLAN_DRAFT, kind=PlanKind.START_AGREEMENT), "plan/1")

    assert PlanKind.START_AGREEMENT is revised.part("plan/1").facts.kind


def test_incomplete_plan_is_advice_under_mvm():
    """
    A pilot is form-free; under another profile the commissioning party has to waive it.
    """
    drafted = approved().does("draft_plan", lead, PlanDraft())

    assert "review" == drafted.does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1").state("plan/1")


def test_incomplete_plan_names_what_is_missing():
    """
    Goals, an end, places, and whatever it does not cover.
    """
    strict = PROEFTUIN.variant("proeftuin-strict", version=1, severities={"plan_complete": Severity.HARD})
    drafted = new(strict).does("propose", lead, DRAFT).does("draft_plan", lead, PlanDraft(covers=frozenset({PlanItem.COSTS})))
    named = drafted.named("submit_plan", "plan_complete", lead, PlanDocument(URI, HASH), "plan/1")

    assert ["goals", "a planned end", "the number of places", "a learning question"] == named[:4]
    assert "the costs" not in named
    full = drafted.does("revise_plan", lead, PLAN_DRAFT, "plan/1")
    assert [] == full.named("submit_plan", "plan_complete", lead, PlanDocument(URI, HASH), "plan/1")


@pytest.mark.parametrize(
    ("guard", "item"),
    [
        ("sustainable_defined", PlanItem.SUSTAINABLE_PLACEMENT),
        ("supervision_arranged", PlanItem.SUPERVISION),
        ("privacy_basis", PlanItem.PRIVACY),
        ("exit_arrangement", PlanItem.EARLY_STOP),
        ("evaluation_planned", PlanItem.EVALUATION),
        ("decharge_criteria", PlanItem.DECHARGE),
    ],
)
def test_plan_must_cover(guard, item):
    """
    Each of these stands in the plan before anybody signs it.
    """
    without = in_review(attrs.evolve(PLAN_DRAFT, covers=PLAN_DRAFT.covers - {item}))

    assert [guard] == without.codes("open_signing", buyer, SigningTerms(), "plan/1")
    assert ["not in the plan yet"] == without.named("open_signing", guard, buyer, SigningTerms(), "plan/1")


def test_privacy_cannot_be_waived():
    """
    That requirement is fixed.
    """
    without = in_review(attrs.evolve(PLAN_DRAFT, covers=PLAN_DRAFT.covers - {PlanItem.PRIVACY}))

    refusal = without.refusal("open_signing", buyer, SigningTerms(), "plan/1", waive={"privacy_basis": "nothing is kept"})
    assert ["privacy_basis", "waiver_not_allowed"] == [reason.code for reason in refusal.reasons]


@pytest.mark.parametrize(("awarded", "blockers"), [(date(2019, 9, 1), ["due on 2019-11-01"]), (date(2019, 10, 1), []), (None, [])])
def test_plan_on_time(awarded, blockers):
    """
    Due two months after the award.  It is advice, unless a case type takes it seriously.
    """
    strict = PROEFTUIN.variant("proeftuin-strict", version=1, severities={"plan_is_on_time": Severity.HARD})
    linked = new(strict).does("propose", lead, DRAFT).does("link_contract", buyer, ContractLink(attrs.evolve(CONTRACT.contract, awarded_on=awarded)))
    drafted = linked.does("draft_plan", lead, PLAN_DRAFT)

    assert blockers == drafted.named("submit_plan", "plan_is_on_time", lead, PlanDocument(URI, HASH), "plan/1")


# ── signing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_signing_waits_for_the_proposal():
    """
    Nobody signs before the commissioning party agreed, unless it says so.
    """
    submitted = proposed().does("draft_plan", lead, PLAN_DRAFT).does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")

    assert ["proposal 1 (draft)"] == submitted.named("open_signing", "proposal_is_approved", buyer, SigningTerms(), "plan/1")


def test_somebody_must_sign():
    """
    A plan without parties would be signed by all of them at once.
    """
    nobody = new().does("propose", lead, ProposalDraft("t")).does("draft_plan", lead, PLAN_DRAFT)
    submitted = nobody.does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")

    assert ["nobody has to sign"] == submitted.named("open_signing", "signatories_known", buyer, SigningTerms(), "plan/1")


def test_signatories_and_hash_are_frozen():
    """
    Who has to sign is what the parties were when signing opened.
    """
    facts = half_signed().part("plan/1").facts

    assert ["vka", "aef"] == [party.id for party in facts.signatories]
    assert ["AEF"] == [party.name for party in facts.awaited]
    assert HASH == facts.content_hash


def test_school_need_not_sign():
    """
    A partner that is no party to the contract is named, and signs nothing.
    """
    school = attrs.evolve(DRAFT.parties[0], id="school", name="School", role="education_partner", signs=False)
    story = approved(attrs.evolve(DRAFT, parties=(*DRAFT.parties, school)))

    assert ["vka", "aef"] == [party.id for party in offered(story).part("plan/1").facts.signatories]


def test_signature_under_another_version():
    """
    The hash of what was signed is compared.
    """
    other = signature("aef", "b" * 64)

    assert ["what was signed is bbbbbbbbbbbb…"] == half_signed().named("sign", "same_version", partner, other, "plan/1")


def test_stranger_cannot_sign():
    """
    Only who is a party signs, and for itself.
    """
    assert ["is_signatory", "signatory_authorised"] == half_signed().codes("sign", partner, signature("deloitte"), "plan/1")


def test_nobody_signs_twice():
    """
    A signature is given once.
    """
    assert ["VKA"] == half_signed().named("sign", "not_signed_before", lead, signature("vka"), "plan/1")


def test_signing_by_mandate():
    """
    A consortium lead signs for its partner only with a mandate.
    """
    without = signature("aef", capacity="by_mandate")
    mandated = signature("aef", capacity="by_mandate", mandate="urn:example:mandate")

    assert ["aef"] == half_signed().named("sign", "signatory_authorised", lead, without, "plan/1")
    assert "in_force" == half_signed().does("sign", lead, mandated, "plan/1").state("plan/1")


def test_partner_of_another_consortium():
    """
    The role alone is not enough: the organisation must be that party here.
    """
    stranger = Actor("u-99", roles={"consortium_partner"}, organisation="kpmg")

    assert "role" in half_signed().codes("sign", stranger, signature("aef"), "plan/1")


def test_late_signature_is_advice():
    """
    After the period a signature is still a signature, and the log says that it was late.
    """
    terms = SigningTerms(closes_on=date(2019, 11, 30))
    late = in_review().does("open_signing", buyer, terms, "plan/1").checks("sign", lead, signature("vka"), "plan/1")
    in_time = in_review().does("open_signing", buyer, SigningTerms(date(2019, 12, 1)), "plan/1").checks("sign", lead, signature("vka"), "plan/1")

    assert ["advised", "the period ended on 2019-11-30"] == late["within_signing_period"]
    assert ["met"] == in_time["within_signing_period"]


def test_plan_expires_after_its_period():
    """
    Not before, and not without one.
    """
    review = in_review()
    until = date(2019, 12, 1)

    assert ["there is no term"] == review.does("open_signing", buyer, SigningTerms(), "plan/1").named(
        "expire_plan", "signing_period_over", buyer, None, "plan/1"
    )
    running_out = review.does("open_signing", buyer, SigningTerms(until), "plan/1")
    assert ["signing is possible up to 2019-12-01"] == running_out.named("expire_plan", "signing_period_over", buyer, None, "plan/1")
    over = review.does("open_signing", buyer, SigningTerms(date(2019, 11, 1)), "plan/1")
    assert "expired" == over.does("expire_plan", coordinator, None, "plan/1").state("plan/1")


def test_declined_signature_sends_the_plan_back():
    """
    What was signed before counts no longer: the next text is another one.
    """
    declined = half_signed().does("decline_signature", partner, Declined("aef", "de termijn is te kort"), "plan/1")

    assert "drafting" == declined.state("plan/1")
    assert {} == declined.part("plan/1").facts.signatures


def test_nobody_declines_for_another():
    """
    A party says no for itself.
    """
    assert ["vka"] == half_signed().named("decline_signature", "declines_for_itself", partner, Declined("vka", "nee"), "plan/1")


def test_withdrawn_version_makes_room():
    """
    After it a next version may be drafted.
    """
    withdrawn = half_signed().does("withdraw_plan", lead, Grounds("een ander plan"), "plan/1")

    assert "withdrawn" == withdrawn.state("plan/1")
    assert "drafting" == withdrawn.does("draft_plan", lead, PLAN_DRAFT).state("plan/2")


def test_taken_over_plan_says_what_is_missing():
    """
    Nobody to sign, nothing to sign under, no proposal behind it: nothing of that is taken for granted.
    """
    facts: dict[str, dict[str, object]] = {"pilot": {"parties": DRAFT.parties}, "plan/1": {"content_hash": None, "covers": frozenset(PlanItem)}}
    data = TakeOver("dossier", {"pilot": "proposal", "plan/1": "review"}, facts, frozenset({"proposal", "plan"}))
    reviewed = new().does("take_over", coordinator, data)
    signing = new().does("take_over", coordinator, attrs.evolve(data, states={"pilot": "proposal", "plan/1": "signing"},
                                                                facts={"plan/1": {"signatories": (), "signatures": {}}}))  # fmt: skip

    assert ["there is no proposal"] == reviewed.named("open_signing", "proposal_is_approved", buyer, SigningTerms(), "plan/1")
    assert ["the hash of the document is missing"] == reviewed.named("open_signing", "signatories_known", buyer, SigningTerms(), "plan/1")
    assert ["nobody has to sign"] == signing.named("start", "all_parties_signed", lead)


# ── effort ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def valued(profile: str, value: int | None, effort: EffortValue | None) -> Story:
    """A plan under review, of a pilot that belongs to a contract of so many cents."""
    proposal = proposed(attrs.evolve(DRAFT, contract=attrs.evolve(CONTRACT.contract, value=value)), profile)
    drafted = proposal.does("draft_plan", lead, attrs.evolve(PLAN_DRAFT, effort=effort), on=date(2018, 3, 1))
    return drafted.does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1", on=date(2018, 3, 1))


@pytest.mark.parametrize(
    ("profile", "value", "cents", "said"),
    [
        ("classic_5pct", 100_000_00, 5_000_00, []),
        ("classic_5pct", 100_000_00, 4_999_99, ["4,999 euros, at least 5,000"]),
        ("classic_5pct", 100_000_01, 5_000_00, ["5,000 euros, at least 5,001"]),
        ("classic_5pct", 100_000_00, None, ["no value named, at least 5,000 euros"]),
        ("classic_5pct", None, None, []),
        ("rws_groeituin", 100_000_00, 4_000_00, []),
        ("rws_groeituin", 100_000_00, 3_000_00, ["3,000 euros, at least 4,000"]),
        ("mvm", 100_000_00, None, []),
    ],
)
def test_effort_is_a_share_of_the_contract(profile: str, value: int | None, cents: int | None, said: list[str]):
    """
    As large as the profile says, rounded up; where there is no value, or no share, there is nothing to compare.
    """
    review = valued(profile, value, None if cents is None else EffortValue(cents, "utrecht@2"))

    assert said == review.named("open_signing", "share_planned", buyer, SigningTerms(), "plan/1")


def test_pilot_without_a_contract_has_no_share():
    """
    A voluntary one, for example.
    """
    drafted = proposed(attrs.evolve(DRAFT, voluntary=True), "classic_5pct").does("draft_plan", lead, PLAN_DRAFT)
    submitted = drafted.does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")

    assert [] == submitted.named("open_signing", "share_planned", buyer, SigningTerms(), "plan/1")


def test_smaller_share_can_be_waived():
    """
    The commissioning party says why.
    """
    waive = {"share_planned": "de rest volgt in een tweede proeftuin", "proposal_is_approved": "volgt"}
    review = valued("classic_5pct", 100_000_00, EffortValue(4_000_00, "utrecht@2"))

    assert "signing" == review.does("open_signing", buyer, SigningTerms(), "plan/1", waive=waive).state("plan/1")


def test_effort_names_its_table_of_values():
    """
    Under the municipal profile; elsewhere it is advice.
    """
    bare, named = (valued("municipal_bouwblokken", None, effort) for effort in (None, EffortValue(1_00, "utrecht@2")))
    checks = valued("mvm", None, None).checks("open_signing", buyer, SigningTerms(), "plan/1", waive={"proposal_is_approved": "volgt"})

    assert ["no value named"] == bare.named("open_signing", "catalogue_named", buyer, SigningTerms(), "plan/1")
    assert [] == named.named("open_signing", "catalogue_named", buyer, SigningTerms(), "plan/1")
    assert ["advised", "no value named"] == checks["catalogue_named"]
    assert EffortValue(1_00, "utrecht@2") == named.part("plan/1").facts.effort


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_next_version_supersedes_the_one_before():
    """
    The second domain: version 1 stays in force until everybody has signed version 2.
    """
    wider = offered(running(), 2, content_hash="c" * 64).does("sign", lead, signature("vka", "c" * 64), "plan/2")
    signed = wider.does("sign", partner, signature("aef", "c" * 64), "plan/2")

    assert ("in_force", "signing") == (wider.state("plan/1"), wider.state("plan/2"))
    assert ("superseded", "in_force") == (signed.state("plan/1"), signed.state("plan/2"))
    assert "running" == signed.state("pilot")


def test_plan_ends_when_the_execution_is_over():
    """
    Not while it is carried out.
    """
    assert ["pilot (running)"] == running().named("end_plan", "nothing_left_to_do", buyer, None, "plan/1")
    assert "ended" == in_evaluation().does("end_plan", buyer, None, "plan/1").state("plan/1")


# ── days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "period", "later"),
    [
        (date(2019, 1, 31), "P1M", date(2019, 2, 28)),
        (date(2020, 2, 29), "P1Y", date(2021, 2, 28)),
        (date(2019, 11, 21), "P7D", date(2019, 11, 28)),
        (date(2019, 11, 21), "P1Y6M", date(2021, 5, 21)),
        (date(2019, 11, 21), "P2W", date(2019, 12, 5)),
        (date(2019, 11, 21), "P2M", date(2020, 1, 21)),
    ],
)
def test_terms(day, period, later):
    """
    Months are months; where one is too short, its last day counts.
    """
    assert later == after(day, period)


@pytest.mark.parametrize("period", ["", "P", "7D", "PT1H", "P1.5M"])
def test_no_terms(period):
    """
    What is no period is said to be none.
    """
    with pytest.raises(ValueError, match="not a period"):
        after(date(2019, 1, 1), period)
