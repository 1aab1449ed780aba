"""
The structure of a definition: what could change a decision, and what changed from one to another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from attrs import evolve

from proeftuin_flow.canonical import canonical, plain
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.guards import Role, Severity, waivable
from proeftuin_flow.lifecycle import NEW, Lifecycle, Transition, event
from proeftuin_flow.structure import diff, fingerprint_of, texts_of
from tests.case_types import ASK, BUYER, CLERK, PERMIT, TENDER, Document, documents_complete, granted, requested, with_document


def changed(**more: Any) -> CaseType:
    return evolve(PERMIT, **more)


def root(**more: Any) -> Lifecycle[Any]:
    return evolve(PERMIT.root, **more)


def arrow(place: int, **more: Any) -> CaseType:
    transitions = [*PERMIT.root.transitions]
    transitions[place] = evolve(transitions[place], **more)
    return changed(root=root(transitions=transitions))


ROLES = [Role(name, nl=name, en=name) for name in ("anybody", "boss", "clerk_too", "doorman", "employee", "friend", "guest")]
CROWDED = arrow(2, roles=tuple(ROLES), guards=(evolve(documents_complete, severity=waivable(by=ROLES)),))

GRANTING = "lifecycles permit transitions requested -> granted (grant, permit_granted)"


def test_structure_is_plain_data():
    """
    It survives the trip through JSON.
    """
    assert plain(canonical(TENDER.structure)) == TENDER.structure
    assert fingerprint_of(json.loads(json.dumps(TENDER.structure))) == TENDER.fingerprint


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_fingerprint_is_the_same_in_every_process(seed):
    """
    Whatever order its sets happen to have.
    """
    script = "from tests.rules.test_structure import CROWDED; print(CROWDED.fingerprint)"
    done = subprocess.run([sys.executable, "-c", script], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)

    assert CROWDED.fingerprint == done.stdout.strip()


SAME: dict[str, CaseType] = {
    "label": changed(nl="vergunningen", en="permits"),
    "label of a lifecycle": changed(root=root(nl="iets anders")),
    "label of a guard": arrow(2, guards=(evolve(documents_complete, label=evolve(documents_complete.label, nl="alles is er")),)),
    "function of a guard": arrow(2, guards=(evolve(documents_complete, function=lambda s: ["never"]),)),
}

OTHER: dict[str, tuple[CaseType, list[str]]] = {
    "name": (changed(name="licence"), ["~ name: 'permit' -> 'licence'"]),
    "version": (changed(version=2), ["~ version: 1 -> 2"]),
    "zone": (changed(zone="UTC"), ["~ zone: 'Europe/Amsterdam' -> 'UTC'"]),
    "personal": (changed(root=root(outlives_root=True)), ["~ lifecycles permit outlives_root: False -> True"]),
    "role": (arrow(2, roles=(BUYER,)), [f"~ {GRANTING} roles: ['clerk'] -> ['buyer']"]),
    "decision": (arrow(2, decision=True), [f"~ {GRANTING} decision: False -> True"]),
    "guard": (arrow(2, guards=()), [f"~ {GRANTING} guards: ['documents_complete'] -> []",
                                    "- guards documents_complete"]),
    "meaning of a guard": (arrow(2, guards=(evolve(documents_complete, version=2),)), ["~ guards documents_complete version: 1 -> 2"]),
    "severity": (arrow(2, guards=(evolve(documents_complete, severity=Severity.FIXED),)),
                 ["~ guards documents_complete severity name: 'hard' -> 'fixed'"]),
    "reducer": (arrow(1, emits=event("document_received", Document, nl="x", en="x", then=with_document, reducer_version=2)),
                ["~ lifecycles permit events document_received reducer: 1 -> 2"]),
    "schema": (arrow(1, emits=event("document_received", Document, nl="x", en="x", then=with_document, schema=2)),
               ["~ lifecycles permit events document_received schema: 1 -> 2"]),
    "no body": (arrow(1, emits=event("document_received", nl="x", en="x")),
                ["~ lifecycles permit events document_received reducer: 1 -> None",
                 "~ lifecycles permit events document_received body: "
                 "{'type': 'object', 'fields': {'name': {'type': 'text', 'class': 'C0', 'required': True}, "
                 "'handed_in_by': {'type': 'text', 'class': 'C1', 'required': True}}} -> None"]),
    "parameter": (changed(profiles=[evolve(PERMIT.profiles[0], parameters={"days": 7})]), ["+ profiles default parameters days: 7"]),
    "profile severity": (changed(profiles=[evolve(PERMIT.profiles[0], severities={"documents_complete": Severity.ADVISORY})]),
                         ["+ profiles default severities documents_complete"]),
    "order": (changed(root=root(transitions=[*reversed(PERMIT.root.transitions)])), ["~ lifecycles permit transitions: in another order"]),
    "arrow": (changed(root=root(transitions=[t for t in PERMIT.root.transitions if t.source != t.target])),
              ["- lifecycles permit events document_received",
               "- lifecycles permit transitions requested -> requested (receive, document_received)"]),
}  # fmt: skip


@pytest.mark.parametrize("what", SAME)
def test_label_or_function_changes_no_fingerprint(what):
    """
    Labels change no decision, and functions count by code and version.
    """
    assert PERMIT.fingerprint == SAME[what].fingerprint
    assert not diff(PERMIT, SAME[what])
    assert "no difference" == str(diff(PERMIT, SAME[what]))


@pytest.mark.parametrize("what", OTHER)
def test_what_could_change_a_decision_changes_the_fingerprint(what):
    """
    And the difference says what it is, a line for each thing.
    """
    other, lines = OTHER[what]

    assert PERMIT.fingerprint != other.fingerprint
    assert lines == [*diff(PERMIT, other).lines]
    assert bool(diff(PERMIT, other))


def test_difference_can_be_taken_from_a_structure_that_was_kept():
    """
    A store keeps structures, not definitions.
    """
    kept = plain(canonical(PERMIT.structure))

    assert "~ version: 1 -> 2" == str(diff(kept, changed(version=2)))
    assert "~ version: 2 -> 1" == str(diff(changed(version=2), kept))
    assert not diff(kept, PERMIT)


def test_added_arrow_is_a_plus():
    """
    An arrow is known by where it goes, its trigger, and its event.
    """
    transitions: list[Transition[Any]] = [*PERMIT.root.transitions]
    transitions.append(NEW.to(granted, on=ASK, by=[CLERK], requires=[documents_complete], emits=event("permit_granted_at_once", nl="x", en="x")))

    assert [
        "+ lifecycles permit events permit_granted_at_once",
        "+ lifecycles permit transitions new -> granted (ask, permit_granted_at_once)",
    ] == [*diff(PERMIT, changed(root=root(transitions=[transitions[3], *transitions[:3]]))).lines]


def test_automatic_arrows_and_openings_stand_in_the_structure():
    """
    What is watched, what is opened, what is made.
    """
    arrows = {(t["source"], t["trigger"]): t for t in TENDER.structure["lifecycles"]["tender"]["transitions"]}

    assert ["bid", "advice"] == arrows["closed", None]["watches"]
    assert ["advice ask_advice"] == arrows["new", "announce"]["opening"]
    assert (True, True) == (arrows["assessed", "award"]["makes_body"], arrows["assessed", "award"]["decision"])
    assert {"bid": {"type": "integer", "required": True}} == arrows["assessed", "award"]["data"]["fields"]
    assert {"redact": ["lawyer"], "take_over": ["director"], "void": ["director"]} == TENDER.structure["acts"]
    assert ["check"] == TENDER.structure["guards"]["not_by_whoever_check"]["asks_who"]


def test_bodies_stand_in_the_structure_with_every_type():
    """
    Kinds, limits, optional fields, enums and nested types count.
    """
    from tests.words.test_bodies import Everything

    changed_body = arrow(1, emits=event("document_received", Everything, nl="x", en="x"))
    body = changed_body.structure["lifecycles"]["permit"]["events"]["document_received"]["body"]

    assert {"type": "enum", "values": ["red", 2], "class": "C0"} == body["fields"]["colour"]
    assert {"type": "text", "optional": True, "kind": "sha256", "class": "C0"} == body["fields"]["sha256"]
    assert {"type": "text", "limit": {"most": 500, "breaks": True}, "filled": True, "class": "C0"} == body["fields"]["reason"]
    assert {"type": "text", "limit": {"most": 200, "breaks": False}, "class": "C0"} == body["fields"]["title"]
    assert {"type": "text", "optional": True, "limit": {"most": 500, "breaks": True}, "class": "C1"} == body["fields"]["why"]
    assert {"type": "pair", "items": [{"type": "text"}, {"type": "integer"}], "class": "C0"} == body["fields"]["two"]
    assert {"city": {"type": "text", "required": True}, "house": {"type": "integer"}} == body["fields"]["address"]["fields"]


def test_texts_are_every_label():
    """
    So that a store keeps what people read at the time.
    """
    texts = texts_of(TENDER)

    assert {"nl": "aanbesteding", "en": "tender"} == texts["case_type"]
    assert {"nl": "ingediend", "en": "submitted"} == texts["states"]["bid"]["submitted"]
    assert {"nl": "gunnen", "en": "award"} == texts["triggers"]["award"]
    assert {"nl": "gegund", "en": "awarded"} == texts["events"]["tender"]["tender_awarded"]
    assert {"nl": "alle inschrijvingen zijn beoordeeld", "en": "all bids have been judged", "basis": ""} == texts["guards"]["all_judged"]
    assert {"nl": "directeur", "en": "director"} == texts["roles"]["director"]
    assert {"nl": "Europees", "en": "European"} == texts["profiles"]["european"]
    assert {"tender", "bid", "advice", "complaint"} == texts["lifecycles"].keys()
    assert requested is PERMIT.root.states["requested"]


def test_absent_shows_as_nothing():
    """
    What is not there has a name in a traceback.
    """
    from proeftuin_flow.structure import ABSENT

    assert "nothing" == repr(ABSENT)
