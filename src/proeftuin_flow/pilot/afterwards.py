"""
Afterwards: what is still said of a pilot that is over, or nearly so; and what takes its decharge back.

Results keep coming in, mistakes are found, another pilot follows.  None of that opens the pilot again; only a revocation does, by two persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from ..bodies import Filled, Line, Prose, Uri
from ..guards import Trigger, guard
from ..labels import Label, Phrase, phrase
from ..lifecycle import event
from ..privacy import C0, C1
from ..situation import Situation
from . import decharge
from .counting import Counted
from .facts import Decharge, Pilot
from .two_persons import not_by_proposer
from .values import PilotLink

__all__ = [
    "CORRECT", "LINK_PILOT", "PROPOSE_REVOCATION", "RECORD_LATE_RESULT", "REVOKE_DECHARGE", "Correction", "LateResult", "NewFacts", "Revocation",
    "Revoked", "correction_recorded", "correction_scope", "decharge_revoked", "is_another_pilot", "late_result_recorded", "not_linked_before",
    "pilot_linked", "record_exists", "revocation_proposed", "revoke_grounds", "revoked_decharge", "revoker_did_not_propose",
]  # fmt: skip

LINK_PILOT = Trigger("link_pilot", nl="verwante proeftuin vastleggen", en="link another pilot")
CORRECT = Trigger("correct", nl="corrigeren", en="correct")
RECORD_LATE_RESULT = Trigger("record_late_result", nl="nagekomen resultaat vastleggen", en="record a late result")
PROPOSE_REVOCATION = Trigger("propose_revocation", nl="intrekking van décharge voorstellen", en="propose to revoke decharge")
REVOKE_DECHARGE = Trigger("revoke_decharge", nl="décharge intrekken", en="revoke decharge")


@frozen
class Correction:
    """
    What a record should have said: its number, the field, what should stand there, and why.

    It changes nothing that was decided: whoever shows the record, shows the correction beside it.  What should stand there can be erased.
    """

    record: C0[int]
    field: C0[Line]
    should_be: C1[Filled[Prose]]
    reason: C0[Prose | None] = None


@frozen(kw_only=True)
class LateResult(Counted):
    """What came of the pilot after its end, in a period, both days included."""

    first_day: C0[date]
    last_day: C0[date]
    report: C0[Uri]


@frozen
class NewFacts:
    """Where the new facts are written down that were not known when decharge was granted."""

    document: C0[Uri]


@frozen
class Revocation:
    """Why decharge is revoked."""

    reason: C0[Filled[Prose]]


@frozen
class Revoked:
    """Why decharge is revoked, and which one: the number of the request."""

    reason: C0[Filled[Prose]]
    decharge: C0[int]


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

itself = phrase("itself", nl="dit is deze proeftuin zelf", en="this is the pilot itself")
linked_already = phrase("linked_already", nl="dit verband met {pilot} ligt al vast", en="this relation to {pilot} was recorded already", pilot=str)
no_such_record = phrase("no_such_record", nl="er zijn {count} gebeurtenissen", en="there are {count} records", count=int)
no_reason = phrase("no_reason_for_correction", nl="geen reden", en="no reason")
no_new_facts = phrase("no_new_facts", nl="er zijn geen nieuwe feiten voorgelegd", en="no new facts were put forward")


@guard(nl="het is een andere proeftuin", en="it is another pilot")
def is_another_pilot(s: Situation[Pilot], link: PilotLink) -> Iterator[Phrase]:
    """Logic: nothing follows on itself."""
    if link.pilot.id == s.case.id:
        yield itself()


@guard(nl="dit verband ligt nog niet vast", en="this relation was not recorded yet")
def not_linked_before(s: Situation[Pilot], link: PilotLink) -> Iterator[Phrase]:
    """Logic: the same relation is recorded once."""
    if any(each.pilot.id == link.pilot.id and each.relation is link.relation for each in s.facts.links):
        yield linked_already(pilot=link.pilot.id)


@guard(nl="wat wordt gecorrigeerd, is vastgelegd", en="what is corrected was recorded")
def record_exists(s: Situation[Pilot], correction: Correction) -> Iterator[Phrase]:
    """Logic: nothing is corrected that was never recorded."""
    if not 0 < correction.record <= s.case.revision:
        yield no_such_record(count=s.case.revision)


@guard(nl="een correctie na afsluiting heeft een reden", en="a correction after closing has a reason",
       advice=Label("Na afsluiting zijn alleen correcties toegestaan, met reden.",
                    "After closing only corrections are allowed, with a reason."))  # fmt: skip
def correction_scope(s: Situation[Pilot], correction: Correction) -> Iterator[Phrase]:
    """S46 zrc-007: a closed case is changed only by whoever has a special scope for it."""
    if s.part.lifecycle.state_of(s.state).final and not (correction.reason or "").strip():
        yield no_reason()


@guard(nl="er zijn nieuwe feiten", en="there are new facts",
       advice=Label("Intrekken kan alleen met nieuwe feiten en een tweede beslisser.",
                    "Revoking requires new facts and a second decision-maker."))  # fmt: skip
def revoke_grounds(s: Situation[Pilot]) -> Iterator[Phrase]:
    """S46 zrc-008: a closed case is opened again only by whoever has a special scope for it."""
    if s.facts.new_facts is None:
        yield no_new_facts()


revoker_did_not_propose = not_by_proposer(
    PROPOSE_REVOCATION, code="revoker_did_not_propose",
    nl="wie intrekt, stelde dat niet zelf voor", en="whoever revokes did not propose it",
)  # fmt: skip
"""S46 zrc-008: it takes two persons to take back what was granted."""


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def revoked_decharge(s: Situation[Pilot], revocation: Revocation) -> Revoked:
    """The reason, and the decharge that holds now."""
    granted = [part.number for part in s.parts(Decharge, decharge.granted, decharge.granted_with_reservations)]
    return Revoked(revocation.reason, max(granted, default=0))


def with_link(pilot: Pilot, link: PilotLink) -> Pilot:
    return evolve(pilot, links=(*pilot.links, link))


def with_new_facts(pilot: Pilot, facts: NewFacts) -> Pilot:
    return evolve(pilot, new_facts=facts.document)


def with_revocation(pilot: Pilot, revoked: Revoked) -> Pilot:
    return evolve(pilot, new_facts=None, revoked=revoked.decharge)


pilot_linked = event("pilot_linked", PilotLink, nl="verwante proeftuin vastgelegd", en="pilot linked", then=with_link)
correction_recorded = event("correction_recorded", Correction, nl="gegeven gecorrigeerd", en="correction recorded")
late_result_recorded = event("late_result_recorded", LateResult, nl="nagekomen resultaat vastgelegd", en="late result recorded")
revocation_proposed = event("revocation_proposed", NewFacts, nl="intrekking voorgesteld", en="revocation proposed", then=with_new_facts)
decharge_revoked = event("decharge_revoked", Revoked, nl="décharge ingetrokken", en="decharge revoked", then=with_revocation)
