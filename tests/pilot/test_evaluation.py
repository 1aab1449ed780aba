"""
Evaluation: what became of the goals, heard by both sides.
"""

from __future__ import annotations

import attrs
import pytest

from proeftuin_flow.pilot import Adoption, Counts, EvaluationPlan, GoalJudgement, Objection, Side, View
from tests.pilot.story import (
    EVALUATION,
    TERMS,
    URI,
    buyer,
    evaluated,
    evaluator,
    grantor,
    in_evaluation,
    in_hearing,
    lead,
    plan_signed,
    requested,
    running,
)

PUBLIC = Adoption("public")


@pytest.mark.parametrize(
    ("story", "kinds"),
    [
        (plan_signed, set()),
        (running, {"interim", "final"}),
        (in_evaluation, {"final", "short"}),
        (lambda: requested().does("grant_decharge", grantor, TERMS), {"late"}),
    ],
)
def test_kinds_fit_the_phase(story, kinds):
    """
    On the way, at the end, and long after: a pilot that was discharged is still evaluated.
    """
    told = story()
    wishes = {kind: EvaluationPlan(kind) for kind in ("interim", "final", "short", "late")}
    fitting = {kind for kind, wish in wishes.items() if not told.named("plan_evaluation", "kind_fits_phase", buyer, wish)}

    assert kinds == fitting


def test_adoption_misses_everything_at_once():
    """
    Goals, lessons and both sides; the voice of candidates is advice.
    """
    empty = attrs.evolve(EVALUATION, judgements=(), lessons=(), candidates_heard=False)
    hearing = in_hearing(in_evaluation(), empty)

    codes = ["all_goals_assessed", "both_sides_heard", "lessons_recorded", "publication_agreed"]
    assert codes == hearing.codes("adopt_evaluation", buyer, PUBLIC, "evaluation/1")
    assert ["g1"] == hearing.named("adopt_evaluation", "all_goals_assessed", buyer, PUBLIC, "evaluation/1")
    assert ["the commissioning party was not heard", "the contractor was not heard"] == hearing.named(
        "adopt_evaluation", "both_sides_heard", buyer, PUBLIC, "evaluation/1"
    )


def test_voice_of_candidates_is_advice():
    """
    Without it an evaluation is adopted all the same, and the log says that it was missing.
    """
    checks = []
    for heard in (True, False):
        story = in_hearing(in_evaluation(), attrs.evolve(EVALUATION, candidates_heard=heard))
        for by, side in ((buyer, Side.COMMISSIONING), (lead, Side.CONTRACTING)):
            story = story.does("give_view", by, View(side, agrees_to_publication=True), "evaluation/1")
        checks.append(story.checks("adopt_evaluation", buyer, PUBLIC, "evaluation/1")["candidate_voice"])

    assert [["met"], ["advised", "their experience is missing (without traceable data)"]] == checks


def test_interim_evaluation_may_leave_goals_open():
    """
    On the way not every goal can be judged.
    """
    hearing = in_hearing(running(), attrs.evolve(EVALUATION, judgements=()), "interim")

    assert [] == hearing.named("adopt_evaluation", "all_goals_assessed", buyer, PUBLIC, "evaluation/1")


def test_what_failed_is_accounted_for():
    """
    Whoever says that a goal was not achieved explains it.
    """
    failed = attrs.evolve(EVALUATION, judgements=(GoalJudgement("g1", "not_achieved"),))
    explained = attrs.evolve(EVALUATION, judgements=(GoalJudgement("g1", "not_achieved", URI),))

    assert ["g1: not explained"] == in_hearing(in_evaluation(), failed).named("adopt_evaluation", "results_accounted", buyer, PUBLIC, "evaluation/1")
    assert [] == in_hearing(in_evaluation(), explained).named("adopt_evaluation", "results_accounted", buyer, PUBLIC, "evaluation/1")


def test_each_side_speaks_for_itself():
    """
    The contractor does not give the view of the commissioning party.
    """
    hearing = in_hearing(in_evaluation())

    assert ["you do not speak for this side"] == hearing.named("give_view", "speaks_for_own_side", lead, View(Side.COMMISSIONING), "evaluation/1")


def test_nobody_adopts_an_own_draft():
    """
    Whoever wrote it is not the only one who signs for it.
    """
    both = attrs.evolve(evaluator, roles=evaluator.roles | buyer.roles)

    assert [both.id] == in_hearing(in_evaluation()).named("adopt_evaluation", "adopter_did_not_draft", both, PUBLIC, "evaluation/1")


def test_contested_evaluation_is_heard_anew():
    """
    A new text has not been heard by anybody.
    """
    heard = in_hearing(in_evaluation()).does("give_view", lead, View(Side.CONTRACTING), "evaluation/1")
    contested = heard.does("contest_evaluation", lead, Objection("vka", URI), "evaluation/1")
    again = contested.does("redraft_evaluation", evaluator, EVALUATION, "evaluation/1")

    assert ("contested", "hearing") == (contested.state("evaluation/1"), again.state("evaluation/1"))
    assert frozenset() == again.part("evaluation/1").facts.heard


def test_adopted_evaluation_is_final():
    """
    Who may read it is known.
    """
    adopted = evaluated(in_evaluation())

    assert "public" == adopted.part("evaluation/1").facts.publication.value
    assert ["wrong_state"] == adopted.codes("contest_evaluation", lead, Objection("vka", URI), "evaluation/1")


@pytest.mark.parametrize(
    ("commissioning", "contracting", "blockers"),
    [
        (True, True, []),
        (False, True, ["the commissioning party has not agreed"]),
        (True, False, ["the contractor has not agreed"]),
        (False, False, ["the commissioning party has not agreed", "the contractor has not agreed"]),
    ],
)
def test_both_sides_agree_to_publication(commissioning, contracting, blockers):
    """
    Whoever does not is named; what stays among the parties, or within government, needs nobody's consent.
    """
    hearing = in_hearing(in_evaluation()).does("give_view", buyer, View(Side.COMMISSIONING, agrees_to_publication=commissioning), "evaluation/1")
    heard = hearing.does("give_view", lead, View(Side.CONTRACTING, agrees_to_publication=contracting), "evaluation/1")

    assert blockers == heard.named("adopt_evaluation", "publication_agreed", buyer, PUBLIC, "evaluation/1")
    for publication in ("parties_only", "shared_within_government"):
        assert "adopted" == heard.does("adopt_evaluation", buyer, Adoption(publication), "evaluation/1").state("evaluation/1")


def test_last_word_on_publication_counts():
    """
    A side may take its consent back, and a new text needs it anew.
    """
    agrees, not_any_more = View(Side.CONTRACTING, agrees_to_publication=True), View(Side.CONTRACTING)
    agreed = in_hearing(in_evaluation()).does("give_view", lead, agrees, "evaluation/1")
    contested = agreed.does("contest_evaluation", lead, Objection("vka", URI), "evaluation/1")

    assert {Side.CONTRACTING} == agreed.part("evaluation/1").facts.agreed
    assert set() == agreed.does("give_view", lead, not_any_more, "evaluation/1").part("evaluation/1").facts.agreed
    assert set() == contested.does("redraft_evaluation", evaluator, EVALUATION, "evaluation/1").part("evaluation/1").facts.agreed


def test_publication_without_consent_can_be_waived():
    """
    The commissioning party says why.
    """
    heard = in_hearing(in_evaluation()).does("give_view", buyer, View(Side.COMMISSIONING, agrees_to_publication=True), "evaluation/1")
    silent = heard.does("give_view", lead, View(Side.CONTRACTING), "evaluation/1")

    assert "adopted" == silent.does("adopt_evaluation", buyer, PUBLIC, "evaluation/1", waive={"publication_agreed": "Woo"}).state("evaluation/1")


def test_evaluation_shows_no_small_numbers():
    """
    Its counts are held to the same rule as those of a report; it may as well show none.
    """
    few = Adoption("public", counts=Counts(nominated=2, started=0, placed=0, ended=0))

    assert "small_numbers" in in_hearing(in_evaluation()).codes("adopt_evaluation", buyer, few, "evaluation/1")
    assert "small_numbers" not in in_hearing(in_evaluation()).codes("adopt_evaluation", buyer, PUBLIC, "evaluation/1")
