"""
A peer: what a library has to show before it is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from benchmarks.seven import EDGES, PATHS, Counted, Flags
from benchmarks.timing import Contestant, steps


@frozen
class Peer:
    """
    One library, and how to use it.

    `accept` goes back and forth between running and evaluation; `refuse` asks for an evaluation that the guard refuses,
    and is absent where the library knows no guards.
    """

    name: str
    new: Callable[[Flags], Any]
    fire: Callable[[Any, str], bool]
    where: Callable[[Any], str]
    accept: Callable[[Any, int], None]
    refuse: Callable[[Any, int], None] | None

    def at(self, state: str, flags: Flags) -> Any:
        """A pilot that walked to this state."""
        flags.set(True)
        pilot = self.new(flags)
        for trigger in PATHS[state]:
            assert self.fire(pilot, trigger), f"{self.name}: {trigger} was refused"
        assert self.where(pilot) == state, f"{self.name}: in {self.where(pilot)}, not in {state}"
        return pilot

    def accepted(self) -> Contestant:
        """Steps that are allowed, half of them back."""
        pilot = self.at("running", Flags())
        return steps(lambda n: self.accept(pilot, n), lambda result: self._still(pilot))

    def refused(self) -> Contestant | None:
        """Steps that the guard refuses."""
        if (refuse := self.refuse) is None:
            return None
        flags = Flags()
        pilot = self.at("running", flags)
        flags.set(False)
        return steps(lambda n: refuse(pilot, n), lambda result: self._still(pilot))

    def _still(self, pilot: Any) -> None:
        assert self.where(pilot) == "running", f"{self.name}: ended in {self.where(pilot)}"


def prove(peer: Peer) -> None:
    """
    Every trigger in every state, allowed and refused; then both loops, counting how often guards were asked.

    Raises:
        AssertionError: If the peer does not do what the table says.
    """
    for state in PATHS:
        for edge in EDGES:
            for fine in (True, False):
                flags = Flags()
                pilot = peer.at(state, flags)
                flags.set(fine)
                moves = fine and state in edge.sources
                told = peer.fire(pilot, edge.trigger)
                assert told == moves, f"{peer.name}: {edge.trigger} in {state} said {told}"
                expected = edge.target if moves else state
                assert peer.where(pilot) == expected, f"{peer.name}: {edge.trigger} in {state} led to {peer.where(pilot)}"
    counted = Counted()
    pilot = peer.at("running", counted)
    asked = counted.asked
    peer.accept(pilot, 10)
    assert counted.asked >= asked + 10, f"{peer.name}: no guard asked on the way"
    if peer.refuse is not None:
        counted.set(False)
        asked = counted.asked
        peer.refuse(pilot, 10)
        assert counted.asked >= asked + 10, f"{peer.name}: refused without asking the guard"


def by_methods(name: str, new: Callable[[Flags], Any], impossible: type[Exception]) -> Peer:
    """
    A peer whose triggers are methods of the pilot, and which raises when it refuses.
    """

    def accept(pilot: Any, n: int) -> None:
        evaluate, extend = pilot.evaluate, pilot.extend
        for _ in range(n // 2):
            evaluate()
            extend()

    def refuse(pilot: Any, n: int) -> None:
        refuse_all(pilot.evaluate, impossible, n)

    def fire(pilot: Any, trigger: str) -> bool:
        return moved(getattr(pilot, trigger), impossible)

    return Peer(name, new, fire, lambda pilot: str(pilot.state), accept, refuse)


def refuse_all(call: Callable[[], object], impossible: type[Exception], n: int) -> None:
    """
    Call n times what must raise n times.
    """
    for _ in range(n):
        try:
            call()
        except impossible:
            continue
        raise AssertionError("accepted")


def moved(call: Callable[[], object], impossible: type[Exception]) -> bool:
    """
    Whether the call came back, for those who raise when they refuse.
    """
    try:
        call()
    except impossible:
        return False
    return True


def said_yes(call: Callable[[], object], impossible: type[Exception]) -> bool:
    """
    Whether the call answered yes, for those who answer no to a guard and raise where there is no arrow.
    """
    try:
        return bool(call())
    except impossible:
        return False
