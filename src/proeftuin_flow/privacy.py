"""
Data classes: who may be recognised from a field, said where the field is.

    name: C0[str]              about nobody
    handed_in_by: C1[str]      a professional contact
    candidate: C2[str]         a candidate, under a pseudonym

    who: C2[Subject[str]]      the reference of a person, by which a store finds what is about somebody

What is C1 or C2 can be erased, so its type says `| Redacted`, and the type checker asks every reader what happens then.
A fourth class (BSN, health, debt, residence status, birth date, names of candidates) has no spelling here: it has no field.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

__all__ = [
    "C0", "C1", "C2", "E_MAIL", "REDACTED", "SUBJECT", "TELEPHONE", "DataClass", "PartOf", "Redacted", "Subject", "contact_detail", "data_classes",
    "forbidden_number", "suspicious",
]  # fmt: skip

T = TypeVar("T")

NINE_DIGITS: Final = re.compile(r"(?<![^\W_])[0-9]{9}(?![^\W_])")

# Runs of digits that may be told apart by spaces and hyphens, so that most texts are passed over at once.
MANY_DIGITS: Final = re.compile(r"[0-9](?:[ ()-]{0,3}[0-9]){7}")
# Dutch numbers have ten digits from 0 on: 06 and eight, or an area code of three or four and the rest, which does not begin with 0.
# Others begin with + (or 00 for the Netherlands) and the code of a country.
TELEPHONE: Final = re.compile(
    r"(?<![^\W_])(?:"
    r"06(?:[ -]?[0-9]){8}"
    r"|\(?0[1-57-9][0-9]\)?[ -]?[1-9](?:[ -]?[0-9]){6}"
    r"|\(?0[1-57-9][0-9]{2}\)?[ -]?[1-9](?:[ -]?[0-9]){5}"
    r"|0031(?: ?[0-9]){9}"
    r"|\+[1-9](?:[ -]?(?:\(0\))?[ -]?[0-9]){7,14}"
    r")(?![^\W_])"
)
E_MAIL: Final = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\W_](?:[\w-]*\.)+[^\W\d_]{2,}")


class DataClass(Enum):
    """How near a field comes to a person."""

    C0 = 0
    C1 = 1
    C2 = 2


class _Redacted(Enum):
    REDACTED = "redacted"

    def __repr__(self) -> str:
        return self.name


REDACTED: Final = _Redacted.REDACTED
"""What stands in the place of a value that was erased."""

Redacted: TypeAlias = Literal[_Redacted.REDACTED]

C0: TypeAlias = Annotated[T, DataClass.C0]
C1: TypeAlias = Annotated[T | Redacted, DataClass.C1]
C2: TypeAlias = Annotated[T | Redacted, DataClass.C2]


class _Subject(Enum):
    SUBJECT = "subject"


SUBJECT: Final = _Subject.SUBJECT
"""The mark of a text that is the reference of a person."""

Subject: TypeAlias = Annotated[T, SUBJECT]
"""The reference of a person, in a field of class C1 or C2, or inside of one: `C2[Subject[str]]`, `C1[tuple[Subject[Id], ...]]`."""


class PartOf:
    """
    The mark of a whole number that is the number of a part of a personal lifecycle, with the name of that lifecycle.

    `trajectory: C2[Annotated[int, PartOf("trajectory")]]` stands in the event of another part, and goes when trajectory and its number do.
    """

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


def data_classes(body: type) -> dict[str, DataClass | None]:
    """The data class of every field of a class; None where the author did not say."""
    return {name: _marked(hint) for name, hint in get_type_hints(body, include_extras=True).items()}


def suspicious(text: str) -> bool:
    """Whether it is worth to look closer: one search, which most texts pass, in the place of three."""
    return MANY_DIGITS.search(text) is not None or "@" in text


def forbidden_number(text: str) -> str | None:
    """
    A run of exactly nine digits in the text that passes the 11-test, as a BSN does; None if there is none.

    A run that touches another letter or digit does not count, or one in ninety hashes would be refused.  The 11-test:
    9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h - i is a multiple of 11 (Logisch Ontwerp BSN, "elfproef").
    """
    runs = NINE_DIGITS.findall(text)
    return next((run for run in runs if _passes_the_11_test(run)), None) if runs else None


def contact_detail(text: str) -> str | None:
    """
    An e-mail address or a telephone number in the text; None if there is none that is written as people write them.

    A number that touches another letter or digit does not count.  Dutch numbers are ten digits from 0 on (06-12345678, 020 123 45 67),
    others begin with + and the code of the country (ITU-T E.123).
    """
    found = (E_MAIL.search(text) if "@" in text else None) or TELEPHONE.search(text)
    return None if found is None else found.group()


def _passes_the_11_test(run: str) -> bool:
    *rest, last = map(int, run)
    total = sum(weight * digit for weight, digit in zip(range(9, 1, -1), rest, strict=True)) - last
    return total % 11 == 0 and int(run) > 0


def _marked(hint: Any) -> DataClass | None:
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((mark for mark in marks if isinstance(mark, DataClass)), None)
