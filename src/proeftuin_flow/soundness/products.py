"""
Products: where all parts of a case together can come, as they were explored.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field, frozen

from ..case import Case
from ..case_type import CaseType
from ..labels import Label
from ..lifecycle import Transition
from .findings import Explored, Step
from .sentences import SOMETHING

__all__ = ["Edge", "Node", "Product"]


@frozen
class Edge:
    """One command that leads from one state of the product to another; `from_` and `to` are numbers of nodes."""

    from_: int
    to: int
    trigger: str
    part: str
    events: tuple[tuple[str, str], ...]
    """By lifecycle and event of the skeleton; the first is the command's own."""
    supposing: tuple[str, ...]
    denying: tuple[str, ...]
    left_out: frozenset[str]
    """The kinds of parts that some outcome was supposed of because they are left out."""

    @property
    def certain(self) -> bool:
        """Whether nothing was supposed."""
        return not self.supposing and not self.denying


@define(eq=False)
class Node:
    """One state of the product: a case that stands there, how it was first reached, and what leaves it."""

    case: Case
    first: Edge | None
    """The last command of the shortest sequence that leads here."""
    edges: list[Edge] = field(factory=list)
    cut: bool = False
    """Whether something more could be done with more parts."""
    loops: bool = False
    """Whether something can be done that leads nowhere else."""
    unknown: bool = False
    """Whether something leads out of here that was not looked at any more."""
    refuted: set[str] = field(factory=set)
    """The guards that keep something from happening here whatever the facts are."""
    left_out: set[str] = field(factory=set)
    """The kinds of parts, left out, that a guard was asked about on the way out of here."""


@define(eq=False)
class Product:
    """What was explored: all nodes, and what was seen on the way."""

    case_type: CaseType
    parts: Mapping[str, int]
    nodes: list[Node]
    moves: int
    complete: bool
    seconds: float
    taken: set[int]
    """The transitions that were taken, by id."""
    reads: dict[int, set[str]]
    """The kinds of parts that the guards of each transition looked at."""
    overlaps: dict[tuple[int, int], tuple[int, bool]]
    """Two transitions, by id, that one wish could take: at which node, and whether that is certain there."""
    orders: dict[tuple[int, int], tuple[int, bool]]
    """Two automatic transitions whose order makes a difference: at which node, and whether that is certain there."""
    order_edges: dict[tuple[int, int], Edge]
    vacuous: dict[int, Edge]
    """Automatic transitions that were taken though none of the parts that they look at was ever there."""
    missed: dict[int, tuple[int, bool]]
    """Automatic transitions that were not taken though their guards are met: nothing asked them."""
    meant: Mapping[tuple[str, str], Transition[Any]]

    @property
    def looked(self) -> Explored:
        """How far it went, as the report has it."""
        return Explored(tuple(self.parts.items()), len(self.nodes), self.moves, self.complete, self.seconds)

    def certainly(self) -> dict[int, Edge | None]:
        """The nodes that can be reached without supposing anything, each with the last command of the shortest sequence to it."""
        reached: dict[int, Edge | None] = {0: None}
        ahead = deque([0])
        while ahead:
            for edge in self.nodes[ahead.popleft()].edges:
                if edge.certain and edge.to not in reached:
                    reached[edge.to] = edge
                    ahead.append(edge.to)
        return reached

    def path(self, node: int, by: Mapping[int, Edge | None] | None = None) -> list[Edge]:
        """The shortest sequence of commands to a node; `by` has the last command to each, if others than the first are wanted."""
        edges: list[Edge] = []
        while (edge := self.nodes[node].first if by is None else by[node]) is not None:
            edges.append(edge)
            node = edge.from_
        return edges[::-1]

    def steps(self, edges: Iterable[Edge]) -> tuple[Step, ...]:
        """Commands as a finding has them."""
        return tuple(
            Step(edge.trigger, edge.part, self._label(edge),
                 tuple(self.meant[each].emits.name for each in edge.events[1:]), edge.supposing, edge.denying)
            for edge in edges
        )  # fmt: skip

    def _label(self, edge: Edge) -> Label:
        if not edge.trigger:
            return SOMETHING
        return self.case_type.lifecycle_of[edge.trigger].triggers[edge.trigger].label
