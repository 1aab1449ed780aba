"""
Row 6: BZK, where somebody answers for the jobs agreement (*banenafspraak*) at the Rijk, and opens the session.

That is about a policy above all pilots, and about no pilot in particular, so nothing is taken over.  What is made up shows where the policy
meets a pilot: a manager who says that it is supported, a proposal that says which policies it serves, a learning question, and a view over
all pilots.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from article import DISCHARGED, discharged
from made_up import RIJK, SPONSOR, MadeUp
from telling import Telling, run

from proeftuin_flow import Label, by_state, catch_up, standings
from proeftuin_flow.pilot import PROEFTUIN, HostOffer, Party, Policy, Support

ABOUT = Label("BZK: wie verantwoordelijk is voor de banenafspraak, boven alle proeftuinen.",
              "BZK: who answers for the jobs agreement, above all pilots.")  # fmt: skip

QUESTION = "sluiten social return en de banenafspraak op elkaar aan?"


def story(tell: Telling) -> None:
    tell.article()
    for id in DISCHARGED:
        discharged(tell, id)
    tell.say("Wie de sessie opende, hoort bij geen proeftuin. En welke leervragen de vier met décharge hadden, is niet bekend: over een voorstel "
             "zegt het artikel niets.",
             "Who opened the session belongs to no pilot. And which learning questions the four with decharge had, is not known: of a proposal "
             "the article says nothing.")  # fmt: skip
    incomplete = {id for id in DISCHARGED if "proposal" in tell.flow.case(id).memory.incomplete}
    tell.show(tell.words("voorstel onbekend: ", "proposal unknown: ") + ", ".join(sorted(incomplete)))

    tell.made_up()
    bzk = SPONSOR
    first = MadeUp(tell, "bzk-een", Party("een", "Leverancier Een", "contractor"), RIJK).proposed().in_intake(QUESTION, *Policy)
    second = MadeUp(tell, "bzk-twee", Party("twee", "Leverancier Twee", "contractor"), RIJK)
    second.proposed().in_intake("wat werkt, en voor wie?", Policy.SOCIAL_RETURN)
    first.does("record_support", bzk, Support("urn:example:bzk:support"))
    first.does("register_host", first.lead, HostOffer("afdeling-1"))
    sponsors = ", ".join(role.label.text(tell.language) for role in PROEFTUIN.roles.values() if role.name in bzk.roles)
    tell.say(f"Wie verantwoordelijk is, zegt als {sponsors} dat een proeftuin wordt gesteund; goedkeuren doet de opdrachtgever:",
             f"Who answers for it says as {sponsors} that a pilot is supported; it is the commissioning party that approves:")  # fmt: skip
    tell.refused(first.id, "approve_proposal", by=bzk)

    asking = [pilot.id for pilot in (first, second) if QUESTION in pilot.case["proposal/1"].facts.learning_questions]
    tell.say(f"De leervraag {QUESTION!r} staat in het voorstel van: {', '.join(asking)}.",
             f"The learning question {QUESTION!r} is in the proposal of: {', '.join(asking)}.")  # fmt: skip
    tell.say("Welk beleid een proeftuin dient, zegt het voorstel:", "Which policies a pilot serves, its proposal says:")
    for pilot in (first, second):
        policies = sorted(policy.label.text(tell.language) for policy in pilot.case["proposal/1"].facts.policies)
        tell.show(f"{pilot.id}: {', '.join(policies)}")
    counts = by_state(catch_up(tell.flow, standings).state)
    tell.say("Waar alle proeftuinen staan, ook die van het artikel:", "Where all pilots stand, also those of the article:")
    tell.show(", ".join(f"{PROEFTUIN.root.state_of(name).label.text(tell.language)}: {count}" for (_, name), count in counts.items()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
