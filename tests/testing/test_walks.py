"""
Walks: they hold for our own case types, and find what is planted in others.
"""

from __future__ import annotations

from proeftuin_flow.testing import walk
from tests.case_types import PERMIT, RELAY, TENDER, Choice, announcement, offer

TestPermit = walk(PERMIT).TestCase
TestRelay = walk(RELAY).TestCase
TestTender = walk(
    TENDER, data={type(announcement()): [announcement(), announcement(0)], type(offer()): [offer(), offer(200_000)], Choice: [Choice(1)]},
).TestCase  # fmt: skip
