"""
Proves the harness: each line that ends in `# refused` has an error from both checkers, and no other line has one.
"""

from __future__ import annotations

ANSWER: list[int] = ["2"]  # refused


def double(number: int) -> int:
    return 2 * number


double("2")  # refused
double(2)
