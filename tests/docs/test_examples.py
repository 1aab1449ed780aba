"""
Every example runs from an empty directory, and ends well.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))
# Ten thousand pilots are for whoever wants to see them.
SMALLER = {"programme.py": ["--pilots", "20"]}


@pytest.mark.parametrize("example", [pytest.param(example, id=example.name) for example in EXAMPLES])
def test_example_runs(example, tmp_path):
    """
    An example needs nothing but the package, and leaves no warning.
    """
    command = [sys.executable, "-W", "error", example, *SMALLER.get(example.name, [])]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "" == done.stderr
