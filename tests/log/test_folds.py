"""
Many cases in one pass, each record verified on the way if need be.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from proeftuin_flow.case import Case
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.errors import BrokenChain, UnknownVersion
from proeftuin_flow.log import GENESIS, Chains, Folds, Record, Stamp, event_of, seal
from proeftuin_flow.wishes import Command
from tests.case_types import CLERK_1, NOON, PERMIT, TENDER, Document


def lived(id: str) -> tuple[Case, list[Record]]:
    """A permit with two documents that was granted, and its records."""
    case, head, records = PERMIT.new(id), GENESIS, []
    wishes = [("ask", None), ("receive", Document("map", "Jansen")), ("receive", Document("identity", "Jansen")), ("grant", None)]
    for minute, (trigger, data) in enumerate(wishes):
        now = NOON + timedelta(minutes=minute)
        decision = decide(case, Command(trigger, CLERK_1, now, None, data))
        assert isinstance(decision, Accepted)
        records += seal(case, decision.events, Stamp(now), head)
        case, head = decision.case, records[-1].hash
    return case, records


def test_cases_of_many_streams_are_made_in_one_pass():
    """
    Their records may come in any order of streams.
    """
    (one, ones), (other, others) = lived("permit-1"), lived("permit-2")
    folds = Folds([TENDER, PERMIT])

    for pair in zip(ones, others, strict=True):
        for record in pair:
            folds.add(record)

    assert {"permit-1": one, "permit-2": other} == folds.cases()


def test_header_that_the_chain_read_is_not_read_again():
    """
    What `Chains.add` hands out is the header, and with it `Folds.add` comes to the same case.
    """
    case, records = lived("permit-1")
    folds, chains = Folds([PERMIT]), Chains()

    for record in records:
        header = chains.add(record)
        assert record.read() == header
        assert event_of(record, PERMIT) == event_of(record, PERMIT, header)
        folds.add(record, header)

    assert {"permit-1": case} == folds.cases()


def test_case_type_that_nobody_gave_is_refused():
    """
    A first record says by which rules it was made; without those there is no case.
    """
    _, (first, *_) = lived("permit-1")

    with pytest.raises(UnknownVersion):
        Folds([TENDER]).add(first)


def test_record_out_of_place_breaks_the_chain():
    """
    A record that was left out is noticed where the next one comes.
    """
    _, (first, _, third, _) = lived("permit-1")
    chains = Chains()
    chains.add(first)

    with pytest.raises(BrokenChain, match="2"):
        chains.add(third)
