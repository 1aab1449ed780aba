"""
The guard contract: our own guards keep it, and those that are planted do not.
"""

from __future__ import annotations

from typing import Any

import pytest

from proeftuin_flow.case_type import DESTROY, CaseType, Destroyable
from proeftuin_flow.guards import Guard, Role, guard
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import GuardContract
from tests.case_types import PERMIT, RELAY, TENDER, Announcement, Choice, Offer, announcement, offer
from tests.testing import planted
from tests.testing.planted import asks


class TestPermitGuards(GuardContract):
    case_type = PERMIT

    def test_other_tests_may_stand_beside_these(self):
        """
        They are asked once, not for each guard.
        """
        assert self.case_type is PERMIT


class TestTenderGuards(GuardContract):
    case_type = TENDER
    data = {Announcement: [announcement(), announcement(0)], Offer: [offer(), offer(200_000)], Choice: [Choice(1)]}  # noqa: RUF012


class TestRelayGuards(GuardContract):
    case_type = RELAY


def contract(of: CaseType) -> GuardContract:
    """The contract for a case type."""

    class Asked(GuardContract):
        case_type = of
        decisions = 300

    return Asked()


def only(guard: Guard[Any]) -> tuple[GuardContract, Guard[Any]]:
    """A contract, and the one guard that it asks."""
    return contract(planted.planted(guard)), guard


def test_guard_that_is_never_asked_is_named():
    """
    A contract that nothing was asked of says nothing.
    """
    there, nowhere = asks("never", lambda s: ("never",)), asks("nowhere", lambda s: ())
    kept, _ = only(there)

    with pytest.raises(AssertionError, match="no search came to where nowhere is asked"):
        kept.test_guard_is_asked(nowhere)
    kept.test_guard_is_asked(there)


def test_guard_that_writes_is_caught():
    """
    What it was shown is another one afterwards.
    """
    kept, scribbling = only(asks("scribbling", planted.scribbling))

    with pytest.raises(AssertionError):
        kept.test_guard_has_no_effects(scribbling)


def test_guard_that_remembers_is_caught():
    """
    It says something else the second time.
    """
    planted.SCRIBBLES.clear()
    kept, forgetting = only(asks("forgetting", planted.forgetting))

    with pytest.raises(AssertionError):
        kept.test_guard_says_the_same_again(forgetting)
    planted.SCRIBBLES.clear()


def test_guard_without_an_end_is_caught():
    """
    Long before the memory is full.
    """
    kept, endless = only(asks("endless", planted.endless))

    with pytest.raises(AssertionError):
        kept.test_guard_ends(endless)


@pytest.mark.parametrize("yields", [planted.silent, planted.wordless])
def test_blocker_that_cannot_be_read_is_caught(yields):
    """
    Of no words, or no text at all.
    """
    kept, unread = only(asks("unread", yields))

    with pytest.raises(AssertionError):
        kept.test_blockers_can_be_read(unread)


def test_requirements_of_destruction_are_asked_too():
    """
    Of the root, once there is a case.
    """

    @guard(nl="de zaak is oud", en="the case is old")
    def is_old(s: Situation[object]) -> Any:
        yield "not yet"

    archivist = Role("archivist", nl="archivaris", en="archivist")
    plain = planted.planted()
    destroyable = CaseType("ledger", version=2, nl="grootboek", en="ledger", root=plain.root, acts={DESTROY: [archivist]},
                           destroyable=Destroyable([is_old], confirmed_by=[planted.CLERK]))  # fmt: skip

    contract(destroyable).test_guard_is_asked(is_old)


def test_what_nobody_knows_blocks_too():
    """
    It can be read as any blocker.
    """
    kept, unknown = only(asks("unknown", planted.unknown))

    kept.test_blockers_can_be_read(unknown)
    kept.test_guard_says_the_same_again(unknown)
