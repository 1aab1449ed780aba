"""
Execution: started, reported on, completed or stopped early.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from proeftuin_flow.acts import TakeOver
from proeftuin_flow.pilot import (
    Assignment,
    Contract,
    ContractLink,
    Counts,
    EarlyStop,
    FinalReport,
    Grounds,
    Handover,
    InterimStatus,
    Measure,
    Occupant,
    ProgressReport,
    Reopening,
    Start,
    Transfer,
)
from proeftuin_flow.privacy import REDACTED
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    CONTRACT,
    COUNTS,
    DRAFT,
    PLAN_DRAFT,
    URI,
    approved,
    buyer,
    coordinator,
    erased,
    evaluated,
    in_evaluation,
    in_place,
    lead,
    matched,
    may,
    mobilising,
    new,
    nominated,
    offered,
    partner,
    placed,
    plan_signed,
    running,
    signature,
    started,
    taken_over,
    with_place,
)

REPORT = ProgressReport(counts=COUNTS, first_day=date(2019, 1, 7), last_day=date(2019, 3, 31), report=URI)
FINAL = FinalReport(counts=COUNTS, report=URI)


# ── starting ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_start_opens_the_execution():
    """
    A pilot that starts has an execution from that day on.
    """
    started = plan_signed().does("link_contract", buyer, CONTRACT).does("start", lead, on=date(2019, 1, 7))

    assert ("running", "mobilising") == (started.state("pilot"), started.state("execution/1"))
    assert date(2019, 1, 7) == started.part("execution/1").facts.started_on


@pytest.mark.parametrize(
    ("starts", "ends", "blockers"),
    [
        (date(2019, 1, 8), None, ["it runs from 2019-01-08"]),
        (date(2018, 1, 1), date(2019, 1, 6), ["it runs up to 2019-01-06"]),
        (date(2019, 1, 7), date(2019, 1, 7), []),
        (date(2018, 1, 1), None, []),
    ],
)
def test_contract_runs_on_the_day_of_the_start(starts, ends, blockers):
    """
    Both of its days are included; the day that counts is when it happened.
    """
    linked = plan_signed().does("link_contract", buyer, ContractLink(Contract(URI, starts, ends)))

    assert blockers == linked.named("start", "contract_in_force", lead, on=date(2019, 1, 7))


def test_start_without_contract_can_be_waived():
    """
    Before, during or after a tender: the commissioning party may let it pass.
    """
    both = Actor("u-17", roles={"contractor", "commissioning_party"}, organisation="vka")

    assert "running" == plan_signed().does("start", both, waive={"contract_in_force": "the award follows"}).state("pilot")


def test_voluntary_pilot_needs_no_contract():
    """
    Nobody obliged the contractor, so there is none to look at.
    """
    offer = offered(approved(attrs.evolve(DRAFT, voluntary=True)))
    signed = offer.does("sign", lead, signature("vka"), "plan/1").does("sign", partner, signature("aef"), "plan/1")

    assert "running" == signed.does("start", lead).state("pilot")


def test_contractor_of_another_pilot_cannot_start():
    """
    The organisation must be the contractor here.
    """
    other = Actor("u-50", roles={"contractor"}, organisation="deloitte")
    nobody = Actor("u-51", roles={"contractor"})

    assert "role" in plan_signed().codes("start", other)
    assert "role" in plan_signed().codes("start", nobody)


def test_start_with_a_plan_still_being_drafted():
    """
    Without any plan, there is none to name.
    """
    drafted = approved().does("draft_plan", lead, PLAN_DRAFT)

    assert ["there is no plan yet"] == approved().named("start", "plan_in_force", lead)
    assert ["plan 1 (being drafted)"] == drafted.named("start", "plan_in_force", lead)


# ── reporting ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_progress_is_reported():
    """
    The newest counts are known, and until when.
    """
    facts = running().does("report_progress", lead, REPORT).part("execution/1").facts

    assert (date(2019, 3, 31), COUNTS) == (facts.reported_until, facts.counts)


def test_small_numbers_are_never_shown():
    """
    A count of one is about one person.
    """
    small = attrs.evolve(REPORT, counts=Counts(nominated=4, started=0, placed=1, ended=5))
    suppressed = attrs.evolve(REPORT, counts=Counts(nominated=5, suppressed=frozenset({Measure.PLACED})))

    assert ["nominated: fewer than 5", "placed: fewer than 5"] == running().named("report_progress", "small_numbers", lead, small)
    assert [] == running().named("report_progress", "small_numbers", lead, suppressed)
    assert ["nominated: fewer than 5", "placed: fewer than 5"] == running().named(
        "publish_interim", "small_numbers", coordinator, InterimStatus(counts=small.counts, publication=URI)
    )


def test_numbers_that_differ_little_are_not_shown_together():
    """
    Ten nominated and nine started: one did not start.  And what is called suppressed has no number.
    """
    near = attrs.evolve(REPORT, counts=Counts(nominated=10, started=9, placed=5, suppressed=frozenset({Measure.PLACED})))

    assert ["started: less than 5 from another number", "placed: called suppressed, and yet a number"] == running().named(
        "report_progress", "small_numbers", lead, near
    )


def test_small_change_since_the_last_report_is_not_shown():
    """
    One more than last time is one person, also when the number was suppressed in between, and after the execution was reopened.
    """
    one_more = FinalReport(counts=Counts(nominated=11, started=5, placed=5, ended=0), report=URI)
    nothing = attrs.evolve(REPORT, counts=Counts(suppressed=frozenset(Measure)))
    reported = running().does("report_progress", lead, REPORT)
    reopened = in_evaluation().does("reopen_execution", buyer, Reopening("nog een kandidaat"), on=date(2019, 10, 8))
    near = ["nominated: less than 5 from what was shown before"]

    assert [] == running().named("complete_execution", "small_numbers", lead, one_more)
    assert near == reported.named("complete_execution", "small_numbers", lead, one_more)
    assert near == reported.does("report_progress", lead, nothing).named("complete_execution", "small_numbers", lead, one_more)
    assert near == reopened.named("complete_execution", "small_numbers", lead, one_more)


def test_interim_status_is_not_compared_with_a_report():
    """
    Only what an execution reports is compared with what it reported.
    """
    told = InterimStatus(counts=Counts(nominated=11), publication=URI)

    assert [] == running().does("report_progress", lead, REPORT).named("publish_interim", "small_numbers", coordinator, told)


@pytest.mark.parametrize(("complete", "known", "blockers"), [
    (frozenset[str](), {}, []),
    (frozenset({"execution"}), {}, []),
    (frozenset[str](), {"counts": COUNTS}, ["nominated: less than 5 from what was shown before"]),
    (frozenset({"execution"}), {"counts": Counts(), "shown": COUNTS}, ["nominated: less than 5 from what was shown before"]),
])  # fmt: skip
def test_what_was_shown_before_taking_over(complete, known, blockers):
    """
    It counts as far as it is known; where it is not, the first report is not held up by it, and is what the next is compared with.
    """
    facts = {"pilot": {"parties": DRAFT.parties}, "execution/1": known}
    taken = new().does("take_over", coordinator, TakeOver("dossier", {"pilot": "running", "execution/1": "active"}, facts, complete))
    one_more = attrs.evolve(REPORT, counts=Counts(nominated=11))
    again = taken.does("report_progress", lead, attrs.evolve(REPORT, counts=Counts(nominated=20)))

    assert blockers == taken.named("report_progress", "small_numbers", lead, one_more)
    assert ["nominated: less than 5 from what was shown before"] == again.named(
        "report_progress", "small_numbers", lead, attrs.evolve(REPORT, counts=Counts(nominated=21))
    )


def test_gap_in_the_reports_is_advice():
    """
    It says which days nobody reported on.
    """
    late = attrs.evolve(REPORT, first_day=date(2019, 5, 1), last_day=date(2019, 6, 30))
    once = running().does("report_progress", lead, REPORT)

    assert {"progress_without_gaps": ["advised", "nothing reported on 2019-01-07 to 2019-04-30"]} == running().checks("report_progress", lead, late)
    assert {"progress_without_gaps": ["advised", "nothing reported on 2019-04-01 to 2019-04-30"]} == once.checks("report_progress", lead, late)
    assert {} == running().checks("report_progress", lead, REPORT)


def test_interim_status_changes_no_state():
    """
    It is told, and the pilot goes on.
    """
    told = running().does("publish_interim", coordinator, InterimStatus(counts=COUNTS, publication=URI))

    assert "running" == told.state("pilot")


# ── the end of it ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_completion_moves_the_pilot_on():
    """
    What is over is evaluated.
    """
    wound_down = running().does("wind_down", lead)
    done = wound_down.does("complete_execution", lead, FINAL, on=date(2019, 10, 1))

    assert "winding_down" == wound_down.state("execution/1")
    assert ("completed", "evaluation") == (done.state("execution/1"), done.state("pilot"))
    assert date(2019, 10, 1) == done.part("execution/1").facts.ended_on


def test_missing_measures_are_advice_under_mvm():
    """
    Neither counted nor called too small: the log says that it is missing.
    """
    report = FinalReport(counts=Counts(nominated=5, suppressed=frozenset({Measure.PLACED})), report=URI)

    assert {"measures_complete": ["advised", "started: no number", "ended: no number"]} == running().checks("complete_execution", lead, report)


def test_early_stop_is_evaluated_too():
    """
    A pilot that stops early is closed in good order.
    """
    stopped = running().does("stop_early", buyer, EarlyStop("de opdracht is beëindigd"), on=date(2019, 6, 1))

    assert ("stopped_early", "evaluation") == (stopped.state("execution/1"), stopped.state("pilot"))
    assert date(2019, 6, 1) == stopped.part("execution/1").facts.ended_on
    assert "adopted" == evaluated(stopped, "short").state("evaluation/1")


def test_stop_before_the_start():
    """
    After signing a pilot does not simply go away.
    """
    stopped = plan_signed().does("stop_before_start", buyer, Grounds("de afdeling is opgeheven"))

    assert "evaluation" == stopped.state("pilot")
    assert 0 == stopped.case.parts.count("execution")


def test_execution_is_reopened():
    """
    Back from evaluation the execution goes on as a next one; what was completed stays completed.
    """
    again = in_evaluation().does("reopen_execution", buyer, Reopening("nog een kandidaat"), on=date(2019, 10, 8))

    assert ("running", "completed", "active") == tuple(again.state(each) for each in ("pilot", "execution/1", "execution/2"))
    assert "evaluation" == again.does("complete_execution", lead, FINAL).state("pilot")


def test_execution_is_not_reopened_after_its_term():
    """
    It is extended first, by a next version of the plan; or the commissioning party lets it pass.
    """
    short = attrs.evolve(PLAN_DRAFT, planned_end=date(2019, 10, 1))
    signed = offered(approved(), 1, short).does("sign", lead, signature("vka"), "plan/1").does("sign", partner, signature("aef"), "plan/1")
    started = signed.does("link_contract", buyer, CONTRACT).does("start", lead, on=date(2019, 1, 7)).does("wind_down", lead)
    over = started.does("complete_execution", lead, FINAL, on=date(2019, 10, 1))

    assert ["the term ended on 2019-10-01"] == over.named("reopen_execution", "term_is_left", buyer, Reopening("nog even"))
    assert [] == over.named("reopen_execution", "term_is_left", buyer, Reopening("nog even"), on=date(2019, 10, 1))


def test_what_was_judged_is_not_reopened():
    """
    An adopted evaluation closes the execution for good.
    """
    assert ["evaluation 1 (adopted)"] == evaluated(in_evaluation()).named("reopen_execution", "no_evaluation_adopted", buyer, Reopening("toch"))


# ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_first_candidate_makes_the_execution_active():
    """
    By itself, with the first who starts: not with who is nominated.
    """
    waiting = in_place(with_place(mobilising()))
    active = started(with_place(mobilising()))

    assert ("mobilising", "active") == (waiting.state("execution/1"), active.state("execution/1"))
    assert active.events[-1].type == "execution_became_active"
    assert active.events[-2].seq == active.events[-1].caused_by
    assert ["wrong_state"] == active.codes("report_first_start", lead)


def test_first_start_is_reported_where_candidates_were_erased():
    """
    Whether anybody started nobody can see any more, so nothing happens by itself.
    """
    gone = erased(in_place(with_place(with_place(mobilising()))), "trajectory/1")
    held = matched(gone, 2, 2).does("fill_place", lead, Occupant(2), "place/2").does("assign_buddy", lead, Assignment("u-88"), "trajectory/2")
    second = held.does("start_trajectory", lead, Start(informed=True), "trajectory/2")

    assert ("started", "mobilising") == (second.state("trajectory/2"), second.state("execution/1"))
    assert "active" == second.does("report_first_start", lead).state("execution/1")


def test_nobody_is_forgotten_at_the_end():
    """
    Who waits, who is guided, and of whom nobody knows it any more is named; who was placed, or was erased after that, is not.
    """
    two = placed(started(with_place(with_place(mobilising()))), 2, 2)
    waiting = nominated(placed(with_place(with_place(mobilising()))), 2, 2)
    settled = erased(placed(with_place(mobilising())), "trajectory/1")

    assert ["trajectory 1 (started)"] == two.named("complete_execution", "trajectories_settled", lead, FINAL)
    assert ["trajectory 2 (nominated)"] == waiting.named("complete_execution", "trajectories_settled", lead, FINAL)
    assert ["trajectory 1 (erased)"] == erased(two, "trajectory/1").named("complete_execution", "trajectories_settled", lead, FINAL)
    assert "completed" == settled.does("complete_execution", lead, FINAL).state("execution/1")


def test_month_eight_of_nine():
    """
    A trajectory that is still going on holds the completion up; transferred, it does not.
    """
    story = started(with_place(mobilising()))
    transferred = story.does("transfer_trajectory", lead, Transfer("host", "adr", URI), "trajectory/1")

    assert ["trajectories_settled"] == story.codes("complete_execution", lead, FINAL)
    assert "evaluation" == transferred.does("complete_execution", lead, FINAL).state("pilot")


def test_stop_says_who_guides_each_candidate():
    """
    Who was erased while that went on too, by number; who waited, or is settled, needs nobody.
    """
    story = nominated(placed(started(with_place(with_place(with_place(mobilising())))), 2, 2), 3, 3)
    gone = erased(story, "trajectory/1")
    stop = EarlyStop("klaar", (Handover(1, "host"),))

    assert ["trajectory 1 (started)"] == story.named("stop_early", "early_stop_handover", buyer, EarlyStop("klaar"))
    assert ["trajectory 1 (erased)"] == gone.named("stop_early", "early_stop_handover", buyer, EarlyStop("klaar"))
    assert (Handover(1, "host"),) == story.does("stop_early", buyer, stop).part("execution/1").facts.handovers
    assert ("stopped_early", "erased.open") == tuple(gone.does("stop_early", buyer, stop).state(each) for each in ("execution/1", "trajectory/1"))


def test_only_who_is_guided_is_handed_over():
    """
    A number by mistake is said; it would hand over somebody who comes later.
    """
    stop = EarlyStop("klaar", (Handover(9, "host"), Handover(2, "host"), Handover(1, "host")))
    story = placed(started(with_place(with_place(mobilising()))), 2, 2)

    said = ["trajectory 2 is not being guided", "trajectory 9 is not being guided"]
    assert said == story.named("stop_early", "handed_over_are_guided", buyer, stop)
    assert [] == story.named("stop_early", "handed_over_are_guided", buyer, EarlyStop("klaar", (Handover(1, "host"),)))


def test_handover_without_words():
    """
    Who guides on is a role and an organisation: that may be erased, and the stop still stands.
    """
    stopped = started(with_place(mobilising())).does("stop_early", buyer, EarlyStop("klaar", (Handover(1, "host", "adr"),)))
    gone = erased(stopped, "execution_stopped_early")

    assert REDACTED is gone.part("execution/1").facts.handovers
    assert ("stopped_early", "transferred") == (gone.state("execution/1"), gone.state("trajectory/1"))
    assert "adopted" == evaluated(gone, "short").state("evaluation/1")


def test_candidates_whom_nobody_knows_hold_up_the_end():
    """
    A pilot that came here without a list of its candidates is not completed, nor stopped, as if there were none.
    """
    unlisted = taken_over({"pilot": "running", "execution/1": "active"}, None, "trajectory")

    for trigger, by, data in (("complete_execution", lead, FINAL), ("stop_early", buyer, EarlyStop("klaar"))):
        assert {"cannot_be_established"} == {reason.code for reason in unlisted.refusal(trigger, by, data).reasons}


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("trigger", "data", "roles"),
    [
        ("report_first_start", None, {"contractor"}),
        ("report_progress", REPORT, {"contractor"}),
        ("wind_down", None, {"contractor"}),
        ("stop_early", EarlyStop("klaar"), {"commissioning_party"}),
    ],
)
def test_who_may(trigger: str, data: object, roles: set[str]):
    """
    The contractor carries out; only who commissioned the pilot stops it.
    """
    assert roles == may(mobilising(), trigger, data)


def test_who_completes():
    """
    Nobody but the contractor, and not from the very start.
    """
    assert {"contractor"} == may(running(), "complete_execution", FINAL)
    assert ["wrong_state", "candidate_started"] == mobilising().codes("complete_execution", lead, FINAL)
    assert ["no trajectory started yet"] == mobilising().named("complete_execution", "candidate_started", lead, FINAL)
