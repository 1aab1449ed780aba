"""
Mutants: each is another program, the tests of its module are asked, and what came of it is kept.
"""

from __future__ import annotations

import ast
import json

import pytest

from tools import mutants
from tools.mutants import MODULES, ROOT, Module, files_of, main, mutants_of
from tools.mutants_run import changed

SOURCE = b'''
from typing import overload

@overload
def enough(stamps: int, wanted: int = 2) -> bool: ...
def enough(stamps: "int > 0", wanted=2):
    """More, or as many."""
    if stamps < 0:
        raise ValueError
    return stamps >= wanted
'''


def test_every_fault_is_another_program():
    """
    Each can be read, and differs; types, signatures for type checkers and docstrings have none.
    """
    found = mutants_of("enough.py", SOURCE)
    texts = [(SOURCE[: each.start] + each.text.encode() + SOURCE[each.end :]).decode() for each in found]

    assert [
        "2 -> 3", "stamps < 0 -> stamps <= 0", "0 -> 1", "raise ValueError -> pass", "return stamps >= wanted -> return None",
        "stamps >= wanted -> stamps > wanted",
    ] == [each.what for each in found]  # fmt: skip
    assert len(found) == len({ast.dump(ast.parse(text)) for text in texts} - {ast.dump(ast.parse(SOURCE))})


@pytest.mark.parametrize("name", [*MODULES])
def test_all_of_the_library_can_be_read(name):
    """
    Every fault for our own files is a program, and the tests that concern them are there.
    """
    files = files_of(MODULES[name])

    assert files and all((ROOT / test).exists() for test in MODULES[name].tests)
    for file in files:
        source = (ROOT / file).read_bytes()
        for each in mutants_of(file, source):
            ast.parse(source[: each.start] + each.text.encode() + source[each.end :])


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A library of one file with a test that knows half of it."""
    root = tmp_path / "project"
    for name, text in {
        f"{mutants.SOURCE}/enough.py": SOURCE.decode(),
        f"{mutants.SOURCE}/__init__.py": "",
        # What the library that is installed here tells hypothesis to load.
        f"{mutants.SOURCE}/testing/__init__.py": "",
        f"{mutants.SOURCE}/testing/registering.py": "def register(): pass\n",
        "tests/test_enough.py": "from proeftuin_flow.enough import enough\n\ndef test_more():\n    assert enough(3)\n    assert not enough(1)\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(mutants, "ROOT", root)
    monkeypatch.setattr(mutants, "COPIED", ("src", "tests"))
    monkeypatch.setattr(mutants, "SHARED", ())
    monkeypatch.setattr(mutants, "REASONS", root / "reasons.json")
    return root


@pytest.fixture
def told(project, tmp_path, capsys):
    """A function that asks the mutants of that library, and gives the exit code and what was printed."""

    def told(*arguments: str) -> tuple[int, str]:
        modules = {"half": Module(("enough.py",), ("tests",))}
        code = main(["--workers=1", *arguments], modules, tmp_path / "results.json", tmp_path / "tree")
        return code, "".join(capsys.readouterr())

    return told


def test_survivors_are_listed_and_asked_again(project, told, tmp_path):
    """
    What no test notices is named, and makes it fail; what came of a mutant is known until its file changes; with a further test it is asked anew.
    """
    assert "6 mutants,     1 asked" in told("--sample=1")[1]
    code, out = told()
    assert 1 == code and "6 mutants,     6 asked,     1 killed (16.7%),    0 make no difference,    5 survived" in out
    assert "stamps < 0 -> stamps <= 0" in out and "stamps >= wanted -> stamps > wanted" in out
    assert SOURCE == (tmp_path / "tree" / "0" / mutants.SOURCE / "enough.py").read_bytes()

    with (project / "tests" / "test_enough.py").open("a", encoding="utf-8") as file:
        file.write("\ndef test_as_many():\n    assert enough(2)\n")
    assert "3 killed" in told("--again")[1]
    assert (1, told("--report")[1]) == told("--report")
    assert {"killed", "survived"} == {*json.loads((tmp_path / "results.json").read_text(encoding="utf-8")).values()}


def test_survivor_that_makes_no_difference_is_explained(project, told):
    """
    Of a survivor of which somebody said why, nothing more is said; but too few that are killed stay too few.
    """
    with (project / "tests" / "test_enough.py").open("a", encoding="utf-8") as file:
        file.write("\ndef test_edges():\n    assert enough(2) is True\n")
        file.write("    try:\n        enough(-1)\n    except ValueError:\n        return\n    assert False\n")
    _, out = told()
    assert "6 asked,     4 killed" in out and "2 -> 3" not in out and "0 -> 1" in out

    known = ["if stamps < [0 -> 1]", "if [stamps < 0 -> stamps <= 0]"]
    mutants.REASONS.write_text(json.dumps({f"{mutants.SOURCE}/enough.py: {at}": "nobody asks for none" for at in known}), encoding="utf-8")
    code, out = told("--report")
    assert "2 make no difference,    0 survived" in out and "0 -> 1" not in out
    assert 1 == code  # 67 % of six


def test_what_is_imported_late_has_its_fault_too(project, told):
    """
    A module that no test has imported yet when they are collected is imported with the fault in it.
    """
    test = "def test_more():\n    from proeftuin_flow.enough import enough\n    assert enough(3)\n    assert not enough(1)\n"
    (project / "tests" / "test_enough.py").write_text(test, encoding="utf-8")

    assert "return stamps >= wanted -> return None" not in told()[1]


def test_failing_tests_kill_nothing(project, told):
    """
    Tests that fail without any fault say nothing about one.
    """
    (project / "tests" / "test_enough.py").write_text("def test_wrong():\n    assert False\n", encoding="utf-8")

    with pytest.raises(SystemExit, match="too many tests fail without any fault"):
        told()


def test_tests_that_cannot_be_read_kill_nothing(project, told):
    """
    Nor do tests that are no Python.
    """
    (project / "tests" / "test_enough.py").write_text("def test_wrong(:\n", encoding="utf-8")

    with pytest.raises(SystemExit, match="the tests cannot run, without any fault"):
        told()


def test_endless_mutant_is_killed(project, told, tmp_path, monkeypatch):
    """
    A mutant that never ends is stopped.
    """
    monkeypatch.setattr(mutants, "PATIENCE", 0.5)
    loop = "def enough(stamps):\n    while stamps < 2:\n        stamps += 1\n    return stamps\n"
    (project / mutants.SOURCE / "enough.py").write_text(loop, encoding="utf-8")
    test = "from proeftuin_flow.enough import enough\n\ndef test_less():\n    assert 2 == enough(0)\n"
    (project / "tests" / "test_enough.py").write_text(test, encoding="utf-8")
    told()

    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {"too long"} == {answer for key, answer in results.items() if "stamps += 1 -> pass" in key}


# ── other code in what is imported ───────────────────────────────────────────────────────────────────────────────────────

OLD = """\
LIMIT = 2
def outer(a, b=3):
    def inner():
        return a < LIMIT
    return inner
def other():
    return 1
class C:
    x = 1
Y = {*(each for each in [0] if each > 0)}
"""


@pytest.mark.parametrize(
    ("old", "new", "functions"),
    [
        pytest.param("return 1", "return 2", {"other"}, id="function"),
        pytest.param("return 1", "return True", {"other"}, id="constant that is equal"),
        pytest.param("a < LIMIT", "a <= LIMIT", {"outer", "outer.<locals>.inner"}, id="function in a function"),
        pytest.param("return a < LIMIT", "return None", None, id="function that knows less of the one around it"),
        pytest.param("LIMIT = 2", "LIMIT = 3", None, id="module"),
        pytest.param("b=3", "b=4", None, id="default"),
        pytest.param("x = 1", "x = 2", None, id="class"),
        pytest.param("each > 0", "each > 1", None, id="what a module runs through at once"),
        pytest.param("return 1", "return 1  # so", set(), id="nothing"),
    ],
)
def test_what_has_other_code(old, new, functions):
    """
    Only what functions do can be changed in what was imported already.
    """
    found = changed(compile(OLD, "x.py", "exec"), compile(OLD.replace(old, new), "x.py", "exec"))

    assert functions == (None if found is None else {name for name, _ in found})
