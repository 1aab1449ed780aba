"""
Erasing through `Flow`: what goes, what stays, and who may; over every store.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from proeftuin_flow.acts import Redaction
from proeftuin_flow.canonical import canonical
from proeftuin_flow.case import Erased
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.erasing import CaseErased, Erasure, ErasureReport, erasures
from proeftuin_flow.errors import (
    BrokenChain,
    CaseNotFound,
    CommandRefused,
    InvalidData,
    NotOurs,
    RequestReused,
    RevisionConflict,
    StoreUnavailable,
    UnknownVersion,
)
from proeftuin_flow.flow import Flow
from proeftuin_flow.log import GENESIS
from proeftuin_flow.log.record import hash_of, piece_digest, write_header
from proeftuin_flow.messages import STORE_FULL
from proeftuin_flow.privacy import REDACTED, DataClass
from proeftuin_flow.stores import Commit, MemoryStore
from proeftuin_flow.wishes import Actor, Evidence
from tests.case_types import PERMIT
from tests.flow.common import Between, once
from tests.flow.guidance import GUIDANCE, GUIDE_1, OFFICER_1, Application, Contact, Seat, Step, Talk

GROUND = "AVG artikel 17"


@pytest.fixture
def flow(store, clock) -> Flow:
    return live(Flow(store, [GUIDANCE], clock=clock))


def live(flow: Flow) -> Flow:
    """
    Two cases.  In the first p-1 is in: record 2 (a call), 3, 6, 8 (path/1), 4 (who seeks too), 5 (a talk), and 7 (a seat); in the second 2.
    """
    flow.open("guidance", "case-1", by=GUIDE_1)
    flow.handle("case-1", "call", by=GUIDE_1, data=Contact("p-1", "geheim een"))
    flow.handle("case-1", "apply", by=GUIDE_1, data=Application("p-1", "geheim twee"))
    flow.handle("case-1", "apply", by=GUIDE_1, data=Application("p-2", "ander twee"))
    flow.handle("case-1", "talk", by=GUIDE_1, data=Talk(("p-1", "p-3"), 30))
    flow.handle("case-1", "go_on", by=GUIDE_1, part="path/1", data=Step("geheim drie"))
    flow.handle("case-1", "seat", by=GUIDE_1, data=Seat(1))
    flow.handle("case-1", "find", by=GUIDE_1, part="path/1")
    flow.open("guidance", "case-2", by=GUIDE_1)
    flow.handle("case-2", "call", by=GUIDE_1, data=Contact("p-1", "geheim vier"))
    flow.handle("case-2", "call", by=GUIDE_1, data=Contact("p-4", "ander vier"))
    return flow


def emptied(flow: Flow, id: str) -> list[int]:
    return [record.seq for record in flow.history(id) if record.read().personal is not None and record.personal is None]


# ── what goes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_part_is_erased(flow, store):
    """
    All that happened to it, and every piece that names it: where its seat is, and what stood in the way of others because of it.
    """
    before = flow.case("case-1")
    report = flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1)

    assert ([3, 4, 5, 6, 7, 8], True, 6) == (emptied(flow, "case-1"), report.wiped, report.records)
    after = flow.case("case-1")
    assert (Erased(True), Erased(False)) == (after["path/1"].facts, after["path/2"].facts)
    assert (before.root, 9) == (after.root, after.revision)
    assert (flow.head("case-1"), 9, 6, ()) == tuple(getattr(flow.verify("case-1"), name) for name in ("head", "records", "erased", "outstanding"))
    assert after == Flow(store, [GUIDANCE]).case("case-1") == flow.case("case-1", at_revision=9)
    last = [*flow.events("case-1")][-1]
    assert ("redacted", "redact", "guidance", "opened", "opened", "u-7", Redaction((3, 4, 5, 6, 7, 8), GROUND)) == (
        last.type, last.trigger, last.part, last.source, last.target, last.by.id, last.body
    )  # fmt: skip


def test_person_is_erased_in_every_case(flow, store):
    """
    By the reference: what names it, and everything about a part of a personal lifecycle where something does.  Nobody finds it any more.
    """
    report = flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1, request_id="q-1")

    assert [("case-1", (2, 3, 4, 5, 6, 7, 8)), ("case-2", (2,))] == [(each.case, each.emptied) for each in report.cases]
    assert [[2, 3, 4, 5, 6, 7, 8], [2]] == [emptied(flow, id) for id in ("case-1", "case-2")]
    assert [] == [*store.about("p-1")] == [*store.about("path/1")]
    assert [("case-2", 3)] == [*store.about("p-4")]
    left = b"".join(record.line() for _, record in store.follow())
    for word in (b"p-1", b"geheim", b"path/1\""):
        assert word not in left.replace(b'"part":"path/1"', b"")
    assert b"ander vier" in left
    assert ([], True) == ([*flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1, request_id="q-1").cases], report.wiped)
    flow.verify("case-2")


def test_person_is_erased_in_one_case(flow, store):
    """
    With a case only there.
    """
    assert ((2,),) == tuple(each.emptied for each in flow.redact("case-2", subject="p-1", ground=GROUND, by=OFFICER_1).cases)
    assert [("case-1", 2), ("case-1", 3), ("case-1", 5)] == [*store.about("p-1")]


def test_piece_of_one_record_is_erased(flow):
    """
    What somebody read in free text, no search finds; by its number it goes, and a correcting event says what is right.
    """
    flow.handle("case-2", "call", by=GUIDE_1, data=Contact("p-1", "goed gespeld"))
    report = flow.redact("case-2", records=[2], ground=GROUND, by=OFFICER_1)

    assert ((2,), 1) == (report.cases[0].emptied, flow.verify("case-2").erased)
    assert [(REDACTED, REDACTED), ("p-4", "ander vier"), ("p-1", "goed gespeld")] == [
        (event.body.who, event.body.about) for event in flow.events("case-2") if event.type == "called"
    ]
    assert "p-1" == flow.case("case-2").root.facts.contact


def test_only_what_is_about_somebody_goes(flow):
    """
    Data pieces, headers, other cases, and the states of everything else stay as they were, byte for byte.
    """
    before = {record.hash: record for id in ("case-1", "case-2") for record in flow.history(id)}
    cases = {id: flow.case(id) for id in ("case-1", "case-2")}
    flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1)

    for id in ("case-1", "case-2"):
        for record in flow.history(id):
            old = before.get(record.hash, record)
            assert (old.header, old.data) == (record.header, record.data)
            assert record.personal in (old.personal, None)
    assert (cases["case-2"], cases["case-1"].root) == (flow.case("case-2"), flow.case("case-1").root)
    assert 30 == [*flow.events("case-1")][4].body.minutes
    assert (REDACTED, "a") == ([*flow.events("case-1")][6].body.path, [*flow.events("case-1")][6].body.desk)


def test_facts_are_folded_anew(flow, store):
    """
    What a reducer had put into the facts is gone too, in every Flow; a guard that needs it cannot say yes or no.
    """
    other = Flow(store, [GUIDANCE])
    assert "p-1" == other.case("case-1").root.facts.contact == flow.case("case-1").root.facts.contact
    flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1)

    for each in (flow, other):
        assert (REDACTED, 1) == (each.case("case-1").root.facts.contact, each.case("case-1").root.facts.notes)
        with pytest.raises(CommandRefused) as caught:
            each.handle("case-1", "talk", by=GUIDE_1, data=Talk((), 1))
        assert ["cannot_be_established"] == [reason.code for reason in caught.value.refusal.reasons]


def test_case_goes_on(flow):
    """
    The next records follow, and a next person is erased as well; settled parts still count as settled.
    """
    flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1)
    flow.redact("case-1", part="path/2", ground=GROUND, by=OFFICER_1)

    with pytest.raises(CommandRefused, match="everybody is done"):
        flow.handle("case-1", "close", by=GUIDE_1)
    assert "path/3" in [part.address for part in flow.handle("case-1", "apply", by=GUIDE_1, data=Application("p-9", "x")).case.parts.values()]
    assert 6 == flow.verify("case-1").erased


# ── asking again ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_left_to_erase_writes_nothing(flow):
    """
    The second time there is nothing to say; of what was added since, only that.
    """
    flow.redact("case-1", part="path/2", ground=GROUND, by=OFFICER_1)
    flow.handle("case-1", "seat", by=GUIDE_1, data=Seat(3))
    head = flow.head("case-1")

    assert CaseErased("case-1") == flow.redact("case-1", part="path/2", ground=GROUND, by=OFFICER_1).cases[0]
    assert CaseErased("case-1") == flow.redact("case-1", subject="p-77", ground=GROUND, by=OFFICER_1).cases[0]
    assert ErasureReport(()) == flow.redact(subject="p-77", ground=GROUND, by=OFFICER_1)
    assert head == flow.head("case-1")
    flow.handle("case-1", "seat", by=GUIDE_1, data=Seat(2))
    assert ((11,),) == tuple(each.emptied for each in flow.redact("case-1", part="path/2", ground=GROUND, by=OFFICER_1).cases)


def test_same_request_erases_once(flow, store):
    """
    It gives what it gave, and compares nothing, for the digest of what was wished could be guessed; another kind of request is another one.
    """
    one = flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1, request_id="q-1")
    head = flow.head("case-1")

    assert one == flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1, request_id="q-1")
    assert head == flow.head("case-1")
    request = store.request("case-1", "q-1")
    assert (9, 9, "", None) == (request.first, request.last, request.salt, request.digest)
    flow.handle("case-1", "seat", by=GUIDE_1, data=Seat(2), request_id="q-2")
    with pytest.raises(RequestReused):
        flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1, request_id="q-2")


def test_digest_of_an_erased_command_is_erased(flow, store):
    """
    What a store kept to know a request again goes with what it was made of.
    """
    flow.handle("case-2", "call", by=GUIDE_1, data=Contact("p-5", "x"), request_id="q-5")
    assert store.request("case-2", "q-5").digest
    flow.redact(subject="p-5", ground=GROUND, by=OFFICER_1)

    assert store.request("case-2", "q-5").digest is None
    assert flow.handle("case-2", "call", by=GUIDE_1, data=Contact("p-5", "x"), request_id="q-5").repeated


# ── who may, and what is said ────────────────────────────────────────────────────────────────────────────────────────────


def test_who_may_not_is_refused(flow):
    """
    Only the roles of the act; and it may be asked beforehand.
    """
    head = flow.head("case-1")
    for what in ({"part": "path/1"}, {"subject": "p-1"}, {"subject": "nobody"}):
        with pytest.raises(CommandRefused, match="privacy officer"):
            flow.redact("case-1", ground=GROUND, by=GUIDE_1, **what)
    report = flow.redact(subject="p-1", ground=GROUND, by=GUIDE_1)

    assert [CommandRefused, CommandRefused] == [type(each.error) for each in report.failed]
    assert (head, 0) == (flow.head("case-1"), report.records)
    assert [Refused, Accepted] == [type(flow.decide("case-1", "redact", by=by)) for by in (GUIDE_1, OFFICER_1)]
    with pytest.raises(InvalidData, match=r"Flow\.redact"):
        flow.handle("case-1", "redact", by=OFFICER_1)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({}, "records=… of a case, or subject=…"),
        ({"part": "path/1", "subject": "p-1"}, "records=… of a case, or subject=…"),
        ({"id": None, "part": "path/1"}, "records=… of a case, or subject=…"),
        ({"id": None, "subject": "p-1", "expected_revision": 3}, "records=… of a case, or subject=…"),
        ({"subject": " "}, "records=… of a case, or subject=…"),
        ({"subject": 7}, "subject cannot be int"),
        ({"part": 7}, "part cannot be int"),
        ({"part": "guidance"}, "belongs to no personal lifecycle"),
        ({"part": "path/3"}, "path/3"),
        ({"part": "path/x"}, "path/x"),
        ({"records": [2], "subject": "p-1"}, "records=… of a case, or subject=…"),
        ({"id": None, "records": [2]}, "records=… of a case, or subject=…"),
        ({"records": []}, "records cannot be"),
        ({"records": ["2"]}, "records cannot be"),
        ({"records": [1]}, "has no record 1 with anything that can be erased"),
        ({"records": [2, 77]}, "has no record 77 with anything that can be erased"),
        ({"part": "path/1", "ground": " "}, "give a ground"),
        ({"part": "path/1", "ground": 3}, "ground cannot be int"),
        ({"part": "path/1", "ground": "x" * 501}, "501"),
        ({"part": "path/1", "ground": "dossier 111222333"}, "BSN"),
        ({"subject": "p-1", "ground": "on request of p-1"}, "names the reference"),
        ({"id": None, "subject": "p-1", "ground": ""}, "give a ground"),
        ({"id": None, "subject": "p-1", "ground": 5}, "ground cannot be int"),
        ({"part": "path/1", "request_id": "Q 1"}, "Q 1"),
        ({"id": None, "subject": "p-1", "request_id": "Q 1"}, "Q 1"),
    ],
)
def test_what_cannot_be_meant_is_said(flow, what, says):
    """
    One of the two, in its form, with a ground that may stay for ever.
    """
    head = flow.head("case-1")
    with pytest.raises(InvalidData) as caught:
        flow.redact(**({"id": "case-1", "ground": GROUND, "by": OFFICER_1} | what))

    assert says in str(caught.value)
    assert head == flow.head("case-1")


def test_ground_may_have_the_letters_of_a_reference(flow):
    """
    Not as a word of its own.
    """
    assert 1 == flow.redact("case-2", subject="p-1", ground="stap-1 en p-12", by=OFFICER_1).records


def test_unknown_case(flow):
    """
    There is nothing to erase in what is not there.
    """
    with pytest.raises(CaseNotFound):
        flow.redact("case-9", part="path/1", ground=GROUND, by=OFFICER_1)


def test_evidence_and_mandate_are_kept(flow):
    """
    The request of the person may be referred to; as that is about somebody, it can be erased as well.
    """
    flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1, evidence=[Evidence("request", "urn:x:1", about=DataClass.C0)],
                on_behalf_of="u-9", recorded_by="u-8")  # fmt: skip
    last = [*flow.events("case-1")][-1]

    assert (("urn:x:1",), "u-9") == (tuple(each.reference for each in last.evidence), last.on_behalf_of)
    assert "u-8" == [*flow.history("case-1")][-1].read().recorded_by


# ── many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_somebody_was_faster(store, clock):
    """
    Then it looks again, also at what came in between; with an expected revision, or against somebody who always is, it says so.
    """
    flow = live(Flow(store, [GUIDANCE], clock=clock))
    between: Any = Between(store)
    slow = Flow(between, [GUIDANCE], clock=clock)
    between.before["redact"] = once(lambda: flow.handle("case-1", "seat", by=GUIDE_1, data=Seat(1)))

    assert (3, 4, 5, 6, 7, 8, 9) == slow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1).cases[0].emptied
    flow.handle("case-1", "apply", by=GUIDE_1, data=Application("p-3", "x"))
    between.before["redact"] = once(lambda: flow.handle("case-1", "seat", by=GUIDE_1, data=Seat(2)))
    for _ in range(2):
        with pytest.raises(RevisionConflict) as caught:
            slow.redact("case-1", part="path/3", ground=GROUND, by=OFFICER_1, expected_revision=11)
        assert (11, 12) == (caught.value.expected, caught.value.found)
    between.before["redact"] = lambda: flow.handle("case-1", "seat", by=GUIDE_1, data=Seat(2))
    with pytest.raises(RevisionConflict):
        slow.redact("case-1", part="path/3", ground=GROUND, by=OFFICER_1)


def test_clock_that_went_back(flow, clock):
    """
    The log does not.
    """
    clock.now -= timedelta(days=3)
    flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1)
    *_, before, last = flow.history("case-1")

    assert before.read().recorded == last.read().recorded


def test_case_of_unknown_rules_is_named(store, clock):
    """
    Where a Flow does not know the case type of a case, it says so; a store that is gone stops it.
    """
    live(Flow(store, [GUIDANCE], clock=clock))
    report = Flow(store, [PERMIT]).redact(subject="p-1", ground=GROUND, by=Actor("u-7"))

    assert [UnknownVersion, UnknownVersion] == [type(each.error) for each in report.failed]
    between: Any = Between(store)
    flow = Flow(between, [GUIDANCE], clock=clock)

    def gone() -> None:
        raise StoreUnavailable("cases.db", STORE_FULL())

    between.before["redact"] = gone
    with pytest.raises(StoreUnavailable):
        flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1)


# ── when a backup comes back ─────────────────────────────────────────────────────────────────────────────────────────────


def restored(flow: Flow, upto: dict[str, int]) -> MemoryStore:
    """A store as it was: of each case so many records, with all of their pieces."""
    store = MemoryStore()
    store.load(record for id, revision in upto.items() for record in flow.history(id) if record.seq <= revision)
    return store


def test_erasures_are_done_again(store, clock):
    """
    What the log of a store tells of is kept elsewhere.  Put back is a backup of one case that does not know of its erasure yet, and of one
    that does; the third case is not there at all.
    """
    flow = live(Flow(store, [GUIDANCE], clock=clock))
    flow.open("guidance", "case-3", by=GUIDE_1)
    flow.handle("case-3", "call", by=GUIDE_1, data=Contact("p-1", "x"))
    early, whole = restored(flow, {"case-1": 8}), {id: [*flow.history(id)] for id in ("case-1", "case-2")}
    report = flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1)
    kept = [*erasures(store)]
    assert [*report.erasures] == kept == [Erasure.from_json(each.to_json()) for each in kept]
    assert b"p-1" not in b"".join(each.to_json() for each in kept)
    early.load([*whole["case-2"], [*flow.history("case-2")][-1]])  # with the record, and the pieces
    back = Flow(early, [GUIDANCE], clock=clock)
    assert (2,) == back.verify("case-2").outstanding

    again = back.reapply(kept, by=OFFICER_1)

    assert ["case-1", "case-2", "case-3"] == [each.case for each in again.cases]
    assert [(2, 3, 4, 5, 6, 7, 8), (2,), ()] == [each.emptied for each in again.cases]
    assert [None, None, CaseNotFound] == [each.error and type(each.error) for each in again.cases]
    assert [True, False, False] == [each.erasure is not None for each in again.cases]
    assert [7, 1] == [back.verify(id).erased for id in ("case-1", "case-2")]
    assert () == back.verify("case-2").outstanding
    assert GROUND == [*back.events("case-1")][-1].body.ground
    assert [9, 4] == [back.case(id).revision for id in ("case-1", "case-2")]
    assert ([], [("case-2", 3)]) == ([*early.about("p-1")], [*early.about("p-4")])
    heads = [back.head(id) for id in ("case-1", "case-2")]
    assert [(), ()] == [each.emptied for each in back.reapply(kept, by=OFFICER_1).cases[:2]]
    assert heads == [back.head(id) for id in ("case-1", "case-2")]


def test_record_that_lists_nothing_is_named(store, clock):
    """
    A log of elsewhere may have what no erasure of ours writes: a number that is none, or no ground.
    """
    flow = live(Flow(store, [GUIDANCE], clock=clock))
    flow.redact("case-2", subject="p-1", ground=GROUND, by=OFFICER_1)
    *before, last = flow.history("case-2")
    for body in ({"emptied": [2]}, {"emptied": ["2"], "ground": "x"}):
        piece = canonical({"body": body, "salt": "00" * 16})
        header = write_header(replace(last.read(), data=piece_digest("data", piece)))
        odd = MemoryStore()
        odd.append(Commit("case-2", 0, GENESIS, [*before, replace(last, header=header, hash=hash_of(header), data=piece)]))

        with pytest.raises(BrokenChain, match="record 4"):
            list(erasures(odd))


def test_another_record_is_not_erased_again(flow, store, clock):
    """
    Where the case went another way after the backup, what stands at a number was never erased; the report names it.
    """
    [erasure] = flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1).erasures
    early = restored(flow, {"case-1": 2})
    back = Flow(early, [GUIDANCE], clock=clock)
    back.handle("case-1", "apply", by=GUIDE_1, data=Application("p-8", "iets"))
    [found] = back.reapply([erasure], by=OFFICER_1).cases

    assert ((), (3, 4, 5, 6, 7, 8), None) == (found.emptied, found.missing, found.erasure)
    assert "p-8" == back.case("case-1")["path/1"].facts.who


def test_who_may_not_cannot_do_it_again_either(flow):
    """
    It is the same act.  What is no erasure is named.
    """
    [erasure] = flow.redact("case-1", part="path/1", ground=GROUND, by=OFFICER_1).erasures

    assert [CommandRefused] == [type(each.error) for each in flow.reapply([erasure], by=GUIDE_1).failed]
    with pytest.raises(InvalidData, match="str"):
        flow.reapply(["case-1"], by=OFFICER_1)
    for text in (b"{}", b"[", '{"stream":"case-1","record":"x","emptied":{"a":"b"},"ground":""}'):
        with pytest.raises(NotOurs):
            Erasure.from_json(text)
