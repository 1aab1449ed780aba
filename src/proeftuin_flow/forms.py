"""
Forms: the JSON Schema of what a trigger wants, for whoever draws a form.

What a schema accepts, the library can read.  It does not accept it yet: whether a text may hold a BSN, or a moment has a time zone,
no schema can say, so `decide` looks again.  What was erased can never be filled in, so a form does not offer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from .bodies import LARGEST, Field, Shape, shape_of
from .labels import Language
from .privacy import DataClass

__all__ = ["json_schema"]

Schema: TypeAlias = dict[str, Any]


def json_schema(body: type, language: Language = "nl") -> Schema:
    """
    The JSON Schema (draft 2020-12) of a class, such as `option.data` or the body of an event.

    Titles are the labels of its fields, where they have any; `x-data-class` says how near a field comes to a person.

    Raises:
        Unfit: If something in the class cannot stand in a log.
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(shape_of(body), language, None)}


def _schema(shape: Shape, language: Language, within: DataClass | None) -> Schema:
    schema = _SCHEMAS[shape.name](shape, language, within)
    return _or_null(schema) if shape.optional else schema


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _field(field: Field, language: Language, within: DataClass | None) -> Schema:
    # The fields of a class in a class are as near to a person as the field that holds them.
    near = field.data_class or within
    schema = _schema(field.shape, language, near)
    if field.label is not None:
        schema = {"title": field.label.text(language), **schema}
    if near is not None:
        schema["x-data-class"] = near.name
    return schema


def _text(shape: Shape, language: Language, within: DataClass | None) -> Schema:
    kind, limit = shape.kind, shape.limit
    schema: Schema = {"type": "string"}
    if limit is not None:
        schema |= {"maxLength": limit.most, "pattern": f"^(?:{limit.pattern})$"}
    if shape.filled:
        schema["minLength"] = 1
    if kind is not None:
        schema |= {"description": kind.label.text(language), "pattern": f"^(?:{kind.pattern})$"}
    return schema | {"format": "uri"} if kind is not None and kind.name == "uri" else schema


def _enum(shape: Shape, language: Language, within: DataClass | None) -> Schema:
    return {"enum": [member.value for member in shape.type]}


def _list(shape: Shape, language: Language, within: DataClass | None) -> Schema:
    schema: Schema = {"type": "array", "items": _schema(shape.items[0], language, within)}
    return schema | {"minItems": 1} if shape.filled else schema


def _set(shape: Shape, language: Language, within: DataClass | None) -> Schema:
    return _list(shape, language, within) | {"uniqueItems": True}


def _pair(shape: Shape, language: Language, within: DataClass | None) -> Schema:
    items = [_schema(each, language, within) for each in shape.items]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}


def _mapping(shape: Shape, language: Language, within: DataClass | None) -> Schema:
    ascii_keys = {"pattern": r"^[\u0020-\u007e]*$", "maxLength": 200}
    schema: Schema = {"type": "object", "additionalProperties": _schema(shape.items[0], language, within), "propertyNames": ascii_keys}
    return schema | {"minProperties": 1} if shape.filled else schema


def _object(shape: Shape, language: Language, within: DataClass | None) -> Schema:
    return {
        "type": "object",
        "properties": {field.name: _field(field, language, within) for field in shape.fields},
        "required": [field.name for field in shape.fields if field.required],
        "additionalProperties": False,
    }


def _plain(**schema: Any) -> Callable[[Shape, Language, DataClass | None], Schema]:
    return lambda shape, language, within: dict(schema)


_SCHEMAS: Final[Mapping[str, Callable[[Shape, Language, DataClass | None], Schema]]] = {
    "text": _text, "integer": _plain(type="integer", minimum=-LARGEST, maximum=LARGEST), "boolean": _plain(type="boolean"),
    "none": _plain(type="null"), "date": _plain(type="string", format="date"), "datetime": _plain(type="string", format="date-time"),
    "enum": _enum, "list": _list, "set": _set, "pair": _pair, "mapping": _mapping, "object": _object,
}  # fmt: skip
