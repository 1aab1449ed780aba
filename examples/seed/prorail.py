"""
Row 8: ProRail, which set its pilot up with the support of senior management and politics.

How far that pilot was the article does not say, and nothing is taken over of which nobody knows where it stood.  What is made up shows the
rules that it stands for: no approval without support and without a department that wants a candidate; a start agreement
(*startovereenkomst*) that several organisations sign; and a goal that promises an effort.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from made_up import SPONSOR, MadeUp
from telling import Telling, run

from proeftuin_flow import Label, Waiver
from proeftuin_flow.pilot import (
    PROEFTUIN,
    Goal,
    GoalKind,
    Party,
    PlanDocument,
    PlanDraft,
    PlanItem,
    PlanKind,
    SigningTerms,
    Support,
)

ABOUT = Label("ProRail: steun van het hoger management, en de vraag van een afdeling.",
              "ProRail: the support of senior management, and the demand of a department.")  # fmt: skip

# As in the project's domain, S11: the ministry, a training centre, the contractors and ProRail sign.
FOUR = (
    Party("spooraannemers", "de spooraannemers", "contractor"), Party("railcenter", "Railcenter", "education_partner", signs=True),
    Party("prorail", "ProRail", "host", signs=True), Party("ienw", "IenW", "commissioning_party"),
)  # fmt: skip

KINDS = {GoalKind.EFFORT: Label("inspanning, geen resultaat", "effort, not a result")}


def story(tell: Telling) -> None:
    tell.article()
    tell.say("ProRail vertelde hoe het met steun van hoger management en politiek een proeftuin opzette. In welke fase die was, staat er niet; "
             "overgenomen wordt er dus niets.",
             "ProRail told how it set up a pilot with the support of senior management and politics. Which phase that was in, it does not say; "
             "so nothing is taken over.")  # fmt: skip

    tell.made_up()
    pilot = MadeUp(tell, "prorail", *FOUR).proposed().in_intake()
    tell.say("Goedkeuren zonder steun en zonder afdeling wordt geweigerd, om beide redenen:",
             "Approval without support and without a department is refused, for both reasons:")  # fmt: skip
    no = tell.refused(pilot.id, "approve_proposal", by=pilot.buyer)
    by = sorted({role.label.text(tell.language) for reason in no.reasons for role in reason.waivable_by})
    tell.say(f"Afwijken mag: {', '.join(by)}. De steun komt er; van de afdeling wijkt de opdrachtgever af:",
             f"Who may waive this: {', '.join(by)}. The support arrives; the department is waived by the commissioning party:")  # fmt: skip
    pilot.does("record_support", SPONSOR, Support(pilot.document("support")))
    approved = pilot.does("approve_proposal", pilot.buyer, waive=[Waiver("host_demand", "de afdeling volgt na de werving")])
    for check in approved.events[0].checks:
        requirement = PROEFTUIN.guards[check.guard].label.text(tell.language)
        waived = tell.words(f"afgeweken door {check.by}: {check.reason}", f"waived by {check.by}: {check.reason}")
        tell.show(f"{requirement} — {waived if check.outcome == 'waived' else tell.words('in orde', 'met')}")

    goal = Goal("g1", "inspanning om na twaalf maanden detachering in dienst te nemen", GoalKind.EFFORT)
    plan = PlanDraft((goal,), frozenset(PlanItem), pilot.day.replace(year=2021), 2, kind=PlanKind.START_AGREEMENT)
    pilot.does("draft_plan", pilot.lead, plan)
    pilot.does("submit_plan", pilot.lead, PlanDocument(pilot.document("startovereenkomst"), pilot.content_hash()), "plan/1")
    signing = pilot.does("open_signing", pilot.buyer, SigningTerms(), "plan/1").case["plan/1"].facts
    tell.say(f"Wat getekend wordt, is een {signing.kind.label.nl}. Die heeft {len(signing.signatories)} ondertekenaars: "
             f"{', '.join(party.name for party in signing.signatories)}. Het doel is een {KINDS[signing.goals[0].kind].nl}.",
             f"What is signed is a {signing.kind.label.en}. It has {len(signing.signatories)} signatories: "
             f"{', '.join(party.name for party in signing.signatories)}. Its goal is an {KINDS[signing.goals[0].kind].en}.")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
