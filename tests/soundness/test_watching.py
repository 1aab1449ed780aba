"""
What decisions showed, and what none of them did.
"""

from __future__ import annotations

from typing import Any

import pytest

from proeftuin_flow.acts import Waive
from proeftuin_flow.case import Case
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.lifecycle import NEW
from proeftuin_flow.soundness import Expected, Observed, Observer, arrow_key, unseen
from proeftuin_flow.wishes import Actor, Command, Waiver
from tests.case_types import BUYER, CLERK_1, NOON, PERMIT, TENDER, Announcement, Document, Offer
from tests.laws.playing import played
from tests.soundness.making import One, a, a_case, end, goes, itself, one, over

ASK, GRANT = Command("ask", CLERK_1, NOON), Command("grant", CLERK_1, NOON)
EVERYBODY = Actor("everybody-1", roles=set(TENDER.roles), organisation="rijk")


def seen(case_type: CaseType, *commands: Command) -> Observed:
    """What a story shows; what is refused changes nothing."""
    observer = Observer(case_type)
    case = case_type.new("case-1")
    for command in commands:
        case = follow(observer, case, command)
    return observer.observed


def follow(observer: Observer, case: Case, command: Command) -> Case:
    decision = decide(case, command)
    observer.see(case, command, decision)
    return decision.case if isinstance(decision, Accepted) else case


def receive(name: str) -> Command:
    return Command("receive", CLERK_1, NOON, data=Document(name, "u-1"))


def test_nothing_is_seen_where_nothing_happened():
    """
    Then everything is named: each transition, each guard both ways, and each refusal.
    """
    report = unseen(PERMIT, Observed())

    assert [
        "untaken: permit new -> requested (ask)", "untaken: permit requested -> requested (receive)", "untaken: permit requested -> granted (grant)",
        "one_sided: documents_complete met", "one_sided: documents_complete unmet", "unrefused: permit ask: wrong_state",
        "unrefused: permit ask: role", "unrefused: permit receive: wrong_state", "unrefused: permit receive: role",
        "unrefused: permit receive: data_missing",
        "unrefused: permit receive: data_malformed", "unrefused: permit grant: wrong_state", "unrefused: permit grant: role",
        "unrefused: permit grant: documents_complete",
    ] == [finding.name for finding in report.findings]  # fmt: skip
    assert {False} == {finding.certain for finding in report.findings}


def test_what_was_taken_met_and_refused_is_not_named():
    """
    A story of a permit that was refused once, and then granted.
    """
    observed = seen(PERMIT, ASK, GRANT, receive("map"), receive("identity"), GRANT)
    report = unseen(PERMIT, observed)

    assert 5 == observed.decisions
    assert {arrow_key(PERMIT.root, t) for t in PERMIT.root.transitions} == observed.taken
    assert [{"documents_complete"}, {"documents_complete"}] == [set(observed.met), set(observed.unmet)]
    assert {("grant", "documents_complete")} == observed.refused
    assert "unrefused: permit grant: documents_complete" not in report
    assert "permit, version 1: 5 decisions, 3 of 3 transitions, 1 of 1 guards both met and unmet, in 0.00 s" == str(report).split("\n")[0]


def test_what_two_saw_is_put_together():
    """
    So every walk, and every process, may watch by itself.
    """
    first, second = seen(PERMIT, ASK, GRANT), seen(PERMIT, ASK, receive("map"), receive("identity"), GRANT)

    assert [{"documents_complete"}, {"documents_complete"}] == [set((first | second).met), set((first | second).unmet)]
    assert 6 == (first | second).decisions
    assert first.taken | second.taken == (first | second).taken
    assert first.refused == (first | second).refused


def test_what_is_impossible_may_be_expected():
    """
    With the reason; what is expected and was seen all the same is said too.
    """
    every = [finding.name for finding in unseen(PERMIT, Observed()).findings]
    expected = [Expected(name, nl="niemand deed iets", en="nobody did anything") for name in every]

    assert unseen(PERMIT, Observed(), expected=expected)
    report = unseen(PERMIT, seen(PERMIT, ASK), expected=expected)
    assert not report
    assert ("untaken: permit new -> requested (ask)",) == report.gone


# ── when a guard was met ─────────────────────────────────────────────────────────────────────────────────────────────────

ANNOUNCED = Command("announce", EVERYBODY, NOON, data=Announcement("Bread", 100, "rijk"))
OFFER = Offer(50, "90000000", "a" * 64)


def bid(amount: int) -> Command:
    return Command("submit", EVERYBODY, NOON, "bid/1", Offer(amount, "90000000", "a" * 64))


def judge(by: Actor = EVERYBODY, **further: Any) -> Command:
    return Command("judge", by, NOON, "bid/1", **further)


def test_what_was_waived_is_unmet():
    """
    It was let pass.
    """
    observed = seen(TENDER, ANNOUNCED, bid(150), judge(waive=[Waiver("within_budget", "we want it")]))

    assert "within_budget" in observed.unmet - observed.met
    assert arrow_key(TENDER.lifecycles["bid"], TENDER.lifecycles["bid"].transitions[1]) in observed.taken


def test_what_waits_for_data_is_neither():
    """
    A guard that reads data was not asked as long as there is none.
    """
    without = Command("submit", EVERYBODY, NOON, "bid/1")
    malformed = Command("submit", EVERYBODY, NOON, "bid/1", {"amount": "many"})

    assert "worth_something" not in seen(TENDER, ANNOUNCED, without).met
    assert "worth_something" not in seen(TENDER, ANNOUNCED, malformed).met
    assert {("submit", "data_missing"), ("submit", "data_malformed")} == seen(TENDER, ANNOUNCED, without, malformed).refused
    assert "worth_something" in seen(TENDER, ANNOUNCED, Command("submit", Actor("u-1"), NOON, "bid/1", OFFER)).met
    assert "worth_something" in seen(TENDER, ANNOUNCED, bid(0)).unmet


def test_of_two_ways_neither_is_sure():
    """
    A refusal of a wish that has two transitions does not say which guards of the first were met.
    """
    buyer = Actor("u-1", roles={BUYER.name}, organisation="rijk")

    assert "within_budget" in seen(TENDER, ANNOUNCED, bid(150), judge(by=buyer)).unmet
    assert "within_budget" not in seen(TENDER, ANNOUNCED, bid(50), judge(by=Actor("stranger"))).met
    assert "within_budget" in seen(TENDER, ANNOUNCED, bid(50), judge(by=buyer)).met


def test_where_something_was_waived_a_refusal_shows_nothing_met():
    """
    What is waived is not named, and may be unmet.
    """
    stranger = Actor("stranger")
    waived = Command("grant", stranger, NOON, waive=[Waiver("documents_complete", "no need")])
    asked = [ASK, receive("map"), receive("identity")]

    assert set() == seen(PERMIT, *asked, waived).met
    assert {"documents_complete"} == seen(PERMIT, *asked, Command("grant", stranger, NOON)).met


def test_what_follows_by_itself_is_taken():
    """
    Its guards are met; and as long as it does not follow, one of them is not.
    """
    case_type = a_case(itself(a, end, over("done", One, end), watches=[One]), goes(a, a, "stay"), parts=[one(goes(a, end, "do"))])
    clerk = Actor("u-1", roles={"clerk"})
    observed = seen(case_type, Command("start", clerk, NOON), Command("open_one", clerk, NOON, "one/1"), Command("do", clerk, NOON, "one/1"))

    assert [{"done"}, {"done"}] == [set(observed.met), set(observed.unmet)]
    assert ("root", "a", "end", None, "became_end") in observed.taken


def test_other_case_types_and_acts_are_not_counted():
    """
    An observer watches one case type, and what its lifecycles decide.
    """
    observer = Observer(PERMIT)
    follow(observer, TENDER.new("case-1"), ANNOUNCED)
    follow(observer, PERMIT.new("case-1"), Command("waive", CLERK_1, NOON, data=Waive("grant", "documents_complete", "no need")))

    assert Observed() == observer.observed


def test_triggers_that_only_others_open_are_not_refused_for_a_role():
    """
    Nobody is asked for it; and from everywhere else it is the wrong state.
    """
    opened = goes(NEW, a, "begin", by=())
    case_type = a_case(goes(NEW, a, "start", opening=[opened]), goes(a, end, "stop"), parts=[one(opened, goes(a, end, "do"))])
    names = [finding.name for finding in unseen(case_type, Observed()).findings]

    assert "unrefused: one begin: wrong_state" in names
    assert "unrefused: one begin: role" not in names


def test_a_trigger_of_every_state_has_no_wrong_one():
    """
    A part of such a lifecycle may always be asked for it.
    """
    always = a_case(goes(NEW, a, "go"), goes(a, end, "go"), goes(end, end, "go", emits="went_on"))

    assert "unrefused: root go: wrong_state" not in [finding.name for finding in unseen(always, Observed()).findings]


@pytest.mark.parametrize("name", ["permit", "relay", "gathering"])
def test_games_can_be_watched(name):
    """
    Random games of small case types take every transition and see every guard both ways.
    """
    player, games = played(name)
    observer = Observer(player.world.case_type)
    for game in games:
        for attempt in game.attempts:
            observer.see(attempt.case, attempt.command, attempt.decision)
    report = unseen(player.world.case_type, observer.observed)

    assert observer.observed.decisions > 300
    assert [] == [finding.name for finding in report.findings if finding.code == "untaken"]
    assert set() == {finding.name for finding in report.findings if finding.code == "one_sided"}
