"""
Plan: the versions of the plan of approach, each signed by all parties.

A change of the plan is a next version.  The one before stays in force until everybody has signed the next.
Who has to sign, and what exactly, is frozen when signing opens: a signature names the hash of what was signed.
"""

from __future__ import annotations

from ..guards import Trigger
from ..lifecycle import NEW, Lifecycle, event
from .facts import Plan
from .grounds import Grounds
from .plan_bodies import (
    Comments,
    Declined,
    PlanDocument,
    PlanDraft,
    Signature,
    SigningOpened,
    opened_for_signing,
    with_document,
    with_draft,
    with_entry_into_force,
    with_signature,
    with_signing,
    without_signatures,
)
from .plan_rules import (
    all_parties_signed,
    catalogue_named,
    decharge_criteria,
    declines_for_itself,
    drafting,
    ended,
    evaluation_planned,
    execution_not_over,
    exit_arrangement,
    expired,
    in_force,
    is_signatory,
    newer_version_in_force,
    no_version_under_way,
    not_signed_before,
    nothing_left_to_do,
    plan_complete,
    plan_is_on_time,
    privacy_basis,
    proposal_is_approved,
    review,
    same_version,
    share_planned,
    signatories_known,
    signatory_authorised,
    signing,
    signing_period_over,
    superseded,
    supervision_arranged,
    sustainable_defined,
    withdrawn,
    within_signing_period,
)
from .roles import (
    ADVISORY_TEAM,
    CATEGORY_MANAGER,
    COMMISSIONING_PARTY,
    CONSORTIUM_PARTNER,
    CONTRACTOR,
    COORDINATOR,
    PRIVACY_OFFICER,
    SIGNATORY,
)

__all__ = [
    "DECLINE_SIGNATURE", "DRAFT_PLAN", "END_PLAN", "EXPIRE_PLAN", "OPEN_SIGNING", "PLAN", "RETURN_PLAN", "REVISE_PLAN", "SIGN", "SUBMIT_PLAN",
    "WITHDRAW_PLAN", "drafting", "ended", "expired", "in_force", "review", "signing", "superseded", "withdrawn",
]  # fmt: skip

DRAFT_PLAN = Trigger("draft_plan", nl="plan van aanpak opstellen", en="draft a plan of approach")
REVISE_PLAN = Trigger("revise_plan", nl="plan herzien", en="revise the plan")
SUBMIT_PLAN = Trigger("submit_plan", nl="plan voorleggen", en="submit the plan")
RETURN_PLAN = Trigger("return_plan", nl="plan teruggeven", en="return the plan")
OPEN_SIGNING = Trigger("open_signing", nl="ter ondertekening aanbieden", en="open the plan for signing")
SIGN = Trigger("sign", nl="ondertekenen", en="sign")
DECLINE_SIGNATURE = Trigger("decline_signature", nl="ondertekening weigeren", en="decline to sign")
EXPIRE_PLAN = Trigger("expire_plan", nl="plan laten verlopen", en="let the plan expire")
WITHDRAW_PLAN = Trigger("withdraw_plan", nl="plan intrekken", en="withdraw the plan")
END_PLAN = Trigger("end_plan", nl="plan beëindigen", en="end the plan")

REVIEWING = (COMMISSIONING_PARTY, CATEGORY_MANAGER, ADVISORY_TEAM, PRIVACY_OFFICER)
SIGNING = (CONTRACTOR, CONSORTIUM_PARTNER, COMMISSIONING_PARTY, SIGNATORY)

plan_drafted = event("plan_drafted", PlanDraft, nl="plan opgesteld", en="plan drafted", then=with_draft)
plan_revised = event("plan_revised", PlanDraft, nl="plan herzien", en="plan revised", then=with_draft)
plan_submitted = event("plan_submitted", PlanDocument, nl="plan voorgelegd", en="plan submitted", then=with_document)
plan_returned = event("plan_returned", Comments, nl="plan teruggelegd", en="plan returned")
signing_opened = event("signing_opened", SigningOpened, nl="plan ter ondertekening aangeboden", en="plan opened for signing", then=with_signing)
signed_by_party = event("signed_by_party", Signature, nl="plan ondertekend door partij", en="plan signed by a party", then=with_signature)
signature_declined = event("signature_declined", Declined, nl="ondertekening geweigerd", en="signature declined", then=without_signatures)
plan_entered_into_force = event("plan_entered_into_force", nl="plan van kracht", en="plan in force", then=with_entry_into_force)
plan_superseded = event("plan_superseded", nl="plan vervangen", en="plan superseded")
plan_expired = event("plan_expired", nl="plan verlopen", en="plan expired")
plan_withdrawn = event("plan_withdrawn", Grounds, nl="plan ingetrokken", en="plan withdrawn")
plan_ended = event("plan_ended", nl="plan uitgewerkt", en="plan ended")

PLAN = Lifecycle(
    "plan", nl="plan", en="plan", facts=Plan,
    transitions=[
        NEW.to(drafting, on=DRAFT_PLAN, by=[CONTRACTOR], requires=[execution_not_over, no_version_under_way], emits=plan_drafted),
        drafting.stays(on=REVISE_PLAN, by=[CONTRACTOR], emits=plan_revised),
        drafting.to(review, on=SUBMIT_PLAN, by=[CONTRACTOR], requires=[plan_complete, plan_is_on_time], emits=plan_submitted),
        review.to(drafting, on=RETURN_PLAN, by=REVIEWING, emits=plan_returned),
        review.to(
            signing, on=OPEN_SIGNING, by=[COMMISSIONING_PARTY], emits=signing_opened, make=opened_for_signing, decision=True,
            requires=[
                proposal_is_approved, signatories_known, plan_complete, sustainable_defined, supervision_arranged, privacy_basis, exit_arrangement,
                evaluation_planned, decharge_criteria, share_planned, catalogue_named,
            ],
        ),
        signing.stays(
            on=SIGN, by=SIGNING, emits=signed_by_party, decision=True,
            requires=[same_version, is_signatory, not_signed_before, signatory_authorised, within_signing_period],
        ),
        signing.to(drafting, on=DECLINE_SIGNATURE, by=SIGNING, requires=[is_signatory, declines_for_itself], emits=signature_declined),
        signing.to(expired, on=EXPIRE_PLAN, by=[COMMISSIONING_PARTY, COORDINATOR], requires=[signing_period_over], emits=plan_expired),
        signing.becomes(in_force, requires=[all_parties_signed], emits=plan_entered_into_force),
        *(
            state.to(withdrawn, on=WITHDRAW_PLAN, by=[CONTRACTOR, COMMISSIONING_PARTY], emits=plan_withdrawn)
            for state in (drafting, review, signing)
        ),
        in_force.becomes(superseded, watches=[Plan], requires=[newer_version_in_force], emits=plan_superseded),
        in_force.to(ended, on=END_PLAN, by=[COMMISSIONING_PARTY, CONTRACTOR], requires=[nothing_left_to_do], emits=plan_ended),
    ],
)  # fmt: skip
