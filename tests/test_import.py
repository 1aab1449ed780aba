"""
Importing the package costs what it needs, and nothing more.
"""

from __future__ import annotations

import subprocess
import sys

EXTRAS = {"cryptography", "hypothesis", "jsonschema", "pytest", "rich", "sphinx", "sqlalchemy"}


def test_import_needs_no_extra():
    """
    Whoever imports the package imports no extra and no test tool.
    """
    script = "import sys, proeftuin_flow; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()

    assert "proeftuin_flow" in imported
    assert set() == EXTRAS & set(imported)
