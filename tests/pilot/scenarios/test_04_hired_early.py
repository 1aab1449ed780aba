"""
Scenario 4: at Vanberkel the first candidate was hired early by the host; a second one started in another domain.
"""

from __future__ import annotations

from datetime import date

import attrs

from proeftuin_flow.pilot import Broadening
from tests.pilot.scenarios.candidates import PERMANENT_AT_HOST, opened, started
from tests.pilot.story import PLAN_DRAFT, Story, buyer, lead, offered, partner, running, signature

AUDIT = Broadening("Financial Audit", frozenset({"adr-audit"}), 2)
OTHER = "b" * 64


def hired() -> Story:
    return started(opened(running())).does("place_candidate", lead, PERMANENT_AT_HOST, "trajectory/1", on=date(2019, 6, 1))


def test_candidate_is_hired_before_the_expected_end():
    """
    From being started straight to a job, while the pilot stays active.
    """
    early = hired()

    assert ("placed", True) == (early.state("trajectory/1"), early.part("trajectory/1").facts.placed_early)
    assert ("running", "active") == (early.state("pilot"), early.state("execution/1"))


def test_second_domain_waits_for_the_second_version_of_the_plan():
    """
    While it is being signed, the refusal names it.
    """
    amended = offered(hired(), 2, attrs.evolve(PLAN_DRAFT, places=4), OTHER)

    blockers = ["plan 2 (being signed)", "plan 2 is not in force"]
    assert blockers == amended.named("broaden_domain", "amendment_signed", lead, AUDIT)


def test_second_candidate_starts_in_the_other_domain():
    """
    Once both parties have signed the second version, there is a place in the other domain, and somebody in it.
    """
    amended = offered(hired(), 2, attrs.evolve(PLAN_DRAFT, places=4), OTHER)
    for party, by in (("vka", lead), ("aef", partner)):
        amended = amended.does("sign", by, signature(party, OTHER), "plan/2")
    broadened = amended.does("broaden_domain", buyer, AUDIT)
    second = started(opened(broadened, "adr-audit"), 2, 2, "adr-audit", date(2019, 7, 1))

    assert ("Financial Audit",) == broadened.part("pilot").facts.domains
    assert ("placed", "started") == (second.state("trajectory/1"), second.state("trajectory/2"))
