"""
Exploring: all states of a product, breadth first, by the real decider.

Parts that stand in the same state are counted, not told apart, unless some guard looks at their numbers.  Where facts would decide, both
ways are gone.  So everything that can happen is among what is found here, and some that cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from attrs import frozen

from ..addressing import is_open, live, next_part
from ..asking import severity_of
from ..case import Case, Event, Part
from ..case_type import CaseType, Profile
from ..decider import decide
from ..decisions import Accepted
from ..lifecycle import NEW, Lifecycle, Transition
from ..moving import evolve, follow
from ..situation import Situation
from ..wishes import Actor, Command
from .guessing import Hidden, Looked, Looking, Model, answer, free_of_order
from .products import Edge, Node, Product
from .skeleton import BECAUSE, MOMENT, skeleton_of

__all__ = ["explore"]

Key: TypeAlias = tuple[Any, ...]
OFTEN: Final = 500
"""Between how many states progress is told."""


@frozen
class Weighed:
    """What the guards of a transition say at one place: whether they let it pass for sure, never, or perhaps, and why."""

    outcome: bool | None
    free: tuple[str, ...]
    refuted: tuple[str, ...]
    kinds: frozenset[str]
    left_out: frozenset[str]


class Explorer:
    """Explores the product of a case type and numbers of parts."""

    def __init__(
        self, case_type: CaseType, parts: Mapping[str, int], states: int, profile: Profile, models: Mapping[str, Model],
        clock: Callable[[], float], progress: Callable[[int], object],
    ) -> None:  # fmt: skip
        self._type, self._parts, self._states, self._models, self._progress, self._clock = case_type, parts, states, models, progress, clock
        self._profiled = case_type.new("product", profile.name)
        self._looked = Looked()
        self._hidden = Hidden(lambda: self._looked)
        self._skeleton = skeleton_of(case_type, profile, parts, self._met, self._hidden)
        bare = self._skeleton.case_type
        self._kinds = [bare.lifecycles[name] for name in parts]
        self._known = frozenset(parts)
        self._counted = {name: free_of_order(case_type.lifecycles[name], case_type.guards.values()) for name in parts}
        self._everybody = Actor("everybody", bare.roles)
        self._alone = {name: Actor(f"only-{name.replace('_', '-')}", [name]) for name in bare.roles}
        # What is chosen while one command is decided: which way each free answer goes, and what was asked.
        self._plan: Sequence[bool] = ()
        self._asked: list[tuple[Transition[Any], bool, Weighed]] = []
        self._answers: list[tuple[Transition[Any], bool, Weighed]] = []
        self._meant = self._skeleton.meant
        self._source = {id(t): lifecycle for lifecycle in bare.lifecycles.values() for t in lifecycle.transitions}
        self._ours = {
            id(t): self._meant[lifecycle.name, t.emits.name] for lifecycle in bare.lifecycles.values() for t in lifecycle.transitions
        }
        self._orders_seen: set[Key] = set()
        self._elsewhere = [(name, watchers) for name, watchers in bare.watchers.items() if watchers and name not in parts and name != bare.root.name]

    def explore(self) -> Product:
        """Everything that can be reached, as far as the bounds go."""
        began = self._clock()
        start = Node(self._skeleton.case_type.new("product"), None)
        found = self._found = Product(self._type, self._parts, [start], 0, True, 0.0, set(), {}, {}, {}, {}, {}, {}, self._meant)
        known = {self._key(start.case): 0}
        at = 0
        while at < len(found.nodes):
            node = found.nodes[at]
            self._missed(node, at)
            for case, edge in self._moves(node, at):
                found.moves += 1
                key = self._key(case)
                number = known.get(key)
                if number is None:
                    if len(found.nodes) >= self._states:
                        found.complete = False
                        node.unknown = True
                        continue
                    number = known[key] = len(found.nodes)
                    found.nodes.append(Node(case, None))
                edge = Edge(at, number, edge.trigger, edge.part, edge.events, edge.supposing, edge.denying, edge.left_out)
                if number == at:
                    node.loops = True
                    continue
                node.edges.append(edge)
                reached = found.nodes[number]
                if reached.first is None:
                    reached.first = edge
            at += 1
            if not at % OFTEN:
                self._progress(at)
        self._progress(at)
        found.seconds = self._clock() - began
        return found

    def _key(self, case: Case) -> Key:
        """What tells states of the product apart."""
        key: list[Any] = [case.root.state]
        for lifecycle in self._kinds:
            name = lifecycle.name
            if self._counted[name]:
                key.append(tuple(sorted(each for each in case.parts.tally(name).items() if each[1])))
            else:
                key.append(tuple(part.state for part in case.parts.of(name)))
        return tuple(key)

    # ── what may be done ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _moves(self, node: Node, at: int) -> Iterator[tuple[Case, Edge]]:
        for part in self._places(node):
            for trigger, arrows in part.lifecycle.table.get(part.state, {}).items():
                roles = {role.name for t in arrows for role in t.roles}
                if roles:
                    actors = [self._everybody, *(self._alone[role] for role in sorted(roles))] if len(arrows) > 1 else [self._everybody]
                    for actor in actors:
                        yield from self._tried(node, at, part, trigger, arrows, actor)
        for kind, waiting in self._elsewhere:
            addresses = [*self._watching(node.case, waiting)]
            if addresses:
                yield from self._stirred(node, at, kind, addresses)

    def _watching(self, case: Case, waiting: Iterable[tuple[Lifecycle[Any], str]]) -> Iterator[str]:
        """The addresses of the parts that stand in one of these states."""
        for lifecycle, state in waiting:
            if lifecycle is case.root.lifecycle:
                if case.state == state:
                    yield case.root.address
            else:
                yield from (part.address for part in case.parts.of(lifecycle.name) if part.state == state)

    def _stirred(self, node: Node, at: int, kind: str, addresses: Sequence[str]) -> Iterator[tuple[Case, Edge]]:
        """Where it leads if something happens in a part that is left out, and others watch it."""
        cause = Event(node.case.revision, "", kind, None, "", "", MOMENT, self._everybody, None)
        plans: list[tuple[bool, ...]] = [()]
        while plans:
            plan = plans.pop()
            self._plan, self._asked, self._answers = plan, [], []
            events: list[Event[Any]] = [cause]
            case = follow(node.case, events, iter(addresses))
            plans += [
                (*(chosen for _, chosen, _ in self._asked[:number]), not self._asked[number][1]) for number in range(len(plan), len(self._asked))
            ]
            if len(events) > 1:
                yield from self._led(node, at, case, events, "", kind)

    def _places(self, node: Node) -> Iterator[Part[Any]]:
        """The root, one part of each kind that stands in each state, and the parts that may be opened."""
        case = node.case
        yield case.root
        for lifecycle in self._kinds:
            if not is_open(case, lifecycle):
                continue
            seen: set[str] = set()
            for part in case.parts.of(lifecycle.name):
                if not self._counted[lifecycle.name] or part.state not in seen:
                    seen.add(part.state)
                    yield part
            if case.parts.count(lifecycle.name) < self._parts[lifecycle.name]:
                yield next_part(case, lifecycle)
            elif any(t.source == NEW and t.roles for t in lifecycle.transitions):
                node.cut |= lifecycle.at_most is None or live(case, lifecycle) < lifecycle.at_most

    def _tried(
        self, node: Node, at: int, part: Part[Any], trigger: str, arrows: Sequence[Transition[Any]], actor: Actor
    ) -> Iterator[tuple[Case, Edge]]:
        """Where a wish leads, for every way in which what is not known may turn out."""
        wanted = part.lifecycle.wanted[trigger]
        command = Command(trigger, actor, MOMENT, part.address, BECAUSE if wanted is not None else None)
        plans: list[tuple[bool, ...]] = [()]
        while plans:
            plan = plans.pop()
            self._plan, self._asked, self._answers = plan, [], []
            decision = decide(node.case, command)
            asked, answers = self._asked, self._answers
            for number in range(len(plan), len(asked)):
                t = asked[number][0]
                # The wish itself not being possible leads nowhere, unless there is another transition that it may take.
                if t.trigger is None or len(arrows) > 1:
                    plans.append((*(chosen for _, chosen, _ in asked[:number]), not asked[number][1]))
            for _, _, weighed in answers:
                node.left_out |= weighed.left_out
            if len(arrows) > 1 and not plan:
                self._overlapping(node, at, part, arrows, actor)
            if not isinstance(decision, Accepted):
                for _, passed, weighed in answers:
                    if not passed:
                        node.refuted.update(weighed.refuted)
                continue
            yield from self._led(node, at, decision.case, decision.events, trigger, part.address)

    def _led(self, node: Node, at: int, case: Case, happened: Sequence[Event[Any]], trigger: str, part: str) -> Iterator[tuple[Case, Edge]]:
        """Notes what a wish, or something elsewhere, led to."""
        found, asked = self._found, self._asked
        events = tuple((event.part.partition("/")[0], event.type) for event in happened)
        if any(case.parts.count(name) > most for name, most in self._parts.items()):
            node.cut = True
            return
        supposing = tuple(dict.fromkeys(code for _, chosen, weighed in asked if chosen for code in weighed.free))
        denying = tuple(dict.fromkeys(weighed.free[0] for _, chosen, weighed in asked if not chosen))
        left_out = frozenset(kind for _, _, weighed in asked for kind in weighed.left_out)
        edge = Edge(at, -1, trigger, part, events, supposing, denying, left_out)
        found.taken.update(id(self._meant[name]) for name in events if name[1])
        for t, passed, weighed in self._answers:
            found.reads.setdefault(id(t), set()).update(weighed.kinds)
            by_itself = passed and t.trigger is None and weighed.outcome is True
            kinds = weighed.kinds - {self._type.root.name}
            if by_itself and kinds and not any(case.parts.count(kind) for kind in kinds):
                found.vacuous.setdefault(id(t), edge)
        self._ordered(node, at, happened, edge)
        yield case, edge

    # ── what was seen on the way ─────────────────────────────────────────────────────────────────────────────────────────

    def _overlapping(self, node: Node, at: int, part: Part[Any], arrows: Sequence[Transition[Any]], actor: Actor) -> None:
        """Notes which two transitions a wish could take here."""
        able = [(t, self._weighed_at(t, part, node.case)) for t in arrows if not t.role_names.isdisjoint(actor.roles)]
        may = [(self._ours[id(t)], weighed) for t, weighed in able if weighed.outcome is not False]
        for number, (second, other) in enumerate(may):
            for first, one in may[:number]:
                both = one.outcome is True and other.outcome is True and not first.role_names.isdisjoint(second.role_names)
                self._note(self._found.overlaps, first, second, at, both)

    def _note(self, notes: dict[tuple[int, int], tuple[int, bool]], first: Transition[Any], second: Transition[Any], at: int, sure: bool) -> bool:
        known = notes.get((id(first), id(second)))
        if known is None or (sure and not known[1]):
            notes[id(first), id(second)] = (at, sure)
            return True
        return False

    def _missed(self, node: Node, at: int) -> None:
        """Notes automatic transitions whose guards are met for sure, and that wait all the same."""
        if not node.case.revision:
            return
        for part, t in self._waiting(node.case):
            weighed = self._weighed_at(t, part, node.case)
            node.left_out |= weighed.left_out
            self._found.reads.setdefault(id(self._ours[id(t)]), set()).update(weighed.kinds)
            if weighed.outcome is True and id(self._ours[id(t)]) not in self._found.missed:
                self._found.missed[id(self._ours[id(t)])] = (at, True)

    def _ordered(self, node: Node, at: int, events: Sequence[Event[Any]], edge: Edge) -> None:
        """Notes two automatic transitions that could both be taken after what happened, and whose order makes a difference."""
        case = node.case
        for event in events:
            if event.trigger is not None:
                case = evolve(case, event)
        key = self._key(case)
        if key in self._orders_seen:
            return
        self._orders_seen.add(key)
        may = [(part, t, weighed) for part, t in self._waiting(case) if (weighed := self._weighed_at(t, part, case)).outcome is not False]
        for number, (part, second, other) in enumerate(may):
            for before, first, one in may[:number]:
                sure = one.outcome is True and other.outcome is True
                if before.address == part.address:
                    differs = first.target != second.target
                else:
                    differs = self._differs(case, (before, first), (part, second), sure)
                if differs:
                    ours = self._ours[id(first)], self._ours[id(second)]
                    if self._note(self._found.orders, *ours, at, sure):
                        self._found.order_edges[id(ours[0]), id(ours[1])] = edge

    def _differs(self, case: Case, one: tuple[Part[Any], Transition[Any]], other: tuple[Part[Any], Transition[Any]], sure: bool) -> bool:
        """Whether it makes a difference which of two parts moves first."""
        ends: list[Key | None] = []
        for first, second in ((one, other), (other, one)):
            after = self._moved(case, *first)
            weighed = self._weighed_at(second[1], after[second[0].address], after)
            if weighed.outcome is False:
                return True
            ends.append(self._key(self._moved(after, *second)))
        return ends[0] != ends[1]

    def _moved(self, case: Case, part: Part[Any], t: Transition[Any]) -> Case:
        event = Event(case.revision + 1, t.emits.name, part.address, None, t.source.name, t.target.name, MOMENT, self._everybody, None)
        return evolve(case, event)

    def _waiting(self, case: Case) -> Iterator[tuple[Part[Any], Transition[Any]]]:
        """The automatic transitions that parts stand before."""
        for part in (case.root, *case.parts.values()):
            arrows = part.lifecycle.automatic.get(part.state, ())
            if arrows and is_open(case, part.lifecycle):
                yield from ((part, t) for t in arrows)

    # ── the oracle ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _met(self, t: Transition[Any], s: Situation[Any]) -> bool:
        """Whether the guards of a transition of the case type let it pass, in the place of all of them."""
        weighed = self._weigh(t, s.part, s.case)
        if weighed.outcome is None:
            number = len(self._asked)
            passed = self._plan[number] if number < len(self._plan) else True
            self._asked.append((t, passed, weighed))
        else:
            passed = weighed.outcome
        self._answers.append((t, passed, weighed))
        return passed

    def _weighed_at(self, t: Transition[Any], part: Part[Any], case: Case) -> Weighed:
        """The same for a transition of the skeleton."""
        return self._weigh(self._ours[id(t)], part, case)

    def _opens_elsewhere(self, t: Transition[Any]) -> set[str]:
        """The kinds that are left out, and of which it opens a part, if something could stand in the way of that."""
        opened = ((self._type.owner_of[each], each) for each in t.opening)
        return {lifecycle.name for lifecycle, each in opened if lifecycle.name not in self._parts and (lifecycle.at_most or each.guards)}

    def _weigh(self, t: Transition[Any], part: Part[Any], case: Case) -> Weighed:
        free: list[str] = []
        refuted: list[str] = []
        kinds: set[str] = set()
        left_out = set() if part.state == NEW.name else self._opens_elsewhere(t)
        free += ["part_limit"] if left_out else []
        for guard in t.guards:
            severity = severity_of(guard, self._profiled).name
            if severity == "advisory" and t.trigger is not None:  # what follows by itself asks it all the same
                continue
            looked = self._looked = Looked()
            situation = Looking(part.facts, part, case, None, looked, self._known)
            said = answer(guard, situation, self._hidden, self._models.get(guard.code))
            kinds |= looked.kinds
            if said == "free" or (said == "unmet" and severity == "waivable" and t.trigger is not None):
                free.append(guard.code)
                left_out |= looked.left_out
            elif said == "unmet":
                refuted.append(guard.code)
        outcome = False if refuted else None if free else True
        return Weighed(outcome, tuple(free), tuple(refuted), frozenset(kinds), frozenset(left_out))


def explore(
    case_type: CaseType, parts: Mapping[str, int], *, states: int, profile: Profile, models: Mapping[str, Model],
    clock: Callable[[], float], progress: Callable[[int], object],
) -> Product:  # fmt: skip
    """The product of a case type with so many parts of each kind that is named; of the others nothing is known."""
    return Explorer(case_type, parts, states, profile, models, clock, progress).explore()

