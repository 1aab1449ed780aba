"""
Evaluation: what became of the goals, and what others can learn from it.

There may be several: on the way, at the end, after an early stop, and long after decharge, when late results have come in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve, field, frozen

from ..bodies import Uri
from ..guards import Severity, Trigger, guard, not_by_whoever, waivable
from ..labels import Label, PartTitle, Phrase, phrase
from ..lifecycle import NEW, Lifecycle, State, event
from ..privacy import C0
from ..situation import Situation
from . import phases, plan
from .counting import Counted, small_numbers
from .facts import Evaluation, Pilot, Plan
from .roles import (
    COMMISSIONING_PARTY,
    CONSORTIUM_PARTNER,
    CONTRACTOR,
    EVALUATOR,
    MANAGEMENT_SPONSOR,
    PROJECT_LEAD,
    WAIVABLE,
)
from .values import Counts, EvaluationKind, GoalJudgement, Id, Judgement, Lesson, Publication, Recommendation, Side

__all__ = [
    "ADOPT_EVALUATION", "COLLECT_FINDINGS", "CONTEST_EVALUATION", "DRAFT_EVALUATION", "EVALUATION", "GIVE_VIEW", "OPEN_HEARING", "PLAN_EVALUATION",
    "REDRAFT_EVALUATION", "Adoption", "EvaluationDraft", "EvaluationPlan", "Objection", "View", "adopted", "collecting", "contested", "drafted",
    "hearing", "planned",
]  # fmt: skip

planned = State("planned", nl="gepland", en="planned")
collecting = State("collecting", nl="gegevens verzamelen", en="collecting")
drafted = State("drafted", nl="concept", en="drafted")
hearing = State("hearing", nl="hoor en wederhoor", en="hearing")
contested = State("contested", nl="betwist", en="contested")
adopted = State("adopted", nl="vastgesteld", en="adopted", final=True)

PLAN_EVALUATION = Trigger("plan_evaluation", nl="evaluatie plannen", en="plan an evaluation")
COLLECT_FINDINGS = Trigger("collect_findings", nl="bevindingen verzamelen", en="collect findings")
DRAFT_EVALUATION = Trigger("draft_evaluation", nl="concept-evaluatie opstellen", en="draft the evaluation")
OPEN_HEARING = Trigger("open_hearing", nl="hoor en wederhoor openen", en="open the hearing")
GIVE_VIEW = Trigger("give_view", nl="zienswijze geven", en="give one's view")
CONTEST_EVALUATION = Trigger("contest_evaluation", nl="evaluatie betwisten", en="contest the evaluation")
REDRAFT_EVALUATION = Trigger("redraft_evaluation", nl="evaluatie herzien", en="redraft the evaluation")
ADOPT_EVALUATION = Trigger("adopt_evaluation", nl="evaluatie vaststellen", en="adopt the evaluation")


# ── what is handed in ────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class EvaluationPlan:
    """What kind of evaluation there will be, when, and where its method is described."""

    kind: C0[EvaluationKind] = field(converter=EvaluationKind)
    planned_on: C0[date | None] = None
    method: C0[Uri | None] = None


@frozen(kw_only=True)
class EvaluationDraft:
    """The draft: a judgement of each goal, lessons, a recommendation, and whether candidates were heard (never what one of them said)."""

    report: C0[Uri]
    judgements: C0[tuple[GoalJudgement, ...]] = ()
    lessons: C0[tuple[Lesson, ...]] = ()
    recommendation: C0[Recommendation] = field(converter=Recommendation, default=Recommendation.NONE)
    candidates_heard: C0[bool] = False


@frozen
class View:
    """What one side thinks of the draft: where that is written down, if it is, and whether it may be made public."""

    side: C0[Side] = field(converter=Side)
    document: C0[Uri | None] = None
    agrees_to_publication: C0[bool] = False


@frozen
class Objection:
    """Which party contests the draft, and where its points are."""

    party: C0[Id]
    points: C0[Uri]


@frozen
class Adoption(Counted):
    """Who may read it, and the counts that it shows, if it does."""

    publication: C0[Publication] = field(converter=Publication)
    counts: C0[Counts] = field(default=Counts(), kw_only=True)


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

PHASES: Mapping[EvaluationKind, tuple[State, ...]] = {
    EvaluationKind.INTERIM: (phases.running,),
    EvaluationKind.FINAL: (phases.running, phases.evaluation),
    EvaluationKind.SHORT: (phases.evaluation,),
    EvaluationKind.LATE: (phases.decharge,),
}

SPEAKS_FOR: Mapping[Side, frozenset[str]] = {
    Side.COMMISSIONING: frozenset({COMMISSIONING_PARTY.name}),
    Side.CONTRACTING: frozenset({CONTRACTOR.name, CONSORTIUM_PARTNER.name}),
}

SIDES: Mapping[Side, Phrase] = {
    Side.COMMISSIONING: phrase("side_commissioning", nl="de opdrachtgever is niet gehoord", en="the commissioning party was not heard")(),
    Side.CONTRACTING: phrase("side_contracting", nl="de opdrachtnemer is niet gehoord", en="the contractor was not heard")(),
}

AGREEING: Mapping[Side, Phrase] = {
    Side.COMMISSIONING: phrase("commissioning_disagrees", nl="de opdrachtgever heeft niet ingestemd", en="the commissioning party has not agreed")(),
    Side.CONTRACTING: phrase("contracting_disagrees", nl="de opdrachtnemer heeft niet ingestemd", en="the contractor has not agreed")(),
}

other_side = phrase("other_side", nl="u spreekt niet voor deze kant", en="you do not speak for this side")
not_heard = phrase("not_heard", nl="hun ervaring ontbreekt (zonder herleidbare gegevens)", en="their experience is missing (without traceable data)")
no_lesson = phrase("no_lesson", nl="nog geen les", en="no lesson yet")
not_explained = phrase("not_explained", nl="{goal}: niet uitgelegd", en="{goal}: not explained", goal=str)


@guard(nl="deze soort evaluatie past bij de fase", en="this kind of evaluation fits the phase")
def kind_fits_phase(s: Situation[Evaluation], planned: EvaluationPlan) -> Iterator[PartTitle]:
    """S9: evaluated just before decharge; S38: a short evaluation at a premature closure, a review of benefits afterwards."""
    if not (pilot := s.root(Pilot)).at(*PHASES[planned.kind]):
        yield pilot.title


@guard(nl="wie een zienswijze geeft, hoort bij die kant", en="whoever gives a view belongs to that side")
def speaks_for_own_side(s: Situation[Evaluation], view: View) -> Iterator[Phrase]:
    """S9, S12: both sides speak for themselves."""
    if s.actor.roles.isdisjoint(SPEAKS_FOR[view.side]):
        yield other_side()


@guard(nl="elk doel uit het plan is beoordeeld", en="every goal of the plan is judged",
       advice=Label("Geef bij elk doel uit het plan een oordeel.", "Give a judgement for every goal in the plan."))  # fmt: skip
def all_goals_assessed(s: Situation[Evaluation]) -> Iterator[str]:
    """S37, S36: the result is checked against what was agreed.  Only at the end: on the way goals may still be open."""
    if s.facts.kind not in (EvaluationKind.FINAL, EvaluationKind.SHORT):
        return
    judged = {each.goal for each in s.facts.judgements}
    yield from (goal.id for part in s.parts(Plan, plan.in_force, plan.ended) for goal in part.facts.goals if goal.id not in judged)


@guard(nl="wat niet is gehaald, is verantwoord", en="what was not achieved is accounted for",
       advice=Label("Verantwoord ook de resultaten die niet zijn gehaald.", "Account for results that were not achieved as well."))  # fmt: skip
def results_accounted(s: Situation[Evaluation]) -> Iterator[Phrase]:
    """S36: decharge is about everything, also about what failed.  Asked here, because an adopted evaluation does not change any more."""
    for each in s.facts.judgements:
        if each.judgement is not Judgement.ACHIEVED and each.explanation is None:
            yield not_explained(goal=each.goal)


@guard(nl="beide kanten zijn gehoord", en="both sides were heard", severity=WAIVABLE,
       advice=Label("Opdrachtgever en opdrachtnemer moeten beiden hun oordeel geven.",
                    "Both commissioning party and contractor must give their view."))  # fmt: skip
def both_sides_heard(s: Situation[Evaluation]) -> Iterator[Phrase]:
    """S9, S12: advantages and disadvantages from both sides."""
    yield from (said for side, said in SIDES.items() if side not in s.facts.heard)


@guard(nl="kandidaten zijn gehoord", en="candidates were heard", severity=Severity.ADVISORY,
       advice=Label("De ervaring van kandidaten ontbreekt (zonder herleidbare gegevens).",
                    "The candidates' experience is missing (without traceable data)."))  # fmt: skip
def candidate_voice(s: Situation[Evaluation]) -> Iterator[Phrase]:
    """S1: candidates tell their story themselves; our own reading that an evaluation should not miss it."""
    if not s.facts.candidates_heard:
        yield not_heard()


@guard(nl="er is minstens één les", en="there is at least one lesson", severity=WAIVABLE,
       advice=Label("Leg minstens één les vast, ook als iets niet lukte.", "Record at least one lesson, also when something failed."))  # fmt: skip
def lessons_recorded(s: Situation[Evaluation]) -> Iterator[Phrase]:
    """S3: the whole Rijk learns from the yields; S38: lessons at every closure."""
    if not s.facts.lessons:
        yield no_lesson()


@guard(nl="beide kanten stemmen in met openbaarmaking", en="both sides agree to make it public", severity=WAIVABLE)
def publication_agreed(s: Situation[Evaluation], adoption: Adoption) -> Iterator[Phrase]:
    """S42: the exit report of a sandbox is public only if both sides agree."""
    if adoption.publication is Publication.PUBLIC:
        yield from (said for side, said in AGREEING.items() if side not in s.facts.agreed)


adopter_did_not_draft = not_by_whoever(
    DRAFT_EVALUATION, code="adopter_did_not_draft", severity=waivable(by=[MANAGEMENT_SPONSOR]),
    nl="wie vaststelt, stelde de evaluatie niet zelf op", en="whoever adopts the evaluation did not draft it",
)  # fmt: skip
"""S43: an evaluator is not the only one who signs its adoption."""


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_plan(evaluation: Evaluation, planned: EvaluationPlan) -> Evaluation:
    return evolve(evaluation, kind=planned.kind, planned_on=planned.planned_on)


def with_draft(evaluation: Evaluation, draft: EvaluationDraft) -> Evaluation:
    """A new text has to be heard anew."""
    return evolve(
        evaluation, report=draft.report, judgements=draft.judgements, lessons=draft.lessons, recommendation=draft.recommendation,
        candidates_heard=draft.candidates_heard, heard=frozenset(), agreed=frozenset(),
    )  # fmt: skip


def with_view(evaluation: Evaluation, view: View) -> Evaluation:
    agreed = evaluation.agreed | {view.side} if view.agrees_to_publication else evaluation.agreed - {view.side}
    return evolve(evaluation, heard=evaluation.heard | {view.side}, agreed=agreed)


def with_adoption(evaluation: Evaluation, adoption: Adoption) -> Evaluation:
    return evolve(evaluation, publication=adoption.publication)


evaluation_planned = event("evaluation_planned", EvaluationPlan, nl="evaluatie gepland", en="evaluation planned", then=with_plan)
evaluation_begun = event("evaluation_begun", nl="evaluatie gestart", en="evaluation begun")
evaluation_drafted = event("evaluation_drafted", EvaluationDraft, nl="concept-evaluatie opgesteld", en="evaluation drafted", then=with_draft)
hearing_opened = event("hearing_opened", nl="hoor en wederhoor geopend", en="hearing opened")
view_given = event("view_given", View, nl="zienswijze gegeven", en="view given", then=with_view)
evaluation_contested = event("evaluation_contested", Objection, nl="evaluatie betwist", en="evaluation contested")
evaluation_redrafted = event("evaluation_redrafted", EvaluationDraft, nl="evaluatie herzien", en="evaluation redrafted", then=with_draft)
evaluation_adopted = event("evaluation_adopted", Adoption, nl="evaluatie vastgesteld", en="evaluation adopted", then=with_adoption)

EVALUATION = Lifecycle(
    "evaluation", nl="evaluatie", en="evaluation", facts=Evaluation, outlives_root=True,
    transitions=[
        NEW.to(planned, on=PLAN_EVALUATION, by=[COMMISSIONING_PARTY, PROJECT_LEAD, EVALUATOR], requires=[kind_fits_phase], emits=evaluation_planned),
        planned.to(collecting, on=COLLECT_FINDINGS, by=[EVALUATOR], emits=evaluation_begun),
        collecting.to(drafted, on=DRAFT_EVALUATION, by=[EVALUATOR], emits=evaluation_drafted),
        drafted.to(hearing, on=OPEN_HEARING, by=[EVALUATOR, COMMISSIONING_PARTY], emits=hearing_opened),
        hearing.stays(
            on=GIVE_VIEW, by=[COMMISSIONING_PARTY, CONTRACTOR, CONSORTIUM_PARTNER], requires=[speaks_for_own_side], emits=view_given,
        ),
        hearing.to(contested, on=CONTEST_EVALUATION, by=[COMMISSIONING_PARTY, CONTRACTOR, CONSORTIUM_PARTNER], emits=evaluation_contested),
        contested.to(hearing, on=REDRAFT_EVALUATION, by=[EVALUATOR], emits=evaluation_redrafted),
        hearing.to(
            adopted, on=ADOPT_EVALUATION, by=[COMMISSIONING_PARTY], emits=evaluation_adopted, decision=True,
            requires=[
                all_goals_assessed, results_accounted, both_sides_heard, candidate_voice, lessons_recorded, publication_agreed,
                small_numbers, adopter_did_not_draft,
            ],
        ),
    ],
)  # fmt: skip
