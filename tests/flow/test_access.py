"""
What is held of one person: everything about that person, and nothing about others.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from proeftuin_flow.access import AccessReport, access_report
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.flow import Flow
from proeftuin_flow.labels import Label
from proeftuin_flow.log import GENESIS, Record
from proeftuin_flow.log.record import hash_of, write_header
from proeftuin_flow.privacy import DataClass
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.structure import texts_of
from proeftuin_flow.wishes import Evidence
from tests.case_types import PERMIT
from tests.flow.guidance import GUIDANCE, GUIDE_1, OFFICER_1, Step
from tests.flow.test_redacting import GROUND, live

C0, C1, C2 = DataClass


@pytest.fixture
def flow(store, clock) -> Flow:
    return live(Flow(store, [GUIDANCE], clock=clock))


def told(report: AccessReport) -> list[tuple[str, int, str, dict[DataClass, dict[str, object]], tuple[str, ...]]]:
    return [(each.case, each.record, each.event, {mark: dict(fields) for mark, fields in each.fields.items()}, each.left_out) for each in report.held]


def test_everything_about_a_person_is_told(flow):
    """
    Where the reference stands, and all of the path that is about that person, also where it names nobody; of others nothing.
    """
    report = access_report(flow, "p-1")

    assert [
        ("case-1", 2, "called", {C1: {"who": "p-1", "about": "geheim een"}, C0: {"urgent": False}}, ()),
        ("case-1", 3, "applied", {C2: {"who": "p-1", "wants": "geheim twee"}}, ()),
        ("case-1", 5, "talked", {C1: {"people": ["p-1"]}, C0: {"minutes": 30}}, ("people", "summary")),
        ("case-1", 6, "went_on", {C2: {"what": "geheim drie"}}, ()),
        ("case-1", 7, "seated", {C2: {"path": 1}, C0: {"desk": "a"}}, ()),
        ("case-1", 8, "found", {}, ()),
        ("case-2", 2, "called", {C1: {"who": "p-1", "about": "geheim vier"}, C0: {"urgent": False}}, ()),
    ] == told(report)
    assert (("case-1", "case-2"), (("case-1", 4),), (), 0) == (report.cases, report.of_others, report.unread, report.erased)
    text = json.dumps(report.as_dict())
    for word in ("p-2", "p-3", "p-4", "ander"):
        assert word not in text


def test_source_and_purpose_stand_beside_it(flow):
    """
    The event, the part, who did it for whom and when, and what for it is kept: by the lifecycle, or else by the case type.
    """
    called, applied, *_ = access_report(flow, "p-1").held

    assert ("guidance", "guidance", "u-1", Label("gebeld", "called")) == (called.case_type, called.part, called.by, called.label)
    assert (Label("bereikbaar zijn", "being reachable"), Label("begeleiden", "guiding")) == (called.purpose, applied.purpose)
    assert called.recorded == datetime(2026, 3, 2, 12, 2, tzinfo=UTC) or called.recorded.tzinfo is UTC
    as_dict = called.as_dict()
    assert {"nl": "bereikbaar zijn", "en": "being reachable"} == as_dict["purpose"]
    assert {"C0": {"urgent": False}, "C1": {"about": "geheim een", "who": "p-1"}} == as_dict["fields"]
    assert as_dict == json.loads(json.dumps(as_dict))


def test_reasons_and_documents_are_told_if_they_are_of_nobody_else(flow):
    """
    Of a piece that names others as well they are left out, and named.
    """
    flow.handle("case-2", "apply", by=GUIDE_1, data={"who": "p-6", "wants": "x"}, evidence=[Evidence("letter", "urn:x:6")])
    flow.handle("case-2", "go_on", by=GUIDE_1, part="path/1", data=Step("y"), evidence=[Evidence("note", "urn:x:7", about=DataClass.C0)])
    flow.handle("case-2", "call", by=GUIDE_1, data={"who": "p-6", "about": "z"})
    flow.handle("case-2", "talk", by=GUIDE_1, data={"people": ["p-6", "p-7"]}, evidence=[Evidence("letter", "urn:x:8")])
    held = access_report(flow, "p-6").held

    assert [("urn:x:6",), ("urn:x:7",), (), ()] == [each.documents for each in held]
    assert ("people", "summary", "documents") == held[-1].left_out


def test_body_of_a_newer_form_is_named(flow):
    """
    Nobody here can read it, so what it says is left out, and that is said.
    """
    store = MemoryStore()
    store.load(rechained(list(flow.history("case-2")), schema=9))
    [held] = access_report(Flow(store, [GUIDANCE]), "p-1").held

    assert ({}, ("body",)) == (held.fields, held.left_out)


def rechained(records: list[Record], **changed: object) -> list[Record]:
    """The records, of which the second has another header, with all hashes right."""
    found: list[Record] = []
    for record in records:
        header = write_header(replace(record.read(), **(changed if record.seq == 2 else {}), prev=found[-1].hash if found else GENESIS))
        found.append(replace(record, header=header, hash=hash_of(header)))
    return found


def test_nobody_is_held(flow):
    """
    An empty report; something that can be no reference is refused.
    """
    assert AccessReport("p-77", ()) == access_report(flow, "p-77")
    for odd in ("", " ", 7):
        with pytest.raises(InvalidData):
            access_report(flow, odd)  # type: ignore[arg-type]


def test_what_was_erased_is_counted(flow):
    """
    A part that was erased for itself leaves what else names the person; after an erasure of the person nothing is held any more.
    """
    flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1)
    assert [("case-1", 2), ("case-2", 2)] == [(each.case, each.record) for each in access_report(flow, "p-1").held]
    flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1)

    assert AccessReport("p-1", ()) == access_report(flow, "p-1")


def test_step_that_was_erased_alone_is_counted(flow, store):
    """
    A record of the part whose piece is gone says nothing any more.
    """
    store.redact("case-1", [6])

    assert 1 == access_report(flow, "p-1").erased


def test_case_of_unknown_rules_is_named(flow, store):
    """
    What cannot be read here is there all the same.
    """
    report = access_report(Flow(store, [PERMIT]), "p-1")

    assert ((), (("case-1", 2), ("case-1", 3), ("case-1", 5), ("case-2", 2))) == (report.held, report.unread)


def test_what_was_taken_over_is_told_by_part(flow):
    """
    The facts of the parts that are about this person, and where else the reference stands; and all of it can be erased by it.
    """
    flow.take_over("guidance", "case-9", by=GUIDE_1, source="map", complete=["path"],
                   states={"guidance": "opened", "path/1": "looking", "path/2": "looking"},
                   facts={"guidance": {"contact": "p-1", "notes": 2}, "path/1": {"who": "p-1", "wants": "rust"},
                          "path/2": {"who": "p-2", "wants": "werk"}})  # fmt: skip
    flow.handle("case-9", "go_on", by=GUIDE_1, part="path/1", data=Step("verder"))
    first, second = (each for each in access_report(flow, "p-1").held if each.case == "case-9")

    assert {C2: {"guidance": {"contact": ["p-1"]}, "path/1": {"who": "p-1", "wants": "rust", "state": "looking"}}} == first.fields
    assert ("guidance.notes", "path/2.wants", "path/2.who") == first.left_out
    assert {C2: {"what": "verder"}} == second.fields

    assert (1, 2) == flow.redact("case-9", subject="p-1", ground=GROUND, by=OFFICER_1).cases[0].emptied
    flow.verify("case-9")


def test_purposes_are_texts():
    """
    They are kept with the other words of a definition, and change no fingerprint.
    """
    purposes = texts_of(GUIDANCE)["purposes"]

    assert {"nl": "bereikbaar zijn", "en": "being reachable"} == purposes["case_type"]
    assert {"path": {"nl": "begeleiden", "en": "guiding"}} == purposes["lifecycles"]
    assert {"case_type": None, "lifecycles": {}} == texts_of(PERMIT)["purposes"]
    assert "purpose" not in json.dumps(GUIDANCE.structure)
