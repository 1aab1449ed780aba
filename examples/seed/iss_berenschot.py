"""
Row 12: ISS and Berenschot, on the chances from the side of the employer.

The article says of them that they showed these chances, and of no pilot.  What is made up shows what one pilot offers to an employer, in two
roles: the organisation that receives a candidate, and the formal employer.  Each sees what it may do now, and what stands in the way.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from made_up import RIJK, MadeUp, acting
from telling import Telling, run

from proeftuin_flow import Actor, Label
from proeftuin_flow.pilot import Party

ABOUT = Label("ISS en Berenschot: wat een werkgever in een proeftuin kan doen.", "ISS and Berenschot: what an employer can do in a pilot.")

HOST = Party("afdeling-1", "een ontvangende afdeling", "host")
EMPLOYER = Party("werkgever", "een formele werkgever", "employer_of_record")


def story(tell: Telling) -> None:
    tell.article()
    tell.say("ISS en Berenschot lieten kansen zien vanuit de werkgever. Over een proeftuin van henzelf staat er niets; overgenomen wordt er "
             "niets.",
             "ISS and Berenschot showed chances from the side of the employer. Of a pilot of their own it says nothing; nothing is taken "
             "over.")  # fmt: skip

    tell.made_up()
    pilot = MadeUp(tell, "werkgever", Party("leverancier", "een leverancier", "contractor"), HOST, EMPLOYER, RIJK).running()
    pilot.opens_place("afdeling-1").takes_on(1, "afdeling-1", place=1, expected_end=date(2021, 6, 1)).opens_place("afdeling-1")
    for party in (HOST, EMPLOYER):
        actor = acting(party)
        role = pilot.case.type.roles[party.role.value].label
        tell.say(f"Als {role.nl}:", f"As {role.en}:")
        _told(tell, pilot, actor)
    tell.say("Wie nergens partij is, kan in die rol niets:", "Whoever is no party here can do nothing in that role:")
    tell.refused(pilot.id, "place_candidate", by=Actor("u-99", roles={"employer_of_record"}, organisation="elders"), part="trajectory/1",
                 data={"employer": "host", "contract": "permanent", "evidence": pilot.document("placement")})  # fmt: skip


def _told(tell: Telling, pilot: MadeUp, actor: Actor) -> None:
    """What may be done in the parts of this pilot; what is not for this actor is left out."""
    for option in tell.flow.options(pilot.id, by=actor):
        reasons = [reason for reason in option.reasons if reason.code != "data_missing"]
        if {"role", "wrong_state"} & {reason.code for reason in reasons}:
            continue
        name = pilot.case[option.part].title.name(tell.language) if option.part in pilot.case.parts else tell.words("nieuw", "new")
        said = "; ".join(reason.text(tell.language) for reason in reasons) or tell.words("kan nu", "possible now")
        tell.show(f"{option.label.text(tell.language)} ({name}): {said}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
