"""
Variants: a case type made from another one, within its bounds.
"""

from __future__ import annotations

from typing import Any

import pytest

from proeftuin_flow.errors import DefinitionError
from proeftuin_flow.guards import Severity, Trigger
from proeftuin_flow.lifecycle import State, event
from proeftuin_flow.structure import diff
from proeftuin_flow.testing import given
from tests.case_types import (
    BIDS,
    BUYER,
    BUYER_1,
    CHECK,
    CLOSE,
    DIRECTOR,
    GRANT,
    LAWYER_1,
    PERMIT,
    TENDER,
    TENDERS,
    WITHDRAW,
    announcement,
    assessed,
    awarded,
    closed,
    open_,
    requested,
    seen_by_a_lawyer,
)

in_council = State("in_council", nl="in de raad", en="in council")

TO_COUNCIL = Trigger("to_council", nl="naar de raad", en="to the council")
BACK = Trigger("back_from_council", nl="terug uit de raad", en="back from the council")

to_council = assessed.to(in_council, on=TO_COUNCIL, by=[DIRECTOR], emits=event("went_to_council", nl="naar de raad", en="went to the council"))
back = in_council.to(assessed, on=BACK, by=[DIRECTOR], emits=event("came_back", nl="terug", en="came back"))

tender_closed = TENDERS.events["tender_closed"]


def problems(**more: Any) -> list[str]:
    with pytest.raises(DefinitionError) as error:
        TENDER.variant("tender-utrecht", version=1, **more)
    assert ("tender-utrecht", 1) == (error.value.name, error.value.version)
    return [*error.value.problems]


def test_variant_differs_in_what_is_named():
    """
    Severities and parameters in every profile, arrows more and fewer; the rest is as it was.
    """
    utrecht = TENDER.variant(
        "tender-utrecht", version=3, nl="Utrechtse aanbesteding",
        severities={"all_judged": Severity.FIXED}, parameters={"least_bids": 2},
        without=[(TENDERS, closed, WITHDRAW)], add=[(TENDERS, to_council), (TENDERS, back)],
    )  # fmt: skip

    assert ("Utrechtse aanbesteding", "tender") == (utrecht.nl, utrecht.en)
    assert BIDS is utrecht.lifecycles["bid"]
    assert [
        "~ name: 'tender' -> 'tender-utrecht'",
        "~ version: 1 -> 3",
        "+ lifecycles tender states in_council",
        "- lifecycles tender events tender_withdrawn_closed",
        "+ lifecycles tender events went_to_council",
        "+ lifecycles tender events came_back",
        "- lifecycles tender transitions closed -> withdrawn (withdraw, tender_withdrawn_closed)",
        "+ lifecycles tender transitions assessed -> in_council (to_council, went_to_council)",
        "+ lifecycles tender transitions in_council -> assessed (back_from_council, came_back)",
        "+ profiles european severities all_judged",
        "~ profiles european parameters least_bids: 3 -> 2",
        "+ profiles simple severities all_judged",
        "~ profiles simple parameters least_bids: 1 -> 2",
    ] == [*diff(TENDER, utrecht).lines]


def test_variant_leaves_its_base_as_it_was():
    """
    Rules are values.
    """
    before = TENDER.fingerprint

    TENDER.variant("other", version=1, without=[(TENDERS, closed, WITHDRAW)])

    assert before == TENDER.fingerprint
    assert "withdraw" in TENDERS.table["closed"]


def test_variant_decides_by_its_own_rules():
    """
    An arrow that was left out does not exist there, and a severity that was changed weighs otherwise.
    """
    utrecht = TENDER.variant("utrecht", version=1, severities={"enough_bids": Severity.HARD}, without=[(TENDERS, open_, WITHDRAW)])
    story = given(utrecht).by(BUYER_1).opened(announcement()).and_("check", by=LAWYER_1)

    story.when("close").then_refused(enough_bids=["0 < 3"])
    story.when("withdraw").then_refused("wrong_state", "role", others=True)


def test_automatic_arrow_is_left_out_by_where_it_leads():
    """
    It has no trigger to be named by.
    """
    by_hand = closed.to(assessed, on=Trigger("assess", nl="beoordelen", en="assess"), by=[BUYER], emits=event("assessed_by_hand", nl="x", en="x"))

    variant = TENDER.variant("by-hand", version=1, without=[(TENDERS, closed, assessed)], add=[(TENDERS, by_hand)])

    assert not variant.moves_by_itself


def test_what_does_not_exist_cannot_be_changed():
    """
    Everything that is not there is said at once.
    """
    assert [
        "there is no guard 'nothing' in 'tender'",
        "there is no parameter 'days' in 'tender'",
        "without: 'permit' is no lifecycle of 'tender'",
        "without: tender has no transition from 'open' by 'grant'",
        "without: tender has no transition from 'open' by 'awarded'",
        "without: tender has no transition from 'open' by 'closed'",
        "add: 'permit' is no lifecycle of 'tender'",
    ] == problems(
        severities={"nothing": Severity.HARD}, parameters={"days": 3},
        # To `closed` an arrow leads that has a trigger, and goes by that.
        without=[(PERMIT.root, requested, GRANT), (TENDERS, open_, GRANT), (TENDERS, open_, awarded), (TENDERS, open_, closed)],
        add=[(PERMIT.root, to_council)],
    )  # fmt: skip


def test_fixed_guard_cannot_be_loosened():
    """
    Not by a severity …
    """
    assert ["guard 'seen_by_a_lawyer' is fixed, and cannot be made advisory"] == problems(severities={"seen_by_a_lawyer": Severity.ADVISORY})


def test_fixed_guard_cannot_be_lost():
    """
    … and not by an arrow that takes the place of the one that asks it.
    """
    looser = open_.to(closed, on=CLOSE, by=[BUYER], emits=tender_closed)

    assert ["tender: from 'open' the fixed guard 'seen_by_a_lawyer' would be lost"] == problems(
        without=[(TENDERS, open_, CLOSE)], add=[(TENDERS, looser)]
    )


def test_arrow_may_be_replaced_by_one_that_asks_the_fixed_guard_too():
    """
    What was fixed stays fixed, and the rest may change.
    """
    other = open_.to(closed, on=CLOSE, by=[BUYER], requires=[seen_by_a_lawyer], emits=tender_closed)

    variant = TENDER.variant(
        "looser", version=1, without=[(TENDERS, open_, CLOSE)], add=[(TENDERS, other)], severities={"seen_by_a_lawyer": Severity.FIXED}
    )

    assert "enough_bids" not in variant.guards


def test_variant_has_to_hold_together():
    """
    The same checks as for any case type.
    """
    assert ["tender: state 'in_council' is a dead end, and is not final"] == problems(add=[(TENDERS, to_council)])
    assert CHECK.name in TENDERS.triggers
