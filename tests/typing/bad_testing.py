"""
Tests that ask for what there is not: both checkers refuse the marked lines.
"""

from __future__ import annotations

from proeftuin_flow import Actor, CaseType
from proeftuin_flow.testing import Clock, given, scenarios, walk


def tests_of(case_type: CaseType, clerk: Actor) -> None:
    given(case_type).by("u-1")  # refused
    given(case_type).by(clerk).later(hours="two")  # refused
    given(case_type).by(clerk).when("ask").then_refused(documents_complete=1)  # refused
    given(case_type).by(clerk).when("ask").then(case_type)  # refused
    Clock("2026-03-02")  # refused
    walk("permit")  # refused
    walk(case_type, accept=7)  # refused
    scenarios(case_type).markdown("fy")  # refused
