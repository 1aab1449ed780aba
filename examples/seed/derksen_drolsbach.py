"""
Row 3: Derksen & Drolsbach: a work place at the Rijk, at the organisation itself or at one of its clients, and a buddy for each candidate.

The candidates of this pilot have debts.  Nothing about that can be recorded: what is known of a candidate has no field for it, and at a
pilot this small not even the target group is named.  Here the log is written as it would be stored, and searched.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date

from article import discharged, told
from made_up import RIJK, MadeUp
from telling import Telling, Unexpected, run

from proeftuin_flow import Label, json_schema
from proeftuin_flow.pilot import TRAJECTORY, Activity, ActivityKind, EmployerKind, Party, Placement

ABOUT = Label("Derksen & Drolsbach: drie soorten werkplek, een buddy, en niets over schulden.",
              "Derksen & Drolsbach: three kinds of work place, a buddy, and nothing about debts.")  # fmt: skip

OF_DEBTS = re.compile("schuld|debt|deurwaarder|bailiff|beslag|incasso|sanering", re.IGNORECASE)

WHERE = (
    (ActivityKind.INTERNSHIP, EmployerKind.HOST, Label("stage, dan een baan bij het Rijk", "an internship, then a job at the Rijk")),
    (ActivityKind.TRAINING, EmployerKind.CONTRACTOR, Label("training, dan een baan bij D&D", "training, then a job at D&D")),
    (ActivityKind.ASSIGNMENT, EmployerKind.CLIENT, Label("opdracht, dan een baan bij een klant", "an assignment, then a job at a client")),
)


def story(tell: Telling) -> None:
    tell.article()
    outcome = discharged(tell, "derksen-drolsbach")
    told(tell, outcome)
    tell.say("Hoeveel kandidaten er waren en waar zij werken, zegt het artikel niet; of er trajecten waren, is hier niet bekend:",
             "How many candidates there were and where they work, it does not say; whether there were trajectories, is not known here:")  # fmt: skip
    incomplete = [part.label for part in outcome.case.type.parts if part.name in outcome.case.memory.incomplete]
    tell.show(", ".join(label.text(tell.language) for label in incomplete))

    tell.made_up()
    pilot = MadeUp(tell, "derksen-drolsbach", Party("derksen-drolsbach", "Derksen & Drolsbach", "contractor"), RIJK).running()
    for number, (activity, employer, said) in enumerate(WHERE, start=1):
        part = f"trajectory/{number}"
        pilot.opens_place(f"plek-{number}").takes_on(number, f"plek-{number}", place=number, expected_end=date(2021, 6, 1))
        pilot.does("record_activity", pilot.lead, Activity(activity), part)
        pilot.does("place_candidate", pilot.lead, Placement(employer, "permanent", evidence=pilot.document(part)), part)
        title, buddy = pilot.case[part].title, pilot.case[part].facts.buddy
        tell.show(f"{title.name(tell.language)} ({title.state.text(tell.language)}): {said.text(tell.language)}; buddy: {buddy}")

    properties = json_schema(TRAJECTORY.facts, tell.language)["properties"]
    titles = ", ".join(str(each["title"]) for each in properties.values())
    tell.say(f"Meer dan dit kan van een kandidaat niet bekend zijn: {titles}.", f"More than this cannot be known of a candidate: {titles}.")
    lines = [record.line().decode() for _, record in tell.flow.follow()]
    if found := OF_DEBTS.search("".join(lines)):
        raise Unexpected(f"the log says {found.group()!r}")
    tell.say(f"Het hele logboek ({len(lines)} records) doorzocht op woorden over schulden: niets gevonden.",
             f"The whole log ({len(lines)} records) searched for words about debts: nothing found.")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
