"""
Row 4: Deloitte with WSP Den Haag, Mondriaan and Binnenwerk: partners who take part and do not sign, and results that keep coming in.

The article says that decharge was granted, and that it does not stop there: roll-out in the municipality is looked at.  What is made up
shows who signs, decharge with that intention, a pilot that follows on this one, and a result long after, too small to be shown.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from article import discharged, told
from attrs import evolve
from made_up import GRANTOR, NOT_SHOWN, RIJK, MadeUp
from telling import Telling, run

from proeftuin_flow import CaseRef, Label
from proeftuin_flow.pilot import Counts, LateResult, Measure, Party, PilotLink

ABOUT = Label("Deloitte: partners buiten het contract, een vervolg, en resultaten die later komen.",
              "Deloitte: partners outside the contract, a follow-up, and results that come later.")  # fmt: skip

DELOITTE = Party("deloitte", "Deloitte", "contractor")
WSP = Party("wsp-den-haag", "WSP Den Haag", "sourcing_partner")
MONDRIAAN = Party("mondriaan", "Mondriaan", "education_partner")
BINNENWERK = Party("binnenwerk", "Binnenwerk", "employer_of_record")


def story(tell: Telling) -> None:
    tell.article()
    outcome = discharged(tell, "deloitte")
    told(tell, outcome)
    tell.say("Drie partners worden genoemd, maar niet of dat alle partijen zijn; dus blijft het onbekend:",
             "Three partners are named, but not whether they are all; so that stays unknown:")  # fmt: skip
    tell.unknown(outcome.case.root.facts, "parties")

    tell.made_up()
    pilot = MadeUp(tell, "deloitte", DELOITTE, WSP, MONDRIAAN, BINNENWERK, RIJK).running()
    signed = ", ".join(party.name for party in pilot.case["plan/1"].facts.signatories)
    others = ", ".join(party.name for party in pilot.parties if not party.signs)
    tell.say(f"Getekend hebben: {signed}. Partij zonder handtekening zijn: {others}.",
             f"Who signed: {signed}. Parties without a signature: {others}.")  # fmt: skip

    pilot.asks_decharge()
    granted = pilot.does("grant_decharge", GRANTOR, pilot.terms("deloitte", scale_up=True), "decharge/1")
    intended = granted.events[0].body.scale_up_intended
    tell.say(f"Décharge is verleend; opschaling is de bedoeling: {tell.words('ja', 'yes') if intended else tell.words('nee', 'no')}.",
             f"Decharge was granted; scaling up is intended: {'yes' if intended else 'no'}.")  # fmt: skip

    follow_up = MadeUp(tell, "deloitte-vervolg", WSP, Party("den-haag", "gemeente Den Haag", "commissioning_party")).proposed()
    link = PilotLink(CaseRef(follow_up.id, follow_up.case.revision, tell.flow.head(follow_up.id)), "followed_by")
    pilot.does("link_pilot", pilot.lead, link)
    for each in pilot.case.root.facts.links:
        tell.say(f"Vervolg: {each.pilot.id}, zoals die stond bij gebeurtenis {each.pilot.revision}.",
                 f"Followed by: {each.pilot.id}, as it stood at event {each.pilot.revision}.")  # fmt: skip

    tell.say("Een jaar later is er een nagekomen resultaat. Een klein aantal komt niet in het logboek:",
             "A year later there is a late result. A small number does not get into the log:")  # fmt: skip
    tell.clock.set(date(2022, 1, 10))
    counts = Counts(placed=3, suppressed=NOT_SHOWN.suppressed - {Measure.PLACED})
    small = LateResult(counts=counts, first_day=date(2021, 1, 1), last_day=date(2021, 12, 31), report=pilot.document("late-result"))
    tell.refused(pilot.id, "record_late_result", by=pilot.lead, data=small)
    late = pilot.does("record_late_result", pilot.lead, evolve(small, counts=NOT_SHOWN), on=date(2022, 1, 10))
    state = late.case.root.title.state
    tell.say(f"Als onderdrukt wel, en de proeftuin blijft: {state.nl}.", f"As suppressed it does, and the pilot stays: {state.en}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
