"""
Row 14: the event as a whole: four decharges and one signature, on one afternoon.

What the article says is taken over: the five pilots, and a gathering with five items that all came off, each with the pilot as it stood.
What is made up shows how such an afternoon is recorded: one batch, in which each item has its own outcome and one that is refused holds up
no other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta

from article import COORDINATOR, DISCHARGED, SOURCE, discharged, signed, told
from made_up import GRANTOR, RIJK, MadeUp, acting
from telling import AFTERNOON, Telling, run

from proeftuin_flow import Actor, CaseRef, Item, Label, Outcome
from proeftuin_flow.pilot import (
    GATHERING,
    AgendaItem,
    GatheringKind,
    GatheringPlan,
    ItemAction,
    ItemOutcome,
    OpenItem,
    Party,
    Schedule,
    Signature,
    gathering_report,
    outcomes,
)

ABOUT = Label("De middag als geheel: vier keer décharge en één ondertekening.", "The afternoon as a whole: four decharges and one signature.")

SESSION, AGAIN = "inspiratiesessie-2019", "made-up-bijeenkomst"
ORGANISER = Actor("u-07", roles={"organiser"}, organisation="ienw")


def story(tell: Telling) -> None:
    tell.article()
    done = [*(_outcome(discharged(tell, id), ItemAction.GRANT_DECHARGE) for id in DISCHARGED), _outcome(signed(tell), ItemAction.SIGN_PLAN)]
    facts = {"kind": GatheringKind.INSPIRATION, "organiser": "ienw", "co_organisers": frozenset({"pianoo"}), "held_on": AFTERNOON,
             "place": "De Rode Olifant, Den Haag", "items": tuple(AgendaItem(each.case, each.action) for each in done),
             "outcomes": tuple(done)}  # fmt: skip
    outcome = tell.flow.take_over(GATHERING, SESSION, by=COORDINATOR, source=SOURCE, occurred=AFTERNOON, states={"gathering": "recorded"},
                                  facts={"gathering": facts})  # fmt: skip
    told(tell, outcome)
    tell.show(gathering_report(outcome.case).text(tell.language))

    tell.made_up()
    four = [MadeUp(tell, name, Party(name, f"Leverancier {name}", "contractor"), RIJK).running() for name in ("een", "twee", "drie", "vier")]
    for pilot in four:
        pilot.asks_decharge(*([OpenItem("uitrol")] if pilot is four[-1] else []))
    fifth = MadeUp(tell, "vijf", Party("vijf", "Leverancier vijf", "contractor"), RIJK).proposed().in_intake().approved().offered()
    fifth.signs(RIJK)

    day = max(pilot.day for pilot in four) + timedelta(7)
    tell.flow.open(GATHERING, AGAIN, by=ORGANISER, data=GatheringPlan("decharge", "ienw", day, "Den Haag"))
    agenda = [*(AgendaItem(pilot.id, ItemAction.GRANT_DECHARGE) for pilot in four), AgendaItem(fifth.id, ItemAction.SIGN_PLAN)]
    for item in agenda:
        tell.flow.handle(AGAIN, "add_item", by=ORGANISER, data=item)
    items = [Item(each.id, "grant_decharge", by=GRANTOR, data=each.terms(each.parties[0].id, session=AGAIN)) for each in four]
    for pilot in four:
        tell.flow.handle(pilot.id, "schedule_decharge", by=COORDINATOR, part="decharge/1", data=Schedule(day, AGAIN))
    signature = Signature("vijf", fifth.content_hash(), "wet_ink", session=AGAIN)
    items.append(Item(fifth.id, "sign", by=acting(fifth.parties[0]), part="plan/1", data=signature))

    tell.clock.set(day + timedelta(7))
    tell.flow.handle(AGAIN, "hold_gathering", by=ORGANISER, occurred=day)
    report = tell.flow.handle_all(items, occurred=day, batch=AGAIN)
    tell.say(f"Op {day} gehouden, een week later in één keer vastgelegd: {len(report.done)} gedaan, {len(report.refused)} geweigerd.",
             f"Held on {day}, recorded a week later in one go: {len(report.done)} done, {len(report.refused)} refused.")  # fmt: skip
    tell.flow.handle_all(outcomes(tell.flow.case(AGAIN), report.results, by=ORGANISER))
    tell.show(gathering_report(tell.flow.case(AGAIN)).text(tell.language))


def _outcome(outcome: Outcome, action: ItemAction) -> ItemOutcome:
    """That an item came off, with the pilot as it stood after it."""
    case = outcome.case
    return ItemOutcome(case.id, action, "done", CaseRef(case.id, case.revision, outcome.records[-1].hash))


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
