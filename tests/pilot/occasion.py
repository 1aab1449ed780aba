"""
An occasion: a gathering with its agenda, and pilots that come to it from elsewhere, ready to be signed or discharged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from proeftuin_flow import Flow, Item, Report
from proeftuin_flow.pilot import (
    GATHERING,
    PROEFTUIN,
    AgendaItem,
    DechargeTerms,
    EvaluationKind,
    GatheringPlan,
    OpenItem,
    Party,
    Schedule,
    Scope,
    Signature,
)
from proeftuin_flow.stores import Store
from tests.pilot.story import HASH, URI, coordinator, grantor, organiser
from tests.pilot.story import lead as director

SESSION = "sessie-2019"
PARTS = [lifecycle.name for lifecycle in PROEFTUIN.parts]


def at(day: date) -> Callable[[], datetime]:
    """A clock that stands at noon of a day."""
    return lambda: datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def flow_on(store: Store, day: date) -> Flow:
    """Pilots and gatherings, as of a day."""
    return Flow(store, [PROEFTUIN, GATHERING], clock=at(day))


def announced(flow: Flow, id: str, day: date, *, open_items: tuple[OpenItem, ...] = (), unknown: Iterable[str] = ()) -> None:
    """A pilot that was evaluated and asks for decharge, which is scheduled for the gathering.  Some of its request may be unknown."""
    states = {"pilot": "evaluation", "plan/1": "in_force", "execution/1": "completed", "evaluation/1": "adopted", "decharge/1": "requested"}
    facts: dict[str, dict[str, Any]] = {
        "pilot": {"parties": (Party("vka", "VKA", "contractor"),)},
        "plan/1": {"document": URI},
        "execution/1": {"ended_on": date(2019, 5, 1), "report": URI},
        "evaluation/1": {"kind": EvaluationKind.FINAL, "report": URI},
        "decharge/1": {"memo": URI, "open_items": open_items, "finances_closed": True, "handover": URI},
    }
    for name in unknown:
        del facts["decharge/1"][name]
    flow.take_over(PROEFTUIN, id, by=coordinator, states=states, facts=facts, source="het dossier", complete=PARTS, occurred=date(2019, 5, 6))
    flow.handle(id, "schedule_decharge", by=coordinator, data=Schedule(day, SESSION))


def in_signing(flow: Flow, id: str) -> None:
    """A pilot whose plan waits for one signature."""
    party = Party("vka", "VKA", "contractor")
    plan: dict[str, Any] = {"content_hash": HASH, "document": URI, "signatories": (party,), "signatures": {}, "closes_on": None}
    flow.take_over(
        PROEFTUIN, id, by=coordinator, states={"pilot": "proposal", "proposal/1": "approved", "plan/1": "signing"},
        facts={"pilot": {"parties": (party,)}, "plan/1": plan}, source="het dossier", complete=PARTS, occurred=date(2019, 5, 6),
    )  # fmt: skip


def convened(flow: Flow, day: date, *agenda: AgendaItem, id: str = SESSION) -> None:
    """A gathering with these points on its agenda."""
    flow.open(GATHERING, id, by=organiser, data=GatheringPlan("inspiration", "ienw", day, "Den Haag"))
    for item in agenda:
        flow.handle(id, "add_item", by=organiser, data=item)


def granting(id: str, day: date) -> Item:
    """Decharge, granted on a day."""
    terms = DechargeTerms(
        scope=frozenset({Scope.PLAN_EXECUTION}), obligation_effect="to_be_decided", addressees=frozenset({"vka"}), decided_on=day, effective_on=day,
        form="session", session_ref=SESSION,
    )  # fmt: skip
    return Item(id, "grant_decharge", by=grantor, data=terms)


def signing(id: str) -> Item:
    """The signature that is waited for."""
    return Item(id, "sign", by=director, part="plan/1", data=Signature("vka", HASH, "wet_ink"))


def reasons(report: Report) -> dict[str, list[str]]:
    """What stood in the way of each item that was refused, in English."""
    return {result.item.id: [reason.text("en") for reason in result.refusal.reasons] for result in report.refused if result.refusal is not None}


def repeated(report: Report) -> list[bool]:
    """Of each item that is done, whether it had been done before."""
    return [result.outcome.repeated for result in report.done if result.outcome is not None]
