"""
Guessing: what a requirement says of a case of which only states are known.

A guard runs as it is.  What it may not know here (facts, data, the actor, the clock, parts that are left out) raises `NotEstablished`
as soon as it is read.  A guard that answers without reading any of that has answered for every case that stands like this one;
of any other both answers are possible.  So nobody declares what a guard reads: it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from types import CodeType
from typing import Any, Final, Literal, NoReturn, TypeAlias, TypeVar

from msgspec import field

from ..case import Part
from ..errors import NotEstablished
from ..guards import Guard, Trigger
from ..lifecycle import Lifecycle
from ..situation import Situation
from ..wishes import Actor, Command, Occurred
from .sentences import NOT_HERE

__all__ = ["Answer", "Hidden", "Looked", "Looking", "Model", "answer", "free_of_order", "names_in"]

G = TypeVar("G")

Answer: TypeAlias = Literal["met", "unmet", "free"]
Model: TypeAlias = Callable[[Situation[Any]], Iterable[Any]]
"""A small model of a guard: it yields blockers, and reads nothing but states and counts."""
UNKNOWN: Final = NOT_HERE()


class Looked:
    """What a guard looked at: kinds of parts, those of them that are left out, and whether it met what nobody knows here."""

    __slots__ = ("kinds", "left_out", "vague")

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.left_out: set[str] = set()
        self.vague = False

    def gives_up(self) -> NoReturn:
        self.vague = True
        raise NotEstablished(UNKNOWN)


class Hidden:
    """In the place of facts or data: reading anything of it cannot be established."""

    __slots__ = ("_looked",)
    _looked: Callable[[], Looked]

    def __init__(self, looked: Callable[[], Looked]) -> None:
        object.__setattr__(self, "_looked", looked)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__"):
            return object.__getattribute__(self, name)
        _give_up(self)

    def __eq__(self, other: object) -> bool:
        _give_up(self)

    def __bool__(self) -> bool:
        _give_up(self)

    __hash__ = None  # type: ignore[assignment]  # as what compares by value


def _give_up(hidden: Hidden) -> NoReturn:
    looked: Looked = object.__getattribute__(hidden, "_looked")()
    looked.gives_up()


class Looking(Situation[Any], frozen=True, gc=False, eq=False):
    """A situation of which only states are known."""

    looked: Looked = field(default_factory=Looked)
    known: frozenset[str] = frozenset()
    who: Actor | None = None
    done: Mapping[str, frozenset[str]] | None = None

    @property
    def actor(self) -> Actor:
        return self.who or self._wish().by

    @property
    def now(self) -> datetime:
        return self._wish().now

    @property
    def occurred(self) -> Occurred:
        return self._wish().now

    def root(self, facts: type[G]) -> Part[G]:
        self.looked.kinds.add(self.case.root.lifecycle.name)
        return Situation.root(self, facts)

    def did(self, trigger: Trigger) -> frozenset[str]:
        return self.looked.gives_up() if self.done is None else self.done.get(trigger.name, frozenset())

    def _wish(self) -> Command:
        self.looked.gives_up()

    def _listed(self, facts: type[Any]) -> Lifecycle[Any]:
        lifecycle = self.case.type.part_of_facts.get(facts)
        if lifecycle is None:
            self.looked.gives_up()
        self.looked.kinds.add(lifecycle.name)
        if lifecycle.name not in self.known:
            self.looked.left_out.add(lifecycle.name)
            self.looked.gives_up()
        return lifecycle


def answer(guard: Guard[Any], situation: Looking, data: Hidden, model: Model | None = None) -> Answer:
    """Whether a guard is met in every case that stands like this, in none, or perhaps."""
    looked = situation.looked
    if model is None and "case" in names_in(guard.function.__code__):  # it looks past the situation
        looked.vague = True
        return "free"
    try:
        asked = model(situation) if model is not None else guard.function(situation, data) if guard.reads_data else guard.function(situation)
        blocked = any(True for _ in asked)
    except Exception:  # whatever a guard does with what is not there, it says nothing about those that are
        looked.vague = True
        return "free"
    if looked.vague:  # it went on without, as it may
        return "free"
    return "unmet" if blocked else "met"


@cache
def names_in(code: CodeType) -> frozenset[str]:
    """The names that a function and those inside it use."""
    inside = (each for each in code.co_consts if isinstance(each, CodeType))
    return frozenset(code.co_names).union(code.co_freevars, *map(names_in, inside))


def free_of_order(lifecycle: Lifecycle[Any], guards: Iterable[Guard[Any]]) -> bool:
    """Whether no guard tells parts of this lifecycle apart by their numbers."""
    own = {id(guard) for t in lifecycle.transitions for guard in t.guards}
    for guard in guards:
        names = names_in(guard.function.__code__)
        if "number" in names and (id(guard) in own or lifecycle.facts.__name__ in names):
            return False
    return True

