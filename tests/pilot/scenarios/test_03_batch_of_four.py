"""
Scenario 3: four decharges and one signing at one gathering, and one of the four has an open item without an owner.
"""

from __future__ import annotations

from datetime import date

from proeftuin_flow import Flow, Report
from proeftuin_flow.pilot import AgendaItem, OpenItem, Owner, gathering_report, outcomes
from proeftuin_flow.stores import MemoryStore
from tests.pilot.occasion import SESSION, announced, convened, flow_on, granting, in_signing, reasons, repeated, signing
from tests.pilot.story import coordinator, organiser

DAY = date(2019, 11, 21)
FOUR = ("vka-aef", "derksen-drolsbach", "deloitte", "vanberkel")

NL = """\
inspiratiesessie, 2019-11-21, Den Haag: vastgelegd
op de agenda: 4 gedaan, 1 niet gedaan
  - vka-aef: décharge verlenen — gedaan
  - derksen-drolsbach: décharge verlenen — gedaan
  - deloitte: décharge verlenen — niet gedaan; daarvoor is nog nodig: elk open punt heeft een eigenaar
  - vanberkel: décharge verlenen — gedaan
  - js-consultancy: plan ondertekenen — gedaan"""

EN = """\
inspiration session, 2019-11-21, Den Haag: held
on the agenda: 4 done, 1 outcome not known yet
  - vka-aef: grant decharge — done
  - derksen-drolsbach: grant decharge — done
  - deloitte: grant decharge — outcome not known yet
  - vanberkel: grant decharge — done
  - js-consultancy: sign the plan — done"""


def afternoon() -> Flow:
    """The five on their way to the afternoon, and the afternoon itself."""
    flow = flow_on(MemoryStore(), DAY)
    for id in FOUR:
        announced(flow, id, DAY, open_items=(OpenItem("uitrol-gemeente"),) if id == "deloitte" else ())
    in_signing(flow, "js-consultancy")
    convened(flow, DAY, *(AgendaItem(id, "grant_decharge") for id in FOUR), AgendaItem("js-consultancy", "sign_plan"))
    flow.handle(SESSION, "hold_gathering", by=organiser)
    return flow


def carried_out(flow: Flow) -> Report:
    return flow.handle_all([*(granting(id, DAY) for id in FOUR), signing("js-consultancy")], batch=SESSION)


def test_three_are_granted_and_one_is_refused_for_its_open_item_and_nothing_is_rolled_back():
    """
    Four of the five are done, one is refused with the name of its open item; the report of the session shows it.
    """
    flow = afternoon()

    report = carried_out(flow)
    flow.handle_all(outcomes(flow.case(SESSION), report.results, by=organiser))

    assert ["decharge", "decharge", "evaluation", "decharge"] == [flow.case(id).state for id in FOUR]
    assert "plan_signed" == flow.case("js-consultancy").state
    assert {"deloitte": ["every open item has an owner — not yet: uitrol-gemeente"]} == reasons(report)
    assert NL == gathering_report(flow.case(SESSION)).text("nl")


def test_the_refused_one_may_follow_once_it_was_repaired():
    """
    As long as its outcome was not recorded, the session waits for it; then the same batch again, and each is done once.
    """
    flow = afternoon()
    flow.handle_all(outcomes(flow.case(SESSION), carried_out(flow).done, by=organiser))
    assert EN == gathering_report(flow.case(SESSION)).text("en")

    flow.handle("deloitte", "assign_owner", by=coordinator, data=Owner("uitrol-gemeente", "deloitte"))
    again = carried_out(flow)
    flow.handle_all(outcomes(flow.case(SESSION), again.results, by=organiser))

    assert [True, True, False, True, True] == repeated(again)
    assert ["decharge"] * 4 == [flow.case(id).state for id in FOUR]
    assert "op de agenda: 5 gedaan" in gathering_report(flow.case(SESSION)).text("nl")
