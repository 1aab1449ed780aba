"""
The pilot as a whole: five phases, through which it moves mostly by itself as its parts move.
"""

from __future__ import annotations

from ..guards import Trigger
from ..lifecycle import NEW, Lifecycle, event
from . import phases
from .counting import small_numbers
from .decharge_rules import evaluation_is_adopted
from .execution import begin_execution, resume_execution
from .facts import Decharge, Execution, Pilot, Plan, Proposal
from .grounds import Grounds
from .phases import START
from .proposal import begin_proposal
from .roles import (
    CATEGORY_MANAGER,
    COMMISSIONING_PARTY,
    CONTRACT_MANAGER,
    CONTRACTOR,
    COORDINATOR,
    INITIATOR,
)
from .root_bodies import (
    Closure,
    ContractLink,
    InterimStatus,
    Lapse,
    Parties,
    ProposalDraft,
    with_contract,
    with_parties,
    with_proposal,
)
from .root_rules import (
    contract_in_force,
    decharge_is_granted,
    execution_is_over,
    no_evaluation_adopted,
    no_remedy_possible,
    plan_in_force,
    plan_is_overdue,
    proposal_is_rejected,
    signatories_stay,
    summary_is_short,
    term_is_left,
)

__all__ = [
    "CLOSE_WITHOUT_DECHARGE", "LAPSE", "LINK_CONTRACT", "NAME_PARTIES", "PILOT", "PROPOSE", "PUBLISH_INTERIM", "REOPEN_EXECUTION", "START",
    "STOP_BEFORE_START", "WITHDRAW",
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
pilot_started = event("pilot_started", nl="proeftuin gestart", en="pilot started")
pilot_stopped_before_start = event("pilot_stopped_before_start", Grounds, nl="proeftuin gestopt vóór de start", en="pilot stopped before the start")
interim_published = event("interim_published", InterimStatus, nl="tussenstand gepubliceerd", en="interim status published")
pilot_to_evaluation = event("pilot_to_evaluation", nl="proeftuin naar evaluatie", en="pilot on to evaluation")
execution_reopened = event("execution_reopened", Grounds, nl="uitvoering heropend", en="execution reopened")
pilot_discharged = event("pilot_discharged", nl="proeftuin gedechargeerd", en="pilot discharged")
pilot_closed_without_decharge = event("pilot_closed_without_decharge", Closure, nl="proeftuin afgesloten zonder décharge",
                                      en="pilot closed without decharge")  # fmt: skip

PILOT = Lifecycle(
    "pilot", nl="proeftuin", en="pilot", facts=Pilot,
    transitions=[
        NEW.to(
            phases.proposal, on=PROPOSE, by=[INITIATOR], requires=[summary_is_short], emits=pilot_proposed, opening=[begin_proposal],
        ),
        phases.proposal.becomes(phases.plan_signed, watches=[Plan], requires=[plan_in_force], emits=plan_signed),
        phases.proposal.becomes(phases.rejected, watches=[Proposal], requires=[proposal_is_rejected], emits=pilot_rejected),
        phases.proposal.to(phases.withdrawn, on=WITHDRAW, by=[INITIATOR, COMMISSIONING_PARTY], emits=pilot_withdrawn),
        phases.proposal.to(phases.lapsed, on=LAPSE, by=[COORDINATOR], requires=[plan_is_overdue], emits=pilot_lapsed),
        phases.plan_signed.to(
            phases.running, on=START, by=[CONTRACTOR], requires=[plan_in_force, contract_in_force], emits=pilot_started, opening=[begin_execution],
        ),
        phases.plan_signed.to(
            phases.evaluation, on=STOP_BEFORE_START, by=[COMMISSIONING_PARTY], emits=pilot_stopped_before_start, decision=True,
        ),
        phases.running.stays(on=PUBLISH_INTERIM, by=[COORDINATOR], requires=[small_numbers], emits=interim_published),
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
