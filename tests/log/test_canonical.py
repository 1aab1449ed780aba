"""
Canonical JSON: against RFC 8785, written out slowly and by itself.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow.canonical import canonical, digest, plain
from proeftuin_flow.log.record import MALFORMED, is_canonical

LARGEST = 2**53 - 1
SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def as_rfc_8785(value):
    """RFC 8785, section 3.2, on what has no floating point; shares no code with what it checks."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(SHORT.get(each) or (f"\\u{ord(each):04x}" if each < " " else each) for each in value) + '"'
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(as_rfc_8785, value)) + "]"
    members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
    return "{" + ",".join(f"{as_rfc_8785(name)}:{as_rfc_8785(each)}" for name, each in members) + "}"


texts = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
keys = st.text(st.characters(max_codepoint=0x7F))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_canonical_text_is_that_of_rfc_8785(value):
    """
    Character by character; and reading it gives the value back.
    """
    text = canonical(value)

    assert as_rfc_8785(value) == text.decode()
    assert value == plain(text)
    assert is_canonical(text)


@pytest.mark.parametrize("code", [*range(0x30), 0x5C, 0x7F, 0x80, 0xA0, 0x2028, 0x2029, 0xFFFD, 0xFFFF, 0x1F4D3, 0x10FFFF])
def test_every_odd_character(code):
    """
    Control characters, quotes, and what other writers like to escape.
    """
    value = {"a": chr(code), f"k{chr(code) if code < 0x80 else ''}": [chr(code) * 2]}

    assert as_rfc_8785(value) == canonical(value).decode()


@pytest.mark.parametrize(
    "text",
    [
        b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a": 1}', b'{"a":1} ', b" 1", b"1.0", b"1e3", b"-0",
        b"01", b'"\\u0041"', b'"\\/"', b'"\\u000A"', b'"\\u000a"',
        b'"e\xcc\x81"', b'"\\u00e9"', b'"\x7f"x', b'"\\ud800"', b"", b"nul", b'"\xff"', b"\xef\xbb\xbf1", b"NaN", b"[1,]", b'{"a":[1.5]}',
    ],
)  # fmt: skip
def test_other_spellings_are_not_canonical(text):
    """
    The same value in other words, or no value at all.
    """
    with suppress(*MALFORMED):
        assert not is_canonical(text)


def test_digest_is_of_its_domain():
    """
    The name of the domain, a line feed, and the text: what anybody can work out.
    """
    assert hashlib.sha256(b"pf1:record\n{}").hexdigest() == digest(b"pf1:record", b"{}")
    assert digest(b"pf1:data", b"{}") != digest(b"pf1:personal", b"{}")


SEAL = """
import os
from itertools import count

numbers = count()
os.urandom = lambda size: next(numbers).to_bytes(size, "big")
from proeftuin_flow.testing.notebook import Author
from tests.log.golden import golden_records

print(b"".join(record.line() for record in [*Author("case-1").commit(6, "r-1").records, *golden_records()]).hex())
"""


def test_same_bytes_in_every_process():
    """
    The order of sets and dictionaries, which differs between processes, is nowhere in the log.
    """
    written = {
        subprocess.run(
            [sys.executable, "-c", SEAL], env=os.environ | {"PYTHONHASHSEED": seed}, cwd=Path(__file__).parents[2], capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "42", "4294967295")
    }

    assert 1 == len(written)
    assert len(written.pop()) > 5_000
