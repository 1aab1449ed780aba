"""
Scenario 8: the lesson of ProRail. Without the support of management and the demand of a department a proposal is not approved, unless that is waived.
"""

from __future__ import annotations

from tests.pilot.story import buyer, in_intake


def test_both_are_missing_and_both_are_named():
    """
    One answer, not one after the other.
    """
    assert ["management_support", "host_demand"] == in_intake().codes("approve_proposal", buyer)


def test_commissioning_party_lets_both_pass_with_a_reason():
    """
    The log keeps what was waived, next to what was met.
    """
    waived = {"management_support": "komt in december", "host_demand": "drie afdelingen overwegen het"}
    checks = in_intake().checks("approve_proposal", buyer, waive=waived)

    assert ["waived", "not recorded yet"] == checks["management_support"]
    assert ["waived", "no department yet"] == checks["host_demand"]
    assert ["met"] == checks["relation_to_contract"]


def test_one_waiver_is_not_enough():
    """
    What is left stands in the way still.
    """
    assert ["host_demand"] == in_intake().codes("approve_proposal", buyer, waive={"management_support": "komt in december"})
