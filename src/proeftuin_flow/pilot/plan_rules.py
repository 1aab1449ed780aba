"""
Where a version of the plan can be, and what is required of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ..guards import Severity, guard
from ..labels import Blocker, Label, PartTitle, Phrase, phrase
from ..lifecycle import State
from ..situation import Situation
from . import phases, proposal
from .days import after
from .facts import Pilot, Plan, Proposal
from .plan_bodies import Capacity, Declined, Signature
from .roles import WAIVABLE
from .values import PlanItem

__all__ = [
    "all_parties_signed",
    "catalogue_named",
    "decharge_criteria",
    "declines_for_itself",
    "drafting",
    "ended",
    "evaluation_planned",
    "execution_not_over",
    "exit_arrangement",
    "expired",
    "in_force",
    "is_signatory",
    "newer_version_in_force",
    "no_version_under_way",
    "not_signed_before",
    "nothing_left_to_do",
    "plan_complete",
    "plan_in_force",
    "plan_is_on_time",
    "privacy_basis",
    "proposal_is_approved",
    "review",
    "same_version",
    "share_planned",
    "signatories_known",
    "signatory_authorised",
    "signing",
    "signing_period_over",
    "superseded",
    "supervision_arranged",
    "sustainable_defined",
    "withdrawn",
    "within_signing_period",
]  # fmt: skip

drafting = State("drafting", nl="in opstelling", en="being drafted")
review = State("review", nl="in afstemming", en="under review")
signing = State("signing", nl="in ondertekening", en="being signed")
in_force = State("in_force", nl="van kracht", en="in force")
superseded = State("superseded", nl="vervangen", en="superseded", final=True)
ended = State("ended", nl="uitgewerkt", en="ended", final=True)
withdrawn = State("withdrawn", nl="ingetrokken", en="withdrawn", final=True)
expired = State("expired", nl="verlopen", en="expired", final=True)

was_due_on = phrase("was_due_on", nl="uiterlijk {day}", en="due on {day}", day=date)
no_term = phrase("no_term", nl="er geldt geen termijn", en="there is no term")
still_open_until = phrase("still_open_until", nl="tekenen kan nog tot en met {day}", en="signing is possible up to {day}", day=date)
ended_on = phrase("ended_on", nl="de termijn eindigde op {day}", en="the period ended on {day}", day=date)
no_signatories = phrase("no_signatories", nl="niemand hoeft te tekenen", en="nobody has to sign")
no_plan = phrase("no_plan", nl="er is nog geen plan", en="there is no plan yet")
no_proposal = phrase("no_proposal", nl="er is geen voorstel", en="there is no proposal")
not_described = phrase("not_described", nl="staat nog niet in het plan", en="not in the plan yet")
no_newer_version = phrase("no_newer_version", nl="er is geen nieuwere versie", en="there is no newer version")
other_hash = phrase("other_hash", nl="getekend is {hash}…", en="what was signed is {hash}…", hash=str)
effort_unknown = phrase("effort_unknown", nl="geen waarde genoemd, minstens {euros:,} euro", en="no value named, at least {euros:,} euros", euros=int)
effort_is = phrase("effort_is", nl="{euros:,} euro, minstens {least:,}", en="{euros:,} euros, at least {least:,}", euros=int, least=int)
no_effort = phrase("no_effort", nl="geen waarde genoemd", en="no value named")
no_hash = phrase("no_hash", nl="de hash van het document ontbreekt", en="the hash of the document is missing")
no_goals = phrase("no_goals", nl="doelen", en="goals")
no_end = phrase("no_end", nl="een gepland einde", en="a planned end")
no_places = phrase("no_places", nl="het aantal plaatsen", en="the number of places")

ITEMS: Mapping[PlanItem, Phrase] = {
    PlanItem.LEARNING_QUESTION: phrase("item_learning_question", nl="een leervraag", en="a learning question")(),
    PlanItem.TARGET_GROUP: phrase("item_target_group", nl="de doelgroep", en="the target group")(),
    PlanItem.ACTIVITIES: phrase("item_activities", nl="de activiteiten", en="the activities")(),
    PlanItem.WORK_PLACE: phrase("item_work_place", nl="de werkplek", en="the work place")(),
    PlanItem.PROGRESS_INTERVAL: phrase("item_progress_interval", nl="wanneer wordt gemeld", en="when progress is reported")(),
    PlanItem.AFTERCARE: phrase("item_aftercare", nl="de nazorg", en="the aftercare")(),
    PlanItem.COSTS: phrase("item_costs", nl="de kosten", en="the costs")(),
    PlanItem.PUBLICATION: phrase("item_publication", nl="afspraken over publicatie", en="what is agreed on publication")(),
}
"""What plan_complete asks for; other items have a guard of their own."""


# ── when a version may be made ───────────────────────────────────────────────────────────────────────────────────────────


@guard(nl="de uitvoering is nog niet voorbij", en="the execution is not over")
def execution_not_over(s: Situation[Plan]) -> Iterator[PartTitle]:
    """What is to be evaluated does not change any more (S36: decharge is checked against the plan, including its changes)."""
    if not (pilot := s.root(Pilot)).at(phases.proposal, phases.plan_signed, phases.running):
        yield pilot.title


@guard(nl="er is geen andere versie in bewerking", en="no other version is under way")
def no_version_under_way(s: Situation[Plan]) -> Iterator[PartTitle]:
    """An amendment is the next version; two at a time could both be signed, and contradict each other."""
    yield from (part.title for part in s.parts(Plan, drafting, review, signing) if part.number != s.part.number)


@guard(nl="het plan is op tijd", en="the plan is on time", severity=Severity.ADVISORY,
       advice=Label("Het plan van aanpak had al klaar moeten zijn.", "The plan of approach should have been ready by now."))  # fmt: skip
def plan_is_on_time(s: Situation[Plan]) -> Iterator[Phrase]:
    """S16: due within 2 months after the award; S24, S25: 7 days for the first contact."""
    if (due := _due(s)) is not None and s.day > due:
        yield was_due_on(day=due)


def _due(s: Situation[Plan]) -> date | None:
    contract, term = s.root(Pilot).facts.contract, s.parameters["plan_due"]
    return None if contract is None or contract.awarded_on is None or term is None else after(contract.awarded_on, term)


# ── what it must hold ────────────────────────────────────────────────────────────────────────────────────────────────────


@guard(nl="het plan is compleet", en="the plan is complete", severity=WAIVABLE,
       advice=Label("Het plan van aanpak is niet compleet.", "The plan of approach is incomplete."))  # fmt: skip
def plan_complete(s: Situation[Plan]) -> Iterator[Phrase]:
    """S13: what a plan of approach holds is set by the contracting authority."""
    if not s.facts.goals:
        yield no_goals()
    if s.facts.planned_end is None:
        yield no_end()
    if s.facts.places is None:
        yield no_places()
    yield from (name for item, name in ITEMS.items() if item not in s.facts.covers)


@guard(nl="het plan zegt wanneer een plaatsing duurzaam is", en="the plan says when a placement is sustainable", severity=WAIVABLE,
       advice=Label("Leg in het plan vast wanneer een plaatsing duurzaam is.",
                    "Define in the plan when a placement counts as sustainable."))  # fmt: skip
def sustainable_defined(s: Situation[Plan]) -> Iterator[Phrase]:
    """S1: the aim is a sustainable job; no source defines it."""
    yield from _unless(s, PlanItem.SUSTAINABLE_PLACEMENT)


@guard(nl="de begeleiding is geregeld", en="supervision is arranged", severity=WAIVABLE,
       advice=Label("Leg vast wie de kandidaten begeleidt (buddy of jobcoach).",
                    "Record who supervises the candidates (buddy or job coach)."))  # fmt: skip
def supervision_arranged(s: Situation[Plan]) -> Iterator[Phrase]:
    """S1, S8: a buddy or a fixed supervisor."""
    yield from _unless(s, PlanItem.SUPERVISION)


@guard(nl="de grondslag voor persoonsgegevens ligt vast", en="the legal basis for personal data is recorded", severity=Severity.FIXED,
       advice=Label("Leg vast wie welke persoonsgegevens bewaart en op welke grondslag.",
                    "Record who keeps which personal data and on which legal basis."))  # fmt: skip
def privacy_basis(s: Situation[Plan]) -> Iterator[Phrase]:
    """S32, S33: social return gives no ground of its own to process data about health or benefits."""
    yield from _unless(s, PlanItem.PRIVACY)


@guard(nl="het plan zegt wat er bij voortijdig stoppen gebeurt", en="the plan says what happens at an early stop", severity=WAIVABLE,
       advice=Label("Leg vast wat er met kandidaten gebeurt als de proeftuin eerder stopt.",
                    "Record what happens to candidates if the pilot stops early."))  # fmt: skip
def exit_arrangement(s: Situation[Plan]) -> Iterator[Phrase]:
    """S38: orderly premature closure; S42 asks the same of a sandbox plan."""
    yield from _unless(s, PlanItem.EARLY_STOP)


@guard(nl="de evaluatie is gepland", en="the evaluation is planned", severity=WAIVABLE,
       advice=Label("Plan een moment voor de evaluatie.", "Plan a date for the evaluation."))  # fmt: skip
def evaluation_planned(s: Situation[Plan]) -> Iterator[Phrase]:
    """S9, S53: pilots are followed and evaluated closely."""
    yield from _unless(s, PlanItem.EVALUATION)


@guard(nl="het plan zegt wanneer en door wie décharge wordt verleend", en="the plan says when and by whom decharge is granted", severity=WAIVABLE,
       advice=Label("Leg in het plan vast wanneer en door wie décharge wordt verleend.",
                    "State in the plan when and by whom decharge is granted."))  # fmt: skip
def decharge_criteria(s: Situation[Plan]) -> Iterator[Phrase]:
    """S36: decharge is a check against the definition; S42: the plan is agreed beforehand."""
    yield from _unless(s, PlanItem.DECHARGE)


def _unless(s: Situation[Plan], item: PlanItem) -> Iterator[Phrase]:
    if item not in s.facts.covers:
        yield not_described()


@guard(nl="de inzet is minstens het afgesproken deel van de opdracht", en="the effort is at least the agreed share of the contract",
       severity=WAIVABLE)  # fmt: skip
def share_planned(s: Situation[Plan]) -> Iterator[Phrase]:
    """S22: the classic target is five percent of each tender; S16: four percent of the budget at Rijkswaterstaat."""
    percent, contract = s.parameters["share_percent"], s.root(Pilot).facts.contract
    if percent is None or contract is None or contract.value is None:
        return
    least = -(-contract.value * percent // 100)
    if s.facts.effort is None:
        yield effort_unknown(euros=-(-least // 100))
    elif s.facts.effort.cents < least:
        yield effort_is(euros=s.facts.effort.cents // 100, least=-(-least // 100))


@guard(nl="de inzet is gewaardeerd met een waardetabel", en="the effort is valued by a table of values", severity=Severity.ADVISORY)
def catalogue_named(s: Situation[Plan]) -> Iterator[Phrase]:
    """S23: building blocks value effort, and their amounts change; so the table and its version are named."""
    if s.facts.effort is None:
        yield no_effort()


# ── signing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@guard(nl="het voorstel is goedgekeurd", en="the proposal is approved", severity=WAIVABLE)
def proposal_is_approved(s: Situation[Plan]) -> Iterator[Blocker]:
    """S12: the commissioning party is finally responsible, so it agrees before anybody signs."""
    proposals = s.parts(Proposal)
    yield from (part.title for part in proposals if not part.at(proposal.approved))
    if not proposals:
        yield no_proposal()


@guard(nl="bekend is wat er getekend wordt, en door wie", en="it is known what is signed, and by whom", severity=Severity.FIXED)
def signatories_known(s: Situation[Plan]) -> Iterator[Phrase]:
    """S1, S11: a consortium signs with all its parties; S44: a later change must be detectable, so what is signed has a hash."""
    if s.facts.content_hash is None:
        yield no_hash()
    if not any(party.signs for party in s.root(Pilot).facts.parties):
        yield no_signatories()


@guard(nl="alle partijen hebben getekend", en="all parties have signed", severity=Severity.FIXED,
       advice=Label("Nog niet alle partijen hebben getekend.", "Not all parties have signed."))  # fmt: skip
def all_parties_signed(s: Situation[Plan]) -> Iterator[Blocker]:
    """S1: VKA with its consortium partner AEF; S11: the start agreement of ProRail has four signatories."""
    yield from (party.name for party in s.facts.awaited)
    if not s.facts.signatories:
        yield no_signatories()


@guard(nl="de handtekening hoort bij deze versie van het plan", en="the signature belongs to this version of the plan", severity=Severity.FIXED,
       advice=Label("De handtekening hoort bij een andere versie van het plan.",
                    "The signature belongs to a different version of the plan."))  # fmt: skip
def same_version(s: Situation[Plan], signature: Signature) -> Iterator[Phrase]:
    """S44: a change after signing must be detectable."""
    if signature.content_hash != s.facts.content_hash:
        yield other_hash(hash=signature.content_hash[:12])


@guard(nl="de partij is een van de ondertekenaars", en="the party is one of the signatories")
def is_signatory(s: Situation[Plan], signature: Signature | Declined) -> Iterator[str]:
    """S1: the parties to the pilot sign; who they are was frozen when signing opened."""
    if signature.party not in {party.id for party in s.facts.signatories}:
        yield signature.party


@guard(nl="de partij heeft nog niet getekend", en="the party has not signed yet")
def not_signed_before(s: Situation[Plan], signature: Signature) -> Iterator[str]:
    """A signature is given once; whoever signs again signs something else."""
    if signature.party in s.facts.signatures:
        yield from (party.name for party in s.facts.signatories if party.id == signature.party)


@guard(nl="wie tekent, is daartoe bevoegd", en="whoever signs is authorised to",
       advice=Label("De partij heeft geen bevoegde ondertekenaar of machtiging.", "The party has no authorised signatory or mandate."))  # fmt: skip
def signatory_authorised(s: Situation[Plan], signature: Signature) -> Iterator[str]:
    """S46: a role says whether it is held by mandate."""
    by_mandate = signature.capacity is Capacity.BY_MANDATE and signature.mandate is not None
    if s.actor.organisation != signature.party and not by_mandate:
        yield signature.party


@guard(nl="een partij weigert alleen voor zichzelf", en="a party declines for itself only")
def declines_for_itself(s: Situation[Plan], declined: Declined) -> Iterator[str]:
    """Nobody says no in the name of somebody else."""
    if s.actor.organisation != declined.party:
        yield declined.party


@guard(nl="de tekentermijn loopt nog", en="the signing period is still open", severity=Severity.ADVISORY,
       advice=Label("De tekentermijn is verlopen.", "The signing period has ended."))  # fmt: skip
def within_signing_period(s: Situation[Plan]) -> Iterator[Phrase]:
    """Our own reading: a period that was agreed means something, but a late signature is a signature."""
    if s.facts.closes_on is not None and s.day > s.facts.closes_on:
        yield ended_on(day=s.facts.closes_on)


@guard(nl="de tekentermijn is voorbij", en="the signing period is over")
def signing_period_over(s: Situation[Plan]) -> Iterator[Phrase]:
    """Our own reading: nobody lets a plan expire before its time."""
    if s.facts.closes_on is None:
        yield no_term()
    elif s.day <= s.facts.closes_on:
        yield still_open_until(day=s.facts.closes_on)


@guard(nl="het plan van aanpak is van kracht", en="the plan of approach is in force", severity=Severity.FIXED,
       advice=Label("Er is geen ondertekend plan van aanpak.", "There is no signed plan of approach."))  # fmt: skip
def plan_in_force(s: Situation[object]) -> Iterator[Blocker]:
    """S1: JS Consultancy signs its plan of approach before anything starts."""
    if not s.count(Plan, in_force):
        underway = s.parts(Plan, drafting, review, signing)
        yield from (part.title for part in underway)
        if not underway:
            yield no_plan()


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────────────────────────


# Advisory, because it is nobody's obstacle: what follows by itself asks it all the same.
@guard(nl="een nieuwere versie is van kracht", en="a newer version is in force", severity=Severity.ADVISORY)
def newer_version_in_force(s: Situation[Plan]) -> Iterator[Phrase]:
    """S36: the definition, including its changes; the newest version that everybody signed holds."""
    if not any(part.number > s.part.number for part in s.parts(Plan, in_force)):
        yield no_newer_version()


@guard(nl="de uitvoering is voorbij", en="the execution is over")
def nothing_left_to_do(s: Situation[Plan]) -> Iterator[PartTitle]:
    """A plan holds as long as it is carried out."""
    if (pilot := s.root(Pilot)).at(phases.proposal, phases.plan_signed, phases.running):
        yield pilot.title
