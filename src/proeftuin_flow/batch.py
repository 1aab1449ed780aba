"""
Batches: many commands, each with its own outcome.

Nothing is rolled back: a refused item does not hinder the others.  With a name for the batch every item has a request id that is derived
from it, so that a run that crashed can be run again: what is done stays done, and the rest follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Final, TypeAlias

from attrs import frozen
from msgspec import Struct

from .acts import Void
from .cache import Known
from .canonical import canonical, digest
from .decisions import Refused
from .errors import CaseNotFound, CommandRefused, FlowError, InvalidData, LogError, RequestReused, RevisionConflict
from .stores.port import Commit
from .use_cases import Ask, Asking, Outcome, UseCases, Wish
from .wishes import Command, Item, Occurred

__all__ = ["Item", "Progress", "Report", "Result", "carry_out"]

HARMLESS: Final = (CommandRefused, InvalidData, CaseNotFound, RevisionConflict, RequestReused, LogError)
"""What concerns one item only.  A store that is not available concerns them all, and ends the run."""


class Result(Struct, frozen=True):
    """What came of one item: an outcome, or the error that concerns it."""

    item: Item
    outcome: Outcome | None = None
    error: FlowError | None = None

    @property
    def refusal(self) -> Refused | None:
        """Every reason why not, if the rules refused it."""
        return self.error.refusal if isinstance(self.error, CommandRefused) else None


@frozen
class Progress:
    """How far a batch is; as text it is one line."""

    number: int
    total: int
    result: Result

    def __str__(self) -> str:
        item, error = self.result.item, self.result.error
        outcome = "done" if error is None else "refused" if isinstance(error, CommandRefused) else str(error)
        return f"{self.number}/{self.total} {item.id} {item.trigger}: {outcome}"


@frozen
class Report:
    """What came of a batch, in the order of its items."""

    results: tuple[Result, ...]

    @property
    def done(self) -> tuple[Result, ...]:
        """The items that were carried out, now or in an earlier run."""
        return tuple(result for result in self.results if result.outcome is not None)

    @property
    def refused(self) -> tuple[Result, ...]:
        """The items that the rules refused."""
        return tuple(result for result in self.results if isinstance(result.error, CommandRefused))

    @property
    def failed(self) -> tuple[Result, ...]:
        """The items that could not even be decided."""
        return tuple(result for result in self.results if result.error is not None and not isinstance(result.error, CommandRefused))


Tell: TypeAlias = Callable[[Progress], object]


def carry_out(
    use_cases: UseCases, items: Iterable[Item], *, clock: Callable[[], datetime], recorded_by: str | None, occurred: Occurred | None,
    name: str | None, per_commit: int, progress: Tell | None,
) -> Asking[Report]:  # fmt: skip
    """Carry out the items, `per_commit` of them in one durable step."""
    todo = [*items]
    now = clock()
    seen: Counter[tuple[str, str, str | None]] = Counter()
    results: list[Result] = []
    for start in range(0, len(todo), per_commit):
        chunk = todo[start : start + per_commit]
        found = yield from _together(use_cases, _wishes(chunk, now, recorded_by, occurred, name, seen), clock)
        for item, (outcome, error) in zip(chunk, found, strict=True):
            results.append(Result(item, outcome, error))
            if progress is not None:
                progress(Progress(len(results), len(todo), results[-1]))
    return Report(tuple(results))


def _wishes(
    items: Sequence[Item], now: datetime, recorded_by: str | None, occurred: Occurred | None, name: str | None,
    seen: Counter[tuple[str, str, str | None]],
) -> list[Wish]:  # fmt: skip
    """Those of one commit.  `seen` counts through the whole batch: what is wished twice in it gets two request ids, if it has a name."""
    wishes = []
    for item in items:
        request = None
        if name is not None:
            key = (item.id, item.trigger, item.part)
            seen[key] += 1
            request = digest(b"pf1:batch", canonical([name, *key, seen[key]]))[:32]
        happened = occurred if item.occurred is None else item.occurred
        command = Command(item.trigger, item.by, now, item.part, item.data, happened, item.waive, item.evidence, item.on_behalf_of)
        wishes.append(Wish(item.id, command, recorded_by, request, name))
    return wishes


Found: TypeAlias = tuple[Outcome | None, FlowError | None]


def _together(use_cases: UseCases, wishes: Sequence[Wish], clock: Callable[[], datetime]) -> Asking[list[Found]]:
    """Decide each on what the ones before it left, write all in one step, and do again alone what others were faster with."""
    moment = clock()
    found: list[Found] = [(None, None)] * len(wishes)
    ahead: dict[str, Known] = {}
    planned: list[tuple[int, Commit, Outcome, Known]] = []
    later: dict[str, list[int]] = {}
    for place, wish in enumerate(wishes):
        if wish.stream in later or (wish.stream in ahead and isinstance(wish.command.data, Void)):
            later.setdefault(wish.stream, []).append(place)  # what is to be voided must be written first
            continue
        try:
            before = yield from use_cases.repeated(wish)
            if before is not None:
                found[place] = (before, None)
                continue
            known = ahead.get(wish.stream)
            plan = (yield from use_cases.planned(wish, moment)) if known is None else use_cases.decided(wish, known, moment)
        except HARMLESS as error:
            found[place] = (None, error)
            continue
        ahead[wish.stream] = plan[2]
        planned.append((place, *plan))
    if not planned:
        return found
    conflicts = yield Ask("append_all", ([commit for _, commit, _, _ in planned],))
    for (place, _, outcome, after), conflict in zip(planned, conflicts, strict=True):
        if conflict is None:
            use_cases.remember(after)
            found[place] = (outcome, None)
        else:
            found[place] = yield from _alone(use_cases, wishes[place], clock())
    for place in sorted(chain.from_iterable(later.values())):
        found[place] = yield from _alone(use_cases, wishes[place], clock())
    return found


def _alone(use_cases: UseCases, wish: Wish, moment: datetime) -> Asking[Found]:
    use_cases.forget(wish.stream)
    try:
        return (yield from use_cases.handle(wish, moment)), None
    except HARMLESS as error:
        return None, error


