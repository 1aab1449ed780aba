"""
Afterwards: late results, corrections, pilots that follow, and decharge that is taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs
import pytest

from proeftuin_flow.pilot import (
    Archiving,
    Closure,
    Correction,
    Counts,
    DechargeRequest,
    Grounds,
    Lapse,
    LateResult,
    NewFacts,
    PilotLink,
    Reopening,
    Reservation,
    ReservedTerms,
    Revocation,
    Revoked,
)
from proeftuin_flow.wishes import Actor, CaseRef
from tests.pilot.story import (
    CONTRACT,
    COUNTS,
    TERMS,
    URI,
    Story,
    archivist,
    buyer,
    coordinator,
    evaluated,
    grantor,
    in_evaluation,
    in_intake,
    lead,
    may,
    plan_signed,
    proposed,
    requested,
    running,
    taken_over,
)

Told = Callable[[], Story]

LATE = LateResult(counts=COUNTS, first_day=date(2020, 1, 1), last_day=date(2020, 6, 30), report=URI)
FOLLOWED = PilotLink(CaseRef("aef-2", 1, "b" * 64), "followed_by")
FACTS = NewFacts("urn:example:audit")
REASON = Revocation("de eindrapportage klopte niet")

second = Actor("u-41", roles={"grantor"}, organisation="rijk")


def discharged() -> Story:
    return requested().does("grant_decharge", grantor, TERMS)


def closed() -> Story:
    return evaluated(in_evaluation()).does("close_without_decharge", buyer, Closure("zo gaat het niet", URI))


def withdrawn() -> Story:
    return proposed().does("withdraw", lead, Grounds("geen capaciteit"))


def rejected() -> Story:
    return in_intake().does("reject_proposal", buyer, Grounds("geen draagvlak"))


def lapsed() -> Story:
    return proposed().does("link_contract", buyer, CONTRACT).does("lapse", coordinator, Lapse("niets gehoord", URI))


# ── late results ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("told", [discharged, closed])
def test_late_result_opens_nothing_again(told: Told):
    """
    It is told, and the pilot stays where it was.
    """
    assert told().state("pilot") == told().does("record_late_result", lead, LATE).state("pilot")


def test_late_result_is_counted_like_any_other():
    """
    No numbers by which people are recognised; what was not counted is advice under mvm.  While it runs it is no late result.
    """
    one = attrs.evolve(LATE, counts=Counts(nominated=10, started=5, placed=1, ended=0))
    none = attrs.evolve(LATE, counts=Counts(nominated=10))

    assert "placed: fewer than 5" in discharged().named("record_late_result", "small_numbers", lead, one)
    assert {"measures_complete": ["advised", "started: no number", "placed: no number", "ended: no number"]} == discharged().checks(
        "record_late_result", lead, none
    )
    assert "wrong_state" in running().codes("record_late_result", lead, LATE)


# ── other pilots ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("told", [proposed, plan_signed, running, in_evaluation, discharged, closed])
def test_pilot_is_linked(told: Told):
    """
    One that follows on it, at any moment.
    """
    linked = told().does("link_pilot", coordinator, FOLLOWED)

    assert (FOLLOWED,) == linked.case.root.facts.links
    assert told().state("pilot") == linked.state("pilot")


def test_relation_is_recorded_once():
    """
    Another relation to the same pilot may be; a pilot is not related to itself.
    """
    linked = running().does("link_pilot", lead, FOLLOWED)
    same_subject = attrs.evolve(FOLLOWED, relation="same_subject")
    itself = PilotLink(CaseRef("vka-aef", 1, "b" * 64), "follows_on")

    assert ["this relation to aef-2 was recorded already"] == linked.named("link_pilot", "not_linked_before", lead, FOLLOWED)
    assert 2 == len(linked.does("link_pilot", lead, same_subject).case.root.facts.links)
    assert ["this is the pilot itself"] == running().named("link_pilot", "is_another_pilot", lead, itself)


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("told", [proposed, plan_signed, running, in_evaluation])
def test_mistake_is_corrected(told: Told):
    """
    Beside what was recorded, and nothing changes by it.
    """
    corrected = told().does("correct", coordinator, Correction(record=1, field="title", should_be="Statushouders"))

    assert told().case.root == corrected.case.root


@pytest.mark.parametrize("told", [discharged, closed, withdrawn, rejected, lapsed])
def test_correction_after_closing_has_a_reason(told: Told):
    """
    In every state in which a case may be closed.
    """
    bare = Correction(record=1, field="title", should_be="Statushouders")

    for reason in (None, "", "  "):
        assert ["no reason"] == told().named("correct", "correction_scope", coordinator, attrs.evolve(bare, reason=reason))
    assert told().state("pilot") == told().does("correct", coordinator, attrs.evolve(bare, reason="tikfout")).state("pilot")


@pytest.mark.parametrize(("record", "said"), [(0, ["there are 2 records"]), (1, []), (2, []), (3, ["there are 2 records"])])
def test_only_what_was_recorded_is_corrected(record: int, said: list[str]):
    """
    By its number, from one on.
    """
    assert said == proposed().named("correct", "record_exists", coordinator, Correction(record=record, field="title", should_be="x"))


# ── revocation ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def revoked(story: Story | None = None) -> Story:
    return (story or discharged()).does("propose_revocation", grantor, FACTS).does("revoke_decharge", buyer, REASON)


def test_decharge_is_revoked_by_two():
    """
    One puts new facts forward, another takes it back; the pilot is in evaluation again, and the decharge is gone.
    """
    proposal = discharged().does("propose_revocation", grantor, FACTS)
    back = proposal.does("revoke_decharge", buyer, REASON)

    assert (FACTS.document, "decharge") == (proposal.case.root.facts.new_facts, proposal.state("pilot"))
    assert ("evaluation", "revoked") == (back.state("pilot"), back.state("decharge/1"))
    assert (None, 1) == (back.case.root.facts.new_facts, back.case.root.facts.revoked)
    assert [Revoked(REASON.reason, 1)] == [each.body for each in back.events if each.type == "decharge_revoked"]


def test_revocation_needs_new_facts():
    """
    Without them nothing is taken back; and those of the last time do not count again.
    """
    again = revoked().does("request_decharge", lead, DechargeRequest(URI, finances_closed=True)).does("grant_decharge", grantor, TERMS, "decharge/2")

    assert ["no new facts were put forward"] == discharged().named("revoke_decharge", "revoke_grounds", buyer, REASON)
    assert ["no new facts were put forward"] == again.named("revoke_decharge", "revoke_grounds", buyer, REASON)


def test_whoever_proposes_does_not_revoke():
    """
    Another grantor may; nobody can let that pass.
    """
    proposal = discharged().does("propose_revocation", grantor, FACTS)

    assert [grantor.id] == proposal.named("revoke_decharge", "revoker_did_not_propose", grantor, REASON)
    assert "evaluation" == proposal.does("revoke_decharge", second, REASON).state("pilot")


def test_decharge_with_reservations_is_revoked_too():
    """
    What was granted is gone, with or without reservations.
    """
    terms = ReservedTerms(**attrs.asdict(TERMS, recurse=False), reservations=(Reservation("v1", URI, "vka", date(2020, 2, 1)),))

    assert "revoked" == revoked(requested().does("grant_with_reservations", grantor, terms)).state("decharge/1")


def test_granted_anew():
    """
    As a next decharge; the one that was revoked stays so, and the new one can be revoked in its turn.
    """
    asked = revoked().does("request_decharge", lead, DechargeRequest(URI, finances_closed=True))
    granted = asked.does("grant_decharge", grantor, TERMS, "decharge/2")
    again = granted.does("propose_revocation", second, FACTS).does("revoke_decharge", buyer, REASON)

    assert ("evaluation", "decharge") == (asked.state("pilot"), granted.state("pilot"))
    assert ("revoked", "granted") == (granted.state("decharge/1"), granted.state("decharge/2"))
    assert ("evaluation", "revoked", 2) == (again.state("pilot"), again.state("decharge/2"), again.case.root.facts.revoked)


def test_archive_is_undone_by_a_revocation():
    """
    What was determined about it is gone; once the pilot is closed it is archived anew.
    """
    archived = discharged().does("archive", archivist, Archiving("destroy", URI, date(2029, 12, 31), URI))
    back = revoked(archived)
    anew = back.does("close_without_decharge", buyer, Closure("bedrog", URI))

    assert "reopened" == back.state("archive/1")
    assert "archived" == anew.does("archive", archivist, Archiving("keep", URI, documents=URI)).state("archive/2")


def test_what_was_judged_stays_judged():
    """
    A revocation takes back decharge, not the evaluation; so the execution does not go on.
    """
    assert ["evaluation 1 (adopted)"] == revoked().named("reopen_execution", "no_evaluation_adopted", buyer, Reopening("toch door"))


# ── revocation of what came from elsewhere ───────────────────────────────────────────────────────────────────────────────


def test_pilot_that_came_discharged_can_be_revoked():
    """
    Who proposed it since then is known, and it is not the same person.
    """
    came = taken_over({"pilot": "decharge", "decharge/1": "granted"}, {"pilot": {"new_facts": None}})
    proposal = came.does("propose_revocation", grantor, FACTS)

    assert [grantor.id] == proposal.named("revoke_decharge", "revoker_did_not_propose", grantor, REASON)
    assert ("evaluation", "revoked") == tuple(proposal.does("revoke_decharge", buyer, REASON).state(each) for each in ("pilot", "decharge/1"))


def test_revocation_that_came_proposed():
    """
    By whom nobody knows here, so it is proposed anew.
    """
    came = taken_over({"pilot": "decharge", "decharge/1": "granted"}, {"pilot": {"new_facts": URI}})
    refusal = came.refusal("revoke_decharge", buyer, REASON)

    assert [("cannot_be_established", "revoker_did_not_propose")] == [(reason.code, reason.guard) for reason in refusal.reasons]
    assert "evaluation" == came.does("propose_revocation", grantor, FACTS).does("revoke_decharge", buyer, REASON).state("pilot")


def test_discharged_pilot_without_a_decharge_that_is_known():
    """
    Where all are known and none is there, none is named; where not all are known, it cannot be said which one is revoked.
    """
    facts = {"pilot": {"new_facts": None}}
    none = taken_over({"pilot": "decharge"}, facts).does("propose_revocation", grantor, FACTS)
    unlisted = taken_over({"pilot": "decharge"}, facts, "decharge").does("propose_revocation", grantor, FACTS)

    assert 0 == none.does("revoke_decharge", buyer, REASON).case.root.facts.revoked
    assert ["cannot_be_established"] == [reason.code for reason in unlisted.refusal("revoke_decharge", buyer, REASON).reasons]


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("trigger", "data", "roles"),
    [
        ("record_late_result", LATE, {"contractor"}),
        ("link_pilot", FOLLOWED, {"initiator", "contractor", "commissioning_party", "social_return_coordinator"}),
        ("correct", Correction(record=1, field="title", should_be="x"), {"social_return_coordinator"}),
        ("propose_revocation", FACTS, {"grantor"}),
        ("revoke_decharge", REASON, {"grantor", "commissioning_party"}),
    ],
)
def test_who_may(trigger: str, data: object, roles: set[str]):
    """
    Of a pilot that is over.
    """
    assert roles == may(discharged(), trigger, data)
