"""
Act 4: what the article says, row by row, and which example shows it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from attrs import frozen

from proeftuin_flow import Label

from .screen import Screen

__all__ = ["Row", "act", "rows"]

SEED = Path(__file__).parents[1] / "seed"

ABOUT = Label(
    "Alles wat het artikel noemt, en hoe de bibliotheek het vasthoudt. Van elke regel is er een klein voorbeeld in examples/seed, zoals: "
    "python examples/seed/js_consultancy.py --language nl.",
    "All that the article names, and how the library holds it. Each row has a small example of its own in examples/seed, such as: "
    "python examples/seed/js_consultancy.py.",
)  # fmt: skip


@frozen
class Row:
    """One row: the example that shows it, whom it is about, what the article says, and how the library holds it."""

    script: str
    name: Label
    article: Label
    library: Label


def rows() -> tuple[Row, ...]:
    """All rows, in order."""
    read = tomllib.loads((SEED / "rows.toml").read_text(encoding="utf-8"))["rows"]
    return tuple(Row(row["script"], Label(**row["name"]), Label(**row["article"]), Label(**row["library"])) for row in read)


def act(screen: Screen) -> None:
    """The table."""
    screen.act("Vierde bedrijf: elke regel van het artikel", "Act 4: every row of the article", about=ABOUT)
    heads = ["", screen.words("het artikel", "the article"), screen.words("hoe de bibliotheek het vasthoudt", "how the library holds it"),
             screen.words("voorbeeld", "example")]  # fmt: skip
    language = screen.language
    screen.table(heads, [[str(number), row.name.text(language), row.library.text(language), row.script]
                         for number, row in enumerate(rows(), start=1)])  # fmt: skip
