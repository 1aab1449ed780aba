"""
Bodies of other schemas: older ones are lifted, newer ones are kept as what nobody here knows.
"""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from msgspec.structs import replace

from proeftuin_flow.case import Unread
from proeftuin_flow.decider import replay
from proeftuin_flow.errors import BrokenChain, CommandRefused, DefinitionError, UnknownVersion
from proeftuin_flow.flow import Flow
from proeftuin_flow.log import Folds, Record, Versions, event_of, fold, parse_line, verify
from proeftuin_flow.privacy import REDACTED
from proeftuin_flow.projections import by_state, catch_up, standings
from proeftuin_flow.stores import MemoryStore, read_jsonl
from tests.case_types import CLERK_1, NOON
from tests.flow.common import Clock
from tests.log.confessions import DIARIES, confessed
from tests.log.schemas import BODIES, PERMITS, Sent, Titled, golden, permit, sent, written

OLDER = [(written, read) for read in PERMITS for written in PERMITS if written < read]


def kept(schema: int) -> list[Record]:
    """The records of a golden log."""
    return [parse_line(line, "golden") for line in golden(schema).read_bytes().splitlines(keepends=True)]


@pytest.mark.parametrize("schema", PERMITS)
def test_golden_log_of_each_schema_is_what_its_program_writes(schema):
    """
    A program of that schema writes the same bytes today, and its chain stands.
    """
    assert golden(schema).read_bytes() == written(schema)
    assert kept(schema)[-1].hash == verify(kept(schema), f"permit-{schema}").head


@pytest.mark.parametrize(("wrote", "reads"), OLDER)
def test_what_was_written_by_an_older_schema_is_read(wrote, reads):
    """
    Its bodies are those of today, one step lifted or two, and the case stands where it stood.
    """
    records, reader = kept(wrote), PERMITS[reads]
    case = fold(records, reader, f"permit-{wrote}")

    assert ("granted", frozenset({"map", "identity"})) == (case.state, case.root.facts.documents)
    assert {3: Sent("map", "u-31"), 2: Titled("map", "u-31")}[reads] == event_of(records[1], reader).body
    assert case == replay(reader.new(f"permit-{wrote}"), [event_of(record, reader) for record in records])


@pytest.mark.parametrize(("wrote", "reads"), OLDER)
def test_what_was_erased_is_redacted_under_whatever_name(wrote, reads):
    """
    An upcaster gets what is there; what is not is `REDACTED` where it would be today.
    """
    records = [replace(record, personal=None) for record in kept(wrote)]
    reader = PERMITS[reads]
    body = event_of(records[1], reader).body

    assert {3: Sent("map", REDACTED, None, REDACTED), 2: Titled("map", REDACTED)}[reads] == body
    assert fold(records, reader, f"permit-{wrote}") == fold(kept(wrote), reader, f"permit-{wrote}")


def test_field_that_never_was_has_its_default():
    """
    It was not erased: nobody ever said it.
    """
    assert (None, None) == ((body := event_of(kept(2)[1], PERMITS[3]).body).note, body.pages)


def test_what_is_stored_stays_as_it_is():
    """
    Reading lifts; nothing is written anew.
    """
    store = MemoryStore()
    store.load(read_jsonl(golden(1)))
    flow = Flow(store, [PERMITS[3]], clock=Clock())
    with pytest.raises(UnknownVersion):  # nobody said that it is the same permit: this store never saw the older definition
        flow.case("permit-1")

    assert kept(1) == [record for _, record in store.follow()]


@pytest.mark.parametrize(
    ("upcasters", "problem"),
    [
        ({}, "document_received has no upcaster from schema 1"),
        ({2: sent}, "document_received has no upcaster from schema 1"),
        ({1: lambda fields: fields["nothing"], 2: sent}, "the upcaster of document_received from schema 1: KeyError: 'nothing'"),
        ({1: lambda fields: fields, 2: sent}, "Sent: "),
    ],
)
def test_body_that_cannot_be_lifted_does_not_fit(upcasters, problem):
    """
    No upcaster for it, one that fails, or one that makes something else: the record is named, and why.
    """
    reader = permit(3, upcasters=upcasters)

    with pytest.raises(BrokenChain, match=problem) as error:
        event_of(kept(1)[1], reader)
    with pytest.raises(BrokenChain, match=problem):
        fold(kept(1), reader, "permit-1")
    assert ("permit-1", 2) == (error.value.stream, error.value.seq)


@pytest.mark.parametrize(
    ("schema", "upcasters", "given"),
    [(3, {1: sent}, "1"), (3, {2: sent, 3: sent}, "2, 3"), (2, {0: sent, 1: sent}, "0, 1"), (3, {0: sent}, "0")],
)
def test_upcasters_with_a_gap_are_no_definition(schema, upcasters, given):
    """
    They are one chain, up to the schema of today.
    """
    with pytest.raises(DefinitionError, match=f"its upcasters lift schema {given}; give one for each from the oldest to {schema - 1}"):
        permit(schema, upcasters=upcasters)


# ── what a newer program wrote ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("reads", "wrote"), OLDER)
def test_newer_schema_is_kept_and_reported(wrote, reads):
    """
    The case can be read, stands where the header says, and says what it does not know; no reducer saw a body that it does not know.
    """
    records, reader = kept(wrote), PERMITS[reads]
    case = fold(records, reader, f"permit-{wrote}")
    event = event_of(records[1], reader)

    assert ("granted", frozenset()) == (case.state, case.root.facts.documents)
    assert {"permit": (f"document_received (schema {wrote})",)} == dict(case.memory.foreign)
    assert ("document_received", Unread(wrote)) == (event.type, event.body)
    assert case == replay(reader.new(f"permit-{wrote}"), [event_of(record, reader) for record in records])


def program(store: MemoryStore, schema: int) -> Flow:
    """A Flow as a program of that schema has it."""
    return Flow(store, [PERMITS[schema]], clock=Clock(NOON))


def test_part_with_a_newer_body_is_not_decided_on():
    """
    An older program that still runs goes on reading, and refuses to decide, while a newer one writes.
    """
    store = MemoryStore()
    older = program(store, 1)
    older.open("permit", "permit-1", by=CLERK_1)
    newer = program(store, 3)
    newer.handle("permit-1", "receive", by=CLERK_1, data=BODIES[3][0])

    assert "requested" == older.case("permit-1").state
    with pytest.raises(CommandRefused, match=r"this version does not know: document_received \(schema 3\)"):
        older.handle("permit-1", "receive", by=CLERK_1, data=BODIES[1][1])
    assert 3 == newer.handle("permit-1", "receive", by=CLERK_1, data=BODIES[3][1]).case.revision


# ── the same version, with another body ──────────────────────────────────────────────────────────────────────────────────


def test_permit_goes_on_where_only_a_body_changed():
    """
    The version is the same, for no rule changed: a program with the new body opens what the older ones wrote, and goes on in it.
    """
    store = MemoryStore()
    program(store, 1).open("permit", "permit-1", by=CLERK_1)
    program(store, 1).handle("permit-1", "receive", by=CLERK_1, data=BODIES[1][0])
    program(store, 2).start()
    third = program(store, 3)
    third.handle("permit-1", "receive", by=CLERK_1, data=BODIES[3][1])

    assert "granted" == third.handle("permit-1", "grant", by=CLERK_1).case.state
    assert "granted" == program(store, 3).case("permit-1").state
    assert [Sent("map", "u-31"), Sent("identity", "u-32")] == [event.body for event in third.events("permit-1")][1:3]
    assert [1, 3] == [record.read().schema for record in third.history("permit-1") if record.read().type == "document_received"]
    assert 3 == len(store.definitions("permit", 1))
    folds = Folds(Versions([PERMITS[3]], [PERMITS[1].fingerprint]))
    for record in third.history("permit-1"):
        folds.add(record)
    assert {"permit-1": third.case("permit-1")} == folds.cases()


@pytest.mark.parametrize(
    "changed",
    [
        permit(3, upcasters={2: sent}),  # from schema 1 nothing leads there
        permit(3, upcasters={}),
        PERMITS[1],  # back to the older one
        permit(3, reducer_version=2),
        attrs.evolve(PERMITS[3], parts=DIARIES[1].parts),
    ],
    ids=["gap", "none", "older", "reducer", "part"],
)
def test_anything_else_needs_a_new_version(changed):
    """
    A body that is not lifted, an older body, or a rule besides the body: refused, with the difference.
    """
    store = MemoryStore()
    program(store, 1).start()
    if changed is PERMITS[1]:
        program(store, 3).start()

    with pytest.raises(DefinitionError, match="changed without a new version number:"):
        Flow(store, [changed]).start()


def test_projection_goes_on_over_bodies_of_any_age():
    """
    It sees those of today; what is newer than this program it skips and counts.
    """
    store = MemoryStore()
    program(store, 1).open("permit", "permit-1", by=CLERK_1)
    newer = program(store, 3)
    newer.handle("permit-1", "receive", by=CLERK_1, data=BODIES[3][0])
    newer.open("permit", "permit-2", by=CLERK_1)

    assert {("permit", "requested"): 2} == by_state(catch_up(newer, standings).state)
    older = program(store, 1)
    older._started = True  # it was started before the newer one came
    older._types.formerly.add(PERMITS[3].fingerprint)
    saved = catch_up(older, standings)
    assert {"permit 1 permit document_received": 1} == saved.skipped
    assert {("permit", "requested"): 2} == by_state(saved.state)


# ── personal parts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_body_of_a_personal_part_is_lifted_too():
    """
    Its schema stands with its event, in the piece that can be erased.
    """
    records = confessed(1)

    assert "I did it" == event_of(records[1], DIARIES[2]).body.text
    assert fold(records, DIARIES[2], "diary-1")["secret/1"].facts.text == "I did it"
    assert Unread(2) == event_of(confessed(2)[1], DIARIES[1]).body
    older: Any = fold(confessed(2), DIARIES[1], "diary-1")
    assert {"secret/1": ("confession_made (schema 2)",)} == dict(older.memory.foreign)
    emptied = [replace(record, personal=None) if record.seq == 2 else record for record in records]
    assert "" == event_of(emptied[1], DIARIES[2]).type
