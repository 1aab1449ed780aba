"""
Reading: a table of values from TOML, so that an authority can bring its own.

Every problem is named at once.  An amount is a whole number of cents: `30_000_00`, never `30000.00`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from ...bodies import value_problems
from ...errors import InvalidData
from ...labels import Label, Phrase, phrase
from ...messages import FIELD_MISSING, FIELD_TYPE, FIELD_UNKNOWN, FIELD_VALUE
from .table import Block, Catalogue, Unit

__all__ = ["load_catalogue"]

Reader: TypeAlias = Callable[[Any, str, list[Phrase]], Any]

not_readable = phrase("not_readable", nl="{path} is niet te lezen: {cause}", en="{path} cannot be read: {cause}", path=str, cause=str)
not_toml = phrase("not_toml", nl="dit is geen TOML: {cause}", en="this is no TOML: {cause}", cause=str)
give_a_path = phrase("give_a_path", nl="geef een bestand als pathlib.Path", en="give a file as a pathlib.Path")
not_a_unit = phrase("not_a_unit", nl="{path} moet een van deze zijn: {units}", en="{path} must be one of these: {units}", path=str, units=tuple)
given_again = phrase("given_again", nl="bouwblok {block!r} staat er {times} keer in", en="block {block!r} is there {times} times",
                     block=str, times=int)  # fmt: skip


def load_catalogue(source: Path | str) -> Catalogue:
    """
    A table of values from a TOML file, given as a `Path`, or from the text itself.

    Raises:
        InvalidData: With everything that is wrong with it.
    """
    found: list[Phrase] = []
    values = _values(Catalogue, _parsed(source), "", found)
    if found:
        raise InvalidData(*found)
    return Catalogue(**values)


def _parsed(source: Path | str) -> dict[str, Any]:
    try:
        text = source if isinstance(source, str) else source.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as cause:
        raise InvalidData(not_readable(path=str(source), cause=str(cause))) from cause
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as cause:  # numbers of thousands of digits, and lists in lists in lists, are not TOMLDecodeErrors
        hint = [give_a_path()] if isinstance(source, str) and "\n" not in source else []
        raise InvalidData(not_toml(cause=str(cause)), *hint) from cause


def _values(cls: type, table: Mapping[str, Any], path: str, found: list[Phrase]) -> dict[str, Any]:
    """What a table says of the fields of a class.  What is wrong with it comes to what was found."""
    inside = f"{path}." if path else ""
    fields = attrs.fields_dict(cls)
    found += (FIELD_UNKNOWN(path=inside + name) for name in table if name not in fields)
    found += (FIELD_MISSING(path=inside + name) for name, each in fields.items() if each.default is attrs.NOTHING and name not in table)
    return {name: _value(cls, name, table[name], inside + name, found) for name in fields if name in table}


def _value(cls: type, name: str, raw: Any, path: str, found: list[Phrase]) -> Any:
    if name in READERS:
        return READERS[name](raw, path, found)
    problems = value_problems(cls, name, raw, path)
    if not problems and name in BOUNDS:
        within, wanted = BOUNDS[name]
        problems = [] if within(raw) else [FIELD_VALUE(path=path, wanted=wanted)]
    found += problems
    return raw


def _blocks(raw: Any, path: str, found: list[Phrase]) -> Mapping[str, Block]:
    """The blocks by their code, or nothing where something was found."""
    if not isinstance(raw, list) or not raw or not all(isinstance(each, dict) for each in raw):
        found.append(FIELD_VALUE(path=path, wanted=SOME_BLOCKS))
        return {}
    # A person finds a block by its code; where that is no text, by its place.
    names = [code if isinstance(code := each.get("code"), str) else place for place, each in enumerate(raw)]
    blocks = [_values(Block, each, f"{path}[{name!r}]", found) for name, each in zip(names, raw, strict=True)]
    found += (given_again(block=name, times=times) for name, times in Counter(names).items() if isinstance(name, str) and times > 1)
    # Whoever has one of the tables that ship has the same as everybody else.
    return MappingProxyType({} if found else {values["code"]: Block(**values) for values in blocks})


def _label(raw: Any, path: str, found: list[Phrase]) -> Label | None:
    if not isinstance(raw, dict):
        found.append(FIELD_TYPE(path=path, wanted="{ nl = …, en = … }", got=type(raw).__name__))
        return None
    values = _values(Label, raw, path, found)
    return None if found else Label(**values)


def _unit(raw: Any, path: str, found: list[Phrase]) -> Unit | None:
    unit = next((unit for unit in Unit if unit.value == raw), None)
    if unit is None:
        found.append(not_a_unit(path=path, units=tuple(unit.value for unit in Unit)))
    return unit


def _says_something(text: str) -> bool:
    return bool(text.strip())


SOME_BLOCKS: Final = Label("een lijst van een of meer bouwblokken", "a list of one or more blocks")
NOT_NEGATIVE: Final = Label("een aantal centen vanaf 0", "a number of cents from 0 up")
VERSION: Final = Label("een versienummer van 1 tot en met 9999", "a version number from 1 to 9999")
EUROS: Final = Label("EUR", "EUR")
SOME_TEXT: Final = Label("een tekst", "a text")

READERS: Final[Mapping[str, Reader]] = {"blocks": _blocks, "label": _label, "origin": _label, "condition": _label, "unit": _unit}
BOUNDS: Final[Mapping[str, tuple[Callable[[Any], bool], Label]]] = {
    "cents": (lambda cents: cents >= 0, NOT_NEGATIVE),
    "version": (lambda version: 1 <= version <= 9999, VERSION),
    "currency": (lambda currency: currency == "EUR", EUROS),
    "nl": (_says_something, SOME_TEXT),
    "en": (_says_something, SOME_TEXT),
}
