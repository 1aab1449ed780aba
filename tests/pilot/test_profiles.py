"""
Profiles: under which of them something is refused, and under which it is only advice.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import attrs
import pytest

from proeftuin_flow.acts import ChangeProfile
from proeftuin_flow.decisions import Refused
from proeftuin_flow.guards import Severity
from proeftuin_flow.pilot import (
    PROEFTUIN,
    Adoption,
    Archiving,
    Closure,
    Counts,
    DechargeRequest,
    FinalReport,
    HostOffer,
    Lapse,
    Nomination,
    Occupant,
    Placement,
    PlanDocument,
    PlanDraft,
    Reopening,
    Resumption,
    Schedule,
    SigningTerms,
    Start,
    Support,
)
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    CONTENT,
    CONTRACT,
    DRAFT,
    EVALUATION,
    HASH,
    PLAN_DRAFT,
    TERMS,
    URI,
    Story,
    archivist,
    buyer,
    coordinator,
    evaluator,
    grantor,
    host,
    in_evaluation,
    in_hearing,
    in_intake,
    lead,
    matched,
    mobilising,
    placed,
    plan_signed,
    proposed,
    requested,
    running,
    sponsor,
    started,
    taken_over,
    with_place,
)
from tests.pilot.test_amending import LATER, ended, signed_longer

MVM, CLASSIC, MUNICIPAL, RWS, MINIMAL = (profile.name for profile in PROEFTUIN.profiles)
STRICT = {CLASSIC, MUNICIPAL, RWS}
ALL_BUT_MINIMAL = {MVM, *STRICT}

VALUED = attrs.evolve(DRAFT, contract=attrs.evolve(CONTRACT.contract, value=100_000_00))
AWARDED_LONG_AGO = attrs.evolve(DRAFT, contract=CONTRACT.contract)
NOTHING_COUNTED = FinalReport(counts=Counts(nominated=10), report=URI)


class Wish(NamedTuple):
    """A wish that misses one thing."""

    story: Story
    trigger: str
    by: Actor
    data: object = None
    part: str | None = None


def under(story: Story, profile: str) -> Story:
    """The same pilot, held to this profile from now on."""
    change = ChangeProfile(profile, "de opdracht vraagt het")
    return story if profile == story.case.profile.name else story.does("change_profile", coordinator, change)


def drafted(draft: PlanDraft = PLAN_DRAFT, proposal: Any = AWARDED_LONG_AGO) -> Story:
    return proposed(proposal).does("draft_plan", lead, draft)


def in_review(draft: PlanDraft = PLAN_DRAFT, proposal: Any = DRAFT) -> Wish:
    submitted = drafted(draft, proposal).does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")
    return Wish(submitted, "open_signing", buyer, SigningTerms(), "plan/1")


def without(item: str) -> Wish:
    return in_review(attrs.evolve(PLAN_DRAFT, covers=frozenset(each for each in PLAN_DRAFT.covers if each.value != item)))


def adopting(**missing: Any) -> Wish:
    story = in_hearing(in_evaluation(), attrs.evolve(EVALUATION, **missing))
    return Wish(story, "adopt_evaluation", buyer, Adoption("public"), "evaluation/1")


def suspended_past_its_end() -> Story:
    return taken_over({"pilot": "running", "suspension/1": "suspended"}, {"pilot": {"ends_on": date(2019, 6, 1)}, "suspension/1": {"ends_on": None}})


PLACE = "place/1"
T1 = "trajectory/1"

MISSED = {
    "contract_link": (lambda: Wish(proposed(), "submit_proposal", lead, CONTENT), STRICT),
    "contact_on_time": (lambda: Wish(proposed(AWARDED_LONG_AGO), "submit_proposal", lead, CONTENT), {MUNICIPAL}),
    "goal_and_learning_question": (lambda: Wish(proposed(), "submit_proposal", lead, attrs.evolve(CONTENT, goals=())), ALL_BUT_MINIMAL),
    "relation_to_contract": (
        lambda: Wish(proposed().does("submit_proposal", lead, attrs.evolve(CONTENT, relation=None)).does("take_into_intake", buyer),
                     "approve_proposal", buyer),
        {CLASSIC},
    ),
    "management_support": (lambda: Wish(in_intake().does("register_host", buyer, HostOffer("adr")), "approve_proposal", buyer), ALL_BUT_MINIMAL),
    "host_demand": (lambda: Wish(in_intake().does("record_support", sponsor, Support(URI)), "approve_proposal", buyer), ALL_BUT_MINIMAL),
    "approver_did_not_submit": (lambda: Wish(in_intake(), "approve_proposal", attrs.evolve(buyer, id=lead.id)), ALL_BUT_MINIMAL),
    "plan_is_on_time": (lambda: Wish(drafted(), "submit_plan", lead, PlanDocument(URI, HASH), "plan/1"), {RWS}),
    "plan_complete": (lambda: in_review(attrs.evolve(PLAN_DRAFT, places=None)), STRICT),
    "proposal_is_approved": (in_review, ALL_BUT_MINIMAL),
    "share_planned": (lambda: in_review(proposal=VALUED), STRICT),
    "catalogue_named": (in_review, {MUNICIPAL}),
    "sustainable_defined": (lambda: without("sustainable_placement"), ALL_BUT_MINIMAL),
    "supervision_arranged": (lambda: without("supervision"), ALL_BUT_MINIMAL),
    "exit_arrangement": (lambda: without("early_stop"), ALL_BUT_MINIMAL),
    "evaluation_planned": (lambda: without("evaluation"), ALL_BUT_MINIMAL),
    "decharge_criteria": (lambda: without("decharge"), ALL_BUT_MINIMAL),
    "contract_in_force": (lambda: Wish(plan_signed(), "start", lead), ALL_BUT_MINIMAL),
    "eligibility_recorded": (lambda: Wish(with_place(mobilising()), "nominate", lead, Nomination(1), T1), STRICT),
    "buddy_before_candidate": (
        lambda: Wish(matched(with_place(mobilising())).does("fill_place", host, Occupant(1), PLACE), "start_trajectory", lead, Start(True), T1),
        ALL_BUT_MINIMAL,
    ),
    "placement_evidence": (
        lambda: Wish(started(with_place(mobilising())), "place_candidate", lead, Placement("host", "permanent"), T1), ALL_BUT_MINIMAL,
    ),
    "sustained_period": (lambda: Wish(placed(with_place(mobilising())), "confirm_sustained", lead, None, T1), ALL_BUT_MINIMAL),
    "place_recurs": (
        lambda: Wish(placed(with_place(mobilising())).does("vacate_place", host, None, PLACE), "reopen_place", host, None, PLACE), ALL_BUT_MINIMAL,
    ),
    "next_round_has_come": (
        lambda: Wish(taken_over({"pilot": "running", PLACE: "vacated"}, {PLACE: {"recurs_every": "P1Y", "opens_on": date(2020, 1, 1)}}),
                     "reopen_place", host, None, PLACE),
        ALL_BUT_MINIMAL,
    ),
    "extend_before_end": (lambda: Wish(ended(date(2019, 11, 30)), "extend", buyer, LATER), ALL_BUT_MINIMAL),
    "extension_within_contract": (
        lambda: Wish(signed_longer().does("link_contract", buyer, attrs.evolve(CONTRACT, contract=attrs.evolve(
            CONTRACT.contract, ends_on=date(2020, 1, 1)))), "extend", buyer, LATER),
        ALL_BUT_MINIMAL,
    ),
    "end_reconsidered": (lambda: Wish(suspended_past_its_end(), "resume", buyer, Resumption(), "suspension/1"), ALL_BUT_MINIMAL),
    "measures_complete": (lambda: Wish(running(), "complete_execution", lead, NOTHING_COUNTED), STRICT),
    "term_is_left": (
        lambda: Wish(taken_over({"pilot": "evaluation"}, {"pilot": {"ends_on": date(2019, 6, 1)}}), "reopen_execution", buyer, Reopening("toch")),
        ALL_BUT_MINIMAL,
    ),
    "both_sides_heard": (adopting, ALL_BUT_MINIMAL),
    "publication_agreed": (adopting, ALL_BUT_MINIMAL),
    "lessons_recorded": (lambda: adopting(lessons=()), ALL_BUT_MINIMAL),
    "adopter_did_not_draft": (
        lambda: adopting()._replace(by=attrs.evolve(buyer, id=evaluator.id)),
        ALL_BUT_MINIMAL,
    ),
    "finances_closed": (lambda: Wish(requested(DechargeRequest(URI)), "grant_decharge", grantor, TERMS), ALL_BUT_MINIMAL),
    "handover_accepted": (lambda: Wish(requested(DechargeRequest(URI)), "grant_decharge", grantor, TERMS), STRICT),
    "session_held": (
        lambda: Wish(requested().does("schedule_decharge", coordinator, Schedule(date(2020, 1, 1))), "grant_decharge", grantor, TERMS),
        ALL_BUT_MINIMAL,
    ),
    "no_remedy_possible": (lambda: Wish(in_evaluation(), "close_without_decharge", buyer, Closure("x")), ALL_BUT_MINIMAL),
    "documents_archived": (
        lambda: Wish(taken_over({"pilot": "decharge"}), "archive", archivist, Archiving("keep", URI)), ALL_BUT_MINIMAL,
    ),
}  # fmt: skip

@pytest.mark.parametrize("guard", MISSED)
def test_who_is_strict(guard: str):
    """
    The same wish misses the same thing; these profiles refuse it for that, and the others do not.
    """
    wish, strict = MISSED[guard]
    story, trigger, by, data, part = wish()
    refusing = set()
    for profile in PROEFTUIN.profiles:
        decision = under(story, profile.name).wish(trigger, by, data, part)
        if isinstance(decision, Refused) and guard in {reason.guard for reason in decision.reasons}:
            refusing.add(profile.name)

    assert strict == refusing


def test_every_requirement_that_a_profile_changes_was_asked():
    """
    And none of what is fixed is among them.
    """
    changed = {code for profile in PROEFTUIN.profiles for code in profile.severities}

    assert changed == MISSED.keys()
    assert Severity.FIXED not in {PROEFTUIN.guards[code].severity for code in changed}


# ── what can still be waived ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("profile", "refused"), [(CLASSIC, True), (MUNICIPAL, True), (RWS, False)])
def test_link_to_the_contract_that_nobody_can_waive(profile: str, refused: bool):
    """
    Where five percent of it is the point, the contract is there.
    """
    both = attrs.evolve(lead, roles=lead.roles | buyer.roles)
    waived = proposed(profile=profile).wish("submit_proposal", both, CONTENT, waive={"contract_link": "volgt"})

    assert refused == isinstance(waived, Refused)


def test_value_that_nobody_can_waive():
    """
    Under the municipal profile effort is valued by a table, and the commissioning party does not let that pass.
    """
    story, trigger, by, data, part = in_review()
    refusal = under(story, MUNICIPAL).refusal(trigger, by, data, part, waive={"catalogue_named": "volgt"})

    assert {"catalogue_named", "waiver_not_allowed"} <= {reason.code for reason in refusal.reasons}


@pytest.mark.parametrize(
    ("profile", "guard"), [(CLASSIC, "relation_to_contract"), (MUNICIPAL, "contact_on_time"), (RWS, "plan_is_on_time")],
)
def test_what_the_commissioning_party_may_waive(profile: str, guard: str):
    """
    What is only advice elsewhere blocks here, until it says why not.
    """
    story, trigger, by, data, part = MISSED[guard][0]()
    told = under(story, profile)
    both = attrs.evolve(by, roles=by.roles | buyer.roles)

    assert told.named(trigger, guard, by, data, part)
    assert not told.named(trigger, guard, both, data, part, waive={guard: "afgesproken"})


# ── numbers and terms ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_profile_says_the_same_things():
    """
    No rule looks for a number that a profile does not have.
    """
    names = {frozenset(profile.parameters) for profile in PROEFTUIN.profiles}

    assert 1 == len(names)


@pytest.mark.parametrize(
    ("profile", "said"),
    [(MVM, []), (CLASSIC, []), (RWS, []), (MUNICIPAL, ["there is no term"]), (MINIMAL, ["there is no term"])],
)
def test_where_a_proposal_can_lapse(profile: str, said: list[str]):
    """
    Two months after the award; where there is no such term, it is withdrawn, or the commissioning party lets it pass.
    """
    lapse = Lapse("niets gehoord", URI)
    both = attrs.evolve(coordinator, roles=coordinator.roles | buyer.roles)
    story = under(proposed(AWARDED_LONG_AGO), profile)

    assert said == story.named("lapse", "plan_is_overdue", coordinator, lapse)
    if said:
        assert "lapsed" == story.does("lapse", both, lapse, waive={"plan_is_overdue": "niets meer gehoord"}).state("pilot")


def test_minimal_is_enough():
    """
    A proposal that holds as little as it may is approved, and the log says what was missing.
    """
    story = proposed(DRAFT, MINIMAL).does("submit_proposal", lead, attrs.evolve(CONTENT, goals=())).does("take_into_intake", buyer)
    checks = story.checks("approve_proposal", buyer)

    assert {"relation_to_contract": ["met"], "management_support": ["advised", "not recorded yet"], "host_demand": ["advised", "no department yet"],
            "approver_did_not_submit": ["met"]} == checks  # fmt: skip
    assert "approved" == story.does("approve_proposal", buyer).state("proposal/1")
