"""
Diagrams: drawn from the definition, the same each time.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.diagrams import mermaid, mermaid_pages
from proeftuin_flow.labels import LANGUAGES, Label
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from tests.case_types import ASK, CLERK, GRANT, PERMIT, RECEIVE, RELAY, TENDER, TENDERS, Permit, documents_complete

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case_type", [PERMIT, TENDER, RELAY], ids=lambda case_type: case_type.name)
def test_pictures_are_as_they_were(case_type: CaseType, language: Any):
    """
    Every lifecycle of a case type, compared with the file that somebody looked at.
    """
    pages = mermaid_pages(case_type, language)

    assert {name: (GOLDEN / f"{name}.{language}.mmd").read_text(encoding="utf-8") for name in pages} == pages
    assert case_type.root.name == next(iter(pages))


def test_picture_of_a_permit():
    """
    States with their labels, arrows with what they require, and both ends.
    """
    assert mermaid(PERMIT.root, "nl") == """\
stateDiagram-v2
    state "aangevraagd" as requested
    state "verleend" as granted
    [*] --> requested : aanvragen
    requested --> requested : stuk ontvangen
    requested --> granted : verlenen [de stukken zijn compleet]
    granted --> [*]
"""


def test_automatic_transitions_say_so_in_words():
    """
    In the language of the reader.
    """
    assert "    closed --> assessed : by itself [all bids have been judged#59; the advice is positive]" in mermaid(TENDERS, "en").splitlines()
    assert "    closed --> assessed : vanzelf [alle inschrijvingen zijn beoordeeld#59; het advies is positief]" in mermaid(TENDERS).splitlines()


def awkward() -> Lifecycle[Permit]:
    """A lifecycle with everything in its labels and codes that Mermaid reads as something else."""
    nasty = evolve(documents_complete, label=Label('a: "b"; c #1 <d> & e\nf', "x"))
    state, note = State("state", nl='een: "staat"', en="x"), State("note_of", nl="noot; twee", en="x")
    end = State("end", nl="-->", en="x", final=True)
    return Lifecycle("awkward", nl="lastig", en="awkward", facts=Permit, transitions=[
        NEW.to(state, on=ASK, by=[CLERK], emits=event("a", nl="a", en="a")),
        state.to(note, on=RECEIVE, by=[CLERK], requires=[nasty], emits=event("b", nl="b", en="b")),
        note.to(end, on=GRANT, by=[CLERK], emits=event("c", nl="c", en="c")),
    ])  # fmt: skip


def test_what_mermaid_stumbles_over_is_escaped():
    """
    Colons, quotes, semicolons, hashes and angle brackets become entities; its own words get an underscore.
    """
    assert mermaid(awkward()) == """\
stateDiagram-v2
    state "een#58; #34;staat#34;" as _state
    state "noot#59; twee" as _note_of
    state "--#62;" as end
    [*] --> _state : aanvragen
    _state --> _note_of : stuk ontvangen [a#58; #34;b#34;#59; c #35;1 #60;d#62; #38; e f]
    _note_of --> end : verlenen
    end --> [*]
"""


STATE = re.compile(r'    state "[^":]*" as [a-z_][a-z0-9_]*')
ARROW = re.compile(r"    (?:\[\*\]|[a-z_][a-z0-9_]*) --> (?:\[\*\]|[a-z_][a-z0-9_]*)(?: : [^:;\n]+)?")


@pytest.mark.parametrize("lifecycle", [awkward(), *TENDER.lifecycles.values(), *RELAY.lifecycles.values()], ids=lambda each: each.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_one_that_mermaid_reads(lifecycle: Lifecycle[Any], language: Any):
    """
    A state or an arrow, once its entities are read.
    """
    first, *lines = re.sub(r"#\d+;", "", mermaid(lifecycle, language)).splitlines()

    assert "stateDiagram-v2" == first
    assert [] == [line for line in lines if not STATE.fullmatch(line) and not ARROW.fullmatch(line)]
