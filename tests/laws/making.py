"""
Making data: an instance of any class that a trigger wants, by its shape.

Texts and numbers come from small pools, so that what refers to something (a party, a goal, an open item) often refers to something that
is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from attrs import frozen

from proeftuin_flow.bodies import Field, Shape, shape_of
from proeftuin_flow.case import Case
from tests.laws.favourites import Favourite

KINDS = {
    "sha256": ["a" * 64, "a" * 64, "b" * 64],
    "uri": ["urn:example:one", "https://example.org/two"],
    "oin": ["00000001003214345000"],
    "rsin": ["123456789"],
    "kvk": ["12345678", "87654321"],
    "period": ["P6M", "P1Y"],
    "catalogue": ["utrecht@1"],
    "code": ["role", "wrong_state"],
}
NUMBERS = [0, 0, 1, 1, 2, 5, 8, 90_000, 200_000]


@frozen
class Maker:
    """Makes data for one kind of case, as of a moment."""

    rng: Random
    texts: tuple[str, ...]
    now: datetime
    favourites: Mapping[type, Favourite]
    favour: float = 0.5
    """How often a favourite is taken, where there is one."""

    def instance(self, cls: type, case: Case) -> Any:
        """An instance of a class: a favourite, or whatever its fields allow."""
        favourite = self.favourites.get(cls)
        if favourite is not None and self.rng.random() < self.favour:
            return favourite(self.rng, case, self.now)
        return self._object(shape_of(cls))

    def known(self, facts: type) -> dict[str, Any]:
        """Some of the facts of a class, as somebody might know them who takes a case over."""
        return {each.name: self._value(each.shape) for each in shape_of(facts).fields if self.rng.random() < 0.5}

    def _object(self, shape: Shape) -> Any:
        return shape.type(**{each.name.lstrip("_"): self._value(each.shape) for each in shape.fields if self._given(each)})

    def _given(self, field: Field) -> bool:
        return field.required or self.rng.random() < 0.8

    def _value(self, shape: Shape) -> Any:
        rng = self.rng
        if shape.optional and rng.random() < 0.3:
            return None
        match shape.name:
            case "text":
                return rng.choice(KINDS.get(shape.kind.name, self.texts) if shape.kind else self.texts)
            case "integer":
                return rng.choice(NUMBERS)
            case "boolean":
                return rng.random() < 0.6
            case "date":
                return self._day()
            case "datetime":
                return self.now - timedelta(days=rng.randint(0, 40))
            case "enum":
                return rng.choice([*shape.type])
            case "list":
                return tuple(self._value(shape.items[0]) for _ in range(rng.choice([0, 1, 1, 2, 3])))
            case "set":
                return self._set(shape.items[0])
            case "pair":
                return tuple(map(self._value, shape.items))
            case "mapping":
                return {rng.choice(self.texts): self._value(shape.items[0]) for _ in range(rng.randint(0, 2))}
            case "object":
                return self._object(shape)
            case _:
                return None

    def _set(self, item: Shape) -> frozenset[Any]:
        if item.name == "enum" and self.rng.random() < 0.6:
            return frozenset(item.type)
        return frozenset(self._value(item) for _ in range(self.rng.randint(0, 4)))

    def _day(self) -> date:
        return self.now.date() + timedelta(days=self.rng.choice([-400, -100, -30, -3, -1, 0, 0, 0, 1, 20, 400]))
