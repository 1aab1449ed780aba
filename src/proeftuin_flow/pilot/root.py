"""
The pilot as a whole: five phases, through which it moves mostly by itself as its parts move.
"""

from __future__ import annotations

from ..guards import Trigger
from ..lifecycle import NEW, Lifecycle, event
from . import phases
from .afterwards import (
    CORRECT,
    LINK_PILOT,
    PROPOSE_REVOCATION,
    RECORD_LATE_RESULT,
    REVOKE_DECHARGE,
    correction_recorded,
    correction_scope,
    decharge_revoked,
    is_another_pilot,
    late_result_recorded,
    not_linked_before,
    pilot_linked,
    record_exists,
    revocation_proposed,
    revoke_grounds,
    revoked_decharge,
    revoker_did_not_propose,
)
from .amending import (
    ADD_PARTY,
    BROADEN_DOMAIN,
    EXTEND,
    amendment_signed,
    domain_broadened,
    end_is_later,
    extend_before_end,
    extension_within_contract,
    is_new_party,
    party_acceded,
    pilot_extended,
)
from .counting import measures_complete, small_numbers
from .decharge_rules import evaluation_is_adopted
from .execution import begin_execution, resume_execution
from .facts import Decharge, Execution, Pilot, Plan, Proposal
from .grounds import Grounds
from .phases import START
from .plan_rules import plan_in_force
from .proposal import begin_proposal
from .roles import (
    CATEGORY_MANAGER,
    COMMISSIONING_PARTY,
    CONTRACT_MANAGER,
    CONTRACTOR,
    COORDINATOR,
    GRANTOR,
    INITIATOR,
)
from .root_bodies import (
    Closure,
    ContractLink,
    InterimStatus,
    Lapse,
    Parties,
    PilotStart,
    ProposalDraft,
    Reopening,
    started_by_plan,
    with_contract,
    with_new_end,
    with_parties,
    with_proposal,
    with_start,
)
from .root_rules import (
    contract_in_force,
    decharge_is_granted,
    execution_is_over,
    no_evaluation_adopted,
    no_remedy_possible,
    plan_is_overdue,
    proposal_is_rejected,
    signatories_stay,
    term_is_left,
)
from .suspension import not_suspended

__all__ = [
    "ADD_PARTY", "BROADEN_DOMAIN", "CLOSE_WITHOUT_DECHARGE", "CORRECT", "EXTEND", "LAPSE", "LINK_CONTRACT", "LINK_PILOT", "NAME_PARTIES", "PILOT",
    "PROPOSE", "PROPOSE_REVOCATION", "PUBLISH_INTERIM", "RECORD_LATE_RESULT", "REOPEN_EXECUTION", "REVOKE_DECHARGE", "START", "STOP_BEFORE_START",
    "WITHDRAW",
]  # fmt: skip

PROPOSE = Trigger("propose", nl="voorstellen", en="propose")
NAME_PARTIES = Trigger("name_parties", nl="partijen vastleggen", en="name the parties")
LINK_CONTRACT = Trigger("link_contract", nl="contract koppelen", en="link a contract")
WITHDRAW = Trigger("withdraw", nl="intrekken", en="withdraw")
LAPSE = Trigger("lapse", nl="laten vervallen", en="let lapse")
STOP_BEFORE_START = Trigger("stop_before_start", nl="stoppen vóór de start", en="stop before the start")
PUBLISH_INTERIM = Trigger("publish_interim", nl="tussenstand publiceren", en="publish an interim status")
REOPEN_EXECUTION = Trigger("reopen_execution", nl="terug naar uitvoering", en="go back to execution")
CLOSE_WITHOUT_DECHARGE = Trigger("close_without_decharge", nl="afsluiten zonder décharge", en="close without decharge")

pilot_proposed = event("pilot_proposed", ProposalDraft, nl="proeftuin voorgesteld", en="pilot proposed", then=with_proposal)
parties_named = event("parties_named", Parties, nl="partijen vastgelegd", en="parties named", then=with_parties)
contract_linked = event("contract_linked", ContractLink, nl="contract gekoppeld", en="contract linked", then=with_contract)
plan_signed = event("plan_signed", nl="plan van aanpak ondertekend", en="plan of approach signed")
pilot_rejected = event("pilot_rejected", nl="proeftuin afgewezen", en="pilot rejected")
pilot_withdrawn = event("pilot_withdrawn", Grounds, nl="proeftuin ingetrokken", en="pilot withdrawn")
pilot_lapsed = event("pilot_lapsed", Lapse, nl="proeftuin vervallen", en="pilot lapsed")
pilot_started = event("pilot_started", PilotStart, nl="proeftuin gestart", en="pilot started", then=with_start)
pilot_stopped_before_start = event("pilot_stopped_before_start", Grounds, nl="proeftuin gestopt vóór de start", en="pilot stopped before the start")
interim_published = event("interim_published", InterimStatus, nl="tussenstand gepubliceerd", en="interim status published")
pilot_to_evaluation = event("pilot_to_evaluation", nl="proeftuin naar evaluatie", en="pilot on to evaluation")
execution_reopened = event("execution_reopened", Reopening, nl="uitvoering heropend", en="execution reopened", then=with_new_end)
pilot_discharged = event("pilot_discharged", nl="proeftuin gedechargeerd", en="pilot discharged")
pilot_closed_without_decharge = event("pilot_closed_without_decharge", Closure, nl="proeftuin afgesloten zonder décharge",
                                      en="pilot closed without decharge")  # fmt: skip

PILOT = Lifecycle(
    "pilot", nl="proeftuin", en="pilot", facts=Pilot,
    transitions=[
        NEW.to(phases.proposal, on=PROPOSE, by=[INITIATOR], emits=pilot_proposed, opening=[begin_proposal]),
        phases.proposal.becomes(phases.plan_signed, watches=[Plan], requires=[plan_in_force], emits=plan_signed),
        phases.proposal.becomes(phases.rejected, watches=[Proposal], requires=[proposal_is_rejected], emits=pilot_rejected),
        phases.proposal.to(phases.withdrawn, on=WITHDRAW, by=[INITIATOR, COMMISSIONING_PARTY], emits=pilot_withdrawn),
        phases.proposal.to(phases.lapsed, on=LAPSE, by=[COORDINATOR], requires=[plan_is_overdue], emits=pilot_lapsed),
        phases.plan_signed.to(
            phases.running, on=START, by=[CONTRACTOR], requires=[plan_in_force, not_suspended, contract_in_force], emits=pilot_started,
            make=started_by_plan, opening=[begin_execution],
        ),
        phases.plan_signed.to(
            phases.evaluation, on=STOP_BEFORE_START, by=[COMMISSIONING_PARTY], emits=pilot_stopped_before_start, decision=True,
        ),
        phases.running.stays(on=PUBLISH_INTERIM, by=[COORDINATOR], requires=[small_numbers], emits=interim_published),
        phases.running.stays(
            on=EXTEND, by=[COMMISSIONING_PARTY, CONTRACTOR], decision=True, emits=pilot_extended,
            requires=[end_is_later, amendment_signed, extend_before_end, extension_within_contract],
        ),
        phases.running.stays(
            on=BROADEN_DOMAIN, by=[COMMISSIONING_PARTY, CONTRACTOR], requires=[amendment_signed], emits=domain_broadened, decision=True,
        ),
        *(
            phase.stays(
                on=ADD_PARTY, by=[COORDINATOR, COMMISSIONING_PARTY], requires=[is_new_party, amendment_signed], emits=party_acceded, decision=True,
            )
            for phase in (phases.plan_signed, phases.running)
        ),
        phases.running.becomes(phases.evaluation, watches=[Execution], requires=[execution_is_over], emits=pilot_to_evaluation),
        phases.evaluation.to(
            phases.running, on=REOPEN_EXECUTION, by=[COMMISSIONING_PARTY], requires=[no_evaluation_adopted, term_is_left],
            emits=execution_reopened, opening=[resume_execution], decision=True,
        ),
        phases.evaluation.becomes(phases.decharge, watches=[Decharge], requires=[decharge_is_granted], emits=pilot_discharged),
        phases.evaluation.to(
            phases.closed_without_decharge, on=CLOSE_WITHOUT_DECHARGE, by=[COMMISSIONING_PARTY],
            requires=[evaluation_is_adopted, no_remedy_possible], emits=pilot_closed_without_decharge, decision=True,
        ),
        phases.decharge.stays(on=PROPOSE_REVOCATION, by=[GRANTOR], emits=revocation_proposed),
        phases.decharge.to(
            phases.evaluation, on=REVOKE_DECHARGE, by=[GRANTOR, COMMISSIONING_PARTY], reopens=True, decision=True, emits=decharge_revoked,
            make=revoked_decharge, requires=[revoke_grounds, revoker_did_not_propose],
        ),
        *(
            phase.stays(on=RECORD_LATE_RESULT, by=[CONTRACTOR], requires=[small_numbers, measures_complete], emits=late_result_recorded)
            for phase in (phases.decharge, phases.closed_without_decharge)
        ),
        *(
            phase.stays(
                on=LINK_PILOT, by=[INITIATOR, CONTRACTOR, COMMISSIONING_PARTY, COORDINATOR], requires=[is_another_pilot, not_linked_before],
                emits=pilot_linked,
            )
            for phase in (*phases.PHASES, phases.closed_without_decharge)
        ),
        *(
            phase.stays(on=CORRECT, by=[COORDINATOR], requires=[record_exists, correction_scope], emits=correction_recorded)
            for phase in (*phases.PHASES, *phases.WITHOUT_DECHARGE)
        ),
        *(
            arrow
            for phase in (phases.proposal, phases.plan_signed, phases.running, phases.evaluation)
            for arrow in (
                phase.stays(on=NAME_PARTIES, by=[COORDINATOR, COMMISSIONING_PARTY], requires=[signatories_stay], emits=parties_named),
                phase.stays(
                    on=LINK_CONTRACT, by=[INITIATOR, CATEGORY_MANAGER, CONTRACT_MANAGER, COMMISSIONING_PARTY], emits=contract_linked,
                ),
            )
        ),
    ],
)  # fmt: skip
