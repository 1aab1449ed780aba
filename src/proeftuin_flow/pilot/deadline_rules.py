"""
Which days count in a pilot, and who is next to act then.

A new one is one function more, and its name in `RULES`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from .._unknown import known_facts
from ..case import Case
from ..errors import NotEstablished
from ..guards import Trigger
from ..situation import Situation
from . import (
    archive,
    decharge,
    evaluation,
    execution,
    follow_on,
    gathering,
    phases,
    place,
    plan,
    proposal,
    suspension,
    trajectory,
)
from .deadline_terms import Rule, Term, agreed, all_known, contract_at, going_on, is_known, later, parts, pilot_at, rule
from .execution_states import GOING_ON
from .facts import Archive, Decharge, Evaluation, Execution, FollowOn, Pilot, Place, Plan, Proposal, Suspension, Trajectory
from .gathering_bodies import Gathering
from .term import current_end
from .trajectory_states import GUIDED
from .values import EvaluationKind

__all__ = ["RULES"]


# ── before the start ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _after_award(case: Case, parameter: str) -> date | None:
    contract = contract_at(case, phases.proposal)
    return None if contract is None else later(contract.awarded_on, case.profile.parameters.get(parameter))


@rule(nl="eerste contact na de gunning", en="first contact after the award", when="by")
def first_contact(case: Case) -> Iterator[Term]:
    """S24, S25: whoever is awarded a contract reports within seven days.  Whoever submitted a proposal once has done so."""
    for part, facts in going_on(case, Proposal, proposal.draft):
        if facts.document is None and is_known(part, "document"):
            yield Term(_after_award(case, "contact_due"), proposal.SUBMIT_PROPOSAL, part)


@rule(nl="plan van aanpak", en="plan of approach", when="by")
def plan_of_approach(case: Case) -> Iterator[Term]:
    """S16: due within two months after the award.  One that was submitted and given back came in time."""
    if not all_known(case, Plan):
        return
    draft = None
    for part, facts in parts(case, Plan, plan.drafting, plan.review, plan.signing, plan.in_force):
        if not part.at(plan.drafting) or facts.document is not None or not is_known(part, "document"):
            return
        draft = part
    yield Term(_after_award(case, "plan_due"), plan.DRAFT_PLAN if draft is None else plan.SUBMIT_PLAN, draft)


@rule(nl="handtekeningen onder plan {number}", en="signatures under plan {number}", when="by")
def signatures(case: Case) -> Iterator[Term]:
    """Our own reading: a period for signing that was agreed means something."""
    for part, facts in going_on(case, Plan, plan.signing):
        yield Term(facts.closes_on, plan.SIGN, part)


@rule(nl="start van de proeftuin binnen het contract", en="start of the pilot within the contract", when="from")
def start(case: Case) -> Iterator[Term]:
    """S3: a pilot during or after a tender starts once the contract runs."""
    if (contract := contract_at(case, phases.plan_signed)) is not None:
        yield Term(contract.starts_on, phases.START)


# ── while it runs ────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule(nl="voortgangsrapportage", en="progress report", when="by")
def progress_report(case: Case) -> Iterator[Term]:
    """S24: reporting terms are agreed and become part of the contract.  They are counted from the last day that was reported on."""
    every = agreed(case, "progress_every", plan.in_force)
    for part, facts in going_on(case, Execution, *GOING_ON):
        if is_known(part, "reported_until"):
            since = facts.started_on if facts.reported_until is None else facts.reported_until
            yield Term(later(since, every), execution.REPORT_PROGRESS, part)


@rule(nl="einde van de looptijd", en="end of the term", when="on")
def end_of_term(case: Case) -> Iterator[Term]:
    """S8: a pilot has a planned end.  Before it the execution is completed, or somebody decides to go on longer (S57)."""
    if pilot_at(case, phases.running) is None:
        return
    try:
        end = current_end(Situation(case.root.facts, case.root, case))
    except NotEstablished:
        return
    underway = next((part for part, _ in parts(case, Execution, *GOING_ON)), None)
    yield Term(end, execution.COMPLETE_EXECUTION, underway)


@rule(nl="einde van het contract", en="end of the contract", when="on")
def contract_end(case: Case) -> Iterator[Term]:
    """S3: whoever goes past the contract knows it."""
    if (contract := contract_at(case, phases.plan_signed, phases.running)) is not None:
        yield Term(contract.ends_on)


@rule(nl="besluit over hervatten", en="decision on resumption", when="on")
def suspension_review(case: Case) -> Iterator[Term]:
    """S42: a suspension is temporary, so it has a day on which somebody decides."""
    for part, facts in going_on(case, Suspension, suspension.suspended):
        yield Term(facts.review_on, suspension.RESUME, part)


# ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule(nl="verwacht einde van traject {number}", en="expected end of trajectory {number}", when="on")
def trajectory_end(case: Case) -> Iterator[Term]:
    """S8, S1: a trajectory takes some nine months to a year.  Its number and the day, never more."""
    for part, facts in going_on(case, Trajectory, *GUIDED):
        yield Term(facts.expected_end if isinstance(facts.expected_end, date) else None, trajectory.END_TRAJECTORY, part)


@rule(nl="plaatsing in traject {number} als duurzaam bevestigen", en="confirming the placement in trajectory {number} as sustainable", when="from")
def sustainable_placement(case: Case) -> Iterator[Term]:
    """S1: the aim is a sustainable job; when it is one, the plan says."""
    period = agreed(case, "sustainable_after", plan.in_force, plan.ended)
    for part, facts in going_on(case, Trajectory, trajectory.placed):
        yield Term(later(facts.placed_on, period), trajectory.CONFIRM_SUSTAINED, part)


@rule(nl="plaats {number} opnieuw openstellen", en="opening place {number} again", when="from")
def place_opens_again(case: Case) -> Iterator[Term]:
    """S1: one candidate a year.  No longer once the execution is over: nobody is nominated then."""
    if pilot_at(case, phases.plan_signed, phases.running) is not None:
        for part, facts in parts(case, Place, place.vacated):
            if facts.recurs_every is not None:
                yield Term(facts.opens_on, place.REOPEN_PLACE, part)


# ── evaluation and decharge ──────────────────────────────────────────────────────────────────────────────────────────────

NEXT_STEP: Final[Mapping[str, Trigger]] = {
    evaluation.planned.name: evaluation.COLLECT_FINDINGS,
    evaluation.collecting.name: evaluation.DRAFT_EVALUATION,
    evaluation.drafted.name: evaluation.OPEN_HEARING,
    evaluation.contested.name: evaluation.REDRAFT_EVALUATION,
    evaluation.hearing.name: evaluation.ADOPT_EVALUATION,
}
UNFINISHED: Final = (evaluation.planned, evaluation.collecting, evaluation.drafted, evaluation.hearing, evaluation.contested)


@rule(nl="evaluatie volgens het plan", en="evaluation according to the plan", when="on")
def evaluation_moment(case: Case) -> Iterator[Term]:
    """S9, S53: pilots are evaluated, at a moment that the plan names; until the evaluation at the end has a day of its own."""
    if pilot_at(case, phases.plan_signed, phases.running, phases.evaluation) is None or not all_known(case, Evaluation):
        return
    final = None
    for part, facts in parts(case, Evaluation, *UNFINISHED, evaluation.adopted):
        if not is_known(part, "kind"):
            return
        if facts.kind in (EvaluationKind.FINAL, EvaluationKind.SHORT):
            if part.at(evaluation.adopted) or facts.planned_on is not None or not is_known(part, "planned_on"):
                return
            final = part
    trigger = evaluation.PLAN_EVALUATION if final is None else NEXT_STEP[final.state]
    yield Term(agreed(case, "evaluation_on", plan.in_force, plan.ended), trigger, final)


@rule(nl="evaluatie {number}", en="evaluation {number}", when="on")
def evaluation_day(case: Case) -> Iterator[Term]:
    """S9: an evaluation that was planned for a day; the next step towards adopting it is what is to be done."""
    for part, facts in going_on(case, Evaluation, *UNFINISHED):
        yield Term(facts.planned_on, NEXT_STEP[part.state], part)


@rule(nl="besluit over décharge", en="decision on decharge", when="on")
def decharge_decision(case: Case) -> Iterator[Term]:
    """S9: decharge is announced, and then granted."""
    for part, facts in going_on(case, Decharge, decharge.scheduled):
        yield Term(facts.planned_on, decharge.GRANT_DECHARGE, part)


@rule(nl="herstelpunt {item}", en="remedy {item}", when="by")
def remedy(case: Case) -> Iterator[Term]:
    """Our own reading: a refusal says what must be done, and by when."""
    for part, facts in going_on(case, Decharge, decharge.refused):
        for each in facts.remedies:
            yield Term(each.due, decharge.SUBMIT_REMEDY, part, each.id)


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule(nl="voorbehoud {item}", en="reservation {item}", when="by")
def reservation(case: Case) -> Iterator[Term]:
    """S36, S38: what is still open at closure is handed over to somebody.  That it was met is recorded nowhere, so the day stays."""
    for part, facts in parts(case, Decharge, decharge.granted_with_reservations):
        for each in facts.reservations:
            yield Term(each.due, None, part, each.id, each.owner)


@rule(nl="vervolgactie {number}", en="follow-on action {number}", when="by")
def follow_on_action(case: Case) -> Iterator[Term]:
    """S38: follow-on actions have a named receiver, and go on when the pilot is closed."""
    for part, facts in going_on(case, FollowOn, follow_on.open_, follow_on.accepted):
        trigger = follow_on.ACCEPT_FOLLOW_ON if part.at(follow_on.open_) else follow_on.COMPLETE_FOLLOW_ON
        yield Term(facts.due, trigger, part, None, facts.owner)


@rule(nl="einde van de bewaartermijn", en="end of the retention period", when="on")
def retention_end(case: Case) -> Iterator[Term]:
    """S46 zrc-021, S50: the last day on which a case is kept that is not kept for ever.  As long as something holds it back, there is none."""
    archives = [*parts(case, Archive, archive.archived, archive.destruction_proposed, archive.reopened)]
    if not all_known(case, Archive) or any(facts.holds or not is_known(part, "holds") for part, facts in archives):
        return
    for part, facts in archives:
        if not (part.at(archive.reopened) or facts.kept_for_ever or not is_known(part, "kept_for_ever")):
            trigger = archive.PROPOSE_DESTRUCTION if part.at(archive.archived) else archive.APPROVE_DESTRUCTION
            yield Term(facts.retained_until, trigger, part)


# ── gatherings ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule(nl="bijeenkomst", en="gathering", when="on")
def gathering_day(case: Case) -> Iterator[Term]:
    """S9: pilots are signed and discharged together, on a day that everybody knows beforehand."""
    root = case.root
    if root.at(gathering.planned) and root.address not in case.memory.foreign:
        facts: Gathering = known_facts(root.facts)
        yield Term(facts.held_on, gathering.HOLD_GATHERING)


RULES: Final[Mapping[type[Any], tuple[Rule, ...]]] = {
    Pilot: (
        first_contact, plan_of_approach, signatures, start, progress_report, end_of_term, contract_end, suspension_review, trajectory_end,
        sustainable_placement, place_opens_again, evaluation_moment, evaluation_day, decharge_decision, remedy, reservation, follow_on_action,
        retention_end,
    ),
    Gathering: (gathering_day,),
}  # fmt: skip
"""The rules, by what is known of the case as a whole: also variants of these case types have their days."""
