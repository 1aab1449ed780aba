"""
The archive: how long a case is kept, what holds its destruction back, and that two persons decide on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs
import pytest

from proeftuin_flow.pilot import Archive, Archiving, Closure, Grounds, Hold, HoldLifted, NewFacts, Revocation
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    TERMS,
    URI,
    Story,
    archivist,
    auditor,
    buyer,
    coordinator,
    evaluated,
    grantor,
    in_evaluation,
    lead,
    may,
    proposed,
    requested,
    running,
    taken_over,
)

Told = Callable[[], Story]

A1 = "archive/1"
DAY = date(2019, 11, 30)
DESTROY = Archiving("destroy", URI, DAY, URI)
INQUIRY = Hold("woo-12", "een verzoek om informatie")

privacy_officer = Actor("u-42", roles={"privacy_officer"}, organisation="rijk")
colleague = Actor("u-43", roles={"archivist"}, organisation="rijk")


def discharged() -> Story:
    return requested().does("grant_decharge", grantor, TERMS)


def archived(archiving: Archiving = DESTROY) -> Story:
    return discharged().does("archive", archivist, archiving)


def destruction_proposed() -> Story:
    return archived().does("propose_destruction", archivist, None, A1)


def approved() -> Story:
    return destruction_proposed().does("approve_destruction", buyer, None, A1)


def revoked(story: Story) -> Story:
    return story.does("propose_revocation", grantor, NewFacts(URI)).does("revoke_decharge", buyer, Revocation("de cijfers klopten niet"))


# ── archiving ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_case_is_archived():
    """
    To be destroyed after a day, or kept for ever.
    """
    kept = archived(Archiving("keep", URI, documents=URI))

    assert ("archived", Archive(DAY, rule=URI)) == (archived().state(A1), archived().part(A1).facts)
    assert Archive(None, kept_for_ever=True, rule=URI) == kept.part(A1).facts


def test_only_a_closed_case_is_archived():
    """
    With decharge or without; not one that still runs.
    """
    withdrawn = proposed().does("withdraw", lead, Grounds("geen capaciteit"))
    closed = evaluated(in_evaluation()).does("close_without_decharge", buyer, Closure("zo gaat het niet", URI))

    assert ["pilot (running)"] == running().named("archive", "case_is_closed", archivist, DESTROY)
    assert ["pilot (evaluation)"] == requested().named("archive", "case_is_closed", archivist, DESTROY)
    for over in (withdrawn, closed):
        assert "archived" == over.does("archive", archivist, DESTROY).state(A1)


def test_what_is_to_be_destroyed_has_a_term():
    """
    What is kept for ever need not.
    """
    endless = attrs.evolve(DESTROY, retained_until=None)

    assert ["no end of the retention period"] == discharged().named("archive", "retention_known", archivist, endless)


def test_all_documents_are_archived():
    """
    Somebody says so; a records manager who is also the commissioning party may let it pass.
    """
    bare = attrs.evolve(DESTROY, documents=None)
    both = attrs.evolve(archivist, roles=archivist.roles | buyer.roles)

    assert ["not declared by anybody yet"] == discharged().named("archive", "documents_archived", archivist, bare)
    assert "archived" == discharged().does("archive", both, bare, waive={"documents_archived": "de rest volgt"}).state(A1)


def test_case_has_one_archive():
    """
    Also once its destruction was approved.
    """
    assert "part_limit" in archived().codes("archive", archivist, DESTROY, "archive/2")
    assert "part_limit" in approved().codes("archive", archivist, DESTROY, "archive/2")


# ── destroying ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_destruction_is_decided_by_two():
    """
    One proposes it when the term is over, another approves.
    """
    assert ("destruction_proposed", "destruction_approved") == (destruction_proposed().state(A1), approved().state(A1))
    assert [archivist.id] == destruction_proposed().named("approve_destruction", "approver_did_not_propose", archivist, None, A1)
    assert "destruction_approved" == destruction_proposed().does("approve_destruction", colleague, None, A1).state(A1)


@pytest.mark.parametrize(
    ("archiving", "said"),
    [
        (attrs.evolve(DESTROY, retained_until=date(2019, 12, 1)), ["kept up to 2019-12-01"]),
        (DESTROY, []),
        (Archiving("keep", URI, date(2019, 11, 30), URI), ["the case is kept for ever"]),
    ],
)
def test_not_a_day_before_its_time(archiving: Archiving, said: list[str]):
    """
    The last day is included; what is kept for ever is never destroyed, whatever day was named.
    """
    assert said == archived(archiving).named("propose_destruction", "retention_over", archivist, None, A1)


def test_archive_that_came_without_a_term():
    """
    It is not destroyed: there is none, or nobody knows it.
    """
    none = taken_over({"pilot": "decharge", A1: "archived"}, {A1: {"retained_until": None, "kept_for_ever": False}})
    unknown = taken_over({"pilot": "decharge", A1: "archived"}, {A1: {"kept_for_ever": False}})

    assert ["no end of the retention period"] == none.named("propose_destruction", "retention_over", archivist, None, A1)
    assert ["archive 1: the end of the retention period"] == unknown.named("propose_destruction", "retention_over", archivist, None, A1)


def test_destruction_is_rejected():
    """
    With a reason; it can be proposed again.
    """
    rejected = destruction_proposed().does("reject_destruction", coordinator, Grounds("nog nodig voor onderzoek"), A1)

    assert "archived" == rejected.state(A1)
    assert "destruction_proposed" == rejected.does("propose_destruction", colleague, None, A1).state(A1)


# ── holding back ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_procedure_holds_destruction_back():
    """
    Until it is over; several may, and each is named.
    """
    held = archived().does("place_hold", auditor, INQUIRY, A1).does("place_hold", buyer, Hold("bezwaar-3", "een bezwaar"), A1)
    one_left = held.does("lift_hold", privacy_officer, HoldLifted("woo-12"), A1)
    none_left = one_left.does("lift_hold", buyer, HoldLifted("bezwaar-3"), A1)

    assert ["bezwaar-3", "woo-12"] == held.named("propose_destruction", "no_legal_hold", archivist, None, A1)
    assert ["bezwaar-3"] == one_left.named("propose_destruction", "no_legal_hold", archivist, None, A1)
    assert "destruction_proposed" == none_left.does("propose_destruction", archivist, None, A1).state(A1)


def test_only_what_holds_back_lets_go():
    """
    A procedure that nobody named is no hold.
    """
    assert ["woo-12"] == archived().named("lift_hold", "hold_exists", auditor, HoldLifted("woo-12"), A1)


def test_procedure_begins_after_the_proposal():
    """
    Then nobody approves, until it is over.
    """
    held = destruction_proposed().does("place_hold", auditor, INQUIRY, A1)

    assert ["woo-12"] == held.named("approve_destruction", "no_legal_hold", buyer, None, A1)
    assert "destruction_approved" == held.does("lift_hold", auditor, HoldLifted("woo-12"), A1).does("approve_destruction", buyer, None, A1).state(A1)


def test_procedure_begins_after_the_approval():
    """
    As long as the case is there it can be held back: the approval is gone, and two persons decide anew.
    """
    held = approved().does("place_hold", auditor, INQUIRY, A1)

    assert "archived" == held.state(A1)
    assert ["woo-12"] == held.named("propose_destruction", "no_legal_hold", archivist, None, A1)


# ── opened again ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("told", [archived, destruction_proposed, approved])
def test_archive_of_a_case_that_is_opened_again(told: Told):
    """
    Whatever was decided on it is gone.
    """
    assert "reopened" == revoked(told()).state(A1)


def test_hold_outlasts_the_archiving():
    """
    Placed, and then the case was opened and archived anew: it still holds back, and is lifted where it was placed.
    """
    back = revoked(archived().does("place_hold", auditor, INQUIRY, A1))
    anew = back.does("close_without_decharge", buyer, Closure("bedrog", URI)).does("archive", archivist, DESTROY)
    lifted = anew.does("lift_hold", auditor, HoldLifted("woo-12"), A1)

    assert ["woo-12"] == anew.named("propose_destruction", "no_legal_hold", archivist, None, "archive/2")
    assert ["woo-12"] == anew.named("lift_hold", "hold_exists", auditor, HoldLifted("woo-12"), "archive/2")
    assert "destruction_proposed" == lifted.does("propose_destruction", archivist, None, "archive/2").state("archive/2")


def test_case_that_is_closed_keeps_its_archive():
    """
    A correction or a late result opens nothing.
    """
    told = archived().does("correct", coordinator, {"record": 1, "field": "title", "should_be": "x", "reason": "tikfout"})

    assert "archived" == told.state(A1)


# ── what came from elsewhere ─────────────────────────────────────────────────────────────────────────────────────────────


def test_case_that_came_from_elsewhere_can_be_destroyed():
    """
    Who proposed it since then is known, and another approves.
    """
    came = taken_over({"pilot": "decharge"}).does("archive", archivist, DESTROY).does("propose_destruction", archivist, None, A1)

    assert [archivist.id] == came.named("approve_destruction", "approver_did_not_propose", archivist, None, A1)
    assert "destruction_approved" == came.does("approve_destruction", buyer, None, A1).state(A1)


def test_destruction_that_came_proposed():
    """
    By whom nobody knows here, so it is rejected and proposed anew.
    """
    facts = {A1: {"retained_until": DAY, "kept_for_ever": False, "holds": frozenset()}}
    came = taken_over({"pilot": "decharge", A1: "destruction_proposed"}, facts)
    refusal = came.refusal("approve_destruction", buyer, None, A1)
    anew = came.does("reject_destruction", buyer, Grounds("onbekend wie"), A1).does("propose_destruction", archivist, None, A1)

    assert [("cannot_be_established", "approver_did_not_propose")] == [(reason.code, reason.guard) for reason in refusal.reasons]
    assert "destruction_approved" == anew.does("approve_destruction", buyer, None, A1).state(A1)


def test_holds_that_nobody_knows_hold_back():
    """
    Nothing is destroyed before it is known that nothing needs it.
    """
    came = taken_over({"pilot": "decharge", A1: "archived"}, {A1: {"retained_until": DAY, "kept_for_ever": False}})

    assert ["archive 1: the procedures for which the case must be kept"] == came.named("propose_destruction", "no_legal_hold", archivist, None, A1)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

HOLDING = {"auditor", "privacy_officer", "commissioning_party"}


@pytest.mark.parametrize(
    ("told", "trigger", "data", "roles"),
    [
        (discharged, "archive", DESTROY, {"archivist"}),
        (archived, "place_hold", INQUIRY, HOLDING),
        (lambda: archived().does("place_hold", auditor, INQUIRY, A1), "lift_hold", HoldLifted("woo-12"), HOLDING),
        (archived, "propose_destruction", None, {"archivist"}),
        (destruction_proposed, "reject_destruction", Grounds("x"), {"commissioning_party", "social_return_coordinator"}),
        (destruction_proposed, "approve_destruction", None, {"commissioning_party", "archivist"}),
    ],
)
def test_who_may(told: Told, trigger: str, data: object, roles: set[str]):
    """
    An auditor only reads, but for holding back.
    """
    assert roles == may(told(), trigger, data, A1)
