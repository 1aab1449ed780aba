"""
The recorder sees what the library really does, and nothing else.

Here it looks at case types of the tests, so that nothing of it is evidence for the pilot.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from proeftuin_flow import decider
from proeftuin_flow.acts import TakeOver, Waive
from proeftuin_flow.decider import decide, options
from proeftuin_flow.errors import RevisionConflict
from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore, Store
from proeftuin_flow.testing import Given, given
from proeftuin_flow.testing.notebook import NOTEBOOK, Author
from proeftuin_flow.wishes import Actor, Command
from tests.case_types import (
    BIDDER_1,
    BUYER_1,
    CLERK_1,
    DIRECTOR_1,
    LAWYER_1,
    NOON,
    PERMIT,
    RELAY,
    STARTER_1,
    TENDER,
    Document,
    Objection,
    Runner,
    announcement,
    documents_complete,
    offer,
)
from tests.flow.common import flow_on
from tests.recording import Recorder
from tools.coverage_report import read_report

ROOT = Path(__file__).parents[1]
MAP, IDENTITY = Document("map", "u-1"), Document("identity", "u-1")


def seen_of(recorder: Recorder, kind: str, name: str) -> set[str]:
    """What was seen of something, in any case type."""
    return {word for _, of, called, word in recorder.seen if (of, called) == (kind, name)}


def announced() -> Given:
    return given(TENDER).by(BUYER_1).at(NOON).opened(announcement())


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_transition_is_taken():
    """
    What is accepted is a transition taken, and a state reached; what was not wished was not seen.
    """
    with (recorder := Recorder([PERMIT])).watching():
        given(PERMIT).by(CLERK_1).opened()

    assert {"taken"} == seen_of(recorder, "arrow", "permit: new -> requested on ask")
    assert {"reached"} == seen_of(recorder, "state", "permit: requested")
    assert set() == seen_of(recorder, "arrow", "permit: requested -> granted on grant")


def test_what_follows_by_itself_is_taken_too():
    """
    Also what another part set moving, and what was opened along the way.
    """
    with (recorder := Recorder([RELAY, TENDER])).watching():
        planned = given(RELAY).by(STARTER_1).at(NOON).opened(trigger="plan").and_("add_leg")
        planned.and_("name_runner", Runner("u-1"), part="leg/1").and_("start").and_("run", part="leg/1")
        announced()

    assert {"taken"} == seen_of(recorder, "arrow", "leg: waiting -> lined_up by itself")
    assert {"taken"} == seen_of(recorder, "arrow", "relay: running -> finished by itself")
    assert {"met", "unmet"} == seen_of(recorder, "guard", "relay_running")
    assert {"taken"} == seen_of(recorder, "arrow", "advice: new -> asked on ask_advice")


def test_guard_is_met_and_unmet():
    """
    Each outcome is seen when it comes out.
    """
    with (recorder := Recorder([PERMIT])).watching():
        opened = given(PERMIT).by(CLERK_1).opened()
        opened.when("grant").then_refused(documents_complete=["identity", "map"])

        assert {"unmet"} == seen_of(recorder, "guard", "documents_complete")

        opened.and_("receive", MAP).and_("receive", IDENTITY).and_("grant")

    assert {"met", "unmet"} == seen_of(recorder, "guard", "documents_complete")


def test_guard_that_waits_for_data_was_not_asked():
    """
    Without data it says nothing, so nothing is said of it.
    """
    with (recorder := Recorder([TENDER])).watching():
        tender = announced()
        decide(tender.case, Command("submit", BIDDER_1, NOON))

        assert set() == seen_of(recorder, "guard", "worth_something")

        decide(tender.case, Command("submit", BIDDER_1, NOON, data=offer(0)))

    assert {"unmet"} == seen_of(recorder, "guard", "worth_something")


def test_what_is_only_asked_is_not_seen():
    """
    An option that is ready was not done, and a guard that it asked was not asked for a decision.
    """
    opened = given(PERMIT).by(CLERK_1).opened().case
    with (recorder := Recorder([PERMIT])).watching():
        shown = {option.trigger: option.status for option in options(opened, CLERK_1, NOON)}

        assert ({"receive": "needs_data", "grant": "blocked"}, set()) == (shown, recorder.seen)

        decide(opened, Command("grant", CLERK_1, NOON))

    assert {"unmet"} == seen_of(recorder, "guard", "documents_complete")


def test_role_is_accepted_and_refused():
    """
    Accepted where it opened the door, refused where it did not.
    """
    with (recorder := Recorder([TENDER])).watching():
        tender = announced()

        assert ({"accepted"}, set()) == (seen_of(recorder, "role", "buyer"), seen_of(recorder, "role", "lawyer"))

        tender.when("check").then_refused("role")
        tender.and_("check", by=LAWYER_1)

    assert {"accepted", "refused"} == seen_of(recorder, "role", "buyer")
    assert {"accepted"} == seen_of(recorder, "role", "lawyer")


def test_one_of_two_keys_says_nothing():
    """
    Of somebody with two roles that may both do it, nobody knows which one opened the door.
    """
    both = Actor("u-1", roles={"own_buyer", "director"}, organisation="rijk")
    with (recorder := Recorder([TENDER])).watching():
        tender = announced().and_("check", by=LAWYER_1)
        tender.and_("close", by=both)

        assert set() == seen_of(recorder, "role", "own_buyer") | seen_of(recorder, "role", "director")

        tender.and_("close", by=DIRECTOR_1)

    assert ({"accepted"}, set()) == (seen_of(recorder, "role", "director"), seen_of(recorder, "role", "own_buyer"))


def test_role_that_nobody_knows_is_not_seen():
    """
    What another application calls its people is no role here.
    """
    with (recorder := Recorder([PERMIT])).watching():
        given(PERMIT).by(Actor("u-1", roles={"minister"})).when("ask").then_refused("role")

    assert set() == recorder.seen


def test_acts_of_the_library_have_roles_too():
    """
    Who takes over, and who waives; for a waiver the guard says who may.
    """
    taken = Command("take_over", DIRECTOR_1, NOON, data=TakeOver("elsewhere", {"tender": "open"}))
    waived = Command("waive", DIRECTOR_1, NOON, "bid/1", Waive("judge", "within_budget", "needed"))
    with (recorder := Recorder([TENDER])).watching():
        decide(TENDER.new("case-1"), taken)

        assert {("tender", "role", "director", "accepted")} == recorder.seen

        recorder.seen.clear()
        decide(announced().and_("submit", offer(200_000), by=BIDDER_1).case, waived)

    assert {"accepted"} == seen_of(recorder, "role", "director")


def test_others_are_not_looked_at():
    """
    Only the case types that were named; not one that shares guards with them.
    """
    variant, store = PERMIT.variant("permit-utrecht", version=1), MemoryStore()
    with (recorder := Recorder([PERMIT])).watching():
        opened = given(variant).by(CLERK_1).opened()
        opened.when("grant").then_refused(documents_complete=["identity", "map"])
        flow_on(store).open(RELAY, "case-1", by=STARTER_1, trigger="plan")
        flow_on(store).case("case-1")

    assert set() == recorder.seen


def test_nothing_is_left_behind():
    """
    Afterwards the library is as it was, also if something went wrong.
    """
    before = (decider._decided, MemoryStore.append, documents_complete.blockers)
    with pytest.raises(ZeroDivisionError), Recorder([PERMIT]).watching():
        assert before[0] is not decider._decided
        raise ZeroDivisionError

    assert before == (decider._decided, MemoryStore.append, documents_complete.blockers)


# ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def opened(kind: str, directory: Path) -> Store:
    """A store of a kind, with its file in a directory if it has one."""
    if kind == "memory":
        return MemoryStore()
    return SqliteStore(directory / "cases.db") if kind == "sqlite" else JsonlStore(directory / "cases.jsonl")


@pytest.mark.parametrize("kind", ["memory", "sqlite", "jsonl"])
def test_event_is_written_and_replayed(kind, tmp_path):
    """
    Written when a store has it, replayed when it was read from there: from the first record on, or from where one had got to.
    """
    store = opened(kind, tmp_path)
    flow, other = flow_on(store), flow_on(store)
    with (recorder := Recorder([PERMIT])).watching():
        flow.open(PERMIT, "case-1", by=CLERK_1)
        assert {"written"} == seen_of(recorder, "event", "permit_asked")
        other.case("case-1")
        assert {"written", "replayed"} == seen_of(recorder, "event", "permit_asked")
        flow.handle("case-1", "receive", by=CLERK_1, data=MAP)
        assert {"written"} == seen_of(recorder, "event", "document_received")
        other.case("case-1")

    assert {"written", "replayed"} == seen_of(recorder, "event", "document_received")
    store.close()


def test_batch_is_written():
    """
    Of many commands in one step those that were written, not the one that came too late.
    """
    author = Author("notebook-1")
    late = author.rival()
    with (recorder := Recorder([NOTEBOOK])).watching():
        conflicts = MemoryStore().append_all([author.commit(2), late.commit(3)])

    assert [True, False] == [conflict is None for conflict in conflicts]
    assert {"written"} == seen_of(recorder, "event", "note_made")
    assert set() == seen_of(recorder, "event", "confession_made")


def test_what_was_not_written_is_not_seen():
    """
    Somebody was faster.
    """
    store = MemoryStore()
    slow, fast = flow_on(store), flow_on(store)
    slow.open(PERMIT, "case-1", by=CLERK_1)
    with (recorder := Recorder([PERMIT])).watching():
        fast.handle("case-1", "receive", by=CLERK_1, data=MAP)
        recorder.seen.clear()
        with pytest.raises(RevisionConflict):
            slow.handle("case-1", "receive", by=CLERK_1, data=IDENTITY, expected_revision=1)

    assert "written" not in seen_of(recorder, "event", "document_received")


def test_event_of_a_personal_part_is_seen():
    """
    Its name stands in the piece that can be erased.
    """
    store = MemoryStore()
    with (recorder := Recorder([TENDER])).watching():
        flow = flow_on(store)
        flow.open(TENDER, "case-1", by=BUYER_1, data=announcement())
        flow.handle("case-1", "complain", by=BIDDER_1, data=Objection("c-1"))
        flow_on(store).case("case-1")

    assert {"written", "replayed"} == seen_of(recorder, "event", "complaint_filed")


@pytest.mark.parametrize("kind", ["memory", "sqlite", "jsonl"])
def test_record_that_says_what_was_erased_is_seen(kind, tmp_path):
    """
    It is written in the step that removes the pieces, and replayed like any other.
    """
    store = opened(kind, tmp_path)
    flow = flow_on(store)
    flow.open(TENDER, "case-1", by=BUYER_1, data=announcement())
    flow.handle("case-1", "complain", by=BIDDER_1, data=Objection("c-1"))
    with (recorder := Recorder([TENDER])).watching():
        flow.redact("case-1", by=LAWYER_1, ground="asked for", part="complaint/1")
        assert {"written"} == seen_of(recorder, "event", "redacted")
        flow_on(store).case("case-1")

    assert {"written", "replayed"} == seen_of(recorder, "event", "redacted")
    store.close()


# ── a run ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

TESTS = '''
from proeftuin_flow.testing import given
from tests.pilot.story import DRAFT, lead, buyer, new

def test_refused():
    new().refusal("propose", buyer, DRAFT)

def test_accepted():
    new().does("propose", lead, DRAFT)

def test_broken():
    assert {fine}
'''


@pytest.mark.parametrize(
    ("arguments", "fine", "whole", "status"),
    [
        pytest.param(("--ignore=tests/docs", "-n", "2"), True, True, 0, id="all but the docs, by two workers"),
        pytest.param(("--ignore=suite/more",), True, False, 0, id="some left out"),
        pytest.param(("suite/test_some.py",), True, False, 0, id="one file"),
        pytest.param(("-k", "accepted or refused"), True, False, 0, id="chosen by name"),
        pytest.param((), False, False, 1, id="failed"),
    ],
)
def test_run_leaves_a_report(tmp_path, arguments, fine, whole, status):
    """
    With what all workers saw, which tests passed, and whether that was all of them.
    """
    (tmp_path / "suite").mkdir()
    (tmp_path / "suite" / "conftest.py").write_text("from tests.conftest import pytest_addoption, pytest_collection\n")
    (tmp_path / "suite" / "test_some.py").write_text(TESTS.format(fine=fine))
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = suite\naddopts = --import-mode=importlib\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xstate_statemachine", "--record=seen.json", *arguments]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)

    assert status == done.returncode, done.stdout + done.stderr
    report = read_report((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert whole is report.whole
    assert {"suite/test_some.py::test_accepted", "suite/test_some.py::test_refused"} <= report.passed
    assert {"taken"} == report.seen["proeftuin"]["arrow", "pilot: new -> proposal on propose"]
    assert {"refused"} == report.seen["proeftuin"]["role", "commissioning_party"]


def test_run_that_nobody_records_leaves_nothing(tmp_path):
    """
    Unless it is asked for, nothing is looked at.
    """
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_addoption, pytest_collection\n")
    (tmp_path / "test_some.py").write_text("def test_fine():\n    import sys\n    assert 'tests.recording' not in sys.modules\n")
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xstate_statemachine"], cwd=tmp_path,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)  # fmt: skip

    assert 0 == done.returncode, done.stdout
    assert ["conftest.py", "test_some.py"] == sorted(path.name for path in tmp_path.glob("*.*"))


