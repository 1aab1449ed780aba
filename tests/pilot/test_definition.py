"""
What a pilot is made of.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import attrs
import pytest

from proeftuin_flow import pilot
from proeftuin_flow.guards import Severity
from proeftuin_flow.labels import Label, Phrase, PhraseType
from proeftuin_flow.pilot import GATHERING, MVM, PROEFTUIN, phases
from proeftuin_flow.pilot.roles import CONTRACTOR

TYPES = [PROEFTUIN, GATHERING]


def test_five_phases_and_four_other_ends():
    """
    A pilot has exactly the five phases of the mission, and ends without decharge in four ways.
    """
    states = PROEFTUIN.root.states

    assert ["proposal", "plan_signed", "running", "evaluation", "decharge"] == [phase.name for phase in phases.PHASES]
    assert {"rejected", "withdrawn", "lapsed", "closed_without_decharge"} == states.keys() - {phase.name for phase in phases.PHASES}
    assert {"decharge", "rejected", "withdrawn", "lapsed", "closed_without_decharge"} == {s.name for s in states.values() if s.final}


def test_everything_exported_is_there():
    """
    `__all__` names what there is, each once.
    """
    assert len(pilot.__all__) == len({*pilot.__all__})
    assert all(hasattr(pilot, name) for name in pilot.__all__)


@pytest.mark.parametrize("case_type", TYPES, ids=lambda each: each.name)
def test_every_guard_says_where_it_comes_from(case_type):
    """
    A requirement without a basis is only an opinion.
    """
    without = [code for code, guard in case_type.guards.items() if not guard.basis and not guard.asks_who]

    assert [] == without


@pytest.mark.parametrize("case_type", TYPES, ids=lambda each: each.name)
def test_labels_are_short_and_positive(case_type):
    """
    A guard's label serves a refusal, a picture and a checklist: it has no capital, no full stop, and fits on a line.
    """
    for guard in case_type.guards.values():
        for text in (guard.label.nl, guard.label.en):
            assert text[0].islower() and not text.endswith(".")
            assert len(text) <= 72


def test_every_fact_has_a_label_in_both_languages():
    """
    "This cannot be established" names the fact in the reader's language.
    """
    for case_type in TYPES:
        for lifecycle in case_type.lifecycles.values():
            for each in attrs.fields(lifecycle.facts):
                label = each.metadata[Label]
                assert label.nl and label.en and label.nl != label.en


def test_codes_of_phrases_are_used_once():
    """
    A blocker is data: its code means one thing.
    """
    found: dict[str, Any] = {}
    modules = [importlib.import_module(f"proeftuin_flow.pilot.{each.name}") for each in pkgutil.iter_modules(pilot.__path__)]
    for module in modules:
        for value in vars(module).values():
            values = value.values() if isinstance(value, dict) else [value]
            for each in values:
                if isinstance(each, Phrase | PhraseType):
                    assert found.setdefault(each.code, each.label) == each.label, each.code


def test_what_is_fixed():
    """
    These requirements nobody can loosen.
    """
    fixed = {code for code, guard in PROEFTUIN.guards.items() if guard.severity == Severity.FIXED}

    assert {
        "all_parties_signed", "approver_did_not_propose", "case_is_closed", "destruction_is_approved", "grantor_independent", "in_evaluation",
        "kept_long_enough", "no_legal_hold", "not_suspended", "plan_in_force", "privacy_basis", "revoker_did_not_propose", "same_version",
        "signatories_known", "small_numbers",
    } == fixed  # fmt: skip


def test_minimal_asks_for_nothing_that_somebody_could_waive():
    """
    Under the minimal profile nothing is left to waive, but what guards the file itself.
    """
    minimal = PROEFTUIN.profile("minimal")
    left = {code for code, guard in PROEFTUIN.guards.items() if minimal.severities.get(code, guard.severity).name == "waivable"}

    assert {"plan_is_overdue", "signatories_stay"} == left
    assert "mvm" == PROEFTUIN.profile().name == MVM.name


def test_triggers_are_asked_of_the_contractor_only_as_a_party():
    """
    Who acts for a contractor belongs to the organisation that is one here.
    """
    assert CONTRACTOR.holds is not None
