"""
Waiting: what the parts of a case do to each other, as products of them show.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from attrs import frozen

from ..case import Part
from ..labels import Label, Phrase
from ..lifecycle import Lifecycle, Transition
from . import sentences as say
from .exhaustive import arrow, arrow_label
from .findings import Finding
from .products import Edge, Node, Product

__all__ = ["Hint", "hints_of", "never_taken", "unwatched"]


@frozen
class Hint:
    """
    A finding of one product, and the kinds of parts, left out of it, that could tell more.

    If it is about something that these kinds of parts do (`about`), any product with them that was explored whole and is without it refutes
    it.  Otherwise only a product with more kinds than this one does.
    """

    finding: Finding
    ask: frozenset[str]
    about: frozenset[str] | None


By: TypeAlias = Mapping[int, Edge | None]


def hints_of(product: Product) -> Iterator[Hint]:
    """What one product shows."""
    certainly = product.certainly()
    yield from _stuck(product, certainly)
    yield from _hanging(product, certainly)
    yield from _apart(product)
    yield from _overlaps(product, certainly)
    yield from _orders(product, certainly)
    yield from _vacuous(product, certainly)
    yield from _missed(product, certainly)


def _far(product: Product) -> Phrase:
    looked = product.looked
    what = Label(looked.what("nl"), looked.what("en"))
    return (say.ALL_OF if looked.complete else say.FIRST_OF)(states=looked.states, what=what)


def _hint(
    product: Product, certainly: By, code: str, where: str, says: Phrase, node: int, *, sure: bool = True, then: Iterable[Edge] = (),
    about: Iterable[str] | None = None,
) -> Hint:  # fmt: skip
    """A finding that is shown by getting to a node, and on from there."""
    last = [*then]
    certain = sure and node in certainly and all(edge.certain for edge in last)
    way = [*product.path(node, certainly if certain else None), *last]
    ask = frozenset(kind for edge in way for kind in edge.left_out) | product.nodes[node].left_out
    finding = Finding(code, where, says, certain, _far(product), product.steps(way))
    return Hint(finding, ask - product.parts.keys(), None if about is None else frozenset(about) - {product.case_type.root.name})


def _standing(case: Any) -> tuple[Label, ...]:
    """Where the parts of a case stand, those alike together."""
    parts: list[Part[Any]] = [case.root, *case.parts.values()]
    return tuple(Label(part.title.text("nl"), part.title.text("en")) for part in parts)


def _is_final(node: Node) -> bool:
    root = node.case.root
    return root.lifecycle.state_of(root.state).final


def _unsettled(product: Product, node: Node) -> Iterator[Part[Any]]:
    for part in node.case.parts.values():
        if part.lifecycle.name in product.parts and not part.lifecycle.state_of(part.state).settled:
            yield part


# ── deadlocks, and cases that never end ──────────────────────────────────────────────────────────────────────────────────


def _stuck(product: Product, certainly: By) -> Iterator[Hint]:
    """Where no end of the case can be reached any more: because nothing can be done, or because it only goes round."""
    nodes = product.nodes
    before: list[list[int]] = [[] for _ in nodes]
    for number, node in enumerate(nodes):
        for edge in node.edges:
            before[edge.to].append(number)
    saved = _leading([number for number, node in enumerate(nodes) if _is_final(node) or node.unknown], before)
    lost = [number for number in range(len(nodes)) if number not in saved]
    dead = [number for number in lost if not nodes[number].edges and not nodes[number].loops]
    told: set[str] = set()
    explained = _leading(dead, before)
    for number in (*dead, *(each for each in lost if each not in explained)):
        node = nodes[number]
        where = f"{node.case.root.lifecycle.name} {node.case.state}"
        code = "endless" if node.edges or node.loops else "stuck"
        if where in told or (code == "endless" and (number in explained or not number)):
            continue
        told.add(where)
        ahead = _ahead(product, number)
        explained |= ahead
        more = any(nodes[each].cut for each in ahead)  # then more parts than there may be here might still help
        guards = product.case_type.guards
        labels = tuple(guards[each].label for each in sorted(node.refuted))
        sentence = say.ENDLESS if code == "endless" else say.STUCK if labels else say.STUCK_NOBODY
        says = sentence(parts=_standing(node.case), guards=labels) if sentence is say.STUCK else sentence(parts=_standing(node.case))
        yield _hint(product, certainly, code, where, says, number, sure=not more)


def _leading(goals: Iterable[int], before: list[list[int]]) -> set[int]:
    """The nodes from which one of these can be reached, with themselves."""
    found = set(goals)
    ahead = deque(found)
    while ahead:
        for number in before[ahead.popleft()]:
            if number not in found:
                found.add(number)
                ahead.append(number)
    return found


def _ahead(product: Product, start: int) -> set[int]:
    """The nodes that can be reached from one, with itself."""
    seen, ahead = {start}, [start]
    for number in ahead:
        new = [edge.to for edge in product.nodes[number].edges if edge.to not in seen]
        seen.update(new)
        ahead += dict.fromkeys(new)
    return seen


def _hanging(product: Product, certainly: By) -> Iterator[Hint]:
    """Parts that need something after the root is final, and can get nothing."""
    told: dict[str, bool] = {}
    for number, node in enumerate(product.nodes):
        if _is_final(node):
            for part in _unsettled(product, node):
                where = f"{part.lifecycle.name} {part.state}"
                sure = number in certainly
                if not part.lifecycle.outlives_root and (where not in told or (sure and not told[where])):
                    told[where] = sure
                    root = node.case.root
                    says = say.HANGING(part=_titled(part), root=root.lifecycle.state_of(root.state).label)
                    yield _hint(product, certainly, "hanging", where, says, number, about=[part.lifecycle.name])


def _titled(part: Part[Any]) -> Label:
    return Label(part.title.text("nl"), part.title.text("en"))


def _apart(product: Product) -> Iterator[Hint]:
    """Final states of the root in which a kind of part can never be settled."""
    if not product.complete:
        return
    seen: dict[tuple[str, str], int] = {}
    settled: set[tuple[str, str]] = set()
    for number, node in enumerate(product.nodes):
        if _is_final(node):
            open_kinds = {part.lifecycle.name for part in _unsettled(product, node)}
            for kind in product.parts:
                if node.case.parts.count(kind):
                    seen.setdefault((node.case.state, kind), number)
                    if kind not in open_kinds:
                        settled.add((node.case.state, kind))
    for (state, kind), number in seen.items():
        if (state, kind) not in settled:
            root, lifecycle = product.case_type.root, product.case_type.lifecycles[kind]
            says = say.APART(root=root.state_of(state).label, kind=lifecycle.label)
            edges = product.path(number)
            # More parts would not settle this one, and what is left out was supposed to go as it may; so nothing is left to chance.
            yield Hint(Finding("apart", f"{root.name} {state}: {kind}", says, True, _far(product), product.steps(edges)), frozenset(), None)


# ── what the order decides ───────────────────────────────────────────────────────────────────────────────────────────────


def _named(product: Product) -> Mapping[int, tuple[Lifecycle[Any], Transition[Any]]]:
    return {id(t): (lifecycle, t) for lifecycle in product.case_type.lifecycles.values() for t in lifecycle.transitions}


def _overlaps(product: Product, certainly: By) -> Iterator[Hint]:
    """Two transitions that one wish could take; the first is taken."""
    named = _named(product)
    for (one, other), (node, sure) in product.overlaps.items():
        (lifecycle, first), (_, second) = named[one], named[other]
        assert first.trigger is not None
        where = f"{lifecycle.name} {first.source.name} ({first.trigger.name}): {first.target.name}, {second.target.name}"
        says = say.OVERLAP(trigger=first.trigger.label, source=first.source.label, first=first.target.label, second=second.target.label)
        yield _hint(product, certainly, "overlap", where, says, node, sure=sure, about=[lifecycle.name])


def _orders(product: Product, certainly: By) -> Iterator[Hint]:
    """Two automatic transitions of which the order of the definition decides."""
    named = _named(product)
    for (one, other), (node, sure) in product.orders.items():
        (lifecycle, first), (another, second) = named[one], named[other]
        edge = product.order_edges[one, other]
        name = f"{arrow(lifecycle, first)} | {arrow(another, second)}"
        says = say.ORDER(first=arrow_label(first), second=arrow_label(second))
        alone = [lifecycle.name] if first.source == second.source and lifecycle is another else None
        yield _hint(product, certainly, "order", name, says, node, sure=sure, then=[edge], about=alone)


def _vacuous(product: Product, certainly: By) -> Iterator[Hint]:
    """What follows by itself although none of the parts that it waits for was ever there."""
    named = _named(product)
    for each, edge in product.vacuous.items():
        lifecycle, t = named[each]
        kinds = tuple(product.case_type.lifecycles[kind].label for kind in sorted(product.reads[each] - {product.case_type.root.name}))
        says = say.VACUOUS(arrow=arrow_label(t), kinds=kinds)
        yield _hint(product, certainly, "vacuous", arrow(lifecycle, t), says, edge.from_, then=[edge],
                    about=product.reads[each] | {lifecycle.name})  # fmt: skip


def _missed(product: Product, certainly: By) -> Iterator[Hint]:
    """What would follow by itself, and is never asked."""
    named = _named(product)
    for each, (node, sure) in product.missed.items():
        lifecycle, t = named[each]
        says = say.MISSED(arrow=arrow_label(t), parts=_standing(product.nodes[node].case))
        about = product.reads[each] | {lifecycle.name}
        yield _hint(product, certainly, "missed", arrow(lifecycle, t), says, node, sure=sure, about=about)


# ── of all products together ─────────────────────────────────────────────────────────────────────────────────────────────


def never_taken(products: Iterable[Product], live: Callable[[Transition[Any]], bool]) -> Iterator[Finding]:
    """Transitions that a product that was explored whole never takes, though nothing in their own lifecycle keeps them from it."""
    told: set[int] = set()
    for product in products:
        if product.complete:
            for name in (product.case_type.root.name, *(kind for kind, most in product.parts.items() if most)):
                lifecycle = product.case_type.lifecycles[name]
                for t in lifecycle.transitions:
                    if id(t) not in product.taken and id(t) not in told and live(t):
                        told.add(id(t))
                        says = say.WAITS_FOR_EVER(arrow=arrow_label(t), guards=tuple(guard.label for guard in t.guards))
                        yield Finding("transition_never", arrow(lifecycle, t), says, False, _far(product))


def unwatched(products: Iterable[Product]) -> Iterator[Finding]:
    """Automatic transitions whose guards look at parts that they do not watch: nothing asks them when those move."""
    told: set[str] = set()
    for product in products:
        case_type = product.case_type
        for lifecycle in case_type.lifecycles.values():
            for t in lifecycle.transitions:
                watched = {lifecycle.name, *(each.name for each in case_type.lifecycles.values() if each.facts in t.watches)}
                for kind in sorted(product.reads.get(id(t), set()) - watched) if t.trigger is None else ():
                    where = f"{arrow(lifecycle, t)}: {kind}"
                    if where not in told:
                        told.add(where)
                        says = say.UNWATCHED(arrow=arrow_label(t), kind=case_type.lifecycles[kind].label)
                        yield Finding("unwatched", where, says, False, _far(product))
