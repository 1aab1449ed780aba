"""
Two persons: what one proposes, somebody else decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import NotEstablished
from ..guards import Guard, Severity, Trigger, guard
from ..situation import Situation

__all__ = ["not_by_proposer"]


def not_by_proposer(proposing: Trigger, *, nl: str, en: str, code: str) -> Guard[object]:
    """
    Whoever decides did not propose it in this case.  Nobody can loosen it.

    Of a case that was taken over it looks at who proposed since then: what is decided on was proposed here, unless it came in proposed.
    """

    def somebody_else(s: Situation[object]) -> Iterator[str]:
        try:
            proposers = s.did(proposing)
        except NotEstablished:
            proposers = s.case.memory.did.get(proposing.name, frozenset())
            if not proposers:
                raise
        if s.actor.id in proposers:
            yield s.actor.id

    return guard(nl=nl, en=en, severity=Severity.FIXED, code=code, asks_who=[proposing])(somebody_else)
