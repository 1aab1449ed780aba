"""
Scenario 14, the second half: a dossier is destroyed, and nothing is left of it but the line in the register.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from proeftuin_flow.errors import CaseNotFound, CommandRefused
from proeftuin_flow.flow import Flow
from proeftuin_flow.log import GENESIS, Stamp, event_of, seal
from proeftuin_flow.pilot import PROEFTUIN, Archiving, Closure, Hold, HoldLifted, NewFacts, Revocation
from proeftuin_flow.stores import Commit, JsonlStore, MemoryStore, SqliteStore, Store
from proeftuin_flow.wishes import Actor
from tests.pilot.story import NOW, TERMS, URI, Story, archivist, auditor, buyer, grantor, requested, taken_over

RULE = "urn:selectielijst:rijk:2020:8.1"
ARCHIVING = Archiving("destroy", RULE, date(2019, 11, 30), URI)
GROUND = "vernietigingslijst 2030-1"
A1 = "archive/1"
DAY = datetime(2030, 1, 15, 10, 0, tzinfo=UTC)

colleague = Actor("u-43", roles={"archivist"}, organisation="rijk")


def discharged() -> Story:
    return requested().does("grant_decharge", grantor, TERMS)


def archived(archiving: Archiving = ARCHIVING) -> Story:
    return discharged().does("archive", archivist, archiving)


def approved(archiving: Archiving = ARCHIVING) -> Story:
    return archived(archiving).does("propose_destruction", archivist, None, A1).does("approve_destruction", buyer, None, A1)


def kept(store: Store, story: Story, id: str = "vka-aef") -> None:
    """Write a story down as a case of its own."""
    case = PROEFTUIN.new(id)
    store.append(Commit(id, 0, GENESIS, seal(case, story.events, Stamp(NOW), GENESIS)))


def flow_on(store: Store, now: datetime = DAY) -> Flow:
    return Flow(store, [PROEFTUIN], clock=lambda: now)


def destroyed(flow: Flow, by: Actor = archivist, confirmed_by: Actor = colleague) -> Any:
    return flow.destroy("vka-aef", by=by, confirmed_by=confirmed_by, ground=GROUND)


def refused(story: Story, by: Actor = archivist, confirmed_by: Actor = colleague, now: datetime = DAY) -> list[str]:
    """What keeps a story from being destroyed, in Dutch."""
    store = MemoryStore()
    kept(store, story)
    with pytest.raises(CommandRefused) as caught:
        destroyed(flow_on(store, now), by, confirmed_by)
    assert story.case.revision == store.tip("vka-aef").revision  # type: ignore[union-attr]  # it is there
    assert [] == [*store.register()]
    return [reason.text("nl") for reason in caught.value.refusal.reasons]


@pytest.fixture(params=["sqlite", "jsonl"])
def make_store(request, tmp_path) -> Callable[[], Store]:
    make: dict[str, Callable[[], Store]] = {
        "sqlite": lambda: SqliteStore(tmp_path / "zaken.db"),
        "jsonl": lambda: JsonlStore(tmp_path / "zaken.jsonl"),
    }
    return make[request.param]


def texts(value: Any) -> Iterator[str]:
    """Every text in a body."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from texts(each)
    elif attrs.has(type(value)):
        yield from texts(attrs.asdict(value, recurse=False))


def test_nothing_is_left_but_the_line(make_store, tmp_path):
    """
    Not one piece, salt or word of it is in any file; the line has the hashes.  Another pilot is as it was, and verifies.
    """
    store = make_store()
    kept(store, approved())
    kept(store, taken_over({"pilot": "running"}), "adr-1")
    flow = flow_on(store)
    records, other = [*flow.history("vka-aef")], [*flow.history("adr-1")]
    own = {text.encode() for record in records for text in texts(event_of(record, PROEFTUIN).body) if len(text) > 8}
    own -= {text.encode() for record in other for text in texts(event_of(record, PROEFTUIN).body)}
    assert b"Statushouders aan het werk" in own
    pieces = [piece for record in records for piece in (record.header, record.data, record.personal) if piece]
    salts = [piece[-45:] for record in records for piece in (record.data, record.personal) if piece]

    done = destroyed(flow)

    assert done.wiped
    line = done.line
    assert ("vka-aef", "proeftuin", 1, "u-32", "u-43", DAY) == (
        line.case, line.case_type, line.version, line.by, line.confirmed_by, line.destroyed_at
    )  # fmt: skip
    assert (GROUND, RULE, tuple(record.hash for record in records)) == (line.ground, line.rule, line.hashes)
    left = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert [] == [piece for piece in (*pieces, *salts) if piece in left]
    assert {RULE.encode()} == {text for text in own if text in left}
    assert 1 == left.count(RULE.encode()) == left.count(records[0].hash.encode())
    assert [line] == [*flow.register()]
    assert other == [*flow.history("adr-1")] == [record for _, record in flow.follow()]
    assert other[-1].hash == flow.verify("adr-1").head
    with pytest.raises(CaseNotFound):
        flow.case("vka-aef")
    store.close()
    again = make_store()
    assert [line] == [*again.register()]
    again.close()


def test_two_persons_do_it():
    """
    A records manager, and another one or the commissioning party, who may approve it too.
    """
    role, second = "alleen voor: archivaris", "een ander bevestigt het: "

    assert [second + "niet u-32, die het zelf vraagt"] == refused(approved(), archivist, archivist)
    assert [second + "in een van de rollen opdrachtgever, archivaris"] == refused(approved(), archivist, auditor)
    assert [role] == refused(approved(), buyer, archivist)
    store = MemoryStore()
    kept(store, approved())
    assert ("u-32", "u-02") == ((line := destroyed(flow_on(store), archivist, buyer).line).by, line.confirmed_by)


def test_nothing_goes_that_was_not_approved():
    """
    The sentence says where the archive stands.
    """
    sentence = "de vernietiging is goedgekeurd — nog niet: archief 1 ({})"
    proposed = archived().does("propose_destruction", archivist, None, A1)

    assert ["de vernietiging is goedgekeurd — de zaak is niet gearchiveerd"] == refused(discharged())
    assert [sentence.format("gearchiveerd")] == refused(archived())
    assert [sentence.format("vernietiging voorgesteld")] == refused(proposed)


def test_hold_stops_it():
    """
    Also one that comes after the approval; when it is over, the destruction is decided anew.
    """
    held = approved().does("place_hold", auditor, Hold("woo-12", "een verzoek om informatie"), A1)
    lifted = held.does("lift_hold", auditor, HoldLifted("woo-12"), A1)
    again = lifted.does("propose_destruction", archivist, None, A1).does("approve_destruction", buyer, None, A1)

    assert [
        "de vernietiging is goedgekeurd — nog niet: archief 1 (gearchiveerd)", "er loopt geen procedure of onderzoek — nog niet: woo-12",
    ] == refused(held)  # fmt: skip
    assert ["de vernietiging is goedgekeurd — nog niet: archief 1 (gearchiveerd)"] == refused(lifted)
    store = MemoryStore()
    kept(store, again)
    assert destroyed(flow_on(store)).line.records == len(again.events)


def test_not_before_its_time():
    """
    The last day of the retention period is included; a case that came here approved is looked at once more.
    """
    until = datetime(2019, 12, 31, 10, 0, tzinfo=UTC)
    states = {"pilot": "decharge", A1: "destruction_approved"}
    early = taken_over(states, {A1: {"retained_until": date(2019, 12, 31), "kept_for_ever": False, "holds": frozenset[str]()}})
    never = taken_over(states, {A1: {"retained_until": None, "kept_for_ever": True, "holds": frozenset[str]()}})
    unknown = taken_over(states)

    assert ["de zaak is lang genoeg bewaard — bewaren tot en met 2019-12-31"] == refused(early, now=until)
    assert ["de zaak is lang genoeg bewaard — de zaak wordt blijvend bewaard"] == refused(never)
    assert [
        "de zaak is lang genoeg bewaard — dit kan niet worden vastgesteld: archief 1: of de zaak blijvend wordt bewaard",
        "er loopt geen procedure of onderzoek — dit kan niet worden vastgesteld: archief 1: de procedures waarvoor de zaak bewaard moet blijven",
    ] == refused(unknown)
    store = MemoryStore()
    kept(store, early)
    assert destroyed(flow_on(store, until + timedelta(days=1))).line.rule is None  # nobody said by which rule


def test_revocation_keeps_the_case():
    """
    Whoever reopens a case takes away what was approved about destroying it; what was determined anew counts.
    """
    open_again = approved().does("propose_revocation", grantor, NewFacts(URI)).does("revoke_decharge", buyer, Revocation("de cijfers klopten niet"))
    closed = open_again.does("close_without_decharge", buyer, Closure("bedrog", URI))
    kept_before = Archiving("keep", URI, documents=URI)
    back = archived(kept_before).does("propose_revocation", grantor, NewFacts(URI)).does("revoke_decharge", buyer, Revocation("toch niet"))
    anew = back.does("close_without_decharge", buyer, Closure("bedrog", URI)).does("archive", archivist, ARCHIVING)
    forever = closed.does("archive", archivist, Archiving("keep", URI, documents=URI))

    assert ["de vernietiging is goedgekeurd — nog niet: archief 1 (zaak heropend)"] == refused(open_again)
    assert [
        "de vernietiging is goedgekeurd — nog niet: archief 2 (gearchiveerd)", "de zaak is lang genoeg bewaard — de zaak wordt blijvend bewaard",
    ] == refused(forever)  # fmt: skip
    store = MemoryStore()
    kept(store, anew.does("propose_destruction", archivist, None, "archive/2").does("approve_destruction", buyer, None, "archive/2"))
    assert RULE == destroyed(flow_on(store)).line.rule


def test_nobody_deletes_it_past_the_rules(tmp_path):
    """
    Not with SQL, by accident; there is no other way.
    """
    with SqliteStore(tmp_path / "zaken.db") as store:
        kept(store, approved())
        with closing(sqlite3.connect(tmp_path / "zaken.db")) as other, pytest.raises(sqlite3.IntegrityError, match="never deleted"):
            other.execute("DELETE FROM record WHERE stream = 'vka-aef'")
