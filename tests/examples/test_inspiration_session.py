"""
The main job: five pilots, told as the article has them, played as they could have been, and read back from the log.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from proeftuin_flow import Flow
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from proeftuin_flow.stores import MemoryStore, read_jsonl

EXAMPLE = Path(__file__).parents[2] / "examples" / "inspiration_session.py"

# The first names of candidates in the article, by the beginning of their SHA-256: not even a test names them.
CANDIDATES = {"e79db8542fded791"}

IN_BOTH_LANGUAGES = """\
  [nl] starten kan nu niet
  [nl]   - proeftuin: voorstel; dit kan pas vanaf: plan van aanpak ondertekend
  [nl]   - alleen voor: opdrachtnemer
  [nl]   - het plan van aanpak is van kracht — nog niet: plan 1 (in ondertekening)
  [nl]   - plan 1: alle partijen hebben getekend — nog niet: AEF
  [nl]   - het contract loopt op de startdatum — nog geen contract bekend

  [en] start is not possible now
  [en]   - pilot: proposal; only possible from: plan of approach signed
  [en]   - only for: contractor
  [en]   - the plan of approach is in force — not yet: plan 1 (being signed)
  [en]   - plan 1: all parties have signed — not yet: AEF
  [en]   - the contract is in force on the start date — no contract known yet
"""


def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The demo, in a directory of its own."""
    command = [sys.executable, "-W", "error", str(EXAMPLE), *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, encoding="utf-8", timeout=300)


def told(directory: Path, *arguments: str) -> str:
    """What it tells when all goes well."""
    done = run(directory, "--plain", *arguments)
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    return done.stdout


def without_hashes(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{12}\b", "(hash)", text)


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def output(directory):
    return told(directory)


def act(output: str, number: int) -> str:
    """What is told in one act."""
    return re.split(r"=+\nAct \d: .*\n=+\n", output)[number]


def records(directory: Path) -> list[tuple[str, str]]:
    """The stream and the type of every record."""
    return [(record.stream, str(record.read().type)) for record in read_jsonl(directory / "build" / "demo" / "pilots.jsonl")]


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_four_acts_are_told_apart(output):
    """
    What the article says, what is made up, the log, and the rows of the article.
    """
    acts = ["Act 1: what the article says", "Act 2: the afternoon, as it could have been", "Act 3: the log", "Act 4: every row of the article"]

    assert acts == re.findall("^Act .*$", output, re.M)


@pytest.mark.parametrize(
    "line",
    [
        "  Vanberkel Professionals  decharge                 decharge 1 (granted)  2019-11-21",
        "  JS Consultancy           plan of approach signed  plan 1 (in force)     2019-11-21",
        "  VKA / AEF; Derksen & Drolsbach; Deloitte; Vanberkel Professionals — decharge",
        "      plan an evaluation — by: commissioning party, pilot lead, evaluator",
        "      start — by: contractor",
        "          the contract is in force on the start date — this cannot be established: pilot: the",
        "          whoever signed the plan stays a party — this cannot be established: plan 1: who sign the",
        "Source, in each record: maatwerkvoormensen.nl, 28 November 2019.",
    ],
)
def test_article_is_taken_over_and_what_is_missing_is_said(output, line):
    """
    States with their day and source; what may be done next and by whom; and the facts that are missing for it.
    """
    assert line in act(output, 1).splitlines()


def test_start_is_refused_with_every_reason_in_both_languages(output):
    """
    AEF has not signed, nobody knows a contract, and the partner may not start it anyhow.
    """
    assert IN_BOTH_LANGUAGES in act(output, 2)


@pytest.mark.parametrize(
    "line",
    [
        "are called scenario-…, as every header of the log shows. What happened before the afternoon was",
        "          14. plan of approach signed (pilot: proposal → plan of approach signed), caused_by 13",
        "  + approved; the log says: management_support — waived by u-02, reason: de brief van de directeur",
        "  ! 3/5 scenario-deloitte: grant decharge — refused",
        "  [en]   - every open item has an owner — not yet: uitrol-gemeente",
        "The session still waits for: scenario-deloitte.",
        "  + 3/5 scenario-deloitte: grant decharge — done, now decharge",
        "  + 5/5 scenario-js-consultancy: sign — was done before",
        "The outcome of every item is known, so by itself the session is: recorded.",
    ],
)
def test_afternoon_runs_with_one_refusal_that_holds_up_nobody(output, line):
    """
    An automatic step, a waiver, and a decharge that is refused, repaired and granted while the other items go on.
    """
    assert line in act(output, 2).splitlines()


def test_four_decharges_and_one_signature_are_done_in_the_first_round_or_the_second(output):
    """
    Three decharges and the signature at once, the fourth after its repair; nothing is done twice.
    """
    done = re.findall(r"^  \+ \d/5 (\S+): .* — done", output, re.M)

    assert ["scenario-vka-aef", "scenario-derksen-drolsbach", "scenario-vanberkel", "scenario-js-consultancy", "scenario-deloitte"] == done


@pytest.mark.parametrize(
    "line",
    [
        "  + opened again and replayed: 153 records, 11 cases, exactly those of a moment ago",
        "  + every chain stands up, to the newest hash",
        "  + exported as JSON Lines, and loaded into another kind of store: 153 records, the same cases",
        "What the log knew of scenario-vka-aef on 25 November: evaluation. Now: decharge.",
        "  ! case 'scenario-deloitte', record 30: its piece 'data' was changed",
        "  ! case 'scenario-vanberkel', record 29: the head (hash) that was kept is not there: the tail",
        "  JS Consultancy           plan of approach signed  1                 (hash)  14                 (hash)",
        "Each scenario ends where the article says.",
    ],
)
def test_log_gives_the_same_cases_and_shows_who_changed_it(output, line):
    """
    Replayed, verified, exported and loaded elsewhere; a changed byte and a cut tail are found out.
    """
    assert line in without_hashes(act(output, 3)).splitlines()


def test_table_at_the_end_has_an_example_for_each_row(output):
    """
    Fifteen, and each is there.
    """
    rows = re.findall(r"^  (\d+) +(\S.*?)  +(\S.*?)  +(\w+\.py)$", act(output, 4), re.M)

    assert [str(number) for number in range(1, 16)] == [number for number, *_ in rows]
    assert ("1", "JS Consultancy", "a place that recurs each year, and two times", "js_consultancy.py") == rows[0]
    assert all((EXAMPLE.parent / "seed" / script).is_file() for *_, script in rows)


def test_second_run_in_the_same_directory_tells_the_same(directory, output):
    """
    The files of the first run are replaced; only the hashes differ, because every piece has a salt of its own.
    """
    assert without_hashes(output) == without_hashes(told(directory))


def test_it_is_told_in_dutch(tmp_path):
    """
    Everything, and the one refusal in both languages all the same.
    """
    output = told(tmp_path, "--language", "nl")

    assert "Eerste bedrijf: wat het artikel zegt" in output
    assert "  1   JS Consultancy                    een plaats die elk jaar terugkomt, en twee tijden " in output
    assert "  + opnieuw geopend en nagespeeld: 153 records, 11 zaken, precies die van zojuist" in output
    assert IN_BOTH_LANGUAGES in output


def test_help_says_what_can_be_chosen(tmp_path):
    """
    Without running anything.
    """
    done = run(tmp_path, "--help")

    assert 0 == done.returncode
    assert all(option in done.stdout for option in ("--plain", "--language {nl,en}", "--directory DIR"))
    assert [] == [*tmp_path.iterdir()]


# ── what is left ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_there(directory, output):
    """
    The log in two forms, and one diagram for each lifecycle and language.
    """
    lifecycles = [name for case_type in (PROEFTUIN, GATHERING) for name in case_type.lifecycles]
    diagrams = {f"diagrams/{name}.{language}.mmd" for name in lifecycles for language in ("nl", "en")}
    place = directory / "build" / "demo"
    left = {path.relative_to(place).as_posix(): path for path in place.rglob("*") if path.is_file()}

    assert {"pilots.sqlite", "pilots.jsonl", *diagrams} == left.keys()
    assert all(left[name].read_text(encoding="utf-8").startswith("stateDiagram-v2\n") for name in diagrams)


def test_nothing_but_one_record_is_known_of_the_pilots_of_the_article(directory, output):
    """
    Everything else is in streams that say what they are.
    """
    taken_over = [stream for stream, type in records(directory) if type == "taken_over"]
    others = {stream for stream, type in records(directory) if type != "taken_over"}

    assert ["vka-aef", "derksen-drolsbach", "deloitte", "vanberkel", "js-consultancy"] == taken_over
    assert all(stream.startswith("scenario-") for stream in others)


def test_nothing_is_filled_in_that_the_article_does_not_say(directory, output):
    """
    Of the four it says that decharge was granted; of the fifth, that its plan was signed, and on which day.
    """
    store = MemoryStore()
    store.load(read_jsonl(directory / "build" / "demo" / "pilots.jsonl"))
    flow = Flow(store, [PROEFTUIN, GATHERING])
    bodies = {id: next(flow.events(id)).body for id in ("vka-aef", "derksen-drolsbach", "deloitte", "vanberkel", "js-consultancy")}
    signed = bodies.pop("js-consultancy")

    assert [({"pilot": "decharge", "decharge/1": "granted"}, {})] * 4 == [(body.states, body.facts) for body in bodies.values()]
    assert ({"pilot": "plan_signed", "plan/1": "in_force"}, {"plan/1": {"signed_on": date(2019, 11, 21)}}) == (signed.states, signed.facts)


def test_article_was_recorded_a_week_later(directory, output):
    """
    What happened on the 21st was recorded on the 28th; the log keeps both.
    """
    headers = [record.read() for record in read_jsonl(directory / "build" / "demo" / "pilots.jsonl")]
    taken_over = [header for header in headers if header.type == "taken_over"]

    assert {("2019-11-21", date(2019, 11, 28))} == {(header.occurred, header.recorded.date()) for header in taken_over}


def test_no_candidate_is_named(directory, output):
    """
    Not in what is told, and in no file.
    """
    texts = [output, *(path.read_bytes().decode("utf-8", "replace") for path in directory.rglob("*") if path.is_file())]
    words = {word.lower() for text in texts for word in re.findall(r"[^\W\d_]+", text)}

    assert not {word for word in words if sha256(word.encode()).hexdigest()[:16] in CANDIDATES}


# ── when something goes wrong ────────────────────────────────────────────────────────────────────────────────────────────


def test_foreign_file_stays_as_it_is(tmp_path):
    """
    A file of that name that is no log is not replaced.
    """
    foreign = tmp_path / "pilots.sqlite"
    foreign.write_text("my own notes\n")

    done = run(tmp_path, "--directory", ".")

    assert 1 == done.returncode
    assert re.fullmatch(r"inspiration_session: \S+pilots\.sqlite is no log that this version can read: .*\n", done.stderr)
    assert "my own notes\n" == foreign.read_text()
    assert [foreign] == [*tmp_path.iterdir()]


def test_run_that_fails_leaves_the_earlier_files(tmp_path):
    """
    The files of a run take their places at the end, or not at all.
    """
    (tmp_path / "diagrams").write_text("in the way\n")
    (tmp_path / "pilots.jsonl").write_text("earlier\n")

    done = run(tmp_path, "--directory", ".")

    assert 1 == done.returncode
    assert "inspiration_session: " in done.stderr
    assert "Traceback" not in done.stderr
    assert {"diagrams": "in the way\n", "pilots.jsonl": "earlier\n"} == {path.name: path.read_text() for path in tmp_path.iterdir()}


def test_reader_that_has_seen_enough_is_no_error_of_ours(tmp_path):
    """
    `inspiration_session.py | head -1` ends without a word of complaint.
    """
    piped = f"'{sys.executable}' -W error '{EXAMPLE}' | head -1"
    done = subprocess.run(["sh", "-c", piped], cwd=tmp_path, capture_output=True, text=True, timeout=300)

    assert "" == done.stderr


# ── on a terminal ────────────────────────────────────────────────────────────────────────────────────────────────────────

WITHOUT_RICH = "import runpy, sys; sys.modules['rich'] = None; sys.path.insert(0, {!r}); sys.argv = ['x']; runpy.run_path({!r}, run_name='__main__')"


def on_terminal(directory: Path, *arguments: str) -> str:
    """What somebody sees who sits at a terminal."""
    pty = pytest.importorskip("pty", reason="only where there are pseudo-terminals")
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": "120", "TERM": "xterm-256color"}
    child = subprocess.Popen([sys.executable, "-W", "error", *arguments], cwd=directory, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    while True:
        try:
            some = os.read(ours, 65536)
        except OSError:  # what Linux says when nobody has the other end any more
            break
        if not some:
            break
        seen += some
    os.close(ours)
    assert 0 == child.wait(timeout=60)
    return seen.decode()


def test_terminal_gets_colours_and_boxes(tmp_path):
    """
    Panels, trees and tables, by Rich.
    """
    seen = on_terminal(tmp_path, str(EXAMPLE))

    assert "╭─" in seen
    assert "\x1b[" in seen
    assert "153 records, 11 cases, exactly those of a moment ago" in seen
    assert "purpose.py" in seen


def test_plain_is_plain_on_a_terminal_too(tmp_path):
    """
    No escape sequences where nobody wants them.
    """
    assert "\x1b[" not in on_terminal(tmp_path, str(EXAMPLE), "--plain")


def test_without_rich_it_is_told_in_lines_and_says_how_to_get_more(tmp_path):
    """
    The extra is not needed.
    """
    seen = on_terminal(tmp_path, "-c", WITHOUT_RICH.format(str(EXAMPLE.parent), str(EXAMPLE)))

    assert "\x1b[" not in seen
    assert seen.endswith("For colours and boxes: pip install 'proeftuin-flow[rich]'\r\n")
