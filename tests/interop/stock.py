"""
Stock `transitions`, through `lifecycle.machine`: dispatched as everybody does, it moves where we do.

It asks the roles and guards themselves, not what a trace says of them.  It knows no severities and nothing of the library's own
requirements, so it is told by itself where we let something pass, or refuse for another reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from attrs import define
from transitions import Machine, MachineError

from proeftuin_flow.addressing import is_open, part_at
from proeftuin_flow.asking import weigh
from proeftuin_flow.case import Case, Part
from proeftuin_flow.decider import NO_ARROWS, _with_data, evolve
from proeftuin_flow.decisions import Refused
from proeftuin_flow.lifecycle import AUTOMATIC, Lifecycle, Transition
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Command
from tests.interop.mutants import Mutant
from tests.interop.traces import Traces, by_itself
from tests.laws.playing import Attempt

OWN: Final = frozenset({"data_missing", "data_malformed", "part_limit", "wrong_state", "waiver_not_allowed", "unknown_events"})
Place = tuple[Case, Command | None, Part[Any], dict[str, str | None]]
"""A case, what was wished, its part, and by trigger where we go: None is nowhere."""


@define
class Model:
    """What stock moves."""

    state: str


@define
class Found:
    """What came of it."""

    steps: int = 0
    accepted: int = 0
    asked: int = 0
    differences: int = 0
    first: str | None = None


def places(made: Traces) -> Mapping[str, list[Place]]:
    """By lifecycle: what is asked of every trigger, and where we go; of what follows by itself too."""
    found: dict[str, list[Place]] = defaultdict(list)
    for key, attempts in made.attempts.items():
        for attempt, part in attempts:
            if not attempt.case.memory.foreign:
                found[key].append(_wished(attempt, part))
                for name, place in _followed(attempt):
                    found[name].append(place)
    return found


def _wished(attempt: Attempt, part: Part[Any]) -> Place:
    case, command = attempt.case, attempt.command
    wish, _ = _with_data(case, part, command)
    led: dict[str, str | None] = {}
    for trigger in part.lifecycle.triggers:
        asked = wish if trigger == wish.trigger else Command(trigger, command.by, command.now, part.address)
        led[trigger] = _led(part.lifecycle.table.get(part.state, NO_ARROWS).get(trigger, ()), case, part, asked)
    if is_open(case, part.lifecycle):
        led[AUTOMATIC] = _follows(part.lifecycle.automatic.get(part.state, ()), case, part)
    said = _said(attempt)
    if said is not UNSAID:
        assert led[wish.trigger] == said  # what we weigh is what we decide
    return case, wish, part, led


UNSAID: Final = "—"


def _said(attempt: Attempt) -> str | None:
    """Where the decision itself goes; unsaid if it let something pass, or refused for what stock cannot know."""
    decision = attempt.decision
    if isinstance(decision, Refused):
        theirs = [each.where is None and each.code not in OWN and (each.guard is not None or each.code == "role") for each in decision.reasons]
        return None if all(theirs) else UNSAID
    first = decision.events[0]
    return first.target if all(check.outcome == "met" for check in first.checks) else UNSAID


def _led(arrows: Iterable[Transition[Any]], case: Case, part: Part[Any], wish: Command) -> str | None:
    """The first arrow of which role and guards are met, whatever weighs how much."""
    for t in arrows:
        checks, reasons = weigh(t, part, case, wish)
        if not any(reason.where is None and (reason.guard is not None or reason.code == "role") for reason in reasons) and all(
            check.outcome == "met" for check in checks
        ):
            return t.target.name
    return None


def _follows(arrows: Iterable[Transition[Any]], case: Case, part: Part[Any]) -> str | None:
    """The first automatic one."""
    return next((t.target.name for t in arrows if all(by_itself(t, part, case).values())), None)


def told_apart(mutant: Mutant, asked: list[Place]) -> bool:
    """Whether some place leads elsewhere by the mutant's own arrows, as we weigh them: where severities let something pass, stock never goes."""
    return any(_by(mutant.lifecycle, trigger, *place[:3]) != target for place in asked for trigger, target in place[3].items())


def _by(lifecycle: Lifecycle[Any], trigger: str, case: Case, wish: Command | None, part: Part[Any]) -> str | None:
    arrows = [t for t in lifecycle.transitions if t.source.name == part.state and (t.trigger.name if t.trigger else AUTOMATIC) == trigger]
    if trigger == AUTOMATIC:
        return _follows(arrows, case, part)
    if wish is None:
        return next((t.target.name for t in arrows), None)
    return _led(arrows, case, part, wish if trigger == wish.trigger else Command(trigger, wish.by, wish.now, part.address))


def _followed(attempt: Attempt) -> Iterator[tuple[str, Place]]:
    """What followed by itself, and what was opened along, in the case as it was then."""
    if isinstance(attempt.decision, Refused):
        return
    cases = [attempt.case]
    for event in attempt.decision.events:
        cases.append(evolve(cases[-1], event))
    for case, event in zip(cases, attempt.decision.events, strict=False):
        if event.seq > attempt.decision.events[0].seq:
            part = part_at(case, event.part)
            yield f"{case.type.name}.{part.lifecycle.name}", (case, None, part, {event.trigger or AUTOMATIC: event.target})


def judge(lifecycle: Lifecycle[Any], asked: list[Place], *, mutant: bool = False) -> Found:
    """What stock makes of it; of a mutant only until it differs."""
    machine, found = lifecycle.machine, Found()
    for case, wish, part, led in asked:
        found.steps += 1
        for trigger, target in led.items():
            found.asked += 1
            command = wish if wish is None or trigger == wish.trigger else Command(trigger, wish.by, wish.now, part.address)
            if command is None and trigger != AUTOMATIC:  # opened by another part: nobody's role is asked, so its arrow is looked up
                went = next((each.dest for each in machine.get_transitions(trigger, part.state)), None)
            else:
                went = _moved(machine, part.state, trigger, Situation(part.facts, part, case, command))
            found.accepted += trigger in ("" if wish is None else wish.trigger,) and went is not None
            if went != target:
                found.differences += 1
                found.first = found.first or f"{part.address} in {part.state}: {trigger or 'by itself'} leads to {went}, not to {target}"
                if mutant:
                    return found
    return found


def _moved(machine: Machine, state: str, trigger: str, situation: Situation[Any]) -> str | None:
    if state not in machine.states:
        return UNSAID  # of a mutant that lost it
    model = Model(state)
    event = machine.events.get(trigger)
    try:
        moved = event is not None and event.trigger(model, situation=situation)
    except MachineError:
        return None
    return model.state if moved else None
