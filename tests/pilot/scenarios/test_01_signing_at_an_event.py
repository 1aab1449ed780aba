"""
Scenario 1: JS Consultancy signs its plan of approach at the session of 21 November 2019; it is recorded on the 28th.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from proeftuin_flow import Flow
from proeftuin_flow.pilot import PROEFTUIN, HostOffer, Party, PlanDocument, ProposalDraft, SigningTerms, Support
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.wishes import Actor
from tests.pilot.story import CONTENT, PLAN_DRAFT, URI, buyer, signature

SESSION, RECORDED = date(2019, 11, 21), datetime(2019, 11, 28, 9, tzinfo=UTC)
HASH = "a" * 64
JS = Party("js", "JS Consultancy", "contractor")
RIJK = Party("rijk", "Rijksoverheid", "commissioning_party")

director = Actor("u-40", roles={"contractor", "initiator"}, organisation="js")
sponsor = Actor("u-03", roles={"management_sponsor"}, organisation="rijk")


@pytest.fixture
def flow() -> Flow:
    """A plan of two parties, open for signing since before the session."""
    flow = Flow(MemoryStore(), [PROEFTUIN], clock=lambda: RECORDED)
    before = date(2019, 11, 1)
    flow.open(PROEFTUIN, "js", by=director, data=ProposalDraft("Recruiters", (JS, RIJK)), occurred=before)
    for trigger, by, data in (
        ("submit_proposal", director, CONTENT), ("take_into_intake", buyer, None), ("record_support", sponsor, Support(URI)),
        ("register_host", buyer, HostOffer("ubr")), ("approve_proposal", buyer, None), ("draft_plan", director, PLAN_DRAFT),
    ):
        flow.handle("js", trigger, by=by, data=data, occurred=before)
    flow.handle("js", "submit_plan", part="plan/1", by=director, data=PlanDocument(URI, HASH), occurred=before)
    flow.handle("js", "open_signing", part="plan/1", by=buyer, data=SigningTerms(), occurred=before)
    return flow


def sign(flow: Flow, party: str, by: Actor) -> None:
    inked = signature(party, HASH, session="inspiratiesessie-2019")
    flow.handle("js", "sign", part="plan/1", by=by, data=inked, recorded_by="u-90", occurred=SESSION)


def test_both_sign_in_wet_ink_and_the_plan_is_signed(flow):
    """
    The plan is in force and the pilot is at `plan_signed`, as soon as the second party has signed.
    """
    sign(flow, "js", director)
    assert ("proposal", "signing") == (flow.case("js").state, flow.case("js")["plan/1"].state)

    sign(flow, "rijk", buyer)
    assert ("plan_signed", "in_force") == (flow.case("js").state, flow.case("js")["plan/1"].state)
    assert {"js": SESSION, "rijk": SESSION} == flow.case("js")["plan/1"].facts.signatures


def test_it_happened_on_the_21st_and_was_recorded_on_the_28th(flow):
    """
    Two times, and two people: who signed, and who typed it in.
    """
    sign(flow, "js", director)
    signed = next(record for record in flow.history("js") if b"signed_by_party" in record.header)
    header = json.loads(signed.header)

    assert ("2019-11-21", "2019-11-28T09:00:00Z") == (header["occurred"], header["recorded"])
    assert ("u-40", "u-90") == (header["by"], header["recorded_by"])
