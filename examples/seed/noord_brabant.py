"""
Row 11: BuySocial with Regio Noord-Brabant: one guide with the results and lessons of several pilots.

The article names the guide and not the pilots, so nothing is taken over.  What is made up shows three pilots whose evaluations refer to the
same document, each with a judgement of its own; and that only what both sides agree to is made public.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from made_up import EVALUATOR, GOAL, RIJK, MadeUp
from telling import Telling, run

from proeftuin_flow import Label
from proeftuin_flow.pilot import Adoption, EvaluationDraft, EvaluationPlan, GoalJudgement, Lesson, Party, Side, View

ABOUT = Label("BuySocial en Noord-Brabant: één handreiking over meer proeftuinen.", "BuySocial and Noord-Brabant: one guide about several pilots.")

GUIDE = "urn:example:handreiking"


def story(tell: Telling) -> None:
    tell.article()
    tell.say("Er werd een handreiking gepresenteerd met resultaten en lessen van de Proeftuinen Sociaal Inkopen. Welke proeftuinen dat zijn, "
             "staat er niet; overgenomen wordt er niets.",
             "A guide was presented with results and lessons of the Proeftuinen Sociaal Inkopen. Which pilots these are, it does not say; "
             "nothing is taken over.")  # fmt: skip

    tell.made_up()
    pilots = [MadeUp(tell, f"inkopen-{name}", Party(name, f"Leverancier {name}", "contractor"), RIJK).running() for name in ("een", "twee", "drie")]
    for pilot in pilots[:2]:
        pilot.evaluates("interim", GUIDE)
    third, part = pilots[2], "evaluation/1"
    draft = EvaluationDraft(report=GUIDE, judgements=(GoalJudgement(GOAL.id, "partly", third.document("explanation")),),
                            lessons=(Lesson("l1", "betrek inkoop eerder"),), candidates_heard=True)  # fmt: skip
    third.does("plan_evaluation", third.buyer, EvaluationPlan("interim"))
    third.does("collect_findings", EVALUATOR, None, part)
    third.does("draft_evaluation", EVALUATOR, draft, part)
    third.does("open_hearing", EVALUATOR, None, part)
    third.does("give_view", third.buyer, View(Side.COMMISSIONING, agrees_to_publication=True), part)
    third.does("give_view", third.lead, View(Side.CONTRACTING), part)
    tell.say("In de derde stemt de opdrachtnemer niet in met openbaarmaking:", "In the third, the contractor does not agree to publication:")
    tell.refused(third.id, "adopt_evaluation", by=third.buyer, part=part, data=Adoption("public"))
    third.does("adopt_evaluation", third.buyer, Adoption("shared_within_government"), part)

    tell.say(f"Welke evaluaties verwijzen naar {GUIDE}, en wie mag ze lezen:", f"Which evaluations refer to {GUIDE}, and who may read them:")
    readers = {"public": Label("iedereen", "everybody"), "shared_within_government": Label("de overheid", "the government")}
    for pilot in pilots:
        evaluation = pilot.case[part]
        facts = evaluation.facts
        if facts.report == GUIDE:
            title = evaluation.title
            tell.show(f"{pilot.id}: {title.text(tell.language)}; {readers[facts.publication.value].text(tell.language)}; "
                      f"{tell.words('les', 'lesson')}: {facts.lessons[0].text}")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
