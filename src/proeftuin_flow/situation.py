"""
Situation: what a guard may look at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from .case import ERASED_STATES, Case, Part
from .errors import DefinitionError, NotEstablished
from .messages import BEFORE_MIGRATING, BEFORE_TAKING_OVER, PARTS_ERASED, PARTS_UNKNOWN
from .wishes import Actor, Command, Occurred

if TYPE_CHECKING:
    from .guards import Trigger
    from .lifecycle import Lifecycle, State

__all__ = ["Situation"]

F_co = TypeVar("F_co", covariant=True)
G = TypeVar("G")


class Situation(Struct, Generic[F_co], frozen=True, gc=False, eq=False):
    """
    What a guard may look at: its own part, the case around it, and the wish.

    Reading what nobody knows or what was erased raises `NotEstablished`, which the decider turns into the reason `cannot_be_established`.
    """

    facts: F_co
    part: Part[Any]
    case: Case
    command: Command | None = None

    @property
    def state(self) -> str:
        """The name of this part's state."""
        return self.part.state

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The numbers and terms of the case's profile."""
        return self.case.profile.parameters

    @property
    def actor(self) -> Actor:
        """Who wishes it."""
        return self._wish().by

    @property
    def now(self) -> datetime:
        """The moment of deciding."""
        return self._wish().now

    @property
    def occurred(self) -> Occurred:
        """When it happened, as the wish says; else the moment of deciding."""
        wish = self._wish()
        return wish.now if wish.occurred is None else wish.occurred

    @property
    def day(self) -> date:
        """The day on which it happened, in the zone of the case type."""
        return self.case.type.day(self.occurred)

    def root(self, facts: type[G]) -> Part[G]:
        """The root; the class of its facts tells the type checker what it is."""
        root = self.case.root
        if root.lifecycle.facts is not facts:
            raise DefinitionError(self.case.type.name, self.case.type.version, [f"{facts.__name__} are not the facts of the root"])
        return root

    def parts(self, facts: type[G], *states: State) -> Sequence[Part[G]]:
        """
        The parts whose facts are of this class, oldest first; only those in one of the states, if any is named.

        Raises:
            NotEstablished: If not all such parts are known, or one was erased.
        """
        lifecycle = self._listed(facts)
        self._unerased(lifecycle)
        found = self.case.parts.of(lifecycle.name)
        if not states:
            return [*found]
        names = {state.name for state in states}
        return [part for part in found if part.state in names]

    def part_of(self, facts: type[G], number: int) -> Part[G] | None:
        """
        The part with this number whose facts are of this class; None if there is none.  It costs the same for any number of parts.

        Raises:
            NotEstablished: If not all such parts are known, or this one was erased.
        """
        part = self.case.parts.nth(self._listed(facts).name, number)
        if part is not None and part.state in ERASED_STATES:
            raise NotEstablished(PARTS_ERASED(kind=part.lifecycle.label))
        return part

    def is_settled(self, facts: type[Any], number: int) -> bool:
        """Whether the part with this number needs nothing more, erased or not; of what is not there nothing is needed."""
        part = self.case.parts.nth(self._listed(facts).name, number)
        return part is None or part.lifecycle.state_of(part.state).settled

    def count(self, facts: type[Any], *states: State) -> int:
        """
        How many parts have facts of this class; only those in one of the states, if any is named.  It costs the same for any number of parts.

        Raises:
            NotEstablished: If not all such parts are known, or states are named and a part was erased.
        """
        lifecycle = self._listed(facts)
        if not states:
            return self.case.parts.count(lifecycle.name)
        self._unerased(lifecycle)
        tally = self.case.parts.tally(lifecycle.name)
        return sum(tally.get(name, 0) for name in {state.name for state in states})

    def settled(self, facts: type[Any]) -> int:
        """How many parts of this class need nothing more, erased ones too."""
        lifecycle = self._listed(facts)
        tally = self.case.parts.tally(lifecycle.name)
        return sum(number for state, number in tally.items() if lifecycle.state_of(state).settled)

    def unsettled(self, facts: type[Any]) -> int:
        """How many parts of this class still need something, erased ones too."""
        return self.count(facts) - self.settled(facts)

    def unsettled_parts(self, facts: type[Any]) -> Sequence[Part[object]]:
        """The parts of this class that still need something, oldest first; of erased ones nothing is known but that."""
        if not self.unsettled(facts):
            return ()
        lifecycle = self._listed(facts)
        return [part for part in self.case.parts.of(lifecycle.name) if not lifecycle.state_of(part.state).settled]

    def did(self, trigger: Trigger) -> frozenset[str]:
        """
        The ids of those who did this before in this case.  Only for triggers that the guard names in `asks_who=[…]`.

        Raises:
            DefinitionError: If no guard names the trigger: then nobody kept who did it.
            NotEstablished: If the case was taken over, nobody kept it in the version that it came from, or a part in which it was done was erased.
        """
        case = self.case
        if trigger.name not in case.type.remembered:
            problem = f"a guard asks who did {trigger.name!r} without naming it in asks_who=[…]"
            raise DefinitionError(case.type.name, case.type.version, [problem])
        lifecycle = case.type.lifecycle_of[trigger.name]
        if case.memory.taken_over:
            raise NotEstablished(BEFORE_TAKING_OVER(trigger=trigger.label))
        if trigger.name in case.memory.forgotten:
            raise NotEstablished(BEFORE_MIGRATING(trigger=trigger.label))
        self._unerased(lifecycle)
        return case.memory.did.get(trigger.name, frozenset())

    def _wish(self) -> Command:
        if self.command is None:
            problem = "a guard or make= of an automatic transition looks at the actor or the clock: it may see facts and counts only"
            raise DefinitionError(self.case.type.name, self.case.type.version, [problem])
        return self.command

    def _listed(self, facts: type[Any]) -> Lifecycle[Any]:
        type = self.case.type
        lifecycle = type.part_of_facts.get(facts)
        if lifecycle is None:
            raise DefinitionError(type.name, type.version, [f"{facts.__name__} are not the facts of any part"])
        if lifecycle.name in self.case.memory.incomplete:
            raise NotEstablished(PARTS_UNKNOWN(kind=lifecycle.label))
        return lifecycle

    def _unerased(self, lifecycle: Lifecycle[Any]) -> None:
        if lifecycle.personal and any(self.case.parts.tally(lifecycle.name).get(state) for state in ERASED_STATES):
            raise NotEstablished(PARTS_ERASED(kind=lifecycle.label))
