"""
Report: what came of a gathering, point by point, for people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum

from attrs import frozen

from .._unknown import known_facts
from ..case import Case
from ..case_type import CaseType
from ..labels import Label, Language
from . import gathering
from .case_type import PROEFTUIN
from .gathering_bodies import AgendaItem, Gathering, GatheringKind, ItemAction, ItemOutcome
from .gathering_rules import ACTIONS, no_items

__all__ = ["GatheringReport", "ItemStanding", "ReportedItem", "gathering_report"]


class ItemStanding(Enum):
    """Where a point on an agenda stands: what came of it, or why that is not known (yet)."""

    DONE = "done"
    NOT_DONE = "not_done"
    DEFERRED = "deferred"
    AWAITED = "awaited"
    DROPPED = "dropped"


STANDINGS: Mapping[ItemStanding, Label] = {
    ItemStanding.DONE: Label("gedaan", "done"),
    ItemStanding.NOT_DONE: Label("niet gedaan", "not done"),
    ItemStanding.DEFERRED: Label("uitgesteld", "deferred"),
    ItemStanding.AWAITED: Label("uitkomst nog niet bekend", "outcome not known yet"),
    ItemStanding.DROPPED: Label("vervallen", "dropped"),
}

KINDS: Mapping[GatheringKind, Label] = {
    GatheringKind.INSPIRATION: Label("inspiratiesessie", "inspiration session"),
    GatheringKind.STARTING_SIGNAL: Label("startschot", "starting signal"),
    GatheringKind.SIGNING: Label("ondertekening", "signing"),
    GatheringKind.DECHARGE: Label("décharge", "decharge"),
    GatheringKind.OTHER: Label("bijeenkomst", "gathering"),
}

OWN: Mapping[str, Label] = {
    "wrong_state": Label("een stap die eerst komt", "a step that comes first"),
    "role": Label("iemand die dit mag", "somebody who may do this"),
    "data_missing": Label("gegevens", "data"),
    "data_malformed": Label("gegevens die kloppen", "data that is well formed"),
}
"""What is needed where the library itself refuses."""

STILL_NEEDED = Label("daarvoor is nog nodig", "for that is still needed")
ON_THE_AGENDA = Label("op de agenda", "on the agenda")


@frozen
class ReportedItem:
    """
    One point: which pilot, what was to happen with it, and where that stands.

    `reasons` are the codes of what stood in the way, each with its words; a code that nobody knows here stands for itself.
    """

    pilot: str
    action: ItemAction
    standing: ItemStanding
    reasons: Mapping[str, Label]

    def text(self, language: Language) -> str:
        """The point in one line."""
        said = f"{self.pilot}: {ACTIONS[self.action].text(language)} — {STANDINGS[self.standing].text(language)}"
        if not self.reasons:
            return said
        return f"{said}; {STILL_NEEDED.text(language)}: {'; '.join(label.text(language) for label in self.reasons.values())}"


@frozen
class GatheringReport:
    """What sort of gathering it was, who held it with whom, when and where, how it stands, and every point of its agenda."""

    id: str
    state: Label
    kind: GatheringKind | None
    organiser: str | None
    co_organisers: frozenset[str]
    held_on: date | None
    place: str
    items: tuple[ReportedItem, ...]

    @property
    def counts(self) -> Mapping[ItemStanding, int]:
        """How many points stand where, in the order of `ItemStanding`; also where there are none."""
        found = Counter(item.standing for item in self.items)
        return {standing: found[standing] for standing in ItemStanding}

    def text(self, language: Language) -> str:
        """The report: which gathering, how many points came to what, and a line for each."""
        return "\n".join(self._lines(language))

    def _lines(self, language: Language) -> Iterator[str]:
        day = None if self.held_on is None else self.held_on.isoformat()
        head = (KINDS[self.kind or GatheringKind.OTHER].text(language), day, self.place)
        yield f"{', '.join(filter(None, head))}: {self.state.text(language)}"
        if not self.items:
            yield no_items().text(language)
            return
        counts = (f"{count} {STANDINGS[standing].text(language)}" for standing, count in self.counts.items() if count)
        yield f"{ON_THE_AGENDA.text(language)}: {', '.join(counts)}"
        yield from (f"  - {item.text(language)}" for item in self.items)


def gathering_report(case: Case, pilots: CaseType = PROEFTUIN) -> GatheringReport:
    """
    What came of a gathering so far, from its own case.  `pilots` is where the words of the requirements come from.

    Raises:
        NotEstablished: If nobody knows what was on its agenda or what came of that, because it was taken over without.
    """
    facts: Gathering = case.root.facts
    known = known_facts(facts)
    outcomes = {AgendaItem(outcome.case, outcome.action): outcome for outcome in facts.outcomes}
    without = ItemStanding.DROPPED if case.root.at(gathering.cancelled) else ItemStanding.AWAITED
    items = tuple(_reported(item, outcomes.get(item), without, pilots) for item in facts.items)
    return GatheringReport(
        case.id, case.root.title.state, known.kind, known.organiser, known.co_organisers, known.held_on, known.place, items,
    )  # fmt: skip


def _reported(item: AgendaItem, outcome: ItemOutcome | None, without: ItemStanding, pilots: CaseType) -> ReportedItem:
    if outcome is None:
        return ReportedItem(item.case, item.action, without, {})
    return ReportedItem(item.case, item.action, ItemStanding(outcome.result.value), {code: _words(code, pilots) for code in outcome.reasons})


def _words(code: str, pilots: CaseType) -> Label:
    guard = pilots.guards.get(code)
    return guard.label if guard is not None else OWN.get(code, Label(code, code))
