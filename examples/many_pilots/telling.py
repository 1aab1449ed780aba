"""
Telling: where all pilots stand, how long they stay there, what is due, and which requirement holds up the most of them.

The first two are projections.  What is due follows from where a pilot stands and what day it is; and a refusal is an answer and no event:
both are asked of every pilot.
Requirements on what is handed in are not among them: nobody can tell before it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from proeftuin_flow import Accepted, Actor, Case, Flow, Label, LeadTime, Reason, Severity
from proeftuin_flow.pilot import COMMISSIONING_PARTY, CONTRACTOR, GRANTOR, INITIATOR, PROEFTUIN, Due, Party, due, phases

__all__ = ["PHASES", "due_soon", "held_up", "lead_time_rows", "standing_rows"]

PHASES: Final = (*phases.PHASES, phases.rejected, phases.withdrawn, phases.lapsed, phases.closed_without_decharge)

NEXT: Final = {
    ("decharge", "requested"): ("grant_decharge", GRANTOR), ("decharge", "scheduled"): ("grant_decharge", GRANTOR),
    ("decharge", "remedied"): ("grant_decharge", GRANTOR), ("evaluation", "hearing"): ("adopt_evaluation", COMMISSIONING_PARTY),
    ("execution", "winding_down"): ("complete_execution", CONTRACTOR),
    ("plan", "in_force"): ("start", CONTRACTOR), ("plan", "signing"): ("start", CONTRACTOR),
    ("plan", "review"): ("open_signing", COMMISSIONING_PARTY),
    ("proposal", "intake"): ("approve_proposal", COMMISSIONING_PARTY), ("proposal", "draft"): ("submit_proposal", INITIATOR),
}  # fmt: skip
"""The next big step of a pilot, by the newest of its parts that is under way, and who takes it."""


def standing_rows(counts: dict[tuple[str, str], int]) -> list[tuple[Label, int]]:
    """How many pilots stand where, in the order of the phases."""
    return [(phase.label, counts[PROEFTUIN.name, phase.name]) for phase in PHASES if (PROEFTUIN.name, phase.name) in counts]


def lead_time_rows(times: dict[tuple[str, str], LeadTime]) -> list[tuple[Label, LeadTime]]:
    """How long pilots stay where, in the order of the phases."""
    return [(phase.label, times[PROEFTUIN.name, phase.name]) for phase in PHASES if (PROEFTUIN.name, phase.name) in times]


def due_soon(flow: Flow, ids: Iterable[str], now: datetime) -> tuple[dict[str, Counter[str]], dict[str, Label]]:
    """For how many of these pilots each term has passed or comes within a month, by its code, and what people call it."""
    counts, labels = defaultdict[str, Counter[str]](Counter), dict[str, Label]()
    for id in ids:
        for code, status in {(each.code, each.status) for each in _soon(flow.case(id), now, labels)}:
            counts[code][status] += 1
    return counts, labels


def _soon(case: Case, now: datetime, labels: dict[str, Label]) -> Iterator[Due]:
    for each in due(case, now):
        if each.status != "expected":
            labels.setdefault(each.code, _whichever(each))
            yield each


def _whichever(term: Due) -> Label:
    """What a term is called, without the number of the part that it is about."""
    number = f" {term.part.partition('/')[2]}" if term.part is not None else ""
    return Label(term.label.nl.replace(number, ""), term.label.en.replace(number, "")) if number.strip() else term.label


def held_up(flow: Flow, ids: Iterable[str]) -> tuple[Counter[str], dict[str, Label]]:
    """How many of these pilots each requirement holds up, and what people call it."""
    counts, labels = Counter[str](), dict[str, Label]()
    for id in ids:
        for reason in _obstacles(flow, flow.case(id)):
            code = reason.guard or reason.code
            counts[code] += 1
            labels[code] = reason.label
    return counts, labels


def _obstacles(flow: Flow, case: Case) -> list[Reason]:
    """What stands in the way of the next big step, each requirement once."""
    for kind in dict.fromkeys(kind for kind, _ in NEXT):
        for part in case.parts.of(kind):
            if (kind, part.state) in NEXT and not (part.state == "in_force" and case.state != phases.plan_signed.name):
                trigger, role = NEXT[kind, part.state]
                return _reasons(flow, case, trigger, None if trigger == "start" else part.address, role.name)
    return []


def _reasons(flow: Flow, case: Case, trigger: str, part: str | None, role: str) -> list[Reason]:
    parties: tuple[Party, ...] = case.root.facts.parties
    somebody = Actor("u-99", roles={role}, organisation=parties[0].id if role in (CONTRACTOR.name, INITIATOR.name) else "rijk")
    decision = flow.decide(case.id, trigger, by=somebody, part=part)
    if isinstance(decision, Accepted):
        return []
    reasons = [reason for reason in decision.reasons if reason.guard is not None and reason.severity is not Severity.ADVISORY]
    # Where a part is what stands in the way, its own obstacle says more than that it does.
    deeper = [reason for reason in reasons if reason.where is not None]
    return [*{reason.guard: reason for reason in deeper or reasons}.values()]
