"""
What the reference lists is all that there is.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

import proeftuin_flow
from proeftuin_flow import errors, stores
from proeftuin_flow.consistency import RESERVED_GUARDS
from proeftuin_flow.log import record_schema
from proeftuin_flow.log.record import Header
from tests.docs.pages import blocks

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def first_column(text: str) -> set[str]:
    """The codes in the first column of the tables."""
    return {code for row in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for code in re.findall(r"`([^`]+)`", row)}


def test_every_member_of_a_header_is_described():
    """
    A verifier in another language is written from this page alone.
    """
    assert {*Header.__struct_fields__} <= first_column(page("log-format.md"))


def test_every_error_is_described():
    """
    What to do about it stands beside each.
    """
    assert {*errors.__all__} - {"FlowError"} == first_column(page("errors.md"))


def test_every_code_of_the_library_itself_is_described():
    """
    A client that tells reasons apart by code finds them all.
    """
    assert first_column(page("reasons.md")) >= RESERVED_GUARDS


@pytest.mark.parametrize("name", sorted({*proeftuin_flow.__all__} - {"__version__"}))
def test_every_public_name_is_in_the_reference(name):
    """
    No name of the package goes without a word.
    """
    assert re.search(rf"\b{name}\b", page("api.md") + page("errors.md"))


@pytest.mark.parametrize("name", stores.__all__)
def test_every_store_is_in_the_reference(name):
    """
    No name of the stores goes without a word.
    """
    assert re.search(rf"\b{name}\b", page("stores.md"))


def test_vectors_fit_the_schema():
    """
    The log in the page and the schema in the package describe one format.
    """
    log = next(block.text for block in blocks(page("log-format.md")) if "LOG = " in block.text)
    lines = re.findall(r"^\{.*\}$", log, re.MULTILINE)
    validator = jsonschema.Draft202012Validator(record_schema())

    assert 5 == len(lines)
    assert [] == [error.message for line in lines for error in validator.iter_errors(json.loads(line))]
