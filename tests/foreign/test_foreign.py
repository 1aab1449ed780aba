"""
Lifecycles that others published, expressed here: every arrow of theirs is one of ours, and nothing else is.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from itertools import combinations, product
from typing import TypeAlias
from xml.etree import ElementTree

import pytest
from attrs import evolve

from proeftuin_flow import Accepted, Actor, Case, Command, Refused, decide, options
from proeftuin_flow.diagrams import mermaid
from proeftuin_flow.exports import pnml, scxml, xstate
from proeftuin_flow.soundness import check
from proeftuin_flow.testing import walk
from tests.foreign.expected import EXPECTED
from tests.foreign.published import (
    ALL,
    ANYBODY,
    BGP,
    BUGZILLA,
    CMMN_CASE,
    IESG,
    IETF_WORKING_GROUP,
    IRONIC,
    PLONE_INTRANET,
    REDMINE,
    SIP_INVITE_CLIENT,
    TCP,
    Arrow,
    Published,
)
from tests.foreign.translating import LONGEST, Translated, codes, translated, words

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SCXML = "http://www.w3.org/2005/07/scxml"
PNML = "http://www.pnml.org/version-2009/grammar/pnml"
FLOW_EN = "{urn:proeftuin-flow:labels}en"
EACH = pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)


def everybody(made: Translated) -> Actor:
    """Somebody with every role of the source."""
    return Actor("u-1", roles=set(made.roles.values()))


def truths(source: Published) -> list[frozenset[str]]:
    """Every way in which what arrows hang on may hold or not; one, where they hang on nothing."""
    names = sorted(source.conditions)
    return [frozenset(some) for number in range(len(names) + 1) for some in combinations(names, number)]


def asked(made: Translated, case: Case, trigger: str, actor: Actor, holding: Iterable[str] = ()) -> Accepted | Refused:
    """What the decider says to a trigger of the source, while that holds."""
    return decide(case, Command(made.triggers[trigger], actor, NOON, data=made.telling(trigger, holding)))


def led_to(made: Translated, decision: Accepted | Refused) -> set[str]:
    """Where a decision led, in the words of the source; nowhere if it was refused."""
    return {name for name, code in made.states.items() if isinstance(decision, Accepted) and code == decision.case.root.state}


def reached(source: Published, made: Translated) -> dict[str, Case]:
    """A case in each state that can be reached, by the fewest steps, in the words of the source."""
    who, there = everybody(made), dict[str, Case]()
    waiting = deque([made.case_type.new("case-1")])
    while waiting:
        case = waiting.popleft()
        for trigger, holding in product(made.triggers, truths(source)):
            decision = asked(made, case, trigger, who, holding)
            for state in led_to(made, decision) - {*there}:
                assert isinstance(decision, Accepted)
                there[state] = decision.case
                waiting.append(decision.case)
    return there


Question: TypeAlias = tuple[str, str, str, frozenset[str]]
"""In which state, on what, for whom, and while what holds."""


def answers(source: Published, made: Translated, cases: Mapping[str, Case]) -> dict[Question, set[str]]:
    """Where the decider leads, asked everything."""
    questions = product(cases, made.triggers, source.roles or [ANYBODY], truths(source))
    people = {role: Actor("u-2", roles={code}) for role, code in made.roles.items()}
    return {each: led_to(made, asked(made, cases[each[0]], each[1], people[each[2]], each[3])) for each in questions}


def disagreements(source: Published, answered: Mapping[Question, set[str]]) -> Iterator[Question]:
    """Where a table and the decider part."""
    leaving = defaultdict[tuple[str, str], list[Arrow]](list)
    for arrow in source.arrows:
        leaving[arrow[:2]].append(arrow)
    for (state, trigger, role, holding), led in answered.items():
        if led != {arrow[2] for arrow in leaving[state, trigger] if role in source.who(arrow) and source.taken(arrow, holding)}:
            yield state, trigger, role, holding


@EACH
def test_every_arrow_agrees(source):
    """
    In each state, for each role, every trigger is accepted just where the source has an arrow, and leads where that leads.
    """
    made = translated(source)
    cases = reached(source, made)

    assert source.states == {*cases}
    assert [] == [*disagreements(source, answers(source, made, cases))]


@pytest.mark.parametrize("source", [TCP, BGP, PLONE_INTRANET], ids=lambda source: source.name)
def test_every_arrow_that_differs_is_noticed(source):
    """
    A table that lacks one arrow, or in which one leads elsewhere, does not agree, whichever it is.
    """
    made = translated(source)
    answered = answers(source, made, reached(source, made))

    for arrow in source.arrows:
        kept = source.arrows - {arrow}
        for arrows in (kept, kept | {(*arrow[:2], "elsewhere")}):
            parting = {(state, trigger) for state, trigger, _, _ in disagreements(evolve(source, arrows=arrows), answered)}
            assert {arrow[:2]} == parting, arrow


@EACH
def test_ways_in_are_those_of_the_source(source):
    """
    A case that is new can be opened in each of the ways of the source, and in no other.
    """
    made = translated(source)
    new = made.case_type.new("case-1")

    for trigger in made.triggers:
        decision = asked(made, new, trigger, everybody(made))
        assert {target for way, target in source.entries if way == trigger} == led_to(made, decision), trigger


@EACH
def test_options_are_the_arrows(source):
    """
    What can be done now is what the source has arrows for, by the name that the source gives it.
    """
    made = translated(source)

    for state, case in reached(source, made).items():
        possible = {option.label.en for option in options(case, everybody(made), NOON) if option.status != "blocked"}
        assert {trigger for a, trigger, _ in source.arrows if a == state} == possible, state


@EACH
def test_what_is_unsound_is_so_in_the_source(source):
    """
    Checked as our own are: whatever is found, certain or possible, is explained by the source, and nothing is explained that is not found.
    """
    report = check(translated(source).case_type, expected=EXPECTED.get(source.name, ()))

    assert report, str(report)


@EACH
def test_they_cross_over(source):
    """
    Read back from what is drawn and from what engines of others get, the arrows are those of the source, in its words.
    """
    lifecycle = translated(source).case_type.root
    opened = {("new", trigger or source.name, target) for trigger, target in source.entries}
    arrows = opened | source.arrows

    assert arrows == read_xstate(xstate(lifecycle)) == read_scxml(scxml(lifecycle)) == read_mermaid(mermaid(lifecycle, "en"))
    assert {*map(words, source.arrows), *(words(("", *way)) for way in source.entries)} == read_pnml(pnml(lifecycle))


def read_xstate(text: str) -> set[Arrow]:
    """The arrows of a machine, by labels."""
    states = json.loads(text)["states"]
    return {
        (state["meta"]["en"], arrow["meta"]["en"], states[arrow["target"]]["meta"]["en"])
        for state in states.values() for arrows in state.get("on", {}).values() for arrow in arrows
    }  # fmt: skip


def read_scxml(text: str) -> set[Arrow]:
    """The arrows of a chart, by labels."""
    nodes = {node.attrib["id"]: node for node in ElementTree.fromstring(text) if "id" in node.attrib}
    return {
        (node.attrib[FLOW_EN], arrow.attrib[FLOW_EN], nodes[arrow.attrib["target"]].attrib[FLOW_EN])
        for node in nodes.values() for arrow in node.iter(f"{{{SCXML}}}transition")
    }  # fmt: skip


def read_pnml(text: str) -> set[str]:
    """The labels of the events of a net."""
    return {
        node[1].attrib["en"]
        for node in ElementTree.fromstring(text).iter(f"{{{PNML}}}transition")
        if node.attrib["id"].startswith("arrow.")
    }


def read_mermaid(text: str) -> set[Arrow]:
    """The arrows of a picture, by labels, without what they hang on."""
    text = re.sub(r"#(\w+);", lambda found: chr(int(found[1])) if found[1].isdigit() else unescape(f"&{found[1]};"), text)
    names = {id: name for name, id in re.findall(r'state "(.*)" as (\w+)', text)} | {"[*]": "new"}
    return {(names[a], on, names[b]) for a, b, on in re.findall(r"^ +(\S+) --> (\S+) : (.*?)(?: \[.*\])?$", text, re.MULTILINE)}


TestCaseOfCmmn = walk(translated(CMMN_CASE).case_type).TestCase
"""The kit that tests our rules walks through theirs too, and sees every state, transition and refusal."""

EITHER_WAY = ("delayopen", "not_delayopen", "delayopentimer_is_running", "not_delayopentimer_is_running")
TestCaseOfBgp = walk(translated(BGP).case_type, accept=[f"one_sided: {code} unmet" for code in EITHER_WAY]).TestCase
"""
One trigger, several targets.  Of two arrows of which one is always taken, what is unmet of the other is in no decision; it shows only to
somebody without the role.
"""


def test_there_are_enough():
    """
    Of several fields, with what is awkward: several ways in, loops, names with spaces, dashes and ranges, roles, and ends that are no ends.
    """
    assert 10 <= len(ALL) == len({source.name for source in ALL}) and 6 <= len({source.field_of for source in ALL})
    assert {*EXPECTED} <= {source.name for source in ALL}
    assert 3 == len(BUGZILLA.entries) and 2 == len(TCP.entries)
    assert ("Calling", "Timer A fires", "Calling") in SIP_INVITE_CLIENT.arrows
    assert {"wait call-back", "deploy failed"} <= IRONIC.states and 64 == len(IRONIC.arrows)
    assert ("Closed", "New", "New") in REDMINE.arrows and "Closed" in REDMINE.over and not REDMINE.final
    assert {"WG Consensus: Waiting for Write-Up", "IESG Evaluation - Defer"} <= IETF_WORKING_GROUP.states | IESG.states
    assert {"Active", "Idle"} == {b for a, on, b in BGP.arrows if (a, on) == ("Connect", "Event 18")}
    assert "Completed" in CMMN_CASE.over and frozenset({"Closed"}) == CMMN_CASE.final


def test_dutch_words_are_those_of_the_source():
    """
    Where the source has Dutch words of its own, people read those, and else its only ones.
    """
    made = translated(REDMINE)
    reporter = Actor("u-2", roles={made.roles["Reporter"]})
    refused = asked(made, reached(REDMINE, made)["New"], "In Progress", reporter)

    assert isinstance(refused, Refused)
    assert "Ontwikkelaar" in refused.text("nl") and "Developer" in refused.text("en")
    assert {"Nieuw", "In Progress", "Opgelost", "Terugkoppeling", "Gesloten", "Afgewezen"} == {
        state.label.nl for state in made.case_type.root.states.values()
    }


def test_codes_are_never_the_same():
    """
    Names that differ only in what a code cannot hold stay two names, and words that are taken here stay free.
    """
    assert {"": "unnamed", "1xx": "n_1xx", "Décharge": "decharge", "New": "new_2"} == codes(["", "1xx", "Décharge", "New"])
    assert {"FIN WAIT 1": "fin_wait_1", "FIN-WAIT-1": "fin_wait_1_2"} == codes(["FIN-WAIT-1", "FIN WAIT 1"])
    assert ["a" * LONGEST, "a" * LONGEST + "_2"] == [*codes(["a" * 70, "a" * 71]).values()]
