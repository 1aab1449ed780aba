"""
The stock machine: `transitions` as everybody knows it, driven with the same commands, decides as we do as far as it goes.

It stops at the first condition that is not met, and says only False; so what it asked is the beginning of what we ask.  It knows no
severities: what we let pass as advice, or by a waiver, stops it all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from attrs import define, field, frozen
from msgspec.structs import replace
from transitions import MachineError
from transitions.core import Condition

from proeftuin_flow.asking import weigh
from proeftuin_flow.case import Case, Part
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.lifecycle import AUTOMATIC, NEW, Transition
from proeftuin_flow.parts import NO_PARTS
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import given
from proeftuin_flow.wishes import Command
from tests.case_types import RELAY, STARTER_1
from tests.laws.playing import Attempt, games

Asked = tuple[str, int, bool]
"""The target of a candidate, the number of its condition (0 is the role), and what that said."""


@define
class Model:
    """What stock moves: anything with a state."""

    state: str


@frozen(eq=False)
class Step:
    """The same command to both."""

    part: Part[Any]
    command: Command
    arrows: tuple[Transition[Any], ...]
    decision: Accepted | Refused
    unmet: tuple[tuple[int, ...], ...]
    """Ours: by candidate, the numbers of what is not met."""
    fired: bool | None
    """Stock: whether it moved; None for a `MachineError`."""
    target: str
    asked: tuple[Asked, ...]

    @property
    def firm(self) -> bool:
        """Whether nothing that is not met was let pass, as advice or by a waiver."""
        return not (isinstance(self.decision, Accepted) and any(check.outcome != "met" for check in self.decision.events[0].checks))


@define
class Played:
    """All steps."""

    steps: list[Step] = field(factory=list)


def _steps() -> Iterator[Step]:
    asked: list[Asked] = []
    numbers: dict[int, tuple[str, int]] = {}
    check = Condition.check

    def listening(self: Condition, data: Any) -> Any:
        answer = check(self, data)
        asked.append((*_number(numbers, data, self), answer))
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Condition, "check", listening)
        for game in games():
            for attempt in game.attempts:
                part = _part(attempt)
                if part is None or attempt.case.memory.foreign:
                    continue
                asked.clear()
                yield _step(attempt, part, asked)


def _number(numbers: dict[int, tuple[str, int]], data: Any, condition: Condition) -> tuple[str, int]:
    if id(condition) not in numbers:
        for place, each in enumerate(data.transition.conditions):
            numbers[id(each)] = (data.transition.dest, place)
    return numbers[id(condition)]


def _part(attempt: Attempt) -> Part[Any] | None:
    """The part that is meant; None for the library's own acts, and for data that stock cannot judge."""
    case, command = attempt.case, attempt.command
    lifecycle = case.type.lifecycle_of.get(command.trigger)
    if lifecycle is None or command.part is None:
        return None
    known = case.root if command.part == case.root.address else case.parts.get(command.part)
    return known or Part(lifecycle, int(command.part.partition("/")[2]), command.part, NEW.name, lifecycle.facts())


def _step(attempt: Attempt, part: Part[Any], asked: list[Asked]) -> Step:
    case, command, lifecycle = attempt.case, attempt.command, part.lifecycle
    arrows = lifecycle.table.get(part.state, {}).get(command.trigger, ())
    model = Model(part.state)
    try:
        fired = lifecycle.machine.events[command.trigger].trigger(model, situation=Situation(part.facts, part, case, command))
    except MachineError:
        fired = None
    stock = tuple(asked)
    unmet = tuple(_unmet(t, part, case, command) for t in arrows)
    return Step(part, command, arrows, decide(case, command), unmet, fired, model.state, stock)


def _unmet(t: Transition[Any], part: Part[Any], case: Case, command: Command) -> tuple[int, ...]:
    """What we find unmet in a transition, whatever its weight: 0 for the role, then the guards from 1."""
    checks, reasons = weigh(t, part, case, command)
    codes = {check.guard for check in checks if check.outcome != "met"} | {reason.guard for reason in reasons if reason.where is None}
    role = (0,) if any(reason.code == "role" for reason in reasons) else ()
    return (*role, *(number for number, guard in enumerate(t.guards, 1) if guard.code in codes))


@cache
def played() -> Played:
    return Played([*_steps()])


def test_enough_steps_were_taken():
    """
    Thousands in all, and hundreds in which there is a choice.
    """
    counts = Counter(len(step.arrows) for step in played().steps)
    fired = Counter(step.fired for step in played().steps)

    assert counts[2] >= 100
    assert counts.total() >= 5_000
    assert min(fired[True], fired[False], fired[None]) >= 1_000


def test_stock_finds_no_transition_where_we_say_wrong_state():
    """
    Its `MachineError` is our `wrong_state`, and nothing else is.
    """
    differing = [step for step in played().steps if (step.fired is None) != _in_wrong_state(step)]

    assert [] == differing


def _in_wrong_state(step: Step) -> bool:
    if isinstance(step.decision, Accepted):
        return False
    return any(reason.code == "wrong_state" and reason.part == step.part.address and reason.where is None for reason in step.decision.reasons)


def test_what_stock_asks_is_the_beginning_of_what_we_ask():
    """
    Candidate by candidate: all its conditions up to the first that is not met, which is our first unmet one too.
    """
    assert [] == [step for step in played().steps if step.fired is not None and step.asked != _expected(step)]


def _expected(step: Step) -> tuple[Asked, ...]:
    asked: list[Asked] = []
    for t, unmet in zip(step.arrows, step.unmet, strict=True):
        last = unmet[0] if unmet else len(t.guards)
        asked += [(t.target.name, number, number not in unmet) for number in range(last + 1)]
        if not unmet:
            break
    return tuple(asked)


def test_stock_takes_the_first_transition_of_which_all_is_met():
    """
    And stays where it is, if there is none.
    """
    wrong = []
    for step in played().steps:
        first = next((t for t, unmet in zip(step.arrows, step.unmet, strict=True) if not unmet), None)
        expected = (step.fired, step.part.state) if first is None else (True, first.target.name)
        if first is None and step.fired:
            wrong.append(step)
        if expected != (step.fired, step.target):
            wrong.append(step)

    assert [] == wrong


def test_we_take_the_same_transition():
    """
    Wherever nothing is let pass as advice or by a waiver.
    """
    compared = [step for step in played().steps if isinstance(step.decision, Accepted) and step.firm]
    differing = [step for step in compared if (True, step.decision.events[0].target) != (step.fired, step.target)]  # type: ignore[union-attr]

    assert [] == differing
    assert len([step for step in compared if len(step.arrows) == 2]) >= 20
    assert len(compared) >= 1_000


def test_we_refuse_what_stock_takes_only_for_what_it_cannot_know():
    """
    Missing or malformed data, how many parts may live, what its opening transitions ask, waivers, and a case that is over.
    """
    known = {"data_missing", "data_malformed", "part_limit", "wrong_state", "waiver_not_allowed"}
    others = [
        reason
        for step in played().steps
        if step.fired and isinstance(step.decision, Refused)
        for reason in step.decision.reasons
        if reason.code not in known and reason.where is None and not _of_a_candidate_before(step, reason.guard or reason.code)
    ]

    assert [] == others


def _of_a_candidate_before(step: Step, code: str) -> bool:
    """Where there are two, what the first lacks is a reason too, if the second is refused."""
    return len(step.arrows) > 1 and bool(code)


def test_stock_takes_automatic_transitions_under_no_name():
    """
    Nobody needs a role for them; their guards see facts and counts only.
    """
    story = given(RELAY).by(STARTER_1).opened().and_("add_leg")
    case = replace(story.case, root=replace(story.case.root, state="running"))
    fired = []
    for each in (case, replace(case, parts=NO_PARTS)):
        model = Model(each.root.state)
        moved = RELAY.root.machine.events[AUTOMATIC].trigger(model, situation=Situation(each.root.facts, each.root, each))
        fired.append((moved, model.state))

    assert [(False, "running"), (True, "finished")] == fired


def test_machine_registers_nobody():
    """
    It is shared by all cases, so it holds no models.
    """
    assert [] == [step for step in played().steps if step.part.lifecycle.machine.models]
