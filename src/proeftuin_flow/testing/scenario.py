"""
Scenarios: a short way to every state, transition and refusal of a case type.

    for scenario in scenarios(PERMIT): scenario.run()    each as a test
    scenarios(PERMIT).markdown("nl")                     all as a table, for those who know the process and not Python
    scenarios(PERMIT).python()                           all as the text of a test module, to be kept: then a changed rule shows

They are found by a search (see `searching`); of each way no step can be left out.  What it did not come to is in `missing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, overload

import attrs
from attrs import field, frozen

from ..case import Case
from ..case_type import CaseType
from ..decisions import Accepted, Refused
from ..errors import InvalidData
from ..guards import Role
from ..labels import Label, Language, phrase, text_of
from ..lifecycle import Lifecycle
from ..soundness import ArrowKey, Observed, unseen
from ..wishes import Actor, Command
from .laws import key_of
from .making import Favourites
from .searching import Found, Made, search
from .spec import Asked, Given, given
from .writing import program

__all__ = ["Scenario", "Scenarios", "scenarios"]

Kind: TypeAlias = Literal["state", "transition", "refusal"]

HEADS: Final[Mapping[Kind, Label]] = {
    "state": Label("Toestanden", "States"), "transition": Label("Overgangen", "Transitions"), "refusal": Label("Weigeringen", "Refusals"),
}  # fmt: skip
COLUMNS: Final = (Label("nr", "no"), Label("wat", "what"), Label("stappen", "steps"), Label("uitkomst", "outcome"))
TITLE: Final = phrase("scenarios_of", nl="Scenario's: {of}, versie {version}", en="Scenarios: {of}, version {version}", of=Label, version=int)
MISSING: Final = Label("Niet gevonden", "Not found")
NOBODY: Final = Label("iemand zonder rol", "somebody without a role")
WAIVING: Final = phrase("waiving", nl="met afwijking van: {guards}", en="waiving: {guards}", guards=str)
WITHOUT_DATA: Final = Label("zonder gegevens", "without data")
NOT_UNDERSTOOD: Final = Label("met gegevens die niet passen", "with data that do not fit")


@frozen
class Scenario:
    """
    A story, a last wish, and what comes of it.

    `kind` and `name` say what it shows: a state that is reached, a transition that is taken, or a refusal that is given.
    """

    kind: Kind
    name: str
    label: Label
    asked: Asked = field(repr=False)

    @property
    def commands(self) -> tuple[Command, ...]:
        """What is wished, the last of it as well."""
        return (*(step.command for step in self.asked.given.steps), self.asked.command)

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    def run(self) -> Given:
        """
        Do all of it again: it must come out as it was found, and keep the laws.

        Raises:
            AssertionError: If it does not, with the story.
        """
        case = self.asked.given.case
        again = _again(case.type, case.profile.name, self.commands)
        if again is None or _outcome(again) != _outcome(self.asked):
            raise AssertionError(f"{self} comes out in another way: {'refused on the way' if again is None else _outcome(again)}")
        again.keeps_the_laws()
        return again.given if isinstance(again.decision, Refused) else again.accepted("it").keeps_the_laws()

    def test(self) -> str:
        """The text of a test that tells it, with its imports."""
        case = self.asked.given.case
        title = re.sub(r"\W+", "_", f"{self.kind}_{self.name}").strip("_")
        if isinstance(self.asked.decision, Refused):
            expected = f"then_refused({', '.join(repr(code) for code in _outcome(self.asked))})"
        else:
            expected = f"then_events({', '.join(repr(type) for type in _outcome(self.asked))})"
        return program(case.type, case.profile.name, self.commands, f"{{asked}}.{expected}", title=title, says=[f"{self.label.en}."])

    def steps(self, language: Language) -> list[str]:
        """What is done, step by step."""
        asked = [*self.asked.given.steps, self.asked.attempt]
        return [_step(step.case, step.command, language) for step in asked]

    def outcome(self, language: Language) -> str:
        """What comes of the last step."""
        decision = self.asked.decision
        if isinstance(decision, Refused):
            return "; ".join(reason.text(language) for reason in decision.reasons)
        lifecycles = decision.case.type.lifecycles
        moved = {event.part: lifecycles[event.part.partition("/")[0]].state_of(event.target).label for event in decision.events}
        return "; ".join(f"{_named(decision.case, address).text(language)}: {state.text(language)}" for address, state in moved.items())


@frozen
class Scenarios(Sequence[Scenario]):
    """The scenarios of a case type; `missing` are those that were looked for and not found, by kind and name."""

    case_type: CaseType
    found: tuple[Scenario, ...]
    missing: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.found)

    @overload
    def __getitem__(self, index: int) -> Scenario: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Scenario]: ...
    def __getitem__(self, index: int | slice) -> Scenario | Sequence[Scenario]:
        return self.found[index]

    def markdown(self, language: Language) -> str:
        """A page with a table for each kind, for people who know the process."""
        lines = [f"# {TITLE(of=self.case_type.label, version=self.case_type.version).text(language)}"]
        for kind, head in HEADS.items():
            rows = [scenario for scenario in self.found if scenario.kind == kind]
            lines += ["", f"## {head.text(language)}", "", _row(column.text(language) for column in COLUMNS), _row("---" for _ in COLUMNS)]
            for number, scenario in enumerate(rows, 1):
                steps = "<br>".join(f"{place}. {step}" for place, step in enumerate(scenario.steps(language), 1))
                lines.append(_row([str(number), scenario.label.text(language), steps, scenario.outcome(language)]))
        if self.missing:
            lines += ["", f"## {MISSING.text(language)}", "", *(f"- {name}" for name in self.missing)]
        return "\n".join([*lines, ""])

    def python(self) -> str:
        """The text of a module of tests: one for each scenario."""
        tests = [scenario.test().split("\n\n\n", 1) for scenario in self.found]
        names: dict[str, set[str]] = {}
        for imports, _ in tests:
            for line in imports.splitlines():
                _, module, _, those = line.split(" ", 3)
                names.setdefault(module, set()).update(those.split(", "))
        imported = [f"from {module} import {', '.join(sorted(those))}" for module, those in sorted(names.items())]
        return "\n".join(imported) + "\n\n\n" + "\n\n\n".join(body.strip("\n") for _, body in tests) + "\n"


def scenarios(
    case_type: CaseType, profile: str | None = None, *, data: Favourites | None = None, kinds: Mapping[str, Sequence[str]] | None = None,
    people: Sequence[Actor] = (), decisions: int = 20_000,
) -> Scenarios:  # fmt: skip
    """
    A short way to every state, transition and refusal of a case type, under one profile.

    `data`, `kinds` and `people` help the search, as in `walk`; `decisions` bounds it.

    Raises:
        InvalidData: If there is no such profile.
        Exception: Whatever a rule raised in the place of a decision.
    """
    found = search(case_type, profile, made=Made(data or {}, kinds or {}), people=people, decisions=decisions)
    for _, _, error in found.raised[:1]:
        raise error
    shown = [*_states(case_type, found), *_transitions(case_type, found), *_refusals(case_type, found)]
    wanted = {f"{kind}: {name}" for kind, name in _wanted(case_type)}
    return Scenarios(case_type, tuple(shown), tuple(sorted(wanted - {str(scenario) for scenario in shown})))


# ── what is looked for ───────────────────────────────────────────────────────────────────────────────────────────────────


def _wanted(case_type: CaseType) -> Iterator[tuple[Kind, str]]:
    for lifecycle in case_type.lifecycles.values():
        for state in lifecycle.states:
            yield "state", f"{lifecycle.name} {state}"
    kinds: Mapping[str, Kind] = {"untaken": "transition", "unrefused": "refusal"}
    for finding in unseen(case_type, Observed()).findings:
        if finding.code in kinds:
            yield kinds[finding.code], finding.where


def _states(case_type: CaseType, found: Found) -> Iterator[Scenario]:
    for lifecycle in case_type.lifecycles.values():
        for name, state in lifecycle.states.items():
            ways = [asked for key, asked in found.taken.items() if (key[0], key[2]) == (lifecycle.name, name)]
            if ways:
                shortest = min((_shortened(asked, _reaches(lifecycle, name)) for asked in ways), key=lambda asked: len(asked.given.steps))
                label = Label(f"{lifecycle.nl}: {state.nl}", f"{lifecycle.en}: {state.en}")
                yield Scenario("state", f"{lifecycle.name} {name}", label, shortest)


def _transitions(case_type: CaseType, found: Found) -> Iterator[Scenario]:
    for lifecycle in case_type.lifecycles.values():
        for t in lifecycle.transitions:
            key: ArrowKey = (lifecycle.name, t.source.name, t.target.name, None if t.trigger is None else t.trigger.name, t.emits.name)
            if key in found.taken:
                of = t.emits if t.trigger is None else t.trigger
                label = Label(*(
                    f"{text_of(lifecycle.label, language)}: {text_of(t.source.label, language)} → {text_of(t.target.label, language)}"
                    f" ({text_of(of.label, language)})"
                    for language in ("nl", "en")
                ))  # fmt: skip
                name = f"{lifecycle.name} {t.source.name} -> {t.target.name} ({of.name})"
                yield Scenario("transition", name, label, _shortened(found.taken[key], _takes(key)))


def _refusals(case_type: CaseType, found: Found) -> Iterator[Scenario]:
    order = {name: place for place, name in enumerate(case_type.lifecycle_of)}
    for (trigger, code), asked in sorted(found.refused.items(), key=lambda item: order[item[0][0]]):
        lifecycle = case_type.lifecycle_of[trigger]
        assert isinstance(asked.decision, Refused)
        reason = next(reason for reason in asked.decision.reasons if reason.code == code)
        wish = lifecycle.triggers[trigger].label
        why = reason.label if reason.guard is not None else Label(reason.text("nl"), reason.text("en"))
        label = Label(f"{wish.nl}: {why.nl}", f"{wish.en}: {why.en}")
        yield Scenario("refusal", f"{lifecycle.name} {trigger}: {code}", label, _shortened(asked, _comes_out(_outcome(asked))))


# ── shorter ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

Shows: TypeAlias = Callable[[Asked], bool]


def _shortened(asked: Asked, shows: Shows) -> Asked:
    """The same without every step that it does not take."""
    case = asked.given.case
    commands = [*(step.command for step in asked.given.steps), asked.command]
    for place in range(len(commands) - 2, -1, -1):
        fewer = [*commands[:place], *commands[place + 1 :]]
        again = _again(case.type, case.profile.name, fewer)
        if again is not None and shows(again):
            commands, asked = fewer, again
    return asked


def _again(case_type: CaseType, profile: str, commands: Sequence[Command]) -> Asked | None:
    """The last of these, after all others were done; None if one of them cannot be done."""
    story = given(case_type, profile)
    *others, last = commands
    try:
        for command in others:
            asked = story.at(command.now).asked(command)
            if not isinstance(asked.decision, Accepted):
                return None
            story = asked.accepted("it")
        return story.at(last.now).asked(last)
    except InvalidData:
        return None


def _reaches(lifecycle: Lifecycle[Any], state: str) -> Shows:
    return lambda asked: isinstance(asked.decision, Accepted) and any(
        event.part.partition("/")[0] == lifecycle.name and event.target == state for event in asked.decision.events
    )


def _takes(key: ArrowKey) -> Shows:
    return lambda asked: isinstance(asked.decision, Accepted) and any(key_of(event) == key for event in asked.decision.events)


def _comes_out(outcome: Sequence[str]) -> Shows:
    return lambda asked: isinstance(asked.decision, Refused) and _outcome(asked) == outcome


def _outcome(asked: Asked) -> Sequence[str]:
    """The events, or the codes of the reasons."""
    decision = asked.decision
    if isinstance(decision, Accepted):
        return [event.type for event in decision.events]
    return [*dict.fromkeys(reason.code for reason in decision.reasons)]


# ── for people ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"


def _named(case: Case, address: str) -> Label:
    kind, _, number = address.partition("/")
    return case.type.lifecycles[kind].named(int(number or 0))


def _step(case: Case, command: Command, language: Language) -> str:
    lifecycle = case.type.lifecycle_of[command.trigger]
    said = [f"{lifecycle.triggers[command.trigger].label.text(language)} ({_who(case, lifecycle, command, language)})"]
    if command.part is not None and "/" in command.part:
        said.append(_named(case, command.part).text(language))
    data: Any = command.data
    if attrs.has(type(data)):
        said += [f"{each.name}: {_shown(getattr(data, each.name))}" for each in attrs.fields(type(data))]
    elif lifecycle.wanted[command.trigger] is not None:
        said.append((WITHOUT_DATA if command.data is None else NOT_UNDERSTOOD).text(language))
    if command.waive:
        guards = [case.type.guards[waiver.guard].label.text(language) for waiver in command.waive]
        said.append(WAIVING(guards="; ".join(guards)).text(language))
    return ", ".join(said)


def _who(case: Case, lifecycle: Lifecycle[Any], command: Command, language: Language) -> str:
    """In which role it is done: of all that somebody has, those that may."""
    having: list[Role] = [role for role in lifecycle.allowed[command.trigger] if role.name in command.by.roles]
    if not command.by.roles:
        return NOBODY.text(language)
    named = having or [role for name, role in case.type.roles.items() if name in command.by.roles]
    return " / ".join(role.label.text(language) for role in named)


def _shown(value: Any) -> str:
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(map(_shown, value))) or "–"
    if attrs.has(type(value)):
        return " ".join(_shown(getattr(value, each.name)) for each in attrs.fields(type(value)))
    return "–" if value is None else str(getattr(value, "value", value))
