"""
Trajectories: what a candidate goes through, told under a number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs
import pytest

from proeftuin_flow.decisions import Accepted
from proeftuin_flow.pilot import (
    Activity,
    Assignment,
    Ending,
    Grounds,
    Match,
    Nomination,
    Occupant,
    Placement,
    PlanDraft,
    Start,
    SuspensionGrounds,
    Trajectory,
    Transfer,
)
from proeftuin_flow.privacy import REDACTED
from proeftuin_flow.wishes import Actor
from tests.pilot.story import (
    CAST,
    ELIGIBLE,
    JOB,
    PLAN_DRAFT,
    URI,
    Story,
    approved,
    buyer,
    host,
    in_place,
    lead,
    matched,
    may,
    mobilising,
    nominated,
    offered,
    partner,
    placed,
    plan_signed,
    signature,
    started,
    taken_over,
    with_cast,
    with_place,
)

Told = Callable[[], Story]

T1 = "trajectory/1"
GONE = Ending("job_elsewhere")
SUSPENDED = SuspensionGrounds("verbouwing", date(2020, 1, 1))
RUNNING = {"pilot": "running", "plan/1": "in_force", "execution/1": "active"}

coach = Actor("u-77", roles={"job_coach"}, organisation="binnenwerk")
candidate = Actor("u-90", roles={"candidate"})


def open_place() -> Story:
    return with_place(mobilising())


def in_development() -> Story:
    return started(open_place()).does("begin_development", lead, None, T1)


def pausing() -> Story:
    return started(open_place()).does("pause_trajectory", coach, None, T1)


# ── the road ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_from_nomination_to_a_lasting_job():
    """
    What was said at each step is known: the place, the year, the department, the buddy, and the days.
    """
    developing = in_development().does("record_activity", coach, Activity("training"), T1)
    done = developing.does("place_candidate", host, JOB, T1, on=date(2019, 6, 1))
    facts = done.part(T1).facts

    assert ["nominated", "matched", "started"] == [each(open_place()).state(T1) for each in (nominated, matched, started)]
    assert ("developing", "placed") == (developing.state(T1), done.state(T1))
    assert (1, 2019, ELIGIBLE, "adr", "u-88") == (facts.place, facts.cohort, facts.eligibility, facts.unit, facts.buddy)
    assert (date(2019, 2, 1), date(2019, 12, 31), date(2019, 6, 1)) == (facts.started_on, facts.expected_end, facts.placed_on)
    assert facts.placed_early


@pytest.mark.parametrize("told", [lambda: started(open_place()), in_development, pausing], ids=["started", "developing", "paused"])
@pytest.mark.parametrize(
    ("trigger", "data", "state"),
    [("place_candidate", JOB, "placed"), ("end_trajectory", GONE, "ended"), ("transfer_trajectory", Transfer("education_partner"), "transferred")],
)
def test_guided_candidate_may_go_at_any_moment(told: Told, trigger: str, data: object, state: str):
    """
    A job, an end, or somebody else who guides on: nobody has to be developed first.
    """
    assert state == told().does(trigger, lead, data, T1).state(T1)


@pytest.mark.parametrize(
    ("trigger", "data", "state"),
    [("end_placement", GONE, "ended_after_placement"), ("transfer_trajectory", Transfer("employer_of_record", "binnenwerk", URI), "transferred")],
)
def test_placement_may_end(trigger: str, data: object, state: str):
    """
    Before it was sustainable: it ended, or another goes on with it.
    """
    assert state == placed(open_place()).does(trigger, lead, data, T1).state(T1)


def test_trajectory_is_paused():
    """
    And goes on with the development.
    """
    for told in (started(open_place()), in_development()):
        paused = told.does("pause_trajectory", coach, None, T1)

        assert ("paused", "developing") == (paused.state(T1), paused.does("resume_trajectory", coach, None, T1).state(T1))


@pytest.mark.parametrize("told", [lambda: nominated(open_place()), lambda: matched(open_place())], ids=["nominated", "matched"])
def test_nobody_has_to_begin(told: Told):
    """
    A candidate declines, with a choice for a reason and no words.
    """
    assert "declined" == told().does("decline_trajectory", candidate, Ending("candidate_choice"), T1).state(T1)


@pytest.mark.parametrize("told", [lambda: matched(open_place()), lambda: started(open_place()), in_development, pausing])
def test_buddy_may_change(told: Told):
    """
    Whoever is assigned last is the buddy.
    """
    assert "u-89" == told().does("assign_buddy", host, Assignment("u-89"), T1).part(T1).facts.buddy


@pytest.mark.parametrize(
    ("told", "trigger", "data"),
    [
        (lambda: nominated(open_place()), "place_candidate", JOB),
        (lambda: nominated(open_place()), "assign_buddy", Assignment("u-88")),
        (lambda: nominated(open_place()), "start_trajectory", Start(informed=True)),
        (lambda: started(open_place()), "decline_trajectory", GONE),
        (lambda: started(open_place()), "confirm_sustained", None),
        (pausing, "record_activity", Activity("coaching")),
        (lambda: placed(open_place()), "end_trajectory", GONE),
        (lambda: placed(open_place()).does("end_placement", lead, GONE, T1), "transfer_trajectory", Transfer("host")),
    ],
)
def test_not_from_there(told: Told, trigger: str, data: object):
    """
    Each step has its moment; who waits declines, who is guided ends, and who is placed ends the placement.
    """
    assert "wrong_state" in told().codes(trigger, lead, data, T1)


@pytest.mark.parametrize(
    ("expected", "on", "early"),
    [
        (date(2019, 6, 2), date(2019, 6, 1), True),
        (date(2019, 6, 1), date(2019, 6, 1), False),
        (None, date(2019, 6, 1), None),
        (REDACTED, date(2019, 6, 1), None),
        (date(2019, 6, 1), None, None),
    ],
)
def test_placed_early(expected, on: date | None, early: bool | None):
    """
    Before the expected end; where either day is not known, neither is this.
    """
    assert early is Trajectory(expected_end=expected, placed_on=on).placed_early


# ── before it starts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_candidates_come_while_the_pilot_runs():
    """
    Not before it started, and not any more when it winds down; then nobody starts either.
    """
    winding = in_place(open_place()).does("wind_down", lead)

    assert ["pilot (plan of approach signed)"] == with_place(plan_signed()).named("nominate", "recruiting", lead, Nomination(1), T1)
    assert ["execution 1 (winding down)"] == winding.named("nominate", "recruiting", lead, Nomination(1), "trajectory/2")
    assert ["execution 1 (winding down)"] == winding.named("start_trajectory", "recruiting", lead, Start(informed=True), T1)
    assert "declined" == winding.does("decline_trajectory", lead, Ending("pilot_stopped"), T1).state(T1)


def test_nobody_starts_while_the_pilot_is_suspended():
    """
    Nominating, starting and going on are for later; pausing and being placed are not.
    """
    since = ["suspended since 2019-12-01"]

    def suspended(story: Story) -> Story:
        return story.does("suspend", buyer, SUSPENDED, "suspension/1")

    assert since == suspended(open_place()).named("nominate", "not_suspended", lead, Nomination(1), T1)
    assert since == suspended(in_place(open_place())).named("start_trajectory", "not_suspended", lead, Start(informed=True), T1)
    assert since == suspended(pausing()).named("resume_trajectory", "not_suspended", lead, None, T1)
    assert "placed" == suspended(pausing()).does("place_candidate", lead, JOB, T1).state(T1)


def test_nominated_for_a_place_that_is_open():
    """
    The demand comes first: not for a place that is not there, or that is taken or closed.
    """
    closed = open_place().does("close_place", host, Grounds("verhuizing"), "place/1")

    assert ["there is no place 2"] == open_place().named("nominate", "place_is_open", lead, Nomination(2), T1)
    assert ["place 1 (filled)"] == started(open_place()).named("nominate", "place_is_open", lead, Nomination(1), "trajectory/2")
    assert ["place 1 (closed)"] == closed.named("nominate", "place_is_open", lead, Nomination(1), T1)


def test_several_may_be_nominated_for_one_place():
    """
    One of them gets it; the other waits, or declines.
    """
    both = matched(nominated(open_place()), 2).does("match", host, Match("adr"), T1).does("fill_place", host, Occupant(2), "place/1")

    assert "wrong_state" in both.codes("fill_place", host, Occupant(1), "place/1")
    assert "declined" == both.does("decline_trajectory", lead, Ending("other"), T1).state(T1)


def test_target_group_is_advice_under_mvm():
    """
    No legalistic test: it is kept that it was not recorded.
    """
    assert ["advised", "not recorded"] == open_place().checks("nominate", lead, Nomination(1), T1)["eligibility_recorded"]
    assert {} == open_place().checks("nominate", lead, Nomination(1, 2019, ELIGIBLE), T1)


def test_pilot_that_is_over_matches_nobody():
    """
    One that came here from elsewhere with somebody who waits, and somebody who pauses.
    """
    over = taken_over({"pilot": "evaluation", T1: "nominated", "trajectory/2": "paused"})

    assert ["pilot (evaluation)"] == over.named("match", "still_running", lead, Match("adr"), T1)
    assert ["pilot (evaluation)"] == over.named("resume_trajectory", "still_running", lead, None, "trajectory/2")
    assert "ended" == over.does("end_trajectory", lead, GONE, "trajectory/2").state("trajectory/2")


def test_place_is_held_for_whoever_starts():
    """
    Not for nobody, and not for somebody else.
    """
    waits = matched(open_place())
    other = in_place(matched(open_place()), 2)

    assert ["the place is not filled by this trajectory"] == waits.named("start_trajectory", "place_is_held", lead, Start(informed=True), T1)
    assert ["the place is not filled by this trajectory"] == other.named("start_trajectory", "place_is_held", lead, Start(informed=True), T1)
    assert "started" == other.does("start_trajectory", lead, Start(informed=True), "trajectory/2").state("trajectory/2")


def test_trajectory_that_came_without_a_place_holds_none():
    """
    Neither where nobody said which it has, nor where there is no such place.
    """
    for place in (None, 1):
        waits = taken_over({**RUNNING, T1: "matched"}, {T1: {"place": place}})

        assert ["the place is not filled by this trajectory"] == waits.named("start_trajectory", "place_is_held", lead, Start(informed=True), T1)


def test_nobody_starts_without_a_plan():
    """
    Of a pilot that came here without one in force.
    """
    bare = taken_over({"pilot": "running", T1: "matched"})

    assert ["there is no plan yet"] == bare.named("start_trajectory", "plan_in_force", lead, Start(informed=True), T1)


def test_buddy_comes_before_the_candidate():
    """
    The commissioning party may let it pass.
    """
    held = matched(open_place()).does("fill_place", host, Occupant(1), "place/1")
    both = attrs.evolve(lead, roles=lead.roles | buyer.roles)

    assert ["nobody assigned yet"] == held.named("start_trajectory", "buddy_before_candidate", lead, Start(informed=True), T1)
    assert "started" == held.does("start_trajectory", both, Start(informed=True), T1, waive={"buddy_before_candidate": "volgt"}).state(T1)


def test_candidate_is_informed():
    """
    Before anything starts; nobody can let that pass.
    """
    assert ["not informed"] == in_place(open_place()).named("start_trajectory", "candidate_informed", lead, Start(informed=False), T1)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (date(2019, 10, 31), ["usual is 9 months to 12 months"]),
        (date(2019, 11, 1), []),
        (date(2020, 2, 1), []),
        (date(2020, 2, 2), ["usual is 9 months to 12 months"]),
        (None, []),
    ],
)
def test_unusual_length_is_advice(expected: date | None, said: list[str]):
    """
    Nine months to a year, both included; where no end is expected there is nothing to say.
    """
    checks = in_place(open_place()).checks("start_trajectory", lead, Start(True, expected), T1, on=date(2019, 2, 1))

    assert ({"usual_length": ["advised", *said]} if said else {}) == checks


# ── placement ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_placement_has_proof():
    """
    A reference to it, never the document; the commissioning party may let it pass.
    """
    bare = Placement("client", "secondment_to_hire")
    both = attrs.evolve(lead, roles=lead.roles | buyer.roles)

    assert ["no reference"] == started(open_place()).named("place_candidate", "placement_evidence", lead, bare, T1)
    assert "placed" == started(open_place()).does("place_candidate", both, bare, T1, waive={"placement_evidence": "volgt"}).state(T1)


def with_plan(draft: PlanDraft) -> Story:
    offer = offered(approved(), 1, draft)
    signed = offer.does("sign", lead, signature("vka"), "plan/1").does("sign", partner, signature("aef"), "plan/1")
    return signed.does("start", attrs.evolve(lead, roles=lead.roles | buyer.roles), on=date(2019, 1, 7), waive={"contract_in_force": "volgt"})


def test_placement_is_sustainable_by_the_plan():
    """
    After the period that it names, from that day on; where it names none, nothing is.
    """
    half_a_year = placed(with_place(with_plan(attrs.evolve(PLAN_DRAFT, sustainable_after="P6M"))))

    assert ["the plan names no period"] == placed(open_place()).named("confirm_sustained", "sustained_period", lead, None, T1)
    assert ["from 2019-12-01"] == half_a_year.named("confirm_sustained", "sustained_period", lead, None, T1, on=date(2019, 11, 30))
    assert "sustained" == half_a_year.does("confirm_sustained", host, None, T1, on=date(2019, 12, 1)).state(T1)


def test_newest_period_counts():
    """
    Of a version that names none, the one before that did.
    """
    plans = {"plan/1": "ended", "plan/2": "in_force"}
    facts = {"plan/1": {"sustainable_after": "P2M"}, "plan/2": {"sustainable_after": "P3M"}, T1: {"placed_on": date(2019, 10, 1)}}
    known = taken_over({"pilot": "evaluation", **plans, T1: "placed"}, facts)
    silent = taken_over({"pilot": "evaluation", **plans, T1: "placed"}, {**facts, "plan/2": {"sustainable_after": None}})

    assert ["from 2020-01-01"] == known.named("confirm_sustained", "sustained_period", lead, None, T1)
    assert "sustained" == silent.does("confirm_sustained", lead, None, T1).state(T1)


def test_placement_becomes_sustainable_after_the_pilot():
    """
    A trajectory outlives its pilot: late results come in.
    """
    facts = {"plan/1": {"sustainable_after": "P2M"}, T1: {"placed_on": date(2019, 10, 1)}}
    over = taken_over({"pilot": "decharge", "plan/1": "in_force", T1: "placed"}, facts)

    assert ("decharge", "sustained") == (over.state("pilot"), over.does("confirm_sustained", lead, None, T1).state(T1))


def test_day_of_placement_that_nobody_knows():
    """
    Then it cannot be said how long it lasted; the commissioning party may let that pass.
    """
    facts = {"plan/1": {"sustainable_after": "P2M"}}
    unknown = taken_over({**RUNNING, T1: "placed"}, facts)
    both = attrs.evolve(lead, roles=lead.roles | buyer.roles)

    assert ["trajectory 1: the day of placement"] == unknown.named("confirm_sustained", "sustained_period", lead, None, T1)
    assert "sustained" == unknown.does("confirm_sustained", both, None, T1, waive={"sustained_period": "loonstroken gezien"}).state(T1)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

PLACING = {"contractor", "host", "employer_of_record"}


@pytest.mark.parametrize(
    ("told", "trigger", "data", "roles"),
    [
        (open_place, "nominate", Nomination(1), {"sourcing_partner", "contractor"}),
        (lambda: nominated(open_place()), "match", Match("adr"), {"contractor", "host"}),
        (lambda: matched(open_place()), "assign_buddy", Assignment("u-1"), {"contractor", "host"}),
        (lambda: in_place(open_place()), "start_trajectory", Start(informed=True), {"contractor"}),
        (lambda: nominated(open_place()), "decline_trajectory", GONE, {"candidate", "contractor", "host", "sourcing_partner"}),
        (lambda: started(open_place()), "begin_development", None, {"contractor", "job_coach"}),
        (in_development, "record_activity", Activity("internship"), {"contractor", "job_coach", "buddy", "education_partner"}),
        (in_development, "pause_trajectory", None, {"contractor", "job_coach"}),
        (pausing, "resume_trajectory", None, {"contractor", "job_coach"}),
        (pausing, "place_candidate", JOB, PLACING),
        (pausing, "end_trajectory", GONE, {"contractor"}),
        (pausing, "transfer_trajectory", Transfer("host"), {"contractor", "sourcing_partner"}),
        (lambda: placed(open_place()), "confirm_sustained", None, PLACING),
        (lambda: placed(open_place()), "end_placement", GONE, PLACING),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_who_may(told: Told, trigger: str, data: object, roles: set[str]):
    """
    These, as an organisation that is that here, and nobody else.
    """
    assert roles == may(with_cast(told()), trigger, data, T1)


@pytest.mark.parametrize("party", CAST, ids=lambda party: party.role.value)
def test_organisation_must_be_that_here(party):
    """
    The word of the application is not enough: another school is no school of this pilot.
    """
    triggers = {
        "host": ("match", nominated, Match("adr")), "employer_of_record": ("place_candidate", started, JOB),
        "sourcing_partner": ("transfer_trajectory", started, Transfer("host")),
        "education_partner": ("record_activity", started, Activity("training")),
    }  # fmt: skip
    trigger, told, data = triggers[party.role.value]
    story = with_cast(told(open_place()))
    own, other = (Actor("u-99", roles={party.role.value}, organisation=id) for id in (party.id, "anders"))

    assert "role" in story.codes(trigger, other, data, T1)
    assert isinstance(story.wish(trigger, own, data, T1), Accepted)
