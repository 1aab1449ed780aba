"""
Amending: what changes in a pilot that runs, once everybody has signed for it.

The change itself is a next version of the plan.  That the pilot runs longer, has another party or works in another domain, is said here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from ..bodies import Line, Prose, Uri
from ..errors import NotEstablished
from ..guards import Trigger, guard, waivable
from ..labels import Blocker, Label, Phrase, phrase
from ..lifecycle import event
from ..privacy import C0
from ..situation import Situation
from . import plan_rules
from .facts import Pilot, Plan
from .roles import COMMISSIONING_PARTY, CONTRACT_MANAGER, WAIVABLE
from .term import current_end
from .values import Id, Party

__all__ = [
    "ADD_PARTY", "BROADEN_DOMAIN", "EXTEND", "Accession", "Broadening", "Extension", "amendment_signed", "domain_broadened", "end_is_later",
    "extend_before_end", "extension_within_contract", "is_new_party", "party_acceded", "pilot_extended",
]  # fmt: skip

EXTEND = Trigger("extend", nl="verlengen", en="extend")
ADD_PARTY = Trigger("add_party", nl="partij toevoegen", en="add a party")
BROADEN_DOMAIN = Trigger("broaden_domain", nl="domein verbreden", en="broaden the domain")


@frozen
class Extension:
    """Until when the pilot runs now, where that was decided, and why so late if it had ended already."""

    ends_on: C0[date]
    decision: C0[Uri]
    late_because: C0[Prose | None] = None


@frozen
class Accession:
    """A party that joins, and where it signed for that if it did not sign a version of the plan."""

    party: C0[Party]
    document: C0[Uri | None] = None


@frozen
class Broadening:
    """In which domain candidates work from now on, at which departments, and which version of the plan says so."""

    domain: C0[Line]
    hosts: C0[frozenset[Id]]
    plan: C0[int]


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

signed_until = phrase("signed_until", nl="het getekende plan loopt tot en met {day}", en="the signed plan runs up to {day}", day=date)
not_signed_for = phrase("not_signed_for", nl="geen getekend plan noemt een einde", en="no signed plan names an end")
no_such_plan = phrase("no_such_plan", nl="plan {number} is niet van kracht", en="plan {number} is not in force", number=int)
ended_already = phrase("ended_already", nl="de looptijd eindigde op {day}", en="the term ended on {day}", day=date)
runs_till = phrase("runs_till", nl="de proeftuin loopt nu tot en met {day}", en="the pilot now runs up to {day}", day=date)
contract_ends = phrase("contract_ends", nl="het contract eindigt op {day}", en="the contract ends on {day}", day=date)


@guard(nl="alle partijen hebben voor de wijziging getekend", en="all parties have signed for the change",
       advice=Label("De wijziging geldt pas als alle partijen hebben getekend.",
                    "The change takes effect only after all parties have signed."))  # fmt: skip
def amendment_signed(s: Situation[Pilot], change: Extension | Accession | Broadening) -> Iterator[Blocker]:
    """S36: the result is checked against the definition including its changes, so these are agreed like the plan itself."""
    signed = s.parts(Plan, plan_rules.in_force)
    blockers = [*_unsigned([part.facts for part in signed], {part.number for part in signed}, change)]
    if blockers:
        yield from (part.title for part in s.parts(Plan, plan_rules.drafting, plan_rules.review, plan_rules.signing))
    yield from blockers


def _unsigned(plans: list[Plan], numbers: set[int], change: Extension | Accession | Broadening) -> Iterator[Blocker]:
    if isinstance(change, Extension):
        ends = [plan.planned_end for plan in plans if plan.planned_end is not None]
        if ends and max(ends) < change.ends_on:
            yield signed_until(day=max(ends))
        elif not ends:
            yield not_signed_for()
    elif isinstance(change, Broadening):
        if change.plan not in numbers:
            yield no_such_plan(number=change.plan)
    elif change.document is None and not any(change.party.id in plan.signatures for plan in plans):
        yield change.party.name


@guard(nl="er wordt vóór de einddatum verlengd, of er is uitgelegd waarom later",
       en="the pilot is extended before the end date, or it is explained why later",
       severity=WAIVABLE,
       advice=Label("Verleng vóór de einddatum, of leg uit waarom dit later gebeurt.",
                    "Extend before the end date, or explain why it happens later."))  # fmt: skip
def extend_before_end(s: Situation[Pilot], extension: Extension) -> Iterator[Phrase]:
    """S57: a pilot was extended because not enough was known yet; our own reading that this is decided in time."""
    if (end := current_end(s)) is not None and s.day > end and extension.late_because is None:
        yield ended_already(day=end)


@guard(nl="de nieuwe einddatum ligt binnen het contract", en="the new end date is within the contract",
       severity=waivable(by=[COMMISSIONING_PARTY, CONTRACT_MANAGER]),
       advice=Label("De nieuwe einddatum ligt na het einde van het contract.",
                    "The new end date is after the end of the contract."))  # fmt: skip
def extension_within_contract(s: Situation[Pilot], extension: Extension) -> Iterator[Phrase]:
    """S3: during a tender or after it; whoever goes past the contract knows it."""
    contract = s.facts.contract
    if contract is not None and contract.ends_on is not None and extension.ends_on > contract.ends_on:
        yield contract_ends(day=contract.ends_on)


@guard(nl="de nieuwe einddatum is later dan de oude", en="the new end date is later than the old one")
def end_is_later(s: Situation[Pilot], extension: Extension) -> Iterator[Phrase]:
    """Logic: to extend is to make longer.  Before a pilot was taken over nobody knows its end; then what was signed decides."""
    try:
        end = current_end(s)
    except NotEstablished:
        return
    if end is not None and extension.ends_on <= end:
        yield runs_till(day=end)


@guard(nl="de organisatie is nog geen partij", en="the organisation is not a party yet")
def is_new_party(s: Situation[Pilot], accession: Accession) -> Iterator[str]:
    """Logic: a party joins once."""
    yield from (party.name for party in s.facts.parties if party.id == accession.party.id)


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_extension(pilot: Pilot, extension: Extension) -> Pilot:
    return evolve(pilot, ends_on=extension.ends_on)


def with_accession(pilot: Pilot, accession: Accession) -> Pilot:
    return evolve(pilot, parties=(*pilot.parties, accession.party))


def with_broadening(pilot: Pilot, broadening: Broadening) -> Pilot:
    return evolve(pilot, domains=(*pilot.domains, broadening.domain), hosts=pilot.hosts | broadening.hosts)


pilot_extended = event("pilot_extended", Extension, nl="proeftuin verlengd", en="pilot extended", then=with_extension)
party_acceded = event("party_acceded", Accession, nl="partij toegetreden", en="party joined", then=with_accession)
domain_broadened = event("domain_broadened", Broadening, nl="domein verbreed", en="domain broadened", then=with_broadening)
