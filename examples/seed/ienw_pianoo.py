"""
Row 7: IenW, which organised the session with PIANOo: a gathering is a case of its own, beside the pilots.

What the article says of the occasion is taken over: what sort it was, who held it and with whom, on which day and where.  What is made up
shows a next one: it cannot have been held before its day, nor without anything on its agenda.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from article import COORDINATOR, SOURCE, told
from telling import AFTERNOON, Telling, run

from proeftuin_flow import Actor, Label, NotEstablished
from proeftuin_flow.pilot import GATHERING, AgendaItem, GatheringKind, GatheringPlan, NewDay, gathering_report

ABOUT = Label("IenW met PIANOo: de bijeenkomst, als zaak naast de proeftuinen.", "IenW with PIANOo: the gathering, as a case beside the pilots.")

SESSION = "inspiratiesessie-2019"
NEXT = "made-up-inspiratiesessie"
ORGANISER = Actor("u-07", roles={"organiser"}, organisation="ienw")


def story(tell: Telling) -> None:
    tell.article()
    facts = {"kind": GatheringKind.INSPIRATION, "organiser": "ienw", "co_organisers": frozenset({"pianoo"}), "held_on": AFTERNOON,
             "place": "De Rode Olifant, Den Haag"}  # fmt: skip
    outcome = tell.flow.take_over(GATHERING, SESSION, by=COORDINATOR, source=SOURCE, occurred=AFTERNOON, states={"gathering": "held"},
                                  facts={"gathering": facts})  # fmt: skip
    told(tell, outcome)
    gathering = outcome.case.root.facts
    others = ", ".join(sorted(gathering.co_organisers))
    tell.say(f"Inspiratiesessie, gehouden door {gathering.organiser} samen met {others}, op {gathering.held_on}, in {gathering.place}.",
             f"An inspiration session, held by {gathering.organiser} with {others}, on {gathering.held_on}, at {gathering.place}.")  # fmt: skip
    tell.say("Dat er ruim honderd mensen en dertien stands waren en dat het de vierde keer was, heeft hier geen veld. De agenda is hiermee nog "
             "niet bekend (zie afternoon.py), dus ook geen verslag:",
             "That there were over a hundred people and thirteen stands, and that it was the fourth time, has no field here. By this the agenda "
             "is not known yet (see afternoon.py), and so there is no report:")  # fmt: skip
    try:
        gathering_report(outcome.case)
    except NotEstablished as error:
        tell.show(error.text(tell.language))

    tell.made_up()
    tell.clock.set(date(2020, 9, 1))
    tell.flow.open(GATHERING, NEXT, by=ORGANISER, data=GatheringPlan("inspiration", "ienw", date(2020, 11, 19), "Den Haag"))
    tell.say("Een volgende is gepland op 2020-11-19. Dat zij gehouden is, kan nog niet:",
             "A next one is planned for 2020-11-19. It cannot have been held yet:")  # fmt: skip
    tell.refused(NEXT, "hold_gathering", by=ORGANISER)

    tell.flow.handle(NEXT, "add_item", by=ORGANISER, data=AgendaItem("made-up-proeftuin", "interim_status"))
    tell.flow.handle(NEXT, "move_gathering", by=ORGANISER, data=NewDay(date(2020, 11, 26)))
    tell.clock.set(date(2020, 11, 27))
    held = tell.flow.handle(NEXT, "hold_gathering", by=ORGANISER, occurred=date(2020, 11, 26))
    tell.say("Met een punt op de agenda, verzet naar 2020-11-26 en een dag later vastgelegd:",
             "With an item on the agenda, moved to 2020-11-26 and recorded a day later:")  # fmt: skip
    tell.show(gathering_report(held.case).text(tell.language))


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
