"""
The page of what the suite covers: nothing counts that was not seen, and nothing is named that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.case_types import PERMIT, RELAY
from tools import coverage_page
from tools.coverage_page import CHAPTERS, Chapter, Page, chapter, chapters, headings_of, not_yet, row
from tools.coverage_report import WORDS, Report, Thing, read_report, things

ALL = {thing: frozenset(WORDS[thing[0]]) for thing in things(PERMIT)}
GRANTED = "permit: requested -> granted on grant"


def page(*rows: tuple[str, Mapping[str, Any]], seen: Mapping[Thing, frozenset[str]] = ALL, **more: Any) -> Page:
    """A page about the permit, of which all was seen if nothing else is said."""
    read = [row(key, {"is": "a row", **each}, [PERMIT]) for key, each in rows]
    report = Report({"permit": seen}, frozenset({"tests/test_a.py::test_one", "tests/test_a.py::test_two[x]"}))
    return Page([Chapter("Rows", "Some rows.", tuple(read))], report, [PERMIT], **more)


def without(*lost: Thing) -> dict[Thing, frozenset[str]]:
    """All that there is to see, but for these."""
    return {thing: words for thing, words in ALL.items() if thing not in lost}


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("read", "lost", "problem"),
    [
        pytest.param({"arrow": GRANTED}, ("arrow", GRANTED), f"R1: arrow '{GRANTED}' was never taken", id="transition"),
        pytest.param({"trigger": "grant"}, ("arrow", GRANTED), f"R1: arrow '{GRANTED}' was never taken", id="trigger"),
        pytest.param({"state": "permit: granted"}, ("state", "permit: granted"), "R1: state 'permit: granted' was never reached", id="state"),
        pytest.param({"guard": "documents_complete"}, ("guard", "documents_complete"),
                     "R1: guard 'documents_complete' was never met and never unmet", id="guard"),
        pytest.param({"event": ["permit_asked", "permit_granted"]}, ("event", "permit_granted"),
                     "R1: event 'permit_granted' was never written and never replayed", id="event"),
        pytest.param({"role": "clerk"}, ("role", "clerk"), "R1: role 'clerk' was never accepted and never refused", id="role"),
    ],
)  # fmt: skip
def test_row_without_fails_by_name(read, lost, problem):
    """
    What was not seen is named with its row; once it was seen, there is nothing wrong.
    """
    assert problem in [*page(("R1", read), seen=without(lost)).problems()]
    assert [] == [*page(("R1", read)).problems()]


def test_half_is_not_enough():
    """
    A guard that was always met may be no guard at all.
    """
    seen = without() | {("guard", "documents_complete"): frozenset({"met"})}

    assert "R1: guard 'documents_complete' was never unmet" in page(("R1", {"guard": "documents_complete"}), seen=seen).problems()


def test_name_in_two_case_types_is_seen_in_one():
    """
    A row asks for it once; that each of them has seen it, the definitions ask.
    """
    found = Page([], Report({"permit": ALL}), [PERMIT, RELAY])
    both = Page([Chapter("Rows", "", (row("R1", {"is": "", "role": "clerk"}, [PERMIT]),))], found.report, [PERMIT, PERMIT])

    assert [] == [*both.problems()]
    assert "relay: role 'starter' was never accepted and never refused" in found.problems()


@pytest.mark.parametrize(
    ("read", "problem"),
    [
        pytest.param({"guard": "document_complete"}, "R1: there is no guard 'document_complete'; near it: documents_complete", id="guard"),
        pytest.param({"trigger": "grand"}, "R1: there is no trigger 'grand'; near it: grant", id="trigger"),
        pytest.param({"state": "permit: grant"}, "R1: there is no state 'permit: grant'; near it: permit: granted, permit: requested", id="state"),
        pytest.param({"event": "xyz"}, "R1: there is no event 'xyz'", id="nothing near it"),
        pytest.param({"instead": "some-where"}, "R1: there is no heading 'some-where'; near it: somewhere in domain.md", id="heading"),
        pytest.param({"guards": "documents_complete"},
                     "R1: 'guards' is none of is, trigger, arrow, state, guard, event, role, test, instead, later", id="field"),
        pytest.param({}, "R1: nothing has to be seen of it", id="nothing"),
        pytest.param({"test": "tests/test_b.py"}, "R1: no test passed that is called 'tests/test_b.py'", id="file"),
        pytest.param({"test": "tests/test_a.py::test_on"}, "R1: no test passed that is called 'tests/test_a.py::test_on'", id="test"),
    ],
)  # fmt: skip
def test_row_that_names_what_does_not_exist(read, problem):
    """
    It is named, with what comes near it.
    """
    assert [problem] == [*page(("R1", read), headings={"somewhere": "Somewhere"}).problems()]


@pytest.mark.parametrize("name", ["tests/test_a.py", "tests/test_a.py::test_one", "tests/test_a.py::test_two", "tests/test_a.py::test_two[x]"])
def test_test_that_passed(name):
    """
    A row may name a file, a test, or a test with its parameters.
    """
    assert [] == [*page(("R1", {"test": name})).problems()]


def test_row_that_is_met_otherwise_or_later():
    """
    One names the heading that explains it; the other says with what it comes.
    """
    rows = [("R1", {"instead": "some-where"}), ("R2", {"later": "the archive"}), ("R3", {"role": "clerk", "later": "the rest"})]
    found = page(*rows, headings={"some-where": "Some where"})

    assert [] == [*found.problems()]
    assert "| R1 | a row | otherwise: [Some where](../explanation/domain.md#some-where) |  |" in found.text()
    assert "| R2 | a row | later: the archive | **not there yet** |" in found.text()
    assert "| accepted and refused; **not all of it is there yet** |" in found.text()


def test_what_is_not_there_yet_stands_above_all_rows():
    """
    So that nobody has to look for it; and nothing stands there once all is there.
    """
    assert "\n- R2 (a row) waits for the archive\n\n## Rows\n" in page(("R1", {"role": "clerk"}), ("R2", {"later": "the archive"})).text()
    assert "Not there yet" not in page(("R1", {"role": "clerk"})).text()


def test_key_stands_once():
    """
    Two rows with one key would hide each other.
    """
    assert ["R1: there is more than one"] == [*page(("R1", {"role": "clerk"}), ("R1", {"role": "clerk"})).problems()]


# ── definitions ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("thing", ALL)
def test_everything_in_the_definitions_must_be_seen(thing):
    """
    Also what no row asks for.
    """
    (problem,) = page(seen=without(thing)).problems()

    assert problem.startswith(f"permit: {thing[0]} '{thing[1]}' was never ")


def test_what_comes_later_need_not_be_seen_yet():
    """
    But once it was seen, it is there; and it has to exist.
    """
    later = frozenset({("permit", "role", "clerk")})

    assert [] == [*page(seen=without(("role", "clerk")), later=later).problems()]
    assert "- roles to come later: `clerk`" in page(later=later).text()
    assert ["permit: role 'clerk' was seen, so it does not come later"] == [*page(later=later).problems()]
    assert ["permit: there is no role 'mayor' that comes later"] == [*page(later=frozenset({("permit", "role", "mayor")})).problems()]


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_page_says_where_and_what_was_seen():
    """
    A row with its place in the definitions, and with what the suite saw.
    """
    text = page(("R1", {"trigger": "grant", "guard": "documents_complete"}), ("R2", {"role": "clerk"}), ("R3", {"test": "tests/test_a.py"})).text()

    where = "`requested -> granted on grant` ([permit](../nl/vergunning.md)); `documents_complete` ([permit](../nl/vergunning.md))"
    assert f"| R1 | a row | {where} | taken; met and unmet |" in text
    assert "| R2 | a row | `clerk` ([who does what](../nl/index.md#wie-wat-doet)) | accepted and refused |" in text
    assert "| R3 | a row | `tests/test_a.py` | passed |" in text
    assert "- arrows taken: `new -> requested on ask`, `requested -> granted on grant`, `requested -> requested on receive`" in text


def test_page_says_what_was_not_seen():
    """
    So that a page that was written too early does not look finished.
    """
    text = page(("R1", {"guard": "documents_complete"}), seen=without(("guard", "documents_complete"))).text()

    assert "| R1 | a row | `documents_complete` ([permit](../nl/vergunning.md)) | **not seen** |" in text
    assert "- guards not seen: `documents_complete`" in text


def test_headings_have_anchors():
    """
    As the pages link to them.
    """
    assert {"what-is-left-out": "What is left out", "decharge-its-scope": "Decharge: its scope"} == headings_of(
        "# What is left out\n\ntext\n\n### Decharge: its scope\n"
    )


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def run(tmp_path, capsys):
    """The command about the permit: its status, and what it says."""

    def runs(*arguments: str, rows: Mapping[str, Any] | None = None) -> tuple[int, str]:
        def made(report: Report) -> Page:
            return Page([chapter({"title": "Rows", "text": "", "rows": rows or {}}, [PERMIT])], report, [PERMIT])

        status = coverage_page.main(arguments, tmp_path / "coverage.json", tmp_path / "coverage.md", made)
        return status, capsys.readouterr().err

    return runs


def left(path, seen: Mapping[Thing, frozenset[str]] = ALL, *, whole: bool = True) -> None:
    (path / "coverage.json").write_text(Report({"permit": seen}, whole=whole).written(), encoding="utf-8")


def test_page_is_written_and_compared(run, tmp_path):
    """
    Written it is up to date, until the run or the rows are others.
    """
    left(tmp_path)
    out_of_date = "docs/reference/coverage.md is out of date; write it anew: make test; .venv/bin/python -m tools.coverage_page\n"

    assert (1, out_of_date) == run("--check")
    assert (0, "") == run()
    assert (0, "") == run("--check")
    assert (1, out_of_date) == run("--check", rows={"R1": {"is": "a row", "role": "clerk"}})


def test_row_without_fails_the_run(run, tmp_path):
    """
    Also when the page is up to date.
    """
    left(tmp_path, without(("role", "clerk")))
    missing = "permit: role 'clerk' was never accepted and never refused\n"

    assert (1, missing) == run()
    assert (1, missing) == run("--check")


def test_part_of_the_suite_is_not_judged(run, tmp_path):
    """
    Who runs one file has seen little, and that is all right; but no page is written from it.
    """
    left(tmp_path, {}, whole=False)

    assert (0, "only a part of the suite ran, so what it covers is not judged\n") == run("--check")
    assert 1 == run()[0]
    assert not (tmp_path / "coverage.md").exists()


def test_run_that_left_nothing_fails(run):
    """
    Nothing seen is not nothing wrong.
    """
    assert (1, "no run of the suite has left coverage.json; first: make test\n") == run("--check")


def test_report_comes_back_from_its_text():
    """
    What is written is read.
    """
    report = Report({"permit": ALL, "relay": {}}, frozenset({"tests/test_a.py::test_é"}), whole=False)

    again = read_report(report.written())

    assert ({"permit": ALL}, report.passed, False) == (again.seen, again.passed, again.whole)


# ── the real rows ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_real_rows_name_what_exists():
    """
    Without waiting for a run of the whole suite.
    """
    assert [] == [f"{row.key}: {problem}" for chapter in chapters() for row in chapter.rows for problem in row.problems]


def test_no_real_row_is_lost():
    """
    What has to be covered was counted once; whoever takes a row away says why here.
    """
    assert {
        "1-news-item": 15, "2-transitions": 41, "3-parts": 71, "4-roles": 24, "5-guards": 63, "6-events": 54, "7-scenarios": 15,
    } == {file.stem: len(each.rows) for file, each in zip(sorted(CHAPTERS.glob("*.toml")), chapters(), strict=True)}  # fmt: skip


def test_real_later_is_about_the_definitions():
    """
    It names a case type, a kind and a name.
    """
    assert {kind for _, kind, _ in not_yet()} <= {*WORDS}
