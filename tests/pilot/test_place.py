"""
Places: opened, filled by one candidate at a time, vacated, and opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs
import pytest

from proeftuin_flow.asking import blockers_of
from proeftuin_flow.pilot import Broadening, Ending, Grounds, Nomination, Occupant, Place, PlaceOffer, Reopening, Vacancy
from proeftuin_flow.pilot.place import trajectory_fits
from proeftuin_flow.privacy import REDACTED
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor, Command
from tests.pilot.story import (
    NOW,
    Story,
    approved,
    buyer,
    erased,
    host,
    in_evaluation,
    in_place,
    lead,
    matched,
    may,
    mobilising,
    nominated,
    placed,
    plan_signed,
    running,
    started,
    taken_over,
    with_cast,
    with_place,
)

Told = Callable[[], Story]

P1 = "place/1"
YEARLY = PlaceOffer("adr", "P1Y")

both = attrs.evolve(lead, roles=lead.roles | buyer.roles)


def open_place() -> Story:
    return with_place(mobilising())


def vacated(offer: PlaceOffer = YEARLY) -> Story:
    """A place from which somebody went to a job on 1 June."""
    return placed(with_place(mobilising(), offer)).does("vacate_place", host, None, P1, on=date(2019, 6, 1))


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_place_is_opened():
    """
    From that day on, or from a later one that was named.
    """
    now = with_place(mobilising(), YEARLY).part(P1)
    later = with_place(mobilising(), PlaceOffer("adr", opens_on=date(2019, 3, 1))).part(P1)

    assert ("open", Place("adr", "P1Y", date(2019, 1, 10))) == (now.state, now.facts)
    assert date(2019, 3, 1) == later.facts.opens_on


def test_plan_comes_before_a_place():
    """
    Places may be opened once the plan is signed, and not any more when the execution is over.
    """
    assert ["pilot (proposal)"] == approved().named("open_place", "plan_holds", lead, YEARLY, P1)
    assert ["pilot (evaluation)"] == in_evaluation().named("open_place", "plan_holds", lead, YEARLY, P1)
    assert "open" == with_place(plan_signed()).state(P1)


def test_more_places_than_planned_are_welcome():
    """
    The plan has two; the log says that a third was one more.  One that was closed does not count.
    """
    two = with_place(open_place())
    closed = two.does("close_place", host, Grounds("verhuizing"), "place/2")

    assert {} == open_place().checks("open_place", lead, YEARLY, "place/2")
    assert {"within_plan": ["advised", "the plan has 2 places"]} == two.checks("open_place", lead, YEARLY, "place/3")
    assert {} == closed.checks("open_place", lead, YEARLY, "place/3")


def test_plan_that_names_no_number_of_places():
    """
    Then there is no number to pass.
    """
    silent = taken_over({"pilot": "running", "plan/1": "in_force", P1: "open"}, {"plan/1": {"places": None}})

    assert {} == silent.checks("open_place", lead, YEARLY, "place/2")


# ── filling ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_place_is_filled_by_a_trajectory():
    """
    By its number, and nothing else.
    """
    filled = in_place(open_place()).part(P1)

    assert ("filled", 1) == (filled.state, filled.facts.occupant)


def test_trajectory_that_does_not_fit():
    """
    One that is not there, is not matched yet, or was nominated for another place.
    """
    two = with_place(open_place())

    assert ["there is no trajectory 1"] == two.named("fill_place", "trajectory_fits", host, Occupant(1), P1)
    assert ["trajectory 1 (nominated)"] == nominated(two).named("fill_place", "trajectory_fits", host, Occupant(1), P1)
    assert ["nominated for another place"] == matched(two).named("fill_place", "trajectory_fits", host, Occupant(1), "place/2")


def test_place_that_opens_later():
    """
    Nobody sits there before that day; somebody may be nominated, and the commissioning party may let it pass.
    """
    later = matched(with_place(mobilising(), PlaceOffer("adr", opens_on=date(2019, 12, 2))))

    assert ["open from 2019-12-02"] == later.named("fill_place", "next_round_has_come", host, Occupant(1), P1)
    assert "filled" == later.does("fill_place", both, Occupant(1), P1, waive={"next_round_has_come": "eerder klaar"}).state(P1)


def test_trajectory_that_was_erased_fits_nowhere():
    """
    For which place it was nominated cannot be established.
    """
    gone = erased(matched(open_place()), "trajectory/1")
    refusal = gone.refusal("fill_place", host, Occupant(1), P1)

    assert [("cannot_be_established", "trajectory_fits")] == [(reason.code, reason.guard) for reason in refusal.reasons]


def test_occupant_that_was_erased_is_nobody():
    """
    Nobody hands that in; whoever asks the rule all the same hears that it cannot be established.
    """
    story = matched(open_place())
    wish = Command("fill_place", host, NOW, P1, Occupant(REDACTED))

    assert "cannot_be_established" == blockers_of(trajectory_fits, Situation(Place(), story.part(P1), story.case, wish))[0]
    assert ["data_malformed"] == story.codes("fill_place", host, Occupant(REDACTED), P1)


# ── vacating ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_place_is_free_when_the_candidate_has_left():
    """
    For a job, an end, or because the candidate never began; not while somebody is guided there.
    """
    ended = started(open_place()).does("end_trajectory", lead, Ending("moved"), "trajectory/1")
    declined = in_place(open_place()).does("decline_trajectory", lead, Ending("other"), "trajectory/1")

    assert ["trajectory 1 (started)"] == started(open_place()).named("vacate_place", "occupant_has_left", host, None, P1)
    for left in (placed(open_place()), ended, declined):
        vacant = left.does("vacate_place", host, None, P1)

        assert ("vacated", None) == (vacant.state(P1), vacant.part(P1).facts.occupant)


def test_others_do_not_keep_a_place():
    """
    Only who sits there counts.
    """
    two = started(placed(with_place(open_place())), 2, 2)

    assert "vacated" == two.does("vacate_place", host, None, P1).state(P1)
    assert ["trajectory 2 (started)"] == two.named("vacate_place", "occupant_has_left", host, None, "place/2")


def test_candidate_who_was_erased():
    """
    One who was placed keeps nothing; one of whom nobody knows the end is named.
    """
    settled = erased(placed(open_place()), "trajectory/1")
    open_end = erased(started(open_place()), "trajectory/1")

    assert "vacated" == settled.does("vacate_place", host, None, P1).state(P1)
    assert ["trajectory 1 (erased)"] == open_end.named("vacate_place", "occupant_has_left", host, None, P1)


def test_occupant_that_was_erased_has_left_once_nobody_is_guided():
    """
    As long as somebody is, it cannot be established who sits there.
    """
    one = erased(placed(open_place()), "place_filled")
    two = erased(matched(placed(with_place(open_place())), 2, 2), "place_filled")
    refusal = two.refusal("vacate_place", host, None, P1)

    assert REDACTED is one.part(P1).facts.occupant
    assert "vacated" == one.does("vacate_place", host, None, P1).state(P1)
    assert [("cannot_be_established", "occupant_has_left")] == [(reason.code, reason.guard) for reason in refusal.reasons]


def test_place_that_came_filled():
    """
    Who sits there nobody said: it is free once nobody is guided, and cannot be established before that or without all trajectories.
    """
    running = {"pilot": "running", P1: "filled"}
    busy = taken_over({**running, "trajectory/1": "started"})
    unlisted = taken_over(running, None, "trajectory")

    assert "vacated" == taken_over(running).does("vacate_place", host, None, P1).state(P1)
    assert ["place 1: the trajectory in the place"] == busy.named("vacate_place", "occupant_has_left", host, None, P1)
    assert ["cannot_be_established"] == [reason.code for reason in unlisted.refusal("vacate_place", host, None, P1).reasons]


# ── the next round ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("offer", "on", "opens"),
    [
        (YEARLY, date(2019, 6, 1), date(2020, 1, 10)),
        (PlaceOffer("adr", "P6M"), date(2019, 11, 1), date(2019, 11, 1)),
        (PlaceOffer("adr"), date(2019, 6, 1), None),
    ],
)
def test_when_a_place_comes_back(offer: PlaceOffer, on: date, opens: date | None):
    """
    One period after it opened, but not in the past; and not at all if it does not recur.
    """
    vacant = placed(with_place(mobilising(), offer)).does("vacate_place", host, None, P1, on=on)

    assert [Vacancy(opens)] == [each.body for each in vacant.events if each.type == "place_vacated"]
    assert opens == vacant.part(P1).facts.opens_on


def test_one_candidate_a_year():
    """
    The place opens again a year later, for the next one; earlier only if the commissioning party lets it.
    """
    early = vacated(YEARLY)
    half_a_year = vacated(PlaceOffer("adr", "P6M")).does("reopen_place", host, None, P1, on=date(2019, 7, 10))

    assert ["open from 2020-01-10"] == early.named("reopen_place", "next_round_has_come", host, None, P1)
    assert "open" == early.does("reopen_place", both, None, P1, waive={"next_round_has_come": "eerder plek"}).state(P1)
    assert ("open", date(2019, 7, 10)) == (half_a_year.state(P1), half_a_year.part(P1).facts.opens_on)
    assert 1 == half_a_year.does("nominate", lead, Nomination(1), "trajectory/2").part("trajectory/2").facts.place


def test_place_for_one_time_comes_back_if_somebody_says_so():
    """
    A candidate left after a week: the commissioning party lets the place open again, or it is closed and another is opened.
    """
    once = vacated(PlaceOffer("adr"))

    assert ["the place was meant for one time only"] == once.named("reopen_place", "place_recurs", host, None, P1)
    assert "open" == once.does("reopen_place", both, None, P1, waive={"place_recurs": "kandidaat vertrok na een week"}).state(P1)
    assert "closed" == once.does("close_place", host, Grounds("eenmalig"), P1).state(P1)


def test_place_does_not_come_back_when_the_execution_is_over():
    """
    It can still be vacated and closed then.
    """
    over = taken_over({"pilot": "evaluation", P1: "vacated", "place/2": "filled"}, {P1: {"recurs_every": "P1Y", "opens_on": None}})

    assert ["plan_holds"] == over.codes("reopen_place", host, None, P1)
    assert "closed" == over.does("close_place", host, Grounds("afgelopen"), P1).state(P1)
    assert "vacated" == over.does("vacate_place", host, None, "place/2").state("place/2")
    assert "open" == over.does("reopen_execution", buyer, Reopening("toch door", date(2020, 1, 1))).does("reopen_place", host, None, P1).state(P1)


def test_place_that_came_from_elsewhere_may_come_back():
    """
    How often nobody said, so the commissioning party decides.
    """
    came = taken_over({"pilot": "running", P1: "filled"}).does("vacate_place", host, None, P1)

    assert ["place 1: how often the place recurs"] == came.named("reopen_place", "place_recurs", host, None, P1)
    assert "open" == came.does("reopen_place", both, None, P1, waive={"place_recurs": "elk jaar, zegt de afdeling"}).state(P1)


def test_filled_place_is_not_closed():
    """
    First the candidate leaves it.
    """
    assert ["wrong_state"] == in_place(open_place()).codes("close_place", host, Grounds("verhuizing"), P1)
    assert "closed" == open_place().does("close_place", buyer, Grounds("verhuizing"), P1).state(P1)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "trigger", "data", "roles"),
    [
        (plan_signed, "open_place", YEARLY, {"contractor", "host", "commissioning_party"}),
        (lambda: matched(open_place()), "fill_place", Occupant(1), {"contractor", "host"}),
        (lambda: placed(open_place()), "vacate_place", None, {"contractor", "host"}),
        (vacated, "reopen_place", None, {"contractor", "host"}),
        (vacated, "close_place", Grounds("x"), {"contractor", "host", "commissioning_party"}),
    ],
)
def test_who_may(told: Told, trigger: str, data: object, roles: set[str]):
    """
    These, as an organisation that is that here, and nobody else.
    """
    assert roles == may(with_cast(told()), trigger, data, P1)


def test_department_hosts_because_it_said_so():
    """
    As a party, because it offered to, or because the pilot was broadened to it; another department does not.
    """
    his = Actor("u-40", roles={"host"}, organisation="his")
    wider = running().does("broaden_domain", buyer, Broadening("ICT", frozenset({"his"}), 1))

    assert "role" in running().codes("open_place", his, YEARLY, P1)
    assert "open" == running().does("open_place", host, YEARLY, P1).state(P1)
    assert "open" == wider.does("open_place", his, YEARLY, P1).does("open_place", host, YEARLY, "place/2").state("place/2")
    assert "role" in with_cast(wider).codes("open_place", attrs.evolve(his, organisation="elders"), YEARLY, P1)


def test_word_of_the_application_stands_while_nobody_knows_the_hosts():
    """
    Because none was named, or the pilot was taken over.
    """
    facts = {"pilot": {"parties": (), "hosts": frozenset()}}
    his = Actor("u-40", roles={"host"}, organisation="his")

    for nobody in (taken_over({"pilot": "running"}), taken_over({"pilot": "running"}, facts), taken_over({"pilot": "running"}, facts, "proposal")):
        assert "open" == nobody.does("open_place", his, YEARLY, P1).state(P1)
