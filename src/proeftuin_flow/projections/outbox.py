"""
The outbox: what has to be done outside because something was recorded, such as a letter, a message or a job.  At least once, and in the
order of the log.

A pure function says by name what follows from a record.  Each reaction has an id that stays the same (`stream:seq:name`), so that whoever
receives it can see that they had it before; and a mark, which is kept together with its effect.  Where both are in one database, in one
transaction, the effect happens once; elsewhere a crash repeats at most the last one.

Nothing is kept but ids and a position: an erasure finds nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import frozen

from ..errors import InvalidData, StoreUnavailable
from ..flow import Flow
from ..ids import check_id
from ..messages import BAD_VALUE, OUTBOX_MOVED
from ..stores import Position
from ..stores._files import new_file, trouble, write_all
from .folding import Followed, followed_of

__all__ = ["FileBookmark", "Mark", "Outbox", "Reaction", "Reactions", "TableBookmark"]

Mark: TypeAlias = str
"""How far an outbox is; opaque.  None stands for the beginning."""

Reactions: TypeAlias = Callable[[Followed], Iterable[str]]
"""What follows outside from one record, by name: in a fixed order, each name once, or none.  It looks at nothing but the record."""


@frozen
class Reaction:
    """
    One thing that has to be done because of one record.

    `id` is `stream:seq:name`, and the same in every run: give it to the receiver.  `mark` is what to keep once it is done.  `followed` is the
    record; it is for doing it now, not for keeping.
    """

    id: str
    name: str
    mark: Mark
    followed: Followed


class Outbox:
    """
    The reactions after a mark, one by one, in the order of the log: so in order within each case.

    Do what a reaction says, and keep its mark with that; then ask for the next one.  After a crash go on from the mark that was kept last.
    `mark` is how far it is by now, also past records from which nothing follows: keep it at the end, and they are not read again.

    `limit` is how many records are read at most.  From what the case types of `flow` do not know nothing follows.

    Raises:
        InvalidData: If the mark is none of this store, or the function gives a name twice or one that is no id.
        StoreUnavailable, LogError: As `Flow.follow`.
    """

    def __init__(self, flow: Flow, reactions: Reactions, after: Mark | None = None, *, limit: int | None = None) -> None:
        if after is not None and (not isinstance(after, str) or "@" not in after):
            raise InvalidData(BAD_VALUE(name="after", value=repr(after)[:80]))
        self.mark = after
        self._flow, self._reactions, self._limit = flow, reactions, limit

    def __iter__(self) -> Iterator[Reaction]:
        done, _, before = ("", "", "") if self.mark is None else self.mark.partition("@")
        reached: Position | None = before or None
        for position, record in self._flow.follow(reached, limit=self._limit):
            followed = followed_of(record, record.read(), self._flow._types)
            names = () if followed is None else _names(self._reactions(followed))
            ids = [f"{record.stream}:{record.seq}:{name}" for name in names]
            # Only of the record in which it stopped some are done already.
            first = ids.index(done) + 1 if done in ids else 0
            for number in range(first, len(ids)):
                assert followed is not None
                last = number == len(ids) - 1
                mark = f"@{position}" if last else f"{ids[number]}@{reached or ''}"
                yield Reaction(ids[number], names[number], mark, followed)
                self.mark = mark
            done, reached, self.mark = "", position, f"@{position}"


def _names(found: Iterable[str]) -> tuple[str, ...]:
    names = tuple(found)
    for name in names:
        check_id("reaction", name)
    if len({*names}) < len(names):
        raise InvalidData(BAD_VALUE(name="reaction", value=repr(names)[:80]))
    return names


class FileBookmark:
    """
    A mark in a small file, which appears whole, and on disk, or not at all.  For effects outside any database.

    `load` and `save` may raise `StoreUnavailable`; then the mark that was kept before is still there.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)

    def load(self) -> Mark | None:
        """The mark that was kept last; None if none ever was."""
        try:
            return self._path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise trouble(error, self._path) from error

    def save(self, mark: Mark) -> None:
        """Keep this one from now on."""
        with new_file(self._path) as file:
            write_all(file, mark.encode())


class TableBookmark:
    """
    A mark in a table of the application's own database, kept in the transaction in which the effect is written: both, or neither.

    `execute` takes an SQL text with `:names` and their values, and gives something with `fetchone()` and `rowcount`: that of a connection of
    `sqlite3`, or `lambda sql, values: connection.execute(text(sql), values)` for SQLAlchemy.  `TABLE` makes the table.

    Committing is the application's.  Two programs that empty one box at the same time hinder each other, and no effect comes twice.
    """

    TABLE: Final = "CREATE TABLE IF NOT EXISTS outbox_mark (box VARCHAR(64) PRIMARY KEY, mark TEXT NOT NULL)"

    def __init__(self, box: str, execute: Callable[[str, Mapping[str, Any]], Any]) -> None:
        check_id("box", box)
        self._box, self._execute = box, execute
        self._before: Mark | None = None

    def load(self) -> Mark | None:
        """The mark that was kept last; None if none ever was."""
        row = self._execute("SELECT mark FROM outbox_mark WHERE box = :box", {"box": self._box}).fetchone()
        self._before = None if row is None else str(row[0])
        return self._before

    def save(self, mark: Mark) -> None:
        """
        Keep this one from now on, instead of the one that was loaded or saved here before.

        Raises:
            StoreUnavailable: If somebody else moved it meanwhile.  Roll back, and begin again from `load`.
        """
        values = {"box": self._box, "mark": mark, "before": self._before}
        if self._before is None:
            done = self._execute("INSERT INTO outbox_mark (box, mark) VALUES (:box, :mark) ON CONFLICT (box) DO NOTHING", values)
        else:
            done = self._execute("UPDATE outbox_mark SET mark = :mark WHERE box = :box AND mark = :before", values)
        if done.rowcount != 1:
            raise StoreUnavailable(f"outbox {self._box}", OUTBOX_MOVED())
        self._before = mark
