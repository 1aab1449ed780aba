"""
Kill -9 while an outbox is emptied: in the application's own database each effect is there once, elsewhere at most the last is repeated.

The effect is a row without a key, or a line at the end of a file; so nothing but the mark keeps one from coming twice.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from proeftuin_flow import Flow, Followed
from proeftuin_flow.projections import FileBookmark, Outbox, TableBookmark
from tests.torture.common import EMBEDDED, Effort, Row, forked, heard_from, opened
from tests.torture.purse import DAY, HOLDER, PURSE

__all__ = ["run"]

def run(effort: Effort) -> Iterator[Row]:
    """A row for each store and place of the effect."""
    times, cases = effort.times(200), max(10, effort.times(60))
    for name in effort.stores:
        for where, empties in {"database": _into_a_database, "file": _into_a_file}.items():
            with TemporaryDirectory(dir=effort.directory) as directory:
                kills, boxes = 0, 0
                broken: list[str] = []
                place = f"{directory}/{EMBEDDED[name]}"
                with opened(place) as store:
                    flow = Flow(store, [PURSE])
                    for number in range(cases):
                        flow.open(PURSE, f"case-{number}", by=HOLDER, occurred=DAY)
                wanted = [f"case-{number}:1:{name}" for number in range(cases) for name in ("letter", "line")]
                while kills < times:
                    boxes += 1
                    box = Path(directory) / str(boxes)
                    box.mkdir()
                    killed = _emptied(partial(empties, place, box), effort, (name, where, boxes))
                    kills += max(1, killed)
                    found = _rows(box) if where == "database" else (box / "letters").read_text("utf-8").split()
                    once = [id for at, id in enumerate(found) if where == "database" or at == 0 or id != found[at - 1]]
                    if once != wanted or len(found) > len(wanted) + killed:
                        broken.append(f"box {boxes}: {len(found)} of {len(wanted)} after {killed} kills")
            yield Row("outbox", f"{name}, {where}", kills, f"{boxes} boxes emptied, of {len(wanted)} each", broken)


def _emptied(empties: Callable[[Callable[..., None]], None], effort: Effort, names: tuple[object, ...]) -> int:
    """One box, by as many children as it takes; how many were killed."""
    chance, killed = effort.random(*names), 0
    while True:
        child, heard = forked(empties)
        os.read(heard, 1)  # an empty line, once it has begun
        time.sleep(chance.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        words = heard_from(heard)
        if ["done"] in words:
            return killed
        if not os.WIFSIGNALED(status):
            raise AssertionError(f"the child says {words}")
        killed += 1


def _rows(box: Path) -> list[str]:
    with closing(sqlite3.connect(box / "application.db")) as db:
        return [id for (id,) in db.execute("SELECT id FROM letter ORDER BY rowid")]


def _letters(followed: Followed) -> Iterator[str]:
    yield from ("letter", "line")


def _into_a_database(place: str, box: Path, tell: Callable[..., None]) -> None:  # pragma: no cover  # in a child
    with opened(place) as store, closing(sqlite3.connect(box / "application.db")) as db:
        db.execute("CREATE TABLE IF NOT EXISTS letter (id TEXT)")
        db.execute(TableBookmark.TABLE)
        marks: Any = TableBookmark("letters", db.execute)
        tell()
        for reaction in Outbox(Flow(store, [PURSE]), _letters, marks.load()):
            with db:
                db.execute("INSERT INTO letter VALUES (?)", (reaction.id,))
                marks.save(reaction.mark)
    tell("done")


def _into_a_file(place: str, box: Path, tell: Callable[..., None]) -> None:  # pragma: no cover  # in a child
    with opened(place) as store, (box / "letters").open("ab", buffering=0) as file:
        marks = FileBookmark(box / "mark")
        tell()
        for reaction in Outbox(Flow(store, [PURSE]), _letters, marks.load()):
            file.write(f"{reaction.id}\n".encode())
            marks.save(reaction.mark)
    tell("done")
