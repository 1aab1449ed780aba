"""
Forms: what a schema accepts, the library reads; what the library writes, the schema accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import NoneType
from typing import Annotated, Any

import attrs
import jsonschema
import pytest
from attrs import frozen
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from proeftuin_flow._cattrs import from_wish
from proeftuin_flow.bodies import Filled, Kind, Line, Prose, Shape, Unfit, Uri, body_problems, shape_of
from proeftuin_flow.canonical import canonical, plain
from proeftuin_flow.codec import codec_of
from proeftuin_flow.forms import json_schema
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import fact
from proeftuin_flow.privacy import C0, C1, C2, data_classes
from tests.case_types import Announcement, Choice, Document, Offer, Opinion
from tests.words.test_bodies import Address, Colour, Everything

LIMIT = 2**53 - 1


@frozen
class Crowded:
    """Types within types, and all that may be left out."""

    addresses: C1[tuple[Address, ...]]
    colours: C0[frozenset[Colour]]
    pairs: C2[Mapping[str, tuple[date, bool]]]
    nearest: C1[Address | None] = None
    favourite: C0[Colour | None] = None
    several: C0[tuple[str | None, ...] | None] = None


BODIES: list[type] = [Announcement, Document, Offer, Opinion, Choice, Address, Everything, Crowded]


# ── what a form looks like ───────────────────────────────────────────────────────────────────────────────────────────────


def test_form_of_a_class():
    """
    Every field with its type, its data class, and whether it must be given.
    """
    assert {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "amount": {"type": "integer", "minimum": -LIMIT, "maximum": LIMIT, "x-data-class": "C0"},
            "company": {"type": "string", "description": "a KvK number of 8 digits", "pattern": "^(?:[0-9]{8})$", "x-data-class": "C1"},
            "document": {
                "type": "string", "description": "a SHA-256 in 64 lower-case hexadecimal characters", "pattern": "^(?:[0-9a-f]{64})$",
                "x-data-class": "C0",
            },
        },
        "required": ["amount", "company", "document"],
        "additionalProperties": False,
    } == json_schema(Offer, "en")  # fmt: skip


def field(hint: Any, **more: Any) -> Any:
    body = attrs.make_class("Body", {"field": attrs.field(type=hint, **more)}, frozen=True)
    return json_schema(body, "nl")["properties"]["field"]


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (str, {"type": "string"}),
        (bool, {"type": "boolean"}),
        (NoneType, {"type": "null"}),
        (date, {"type": "string", "format": "date"}),
        (datetime, {"type": "string", "format": "date-time"}),
        (Colour, {"enum": ["red", 2]}),
        (Colour | None, {"enum": ["red", 2, None]}),
        (str | None, {"type": ["string", "null"]}),
        (C0[str], {"type": "string", "x-data-class": "C0"}),
        (C2[str | None], {"type": ["string", "null"], "x-data-class": "C2"}),  # type: ignore[misc]
        (tuple[str, ...], {"type": "array", "items": {"type": "string"}}),
        (frozenset[str], {"type": "array", "items": {"type": "string"}, "uniqueItems": True}),
        (tuple[str, bool], {"type": "array", "prefixItems": [{"type": "string"}, {"type": "boolean"}], "items": False, "minItems": 2}),
        (Mapping[str, bool], {"type": "object", "additionalProperties": {"type": "boolean"},
                              "propertyNames": {"pattern": r"^[\u0020-\u007e]*$", "maxLength": 200}}),
        (Line, {"type": "string", "maxLength": 200, "pattern": r"^(?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*)$"}),
        (Filled[Line], {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^(?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*)$"}),
        (Filled[tuple[bool, ...]], {"type": "array", "minItems": 1, "items": {"type": "boolean"}}),
        (Filled[frozenset[bool]], {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "boolean"}}),
        (Filled[Mapping[str, bool]], {"type": "object", "additionalProperties": {"type": "boolean"}, "minProperties": 1,
                                      "propertyNames": {"pattern": r"^[\u0020-\u007e]*$", "maxLength": 200}}),
        (Prose, {"type": "string", "maxLength": 500, "pattern": r"^(?:[^\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]*)$"}),
        (C1[Line | None],  # type: ignore[misc]
         {"type": ["string", "null"], "maxLength": 200, "pattern": r"^(?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*)$", "x-data-class": "C1"}),
        (Uri, {"type": "string", "maxLength": 2000, "description": "een URI met een schema, zoals urn: of https:", "format": "uri",
               "pattern": r"^(?:[A-Za-z][A-Za-z0-9+.-]*:[^\s]+)$"}),
    ],
)  # fmt: skip
def test_form_of_each_type(hint, schema):
    """
    As JSON Schema says it.
    """
    assert schema == field(hint)


def test_titles_are_labels_in_the_language_of_the_reader():
    """
    Where there are any.
    """

    @frozen
    class Labelled:
        name: C1[str] = fact("", nl="naam", en="name")
        plain: C0[str] = ""

    assert "naam" == json_schema(Labelled)["properties"]["name"]["title"]
    assert "name" == json_schema(Labelled, "en")["properties"]["name"]["title"]
    assert "title" not in json_schema(Labelled)["properties"]["plain"]
    assert [] == json_schema(Labelled)["required"]


def test_fields_within_a_field_have_its_data_class():
    """
    Somebody's address is as near to them as the field that holds it.
    """
    near = json_schema(Everything)["properties"]["address"]

    assert "C1" == near["x-data-class"] == near["properties"]["city"]["x-data-class"]


def test_class_that_fits_in_no_log_has_no_form():
    """
    A definition with such a class does not hold together either.
    """
    with pytest.raises(Unfit):
        field(float)


@pytest.mark.parametrize("body", BODIES)
def test_form_is_a_json_schema(body):
    """
    Of draft 2020-12, and nowhere does it offer what was erased.
    """
    jsonschema.Draft202012Validator.check_schema(json_schema(body))

    assert "redacted" not in str(json_schema(body)).lower()


# ── what it accepts ──────────────────────────────────────────────────────────────────────────────────────────────────────

text = st.text(st.characters(codec="utf-8"), max_size=8)
KINDS: dict[str, st.SearchStrategy[str]] = {
    name: st.from_regex(pattern, fullmatch=True)
    for name, pattern in {"sha256": "[0-9a-f]{64}", "uri": "urn:[a-z]{1,5}", "oin": "[0-9]{20}", "rsin": "[0-9]{9}", "kvk": "[0-9]{8}"}.items()
}
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "text": text, "integer": st.integers(-LIMIT, LIMIT), "boolean": st.booleans(), "none": st.none(),
    "date": st.dates().map(date.isoformat), "datetime": st.datetimes(timezones=st.timezones()).map(datetime.isoformat),
}  # fmt: skip


def forms(shape: Shape) -> st.SearchStrategy[Any]:
    """What a form of this shape may send."""
    filled: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "enum": lambda: st.sampled_from([member.value for member in shape.type]),
        "list": lambda: st.lists(forms(shape.items[0]), max_size=3),
        "set": lambda: st.lists(forms(shape.items[0]), max_size=3, unique_by=repr),
        "pair": lambda: st.tuples(*map(forms, shape.items)).map(list),
        "mapping": lambda: st.dictionaries(st.text(st.characters(codec="ascii"), max_size=4), forms(shape.items[0]), max_size=3),
        "object": lambda: st.fixed_dictionaries(
            {each.name: forms(each.shape) for each in shape.fields if each.required},
            optional={each.name: forms(each.shape) for each in shape.fields if not each.required},
        ),
    }
    made = KINDS[shape.kind.name] if shape.kind else PLAIN[shape.name] if shape.name in PLAIN else filled[shape.name]()
    return st.none() | made if shape.optional else made


# What a form sends that nobody asked for: other values in the place of some.
noise = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=3), st.lists(st.text(max_size=2), max_size=2), st.just({}), st.just({"a": 1})
)


@st.composite
def spoilt(draw: st.DrawFn, body: type) -> Any:
    """A form with something else in one place, or something more."""
    form = draw(forms(shape_of(body)))
    name = draw(st.sampled_from([*json_schema(body)["properties"], "unasked"]))
    return {**form, name: draw(noise)}


@pytest.mark.parametrize("body", BODIES)
@settings(suppress_health_check=[HealthCheck.filter_too_much])  # much that is spoilt fits nowhere
@given(data=st.data())
def test_what_the_schema_accepts_the_library_reads(body, data):
    """
    A form that is filled in as the schema says becomes an instance.
    """
    form = data.draw(st.one_of(forms(shape_of(body)), spoilt(body)))
    assume(jsonschema.Draft202012Validator(json_schema(body)).is_valid(form))
    assume(_parsable(form))

    instance, problems = from_wish(form, body)

    assert [] == problems
    assert body is type(instance)


@pytest.mark.parametrize("body", [body for body in BODIES if None not in data_classes(body).values()])
@given(data=st.data())
def test_what_the_library_accepts_the_schema_accepts(body, data):
    """
    A body without problems, written down, fits the form.
    """
    instance, problems = from_wish(data.draw(forms(shape_of(body))), body)
    assume(not problems and not body_problems(instance))
    names = tuple(each.name for each in attrs.fields(body))

    written = codec_of(body).write(instance, names)

    assert written is not None
    jsonschema.validate(plain(canonical(written)), json_schema(body))


def _parsable(form: Any) -> bool:
    """A schema only says that a text is a date; that it is one, a form's date field sees to."""
    dates = {"day": date, "moment": datetime}
    for name, cls in dates.items():
        if name in form:
            try:
                cls.fromisoformat(form[name])
            except ValueError:
                return False
    return all(_is_date(pair[0]) for pair in form.get("pairs", {}).values())


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def test_kind_of_ones_own_has_its_pattern():
    """
    Applications may declare kinds of text.
    """
    postcode = Kind("postcode", Label("een postcode", "a postcode"), "[0-9]{4}[A-Z]{2}|none")

    assert {"type": "string", "description": "een postcode", "pattern": "^(?:[0-9]{4}[A-Z]{2}|none)$"} == field(Annotated[str, postcode])
