"""
Wishes: who wishes what, when, with which documents, and which requirements they let pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import MAXYEAR, MINYEAR, date, datetime
from types import NoneType
from typing import Annotated, Final, TypeAlias

from attrs import field, frozen
from msgspec import Struct

from .bodies import LINE, PROSE, REFERENCE, Limit, Sha256
from .errors import InvalidData
from .ids import SYSTEM, check_id, given_problems, id_problems, text_problems
from .messages import BAD_SHA256, BAD_VALUE, NO_REASON
from .privacy import DataClass

__all__ = ["NOBODY", "Actor", "CaseRef", "Command", "Evidence", "Item", "Occurred", "Waiver", "check_wish", "names_in"]

Occurred: TypeAlias = date | datetime
"""When something happened: a day, or a moment with a time zone."""

CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
SHA256: Final = re.compile(r"[0-9a-f]{64}")


def names_in(names: Iterable[str]) -> frozenset[str]:
    """
    The names, from any collection; a text is none, for its letters are no names.

    Raises:
        InvalidData: If it is no collection of texts.
    """
    if isinstance(names, Iterable) and not isinstance(names, str):
        found = [*names]
        if all(isinstance(name, str) for name in found):
            return frozenset(found)
    raise InvalidData(BAD_VALUE(name="a collection of names", value=repr(names)[:80]))


@frozen
class Actor:
    """
    Somebody, by an opaque id: never a name, because it stays in the log for ever.

    The application says who it is and in which roles; it knows its users.

    Raises:
        InvalidData: If an id is out of its alphabet, may be a BSN, or is reserved; or a role is not a code of at most 64 characters.
    """

    id: str
    roles: frozenset[str] = field(converter=names_in, default=frozenset())
    organisation: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = [*id_problems("actor", self.id)]
        if self.organisation is not None:
            problems += id_problems("organisation", self.organisation)
        problems += [BAD_VALUE(name="role", value=repr(role)[:80]) for role in self.roles if not (isinstance(role, str) and CODE.fullmatch(role))]
        if problems:
            raise InvalidData(*problems)


def _system() -> Actor:
    """The actor of what happens by itself; the one actor whose id nobody may have."""
    actor = Actor("s")
    object.__setattr__(actor, "id", SYSTEM)
    return actor


NOBODY: Final = _system()


@frozen
class Waiver:
    """
    One requirement that the actor lets pass, by its code, and why.

    Raises:
        InvalidData: If there is no reason, it is longer than 500 characters, or it may hold a BSN.
    """

    guard: str
    reason: str

    def __attrs_post_init__(self) -> None:
        if problems := [*given_problems("reason", self.reason, PROSE, NO_REASON()), *text_problems("guard", self.guard, LINE)]:
            raise InvalidData(*problems)


@frozen
class Evidence:
    """
    A document elsewhere: what it is, where it is (a URI), its SHA-256 if known, and how near its reference comes to a person.

    Raises:
        InvalidData: If the kind is not a code of at most 64 characters, the reference is no text or longer than 2000, or the hash is not 64
            lower-case hexadecimal characters.
    """

    kind: str
    reference: str
    sha256: Sha256 | None = None
    about: DataClass = DataClass.C1

    def __attrs_post_init__(self) -> None:
        problems = [*text_problems("reference", self.reference, REFERENCE)]
        if not (isinstance(self.kind, str) and CODE.fullmatch(self.kind)):
            problems.append(BAD_VALUE(name="evidence kind", value=repr(self.kind)[:80]))
        if self.sha256 is not None and not (isinstance(self.sha256, str) and SHA256.fullmatch(self.sha256)):
            problems.append(BAD_SHA256(name="sha256"))
        if not isinstance(self.about, DataClass):
            problems.append(BAD_VALUE(name="about", value=repr(self.about)))
        if problems:
            raise InvalidData(*problems)


@frozen
class CaseRef:
    """Another case as it stood: its id, revision, and the hash of its newest record then.  Data, so that a decision stays pure."""

    id: Annotated[str, Limit(64)]
    revision: int
    hash: Sha256

    def __attrs_post_init__(self) -> None:
        check_id("case", self.id)


class Command(Struct, frozen=True, gc=False):
    """A wish.  `data` is an instance of the class that the trigger wants, or a mapping such as a web form sends."""

    trigger: str
    by: Actor
    now: datetime
    part: str | None = None
    data: object = None
    occurred: Occurred | None = None
    waive: Sequence[Waiver] = ()
    evidence: Sequence[Evidence] = ()
    on_behalf_of: str | None = None


@frozen
class Item:
    """One command of several: a case, a trigger, by whom, and with what data."""

    id: str
    trigger: str
    by: Actor = field(kw_only=True)
    part: str | None = field(kw_only=True, default=None)
    data: object = field(kw_only=True, default=None)
    occurred: Occurred | None = field(kw_only=True, default=None)
    waive: Sequence[Waiver] = field(kw_only=True, default=())
    evidence: Sequence[Evidence] = field(kw_only=True, default=())
    on_behalf_of: str | None = field(kw_only=True, default=None)


TEXT: Final = (str, NoneType)
SEVERAL: Final = (tuple, list, Sequence)  # an abstract class is slow to say yes, so the two that everybody uses come first


def check_wish(command: Command) -> None:
    """
    Nothing, if everything in a wish is of its type.  At its data the decider looks, because that is a reason beside others.

    Raises:
        InvalidData: With all that is not.
    """
    problems = [
        BAD_VALUE(name=name, value=type(value).__name__)
        for name, value, wanted in (
            ("trigger", command.trigger, str), ("by", command.by, Actor), ("now", command.now, datetime), ("part", command.part, TEXT),
            ("waive", command.waive, SEVERAL), ("evidence", command.evidence, SEVERAL),
        )
        if not isinstance(value, wanted)
    ]  # fmt: skip
    for name, values, kind in (("waive", command.waive, Waiver), ("evidence", command.evidence, Evidence)):
        if values and isinstance(values, SEVERAL):
            problems += [BAD_VALUE(name=name, value=type(each).__name__) for each in values if not isinstance(each, kind)]
    for name, moment in (("now", command.now), ("occurred", command.occurred)):
        if isinstance(moment, datetime) and not MINYEAR < moment.year < MAXYEAR:
            problems.append(BAD_VALUE(name=name, value=str(moment)))
    if problems:
        raise InvalidData(*dict.fromkeys(problems))
