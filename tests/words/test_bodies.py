"""
Bodies: what may stand in a log, and what is wrong with a value that may not.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal

import attrs
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow.bodies import (
    OIN,
    RSIN,
    Filled,
    KvK,
    Limit,
    Line,
    Money,
    Prose,
    Sha256,
    Unfit,
    Uri,
    aware,
    body_problems,
    is_erasable,
    kinds_named,
    missing,
    proper_text,
    shape_of,
    subjects_of,
    value_problems,
)
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import fact
from proeftuin_flow.privacy import C0, C1, C2, REDACTED, DataClass, PartOf, Redacted, Subject


class Colour(Enum):
    RED = "red"
    BLUE = 2


class Word(StrEnum):
    YES = "yes"


@frozen
class Address:
    city: str
    house: int = 1


@frozen
class Everything:
    text: C0[str] = "text"
    number: C0[int] = 1
    flag: C0[bool] = True
    nothing: C0[None] = None
    day: C0[date] = date(2019, 11, 21)
    moment: C0[datetime] = datetime(2019, 11, 21, tzinfo=UTC)
    colour: C0[Colour] = Colour.RED
    several: C0[tuple[int, ...]] = (1, 2)
    two: C0[tuple[str, int]] = ("a", 1)
    some: C0[frozenset[str]] = frozenset({"a"})
    any_set: C0[Set[int]] = frozenset({1})
    names: C0[Mapping[str, int]] = attrs.field(factory=lambda: {"a": 1})
    plain: C0[dict[str, str]] = attrs.Factory(dict)
    address: C1[Address] = Address("Utrecht")
    maybe: C2[str | None] = None
    amount: C0[Money] = 100
    sha256: C0[Sha256 | None] = None
    uri: C0[Uri] = "urn:a:b"
    oin: C0[OIN] = "0" * 20
    rsin: C0[RSIN] = "111222333"
    kvk: C1[KvK] = "12345678"
    title: C0[Line] = "Wijkservice à la carte"
    why: C1[Prose | None] = "one\nand two\r\nand three"
    reason: C0[Filled[Prose]] = "because"
    points: C0[Filled[tuple[Line, ...]]] = ("first",)
    places: C1[Filled[frozenset[str]]] = frozenset({"here"})
    terms: C0[Filled[Mapping[str, int]] | None] = None


def problems(**fields: Any) -> list[str]:
    return [problem.text("en") for problem in body_problems(attrs.evolve(Everything(), **fields))]


def test_every_type_of_the_subset_fits():
    """
    Each type that has one canonical text is accepted.
    """
    assert [] == body_problems(Everything())


BROKEN: list[tuple[str, Any, str]] = [
    ("text", 3, "text must be str, not int"),
    ("text", None, "text must be str, not NoneType"),
    ("text", Word.YES, "text must be str, not Word"),
    ("text", "e\u0301", "text must be text in Unicode NFC without lone surrogates"),
    ("text", "\ud800", "text must be text in Unicode NFC without lone surrogates"),
    ("text", "ask for 111222333", "text holds a number that may be a BSN; leave it out"),
    ("number", True, "number must be int, not bool"),
    ("number", 1.0, "number must be int, not float"),
    ("number", 2**53, "number must be a whole number between -2^53 and 2^53"),
    ("number", -(2**53), "number must be a whole number between -2^53 and 2^53"),
    ("flag", 1, "flag must be bool, not int"),
    ("nothing", 0, "nothing must be None, not int"),
    ("day", datetime(2019, 11, 21, tzinfo=UTC), "day must be date, not datetime"),
    ("moment", date(2019, 11, 21), "moment must be datetime, not date"),
    ("moment", datetime(2019, 11, 21), "moment must be a moment with a time zone of whole minutes"),
    ("moment", datetime(1900, 1, 1, tzinfo=timezone(timedelta(minutes=19, seconds=32))), "moment must be a moment with a time zone of whole minutes"),
    ("colour", "red", "colour must be Colour, not str"),
    ("several", [1], "several must be tuple, not list"),
    ("several", (1, "a"), "several[1] must be int, not str"),
    ("two", ("a",), "two must be tuple, not tuple"),
    ("two", ["a", 1], "two must be tuple, not list"),
    ("two", ("a", "b"), "two[1] must be int, not str"),
    ("some", {"a"}, "some must be frozenset, not set"),
    ("some", frozenset({1}), "some[0] must be str, not int"),
    ("names", [], "names must be mapping, not list"),
    ("names", {"é": 1}, "names must be a mapping with keys of at most 200 characters in ASCII"),
    ("names", {3: 1}, "names must be a mapping with keys of at most 200 characters in ASCII"),
    ("names", {"a" * 201: 1}, "names must be a mapping with keys of at most 200 characters in ASCII"),
    ("names", {"a\n": 1}, "names must be a mapping with keys of at most 200 characters in ASCII"),
    ("names", {"111222333": 1}, "names holds a number that may be a BSN; leave it out"),
    ("names", {"a": "b"}, "names['a'] must be int, not str"),
    ("address", "Utrecht", "address must be Address, not str"),
    ("address", Address(3), "address.city must be str, not int"),  # type: ignore[arg-type]
    ("reason", "", "reason is empty"),
    ("reason", " \n", "reason is empty"),
    ("reason", 3, "reason must be str, not int"),
    ("points", (), "points is empty"),
    ("points", [], "points must be tuple, not list"),
    ("places", frozenset(), "places is empty"),
    ("places", REDACTED, "places cannot be given as erased"),
    ("terms", {}, "terms is empty"),
    ("maybe", 3, "maybe must be str, not int"),
    ("maybe", REDACTED, "maybe cannot be given as erased"),
    ("text", REDACTED, "text must be str, not REDACTED"),
    ("sha256", "0" * 63, "sha256 must be a SHA-256 in 64 lower-case hexadecimal characters"),
    ("sha256", "A" * 64, "sha256 must be a SHA-256 in 64 lower-case hexadecimal characters"),
    ("uri", "no uri", "uri must be a URI with a scheme, such as urn: or https:"),
    ("uri", "urn:" + "a" * 1997, "uri may have at most 2000 characters and has 2001"),
    ("title", "a" * 201, "title may have at most 200 characters and has 201"),
    ("title", "two\nlines", "title must be text on one line without control characters"),
    ("title", "one line\n", "title must be text on one line without control characters"),
    ("title", "two\u2028lines", "title must be text on one line without control characters"),
    ("title", "a\ttab", "title must be text on one line without control characters"),
    ("title", "about 111222333", "title holds a number that may be a BSN; leave it out"),
    ("title", "e\u0301", "title must be text in Unicode NFC without lone surrogates"),
    ("why", "a" * 501, "why may have at most 500 characters and has 501"),
    ("why", "a\ttab", "why must be text without control characters"),
    ("why", "\x85", "why must be text without control characters"),
    ("oin", "1", "oin must be an OIN of 20 digits"),
    ("rsin", "1", "rsin must be an RSIN of 9 digits"),
    ("kvk", "111222333", "kvk must be a KvK number of 8 digits"),
]


@pytest.mark.parametrize(("field", "value", "problem"), BROKEN)
def test_value_that_does_not_fit_is_named_by_its_path(field, value, problem):
    """
    Each thing that is wrong is said once, with the path to it.
    """
    assert [problem] == problems(**{field: value})


def test_all_problems_are_said_at_once():
    """
    One mistake does not hide another.
    """
    assert ["text must be str, not int", "flag must be bool, not str", "address.house must be int, not NoneType"] == problems(
        text=3, flag="yes", address=Address("Utrecht", None)  # type: ignore[arg-type]
    )


def test_longest_texts_fit():
    """
    A limit counts characters, not bytes.
    """
    assert [] == problems(title="é" * 200, why="\n" * 500, uri="urn:" + "a" * 1996, names={"a" * 200: 1})


def test_everything_that_is_wrong_with_a_text_is_said():
    """
    Its length and its BSN, in the language of the reader.
    """
    long = attrs.evolve(Everything(), title="111222333\n" + "a" * 200)

    assert [
        "title mag hoogstens 200 tekens hebben en heeft er 210",
        "title moet tekst op één regel zonder stuurtekens zijn",
        "title bevat een nummer dat een BSN kan zijn; laat het weg",
    ] == [problem.text("nl") for problem in body_problems(long)]


def test_limit_of_ones_own_counts_within_collections():
    """
    Applications may declare how long their texts may be, also those in a list.
    """
    body = attrs.make_class("Body", {"remarks": attrs.field(type=C0[tuple[Annotated[str, Limit(3)], ...]])}, frozen=True)

    assert ["remarks[1] may have at most 3 characters and has 4"] == [each.text("en") for each in body_problems(body(("abc", "abcd")))]


def test_largest_numbers_fit():
    """
    Whole numbers below 2^53 are the same in every JSON library.
    """
    assert [] == problems(number=2**53 - 1, amount=-(2**53) + 1)


def test_erased_values_fit_where_they_may_have_been_erased():
    """
    What a reducer sees may be erased; what a wish says may not.
    """
    erased = attrs.evolve(Everything(), address=REDACTED, maybe=REDACTED, kvk=REDACTED)

    assert [] == body_problems(erased, erasure=True)
    assert 3 == len(body_problems(erased))


def test_subclass_is_another_class():
    """
    A subclass could bring fields that nobody wrote down.
    """

    @frozen
    class Longer(Address):
        more: str = "x"

    assert ["address must be Address, not Longer"] == problems(address=Longer("Utrecht"))


def test_missing_names_what_must_be_given():
    """
    Fields without a default.
    """
    assert ("city",) == missing(Address)
    assert () == missing(Everything)


def test_shape_says_data_class_and_label():
    """
    Forms and refusals read the shape of a class.
    """

    @frozen
    class Labelled:
        name: C1[str] = fact("", nl="naam", en="name")
        plain: int = 1

    name, plain = shape_of(Labelled).fields

    assert (DataClass.C1, Label("naam", "name"), False) == (name.data_class, name.label, name.required)
    assert (None, None) == (plain.data_class, plain.label)


@frozen
class Person:
    who: Subject[str]
    age: int = 0


@frozen
class Meeting:
    chair: C1[Subject[str] | None] = None
    others: C1[tuple[Subject[str], ...]] = ()
    guests: C1[frozenset[Person]] = frozenset()
    seats: C2[Mapping[str, Subject[str]]] = attrs.field(factory=dict)
    pair: C2[tuple[int, Subject[str]] | None] = None
    path: C2[Annotated[int, PartOf("path")] | None] = None
    topic: C0[str] = "p-0"


def named(body: object) -> set[str]:
    found: set[str] = set()
    for name, find in subjects_of(type(body)).items():
        find(getattr(body, name), found)
    return found


def test_persons_are_found_wherever_a_body_names_them():
    """
    In a field, in a collection, in a class within; not in what is about nobody, and not where it was erased.
    """
    assert ["chair", "others", "guests", "seats", "pair", "path"] == [*subjects_of(Meeting)]
    assert set() == named(Meeting()) == named(Meeting(REDACTED, REDACTED, REDACTED, REDACTED, REDACTED, REDACTED))
    assert {"a", "b", "c", "d", "e", "f", "path/7"} == named(
        Meeting("a", ("b", "c"), frozenset({Person("d"), Person("b")}), {"x": "e"}, (1, "f"), 7, "p-0")
    )
    assert {} == subjects_of(Address)


def test_fields_that_fit_in_no_log_name_nobody():
    """
    Facts may have them; the others are found all the same.
    """

    @frozen
    class Facts:
        weight: float = 0.0
        who: Subject[str] | None = None

    assert ["who"] == [*subjects_of(Facts)]


def test_lifecycles_are_named_by_the_numbers_of_their_parts():
    """
    Wherever the number stands.
    """
    assert frozenset({"path"}) == kinds_named(Meeting)
    assert frozenset() == kinds_named(Person) == kinds_named(float)


def unfit(hint: Any) -> tuple[str, str]:
    with pytest.raises(Unfit) as error:
        shape_of(attrs.make_class("Body", {"field": attrs.field(type=hint)}, frozen=True))
    return error.value.path, error.value.what


class Heavy(Enum):
    HALF = 0.5


@frozen
class Circle:
    inside: Circle | None = None


@pytest.mark.parametrize(
    ("hint", "path", "what"),
    [
        (float, "field", "float has no canonical text"),
        (bytes, "field", "bytes has no canonical text"),
        (list[int], "field", "list has no canonical text"),
        (tuple[float, ...], "field[]", "float has no canonical text"),
        (tuple[str, float], "field[1]", "float has no canonical text"),
        (tuple, "field", "tuple has no canonical text"),
        (frozenset[bytes], "field[]", "bytes has no canonical text"),
        (Mapping[int, str], "field", "a mapping must have text keys"),
        (Mapping[str, float], "field[]", "float has no canonical text"),
        (str | int, "field", "a union may only be with None"),
        (Literal["a"], "field", "Literal has no canonical text"),
        (Heavy, "field", "the values of Heavy must be text or whole numbers"),
        (Circle, "field.inside", "Circle contains itself"),
        (Annotated[float, "of any sort"], "field", "float has no canonical text"),
    ],
)
def test_type_without_canonical_text_is_named_by_its_path(hint, path, what):
    """
    Floats, bytes, lists, open unions, and classes that contain themselves cannot stand in a log.
    """
    assert (path, what) == unfit(hint)


def test_value_for_one_field_is_judged_by_its_type():
    """
    Facts at taking over come a field at a time; they may be erased where the class says so.
    """
    assert [] == value_problems(Everything, "number", 3, "plan/1.number")
    assert ["plan/1.number must be int, not str"] == [each.text("en") for each in value_problems(Everything, "number", "3", "plan/1.number")]
    assert [] == value_problems(Everything, "maybe", REDACTED, "plan/1.maybe")


def test_value_for_a_field_that_no_log_can_keep_is_refused():
    """
    Facts may be of any type, but only some can be told at taking over.
    """
    facts = attrs.make_class("Facts", {"weight": attrs.field(type=float, default=0.0)})

    assert ["pilot.weight must be of a type that fits in a log"] == [each.text("en") for each in value_problems(facts, "weight", 1.0, "pilot.weight")]


@given(st.text())
def test_proper_text_can_be_written(text):
    """
    Proper text has one encoding, and anything that cannot be encoded is not proper.
    """
    if proper_text(text):
        assert text == text.encode().decode()


def test_moments_have_a_zone_of_whole_minutes():
    """
    RFC 3339 has no seconds in an offset.
    """
    assert aware(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-3, minutes=30))))
    assert not aware(datetime(2026, 1, 1))
    assert not aware(datetime(2026, 1, 1, tzinfo=timezone(timedelta(seconds=1))))


def test_erasable_types_are_recognised():
    """
    `T | Redacted` is; `T` is not.
    """
    assert is_erasable(str | Redacted)
    assert not is_erasable(str | None)
    assert not is_erasable(str)
