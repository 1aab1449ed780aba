"""
What is required before decharge is granted, refused, or done without.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..errors import NotEstablished
from ..guards import Severity, Trigger, guard
from ..labels import Blocker, Label, PartTitle, Phrase, phrase
from ..situation import Situation
from . import evaluation, execution, phases, plan
from .decharge_bodies import DechargeTerms, Owner, RemedyReport, ReservedTerms, Schedule, Unscheduling
from .facts import Decharge, Evaluation, Execution, Pilot, Plan
from .roles import WAIVABLE
from .values import CARRYING_OUT, EvaluationKind

__all__ = [
    "REQUEST_DECHARGE", "addressed_to_all", "after_execution", "all_remedies_answered", "evaluation_is_adopted", "file_complete", "finances_closed",
    "grantor_independent", "handover_accepted", "in_evaluation", "item_exists", "last_revoked", "nothing_pending", "open_items_owned",
    "reservation_given", "scheduled_for_that_session", "session_held", "was_revoked",
]  # fmt: skip

REQUEST_DECHARGE = Trigger("request_decharge", nl="décharge vragen", en="request decharge")

no_evaluation = phrase("no_evaluation", nl="er is geen eindevaluatie", en="there is no final evaluation")
not_closed = phrase("not_closed", nl="uren en kosten zijn nog open", en="hours and costs are still open")
not_accepted = phrase("not_accepted", nl="de overdracht is nog niet aanvaard", en="the hand-over has not been accepted yet")
organisation_unknown = phrase("organisation_unknown", nl="de organisatie van wie verleent, is niet bekend",
                              en="the organisation of whoever grants is not known")  # fmt: skip
execution_ended_on = phrase("execution_ended_on", nl="de uitvoering eindigde op {day}", en="the execution ended on {day}", day=date)
planned_for = phrase("planned_for", nl="gepland op {day}", en="planned for {day}", day=date)
document_plan = phrase("document_plan", nl="het plan van aanpak", en="the plan of approach")
document_final_report = phrase("document_final_report", nl="het eindverslag", en="the final report")
document_evaluation = phrase("document_evaluation", nl="het evaluatieverslag", en="the evaluation report")
document_memo = phrase("document_memo", nl="het afsluitend memo", en="the closing memo")
not_taken_back = phrase("not_taken_back", nl="niet ingetrokken", en="not revoked")
scheduled_for = phrase("scheduled_for", nl="geagendeerd voor {session}", en="scheduled for {session}", session=str)
without_a_gathering = phrase("without_a_gathering", nl="geagendeerd zonder bijeenkomst", en="scheduled without a gathering")
no_reservation = phrase("no_reservation", nl="er is geen voorbehoud", en="there is no reservation")


@guard(nl="de proeftuin is in evaluatie", en="the pilot is in evaluation", severity=Severity.FIXED)
def in_evaluation(s: Situation[Decharge]) -> Iterator[PartTitle]:
    """S37: closure follows on the evaluation of what was delivered."""
    if not (pilot := s.root(Pilot)).at(phases.evaluation):
        yield pilot.title


@guard(nl="de evaluatie is vastgesteld", en="the evaluation was adopted",
       advice=Label("De evaluatie is nog niet vastgesteld.", "The evaluation has not been adopted yet."))  # fmt: skip
def evaluation_is_adopted(s: Situation[object]) -> Iterator[Blocker]:
    """S37, S39: a project is evaluated before it is closed.  An interim evaluation does not count."""
    at_the_end = [part for part in s.parts(Evaluation) if part.facts.kind in (EvaluationKind.FINAL, EvaluationKind.SHORT)]
    if not any(part.at(evaluation.adopted) for part in at_the_end):
        yield from (part.title for part in at_the_end)
        if not at_the_end:
            yield no_evaluation()


@guard(nl="het dossier is compleet", en="the file is complete",
       advice=Label("In het dossier ontbreken documenten.", "Documents are missing from the file."))  # fmt: skip
def file_complete(s: Situation[Decharge]) -> Iterator[Phrase]:
    """S36; S46: a result may ask for documents that must be in the file before it is set."""
    if not any(part.facts.document for part in s.parts(Plan, plan.in_force, plan.ended)):
        yield document_plan()
    if any(part.facts.report is None for part in s.parts(Execution, execution.completed)):
        yield document_final_report()
    if not any(part.facts.report for part in s.parts(Evaluation, evaluation.adopted)):
        yield document_evaluation()
    if s.facts.memo is None:
        yield document_memo()


@guard(nl="elk open punt heeft een eigenaar", en="every open item has an owner",
       advice=Label("Elk open punt heeft een eigenaar nodig.", "Every open item needs an owner."))  # fmt: skip
def open_items_owned(s: Situation[Decharge]) -> Iterator[str]:
    """S36, S38: what is still open at closure is handed over to somebody."""
    yield from (item.id for item in s.facts.open_items if item.owner is None)


@guard(nl="uren en kosten zijn afgesloten", en="hours and costs were closed", severity=WAIVABLE,
       advice=Label("Uren en kosten zijn nog niet afgesloten.", "Hours and costs have not been closed yet."))  # fmt: skip
def finances_closed(s: Situation[Decharge]) -> Iterator[Phrase]:
    """S36: the accounts are closed before decharge."""
    if not s.facts.finances_closed:
        yield not_closed()


@guard(nl="de overdracht is aanvaard", en="the hand-over was accepted", severity=WAIVABLE,
       advice=Label("De ontvangende partij heeft de overdracht nog niet aanvaard.",
                    "The receiving party has not accepted the hand-over yet."))  # fmt: skip
def handover_accepted(s: Situation[Decharge]) -> Iterator[Phrase]:
    """S36, S38: the line organisation accepts what it gets."""
    if s.facts.handover is None:
        yield not_accepted()


@guard(nl="wie décharge verleent, voerde de proeftuin niet uit", en="whoever grants decharge did not carry out the pilot", severity=Severity.FIXED,
       asks_who=[phases.START, execution.COMPLETE_EXECUTION, REQUEST_DECHARGE],
       advice=Label("Wie de proeftuin uitvoert, mag zichzelf geen décharge verlenen.",
                    "The party that carries out the pilot may not grant itself decharge."))  # fmt: skip
def grantor_independent(s: Situation[Decharge]) -> Iterator[Blocker]:
    """S36: the sponsor grants it; S43: gatekeepers are independent.  The organisation counts, and what the log says of the person."""
    organisation = s.actor.organisation
    if organisation is None:
        yield organisation_unknown()
    yield from (party.name for party in s.root(Pilot).facts.parties if party.id == organisation and party.role in CARRYING_OUT)
    if s.actor.id in _who_carried_out(s):
        yield s.actor.id


def _who_carried_out(s: Situation[Decharge]) -> frozenset[str]:
    """By the log; of a pilot that was taken over it cannot say it, and then the organisation decides."""
    try:
        return s.did(phases.START) | s.did(execution.COMPLETE_EXECUTION) | s.did(REQUEST_DECHARGE)
    except NotEstablished:
        return frozenset()


@guard(nl="décharge gaat in na de uitvoering", en="decharge takes effect after the execution",
       advice=Label("Décharge kan niet ingaan vóór de uitvoering is afgerond.",
                    "Decharge cannot take effect before execution was completed."))  # fmt: skip
def after_execution(s: Situation[Decharge], terms: DechargeTerms) -> Iterator[Phrase]:
    """Logic: nobody is discharged from what still has to be done."""
    ends = [part.facts.ended_on for part in s.parts(Execution) if part.facts.ended_on is not None]
    if ends and terms.effective_on < max(ends):
        yield execution_ended_on(day=max(ends))


@guard(nl="décharge is gericht aan allen die uitvoerden", en="decharge is addressed to all who carried out")
def addressed_to_all(s: Situation[Decharge], terms: DechargeTerms) -> Iterator[str]:
    """S1: VKA and its consortium partner AEF are discharged together."""
    yield from (party.name for party in s.root(Pilot).facts.parties if party.role in CARRYING_OUT and party.id not in terms.addressees)


@guard(nl="er loopt geen wijziging of bezwaar meer", en="no change or objection is pending",
       advice=Label("Er loopt nog een wijziging of bezwaar.", "A change or objection is still pending."))  # fmt: skip
def nothing_pending(s: Situation[Decharge]) -> Iterator[PartTitle]:
    """S36: changes are closed before decharge."""
    yield from (part.title for part in s.parts(Plan, plan.drafting, plan.review, plan.signing))
    yield from (part.title for part in s.parts(Evaluation, evaluation.contested))


@guard(nl="de bijeenkomst is gehouden", en="the gathering was held", severity=WAIVABLE,
       advice=Label("De bijeenkomst heeft nog niet plaatsgevonden.", "The session has not taken place yet."))  # fmt: skip
def session_held(s: Situation[Decharge]) -> Iterator[Phrase]:
    """S9: decharge was announced four days before it was granted."""
    if s.facts.planned_on is not None and s.day < s.facts.planned_on:
        yield planned_for(day=s.facts.planned_on)


@guard(nl="décharge is voor deze bijeenkomst geagendeerd", en="decharge is scheduled for this gathering")
def scheduled_for_that_session(s: Situation[Decharge], data: Schedule | Unscheduling) -> Iterator[Phrase]:
    """Logic: a gathering that is moved or cancelled takes along only what was to happen there; what is asked of no gathering may be asked of any."""
    if data.session is not None and s.facts.session is None:
        yield without_a_gathering()
    elif data.session not in (None, s.facts.session):
        yield scheduled_for(session=s.facts.session)


@guard(nl="er is een voorbehoud", en="there is a reservation")
def reservation_given(s: Situation[Decharge], terms: ReservedTerms) -> Iterator[Phrase]:
    """Logic: without a reservation it is decharge."""
    if not terms.reservations:
        yield no_reservation()


@guard(nl="het open punt staat in de aanvraag", en="the open item is in the request")
def item_exists(s: Situation[Decharge], owner: Owner) -> Iterator[str]:
    """Logic: nobody owns what nobody named."""
    if owner.item not in {item.id for item in s.facts.open_items}:
        yield owner.item


@guard(nl="op elk herstelpunt is gereageerd", en="every remedy was answered")
def all_remedies_answered(s: Situation[Decharge], report: RemedyReport) -> Iterator[str]:
    """Our own reading: a refusal says what must be done, so the answer says that it was."""
    answered = {answer.remedy for answer in report.answers}
    yield from (remedy.id for remedy in s.facts.remedies if remedy.id not in answered)


@guard(nl="décharge is ingetrokken", en="decharge was revoked")
def was_revoked(s: Situation[Decharge]) -> Iterator[Phrase]:
    """S46 zrc-008: a case that was opened again has no result any more."""
    if s.part.number > last_revoked(s):
        yield not_taken_back()


def last_revoked(s: Situation[object]) -> int:
    """The number of the decharge that was revoked last.  Before a pilot was taken over nobody knows; what was granted then still holds."""
    try:
        return s.root(Pilot).facts.revoked
    except NotEstablished:
        return 0
