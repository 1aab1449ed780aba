"""
Files: what the demo leaves behind.  They are made beside those of an earlier run, and take their places when all went well.
"""

from __future__ import annotations

import os
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from proeftuin_flow.stores import SqliteStore

from .screen import Branch, Screen

__all__ = ["Files", "InUse"]

DATABASE = "pilots.sqlite"
LINES = "pilots.jsonl"


class InUse(Exception):
    """A file of an earlier run that another program has open."""


class Files:
    """A directory for the files of one run.  Use it with `with`: only if the block ends well, they are there."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._draft = directory

    def __enter__(self) -> Files:
        self.directory.mkdir(parents=True, exist_ok=True)
        earlier = self.directory / DATABASE
        if earlier.exists():
            # It must be a store of ours; a foreign file is refused here and stays.  Closing it empties its write-ahead log.
            SqliteStore(earlier).close()
            if earlier.with_name(f"{DATABASE}-wal").exists():
                raise InUse(f"{earlier} is open in another program; close it there, or choose another --directory")
        self._draft = Path(mkdtemp(prefix=".new-", dir=self.directory))
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        try:
            if kind is None:
                for file in self.made():
                    place = self.directory / file.relative_to(self._draft)
                    place.parent.mkdir(exist_ok=True)
                    os.replace(file, place)
        finally:
            rmtree(self._draft, ignore_errors=True)

    @property
    def database(self) -> Path:
        """Where the SQLite file is made."""
        return self._draft / DATABASE

    @property
    def lines(self) -> Path:
        """Where the JSON Lines file is made."""
        return self._draft / LINES

    def diagram(self, name: str, text: str) -> None:
        """Write one diagram."""
        place = self._draft / "diagrams" / f"{name}.mmd"
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def made(self) -> list[Path]:
        """What there is, by name."""
        return sorted(path for path in self._draft.rglob("*") if path.is_file())

    def shown(self, screen: Screen) -> None:
        """Say what is where."""
        diagrams = sorted((self.directory / "diagrams").glob("*.mmd"))
        tree = Branch(str(self.directory))
        tree.add(screen.words(f"{DATABASE} — het logboek, in één SQLite-bestand", f"{DATABASE} — the log, in one SQLite file"))
        tree.add(screen.words(f"{LINES} — hetzelfde, één record per regel", f"{LINES} — the same, one record a line"))
        tree.add(screen.words(f"diagrams/ — {len(diagrams)} diagrammen in Mermaid: elke levensloop in het Nederlands en in het Engels",
                              f"diagrams/ — {len(diagrams)} diagrams in Mermaid: each lifecycle in Dutch and in English"))  # fmt: skip
        screen.put("")
        screen.tree(tree)
