"""
The report: aligned columns of plain text, and the same in JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
