"""
Following: what a gathering causes in the pilots on its agenda, and what comes back from there.

Both are pure.  Follow-ups look at one record of the gathering and at nothing else: not at the pilots, where somebody may have been faster.
Whether they may still be done says each pilot, by its own rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..case import Case
from ..wishes import Actor, CaseRef, Item
from .decharge import GRANT_DECHARGE, GRANT_WITH_RESERVATIONS, RESCHEDULE_DECHARGE, UNSCHEDULE_DECHARGE
from .decharge_bodies import Schedule, Unscheduling
from .gathering import RECORD_OUTCOME, gathering_cancelled, gathering_moved
from .gathering_bodies import AgendaItem, Gathering, GatheringCancelled, GatheringMoved, ItemAction, ItemOutcome, ItemResult
from .phases import START
from .plan import SIGN
from .root import PUBLISH_INTERIM

if TYPE_CHECKING:
    from ..batch import Result
    from ..projections import Followed

__all__ = ["follow_ups", "outcomes"]

ACTION_OF: Mapping[str, ItemAction] = {
    SIGN.name: ItemAction.SIGN_PLAN,
    GRANT_DECHARGE.name: ItemAction.GRANT_DECHARGE,
    GRANT_WITH_RESERVATIONS.name: ItemAction.GRANT_DECHARGE,
    PUBLISH_INTERIM.name: ItemAction.INTERIM_STATUS,
    START.name: ItemAction.START,
}
"""What stands on the agenda for what is done in the pilot."""


def follow_ups(followed: Followed) -> Iterator[Item]:
    """
    What follows in the pilots from one record of a gathering; `react` carries it out.

    A gathering that is cancelled takes the decharges on its agenda off it, one that is moved takes them along to its new day; of both only
    those that are scheduled for this gathering when it comes to that.  It is done by whoever cancelled or moved the gathering, in the same
    roles, and happened on the same day: so the record says.  From every other record nothing follows.
    """
    kind = followed.type.root.events.get(followed.what)
    if kind is gathering_cancelled:
        cancelled: GatheringCancelled = followed.event.body
        yield from _decharges(followed, cancelled.items, UNSCHEDULE_DECHARGE.name, Unscheduling(cancelled.reason, followed.stream))
    elif kind is gathering_moved:
        moved: GatheringMoved = followed.event.body
        yield from _decharges(followed, moved.items, RESCHEDULE_DECHARGE.name, Schedule(moved.held_on, followed.stream))


def _decharges(followed: Followed, items: Iterable[AgendaItem], trigger: str, data: object) -> Iterator[Item]:
    event = followed.event
    for item in items:
        if item.action is ItemAction.GRANT_DECHARGE:
            yield Item(item.case, trigger, by=event.by, data=data, occurred=followed.day, on_behalf_of=event.on_behalf_of)


def outcomes(gathering: Case, results: Iterable[Result], *, by: Actor) -> Iterator[Item]:
    """
    The outcomes to record on a gathering, of what came of a batch: an item for each point on its agenda that is still awaited.

    Done is a point of which everything was done, with the pilot as it stood after the last of it; not done one of which something was
    refused, with the codes of what stood in the way.  Of what could not even be decided nothing is known yet, so nothing is recorded.

    An outcome is recorded once.  Give `report.done` as long as the refused ones may still be repaired, `report.results` when it is over.

    Raises:
        NotEstablished: If nobody knows the agenda, because the gathering was taken over without it.
    """
    facts: Gathering = gathering.root.facts
    found: dict[AgendaItem, list[Result]] = {item: [] for item in facts.awaited}
    for result in results:
        action = ACTION_OF.get(result.item.trigger)
        if action is not None and (item := AgendaItem(result.item.id, action)) in found:
            found[item].append(result)
    for item, each in found.items():
        if (outcome := _outcome(item, each)) is not None:
            yield Item(gathering.id, RECORD_OUTCOME.name, by=by, data=outcome)


def _outcome(item: AgendaItem, results: Iterable[Result]) -> ItemOutcome | None:
    """What came of one point; None if that is not known."""
    reasons: list[str] = []
    pilot = None
    for result in results:
        if result.refusal is not None:
            reasons += [reason.guard or reason.code for reason in result.refusal.reasons]
        elif result.outcome is None:
            return None
        else:
            pilot = CaseRef(item.case, result.outcome.case.revision, result.outcome.records[-1].hash)
    if reasons:
        return ItemOutcome(item.case, item.action, ItemResult.NOT_DONE, reasons=tuple(dict.fromkeys(reasons)))
    return None if pilot is None else ItemOutcome(item.case, item.action, ItemResult.DONE, pilot)
