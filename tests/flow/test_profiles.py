"""
Profiles through Flow: a change is a record like any other, and the headers after it name the other profile.
"""

from __future__ import annotations

from proeftuin_flow.flow import Flow
from proeftuin_flow.log import Fold
from proeftuin_flow.stores.memory import MemoryStore
from tests.case_types import CLERK_1
from tests.core.test_changing_profile import MAYOR_1, STALL


def test_change_of_profile_is_recorded():
    """
    Who chose it and why stands in the log; read again, the case has the other profile.
    """
    store = MemoryStore()
    flow = Flow(store, [STALL])
    flow.open(STALL, "stall-1", by=CLERK_1)

    after = flow.change_profile("stall-1", "tiny", by=MAYOR_1, reason="only tables").case
    records = [*flow.history("stall-1")]

    assert ("tiny", "small") == (after.profile.name, after.state)
    assert ["strict", "strict", "strict"] == [record.read().profile for record in records]
    assert after == Flow(store, [STALL]).case("stall-1")
    assert "only tables" == [*flow.events("stall-1")][1].body.reason
    flow.verify("stall-1")


def test_fold_goes_on_under_the_other_profile():
    """
    Record by record the profile changes where it was changed.
    """
    store = MemoryStore()
    flow = Flow(store, [STALL])
    flow.open(STALL, "stall-1", by=CLERK_1)
    flow.change_profile("stall-1", "lenient", by=MAYOR_1, reason="market day")
    flow.handle("stall-1", "finish", by=CLERK_1)
    folding = Fold(STALL.new("stall-1"))
    names = []
    for record in flow.history("stall-1"):
        folding.add(record)
        names.append(folding.case().profile.name)

    assert ["strict", "lenient", "lenient"] == names
    assert "lenient" == [*flow.history("stall-1")][-1].read().profile
