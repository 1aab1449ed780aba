"""
Decharge: asked for, put on an agenda, granted or not.

It says in so many words what it covers and what it does to the obligation of the contract: people read the word differently (S40).
"""

from __future__ import annotations

from ..guards import Trigger
from ..lifecycle import NEW, Lifecycle, State, event
from .decharge_bodies import (
    DechargeRequest,
    DechargeTerms,
    Owner,
    Refusal,
    RemedyReport,
    ReservedTerms,
    Schedule,
    Unscheduling,
    with_new_day,
    with_owner,
    with_refusal,
    with_request,
    with_reserved_terms,
    with_schedule,
    with_terms,
    without_schedule,
)
from .decharge_rules import (
    REQUEST_DECHARGE,
    addressed_to_all,
    after_execution,
    all_remedies_answered,
    evaluation_is_adopted,
    file_complete,
    finances_closed,
    grantor_independent,
    handover_accepted,
    in_evaluation,
    item_exists,
    nothing_pending,
    open_items_owned,
    reservation_given,
    scheduled_for_that_session,
    session_held,
    was_revoked,
)
from .facts import Decharge, Pilot
from .roles import CATEGORY_MANAGER, COMMISSIONING_PARTY, CONTRACTOR, COORDINATOR, GRANTOR, ORGANISER, PROJECT_LEAD
from .suspension import not_suspended

__all__ = [
    "AMEND_REQUEST", "ASSIGN_OWNER", "DECHARGE", "GRANT_DECHARGE", "GRANT_WITH_RESERVATIONS", "REFUSE_DECHARGE", "REQUEST_DECHARGE",
    "RESCHEDULE_DECHARGE", "SCHEDULE_DECHARGE", "SUBMIT_REMEDY", "UNSCHEDULE_DECHARGE", "granted", "granted_with_reservations", "refused", "remedied",
    "requested", "revoked", "scheduled",
]  # fmt: skip

requested = State("requested", nl="gevraagd", en="requested")
scheduled = State("scheduled", nl="geagendeerd", en="scheduled")
granted = State("granted", nl="verleend", en="granted", settled=True)
granted_with_reservations = State("granted_with_reservations", nl="verleend met voorbehoud", en="granted with reservations", settled=True)
revoked = State("revoked", nl="ingetrokken", en="revoked", final=True)
refused = State("refused", nl="niet verleend", en="withheld")
remedied = State("remedied", nl="hersteld", en="remedied")

AMEND_REQUEST = Trigger("amend_request", nl="verzoek om décharge aanvullen", en="amend the request for decharge")
ASSIGN_OWNER = Trigger("assign_owner", nl="eigenaar van een open punt aanwijzen", en="assign the owner of an open item")
SCHEDULE_DECHARGE = Trigger("schedule_decharge", nl="décharge agenderen", en="schedule decharge")
RESCHEDULE_DECHARGE = Trigger("reschedule_decharge", nl="décharge op een andere dag agenderen", en="move decharge to another day")
UNSCHEDULE_DECHARGE = Trigger("unschedule_decharge", nl="décharge van de agenda halen", en="take decharge off the agenda")
GRANT_DECHARGE = Trigger("grant_decharge", nl="décharge verlenen", en="grant decharge")
GRANT_WITH_RESERVATIONS = Trigger("grant_with_reservations", nl="décharge verlenen met voorbehoud", en="grant decharge with reservations")
REFUSE_DECHARGE = Trigger("refuse_decharge", nl="décharge niet verlenen", en="withhold decharge")
SUBMIT_REMEDY = Trigger("submit_remedy", nl="herstel indienen", en="submit the remedy")

decharge_requested = event("decharge_requested", DechargeRequest, nl="décharge gevraagd", en="decharge requested", then=with_request)
request_amended = event("request_amended", DechargeRequest, nl="verzoek om décharge aangevuld", en="request for decharge amended", then=with_request)
owner_assigned = event("owner_assigned", Owner, nl="eigenaar aangewezen", en="owner assigned", then=with_owner)
decharge_scheduled = event("decharge_scheduled", Schedule, nl="décharge geagendeerd", en="decharge scheduled", then=with_schedule)
decharge_rescheduled = event("decharge_rescheduled", Schedule, nl="décharge verzet", en="decharge moved to another day", then=with_new_day)
decharge_unscheduled = event("decharge_unscheduled", Unscheduling, nl="décharge van de agenda gehaald",
                             en="decharge taken off the agenda", then=without_schedule)  # fmt: skip
decharge_granted = event("decharge_granted", DechargeTerms, nl="décharge verleend", en="decharge granted", then=with_terms)
decharge_granted_with_reservations = event(
    "decharge_granted_with_reservations", ReservedTerms, nl="décharge verleend met voorbehoud", en="decharge granted with reservations",
    then=with_reserved_terms,
)
decharge_taken_back = event("decharge_taken_back", nl="décharge geldt niet meer", en="decharge no longer holds")
decharge_refused = event("decharge_refused", Refusal, nl="décharge niet verleend", en="decharge withheld", then=with_refusal)
remedy_submitted = event("remedy_submitted", RemedyReport, nl="herstel ingediend", en="remedy submitted")

GRANTING = (
    in_evaluation, not_suspended, evaluation_is_adopted, file_complete, open_items_owned, finances_closed, handover_accepted,
    grantor_independent, after_execution, addressed_to_all, nothing_pending, session_held,
)  # fmt: skip

UNDECIDED = (requested, scheduled, remedied)

DECHARGE = Lifecycle(
    "decharge", nl="décharge", en="decharge", facts=Decharge, at_most=1,
    transitions=[
        NEW.to(
            requested, on=REQUEST_DECHARGE, by=[CONTRACTOR, PROJECT_LEAD], emits=decharge_requested,
            requires=[in_evaluation, evaluation_is_adopted],
        ),
        *(
            arrow
            for state in UNDECIDED
            for arrow in (
                state.stays(on=AMEND_REQUEST, by=[CONTRACTOR, PROJECT_LEAD], emits=request_amended),
                state.stays(on=ASSIGN_OWNER, by=[CONTRACTOR, COMMISSIONING_PARTY, COORDINATOR], requires=[item_exists], emits=owner_assigned),
                state.to(granted, on=GRANT_DECHARGE, by=[GRANTOR], requires=GRANTING, emits=decharge_granted, decision=True),
                state.to(
                    granted_with_reservations, on=GRANT_WITH_RESERVATIONS, by=[GRANTOR], requires=[*GRANTING, reservation_given],
                    emits=decharge_granted_with_reservations, decision=True,
                ),
                state.to(refused, on=REFUSE_DECHARGE, by=[GRANTOR], requires=[grantor_independent], emits=decharge_refused, decision=True),
            )
        ),
        *(
            state.to(
                scheduled, on=SCHEDULE_DECHARGE, by=[COORDINATOR, CATEGORY_MANAGER], requires=[not_suspended], emits=decharge_scheduled,
            )
            for state in (requested, remedied)
        ),
        scheduled.stays(
            on=RESCHEDULE_DECHARGE, by=[COORDINATOR, CATEGORY_MANAGER, ORGANISER], requires=[scheduled_for_that_session],
            emits=decharge_rescheduled,
        ),
        scheduled.to(
            requested, on=UNSCHEDULE_DECHARGE, by=[COORDINATOR, CATEGORY_MANAGER, ORGANISER], requires=[scheduled_for_that_session],
            emits=decharge_unscheduled,
        ),
        *(
            state.becomes(revoked, watches=[Pilot], requires=[was_revoked], emits=decharge_taken_back)
            for state in (granted, granted_with_reservations)
        ),
        refused.to(remedied, on=SUBMIT_REMEDY, by=[CONTRACTOR, PROJECT_LEAD], requires=[all_remedies_answered], emits=remedy_submitted),
    ],
)  # fmt: skip
