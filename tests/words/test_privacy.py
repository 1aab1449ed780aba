"""
Data classes, and numbers that may be somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from random import Random
from time import monotonic
from uuid import UUID

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow.bodies import PROSE, EmailAddress, PhoneNumber, Sha256, Uri, body_problems
from proeftuin_flow.ids import id_problems, text_problems
from proeftuin_flow.privacy import (
    C0,
    C1,
    C2,
    REDACTED,
    DataClass,
    Subject,
    contact_detail,
    data_classes,
    forbidden_number,
    suspicious,
)


@frozen
class Mixed:
    nobody: C0[str]
    contact: C1[str | None]
    candidate: C2[int] = 0
    unmarked: str = ""


@frozen
class References:
    hash: C0[Sha256]
    document: C0[Uri]


def is_a_bsn(digits: str) -> bool:
    """The 11-test, written out."""
    a, b, c, d, e, f, g, h, i = (int(digit) for digit in digits)
    return digits != "000000000" and (9 * a + 8 * b + 7 * c + 6 * d + 5 * e + 4 * f + 3 * g + 2 * h - i) % 11 == 0


def slowly(text: str) -> str | None:
    """The first run of nine digits that passes the test and touches no letter or digit, looked for place by place."""
    for start in range(len(text) - 8):
        run, around = text[start : start + 9], text[max(start - 1, 0) : start] + text[start + 9 : start + 10]
        if re.fullmatch("[0-9]{9}", run) and not any(character.isalnum() for character in around) and is_a_bsn(run):
            return run
    return None


# 111222333 is the number that the government itself uses in its examples.
digits = st.one_of(st.sampled_from(["111222333", "000000000", "123456782", "123456789"]), st.from_regex(r"[0-9]{8,10}", fullmatch=True))
around = st.sampled_from(["", " ", "_", "-", ".", "a", "é", "9", "²", "٣", "\n"])
sentences = st.lists(st.tuples(around, digits, around).map("".join), max_size=4).map("".join)


def test_fields_say_their_data_class():
    """
    The class is in the type of the field; who said nothing has none.
    """
    expected = {"nobody": DataClass.C0, "contact": DataClass.C1, "candidate": DataClass.C2, "unmarked": None}

    assert expected == data_classes(Mixed)


def test_redacted_shows_its_name():
    """
    In a traceback an erased value is recognised.
    """
    assert "REDACTED" == repr(REDACTED)


@given(sentences)
def test_forbidden_number_is_what_the_slow_search_finds(text):
    """
    The fast search and the slow one agree.
    """
    assert slowly(text) == forbidden_number(text)


def test_forbidden_number_among_words():
    """
    A number that passes the 11-test is found in a sentence, also after one that does not.
    """
    assert "111222333" == forbidden_number("bel 123456789 of 111222333.")
    assert "111222333" == forbidden_number("bsn_111222333_")
    assert None is forbidden_number("OIN 00000001112223330000, a111222333, 111222333b")


@pytest.mark.parametrize(
    "text",
    [
        "06-12345678", "06 12 34 56 78", "0612345678", "020 123 45 67", "(020) 123 45 67", "020-1234567", "0297 123456", "0297-12 34 56",
        "+31 6 12345678", "+31 (0)20 123 45 67", "0031612345678", "0031 612345678", "+32 2 123 45 67", "+1 212-555-0123", "jan@voorbeeld.nl",
        "jan.de.vries+x@mail.voorbeeld.co.uk", "bsn_0612345678_"[4:-1],
    ],
)  # fmt: skip
def test_contact_detail_is_found_among_words(text):
    """
    As people write them, also within a sentence.
    """
    assert text == contact_detail(f"bel {text}, of later") == contact_detail(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "01-02-2019 10:30", "2019-11-21", "2019-01-02 2020-03-04", "0123456", "a0612345678", "0612345678a", "06123456789", "12345678",
        "00000001234567890123", "€ 1.000.000,00", "@home", "a @ b", "x@y", "urn:uuid:0612345678ab", "0612-3456-7890", "12.345.678",
        "00310031-0031-0031-0031-003100310031", "00312345-6789-4012-8345-678901234567", "+31", "+12 34",
    ],
)  # fmt: skip
def test_other_numbers_are_none(text):
    """
    Days, amounts, case numbers, parts of references.
    """
    assert None is contact_detail(text)


def test_long_text_is_searched_in_one_go():
    """
    However it is made, the search takes no longer than a text of that length must.
    """
    start = monotonic()
    for text in ("a" * 200_000 + "@", "a@" * 100_000, "a@a." * 50_000 + "1", "0" * 200_000, "06" * 100_000 + "x", "0 -" * 60_000, "+1 " * 60_000):
        contact_detail(text)

    assert monotonic() - start < 5


@frozen
class Card:
    mail: C1[EmailAddress | None] = None
    telephone: C1[PhoneNumber | None] = None
    note: C1[str] = ""
    title: C0[str] = ""
    seats: C0[Mapping[str, str]] = field(factory=dict)


def test_contact_details_stand_where_they_are_declared():
    """
    In a C1 field of their kind; in free text, whatever its class, and in keys they are refused, each by its path.
    """
    mail, number = "jan@voorbeeld.nl", "06-12345678"

    assert [] == body_problems(Card(mail, number))
    assert [("field_contact", "note"), ("field_contact", "title"), ("field_contact", "seats['x']"), ("field_contact", "seats")] == [
        (problem.code, dict(problem.values)["path"]) for problem in body_problems(Card(None, None, mail, number, {"x": mail, number: "y"}))
    ]
    assert [("field_value", "mail"), ("field_value", "telephone")] == [
        (problem.code, dict(problem.values)["path"]) for problem in body_problems(Card("jan", "morgen"))
    ]
    assert ["forbidden_contact"] == [problem.code for problem in id_problems("case", "u-0612345678")]
    assert ["forbidden_contact"] == [problem.code for problem in text_problems("reason", f"vraag {mail}", PROSE)]


@frozen
class Many:
    sha: C0[Sha256]
    uri: C0[Uri]
    id: C0[str]
    note: C1[str]
    who: C2[Subject[str]]


def test_hundred_thousand_hashes_and_uuids_are_never_refused():
    """
    Not one, wherever a hash or a UUID may stand: in fields of their kind, in free text, as an id.
    """
    rng = Random(5)
    refused = []
    for _ in range(100_000):
        hash, uuid = rng.randbytes(32).hex(), str(UUID(int=rng.getrandbits(128), version=4))
        if body_problems(Many(hash, f"urn:uuid:{uuid}", uuid, f"zie {hash} en {uuid}", uuid)) or [*id_problems("case", uuid)]:
            refused.append((hash, uuid))

    assert [] == refused


@given(st.one_of(sentences, st.text(alphabet="0123456789 -()+@.ab", max_size=40)))
def test_quick_look_misses_nothing(text):
    """
    What it passes over holds neither.
    """
    if not suspicious(text):
        assert None is forbidden_number(text)
        assert None is contact_detail(text)


@given(st.binary(max_size=8), st.uuids())
def test_hashes_and_references_are_never_refused(content: bytes, id: UUID):
    """
    In fields of a declared kind digits mean something, so any hash and any reference may stand there.
    """
    body = References(sha256(content).hexdigest(), f"urn:uuid:{id}")

    assert [] == body_problems(body)


@given(st.uuids())
def test_uuid_is_never_refused(id: UUID):
    """
    No run of nine digits stands alone in a UUID.
    """
    assert None is forbidden_number(str(id))
