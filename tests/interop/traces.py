"""
Traces: what was wished in random play, step by step, as engines by others can repeat it.

A step is about one part: where it stood, what it was asked for, what was true of every requirement that this asks, and where it stood
then.  What follows by itself in the same part belongs to the step; what happened elsewhere and moved it makes a step of its own, which
nobody wished.  Beside it stands for every trigger whether it was possible there.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import define, field
from msgspec.structs import replace

from proeftuin_flow.addressing import is_open
from proeftuin_flow.asking import weigh
from proeftuin_flow.case import Case, Erased, Event, Part
from proeftuin_flow.decider import NO_ARROWS, _with_data, decide, evolve
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import NotEstablished
from proeftuin_flow.exports import escaped
from proeftuin_flow.lifecycle import NEW, Lifecycle, Transition
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor, Command
from tests.laws.playing import GAMES, Attempt, played

Truth = dict[str, bool]
Step = dict[str, Any]

OF_THE_DATA: Final = frozenset({"data_missing", "data_malformed"})
OTHERS: Final = 3
ALIKE: Final = 4
"""So many steps of a kind are taken at least, where there are so many: the same part's kind, state, wish and truth."""
MOST: Final = 15_000
"""About so many steps in all; what was done and is not only thought is always among them."""


@define
class Traces:
    """The steps of every lifecycle, by case type and name."""

    steps: dict[str, list[Step]] = field(factory=lambda: defaultdict(list))
    lifecycles: dict[str, Lifecycle[Any]] = field(factory=dict)
    attempts: dict[str, list[tuple[Attempt, Part[Any]]]] = field(factory=lambda: defaultdict(list))
    """What the steps were made of."""
    left_out: Counter[str] = field(factory=Counter)

    def write(self, directory: Path) -> None:
        """As NDJSON, a file for each lifecycle."""
        directory.mkdir(parents=True, exist_ok=True)
        for name, steps in self.steps.items():
            text = "".join(json.dumps(step, separators=(",", ":")) + "\n" for step in steps)
            (directory / f"{name}.ndjson").write_text(text, encoding="utf-8")


def traces() -> Traces:
    """The same each time: the games are seeded."""
    made = Traces()
    for name in GAMES:
        player, games = played(name)
        made.lifecycles |= {f"{name}.{each.name}": each for each in player.world.case_type.lifecycles.values()}
        seen: Counter[Any] = Counter()
        wished = sum(len(game.attempts) for game in games)
        for game in games:
            rng = Random(f"traces {name} {game.seed}")
            done = {id(events) for _, _, events in game.commits}
            at: dict[str, str] = {}
            for attempt in game.attempts:
                for other in _by_others(attempt, game.world.actors, seen):
                    _attempted(made, f"{name}-{game.seed}", other, at, seen, kept=False, chance=wished)
                kept = _events(attempt) in done
                _attempted(made, f"{name}-{game.seed}", attempt, at, seen, kept=kept, chance=rng.random() * wished)
    return made


def _by_others(attempt: Attempt, actors: Sequence[Actor], seen: Counter[Any]) -> Iterator[Attempt]:
    """The same wish by everybody who has one role only, of what was possible, a few times from every state: so that each role is told apart."""
    case, wish = attempt.case, attempt.command
    part = _part(case, wish)
    if part is None or isinstance(attempt.decision, Refused):
        return
    seen[part.lifecycle.name, part.state, wish.trigger] += 1
    if seen[part.lifecycle.name, part.state, wish.trigger] <= OTHERS:
        for each in actors:
            if len(each.roles) == 1:
                other = replace(wish, by=Actor(each.id, each.roles, wish.by.organisation))
                yield Attempt(case, other, decide(case, other))


def _events(attempt: Attempt) -> int:
    return id(attempt.decision.events) if isinstance(attempt.decision, Accepted) else 0


def _attempted(made: Traces, game: str, attempt: Attempt, at: dict[str, str], seen: Counter[Any], *, kept: bool, chance: float) -> None:
    case, command = attempt.case, attempt.command
    part = _part(case, command)
    if part is None:  # one of the library's own acts: no arrow of a lifecycle
        made.left_out["an act of the library"] += 1
        return
    if isinstance(part.facts, Erased):
        made.left_out["an erased part"] += 1
        return
    truth = truth_of(case, part, command, attempt.decision)
    if truth is None:
        made.left_out["two arrows that judge a waiver differently"] += 1
        return
    kind = (part.lifecycle.name, part.state, command.trigger, *sorted(truth.items()))
    seen[kind] += 1
    if not kept and seen[kind] > ALIKE and chance > MOST / len(GAMES):
        return
    key = f"{case.type.name}.{part.lifecycle.name}"
    made.attempts[key].append((attempt, part))
    head = {"asked": possible(case, part, command), "part": f"{game}/{part.address}"}
    if isinstance(attempt.decision, Refused):
        step = {"placed": _placed(at, part), "before": escaped(part.state), "event": escaped(command.trigger), "truth": truth, "follows": {},
                "then": [], "emits": [], "after": escaped(part.state), "kept": False}  # fmt: skip
        made.steps[key].append(head | step)
        return
    for number, group in enumerate(groups(case, attempt.decision.events)):
        moved = group.part
        step = {"placed": _placed(at, moved), "part": f"{game}/{moved.address}", "before": escaped(moved.state), "kept": kept, "asked": None}
        made.steps[f"{case.type.name}.{moved.lifecycle.name}"].append(step | group.step(truth) | (head if number == 0 else {}))
        if kept:
            at[moved.address] = group.events[-1].target


def _placed(at: dict[str, str], part: Part[Any]) -> bool:
    """Whether it is elsewhere than its steps led to: because it was taken over or put right, or because its game went on from another."""
    placed = at.get(part.address, NEW.name) != part.state
    at[part.address] = part.state
    return placed


def _part(case: Case, command: Command) -> Part[Any] | None:
    lifecycle = case.type.lifecycle_of.get(command.trigger)
    if lifecycle is None or command.part is None:
        return None
    known = case.root if command.part == case.root.address else case.parts.get(command.part)
    return known or Part(lifecycle, int(command.part.partition("/")[2]), command.part, NEW.name, lifecycle.facts())


# ── what was true ────────────────────────────────────────────────────────────────────────────────────────────────────────


def truth_of(case: Case, part: Part[Any], command: Command, decision: Accepted | Refused) -> Truth | None:
    """Every predicate that the arrows of a wish ask; None if two arrows would want different answers to the same question."""
    arrows = part.lifecycle.table.get(part.state, NO_ARROWS).get(command.trigger, ())
    wish, standing = _with_data(case, part, command)
    truth: Truth = {}
    for t in arrows:
        _, reasons = weigh(t, part, case, wish)
        refused = {reason.guard for reason in reasons if reason.where is None}
        found: Truth = {f"role.{escaped(role.name)}": _has(role, part, case, wish) for role in t.roles}
        found |= {f"guard.{escaped(guard.code)}": guard.code not in refused for guard in t.guards}
        found["own.fits"] = not standing and not any(reason.code == "waiver_not_allowed" for reason in reasons)
        found["own.open"] = _goes_on(case, part)
        if t.opens:
            found["own.room"] = not any(reason.code == "part_limit" or reason.where is not None for reason in reasons)
        if t.source == NEW:
            found["own.opened"] = False
        if any(truth.get(name, said) != said for name, said in found.items()):
            return None
        truth |= found
    if isinstance(decision, Refused) and [(reason.code, reason.guard) for reason in decision.reasons] == [("cannot_be_established", None)]:
        truth["own.fits"] = False  # of what nobody knows no body can be made
    return truth


def _has(role: Any, part: Part[Any], case: Case, wish: Command) -> bool:
    try:
        return role.name in wish.by.roles and (role.holds is None or bool(role.holds(Situation(part.facts, part, case, wish))))
    except NotEstablished:
        return False


def _goes_on(case: Case, part: Part[Any]) -> bool:
    return is_open(case, part.lifecycle) and part.address not in case.memory.foreign


def possible(case: Case, part: Part[Any], command: Command) -> dict[str, Any]:
    """
    Every trigger that leaves from here, and every automatic transition: what is true of it for the same person, and whether it is possible.

    What only lacks its data is possible, as it is in `options`.
    """
    found: dict[str, Any] = {}
    for trigger in part.lifecycle.table.get(part.state, NO_ARROWS):
        wish = Command(trigger, command.by, command.now, part.address)
        decision = decide(case, wish)
        fits = isinstance(decision, Accepted) or all(reason.code == "data_missing" for reason in decision.reasons)
        truth = truth_of(case, part, wish, decision)
        assert truth is not None  # without waivers all arrows ask the same of the wish
        if isinstance(decision, Refused) and any(reason.code == "data_missing" for reason in decision.reasons):
            truth["own.fits"] = True
        found[escaped(trigger)] = [truth, fits]
    for t in part.lifecycle.automatic.get(part.state, ()):
        truth = by_itself(t, part, case)
        found[f"automatic.{escaped(t.emits.name)}"] = [truth, all(truth.values())]
    return found


def by_itself(t: Transition[Any], part: Part[Any], case: Case) -> Truth:
    """What is true of an automatic transition."""
    situation = Situation(part.facts, part, case)
    return {"own.open": _goes_on(case, part)} | {f"guard.{escaped(guard.code)}": _met(guard, situation) for guard in t.guards}


def _met(guard: Any, situation: Situation[Any]) -> bool:
    try:
        return not any(True for _ in guard.blockers(situation))
    except NotEstablished:
        return False


# ── what followed ────────────────────────────────────────────────────────────────────────────────────────────────────────


@define
class Group:
    """What one part did at once: on a wish, because it was opened, or because something happened elsewhere; and what followed by itself."""

    part: Part[Any]
    """As it was before."""
    opening: Truth | None
    """What was true when another part opened this one."""
    events: list[Event[Any]] = field(factory=list)
    truths: dict[str, Truth] = field(factory=dict)
    """By state: what was true of the automatic transitions there."""
    took: list[Truth] = field(factory=list)
    """What was true of each automatic transition that was taken."""

    def step(self, truth: Truth) -> Step:
        """As it is written."""
        first, *_ = self.events
        then = [event for event in self.events if event.trigger is None]
        return {
            "event": None if first.trigger is None else escaped(first.trigger),
            "truth": truth if self.opening is None else self.opening,
            "follows": self.truths,
            "then": [[f"automatic.{escaped(event.type)}", said] for event, said in zip(then, self.took, strict=True)],
            "emits": [escaped(event.type) for event in self.events],
            "after": escaped(self.events[-1].target),
        }


def groups(case: Case, events: Sequence[Event[Any]]) -> Iterator[Group]:
    """The events of one commit, taken together as long as one part moves by itself."""
    cases = [case]
    for event in events:
        cases.append(evolve(cases[-1], event))
    wished = sum(1 for event in events if event.trigger is not None)  # these come first; only then is asked what follows
    found: list[Group] = []
    last: dict[int, Group] = {}
    for place, event in enumerate(events):
        before = cases[max(place, wished) if event.trigger is None else place]
        part = before.root if event.part == case.root.address else before.parts.get(event.part) or _fresh(case, event)
        group = last.get(event.caused_by or 0) if event.trigger is None else None
        if group is None or group.part.address != event.part:
            group = Group(part, _opening(part, before, event) if event.trigger is not None and place else None)
            found.append(group)
            if event.trigger is None:
                group.truths |= _there(part, before)
        if event.trigger is None:
            group.took.append(by_itself(_arrow(part.lifecycle, event), part, before))
        group.events.append(event)
        settled = cases[max(place + 1, wished)]
        group.truths |= _there(settled[event.part], settled)
        last[event.seq] = group
    yield from found


def _fresh(case: Case, event: Event[Any]) -> Part[Any]:
    kind, _, number = event.part.partition("/")
    lifecycle = case.type.lifecycles[kind]
    return Part(lifecycle, int(number), event.part, NEW.name, lifecycle.facts())


def _opening(part: Part[Any], case: Case, event: Event[Any]) -> Truth:
    """Nobody's role is asked of a part that another one opens."""
    t = _arrow(part.lifecycle, event)
    situation = Situation(part.facts, part, case)
    own = {"own.fits": True, "own.open": True, "own.room": True, "own.opened": True}
    roles = {f"role.{escaped(role.name)}": False for role in t.roles}
    return own | roles | {f"guard.{escaped(guard.code)}": _met(guard, situation) for guard in t.guards}


def _arrow(lifecycle: Lifecycle[Any], event: Event[Any]) -> Transition[Any]:
    key = (event.source, event.target, event.trigger, event.type)
    return next(t for t in lifecycle.transitions if key == (t.source.name, t.target.name, t.trigger.name if t.trigger else None, t.emits.name))


def _there(part: Part[Any], case: Case) -> dict[str, Truth]:
    """What is true of the automatic transitions of the state that a part is in."""
    found: Truth = {}
    for t in part.lifecycle.automatic.get(part.state, ()):
        found |= by_itself(t, part, case)
    return {escaped(part.state): found} if found else {}


def counts(made: Traces) -> Mapping[str, tuple[int, int]]:
    """By lifecycle, how many steps were accepted and how many refused."""
    return {
        name: (sum(1 for step in steps if step["emits"]), sum(1 for step in steps if not step["emits"])) for name, steps in made.steps.items()
    }
