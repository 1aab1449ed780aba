"""
Row 13: the social return advisory team of the Rijk, where one asks to start a pilot.

The article names it as the place to turn to, and of nobody that did.  What is made up shows an intake: the team takes a proposal in, returns
it with points to add, takes it in again, and does not decide on it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from attrs import evolve
from made_up import ADVISER, RIJK, MadeUp
from telling import Telling, run

from proeftuin_flow import Label
from proeftuin_flow.pilot import Party, Points

ABOUT = Label("Het adviesteam: de intake van een voorstel.", "The advisory team: the intake of a proposal.")


def story(tell: Telling) -> None:
    tell.article()
    tell.say("Wie een proeftuin wil starten, kan terecht bij het Adviesteam Social Return Rijk. Dat is een rol, en nog geen proeftuin.",
             "Whoever wants to start a pilot can turn to the social return advisory team of the Rijk. That is a role, and no pilot yet.")  # fmt: skip

    tell.made_up()
    pilot = MadeUp(tell, "adviesteam", Party("leverancier", "een leverancier", "contractor"), RIJK).proposed()
    tell.say("Een voorstel zonder doelgroep komt er niet door:", "A proposal without a target group does not get through:")
    tell.refused(pilot.id, "submit_proposal", by=pilot.lead, data=evolve(pilot.content(), target_groups=frozenset()))
    pilot.in_intake()
    _told(tell, pilot)
    tell.say("Wat het adviesteam in de intake kan doen:", "What the advisory team can do in the intake:")
    for option in tell.flow.options(pilot.id, by=ADVISER, part="proposal/1"):
        if option.status != "blocked":
            tell.show(option.label.text(tell.language))
    tell.say("Goedkeuren hoort daar niet bij:", "To approve is not among it:")
    tell.refused(pilot.id, "approve_proposal", by=ADVISER)

    returned = pilot.does("return_proposal", ADVISER, Points(("zeg wie de kandidaten begeleidt",)))
    _told(tell, pilot)
    points = "; ".join(returned.events[0].body.points)
    tell.say(f"Terug, met één punt: {points}.", f"Returned, with one point: {points}.")
    pilot.in_intake()
    _told(tell, pilot)


def _told(tell: Telling, pilot: MadeUp) -> None:
    state = pilot.case["proposal/1"].title.state
    tell.say(f"Het voorstel is nu: {state.nl}.", f"The proposal is now: {state.en}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
