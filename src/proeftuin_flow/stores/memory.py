"""
The store in memory, for tests.  It is gone with the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from threading import RLock

from msgspec.structs import replace

from ..errors import RevisionConflict
from ..log import Record, subjects_in
from ._intake import Intake, accepted, ask_line, ask_redaction, ended, place_of, taken_in, turns, version_of
from .port import Commit, Definition, Destroyed, Position, Request, Tip, Version

__all__ = ["MemoryStore"]

CHUNK = 512


class MemoryStore:
    """Records in lists.  Does all that a store must do, except to outlive its process."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._log: list[Record | None] = []  # a place for ever; None where a stream was destroyed
        self._streams: dict[str, list[int]] = {}  # the places of its records
        self._versions: dict[str, list[Version]] = {}
        self._requests: dict[tuple[str, str], Request] = {}
        self._definitions: dict[str, Definition] = {}
        self._register: dict[str, Destroyed] = {}
        self._about: dict[str, dict[tuple[str, int], None]] = {}

    def __enter__(self) -> MemoryStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def tip(self, stream: str) -> Tip | None:
        """The newest record of a stream; None if there is no such stream."""
        with self._lock:
            places = self._streams.get(stream)
            newest = self._log[places[-1]] if places else None
            return None if newest is None else Tip(newest.seq, newest.hash)

    def tips(self) -> Iterator[tuple[str, Tip]]:
        """The newest record of every stream, in the order of their names."""
        with self._lock:
            return iter([(stream, tip) for stream in sorted(self._streams) if (tip := self.tip(stream)) is not None])

    def versions(self) -> Iterator[tuple[str, Version]]:
        """The rules under which every stream was recorded; see `Store.versions`."""
        with self._lock:
            return iter([(stream, version) for stream, versions in sorted(self._versions.items()) for version in versions])

    def read(self, stream: str, after: int = 0) -> Iterator[Record]:
        """The records of a stream in order, after a revision.  Nothing if there is no such stream."""
        with self._lock:
            places = self._streams.get(stream, [])[max(after, 0) :]
            return iter([record for place in places if (record := self._log[place]) is not None])

    def append(self, commit: Commit) -> None:
        """Write the records of one command; see `Store.append`."""
        (conflict,) = self.append_all([commit])
        if conflict is not None:
            raise conflict

    def append_all(self, commits: Sequence[Commit]) -> Sequence[RevisionConflict | None]:
        """Write several commands; see `Store.append_all`."""
        with self._lock:
            fit, conflicts = accepted(commits, self._taken, self.request)
            for commit in fit:
                for record in commit.records:
                    self._put(record)
                if commit.request is not None:
                    self._requests[commit.stream, commit.request.id] = commit.request
            return conflicts

    def request(self, stream: str, id: str) -> Request | None:
        """What came of a request id in a stream, if it was ever used there."""
        with self._lock:
            return self._requests.get((stream, id))

    def follow(self, after: Position | None = None, limit: int | None = None) -> Iterator[tuple[Position, Record]]:
        """The records of all streams in order, after a position."""
        return self._follow(place_of(after), limit)

    def _follow(self, place: int, limit: int | None) -> Iterator[tuple[Position, Record]]:
        left = float("inf") if limit is None else limit
        while True:
            with self._lock:
                chunk = self._log[place : place + CHUNK]
            for record in chunk:
                place += 1
                if record is not None:
                    if left <= 0:
                        return
                    left -= 1
                    yield str(place), record
            if len(chunk) < CHUNK:
                return

    def redact(self, stream: str, seqs: Iterable[int], commit: Commit | None = None) -> bool:
        """Remove the personal pieces of these records, and the digests of their requests; see `Store.redact`."""
        with self._lock:
            wanted, places = set(seqs), self._streams.get(stream, [])
            if commit is not None:
                ask_redaction(stream, commit)
                self.append(commit)
            for place in places:
                record = self._log[place]
                if record is not None and record.seq in wanted:
                    self._forget(record)
                    self._log[place] = replace(record, personal=None)
            for key, request in self._requests.items():
                if key[0] == stream and not wanted.isdisjoint(range(request.first, request.last + 1)):
                    self._requests[key] = replace(request, digest=None)
            return True

    def about(self, subject: str) -> Iterator[tuple[str, int]]:
        """The streams and numbers of the records about a person."""
        with self._lock:
            return iter([*self._about.get(subject, ())])

    def destroy(self, stream: str, line: Destroyed | None = None) -> bool:
        """Remove a whole stream, and say so in the register; see `Store.destroy`."""
        with self._lock:
            if line is not None:
                ask_line(stream, line, self.tip(stream))
                self._register.setdefault(stream, line)
            self._versions.pop(stream, None)
            for place in self._streams.pop(stream, []):
                if (record := self._log[place]) is not None:  # pragma: no branch  # a stream has no place of one that is gone
                    self._forget(record)
                self._log[place] = None
            self._requests = {key: request for key, request in self._requests.items() if key[0] != stream}
            return True

    def register(self, stream: str | None = None) -> Iterator[Destroyed]:
        """The lines of the register of destruction, or the one of a stream."""
        with self._lock:
            return iter([line for line in self._register.values() if stream in (None, line.case)])

    def load(self, records: Iterable[Record]) -> int:
        """Take in records of elsewhere, all or none; see `Store.load`."""
        with self._lock:
            intake = Intake(self._taken)
            for each in [*taken_in(records, intake)]:
                if isinstance(each, Record):
                    self._put(each)
                else:
                    self._requests[each[0], each[1].id] = each[1]
            return intake.count

    def keep(self, definition: Definition) -> None:
        """Keep a definition by its fingerprint; once is enough."""
        with self._lock:
            self._definitions.setdefault(definition.fingerprint, definition)

    def definitions(self, name: str, version: int | None = None) -> Sequence[Definition]:
        """The definitions that were kept under a name, in the order in which they came."""
        with self._lock:
            return [each for each in self._definitions.values() if each.name == name and version in (None, each.version)]

    def close(self) -> None:
        """Nothing: there is nothing to let go of."""

    def _taken(self, stream: str) -> Tip | None:
        line = self._register.get(stream)
        return self.tip(stream) if line is None else ended(line)

    def _put(self, record: Record) -> None:
        if turns(record):
            self._versions.setdefault(record.stream, []).append(version_of(record.stream, record.seq, record.header))
        self._streams.setdefault(record.stream, []).append(len(self._log))
        self._log.append(record)
        for subject in subjects_in(record):
            self._about.setdefault(subject, {})[record.stream, record.seq] = None

    def _forget(self, record: Record) -> None:
        for subject in subjects_in(record):
            del self._about[subject][record.stream, record.seq]
            if not self._about[subject]:
                del self._about[subject]
