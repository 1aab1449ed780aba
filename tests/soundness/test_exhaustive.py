"""
Each kind of thing that all of a lifecycle shows: a definition that has it, and a good twin that has not.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from proeftuin_flow.case_type import WAIVE, CaseType, Profile
from proeftuin_flow.guards import Role, Severity, guard, not_by_whoever
from proeftuin_flow.lifecycle import NEW
from proeftuin_flow.situation import Situation
from proeftuin_flow.soundness import check
from proeftuin_flow.wishes import Actor
from tests.soundness.making import (
    CLERK,
    HEAD,
    WAIVABLE,
    One,
    Root,
    a,
    a_case,
    at_rest,
    b,
    c,
    end,
    free,
    goes,
    itself,
    one,
    other_end,
    over,
    trigger,
)

NOBODY: tuple[Role, ...] = ()
fixed = free("fixed_one", Severity.FIXED)
soft = free("soft_one", WAIVABLE)
OPENED = goes(NEW, a, "begin", by=NOBODY)

BAD_AND_GOOD: dict[str, tuple[CaseType, CaseType]] = {
    "nobody: root finish": (
        a_case(goes(a, end, "stop"), goes(a, end, "finish", by=NOBODY)),
        a_case(goes(a, end, "stop"), goes(a, end, "finish", by=[HEAD])),
    ),
    # Nothing opens such a part, by itself or by hand.
    "nobody: one begin": (
        a_case(goes(a, end, "stop"), parts=[one(goes(NEW, a, "begin", by=NOBODY), goes(a, end, "finish"))]),
        a_case(goes(a, b, "go", opening=[OPENED]), goes(b, end, "stop"), parts=[one(OPENED, goes(a, end, "finish"))]),
    ),
    "state_never: root b": (
        a_case(goes(a, end, "stop"), goes(a, b, "go", by=NOBODY), goes(b, end, "finish")),
        a_case(goes(a, end, "stop"), goes(a, b, "go"), goes(b, end, "finish")),
    ),
    "transition_never: root b -> end (finish)": (
        a_case(goes(a, end, "stop"), goes(a, b, "go", by=NOBODY), goes(b, end, "finish")),
        a_case(goes(a, end, "stop"), goes(a, b, "go"), goes(b, end, "finish")),
    ),
    "transition_never: root a -> b (go)": (
        a_case(goes(a, end, "stop"), goes(a, b, "go", by=NOBODY), goes(b, end, "finish")),
        a_case(goes(a, end, "stop"), goes(a, b, "go"), goes(b, end, "finish")),
    ),
    "event_never: root finished": (
        a_case(goes(a, end, "stop"), goes(a, b, "go", by=NOBODY), goes(b, end, "finish", emits="finished")),
        a_case(goes(a, end, "stop"), goes(a, b, "go"), goes(b, end, "finish", emits="finished")),
    ),
    # Whoever may finish as clerk stops, and whoever may as head leaves.
    "transition_never: root a -> c (go)": (
        a_case(goes(a, end, "go", by=[CLERK]), goes(a, b, "go", by=[HEAD]), goes(a, c, "go", by=[CLERK, HEAD]), goes(b, end, "x"), goes(c, end, "y")),
        a_case(goes(a, end, "go", by=[CLERK]), goes(a, b, "go", soft, by=[HEAD]), goes(a, c, "go", by=[CLERK, HEAD]), goes(b, end, "x"),
               goes(c, end, "y")),
    ),
    "trap: root b": (
        a_case(goes(a, end, "stop"), goes(a, b, "go"), goes(b, c, "on"), goes(c, b, "back")),
        a_case(goes(a, end, "stop"), goes(a, b, "go"), goes(b, c, "on"), goes(c, b, "back"), goes(c, end, "finish")),
    ),
    # A settled state is an end for a part, and none for the case.
    "trap: root at_rest": (
        a_case(goes(a, end, "stop"), goes(a, at_rest, "go"), goes(at_rest, c, "on"), goes(c, at_rest, "back")),
        a_case(goes(a, end, "stop"), parts=[one(goes(a, at_rest, "go"), goes(at_rest, c, "on"), goes(c, at_rest, "back"))]),
    ),
    "idle: root b": (
        a_case(goes(a, b, "go"), itself(b, end, over("one_done", One, end), watches=[One]), parts=[one(goes(a, end, "finish"))]),
        a_case(goes(a, b, "go"), itself(b, end, over("one_done", One, end), watches=[One]), goes(b, end, "stop"),
               parts=[one(goes(a, end, "finish"))]),
    ),
    "bypass: root fixed_one: a -> b": (
        a_case(goes(a, b, "go", fixed), goes(a, b, "slip", soft), goes(b, end, "finish")),
        a_case(goes(a, b, "go", fixed), goes(a, b, "slip", fixed, soft), goes(b, end, "finish")),
    ),
    "bypass: root fixed_one: a -> c": (
        a_case(goes(a, c, "go", fixed), goes(a, b, "slip", soft), goes(b, c, "on"), goes(c, end, "finish")),
        a_case(goes(a, c, "go", fixed), goes(a, b, "slip", free("hard_one")), goes(b, c, "on"), goes(c, end, "finish")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_AND_GOOD)
def test_what_is_wrong_is_found(name):
    """
    In the one that has it.
    """
    assert name in check(BAD_AND_GOOD[name][0])


@pytest.mark.parametrize("name", BAD_AND_GOOD)
def test_what_is_right_is_not(name):
    """
    And not in its twin.
    """
    assert name not in check(BAD_AND_GOOD[name][1])


@pytest.mark.parametrize(
    ("name", "certain"),
    [
        ("nobody: root finish", True), ("state_never: root b", True), ("transition_never: root a -> c (go)", True), ("trap: root b", True),
        ("idle: root b", False), ("bypass: root fixed_one: a -> b", True), ("bypass: root fixed_one: a -> c", False),
    ],
)  # fmt: skip
def test_findings_say_how_sure_they_are(name, certain):
    """
    What hangs on a guard, or on a way with several steps, is possible; the rest is certain.
    """
    assert certain is check(BAD_AND_GOOD[name][0])[name].certain


def test_a_trap_is_one_finding_with_all_its_states():
    """
    It is named by the state that is reached first, and shown by the commands that lead there.
    """
    report = check(BAD_AND_GOOD["trap: root b"][0])

    assert ["trap: root b"] == [finding.name for finding in report.findings]
    trap = report["trap: root b"]
    assert "nothing leads from place b to an end any more; whoever is there stays in: place b, place c" == trap.says.text("en")
    assert ["start", "go"] == [step.trigger for step in trap.steps]


def test_two_traps_are_two_findings():
    """
    They do not hang together.
    """
    report = check(a_case(goes(a, b, "go"), goes(b, b, "again"), goes(b, other_end, "stop"), goes(a, c, "on"), goes(c, at_rest, "rest"),
                          goes(at_rest, c, "back")))  # fmt: skip

    assert ["trap: root c"] == [finding.name for finding in report.findings if finding.code == "trap"]


def test_what_is_asked_on_arrival_only_is_certain():
    """
    Nothing watches, and nobody can do anything: if its guards are not met at once, they never will be.
    """
    report = check(a_case(goes(a, b, "go"), itself(b, end, free("ready"))))

    assert report["idle: root b"].certain
    assert "in place b nobody can do anything; what goes by itself is asked on arrival only" == report["idle: root b"].says.text("en")


def test_a_settled_state_is_not_idle():
    """
    A part that needs nothing waits for nobody.
    """
    assert "idle: one at_rest" not in check(
        a_case(goes(a, end, "stop"), parts=[one(goes(a, at_rest, "go"), itself(at_rest, end, free("moved")))])
    )


def test_a_part_is_shown_from_the_opening_of_its_case():
    """
    The commands begin where a case begins.
    """
    report = check(a_case(goes(a, end, "stop"), parts=[one(goes(a, end, "halt"), goes(a, b, "go"), goes(b, c, "on"), goes(c, b, "back"))]))

    assert [("start", "root"), ("open_one", "one/1"), ("go", "one/1")] == [(step.trigger, step.part) for step in report["trap: one b"].steps]


def test_a_part_that_others_open_is_shown_so():
    """
    Nobody opens it by hand.
    """
    parts = [one(OPENED, goes(a, b, "go"), goes(b, a, "back"))]
    report = check(a_case(goes(a, b, "on", opening=[OPENED]), goes(a, c, "off", opening=[OPENED]), goes(b, end, "stop"), goes(c, end, "halt"),
                          parts=parts))  # fmt: skip

    assert ["do start (root)", "by what happens elsewhere (one/1); by itself: begin_a_done"] == [
        step.text("en") for step in report["trap: one a"].steps
    ]


def test_what_others_open_may_be_opened_by_hand_too():
    """
    Then it takes one command of its own.
    """
    both = goes(NEW, a, "begin")
    parts = [one(both, goes(a, b, "go"), goes(b, a, "back"))]
    report = check(a_case(goes(a, b, "on", opening=[both]), goes(b, end, "stop"), parts=parts))

    assert ["do start (root)", "do begin (one/1)"] == [step.text("en") for step in report["trap: one a"].steps]


def test_severity_is_that_of_the_profile():
    """
    What a profile makes fixed can be gone round; what it makes waivable lets one go round.
    """
    root = a_case(goes(a, b, "go", free("firm")), goes(a, b, "slip", free("loose")), goes(b, end, "finish")).root
    strict = Profile("strict", nl="streng", en="strict", severities={"firm": Severity.FIXED, "loose": WAIVABLE})
    plain = Profile("plain", nl="gewoon", en="plain")
    both = CaseType("thing", version=1, nl="ding", en="thing", root=root, profiles=[plain, strict], acts={WAIVE: [HEAD]})

    assert not check(both).findings
    assert ["bypass: root firm: a -> b"] == [finding.name for finding in check(both, profile="strict").findings]


def test_a_long_way_round_is_not_looked_for():
    """
    It says so: three steps at most.
    """
    bad = a_case(
        goes(a, end, "go", fixed), goes(a, b, "slip", soft), goes(b, c, "on"), goes(c, at_rest, "off"), goes(at_rest, end, "finish")
    )  # fmt: skip
    short = a_case(goes(a, end, "go", fixed), goes(a, b, "slip", soft), goes(b, c, "on"), goes(c, end, "finish"))

    assert "bypass: root fixed_one: a -> end" not in check(bad)
    assert "all detours of at most 3 steps in the root" == check(short)["bypass: root fixed_one: a -> end"].looked.text("en")


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

somebody_else = not_by_whoever(trigger("propose"), nl="een ander beslist", en="somebody else decides")
somebody_else_again = not_by_whoever(trigger("decide"), nl="een ander sluit", en="somebody else closes", code="not_by_whoever_decides")


def by_two(*, by: Role, step: Role = CLERK) -> CaseType:
    return a_case(goes(a, b, "propose", by=[by]), goes(b, end, "decide", somebody_else, by=[step]))


DUTY = "duties: root decide: not_by_whoever_propose"


def test_duties_that_one_role_has_are_found():
    """
    One person for each role is not enough for that.
    """
    finding = check(by_two(by=CLERK))[DUTY]

    assert not finding.certain
    assert "one person for each of 1 roles" == finding.looked.text("en")
    assert ["start", "propose", "decide"] == [step.trigger for step in finding.steps]
    assert DUTY not in check(by_two(by=HEAD))


def test_duties_are_asked_of_the_people_there_are():
    """
    Somebody with both roles, and nobody else: then it is certain.  Two clerks are enough.
    """
    lonely = [Actor("u-1", roles={"clerk", "head"})]
    pair = [Actor("u-1", roles={"clerk"}), Actor("u-2", roles={"clerk"})]

    assert check(by_two(by=HEAD), people=lonely)[DUTY].certain
    assert DUTY not in check(by_two(by=CLERK), people=pair)


def test_what_need_not_come_before_is_not_certain():
    """
    Nobody has to propose before somebody decides.
    """
    lonely = [Actor("u-1", roles={"clerk"})]
    way_round = a_case(goes(a, b, "propose"), goes(a, b, "skip"), goes(b, end, "decide", somebody_else))

    assert not check(way_round, people=lonely)[DUTY].certain


def test_three_persons_in_a_row():
    """
    The third may not be the second, and the second not the first; the third may be the first.
    """
    row = a_case(goes(a, b, "propose"), goes(b, c, "decide", somebody_else), goes(c, end, "shut", somebody_else_again, somebody_else))
    people = [Actor(f"u-{number}", roles={"clerk"}) for number in range(3)]
    name = "duties: root shut: not_by_whoever_decides"

    assert name not in check(row, people=people[:2])  # each guard by itself
    assert name in check(row, people=people[:1])
    assert not [finding for finding in check(row, people=people).findings if finding.code == "duties"]


def test_three_persons_for_one_step():
    """
    Who shuts may be neither of two others, who may not be the same.
    """

    @guard(nl="een derde sluit", en="a third closes", code="neither", asks_who=[trigger("propose"), trigger("decide")])
    def neither(s: Situation[object]) -> Iterator[str]:
        if s.actor.id in s.did(trigger("propose")) | s.did(trigger("decide")):
            yield s.actor.id

    row = a_case(goes(a, b, "propose"), goes(b, c, "decide", somebody_else), goes(c, end, "shut", neither))
    people = [Actor(f"u-{number}", roles={"clerk"}) for number in range(3)]

    assert check(row, people=people[:2])["duties: root shut: neither"].certain
    assert "duties: root shut: neither" not in check(row, people=people)


def test_advice_and_what_may_be_waived_keep_nobody_out():
    """
    There is a way on.
    """
    for severity in (Severity.ADVISORY, WAIVABLE):
        softly = not_by_whoever(trigger("propose"), nl="een ander beslist", en="somebody else decides", severity=severity)

        assert DUTY not in check(a_case(goes(a, b, "propose"), goes(b, end, "decide", softly)))


def test_a_guard_that_asks_who_and_does_not_mind_is_no_duty():
    """
    It wants to know, and lets pass.
    """

    @guard(nl="het is bekend", en="it is known", asks_who=[trigger("propose")])
    def curious(s: Situation[Root]) -> Iterator[str]:
        if not s.did(trigger("propose")) and s.facts.ready:
            yield "nobody"

    report = check(a_case(goes(a, b, "propose"), goes(b, end, "decide", curious)))

    assert not [finding for finding in report.findings if finding.code == "duties"]


def test_nobody_with_the_role_is_found_among_people():
    """
    The roles are there, and nobody has them.
    """
    report = check(by_two(by=HEAD), people=[Actor("u-1", roles={"clerk"})])

    assert "do propose: nobody has one of the roles head of department" == report["nobody: root propose"].says.text("en")
    assert DUTY not in report
    assert "nobody: root propose" not in check(by_two(by=HEAD), people=[Actor("u-1", roles={"clerk", "head"})])


def test_a_step_that_nobody_may_take_is_said_once():
    """
    As something that nobody does, not as a duty.
    """
    report = check(by_two(by=CLERK, step=HEAD), people=[Actor("u-1", roles={"clerk"})])

    assert ["nobody: root decide"] == [finding.name for finding in report.findings if finding.code in ("nobody", "duties")]


def test_what_may_be_waived_keeps_a_transition_alive():
    """
    Whoever waives what only the third one asks is not let through by those before it.
    """
    others = [goes(a, end, "go", by=[CLERK]), goes(a, b, "go", by=[HEAD])]
    after = [goes(b, end, "x"), goes(c, end, "y")]
    waivable = check(a_case(*others, goes(a, c, "go", soft, by=[CLERK, HEAD]), *after))
    hard = check(a_case(*others, goes(a, c, "go", free("hard_one"), by=[CLERK, HEAD]), *after))

    assert "transition_never: root a -> c (go)" not in [finding.name for finding in waivable.findings if finding.certain]
    assert hard["transition_never: root a -> c (go)"].certain


def test_a_role_that_looks_at_the_case_keeps_transitions_apart():
    """
    Supposed to be held by somebody, it tells two transitions apart all the same.
    """
    own = Role("own", nl="eigen", en="own", holds=lambda s: s.actor.organisation is not None)
    report = check(a_case(goes(a, b, "go", by=[own]), goes(a, c, "go", by=[own, CLERK]), goes(b, end, "x"), goes(c, end, "y")))

    assert ["overlap: root a (go): b, c"] == [finding.name for finding in report.findings]
