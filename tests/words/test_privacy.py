"""
Data classes, and numbers that may be somebody's.
"""

from __future__ import annotations

import re
from hashlib import sha256
from uuid import UUID

from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow.bodies import Sha256, Uri, body_problems
from proeftuin_flow.privacy import C0, C1, C2, REDACTED, DataClass, data_classes, forbidden_number


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
