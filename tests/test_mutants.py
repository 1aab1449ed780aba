"""
Mutants: each is another program, the tests of its module are asked, and what came of it is kept.
"""

from __future__ import annotations

import ast
import json

import pytest

from tools import mutants
from tools.mutants import MODULES, ROOT, Module, files_of, main, mutants_of

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
        "tests/test_enough.py": "from proeftuin_flow.enough import enough\n\ndef test_more():\n    assert enough(3)\n    assert not enough(1)\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / mutants.SOURCE / "__init__.py").touch()
    # What the installed library tells pytest and hypothesis to load is not in this one.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:proeftuin_flow")
    monkeypatch.setenv("HYPOTHESIS_NO_PLUGINS", "1")
    monkeypatch.setattr(mutants, "ROOT", root)
    monkeypatch.setattr(mutants, "COPIED", ("src", "tests"))
    monkeypatch.setattr(mutants, "SHARED", ())
    return root


def test_survivors_are_listed_and_asked_again(project, tmp_path, capsys):
    """
    What no test notices is named; what came of a mutant is known until its file changes, and with a further test it is asked anew.
    """
    modules, results, tree = {"half": Module(("*.py",), ("tests",))}, tmp_path / "results.json", tmp_path / "tree"

    assert 0 == main(["--sample=1"], modules, results, tree)
    assert "6 mutants,     1 asked" in capsys.readouterr().out
    assert 0 == main([], modules, results, tree)
    out = capsys.readouterr().out
    assert "6 mutants,     6 asked,     1 killed (16.7%),    5 survived" in out
    assert "stamps < 0 -> stamps <= 0" in out and "stamps >= wanted -> stamps > wanted" in out
    assert SOURCE == (tree / mutants.SOURCE / "enough.py").read_bytes()

    with (project / "tests" / "test_enough.py").open("a", encoding="utf-8") as file:
        file.write("\ndef test_as_many():\n    assert enough(2)\n")
    assert 0 == main(["--again"], modules, results, tree)
    assert "3 killed" in capsys.readouterr().out
    assert 0 == main(["--report"], modules, results, tree)
    assert {"killed", "survived"} == {*json.loads(results.read_text(encoding="utf-8")).values()}


def test_failing_tests_kill_nothing(project, tmp_path, capsys):
    """
    Tests that fail without any fault say nothing about one.
    """
    (project / "tests" / "test_enough.py").write_text("def test_wrong():\n    assert False\n", encoding="utf-8")

    assert 1 == main([], {"half": Module(("*.py",), ("tests",))}, tmp_path / "results.json", tmp_path / "tree")
    assert "its tests fail without any fault" in capsys.readouterr().err


def test_endless_mutant_is_killed(project, tmp_path):
    """
    A mutant that never ends is stopped, with all that it started.
    """
    (project / "tests" / "test_enough.py").write_text("def test_endless():\n    while True:\n        pass\n", encoding="utf-8")
    mutants.prepare(tmp_path / "tree")

    assert "too long" == mutants.run(["tests"], tmp_path / "tree", 0.5)
