"""
The guard contract: what every guard of a case type must do, as a class of tests.

    class TestGuards(GuardContract):
        case_type = PERMIT

Each guard is asked in whatever cases a search of the rules came to (see `searching`): where its transitions begin, with data where it reads
some.  That a guard asks no clock and no network cannot be seen by asking it twice; that it says the same twice can.  This module needs pytest.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from random import Random
from typing import Any, ClassVar, Final

import pytest

from ..case import Case
from ..case_type import CaseType
from ..decider import replay
from ..errors import NotEstablished
from ..guards import Guard
from ..labels import LANGUAGES, Label, PartTitle, Phrase, text_of
from ..situation import Situation
from ..wishes import Command
from .making import Favourites, Maker, people_of
from .searching import Found, Made, existing, search
from .spec import Given
from .words import words_of

__all__ = ["GuardContract"]

MOST: Final = 1_000
"""A guard that yields more is not believed to end."""
EACH: Final = 200
"""In so many situations a guard is asked at most."""


class GuardContract:
    """Give it a `case_type`; see above.  `data` and `kinds` help to come further, as in `walk`."""

    case_type: ClassVar[CaseType]
    data: ClassVar[Favourites] = {}
    kinds: ClassVar[Mapping[str, Sequence[str]]] = {}
    decisions: ClassVar[int] = 3_000
    """How long is searched for situations, for each profile."""

    @classmethod
    def pytest_generate_tests(cls, metafunc: pytest.Metafunc) -> None:
        """One test for each guard."""
        if "guard" in metafunc.fixturenames:
            metafunc.parametrize("guard", [*cls.case_type.guards.values()], ids=lambda guard: guard.code)

    def test_guard_is_asked(self, guard: Guard[Any]) -> None:
        """
        There are situations in which it is asked: a contract must not hold because nothing was asked.
        """
        assert self._situations(guard), f"no search came to where {guard.code} is asked: help with data={{…}}"

    def test_guard_has_no_effects(self, guard: Guard[Any]) -> None:
        """
        Neither the case, nor what is known, nor the wish is another one after asking.
        """
        for situation in self._situations(guard):
            before = repr((situation.case, situation.facts, situation.command))
            _said(guard, situation)

            assert before == repr((situation.case, situation.facts, situation.command))

    def test_guard_says_the_same_again(self, guard: Guard[Any]) -> None:
        """
        Asked in the other order, and of an equal case that was replayed, it says the same: it remembers nothing.
        """
        situations = self._situations(guard)
        first = [_said(guard, situation) for situation in situations]
        again = [_said(guard, _equal(situation)) for situation in reversed(situations)]

        assert first == [*reversed(again)]

    def test_guard_ends(self, guard: Guard[Any]) -> None:
        """
        It yields what blocks, and then no more.
        """
        assert [] == [situation for situation in self._situations(guard) if len(_said(guard, situation)) > MOST]

    def test_blockers_can_be_read(self, guard: Guard[Any]) -> None:
        """
        Each is a name, a phrase, a part or a label, and has a text in both languages.
        """
        for situation in self._situations(guard):
            for blocker in _said(guard, situation):
                assert isinstance(blocker, str | Phrase | PartTitle | Label), f"{guard.code} yields {blocker!r}"
                assert [] == [language for language in LANGUAGES if not text_of(blocker, language).strip()]

    def _situations(self, guard: Guard[Any]) -> Sequence[Situation[Any]]:
        known = _KNOWN.setdefault(type(self), {})
        if guard not in known:
            known[guard] = _situations(type(self), guard)
        return known[guard]


_KNOWN: Final[dict[type[GuardContract], dict[Guard[Any], Sequence[Situation[Any]]]]] = {}
_FOUND: Final[dict[type[GuardContract], Sequence[Found]]] = {}


def _found(contract: type[GuardContract]) -> Sequence[Found]:
    if contract not in _FOUND:
        _FOUND[contract] = _searched(contract)
    return _FOUND[contract]


def _searched(contract: type[GuardContract]) -> Sequence[Found]:
    case_type = contract.case_type
    made = Made(contract.data, contract.kinds)
    with _bounded(case_type.guards.values()):
        return [search(case_type, profile.name, made=made, decisions=contract.decisions) for profile in case_type.profiles]


@contextmanager
def _bounded(guards: Iterable[Guard[Any]]) -> Generator[None]:
    """For as long as this lasts, no guard yields without an end: the decider would wait for it."""
    asked = {guard: guard.blockers for guard in guards}
    for guard, blockers in asked.items():
        object.__setattr__(guard, "blockers", partial(_first, blockers))  # frozen, for everybody but us
    try:
        yield
    finally:
        for guard, blockers in asked.items():
            object.__setattr__(guard, "blockers", blockers)


def _first(blockers: Callable[[Situation[Any]], Iterable[Any]], situation: Situation[Any]) -> Iterable[Any]:
    return islice(blockers(situation), MOST + 1)


def _situations(contract: type[GuardContract], guard: Guard[Any]) -> Sequence[Situation[Any]]:
    """Where a guard is asked, a part at a time."""
    asked = (
        situation for found in _found(contract) for story in found.stories for situation in _in_story(contract, guard, story)
    )  # fmt: skip
    return [*islice(asked, EACH)]


def _in_story(contract: type[GuardContract], guard: Guard[Any], story: Given) -> Iterator[Situation[Any]]:
    case, rng = story.case, Random(f"{guard.code} {len(story.steps)}")
    person = people_of(contract.case_type)[0]
    maker = Maker(rng.choice, words_of(case.type).known_in(case), story.now, case, contract.data, contract.kinds)
    destroyable = case.type.destroyable
    if destroyable is not None and guard in destroyable.requires and case.revision:
        yield Situation(case.root.facts, case.root, case, Command("destroy", person, story.now))
    for part in existing(case):
        for t in part.lifecycle.transitions:
            if t.source.name == part.state and guard in t.guards:
                data = maker.instance(t.wants) if t.wants is not None and t.trigger is not None else None
                wish = None if t.trigger is None else Command(t.trigger.name, person, story.now, part.address, data)
                yield Situation(part.facts, part, case, wish)


def _said(guard: Guard[Any], situation: Situation[Any]) -> list[Any]:
    """What blocks; what nobody knows is a blocker too."""
    try:
        return [*islice(guard.blockers(situation), MOST + 1)]
    except NotEstablished as missing:
        return [missing.fact]


def _equal(situation: Situation[Any]) -> Situation[Any]:
    """An equal situation that is another one."""
    case = situation.case
    again: Case = replay(case, ())
    return Situation(situation.facts, situation.part, again, situation.command)
