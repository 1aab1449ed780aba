"""
Lifecycles that others published, expressed here: every arrow of theirs is one of ours, and nothing else is.
"""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

import pytest

from proeftuin_flow import Accepted, Actor, Case, Command, Refused, decide, options
from proeftuin_flow.exports import pnml, scxml, xstate
from proeftuin_flow.soundness import check
from proeftuin_flow.testing import walk
from tests.foreign.published import ALL, ANYBODY, BUGZILLA, CMMN_CASE, IRONIC, REDMINE, SIP_INVITE_CLIENT, TCP, Published
from tests.foreign.translating import Translated, codes, translated

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EACH = pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)


def everybody(made: Translated) -> Actor:
    """Somebody with every role of the source."""
    return Actor("u-1", roles=set(made.roles.values()))


def reached(source: Published, made: Translated) -> dict[str, Case]:
    """A case in each state that can be reached, by the fewest steps, in the words of the source."""
    word = {code: name for name, code in made.states.items()}
    new, who = made.case_type.new("case-1"), everybody(made)
    there: dict[str, Case] = {}
    waiting = deque((new, made.triggers[trigger]) for trigger, _ in source.entries)
    while waiting:
        case, trigger = waiting.popleft()
        decision = decide(case, Command(trigger, who, NOON))
        if isinstance(decision, Accepted) and word[decision.case.root.state] not in there:
            there[word[decision.case.root.state]] = decision.case
            waiting.extend((decision.case, each) for each in made.triggers.values())
    return there


@EACH
def test_every_arrow_agrees(source):
    """
    In each state, for each role, every trigger is accepted just where the source has an arrow, and leads where that leads.
    """
    made = translated(source)
    cases = reached(source, made)
    assert source.states == {*cases}

    for state, case in cases.items():
        for trigger, code in made.triggers.items():
            for role in source.roles or [ANYBODY]:
                targets = {b for a, on, b in source.arrows if (a, on) == (state, trigger) and role in source.who((a, on, b))}
                decision = decide(case, Command(code, Actor("u-2", roles={made.roles[role]}), NOON))
                led = {decision.case.root.state} if isinstance(decision, Accepted) else set()
                assert {made.states[target] for target in targets} == led, (state, trigger, role)


@EACH
def test_ways_in_are_those_of_the_source(source):
    """
    A case that is new can be opened in each of the ways of the source, and in no other.
    """
    made = translated(source)
    new = made.case_type.new("case-1")

    for trigger, code in made.triggers.items():
        decision = decide(new, Command(code, everybody(made), NOON))
        led = {decision.case.root.state} if isinstance(decision, Accepted) else set()
        assert {made.states[target] for way, target in source.entries if way == trigger} == led, trigger


@EACH
def test_options_are_the_arrows(source):
    """
    What can be done now is what the source has arrows for, by the name that the source gives it.
    """
    made = translated(source)

    for state, case in reached(source, made).items():
        ready = {option.label.nl for option in options(case, everybody(made), NOON) if option.status == "ready"}
        assert {trigger for a, trigger, _ in source.arrows if a == state} == ready, state


@EACH
def test_what_is_unsound_is_so_in_the_source(source):
    """
    Checked as our own are: each state is reached, and those that never end are those for which the source has no end.
    """
    made = translated(source)
    found = [finding.name for finding in check(made.case_type).findings if finding.certain]

    assert ([] if source.final else [f"trap: {made.case_type.name} {made.states[source.entries[0][1]]}"]) == found


@EACH
def test_they_cross_over(source):
    """
    Each goes on to the engines of others, awkward names and all.
    """
    lifecycle = translated(source).case_type.root

    assert all(export(lifecycle) for export in (xstate, scxml, pnml))


TestCaseOfCmmn = walk(translated(CMMN_CASE).case_type).TestCase
"""The kit that tests our rules walks through theirs too, and sees every state, transition and refusal."""


def test_there_are_enough():
    """
    Of several fields, with what is awkward: several ways in, loops, names with spaces, dashes and ranges, roles, and ends that are no ends.
    """
    assert 10 <= len(ALL) == len({source.name for source in ALL}) and 6 <= len({source.field_of for source in ALL})
    assert 3 == len(BUGZILLA.entries) and 2 == len(TCP.entries)
    assert ("Calling", "Timer A fires", "Calling") in SIP_INVITE_CLIENT.arrows
    assert {"wait call-back", "deploy failed"} <= IRONIC.states and 64 == len(IRONIC.arrows)
    assert ("Closed", "New", "New") in REDMINE.arrows and "Closed" in REDMINE.over and not REDMINE.final
    assert "Completed" in CMMN_CASE.over and frozenset({"Closed"}) == CMMN_CASE.final


def test_codes_are_never_the_same():
    """
    Names that differ only in what a code cannot hold stay two names, and words that are taken here stay free.
    """
    assert {"": "unnamed", "1xx": "n_1xx", "Décharge": "decharge", "New": "new_2"} == codes(["", "1xx", "Décharge", "New"])
    assert {"FIN WAIT 1": "fin_wait_1", "FIN-WAIT-1": "fin_wait_1_2"} == codes(["FIN-WAIT-1", "FIN WAIT 1"])


def test_arrow_that_is_missing_is_noticed():
    """
    A table with one arrow more than was translated does not agree.
    """
    made = translated(TCP)
    case = reached(TCP, made)["ESTABLISHED"]

    assert isinstance(decide(case, Command(made.triggers["SEND"], everybody(made), NOON)), Refused)
