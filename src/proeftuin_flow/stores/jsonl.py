"""
The store in one file of JSON Lines, for exchange and archives: any program can read it, and nothing but a text editor is needed to look.

Its lines are those of `_lines`:

    {"data":…,"hash":…,"header":…,"personal":…}     a record
    {"commit":n}                                    the next n lines were written together, whole or not at all
    {"request":{"digest":…,"first":…,"id":…,"last":…,"salt":…,"stream":…}}
                                                    which records came of a request; after the last of them
    {"destroyed":n}                                 n records stood here; their places are not used again
    {"definition":{"fingerprint":…,"name":…,"structure":…,"texts":…,"version":…}}
                                                    a case type as it was

A case that was destroyed for good has a line in a register beside it (`cases.jsonl.register`), which is on disk before the log loses its
lines.  If a crash came in between, or an older log was put back beside it, whoever opens or writes next finishes what it says.

A record alone has no frame: a line is whole or torn.  The end that a crash tore off is moved into a file beside it (`set_aside` names
it, and the log of Python says so); look at it, then delete it, for no erasure reaches it.  Anything else that is not ours is refused.

Every append is on disk when it returns.  Redacting, destroying and loading write the file anew, so each takes as long as the file is
long; whatever the old one held is in no file any more, though on the disk until that is used again.  Several processes may have it, on
one machine; on Windows only one.  After a fork it refuses: open one in each process.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from itertools import chain
from logging import getLogger
from os import PathLike, getpid
from pathlib import Path
from threading import RLock
from typing import Final

from msgspec.structs import replace

from ..errors import OutcomeUnknown, RevisionConflict, StoreUnavailable
from ..log import Record, parse_line
from ..messages import STORE_CLOSED, STORE_FORKED
from ._files import LogFile, lines_of, trouble
from ._intake import Intake, accepted, ask_line, ask_redaction, ended, path_of, place_of, taken_in
from ._lines import Kept, Line, commit_lines, definition_line, destroyed_lines, frame_line, request_line
from ._register import RegisterFile
from ._units import Index, Torn, Unit, units
from .port import Commit, Definition, Destroyed, Position, Request, Tip, Version

__all__ = ["JsonlStore"]

CHUNK: Final = 512
"""How many records are read at once."""

logger = getLogger("proeftuin_flow.stores")


class JsonlStore:
    """
    Records in one file of JSON Lines, which is made if there is none.  `timeout`: the seconds to wait for another process.

    `set_aside` has the files into which torn ends were moved.

    Raises:
        NotOurs: If the file holds anything else; the error names the line.
        BrokenChain: If a record is missing in it.
        StoreUnavailable: If it cannot be opened or made.
    """

    def __init__(self, path: str | PathLike[str], *, timeout: float = 5.0) -> None:
        self.path: Final = path_of(path)
        self.set_aside: tuple[Path, ...] = ()
        self._lock = RLock()
        self._process = getpid()
        self._closed = False
        self._file = LogFile(self.path, timeout)
        self._index, self._generation = Index(self.path), self._file.generation
        self._register = RegisterFile(self.path.with_name(f"{self.path.name}.register"))
        self._unfinished = False
        try:
            # A crash while the file was written anew leaves a draft, and that may have what was to be removed.
            with self._held(), suppress(FileNotFoundError):
                self.path.with_name(f"{self.path.name}.new").unlink()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> JsonlStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def tip(self, stream: str) -> Tip | None:
        """The newest record of a stream; None if there is no such stream."""
        with self._seen() as index:
            return index.tips.get(stream)

    def tips(self) -> Iterator[tuple[str, Tip]]:
        """The newest record of every stream, in the order of their names."""
        with self._seen() as index:
            return iter(sorted(index.tips.items()))

    def versions(self) -> Iterator[tuple[str, Version]]:
        """The rules under which every stream was recorded; see `Store.versions`."""
        with self._seen() as index:
            return iter([(stream, version) for stream, versions in sorted(index.versions.items()) for version in versions])

    def read(self, stream: str, after: int = 0) -> Iterator[Record]:
        """The records of a stream in order, after a revision.  Nothing if there is no such stream."""
        after = max(after, 0)
        while True:
            with self._seen() as index:
                chunk = [self._record(index, place) for place in index.places.get(stream, ())[after : after + CHUNK]]
            yield from chunk
            after += len(chunk)
            if len(chunk) < CHUNK:
                return

    def append(self, commit: Commit) -> None:
        """Write the records of one command; see `Store.append`."""
        (conflict,) = self.append_all([commit])
        if conflict is not None:
            raise conflict

    def append_all(self, commits: Sequence[Commit]) -> Sequence[RevisionConflict | None]:
        """Write several commands; see `Store.append_all`."""
        with self._held() as index:
            fit, conflicts = accepted(commits, self._taken, lambda stream, id: index.requests.get((stream, id)))
            if fit:
                self._add(b"".join(map(commit_lines, fit)), fit[0].stream)
            return conflicts

    def request(self, stream: str, id: str) -> Request | None:
        """What came of a request id in a stream, if it was ever used there."""
        with self._seen() as index:
            return index.requests.get((stream, id))

    def follow(self, after: Position | None = None, limit: int | None = None) -> Iterator[tuple[Position, Record]]:
        """The records of all streams in order, after a position."""
        return self._follow(place_of(after), limit)

    def _follow(self, place: int, limit: int | None) -> Iterator[tuple[Position, Record]]:
        left = float("inf") if limit is None else limit
        while left > 0:
            with self._seen() as index:
                first = bisect_left(index.numbers, place)
                chunk = [(number, self._record(index, first + at)) for at, number in enumerate(index.numbers[first : first + CHUNK])]
            if not chunk:
                return
            for number, record in chunk:
                if left <= 0:
                    return
                left -= 1
                place = number + 1
                yield str(place), record

    def redact(self, stream: str, seqs: Iterable[int], commit: Commit | None = None) -> bool:
        """Remove the personal pieces of these records, and the digests of their requests; see `Store.redact`."""
        emptied = set(seqs)
        with self._held() as index:
            lines = b""
            if commit is not None:
                ask_redaction(stream, commit)
                _, (conflict,) = accepted([commit], self._taken, lambda stream, id: index.requests.get((stream, id)))
                if conflict is not None:
                    raise conflict
                lines = commit_lines(commit)
            if lines or stream in index.tips:
                try:
                    self._file.replace(chain(_redacted(self._units(), stream, emptied), [lines]))
                except StoreUnavailable as error:
                    if self._file.moved_on(index.end):  # it is there, and the disk does not say that its name is
                        raise OutcomeUnknown(stream, error.cause) from error
                    raise
        return True

    def about(self, subject: str) -> Iterator[tuple[str, int]]:
        """The streams and numbers of the records about a person."""
        with self._seen() as index:
            return iter([*index.about.get(subject, ())])

    def destroy(self, stream: str, line: Destroyed | None = None) -> bool:
        """
        Remove a whole stream, and say so in the register; see `Store.destroy`.

        Raises:
            OutcomeUnknown: If the register has the line, and the log could not be written anew yet; whoever writes next tries again.
        """
        with self._held() as index:
            if line is None:
                if stream in index.tips:
                    self._file.replace(_destroyed(self._units(), {stream}))
                return True
            ask_line(stream, line, index.tips.get(stream))
            self._register.add(line, self._file.file)
            self._unfinished = True
            try:
                self._finish()
            except StoreUnavailable as error:
                raise OutcomeUnknown(stream, error.cause) from error
        return True

    def register(self, stream: str | None = None) -> Iterator[Destroyed]:
        """The lines of the register of destruction, or the one of a stream."""
        with self._seen():
            return iter([line for line in self._register.lines.values() if stream in (None, line.case)])

    def load(self, records: Iterable[Record]) -> int:
        """Take in records of elsewhere, all or none; see `Store.load`."""
        with self._held():
            intake = Intake(self._taken)
            self._file.replace(self._with(taken_in(records, intake)))
            return intake.count

    def keep(self, definition: Definition) -> None:
        """Keep a definition by its fingerprint; once is enough."""
        with self._held() as index:
            if definition.fingerprint not in index.definitions:
                self._add(definition_line(definition), definition.name)

    def definitions(self, name: str, version: int | None = None) -> Sequence[Definition]:
        """The definitions that were kept under a name, in the order in which they came."""
        with self._seen() as index:
            return [each for each in index.definitions.values() if each.name == name and version in (None, each.version)]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._closed = True
            self._file.close()

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _ask_usable(self) -> None:
        if self._process != getpid():
            raise StoreUnavailable(str(self.path), STORE_FORKED())
        if self._closed:
            raise StoreUnavailable(str(self.path), STORE_CLOSED())

    @contextmanager
    def _seen(self) -> Generator[Index, None, None]:
        """What is in the file now, also what others wrote."""
        self._ask_usable()
        with self._lock:
            self._ask_usable()
            if self._generation != self._file.generation or self._file.moved_on(self._index.end) or self._register.moved_on():
                with self._held():
                    pass
            yield self._index

    @contextmanager
    def _held(self) -> Generator[Index, None, None]:
        """The same, while nobody else writes."""
        self._ask_usable()
        with self._lock:
            self._ask_usable()
            with self._file.locked():
                try:
                    self._catch_up()
                    yield self._index
                except OSError as error:
                    raise trouble(error, self.path) from error

    def _catch_up(self) -> None:
        before = self._generation, self._index.end
        self._catch_up_log()
        if self._register.catch_up() or before[0] != self._generation or before[1] == 0:
            self._unfinished = True
        if self._unfinished:
            self._finish()

    def _finish(self) -> None:
        """Let the log lose what the register says was destroyed."""
        if gone := self._register.lines.keys() & self._index.tips.keys():
            self._file.replace(_destroyed(self._units(), gone))
            self._catch_up_log()
        self._unfinished = False

    def _catch_up_log(self) -> None:
        if self._generation != self._file.generation or self._file.size() < self._index.end:
            self._index, self._generation = Index(self.path), self._file.generation
        index = self._index
        try:
            for unit in units(lines_of(self._file.file, index.end), self.path, index.end, index.lines):
                if not unit.ended:
                    self._file.append(b"\n", "")
                index.add(unit)
        except Torn as torn:
            beside = self._file.set_aside(torn.at)
            self.set_aside += (beside,)
            logger.warning("%s: the end from line %d on was torn off; it is in %s now", self.path, torn.line, beside.name)

    def _add(self, text: bytes, stream: str) -> None:
        """Write lines, after they were read as whoever opens the file will read them."""
        index = self._index
        new = [*units(text.splitlines(keepends=True), self.path, index.end, index.lines)]
        self._file.append(text, stream)
        for unit in new:
            index.add(unit)

    def _units(self) -> Iterator[Unit]:
        return units(lines_of(self._file.file), self.path)

    def _with(self, news: Iterable[Record | tuple[str, Request]]) -> Iterator[bytes]:
        yield from lines_of(self._file.file)
        for each in news:
            yield each.line() if isinstance(each, Record) else request_line(*each)

    def _taken(self, stream: str) -> Tip | None:
        line = self._register.lines.get(stream)
        return self._index.tips.get(stream) if line is None else ended(line)

    def _record(self, index: Index, place: int) -> Record:
        return parse_line(self._file.read(index.starts[place], index.lengths[place]), f"{self.path}, record {index.numbers[place] + 1}")


def _redacted(found: Iterable[Unit], stream: str, seqs: set[int]) -> Iterator[bytes]:
    """The file without the personal pieces of these records, and without the digests of their requests."""

    def kept(value: Line, line: bytes) -> bytes:
        if isinstance(value, Record) and value.stream == stream and value.seq in seqs:
            return replace(value, personal=None).line()
        if isinstance(value, Kept) and value.stream == stream:
            request = value.request
            if not seqs.isdisjoint(range(request.first, request.last + 1)):
                return request_line(stream, replace(request, digest=None))
        return line

    for unit in found:
        frame = len(unit.lines) - len(unit.values)
        yield from unit.lines[:frame]
        yield from map(kept, unit.values, unit.lines[frame:])


def _destroyed(found: Iterable[Unit], streams: Set[str]) -> Iterator[bytes]:
    """The file without these streams; where their records stood, their number."""
    for unit in found:
        mine = [isinstance(value, Record | Kept) and value.stream in streams for value in unit.values]
        if not any(mine):
            yield from unit.lines
            continue
        gone = sum(isinstance(value, Record) for value, own in zip(unit.values, mine, strict=True) if own)
        yield from destroyed_lines(gone)
        rest = [line for line, own in zip(unit.lines[-len(mine) :], mine, strict=True) if not own]
        if len(rest) > 1:
            yield frame_line(len(rest))
        yield from rest
