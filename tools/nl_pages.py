"""
Write docs/nl/: what a proeftuin is, in Dutch, state by state.

What may happen, who may do it and what it takes comes from the definitions.  What it means is written by hand in tools/nl/: a page for each
lifecycle, in which every state has a paragraph under its code, and words for the fields of what is handed in and for the parameters of a
profile.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Any, Final

import attrs

from proeftuin_flow import NEW, CaseType, Label, Lifecycle, Profile, Role, Severity, State, Transition, mermaid
from proeftuin_flow.bodies import Field, shape_of
from proeftuin_flow.labels import folded
from proeftuin_flow.messages import NOBODY
from proeftuin_flow.pilot import GATHERING, PROEFTUIN

BY_HAND: Final = Path(__file__).parent / "nl"
TARGET: Final = Path(__file__).parents[1] / "docs" / "nl"
COMMAND: Final = ".venv/bin/python tools/nl_pages.py"

CASE_TYPES: Final = (PROEFTUIN, GATHERING)
LIFECYCLES: Final = [(case_type, lifecycle) for case_type in CASE_TYPES for lifecycle in case_type.lifecycles.values()]
FIELDS: Final[dict[str, Any]] = tomllib.loads((BY_HAND / "fields.toml").read_text(encoding="utf-8"))
PARAMETERS: Final[dict[str, dict[str, str]]] = tomllib.loads((BY_HAND / "parameters.toml").read_text(encoding="utf-8"))
UNITS: Final = {"Y": ("jaar", "jaar"), "M": ("maand", "maanden"), "W": ("week", "weken"), "D": ("dag", "dagen")}

PERSONAL: Final = (
    "Dit onderdeel gaat over een persoon, onder een nummer. Alles wat erin staat kan worden gewist. Daarna is alleen nog bekend of het was "
    "afgerond, zodat de zaak verder kan."
)


def pages() -> dict[str, str]:
    """The text of every page, by the name of its file."""
    found = {file_of(lifecycle): "\n\n".join(_page(case_type, lifecycle)) + "\n" for case_type, lifecycle in LIFECYCLES}
    return {"index.md": _index(), **found}


def missing() -> list[str]:
    """What somebody still has to write by hand."""
    found: list[str] = []
    for _, lifecycle in LIFECYCLES:
        file = f"tools/nl/{lifecycle.name}.md"
        text = by_hand(lifecycle)
        found += [file] if not text[""] else [f"{file}: ## {state}" for state in (NEW.name, *lifecycle.states) if not text.get(state)]
        found += [f"{file}: ## {state} is no state" for state in text if state and state not in (NEW.name, *lifecycle.states)]
        for each in dict.fromkeys(t.wants for t in lifecycle.transitions if t.wants is not None):
            found += [f"tools/nl/fields.toml: {each.__name__}.{field.name}" for field in shape_of(each).fields if not _words(each, field, lifecycle)]
    said = {(profile.name, name, _said_of(name, value)) for profile in PROEFTUIN.profiles for name, value in profile.parameters.items()}
    return [*found, *sorted({f"tools/nl/parameters.toml: {name}" for _, name, words in said if not words})]


def by_hand(lifecycle: Lifecycle[Any]) -> dict[str, str]:
    """What was written about a lifecycle: about each state by its code, and under no code about all of it."""
    file = BY_HAND / f"{lifecycle.name}.md"
    parts = ("\n" + file.read_text(encoding="utf-8")).split("\n## ") if file.exists() else [""]
    states = (part.partition("\n") for part in parts[1:])
    return {"": parts[0].strip(), **{code.strip(): text.strip() for code, _, text in states}}


def file_of(lifecycle: Lifecycle[Any]) -> str:
    """The page of a lifecycle: its Dutch name, without accents."""
    return folded(lifecycle.nl).replace(" ", "-") + ".md"


# ── one lifecycle ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(case_type: CaseType, lifecycle: Lifecycle[Any]) -> Iterator[str]:
    text = by_hand(lifecycle)
    yield f"# {_capital(lifecycle.nl)}"
    yield text[""]
    yield from about(case_type, lifecycle)
    yield f"```mermaid\n{mermaid(lifecycle, 'nl')}```"
    for state in (NEW, *lifecycle.states.values()):
        yield f"## {heading(state)}"
        yield text.get(state.name, "")
        arrows = [t for t in lifecycle.transitions if t.source == state]
        yield from _settled(case_type, lifecycle, state, arrows)
        for t in arrows:
            yield "\n".join(_arrow(case_type, lifecycle, t))


def about(case_type: CaseType, lifecycle: Lifecycle[Any]) -> Iterator[str]:
    """What is so of all of a lifecycle, in sentences."""
    if lifecycle.personal:
        yield PERSONAL
    if lifecycle.outlives_root:
        yield f"Dit onderdeel kan doorgaan nadat de {case_type.nl} is afgesloten."
    if lifecycle.at_most is not None:
        yield f"Hiervan kan er {'één' if lifecycle.at_most == 1 else lifecycle.at_most} tegelijk lopen."


def _settled(case_type: CaseType, lifecycle: Lifecycle[Any], state: State, arrows: Sequence[Transition[Any]]) -> Iterator[str]:
    if state.final and not arrows:
        yield "Hier eindigt het: er kan niets meer."
    elif state.final:
        yield "Hier eindigt het. Wat hieronder staat, kan nog wel."
    elif state.settled and lifecycle is not case_type.root:
        yield f"Voor de {case_type.nl} zelf is dit onderdeel hiermee afgehandeld."


def heading(state: State) -> str:
    """What stands above a state."""
    return "Het begin" if state == NEW else _capital(state.nl)


def _arrow(case_type: CaseType, lifecycle: Lifecycle[Any], t: Transition[Any]) -> Iterator[str]:
    yield f"### {_capital(t.trigger.nl) if t.trigger else f'Vanzelf: {t.emits.nl}'}\n"
    if t.trigger is not None:
        yield f"- **Wie:** {_either(f'*{role.nl}*' for role in t.roles) if t.roles else _nobody(t)}"
    yield f"- **Daarna:** {'het blijft' if t.source == t.target else 'het wordt'} *{t.target.nl}*"
    yield from _needed(lifecycle, t)
    if t.guards:
        yield "- **Voorwaarden:**" if t.trigger is not None else "- **Zodra:**"
    for guard in t.guards:
        yield f"  - {guard.label.nl}" + (f" ({_weight(case_type, guard.code, guard.severity)})" if t.trigger is not None else "")
    if t.watches:
        yield f"- **Wordt bekeken na elke verandering in:** {_either(_link(each) for each in watched(case_type, t))}"
    if t.reopens:
        yield f"- **Let op:** dit opent een {lifecycle.nl} die al was afgesloten"
    if t.opening:
        yield f"- **Vanzelf erbij:** {_and(f'{opened.emits.nl} ({_link(case_type.owner_of[opened])})' for opened in t.opening)}"
    if t.decision and t.guards:
        yield "- **Vastgelegd:** bij elke voorwaarde of eraan is voldaan"


def watched(case_type: CaseType, t: Transition[Any]) -> list[Lifecycle[Any]]:
    """The lifecycles after whose events an automatic arrow is tried as well."""
    return [lifecycle for lifecycle in case_type.lifecycles.values() if lifecycle.facts in t.watches]


def _nobody(opened: Transition[Any]) -> str:
    """An arrow that nobody may take by itself, and what takes it along."""
    causes = [(lifecycle, t) for _, lifecycle in LIFECYCLES for t in lifecycle.transitions if opened in t.opening]
    with_it = _either(f"*{t.trigger.nl if t.trigger else t.emits.nl}* ({_link(lifecycle)})" for lifecycle, t in causes)
    return f"{NOBODY.nl}, bij {with_it}" if causes else NOBODY.nl


def _needed(lifecycle: Lifecycle[Any], t: Transition[Any]) -> Iterator[str]:
    if t.wants is not None and t.trigger is not None:
        fields = [(field.required, _words(t.wants, field, lifecycle) or f"`{field.name}`") for field in shape_of(t.wants).fields]
        for wanted, title in ((True, "Nodig"), (False, "Mag erbij")):
            if named := [words for required, words in fields if required is wanted]:
                yield f"- **{title}:** {'; '.join(named)}"


def _words(body: type, field: Field, lifecycle: Lifecycle[Any]) -> str:
    """What a field is called: by hand, by its own label, or by the fact that it becomes."""
    if said := FIELDS.get(body.__name__, {}).get(field.name) or FIELDS.get(field.name):
        return str(said)
    facts = {each.name: each.metadata.get(Label) for each in attrs.fields(lifecycle.facts)}
    label = field.label or facts.get(field.name)
    return label.nl if label else ""


def _weight(case_type: CaseType, code: str, severity: Severity) -> str:
    """How heavily a requirement weighs, and under which profiles otherwise."""
    others = [(profile, profile.severities[code]) for profile in case_type.profiles if profile.severities.get(code, severity) != severity]
    return "; ".join([_severity(severity), *(f"onder *{profile.nl}*: {_severity(other)}" for profile, other in others)])


def _severity(severity: Severity) -> str:
    if severity.by:
        return f"afwijken mag, met een reden: {_either(role.nl for role in severity.by)}"
    return {"fixed": "hiervan kan niemand afwijken", "hard": "verplicht", "advisory": "advies"}[severity.name]


# ── the first page ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _index() -> str:
    template = Template((BY_HAND / "index.md").read_text(encoding="utf-8"))
    files = "\n".join(file_of(lifecycle).removesuffix(".md") for _, lifecycle in LIFECYCLES)
    text = template.substitute(paginas="\n".join(_contents()), profielen="\n".join(_profiles()), rollen="\n".join(_roles()))
    return f"{text}\n```{{toctree}}\n:hidden:\n\n{files}\n```\n"


def _contents() -> Iterator[str]:
    for _, lifecycle in LIFECYCLES:
        yield f"- {_link(lifecycle)}: {', '.join(state.nl for state in lifecycle.states.values())}"


def _profiles() -> Iterator[str]:
    for profile in PROEFTUIN.profiles:
        yield f"- **{_capital(profile.nl)}**{' (als niemand iets anders kiest)' if profile == PROEFTUIN.profile() else ''}"
        yield from (f"  - {said}" for said in dict.fromkeys(_terms(profile)))
        yield from _otherwise(profile)


def _terms(profile: Profile) -> Iterator[str]:
    """What its parameters say: all of them of the profile that is chosen by itself, and of others what differs from that."""
    usual = PROEFTUIN.profile()
    for name, value in profile.parameters.items():
        if profile == usual or value != usual.parameters[name]:
            yield _said_of(name, value)


def _said_of(parameter: str, value: Any) -> str:
    words = PARAMETERS.get(parameter, {})
    return words.get("none", "") if value is None else words.get("is", "").format(_amount(parameter, value))


def _amount(parameter: str, value: Any) -> str:
    """A number or a period as people say it: 250.000, 2 maanden."""
    if isinstance(value, str):
        parts = [(int(number), UNITS[unit]) for number, unit in re.findall(r"(\d+)([YMWD])", value)]
        return _and(f"{number} {one if number == 1 else more}" for number, (one, more) in parts)
    return f"{value // 100 if parameter.endswith('_amount') else value:,}".replace(",", ".")


def _otherwise(profile: Profile) -> Iterator[str]:
    """What weighs more or less under it than it does by itself."""
    found: dict[str, list[str]] = {}
    for code, severity in profile.severities.items():
        found.setdefault(_severity(severity), []).append(PROEFTUIN.guards[code].label.nl)
    for how, what in sorted(found.items()):
        yield f"  - hoe zwaar het weegt: {how}"
        yield from (f"    - {guard}" for guard in sorted(what, key=folded))


def _roles() -> Iterator[str]:
    roles: dict[str, Role] = {name: role for case_type in CASE_TYPES for name, role in case_type.roles.items()}
    for role in sorted(roles.values(), key=lambda role: folded(role.nl)):
        does = [
            f"{_link(lifecycle)}: {', '.join(lifecycle.triggers[name].nl for name, allowed in lifecycle.allowed.items() if role in allowed)}"
            for _, lifecycle in LIFECYCLES
            if any(role in allowed for allowed in lifecycle.allowed.values())
        ]
        for case_type in CASE_TYPES:
            if acts := [act.nl for act, allowed in case_type.acts.items() if role in allowed]:
                does.append(f"een hele {case_type.nl}: {', '.join(acts)}")
        if any(role in guard.severity.by for case_type in CASE_TYPES for guard in case_type.guards.values()):
            does.append("afwijken van voorwaarden waar dat bij staat")
        yield f"- **{_capital(role.nl)}**{'' if role.holds is None else chr(92) + '*'}"
        yield from (f"  - {what}" for what in does)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _link(lifecycle: Lifecycle[Any]) -> str:
    return f"[{lifecycle.nl}]({file_of(lifecycle)})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _either(words: Iterable[str]) -> str:
    return _joined(words, " of ")


def _and(words: Iterable[str]) -> str:
    return _joined(words, " en ")


def _joined(words: Iterable[str], last: str) -> str:
    *first, end = words
    return f"{', '.join(first)}{last}{end}" if first else end


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    written = pages()
    for name, text in written.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    for file in TARGET.glob("*.md"):
        if file.name not in written:
            file.unlink()
    for what in missing():
        print(f"still to be written: {what}")


if __name__ == "__main__":
    main()
