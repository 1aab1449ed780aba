"""
The first picture in the README is what the library says, in both languages.
"""

from __future__ import annotations

from pathlib import Path

from tests.docs.pages import blocks
from tests.pilot.story import half_signed, partner

README = Path(__file__).parents[2] / "README.md"


def test_readme_opens_with_a_refusal_as_it_reads():
    """
    The refusal at the top of the README is word for word what a partner is told who wants to start while AEF has not signed.
    """
    first = next(blocks(README.read_text(encoding="utf-8")))
    refusal = half_signed().refusal("start", partner)

    assert f"{refusal.text('nl')}\n\n{refusal.text('en')}" == first.text.strip("\n")
