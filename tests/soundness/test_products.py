"""
What parts do to each other: definitions in which they wait for each other, and good twins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from proeftuin_flow.case_type import DEFAULT, CaseType
from proeftuin_flow.guards import Guard, guard
from proeftuin_flow.lifecycle import NEW
from proeftuin_flow.situation import Situation
from proeftuin_flow.soundness import Report, check
from proeftuin_flow.soundness.exploring import explore
from tests.soundness.making import (
    CLERK,
    HEAD,
    WAIVABLE,
    One,
    Root,
    Two,
    a,
    a_case,
    b,
    c,
    end,
    free,
    goes,
    itself,
    lifecycle,
    none_at,
    none_left,
    one,
    other_end,
    over,
    root_at,
    trigger,
    two,
)

OPENED = goes(NEW, a, "begin", by=())
two_done, one_done = over("two_done", Two, end), over("one_done", One, end)
ends = goes(a, end, "finish", over("one_there", One), none_left("one_left", One), none_left("two_left", Two))


def watching_each_other(*, both: bool) -> CaseType:
    """One waits until two is done; and two until one is done, if both wait.  The case waits for both, and both are there from the start."""
    first, second = goes(NEW, a, "begin_one", by=()), goes(NEW, a, "begin_two", by=())
    parts = [
        lifecycle("one", One, first, goes(a, end, "do_one", two_done)),
        lifecycle("two", Two, second, goes(a, end, "do_two", *([one_done] if both else []))),
    ]
    return a_case(goes(NEW, a, "start", opening=[first, second]), ends, parts=parts)


BAD_AND_GOOD: dict[str, tuple[CaseType, CaseType]] = {
    "stuck: root a": (watching_each_other(both=True), watching_each_other(both=False)),
    "hanging: one a": (
        a_case(goes(a, end, "stop"), parts=[one(goes(a, end, "finish"))]),
        a_case(goes(a, end, "stop", none_left("left", One)), parts=[one(goes(a, end, "finish"))]),
    ),
    # It goes on by itself, and does not hang.
    "hanging: one b": (
        a_case(goes(a, end, "stop"), parts=[one(goes(a, b, "go"), goes(b, end, "finish"))]),
        a_case(goes(a, end, "stop"), parts=[one(goes(a, b, "go"), goes(b, end, "finish"), outlives_root=True)]),
    ),
    "apart: root end: one": (
        a_case(goes(a, end, "stop", over("one_under_way", One, a)), goes(a, other_end, "halt"), parts=[one(goes(a, end, "finish"), at_most=1)]),
        a_case(goes(a, end, "stop"), goes(a, other_end, "halt"), parts=[one(goes(a, end, "finish"), at_most=1)]),
    ),
    "overlap: root a (go): b, c": (
        a_case(goes(a, b, "go", free("first")), goes(a, c, "go", free("second")), goes(b, end, "x"), goes(c, end, "y")),
        a_case(goes(a, b, "go", over("some", One, end)), goes(a, c, "go", none_at("none", One, end)), goes(b, end, "x"), goes(c, end, "y"),
               parts=[one(goes(a, end, "finish"))]),
    ),
    "order: root a -> b (became_b) | root a -> c (became_c)": (
        a_case(itself(a, b, free("first")), itself(a, c, free("second")), goes(a, a, "stay"), goes(b, end, "x"), goes(c, end, "y")),
        a_case(itself(a, b, free("first")), goes(a, a, "stay"), goes(b, end, "x")),
    ),
    "vacuous: root a -> end (became_end)": (
        a_case(itself(a, end, none_left("left", One), watches=[One]), goes(a, a, "stay"), parts=[one(goes(a, end, "finish"))]),
        a_case(itself(a, end, over("some", One, end), none_left("left", One), watches=[One]), goes(a, a, "stay"),
               parts=[one(goes(a, end, "finish"))]),
    ),
    "missed: root a -> end (became_end)": (
        a_case(itself(a, end, over("some", One, end)), goes(a, a, "stay"), parts=[one(goes(a, end, "finish"))]),
        a_case(itself(a, end, over("some", One, end), watches=[One]), goes(a, a, "stay"), parts=[one(goes(a, end, "finish"))]),
    ),
    "unwatched: root a -> end (became_end): one": (
        a_case(itself(a, end, over("some", One, end)), goes(a, a, "stay"), parts=[one(goes(a, end, "finish"))]),
        a_case(itself(a, end, over("some", One, end), watches=[One]), goes(a, a, "stay"), parts=[one(goes(a, end, "finish"))]),
    ),
    "unwatched: one a -> end (became_end): root": (
        a_case(goes(a, b, "go"), goes(b, end, "stop"), parts=[one(itself(a, end, root_at("over", b)), goes(a, a, "stay"))]),
        a_case(goes(a, b, "go"), goes(b, end, "stop"), parts=[one(itself(a, end, root_at("over", b), watches=[Root]), goes(a, a, "stay"))]),
    ),
    # No such part ever gets there, so what waits for it waits for ever.
    "transition_never: root a -> b (go)": (
        a_case(goes(a, b, "go", over("one_there", One, c)), goes(a, end, "stop"), goes(b, end, "finish"), parts=[one(goes(a, end, "halt"))]),
        a_case(goes(a, b, "go", over("one_there", One, end)), goes(a, end, "stop"), goes(b, end, "finish"), parts=[one(goes(a, end, "halt"))]),
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
    ("name", "certain", "commands"),
    [
        ("stuck: root a", True, ["start"]),
        ("hanging: one a", True, ["start", "open_one", "stop"]),
        ("apart: root end: one", True, ["start", "open_one", "stop"]),
        ("overlap: root a (go): b, c", False, ["start"]),
        ("order: root a -> b (became_b) | root a -> c (became_c)", False, ["start"]),
        ("vacuous: root a -> end (became_end)", True, ["start"]),
        ("missed: root a -> end (became_end)", True, ["start", "open_one", "finish"]),
        ("unwatched: root a -> end (became_end): one", False, []),
        ("transition_never: root a -> b (go)", False, []),
    ],
)
def test_findings_say_how_sure_they_are_and_show_it(name, certain, commands):
    """
    Certain is what no fact can change, and the commands are as few as can be.
    """
    finding = check(BAD_AND_GOOD[name][0])[name]

    assert certain is finding.certain
    assert commands == [step.trigger for step in finding.steps]


# ── deadlocks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deadlock_names_what_blocks():
    """
    Where everything stands, and the requirements that keep it there.
    """
    finding = check(watching_each_other(both=True))["stuck: root a"]

    assert (
        "nothing can be done any more: the root (place a), the one 1 (place a), the two 1 (place a); what blocks: one_done is there, "
        "one_left: all settled, two_done is there, two_left: all settled"
    ) == finding.says.text("en")  # fmt: skip
    assert "all 2 states of the root with one (2), two (2)" == finding.looked.text("en")


def test_a_deadlock_that_more_parts_might_end_is_possible():
    """
    With one more part than was allowed it may go on.
    """
    needs_three = a_case(goes(a, end, "finish", three_of(One)), parts=[one(goes(a, end, "halt"))])

    assert not check(needs_three, parts={"one": 2})["stuck: root a"].certain
    assert "stuck: root a" not in check(needs_three, parts={"one": 3})


def three_of(kind: type) -> Guard[Any]:
    @guard(nl="er zijn er drie", en="there are three")
    def three(s: Situation[object]) -> Iterator[str]:
        if s.count(kind) < 3:
            yield "too few"

    return three


def test_going_round_for_ever_is_found():
    """
    Something can be done all the time, and none of it leads to an end.
    """
    waits = root_at("at_c", c)
    bad = a_case(goes(a, b, "go"), goes(b, a, "back"), goes(a, c, "on", one_done), goes(c, end, "finish"), parts=[one(goes(a, end, "do", waits))])
    good = a_case(goes(a, b, "go"), goes(b, a, "back"), goes(a, c, "on"), goes(c, end, "finish"), parts=[one(goes(a, end, "do", waits))])
    report = check(bad, parts={"one": 1})

    assert ["endless: root a"] == [finding.name for finding in report.findings if finding.code in ("endless", "stuck")]
    assert "from here the case can never end: the root (place a)" == report["endless: root a"].says.text("en")
    assert not [finding for finding in check(good, parts={"one": 1}).findings if finding.code in ("endless", "stuck")]


def test_staying_where_one_is_is_no_deadlock_and_no_end():
    """
    Something can be done, and it leads nowhere.
    """
    report = check(a_case(goes(a, a, "stay"), goes(a, end, "finish", over("at_c", One, c)), parts=[one(goes(a, end, "do"))]), parts={"one": 0})

    assert "endless: root a" in report


def test_nothing_that_blocks_is_named_where_nothing_does():
    """
    There is nobody who could do anything, as far as the arrows go.
    """
    waits = a_case(goes(a, b, "go"), itself(b, end, one_done, watches=[One]), parts=[one(goes(a, end, "do"))])
    report = check(waits, parts={"one": 0})

    assert "nothing can be done any more: the root (place b)" == report["stuck: root b"].says.text("en")
    assert "stuck: root b" not in check(waits)


def test_zero_parts_are_tried():
    """
    What waits for all parts is met by a case without any.
    """
    report = check(BAD_AND_GOOD["vacuous: root a -> end (became_end)"][0], parts={"one": 0})

    assert "became_end by itself happens by itself even if there never was any of: the one" == report[
        "vacuous: root a -> end (became_end)"
    ].says.text("en")


def test_a_final_root_that_can_be_opened_again():
    """
    It is an end all the same; the way out wants a reason, which the check gives.
    """
    case_type = a_case(goes(a, end, "stop"), goes(end, a, "reopen", reopens=True), parts=[one(goes(a, end, "do"))])
    report = check(case_type)

    assert ["hanging: one a"] == [finding.name for finding in report.findings]
    assert 13 == report.explored[-1].states


# ── what the order decides ───────────────────────────────────────────────────────────────────────────────────────────────


def racing(*states: Any) -> CaseType:
    """As soon as there is a part it moves on if the root is at `a`, and the root moves on if a part stands in one of these states."""
    return a_case(
        itself(a, c, over("one_there", One, *states), watches=[One]), goes(a, a, "stay"), goes(c, end, "finish"),
        parts=[one(itself(a, b, root_at("root_at_a", a), watches=[Root]), goes(a, end, "halt"), goes(b, end, "do"))],
    )  # fmt: skip


RACE = "order: root a -> c (became_c) | one a -> b (became_b)"


def test_parts_whose_order_makes_a_difference():
    """
    Whichever moves first keeps the other from it.
    """
    report = check(racing(a), parts={"one": 1})

    assert report[RACE].certain
    assert ["start", "open_one"] == [step.trigger for step in report[RACE].steps]
    assert ("became_b",) == report[RACE].steps[-1].follows


def test_parts_that_meet_again_are_confluent():
    """
    Both move in either order.
    """
    either = a_case(
        itself(a, c, over("one_there", One, a, b), watches=[One]), goes(a, a, "stay"), goes(c, end, "finish"),
        parts=[one(itself(a, b, root_at("root_anywhere", a, c), watches=[Root]), goes(a, end, "halt"), goes(b, end, "do"))],
    )  # fmt: skip

    assert not [finding for finding in check(either).findings if finding.code == "order"]


def test_guards_that_both_hold_for_sure_overlap_for_sure():
    """
    No fact can keep them apart; but it takes one role that may do both.
    """
    def overlapping(first: Any, second: Any) -> CaseType:
        return a_case(goes(a, b, "go", over("some", One, end), by=[first]), goes(a, c, "go", over("any", One, a, end), by=[second]),
                      goes(b, end, "x"), goes(c, end, "y"), parts=[one(goes(a, end, "finish"))])  # fmt: skip

    assert check(overlapping(CLERK, CLERK))["overlap: root a (go): b, c"].certain
    assert not check(overlapping(CLERK, HEAD))["overlap: root a (go): b, c"].certain


def test_whoever_has_one_role_comes_to_the_second_transition():
    """
    Both ways are explored, so what lies behind the second one is reached.
    """
    case_type = a_case(goes(a, b, "go", by=[CLERK]), goes(a, c, "go", by=[HEAD]), goes(b, end, "x"), goes(c, other_end, "y"))

    assert 6 == check(case_type).explored[0].states


# ── bounds, and products that ask for more ───────────────────────────────────────────────────────────────────────────────


def test_one_part_more_may_show_more():
    """
    The second may come too late for the guard that looked at the first.
    """
    late = a_case(itself(a, b, over("some", One, end), none_left("left", One), watches=[One]), goes(a, a, "stay"), goes(b, end, "finish"),
                  parts=[one(goes(a, end, "do"))])  # fmt: skip

    assert "hanging: one a" not in check(late, parts={"one": 0})
    assert ["start", "open_one", "do", "open_one", "finish"] == [step.trigger for step in check(late)["hanging: one a"].steps]


def test_a_wider_product_refutes_what_was_left_to_chance():
    """
    One guard looks at both kinds; with the first left out it could let pass what the second keeps back.
    """

    @guard(nl="alles is af", en="all is settled")
    def all_settled(s: Situation[Root]) -> Iterator[Any]:
        yield from s.unsettled_parts(One)
        yield from s.unsettled_parts(Two)

    case_type = a_case(goes(a, end, "stop", all_settled), parts=[one(goes(a, end, "do")), two(goes(a, end, "do_two")), lone()])
    report = check(case_type)

    assert "hanging: two a" not in report
    assert "hanging: lone a" in report
    assert (("one", 2), ("two", 2)) in [explored.parts for explored in report.explored]


class Three(Root):
    """What is known of a third kind of part."""


def lone() -> Any:
    """A kind of part that nobody asks about."""
    return lifecycle("lone", Three, goes(NEW, a, "open_lone"), goes(a, end, "do_lone"))


def test_a_bound_is_said():
    """
    What was not looked at any more is neither stuck nor settled, and nothing is said to happen never.
    """
    report = check(watching_each_other(both=True), states=1)

    assert [] == [*report.findings]
    assert {False} == {explored.complete for explored in report.explored}
    assert report.explored[0].text("en").startswith("the root alone: the first 1 states, up to the bound, ")
    assert check(watching_each_other(both=True), states=1000).explored[0].text("nl").startswith("de stam alleen: alle ")


@pytest.mark.parametrize(
    ("bounds", "problem"),
    [
        ({"parts": {"three": 1}}, "there is no kind of part 'three' in 'thing'"),
        ({"parts": {"root": 1}}, "there is no kind of part 'root' in 'thing'"),
        ({"parts": {"one": -1}}, "there are at most -1 'one'; say 0 or more"),
        ({"models": {"nothing": lambda s: ()}}, "there is no guard 'nothing' in 'thing'"),
        ({"states": 0}, "states is 0; it must be 1 or more"),
        ({"states": 0, "parts": {"x": 1}}, "there is no kind of part 'x' in 'thing'; states is 0; it must be 1 or more"),
    ],
)
def test_bounds_that_are_none(bounds, problem):
    """
    All of them are said at once.
    """
    with pytest.raises(ValueError) as raised:
        check(watching_each_other(both=True), **bounds)

    assert problem == str(raised.value)


def test_progress_is_told():
    """
    Every five hundred states, and at the end of each product.
    """
    told: list[int] = []
    wide = a_case(goes(a, end, "stop"), parts=[one(goes(a, end, "do"), goes(a, b, "go"), goes(b, end, "on"))])
    report = check(wide, parts={"one": 16}, progress=told.append)

    assert sum(explored.states for explored in report.explored) == told[-1]
    assert len(report.explored) < len(told)
    assert sorted(told) == told


def test_time_is_given_by_the_clock():
    """
    It is one's own to choose; what was found does not depend on it.
    """
    ticks = iter(range(1000))
    report = check(BAD_AND_GOOD["hanging: one a"][0], clock=lambda: float(next(ticks)))

    assert 5.0 == report.seconds
    assert [1.0, 1.0] == [explored.seconds for explored in report.explored]
    assert report == check(BAD_AND_GOOD["hanging: one a"][0])


# ── what a guard may look at ─────────────────────────────────────────────────────────────────────────────────────────────


def answers(asks: Any, **settings: Any) -> Report:
    """The report on a case that ends if this guard is met, and otherwise by `halt`, which leaves a part hanging that may never be settled."""
    made = guard(nl="het is zo", en="it is so", code="asked", **settings)(asks)
    return check(a_case(goes(a, end, "stop", made), parts=[one(goes(a, end, "do"))]), parts={"one": 1})


def supposed(report: Report) -> bool:
    """Whether the outcome of the guard was a free choice: then what hangs is only possible."""
    return not report["hanging: one a"].certain


@pytest.mark.parametrize(
    "asks",
    [
        lambda s: s.facts.ready or ["no"],
        lambda s: () if s.facts else ["no"],
        lambda s: () if s.facts == 1 else ["no"],
        lambda s: [s.actor.id][1:],
        lambda s: [s.now][1:],
        lambda s: [s.occurred][1:],
        lambda s: [s.day][1:],
        lambda s: s.did(trigger("start")),
        lambda s: s.count(Two),
        lambda s: [s.case.revision][1:],
        lambda s: len(s.facts),
        lambda s: [part.facts.ready for part in s.parts(One)][1:],
        lambda s, data: data.ready,
    ],
    ids=["facts", "truth", "equality", "actor", "now", "occurred", "day", "did", "no part", "case", "crash", "facts of others", "data"],
)
def test_what_only_facts_can_tell_is_free(asks):
    """
    Both ways are gone, and what comes of it is possible.
    """
    if asks.__code__.co_argcount > 1:
        made = guard(nl="het is zo", en="it is so", code="asked")(asks)
        with_data = a_case(goes(NEW, a, "start"), wants_reason(made), parts=[one(goes(a, end, "do"))])

        assert supposed(check(with_data, parts={"one": 1}))
    else:
        assert supposed(answers(asks))


def wants_reason(made: Guard[Any]) -> Any:
    """The arrow to the end, whose command has data."""
    return goes(a, end, "stop", made, reopens=True).__class__(a, end, trigger("stop"), goes(a, end, "stop", reopens=True).emits, (CLERK,), (made,))


@pytest.mark.parametrize(
    "asks",
    [
        lambda s: (),
        lambda s: ["no"] if s.count(One) > 5 else (),
        lambda s: ["no"] if s.parameters.get("limit") else (),
        lambda s: ["no"] if s.state == "b" else (),
        lambda s: ["no"] if s.root(Root).at(b) else (),
        lambda s: ["no"] if s.unsettled(One) > 1 else (),
    ],
    ids=["nothing", "count", "parameters", "state", "root", "unsettled"],
)
def test_what_states_can_tell_is_certain(asks):
    """
    The guard answers for every case that stands so.
    """
    assert not supposed(answers(asks))


def test_a_guard_that_goes_on_without_what_it_cannot_know_is_free():
    """
    It swallowed that nobody knows, so its answer is a guess.
    """

    def swallows(s: Any) -> Iterator[str]:
        try:
            known = s.facts.ready
        except Exception:
            known = True
        if not known:
            yield "no"

    assert supposed(answers(swallows))


def test_a_guard_that_blocks_before_it_asks_for_more_is_certain():
    """
    What it said before is enough.
    """

    def blocks(s: Any) -> Iterator[str]:
        if s.count(One) < 9:
            yield "too few"
        yield from s.facts.names

    assert "stuck: root a" in answers(blocks)


def test_a_model_stands_in_for_a_guard():
    """
    It says what facts cannot say here.
    """
    case_type = a_case(goes(a, end, "stop", free("asked")), parts=[one(goes(a, end, "do"))])

    def model(s: Situation[Any]) -> Iterator[Any]:
        yield from s.unsettled_parts(One)

    assert "hanging: one a" in check(case_type)
    assert "hanging: one a" not in check(case_type, models={"asked": model})


def test_what_may_be_waived_may_be_met_or_not():
    """
    Whoever may waive gets past it, so it keeps nothing back for sure.  What happens by itself is waived by nobody.
    """
    soft = over("soft", One, c, severity=WAIVABLE)

    assert "stuck: root a" not in check(a_case(goes(a, end, "stop", soft), parts=[one(goes(a, end, "do"))]))
    assert "transition_never: root a -> end (became_end)" in check(
        a_case(itself(a, end, soft), goes(a, a, "stay"), goes(a, other_end, "stop"), parts=[one(goes(a, end, "do"))])
    )


def test_numbers_of_parts_are_told_apart_if_a_guard_looks_at_them():
    """
    The first may do what the second may not.
    """

    @guard(nl="de eerste", en="the first")
    def is_first(s: Situation[One]) -> Iterator[str]:
        if s.part.number > 1:
            yield "not the first"

    @guard(nl="een van de eerste negen", en="one of the first nine")
    def is_early(s: Situation[One]) -> Iterator[str]:
        if s.part.number > 9:
            yield "too late"

    def counted(*requires: Guard[Any]) -> int:
        return check(a_case(goes(a, end, "stop"), parts=[one(goes(a, end, "do", *requires))])).explored[-1].states

    assert counted() < counted(is_early)
    assert "stuck: root a" not in check(a_case(goes(a, end, "stop", one_done), parts=[one(goes(a, end, "do", is_first))]))


# ── what is left out ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_left_out_may_move_at_any_time():
    """
    Alone, one is moved by what happens in two, as often as there is one of it to move.
    """
    case_type = a_case(
        goes(a, end, "stop", none_at("none_b", One, b)),
        parts=[one(itself(a, b, two_done, watches=[Two]), goes(a, a, "stay"), goes(b, end, "do")), two(goes(a, end, "do_two"))],
    )  # fmt: skip
    report = check(case_type, parts={"one": 1, "two": 1})

    assert not [finding for finding in report.findings if finding.code in ("stuck", "transition_never")]
    assert ("one",) in [tuple(name for name, _ in explored.parts) for explored in report.explored]


def test_something_elsewhere_is_a_step():
    """
    With two left out, what happens in it is something.
    """
    early = goes(NEW, a, "open_one", root_at("root_at_a", a))
    waits = a_case(itself(a, b, two_done, watches=[Two]), goes(b, end, "finish"),
                   parts=[one(early, goes(a, end, "do")), two(goes(a, end, "do_two", free("facts")))])  # fmt: skip
    steps = check(waits)["hanging: one a"].steps

    assert [
        "do start (root); supposing not: two_done", "do open_one (one/1)", "something happens (two); by itself: became_b; supposing: two_done",
        "do finish (root)",
    ] == [step.text("en") for step in steps]  # fmt: skip
    assert "er gebeurt iets (two); vanzelf: became_b; aangenomen: two_done" == steps[2].text("nl")


def test_the_limit_of_what_is_left_out_may_stand_in_the_way():
    """
    Alone, the root opens a part that there may be one of; with it, it cannot twice.
    """
    opens = [goes(a, b, "go", opening=[OPENED]), goes(b, c, "on", opening=[OPENED]), goes(c, end, "finish")]
    part = lifecycle("one", One, OPENED, goes(a, end, "do", root_at("at_end", c)), at_most=1)
    report = check(a_case(*opens, parts=[part]))

    assert report["stuck: root b"].certain
    assert "transition_never: root b -> c (on)" in report


def test_an_opening_that_was_not_looked_at_makes_nothing_certain():
    """
    Alone, nobody knows whether one more may be opened; so what hangs after it is possible.
    """
    opens = [goes(a, b, "go", opening=[OPENED]), goes(b, end, "stop")]
    part = lifecycle("one", One, OPENED, goes(a, end, "do"), at_most=1)
    lonely = two(goes(a, end, "do_two"))
    alone = explore(a_case(*opens, parts=[part, lonely]), {"two": 1}, states=100, profile=DEFAULT, models={}, clock=lambda: 0.0, progress=print)

    assert ("part_limit",) in {edge.supposing for node in alone.nodes for edge in node.edges if edge.trigger == "go"}
    assert {()} == {edge.supposing for node in alone.nodes for edge in node.edges if edge.trigger != "go"}


def test_parts_that_end_apart_are_not_confluent():
    """
    Each keeps nothing from the other, but where the root goes depends on whether the part went first.
    """
    where = a_case(
        itself(a, b, none_at("none_in_b", One, b), over("some", One, a, b), watches=[One]), itself(a, c, over("some_in_b", One, b), watches=[One]),
        goes(a, a, "stay"), goes(b, end, "x"), goes(c, end, "y"),
        parts=[one(itself(a, b, root_at("anywhere", a, b, c), watches=[Root]), goes(a, end, "halt"), goes(b, end, "do"))],
    )  # fmt: skip
    name = "order: root a -> b (became_b) | one a -> b (became_b)"

    assert check(where, parts={"one": 1})[name].certain
