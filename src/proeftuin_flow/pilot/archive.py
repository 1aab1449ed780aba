"""
Archive: how long the case is kept, whether something forbids to destroy it, and that it may be destroyed.

Destroying itself is an act of the library, because nothing is left to record it in.  Here it is decided, by two persons, and said what is
asked once more when it is done.
The library ships no term: what applies, the selection list of the organisation says (S50).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum

from attrs import evolve, field, frozen

from ..bodies import Filled, Prose, Uri
from ..case import Case
from ..case_type import Destroyable
from ..guards import Severity, Trigger, guard
from ..labels import Label, PartTitle, Phrase, phrase
from ..lifecycle import NEW, Lifecycle, State, event
from ..privacy import C0
from ..situation import Situation
from .facts import Archive, Pilot
from .grounds import Grounds
from .roles import ARCHIVIST, AUDITOR, COMMISSIONING_PARTY, COORDINATOR, PRIVACY_OFFICER, WAIVABLE
from .two_persons import not_by_proposer
from .values import Id

__all__ = [
    "APPROVE_DESTRUCTION", "ARCHIVE", "ARCHIVE_CASE", "DESTROYABLE", "LIFT_HOLD", "PLACE_HOLD", "PROPOSE_DESTRUCTION", "REJECT_DESTRUCTION",
    "ArchiveNomination", "Archiving", "Hold", "HoldLifted", "archived", "destruction_approved", "destruction_proposed", "reopened",
]  # fmt: skip

archived = State("archived", nl="gearchiveerd", en="archived", settled=True)
destruction_proposed = State("destruction_proposed", nl="vernietiging voorgesteld", en="destruction proposed")
destruction_approved = State("destruction_approved", nl="vernietiging goedgekeurd", en="destruction approved", settled=True)
reopened = State("reopened", nl="zaak heropend", en="case reopened", final=True)

ARCHIVE_CASE = Trigger("archive", nl="archiveren", en="archive")
PLACE_HOLD = Trigger("place_hold", nl="vernietiging tegenhouden", en="hold back destruction")
LIFT_HOLD = Trigger("lift_hold", nl="vernietiging niet meer tegenhouden", en="no longer hold back destruction")
PROPOSE_DESTRUCTION = Trigger("propose_destruction", nl="vernietiging voorstellen", en="propose destruction")
APPROVE_DESTRUCTION = Trigger("approve_destruction", nl="vernietiging goedkeuren", en="approve destruction")
REJECT_DESTRUCTION = Trigger("reject_destruction", nl="vernietiging afwijzen", en="reject destruction")


class ArchiveNomination(Enum):
    """What is to become of a case (MDTO and ZGW: `archiefnominatie`)."""

    KEEP = "keep"
    DESTROY = "destroy"


@frozen
class Archiving:
    """
    What is to become of the case, by which rule of the selection list, and until when it is kept.

    `retained_until` is the last day; None if it is kept for ever.  `documents` is where it is said that all documents are archived.
    """

    nomination: C0[ArchiveNomination] = field(converter=ArchiveNomination)
    rule: C0[Uri]
    retained_until: C0[date | None] = None
    documents: C0[Uri | None] = None


@frozen
class Hold:
    """The procedure or inquiry for which the case must be kept, by an id of whoever runs it, and why."""

    procedure: C0[Id]
    reason: C0[Filled[Prose]]


@frozen
class HoldLifted:
    """The procedure that is over."""

    procedure: C0[Id]


# ── what is required ─────────────────────────────────────────────────────────────────────────────────────────────────────

no_term_given = phrase("no_term_given", nl="geen einde van de bewaartermijn", en="no end of the retention period")
kept_until = phrase("kept_until", nl="bewaren tot en met {day}", en="kept up to {day}", day=date)
kept_always = phrase("kept_always", nl="de zaak wordt blijvend bewaard", en="the case is kept for ever")
not_archived = phrase("not_archived", nl="de zaak is niet gearchiveerd", en="the case is not archived")
documents_missing = phrase("documents_missing", nl="nog door niemand verklaard", en="not declared by anybody yet")


@guard(nl="de zaak is afgesloten", en="the case is closed", severity=Severity.FIXED)
def case_is_closed(s: Situation[Archive]) -> Iterator[PartTitle]:
    """S46 zrc-021: the term follows the result, so there must be one."""
    if not (pilot := s.root(Pilot)).lifecycle.state_of(pilot.state).final:
        yield pilot.title


@guard(nl="de bewaartermijn is bepaald", en="the retention period is determined",
       advice=Label("De bewaartermijn is nog niet bepaald.", "The retention period is not determined yet."))  # fmt: skip
def retention_known(s: Situation[Archive], archiving: Archiving) -> Iterator[Phrase]:
    """S46 zrc-021, S50: what is to be destroyed has a term, which the selection list sets."""
    if archiving.nomination is ArchiveNomination.DESTROY and archiving.retained_until is None:
        yield no_term_given()


@guard(nl="alle documenten zijn gearchiveerd", en="all documents are archived", severity=WAIVABLE,
       advice=Label("Nog niet alle documenten zijn gearchiveerd.", "Not all documents have been archived."))  # fmt: skip
def documents_archived(s: Situation[Archive], archiving: Archiving) -> Iterator[Phrase]:
    """S46 zrc-022: a case is archived only when all its documents are."""
    if archiving.documents is None:
        yield documents_missing()


@guard(nl="de bewaartermijn is verstreken", en="the retention period has ended",
       advice=Label("De bewaartermijn is nog niet verstreken.", "The retention period has not ended yet."))  # fmt: skip
def retention_over(s: Situation[Archive]) -> Iterator[Phrase]:
    """S46 zrc-021, S50: not a day before its time, and what is kept for ever never."""
    yield from still_kept(s.facts, s.day)


def still_kept(archive: Archive, day: date) -> Iterator[Phrase]:
    if archive.kept_for_ever:
        yield kept_always()
    elif archive.retained_until is None:
        yield no_term_given()
    elif day <= archive.retained_until:
        yield kept_until(day=archive.retained_until)


@guard(nl="er loopt geen procedure of onderzoek", en="no procedure or inquiry is running", severity=Severity.FIXED,
       advice=Label("Vernietigen mag niet: er loopt een procedure of onderzoek.",
                    "Destruction is not allowed: a procedure or inquiry is running."))  # fmt: skip
def no_legal_hold(s: Situation[object]) -> Iterator[str]:
    """Statute: what is needed in a procedure is not destroyed, also if the case was opened and archived again meanwhile."""
    yield from sorted({hold for part in s.parts(Archive) for hold in part.facts.holds})


@guard(nl="deze procedure houdt de vernietiging tegen", en="this procedure holds back destruction")
def hold_exists(s: Situation[Archive], lifted: HoldLifted) -> Iterator[str]:
    """Logic: only what holds back can let go."""
    if lifted.procedure not in s.facts.holds:
        yield lifted.procedure


approver_did_not_propose = not_by_proposer(
    PROPOSE_DESTRUCTION, code="approver_did_not_propose",
    nl="wie de vernietiging goedkeurt, stelde haar niet zelf voor", en="whoever approves the destruction did not propose it",
)  # fmt: skip
"""S46 zrc-023: destruction is for ever, so it takes two persons."""


@guard(nl="de zaak is weer open", en="the case is open again")
def case_was_reopened(s: Situation[Archive]) -> Iterator[PartTitle]:
    """S46 zrc-008: whoever reopens a case takes away what was determined about archiving it."""
    if (pilot := s.root(Pilot)).lifecycle.state_of(pilot.state).final:
        yield pilot.title


@guard(nl="de vernietiging is goedgekeurd", en="destruction is approved", severity=Severity.FIXED,
       advice=Label("De vernietiging is nog niet door twee personen goedgekeurd.", "Two persons have not approved the destruction yet."))  # fmt: skip
def destruction_is_approved(s: Situation[object]) -> Iterator[PartTitle | Phrase]:
    """S46 zrc-023: destruction is for ever, so it is decided first; a hold takes the decision back."""
    archives = s.parts(Archive)
    if not any(part.at(destruction_approved) for part in archives):
        yield archives[-1].title if archives else not_archived()


@guard(nl="de zaak is lang genoeg bewaard", en="the case has been kept long enough", severity=Severity.FIXED)
def kept_long_enough(s: Situation[object]) -> Iterator[Phrase]:
    """S46 zrc-021, S50: asked once more on the day itself, also of a case that came here with its destruction approved."""
    for part in s.parts(Archive):
        if not part.at(reopened):
            yield from still_kept(part.facts, s.day)


def selection_rule(case: Case) -> str | None:
    """The rule of the selection list by which the case was archived last."""
    rules = [part.facts.rule for part in case.parts.of(ARCHIVE.name) if not part.at(reopened)]
    return rules[-1] if rules else None


DESTROYABLE = Destroyable(
    [destruction_is_approved, kept_long_enough, no_legal_hold], confirmed_by=[COMMISSIONING_PARTY, ARCHIVIST], rule=selection_rule,
)  # fmt: skip
"""When a pilot may be destroyed; whoever may approve it may confirm it."""


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_archiving(archive: Archive, archiving: Archiving) -> Archive:
    return evolve(
        archive, retained_until=archiving.retained_until, kept_for_ever=archiving.nomination is ArchiveNomination.KEEP, rule=archiving.rule,
    )  # fmt: skip


def with_hold(archive: Archive, hold: Hold) -> Archive:
    return evolve(archive, holds=archive.holds | {hold.procedure})


def without_hold(archive: Archive, lifted: HoldLifted) -> Archive:
    return evolve(archive, holds=archive.holds - {lifted.procedure})


case_archived = event("case_archived", Archiving, nl="zaak gearchiveerd", en="case archived", then=with_archiving)
hold_placed = event("hold_placed", Hold, nl="vernietiging tegengehouden", en="destruction held back", then=with_hold)
hold_lifted = event("hold_lifted", HoldLifted, nl="vernietiging niet meer tegengehouden", en="destruction no longer held back", then=without_hold)
destruction_was_proposed = event("destruction_proposed", nl="vernietiging voorgesteld", en="destruction proposed")
destruction_was_approved = event("destruction_approved", nl="vernietiging goedgekeurd", en="destruction approved")
destruction_was_rejected = event("destruction_rejected", Grounds, nl="vernietiging afgewezen", en="destruction rejected")
archiving_undone = event("archiving_undone", nl="archivering ongedaan gemaakt", en="archiving undone")

ARCHIVE = Lifecycle(
    "archive", nl="archief", en="archive", facts=Archive, at_most=1, outlives_root=True,
    transitions=[
        NEW.to(archived, on=ARCHIVE_CASE, by=[ARCHIVIST], requires=[case_is_closed, retention_known, documents_archived], emits=case_archived),
        *(
            arrow
            for state in (archived, destruction_proposed, destruction_approved)
            for arrow in (
                # Until the case is really gone, a procedure may need it; then the approval is gone.
                state.to(
                    archived if state is destruction_approved else state, on=PLACE_HOLD, by=[AUDITOR, PRIVACY_OFFICER, COMMISSIONING_PARTY],
                    emits=hold_placed,
                ),
                state.becomes(reopened, watches=[Pilot], requires=[case_was_reopened], emits=archiving_undone),
            )
        ),
        *(
            state.stays(on=LIFT_HOLD, by=[AUDITOR, PRIVACY_OFFICER, COMMISSIONING_PARTY], requires=[hold_exists], emits=hold_lifted)
            for state in (archived, destruction_proposed, reopened)
        ),
        archived.to(
            destruction_proposed, on=PROPOSE_DESTRUCTION, by=[ARCHIVIST], requires=[retention_over, no_legal_hold], emits=destruction_was_proposed,
        ),
        destruction_proposed.to(archived, on=REJECT_DESTRUCTION, by=[COMMISSIONING_PARTY, COORDINATOR], emits=destruction_was_rejected),
        destruction_proposed.to(
            destruction_approved, on=APPROVE_DESTRUCTION, by=[COMMISSIONING_PARTY, ARCHIVIST], decision=True, emits=destruction_was_approved,
            requires=[no_legal_hold, approver_did_not_propose],
        ),
    ],
)  # fmt: skip
