"""
Exports of lifecycles: from the definition that is executed, the same each time.  What engines make of them, `make interop` shows.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.exports import escaped, pnml, predicates, scxml, unescaped, xstate
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from tests.case_types import ASK, CLERK, GRANT, PERMIT, RECEIVE, RELAY, TENDER, TENDERS, Permit, documents_complete

GOLDEN = Path(__file__).parent / "golden"
WAYS = {
    "events.xstate.json": lambda lifecycle: xstate(lifecycle, automatic="events"),
    "events.scxml": lambda lifecycle: scxml(lifecycle, automatic="events"),
    "xstate.json": xstate,
    "scxml": scxml,
    "pnml": pnml,
    "anywhere.pnml": lambda lifecycle: pnml(lifecycle, ends="anywhere"),
}
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
SCXML = "{http://www.w3.org/2005/07/scxml}"
PNML = "{http://www.pnml.org/version-2009/grammar/pnml}"
FLOW = "{urn:proeftuin-flow:labels}"
EVERY = [lifecycle for case_type in (PERMIT, TENDER, RELAY, GATHERING, PROEFTUIN) for lifecycle in case_type.lifecycles.values()]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case_type", [PERMIT, TENDER], ids=lambda case_type: case_type.name)
def test_exports_are_as_they_were(case_type: CaseType, way: str):
    """
    The root of a case type in every format, compared with the file that somebody looked at.
    """
    assert (GOLDEN / f"{case_type.root.name}.{way}").read_text(encoding="utf-8") == WAYS[way](case_type.root)


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("plan_signed", "plan_signed"),
        ("on-hold", "on_x002D_hold"),
        ("Won't fix.", "Won_x0027_t_x0020_fix_x002E_"),
        ("3rd", "_x0033_rd"),
        ("by_xenon", "by_x005F_xenon"),
        ("_x0041_", "_x005F_x0041_"),
        ("*", "_x002A_"),
        ("hé", "h_x00E9_"),
        ("\N{GRINNING FACE}", "_x1F600_"),
        ("", "_x_"),
    ],
)
def test_awkward_names_are_written_as_in_sql_xml(name: str, id: str):
    """
    What an id may hold stays as it is.
    """
    assert id == escaped(name)
    assert name == unescaped(id)


@given(st.text(st.sampled_from("_x0A1F5 -é.") | st.characters(codec="utf-8")))
def test_every_name_comes_back(name: str):
    """
    Whatever it holds, its id is one in every format and says which name it was.
    """
    id = escaped(name)

    assert name == unescaped(id)
    assert NCNAME.fullmatch(id)
    assert not set(".-") & set(id)


def awkward() -> Lifecycle[Permit]:
    """A lifecycle with everything in its labels and codes that some format reads as something else."""
    nasty = evolve(documents_complete, code="it's \"complete\"", label=Label('<a> & "b"', "x\x00y"))
    odd, end = State("#on hold.*", nl="<wacht>", en="a & b"), State("", nl="]]>", en="--", final=True)
    ask, grant = evolve(ASK, name="ask.for it"), evolve(GRANT, name="done.state.x")
    return Lifecycle("a/b", nl="lastig", en="awkward", facts=Permit, transitions=[
        NEW.to(odd, on=ask, by=[evolve(CLERK, name="clerk'")], emits=event("a b", nl="a", en="a")),
        odd.to(end, on=grant, by=[CLERK], requires=[nasty], emits=event("'];x", nl="b", en="b")),
    ])  # fmt: skip


def test_awkward_names_and_labels_cross_over():
    """
    Ids are escaped, labels are quoted, and a character that no XML may hold is replaced.
    """
    config = json.loads(xstate(awkward()))
    chart, net = fromstring(scxml(awkward())), fromstring(pnml(awkward()))
    conditions = [each.attrib["cond"] for each in chart.iter(f"{SCXML}transition")]

    assert ["new", "#on hold.*", ""] == [*map(unescaped, config["states"])]
    assert ["new", "#on hold.*", ""] == [unescaped(each.attrib["id"]) for each in chart if each.tag in (f"{SCXML}state", f"{SCXML}final")]
    assert ["new", "#on hold.*", ""] == [
        unescaped(each.attrib["id"].removeprefix("state.")) for each in net.iter(f"{PNML}place") if each.attrib.get("id", "end") != "end"
    ]
    assert "<wacht>" == config["states"][escaped("#on hold.*")]["meta"]["nl"]
    assert {"guard.it_x0027_s_x0020__x0022_complete_x0022_"} < set(predicates(awkward()))
    assert all("_x0027_" in each for each in conditions)
    assert all(each.count("'") % 2 == 0 and '"' not in each for each in conditions)
    assert "x\N{REPLACEMENT CHARACTER}y" in [each.attrib[f"{FLOW}en"] for each in chart.iter(f"{FLOW}predicate")]


@pytest.mark.parametrize("lifecycle", [*EVERY, awkward()], ids=lambda lifecycle: lifecycle.name)
def test_no_id_occurs_twice(lifecycle: Lifecycle[Any]):
    """
    In a chart or a net, and each is one that XML takes.
    """
    for text in (scxml(lifecycle), pnml(lifecycle), pnml(lifecycle, ends="anywhere")):
        ids = [each.attrib["id"] for each in fromstring(text).iter() if "id" in each.attrib]

        assert len(ids) == len({*ids})
        assert [] == [id for id in ids if not NCNAME.fullmatch(id)]


# ── what crosses over ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lifecycle", EVERY, ids=lambda lifecycle: lifecycle.name)
def test_every_arrow_is_in_every_format(lifecycle: Lifecycle[Any]):
    """
    As many arrows as there are transitions, with the same ends; every event is named.
    """
    arrows = sorted((t.source.name, t.target.name, t.emits.name) for t in lifecycle.transitions)

    assert arrows == sorted(_of_config(json.loads(xstate(lifecycle))))
    assert arrows == sorted(_of_config(json.loads(xstate(lifecycle, automatic="events"))))
    assert arrows == sorted(_of_chart(fromstring(scxml(lifecycle))))
    assert arrows == sorted(_of_chart(fromstring(scxml(lifecycle, automatic="events"))))
    assert arrows == sorted(_of_net(fromstring(pnml(lifecycle))))


def _of_config(config: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (name, arrow["target"], arrow["actions"][0]["params"]["event"])
        for name, state in config["states"].items()
        for arrow in [*(each for taken in state.get("on", {}).values() for each in taken), *state.get("always", [])]
    ]


def _of_chart(chart: Element) -> list[tuple[str, str, str]]:
    return [
        (state.attrib["id"], arrow.attrib["target"], arrow[0].attrib["expr"].removeprefix("emitted.concat(['").removesuffix("'])"))
        for state in chart
        for arrow in state.iter(f"{SCXML}transition")
    ]


def _of_net(net: Element) -> list[tuple[str, str, str]]:
    arcs = [(each.attrib["source"], each.attrib["target"]) for each in net.iter(f"{PNML}arc")]
    names = {each.attrib["id"]: each[0][0].text or "" for each in net.iter(f"{PNML}transition") if each.attrib["id"].startswith("arrow.")}
    sources = {target: source.removeprefix("state.") for source, target in arcs if target in names}
    targets = {source: target.removeprefix("state.") for source, target in arcs if source in names}
    return [(sources[id], targets[id], name) for id, name in names.items()]


def test_automatic_transitions_are_eventless_or_events():
    """
    As one likes: without an event, or on one that is called after what becomes a fact.
    """
    eventless, events = json.loads(xstate(TENDERS))["states"]["closed"], json.loads(xstate(TENDERS, automatic="events"))["states"]["closed"]
    charts = [fromstring(scxml(TENDERS)), fromstring(scxml(TENDERS, automatic="events"))]
    there = [next(each for each in chart.iter(f"{SCXML}transition") if each.attrib["target"] == "assessed") for chart in charts]

    assert [{"state": "closed", "all": ["own.open", "guard.all_judged", "guard.advice_positive"]}] == [
        each["guard"]["params"] for each in eventless["always"]
    ]
    assert "always" not in events
    assert [{"all": ["own.open", "guard.all_judged", "guard.advice_positive"]}] == [
        each["guard"]["params"] for each in events["on"]["automatic.tender_assessed"]
    ]
    assert [None, "automatic.tender_assessed"] == [each.attrib.get("event") for each in there]
    assert [True, False] == ["follows.closed" in each.attrib["cond"] for each in there]
    assert all("role." not in each.attrib["cond"] for each in there)


def test_final_state_with_a_way_out_is_an_ordinary_one():
    """
    Other engines never leave a final state; that ours is one stands beside it.
    """
    states = json.loads(xstate(TENDERS))["states"]
    chart = {each.attrib["id"]: each for each in fromstring(scxml(TENDERS)) if "id" in each.attrib}

    assert {"awarded": "final", "withdrawn": None} == {name: states[name].get("type") for name in ("awarded", "withdrawn")}
    assert states["withdrawn"]["meta"]["final"]
    assert [f"{SCXML}final", f"{SCXML}state"] == [chart[name].tag for name in ("awarded", "withdrawn")]
    assert "true" == chart["withdrawn"].attrib[f"{FLOW}final"]


def test_nobody_may_take_an_arrow_without_roles():
    """
    One of nobody is never true, in every engine.
    """
    lifecycle = evolve(PERMIT.root, transitions=[evolve(t, roles=()) for t in PERMIT.root.transitions])
    conditions = [each.attrib["cond"] for each in fromstring(scxml(lifecycle)).iter(f"{SCXML}transition")]

    assert conditions[0].startswith("(_event.data.truth['own.opened'] === true) && ")
    assert all(each.startswith("(false) && ") for each in conditions[1:])
    assert [] == json.loads(xstate(lifecycle))["states"]["requested"]["on"]["grant"][0]["guard"]["params"]["any"]


def test_predicates_are_what_people_call_them():
    """
    Guards, roles, and what the library asks itself, with labels in both languages; nothing that is not asked.
    """
    assert {
        "guard.documents_complete": Label("de stukken zijn compleet", "the documents are complete"),
        "own.fits": Label("de gegevens en de afwijkingen kloppen", "data and waivers are in order"),
        "own.open": Label("de zaak is open", "the case is open"),
        "own.opened": Label("een ander onderdeel opent dit", "another part opens this"),
        "own.room": Label("er is ruimte voor nog een onderdeel", "there is room for another part"),
        "role.clerk": Label("behandelaar", "clerk"),
    } == predicates(PERMIT.root)
    assert RECEIVE.label.en == json.loads(xstate(PERMIT.root))["states"]["requested"]["on"]["receive"][0]["meta"]["en"]


def test_net_ends_in_final_states_or_anywhere():
    """
    Silently, for an end is no event.
    """
    silent = [
        [each.attrib["id"] for each in fromstring(pnml(PERMIT.root, ends=ends)).iter(f"{PNML}transition") if each.attrib["id"].startswith("ends.")]
        for ends in ("final", "anywhere")
    ]

    assert [["ends.granted"], ["ends.requested", "ends.granted"]] == silent
