"""
Row 9: Regio Groningen and Noord-Drenthe, with the interim status of a plan for a thousand jobs: a programme above pilots.

The article gives no numbers, and a programme is no pilot, so nothing is taken over.  What is made up shows three pilots of a programme,
and one beside it: one publishes an interim status and stays where it is, small numbers are left out, and the programme reads where its own stand.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from article import COORDINATOR
from made_up import NOT_SHOWN, MadeUp
from telling import Telling, run

from proeftuin_flow import Label, by_state, catch_up, standings
from proeftuin_flow.pilot import PROEFTUIN, Counts, InterimStatus, Party

ABOUT = Label("Regio Groningen en Noord-Drenthe: een tussenstand, en een programma boven de proeftuinen.",
              "Regio Groningen and Noord-Drenthe: an interim status, and a programme above the pilots.")  # fmt: skip

PROGRAMME = "verzonnen-banenplan"
REGION = Party("regio", "de regio", "commissioning_party")


def story(tell: Telling) -> None:
    tell.article()
    tell.say("De regio gaf een tussenstand van het 1000-banenplan. Getallen staan er niet bij, en een programma is geen proeftuin; overgenomen "
             "wordt er dus niets.",
             "The region gave an interim status of its plan for a thousand jobs. The article has no numbers, and a programme is no pilot; so "
             "nothing is taken over.")  # fmt: skip

    tell.made_up()
    running = MadeUp(tell, "banenplan-een", Party("een", "Leverancier Een", "contractor"), REGION, programme=PROGRAMME).running()
    MadeUp(tell, "banenplan-twee", Party("twee", "Leverancier Twee", "contractor"), REGION, programme=PROGRAMME).running().asks_decharge()
    MadeUp(tell, "banenplan-drie", Party("drie", "Leverancier Drie", "contractor"), REGION, programme=PROGRAMME).proposed()
    MadeUp(tell, "daarnaast", Party("vier", "Leverancier Vier", "contractor"), REGION).proposed()

    tell.clock.set(running.day)
    tell.say("Een tussenstand met een klein aantal, en met een klein verschil tussen twee aantallen:",
             "An interim status with a small number, and with a small difference between two numbers:")  # fmt: skip
    counts = Counts(nominated=12, started=10, placed=2)
    tell.refused(running.id, "publish_interim", by=COORDINATOR, data=InterimStatus(counts=counts, publication=running.document("interim")))
    published = running.does("publish_interim", COORDINATOR, InterimStatus(counts=NOT_SHOWN, publication=running.document("interim")))
    before, after = (PROEFTUIN.root.state_of(name).label for name in (published.events[0].source, published.events[0].target))
    tell.say(f"Met onderdrukte aantallen mag het. Voor en na: {before.nl}, {after.nl}.",
             f"With suppressed numbers it may be. Before and after: {before.en}, {after.en}.")  # fmt: skip

    found = catch_up(tell.flow, standings).state
    own = {id: stands for id, stands in found.items() if tell.flow.case(id).root.facts.programme == PROGRAMME}
    tell.say(f"Van de {len(found)} proeftuinen vallen er {len(own)} onder {PROGRAMME}. Wat het programma over die leest:",
             f"Of the {len(found)} pilots {len(own)} belong to {PROGRAMME}. What the programme reads of those:")  # fmt: skip
    for (_, name), count in by_state(own).items():
        tell.show(f"{PROEFTUIN.root.state_of(name).label.text(tell.language)}: {count}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
