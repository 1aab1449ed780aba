"""
Scenario 15: a log that was written by version 1 of the rules is read while version 2 is in use; what nobody here knows is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import attrs
import pytest

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import replay
from proeftuin_flow.errors import CommandRefused, UnknownVersion
from proeftuin_flow.flow import Flow
from proeftuin_flow.grounds import grounds_of
from proeftuin_flow.guards import Trigger, guard
from proeftuin_flow.labels import Phrase
from proeftuin_flow.lifecycle import event
from proeftuin_flow.log import GENESIS, Stamp, seal
from proeftuin_flow.pilot import PROEFTUIN, Parties
from proeftuin_flow.pilot.facts import Pilot
from proeftuin_flow.pilot.phases import running as running_state
from proeftuin_flow.pilot.roles import COORDINATOR
from proeftuin_flow.rehearsal import rehearse
from proeftuin_flow.situation import Situation
from proeftuin_flow.stores import Commit, MemoryStore, SqliteStore, Store, export, read_jsonl
from tests.pilot.story import CAST, DRAFT, NOW, Story, coordinator, in_evaluation, lead, running

LATER = NOW + timedelta(days=30)


@guard(nl="de coördinator heeft het dossier gezien", en="the coordinator has seen the file")
def file_was_seen(s: Situation[Pilot]) -> Iterator[str]:
    yield "the file"


def next_version() -> CaseType:
    """Version 2: no parties are named before the coordinator has seen the file; and a letter may be written."""
    letter = event("letter_written", nl="brief geschreven", en="letter written")
    write = running_state.stays(on=Trigger("write_letter", nl="brief schrijven", en="write a letter"), by=[COORDINATOR], emits=letter)
    arrows = [
        attrs.evolve(t, guards=(*t.guards, file_was_seen)) if t.trigger is not None and t.trigger.name == "name_parties" else t
        for t in PROEFTUIN.root.transitions
    ]
    return attrs.evolve(PROEFTUIN, version=2, root=attrs.evolve(PROEFTUIN.root, transitions=[*arrows, write]))


NEXT = next_version()


def kept(story: Story, store: Store, case_type: CaseType = PROEFTUIN) -> Store:
    """A store in which a program of version 1 wrote this pilot."""
    Flow(store, [case_type]).start()
    store.append(Commit("vka-aef", 0, GENESIS, seal(case_type.new("vka-aef"), story.events, Stamp(NOW), GENESIS)))
    return store


def both(store: Store) -> Flow:
    """A program that has both versions."""
    return Flow(store, [PROEFTUIN, NEXT], clock=lambda: LATER)


@pytest.fixture
def store() -> Store:
    return kept(running(), MemoryStore())


def test_log_of_the_first_version_is_read_under_the_first_version(store, tmp_path):
    """
    Exported by one program and loaded by another, which has both: the pilot lives by the rules that it began with, a new one by the new rules.
    """
    export(store, tmp_path / "pilots.jsonl")
    with SqliteStore(tmp_path / "pilots.db") as elsewhere:
        elsewhere.load(read_jsonl(tmp_path / "pilots.jsonl"))
        flow = both(elsewhere)
        flow.open(NEXT, "js", by=lead, data=DRAFT)

        assert running().case == flow.case("vka-aef")
        assert [1, 2] == [flow.case(id).type.version for id in ("vka-aef", "js")]
        assert "write_letter" not in {option.trigger for option in flow.options("vka-aef", by=coordinator)}
        assert [*store.read("vka-aef")] == [*elsewhere.read("vka-aef")]


def test_program_without_the_first_version_says_so(store):
    """
    It does not guess.
    """
    flow = Flow(store, [NEXT])

    assert [("proeftuin", 1)] == [(each.name, each.version) for each in flow.start()]
    with pytest.raises(UnknownVersion, match="no case type 'proeftuin' version 1 here; known versions: 2"):
        flow.case("vka-aef")


def test_unknown_event_is_preserved(tmp_path):
    """
    A later program wrote a letter; this one keeps the record byte for byte, shows that it is there, and decides nothing on the pilot.
    """
    later = next_version()
    object.__setattr__(later, "fingerprint", PROEFTUIN.fingerprint)
    object.__setattr__(later, "version", 1)
    letter = Story(replay(later.new("vka-aef"), running().events), running().events).does("write_letter", coordinator)
    store = MemoryStore()
    store.append(Commit("vka-aef", 0, GENESIS, seal(later.new("vka-aef"), letter.events, Stamp(NOW), GENESIS)))
    flow = Flow(store, [PROEFTUIN], clock=lambda: LATER)

    assert ("running", {"pilot": ("letter_written",)}) == ((case := flow.case("vka-aef")).state, dict(case.memory.foreign))
    with pytest.raises(CommandRefused, match="this version does not know: letter_written"):
        flow.handle("vka-aef", "name_parties", by=coordinator, data=Parties(CAST))
    assert 19 == export(store, tmp_path / "pilots.jsonl")
    assert [*store.read("vka-aef")] == [*read_jsonl(tmp_path / "pilots.jsonl")]
    assert flow.head("vka-aef") == flow.verify("vka-aef").head


def test_coordinator_moves_a_pilot_to_the_next_version(store):
    """
    After a rehearsal that says that all fit; nobody else may.  From then on the new requirement holds.
    """
    flow = both(store)
    found = rehearse(PROEFTUIN, NEXT, store)
    assert (1, {}, {}) == (found.fit, found.misfits, found.unread)
    with pytest.raises(CommandRefused, match="migrate is not possible now"):
        flow.migrate("vka-aef", to=2, by=lead, reason="de nieuwe regels")

    flow.migrate("vka-aef", to=2, by=coordinator, reason="de nieuwe regels")

    assert [1] * 18 + [2] == [record.read().version for record in flow.history("vka-aef")]
    assert "running" == flow.handle("vka-aef", "write_letter", by=coordinator).case.state
    with pytest.raises(CommandRefused, match="the coordinator has seen the file"):
        flow.handle("vka-aef", "name_parties", by=coordinator, data=Parties(CAST))
    assert flow.case("vka-aef") == both(store).case("vka-aef")


def test_coordinator_voids_a_wrong_entry(store):
    """
    The first start was reported for another pilot: the execution is mobilising again, until it is reported rightly.
    """
    flow = both(store)
    with pytest.raises(CommandRefused, match="void is not possible now"):
        flow.void("vka-aef", 18, by=lead, reason="het was een andere proeftuin")

    flow.void("vka-aef", 18, by=coordinator, reason="het was een andere proeftuin")

    assert "mobilising" == flow.case("vka-aef")["execution/1"].state
    assert "active" == flow.handle("vka-aef", "report_first_start", by=lead, occurred=date(2019, 3, 1)).case["execution/1"].state


def test_what_was_built_on_cannot_be_voided():
    """
    The last signature put the plan in force, and after that the pilot began.
    """
    flow = both(kept(in_evaluation(), MemoryStore()))

    with pytest.raises(CommandRefused, match=r"record 16 \(pilot started\): pilot would be in proposal then and not in plan of"):
        flow.void("vka-aef", 12, by=coordinator, reason="verkeerde handtekening")
    with pytest.raises(CommandRefused) as refused:
        flow.void("vka-aef", 10, by=coordinator, reason="nog niet klaar")
    told = {dict(blocker.values)["record"] for reason in refused.value.refusal.reasons for blocker in reason.blockers if isinstance(blocker, Phrase)}
    assert {11, 12, 15, 16, 18} <= told  # both signatures, and what was done after the start, in the execution that it began
    assert told.isdisjoint({13, 14, 17})  # what followed from these by itself goes with them


def test_grounds_of_a_decision_are_those_of_the_day(store):
    """
    Years later, from the store alone: what the requirements were called, and which terms the profile had.
    """
    started = next(record for record in store.read("vka-aef") if record.read().type == "pilot_started")
    found = grounds_of(started, store)

    assert ("pilot", 1, "maatwerk voor mensen") == (found.case_type.en, found.version, found.profile.nl)
    assert "P2M" == found.parameters["plan_due"]
    assert "plan_in_force" in [each.guard for each in found.asked]
