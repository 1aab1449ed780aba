"""
Suppression: what may be shown of counts about candidates, so that nobody is recognised in them, nor in what one less another leaves.

Whatever leaves the system goes through here, and so does what is written in the log.  What a reader could get wrong: a count is not
safe because it is large.  Ten nominated and nine started say something about the one who did not start.

It is assumed that the counts are of everybody until a day, and nested: who started was nominated; who was placed or ended has started;
and at one moment nobody is both placed and ended.  Where counts contradict that, no difference is a group any more; small ones are
hidden all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import Enum
from itertools import chain, combinations
from typing import Final, TypeAlias

from attrs import frozen

from .values import Counts, Measure

__all__ = ["ShownTable", "Why", "hidden", "last_shown", "shown", "shown_table"]

Numbers: TypeAlias = Mapping[Measure, int]
Difference: TypeAlias = tuple[Measure, tuple[Measure, ...]]

NOMINATED, STARTED, PLACED, ENDED = Measure

KEPT_FIRST: Final = (PLACED, NOMINATED, ENDED, STARTED)
"""
What is kept where one of several must go.  Placed is what a pilot is for, and nominated how many it reached.  Started goes first: it
lies between the two, so without it both differences are one larger group.
"""

NESTED: Final[Sequence[Difference]] = (
    (NOMINATED, (STARTED,)), (NOMINATED, (PLACED,)), (NOMINATED, (ENDED,)), (NOMINATED, (PLACED, ENDED)),
    (STARTED, (PLACED,)), (STARTED, (ENDED,)), (STARTED, (PLACED, ENDED)),
)  # fmt: skip
"""One count less those inside it: a group of people as well."""

AT_ONCE: Final[Sequence[Difference]] = (*((measure, ()) for measure in Measure), *NESTED)
"""Every group that can be worked out from the counts of one moment."""

SINCE: Final[Sequence[Difference]] = (*((measure, (measure,)) for measure in Measure), *NESTED)
"""Every group that can be worked out from a count now, less what was inside it before."""


class Why(Enum):
    """Why a count is not shown."""

    SMALL = "small"
    NEAR_BEFORE = "near_before"
    NEAR_ANOTHER = "near_another"
    SAID = "said"


@frozen
class ShownTable:
    """What may be shown of several groups, by name, and of all together."""

    rows: Mapping[str, Counts]
    total: Counts


def shown(counts: Counts, least: int, before: Counts | None = None) -> Counts:
    """
    What may be shown of one group: as many counts as possible, such that no group of fewer than `least` people can be worked out.

    A group of nobody may be shown.  `before` is what was shown of the same people before; `last_shown` remembers it.  What was called
    suppressed stays so, and what nobody counted stays uncounted.  With a `least` of two, what is too small can only be one; with three, a
    group of which nothing is shown can be known to whoever has this function.
    """
    known, earlier = _numbers(counts), _numbers(before)
    order = [measure for measure in KEPT_FIRST if measure in known]
    choices = ({measure: known[measure] for measure in kept} for size in range(len(order), 0, -1) for kept in combinations(order, size))
    return _counts(next((each for each in choices if not _tells(each, earlier, least)), {}), counts.suppressed | known.keys())


def hidden(counts: Counts, least: int, before: Counts | None = None) -> Mapping[Measure, Why]:
    """Which numbers are there that `shown` would not show, and why."""
    left = _numbers(shown(counts, least, before))
    return {
        measure: _why(measure, number, counts, least, _numbers(before))
        for measure in Measure
        if (number := getattr(counts, measure.value)) is not None and measure not in left
    }


def last_shown(counts: Counts, before: Counts | None = None) -> Counts:
    """
    The newest number that was ever shown of each count: this one, or the one before where there is none now.

    Without it a count could be shown, hidden once, and be shown again with one more.  Counts of everybody until a day only grow, so
    the newest number is the nearest; of counts that fall, an older one may be nearer.
    """
    return _counts({**_numbers(before), **_numbers(counts)}, frozenset())


def shown_table(rows: Mapping[str, Counts], least: int) -> ShownTable:
    """
    What may be shown of several groups that have nobody in common, and of all together.

    A row is shown whole or not at all: one count that is missing between those that are there is hemmed in by them.  What the total
    less the shown rows leaves is the sum of the hidden ones.  It is held to the same rule as a row, and leaves room for `least` people
    more than one in each.  For that, rows are hidden that could be shown, the first ones by name; were they the smallest, that would
    tell their size, and with it the size of the one that they hide.  Where no such row is left, the total is hidden.

    A number that is not known here adds nothing, so a total may be of fewer rows than there are.  A table of what was already shown
    row by row shows all of that and tells nothing new: make that one, if the rows are shown elsewhere as well.
    """
    known = {name: _numbers(row) for name, row in rows.items()}
    apart = _Apart(known, least)
    told = apart.told()
    total = Counter[Measure]()
    for numbers in known.values():
        total.update(numbers)
    safe = {measure: number for measure, number in total.items() if measure not in apart.sum or measure in told}
    touched = frozenset(total).union(*(row.suppressed for row in rows.values()))
    return ShownTable(
        {name: _counts({} if name in apart.names else known[name], row.suppressed | known[name].keys()) for name, row in rows.items()},
        shown(_counts(safe, touched), least),
    )


class _Apart:
    """The rows of a table that are hidden, those that tell too much and those that hide them, and what the total tells of them."""

    def __init__(self, known: Mapping[str, Numbers], least: int) -> None:
        self.least = least
        self.names = set[str]()
        self.sum, self.shares, self.sure = Counter[Measure](), Counter[Measure](), Counter[Measure]()
        self.spare = {name: known[name] for name in sorted(known)}
        for name in [name for name, numbers in self.spare.items() if _tells(numbers, {}, least)]:
            self._hide(name)
        if self.names:
            self._hide_more()

    def told(self) -> Numbers:
        """What may be told of all of them together."""
        if any(map(self._tight, self.sure)):
            return {}
        return _numbers(shown(_counts({m: number for m, number in self.sum.items() if not self._tight(m)}, frozenset()), self.least))

    def _hide_more(self) -> None:
        # One at least, or all of them would be known to tell too much.
        self._hide_one_of(AT_ONCE)
        for difference in AT_ONCE:
            # A spare row has nobody or enough in each group, so one will do.
            if any(0 < group < self.least for group in _groups(self.sum, self.sum, [difference])):
                self._hide_one_of([difference])
        for measure in Measure:
            while self._tight(measure) and self._hide_one_of([(measure, ())]):
                pass

    def _tight(self, measure: Measure) -> bool:
        """Whether the sum is that of one row, or leaves too little room to guess in."""
        return self.shares[measure] == 1 or (0 < self.sure[measure] and self.sum[measure] < self.sure[measure] + self.least)

    def _hide_one_of(self, differences: Sequence[Difference]) -> bool:
        """Hide the first row with somebody in one of these groups, if there is one left."""
        fitting = (name for name, numbers in self.spare.items() if any(group > 0 for group in _groups(numbers, numbers, differences)))
        name = next(fitting, None)
        if name is not None:
            self._hide(name)
        return name is not None

    def _hide(self, name: str) -> None:
        numbers = self.spare.pop(name)
        self.names.add(name)
        self.sum.update(numbers)
        self.shares.update(numbers.keys())
        # Of nobody a row may always be shown, so in a hidden one there is somebody: in its first number, which holds the others.
        self.sure.update([*numbers][:1])


def _tells(numbers: Numbers, earlier: Numbers, least: int) -> bool:
    """Whether a small group can be worked out."""
    return any(0 < abs(group) < least for group in chain(_groups(numbers, numbers, AT_ONCE), _groups(numbers, earlier, SINCE)))


def _groups(numbers: Numbers, inner: Numbers, differences: Iterable[Difference]) -> Iterator[int]:
    for measure, inside in differences:
        if measure in numbers and all(each in inner for each in inside):
            yield numbers[measure] - sum(inner[each] for each in inside)


def _why(measure: Measure, number: int, counts: Counts, least: int, earlier: Numbers) -> Why:
    if measure in counts.suppressed:
        return Why.SAID
    if 0 < number < least:
        return Why.SMALL
    return Why.NEAR_BEFORE if _tells({measure: number}, earlier, least) else Why.NEAR_ANOTHER


def _numbers(counts: Counts | None) -> Numbers:
    """The numbers that are there, and not called suppressed."""
    if counts is None:
        return {}
    each = ((measure, getattr(counts, measure.value)) for measure in Measure if measure not in counts.suppressed)
    return {measure: number for measure, number in each if number is not None}


def _counts(numbers: Numbers, touched: Set[Measure]) -> Counts:
    """These numbers; what else there was is suppressed."""
    number = numbers.get
    return Counts(number(NOMINATED), number(STARTED), number(PLACED), number(ENDED), frozenset(touched - numbers.keys()))
