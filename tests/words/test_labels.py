"""
Labels and phrases: always both languages, and text only at the very end.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proeftuin_flow.labels import Label, PartTitle, Phrase, blocker_data, folded, phrase, text_of

short_of = phrase("short_of", nl="{euros} euro tekort", en="{euros} euros short", euros=int)
PLAN = PartTitle("plan/1", Label("plan", "plan"), 1, Label("in ondertekening", "being signed"), "signing")
PILOT = PartTitle("pilot", Label("proeftuin", "pilot"), 0, Label("voorstel", "proposal"), "proposal")


class Colour(Enum):
    RED = "red"


def test_phrase_has_its_text_in_both_languages():
    """
    A phrase with its values reads in the language of the reader.
    """
    assert "3 euro tekort" == short_of(euros=3).text("nl")
    assert "3 euros short" == short_of(euros=3).text("en")


@pytest.mark.parametrize(("euros", "nl", "en"), [(1_234_567, "1.234.567", "1,234,567"), (-25_000, "-25.000", "-25,000"), (999, "999", "999")])
def test_amount_is_grouped_as_its_reader_is_used_to(euros, nl, en):
    """
    Where its gap says that it is an amount, and nowhere else; what is kept of it is the number.
    """
    left = phrase("left", nl="{euros:,} euro over van {all}", en="{euros:,} euros left of {all}", euros=int, all=int)(euros=euros, all=1_234_567)

    assert f"{nl} euro over van 1234567" == left.text("nl")
    assert f"{en} euros left of 1234567" == left.text("en")
    assert {"phrase": "left", "values": {"euros": euros, "all": 1_234_567}} == blocker_data(left)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({}, "phrase 'short_of' takes euros; got none"),
        ({"euros": 3, "cents": 2}, "phrase 'short_of' takes euros; got euros, cents"),
        ({"euros": "3"}, "phrase 'short_of': euros must be int, not str"),
    ],
)
def test_phrase_wants_exactly_its_values(values, complaint):
    """
    A value that is missing, superfluous or of another type is a mistake in the code.
    """
    with pytest.raises(TypeError) as error:
        short_of(**values)

    assert complaint == str(error.value)


def test_phrase_without_gaps_takes_no_values():
    """
    A phrase without gaps says so when it is given a value.
    """
    with pytest.raises(TypeError, match="takes no values; got euros"):
        phrase("nothing", nl="niets", en="nothing")(euros=3)


@pytest.mark.parametrize(
    ("code", "nl", "en", "parameters", "complaint"),
    [
        ("p", "", "text", {}, "phrase 'p' has no label in Dutch"),
        ("p", "tekst", "  ", {}, "phrase 'p' has no label in English"),
        ("p", "{a}", "{b}", {"a": str}, "phrase 'p': the placeholders differ: a in Dutch, b in English"),
        ("p", "een {", "a", {}, "phrase 'p': a brace in Dutch is no placeholder; write it twice"),
        ("p", "een {a}", "an {a", {"a": str}, "phrase 'p': a brace in English is no placeholder; write it twice"),
        ("p", "{a}", "none", {"a": str}, "phrase 'p': the placeholders differ: a in Dutch, none in English"),
        ("p", "{a}", "{a}", {}, "phrase 'p': its gaps are a, its parameters none"),
        ("p", "tekst", "text", {"a": str}, "phrase 'p': its gaps are none, its parameters a"),
        ("p", "{a:,} {b}", "{a} {b:,}", {"a": str, "b": date}, "phrase 'p': only an int reads as an amount: a, b"),
        ("Not-A-Code", "tekst", "text", {}, "phrase code 'Not-A-Code' is not in snake_case"),
        ("", "", "", {}, "phrase '' has no label in Dutch; phrase '' has no label in English; phrase code '' is not in snake_case"),
    ],
)
def test_phrase_that_is_not_complete_is_refused(code, nl, en, parameters, complaint):
    """
    Both languages, the same gaps, and a code that is one.
    """
    with pytest.raises(ValueError, match=r".") as error:
        phrase(code, nl=nl, en=en, **parameters)

    assert complaint == str(error.value)


def test_label_that_is_no_text_is_missing():
    """
    None is no label.
    """
    assert ["x has no label in Dutch"] == [*Label(None, "text").problems("x")]  # type: ignore[arg-type]


def test_part_title_reads_as_people_call_it():
    """
    A part has a number and a state; the root has no number.
    """
    assert "plan 1 (in ondertekening)" == PLAN.text("nl")
    assert "plan 1 (being signed)" == PLAN.text("en")
    assert "pilot (proposal)" == PILOT.text("en")
    assert "proeftuin" == PILOT.name("nl")


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        ("AEF", "AEF", "AEF"),
        (3, "3", "3"),
        (date(2019, 11, 21), "2019-11-21", "2019-11-21"),
        (Colour.RED, "red", "red"),
        (Label("ja", "yes"), "ja", "yes"),
        ((Label("ja", "yes"), "of", 2), "ja, of, 2", "yes, of, 2"),
        (["a", "b"], "a, b", "a, b"),
        (short_of(euros=3), "3 euro tekort", "3 euros short"),
        (PLAN, "plan 1 (in ondertekening)", "plan 1 (being signed)"),
    ],
)
def test_values_read_in_the_language_of_the_reader(value, nl, en):
    """
    Labels are translated, names and numbers are not.
    """
    assert nl == text_of(value, "nl")
    assert en == text_of(value, "en")


def test_phrase_fills_a_phrase():
    """
    A phrase may hold another one.
    """
    outer = phrase("outer", nl="let op: {inner}", en="beware: {inner}", inner=Phrase)

    assert "let op: 3 euro tekort" == outer(inner=short_of(euros=3)).text("nl")


@pytest.mark.parametrize(
    ("blocker", "data"),
    [
        ("AEF", "AEF"),
        (short_of(euros=3), {"phrase": "short_of", "values": {"euros": 3}}),
        (PLAN, {"part": "plan/1", "state": "signing"}),
        (Label("ja", "yes"), {"nl": "ja", "en": "yes"}),
        (Phrase("p", Label("{a}", "{a}"), (("a", None),)), {"phrase": "p", "values": {"a": None}}),
        (Phrase("p", Label("{a}", "{a}"), (("a", (True, date(2019, 11, 21))),)),
         {"phrase": "p", "values": {"a": [True, {"nl": "2019-11-21", "en": "2019-11-21"}]}}),
        (Phrase("p", Label("{a}", "{a}"), (("a", Label("ja", "yes")),)), {"phrase": "p", "values": {"a": {"nl": "ja", "en": "yes"}}}),
    ],
)
def test_blockers_are_data(blocker, data):
    """
    The log keeps codes, names and numbers.
    """
    assert data == blocker_data(blocker)


@pytest.mark.parametrize("sought", ["decharge", "Décharge", "DÉCHARGE", "de\u0301charge", "charge verl"])
def test_label_is_found_however_it_is_written(sought):
    """
    Capitals and accents, in one piece or in two, keep nobody from finding a label.
    """
    assert folded(sought) in folded("décharge verlenen")
    assert folded(sought) not in folded("charges verlenen")


@given(st.text())
@example("\u3392")  # MHz in one sign, which has capitals only once it is taken apart
@example("\u0130stanbul")
def test_folded_text_stays_as_it_is(text):
    """
    What was folded can be stored, and compared with what is folded later.
    """
    assert folded(text) == folded(folded(text))
