"""
Definitions: a store knows under which rules its cases live, and a Flow does not change them behind its back.
"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from proeftuin_flow.acts import TakeOver
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Refused
from proeftuin_flow.errors import CommandRefused, DefinitionError, NotOurs, UnknownVersion
from proeftuin_flow.flow import Flow
from proeftuin_flow.guards import Trigger
from proeftuin_flow.lifecycle import Lifecycle, event
from proeftuin_flow.log import GENESIS, Stamp, seal
from proeftuin_flow.rehearsal import rehearse
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.stores.port import Commit, Definition
from proeftuin_flow.wishes import Command
from tests.case_types import CLERK, CLERK_1, NOON, PERMIT, TENDER, Document, requested
from tests.flow.common import Between, Clock, everything, flow_on


def newer(version: int = 1) -> Any:
    """A permit in which a letter may come in too."""
    written = event("letter_written", nl="geschreven", en="written")
    letter = requested.stays(on=Trigger("write", nl="schrijven", en="write"), by=[CLERK], emits=written)
    root: Lifecycle[Any] = attrs.evolve(PERMIT.root, transitions=[*PERMIT.root.transitions, letter])
    return attrs.evolve(PERMIT, version=version, root=root)


def test_start_keeps_every_definition_once(store):
    """
    By its fingerprint, with structure and texts; a second start keeps nothing anew.
    """
    between = Between(store)
    flow_on(between).start()
    flow_on(between).start()

    (kept,) = store.definitions("permit")
    assert ("permit", 1, PERMIT.fingerprint) == (kept.name, kept.version, kept.fingerprint)
    assert b"vergunning" in kept.texts
    assert 3 == between.calls["keep"]


def test_definition_that_changed_without_a_new_version_is_refused(store):
    """
    With the difference; and the first use says so if nobody called `start`.
    """
    flow_on(store).open("permit", "permit-1", by=CLERK_1)
    before = everything(store)
    flow = Flow(store, [newer()], clock=Clock())

    with pytest.raises(DefinitionError) as error:
        flow.start()
    with pytest.raises(DefinitionError):
        flow.handle("permit-1", "write", by=CLERK_1)
    with pytest.raises(DefinitionError):
        flow.case("permit-1")
    with pytest.raises(DefinitionError):
        flow.open("permit", "permit-2", by=CLERK_1)
    with pytest.raises(DefinitionError):
        flow.handle_all([])
    assert error.value.changed
    assert "changed without a new version number:" in str(error.value)
    assert any("write" in problem for problem in error.value.problems)
    assert before == everything(store)


@pytest.mark.parametrize("structure", [b"", b"[]", b"{}", b"\xff"])
def test_definition_that_was_changed_in_the_store_is_refused(structure):
    """
    What it has the fingerprint of is not what stands there, so nothing is compared with it: not at a start, nor at a rehearsal.
    """
    store = MemoryStore()
    store.keep(Definition("permit", 1, "0" * 64, structure, b"{}"))
    later = attrs.evolve(PERMIT, version=2)

    with pytest.raises(NotOurs, match="the definition that was kept was changed, or cannot be read"):
        Flow(store, [PERMIT], clock=Clock()).start()
    with pytest.raises(NotOurs, match="the definition that was kept was changed, or cannot be read"):
        rehearse(PERMIT, later, store)


def test_other_words_are_no_other_rules(store):
    """
    Labels change no decision.
    """
    flow_on(store).start()

    Flow(store, [attrs.evolve(PERMIT, nl="omgevingsvergunning", en="environmental permit")], clock=Clock()).start()


def test_two_versions_live_side_by_side(store):
    """
    A case lives under the version that it was opened with.
    """
    flow_on(store).open("permit", "old-1", by=CLERK_1)
    flow = Flow(store, [PERMIT, newer(2)], clock=Clock())
    flow.open("permit", "new-1", by=CLERK_1)

    assert [1, 2] == [flow.case(id).type.version for id in ("old-1", "new-1")]
    assert {"receive", "grant"} == {option.trigger for option in flow.options("old-1", by=CLERK_1)}
    assert "requested" == flow.handle("new-1", "write", by=CLERK_1).case.state
    assert [1, 2] == [definition.version for definition in store.definitions("permit")]


def test_version_that_is_not_here_is_named(store):
    """
    With those that are.
    """
    flow_on(store).open("permit", "old-1", by=CLERK_1)

    with pytest.raises(UnknownVersion, match="no case type 'permit' version 1 here; known versions: 2"):
        Flow(store, [newer(2)], clock=Clock()).handle("old-1", "write", by=CLERK_1)


def test_record_under_the_same_version_of_other_rules_is_refused(store):
    """
    Somebody elsewhere wrote it under a definition that has the same number, and this store never saw that.
    """
    other = newer()
    written(store, other, "ask", "write")

    with pytest.raises(UnknownVersion, match="is another one here than when this was recorded"):
        flow_on(store).case("permit-1")


# ── what this version does not know ──────────────────────────────────────────────────────────────────────────────────────


def written(store: Any, case_type: Any, *triggers: str) -> None:
    """A permit as a program with this definition would write it."""
    case, head, records = case_type.new("permit-1"), GENESIS, []
    for trigger in triggers:
        decision = decide(case, Command(trigger, CLERK_1, NOON))
        assert not isinstance(decision, Refused)
        records += seal(case, decision.events, Stamp(NOON), head)
        case, head = decision.case, records[-1].hash
    store.append(Commit("permit-1", 0, GENESIS, records))


@pytest.fixture
def foreign(store) -> Flow:
    """A Flow that finds an event in the log that its definition does not have, as if it had come from a later one."""
    case_type = newer()
    object.__setattr__(case_type, "fingerprint", PERMIT.fingerprint)
    written(store, case_type, "ask", "write")
    return flow_on(store)


def test_unknown_event_is_kept_and_reported(foreign):
    """
    The case can be read and verified, and says what it does not know.
    """
    case = foreign.case("permit-1")

    assert ("requested", 2) == (case.state, case.revision)
    assert {"permit": ("letter_written",)} == dict(case.memory.foreign)
    assert ["permit_asked", "letter_written"] == [each.type for each in foreign.events("permit-1")]
    assert foreign.head("permit-1") == foreign.verify("permit-1").head


def test_part_with_an_unknown_event_is_not_decided_on(foreign, store):
    """
    Nobody here knows what it means; every option says so.
    """
    before = everything(store)

    with pytest.raises(CommandRefused) as refused:
        foreign.handle("permit-1", "receive", by=CLERK_1, data=Document("map", "u"))

    assert ["unknown_events"] == [reason.code for reason in refused.value.refusal.reasons]
    assert "events were recorded here that this version does not know: letter_written" in str(refused.value)
    assert {"blocked"} == {option.status for option in foreign.options("permit-1", by=CLERK_1)}
    assert before == everything(store)


def test_unknown_event_is_caught_up_with_as_it_is_read(store):
    """
    Whether a Flow knew the case before, or reads it from the beginning.
    """
    case_type = newer()
    object.__setattr__(case_type, "fingerprint", PERMIT.fingerprint)
    flow = flow_on(store)
    flow.open("permit", "permit-1", by=CLERK_1)
    case = flow.case("permit-1")
    decision = decide(case_type.new("permit-1"), Command("ask", CLERK_1, NOON))
    assert not isinstance(decision, Refused)
    wrote = decide(decision.case, Command("write", CLERK_1, NOON))
    assert not isinstance(wrote, Refused)
    stamp = Stamp(next(flow.history("permit-1")).read().recorded)
    store.append(Commit("permit-1", 1, flow.head("permit-1"), seal(decision.case, wrote.events, stamp, flow.head("permit-1"))))

    assert 1 == case.revision
    assert flow.case("permit-1") == flow_on(store).case("permit-1")
    assert {"permit": ("letter_written",)} == dict(flow.case("permit-1").memory.foreign)


def test_taking_over_needs_nothing_but_the_definition(store):
    """
    Pure, without a store: the same case as through one.
    """
    data = TakeOver("old", {"tender": "open"})
    flow = Flow(store, [TENDER], clock=lambda: NOON)
    from tests.case_types import DIRECTOR_1

    outcome = flow.take_over("tender", "tender-1", by=DIRECTOR_1, states={"tender": "open"}, source="old")

    decision = decide(TENDER.new("tender-1"), Command("take_over", DIRECTOR_1, NOON, data=data))
    assert outcome.case == decision.case  # type: ignore[union-attr]  # accepted
