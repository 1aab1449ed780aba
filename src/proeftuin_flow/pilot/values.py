"""
Values: organisations, contracts, goals and counts, of which facts and data are made.

No person is in here: organisations by their id, documents by a reference, candidates only as counts.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, TypeAlias

from attrs import Factory, field, frozen

from ..bodies import OIN, Filled, Kind, Line, Money, Prose, Uri
from ..labels import Label
from ..privacy import C0, PartOf
from ..wishes import CaseRef

__all__ = [
    "CARRYING_OUT", "CatalogueName", "Code", "Contract", "Counts", "EffortValue", "EvaluationKind", "Goal", "GoalJudgement", "GoalKind", "Id",
    "Judgement", "Lesson", "Measure", "OpenItem", "Party", "PartyRole", "Period", "PilotLink", "PlanItem", "Publication", "Recommendation",
    "Relation", "Remedy", "Reservation", "Side", "TargetGroup", "TenderPhase",
    "TrajectoryNumber",
]  # fmt: skip

Id: TypeAlias = Annotated[str, Kind("id", Label("een id van kleine letters, cijfers, punten en streepjes, zonder negen cijfers op een rij",
                                                "an id of small letters, digits, dots and hyphens, without nine digits in a row"),
                                    r"(?!(?:.*[._-])?[0-9]{9}(?:[._-]|$))[a-z0-9][a-z0-9._-]{0,63}")]
"""The opaque id of an organisation, a unit, a person, a case, or of a goal or item within it: never a name, and never what could be a BSN."""

TrajectoryNumber: TypeAlias = Annotated[int, PartOf("trajectory")]
"""The number of a candidate's trajectory.  Where it stands in the event of another part, it is erased with the trajectory."""

Code: TypeAlias = Annotated[str, Kind("code", Label("een code van kleine letters, cijfers en liggende streepjes",
                                                    "a code of small letters, digits and underscores"),
                                      r"[a-z][a-z0-9_]{0,63}")]
"""The code of a reason or a requirement, as `reason.code` has it."""

Period: TypeAlias = Annotated[str, Kind("period", Label("een termijn zoals P6M, P1Y of P7D", "a period such as P6M, P1Y or P7D"),
                                        r"P(?=[0-9])(?:[0-9]{1,3}Y)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}W)?(?:[0-9]{1,5}D)?")]
"""A period of whole years, months, weeks and days, as in ISO 8601."""

CatalogueName: TypeAlias = Annotated[str, Kind("catalogue", Label("een waardetabel met haar versie, zoals utrecht@2",
                                                                  "a table of values with its version, such as utrecht@2"),
                                               r"[a-z][a-z0-9_-]{0,31}@[0-9]{1,4}")]


class PartyRole(Enum):
    """What an organisation does in a pilot.  The contractor leads; its consortium partners carry out with it."""

    CONTRACTOR = "contractor"
    CONSORTIUM_PARTNER = "consortium_partner"
    COMMISSIONING_PARTY = "commissioning_party"
    HOST = "host"
    EMPLOYER_OF_RECORD = "employer_of_record"
    SOURCING_PARTNER = "sourcing_partner"
    EDUCATION_PARTNER = "education_partner"


SIGNING = frozenset({PartyRole.CONTRACTOR, PartyRole.CONSORTIUM_PARTNER, PartyRole.COMMISSIONING_PARTY})
CARRYING_OUT = frozenset({PartyRole.CONTRACTOR, PartyRole.CONSORTIUM_PARTNER})
"""Those who carry out a pilot."""


@frozen
class Party:
    """
    An organisation that takes part, by the id that an `Actor` names as its organisation.

    `signs` says whether its signature is needed under the plan of approach.  Unless it is said, those who carry out and those who
    commission sign; a school or a mediator need not.
    """

    id: Id
    name: Line
    role: PartyRole = field(converter=PartyRole)
    signs: bool = field(default=Factory(lambda self: self.role in SIGNING, takes_self=True))
    oin: OIN | None = None


class TenderPhase(Enum):
    """When the pilot takes place, seen from the tender."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@frozen
class Contract:
    """A contract or tender: where it is described, when it runs (both days included), when it was awarded, and its value in cents."""

    reference: Uri
    starts_on: date
    ends_on: date | None = None
    awarded_on: date | None = None
    value: Money | None = None


@frozen
class EffortValue:
    """What an effort is worth in euro cents, by which table of values and which version of it.  It is never worked out anew."""

    cents: Money
    catalogue: CatalogueName


class TargetGroup(Enum):
    """For whom a pilot is meant: policy labels, never said about one person."""

    PARTICIPATION_ACT = "participation_act"
    LONG_TERM_UNEMPLOYED = "long_term_unemployed"
    OLDER_UNEMPLOYED = "older_unemployed"
    DISABILITY_BENEFIT = "disability_benefit"
    WORK_LIMITATION = "work_limitation"
    SHELTERED_WORK = "sheltered_work"
    WITHOUT_BENEFIT = "without_benefit"
    WITHOUT_QUALIFICATION = "without_qualification"
    VOCATIONAL_STUDENTS = "vocational_students"
    SPECIAL_EDUCATION = "special_education"
    STATUS_HOLDERS = "status_holders"
    MIGRATION_BACKGROUND = "migration_background"
    EX_OFFENDERS = "ex_offenders"
    DEBTS = "debts"
    ATHLETES = "athletes"
    OTHER = "other"


class GoalKind(Enum):
    """Whether a goal promises a result or an effort."""

    RESULT = "result"
    EFFORT = "effort"


@frozen
class Goal:
    """What is to be reached, in words, under an id that the evaluation refers to."""

    id: Id
    text: Filled[Prose]
    kind: GoalKind = field(converter=GoalKind, default=GoalKind.EFFORT)


class PlanItem(Enum):
    """What a plan of approach covers."""

    LEARNING_QUESTION = "learning_question"
    TARGET_GROUP = "target_group"
    ACTIVITIES = "activities"
    WORK_PLACE = "work_place"
    PROGRESS_INTERVAL = "progress_interval"
    AFTERCARE = "aftercare"
    COSTS = "costs"
    PUBLICATION = "publication"
    SUSTAINABLE_PLACEMENT = "sustainable_placement"
    SUPERVISION = "supervision"
    PRIVACY = "privacy"
    EARLY_STOP = "early_stop"
    EVALUATION = "evaluation"
    DECHARGE = "decharge"


class Measure(Enum):
    """What is counted about candidates."""

    NOMINATED = "nominated"
    STARTED = "started"
    PLACED = "placed"
    ENDED = "ended"


@frozen
class Counts:
    """How many candidates; None where nobody counted, or where the number is so small that it is `suppressed`."""

    nominated: int | None = None
    started: int | None = None
    placed: int | None = None
    ended: int | None = None
    suppressed: frozenset[Measure] = frozenset()


class EvaluationKind(Enum):
    """What an evaluation is for: on the way, at the end, after an early stop, or long after decharge."""

    INTERIM = "interim"
    FINAL = "final"
    SHORT = "short"
    LATE = "late"


class Judgement(Enum):
    """What became of a goal."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    NOT_ACHIEVED = "not_achieved"
    NOT_ASSESSABLE = "not_assessable"


@frozen
class GoalJudgement:
    """What became of one goal of the plan, and where that is explained."""

    goal: Id
    judgement: Judgement = field(converter=Judgement)
    explanation: Uri | None = None


@frozen
class Lesson:
    """What others can learn from it, also from what failed."""

    id: Id
    text: Filled[Prose]


class Recommendation(Enum):
    """What the evaluation says about decharge."""

    GRANT = "grant"
    GRANT_WITH_RESERVATIONS = "grant_with_reservations"
    REFUSE = "refuse"
    NONE = "none"


class Publication(Enum):
    """Who may read the evaluation."""

    PUBLIC = "public"
    WITHIN_GOVERNMENT = "shared_within_government"
    PARTIES_ONLY = "parties_only"


class Side(Enum):
    """The two sides that are heard about an evaluation."""

    COMMISSIONING = "commissioning"
    CONTRACTING = "contracting"


@frozen
class OpenItem:
    """What is still to be done when decharge is asked for, and which organisation sees to it."""

    id: Id
    owner: Id | None = None


@frozen
class Remedy:
    """What has to be put right before decharge can be granted, and by when."""

    id: Id
    text: Filled[Prose]
    due: date


@frozen
class Reservation:
    """What is still expected, where it is written down, from which organisation, and by when."""

    id: Id
    document: Uri
    owner: Id
    due: date


class Relation(Enum):
    """How another pilot relates to this one: it follows on it, contributes to it, or is about the same (ZGW: `aardRelatie`)."""

    FOLLOWED_BY = "followed_by"
    FOLLOWS_ON = "follows_on"
    CONTRIBUTES = "contributes"
    SAME_SUBJECT = "same_subject"


@frozen
class PilotLink:
    """Another pilot as it stood when they were linked, and how it relates to this one."""

    pilot: C0[CaseRef]
    relation: C0[Relation] = field(converter=Relation)
