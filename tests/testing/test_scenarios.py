"""
Scenarios: a short way to everything, as tests and as a table.
"""

from __future__ import annotations

import attrs
import pytest

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.testing import Scenario, Scenarios, scenarios
from tests.case_types import PERMIT, RELAY, TENDER, Announcement, Choice, Document, Offer, announcement, offer
from tests.testing import planted
from tests.testing.planted import asks

DOCUMENTS = {Document: [Document("map", "u-1"), Document("identity", "u-1")]}
PERMITS = scenarios(PERMIT, data=DOCUMENTS)
TENDERS = scenarios(TENDER, data={Announcement: [announcement(), announcement(0)], Offer: [offer(), offer(200_000)], Choice: [Choice(1)]})
NEVER: CaseType = planted.planted(asks("never", lambda s: ("never",)))
RAISING: CaseType = planted.planted(asks("raising", planted.raising))


@pytest.mark.parametrize("scenario", [*PERMITS, *TENDERS, *scenarios(RELAY)], ids=str)
def test_scenario_comes_out_as_it_was_found(scenario):
    """
    And keeps the laws.
    """
    scenario.run()


def test_everything_is_found():
    """
    Each state, each transition, and each refusal that can be told beforehand.
    """
    assert () == PERMITS.missing
    assert ["permit requested", "permit granted"] == [each.name for each in PERMITS if each.kind == "state"]
    assert [
        "permit new -> requested (ask)", "permit requested -> requested (receive)", "permit requested -> granted (grant)",
    ] == [each.name for each in PERMITS if each.kind == "transition"]  # fmt: skip
    assert {
        "permit ask: wrong_state", "permit ask: role", "permit receive: wrong_state", "permit receive: role", "permit receive: data_missing",
        "permit receive: data_malformed", "permit grant: wrong_state", "permit grant: role", "permit grant: documents_complete",
    } == {each.name for each in PERMITS if each.kind == "refusal"}  # fmt: skip
    assert 14 == len(PERMITS)


def named(found: Scenarios, name: str) -> Scenario:
    return next(each for each in found if str(each) == name)


def test_way_is_as_short_as_can_be():
    """
    No step of it can be left out.
    """
    assert ["ask", "receive", "receive", "grant"] == [command.trigger for command in named(PERMITS, "state: permit granted").commands]
    assert ["ask", "grant"] == [command.trigger for command in named(PERMITS, "refusal: permit grant: documents_complete").commands]


def test_scenarios_are_a_sequence():
    """
    They can be counted, picked and parametrized.
    """
    assert "state: permit requested" == str(PERMITS[0])
    assert [str(each) for each in PERMITS][:2] == [str(each) for each in PERMITS[:2]]


def test_scenario_that_comes_out_in_another_way_says_so():
    """
    Because the rules are others now, or because a step on the way is refused.
    """
    granted = named(PERMITS, "state: permit granted")
    refused = named(PERMITS, "refusal: permit grant: documents_complete")
    other = attrs.evolve(granted, asked=attrs.evolve(granted.asked, decision=refused.asked.decision))

    with pytest.raises(AssertionError, match=r"state: permit granted comes out in another way: \['permit_granted'\]"):
        other.run()
    given = granted.asked.given
    _, *steps = given.steps
    without = attrs.evolve(granted, asked=attrs.evolve(granted.asked, given=attrs.evolve(given, steps=tuple(steps))))
    with pytest.raises(AssertionError, match="comes out in another way: refused on the way"):
        without.run()


def test_what_is_not_found_is_missing():
    """
    By kind and name.
    """
    found = scenarios(NEVER, decisions=500)

    assert ("state: ledger ended", "transition: ledger begun -> ended (end)") == found.missing
    assert found.markdown("nl").endswith("\n## Niet gevonden\n\n- state: ledger ended\n- transition: ledger begun -> ended (end)\n")


def test_rule_that_raises_is_not_passed_over():
    """
    The exception comes out.
    """
    with pytest.raises(ZeroDivisionError):
        scenarios(RAISING, decisions=500)


def test_table_can_be_read_by_who_knows_the_process():
    """
    In Dutch and in English, with labels only; the words of data are as they were given.
    """
    dutch, english = PERMITS.markdown("nl"), PERMITS.markdown("en")

    assert dutch.startswith("# Scenario's: vergunning, versie 1\n\n## Toestanden\n\n| nr | wat | stappen | uitkomst |\n| --- | --- | --- | --- |\n")
    assert (
        "| 2 | vergunning: verleend | 1. aanvragen (behandelaar)<br>2. stuk ontvangen (behandelaar), name: map, handed_in_by: u-1<br>"
        "3. stuk ontvangen (behandelaar), name: identity, handed_in_by: u-1<br>4. verlenen (behandelaar) | vergunning: verleend |"
    ) in dutch
    assert "| verlenen: de stukken zijn compleet | 1. aanvragen (behandelaar)<br>2. verlenen (behandelaar) |" in dutch
    assert "ask: only for: clerk | 1. ask (somebody without a role) | only for: clerk |" in english
    assert "receive a document (clerk), without data" in english
    assert "receive a document (clerk), with data that do not fit" in english
    assert "Niet gevonden" not in dutch


def test_table_names_parts_waivers_and_what_is_inside_of_data():
    """
    A part by its number, a waiver by its requirement, nothing by a dash, several in a row.
    """
    english = TENDERS.markdown("en")
    too_dear = scenarios(TENDER, data={Announcement: [announcement(0)], Offer: [offer()]}, decisions=2_000).markdown("en")

    assert "advise (lawyer), advice 1, positive: True, note: –" in english
    assert "waiving: the bid is within the budget" in too_dear
    assert "tender: open; advice 1: asked for" in english


def test_table_shows_data_of_every_sort():
    """
    What is in a collection, in an instance, and in an enumeration.
    """
    from proeftuin_flow.privacy import DataClass
    from proeftuin_flow.testing.scenario import _shown

    assert ["b, c", "–", "map u-1", "1", "–", "7"] == [
        _shown(value) for value in (frozenset({"c", "b"}), (), Document("map", "u-1"), DataClass.C1, None, 7)
    ]  # fmt: skip


def test_scenarios_are_the_text_of_a_module_of_tests():
    """
    It runs, and each of its tests holds.
    """
    names: dict[str, object] = {}
    exec(compile(PERMITS.python(), "scenarios", "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]

    assert 14 == len(tests)
    for test in tests:
        assert callable(test)
        test()
