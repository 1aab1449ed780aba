"""
Bodies to bytes and back.
"""

from __future__ import annotations

import pytest
from attrs import Factory, field, frozen

from proeftuin_flow import C0, C1
from proeftuin_flow.canonical import canonical
from proeftuin_flow.codec import _straight, codec_of
from proeftuin_flow.privacy import REDACTED


@frozen
class Guest:
    name: str
    invited_as: str = field(default=Factory(lambda self: self.name, takes_self=True))


@frozen
class Invitation:
    guest: C0[Guest]


def test_default_that_looks_at_its_own_object():
    """
    msgspec cannot read a class whose default depends on another field; cattrs reads it then.
    """
    codec = codec_of(Invitation)
    written = codec.write(Invitation(Guest("aef")), codec.public)

    assert {"guest": {"invited_as": "aef", "name": "aef"}} == written
    assert Invitation(Guest("aef")) == codec.load(canonical({"body": written}), None)


def test_piece_of_another_shape_is_no_body():
    """
    What a class does not write it does not read either.
    """
    codec = codec_of(Invitation)

    with pytest.raises(ValueError, match="Invitation"):
        codec.load(b'{"body":{"guest":3}}', None)
    with pytest.raises(ValueError, match="Invitation"):
        codec.load(b'{"body":{}}', None)


@frozen
class Letter:
    guest: C0[Guest]  # so cattrs reads it
    addressee: C1[str] = "whom it may concern"


def test_erased_field_with_a_default_is_erased():
    """
    What was erased is not replaced by what would stand there if nobody had said anything, whoever reads the body.
    """
    codec = codec_of(Letter)
    public = canonical({"body": codec.write(Letter(Guest("aef"), "noor"), codec.public)})

    assert Letter(Guest("aef"), "noor") == codec.load(public, canonical({"body": {"addressee": "noor"}}))
    assert REDACTED is codec.load(public, None).addressee


@frozen
class Plain:
    name: C0[str]
    age: C0[int]


@frozen
class Person:
    name: C1[str]
    town: C0[str]


def trimmed(text: str) -> str:
    return text.strip()


@frozen
class Trimmed:
    name: C0[str] = field(converter=trimmed)


@frozen
class Counted:
    name: C0[str]
    length: C0[int] = field(init=False, default=3)


@pytest.mark.parametrize(
    ("body", "is_straight"), [(Plain, True), (Person, True), (Invitation, False), (Letter, False), (Trimmed, False), (Counted, False)]
)
def test_what_nothing_is_done_to_is_read_straight(body, is_straight):
    """
    Where a class converts what it is given, or makes a field itself, msgspec alone would read something else, or nothing.
    """
    codec = codec_of(body)

    assert is_straight == (_straight(body, codec.public, codec.personal) is not None)
