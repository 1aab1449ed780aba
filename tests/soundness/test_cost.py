"""
What a check costs: in proportion to what it looks at, and no more.
"""

from __future__ import annotations

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.lifecycle import NEW, State, Transition
from proeftuin_flow.soundness import check
from tests.soundness.making import WAIVABLE, One, Root, free, goes, itself, lifecycle

Arrows = list[Transition[object]]
firm, soft = free("firm"), free("soft", WAIVABLE)


def ladder(rungs: int) -> CaseType:
    """A root and a kind of part with so many states each, where every state has ways on, back and round, by hand and by themselves."""
    transitions: dict[str, Arrows] = {}
    for kind in ("root", "one"):
        states = [State(f"s{number}", nl=f"trede {number}", en=f"rung {number}", final=number == rungs - 1) for number in range(rungs)]
        arrows: Arrows = [goes(NEW, states[0], f"{kind}_open")]
        for number in range(rungs - 1):
            arrows += [
                goes(states[number], states[number + 1], f"{kind}_up_{number}", firm),
                goes(states[number], states[number], f"{kind}_stay_{number}", soft),
            ]
            arrows += [goes(states[number], states[number - 1], f"{kind}_down_{number}", soft)] if number else []
            if number % 5 == 0 and number + 2 < rungs:
                arrows.append(itself(states[number], states[number + 2], firm, emits=f"{kind}_leapt_{number}"))
        transitions[kind] = arrows
    parts = [lifecycle("one", One, *transitions["one"])]
    return CaseType("ladder", version=1, nl="ladder", en="steps", root=lifecycle("root", Root, *transitions["root"]), parts=parts)


def test_a_lifecycle_of_a_thousand_states_is_checked_whole():
    """
    In some seconds, and all of it: no guard was asked for anything but a state.
    """
    report = check(ladder(1000), parts={"one": 0}, states=2000)

    alone = report.explored[0]
    assert (1001, True) == (alone.states, alone.complete)
    assert () == report.findings
    assert report.seconds < 20


def test_time_grows_with_the_number_of_states():
    """
    Four times as many states take four times as long, and not sixteen times: measured in what is done, not in seconds.
    """
    few, many = (check(ladder(rungs), parts={"one": 0}, states=2000).explored[0].moves for rungs in (50, 200))

    assert 3.9 < many / few < 4.2
