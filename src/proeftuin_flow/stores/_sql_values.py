"""
What is written into the tables: the values of statements, and what it means when one does not fit.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from msgspec import to_builtins
from sqlalchemy.exc import DBAPIError

from ..errors import RequestReused
from ..log import Record, subjects_in
from ._intake import ask_place
from ._sql_errors import constraint_of, state_of
from .port import Commit, Request

__all__ = ["Unfit", "fitting", "request_of", "row_of", "values_of"]

FASTER: Final = {"40001", "40P01"}
"""The server let another one go first."""


class Unfit(Exception):
    """A commit does not follow the newest record of its stream, or the server let another one go first."""


@contextmanager
def fitting(commit: Commit | None) -> Generator[None, None, None]:
    """Tell what the server says of a commit that others were faster with.  Without one, somebody will have to ask again which it is."""
    try:
        yield
    except DBAPIError as error:
        reused = constraint_of(error) == "record_request"
        if reused and commit is not None and commit.request is not None:
            raise RequestReused(commit.stream, commit.request.id) from None
        if reused or constraint_of(error) == "record_pkey" or state_of(error) in FASTER:
            raise Unfit from None
        raise


def values_of(commit: Commit) -> dict[str, Any]:
    """The values of an append; the last record carries the request."""
    ask_place(commit)
    records, request = commit.records, commit.request
    return {
        "stream": commit.stream, "expected": commit.expected, "prev": commit.prev, "last": records[-1].seq,
        "seqs": [record.seq for record in records], "headers": [record.header for record in records],
        "hashes": [record.hash for record in records], "data": [record.data for record in records],
        "personal": [record.personal for record in records], "subjects": [_subjects(record) for record in records],
        "request": None if request is None else request.id, "first": None if request is None else request.first,
        "salt": None if request is None else request.salt, "digest": None if request is None else request.digest,
    }  # fmt: skip


def row_of(record: Record) -> dict[str, Any]:
    return {**to_builtins(record, builtin_types=(bytes,)), "subjects": _subjects(record)}


def request_of(stream: str, request: Request) -> dict[str, Any]:
    return {"stream": stream, "seq": request.last, "request": request.id, "first": request.first, "salt": request.salt, "digest": request.digest}


def _subjects(record: Record) -> str | None:
    """The references in a personal piece, as PostgreSQL writes an array."""
    subjects = subjects_in(record)
    if not subjects:
        return None
    return "{" + ",".join('"' + each.replace("\\", r"\\").replace('"', r'\"') + '"' for each in subjects) + "}"
