"""
Zaaktypen of a catalogue: executed as it says, with everything that it leaves open.

The sample is made up.  With PROEFTUIN_ZAAKTYPEN=FILE the same is asked of a real catalogue, which is not ours to give away.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from proeftuin_flow import Actor, Refused, Role
from proeftuin_flow.contrib.zaaktypen import Answer, Ended, Term, Unit, Zaaktype, read_zaaktypen
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.guards import Severity
from proeftuin_flow.soundness import check
from proeftuin_flow.testing import given, walk
from proeftuin_flow.testing.spec import Given

SAMPLE = Path(__file__).with_name("sample.json")
BENCH, EMPTY, ONE = read_zaaktypen(SAMPLE)
clerk = Actor("u-7", roles={"handler"})


def opened(zaaktype: Zaaktype) -> Given:
    return given(zaaktype.case_type).by(clerk).opened()


def refused(story: Given, trigger: str, data: object = None) -> Refused:
    """What stands in the way."""
    decision = story.when(trigger, data).decision
    assert isinstance(decision, Refused)
    return decision


def answered(story: Given, zaaktype: Zaaktype, status: str) -> Given:
    """All questions of a status are met."""
    for each in zaaktype.checks.get(status, ()):
        story = story.and_("answer", Answer(each.code, met=True))
    return story


def played(zaaktype: Zaaktype, result: str | None) -> Given:
    """From the opening to the end, by all statuses in their order, each refused before its questions are met."""
    story = opened(zaaktype)
    last = [*zaaktype.checks][-1:] or ["closed"]
    for status in zaaktype.checks or ["closed"]:
        trigger = f"to_{status}" if zaaktype.checks else "close_zaak"
        data = Ended(result) if result is not None and [status] == last else None
        if required := [each.code for each in zaaktype.checks.get(status, ()) if each.required]:
            assert set(required) == {reason.code for reason in refused(story, trigger, data).reasons}
        story = answered(story, zaaktype, status).when(trigger, data).then(status)
    return story


def test_sample_is_read_whole():
    """
    What the catalogue says is there, as data, with the statuses in the order of their numbers.
    """
    assert ["status_ontvangen", "status_plek_bekeken", "status_afgehandeld"] == [*BENCH.checks]
    assert [("check_plek", True), ("check_plek_2", True), ("check_schaduw", False)] == [
        (each.code, each.required) for each in BENCH.checks["status_plek_bekeken"]
    ]
    assert ["Is de plek bekeken?", "Zijn de buren gehoord?", "Schaduw"] == [each.question for each in BENCH.checks["status_plek_bekeken"]]
    assert {"afdoeningstermijn": Term("8 Week", 8, Unit.WEEK), "verdagingstermijn": Term("zolang als nodig")} == BENCH.terms
    assert (True, None, True) == (BENCH.suspendable, BENCH.appealable, BENCH.silence_grants)
    kept = [(each.code, each.keeps, each.retention) for each in BENCH.results]
    assert [("result_geplaatst", True, None), ("result_niet_geplaatst", False, Term("5 Jaar", 5, Unit.YEAR)),
            ("result_ingetrokken", False, None)] == kept  # fmt: skip
    assert ("Initiator", "Behandelaar") == BENCH.parties
    assert "zaaktype_x_01" == BENCH.case_type.name and "Bankje in het park aanvragen" == BENCH.case_type.label.nl


def test_what_is_left_open_is_reported():
    """
    Whatever the catalogue does not say has a code, a place and a sentence in both languages.
    """
    assert {
        ("who", "X-01"), ("order", "X-01"), ("language", "X-01"), ("status_term", "X-01"), ("which_result", "X-01"), ("no_question", "Schaduw"),
        ("term", "verdagingstermijn"), ("not_said", "beroep_mogelijk"), ("suspension", "X-01"), ("extension", "X-01"), ("silence", "X-01"),
        ("retention", "Ingetrokken"), ("counts_from", "Ingetrokken"), ("rules", "X-01"),
    } == {(point.code, point.where) for point in BENCH.open_points}  # fmt: skip
    assert {"who", "order", "language", "no_statuses", "no_results", "no_terms"} == {point.code for point in EMPTY.open_points}
    assert {"who", "order", "language", "no_results"} == {point.code for point in ONE.open_points}
    assert all(point.says.text("nl") != point.says.text("en") for each in (BENCH, EMPTY, ONE) for point in each.open_points)


@pytest.mark.parametrize("result", [each.code for each in BENCH.results])
def test_zaak_runs_from_its_opening_to_each_result(result):
    """
    Each status waits for its questions, and the last one for a result.
    """
    case = played(BENCH, result).case

    assert "status_afgehandeld" == case.state and result == case.root.facts.result


def test_zaaktype_without_statuses_or_results_runs_too():
    """
    Without a status a zaak is opened and closed; without results it just ends.
    """
    assert "closed" == played(EMPTY, None).case.state
    assert "status" == played(ONE, None).case.state


def test_refusal_names_each_question():
    """
    What stands in the way reads as the catalogue asks it; what needs not be met is advice.
    """
    story = opened(BENCH).and_("to_status_ontvangen").and_("answer", Answer("check_plek", met=True))
    story = story.and_("answer", Answer("check_plek_2", met=True)).and_("answer", Answer("check_plek_2", met=False))
    refusal = refused(story, "to_status_plek_bekeken")

    assert "Zijn de buren gehoord?" in refusal.text("nl") and "Is de plek bekeken?" not in refusal.text("nl")
    assert ["check_plek_2"] == [reason.code for reason in refusal.reasons]
    assert Severity.ADVISORY == BENCH.case_type.guards["check_schaduw"].severity


def test_what_is_not_in_the_catalogue_is_refused():
    """
    An answer to another question, another result, and a status that does not come next.
    """
    story = opened(BENCH)
    story.when("answer", Answer("check_geur", met=True)).then_refused("question_known")
    story.when("to_status_afgehandeld", Ended("result_geplaatst")).then_refused("wrong_state", "check_besluit")
    at_the_end = answered(answered(story.and_("to_status_ontvangen"), BENCH, "status_plek_bekeken").and_("to_status_plek_bekeken"), BENCH,
                          "status_afgehandeld")  # fmt: skip
    at_the_end.when("to_status_afgehandeld", Ended("result_verdwenen")).then_refused("result_known")


def test_application_says_who_may():
    """
    Roles and the version are given by whoever brings it to life.
    """
    (zaaktype, *_) = read_zaaktypen(SAMPLE.read_bytes(), by=[Role("jurist", nl="jurist", en="lawyer")], version=3)

    assert 3 == zaaktype.case_type.version
    given(zaaktype.case_type).by(clerk).when("open_zaak").then_refused("role")


TestWalk = walk(
    BENCH.case_type,
    data={Answer: [Answer(code, met) for code in ("check_plek", "check_plek_2", "check_besluit", "check_geur") for met in (True, False)],
          Ended: [Ended(result) for result in ("result_geplaatst", "result_verdwenen")]},
    accept=["one_sided: check_schaduw met"],
).TestCase  # fmt: skip


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def changed(**more: Any) -> bytes:
    """The last zaaktype alone, with something else in it."""
    row = json.loads(SAMPLE.read_bytes())["zaaktypen"][2]
    return json.dumps({"zaaktypen": [row | more]}).encode()


STATUS = {"volgnummer": 1, "naam": "A", "zichtbaarheid": None, "doorlooptijd": None, "checks": []}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "this is no catalogue of zaaktypen: Input data was truncated"),
        (b"[]", "Expected `object`, got `array`"),
        (b"{}", "missing required field `zaaktypen`"),
        (b'{"zaaktypen": [{"id": "\xff"}]}', "this is no catalogue of zaaktypen"),
        (b'{"zaaktypen": ' + b"[" * 100_000, "this is no catalogue of zaaktypen"),
        (changed(naam=""), "Expected `str` of length >= 1 - at `$.zaaktypen[0].naam`"),
        (changed(naam="x" * 201), "Expected `str` of length <= 200"),
        (changed(id="../etc"), "at `$.zaaktypen[0].id`"),
        (changed(lex_silencio="Soms"), "at `$.zaaktypen[0].lex_silencio`"),
        (changed(kleur="rood"), "unknown field `kleur`"),
        (changed(statustypen=[STATUS | {"volgnummer": 0}]), "`$.zaaktypen[0].statustypen[0].volgnummer`"),
        (changed(statustypen=[STATUS, STATUS | {"naam": "B"}]), "zaaktype 'X03': status number 1 is there 2 times"),
        (changed(resultaattypen=[{"naam": "A", "waardering": "Weggooien", "bewaartermijn": None, "eenheid": None, "start": None}]), "waardering"),
    ],
)
def test_what_is_no_catalogue_is_refused(text, problem):
    """
    With the place where it is wrong, in both languages.
    """
    with pytest.raises(InvalidData) as wrong:
        read_zaaktypen(text)

    assert problem in wrong.value.text("en") and wrong.value.text("nl") != wrong.value.text("en")


def test_everything_that_is_there_twice_is_named():
    """
    Ids that would make one name, and numbers of statuses: all at once.
    """
    rows = json.loads(SAMPLE.read_bytes())["zaaktypen"]
    rows += [rows[0] | {"id": "x_01"}, rows[2] | {"id": "X09", "statustypen": [STATUS, STATUS]}]

    with pytest.raises(InvalidData) as wrong:
        read_zaaktypen(json.dumps({"zaaktypen": rows}).encode())
    assert ["zaaktype 'zaaktype_x_01' is there 2 times", "zaaktype 'X09': status number 1 is there 2 times"] == [
        problem.text("en") for problem in wrong.value.problems
    ]


def test_file_that_cannot_be_read(tmp_path):
    """
    None there.
    """
    with pytest.raises(InvalidData, match="cannot be read"):
        read_zaaktypen(tmp_path / "none.json")


# ── a real catalogue ─────────────────────────────────────────────────────────────────────────────────────────────────────

REAL = os.environ.get("PROEFTUIN_ZAAKTYPEN")


@pytest.mark.skipif(REAL is None, reason="PROEFTUIN_ZAAKTYPEN names no catalogue")
def test_real_catalogue_is_executed():
    """
    Every zaaktype of it is sound, and runs from its opening to each of its results.
    """
    zaaktypen = read_zaaktypen(Path(str(REAL)))

    assert len(zaaktypen) == len({each.case_type.name for each in zaaktypen}) > 0
    for each in zaaktypen:
        assert () == check(each.case_type).findings
        for result in [*(result.code for result in each.results)] or (None,):
            assert each.case_type.root.states[played(each, result).case.state].final
    questions = sum(len(asked) for each in zaaktypen for asked in each.checks.values())
    print(f"{len(zaaktypen)} zaaktypen, {sum(len(each.checks) for each in zaaktypen)} statuses, {questions} questions, "
          f"{sum(len(each.results) for each in zaaktypen)} results, {sum(len(each.open_points) for each in zaaktypen)} open points")  # fmt: skip
