"""
The report: aligned columns of plain text, and the same in JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.figures import Figure, Goal, Outcome, Section, Table, between, number


def columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """
    Text in columns: the first to the left, the others to the right.
    """
    everything = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*everything, strict=True)]
    return _ruled([_line(row, widths, [str.ljust, *[str.rjust] * (len(row) - 1)]) for row in everything])


def _line(row: Sequence[str], widths: Sequence[int], fits: Sequence[Callable[[str, int], str]]) -> str:
    return "  ".join(fit(cell, width) for cell, width, fit in zip(row, widths, fits, strict=True)).rstrip()


def _ruled(lines: Sequence[str]) -> str:
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def table(of: Table) -> str:
    """
    A table under its title.
    """
    return f"{of.title}\n\n{columns(of.head, of.rows)}"


def goals(sections: Sequence[Section]) -> str:
    """
    What can be measured, and what is hoped for.
    """
    rows = [(section.name, goal.figure, str(goal)) for section in sections for goal in section.goals]
    return _left(("section", "figure", "goal"), rows)


def verdicts(figures: Sequence[Figure]) -> str:
    """
    Figure, goal, measured, and whether that is enough.
    """
    rows = [(figure.goal.figure, str(figure.goal), _measured(figure), figure.verdict) for figure in figures]
    return _left(("figure", "goal", "measured", "verdict"), rows)


def markdown(
    figures: Sequence[Figure], outcomes: Sequence[Outcome], machine: Mapping[str, object], run: Mapping[str, object]
) -> str:
    """
    The whole run as a page: the verdicts, what it would take, and every table.
    """
    versions: Any = machine["versions"]
    parts = [
        "# Results",
        f"One run of `python -m benchmarks`, on {run['at']}: {machine['python']}, {machine['cores']} virtual cores, {machine['system']}, "
        f"SQLite {machine['sqlite']}.\nRatios count, nanoseconds are of this machine.",
        goal_table(figures),
    ]
    if short := [figure for figure in figures if figure.takes]:
        parts += ["## What it would take", "\n".join(f"- **{figure.goal.figure}**: {figure.takes}" for figure in short)]
    for outcome in outcomes:
        for each in outcome.tables:
            parts += [f"## {each.title}", _piped(each.head, each.rows)]
        parts += [*outcome.notes]
    parts += ["## Versions", ", ".join(f"{name} {version}" for name, version in versions.items())]
    return "\n\n".join(parts) + "\n"


def goal_table(figures: Sequence[Figure]) -> str:
    """
    Figure, goal, measured and verdict, as a table in Markdown.
    """
    rows = [(figure.goal.figure, str(figure.goal), _measured(figure), figure.verdict) for figure in figures]
    return _piped(("figure", "goal", "measured (10th to 90th)", "verdict"), rows)


def _piped(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:" if rows and _is_number(cell) else "---" for cell in (rows[0] if rows else head)[1:]]], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").replace("-", "").isdecimal()


def between_marks(page: str, table: str) -> str:
    """
    The page with the table in its place.

    Raises:
        ValueError: If it has no place for one.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"no {BEGIN} and {END} in it")
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


BEGIN = "<!-- benchmark table: written by python -m benchmarks --readme README.md -->"
END = "<!-- end of the benchmark table -->"


def _measured(figure: Figure) -> str:
    if (measured := figure.measured) is None:
        return "—"
    if measured.low == measured.high:
        return number(measured.middle)
    return f"{number(measured.middle)} ({between(measured)})"


def _left(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    everything = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*everything, strict=True)]
    return _ruled([_line(row, widths, [str.ljust] * len(row)) for row in everything])


def as_data(outcome: Outcome) -> dict[str, object]:
    """
    A section for the JSON file.
    """
    return {"figures": [_figure(figure) for figure in outcome.figures], "notes": list(outcome.notes), "measured": outcome.raw}


def _figure(figure: Figure) -> dict[str, object]:
    measured = figure.measured
    return {
        "figure": figure.goal.figure,
        "goal": _goal(figure.goal),
        "measured": measured and {"10%": measured.low, "median": measured.middle, "90%": measured.high},
        "verdict": figure.verdict,
    }


def _goal(goal: Goal) -> dict[str, object]:
    return {"unit": goal.unit, "at_least": goal.at_least, "at_most": goal.at_most, "aim": goal.aim}
