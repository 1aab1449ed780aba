"""
Kinds of text, and how long it may be: what a field says of itself beside its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Final, TypeAlias, TypeVar

from attrs import frozen

from ..labels import Label, Phrase
from ..messages import FIELD_LENGTH, FIELD_VALUE
from ..privacy import E_MAIL, TELEPHONE

__all__ = [
    "CONTACTS", "LINE", "OIN", "PROSE", "REFERENCE", "RSIN", "EmailAddress", "Filled", "Kind", "KvK", "Limit", "Line", "Money", "MustSay",
    "PhoneNumber", "Prose", "Sha256", "Uri",
]  # fmt: skip

T = TypeVar("T")

# No control characters, a tab neither: nothing shows them as they are.
LINES: Final = r"[^\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]*"
ONE_LINE: Final = r"[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*"

PLAIN_LINE: Final = Label("tekst op één regel zonder stuurtekens", "text on one line without control characters")
PLAIN: Final = Label("tekst zonder stuurtekens", "text without control characters")


@frozen
class Kind:
    """A declared kind of text.  Its digits mean something, so the search for a BSN, an e-mail address or a telephone number passes it by."""

    name: str
    label: Label
    pattern: str

    def fits(self, text: str) -> bool:
        """Whether the text is of this kind."""
        return re.fullmatch(self.pattern, text) is not None


@frozen
class Limit:
    """How many characters a text may have, and whether on more than one line.  Free text is searched for a BSN, an e-mail address and a
    telephone number all the same."""

    most: int
    breaks: bool = False

    @property
    def pattern(self) -> str:
        """What every text within it matches, but for its length; JSON Schema reads it too."""
        return LINES if self.breaks else ONE_LINE

    def problems(self, text: str, path: str) -> Iterator[Phrase]:
        """What of the text goes past it."""
        if len(text) > self.most:
            yield FIELD_LENGTH(path=path, most=self.most, length=len(text))
        if not re.fullmatch(self.pattern, text):
            yield FIELD_VALUE(path=path, wanted=PLAIN if self.breaks else PLAIN_LINE)


Sha256: TypeAlias = Annotated[str, Kind("sha256", Label("een SHA-256 in 64 kleine hexadecimale tekens",
                                                       "a SHA-256 in 64 lower-case hexadecimal characters"),
                                        r"[0-9a-f]{64}")]
REFERENCE: Final = Limit(2000)
"""How long the name of a document elsewhere may be."""
Uri: TypeAlias = Annotated[str, Kind("uri", Label("een URI met een schema, zoals urn: of https:", "a URI with a scheme, such as urn: or https:"),
                                     r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+"), REFERENCE]
OIN: TypeAlias = Annotated[str, Kind("oin", Label("een OIN van 20 cijfers", "an OIN of 20 digits"), r"[0-9]{20}")]
RSIN: TypeAlias = Annotated[str, Kind("rsin", Label("een RSIN van 9 cijfers", "an RSIN of 9 digits"), r"[0-9]{9}")]
KvK: TypeAlias = Annotated[str, Kind("kvk", Label("een KvK-nummer van 8 cijfers", "a KvK number of 8 digits"), r"[0-9]{8}")]
EmailAddress: TypeAlias = Annotated[str, Kind("email", Label("een e-mailadres", "an e-mail address"), E_MAIL.pattern), Limit(254)]
"""The e-mail address of a professional contact; elsewhere than in a field of class C1 it is a `DefinitionError`."""
PhoneNumber: TypeAlias = Annotated[str, Kind("phone", Label("een telefoonnummer zoals 020 123 45 67 of +31 20 123 45 67",
                                                            "a telephone number such as 020 123 45 67 or +31 20 123 45 67"),
                                             TELEPHONE.pattern)]
"""The telephone number of a professional contact; as above."""
CONTACTS: Final = frozenset({"email", "phone"})
"""The kinds that only a professional contact has."""
LINE: Final = Limit(200)
PROSE: Final = Limit(500, breaks=True)
Line: TypeAlias = Annotated[str, LINE]
"""A title, a name, a place: one line of at most 200 characters."""
Prose: TypeAlias = Annotated[str, PROSE]
"""A reason, a summary: at most 500 characters, on as many lines as it needs."""


@frozen
class MustSay:
    """The mark of a text that is not blank, or of a collection that is not empty."""


Filled: TypeAlias = Annotated[T, MustSay()]
"""Something must be said: a text that is not blank, a collection that is not empty.  `Filled[Prose]`, `Filled[tuple[Remedy, ...]]`."""
Money: TypeAlias = int
"""An amount in whole euro cents."""
