"""
What a run of the suite saw of some case types: the evidence for docs/reference/coverage.md.

A recorder fills it in while the tests run (tests/recording.py), in the names by which tools/coverage_page.py looks it up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from proeftuin_flow import CaseType, Lifecycle, Transition
from proeftuin_flow.acts import PROFILE_CHANGED, REDACTED_TYPE, TAKEN_OVER, VOIDED, WAIVED
from proeftuin_flow.case_type import CHANGE_PROFILE, REDACT, TAKE_OVER, VOID

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "arrow": ("taken",), "state": ("reached",), "guard": ("met", "unmet"), "event": ("written", "replayed"), "role": ("accepted", "refused"),
}  # fmt: skip
"""By kind: what must have been seen of everything of that kind."""

Thing: TypeAlias = tuple[str, str]
"""A kind and a name: what a row needs, what a definition has, and what was seen."""


# ── what the definitions have ────────────────────────────────────────────────────────────────────────────────────────────


def arrow_name(lifecycle: Lifecycle[Any], t: Transition[Any]) -> str:
    """A transition, as a chapter names it: `proposal: draft -> submitted on submit_proposal`, or at the end `by itself`."""
    how = "by itself" if t.trigger is None else f"on {t.trigger.name}"
    return f"{lifecycle.name}: {t.source.name} -> {t.target.name} {how}"


def state_name(lifecycle: Lifecycle[Any], state: str) -> str:
    """A state, as a chapter names it: `plan: signing`."""
    return f"{lifecycle.name}: {state}"


def things(case_type: CaseType) -> dict[Thing, list[Lifecycle[Any]]]:
    """All that a case type has, and in which of its lifecycles; in none, if it is of the case type as a whole."""
    found: dict[Thing, list[Lifecycle[Any]]] = {}
    for lifecycle in case_type.lifecycles.values():
        named = [("state", state_name(lifecycle, state)) for state in lifecycle.states]
        for t in lifecycle.transitions:
            named += [("arrow", arrow_name(lifecycle, t)), ("event", t.emits.name), *(("guard", guard.code) for guard in t.guards)]
        for thing in dict.fromkeys(named):
            found.setdefault(thing, []).append(lifecycle)
    acts = {
        TAKEN_OVER: case_type.acts.get(TAKE_OVER),
        PROFILE_CHANGED: case_type.acts.get(CHANGE_PROFILE) and case_type.profiles[1:],
        WAIVED: any(guard.severity.by for guard in case_type.guards.values()),
        VOIDED: case_type.acts.get(VOID),
        REDACTED_TYPE: case_type.acts.get(REDACT),
    }
    return found | {("event", name): [] for name, possible in acts.items() if possible} | {("role", name): [] for name in case_type.roles}


# ── what was seen ────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Report:
    """What a run of the suite saw: of each thing of a case type the words that say how, and which tests passed."""

    seen: Mapping[str, Mapping[Thing, frozenset[str]]]
    passed: frozenset[str] = frozenset()
    whole: bool = True
    """Whether all tests ran; nothing is said of a part of them."""
    names: frozenset[str] = field(init=False, repr=False)
    """What passed: files, tests, and tests with their parameters."""

    def __attrs_post_init__(self) -> None:
        names = {name for id in self.passed for name in (id.partition("::")[0], id.partition("[")[0], id)}
        object.__setattr__(self, "names", frozenset(names))

    def lacks(self, case_type: str, thing: Thing) -> tuple[str, ...]:
        """What was not seen of something."""
        seen = self.seen.get(case_type, {}).get(thing, frozenset())
        return tuple(word for word in WORDS[thing[0]] if word not in seen)

    def written(self) -> str:
        """The report as JSON."""
        seen: dict[str, dict[str, dict[str, list[str]]]] = {}
        for case_type, found in sorted(self.seen.items()):
            for (kind, name), words in sorted(found.items()):
                seen.setdefault(case_type, {}).setdefault(kind, {})[name] = sorted(words)
        return json.dumps({"whole": self.whole, "seen": seen, "passed": sorted(self.passed)}, indent=1, ensure_ascii=False) + "\n"


def read_report(text: str) -> Report:
    """A report out of its JSON."""
    read = json.loads(text)
    seen = {
        case_type: {(kind, name): frozenset(words) for kind, named in kinds.items() for name, words in named.items()}
        for case_type, kinds in read["seen"].items()
    }
    return Report(seen, frozenset(read["passed"]), read["whole"])
