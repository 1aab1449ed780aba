"""
Rich screen: what the demo shows, in colours and boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from proeftuin_flow import Label, Language, Refused

from .screen import Branch, Screen

__all__ = ["RichScreen"]

WIDEST = 130


class RichScreen(Screen):
    """The screen of a terminal."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self._console = Console(highlight=False, markup=False, emoji=False)
        self._console.width = min(self._console.width, WIDEST)

    def act(self, nl: str, en: str, *, about: Label) -> None:
        """The beginning of an act."""
        self._console.print()
        self._console.print(Panel(Text(about.text(self.language)), title=Text(self.words(nl, en), style="bold"), title_align="left",
                                  border_style="cyan", padding=(1, 2)))  # fmt: skip

    def scene(self, nl: str, en: str) -> None:
        """The beginning of a scene."""
        self._console.print()
        self._console.print(Rule(Text(self.words(nl, en), style="bold cyan"), align="left", style="cyan"))

    def refusal(self, refused: Refused, languages: Sequence[Language]) -> None:
        """A refusal with all its reasons, in each of these languages."""
        panels = []
        for language in languages:
            head, _, reasons = refused.text(language).partition("\n")
            panels.append(Panel(Text(reasons), title=Text(f"{language}: {head}", style="bold red"), title_align="left", border_style="red"))
        self._console.print(Columns(panels, equal=True, expand=True))

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table with a line under its heads."""
        table = Table(header_style="bold", border_style="dim")
        for head in heads:
            table.add_column(head)
        for row in rows:
            table.add_row(*map(Text, row))
        self._console.print(table)

    def tree(self, root: Branch) -> None:
        """A tree of lines."""
        tree = Tree(Text(root.text, style="bold"), guide_style="dim")
        _grow(tree, root)
        self._console.print(tree)

    def done(self, nl: str, en: str) -> None:
        """Something that went well."""
        self._console.print(Text.assemble(("  ✔ ", "bold green"), self.words(nl, en)))

    def wrong(self, nl: str, en: str) -> None:
        """Something that stands in the way, and was meant to."""
        self._console.print(Text.assemble(("  ✘ ", "bold red"), self.words(nl, en)))

    def put(self, *lines: str) -> None:
        """Lines as they are."""
        for line in lines:
            self._console.print(Text(line))

    def say(self, nl: str, en: str) -> None:
        """A paragraph; Rich wraps it."""
        self._console.print(Text(self.words(nl, en)))


def _grow(tree: Tree, branch: Branch) -> None:
    for each in branch.below:
        _grow(tree.add(Text(each.text)), each)
