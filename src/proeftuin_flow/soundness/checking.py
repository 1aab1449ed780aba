"""
Checking: the whole check of a case type, from its lifecycles to the products of its parts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from time import perf_counter
from typing import Any

from ..case_type import CaseType, Profile
from ..lifecycle import Transition
from ..wishes import Actor
from . import sentences as say
from .duties import duty_findings
from .exhaustive import exhaustive_findings
from .exploring import explore
from .findings import Expected, Finding, Report, weighed
from .guessing import Model
from .lives import lives_of
from .products import Product
from .waiting import Hint, hints_of, never_taken, unwatched

__all__ = ["check"]

ROUNDS = 3
"""How many kinds of parts are at most added to a product to see whether a finding holds."""


def check(
    case_type: CaseType, *, profile: str | None = None, parts: Mapping[str, int] | None = None, states: int = 10_000,
    models: Mapping[str, Model] | None = None, people: Iterable[Actor] | None = None, expected: Iterable[Expected] = (),
    progress: Callable[[int], object] | None = None, clock: Callable[[], float] = perf_counter,
) -> Report:  # fmt: skip
    """
    What is wrong with the rules of a case type, or may be, before anything runs.

    `parts` says how many parts of each kind there are at most; 2, if it does not say. `states` is how many states of one product of parts are
    explored at most. `models` stand in for guards, by code: each yields blockers, and looks at states and counts only. `people` are those
    who work with it; without them, one is supposed for each role. `expected` are findings that are as they should be, with the reason.
    `progress` is told every 500 states, and at the end of each product, how many there were in all.

    Raises:
        InvalidData: If there is no such profile.
        ValueError: If `parts` or `models` names what does not exist, or a bound is no bound.
    """
    began = clock()
    chosen = case_type.profile(profile)
    given, standins = dict(parts or {}), dict(models or {})
    _ask_bounds(case_type, given, standins, states)
    most = {lifecycle.name: given.get(lifecycle.name, 2) for lifecycle in case_type.parts}
    lives = lives_of(case_type, chosen)
    there = None if people is None else tuple(people)
    exploring = _Exploring(case_type, most, states, chosen, standins, clock, progress)
    products = exploring.all()
    live = {id(t) for life in lives.lives.values() for t in life.live}

    def happens(t: Transition[Any]) -> bool:
        return id(t) in live

    whole = [*exhaustive_findings(lives, there), *duty_findings(lives, there)]
    trapped = {finding.where for finding in whole if finding.code == "trap"}  # no product has to say that again
    waiting = (finding for finding in exploring.findings() if finding.where not in trapped or finding.code not in ("stuck", "endless"))
    findings, gone = weighed(chain(whole, waiting, never_taken(products, happens), unwatched(products)), expected)
    lifecycles = case_type.lifecycles.values()
    counted = say.COUNTED(
        profile=chosen.label, lifecycles=len(lifecycles), states=sum(len(each.states) for each in lifecycles),
        transitions=sum(len(each.transitions) for each in lifecycles),
    )  # fmt: skip
    explored = tuple(product.looked for product in products)
    return Report(case_type.label, case_type.version, counted, findings, gone, explored, clock() - began)


def _ask_bounds(case_type: CaseType, parts: Mapping[str, int], models: Mapping[str, Model], states: int) -> None:
    kinds = {lifecycle.name for lifecycle in case_type.parts}
    problems = [f"there is no kind of part {name!r} in {case_type.name!r}" for name in parts if name not in kinds]
    problems += [f"there are at most {most} {name!r}; say 0 or more" for name, most in parts.items() if most < 0]
    problems += [f"there is no guard {code!r} in {case_type.name!r}" for code in models if code not in case_type.guards]
    problems += [f"states is {states}; it must be 1 or more"] if states < 1 else []
    if problems:
        raise ValueError("; ".join(problems))


class _Exploring:
    """
    Explores small products first, and adds to them whatever kind of part could refute what they show.

    A product in which a kind is left out has more ways than the case has, so a finding that hangs on what was left out is asked again with it.
    """

    def __init__(
        self, case_type: CaseType, most: Mapping[str, int], states: int, profile: Profile, models: Mapping[str, Model],
        clock: Callable[[], float], progress: Callable[[int], object] | None,
    ) -> None:  # fmt: skip
        self._type, self._most, self._states, self._profile, self._models = case_type, most, states, profile, models
        self._clock, self._progress, self._count = clock, progress, 0
        self._products: dict[frozenset[str], tuple[Product, dict[str, Hint]]] = {}
        self._kept: dict[str, Finding] = {}

    def all(self) -> list[Product]:
        """Every product: of the root alone, with each kind, with what findings ask for, and with all kinds."""
        kinds = list(self._most)
        ahead = deque(dict.fromkeys([frozenset[str](), *(frozenset({kind}) for kind in kinds), frozenset(kinds)]))
        while ahead:
            kind = ahead.popleft()
            product, hints = self._of(kind)
            for hint in hints.values() if product.complete else ():  # a wider one would not come to its end either
                wider = self._wider(kind, hint)
                if wider is not None and wider not in self._products and wider not in ahead:
                    ahead.append(wider)
        return [product for product, _ in self._products.values()]

    def findings(self) -> Iterator[Finding]:
        """What holds in the widest product that was asked about it."""
        for kinds, (_, hints) in self._products.items():
            for name, hint in hints.items():
                if self._holds(kinds, name, hint):
                    yield hint.finding

    def _holds(self, kinds: frozenset[str], name: str, hint: Hint) -> bool:
        """Whether no product that was explored whole refutes it."""
        if hint.finding.certain:
            return True
        return not any(
            product.complete and name not in hints and (kinds < others or (hint.about is not None and hint.about <= others))
            for others, (product, hints) in self._products.items()
        )

    def _wider(self, kinds: frozenset[str], hint: Hint) -> frozenset[str] | None:
        if hint.finding.certain or not hint.ask or len(kinds) >= ROUNDS:
            return None
        added = min(hint.ask)
        alone, one, other = (len(self._of(each)[0].nodes) for each in (frozenset[str](), kinds, frozenset({added})))
        # About so large, if what is added goes its own way; beyond the bound it could refute nothing.
        return kinds | {added} if one * other <= 2 * alone * self._states else None

    def _of(self, kinds: frozenset[str]) -> tuple[Product, dict[str, Hint]]:
        found = self._products.get(kinds)
        if found is None:
            parts = {name: most for name, most in self._most.items() if name in kinds}
            product = explore(self._type, parts, states=self._states, profile=self._profile, models=self._models, clock=self._clock,
                              progress=self._told)  # fmt: skip
            # Of two with one name the certain one is last, and stays.
            hints = {hint.finding.name: hint for hint in sorted(hints_of(product), key=lambda hint: hint.finding.certain)}
            found = self._products[kinds] = (product, hints)
            self._count += len(product.nodes)
        return found

    def _told(self, count: int) -> None:
        if self._progress is not None:
            self._progress(self._count + count)
