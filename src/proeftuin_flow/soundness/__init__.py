"""
Soundness: whether rules hold together before anything runs.

    check(case_type)    what can never happen, never ends, waits for itself, or depends on chance
    Observer, unseen    what decisions showed of a case type, and what none of them did

Nothing here decides anything for a case: it reads definitions, and drives the real decider over cases of which only states are known.
"""

from .checking import check
from .findings import Expected, Explored, Finding, Report, Step
from .watching import ArrowKey, Observed, Observer, arrow_key, unseen

__all__ = [
    "ArrowKey", "Expected", "Explored", "Finding", "Observed", "Observer", "Report", "Step", "arrow_key", "check", "unseen",
]  # fmt: skip
