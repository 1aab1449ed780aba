"""
The programme: many invented pilots, the same for the same seed, and never anything twice.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from proeftuin_flow import Flow, JsonShelf, MemoryShelf, by_state, catch_up, lead_times, standings
from proeftuin_flow.pilot import PROEFTUIN
from proeftuin_flow.stores import SqliteStore

EXAMPLE = Path(__file__).parents[2] / "examples" / "programme.py"
FILES = Path("build", "programme", "30-pilots-seed-2019")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", str(EXAMPLE), *arguments]


def played(directory: Path, *arguments: str) -> str:
    """What a programme of thirty pilots tells, played in a directory of its own."""
    done = subprocess.run(command("--pilots", "30", "--plain", *arguments), cwd=directory, capture_output=True, text=True, encoding="utf-8",
                          timeout=300)  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    return done.stdout


def summary(output: str) -> str:
    """What is told about the log, without how it came about."""
    return output[output.index("-- Where all pilots stand --") :]


def told_by_log(directory: Path) -> list[tuple[object, ...]]:
    """What every header says, but for the hashes."""
    with SqliteStore(directory / FILES / "programme.sqlite") as store:
        headers = [record.read() for _, record in store.follow()]
    return [(h.stream, h.seq, h.type, h.part, h.occurred, h.recorded, h.by, h.request, h.correlation) for h in headers]


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("programme")


@pytest.fixture(scope="module")
def output(directory):
    return played(directory)


@pytest.fixture
def flow(directory, output):
    with SqliteStore(directory / FILES / "programme.sqlite") as store:
        yield Flow(store, [PROEFTUIN])


def test_it_tells_where_pilots_stand_how_long_what_is_due_and_what_holds_them_up(output):
    """
    Four tables; nothing in them was drawn by hand.
    """
    counts = [int(number) for number in re.findall(r"^  \S.*?\s(\d+)$", output.split("-- How many days")[0], re.MULTILINE)]

    assert 30 == sum(counts)
    assert re.search(r"^  running +\d+ +\d+ +\d+$", output, re.MULTILINE)
    assert re.search(r"^  progress report +\d+ +\d+$", output, re.MULTILINE)
    assert re.search(r"^  there is a commissioning party +\d+$", output, re.MULTILINE)


def test_one_seed_is_one_programme(directory, output, tmp_path):
    """
    The same words, and the same log but for the hashes; another seed is another programme.
    """
    assert output == played(tmp_path)
    assert told_by_log(directory) == told_by_log(tmp_path)
    assert summary(output) != summary(played(tmp_path, "--seed", "7"))


def test_run_again_it_writes_nothing_twice(directory, output):
    """
    And tells the same.
    """
    before = told_by_log(directory)

    assert summary(output) == summary(played(directory))
    assert before == told_by_log(directory)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_run_that_was_killed_goes_on_where_the_log_ends(directory, output, tmp_path):
    """
    Killed in the middle, it ends in the same log as one that was not.
    """
    log = tmp_path / FILES / "programme.sqlite-wal"
    child = subprocess.Popen(command("--pilots", "30", "--plain"), cwd=tmp_path, stdout=subprocess.DEVNULL)
    while child.poll() is None and not (log.exists() and log.stat().st_size > 300_000):
        time.sleep(0.005)
    child.kill()
    assert -signal.SIGKILL == child.wait(timeout=60)
    assert 0 < len(told_by_log(tmp_path)) < len(told_by_log(directory))

    assert summary(output) == summary(played(tmp_path))
    assert told_by_log(directory) == told_by_log(tmp_path)


def test_projections_that_were_saved_every_year_are_those_from_the_start(directory, flow):
    """
    The files beside the log hold what one pass over the whole log comes to.
    """
    shelf = JsonShelf(directory / FILES)

    assert catch_up(flow, standings) == shelf.load(standings)
    assert catch_up(flow, lead_times) == shelf.load(lead_times)


@pytest.mark.parametrize("projection", [standings, lead_times], ids=lambda each: each.name)
def test_projection_resumed_half_way_is_the_one_from_the_start(flow, projection):
    """
    At a third, at a half, and at the end.
    """
    shelf = MemoryShelf()
    for records in (800, 400, None):
        shelf.save(catch_up(flow, projection, shelf.load(projection), limit=records))

    assert catch_up(flow, projection) == shelf.load(projection)


def test_standings_are_where_the_cases_stand(flow):
    """
    What was folded from headers is what a replay of every case says.
    """
    state = catch_up(flow, standings).state

    assert {id: flow.case(id).state for id in state} == {id: each["state"] for id, each in state.items()}
    assert 30 == sum(by_state(state).values())


def test_every_pilot_says_that_it_is_made_up(flow):
    """
    No header can be mistaken for a fact.
    """
    assert {f"made-up-{number:05}" for number in range(1, 31)} == {record.stream for _, record in flow.follow()}


def test_number_that_cannot_be_is_refused(tmp_path):
    """
    Before anything is made.
    """
    done = subprocess.run(command("--pilots", "0"), cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert 2 == done.returncode
    assert "give a number from 1 to 99999" in done.stderr
    assert [] == [*tmp_path.iterdir()]


def test_foreign_file_stays_as_it_is(tmp_path):
    """
    A file of that name that is no log is not written to.
    """
    foreign = tmp_path / FILES / "programme.sqlite"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("my own notes\n")

    done = subprocess.run(command("--pilots", "30"), cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert 1 == done.returncode
    assert done.stderr.startswith("programme: ")
    assert "Traceback" not in done.stderr
    assert "my own notes\n" == foreign.read_text()


def test_terminal_gets_a_bar(tmp_path):
    """
    By Rich, where it is there.
    """
    pty = pytest.importorskip("pty", reason="only where there are pseudo-terminals")
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": "120", "TERM": "xterm-256color"}
    child = subprocess.Popen(command("--pilots", "3"), cwd=tmp_path, stdout=theirs, stderr=theirs, env=environment)
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
    assert "312/312" in seen.decode()
    assert "━" in seen.decode()
