"""
Ids: opaque, short, and never somebody's number.
"""

from __future__ import annotations

import pytest

from proeftuin_flow.bodies import PROSE
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.ids import SYSTEM, check_id, id_problems, text_problems


@pytest.mark.parametrize("id", ["a", "7", "u-17", "vka.aef_1", "a" * 64])
def test_id_in_its_alphabet_is_fine(id):
    """
    1 to 64 characters of a-z, 0-9, dot, hyphen and underscore.
    """
    assert [] == [*id_problems("actor", id)]
    check_id("actor", id)


@pytest.mark.parametrize("id", ["", "A", "-a", ".a", "a b", "a/b", "é", "a\n", "a" * 65, None, 3, "system/x"])
def test_id_out_of_its_alphabet_is_refused(id):
    """
    Anything else is not, and the sentence says what is.
    """
    with pytest.raises(InvalidData) as error:
        check_id("actor", id)

    assert ["bad_id"] == [problem.code for problem in error.value.problems]
    assert "1 to 64 characters" in str(error.value)


@pytest.mark.parametrize(("id", "code"), [("111222333", "forbidden_number"), ("u-111222333", "forbidden_number"), (SYSTEM, "reserved_id")])
def test_id_that_may_be_a_bsn_or_is_reserved_is_refused(id, code):
    """
    Ids stay in headers for ever.
    """
    assert [code] == [problem.code for problem in id_problems("actor", id)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("the letter follows", []),
        ("a" * 500, []),
        ("a" * 501, ["field_length"]),
        ("a\0", ["field_value"]),
        ("a" * 500 + " 111222333", ["field_length", "forbidden_number"]),
        (3, ["bad_value"]),
        ("e\u0301", ["bad_text"]),
        ("\ud800", ["bad_text"]),
        ("about 111222333", ["forbidden_number"]),
    ],
)
def test_free_text_is_proper_and_holds_no_bsn(text, codes):
    """
    Reasons and sources are text in NFC, not too long, without a number that may be a BSN.
    """
    assert codes == [problem.code for problem in text_problems("reason", text, PROSE)]
