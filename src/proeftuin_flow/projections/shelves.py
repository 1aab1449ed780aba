"""
Shelves: where a projection's state is kept, together with the position it reached.

A shelf of your own, a table beside your own rows, needs these three methods.  Whoever saves last wins; that is harmless, because what is
saved is whole.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import msgspec
from msgspec import MsgspecError, Struct

from ..canonical import canonical
from ..errors import NotOurs
from ..messages import NOT_SAVED
from ..stores import Position
from ..stores._files import new_file, trouble, write_all
from .folding import Projection, Saved, json_of

__all__ = ["JsonShelf", "MemoryShelf", "Shelf"]

S = TypeVar("S")

FORMAT: Final = "proeftuin-flow projection 1"


class Shelf(Protocol):
    """Where projections are saved, by name."""

    def load(self, projection: Projection[S]) -> Saved[S] | None:
        """Where the projection stood when it was saved; None if it never was."""
        ...

    def save(self, saved: Saved[Any]) -> None:
        """
        Keep state and position, both or neither.

        Raises:
            InvalidData: If the state is no JSON.
        """
        ...

    def drop(self, name: str) -> None:
        """Forget what was saved under this name, if anything was: after an erasure, or to start again."""
        ...


class MemoryShelf:
    """Saved in memory, and gone with the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load(self, projection: Projection[S]) -> Saved[S] | None:
        """Where the projection stood when it was saved; None if it never was."""
        text = self._kept.get(projection.name)
        return None if text is None else _read(text, projection.name)

    def save(self, saved: Saved[Any]) -> None:
        """Keep state and position; see `Shelf.save`."""
        self._kept[saved.projection] = _text(saved)

    def drop(self, name: str) -> None:
        """Forget what was saved under this name."""
        self._kept.pop(name, None)


class JsonShelf:
    """
    One JSON file for each projection in a directory, which must be there.  A file appears whole, and on disk, or not at all.

    `load`, `save` and `drop` may raise `StoreUnavailable`; then what was saved before is still there.
    """

    def __init__(self, directory: Path | str) -> None:
        self._directory = Path(directory)

    def load(self, projection: Projection[S]) -> Saved[S] | None:
        """
        Where the projection stood when it was saved; None if it never was.

        Raises:
            NotOurs: If the file holds something else.  Delete it, and the projection starts again.
        """
        path = self._path(projection.name)
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise trouble(error, path) from error
        return _read(text, str(path))

    def save(self, saved: Saved[Any]) -> None:
        """Keep state and position; see `Shelf.save`."""
        text = _text(saved)
        with new_file(self._path(saved.projection)) as file:
            write_all(file, text)

    def drop(self, name: str) -> None:
        """Forget what was saved under this name."""
        path = self._path(name)
        try:
            with suppress(FileNotFoundError):
                os.unlink(path)
        except OSError as error:
            raise trouble(error, path) from error

    def _path(self, name: str) -> Path:
        return self._directory / f"{name}.json"


# ── as text ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Kept(Struct, forbid_unknown_fields=True):
    count: int
    format: str
    position: Position | None
    projection: str
    skipped: dict[str, int]
    state: Any
    types: frozenset[str]
    until: str | None
    version: int


_read_kept: Final = msgspec.json.Decoder(_Kept).decode


def _text(saved: Saved[Any]) -> bytes:
    json_of(saved.projection, saved.state)
    return canonical(_Kept(saved.count, FORMAT, saved.position, saved.projection, {**saved.skipped}, saved.state, saved.types, saved.until,
                           saved.version))  # fmt: skip


def _read(text: bytes, where: str) -> Saved[Any]:
    try:
        kept = _read_kept(text)
    except (MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotOurs(where, NOT_SAVED(cause=str(error)[:200])) from None
    if kept.format != FORMAT:
        raise NotOurs(where, NOT_SAVED(cause=kept.format[:80]))
    return Saved(kept.projection, kept.version, kept.state, kept.position, kept.count, kept.skipped, kept.types, kept.until)
