"""
What mypy --strict and pyright --strict infer and refuse, in the files beside this one.

`good_*.py` has no error; in `bad_*.py` each line that ends in `# refused` has one from both checkers, and no other line has.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = sorted([*HERE.glob("good_*.py"), *HERE.glob("bad_*.py")])

Place = tuple[str, int]


def refused_by_mypy(tmp_path: Path) -> dict[Place, str]:
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--no-error-summary", "--no-pretty"]
    done = subprocess.run([*command, *map(str, FILES)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = re.finditer(r"^(?P<file>.+?):(?P<line>\d+):(\d+:)? error: (?P<message>.*)$", done.stdout, re.MULTILINE)
    return {(Path(error["file"]).name, int(error["line"])): error["message"] for error in found}


def refused_by_pyright(tmp_path: Path) -> dict[Place, str]:
    # A project of their own: ours leaves the bad files out, and is less strict about tests.
    for file in FILES:
        shutil.copy(file, tmp_path)
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "strict"}), encoding="utf-8")
    command = [sys.executable, "-m", "pyright", "--project", str(tmp_path), "--pythonpath", sys.executable, "--outputjson"]
    environment = os.environ | {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert len(FILES) == report["summary"]["filesAnalyzed"]
    return {
        (Path(found["file"]).name, found["range"]["start"]["line"] + 1): found["message"]
        for found in report["generalDiagnostics"]
        if found["severity"] == "error"
    }


@pytest.mark.parametrize("refused", [refused_by_mypy, refused_by_pyright])
def test_checkers_refuse_what_is_wrong(refused: Callable[[Path], dict[Place, str]], tmp_path: Path) -> None:
    """
    A type checker refuses the marked lines, and these alone.  (Slow: it reads the whole package and its dependencies.)
    """
    marked = {
        (file.name, number)
        for file in FILES
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith("# refused")
    }

    errors = refused(tmp_path)

    assert {} == {place: message for place, message in errors.items() if place not in marked}
    assert set() == marked - errors.keys()
