"""
Making: data for any trigger, by the shape of its class.

Whoever makes it says how to choose: by dice, or as a strategy of hypothesis, which can then make a failing example smaller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from attrs import field, frozen

from ..bodies import Field, Shape, shape_of
from ..case import Case
from ..case_type import CaseType
from ..errors import InvalidData
from ..ids import id_problems
from ..wishes import Actor, CaseRef
from .words import Words

__all__ = ["Choose", "Favourite", "Favourites", "Maker", "people_of"]

T = TypeVar("T")


class Choose(Protocol):
    """One of these; the first is the simplest."""

    def __call__(self, of: Sequence[T], /) -> T: ...


Favourite: TypeAlias = Sequence[Any] | Callable[[Choose, Case, datetime], Any]
"""Data of one class that fits: some instances, or what makes one of a case as it stands at a moment."""
Favourites: TypeAlias = Mapping[Any, Favourite]
"""Favourites by class."""

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "sha256": ("a" * 64, "b" * 64),
    "uri": ("urn:example:one", "https://example.org/two"),
    "oin": ("00000001003214345000",),
    "rsin": ("123456789",),
    "kvk": ("12345678", "87654321"),
    "email": ("somebody@example.org",),
    "phone": ("020 123 45 67",),
}
TRIES: Final = 10
"""How often a class that refuses what it is given gets something else."""
DAYS: Final = (0, -1, 1, -30, 30, -400, 400)
SIMPLE: Final = (True, True, True, False)


@frozen
class Maker:
    """
    Makes data of words, as of a moment, for a case.

    `kinds` has texts for kinds of text that the library does not know.
    """

    choose: Choose
    words: Words
    now: datetime
    case: Case | None = None
    favourites: Favourites = field(factory=dict)
    kinds: Mapping[str, Sequence[str]] = field(factory=dict)

    def instance(self, cls: type) -> Any:
        """An instance of a class: a favourite if there is one, or whatever its fields allow."""
        return self._object(shape_of(cls))

    def value(self, shape: Shape) -> Any:
        """A value of this shape."""
        if shape.optional and not self.choose(SIMPLE):
            return None
        match shape.name:
            case "text":
                return self._text(shape)
            case "integer":
                return self.choose(self.words.numbers)
            case "boolean":
                return self.choose((True, False))
            case "date":
                return self._day()
            case "datetime":
                return self.now + timedelta(days=self.choose(DAYS))
            case "enum":
                return self.choose([*shape.type])
            case "list":
                return tuple(self.value(shape.items[0]) for _ in range(self._count(shape)))
            case "set":
                return self._set(shape)
            case "pair":
                return tuple(map(self.value, shape.items))
            case "mapping":
                keys = [self.choose(self.words.texts) for _ in range(self._count(shape))]
                return {key if key.isascii() else "a": self.value(shape.items[0]) for key in keys}
            case "object":
                return self._object(shape)
            case _:
                return None

    def _object(self, shape: Shape) -> Any:
        favourite = self.favourites.get(shape.type)
        if favourite is not None and self.case is not None and self.choose(SIMPLE):
            return favourite(self.choose, self.case, self.now) if callable(favourite) else self.choose(favourite)
        if shape.type is CaseRef:
            ids = [text for text in self.words.texts if not [*id_problems("case", text)]]
            return CaseRef(self.choose(ids or ["a"]), self.choose((1, 2, 3)), self.choose(KINDS["sha256"]))
        refused: Exception | None = None
        for _ in range(TRIES):
            try:
                return shape.type(**{each.name.lstrip("_"): self.value(each.shape) for each in shape.fields if self._given(each)})
            except (InvalidData, ValueError) as error:
                refused = error
        raise LookupError(f"no {shape.type.__name__} could be made: give some with data={{{shape.type.__name__}: [...]}}") from refused

    def _given(self, field: Field) -> bool:
        return field.required or self.choose(SIMPLE)

    def _text(self, shape: Shape) -> str:
        return self.choose([text for text in self._texts(shape) if _fits(shape, text)] or ["a"])

    def _texts(self, shape: Shape) -> Sequence[str]:
        kind = shape.kind
        if kind is None:
            return self.words.texts
        known = self.kinds.get(kind.name) or KINDS.get(kind.name) or ()
        fitting = [text for text in self.words.texts if kind.fits(text)]
        if not known and not fitting:
            raise LookupError(f"no text of the kind {kind.name!r} is known: give some with kinds={{{kind.name!r}: [...]}}")
        return [*fitting, *known]

    def _count(self, shape: Shape) -> int:
        return self.choose((1, 2, 3) if shape.filled else (1, 0, 2, 3))

    def _set(self, shape: Shape) -> frozenset[Any]:
        item = shape.items[0]
        if item.name == "enum" and self.choose(SIMPLE):
            return frozenset(item.type)
        return frozenset(self.value(item) for _ in range(self._count(shape)))

    def _day(self) -> date:
        return self.now.date() + timedelta(days=self.choose(DAYS))


def _fits(shape: Shape, text: str) -> bool:
    limit = shape.limit
    return limit is None or (len(text) <= limit.most and re.fullmatch(limit.pattern, text) is not None)


def people_of(case_type: CaseType) -> tuple[Actor, ...]:
    """Two who may do everything, one for each role, and one who may do nothing."""
    roles = sorted(case_type.roles)
    single = [Actor(f"only-{role.replace('_', '-')}"[:64], [role]) for role in roles]
    return (Actor("all-1", roles), Actor("all-2", roles), *single, Actor("stranger"))
