"""
Term: until when a pilot runs.

What was planned when it started, unless it was extended, reopened, or resumed with a later end.  A next version of the plan alone moves
nothing: that somebody decided to go on longer is an event of its own.
"""

from __future__ import annotations

from datetime import date

from ..situation import Situation
from .facts import Pilot, Suspension

__all__ = ["current_end"]


def current_end(s: Situation[object]) -> date | None:
    """
    The last day of the term; None if none was planned.

    Raises:
        NotEstablished: If nobody knows, because the pilot was taken over.
    """
    ends = [s.root(Pilot).facts.ends_on, *(part.facts.ends_on for part in s.parts(Suspension))]
    return max((end for end in ends if end is not None), default=None)
