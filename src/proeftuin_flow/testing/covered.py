"""
Covered: how much of a case type some decisions showed, and what they did not.

    with watch(PERMIT) as shown: ...
    print(shown())

`pytest --flow-coverage=MODULE:NAME` reports the same of a whole run.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from attrs import frozen

from ..case_type import CaseType
from ..soundness import Observed, Observer, unseen
from .watching import deciding

__all__ = ["SHOWN", "Covered", "covered", "watch"]

SHOWN: Final = 10
"""So many things that were not shown are named, if no more are asked for."""
KINDS: Final[Mapping[str, str]] = {"unreached": "states", "untaken": "transitions", "one_sided": "guard outcomes", "unrefused": "refusals"}


@frozen
class Covered:
    """How much of a case type was shown: of each kind of thing how many there are, and what is missing, by name."""

    name: str
    decisions: int
    there: Mapping[str, int]
    missing: Mapping[str, tuple[str, ...]]

    @property
    def percent(self) -> float:
        """How much of it was shown, of all kinds together."""
        there = sum(self.there.values())
        return 100 * (there - sum(map(len, self.missing.values()))) / there

    def __str__(self) -> str:
        return "\n".join(self.lines(None))

    def lines(self, most: int | None = SHOWN) -> Iterator[str]:
        """The report; so many missing things of each kind are named."""
        yield f"{self.name}: {self.percent:.1f} % in {self.decisions} decisions"
        for kind, there in self.there.items():
            missing = self.missing[kind]
            yield f"  {kind:<15} {there - len(missing):>4} of {there}"
            yield from (f"    not shown: {name}" for name in missing[:most])
            if most is not None and len(missing) > most:
                yield f"    and {len(missing) - most} more; --flow-coverage-missing names them"


def covered(case_type: CaseType, observed: Observed, name: str | None = None) -> Covered:
    """How much of a case type some decisions showed."""
    there = _names(case_type, Observed())
    missing = _names(case_type, observed)
    return Covered(name or case_type.name, observed.decisions, {kind: len(names) for kind, names in there.items()}, missing)


def _names(case_type: CaseType, observed: Observed) -> dict[str, tuple[str, ...]]:
    """What was not seen, by kind."""
    reached = {(lifecycle, target) for lifecycle, _, target, _, _ in observed.taken}
    found: dict[str, list[str]] = {kind: [] for kind in KINDS.values()}
    for lifecycle in case_type.lifecycles.values():
        found["states"] += [f"{lifecycle.name} {state}" for state in lifecycle.states if (lifecycle.name, state) not in reached]
    for finding in unseen(case_type, observed).findings:
        found[KINDS[finding.code]].append(finding.where)
    return {kind: tuple(names) for kind, names in found.items()}


@contextmanager
def watch(case_type: CaseType) -> Generator[Callable[[], Covered]]:
    """For as long as this lasts, whatever is decided on such cases is seen; called, what it gives says how much was shown so far."""
    observer = Observer(case_type)
    with deciding(observer.see):
        yield lambda: covered(case_type, observer.observed)
