"""
Still a library: without a single pilot in it everything else works, for case types that somebody else wrote.

What runs here runs on a copy of the package from which `pilot/` was left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.test_small_examples import PERMIT, TENDER

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
ROOMS = ["words", "rules", "core", "diagrams", "flow"]
SUITE = ["tests/words", "tests/rules", "tests/core", "tests/diagrams", "tests/flow/test_acting.py", "tests/flow/test_definitions.py"]
"""The tests of the library itself that run once more, in memory only; the others of the flow take too long to run twice."""

SHARED = [
    "tests/conftest.py", "tests/case_types.py", "tests/shed.py", "tests/postgres.py", "tests/log/confessions.py", "tests/log/schemas.py",
    "pyproject.toml",
]  # fmt: skip
"""What those tests use."""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A directory with the library without `pilot/`, the tests that run on it, and nothing else."""
    copy = tmp_path_factory.mktemp("library")
    rubbish = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(ROOT / "src" / "proeftuin_flow", copy / "src" / "proeftuin_flow", ignore=rubbish)
    shutil.rmtree(copy / "src" / "proeftuin_flow" / "pilot")
    for name in (*ROOMS, "golden"):
        shutil.copytree(ROOT / "tests" / name, copy / "tests" / name, ignore=rubbish)
    for name in SHARED:
        (copy / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    return copy


def run(library: Path, *arguments: str | Path) -> str:
    """What Python prints with these arguments, where the library is the copy."""
    # What a copy covers says nothing about the library itself.
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COV_CORE", "COVERAGE", "PYTEST"))}
    env |= {"PYTHONPATH": str(library / "src"), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *arguments], cwd=library, env=env, capture_output=True, text=True, encoding="utf-8", timeout=300)

    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


def test_copy_has_no_pilot(library):
    """
    What is imported is the copy, and there is no pilot in it.
    """
    script = "import importlib.util, proeftuin_flow; print(proeftuin_flow.__file__, importlib.util.find_spec('proeftuin_flow.pilot'))"

    assert f"{library / 'src' / 'proeftuin_flow' / '__init__.py'} None\n" == run(library, "-c", script)


@pytest.mark.parametrize(("name", "printed"), [("permit", PERMIT), ("tender", TENDER)])
def test_foreign_case_type_runs(library, name, printed):
    """
    A permit and a tender are decided, refused and recorded as ever.
    """
    assert printed == run(library, "-W", "error", EXAMPLES / f"{name}.py")


def test_everything_public_is_there(library):
    """
    No public name, store or picture needs a pilot.
    """
    script = """
import proeftuin_flow, proeftuin_flow.diagrams, proeftuin_flow.log, proeftuin_flow.stores, proeftuin_flow.testing.stores, sys
print(*(name for name in proeftuin_flow.__all__ if getattr(proeftuin_flow, name) is None))
print(*(name for name in sys.modules if name.startswith("proeftuin_flow.pilot")))
"""

    assert "" == run(library, "-c", script).strip()


def test_library_passes_its_own_tests(library):
    """
    From the words to the flow they know only foreign case types, and pass.
    """
    said = run(library, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not (sqlite or jsonl)", *SUITE)

    assert " passed" in said and "skipped" not in said


@pytest.mark.parametrize("name", ["permit", "tender"])
def test_case_type_is_short(name):
    """
    A case type of one's own takes fewer than sixty lines: all that stands between the imports and the story told with it.
    """
    sections = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8").split("\n# ── ")
    definition = [line for section in sections[1:-1] for line in section.split("\n")[1:] if line.strip()]

    assert sections[-1].startswith("one ")
    assert len(definition) < 60
