"""
Row 15: what it is all for: lasting work at the Rijk or elsewhere, and to learn whether social return and the jobs agreement go together.

The article says this of the whole approach, and not of one pilot; there its goals and questions stay unknown.  What is made up shows both
in one pilot: that it serves both policies, a learning question about the *banenafspraak* that comes back as a lesson, and jobs with each
kind of employer.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

from article import DISCHARGED, discharged
from made_up import EVALUATOR, GOAL, RIJK, MadeUp
from telling import Telling, run

from proeftuin_flow import Label
from proeftuin_flow.pilot import EmployerKind, EvaluationDraft, EvaluationPlan, GoalJudgement, Lesson, Party, Placement, Policy

ABOUT = Label("Het doel: werk bij het Rijk of elders, en leren of social return en de banenafspraak samengaan.",
              "The purpose: work at the Rijk or elsewhere, and to learn whether social return and the jobs agreement go together.")  # fmt: skip

QUESTION = "sluiten social return en de banenafspraak op elkaar aan?"

EMPLOYERS = {
    EmployerKind.HOST: Label("bij het Rijk", "at the Rijk"),
    EmployerKind.CONTRACTOR: Label("bij de leverancier", "at the supplier"),
    EmployerKind.CLIENT: Label("bij een klant van de leverancier", "at a client of the supplier"),
    EmployerKind.PARTNER: Label("bij een partner", "at a partner"),
    EmployerKind.ELSEWHERE: Label("elders", "elsewhere"),
}


def story(tell: Telling) -> None:
    tell.article()
    for id in DISCHARGED:
        discharged(tell, id)
    tell.say("Het doel geldt voor alle proeftuinen samen. Van elke proeftuin apart staan de leervragen en doelen er niet:",
             "The purpose is that of all pilots together. The learning questions and goals of each by itself it does not say:")  # fmt: skip
    known = [id for id in DISCHARGED if not {"proposal", "plan"} <= tell.flow.case(id).memory.incomplete]
    tell.show(tell.words(f"voorstel en plan bekend van {len(known)} van de {len(DISCHARGED)}",
                         f"proposal and plan known of {len(known)} of the {len(DISCHARGED)}"))  # fmt: skip

    tell.made_up()
    pilot = MadeUp(tell, "doel", Party("leverancier", "een leverancier", "contractor"), RIJK).proposed().in_intake(QUESTION, *Policy)
    pilot.approved().offered().signed().does("start", pilot.lead)
    proposal = pilot.case["proposal/1"].facts
    policies = sorted(policy.label.text(tell.language) for policy in proposal.policies)
    tell.show(tell.words("dient: ", "serves: ") + ", ".join(policies))
    (question,) = proposal.learning_questions
    tell.say(f"De leervraag: {question}", f"The learning question: {question}")
    for number, (employer, said) in enumerate(EMPLOYERS.items(), start=1):
        part = f"trajectory/{number}"
        pilot.opens_place(f"plek-{number}").takes_on(number, f"plek-{number}", place=number, expected_end=date(2022, 6, 1))
        job = pilot.does("place_candidate", pilot.lead, Placement(employer, "permanent", evidence=pilot.document(part)), part)
        title = job.case[part].title
        tell.show(f"{title.name(tell.language)}: {title.state.text(tell.language)}, {said.text(tell.language)}")

    draft = EvaluationDraft(report=pilot.document("evaluation"), judgements=(GoalJudgement(GOAL.id, "achieved"),),
                            lessons=(Lesson("banenafspraak", "een baan kan voor beide tellen, als dat vooraf is afgesproken"),))  # fmt: skip
    pilot.does("plan_evaluation", pilot.buyer, EvaluationPlan("interim"))
    pilot.does("collect_findings", EVALUATOR, None, "evaluation/1")
    lesson = pilot.does("draft_evaluation", EVALUATOR, draft, "evaluation/1").case["evaluation/1"].facts.lessons[0]
    tell.say(f"De les (verzonnen): {lesson.text}.", f"The lesson (made up): {lesson.text}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell it; 0 if all went well."""
    return run(story, ABOUT, arguments)


if __name__ == "__main__":
    sys.exit(main())
