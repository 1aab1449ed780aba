"""
Zaaktypen of a catalogue: executed as it says, with everything that it leaves open.

The sample is made up.  With PROEFTUIN_ZAAKTYPEN=FILE the same is asked of a real catalogue, which is not ours to give away.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from proeftuin_flow import Actor, Flow, Refused, Role
from proeftuin_flow.contrib.zaaktypen import Answer, Ended, Status, Term, Unit, Zaaktype, read_zaaktypen
from proeftuin_flow.contrib.zaaktypen._left_open import OPEN
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.guards import Severity
from proeftuin_flow.soundness import check
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.testing import given, walk
from proeftuin_flow.testing.spec import Given

SAMPLE = Path(__file__).with_name("sample.json")
BENCH, EMPTY, ONE, TREE = ALL = read_zaaktypen(SAMPLE)
clerk = Actor("u-7", roles={"handler"})


def opened(zaaktype: Zaaktype) -> Given:
    return given(zaaktype.case_type).by(clerk).opened()


def refused(story: Given, trigger: str, data: object = None) -> Refused:
    """What stands in the way."""
    decision = story.when(trigger, data).decision
    assert isinstance(decision, Refused)
    return decision


def answered(story: Given, status: Status, *, met: bool = True) -> Given:
    """All questions of a status have one answer."""
    for each in status.checks:
        story = story.and_("answer", Answer(each.code, met=met))
    return story


def played(zaaktype: Zaaktype, result: str | None) -> Given:
    """From the opening to the end, by all statuses in their order, each refused as long as its questions are not answered, or answered no."""
    story = opened(zaaktype)
    if not zaaktype.statuses:
        return story.when("close_zaak", None if result is None else Ended(result)).then("closed")
    for status in zaaktype.statuses:
        trigger = f"to_{status.code}"
        data = Ended(result) if result is not None and status is zaaktype.statuses[-1] else None
        if required := [each.code for each in status.checks if each.required]:
            for waiting in (story, answered(story, status, met=False)):
                assert required == [reason.code for reason in refused(waiting, trigger, data).reasons]
        story = answered(story, status).when(trigger, data).then(status.code)
    return story


def test_sample_is_read_whole():
    """
    What the catalogue says is there, as data, with the statuses in the order of their numbers.
    """
    assert [(1, "status_ontvangen"), (2, "status_plek_bekeken"), (3, "status_afgehandeld")] == [(each.number, each.code) for each in BENCH.statuses]
    looked_at = BENCH.statuses[1].checks
    assert [("check_plek", True), ("check_plek_2", True), ("check_schaduw", False)] == [(each.code, each.required) for each in looked_at]
    assert ["Is de plek bekeken?", "Zijn de buren gehoord?", "Schaduw"] == [each.question for each in looked_at]
    assert ["Intern", "Intern", "Extern"] == [each.visibility for each in BENCH.statuses]
    assert [Term("even"), Term("1 Jaar", 1, Unit.YEAR)] == [each.term for each in TREE.statuses]
    assert {"afdoeningstermijn": Term("8 Week", 8, Unit.WEEK), "verdagingstermijn": Term("zolang als nodig")} == BENCH.terms
    assert (True, None, True) == (BENCH.suspendable, BENCH.appealable, BENCH.silence_grants)
    assert (False, False, False) == (EMPTY.suspendable, EMPTY.appealable, EMPTY.silence_grants)
    kept = [(each.code, each.keeps, each.retention, each.counts_from) for each in BENCH.results]
    assert [("result_geplaatst", True, None, None), ("result_niet_geplaatst", False, Term("5 Jaar", 5, Unit.YEAR), "Afgehandeld"),
            ("result_ingetrokken", False, None, "Ander datumkenmerk")] == kept  # fmt: skip
    assert (("Initiator", "Behandelaar"), 2, None, "verzonnen") == (BENCH.parties, BENCH.documents, BENCH.source, EMPTY.source)
    assert "zaaktype_x_01" == BENCH.case_type.name and "Bankje in het park aanvragen" == BENCH.case_type.label.nl


def test_what_is_left_open_is_reported():
    """
    Whatever the catalogue does not say has a code, a place and a sentence in both languages.
    """
    always = ["who", "order", "language"]
    assert [*((code, "X-01") for code in [*always, "answers", "status_term"]), ("no_question", "Plek bekeken: Schaduw"), ("which_result", "X-01"),
            ("retention", "Ingetrokken"), ("counts_from", "Ingetrokken"), ("term_start", "X-01"), ("term", "verdagingstermijn"),
            ("not_said", "beroep_mogelijk"), *((code, "X-01") for code in ["suspension", "extension", "silence", "documents", "rules"])
            ] == [(point.code, point.where) for point in BENCH.open_points]  # fmt: skip
    assert [*always, "no_statuses", "no_results", "no_terms", "no_parties"] == [point.code for point in EMPTY.open_points]
    assert [*always, "no_results", "term_start", "no_parties"] == [point.code for point in ONE.open_points]
    assert [*((code, "X04") for code in always), ("term", "Afgehandeld"), ("last", "Afgehandeld"), ("which_result", "X04"),
            ("retention", "Geadopteerd"), ("counts_from", "Omgewaaid"), ("term_start", "X04")
            ] == [(point.code, point.where) for point in TREE.open_points]  # fmt: skip
    said = [point for each in ALL for point in each.open_points]
    assert {*OPEN} == {point.code for point in said}
    assert all(point.says.text("nl") != point.says.text("en") for point in said)


@pytest.mark.parametrize("zaaktype", ALL, ids=lambda each: each.id)
def test_zaaktype_is_sound(zaaktype):
    """
    Nothing is found in its rules.
    """
    assert () == check(zaaktype.case_type).findings


@pytest.mark.parametrize("result", [each.code for each in BENCH.results])
def test_zaak_runs_from_its_opening_to_each_result(result):
    """
    Each status waits for its questions, and the last one for a result.
    """
    case = played(BENCH, result).case

    assert "status_afgehandeld" == case.state and result == case.root.facts.result
    assert {each.code for status in BENCH.statuses for each in status.checks} == case.root.facts.met and not case.root.facts.unmet


def test_zaaktype_without_statuses_or_results_runs_too():
    """
    Without a status a zaak is opened and closed; without results it just ends.
    """
    assert "closed" == played(EMPTY, None).case.state
    assert "status" == played(ONE, None).case.state
    assert "status_boom_geplant" == played(TREE, "result_geadopteerd").case.state


def test_refusal_names_each_question():
    """
    What stands in the way reads as the catalogue asks it, and says whether the answer was no or is not there; the rest is advice.
    """
    story = opened(BENCH).and_("to_status_ontvangen")
    refusal = refused(story.and_("answer", Answer("check_plek_2", met=False)), "to_status_plek_bekeken")

    assert ["check_plek", "check_plek_2"] == [reason.code for reason in refusal.reasons]
    assert "Is de plek bekeken? — Plek: nog niet beantwoord" in refusal.text("nl")
    assert "Zijn de buren gehoord? — Plek: beantwoord met nee" in refusal.text("nl")
    assert "Plek: not answered yet" in refusal.text("en") and "Plek: answered no" in refusal.text("en")
    guards = BENCH.case_type.guards
    assert (Severity.ADVISORY, "Schaduw") == (guards["check_schaduw"].severity, getattr(guards["check_schaduw"].advice, "nl", None))
    assert (Severity.HARD, None) == (guards["check_plek"].severity, guards["check_plek"].advice)


def test_last_answer_counts():
    """
    Yes after no, and no after yes.
    """
    story = opened(BENCH).and_("to_status_ontvangen").and_("answer", Answer("check_plek", met=True))
    story = story.and_("answer", Answer("check_plek_2", met=False)).and_("answer", Answer("check_plek_2", met=True))
    story.when("to_status_plek_bekeken").then("status_plek_bekeken")

    again = story.and_("answer", Answer("check_plek", met=False))
    again.when("to_status_plek_bekeken").then_refused("check_plek")
    assert ({"check_plek_2"}, {"check_plek"}) == (again.case.root.facts.met, again.case.root.facts.unmet)


def test_what_is_not_in_the_catalogue_is_refused():
    """
    An answer to another question, another result, none at all, and a status that does not come next.
    """
    story = opened(BENCH)
    story.when("answer", Answer("check_geur", met=True)).then_refused("question_known")
    story.when("to_status_afgehandeld", Ended("result_geplaatst")).then_refused("wrong_state", "check_besluit")
    _, looked_at, end = BENCH.statuses
    at_the_end = answered(answered(story.and_("to_status_ontvangen"), looked_at).and_("to_status_plek_bekeken"), end)
    at_the_end.when("to_status_afgehandeld", Ended("result_verdwenen")).then_refused("result_known")
    at_the_end.when("to_status_afgehandeld").then_refused("data_missing")


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


CHECK = {"naam": "A", "vraag": None, "verplicht": True}
RESULT = {"naam": "A", "waardering": "Bewaren", "bewaartermijn": None, "eenheid": None, "start": None}


def with_check(**more: Any) -> bytes:
    return changed(statustypen=[STATUS | {"checks": [CHECK | more]}])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "this is no catalogue in JSON: Expecting value"),
        ("bankje", "this is no catalogue in JSON: Expecting value"),
        (b"[]", "$ must be an object"),
        (b"{}", "zaaktypen is missing"),
        (b'{"zaaktypen": {}}', "zaaktypen must be a list"),
        (b'{"zaaktypen": [7]}', "zaaktypen[0] must be an object"),
        (b'{"zaaktypen": [{"id": "\xff"}]}', "this is no catalogue in JSON"),
        (b'{"zaaktypen": ' + b"[" * 100_000, "this is no catalogue in JSON"),
        (b'{"bijlage": ' + b"[" * 100_000 + b"]" * 100_000 + b', "zaaktypen": []}', "this is no catalogue in JSON"),
        (b'{"zaaktypen": ' + b"9" * 5000 + b"}", "this is no catalogue in JSON"),
        (b'{"zaaktypen": [], "zaaktypen": []}', "the key 'zaaktypen' is there twice in one object"),
        (b'{"\\ud800": 1}', "a key is a line of 1 to 200 characters"),
        (changed(kleur="rood"), "zaaktypen[0].kleur does not exist here"),
        (changed(naam=""), "zaaktypen[0].naam must be a line of 1 to 200 characters"),
        (changed(naam=" "), "zaaktypen[0].naam must be a line"),
        (changed(naam="x" * 201), "zaaktypen[0].naam must be a line"),
        (changed(bron="x" * 501), "zaaktypen[0].bron must be a line"),
        (changed(id="x" * 41), "zaaktypen[0].id must be a letter"),
        (changed(termijnen={"servicenorm": "x" * 501}), "zaaktypen[0].termijnen.servicenorm must be a line"),
        (changed(termijnen={"x" * 201: "8 Week"}), "a key is a line of 1 to 200 characters"),
        (changed(documenttypen=10_000), "zaaktypen[0].documenttypen must be a number from 0 to 9999"),
        (changed(naam="a\nb"), "zaaktypen[0].naam must be a line"),
        (changed(naam="{gat"), "zaaktypen[0].naam must be a line"),
        (changed(naam="gat}"), "zaaktypen[0].naam must be a line"),
        (changed(naam="\ud800"), "zaaktypen[0].naam must be a line"),
        (changed(naam=["Bankje"]), "zaaktypen[0].naam must be a line"),
        (changed(bron=3), "zaaktypen[0].bron must be a line of 1 to 500 characters, without curly brackets, or null"),
        (changed(id="../etc"), "zaaktypen[0].id must be a letter and at most 39 letters"),
        (changed(id="X\n"), "zaaktypen[0].id must be a letter"),
        (changed(id=3), "zaaktypen[0].id must be a letter"),
        (changed(termijnen=[]), "zaaktypen[0].termijnen must be an object"),
        (changed(termijnen={"servicenorm": 3}), "zaaktypen[0].termijnen.servicenorm must be a line of 1 to 500 characters"),
        (changed(lex_silencio="Soms"), "zaaktypen[0].lex_silencio must be “Ja”, “Nee” or null"),
        (changed(roltypen=["Initiator", None]), "zaaktypen[0].roltypen[1] must be a line"),
        (changed(documenttypen=-1), "zaaktypen[0].documenttypen must be a number from 0 to 9999"),
        (changed(documenttypen=1.5), "zaaktypen[0].documenttypen must be a number"),
        (changed(regels=None), "zaaktypen[0].regels must be a list"),
        (changed(statustypen=[STATUS | {"volgnummer": 0}]), "zaaktypen[0].statustypen[0].volgnummer must be a number from 1 to 9999"),
        (changed(statustypen=[STATUS | {"volgnummer": True}]), "zaaktypen[0].statustypen[0].volgnummer must be a number"),
        (changed(statustypen=[STATUS | {"volgnummer": 10_000}]), "zaaktypen[0].statustypen[0].volgnummer must be a number"),
        (changed(statustypen=[STATUS, STATUS | {"naam": "B"}]), "zaaktype 'X03': status number 1 is there 2 times"),
        (with_check(verplicht="Ja"), "zaaktypen[0].statustypen[0].checks[0].verplicht must be true or false"),
        (with_check(vraag="Is {alles} er?"), "zaaktypen[0].statustypen[0].checks[0].vraag must be a line"),
        (with_check(naam="111222333"), "zaaktypen[0]: 111222333 holds a number that may be a BSN"),
        (changed(resultaattypen=[RESULT | {"waardering": "Weggooien"}]), "resultaattypen[0].waardering must be “Bewaren” or “Vernietigen”"),
        (changed(resultaattypen=[RESULT | {"naam": "Zie 111222333"}]), "zaaktypen[0]: Zie 111222333 holds a number that may be a BSN"),
        (changed(resultaattypen=[RESULT | {"naam": "¹¹¹²²²³³³"}]), "zaaktypen[0]: ¹¹¹²²²³³³ holds a number that may be a BSN"),
    ],
)
def test_what_is_no_catalogue_is_refused(text, problem):
    """
    With the place where it is wrong, in both languages.
    """
    with pytest.raises(InvalidData) as wrong:
        read_zaaktypen(text)

    assert problem in wrong.value.text("en") and wrong.value.text("nl") != wrong.value.text("en")


def test_largest_that_is_read():
    """
    A name of 200 characters, a text of 500, the highest numbers, and the longest id.
    """
    rows = [STATUS | {"volgnummer": 9999, "naam": "x" * 200, "zichtbaarheid": "x" * 500}]
    (zaaktype,) = read_zaaktypen(changed(id="x" * 40, statustypen=rows, documenttypen=9999, termijnen={"n" * 200: "x" * 500, "s": "99999 Maand"}))

    (status,) = zaaktype.statuses
    assert (9999, 9999, "x" * 200, "x" * 500) == (status.number, zaaktype.documents, status.name, status.visibility)
    assert [Term("x" * 500), Term("99999 Maand", 99999, Unit.MONTH)] == [*zaaktype.terms.values()]


def test_everything_that_is_wrong_is_named():
    """
    All at once: missing fields and odd ones, with the number of what is not named.
    """
    row = json.loads(SAMPLE.read_bytes())["zaaktypen"][2]
    del row["naam"]

    with pytest.raises(InvalidData) as wrong:
        read_zaaktypen(json.dumps({"zaaktypen": [row | {"id": "9"}]}))
    assert ["zaaktypen[0].naam is missing", "zaaktypen[0].id must be a letter and at most 39 letters, digits, hyphens and underscores"] == [
        problem.text("en") for problem in wrong.value.problems
    ]

    with pytest.raises(InvalidData) as wrong:
        read_zaaktypen(json.dumps({"zaaktypen": [3] * 1000}))
    assert 21 == len(wrong.value.problems) and wrong.value.text("en").endswith("zaaktypen[19] must be an object; and 980 more")

    with pytest.raises(InvalidData) as wrong:
        read_zaaktypen(json.dumps({"zaaktypen": [3] * 20}))
    assert 20 == len(wrong.value.problems)


def test_names_that_make_one_code_get_numbers():
    """
    Also many of them, and one that has the number of another in its name.
    """
    names = ["A", "A", "A 2", "a", "!", "?", "x" * 100, "x" * 99, "y" * 39 + " en"]
    rows = [STATUS | {"volgnummer": place, "naam": name} for place, name in enumerate(names, 1)]
    (zaaktype,) = read_zaaktypen(changed(statustypen=rows))
    x, y = "x" * 40, "y" * 39

    wanted = ["_a", "_a_2", "_a_2_2", "_a_3", "", "_2", f"_{x}", f"_{x}_2", f"_{y}"]
    assert [f"status{each}" for each in wanted] == [each.code for each in zaaktype.statuses]
    (zaaktype,) = read_zaaktypen(changed(resultaattypen=[RESULT] * 20_000))
    assert "result_a_20000" == zaaktype.results[-1].code


@given_any(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=4))
def test_any_names_make_a_zaaktype_or_are_refused(names):
    """
    What is read can be started: its definition is kept as it is.
    """
    rows = [STATUS | {"volgnummer": place, "naam": name, "checks": [CHECK | {"naam": name, "vraag": name}]} for place, name in enumerate(names, 1)]
    try:
        (zaaktype,) = read_zaaktypen(changed(statustypen=rows, resultaattypen=[RESULT | {"naam": name} for name in names]))
    except InvalidData:
        assert any(not name.isprintable() or not name.strip() or {*name} & {"{", "}"} for name in names)
    else:
        Flow(MemoryStore(), [zaaktype.case_type]).start()
        assert len(names) == len(zaaktype.statuses) == len(zaaktype.results)


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
    Every zaaktype of it is sound, has all that is in the file, and runs from its opening to each of its results.
    """
    rows = json.loads(Path(str(REAL)).read_bytes())["zaaktypen"]
    zaaktypen = read_zaaktypen(Path(str(REAL)))
    left_open: Counter[str] = Counter(point.code for each in zaaktypen for point in each.open_points)

    assert [row["id"] for row in rows] == [each.id for each in zaaktypen]
    for row, each in zip(rows, zaaktypen, strict=True):
        asked = [question for status in each.statuses for question in status.checks]
        assert sorted(status["volgnummer"] for status in row["statustypen"]) == [status.number for status in each.statuses]
        assert sorted(question["naam"] for status in row["statustypen"] for question in status["checks"]) == sorted(one.name for one in asked)
        assert [result["naam"] for result in row["resultaattypen"]] == [result.name for result in each.results]
        assert {one.code for one in asked} == {code for code in each.case_type.guards if code.startswith("check_")}
        assert () == check(each.case_type).findings
        for result in [*(result.code for result in each.results)] or (None,):
            assert each.case_type.root.states[played(each, result).case.state].final
    questions = sum(len(status.checks) for each in zaaktypen for status in each.statuses)
    states, guards = sum(len(each.case_type.root.states) for each in zaaktypen), sum(len(each.case_type.guards) for each in zaaktypen)
    print(f"{len(zaaktypen)} zaaktypen, {sum(len(each.statuses) for each in zaaktypen)} statuses, {questions} questions, "
          f"{sum(len(each.results) for each in zaaktypen)} results; {states} states, {guards} guards; {left_open.total()} open points")  # fmt: skip
    print(", ".join(f"{code} {times}" for code, times in left_open.most_common()))
