"""
Screen: what the demo shows, in lines for pipes.  `rich_screen` has the same in colours and boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import fill

from attrs import field, frozen

from proeftuin_flow import Label, Language, Refused

__all__ = ["WIDTH", "Branch", "Screen"]

WIDTH = 100
"""Of what is told.  The same everywhere, so that two runs can be compared; a table is as wide as it is."""


@frozen
class Branch:
    """A line with lines below it."""

    text: str
    below: list[Branch] = field(factory=list)

    def add(self, text: str) -> Branch:
        """One line more below it, which can have lines of its own."""
        self.below.append(Branch(text))
        return self.below[-1]


class Screen:
    """Plain lines."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def words(self, nl: str, en: str) -> str:
        """The sentence in the reader's language."""
        return Label(nl, en).text(self.language)

    def act(self, nl: str, en: str, *, about: Label) -> None:
        """The beginning of an act."""
        title = self.words(nl, en)
        self.put("", "=" * WIDTH, title, "=" * WIDTH, "")
        self.say(about.nl, about.en)

    def scene(self, nl: str, en: str) -> None:
        """The beginning of a scene."""
        self.put("", f"-- {self.words(nl, en)} --", "")

    def say(self, nl: str, en: str) -> None:
        """A paragraph."""
        self._filled(self.words(nl, en))

    def refusal(self, refused: Refused, languages: Sequence[Language]) -> None:
        """A refusal with all its reasons, in each of these languages."""
        for language in languages:
            self.put(*(f"  [{language}] {line}" for line in refused.text(language).splitlines()), "")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table with a line under its heads."""
        lines = [[*heads], *([*row] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        lines.insert(1, ["-" * width for width in widths])
        for line in lines:
            self.put(("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))).rstrip())

    def tree(self, root: Branch) -> None:
        """A tree of lines."""
        self._branch(root, "  ")

    def done(self, nl: str, en: str) -> None:
        """Something that went well."""
        self._filled(self.words(nl, en), "  + ")

    def wrong(self, nl: str, en: str) -> None:
        """Something that stands in the way, and was meant to."""
        self._filled(self.words(nl, en), "  ! ")

    def put(self, *lines: str) -> None:
        """Lines as they are."""
        for line in lines:
            print(line)

    def _branch(self, branch: Branch, indent: str) -> None:
        self._filled(branch.text, indent)
        for each in branch.below:
            self._branch(each, f"{indent}    ")

    def _filled(self, text: str, start: str = "") -> None:
        indent = " " * len(start) + ("  " if start.isspace() else "")
        self.put(fill(text, WIDTH, initial_indent=start, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))
