"""
Case: what happened, and where one case stands.  Only values; the rules are in `lifecycle` and `case_type`.

The values that a decision makes by the thousand are `msgspec.Struct`s: really frozen, and several times as fast to make as
`attrs.frozen` classes.  They are made positionally where it matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar

from attrs import frozen
from msgspec import Struct

from .labels import Blocker, Label, PartTitle, blocker_data
from .parts import NO_PARTS, Parts
from .wishes import Actor, Evidence, Occurred

if TYPE_CHECKING:
    from .case_type import CaseType, Profile
    from .lifecycle import Lifecycle, State

__all__ = ["ERASED_STATES", "Case", "Check", "Erased", "Event", "Memory", "Part", "Unread"]

B_co = TypeVar("B_co", covariant=True)
F_co = TypeVar("F_co", covariant=True)

Outcome: TypeAlias = Literal["met", "waived", "advised"]

ERASED_STATES: Final = ("erased.open", "erased.settled")
"""The states of a part whose data was erased.  No lifecycle can have such names, because codes have no dots."""


class Check(Struct, frozen=True, gc=False):
    """What was asked at a decision, and how it came out.  Reasons and blockers are free text and names: they are kept where they can be erased."""

    guard: str
    outcome: Outcome
    by: str | None = None
    reason: str | None = None
    blockers: tuple[Blocker, ...] = ()


class Event(Struct, Generic[B_co], frozen=True, gc=False):
    """A fact.  `seq` is its number in the case, from 1; `caused_by` the number of the fact that it followed from by itself."""

    seq: int
    type: str
    part: str
    trigger: str | None
    source: str
    target: str
    occurred: Occurred
    by: Actor
    body: B_co
    checks: tuple[Check, ...] = ()
    caused_by: int | None = None
    evidence: tuple[Evidence, ...] = ()
    on_behalf_of: str | None = None


@frozen
class Unread:
    """In the place of a body whose schema is newer than the one that this version knows.  Such an event is as one of an unknown type."""

    schema: int


@frozen
class Erased:
    """The facts of a part whose data was erased: only whether it had been settled."""

    settled: bool


class Part(Struct, Generic[F_co], frozen=True, gc=False):
    """One running instance of a lifecycle.  The root has number 0, and its address is the bare name."""

    lifecycle: Lifecycle[Any]
    number: int
    address: str
    state: str
    facts: F_co
    opened: Occurred | None = None

    def at(self, *states: State) -> bool:
        """Whether it is in one of these states."""
        return self.state in {state.name for state in states}

    def after(self, event: Event[Any], facts: Any) -> Part[Any]:
        """The part where an event leads, with what is known then."""
        opened = event.occurred if self.state == "new" else self.opened
        return Part(self.lifecycle, self.number, self.address, event.target, facts, opened)

    @property
    def unknown(self) -> frozenset[str]:
        """The names of the facts that nobody knows; see taking over."""
        from ._unknown import unknown_fields

        return unknown_fields(self.facts)

    @property
    def unknown_labels(self) -> tuple[Label, ...]:
        """What people call those facts, in the order of their class."""
        from ._unknown import unknown_labels

        return unknown_labels(self.facts)

    @property
    def title(self) -> PartTitle:
        """What people call it, with its state."""
        lifecycle = self.lifecycle
        return PartTitle(self.address, lifecycle.label, self.number, lifecycle.state_of(self.state).label, self.state)

    def __repr__(self) -> str:
        return f"Part({self.address}: {self.state}, {self.facts!r})"


class Standing(Struct, frozen=True, gc=False):
    """
    A waiver by somebody else, until it is used: for one part, trigger and guard, and for the blockers that were seen.

    `blockers` are their canonical texts; none are left if they were erased, and then it covers nothing.
    """

    part: str
    trigger: str
    guard: str
    by: str
    reason: str | None
    blockers: frozenset[bytes]

    def covers(self, blockers: Iterable[Blocker]) -> bool:
        """Whether everything that blocks now was seen when it was given."""
        from .canonical import canonical

        return all(canonical(blocker_data(blocker)) in self.blockers for blocker in blockers)


class Memory(Struct, frozen=True, gc=False):
    """
    What a case remembers beside its parts; empty for most.

    `did` has who did what, for the triggers that some rule asks about; `incomplete` the lifecycles of which not all parts are known;
    `foreign` the types of events that this version does not know, by part; `taken_over` says that the case lived before it came here;
    `forgotten` has the triggers of which nobody kept who did them before the case moved to this version.
    """

    did: Mapping[str, frozenset[str]] = MappingProxyType({})
    waivers: tuple[Standing, ...] = ()
    incomplete: frozenset[str] = frozenset()
    foreign: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    taken_over: bool = False
    forgotten: frozenset[str] = frozenset()


NOTHING_SPECIAL: Final = Memory()


class Case(Struct, frozen=True, gc=False):
    """Where one case stands after `revision` events.  Never saved as truth; always replayed."""

    id: str
    type: CaseType
    profile: Profile
    revision: int
    root: Part[Any]
    parts: Parts = NO_PARTS
    memory: Memory = NOTHING_SPECIAL

    @property
    def state(self) -> str:
        """The name of the root's state."""
        return self.root.state

    def __getitem__(self, address: str) -> Part[Any]:
        return self.root if address == self.root.address else self.parts[address]

    def __repr__(self) -> str:
        return f"Case({self.id!r}, {self.type.name!r}, revision {self.revision}, {self.root.state}, {self.parts!r})"
