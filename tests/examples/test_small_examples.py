"""
The examples without a pilot: what they print.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

PERMIT = """\
verlenen kan nu niet
  - de stukken zijn compleet — nog niet: identity
grant is not possible now
  - the documents are complete — not yet: identity
permit-7: granted after 4 events
permit_asked; document_received; document_received; permit_granted
"""

TENDER = """\
award is not possible now
  - tender: closed; only possible from: ready for award
  - every bid has a score — not yet: bid 2 (received)
6. bid/2: bid_scored
7. tender: tender_ready, by itself, because of 6
tender-1: awarded after 8 events
"""


@pytest.mark.parametrize(("name", "printed"), [("permit", PERMIT), ("tender", TENDER)])
def test_example_prints(name, printed, tmp_path):
    """
    A refusal with its reasons, and how it ended.
    """
    command = [sys.executable, "-W", "error", str(EXAMPLES / f"{name}.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True, timeout=60)

    assert printed == done.stdout
