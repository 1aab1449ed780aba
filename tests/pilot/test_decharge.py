"""
Decharge: asked for, refused, repaired, granted.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from proeftuin_flow.labels import Language, text_of
from proeftuin_flow.pilot import (
    Answer,
    Closure,
    DechargeRequest,
    EarlyStop,
    Grounds,
    Objection,
    OpenItem,
    Owner,
    Refusal,
    Remedy,
    RemedyReport,
    Reservation,
    ReservedTerms,
    Schedule,
    Unscheduling,
)
from proeftuin_flow.pilot.decharge_rules import was_revoked
from proeftuin_flow.pilot.root_rules import decharge_is_granted
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    HASH,
    TERMS,
    URI,
    Story,
    buyer,
    coordinator,
    evaluated,
    grantor,
    in_evaluation,
    in_hearing,
    lead,
    may,
    offered,
    organiser,
    plan_signed,
    requested,
    running,
    taken_over,
)

COMPLETE = DechargeRequest(URI, finances_closed=True, handover=URI)
REFUSAL = Refusal("de nazorg ontbreekt", (Remedy("r1", "regel de nazorg", date(2020, 1, 1)),))
RESERVED = ReservedTerms(**attrs.asdict(TERMS, recurse=False), reservations=(Reservation("v1", URI, "vka", date(2020, 2, 1)),))


def test_refused_for_an_open_item_repaired_granted():
    """
    One open item has no owner: refused with its name; an owner is assigned, and decharge is granted.
    """
    asked = requested(attrs.evolve(COMPLETE, open_items=(OpenItem("nazorg"), OpenItem("archief", "rijk"))))

    assert ["open_items_owned"] == asked.codes("grant_decharge", grantor, TERMS)
    assert ["nazorg"] == asked.named("grant_decharge", "open_items_owned", grantor, TERMS)

    repaired = asked.does("assign_owner", coordinator, Owner("nazorg", "vka"))
    assert "decharge" == repaired.does("grant_decharge", grantor, TERMS).state("pilot")


def test_owner_of_what_nobody_named():
    """
    Only an open item of the request gets an owner.
    """
    assert ["archief"] == requested().named("assign_owner", "item_exists", coordinator, Owner("archief", "vka"))


def test_request_waits_for_the_evaluation():
    """
    Not while the pilot runs, and not before the evaluation was adopted; one on the way does not count.
    """
    assert ["pilot (running)"] == running().named("request_decharge", "in_evaluation", lead, COMPLETE)
    assert ["there is no final evaluation"] == in_evaluation().named("request_decharge", "evaluation_is_adopted", lead, COMPLETE)
    assert ["evaluation 1 (hearing)"] == in_hearing(in_evaluation()).named("request_decharge", "evaluation_is_adopted", lead, COMPLETE)
    assert ["there is no final evaluation"] == evaluated(running(), "interim").named("request_decharge", "evaluation_is_adopted", lead, COMPLETE)


def test_open_ends_hold_it_up():
    """
    Hours and costs that are open can be waived; a hand-over is advice under mvm.
    """
    bare = requested(DechargeRequest(URI))

    assert ["finances_closed"] == bare.codes("grant_decharge", grantor, TERMS)
    assert "granted" == bare.does("amend_request", lead, COMPLETE).does("grant_decharge", grantor, TERMS).state("decharge/1")


@pytest.mark.parametrize(
    ("actor", "blockers"),
    [
        (Actor("u-90", roles={"grantor"}, organisation="vka"), ["VKA"]),
        (Actor("u-91", roles={"grantor"}, organisation="aef"), ["AEF"]),
        (Actor("u-92", roles={"grantor"}), ["the organisation of whoever grants is not known"]),
        (Actor("u-17", roles={"grantor"}, organisation="rijk"), ["u-17"]),
        (Actor("u-04", roles={"grantor"}, organisation="rijk"), []),
    ],
)
def test_nobody_grants_itself_decharge(actor, blockers):
    """
    Neither the organisations that carried it out, nor, by the log, the person who did.
    """
    assert blockers == requested().named("grant_decharge", "grantor_independent", actor, TERMS)


def test_independence_cannot_be_waived():
    """
    That requirement is fixed.
    """
    own = Actor("u-90", roles={"grantor", "commissioning_party"}, organisation="vka")

    assert ["grantor_independent", "waiver_not_allowed"] == requested().codes("grant_decharge", own, TERMS, waive={"grantor_independent": "x"})


def test_not_before_the_execution_ended():
    """
    Nobody is discharged from what still had to be done.
    """
    early = attrs.evolve(TERMS, effective_on=date(2019, 9, 30))

    assert ["the execution ended on 2019-10-01"] == requested().named("grant_decharge", "after_execution", grantor, early)
    assert [] == requested().named("grant_decharge", "after_execution", grantor, attrs.evolve(TERMS, effective_on=date(2019, 10, 1)))


def test_addressed_to_the_whole_consortium():
    """
    VKA and AEF are discharged together.
    """
    assert ["AEF"] == requested().named("grant_decharge", "addressed_to_all", grantor, attrs.evolve(TERMS, addressees=frozenset({"vka"})))


def test_nothing_may_be_pending():
    """
    A version of the plan under way, or an evaluation that is contested, is settled first.
    """
    changing = evaluated(offered(running(), 2, content_hash=HASH).does("stop_early", buyer, EarlyStop("klaar")), "short")
    asked = changing.does("request_decharge", lead, COMPLETE)
    contested = in_hearing(requested(), number=2).does("contest_evaluation", lead, Objection("vka", URI), "evaluation/2")

    assert ["plan 2 (being signed)"] == asked.named("grant_decharge", "nothing_pending", grantor, TERMS)
    assert ["evaluation 2 (contested)"] == contested.named("grant_decharge", "nothing_pending", grantor, TERMS)


def test_announced_decharge():
    """
    It was announced for a day that has not come; off the agenda it need not wait.
    """
    announced = requested().does("schedule_decharge", coordinator, Schedule(date(2019, 12, 2), "inspiratiesessie-2019"))
    cancelled = announced.does("unschedule_decharge", coordinator, Unscheduling("de bijeenkomst gaat niet door"))

    assert "scheduled" == announced.state("decharge/1")
    assert ["planned for 2019-12-02"] == announced.named("grant_decharge", "session_held", grantor, TERMS)
    assert (None, "requested") == (cancelled.part("decharge/1").facts.planned_on, cancelled.state("decharge/1"))
    assert "granted" == cancelled.does("grant_decharge", grantor, TERMS).state("decharge/1")


def test_announced_decharge_is_moved():
    """
    To another day at the same gathering; before that day it is not granted, on it it is.
    """
    announced = requested().does("schedule_decharge", coordinator, Schedule(date(2019, 12, 2), "inspiratiesessie-2019"))
    later = announced.does("reschedule_decharge", organiser, Schedule(date(2019, 12, 9), "inspiratiesessie-2019"))
    today = later.does("reschedule_decharge", organiser, Schedule(date(2019, 12, 1)))

    assert ["planned for 2019-12-09"] == later.named("grant_decharge", "session_held", grantor, TERMS)
    assert ("scheduled", "inspiratiesessie-2019") == (today.state("decharge/1"), today.part("decharge/1").facts.session)
    assert "granted" == today.does("grant_decharge", grantor, TERMS).state("decharge/1")


@pytest.mark.parametrize("trigger", ["unschedule_decharge", "reschedule_decharge"])
@pytest.mark.parametrize(
    ("at", "named", "blockers"),
    [
        ("sessie-1", "sessie-1", []),
        ("sessie-1", "sessie-2", ["scheduled for sessie-1"]),
        (None, "sessie-1", ["scheduled without a gathering"]),
        ("sessie-1", None, []),
        (None, None, []),
    ],
)
def test_only_what_is_scheduled_for_that_gathering(trigger, at, named, blockers):
    """
    Whoever names a gathering means that one; whoever names none means any.
    """
    scheduled = requested().does("schedule_decharge", coordinator, Schedule(date(2019, 12, 2), at))
    data = Unscheduling("storm", named) if trigger == "unschedule_decharge" else Schedule(date(2019, 12, 9), named)

    assert blockers == scheduled.named(trigger, "scheduled_for_that_session", organiser, data)


def test_decharge_with_reservations():
    """
    What is still expected is said; the pilot is discharged all the same.
    """
    without = attrs.evolve(RESERVED, reservations=())

    assert ["there is no reservation"] == requested().named("grant_with_reservations", "reservation_given", grantor, without)
    granted = requested().does("grant_with_reservations", grantor, RESERVED)
    assert ("granted_with_reservations", "decharge") == (granted.state("decharge/1"), granted.state("pilot"))


def test_refused_then_granted():
    """
    A refusal says what has to be put right; each of it is answered.
    """
    refused = requested().does("refuse_decharge", grantor, REFUSAL)
    remedied = refused.does("submit_remedy", lead, RemedyReport((Answer("r1", URI),)))

    assert ("refused", "evaluation") == (refused.state("decharge/1"), refused.state("pilot"))
    assert ["r1"] == refused.named("submit_remedy", "all_remedies_answered", lead, RemedyReport(()))
    assert "decharge" == remedied.does("grant_decharge", grantor, TERMS).state("pilot")
    assert "scheduled" == remedied.does("schedule_decharge", coordinator, Schedule(date(2019, 12, 1))).state("decharge/1")


def test_closed_without_decharge():
    """
    Only after an evaluation, and with the reason why repair is no longer possible.
    """
    refused = requested().does("refuse_decharge", grantor, REFUSAL)

    assert ["evaluation_is_adopted", "no_remedy_possible"] == in_evaluation().codes("close_without_decharge", buyer, Closure("zo gaat het niet"))
    assert ["not explained"] == refused.named("close_without_decharge", "no_remedy_possible", buyer, Closure("zo gaat het niet"))
    assert "closed_without_decharge" == refused.does("close_without_decharge", buyer, Closure("zo gaat het niet", URI)).state("pilot")


def test_road_ahead_is_that_of_the_wish():
    """
    A pilot in evaluation cannot start, and what is still missing for its decharge does not keep it from that.
    """
    refused = in_evaluation().codes("start", lead)

    assert "wrong_state" in refused
    assert "decharge_is_granted" not in refused


def test_pilot_waits_for_its_decharge():
    """
    That it was not asked for yet is said, or where it stands.
    """
    assert ["not requested yet"] == waited_for(in_evaluation())
    assert ["décharge 1 (gevraagd)"] == waited_for(requested(), "nl")


def waited_for(story: Story, language: Language = "en") -> list[str]:
    root = story.case.root
    return [text_of(blocker, language) for blocker in decharge_is_granted.blockers(Situation(root.facts, root, story.case))]


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

NEARLY_OVER = {"pilot": "evaluation", "plan/1": "in_force", "execution/1": "completed", "evaluation/1": "adopted", "decharge/1": "requested"}
MISSING = {
    "plan/1": {"document": None}, "execution/1": {"report": None}, "evaluation/1": {"report": None}, "decharge/1": {"memo": None},
}  # fmt: skip
PLAN, REPORT, JUDGED, MEMO = "the plan of approach", "the final report", "the evaluation report", "the closing memo"


def test_file_names_what_is_missing():
    """
    The plan, the final report, the evaluation and the memo; all at once.
    """
    bare = taken_over(NEARLY_OVER, MISSING)

    assert [PLAN, REPORT, JUDGED, MEMO] == bare.named("grant_decharge", "file_complete", grantor, TERMS)
    assert [] == requested().named("grant_decharge", "file_complete", grantor, TERMS)


@pytest.mark.parametrize(
    ("states", "facts", "said"),
    [
        ({"plan/1": "ended"}, {"plan/1": {"document": URI}}, [REPORT, JUDGED, MEMO]),
        ({"plan/1": "superseded"}, {"plan/1": {"document": URI}}, [PLAN, REPORT, JUDGED, MEMO]),
        ({"execution/1": "stopped_early"}, {}, [PLAN, JUDGED, MEMO]),
        ({"execution/2": "completed"}, {"execution/2": {"report": URI}}, [PLAN, REPORT, JUDGED, MEMO]),
        ({"execution/2": "completed"}, {"execution/1": {"report": URI}, "execution/2": {"report": URI}}, [PLAN, JUDGED, MEMO]),
        ({"evaluation/1": "hearing"}, {"evaluation/1": {"report": URI}}, [PLAN, REPORT, JUDGED, MEMO]),
        ({"evaluation/2": "adopted"}, {"evaluation/2": {"report": URI}}, [PLAN, REPORT, MEMO]),
        ({}, {"decharge/1": {"memo": URI}}, [PLAN, REPORT, JUDGED]),
    ],
)
def test_which_documents_count(states, facts, said):
    """
    A plan that holds or was worked off, a report of each execution that was completed, and an evaluation that was adopted.
    """
    told = taken_over({**NEARLY_OVER, **states}, {**MISSING, **facts})

    assert said == told.named("grant_decharge", "file_complete", grantor, TERMS)


def test_documents_that_nobody_knows():
    """
    Whether the file is complete then cannot be established.
    """
    refusal = taken_over(NEARLY_OVER).refusal("grant_decharge", grantor, TERMS)

    assert "cannot_be_established" in [reason.code for reason in refusal.reasons if reason.guard == "file_complete"]


def test_pilot_that_stopped_before_its_start_is_discharged():
    """
    It has no final report, because nothing was carried out.
    """
    stopped = evaluated(plan_signed().does("stop_before_start", buyer, Grounds("de afdeling is opgeheven")), "short")
    asked = stopped.does("request_decharge", lead, COMPLETE)

    assert "decharge" == asked.does("grant_decharge", grantor, TERMS).state("pilot")


# ── revoked ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"revoked": 0}, ["not revoked"]), ({"revoked": 1}, []), ({"revoked": 2}, []), ({}, ["not revoked"])],
)
def test_decharge_that_was_revoked(facts, said):
    """
    The one that was revoked last, and all before it.  What was granted before a pilot was taken over still holds.
    """
    story = taken_over({"pilot": "decharge", "decharge/1": "granted"}, {"pilot": facts})
    part = story.part("decharge/1")

    assert said == [text_of(blocker, "en") for blocker in was_revoked.blockers(Situation(part.facts, part, story.case))]


def test_decharge_that_was_revoked_does_not_count_again():
    """
    The pilot waits for the next one.
    """
    back = taken_over({"pilot": "evaluation", "decharge/1": "granted"}, {"pilot": {"revoked": 1}})

    assert ["decharge 1 (granted)"] == waited_for(back)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "trigger", "data", "roles"),
    [
        (lambda: evaluated(in_evaluation()), "request_decharge", COMPLETE, {"contractor", "project_lead"}),
        (requested, "amend_request", COMPLETE, {"contractor", "project_lead"}),
        (requested, "assign_owner", Owner("nazorg", "vka"), {"contractor", "commissioning_party", "social_return_coordinator"}),
        (requested, "schedule_decharge", Schedule(date(2020, 1, 1)), {"social_return_coordinator", "category_manager"}),
        (requested, "grant_decharge", TERMS, {"grantor"}),
        (requested, "grant_with_reservations", RESERVED, {"grantor"}),
        (requested, "refuse_decharge", REFUSAL, {"grantor"}),
    ],
)
def test_who_may(told, trigger, data, roles):
    """
    Who carried it out asks, who stands outside it grants.
    """
    assert roles == may(told(), trigger, data)
