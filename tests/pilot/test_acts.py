"""
What the library itself can do to a pilot or a gathering, by whom, and what is left of it in a store.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.errors import CommandRefused
from proeftuin_flow.flow import Flow
from proeftuin_flow.pilot import GATHERING, PROEFTUIN, Support
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.wishes import Actor
from tests.pilot.story import CONTENT, DRAFT, URI, buyer, coordinator, lead, sponsor

NOW = datetime(2019, 12, 1, 12, tzinfo=UTC)

advisor = Actor("u-08", roles={"advisory_team"}, organisation="rijk")
colleague = Actor("u-09", roles={"commissioning_party"}, organisation="rijk")
organiser = Actor("u-07", roles={"organiser"}, organisation="ienw")


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def flow(store):
    return flow_on(store)


def flow_on(store: MemoryStore) -> Flow:
    """Somebody who knows nothing of the store yet."""
    return Flow(store, [PROEFTUIN, GATHERING], clock=lambda: NOW)


@pytest.mark.parametrize("by", [coordinator, advisor], ids=["coordinator", "advisory team"])
@pytest.mark.parametrize(("case_type", "states"), [(PROEFTUIN, {"pilot": "running"}), (GATHERING, {"gathering": "held"})], ids=["pilot", "gathering"])
def test_case_that_already_lived_is_taken_over(store: MemoryStore, case_type: CaseType, states: dict[str, str], by: Actor):
    """
    By who keeps the files, or takes proposals in.
    """
    flow_on(store).take_over(case_type, "old-1", by=by, states=states, source="a spreadsheet")

    assert [*states.values()] == [flow_on(store).case("old-1").state]


@pytest.mark.parametrize("case_type", [PROEFTUIN, GATHERING], ids=["pilot", "gathering"])
def test_others_take_nothing_over(flow: Flow, case_type: CaseType):
    """
    Who carries a pilot out, or organises a gathering, does not say where it stood.
    """
    for by in (lead, organiser):
        with pytest.raises(CommandRefused, match="take over is not possible"):
            flow.take_over(case_type, "old-1", by=by, states={case_type.root.name: next(iter(case_type.root.states))}, source="a spreadsheet")


@pytest.mark.parametrize("by", [coordinator, buyer], ids=["coordinator", "commissioning party"])
def test_pilot_gets_another_profile(store: MemoryStore, by: Actor):
    """
    What was advice becomes a requirement, for who reads it from the store too.
    """
    flow = flow_on(store)
    flow.open(PROEFTUIN, "p-1", by=lead, data=DRAFT, profile="minimal")
    flow.change_profile("p-1", "classic_5pct", by=by, reason="the contract asks for five percent")

    assert "classic_5pct" == flow_on(store).case("p-1").profile.name


def test_sponsor_changes_no_profile(flow: Flow):
    """
    Whoever supports a pilot does not make it lighter.
    """
    flow.open(PROEFTUIN, "p-1", by=lead, data=DRAFT)

    with pytest.raises(CommandRefused, match="change the profile is not possible"):
        flow.change_profile("p-1", "minimal", by=sponsor, reason="it is so much work")


def test_requirement_is_waived_for_who_does_it_later(store: MemoryStore):
    """
    The commissioning party lets the missing host pass, with a reason; a colleague approves, and then the waiver is used.
    """
    flow, reader = flow_on(store), flow_on(store)
    flow.open(PROEFTUIN, "p-1", by=lead, data=DRAFT)
    flow.handle("p-1", "submit_proposal", by=lead, data=CONTENT)
    flow.handle("p-1", "take_into_intake", by=advisor)
    flow.handle("p-1", "record_support", by=sponsor, data=Support(URI))
    flow.waive("p-1", "host_demand", on="approve_proposal", by=buyer, reason="it will be found in spring", part="proposal/1")

    assert ["host_demand"] == [standing.guard for standing in reader.case("p-1").memory.waivers]

    reader.handle("p-1", "approve_proposal", by=colleague)

    assert ("approved", ()) == (flow.case("p-1")["proposal/1"].state, flow.case("p-1").memory.waivers)
