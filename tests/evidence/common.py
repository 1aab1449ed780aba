"""
What the tests of evidence share: two keys, and stores with cases in them.
"""

from __future__ import annotations

from proeftuin_flow.evidence import SigningKey

KEY = SigningKey.new("archive.example/pilots")
OTHER = SigningKey.new("court-of-audit.example/witness")
