"""
Given, when, then: a story, a wish, and what is expected of it.

    asked = given(PERMIT).by(clerk).opened().and_("receive", Document("map", "u-31"))
    asked.when("grant").then_refused(documents_complete=["identity"])

Every step gives a new value, so one story can begin many tests.  An expectation that fails tells all of it: what happened, what was
wished, every reason, and what could have been done instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any, NoReturn

from attrs import evolve, field, frozen

from ..case import Case, Event
from ..case_type import CaseType
from ..decider import decide, options
from ..decisions import Accepted, Option, Reason, Refused
from ..labels import text_of
from ..lifecycle import NEW
from ..wishes import Actor, Command, Evidence, Occurred, Waiver
from .clock import NOW, Clock
from .laws import Attempt, broken, broken_by_options

__all__ = ["Asked", "Given", "given"]

def given(case_type: CaseType, profile: str | None = None, id: str = "case-1") -> Given:
    """A case in which nothing has happened yet."""
    return Given(case_type.new(id, profile))


@frozen
class Given:
    """What happened so far: `case` is where it led."""

    case: Case
    actor: Actor | None = None
    moment: datetime | Clock = NOW
    story: tuple[str, ...] = field(default=(), repr=False)
    steps: tuple[Attempt, ...] = field(default=(), repr=False, eq=False)
    """What was wished and decided, from the first on."""

    @property
    def events(self) -> tuple[Event[Any], ...]:
        """Everything that happened, in its order."""
        return tuple(event for step in self.steps if isinstance(step.decision, Accepted) for event in step.decision.events)

    @property
    def now(self) -> datetime:
        """What time it is in the story."""
        return self.moment() if isinstance(self.moment, Clock) else self.moment

    def by(self, actor: Actor) -> Given:
        """From here on this person acts, wherever a step does not say `by=`."""
        return evolve(self, actor=actor)

    def at(self, moment: datetime | Clock) -> Given:
        """From here on it is this moment; by a clock, whatever it shows when something is wished."""
        return evolve(self, moment=moment)

    def later(self, by: timedelta | None = None, *, weeks: int = 0, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> Given:
        """From here on it is so much later: `later(days=30)`.  A clock is left as it is."""
        clock = Clock(self.now)
        return evolve(self, moment=clock.advance(by, weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds))

    def opened(
        self, data: object = None, trigger: str | None = None, *, by: Actor | None = None, occurred: Occurred | None = None,
        waive: Sequence[Waiver] = (), evidence: Sequence[Evidence] = (), on_behalf_of: str | None = None,
    ) -> Given:  # fmt: skip
        """The case is opened; `trigger` says how, where there are several ways."""
        ways = [*self.case.type.root.table[NEW.name]]
        if trigger is None and len(ways) != 1:
            raise TypeError(f"{self.case.type.name} can be opened by {', '.join(ways)}: say which, with trigger=")
        return self.and_(trigger or ways[0], data, by=by, occurred=occurred, waive=waive, evidence=evidence, on_behalf_of=on_behalf_of)

    def and_(
        self, trigger: str, data: object = None, *, by: Actor | None = None, part: str | None = None, occurred: Occurred | None = None,
        waive: Sequence[Waiver] = (), evidence: Sequence[Evidence] = (), on_behalf_of: str | None = None,
    ) -> Given:  # fmt: skip
        """
        And then this was done.

        Raises:
            AssertionError: If it was refused: a story tells what happened.
        """
        asked = self.when(trigger, data, by=by, part=part, occurred=occurred, waive=waive, evidence=evidence, on_behalf_of=on_behalf_of)
        return asked.accepted("it to be a part of the story")

    def when(
        self, trigger: str, data: object = None, *, by: Actor | None = None, part: str | None = None, occurred: Occurred | None = None,
        waive: Sequence[Waiver] = (), evidence: Sequence[Evidence] = (), on_behalf_of: str | None = None,
    ) -> Asked:  # fmt: skip
        """
        This is wished now; what comes of it, the `then…` after it say.

        Raises:
            InvalidData: If it cannot even be decided.
        """
        actor = by or self.actor
        if actor is None:
            raise TypeError(f"nobody does {trigger!r}: say who, with .by(…) or by=")
        return self.asked(Command(trigger, actor, self.now, part, data, occurred, waive, evidence, on_behalf_of))

    def asked(self, command: Command) -> Asked:
        """
        The same for a command that is there already.

        Raises:
            InvalidData: If it cannot even be decided.
        """
        return Asked(self, command, decide(self.case, command))

    def keeps_the_laws(self) -> Given:
        """
        Nothing, if this story keeps the laws that every history keeps; see `walk`.

        Raises:
            AssertionError: With each law that it breaks.
        """
        from .histories import broken_by_history  # it needs a store, and a story does not

        start = self.steps[0].case if self.steps else self.case
        if problems := broken_by_history(start, self.steps):
            self._fail(problems)
        return self

    def told(self) -> list[str]:
        """The story, a line for each thing that happened."""
        case = self.case
        head = f"given {case.type.name} {case.id!r}, version {case.type.version}, profile {case.profile.name}"
        return [head, *(f"  {line}" for line in self.story or ["in which nothing has happened yet"])]

    def _fail(self, problems: Iterable[str]) -> NoReturn:
        raise AssertionError("\n".join(["expected the laws to hold", *(f"  {problem}" for problem in problems), *self.told()]))


@frozen
class Asked:
    """A wish, and what was decided; each `then…` gives the story as it goes on."""

    given: Given
    command: Command
    decision: Accepted | Refused

    def then(self, state: str, *, part: str | None = None) -> Given:
        """
        It is done, and then the case stands there; with `part`, that part of it.

        Raises:
            AssertionError: If it was refused, or led elsewhere.
        """
        case = self.given.case
        after = self.accepted(f"{part or case.root.address} to be {state!r}")
        address = part or case.root.address
        there = address == case.root.address or address in after.case.parts
        if not there or after.case[address].state != state:
            self._fail(f"{address} to be {state!r}")
        return after

    def then_events(self, *types: str) -> Given:
        """
        It is done, and these are the events of it, in this order, also those that follow by themselves.

        Raises:
            AssertionError: If it was refused, or other things happened.
        """
        expected = f"the events {', '.join(types)}"
        after = self.accepted(expected)
        if types != tuple(event.type for event in self._events):
            self._fail(expected)
        return after

    def then_nothing(self) -> Given:
        """
        It is done, and nothing moves: it is written down, and no part is opened or comes into another state.

        Raises:
            AssertionError: If it was refused, or something moved.
        """
        expected = "nothing to move"
        after = self.accepted(expected)
        if any(event.source != event.target for event in self._events):
            self._fail(expected)
        return after

    def then_refused(self, *codes: str, others: bool = False, **blockers: Collection[str]) -> Given:
        """
        It is refused for exactly these reasons; `documents_complete=["identity"]` says what blocks one as well, in English.

        With `others=True` there may be more reasons.  Without any code it is refused, whatever for.

        Raises:
            AssertionError: If it was accepted, or refused for other reasons.
        """
        wanted = dict.fromkeys([*codes, *blockers])
        named = [f"{code} ({', '.join(blockers[code])})" if code in blockers else code for code in wanted]
        expected = f"a refusal: {', '.join(named) or 'whatever for'}"
        found: dict[str, list[str]] = {}
        for reason in self._reasons:
            found.setdefault(reason.code, []).extend(text_of(blocker, "en") for blocker in reason.blockers)
        as_expected = not wanted or wanted.keys() == found.keys() or (others and wanted.keys() <= found.keys())
        if not self._reasons or not as_expected or any([*texts] != found[code] for code, texts in blockers.items()):
            self._fail(expected)
        return self.given

    def accepted(self, expected: str) -> Given:
        """
        The story with this in it.

        Raises:
            AssertionError: If it was refused, although this was expected.
        """
        if not isinstance(self.decision, Accepted):
            self._fail(expected)
        story, steps = (*self.given.story, *self._told()), (*self.given.steps, self.attempt)
        return evolve(self.given, case=self.decision.case, story=story, steps=steps)

    def keeps_the_laws(self) -> Given:
        """
        Nothing, if this decision keeps the laws that every decision keeps; see `walk`.  The story goes on if it was accepted.

        Raises:
            AssertionError: With each law that it breaks, and the story.
        """
        case, command = self.given.case, self.command
        if problems := [*broken(self.attempt), *broken_by_options(case, command.by, command.now)]:
            self._fail("\n  ".join(["the laws to hold", *problems]))
        return self.accepted("it") if isinstance(self.decision, Accepted) else self.given

    @property
    def attempt(self) -> Attempt:
        """The wish and the decision alone."""
        return Attempt(self.given.case, self.command, self.decision)

    @property
    def _events(self) -> Iterable[Event[Any]]:
        return self.decision.events if isinstance(self.decision, Accepted) else ()

    @property
    def _reasons(self) -> tuple[Reason, ...]:
        return self.decision.reasons if isinstance(self.decision, Refused) else ()

    def _fail(self, expected: str) -> NoReturn:
        raise AssertionError("\n".join([f"expected {expected}", *self._report()]))

    def _report(self) -> Iterable[str]:
        case = self.given.case
        yield from self.given.told()
        yield f"when {_wish(self.command)}"
        if isinstance(self.decision, Accepted):
            yield "then it is done:"
            yield from (f"  {line}" for line in self._told())
            return
        yield "then it is refused:"
        yield from (f"  {_named(reason)}: {reason.text('en')}" for reason in self._reasons)
        yield f"what {self.command.by.id} could do: {', '.join(_nearest(case, self.command)) or 'nothing'}"

    def _told(self) -> Iterable[str]:
        for event in self._events:
            how = "by itself" if event.trigger is None else f"{event.trigger} by {event.by.id}"
            moved = event.target if event.source == event.target else f"{event.source} -> {event.target}"
            yield f"{event.seq}. {event.type} ({how}): {event.part} {moved}"


def _wish(command: Command) -> str:
    roles = ", ".join(sorted(command.by.roles)) or "no role"
    said = [f"{command.trigger} by {command.by.id} ({roles})"]
    said += [f"part {command.part}"] if command.part is not None else []
    said += [f"data {command.data!r}"] if command.data is not None else []
    said += [f"occurred {command.occurred.isoformat()}"] if command.occurred is not None else []
    said += [f"waiving {waiver.guard} ({waiver.reason})" for waiver in command.waive]
    return ", ".join(said)


def _named(reason: Reason) -> str:
    roles = ", ".join(role.name for role in reason.waivable_by)
    about = f" of {reason.guard}" if reason.guard not in (None, reason.code) else ""
    return f"{reason.code}{about}, waivable by {roles}" if roles else f"{reason.code}{about}"


def _nearest(case: Case, command: Command) -> list[str]:
    """What this actor could do, the nearest first: what sounds most like the wish."""
    possible = [option for option in options(case, command.by, command.now) if option.status != "blocked"]
    return [_offered(option) for option in sorted(possible, key=lambda each: -_likeness(each, command))]


def _likeness(option: Option, command: Command) -> float:
    return SequenceMatcher(None, option.trigger, command.trigger).ratio()


def _offered(option: Option) -> str:
    offered = f"{option.trigger} on {option.part}"
    return offered if option.data is None else f"{offered} (with {option.data.__name__})"
