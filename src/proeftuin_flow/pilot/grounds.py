"""
Grounds: the reason that somebody must give, in words.
"""

from __future__ import annotations

from attrs import frozen

from ..bodies import Filled, Prose
from ..privacy import C0

__all__ = ["Grounds"]


@frozen
class Grounds:
    """Why: for a refusal, a withdrawal, an early stop.  About the pilot, never about a person."""

    reason: C0[Filled[Prose]]
