"""
Write docs/reference/coverage.md: what the rules cover, and what the suite saw of each of them.

What has to be covered stands in tools/coverage/, a chapter in each file.  What was seen comes from a run of the whole suite, which writes
it to build/coverage.json; nothing in a test says that it covers something.  After a run:

    python -m tools.coverage_page            write the page
    python -m tools.coverage_page --check    compare the page, write nothing

Both end with 1 if something was not seen, or if a chapter names what does not exist.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from proeftuin_flow import CaseType, Lifecycle, Transition
from proeftuin_flow.acts import PROFILE_CHANGED, TAKEN_OVER, WAIVED
from proeftuin_flow.case_type import CHANGE_PROFILE, TAKE_OVER
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from tools.nl_pages import file_of

ROOT: Final = Path(__file__).parents[1]
CHAPTERS: Final = ROOT / "tools" / "coverage"
REPORT: Final = ROOT / "build" / "coverage.json"
PAGE: Final = ROOT / "docs" / "reference" / "coverage.md"
DOMAIN: Final = ROOT / "docs" / "explanation" / "domain.md"
COMMAND: Final = "make test; .venv/bin/python -m tools.coverage_page"

CASE_TYPES: Final = (PROEFTUIN, GATHERING)
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
    acts = [name for act, name in ((TAKE_OVER, TAKEN_OVER), (CHANGE_PROFILE, PROFILE_CHANGED)) if case_type.acts.get(act)]
    acts += [WAIVED for _ in [guard for guard in case_type.guards.values() if guard.severity.by][:1]]
    return found | {("event", name): [] for name in acts} | {("role", name): [] for name in case_type.roles}


# ── what has to be covered ───────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Row:
    """
    One line of a chapter: what it is about, and what has to be seen of it.

    A row that is met in another way names the heading of the explanation that says how (`instead`); one that is still to come says with
    what (`later`).
    """

    key: str
    title: str
    needs: tuple[Thing, ...] = ()
    tests: tuple[str, ...] = ()
    instead: str = ""
    later: str = ""
    problems: tuple[str, ...] = ()


@frozen
class Chapter:
    """A part of the page."""

    title: str
    text: str
    rows: tuple[Row, ...]


def chapters(directory: Path = CHAPTERS, case_types: Sequence[CaseType] = CASE_TYPES) -> list[Chapter]:
    """What has to be covered, in the order of the files."""
    read = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(directory.glob("*.toml"))]
    return [chapter(each, case_types) for each in read]


def chapter(read: Mapping[str, Any], case_types: Sequence[CaseType]) -> Chapter:
    """One chapter, as its file has it."""
    return Chapter(read["title"], read["text"].strip(), tuple(row(key, each, case_types) for key, each in read["rows"].items()))


FIELDS: Final = ("is", "trigger", *WORDS, "test", "instead", "later")


def row(key: str, read: Mapping[str, Any], case_types: Sequence[CaseType]) -> Row:
    """One row; of a trigger all transitions are needed."""
    arrows = [(t, arrow_name(each, t)) for case_type in case_types for each in case_type.lifecycles.values() for t in each.transitions]
    needs: list[Thing] = []
    problems = [f"{name!r} is none of {', '.join(FIELDS)}" for name in read if name not in FIELDS]
    for trigger in _many(read.get("trigger")):
        taken = [("arrow", name) for t, name in arrows if t.trigger is not None and t.trigger.name == trigger]
        problems += [] if taken else [_no_such("trigger", trigger, [t.trigger.name for t, _ in arrows if t.trigger is not None])]
        needs += taken
    for kind in WORDS:
        needs += [(kind, name) for name in _many(read.get(kind))]
    known = [thing for case_type in case_types for thing in things(case_type)]
    problems += [_no_such(kind, name, [other for of, other in known if of == kind]) for kind, name in needs if (kind, name) not in known]
    tests, instead, later = tuple(_many(read.get("test"))), read.get("instead", ""), read.get("later", "")
    if not (needs or tests or instead or later or problems):
        problems.append("nothing has to be seen of it")
    return Row(key, read["is"], tuple(dict.fromkeys(needs)), tests, instead, later, tuple(problems))


def _many(read: Any) -> list[str]:
    return [] if read is None else [read] if isinstance(read, str) else list(read)


def _no_such(kind: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted({*known}), n=3)
    return f"there is no {kind} {name!r}" + (f"; near it: {', '.join(near)}" if near else "")


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


# ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Page:
    """The page, and all that is wrong with it."""

    chapters: Sequence[Chapter]
    report: Report
    case_types: Sequence[CaseType] = CASE_TYPES
    later: frozenset[tuple[str, str, str]] = frozenset()
    """What a case type has that nobody can see yet: case type, kind and name."""
    headings: Mapping[str, str] = field(factory=dict)
    """The headings of the explanation by their anchors."""

    def problems(self) -> Iterator[str]:
        """Every row without, and everything in the definitions that was never seen."""
        keys = [row.key for chapter in self.chapters for row in chapter.rows]
        yield from (f"{key}: there is more than one" for key in dict.fromkeys(keys) if keys.count(key) > 1)
        for row in (row for chapter in self.chapters for row in chapter.rows):
            yield from (f"{row.key}: {problem}" for problem in (*row.problems, *self._lacking(row)))
        for case_type in self.case_types:
            for kind, name in things(case_type):
                lacks, later = self.report.lacks(case_type.name, (kind, name)), (case_type.name, kind, name) in self.later
                if lacks and not later:
                    yield f"{case_type.name}: {kind} {name!r} was never {' and never '.join(lacks)}"
                elif later and not lacks:
                    yield f"{case_type.name}: {kind} {name!r} was seen, so it does not come later"
        have = {(case_type.name, *thing) for case_type in self.case_types for thing in things(case_type)}
        yield from (f"{case_type}: there is no {kind} {name!r} that comes later" for case_type, kind, name in sorted(self.later - have))

    def _lacking(self, row: Row) -> Iterator[str]:
        for thing in row.needs:
            having = [case_type for case_type in self.case_types if thing in things(case_type)]
            if having and all(lacks := [self.report.lacks(case_type.name, thing) for case_type in having]):
                yield f"{thing[0]} {thing[1]!r} was never {' and never '.join(min(lacks, key=len))}"
        yield from (f"no test passed that is called {name!r}" for name in row.tests if name not in self.report.names)
        if row.instead and row.instead not in self.headings:
            yield _no_such("heading", row.instead, self.headings) + f" in {DOMAIN.name}"

    def text(self) -> str:
        """The page in Markdown."""
        return "\n\n".join(["# Coverage", OPENING, *self._chapters(), "## All of the definitions", CLOSING, *self._definitions()]) + "\n"

    def _chapters(self) -> Iterator[str]:
        for each in self.chapters:
            yield f"## {each.title}\n\n{each.text}"
            yield "\n".join(["| | what | where | seen |", "| --- | --- | --- | --- |", *(self._row(row) for row in each.rows)])

    def _row(self, row: Row) -> str:
        where = [f"`{name.partition(': ')[2] or name}`{self._links(kind, name)}" for kind, name in row.needs]
        where += [f"`{test}`" for test in row.tests]
        seen = [" and ".join(WORDS[kind]) for kind, _ in row.needs] + ["passed" for _ in row.tests]
        if row.instead:
            where.append(f"otherwise: [{self.headings.get(row.instead, row.instead)}](../explanation/{DOMAIN.name}#{row.instead})")
        if row.later:
            where.append(f"later: {row.later}")
        if [*row.problems, *self._lacking(row)]:
            seen = ["**not seen**"]
        return f"| {row.key} | {row.title} | {'; '.join(dict.fromkeys(where))} | {'; '.join(dict.fromkeys(seen))} |"

    def _links(self, kind: str, name: str) -> str:
        """The Dutch pages that say more."""
        if kind == "role":
            return " ([who does what](../nl/index.md#wie-wat-doet))"
        found = [each for case_type in self.case_types for each in things(case_type).get((kind, name), ())]
        return f" ({', '.join(f'[{each.name}](../nl/{file_of(each)})' for each in found)})" if found else ""

    def _definitions(self) -> Iterator[str]:
        for case_type in self.case_types:
            found = sorted((each.name if each else "", thing) for thing, all_ in things(case_type).items() for each in all_[:1] or [None])
            order = {"": -1} | {name: place for place, name in enumerate(case_type.lifecycles)}
            for name, group in groupby(sorted(found, key=lambda each: order[each[0]]), key=lambda each: each[0]):
                yield f"### {case_type.en}{f': {case_type.lifecycles[name].en}' if name else ' as a whole'}"
                yield "\n".join(self._kinds(case_type, [thing for _, thing in group]))

    def _kinds(self, case_type: CaseType, found: Sequence[Thing]) -> Iterator[str]:
        said: dict[str, list[str]] = {}
        for kind, name in found:
            if (case_type.name, kind, name) in self.later:
                how = "to come later"
            else:
                how = "not seen" if self.report.lacks(case_type.name, (kind, name)) else " and ".join(WORDS[kind])
            said.setdefault(f"{kind}s {how}", []).append(f"`{name.partition(': ')[2] or name}`")
        yield from (f"- {kind}: {', '.join(names)}" for kind, names in said.items())


OPENING: Final = f"""\
This page is generated from a run of the whole suite; nobody writes it by hand. While the tests run, a recorder looks at what the library
decides, writes and replays for the case types of the pilot. A row counts only if the run saw it: a transition *taken*, a state *reached*, a
guard *met and unmet*, an event *written* to a store *and replayed* from it, a role *accepted* (it alone of those that somebody has lets him)
*and refused*, a test *passed*. `make test` fails on a row without, and when this page is out of date. Write it anew with `{COMMAND}`; add a
row in `tools/coverage/`."""

CLOSING: Final = """\
The other way round: everything that the definitions have, by lifecycle."""


def headings_of(text: str) -> dict[str, str]:
    """The headings of a page by their anchors."""
    titles = re.findall(r"^#{1,6} +(.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"): title for title in titles}


def not_yet(directory: Path = CHAPTERS) -> frozenset[tuple[str, str, str]]:
    """What a case type has that nobody can see yet; a chapter lists it under `later`."""
    read = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(directory.glob("*.toml"))]
    return frozenset((each["case_type"], each["kind"], each["name"]) for chapter in read for each in chapter.get("later", ()))


def page_of(report: Report) -> Page:
    """The page for a run."""
    return Page(chapters(), report, later=not_yet(), headings=headings_of(DOMAIN.read_text(encoding="utf-8")))


def main(arguments: Sequence[str], report: Path = REPORT, target: Path = PAGE) -> int:
    """Write the page, or compare it; say all that is wrong with it."""
    check = "--check" in arguments
    if not report.exists():
        print(f"no run of the suite has left {report.name}; first: make test", file=sys.stderr)
        return 1
    found = read_report(report.read_text(encoding="utf-8"))
    if not found.whole:
        print("only a part of the suite ran, so what it covers is not judged", file=sys.stderr)
        return 0 if check else 1
    page = page_of(found)
    problems = [*page.problems()]
    if not check:
        target.write_text(page.text(), encoding="utf-8")
    elif not target.exists() or target.read_text(encoding="utf-8") != page.text():
        problems.append(f"docs/reference/{target.name} is out of date; write it anew: {COMMAND}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
