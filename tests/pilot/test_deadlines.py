"""
Deadlines: what is due, late or expected in a pilot, and who is next to act.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from msgspec.structs import replace

from proeftuin_flow.case import Case
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import decide
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.labels import placeholders
from proeftuin_flow.pilot import (
    EXECUTION,
    GATHERING,
    PROEFTUIN,
    Contract,
    ContractLink,
    Due,
    EvaluationKind,
    Extension,
    GatheringPlan,
    Grounds,
    NewDay,
    PlaceOffer,
    PlanDocument,
    Points,
    ProgressReport,
    Refusal,
    Remedy,
    RemedyReport,
    Reservation,
    ReservedTerms,
    Resumption,
    Schedule,
    SigningTerms,
    SuspensionGrounds,
    Unscheduling,
    due,
    execution,
    place,
)
from proeftuin_flow.pilot.archive import ArchiveNomination, Archiving, Hold
from proeftuin_flow.pilot.deadline_rules import RULES
from proeftuin_flow.pilot.decharge_bodies import Answer
from proeftuin_flow.pilot.evaluation import EvaluationPlan
from proeftuin_flow.pilot.follow_on import FollowOnPlan, Ownership
from proeftuin_flow.pilot.plan_bodies import Comments
from proeftuin_flow.pilot.working_days import DutchWorkingDays
from proeftuin_flow.privacy import REDACTED
from proeftuin_flow.wishes import Actor, Command
from tests.case_types import PERMIT
from tests.laws.playing import games
from tests.pilot.story import (
    CONTENT,
    CONTRACT,
    COUNTS,
    DRAFT,
    HASH,
    NOW,
    PLAN_DRAFT,
    TERMS,
    URI,
    Story,
    approved,
    archivist,
    auditor,
    buyer,
    coordinator,
    erased,
    evaluated,
    grantor,
    half_signed,
    in_evaluation,
    lead,
    new,
    offered,
    organiser,
    partner,
    placed,
    plan_signed,
    proposed,
    requested,
    running,
    signature,
    started,
    taken_over,
    with_cast,
    with_place,
)

AWARDED = attrs.evolve(DRAFT, contract=CONTRACT.contract)     # on 1 January 2018
PROMISES = attrs.evolve(PLAN_DRAFT, progress_every="P3M", sustainable_after="P6M", evaluation_on=date(2019, 11, 1))


def found(story: Story, code: str, now: datetime = NOW, **more: Any) -> list[tuple[str, str, str | None, str, str]]:
    """What one rule found: the day, its status, of which part, the trigger that answers it, and by whom."""
    return [
        (each.day.isoformat(), each.status, each.part, each.trigger.name if each.trigger else "", ", ".join(role.label.nl for role in each.by))
        for each in due(story.case, now, **more)
        if each.code == code
    ]


def days(story: Story, code: str, now: datetime = NOW, **more: Any) -> list[str]:
    """The days that one rule found."""
    return [day for day, *_ in found(story, code, now, **more)]


def carried_out() -> Story:
    """A pilot that runs by a plan with promises, since 7 January 2019."""
    signed = offered(approved(), draft=PROMISES).does("sign", lead, signature("vka"), "plan/1").does("sign", partner, signature("aef"), "plan/1")
    return with_cast(signed.does("link_contract", buyer, CONTRACT).does("start", lead, on=date(2019, 1, 7)))


# ── before the start ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_first_contact_is_due_seven_days_after_the_award():
    """
    Where the profile has a term for it, until the proposal is submitted; one that is given back was submitted.
    """
    lately = attrs.evolve(DRAFT, contract=Contract(URI, date(2020, 1, 1), awarded_on=date(2019, 11, 28)))
    pilot = proposed(lately, "municipal_bouwblokken")
    submitted = pilot.does("submit_proposal", lead, CONTENT)
    returned = submitted.does("take_into_intake", buyer).does("return_proposal", buyer, Points(("doelgroep",)))

    assert [("2019-12-05", "due", "proposal/1", "submit_proposal", "initiatiefnemer, mede-initiatiefnemer")] == found(pilot, "first_contact")
    assert [] == days(submitted, "first_contact") == days(returned, "first_contact")
    assert "draft" == returned.state("proposal/1")
    assert [] == days(proposed(lately), "first_contact") == days(proposed(DRAFT, "municipal_bouwblokken"), "first_contact")


def test_plan_is_due_two_months_after_the_award():
    """
    The contractor drafts it, then submits it; one that was given back was on time, one that was withdrawn leaves nothing.
    """
    pilot = proposed(AWARDED)
    drafted = pilot.does("draft_plan", lead, PLAN_DRAFT)
    submitted = drafted.does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")
    returned = submitted.does("return_plan", buyer, Comments(URI), "plan/1")

    assert [("2018-03-01", "overdue", None, "draft_plan", "opdrachtnemer")] == found(pilot, "plan_of_approach")
    assert [("2018-03-01", "overdue", "plan/1", "submit_plan", "opdrachtnemer")] == found(drafted, "plan_of_approach")
    assert [] == days(submitted, "plan_of_approach") == days(returned, "plan_of_approach")
    assert ["2018-03-01"] == days(submitted.does("withdraw_plan", lead, Grounds("opnieuw"), "plan/1"), "plan_of_approach")


@pytest.mark.parametrize(
    ("state", "expected"),
    [("drafting", ["2018-03-01"]), ("review", []), ("signing", []), ("in_force", []), ("withdrawn", ["2018-03-01"]), ("expired", ["2018-03-01"])],
)
def test_no_plan_is_due_while_there_is_one_that_was_submitted(state, expected):
    """
    Whatever became of it since, unless it is gone.
    """
    facts = {"pilot": {"contract": CONTRACT.contract}, "plan/1": {"document": None}}

    assert expected == days(taken_over({"pilot": "proposal", "plan/1": state}, facts), "plan_of_approach")


def test_no_plan_is_due_without_a_term_or_once_there_is_no_pilot():
    """
    Neither without an award, nor under a profile without a term, nor of a pilot that was withdrawn.
    """
    assert [] == days(proposed(), "plan_of_approach") == days(proposed(AWARDED, "minimal"), "plan_of_approach")
    assert [] == days(proposed(AWARDED).does("withdraw", lead, Grounds("geen tijd")), "plan_of_approach") == days(plan_signed(), "plan_of_approach")


def test_signatures_are_due_while_a_plan_is_signed():
    """
    Until the last day that was agreed, if one was.
    """
    submitted = approved().does("draft_plan", lead, PLAN_DRAFT).does("submit_plan", lead, PlanDocument(URI, HASH), "plan/1")
    offering = submitted.does("open_signing", buyer, SigningTerms(date(2019, 12, 20)), "plan/1")

    roles = "opdrachtnemer, consortiumpartner, opdrachtgever, tekenbevoegde"
    assert [("2019-12-20", "due", "plan/1", "sign", roles)] == found(offering, "signatures")
    assert "handtekeningen onder plan 1" == due(offering.case, NOW)[0].label.nl
    assert [] == days(half_signed(), "signatures")
    assert [] == days(offering.does("withdraw", lead, Grounds("geen tijd")), "signatures")


def test_pilot_can_start_once_the_contract_runs():
    """
    That day is the first one, so nothing is late when it has passed.
    """
    signed = plan_signed()
    later = signed.does("link_contract", buyer, ContractLink(Contract(URI, date(2020, 3, 1), date(2021, 3, 1))))

    assert [("2018-01-01", "due", None, "start", "opdrachtnemer")] == found(signed.does("link_contract", buyer, CONTRACT), "start")
    assert [("2020-03-01", "expected", None, "start", "opdrachtnemer")] == found(later, "start")
    assert [] == days(signed, "start") == days(running(), "start")


# ── while it runs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_progress_is_reported_as_often_as_the_plan_says():
    """
    Counted from the start, then from the last day that was reported on, for as long as the execution goes on.
    """
    pilot = carried_out()
    report = ProgressReport(counts=COUNTS, first_day=date(2019, 1, 7), last_day=date(2019, 9, 30), report=URI)
    reported = pilot.does("report_progress", lead, report)

    assert [("2019-04-07", "overdue", "execution/1", "report_progress", "opdrachtnemer")] == found(pilot, "progress_report")
    assert [("2019-12-30", "due", "execution/1", "report_progress", "opdrachtnemer")] == found(reported, "progress_report")
    assert [] == days(running(), "progress_report") == days(in_evaluation(), "progress_report")


def test_newest_plan_that_says_it_says_how_often():
    """
    A next version that says nothing about it leaves the older agreement; whether an unknown one does, nobody knows.
    """
    states = {"pilot": "running", "execution/1": "active", "plan/1": "in_force", "plan/2": "in_force"}
    facts: dict[str, dict[str, object]] = {
        "execution/1": {"started_on": date(2019, 1, 7), "reported_until": None},
        "plan/1": {"progress_every": "P3M"},
    }

    assert ["2019-04-07"] == days(taken_over(states, facts | {"plan/2": {"progress_every": None}}), "progress_report")
    assert ["2019-01-14"] == days(taken_over(states, facts | {"plan/2": {"progress_every": "P1W"}}), "progress_report")
    assert [] == days(taken_over(states, facts), "progress_report")


def test_end_of_the_term():
    """
    As it was planned, extended, or set anew after a suspension.
    """
    longer = attrs.evolve(PLAN_DRAFT, planned_end=date(2020, 6, 30))
    amended = offered(running(), 2, longer, "b" * 64).does("sign", lead, signature("vka", "b" * 64), "plan/2")
    extended = amended.does("sign", partner, signature("aef", "b" * 64), "plan/2").does("extend", buyer, Extension(date(2020, 6, 30), URI))
    stood_still = running().does("suspend", buyer, SuspensionGrounds("verbouwing", date(2019, 6, 1)), on=date(2019, 3, 1))

    assert [("2019-12-31", "due", "execution/1", "complete_execution", "opdrachtnemer")] == found(running(), "end_of_term")
    assert ["2020-06-30"] == days(extended, "end_of_term")
    assert ["2020-03-31"] == days(stood_still.does("resume", buyer, Resumption(date(2020, 3, 31)), "suspension/1"), "end_of_term")
    assert [] == days(plan_signed(), "end_of_term") == days(in_evaluation(), "end_of_term")


def test_end_of_the_term_of_a_pilot_that_was_taken_over():
    """
    It needs no execution; but where nobody knows whether a suspension moved it, there is none.
    """
    end = {"pilot": {"ends_on": date(2020, 1, 31)}}

    assert [("2020-01-31", "expected", None, "complete_execution", "opdrachtnemer")] == found(taken_over({"pilot": "running"}, end), "end_of_term")
    assert [] == days(taken_over({"pilot": "running"}, end, "suspension"), "end_of_term")
    assert [] == days(taken_over({"pilot": "running"}), "end_of_term")


def test_end_of_the_contract():
    """
    While the pilot has still to be carried out; nobody is next to act.
    """
    assert [("2021-01-01", "expected", None, "", "")] == found(running(), "contract_end")
    assert ["2021-01-01"] == days(plan_signed().does("link_contract", buyer, CONTRACT), "contract_end")
    assert [] == days(in_evaluation(), "contract_end") == days(plan_signed(), "contract_end")


def test_suspension_is_reviewed():
    """
    On the day that was named, until the pilot is resumed.
    """
    suspended = running().does("suspend", buyer, SuspensionGrounds("verbouwing", date(2019, 12, 1)), on=date(2019, 11, 1))

    assert [("2019-12-01", "due", "suspension/1", "resume", "opdrachtgever")] == found(suspended, "suspension_review")
    assert [] == days(suspended.does("resume", buyer, Resumption(), "suspension/1"), "suspension_review")


# ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_expected_end_of_a_trajectory():
    """
    The number and the day, and nothing else about the candidate; once there is a job, nothing is expected.
    """
    pilot = started(with_place(carried_out()))

    assert [("2019-12-31", "due", "trajectory/1", "end_trajectory", "opdrachtnemer")] == found(pilot, "trajectory_end")
    assert "verwacht einde van traject 1: op 2019-12-31; aan zet: opdrachtnemer" in [each.text("nl") for each in due(pilot.case, NOW)]
    assert [] == days(placed(with_place(carried_out())), "trajectory_end")


@pytest.mark.parametrize(
    ("state", "expected"),
    [("matched", []), ("started", ["2019-12-31"]), ("developing", ["2019-12-31"]), ("paused", ["2019-12-31"]), ("ended", [])],
)
def test_trajectory_is_expected_to_end_while_a_candidate_is_guided(state, expected):
    """
    Also while it is paused.
    """
    facts = {"trajectory/1": {"expected_end": date(2019, 12, 31)}}

    assert expected == days(taken_over({"pilot": "running", "trajectory/1": state}, facts), "trajectory_end")


def test_day_that_was_erased_is_none():
    """
    Where the trajectory itself is still known.
    """
    pilot = started(with_place(carried_out())).case
    part = pilot["trajectory/1"]
    without_day = replace(part, facts=attrs.evolve(part.facts, expected_end=REDACTED))

    assert "trajectory_end" in {each.code for each in due(pilot, NOW)}
    assert "trajectory_end" not in {each.code for each in due(replace(pilot, parts=pilot.parts.with_part(without_day)), NOW)}


def test_nothing_is_expected_of_what_was_erased():
    """
    Neither of a day that was erased, nor of a whole trajectory; other days stay.
    """
    pilot = started(with_place(carried_out()))

    assert [] == days(erased(pilot, "trajectory/1"), "trajectory_end") == days(erased(pilot, "trajectory_started"), "trajectory_end")
    assert days(pilot, "end_of_term") == days(erased(pilot, "trajectory/1"), "end_of_term") != []


def test_placement_is_sustainable_after_the_period_of_the_plan():
    """
    From that day on it can be confirmed, also when the pilot is over.
    """
    pilot = placed(with_place(carried_out()))     # on 1 June 2019
    roles = "opdrachtnemer, ontvangende organisatie, formele werkgever"

    assert [("2019-12-01", "due", "trajectory/1", "confirm_sustained", roles)] == found(pilot, "sustainable_placement")
    assert [] == days(pilot.does("confirm_sustained", lead, None, "trajectory/1"), "sustainable_placement")
    closed = taken_over(
        {"pilot": "decharge", "plan/1": "ended", "trajectory/1": "placed", "trajectory/2": "placed"},
        {"plan/1": {"sustainable_after": "P6M"}, "trajectory/1": {"placed_on": date(2019, 11, 30)}},
    )
    assert ["2020-05-30"] == days(closed, "sustainable_placement")


def test_place_opens_again_for_the_next_round():
    """
    If it recurs, and as long as the pilot takes candidates.
    """
    opened = PlaceOffer("adr", recurs_every="P1Y", opens_on=date(2019, 1, 10))
    left = placed(with_place(carried_out(), opened)).does("vacate_place", lead, None, "place/1")
    once = placed(with_place(carried_out())).does("vacate_place", lead, None, "place/1")

    assert [("2020-01-10", "expected", "place/1", "reopen_place", "opdrachtnemer, ontvangende organisatie")] == found(left, "place_opens_again")
    assert [] == days(once, "place_opens_again")
    assert once.part("place/1").at(place.vacated)


@pytest.mark.parametrize(
    ("phase", "every", "expected"),
    [
        ("plan_signed", "P1Y", ["2020-01-10"]),
        ("running", "P1Y", ["2020-01-10"]),
        ("running", None, []),
        ("evaluation", "P1Y", []),
    ],
)
def test_place_opens_again_only_if_it_recurs_and_candidates_may_come(phase, every, expected):
    """
    A place that was meant for once does not come back, and after the execution nobody needs it.
    """
    facts = {"place/1": {"recurs_every": every, "opens_on": date(2020, 1, 10)}}

    assert expected == days(taken_over({"pilot": phase, "place/1": "vacated"}, facts), "place_opens_again")


# ── evaluation and decharge ──────────────────────────────────────────────────────────────────────────────────────────────


def test_evaluation_has_the_day_of_the_plan_until_it_has_its_own():
    """
    It is planned, then it is due on its own day; an interim one does not count.
    """
    pilot = carried_out()
    planner = "opdrachtgever, projectleider proeftuin, evaluator"
    undated = pilot.does("plan_evaluation", buyer, EvaluationPlan("final"))
    dated = pilot.does("plan_evaluation", buyer, EvaluationPlan("final", date(2019, 12, 10)))
    interim = pilot.does("plan_evaluation", buyer, EvaluationPlan("interim", date(2019, 12, 5)))

    assert [("2019-11-01", "overdue", None, "plan_evaluation", planner)] == found(pilot, "evaluation_moment")
    assert [("2019-11-01", "overdue", "evaluation/1", "collect_findings", "evaluator")] == found(undated, "evaluation_moment")
    assert ([], ["2019-12-10"]) == (days(dated, "evaluation_moment"), days(dated, "evaluation_day"))
    assert (["2019-11-01"], ["2019-12-05"]) == (days(interim, "evaluation_moment"), days(interim, "evaluation_day"))
    assert [] == days(running(), "evaluation_moment") == days(undated, "evaluation_day")


@pytest.mark.parametrize(
    ("phase", "state", "expected"),
    [
        ("plan_signed", "in_force", ["2019-11-01"]),
        ("running", "in_force", ["2019-11-01"]),
        ("evaluation", "ended", ["2019-11-01"]),
        ("closed_without_decharge", "ended", []),
        ("running", "superseded", []),
    ],
)
def test_plan_that_holds_says_when_it_is_evaluated(phase, state, expected):
    """
    Also after it was carried out; no longer once the pilot is over.
    """
    facts = {"plan/1": {"evaluation_on": date(2019, 11, 1)}}

    assert expected == days(taken_over({"pilot": phase, "plan/1": state}, facts), "evaluation_moment")


@pytest.mark.parametrize(
    ("state", "trigger", "roles"),
    [
        ("planned", "collect_findings", "evaluator"),
        ("collecting", "draft_evaluation", "evaluator"),
        ("drafted", "open_hearing", "evaluator, opdrachtgever"),
        ("hearing", "adopt_evaluation", "opdrachtgever"),
        ("contested", "redraft_evaluation", "evaluator"),
    ],
)
def test_next_step_of_an_evaluation(state, trigger, roles):
    """
    Whoever has to take it, until it is adopted.
    """
    evaluation = {"evaluation/1": {"kind": None, "planned_on": date(2019, 12, 10)}}
    pilot = taken_over({"pilot": "evaluation", "evaluation/1": state}, evaluation)

    assert [("2019-12-10", "due", "evaluation/1", trigger, roles)] == found(pilot, "evaluation_day")


def test_no_evaluation_is_expected_once_it_was_adopted():
    """
    Nor where nobody knows of an evaluation what kind it is, on which day it is planned, or whether there is one.
    """
    plan = {"plan/1": {"evaluation_on": date(2019, 11, 1)}}

    def moments(state: str, facts: Mapping[str, object], *unlisted: str) -> list[str]:
        pilot = taken_over({"pilot": "evaluation", "plan/1": "in_force", "evaluation/1": state}, {**plan, "evaluation/1": facts}, *unlisted)
        return days(pilot, "evaluation_moment")

    final = EvaluationKind.FINAL
    assert ["2019-11-01"] == moments("planned", {"kind": final, "planned_on": None})
    assert [] == moments("adopted", {"kind": EvaluationKind.SHORT, "planned_on": None})
    assert [] == moments("planned", {"planned_on": None}) == moments("planned", {"kind": final})
    assert [] == moments("planned", {"kind": final, "planned_on": None}, "evaluation")
    assert [] == days(evaluated(in_evaluation()), "evaluation_day")


def test_decharge_is_decided_on_the_day_that_was_planned():
    """
    As long as it is on the agenda.
    """
    scheduled = requested().does("schedule_decharge", coordinator, Schedule(date(2019, 12, 12), "sessie-2019"))

    assert [("2019-12-12", "due", "decharge/1", "grant_decharge", "verlener van décharge")] == found(scheduled, "decharge_decision")
    assert [] == days(requested(), "decharge_decision")
    assert [] == days(scheduled.does("unschedule_decharge", coordinator, Unscheduling("verhinderd")), "decharge_decision")


def test_each_remedy_has_its_day():
    """
    Until the remedies were submitted.
    """
    remedies = (Remedy("nazorg", "regel de nazorg", date(2020, 2, 1)), Remedy("memo", "vul het memo aan", date(2019, 12, 15)))
    refused = requested().does("refuse_decharge", grantor, Refusal("onvolledig", remedies))
    roles = "opdrachtnemer, projectleider proeftuin"

    assert [
        ("2019-12-15", "due", "decharge/1", "submit_remedy", roles),
        ("2020-02-01", "expected", "decharge/1", "submit_remedy", roles),
    ] == found(refused, "remedy")
    assert ["memo", "nazorg"] == [each.item for each in due(refused.case, NOW) if each.code == "remedy"]
    answered = refused.does("submit_remedy", lead, RemedyReport((Answer("nazorg", URI), Answer("memo", URI))))
    assert [] == days(answered, "remedy")


def test_reservations_stay_after_decharge():
    """
    With the organisation that sees to it; no trigger says that one was met, so nobody's role is named.
    """
    reserved = ReservedTerms(**attrs.asdict(TERMS, recurse=False), reservations=(Reservation("v1", URI, "vka", date(2019, 11, 30)),))
    granted = requested().does("grant_with_reservations", grantor, reserved)

    assert [("2019-11-30", "overdue", "decharge/1", "", "")] == found(granted, "reservation")
    assert ["voorbehoud v1: uiterlijk 2019-11-30, te laat; aan zet: vka"] == [each.text("nl") for each in due(granted.case, NOW)]


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_follow_on_is_accepted_then_completed():
    """
    By the day that was agreed, by the organisation that it is meant for.
    """
    open_ = in_evaluation().does("register_follow_on", lead, FollowOnPlan("scale_up", "opschalen", "vka", date(2020, 1, 15)))
    accepted = open_.does("accept_follow_on", lead, Ownership("vka"), "follow_on/1")
    done = accepted.does("complete_follow_on", lead, {"document": URI}, "follow_on/1")

    assert ["accept_follow_on", "complete_follow_on"] == [found(each, "follow_on_action")[0][3] for each in (open_, accepted)]
    assert ["follow-on action 1: by 2020-01-15; next to act: vka"] == [each.text("en") for each in due(open_.case, NOW) if each.part == "follow_on/1"]
    assert [] == days(done, "follow_on_action")


def archived(nomination: ArchiveNomination = ArchiveNomination.DESTROY) -> Story:
    """A case that was kept until yesterday."""
    closed = requested().does("grant_decharge", grantor, TERMS)
    return closed.does("archive", archivist, Archiving(nomination, "urn:example:rule", date(2019, 11, 30), URI))


def test_case_is_destroyed_after_its_retention_period():
    """
    Unless it is kept for ever, or something holds it back.
    """
    held = archived().does("place_hold", auditor, Hold("onderzoek", "nog niet klaar"))

    assert [("2019-11-30", "overdue", "archive/1", "propose_destruction", "archivaris")] == found(archived(), "retention_end")
    assert [("2019-11-30", "overdue", "archive/1", "approve_destruction", "opdrachtgever, archivaris")] == found(
        archived().does("propose_destruction", archivist), "retention_end"
    )
    assert [] == days(archived(ArchiveNomination.KEEP), "retention_end") == days(held, "retention_end")


def test_retention_of_a_case_that_was_taken_over():
    """
    There is an end only where everything is known that could keep the case longer.
    """
    facts: dict[str, object] = {"retained_until": date(2029, 12, 31), "kept_for_ever": False, "holds": frozenset()}

    def ends(archives: Mapping[str, Mapping[str, object]], *unlisted: str) -> list[str]:
        *earlier, newest = archives
        states = {"pilot": "decharge", **dict.fromkeys(earlier, "reopened"), newest: "archived"}
        return days(taken_over(states, archives, *unlisted), "retention_end")

    assert ["2029-12-31"] == ends({"archive/1": facts})
    assert ["2029-12-31"] == ends({"archive/1": facts, "archive/2": facts})
    assert [] == ends({"archive/1": facts}, "archive")
    for unknown in facts:
        assert [] == ends({"archive/1": {name: value for name, value in facts.items() if name != unknown}})
    assert [] == ends({"archive/1": {**facts, "holds": frozenset({"onderzoek"})}, "archive/2": facts})


def test_only_what_outlives_a_pilot_has_days_when_it_is_over():
    """
    What stood still with it, stands still.
    """
    day = date(2020, 1, 1)
    facts: Mapping[str, Mapping[str, object]] = {
        "plan/1": {"progress_every": "P1M", "sustainable_after": "P0D"},
        "plan/2": {"closes_on": day},
        "suspension/1": {"review_on": day},
        "execution/1": {"reported_until": date(2019, 12, 1)},
        "decharge/1": {"planned_on": day},
        "decharge/2": {"remedies": (Remedy("nazorg", "regel de nazorg", day),)},
        "trajectory/1": {"expected_end": day},
        "trajectory/2": {"placed_on": day},
        "evaluation/1": {"planned_on": day},
        "follow_on/1": {"due": day},
    }
    states = {
        "plan/1": "in_force", "plan/2": "signing", "suspension/1": "suspended", "execution/1": "active", "decharge/1": "scheduled",
        "decharge/2": "refused", "trajectory/1": "started", "trajectory/2": "placed", "evaluation/1": "planned", "follow_on/1": "open",
    }  # fmt: skip
    going_on = due(taken_over({"pilot": "evaluation", **states}, facts).case, NOW)
    over = due(taken_over({"pilot": "closed_without_decharge", **states}, facts).case, NOW)

    lasting = {"trajectory_end", "sustainable_placement", "evaluation_day", "follow_on_action"}
    standing = {"signatures", "suspension_review", "progress_report", "decharge_decision", "remedy"}
    assert (lasting | standing, lasting) == ({each.code for each in going_on}, {each.code for each in over})


# ── gatherings, and other cases ──────────────────────────────────────────────────────────────────────────────────────────


def test_gathering_is_held_on_its_day():
    """
    It can be moved; once it was held or cancelled there is nothing more.
    """
    planned = Story(GATHERING.new("sessie-2019")).does("plan_gathering", organiser, GatheringPlan("inspiration", "ienw", date(2019, 11, 21)))
    moved = planned.does("move_gathering", organiser, NewDay(date(2019, 12, 12)))

    assert [("2019-11-21", "overdue", None, "hold_gathering", "organisator, coördinator social return")] == found(planned, "gathering_day")
    assert ["2019-12-12"] == days(moved, "gathering_day")
    assert () == due(planned.does("cancel_gathering", organiser, Grounds("storm")).case, NOW)


def test_other_case_types_are_refused():
    """
    To say that nothing is due would be a guess.
    """
    with pytest.raises(InvalidData, match=r"^no terms are known here of case type permit$") as refused:
        due(PERMIT.new("permit-1"), NOW)

    assert "van zaaktype permit zijn hier geen termijnen bekend" == refused.value.text("nl")


def test_variant_has_the_days_of_its_base():
    """
    Whoever may use a trigger there is next to act; of one that it left out, nobody.
    """
    arrows = [(EXECUTION, state, execution.REPORT_PROGRESS) for state in (execution.mobilising, execution.active, execution.winding_down)]
    without_reports = PROEFTUIN.variant("proeftuin-zonder-rapportage", version=1, without=arrows)
    progress, *others = due(replace(carried_out().case, type=without_reports), NOW)

    assert ("progress_report", (), None) == (progress.code, progress.by, progress.trigger)
    assert [*others] == [*due(carried_out().case, NOW)[1:]]


def test_nothing_is_due_before_a_case_begins():
    """
    Nor is it an error to ask.
    """
    assert () == due(new().case, NOW) == due(GATHERING.new("sessie-2019"), NOW)


@pytest.mark.parametrize("address", ["pilot", "execution/1", "suspension/1", "evaluation/7"])
def test_what_this_version_does_not_know_gives_no_day(address):
    """
    A part with events of another version may stand elsewhere than it seems to.
    """
    pilot = carried_out().does("suspend", buyer, SuspensionGrounds("verbouwing", date(2020, 1, 1)))
    reads = {
        "pilot": {"end_of_term", "contract_end", "evaluation_moment"},
        "execution/1": {"progress_report"},
        "suspension/1": {"suspension_review"},
        "evaluation/7": {"evaluation_moment"},
    }
    shut = replace(pilot.case, memory=replace(pilot.case.memory, foreign={address: ("letter_written",)}))

    assert reads[address] == {each.code for each in due(pilot.case, NOW)} - {each.code for each in due(shut, NOW)}


def test_gathering_with_unknown_events_gives_no_day():
    """
    As any other part.
    """
    planned = Story(GATHERING.new("sessie-2019")).does("plan_gathering", organiser, GatheringPlan("other", "ienw", date(2019, 12, 21))).case

    assert 1 == len(due(planned, NOW))
    assert () == due(replace(planned, memory=replace(planned.memory, foreign={"gathering": ("letter_written",)})), NOW)


def test_facts_that_nobody_knows_give_no_day():
    """
    Only what was said when the pilot was taken over counts; what was not reported on, or submitted, may have been.
    """
    states = {"pilot": "proposal", "proposal/1": "draft", "plan/1": "drafting"}
    contract = {"pilot": {"contract": CONTRACT.contract}}
    going = {"pilot": "running", "execution/1": "active", "plan/1": "in_force"}
    every = {"plan/1": {"progress_every": "P3M"}}

    assert [] == [*due(taken_over(states).case, NOW)] == [*due(taken_over(states, contract).case, NOW)]
    assert ["2018-03-01"] == days(taken_over(states, {**contract, "plan/1": {"document": None}}), "plan_of_approach")
    assert [] == days(taken_over(states, {**contract, "plan/1": {"document": None}}, "plan"), "plan_of_approach")
    assert [] == days(taken_over(going, {**every, "execution/1": {"started_on": date(2019, 1, 7)}}), "progress_report")
    known = {"started_on": date(2019, 1, 7), "reported_until": None}
    assert ["2019-04-07"] == days(taken_over(going, {**every, "execution/1": known}), "progress_report")


def test_first_contact_of_a_pilot_that_was_taken_over():
    """
    Where nobody knows whether a proposal was submitted before, it may have been.
    """
    municipal = attrs.evolve(PROEFTUIN.profile("municipal_bouwblokken"))
    states = {"pilot": "proposal", "proposal/1": "draft"}
    contract = {"pilot": {"contract": CONTRACT.contract}}

    def contacts(facts: Mapping[str, Mapping[str, object]]) -> list[str]:
        return [each.day.isoformat() for each in due(replace(taken_over(states, facts).case, profile=municipal), NOW) if each.code == "first_contact"]

    assert [] == contacts(contract)
    assert ["2018-01-08"] == contacts({**contract, "proposal/1": {"document": None}})


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2019, 11, 30), "expected"),
        (date(2019, 12, 1), "due"),
        (date(2019, 12, 31), "due"),
        (date(2020, 1, 1), "overdue"),
    ],
)
def test_status_follows_the_day(today, status):
    """
    Due within a month, the last day of that included; late on the day after.
    """
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)

    assert [("2019-12-31", status)] == [each[:2] for each in found(running(), "end_of_term", noon)]


def test_day_is_counted_where_the_case_is():
    """
    Half past eleven in Greenwich on the last day of the year is the next year in Amsterdam.
    """
    assert "overdue" == found(running(), "end_of_term", datetime(2019, 12, 31, 23, 30, tzinfo=UTC))[0][1]


@pytest.mark.parametrize(("soon", "status"), [("P0D", "expected"), ("P29D", "expected"), ("P30D", "due"), ("P999Y", "due"), ("P9999Y", "due")])
def test_how_far_ahead_is_soon_can_be_chosen(soon, status):
    """
    Also beyond the end of the calendar.
    """
    assert status == found(running(), "end_of_term", soon=soon)[0][1]


def test_term_that_reaches_beyond_the_calendar_is_none():
    """
    After the year 9999 nothing is due.
    """
    states = {"pilot": "running", "execution/1": "active", "plan/1": "in_force"}

    def reports(every: str) -> list[str]:
        facts = {"plan/1": {"progress_every": every}, "execution/1": {"reported_until": date(9999, 12, 1)}}
        return days(taken_over(states, facts), "progress_report")

    assert ["9999-12-31"] == reports("P30D")
    assert [] == reports("P31D") == reports("P1M")


@pytest.mark.parametrize(
    ("now", "soon", "problem"),
    [
        (datetime(2019, 12, 1), "P1M", "now has no time zone"),
        (date(2019, 12, 1), "P1M", "now must be datetime, not date"),
        (NOW, "1 month", "soon must be a period such as P1M, P2W or P7D"),
        (NOW, "", "soon must be a period such as P1M, P2W or P7D"),
    ],
)
def test_question_without_an_answer_is_refused(now, soon, problem):
    """
    A moment without a time zone is on no day, and a month has to be written as in ISO 8601.
    """
    with pytest.raises(InvalidData, match=f"^{problem}"):
        due(running().case, now, soon=soon)


def test_last_day_on_which_nobody_works_moves_to_the_next_working_day():
    """
    2019-04-07 is a Sunday.  What was planned for a day stays there: 2019-12-01 is one as well.
    """
    pilot = carried_out().does("suspend", buyer, SuspensionGrounds("verbouwing", date(2019, 12, 1)), on=date(2019, 11, 1))
    working_days = DutchWorkingDays()

    assert (["2019-04-07"], ["2019-12-01"]) == (days(pilot, "progress_report"), days(pilot, "suspension_review"))
    assert ["2019-04-08"] == days(pilot, "progress_report", working_days=working_days)
    assert ["2019-12-01"] == days(pilot, "suspension_review", working_days=working_days)


def test_what_moves_is_late_only_after_the_day_it_moved_to():
    """
    On the Monday it is still in time.
    """
    sunday, monday = datetime(2019, 4, 7, 12, tzinfo=UTC), datetime(2019, 4, 8, 12, tzinfo=UTC)

    assert "overdue" == found(carried_out(), "progress_report", monday)[0][1]
    assert ["due", "due"] == [found(carried_out(), "progress_report", now, working_days=DutchWorkingDays())[0][1] for now in (sunday, monday)]


# ── how it reads ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_due_reads_as_a_sentence():
    """
    In both languages: the last day, the very day and the first day of something, late or not.
    """
    pilot = placed(with_place(carried_out()))

    assert [
        "voortgangsrapportage: uiterlijk 2019-04-07, te laat; aan zet: opdrachtnemer",
        "evaluatie volgens het plan: op 2019-11-01, voorbij; aan zet: opdrachtgever, projectleider proeftuin, evaluator",
        "plaatsing in traject 1 als duurzaam bevestigen: vanaf 2019-12-01; aan zet: opdrachtnemer, ontvangende organisatie, formele werkgever",
        "einde van de looptijd: op 2019-12-31; aan zet: opdrachtnemer",
        "einde van het contract: op 2021-01-01",
    ] == [each.text("nl") for each in due(pilot.case, NOW)]
    assert [
        "progress report: by 2019-04-07, overdue; next to act: contractor",
        "evaluation according to the plan: on 2019-11-01, passed; next to act: commissioning party, pilot lead, evaluator",
        "confirming the placement in trajectory 1 as sustainable: from 2019-12-01; next to act: contractor, host organisation, employer of record",
        "end of the term: on 2019-12-31; next to act: contractor",
        "end of the contract: on 2021-01-01",
    ] == [each.text("en") for each in due(pilot.case, NOW)]


@pytest.mark.parametrize("case_type", [PROEFTUIN, GATHERING], ids=lambda each: each.name)
def test_every_rule_has_a_basis_and_words_in_both_languages(case_type):
    """
    And is told of in the docs, with its code and what sort of day it is.
    """
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "list-what-is-due.md").read_text(encoding="utf-8")
    rules = RULES[case_type.root.facts]

    assert len(rules) == len({each.code for each in rules})
    for each in rules:
        assert each.basis
        assert [] == [*each.label.problems(each.code)]
        assert placeholders(each.label.nl) <= {"number", "item"}
        words = each.label.nl.replace("{number}", "…").replace("{item}", "…")
        assert f"\n| `{each.code}` | {words} | {each.when} " in page


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def asked(case: Case, now: datetime) -> tuple[Due, ...]:
    """What is due, asked twice: it is pure."""
    first = due(case, now)
    assert first == due(case, now)
    return first


def may_use(case_type: CaseType, each: Due) -> bool:
    """Whether whoever is next to act may use the trigger in some state."""
    if each.trigger is None:
        return not each.by
    lifecycle = case_type.lifecycle_of[each.trigger.name]
    return bool(each.by) and all(any(t.trigger == each.trigger and role in t.roles for t in lifecycle.transitions) for role in each.by)


def test_in_every_history_what_is_due_has_its_day_its_status_and_somebody_who_may():
    """
    Over every turn of every game: sorted, never an error, late exactly after its day, and with a wish that can be decided.
    """
    counts: Counter[str] = Counter()
    for game in games("proeftuin", "gathering"):
        for case, now, _ in [*game.commits, (game.case, game.commits[-1][1] + timedelta(days=200), ())]:
            found = asked(case, now)
            today = case.type.day(now)
            assert [each.day for each in found] == sorted(each.day for each in found)
            for each in found:
                counts[each.status] += 1
                assert (each.status == "overdue") == (each.day < today and each.when != "from"), each
                assert may_use(case.type, each), each
                assert each.text("nl") and each.text("en")
                if each.trigger is not None:
                    decide(case, Command(each.trigger.name, Actor("u-1"), now, each.part))

    assert 3 == len(counts) and min(counts.values()) >= 100, counts


def test_what_it_costs_grows_with_the_number_of_parts():
    """
    Counted in calls of functions: twice as many parts, twice as many calls.
    """

    def calls(number: int) -> int:
        trajectories = {f"trajectory/{each}": "placed" for each in range(1, number + 1)}
        plans = {f"plan/{each}": "ended" for each in range(1, number + 1)}
        placements: dict[str, Mapping[str, object]] = {address: {"placed_on": date(2019, 6, 1)} for address in trajectories}
        silent: dict[str, Mapping[str, object]] = {address: {"sustainable_after": None} for address in plans}
        facts = {**placements, **silent, "plan/1": {"sustainable_after": "P6M"}}
        case = taken_over({"pilot": "decharge", **trajectories, **plans}, facts).case
        count = 0

        def counting(frame: object, event: str, argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        sys.setprofile(counting)
        try:
            found = due(case, NOW)
        finally:
            sys.setprofile(None)
        assert number == len(found)
        return count

    assert calls(400) < 2.1 * calls(200)
