"""
What is handed in about a gathering, and what becomes known by it.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from attrs import evolve, field, frozen

from ..bodies import Line
from ..lifecycle import fact
from ..privacy import C0
from ..situation import Situation
from ..wishes import CaseRef
from .grounds import Grounds
from .values import Code, Id

__all__ = [
    "AgendaItem", "Gathering", "GatheringCancelled", "GatheringKind", "GatheringMoved", "GatheringPlan", "ItemAction", "ItemOutcome", "ItemResult",
    "NewDay", "cancelled_with_its_agenda", "moved_with_its_agenda", "with_item", "with_new_day", "with_outcome", "with_plan",
]  # fmt: skip


class GatheringKind(Enum):
    """What sort of occasion it is."""

    INSPIRATION = "inspiration"
    STARTING_SIGNAL = "starting_signal"
    SIGNING = "signing"
    DECHARGE = "decharge"
    OTHER = "other"


class ItemAction(Enum):
    """What is to happen with a pilot."""

    SIGN_PLAN = "sign_plan"
    GRANT_DECHARGE = "grant_decharge"
    INTERIM_STATUS = "interim_status"
    START = "start"


class ItemResult(Enum):
    """What came of it."""

    DONE = "done"
    NOT_DONE = "not_done"
    DEFERRED = "deferred"


@frozen
class GatheringPlan:
    """What sort of occasion, which organisation holds it, on which day, where, and with which organisations, by their ids."""

    kind: C0[GatheringKind] = field(converter=GatheringKind)
    organiser: C0[Id]
    held_on: C0[date]
    place: C0[Line] = ""
    co_organisers: C0[frozenset[Id]] = frozenset()


@frozen
class AgendaItem:
    """A pilot, by the id of its case, and what is to happen with it."""

    case: C0[Id]
    action: C0[ItemAction] = field(converter=ItemAction)


@frozen
class NewDay:
    """To which day a gathering is moved."""

    held_on: C0[date]


@frozen
class GatheringMoved(NewDay):
    """The new day, and what was on the agenda then: what follows in those pilots is read from here."""

    items: C0[tuple[AgendaItem, ...]]


@frozen
class GatheringCancelled(Grounds):
    """Why, and what was on the agenda then: what follows in those pilots is read from here."""

    items: C0[tuple[AgendaItem, ...]]


@frozen
class ItemOutcome:
    """
    What came of an item.

    `pilot` is the pilot as it stood after it; `reasons` are the codes of a refusal.
    """

    case: C0[Id]
    action: C0[ItemAction] = field(converter=ItemAction)
    result: C0[ItemResult] = field(converter=ItemResult)
    pilot: C0[CaseRef | None] = None
    reasons: C0[tuple[Code, ...]] = ()


@frozen
class Gathering:
    """What is known about a gathering."""

    kind: GatheringKind | None = fact(None, nl="de soort bijeenkomst", en="the kind of gathering")
    organiser: Id | None = fact(None, nl="de organisator", en="the organiser")
    co_organisers: frozenset[Id] = fact(frozenset[Id](), nl="de medeorganisatoren", en="the co-organisers")
    held_on: date | None = fact(None, nl="de dag van de bijeenkomst", en="the day of the gathering")
    place: Line = fact("", nl="de plaats", en="the place")
    items: tuple[AgendaItem, ...] = fact((), nl="de agenda", en="the agenda")
    outcomes: tuple[ItemOutcome, ...] = fact((), nl="de uitkomsten", en="the outcomes")

    @property
    def awaited(self) -> tuple[AgendaItem, ...]:
        """The items without an outcome."""
        known = {(outcome.case, outcome.action) for outcome in self.outcomes}
        return tuple(item for item in self.items if (item.case, item.action) not in known)


def moved_with_its_agenda(s: Situation[Gathering], day: NewDay) -> GatheringMoved:
    return GatheringMoved(day.held_on, s.facts.items)


def cancelled_with_its_agenda(s: Situation[Gathering], grounds: Grounds) -> GatheringCancelled:
    return GatheringCancelled(grounds.reason, s.facts.items)


def with_plan(gathering: Gathering, plan: GatheringPlan) -> Gathering:
    return evolve(
        gathering, kind=plan.kind, organiser=plan.organiser, co_organisers=plan.co_organisers, held_on=plan.held_on, place=plan.place,
    )  # fmt: skip


def with_item(gathering: Gathering, item: AgendaItem) -> Gathering:
    return evolve(gathering, items=(*gathering.items, item))


def with_new_day(gathering: Gathering, moved: GatheringMoved) -> Gathering:
    return evolve(gathering, held_on=moved.held_on)


def with_outcome(gathering: Gathering, outcome: ItemOutcome) -> Gathering:
    return evolve(gathering, outcomes=(*gathering.outcomes, outcome))
