"""
Catching up: stopped anywhere and resumed, a projection arrives where it would have arrived from the start.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow import (
    Flow,
    Followed,
    InvalidData,
    MemoryShelf,
    NotOurs,
    Projection,
    Saved,
    Severity,
    catch_up,
    lead_times,
    standings,
)
from proeftuin_flow.canonical import canonical, plain
from proeftuin_flow.log import Record, Stamp, seal
from proeftuin_flow.log.record import hash_of
from proeftuin_flow.stores import Commit, MemoryStore, Store
from tests.case_types import BUYER_1, CLERK_1, NOON, PERMIT, RELAY, STARTER_1, TENDER, announcement
from tests.flow.common import flow_on
from tests.projections.common import everything, live

FLOW = live(MemoryStore())
ALL = len([*FLOW.follow()])
PROJECTIONS: list[Projection[Any]] = [standings, lead_times, everything]


def forged(record: Record, **changes: Any) -> Record:
    """A record that says something else in its header, sealed again."""
    header = canonical({**plain(record.header), **changes})
    return Record(record.stream, record.seq, header, hash_of(header), record.data, record.personal)


def with_unknown_events(store: Store) -> Flow:
    """A permit with an event, and something that happened to a part, that its case type does not know."""
    flow = flow_on(store)
    opened = flow.open(PERMIT, "permit-1", by=CLERK_1)
    (record,) = seal(opened.case, [opened.events[0]], Stamp(NOON + timedelta(hours=1)), opened.records[0].hash)
    strange = forged(record, seq=2, type="permit_framed", source="requested", trigger="frame")
    store.append(Commit("permit-1", 1, opened.records[0].hash, [Record("permit-1", 2, strange.header, strange.hash)]))
    other = forged(record, seq=3, part="frame/1", prev=strange.hash)
    store.append(Commit("permit-1", 2, strange.hash, [Record("permit-1", 3, other.header, other.hash)]))
    return flow


# ── the same place ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(stops=st.lists(st.integers(0, ALL + 2), max_size=6), projection=st.sampled_from(PROJECTIONS))
def test_stopped_anywhere_it_arrives_at_the_same_place(stops, projection):
    """
    However often it stops, and wherever; between two stops only what was saved is left.
    """
    whole, shelf = catch_up(FLOW, projection), MemoryShelf()
    for records in stops:
        shelf.save(catch_up(FLOW, projection, shelf.load(projection), limit=records))

    assert whole == catch_up(FLOW, projection, shelf.load(projection))
    assert ALL == whole.count


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda each: each.name)
def test_any_store_tells_the_same(store, open_store, projection):
    """
    After a restart it goes on with what was written in the meantime.
    """
    flow = live(store)
    half = catch_up(flow, projection, limit=5)
    flow.handle("relay-1", "start", by=STARTER_1)
    again = flow_on(open_store())

    resumed = catch_up(again, projection, half)

    assert resumed == catch_up(again, projection)
    assert resumed.state != catch_up(FLOW, projection).state
    assert resumed == catch_up(again, projection, resumed)


def test_what_was_saved_does_not_change():
    """
    A step may change its state in place, and still what was saved before stays as it was.
    """
    half = catch_up(FLOW, everything, limit=3)
    before = [*half.state]

    after = catch_up(FLOW, everything, half)

    assert before == half.state
    assert before == after.state[:3] != after.state


def test_step_that_fails_leaves_what_was_saved():
    """
    The error is the caller's, and nothing is lost.
    """

    def fails(state: list[Any], followed: Followed) -> list[Any]:
        state.append(followed.record.seq)
        raise ZeroDivisionError

    failing = Projection[list[Any]]("failing", start=list, step=fails)
    saved = catch_up(FLOW, failing, limit=0)

    with pytest.raises(ZeroDivisionError):
        catch_up(FLOW, failing, saved)

    assert [] == saved.state


def test_progress_is_told_now_and_then(monkeypatch):
    """
    And at the end, how many records they were.
    """
    monkeypatch.setattr("proeftuin_flow.projections.folding.OFTEN", 5)
    told: list[int] = []

    catch_up(FLOW, standings, progress=told.append)

    assert [*range(5, ALL, 5), ALL] == told


def test_position_stays_where_nothing_is_new():
    """
    An empty store has no position, and a projection that saw everything keeps its own.
    """
    seen = catch_up(FLOW, standings)

    assert None is catch_up(flow_on(MemoryStore()), standings).position
    assert seen.position == catch_up(FLOW, standings, seen).position


# ── what is not known here ───────────────────────────────────────────────────────────────────────────────────────────────


def test_unknown_events_are_skipped_and_counted(store):
    """
    By case type, version, part and event.
    """
    flow = with_unknown_events(store)

    seen = catch_up(flow, everything)

    assert ["permit_asked"] == [what for _, what, *_ in seen.state]
    assert {"permit 1 permit permit_framed": 1, "permit 1 frame permit_asked": 1} == seen.skipped
    assert 3 == seen.count


def test_case_types_that_nobody_gave_are_skipped_and_counted():
    """
    Of a personal lifecycle not even the event is named.
    """
    seen = catch_up(flow_of(FLOW, PERMIT), standings)

    assert {"permit-1", "permit-2"} == seen.state.keys()
    assert 2 == seen.skipped["tender 1 complaint"]
    assert 1 == seen.skipped["relay 1 relay relay_planned"]


def flow_of(flow: Flow, *case_types: Any) -> Flow:
    """The same store, seen by somebody who knows these case types."""
    return Flow(flow._store, case_types)


def test_events_that_are_known_now_are_not_missed():
    """
    What was skipped lies behind the position; so it starts again.
    """
    half = catch_up(flow_of(FLOW, PERMIT), standings, limit=8)

    assert half.skipped
    assert catch_up(FLOW, standings) == catch_up(FLOW, standings, half)


def test_events_that_are_not_known_any_more_are_not_kept():
    """
    The same as from the start, in this direction too.
    """
    fewer = flow_of(FLOW, PERMIT)

    assert catch_up(fewer, standings) == catch_up(fewer, standings, catch_up(FLOW, standings, limit=8))


def test_one_more_case_type_is_no_reason_to_start_again():
    """
    As long as nothing was skipped.
    """
    store = MemoryStore()
    before = flow_on(store)
    before.open(PERMIT, "permit-1", by=CLERK_1)
    saved = catch_up(flow_of(before, PERMIT), everything)
    marked = Saved(saved.projection, saved.version, [["marked"], *saved.state], saved.position, saved.count, saved.skipped, saved.types)

    assert ["marked"] == catch_up(flow_of(before, PERMIT, RELAY), everything, marked).state[0]


def test_case_type_that_changed_is_not_the_same(store):
    """
    A definition of the same name and version, with another fingerprint, does not say what these records mean.
    """
    flow_on(store).open(PERMIT, "permit-1", by=CLERK_1)
    other = PERMIT.variant("permit", version=1, severities={"documents_complete": Severity.ADVISORY})

    seen = catch_up(Flow(store, [other]), standings)

    assert {"permit 1 permit permit_asked": 1} == seen.skipped


def test_other_version_starts_again():
    """
    What an older step made of the log is not used.
    """
    saved = catch_up(FLOW, everything)
    newer = Projection[list[Any]]("everything", start=list, step=lambda state, followed: [*state, followed.record.seq], version=2)

    assert catch_up(FLOW, newer) == catch_up(FLOW, newer, saved)


def test_saved_of_another_projection_is_refused():
    """
    Before anything is read.
    """
    with pytest.raises(InvalidData, match="saved cannot be 'standings'"):
        catch_up(FLOW, lead_times, catch_up(FLOW, standings))


def test_position_of_elsewhere_is_refused():
    """
    A position that the store never gave.
    """
    elsewhere: Saved[dict[str, Any]] = Saved("standings", 1, {}, "nowhere", types=catch_up(FLOW, standings).types)

    with pytest.raises(InvalidData):
        catch_up(FLOW, standings, elsewhere)


@pytest.mark.parametrize("name", ["", "With Blanks", "../up"])
def test_name_is_an_id(name):
    """
    It becomes the name of a file.
    """
    with pytest.raises(InvalidData):
        Projection[list[Any]](name, start=list, step=lambda state, followed: state)


NO_JSON = [{1: 2}, (1, 2), {"a": {1}}, date(2019, 11, 21), object(), float("nan"), "\ud800"]


@pytest.mark.parametrize("start", NO_JSON, ids=lambda each: type(each).__name__)
def test_state_must_come_back_from_json_as_it_was(start):
    """
    Otherwise the same step would go on with something else after a restart.
    """
    with pytest.raises(InvalidData, match="what 'odd' keeps does not come back from JSON as it was"):
        catch_up(FLOW, Projection[Any]("odd", start=lambda: start, step=lambda state, followed: state))


# ── what was erased ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_erased_pieces_are_seen_as_erased(store):
    """
    A field is REDACTED, and of a personal lifecycle only the place is left, and whether it was settled.
    """
    live(store)
    store.redact("permit-1", [2])
    store.redact("tender-1", [2, 3, 4])

    seen = catch_up(flow_on(store), everything)
    told = [(case, what, target, body) for case, what, _, target, _, _, body in seen.state]

    assert ("permit-1", "document_received", "requested", "Document(name='map', handed_in_by=REDACTED)") in told
    assert ("tender-1", "", "erased.settled", "None") in told
    assert {} == seen.skipped


def test_headers_say_the_same_after_an_erasure(store):
    """
    What looks at roots only need not start again.
    """
    flow = live(store)
    before = [catch_up(flow, standings), catch_up(flow, lead_times)]
    store.redact("permit-1", [2])

    assert before == [catch_up(flow, standings), catch_up(flow, lead_times)]


def test_destroyed_case_is_gone_after_starting_again(store):
    """
    What was saved still has it, so it is dropped.
    """
    flow, shelf = live(store), MemoryShelf()
    shelf.save(catch_up(flow, standings))
    store.destroy("permit-1")

    assert "permit-1" in catch_up(flow, standings, shelf.load(standings)).state

    shelf.drop("standings")

    assert "permit-1" not in catch_up(flow, standings, shelf.load(standings)).state


def test_case_that_was_destroyed_and_begun_anew_is_the_new_one(store):
    """
    A first record begins a case, whatever was there before it.
    """
    flow = live(store)
    stands, stays = catch_up(flow, standings), catch_up(flow, lead_times)
    store.destroy("permit-1")
    flow.open(PERMIT, "permit-1", by=CLERK_1)

    assert "requested" == catch_up(flow, standings, stands).state["permit-1"]["state"]
    assert stays.state["days"] == catch_up(flow, lead_times, stays).state["days"]


def test_broken_record_is_an_error_of_the_log():
    """
    A header that is none stops the projection; nothing is guessed.
    """
    store = MemoryStore()
    flow_on(store).open(TENDER, "tender-1", by=BUYER_1, data=announcement())
    store._log[0] = Record("tender-1", 1, b"{}", "0" * 64)

    with pytest.raises(NotOurs):
        catch_up(flow_on(store), standings)
