"""
Row 2: VKA with its consortium partner AEF: two organisations that sign together, and are discharged together.

The article says that the pilot got decharge.  What is made up shows the two rules that follow from there being two: the plan is not in
force before AEF has signed as well, and decharge that is addressed to one of them is refused.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from article import discharged, told
from made_up import GRANTOR, RIJK, MadeUp, acting
from telling import Telling, run

from proeftuin_flow import Label
from proeftuin_flow.pilot import Party

ABOUT = Label("VKA met AEF: twee partijen die samen tekenen en samen décharge krijgen.",
              "VKA with AEF: two parties that sign together and are discharged together.")  # fmt: skip

VKA = Party("vka", "VKA", "contractor")
AEF = Party("aef", "AEF", "consortium_partner")


def story(tell: Telling) -> None:
    tell.article()
    outcome = discharged(tell, "vka-aef")
    told(tell, outcome)
    tell.say("Aan wie décharge was gericht en wie het besluit nam, zegt het artikel niet. Ook niet:",
             "To whom decharge was addressed and who decided, it does not say. Nor this:")  # fmt: skip
    tell.unknown(outcome.case["decharge/1"].facts, "effective_on", "memo")

    tell.made_up()
    pilot = MadeUp(tell, "vka-aef", VKA, AEF, RIJK).proposed().in_intake().approved().offered()
    pilot.signs(RIJK)
    pilot.signs(VKA)
    tell.say("Het Rijk en VKA hebben getekend, AEF nog niet. VKA wil vast beginnen:",
             "The Rijk and VKA have signed, AEF has not. VKA would like to begin:")  # fmt: skip
    tell.refused(pilot.id, "start", by=pilot.lead)
    state = pilot.signs(AEF).case.root.title.state
    tell.say(f"Dan tekent AEF, en vanzelf is de proeftuin nu: {state.nl}.", f"Then AEF signs, and by itself the pilot is now: {state.en}.")

    pilot.does("start", acting(VKA))
    pilot.asks_decharge()
    tell.say("Na de evaluatie wordt décharge alleen aan VKA gericht:", "After the evaluation, decharge is addressed to VKA only:")
    tell.refused(pilot.id, "grant_decharge", by=GRANTOR, part="decharge/1", data=pilot.terms("vka"))
    granted = pilot.does("grant_decharge", GRANTOR, pilot.terms("vka", "aef"), "decharge/1")
    addressees = ", ".join(sorted(granted.events[0].body.addressees))
    state = granted.case.root.title.state
    tell.say(f"Gericht aan {addressees} wordt zij verleend: {state.nl}.", f"Addressed to {addressees} it is granted: {state.en}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
