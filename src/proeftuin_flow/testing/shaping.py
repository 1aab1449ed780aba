"""
Shaping: strategies of hypothesis for whatever may stand in a body, by its shape: every value that fits, also the odd ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

from hypothesis import strategies as st

from ..bodies import LARGEST, Shape
from ..bodies.fitting import _checking
from ..bodies.shapes import read_shape
from ..errors import InvalidData
from ..labels import Phrase
from .making import KINDS

__all__ = ["values"]

CHARACTERS: Final = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
KEYS: Final = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
DAYS: Final = st.dates(date(1970, 1, 2), date(2100, 12, 30))
MOMENTS: Final = st.datetimes(datetime(1970, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC))  # naive: hypothesis adds the zone


def values(of: Any) -> st.SearchStrategy[Any]:
    """
    Anything that fits a class of data or facts, or a type that a field may have: `values(Document)`, `values(Uri)`, `values(Line | None)`.

    Raises:
        Unfit: If it is of no type that has a canonical text.
    """
    return _of(read_shape(of, "", ()))


def _of(shape: Shape) -> st.SearchStrategy[Any]:
    found = _MADE[shape.name](shape)
    return st.none() | found if shape.optional else found


def _text(shape: Shape) -> st.SearchStrategy[str]:
    if shape.kind is not None:
        known = KINDS.get(shape.kind.name, ())
        made = st.from_regex(shape.kind.pattern, fullmatch=True).map(_normal)
        found = st.sampled_from(known) | made if known else made
    else:
        most = shape.limit.most if shape.limit is not None else 40
        found = st.text(CHARACTERS, max_size=min(most, 40)).map(_normal) | st.just("x" * most)
    return found.filter(lambda text: _fits(shape, text))


def _fits(shape: Shape, value: object) -> bool:
    found: list[Phrase] = []
    _checking(shape)(value, "", found, False)
    return not found


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _object(shape: Shape) -> st.SearchStrategy[Any]:
    required = {each.name.lstrip("_"): _of(each.shape) for each in shape.fields if each.required}
    optional = {each.name.lstrip("_"): _of(each.shape) for each in shape.fields if not each.required}
    made = st.fixed_dictionaries(required, optional=optional).map(lambda fields: _built(shape.type, fields))
    return made.filter(lambda value: value is not None)


def _built(cls: Callable[..., Any], fields: dict[str, Any]) -> Any:
    """An instance; None if the class refuses what it is given."""
    try:
        return cls(**fields)
    except (InvalidData, ValueError):
        return None


def _set(shape: Shape) -> st.SearchStrategy[Any]:
    return st.frozensets(_of(shape.items[0]), min_size=int(shape.filled), max_size=4)


def _list(shape: Shape) -> st.SearchStrategy[Any]:
    return st.lists(_of(shape.items[0]), min_size=int(shape.filled), max_size=4).map(tuple)


def _mapping(shape: Shape) -> st.SearchStrategy[Any]:
    made = st.dictionaries(KEYS, _of(shape.items[0]), min_size=int(shape.filled), max_size=3)
    return made.filter(lambda value: _fits(shape, value))


_MADE: Final[dict[str, Callable[[Shape], st.SearchStrategy[Any]]]] = {
    "text": _text,
    "integer": lambda shape: st.integers(-9, 9) | st.integers(-LARGEST, LARGEST),
    "boolean": lambda shape: st.booleans(),
    "none": lambda shape: st.none(),
    "date": lambda shape: DAYS,
    "datetime": lambda shape: MOMENTS,
    "enum": lambda shape: st.sampled_from([*shape.type]),
    "list": _list,
    "set": _set,
    "pair": lambda shape: st.tuples(*map(_of, shape.items)),
    "mapping": _mapping,
    "object": _object,
}
