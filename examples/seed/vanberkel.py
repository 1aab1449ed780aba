"""
Row 5: Vanberkel with the ADR: a candidate who is hired early, and a second domain before decharge.

The article says that decharge was granted, that the host soon hired the first candidate, and that a second one started in another domain.
What is made up shows both as rules: a job may come at any moment after the start, and a domain is broadened by a plan that all have signed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from article import discharged, told
from made_up import RIJK, MadeUp
from telling import Telling, run

from proeftuin_flow import Label
from proeftuin_flow.pilot import Broadening, Party, Placement

ABOUT = Label("Vanberkel met de ADR: eerder aangenomen, en een tweede domein vóór décharge.",
              "Vanberkel with the ADR: hired early, and a second domain before decharge.")  # fmt: skip


def story(tell: Telling) -> None:
    tell.article()
    outcome = discharged(tell, "vanberkel")
    told(tell, outcome)
    tell.say("Wanneer de eerste kandidaat begon en werd aangenomen, zegt het artikel niet. Hoe lang de proeftuin liep ook niet:",
             "When the first candidate began and was hired, it does not say. Nor how long the pilot ran:")  # fmt: skip
    tell.unknown(outcome.case.root.facts, "ends_on")

    tell.made_up()
    pilot = MadeUp(tell, "vanberkel", Party("vanberkel", "Vanberkel Professionals", "contractor"), Party("adr", "ADR", "host"), RIJK).running()
    pilot.opens_place("it").takes_on(1, "it", place=1, expected_end=date(2021, 6, 1))
    hired = Placement("host", "permanent", unit="it", evidence=pilot.document("placement"))
    facts = pilot.does("place_candidate", pilot.lead, hired, "trajectory/1").case["trajectory/1"].facts
    early = tell.words("ja", "yes") if facts.placed_early else tell.words("nee", "no")
    tell.say(f"Traject 1 zou duren tot {facts.expected_end}; de ADR nam de kandidaat aan op {facts.placed_on}. Eerder dan verwacht: {early}.",
             f"Trajectory 1 was to last until {facts.expected_end}; the ADR hired on {facts.placed_on}. Earlier than expected: {early}.")  # fmt: skip

    broader = Broadening("Financial Audit", frozenset({"financial-audit"}), plan=2)
    tell.say("Een tweede domein, nog zonder dat daarvoor is getekend:", "A second domain, before anybody has signed for it:")
    tell.refused(pilot.id, "broaden_domain", by=pilot.lead, data=broader)
    pilot.offered(version=2).signed(version=2)
    pilot.does("broaden_domain", pilot.lead, broader)
    first, second = pilot.case["plan/1"].title.state, pilot.case["plan/2"].title.state
    domains = ", ".join(pilot.case.root.facts.domains)
    tell.say(f"Dan tekenen allen plan 2 ({second.nl}; plan 1: {first.nl}), en komt erbij: {domains}.",
             f"Then all sign plan 2 ({second.en}; plan 1: {first.en}), and this is added: {domains}.")  # fmt: skip

    pilot.opens_place("financial-audit").takes_on(2, "financial-audit", place=2, expected_end=date(2021, 9, 1))
    state, trajectory = pilot.case.root.title.state, pilot.case["trajectory/2"].title.state
    tell.say(f"Daar is traject 2 {trajectory.nl}; de proeftuin is nog {state.nl}, dus dit alles was vóór décharge.",
             f"There trajectory 2 has {trajectory.en}; the pilot is still {state.en}, so all this was before decharge.")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
