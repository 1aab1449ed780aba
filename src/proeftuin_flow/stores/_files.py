"""
Files: the one of a `JsonlStore`, and new ones that appear whole or not at all.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Final

from ..errors import OutcomeUnknown, StoreUnavailable
from ..labels import Phrase
from ..messages import STORE_FAILED, STORE_FULL, STORE_LOCKED, STORE_NOT_OPENED, STORE_READ_ONLY

if sys.platform != "win32":  # pragma: no branch  # the tests run where there is fcntl
    import fcntl

__all__ = ["LogFile", "lines_of", "new_file", "trouble"]

BLOCK: Final = 1 << 20
PAUSE: Final = 0.002
"""Seconds between two tries to get the lock."""

HOLE: Final = b"\0"
"""Where a file grew in a power cut, and what was written there did not come.  No line of ours has one."""

FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_WRITABLE: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
NOT_THERE: Final = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG}


def trouble(error: OSError, path: Path) -> StoreUnavailable:
    """What an error of the operating system means to our reader."""
    return StoreUnavailable(str(path), _obstacle(error))


def _obstacle(error: OSError) -> Phrase:
    cause = error.strerror or str(error)
    if error.errno in FULL:
        return STORE_FULL()
    if error.errno in NOT_WRITABLE:
        return STORE_READ_ONLY(cause=cause)
    if error.errno in NOT_THERE:
        return STORE_NOT_OPENED(cause=cause)
    return STORE_FAILED(cause=cause)


def lines_of(file: FileIO, start: int = 0) -> Iterator[bytes]:
    """The lines of a file from a byte on, each with its line feed; the last may lack it."""
    rest = b""
    while True:
        file.seek(start)
        block = file.read(BLOCK)
        if not block:
            break
        start += len(block)
        *whole, rest = (rest + block).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if rest:
        yield rest


@contextmanager
def new_file(path: Path, like: FileIO | None = None) -> Generator[FileIO, None, None]:
    """
    A file to write, which takes the place of the one at the path, whole and on disk, when all went well.

    `like` gives its mode and owner.

    Raises:
        StoreUnavailable: If it cannot be written; what was at the path is still there.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        with FileIO(draft, "w") as file:
            if like is not None:
                dress(file, like)
            yield file
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink()
        if isinstance(error, OSError):
            raise trouble(error, path) from error
        raise
    sync_directory(path)


def dress(file: FileIO, like: FileIO) -> None:
    """Give a file the mode and the owner of another one."""
    seen = os.fstat(like.fileno())
    if sys.platform != "win32":  # pragma: no branch  # owners and modes are of Unix
        with suppress(PermissionError):  # only root may give a file to somebody else
            os.fchown(file.fileno(), seen.st_uid, seen.st_gid)
        os.fchmod(file.fileno(), seen.st_mode & 0o7777)


def sync_directory(path: Path) -> None:
    """
    Have the name of a new file on disk too.

    Raises:
        StoreUnavailable: If the disk does not say that it is.
    """
    if sys.platform != "win32":  # pragma: no branch  # Windows opens no directories
        try:
            directory = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
        except OSError as error:
            raise trouble(error, path) from error


def sync_file(path: Path) -> None:
    """
    Have what a file is now on disk, also that it became shorter.  Nothing, if there is none.

    Raises:
        StoreUnavailable: If the disk does not say that it is.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise trouble(error, path) from error


def write_all(file: FileIO, text: bytes) -> None:
    """Write all of it; the operating system may take less at once."""
    view = memoryview(text)
    while view:
        view = view[file.write(view) or 0 :]


class LogFile:
    """
    A file that several processes append to, and that any of them may replace.

    `generation` goes up when it was replaced: then nothing that was known of it holds any more.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self.path: Final = path
        self.generation = 0
        self._timeout = timeout
        self.file = self._opened()

    def close(self) -> None:
        """Let go of it."""
        self.file.close()

    def size(self) -> int:
        """How many bytes there are."""
        return os.fstat(self.file.fileno()).st_size

    def moved_on(self, end: int) -> bool:
        """Whether others wrote since it had that many bytes, or replaced it."""
        return not self._current() or self.size() != end

    @contextmanager
    def locked(self) -> Generator[None, None, None]:
        """
        Nobody else writes.

        Raises:
            StoreUnavailable: If somebody else writes all the time, or the file is gone.
        """
        until = time.monotonic() + self._timeout
        while not self._lock() or not self._current():
            if not self._current():
                self.reopen()
            elif time.monotonic() > until:
                raise StoreUnavailable(str(self.path), STORE_LOCKED(seconds=f"{self._timeout:g}"))
            else:
                time.sleep(PAUSE)
        try:
            yield
        finally:
            self._unlock()

    def read(self, start: int, length: int) -> bytes:
        """That many bytes from there."""
        self.file.seek(start)
        return self.file.read(length)

    def append(self, text: bytes, stream: str) -> None:
        """
        Write at the end, on disk, all of it or nothing.

        Raises:
            StoreUnavailable: If there is no room.
            OutcomeUnknown: If the disk does not say whether it is there.
        """
        end = self.size()
        try:
            self.file.seek(end)
            write_all(self.file, text)
        except OSError as error:
            if not self._cut(end):
                raise OutcomeUnknown(stream, _obstacle(error)) from error
            raise trouble(error, self.path) from error
        try:
            os.fsync(self.file.fileno())
        except OSError as error:
            self._cut(end)
            raise OutcomeUnknown(stream, _obstacle(error)) from error
        # What was moved or deleted meanwhile can be written to, and nobody would ever find it.
        try:
            there = self._current()
        except StoreUnavailable:
            there = False
        if not there:
            raise OutcomeUnknown(stream, STORE_NOT_OPENED(cause="it was moved or deleted meanwhile"))

    def set_aside(self, start: int) -> Path:
        """
        Move the bytes from there on into a file beside it, whose path is the answer.

        Raises:
            StoreUnavailable: If that cannot be done; nothing was moved.
        """
        number = 1
        while (beside := self.path.with_name(f"{self.path.name}.torn-{number}")).exists():
            number += 1
        with new_file(beside, self.file) as file:
            write_all(file, self.read(start, self.size() - start))
        self.cut(start)
        return beside

    def cut(self, end: int) -> None:
        """
        Leave off all bytes from there on.

        Raises:
            StoreUnavailable: If that cannot be done.
        """
        if not self._cut(end):
            raise StoreUnavailable(str(self.path), STORE_FAILED(cause="its end cannot be cut off"))

    def replace(self, chunks: Iterable[bytes]) -> None:
        """Put these bytes in the place of all that is there; see `new_file`."""
        with new_file(self.path, self.file) as file:
            for chunk in chunks:
                write_all(file, chunk)
        self.reopen()

    def reopen(self) -> None:
        """Go on with the file that stands at the path now."""
        self.file.close()
        self.file = self._opened()
        self.generation += 1

    def _opened(self) -> FileIO:
        try:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
            file = FileIO(os.open(self.path, flags, 0o666), "r+")
        except OSError as error:
            raise trouble(error, self.path) from error
        # Whoever finds it empty may be faster than who made it.
        if os.fstat(file.fileno()).st_size == 0:
            try:
                sync_directory(self.path)
            except StoreUnavailable:
                file.close()
                raise
        return file

    def _current(self) -> bool:
        """Whether what we have open is what stands at the path."""
        try:
            return os.path.samestat(os.stat(self.path), os.fstat(self.file.fileno()))
        except OSError as error:
            raise trouble(error, self.path) from error

    def _cut(self, end: int) -> bool:
        try:
            self.file.truncate(end)
            os.fsync(self.file.fileno())
        except OSError:
            return False
        return True

    # Without fcntl there is no lock: then one process at a time may have the file.
    if sys.platform != "win32":

        def _lock(self) -> bool:
            try:
                fcntl.flock(self.file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            except OSError as error:
                raise trouble(error, self.path) from error
            return True

        def _unlock(self) -> None:
            fcntl.flock(self.file.fileno(), fcntl.LOCK_UN)

    else:  # pragma: no cover  # the tests run where there is fcntl

        def _lock(self) -> bool:
            return True

        def _unlock(self) -> None:
            pass
