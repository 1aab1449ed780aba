"""
Two languages: whatever people read exists in Dutch and in English, in words that somebody chose.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import attrs
import pytest

import proeftuin_flow
from proeftuin_flow import pilot
from proeftuin_flow.case_type import ACTS, CaseType
from proeftuin_flow.errors import FlowError
from proeftuin_flow.guards import Named
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import Lifecycle
from proeftuin_flow.messages import TITLES
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from tests.test_problems import PROBLEMS

# Dutch words that are spelled as in English.
SAME_WORD = {"plan", "evaluator", "in intake", "buddy", "open", "1 week", "social return"}
# Dutch words that are the code as well, because the code is a Dutch word or spelled as one.
CODE_IS_DUTCH = {"proeftuin", "plan", "evaluator", "buddy", "open"}

Found = Iterator[tuple[str, Label]]


def texts(case_type: CaseType) -> Found:
    """Every label of a case type, by what it is and its code."""
    yield f"case type {case_type.name}", case_type.label
    yield from ((f"profile {profile.name}", profile.label) for profile in case_type.profiles)
    yield from ((f"role {name}", role.label) for name, role in case_type.roles.items())
    yield from ((f"act {act.name}", act.label) for act in case_type.acts)
    for code, guard in case_type.guards.items():
        yield f"guard {code}", guard.label
        if guard.advice is not None:
            yield f"advice of {code}", guard.advice
    for lifecycle in case_type.lifecycles.values():
        yield from of_lifecycle(lifecycle)


def of_lifecycle(lifecycle: Lifecycle[Any]) -> Found:
    yield f"lifecycle {lifecycle.name}", lifecycle.label
    for kind, named in (("state", lifecycle.states), ("trigger", lifecycle.triggers), ("event", lifecycle.events)):
        yield from ((f"{kind} {lifecycle.name} {name}", each.label) for name, each in named.items())
    # A fact without a label is missing both.
    yield from ((f"fact {lifecycle.name} {each.name}", each.metadata.get(Label, Label("", ""))) for each in attrs.fields(lifecycle.facts))


def of_modules(package: ModuleType, skip: tuple[str, ...] = ()) -> Found:
    """Every label, phrase and named thing that the modules of a package hold, also in tables."""
    for module in modules(package, skip):
        for name, value in vars(module).items():
            for key, one in [("", value), *(value.items() if isinstance(value, Mapping) else [])]:
                if isinstance(label := one if isinstance(one, Label) else getattr(one, "label", None), Label):
                    yield f"{module.__name__} {name} {key}".strip(), label


def modules(package: ModuleType, skip: tuple[str, ...]) -> Iterator[ModuleType]:
    """Its modules, and those of packages inside it; what is skipped is not even imported, because pytest has to see some of it first."""
    for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not each.name.startswith(skip):
            module = importlib.import_module(each.name)
            yield module
            if each.ispkg:
                yield from modules(module, skip)


def missing(found: Found) -> list[str]:
    """What is missing: a language, or words of its own in each."""
    return sorted({problem for what, label in found for problem in _problems(what, label)})


NO_WORDS = r"\{[^}]*\}|\bproeftuin_flow(\.\w+)+\(\w*\)"
"""What is no word of a sentence: a gap, and a call of the library that somebody is to make."""


def _problems(what: str, label: Label) -> Iterator[str]:
    yield from label.problems(what)
    if label.nl == label.en and label.nl not in SAME_WORD and _says_something(label.nl):
        yield f"{what} is the same in both languages: {label.nl!r}"
    yield from (f"{what} is a code, not a text: {text!r}" for text in (label.nl, label.en) if "_" in re.sub(NO_WORDS, "", text))
    if re.search(r"(?i)\bdecharge\b", label.nl):
        yield f"{what} has lost its accent: {label.nl!r}"


def _says_something(text: str) -> bool:
    """Whether there are words between its gaps."""
    return re.search(r"[a-z]", re.sub(r"\{[^}]*\}", "", text)) is not None


def derived(found: Found) -> list[str]:
    """The Dutch labels that are nothing but the code."""
    return sorted({what for what, label in found if label.nl == what.split()[-1].replace("_", " ") and label.nl not in CODE_IS_DUTCH})


@pytest.mark.parametrize("case_type", [PROEFTUIN, GATHERING], ids=lambda case_type: case_type.name)
def test_case_type_is_complete_in_both_languages(case_type):
    """
    Every state, trigger, role, guard, advice, event, profile, lifecycle and fact.
    """
    assert [] == missing(texts(case_type))
    assert [] == derived(texts(case_type))


@pytest.mark.parametrize("case_type", [PROEFTUIN, GATHERING], ids=lambda case_type: case_type.name)
def test_codes_have_no_accents(case_type):
    """
    Décharge has its accent where people read it, and none in the log.
    """
    assert [] == [what for what, _ in texts(case_type) if not what.isascii()]
    assert any("décharge" in label.nl for _, label in texts(PROEFTUIN))


def test_phrases_of_the_pilot_are_complete_in_both_languages():
    """
    What blocks a requirement is said in both, too.
    """
    assert [] == missing(of_modules(pilot))
    assert 50 < len([*of_modules(pilot)])


def test_library_is_complete_in_both_languages():
    """
    Messages, titles of errors, acts, kinds of text: every sentence of the library itself.
    """
    found = [*of_modules(proeftuin_flow, skip=("proeftuin_flow.pilot", "proeftuin_flow.testing"))]

    assert [] == missing(iter(found))
    assert {f"proeftuin_flow.messages TITLES {code}" for code in TITLES} <= {what for what, _ in found}
    assert {f"proeftuin_flow.case_type ACTS {name}" for name in ACTS} <= {what for what, _ in found}


def test_every_error_has_a_title():
    """
    And no title is left of an error that is no more.
    """
    assert every_code(FlowError) == {*TITLES}


def every_code(cls: type[FlowError]) -> set[str]:
    return {cls.code}.union(*(every_code(each) for each in cls.__subclasses__() if each.__module__.startswith("proeftuin_flow.")))


@pytest.mark.parametrize("error", [error for error, _, _ in PROBLEMS], ids=lambda error: type(error).__name__)
def test_every_error_speaks_both_languages(error):
    """
    Not only its title: the sentence itself.
    """
    assert error.text("nl") != error.text("en") == str(error)


def test_labels_cannot_be_derived():
    """
    Nothing that has a code is made without a label in both languages.
    """
    for cls in (Named, CaseType, Lifecycle, Label):
        parameters = inspect.signature(cls).parameters
        assert parameters["nl"].default is parameters["en"].default is inspect.Parameter.empty


@pytest.mark.parametrize(
    ("label", "problem"),
    [
        (Label("", "granted"), "x has no label in Dutch"),
        (Label("verleend", " "), "x has no label in English"),
        (Label("granted", "granted"), "x is the same in both languages: 'granted'"),
        (Label("verleend_door", "granted by"), "x is a code, not a text: 'verleend_door'"),
        (Label("Decharge verlenen", "grant decharge"), "x has lost its accent: 'Decharge verlenen'"),
    ],
)
def test_what_is_missing_is_listed(label, problem):
    """
    A language that is forgotten, copied or made of a code.
    """
    assert [problem] == missing(iter([("x", label)]))


def test_code_for_a_label_is_listed():
    """
    A Dutch label that only repeats the code.
    """
    assert ["state plan plan_signed"] == derived(iter([("state plan plan_signed", Label("plan signed", "signed")), ("plan", Label("plan", "plan"))]))
