"""
Sources: what can be examined, in shards, and the register that belongs to it.

A file is read as it is, and never written: also one that somebody else is writing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import Final, Protocol

import msgspec
from msgspec import Raw, Struct

from ..errors import LogError, NotOurs
from ..log import Record
from ..log.record import MALFORMED, read_header
from ..messages import BAD_LINE, FOREIGN_FILE, TORN_LINE
from ..stores._files import lines_of, trouble
from ..stores._lines import Frame, Kept, parse
from ..stores._register import read_line
from ..stores._sqlite_shards import registered, split, tips_in
from ..stores.port import Destroyed, Store, Tip
from ..stores.shards import Row, Shard, Sharded

__all__ = ["FileSource", "Source", "StoreSource", "source_of"]

SQLITE: Final = b"SQLite format 3\0"
TIMEOUT: Final = 5.0


class Source(Protocol):
    """What can be examined."""

    def shards(self, count: int) -> Sequence[Shard]:
        """All of it, in about so many parts, or in fewer."""
        ...

    def register(self, stream: str) -> Destroyed | None:
        """What the register of destruction says of a stream."""
        ...


class StoreSource:
    """A store: in shards if it has any, else stream by stream."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def shards(self, count: int) -> Sequence[Shard]:
        """The shards of the store, or one with all of its streams."""
        return self._store.shards(count) if isinstance(self._store, Sharded) else [StreamsShard(self._store)]

    def register(self, stream: str) -> Destroyed | None:
        """The line of the store's register."""
        return next(self._store.register(stream), None)


class StreamsShard:
    """All streams of a store, read through the store itself; it stays in this process."""

    ordered = True

    def __init__(self, store: Store) -> None:
        self._store = store
        self.size, self.done = sum(tip.revision for _, tip in store.tips()), 0

    def covers(self, stream: str) -> bool:
        """Every stream is in it."""
        return True

    def rows(self) -> Iterator[Row | Kept | LogError]:
        """Stream by stream; one that cannot be read is an error, and the others follow."""
        for stream, _ in self._store.tips():
            try:
                for record in self._store.read(stream):
                    self.done += 1
                    yield Row(record)
            except LogError as error:
                yield error


class FileSource(Source, Protocol):
    """A file of records."""

    def tips(self) -> Iterator[tuple[str, Tip]]:
        """The newest record of every stream, in the order of their names."""
        ...


def source_of(path: Path) -> FileSource:
    """
    A file of JSON Lines, or of a `SqliteStore`: its first bytes say which.

    Raises:
        StoreUnavailable: If it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return SqliteSource(path) if file.read(len(SQLITE)) == SQLITE else JsonlSource(path)
    except OSError as error:
        raise trouble(error, path) from error


class SqliteSource:
    """The file of a `SqliteStore`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def shards(self, count: int) -> Sequence[Shard]:
        """By ranges of streams."""
        return split(self._path, TIMEOUT, count)

    def register(self, stream: str) -> Destroyed | None:
        """The line of the register in the file."""
        return next(registered(self._path, TIMEOUT, stream), None)

    def tips(self) -> Iterator[tuple[str, Tip]]:
        """The newest record of every stream."""
        return tips_in(self._path, TIMEOUT)


class JsonlSource:
    """A file of JSON Lines; a register, if there is one, stands beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def shards(self, count: int) -> Sequence[Shard]:
        """The whole file, whose streams stand between each other."""
        return [JsonlShard(self._path)]

    def register(self, stream: str) -> Destroyed | None:
        """The line in the file beside it."""
        there = self._path.with_name(f"{self._path.name}.register")
        try:
            with FileIO(there) as file:
                for text in lines_of(file):
                    line = read_line(text.removesuffix(b"\n"), str(there))
                    if line.case == stream:
                        return line
        except FileNotFoundError:
            return None
        except OSError as error:
            raise trouble(error, there) from error
        return None

    def tips(self) -> Iterator[tuple[str, Tip]]:
        """The newest record of every stream; every line is read."""
        found: dict[str, Tip] = {}
        for row in JsonlShard(self._path).rows():
            if isinstance(row, LogError):
                raise row
            if isinstance(row, Row):
                found[row.record.stream] = Tip(row.record.seq, row.record.hash)
        yield from sorted(found.items())


class _Loose(Struct):
    hash: str
    header: Raw
    data: Raw = Raw(b"")
    personal: Raw = Raw(b"")


read_loosely: Final = msgspec.json.Decoder(_Loose).decode


class JsonlShard:
    """A whole file of JSON Lines."""

    ordered = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size, self.done = path.stat().st_size, 0

    def covers(self, stream: str) -> bool:
        """Every stream is in it."""
        return True

    def rows(self) -> Iterator[Row | Kept | LogError]:
        """Every record, and every request; what else stands there only has to have its form."""
        left = ours = number = 0
        try:
            with FileIO(self._path) as file:
                for number, line in enumerate(lines_of(file), 1):
                    self.done += len(line)
                    where = f"{self._path}, line {number}"
                    ended = line if line.endswith(b"\n") else line + b"\n"
                    try:
                        value = parse(ended, where)
                    except NotOurs as error:
                        left = max(0, left - 1)
                        yield _spoiled(ended, error) or (error if line is ended else NotOurs(where, TORN_LINE()))
                        continue
                    ours += 1
                    if isinstance(value, Record | Kept):
                        left = max(0, left - 1)
                        yield Row(value) if isinstance(value, Record) else value
                    elif left:
                        yield NotOurs(where, BAD_LINE(cause="in the midst of a commit"))
                        left = 0
                    elif isinstance(value, Frame):
                        left = value.commit
        except OSError as error:
            raise trouble(error, self._path) from error
        if number and not ours:
            raise NotOurs(str(self._path), FOREIGN_FILE(cause="no line of it is a record"))
        if left:
            yield NotOurs(f"{self._path}, line {number}", TORN_LINE())


def _spoiled(line: bytes, error: NotOurs) -> Row | None:
    """The record in a line that is not as it should be, if its header can be read, so that its place is known."""
    try:
        found = read_loosely(line)
        header = bytes(found.header)
        head = read_header(header)
    except MALFORMED:
        return None
    return Row(Record(head.stream, head.seq, header, found.hash, bytes(found.data) or None, bytes(found.personal) or None), None, error.what)
