"""
Write docs/reference/coverage.md: what the rules cover, and what the suite saw of each of them.

What has to be covered stands in tools/coverage/, a chapter in each file.  What was seen comes from a run of the whole suite, which writes
it to build/coverage.json; nothing in a test says that it covers something.  After a run:

    python -m tools.coverage_page            write the page
    python -m tools.coverage_page --check    compare the page, write nothing

Both end with 1 if something was not seen, or if a chapter names what does not exist.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from proeftuin_flow import CaseType
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from tools.coverage_report import WORDS, Report, Thing, arrow_name, read_report, things
from tools.nl_pages import file_of

ROOT: Final = Path(__file__).parents[1]
CHAPTERS: Final = ROOT / "tools" / "coverage"
REPORT: Final = ROOT / "build" / "coverage.json"
PAGE: Final = ROOT / "docs" / "reference" / "coverage.md"
DOMAIN: Final = ROOT / "docs" / "explanation" / "domain.md"
COMMAND: Final = "make test; .venv/bin/python -m tools.coverage_page"

CASE_TYPES: Final = (PROEFTUIN, GATHERING)


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
            lacks = sorted((self.report.lacks(case_type.name, thing) for case_type in self.case_types if thing in things(case_type)), key=len)
            if lacks and lacks[0]:  # in one of the case types is enough
                yield f"{thing[0]} {thing[1]!r} was never {' and never '.join(lacks[0])}"
        yield from (f"no test passed that is called {name!r}" for name in row.tests if name not in self.report.names)
        if row.instead and row.instead not in self.headings:
            yield _no_such("heading", row.instead, self.headings) + f" in {DOMAIN.name}"

    def text(self) -> str:
        """The page in Markdown."""
        whole = ["## All of the definitions", CLOSING, *self._definitions()]
        return "\n\n".join(["# Coverage", OPENING, *self._not_there_yet(), *self._chapters(), *whole]) + "\n"

    def _not_there_yet(self) -> Iterator[str]:
        rows = [f"- {row.key} ({row.title}) waits for {row.later}" for chapter in self.chapters for row in chapter.rows if row.later]
        if rows:
            yield "**Not there yet.** These rows are not covered, or only in part, because what they wait for is not written yet:"
            yield "\n".join(rows)

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
            seen.append("**not all of it is there yet**" if seen else "**not there yet**")
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
            have = things(case_type)
            yield f"### {case_type.en} as a whole"
            yield "\n".join(self._kinds(case_type, [thing for thing, lifecycles in have.items() if not lifecycles]))
            for lifecycle in case_type.lifecycles.values():
                yield f"### {case_type.en}: {lifecycle.en}"
                yield "\n".join(self._kinds(case_type, [thing for thing, lifecycles in have.items() if lifecycle in lifecycles]))

    def _kinds(self, case_type: CaseType, found: Sequence[Thing]) -> Iterator[str]:
        said: dict[str, list[str]] = {}
        for kind, name in sorted(found):
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
*and refused*, a test *passed*. `make test` fails on a row without, and when this page is out of date. Add a row in `tools/coverage/`; write
the page anew with `{COMMAND}`."""

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


def main(arguments: Sequence[str], report: Path = REPORT, target: Path = PAGE, made: Callable[[Report], Page] = page_of) -> int:
    """Write the page, or compare it; say all that is wrong with it."""
    check = "--check" in arguments
    if not report.exists():
        print(f"no run of the suite has left {report.name}; first: make test", file=sys.stderr)
        return 1
    found = read_report(report.read_text(encoding="utf-8"))
    if not found.whole:
        print("only a part of the suite ran, so what it covers is not judged", file=sys.stderr)
        return 0 if check else 1
    page = made(found)
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
