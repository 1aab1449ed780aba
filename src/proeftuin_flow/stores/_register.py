"""
The register of destruction: its lines as bytes, and the file in which a `JsonlStore` keeps them.

The file stands beside the log.  A line is on disk before the log loses what it speaks of, so after a crash in between the register knows
what is still to be done.  It says nothing that must go itself.
"""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path
from typing import Final

import msgspec

from ..canonical import canonical
from ..errors import NotOurs
from ..log.record import MALFORMED
from ..messages import BAD_LINE, NOT_CANONICAL
from ._files import HOLE, LogFile, dress, lines_of, trouble
from .port import Destroyed

__all__ = ["RegisterFile", "read_line"]

_decode: Final = msgspec.json.Decoder(Destroyed).decode


def read_line(text: bytes, where: str) -> Destroyed:
    """
    A line from its bytes.  `where` names it in an error.

    Raises:
        NotOurs: If it is none, or not in its canonical form.
    """
    try:
        line = _decode(text)
    except MALFORMED as error:
        raise NotOurs(where, BAD_LINE(cause=str(error)[:200])) from None
    if canonical(line) != text or not line.hashes:
        raise NotOurs(where, NOT_CANONICAL())
    return line


class RegisterFile:
    """The file, which is made for its first line.  Who calls holds the lock of the log."""

    def __init__(self, path: Path) -> None:
        self.path: Final = path
        self.lines: dict[str, Destroyed] = {}
        self._end = 0

    def moved_on(self) -> bool:
        """Whether there is more in it, or less, than is known."""
        return self._size() != self._end

    def catch_up(self) -> bool:
        """
        Whether it had anything else than was known.

        An end that a crash tore off, or left a hole in, is cut off: nothing was destroyed yet.

        Raises:
            NotOurs: If it holds anything else.
            StoreUnavailable: If it cannot be read.
        """
        size = self._size()
        if size == self._end:
            return False
        if size < self._end:
            self.lines, self._end = {}, 0
        if size:
            file = LogFile(self.path, 0)
            try:
                for text in (following := lines_of(file.file, self._end)):
                    if not text.endswith(b"\n") or (HOLE in text and next(following, None) is None):
                        file.cut(self._end)
                        break
                    line = read_line(text[:-1], f"{self.path}, byte {self._end}")
                    self.lines.setdefault(line.case, line)
                    self._end += len(text)
            finally:
                file.close()
        return True

    def add(self, line: Destroyed, like: FileIO) -> None:
        """
        Write a line, on disk; a stream has one.  A new file gets the mode and the owner of another one.

        Raises:
            StoreUnavailable: If there is no room.
            OutcomeUnknown: If the disk does not say whether it is there.
        """
        if line.case in self.lines:
            return
        text = canonical(line) + b"\n"
        file = LogFile(self.path, 0)
        try:
            if not self._end:
                dress(file.file, like)
            file.append(text, line.case)
        finally:
            file.close()
        self.lines[line.case] = line
        self._end += len(text)

    def _size(self) -> int:
        try:
            return os.stat(self.path).st_size
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise trouble(error, self.path) from error
