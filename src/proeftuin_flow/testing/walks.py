"""
Walks: a state machine of hypothesis that tries every trigger with every role and made data, and asks the laws of each decision.

    TestPermit = walk(PERMIT).TestCase

A walk begins where a search of the rules came to (see `searching`), so that it soon is everywhere, and goes on as hypothesis likes.  When all
walks are done, whatever no decision showed (a state, a transition, an outcome of a guard) is a failure, unless it was accepted by name:
laws must not hold because nothing happened.  This module needs hypothesis.
"""

from __future__ import annotations

import types
import unittest
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import ClassVar, Final

from attrs import define, evolve, field
from hypothesis import HealthCheck
from hypothesis import settings as Settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from ..case import Case
from ..case_type import CaseType
from ..decider import decide
from ..decisions import Accepted, Refused
from ..soundness import Observed, Observer, unseen
from ..wishes import Actor, Command
from .histories import broken_by_history
from .laws import Attempt, broken, broken_by_options
from .making import Favourites, people_of
from .searching import Made, search
from .spec import Given
from .wishing import wishes
from .writing import program

__all__ = ["LawBroken", "Walk", "walk"]

SLOW: Final = (HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example, HealthCheck.too_slow)
"""What a walk may be."""
LONGEST: Final = 30
"""Of so many stories that a search found, the longest, a whole log is made."""
MINUTES: Final = (60, 0, 2 * 24 * 60, 40 * 24 * 60)


class LawBroken(AssertionError):
    """A law does not hold.  The message ends in a test that shows it, to be pasted and run."""


@define(eq=False, slots=False)
class Ground:
    """Where the walks of one case type go, and what all of them saw together."""

    case_type: CaseType
    made: Made
    people: Sequence[Actor]
    decisions: int
    stories: Sequence[Given] = ()
    observed: Observed = field(factory=Observed)
    steps: int = 0
    """How many wishes walks tried."""

    @cached_property
    def starts(self) -> Sequence[Given]:
        """
        The stories with which walks begin, the shortest first: what a search came to, under each profile.

        Raises:
            LawBroken: If they break a law themselves.
        """
        stories: list[Given] = []
        for profile in self.case_type.profiles:
            found = search(self.case_type, profile.name, made=self.made, people=self.people, decisions=self.decisions)
            for story, wish, error in found.raised[:1]:
                raise _broken(story, [_raised(error)], wish) from error
            self.observed |= found.observed
            stories += found.stories
        stories += self.stories
        told = Observer(self.case_type)
        for step in (step for story in self.stories for step in story.steps):
            told.see(step.case, step.command, step.decision)
        for story in stories:
            for step in story.steps[-1:]:
                _ask(evolve(story, steps=story.steps[:-1]), step, told)
        self.observed |= told.observed
        for story in sorted(stories, key=lambda each: -len(each.steps))[:LONGEST]:
            _ask_history(story)
        return sorted(map(_later_than_all, stories), key=lambda each: len(each.steps))

    def missed(self) -> list[str]:
        """What no walk saw, by name."""
        return _missed(self.case_type, self.observed)


def _later_than_all(story: Given) -> Given:
    """The same story, in which it is not earlier than what was done last."""
    return story.at(max([story.now, *(step.command.now for step in story.steps[-1:])]))


class Walk(RuleBasedStateMachine):
    """One walk; `walk` makes the class of it for a case type."""

    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        self.story = self.ground.starts[0]
        self.observer = Observer(self.ground.case_type)

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Begin with nothing, or where a search came to."""
        self.story = self.ground.starts[data.draw(st.sampled_from(range(len(self.ground.starts))), label="start")]

    @rule(data=st.data())
    def wish(self, data: st.DataObject) -> None:
        """Somebody wishes something, possible or not."""
        story = self.story.later(minutes=data.draw(st.sampled_from(MINUTES), label="minutes"))
        command = data.draw(wishes(story, self.ground.made, self.ground.people), label="wish")
        attempt = Attempt(story.case, command, _decided(story, command))
        self.observer.see(story.case, command, attempt.decision)
        self.ground.steps += 1
        _ask(story, attempt, self.observer)
        self.story = story.asked(command).accepted("it") if isinstance(attempt.decision, Accepted) else story

    def teardown(self) -> None:
        """The history as a log, in a store, and erased."""
        self.ground.observed |= self.observer.observed
        _ask_history(self.story)


def _decided(story: Given, command: Command) -> Accepted | Refused:
    try:
        return decide(story.case, command)
    except Exception as error:
        raise _broken(story, [_raised(error)], command) from error


def _raised(error: Exception) -> str:
    return f"deciding_answers: {type(error).__name__}: {error}"


def _ask(story: Given, attempt: Attempt, observer: Observer) -> None:
    """Ask the laws of one decision, and of what else could have been wished there; of that only what was refused was seen."""
    command = attempt.command

    def refused(case: Case, wish: Command, decision: Accepted | Refused) -> None:
        if isinstance(decision, Refused):  # what was accepted was not carried out, and no law was asked of it
            observer.see(case, wish, decision)

    try:
        problems = [*broken(attempt), *broken_by_options(attempt.case, command.by, command.now, refused)]
    except Exception as error:  # a rule that raises when it is asked for something else
        raise _broken(story, [_raised(error)], command) from error
    if problems:
        raise _broken(story, problems, command)


def _ask_history(story: Given) -> None:
    """Ask the laws of a whole history."""
    if story.steps and (problems := broken_by_history(story.steps[0].case, story.steps)):
        raise _broken(story, problems)


def _broken(story: Given, problems: Sequence[str], command: Command | None = None) -> LawBroken:
    case, commands = story.case, [step.command for step in story.steps]
    if command is None:
        test = program(case.type, case.profile.name, commands, "story.keeps_the_laws()", title=_law(problems), says=problems)
    else:
        asked = [*commands, command]
        test = program(case.type, case.profile.name, asked, "{asked}.keeps_the_laws()", title=_law(problems), says=problems)
    return LawBroken("\n".join([*problems, "", "This test shows it:", "", test]))


def _law(problems: Sequence[str]) -> str:
    return problems[0].partition(":")[0]


def _missed(case_type: CaseType, observed: Observed) -> list[str]:
    """What was not seen: states, transitions, and the outcomes of guards."""
    reached = {(lifecycle, target) for lifecycle, _, target, _, _ in observed.taken}
    states = [(lifecycle.name, state) for lifecycle in case_type.lifecycles.values() for state in lifecycle.states]
    missed = [f"unreached: {lifecycle} {state}" for lifecycle, state in states if (lifecycle, state) not in reached]
    return missed + [finding.name for finding in unseen(case_type, observed).findings if finding.code in ("untaken", "one_sided")]


# ── all walks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class WalkTest(unittest.TestCase):
    """All walks of a case type, as one test."""

    settings: ClassVar[Settings]
    machine: ClassVar[type[Walk]]
    accept: ClassVar[frozenset[str]]

    def runTest(self) -> None:
        """Walk, and then ask what was never seen."""
        run_state_machine_as_test(self.machine, settings=self.settings)
        ground = self.machine.ground
        missed = ground.missed()
        looked = f"the walks of {ground.case_type.name} ({ground.observed.decisions} decisions) never saw"
        if accepted := [name for name in missed if name in self.accept]:
            print(f"{looked}, and that was accepted:", *accepted, sep="\n  ")
        if others := [name for name in missed if name not in self.accept]:
            ways = "Help them with data={…}, or say that it is as it should be with accept=[…]."
            raise AssertionError("\n".join([f"{looked}:", *(f"  {name}" for name in others), ways]))


def walk(
    case_type: CaseType, *, data: Favourites | None = None, kinds: Mapping[str, Sequence[str]] | None = None, people: Iterable[Actor] = (),
    stories: Iterable[Given] = (), accept: Iterable[str] = (), decisions: int = 5_000,
) -> type[Walk]:  # fmt: skip
    """
    A state machine of hypothesis that walks through a case type and asks the laws; `walk(PERMIT).TestCase` is a test.

    `data` has, by class, data that fits: instances, or a function of how to choose, the case and the moment.  `kinds` has texts of kinds that
    the library does not know.  `people` act: first somebody who may do everything, last somebody who may do nothing; see `people_of`.
    `stories` are others with which walks may begin, for where no search comes by itself; what they show was seen.
    `accept` names what needs not be seen, as the failure names it: "one_sided: documents_complete met".  `decisions` bounds the search, for
    each profile, that finds where walks begin.

    How many walks there are and how long they are, `TestCase.settings` says.

    Raises:
        ValueError: If `accept` names what there is not.
    """
    accepted, known = frozenset(accept), _missed(case_type, Observed())
    if strange := sorted(accepted.difference(known)):
        raise ValueError(f"accept has what there is not: {', '.join(strange)}; known: {', '.join(known)}")
    ground = Ground(case_type, Made(data or {}, kinds or {}), tuple(people) or people_of(case_type), decisions, tuple(stories))
    named = {"ground": ground, "__module__": __name__}
    machine: type[Walk] = types.new_class(f"Walk[{case_type.name}]", (Walk,), exec_body=lambda names: names.update(named))
    chosen = Settings(deadline=None, suppress_health_check=SLOW, max_examples=50, stateful_step_count=25, report_multiple_bugs=False)
    names = {"machine": machine, "settings": chosen, "accept": accepted, "__module__": __name__}
    setattr(machine, "TestCase", type(f"WalkTest[{case_type.name}]", (WalkTest,), names))  # noqa: B010  # in the place of what hypothesis has
    return machine
