"""
Phases: the states of a pilot as a whole, and the triggers of it that others ask about.

Five phases, and four ways to end without decharge.
"""

from __future__ import annotations

from ..guards import Trigger
from ..lifecycle import State

__all__ = [
    "PHASES", "START", "WITHOUT_DECHARGE", "closed_without_decharge", "decharge", "evaluation", "lapsed", "plan_signed", "proposal", "rejected",
    "running", "withdrawn",
]  # fmt: skip

proposal = State("proposal", nl="voorstel", en="proposal")
plan_signed = State("plan_signed", nl="plan van aanpak ondertekend", en="plan of approach signed")
running = State("running", nl="lopend", en="running")
evaluation = State("evaluation", nl="evaluatie", en="evaluation")
decharge = State("decharge", nl="décharge", en="decharge", final=True)

rejected = State("rejected", nl="afgewezen", en="rejected", final=True)
withdrawn = State("withdrawn", nl="ingetrokken", en="withdrawn", final=True)
lapsed = State("lapsed", nl="vervallen", en="lapsed", final=True)
closed_without_decharge = State("closed_without_decharge", nl="afgesloten zonder décharge", en="closed without decharge", final=True)

WITHOUT_DECHARGE = (rejected, withdrawn, lapsed, closed_without_decharge)
"""The ends without decharge."""

PHASES = (proposal, plan_signed, running, evaluation, decharge)
"""The five phases, in order."""

START = Trigger("start", nl="starten", en="start")
