"""
Layers: what a store does to its files comes by here and goes on to the real ones, and a `Disk` keeps the trace.

Under `SqliteStore` it is a VFS of SQLite, made of the standard one with `ctypes`: the very library that Python's `sqlite3` uses, which must
be one that can be asked (`seen_by_sqlite` says why not; a Python that has SQLite built in hides it).  Under `JsonlStore` it stands in for
what `stores._files` has of the operating system.
"""

from __future__ import annotations

import ctypes
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, byref, c_char_p, c_int, c_int64, c_void_p, cast
from io import FileIO
from typing import Any

from proeftuin_flow.stores import _files
from tests.torture.disk import Disk

__all__ = ["seen_by_files", "seen_by_sqlite", "why_not_sqlite"]

# ── SQLite ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
GET_SYSTEM_CALL = CFUNCTYPE(c_void_p, c_void_p, c_char_p)
SET_SYSTEM_CALL = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)
OPEN_DIRECTORY = CFUNCTYPE(c_int, c_char_p, POINTER(c_int))


class Methods(ctypes.Structure):
    """`sqlite3_io_methods`, as far as we look; the rest is carried along."""

    _fields_ = (
        ("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", c_void_p), ("truncate", c_void_p), ("sync", c_void_p),
        ("rest", c_void_p * 13),
    )  # fmt: skip


class File(ctypes.Structure):
    """`sqlite3_file`."""

    _fields_ = (("methods", POINTER(Methods)),)


class Vfs(ctypes.Structure):
    """`sqlite3_vfs` of version 3, which has had the system calls since 2011."""

    _fields_ = (
        ("version", c_int), ("size", c_int), ("longest", c_int), ("next", c_void_p), ("name", c_char_p), ("data", c_void_p), ("open", c_void_p),
        ("delete", c_void_p), ("others", c_void_p * 11), ("set_system_call", c_void_p), ("get_system_call", c_void_p), ("last", c_void_p),
    )  # fmt: skip


def _library() -> Any:
    import _sqlite3

    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = c_void_p
    library.sqlite3_vfs_find.argtypes = (c_char_p,)
    library.sqlite3_vfs_register.argtypes = (c_void_p, c_int)
    library.sqlite3_vfs_unregister.argtypes = (c_void_p,)
    library.sqlite3_libversion.restype = c_char_p
    return library


def why_not_sqlite() -> str | None:
    """Why nobody can look under SQLite here; None if somebody can."""
    try:
        library = _library()
    except (AttributeError, ImportError, OSError) as error:
        return f"this Python hides its SQLite: {error}"
    found = library.sqlite3_libversion().decode()
    return None if found == sqlite3.sqlite_version else f"this Python has two of SQLite: {found} and {sqlite3.sqlite_version}"


@contextmanager
def seen_by_sqlite(disk: Disk) -> Generator[None, None, None]:
    """Every SQLite file that is opened meanwhile comes by the disk."""
    library = _library()
    standard = Vfs.from_address(library.sqlite3_vfs_find(None))
    ours = Vfs.from_buffer_copy(standard)
    name = ctypes.create_string_buffer(b"seen")
    ours.name = cast(name, c_char_p)
    ours.next = None
    numbers: dict[int, int] = {}
    tables: list[Methods] = []  # SQLite looks into them as long as a file is open

    really_open, really_delete = OPEN(standard.open), DELETE(standard.delete)
    get_call, set_call = GET_SYSTEM_CALL(standard.get_system_call), SET_SYSTEM_CALL(standard.set_system_call)
    directory_call = get_call(ctypes.addressof(standard), b"openDirectory")
    really_open_directory = OPEN_DIRECTORY(directory_call)

    def open_(vfs: int, path: int | None, file: int, flags: int, out: int | None) -> int:
        code = int(really_open(ctypes.addressof(standard), path, file, flags, out))
        if code == 0 and path:
            numbers[file] = disk.opened(ctypes.string_at(path).decode())
            opened = File.from_address(file)
            table = Methods.from_buffer_copy(opened.methods.contents)
            really_write, really_truncate, really_sync = WRITE(table.write), TRUNCATE(table.truncate), SYNC(table.sync)

            def write(file: int, text: int, count: int, at: int) -> int:
                code = int(really_write(file, text, count, at))
                if code == 0:
                    disk.wrote(numbers[file], at, ctypes.string_at(text, count))
                return code

            def truncate(file: int, size: int) -> int:
                code = int(really_truncate(file, size))
                if code == 0:
                    disk.cut(numbers[file], size)
                return code

            def sync(file: int, flags: int) -> int:
                # The directory is synced inside this, after the file.
                disk.synced(numbers[file])
                return int(really_sync(file, flags))

            kept = (WRITE(write), TRUNCATE(truncate), SYNC(sync))
            table.write, table.truncate, table.sync = (cast(each, c_void_p) for each in kept)
            table.kept = kept
            tables.append(table)
            opened.methods = ctypes.pointer(table)
        return code

    def delete(vfs: int, path: bytes, sync: int) -> int:
        code = int(really_delete(ctypes.addressof(standard), path, sync))
        if code == 0:
            disk.removed(path.decode())
        return code

    def open_directory(path: bytes, out: Any) -> int:
        # SQLite opens a directory for one thing only: to sync it.
        code = int(really_open_directory(path, out))
        if code == 0:
            disk.synced(None)
        return code

    callbacks = (OPEN(open_), DELETE(delete), OPEN_DIRECTORY(open_directory))
    ours.open, ours.delete = cast(callbacks[0], c_void_p), cast(callbacks[1], c_void_p)
    usual = library.sqlite3_vfs_find(None)
    set_call(ctypes.addressof(standard), b"openDirectory", cast(callbacks[2], c_void_p))
    library.sqlite3_vfs_register(byref(ours), 1)
    try:
        yield
    finally:
        library.sqlite3_vfs_unregister(byref(ours))
        library.sqlite3_vfs_register(usual, 1)
        set_call(ctypes.addressof(standard), b"openDirectory", directory_call)


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def seen_by_files(disk: Disk) -> Generator[None, None, None]:
    """Every file that `stores._files` opens meanwhile comes by the disk."""

    numbers: dict[int, int] = {}  # by descriptor

    class SeenFile(FileIO):
        def __init__(self, file: Any, mode: str = "r") -> None:
            super().__init__(file, mode)
            if not isinstance(file, int):
                numbers[self.fileno()] = disk.opened(os.fspath(file), anew="w" in mode)

        def write(self, text: Any, /) -> int:
            at = self.tell()
            count = super().write(text) or 0
            disk.wrote(numbers[self.fileno()], at, bytes(memoryview(text)[:count]))
            return count

        def truncate(self, size: int | None = None, /) -> int:
            assert size is not None
            disk.cut(numbers[self.fileno()], size)
            return super().truncate(size)

    class SeenSystem:
        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        def open(self, path: Any, flags: int, mode: int = 0o777) -> int:
            descriptor = os.open(path, flags, mode)
            numbers.pop(descriptor, None)
            if not os.path.isdir(path):
                numbers[descriptor] = disk.opened(os.fspath(path))
            return descriptor

        def fsync(self, descriptor: int) -> None:
            os.fsync(descriptor)
            disk.synced(numbers.get(descriptor))

        def replace(self, old: Any, new: Any) -> None:
            os.replace(old, new)
            disk.renamed(os.fspath(old), os.fspath(new))

    module: Any = _files
    real = module.FileIO, module.os
    module.FileIO, module.os = SeenFile, SeenSystem()
    try:
        yield
    finally:
        module.FileIO, module.os = real
