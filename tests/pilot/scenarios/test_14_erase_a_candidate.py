"""
Scenario 14, the first half: one candidate is erased; the state of the pilot, the hash of its plan and its totals stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from proeftuin_flow.case import Erased
from proeftuin_flow.errors import CommandRefused
from proeftuin_flow.flow import Flow
from proeftuin_flow.log import GENESIS, Stamp, seal
from proeftuin_flow.pilot import PROEFTUIN
from proeftuin_flow.privacy import REDACTED
from proeftuin_flow.stores import Commit, JsonlStore, SqliteStore, Store
from proeftuin_flow.wishes import Actor
from tests.pilot.scenarios.candidates import PERMANENT_AT_HOST, opened, started
from tests.pilot.story import NOW, Story, grantor, lead, running

PRIVACY = Actor("u-70", roles={"privacy_officer"}, organisation="rijk")
GROUND = "AVG artikel 17, verzoek van de betrokkene"
DAY = datetime(2020, 2, 1, 10, tzinfo=UTC)


def two_candidates() -> Story:
    """The first found a job, the second is still guided."""
    both = started(opened(started(opened(running())), "adr"), 2, 2, on=date(2019, 3, 1))
    return both.does("place_candidate", lead, PERMANENT_AT_HOST, "trajectory/1", on=date(2019, 8, 1))


@pytest.fixture(params=["sqlite", "jsonl"])
def store(request, tmp_path) -> Iterator[Store]:
    make: dict[str, Callable[[], Store]] = {
        "sqlite": lambda: SqliteStore(tmp_path / "zaken.db"),
        "jsonl": lambda: JsonlStore(tmp_path / "zaken.jsonl"),
    }
    store = make[request.param]()
    yield store
    store.close()


@pytest.fixture
def story() -> Story:
    return two_candidates()


@pytest.fixture
def flow(store, story) -> Flow:
    case = PROEFTUIN.new(story.case.id)
    store.append(Commit(case.id, 0, GENESIS, seal(case, story.events, Stamp(NOW), GENESIS)))
    return Flow(store, [PROEFTUIN], clock=lambda: DAY)


def test_candidate_is_gone_and_the_pilot_is_as_it_was(flow, story):
    """
    All of the trajectory, and that it sat in place 1, is gone; the pilot, its plan with the hash, the other candidate and the counts are not.
    """
    id, before = story.case.id, flow.case(story.case.id)
    report = flow.redact(id, part="trajectory/1", ground=GROUND, by=PRIVACY)
    after = flow.case(id)

    parts = {event.seq: event.part for event in story.events}
    assert {seq for seq, part in parts.items() if part == "trajectory/1"} < {*report.cases[0].emptied}
    assert "place/1" in {parts[seq] for seq in report.cases[0].emptied}
    assert Erased(True) == after["trajectory/1"].facts
    assert REDACTED is after["place/1"].facts.occupant
    assert (before.state, before["trajectory/2"]) == (after.state, after["trajectory/2"])
    assert before["plan/1"].facts.content_hash == after["plan/1"].facts.content_hash
    assert {**dict(before["plan/1"].facts.signatures)} == {**dict(after["plan/1"].facts.signatures)}
    assert before.root.facts == after.root.facts
    assert len(report.cases[0].emptied) == flow.verify(id).erased


def test_totals_still_stand(flow, story):
    """
    How many trajectories there are, and how many of them are settled, is known; how many are in which state, is not any more.
    """
    id = story.case.id
    before = flow.case(id)
    flow.redact(id, part="trajectory/1", ground=GROUND, by=PRIVACY)
    after = flow.case(id)

    assert before.parts.count("trajectory") == after.parts.count("trajectory") == 2
    assert {"erased.settled": 1, "started": 1} == dict(after.parts.tally("trajectory"))
    with pytest.raises(CommandRefused, match="cannot be established"):
        flow.handle(id, "vacate_place", by=lead, part="place/1", occurred=date(2019, 9, 1))


def test_buddy_is_erased_by_reference(flow, store, story):
    """
    Whoever guided both is a person too, with an opaque id: by that everything about both trajectories goes.
    """
    id = story.case.id
    found = {seq for _, seq in store.about("u-88")}
    report = flow.redact(subject="u-88", ground=GROUND, by=PRIVACY)

    assert found < {*report.cases[0].emptied}
    assert [Erased(True), Erased(False)] == [flow.case(id)[f"trajectory/{number}"].facts for number in (1, 2)]
    assert [] == [*store.about("u-88")]
    assert "running" == flow.case(id).state


def test_only_the_privacy_officer_may(flow, story):
    """
    Not who grants the decharge, nor who leads the pilot.
    """
    for by in (lead, grantor):
        with pytest.raises(CommandRefused, match="data protection officer"):
            flow.redact(story.case.id, part="trajectory/1", ground=GROUND, by=by)
