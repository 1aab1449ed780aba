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
from proeftuin_flow import errors, evidence, stores
from proeftuin_flow.consistency import RESERVED_GUARDS
from proeftuin_flow.log import record_schema
from proeftuin_flow.log.record import Header
from tests.docs.pages import blocks
from tools import coverage_page
from tools.coverage_report import WORDS, Report, things

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference"


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


@pytest.mark.parametrize("name", evidence.__all__)
def test_everything_about_evidence_is_in_the_reference(name):
    """
    No name of the evidence goes without a word.
    """
    assert re.search(rf"\b{name}\b", page("evidence.md"))


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

    assert 6 == len(lines)
    assert [] == [error.message for line in lines for error in validator.iter_errors(json.loads(line))]


# ── the coverage page ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_coverage_page_has_each_row_once_and_in_order():
    """
    All that has to be covered is in the tables, and no row beside it.
    """
    keys = [row.key for chapter in coverage_page.chapters() for row in chapter.rows]

    assert keys == re.findall(r"^\| ([^|-][^|]*) \|", page("coverage.md"), re.MULTILINE)


def test_coverage_page_is_of_a_run_that_saw_everything():
    """
    A run is not needed to tell: the page of such a run follows from the definitions and the rows, so one of other rules is out of date.
    """
    later = coverage_page.not_yet()
    seen = {
        case_type.name: {thing: frozenset(WORDS[thing[0]]) for thing in things(case_type) if (case_type.name, *thing) not in later}
        for case_type in coverage_page.CASE_TYPES
    }
    passed = frozenset(test for chapter in coverage_page.chapters() for row in chapter.rows for test in row.tests)

    assert coverage_page.page_of(Report(seen, passed)).text() == page("coverage.md"), f"write it anew: {coverage_page.COMMAND}"


def test_coverage_page_is_linked():
    """
    From the contents, and from the page that says what the rules follow.
    """
    assert "\nreference/*\n" in (DOCS / "index.md").read_text(encoding="utf-8")
    assert "](../reference/coverage.md)" in (DOCS / "explanation" / "domain.md").read_text(encoding="utf-8")
