"""
Importing the package costs what it needs, and nothing more.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

EXTRAS = {"cryptography", "dateutil", "holidays", "hypothesis", "jsonschema", "psycopg", "pytest", "rich", "sphinx", "sqlalchemy"}


@pytest.mark.parametrize(
    "module", ["proeftuin_flow", "proeftuin_flow.pilot", "proeftuin_flow.pilot.working_days", "proeftuin_flow.contrib.zaaktypen"]
)
def test_import_needs_no_extra(module):
    """
    Whoever imports the package, its pilot, or a reader beside it imports no extra and no test tool.
    """
    script = f"import sys, {module}; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    assert module in imported
    assert set() == EXTRAS & set(imported)
