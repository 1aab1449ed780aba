"""
Row 1: JS Consultancy, whose plan of approach was signed that afternoon: each year one candidate, who then gets a job in another team.

The plan was signed a week before that was written down, so every record has two times.  What comes after it is made up: a place that comes
back each year, a first candidate who leaves it for another team, and a second one.  The pilot goes on all the while.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from article import SIGNED, signed, told
from made_up import RIJK, MadeUp
from telling import Telling, run

from proeftuin_flow import Actor, Label
from proeftuin_flow.pilot import Party, Placement

ABOUT = Label("JS Consultancy: ieder jaar één kandidaat, op een plaats die terugkomt.",
              "JS Consultancy: each year one candidate, in a place that comes back.")  # fmt: skip


def story(tell: Telling) -> None:
    tell.article()
    outcome = signed(tell)
    told(tell, outcome)
    tell.say("Ieder jaar is er plaats voor één kandidaat; dat ligt vast als het aantal plaatsen van het plan.",
             "Each year there is a place for one candidate; that is recorded as the number of places of the plan.")  # fmt: skip
    tell.say("Welk contract, zegt het artikel niet. Wie wil starten, hoort dat:",
             "Which contract, it does not say. Whoever wants to start is told so:")  # fmt: skip
    tell.refused(SIGNED, "start", by=Actor("u-40", roles={"contractor"}, organisation="js-consultancy"))

    tell.made_up()
    pilot = MadeUp(tell, "js-consultancy", Party("js-consultancy", "JS Consultancy", "contractor"), RIJK).running()
    pilot.opens_place("werving", recurs_every="P1Y").takes_on(1, "werving", place=1, expected_end=date(2021, 4, 1), cohort=2020)
    tell.say("De plaats komt ieder jaar terug (P1Y) en is bezet door traject 1. Zolang dat loopt, komt zij niet vrij:",
             "The place recurs each year (P1Y), and is filled by trajectory 1. While that goes on, it does not get free:")  # fmt: skip
    tell.refused(pilot.id, "vacate_place", by=pilot.lead, part="place/1")

    job = Placement("contractor", "permanent", unit="ander-team", evidence=pilot.document("placement"))
    pilot.does("place_candidate", pilot.lead, job, "trajectory/1", on=date(2020, 12, 1))
    pilot.does("vacate_place", pilot.lead, None, "place/1")
    trajectory, place = pilot.case["trajectory/1"], pilot.case["place/1"].facts
    tell.say(f"Traject 1 begon bij {trajectory.facts.unit!r} en eindigt met een vaste baan bij {job.unit!r}. De plaats is vrij, en gaat open op "
             f"{place.opens_on}. Eerder niet, of iemand moet daarvan afwijken:",
             f"Trajectory 1 began at {trajectory.facts.unit!r}, and ends with a permanent job at {job.unit!r}. The place is free, and opens on "
             f"{place.opens_on}. No sooner, unless somebody waives that:")  # fmt: skip
    tell.refused(pilot.id, "reopen_place", by=pilot.lead, part="place/1")

    pilot.does("reopen_place", pilot.lead, None, "place/1", on=place.opens_on)
    pilot.takes_on(2, "werving", place=1, expected_end=date(2022, 5, 1), cohort=2021)
    state = pilot.case.root.title.state
    second = pilot.case["trajectory/2"]
    tell.say(f"In de tweede ronde begint traject 2 (jaargang {second.facts.cohort}); de proeftuin is al die tijd {state.nl}.",
             f"In the second round trajectory 2 begins (cohort {second.facts.cohort}); all this time the pilot is {state.en}.")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
