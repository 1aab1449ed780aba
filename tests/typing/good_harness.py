"""
Proves the harness: nothing here is refused.
"""

from __future__ import annotations

from typing import assert_type

ANSWER = [2, 3]

assert_type(ANSWER, list[int])
