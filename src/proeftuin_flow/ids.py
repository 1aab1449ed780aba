"""
Ids: opaque names of streams, actors, organisations and requests.

They stay in headers for ever, so they are never a name of a person and never a BSN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from .bodies import Limit, proper_text
from .errors import InvalidData
from .labels import Phrase
from .messages import BAD_ID, BAD_TEXT, BAD_VALUE, FORBIDDEN_CONTACT, FORBIDDEN_NUMBER, RESERVED_ID
from .privacy import contact_detail, forbidden_number

__all__ = ["SYSTEM", "check_id", "check_text", "given_problems", "id_problems", "text_problems"]

ALPHABET: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

SYSTEM: Final = "system"
"""Who did what happened by itself.  No person has this id."""


def id_problems(name: str, value: Any) -> Iterator[Phrase]:
    """What is wrong with an id; `name` says whose."""
    if not isinstance(value, str) or not ALPHABET.fullmatch(value):
        yield BAD_ID(name=name, value=str(value)[:80])
    elif forbidden_number(value):
        yield FORBIDDEN_NUMBER(name=name)
    elif contact_detail(value):
        yield FORBIDDEN_CONTACT(name=name)
    elif value == SYSTEM:
        yield RESERVED_ID(name=name, value=value)


def check_id(name: str, value: Any) -> None:
    """
    Nothing, if the id is fine.

    Raises:
        InvalidData: If it is not 1 to 64 characters of a-z, 0-9, dot, hyphen and underscore, or may be a BSN or a telephone number, or is reserved.
    """
    if problems := [*id_problems(name, value)]:
        raise InvalidData(*problems)


def check_text(name: str, value: Any) -> None:
    """
    Nothing, if it is a text that can be looked up: there may be nothing of that name.

    Raises:
        InvalidData: If it is no text, or holds half a character.
    """
    if not isinstance(value, str):
        raise InvalidData(BAD_VALUE(name=name, value=type(value).__name__))
    if not proper_text(value):
        raise InvalidData(BAD_TEXT(name=name))


def text_problems(name: str, value: Any, limit: Limit) -> Iterator[Phrase]:
    """What is wrong with a free text outside a body: a reason, a source."""
    if not isinstance(value, str):
        yield BAD_VALUE(name=name, value=type(value).__name__)
    elif not proper_text(value):
        yield BAD_TEXT(name=name)
    else:
        yield from limit.problems(value, name)
        if forbidden_number(value):
            yield FORBIDDEN_NUMBER(name=name)
        if contact_detail(value):
            yield FORBIDDEN_CONTACT(name=name)


def given_problems(name: str, value: Any, limit: Limit, absent: Phrase) -> Iterator[Phrase]:
    """The same of a text that must be given; `absent` says that it is not."""
    problems = [*text_problems(name, value, limit)]
    yield from problems
    if not problems and not value.strip():
        yield absent
