"""
What an error of PostgreSQL means to our reader.

Where the server itself answered with an error, nothing was written.  Where the connection broke or somebody cancelled while a commit was
under way, nobody knows.
"""

from __future__ import annotations

from asyncio import CancelledError
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..errors import FlowError, InvalidData, NotOurs, OutcomeUnknown, StoreUnavailable
from ..labels import Phrase
from ..messages import BAD_VALUE, CANCELLED, DATABASE_REFUSED, FOREIGN_FILE, NO_TABLES, STORE_FAILED, STORE_FULL, STORE_LOCKED

__all__ = ["LOCK_SECONDS", "TROUBLE", "cause_of", "constraint_of", "meaning", "outcome", "state_of"]

LOCK_SECONDS: Final = 5.0
"""How long a destruction waits for those who write."""

TROUBLE: Final = (SQLAlchemyError, UnicodeError, OverflowError)
"""What can come out of SQLAlchemy and psycopg."""

# See appendix A of PostgreSQL's manual.
NO_SUCH_TABLE: Final = {"42P01", "3F000", "42883", "42703"}
REFUSED: Final = {"25006", "42501", "28000", "28P01"}
LOCKED: Final = {"55P03"}
FULL: Final = {"53100"}
DAMAGED: Final = {"XX001", "XX002"}
# The server goes down, or says itself that it does not know.
UNCERTAIN: Final = {"57P01", "57P02", "57P03", "57P05", "40003", "25P03", "25P04"}


def state_of(error: BaseException) -> str | None:
    """The five characters in which the server says what went wrong, if it did say so."""
    state: str | None = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state


def constraint_of(error: BaseException) -> str | None:
    """Which constraint was not met, if it was one."""
    diagnosis = getattr(getattr(error, "orig", None), "diag", None)
    name: str | None = getattr(diagnosis, "constraint_name", None)
    return name


def meaning(error: Exception, where: str) -> FlowError:
    """An error that came before anything could be written."""
    cause = _cause(error)
    if isinstance(error, UnicodeError | OverflowError):
        return InvalidData(BAD_VALUE(name="argument", value=cause[:200]))
    state = state_of(error)
    kind = state and state[:2]
    if state in NO_SUCH_TABLE:
        return NotOurs(where, NO_TABLES())
    # psycopg itself refuses what is no text of PostgreSQL, without asking the server.
    if kind == "22" or (isinstance(error, DBAPIError) and state is None and type(error.orig).__name__ == "DataError"):
        return InvalidData(BAD_VALUE(name="argument", value=cause[:200]))
    if kind == "23":
        return InvalidData(BAD_VALUE(name="record", value=cause[:200]))
    if state in DAMAGED:
        return NotOurs(where, FOREIGN_FILE(cause=cause))
    return StoreUnavailable(where, _obstacle(state, cause))


def outcome(error: BaseException, where: str, stream: str) -> BaseException:
    """An error that came while a commit was under way: of the server it is an answer, and of anything else it is none."""
    if isinstance(error, CancelledError):
        return OutcomeUnknown(stream, CANCELLED())
    if isinstance(error, DBAPIError) and (state_of(error) in UNCERTAIN or (state_of(error) is None and error.connection_invalidated)):
        return OutcomeUnknown(stream, STORE_FAILED(cause=_cause(error)))
    return meaning(error, where) if isinstance(error, TROUBLE) else error


def cause_of(error: BaseException) -> BaseException:
    """What an error of ours was caused by: the one of the server.  That of SQLAlchemy has the values in it, and they may be personal."""
    return (error.orig or error) if isinstance(error, DBAPIError) else error


def _obstacle(state: str | None, cause: str) -> Phrase:
    if state in FULL:
        return STORE_FULL()
    if state in LOCKED:
        return STORE_LOCKED(seconds=f"{LOCK_SECONDS:g}")
    if state in REFUSED:
        return DATABASE_REFUSED(cause=cause)
    return STORE_FAILED(cause=cause)


def _cause(error: BaseException) -> str:
    """What the server or psycopg says, in one line; SQLAlchemy adds the statement and its values, which may be personal."""
    cause = cause_of(error)
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__
