"""
Row 10: Bureau Social Return of the municipality of Amsterdam: another kind of authority, with other rules.

The article says that it told of ten years of social return, and of no pilot.  What is made up shows the profile for municipalities: the
contractor reports within seven days after the award, and the effort is valued by a named table.  The table is one of another town, as an
example.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from attrs import evolve
from made_up import GOAL, MadeUp
from telling import Telling, run

from proeftuin_flow import Label
from proeftuin_flow.pilot import Contract, HostOffer, Party, PlanDocument, PlanDraft, PlanItem, SigningTerms, Support, due
from proeftuin_flow.pilot.catalogues import catalogue

ABOUT = Label("Bureau Social Return Amsterdam: een gemeente, met zeven dagen en bouwblokken.",
              "Bureau Social Return Amsterdam: a municipality, with seven days and building blocks.")  # fmt: skip

CITY = Party("amsterdam", "gemeente Amsterdam", "commissioning_party")
CONTRACT = Contract("urn:example:amsterdam:contract", date(2019, 12, 30), date(2023, 12, 31), awarded_on=date(2020, 1, 3), value=50_000_000)


def story(tell: Telling) -> None:
    tell.article()
    tell.say("Het bureau vertelde over succesfactoren na tien jaar social return, en niet over één proeftuin; overgenomen wordt er niets.",
             "The office told of what makes for success after ten years of social return, and of no one pilot; nothing is taken over.")  # fmt: skip

    tell.made_up()
    contractor = Party("aannemer", "een aannemer", "contractor")
    pilot = MadeUp(tell, "amsterdam", contractor, CITY, profile="municipal_bouwblokken", contract=CONTRACT).proposed()
    tell.clock.set(date(2020, 1, 13))
    tell.say(f"Gegund op {CONTRACT.awarded_on}. Wat er op 2020-01-13 aan termijnen is, en wat een voorstel van die dag dus hoort:",
             f"Awarded on {CONTRACT.awarded_on}. Which terms there are on 2020-01-13, and what a proposal of that day is told:")  # fmt: skip
    for each in due(pilot.case, tell.clock()):
        tell.show(each.text(tell.language))
    tell.refused(pilot.id, "submit_proposal", by=pilot.lead, data=pilot.content())
    tell.flow.waive(pilot.id, "contact_on_time", on="submit_proposal", by=pilot.buyer, reason="de gunning werd laat bekendgemaakt", part="proposal/1")
    pilot.in_intake()
    tell.say("De opdrachtgever wijkt daarvan af, met een reden; dan kan het.",
             "The commissioning party waives that, with a reason; then it is possible.")  # fmt: skip

    pilot.does("record_support", pilot.lead, Support(pilot.document("support")))
    pilot.does("register_host", pilot.lead, HostOffer("afdeling-1"))
    pilot.does("approve_proposal", pilot.buyer)
    draft = PlanDraft((GOAL,), frozenset(PlanItem), date(2022, 12, 31), places=1)
    pilot.does("draft_plan", pilot.lead, draft)
    pilot.does("submit_plan", pilot.lead, PlanDocument(pilot.document("plan"), pilot.content_hash()), "plan/1")
    tell.say("Een plan zonder waarde van de inzet:", "A plan without the value of its effort:")
    tell.refused(pilot.id, "open_signing", by=pilot.buyer, part="plan/1", data=SigningTerms())

    effort = catalogue("utrecht@1").value("participation_act_under_2_years")
    pilot.does("withdraw_plan", pilot.lead, {"reason": "de waarde ontbrak"}, "plan/1")
    pilot.does("draft_plan", pilot.lead, evolve(draft, effort=effort))
    pilot.does("submit_plan", pilot.lead, PlanDocument(pilot.document("plan"), pilot.content_hash(2)), "plan/2")
    opened = pilot.does("open_signing", pilot.buyer, SigningTerms(), "plan/2").case["plan/2"]
    euros = f"{effort.cents // 100:,}"
    tell.say(f"Met {euros.replace(',', '.')} euro volgens {effort.catalogue} is plan 2: {opened.title.state.nl}.",
             f"With {euros} euros by {effort.catalogue} plan 2 is: {opened.title.state.en}.")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
