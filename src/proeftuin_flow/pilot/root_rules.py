"""
What is required of a pilot as a whole: of what somebody does, and of what follows by itself from its parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..guards import guard, waivable
from ..labels import Blocker, Label, PartTitle, Phrase, phrase
from ..situation import Situation
from . import decharge, evaluation, execution, plan, proposal
from .days import after
from .decharge_rules import last_revoked
from .facts import Decharge, Evaluation, Execution, Pilot, Plan, Proposal
from .plan_rules import no_term, was_due_on
from .roles import COMMISSIONING_PARTY, CONTRACT_MANAGER, WAIVABLE
from .root_bodies import Closure, Parties, Reopening
from .term import current_end
from .values import EvaluationKind

__all__ = [
    "contract_in_force", "decharge_is_granted", "execution_is_over", "no_evaluation_adopted", "no_remedy_possible",
    "plan_is_overdue", "proposal_is_rejected", "signatories_stay", "term_is_left",
]  # fmt: skip

no_contract_known = phrase("no_contract_known", nl="nog geen contract bekend", en="no contract known yet")
runs_from = phrase("runs_from", nl="het loopt vanaf {day}", en="it runs from {day}", day=date)
runs_until = phrase("runs_until", nl="het loopt tot en met {day}", en="it runs up to {day}", day=date)
no_decision = phrase("no_decision", nl="nog niet gevraagd", en="not requested yet")
not_begun = phrase("not_begun", nl="nog niet begonnen", en="not begun yet")
was_not_rejected = phrase("was_not_rejected", nl="het voorstel is niet afgewezen", en="the proposal was not rejected")
term_ended_on = phrase("term_ended_on", nl="de looptijd eindigde op {day}", en="the term ended on {day}", day=date)
no_explanation = phrase("no_explanation", nl="niet uitgelegd", en="not explained")


# ── what somebody does ───────────────────────────────────────────────────────────────────────────────────────────────────


@guard(nl="het contract loopt op de startdatum", en="the contract is in force on the start date",
       severity=waivable(by=[COMMISSIONING_PARTY, CONTRACT_MANAGER]),
       advice=Label("Het gekoppelde contract loopt niet op de startdatum.", "The linked contract is not in force on the start date."))  # fmt: skip
def contract_in_force(s: Situation[Pilot]) -> Iterator[Phrase]:
    """S3: a pilot takes place before, during or after a tender; so it can be waived, and a voluntary one needs no contract."""
    contract = s.facts.contract
    if contract is None:
        if not s.facts.voluntary:
            yield no_contract_known()
    elif s.day < contract.starts_on:
        yield runs_from(day=contract.starts_on)
    elif contract.ends_on is not None and s.day > contract.ends_on:
        yield runs_until(day=contract.ends_on)


@guard(nl="wie het plan tekende, blijft partij", en="whoever signed the plan stays a party", severity=WAIVABLE)
def signatories_stay(s: Situation[Pilot], named: Parties) -> Iterator[str]:
    """S36: the definition changes only with everybody's signature, so by a next version of the plan."""
    staying = {party.id for party in named.parties}
    for part in s.parts(Plan, plan.signing, plan.in_force):
        yield from (party.name for party in part.facts.signatories if party.id in part.facts.signatures and party.id not in staying)


@guard(nl="de termijn voor het plan is voorbij", en="the term for the plan has passed", severity=WAIVABLE)
def plan_is_overdue(s: Situation[Pilot]) -> Iterator[Phrase]:
    """S16: due within 2 months after the award.  Nothing lapses before its time."""
    contract, term = s.facts.contract, s.parameters["plan_due"]
    if contract is None or contract.awarded_on is None or term is None:
        yield no_term()
    elif s.day <= (due := after(contract.awarded_on, term)):
        yield was_due_on(day=due)


@guard(nl="er is nog geen evaluatie vastgesteld", en="no evaluation was adopted yet")
def no_evaluation_adopted(s: Situation[Pilot]) -> Iterator[PartTitle]:
    """Logic: what was judged is not carried out after that."""
    adopted = s.parts(Evaluation, evaluation.adopted)
    yield from (part.title for part in adopted if part.facts.kind in (EvaluationKind.FINAL, EvaluationKind.SHORT))


@guard(nl="de looptijd is niet voorbij", en="the term has not run out", severity=WAIVABLE)
def term_is_left(s: Situation[Pilot], reopening: Reopening) -> Iterator[Phrase]:
    """S57: a pilot that goes on beyond its end gets a new one."""
    end = current_end(s) if reopening.ends_on is None else reopening.ends_on
    if end is not None and s.day > end:
        yield term_ended_on(day=end)


@guard(nl="uitgelegd is waarom herstel niet meer kan", en="it is explained why repair is no longer possible", severity=WAIVABLE,
       advice=Label("Leg uit waarom herstel niet meer kan.", "Explain why repair is no longer possible."))  # fmt: skip
def no_remedy_possible(s: Situation[Pilot], closure: Closure) -> Iterator[Phrase]:
    """Our own reading: who is refused for good should know why."""
    if closure.no_remedy is None:
        yield no_explanation()


# ── what follows by itself ───────────────────────────────────────────────────────────────────────────────────────────────


@guard(nl="het voorstel is afgewezen", en="the proposal was rejected")
def proposal_is_rejected(s: Situation[Pilot]) -> Iterator[Phrase]:
    """Without a proposal there is no pilot."""
    if not s.count(Proposal, proposal.rejected):
        yield was_not_rejected()


@guard(nl="de uitvoering is voorbij", en="the execution is over")
def execution_is_over(s: Situation[Pilot]) -> Iterator[Blocker]:
    """S38: completed or stopped early, it is evaluated either way."""
    underway = s.parts(Execution, execution.mobilising, execution.active, execution.winding_down)
    yield from (part.title for part in underway)
    if not s.count(Execution):
        yield not_begun()


@guard(nl="décharge is verleend", en="decharge was granted")
def decharge_is_granted(s: Situation[Pilot]) -> Iterator[Blocker]:
    """S1: four pilots were discharged on 21 November 2019."""
    asked = s.parts(Decharge)
    if not any(part.at(decharge.granted, decharge.granted_with_reservations) and part.number > last_revoked(s) for part in asked):
        yield from (part.title for part in asked)
        if not asked:
            yield no_decision()
