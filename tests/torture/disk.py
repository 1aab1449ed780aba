"""
A disk that is cut off: what was done to the files of one directory, and what may be left of them after a power cut.

Kept is what the rules of POSIX promise, and no more.  What was written to a file before its last `fsync` is there.  Of each later write
there is all, nothing, or some of it, whatever became of the others; where nothing of it is but the file has grown, there are zeros.  A name
that was made, changed or removed is so after the `fsync` of the directory; of later changes of names the first few are there, in their
order (as with every file system that has a journal), and `os.replace` changes a name wholly or not at all.

Not tried: a disk that says that it has what it has not, that loses or changes what it had before, or that writes beside where it
should.  No program can promise anything over such a disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from msgspec import Struct

__all__ = ["MOODS", "Disk"]


class Wrote(Struct, frozen=True):
    """Bytes at a place in a file."""

    file: int
    at: int
    text: bytes


class Cut(Struct, frozen=True):
    """The length that a file was given."""

    file: int
    size: int


class Synced(Struct, frozen=True):
    """A file is on the disk, or with none the directory."""

    file: int | None


class Named(Struct, frozen=True):
    """A name leads to a file from now on; with none it is gone."""

    name: str
    file: int | None


class Renamed(Struct, frozen=True):
    """A file has another name from now on."""

    old: str
    new: str


class Told(Struct, frozen=True):
    """What somebody was told at this point: after it, it has to be true."""

    word: tuple[object, ...]


class Disk:
    """The trace of one directory, and what may be left of it."""

    def __init__(self) -> None:
        self.trace: list[Wrote | Cut | Synced | Named | Renamed | Told] = []
        self._names: dict[str, int] = {}
        self._files = 0

    # ── what is done ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def opened(self, path: str, *, anew: bool = False) -> int:
        """The number of the file with a name; a new one if there is none, or if it is begun anew."""
        name = os.path.basename(path)
        if anew or name not in self._names:
            self._files += 1
            self._names[name] = self._files
            self.trace.append(Named(name, self._files))
        return self._names[name]

    def wrote(self, file: int, at: int, text: bytes) -> None:
        """These bytes were written there."""
        self.trace.append(Wrote(file, at, text))

    def cut(self, file: int, size: int) -> None:
        """It was given this length."""
        self.trace.append(Cut(file, size))

    def synced(self, file: int | None) -> None:
        """It was synced; None is the directory."""
        self.trace.append(Synced(file))

    def removed(self, path: str) -> None:
        """The name is gone."""
        name = os.path.basename(path)
        if self._names.pop(name, None) is not None:
            self.trace.append(Named(name, None))

    def renamed(self, old: str, new: str) -> None:
        """The file has another name."""
        old, new = os.path.basename(old), os.path.basename(new)
        self._names[new] = self._names.pop(old)
        self.trace.append(Renamed(old, new))

    def told(self, *word: object) -> None:
        """Somebody was told this."""
        self.trace.append(Told(word))

    # ── what is left ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def left(self, after: int, directory: Path, mood: str, chance: Random) -> list[tuple[object, ...]]:
        """
        Put into a directory what may be left when the power fails after so many steps; what had been told by then.

        `mood` says how the unsynced steps fare; it is one of `MOODS`.
        """
        files: dict[int, bytearray] = {}
        names: dict[str, int] = {}
        pending: dict[int, list[Wrote | Cut]] = {}
        changes: list[Named | Renamed] = []
        told: list[tuple[object, ...]] = []
        for step in self.trace[:after]:
            match step:
                case Wrote(file=file) | Cut(file=file):
                    pending.setdefault(file, []).append(step)
                case Synced(file=file) if file is None:
                    _rename(names, changes)
                    changes = []
                case Synced(file=file):
                    assert file is not None
                    for each in pending.pop(file, ()):
                        _apply(files.setdefault(file, bytearray()), each)
                case Named() | Renamed():
                    changes.append(step)
                case Told(word=word):
                    told.append(word)
        _rename(names, changes[: len(changes) if mood == "all" else 0 if mood == "none" else chance.randint(0, len(changes))])
        for name, file in names.items():
            content = files.get(file, bytearray())
            MOODS[mood](content, pending.get(file, []), chance)
            (directory / name).write_bytes(content)
        return told


def _rename(names: dict[str, int], changes: list[Named | Renamed]) -> None:
    for change in changes:
        if isinstance(change, Renamed):
            if change.old in names:
                names[change.new] = names.pop(change.old)
        elif change.file is None:
            names.pop(change.name, None)
        else:
            names[change.name] = change.file


def _apply(content: bytearray, step: Wrote | Cut) -> None:
    if isinstance(step, Cut):
        del content[step.size :]
        content.extend(bytes(step.size - len(content)))
        return
    content.extend(bytes(max(0, step.at - len(content))))
    content[step.at : step.at + len(step.text)] = step.text


def _none(content: bytearray, steps: list[Wrote | Cut], chance: Random) -> None:
    """Nothing that was not synced is there."""


def _all(content: bytearray, steps: list[Wrote | Cut], chance: Random) -> None:
    """Everything is there, by luck."""
    for step in steps:
        _apply(content, step)


def _torn(content: bytearray, steps: list[Wrote | Cut], chance: Random) -> None:
    """The first few are there, and of the next one the beginning."""
    count = chance.randint(0, len(steps))
    for step in steps[:count]:
        _apply(content, step)
    if count < len(steps) and isinstance(step := steps[count], Wrote):
        _apply(content, Wrote(step.file, step.at, step.text[: chance.randint(0, len(step.text))]))


def _any(content: bytearray, steps: list[Wrote | Cut], chance: Random) -> None:
    """Each fares for itself: it is there, or not, or a piece of it is missing; the file may have grown all the same."""
    for step in steps:
        fate = chance.random()
        if fate < 0.3:
            _apply(content, step)
        elif isinstance(step, Wrote) and fate < 0.75:
            first, last = sorted(chance.randint(0, len(step.text)) for _ in range(2))
            for start, end in ((0, first), (last, len(step.text))):
                if start < end:
                    _apply(content, Wrote(step.file, step.at + start, step.text[start:end]))
        elif isinstance(step, Wrote) and fate < 0.85:
            content.extend(bytes(max(0, step.at + len(step.text) - len(content))))


MOODS: dict[str, Callable[[bytearray, list[Wrote | Cut], Random], None]] = {"none": _none, "all": _all, "torn": _torn, "any": _any}
"""How the unsynced steps fare."""
