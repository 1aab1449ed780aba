"""
Lifecycles: states, what may happen between them, and what is known afterwards.

Nothing here runs.  The decider asks these values; pictures, documentation and checks read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, get_type_hints, overload

import attrs
from attrs import field, frozen

from .case import ERASED_STATES, Event
from .guards import Guard, Named, Role, Trigger
from .labels import Label
from .situation import Situation

if TYPE_CHECKING:
    from transitions import Machine

__all__ = ["NEW", "EventType", "Lifecycle", "State", "Transition", "Upcaster", "event", "fact"]

F = TypeVar("F")
F_contra = TypeVar("F_contra", contravariant=True)
B = TypeVar("B")
V = TypeVar("V")


Upcaster: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""Lifts the fields of a body, in JSON types, from one schema to the next."""
NO_UPCASTERS: Final[Mapping[int, Upcaster]] = MappingProxyType({})


# ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False)
class EventType(Named, Generic[F_contra, B]):
    """A kind of fact, made by `event`: what it carries, and how it changes what is known."""

    body: type[B] | None = None
    then: Callable[..., Any] | None = None
    schema: int = 1
    reducer_version: int = 1
    upcasters: Mapping[int, Upcaster] = NO_UPCASTERS
    sees_event: bool = field(init=False, repr=False)
    """Whether the reducer wants the whole event, not just its body."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "sees_event", self.then is not None and self.then.__code__.co_argcount > 2)

    def __repr__(self) -> str:
        return f"EventType({self.name!r})"


@overload
def event(name: str, *, nl: str, en: str) -> EventType[object, None]: ...
@overload
def event(name: str, body: type[B], *, nl: str, en: str, schema: int = 1, upcasters: Mapping[int, Upcaster] = ...) -> EventType[object, B]: ...
@overload
def event(name: str, *, nl: str, en: str, then: Callable[[F, None], F], reducer_version: int = 1) -> EventType[F, None]: ...
@overload
def event(name: str, *, nl: str, en: str, then: Callable[[F, None, Event[None]], F], reducer_version: int = 1) -> EventType[F, None]: ...
@overload
def event(name: str, body: type[B], *, nl: str, en: str, then: Callable[[F, B], F], schema: int = 1,
          reducer_version: int = 1, upcasters: Mapping[int, Upcaster] = ...) -> EventType[F, B]: ...
@overload
def event(name: str, body: type[B], *, nl: str, en: str, then: Callable[[F, B, Event[B]], F], schema: int = 1,
          reducer_version: int = 1, upcasters: Mapping[int, Upcaster] = ...) -> EventType[F, B]: ...
def event(name: str, body: type[Any] | None = None, *, nl: str, en: str, then: Callable[..., Any] | None = None, schema: int = 1,
          reducer_version: int = 1, upcasters: Mapping[int, Upcaster] = NO_UPCASTERS) -> EventType[Any, Any]:
    """
    A type of event, in the past tense.

    `body` is an attrs class in which every field has a data class.  `then` gives the facts after it from the facts before and the body
    (None if it has none); with a third argument it gets the whole event: who, and when.  Without `then` nothing becomes known.

    Raise `schema` when the body changes, and give an upcaster for each older schema that is in a log: `schema=3, upcasters={1: …, 2: …}`.
    It gets the fields that are there, in JSON types, and gives those of the next schema; what was erased is not there.
    """
    return EventType(name, nl=nl, en=en, body=body, then=then, schema=schema, reducer_version=reducer_version, upcasters=upcasters)


@overload
def fact(default: V, *, nl: str, en: str) -> V: ...
@overload
def fact(*, factory: Callable[[], V], nl: str, en: str) -> V: ...
def fact(default: Any = attrs.NOTHING, *, factory: Callable[[], Any] | None = None, nl: str, en: str) -> Any:
    """
    A fact with a label, for a class of facts: `ends_on: date | None = fact(None, nl="einde van het contract", en="end of the contract")`.

    The label is what a refusal shows where nobody knows the fact.  To a type checker it is its default, as `attrs.field` is.
    """
    metadata = {Label: Label(nl, en)}
    return attrs.field(default=default, metadata=metadata) if factory is None else attrs.field(factory=factory, metadata=metadata)


# ── states and transitions ───────────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False)
class Transition(Generic[F_contra]):
    """
    One arrow, made by `State.to`, `State.stays` and `State.becomes`.  Without a trigger it is automatic.

    `wants` is the class of the command's data, or None.
    """

    source: State
    target: State
    trigger: Trigger | None
    emits: EventType[Any, Any]
    roles: tuple[Role, ...] = ()
    guards: tuple[Guard[Any], ...] = ()
    make: Callable[..., Any] | None = None
    data: type[Any] | None = None
    decision: bool = False
    reopens: bool = False
    opening: tuple[Transition[Any], ...] = ()
    watches: tuple[type[Any], ...] = ()

    # Asked at every decision, so they are plain attributes: with slots, and therefore without `cached_property`.
    role_names: frozenset[str] = field(init=False, repr=False)
    role_labels: tuple[Label, ...] = field(init=False, repr=False)
    """What people call those roles."""
    particular: bool = field(init=False, repr=False)
    """Whether some role looks at the case as well."""
    opens: bool = field(init=False, repr=False)
    """Whether a part comes into being by it, or several."""
    bare: bool = field(init=False, repr=False)
    """Whether its command has no data, and nothing is to be made of it; of most that have none it is so."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "role_names", frozenset(role.name for role in self.roles))
        object.__setattr__(self, "role_labels", tuple(role.label for role in self.roles))
        object.__setattr__(self, "particular", any(role.holds is not None for role in self.roles))
        object.__setattr__(self, "opens", self.source.name == NEW.name or bool(self.opening))
        object.__setattr__(self, "bare", self.make is None and self.emits.body is None)

    @property
    def wants(self) -> type[Any] | None:
        """The class of the command's data."""
        if self.make is None:
            return self.emits.body if self.trigger is not None else None
        return self.data or _second_argument(self.make)

    def __repr__(self) -> str:
        return f"Transition({self.source.name} -> {self.target.name} on {self.trigger.name if self.trigger else None!r})"


@cache
def _second_argument(make: Callable[..., Any]) -> type[Any] | None:
    """The class of the data that `make=` is given, as it says itself."""
    if make.__code__.co_argcount < 2:
        return None
    found = get_type_hints(make).get(make.__code__.co_varnames[1])
    return found if isinstance(found, type) else None


@frozen
class State(Named):
    """
    A place in a lifecycle.  `final`: nothing more is expected here.  `settled`: its part needs nothing more from the case.

    Every final state is settled.
    """

    final: bool = field(kw_only=True, default=False)
    settled: bool = field(kw_only=True, default=attrs.Factory(lambda self: self.final, takes_self=True))

    def to(
        self, target: State, *, on: Trigger, emits: EventType[F, Any], by: Iterable[Role], requires: Iterable[Guard[F]] = (),
        make: Callable[..., Any] | None = None, data: type[Any] | None = None, decision: bool = False, reopens: bool = False,
        opening: Iterable[Transition[Any]] = (),
    ) -> Transition[F]:  # fmt: skip
        """
        An arrow that somebody may take.

        `requires` are its guards; all are asked.  The command's data is the event's body, unless `make(situation, data)` makes the body of it.
        `decision` keeps every check in the log; `reopens` marks the way out of a final state; `opening` are opening arrows of other
        lifecycles that are taken in the same commit.
        """
        return Transition(self, target, on, emits, tuple(by), tuple(requires), make, data, decision, reopens, tuple(opening))

    def stays(
        self, *, on: Trigger, emits: EventType[F, Any], by: Iterable[Role], requires: Iterable[Guard[F]] = (),
        make: Callable[..., Any] | None = None, data: type[Any] | None = None, decision: bool = False, opening: Iterable[Transition[Any]] = (),
    ) -> Transition[F]:  # fmt: skip
        """Something that may happen without going anywhere; as `to`."""
        return Transition(self, self, on, emits, tuple(by), tuple(requires), make, data, decision, False, tuple(opening))

    def becomes(
        self, target: State, *, emits: EventType[F, Any], requires: Iterable[Guard[F]], watches: Iterable[type[Any]] = (),
        make: Callable[[Situation[F]], Any] | None = None,
    ) -> Transition[F]:  # fmt: skip
        """
        An arrow that is taken by itself as soon as its guards are met.

        They are asked after every event of the part itself, and of the parts whose facts classes it `watches`.
        `make(situation)` makes the body, if the event has one.
        """
        return Transition(self, target, None, emits, (), tuple(requires), make, None, False, False, (), tuple(watches))


NEW: Final = State("new", nl="nieuw", en="new")
"""The state of a part that does not exist yet; every lifecycle begins there."""

AUTOMATIC: Final = ""
"""The name under which the machine knows automatic transitions."""

ERASED: Final[Mapping[str, State]] = {
    name: State(name, nl="gewist", en="erased", settled=name == "erased.settled") for name in ERASED_STATES
}  # fmt: skip


# ── lifecycles ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False, slots=False)
class Lifecycle(Generic[F]):
    """
    One explicit state machine.

    `facts` is a frozen attrs class in which every field has a default.  `at_most` bounds how many parts live at once.
    In a `personal` lifecycle everything about an event can be erased but whether its part is settled.
    `outlives_root`: it goes on after the root reached a final state.  `purpose` says what for it keeps what is about persons.
    """

    name: str
    nl: str = field(kw_only=True)
    en: str = field(kw_only=True)
    facts: type[F] = field(kw_only=True)
    transitions: Sequence[Transition[F]] = field(kw_only=True, repr=False)
    at_most: int | None = field(kw_only=True, default=None)
    personal: bool = field(kw_only=True, default=False)
    outlives_root: bool = field(kw_only=True, default=False)
    purpose: Label | None = field(kw_only=True, default=None)

    @property
    def label(self) -> Label:
        """What people call such a part, in both languages."""
        return Label(self.nl, self.en)

    @cached_property
    def states(self) -> Mapping[str, State]:
        """The states by code, in the order of the definition; without the one in which nothing has happened yet."""
        return {state.name: state for t in self.transitions for state in (t.source, t.target) if state != NEW}

    @cached_property
    def triggers(self) -> Mapping[str, Trigger]:
        """The triggers by code."""
        return {t.trigger.name: t.trigger for t in self.transitions if t.trigger is not None}

    @cached_property
    def wanted(self) -> Mapping[str, type[Any] | None]:
        """The class of the data that each trigger wants, or None."""
        return {t.trigger.name: t.wants for t in reversed(self.transitions) if t.trigger is not None}

    @cached_property
    def events(self) -> Mapping[str, EventType[Any, Any]]:
        """The types of events by code."""
        return {t.emits.name: t.emits for t in self.transitions}

    @cached_property
    def machine(self) -> Machine:
        """The `transitions.Machine` of this lifecycle: one, shared by all cases, without models."""
        from ._machine import build

        return build(self)

    @cached_property
    def table(self) -> Mapping[str, Mapping[str, tuple[Transition[Any], ...]]]:
        """The transitions that somebody may take, by state and trigger, as the machine has them."""
        from ._machine import compiled

        return compiled(self.machine)

    @cached_property
    def automatic(self) -> Mapping[str, tuple[Transition[Any], ...]]:
        """The automatic transitions by state, as the machine has them."""
        from ._machine import automatic

        return automatic(self.machine)

    @cached_property
    def allowed(self) -> Mapping[str, tuple[Role, ...]]:
        """The roles that may use each trigger in some state."""
        return {
            name: tuple(dict.fromkeys(role for t in self.transitions if t.trigger is not None and t.trigger.name == name for role in t.roles))
            for name in self.triggers
        }

    @cached_property
    def watching_states(self) -> frozenset[str]:
        """The states in which a part waits for others."""
        return frozenset(t.source.name for t in self.transitions if t.watches)

    @cached_property
    def openers(self) -> frozenset[str]:
        """The triggers that do nothing but open a part."""
        return frozenset(name for name in self.triggers if all(t.source == NEW for t in self.transitions if t.trigger and t.trigger.name == name))

    def reachable(self, state: str) -> frozenset[str]:
        """The states that can still be reached from a state, with that state itself."""
        return self._ahead.get(state, frozenset())

    @cached_property
    def _ahead(self) -> Mapping[str, frozenset[str]]:
        following: dict[str, set[str]] = {}
        for t in self.transitions:
            following.setdefault(t.source.name, set()).add(t.target.name)
        ahead: dict[str, frozenset[str]] = {}
        for start in (NEW.name, *self.states):
            seen, frontier = {start}, [start]
            while frontier:
                new = following.get(frontier.pop(), set()) - seen
                seen |= new
                frontier += new
            ahead[start] = frozenset(seen)
        return ahead

    def state_of(self, name: str) -> State:
        """The state with this code; also new, erased, and what only other versions know."""
        return self.states.get(name) or ERASED.get(name) or (NEW if name == NEW.name else State(name, nl=name, en=name))

    def named(self, number: int) -> Label:
        """What people call its part with this number: `plan 1`; the root goes by its label."""
        return Label(f"{self.nl} {number}", f"{self.en} {number}") if number else self.label

    def address(self, number: int) -> str:
        """The address of its part with this number; the root has number 0 and goes by the bare name."""
        return f"{self.name}/{number}" if number else self.name
