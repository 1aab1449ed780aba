"""
Case: what is wished, what happened, and where one case stands.  Only values; the rules are in `definition`.

The values that a decision makes by the thousand are `msgspec.Struct`s: really frozen, and several times as fast to make as
`attrs.frozen` classes.  They are made positionally where it matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, date, datetime
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar

from attrs import field, frozen
from msgspec import Struct

from .bodies import Sha256
from .errors import DefinitionError, InvalidData, NotEstablished
from .ids import SYSTEM, check_id, id_problems, text_problems
from .labels import Blocker, Label, PartTitle, blocker_data
from .messages import BAD_SHA256, BAD_VALUE, BEFORE_TAKING_OVER, NO_REASON, PARTS_ERASED, PARTS_UNKNOWN
from .parts import NO_PARTS, Parts
from .privacy import DataClass

if TYPE_CHECKING:
    from .case_type import CaseType, Profile
    from .guards import Trigger
    from .lifecycle import Lifecycle, State

__all__ = [
    "Actor", "Case", "CaseRef", "Check", "Command", "Erased", "Event", "Evidence", "Memory", "Occurred", "Part", "Situation", "Waiver", "check_wish",
]  # fmt: skip

B_co = TypeVar("B_co", covariant=True)
F_co = TypeVar("F_co", covariant=True)
G = TypeVar("G")

Occurred: TypeAlias = date | datetime
"""When something happened: a day, or a moment with a time zone."""

Outcome: TypeAlias = Literal["met", "waived", "advised"]

ROLE_CODE: Final = re.compile(r"[a-z][a-z0-9_]*")
SHA256: Final = re.compile(r"[0-9a-f]{64}")


def names_in(names: Iterable[str]) -> frozenset[str]:
    """
    The names, from any collection; a text is none, for its letters are no names.

    Raises:
        InvalidData: If it is no collection of texts.
    """
    if isinstance(names, Iterable) and not isinstance(names, str):
        found = [*names]
        if all(isinstance(name, str) for name in found):
            return frozenset(found)
    raise InvalidData(BAD_VALUE(name="a collection of names", value=repr(names)[:80]))


@frozen
class Actor:
    """
    Somebody, by an opaque id: never a name, because it stays in the log for ever.

    The application says who it is and in which roles; it knows its users.

    Raises:
        InvalidData: If an id is out of its alphabet, may be a BSN, or is reserved; or a role is not a code.
    """

    id: str
    roles: frozenset[str] = field(converter=names_in, default=frozenset())
    organisation: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = [*id_problems("actor", self.id)]
        if self.organisation is not None:
            problems += id_problems("organisation", self.organisation)
        problems += [BAD_VALUE(name="role", value=repr(role)) for role in self.roles if not (isinstance(role, str) and ROLE_CODE.fullmatch(role))]
        if problems:
            raise InvalidData(*problems)


def _system() -> Actor:
    """The actor of what happens by itself; the one actor whose id nobody may have."""
    actor = Actor("s")
    object.__setattr__(actor, "id", SYSTEM)
    return actor


ERASED_STATES: Final = ("erased.open", "erased.settled")
"""The states of a part whose data was erased.  No lifecycle can have such names, because codes have no dots."""

NOBODY: Final = _system()


@frozen
class Waiver:
    """
    One requirement that the actor lets pass, by its code, and why.

    Raises:
        InvalidData: If there is no reason, or it may hold a BSN.
    """

    guard: str
    reason: str

    def __attrs_post_init__(self) -> None:
        problems = [*text_problems("reason", self.reason), *text_problems("guard", self.guard)]
        if not problems and not self.reason.strip():
            problems.append(NO_REASON())
        if problems:
            raise InvalidData(*problems)


@frozen
class Evidence:
    """
    A document elsewhere: what it is, where it is (a URI), its SHA-256 if known, and how near its reference comes to a person.

    Raises:
        InvalidData: If the kind is not a code, the reference is no text, or the hash is not 64 lower-case hexadecimal characters.
    """

    kind: str
    reference: str
    sha256: Sha256 | None = None
    about: DataClass = DataClass.C1

    def __attrs_post_init__(self) -> None:
        problems = [*text_problems("reference", self.reference)]
        if not (isinstance(self.kind, str) and ROLE_CODE.fullmatch(self.kind)):
            problems.append(BAD_VALUE(name="evidence kind", value=repr(self.kind)))
        if self.sha256 is not None and not (isinstance(self.sha256, str) and SHA256.fullmatch(self.sha256)):
            problems.append(BAD_SHA256(name="sha256"))
        if not isinstance(self.about, DataClass):
            problems.append(BAD_VALUE(name="about", value=repr(self.about)))
        if problems:
            raise InvalidData(*problems)


@frozen
class CaseRef:
    """Another case as it stood: its id, revision, and the hash of its newest record then.  Data, so that a decision stays pure."""

    id: str
    revision: int
    hash: Sha256

    def __attrs_post_init__(self) -> None:
        check_id("case", self.id)


class Command(Struct, frozen=True, gc=False):
    """A wish.  `data` is an instance of the class that the trigger wants, or a mapping such as a web form sends."""

    trigger: str
    by: Actor
    now: datetime
    part: str | None = None
    data: object = None
    occurred: Occurred | None = None
    waive: Sequence[Waiver] = ()
    evidence: Sequence[Evidence] = ()
    on_behalf_of: str | None = None


TEXT: Final = (str, NoneType)
SEVERAL: Final = (tuple, list, Sequence)  # an abstract class is slow to say yes, so the two that everybody uses come first


def check_wish(command: Command) -> None:
    """
    Nothing, if everything in a wish is of its type.  At its data the decider looks, because that is a reason beside others.

    Raises:
        InvalidData: With all that is not.
    """
    problems = [
        BAD_VALUE(name=name, value=type(value).__name__)
        for name, value, wanted in (
            ("trigger", command.trigger, str), ("by", command.by, Actor), ("now", command.now, datetime), ("part", command.part, TEXT),
            ("waive", command.waive, SEVERAL), ("evidence", command.evidence, SEVERAL),
        )
        if not isinstance(value, wanted)
    ]  # fmt: skip
    for name, values, kind in (("waive", command.waive, Waiver), ("evidence", command.evidence, Evidence)):
        if values and isinstance(values, SEVERAL):
            problems += [BAD_VALUE(name=name, value=type(each).__name__) for each in values if not isinstance(each, kind)]
    for name, moment in (("now", command.now), ("occurred", command.occurred)):
        if isinstance(moment, datetime) and not MINYEAR < moment.year < MAXYEAR:
            problems.append(BAD_VALUE(name=name, value=str(moment)))
    if problems:
        raise InvalidData(*dict.fromkeys(problems))


class Check(Struct, frozen=True, gc=False):
    """What was asked at a decision, and how it came out.  Reasons and blockers are free text and names: they are kept where they can be erased."""

    guard: str
    outcome: Outcome
    by: str | None = None
    reason: str | None = None
    blockers: tuple[Blocker, ...] = ()


class Event(Struct, Generic[B_co], frozen=True, gc=False):
    """A fact.  `seq` is its number in the case, from 1; `caused_by` the number of the fact that it followed from by itself."""

    seq: int
    type: str
    part: str
    trigger: str | None
    source: str
    target: str
    occurred: Occurred
    by: Actor
    body: B_co
    checks: tuple[Check, ...] = ()
    caused_by: int | None = None
    evidence: tuple[Evidence, ...] = ()
    on_behalf_of: str | None = None


@frozen
class Erased:
    """The facts of a part whose data was erased: only whether it had been settled."""

    settled: bool


class Part(Struct, Generic[F_co], frozen=True, gc=False):
    """One running instance of a lifecycle.  The root has number 0, and its address is the bare name."""

    lifecycle: Lifecycle[Any]
    number: int
    address: str
    state: str
    facts: F_co
    opened: Occurred | None = None

    def at(self, *states: State) -> bool:
        """Whether it is in one of these states."""
        return self.state in {state.name for state in states}

    @property
    def unknown(self) -> frozenset[str]:
        """The names of the facts that nobody knows; see taking over."""
        from ._unknown import unknown_fields

        return unknown_fields(self.facts)

    @property
    def unknown_labels(self) -> tuple[Label, ...]:
        """What people call those facts, in the order of their class."""
        from ._unknown import unknown_labels

        return unknown_labels(self.facts)

    @property
    def title(self) -> PartTitle:
        """What people call it, with its state."""
        lifecycle = self.lifecycle
        return PartTitle(self.address, lifecycle.label, self.number, lifecycle.state_of(self.state).label, self.state)

    def __repr__(self) -> str:
        return f"Part({self.address}: {self.state}, {self.facts!r})"


class Standing(Struct, frozen=True, gc=False):
    """
    A waiver by somebody else, until it is used: for one part, trigger and guard, and for the blockers that were seen.

    `blockers` are their canonical texts; none are left if they were erased, and then it covers nothing.
    """

    part: str
    trigger: str
    guard: str
    by: str
    reason: str | None
    blockers: frozenset[bytes]

    def covers(self, blockers: Iterable[Blocker]) -> bool:
        """Whether everything that blocks now was seen when it was given."""
        from .canonical import canonical

        return all(canonical(blocker_data(blocker)) in self.blockers for blocker in blockers)


class Memory(Struct, frozen=True, gc=False):
    """
    What a case remembers beside its parts; empty for most.

    `did` has who did what, for the triggers that some rule asks about; `incomplete` the lifecycles of which not all parts are known;
    `foreign` the types of events that this version does not know, by part; `taken_over` says that the case lived before it came here.
    """

    did: Mapping[str, frozenset[str]] = MappingProxyType({})
    waivers: tuple[Standing, ...] = ()
    incomplete: frozenset[str] = frozenset()
    foreign: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    taken_over: bool = False


NOTHING_SPECIAL: Final = Memory()


class Case(Struct, frozen=True, gc=False):
    """Where one case stands after `revision` events.  Never saved as truth; always replayed."""

    id: str
    type: CaseType
    profile: Profile
    revision: int
    root: Part[Any]
    parts: Parts = NO_PARTS
    memory: Memory = NOTHING_SPECIAL

    @property
    def state(self) -> str:
        """The name of the root's state."""
        return self.root.state

    def __getitem__(self, address: str) -> Part[Any]:
        return self.root if address == self.root.address else self.parts[address]

    def __repr__(self) -> str:
        return f"Case({self.id!r}, {self.type.name!r}, revision {self.revision}, {self.root.state}, {self.parts!r})"


class Situation(Struct, Generic[F_co], frozen=True, gc=False, eq=False):
    """
    What a guard may look at: its own part, the case around it, and the wish.

    Reading what nobody knows or what was erased raises `NotEstablished`, which the decider turns into the reason `cannot_be_established`.
    """

    facts: F_co
    part: Part[Any]
    case: Case
    command: Command | None = None

    @property
    def state(self) -> str:
        """The name of this part's state."""
        return self.part.state

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The numbers and terms of the case's profile."""
        return self.case.profile.parameters

    @property
    def actor(self) -> Actor:
        """Who wishes it."""
        return self._wish().by

    @property
    def now(self) -> datetime:
        """The moment of deciding."""
        return self._wish().now

    @property
    def occurred(self) -> Occurred:
        """When it happened, as the wish says; else the moment of deciding."""
        wish = self._wish()
        return wish.now if wish.occurred is None else wish.occurred

    @property
    def day(self) -> date:
        """The day on which it happened, in the zone of the case type."""
        return self.case.type.day(self.occurred)

    def root(self, facts: type[G]) -> Part[G]:
        """The root; the class of its facts tells the type checker what it is."""
        root = self.case.root
        if root.lifecycle.facts is not facts:
            raise DefinitionError(self.case.type.name, self.case.type.version, [f"{facts.__name__} are not the facts of the root"])
        return root

    def parts(self, facts: type[G], *states: State) -> Sequence[Part[G]]:
        """
        The parts whose facts are of this class, oldest first; only those in one of the states, if any is named.

        Raises:
            NotEstablished: If not all such parts are known, or one was erased.
        """
        lifecycle = self._listed(facts)
        self._unerased(lifecycle)
        found = self.case.parts.of(lifecycle.name)
        if not states:
            return [*found]
        names = {state.name for state in states}
        return [part for part in found if part.state in names]

    def count(self, facts: type[Any], *states: State) -> int:
        """
        How many parts have facts of this class; only those in one of the states, if any is named.  It costs the same for any number of parts.

        Raises:
            NotEstablished: If not all such parts are known, or states are named and a part was erased.
        """
        lifecycle = self._listed(facts)
        if not states:
            return self.case.parts.count(lifecycle.name)
        self._unerased(lifecycle)
        tally = self.case.parts.tally(lifecycle.name)
        return sum(tally.get(name, 0) for name in {state.name for state in states})

    def settled(self, facts: type[Any]) -> int:
        """How many parts of this class need nothing more, erased ones too."""
        lifecycle = self._listed(facts)
        tally = self.case.parts.tally(lifecycle.name)
        return sum(number for state, number in tally.items() if lifecycle.state_of(state).settled)

    def unsettled(self, facts: type[Any]) -> int:
        """How many parts of this class still need something, erased ones too."""
        return self.count(facts) - self.settled(facts)

    def did(self, trigger: Trigger) -> frozenset[str]:
        """
        The ids of those who did this before in this case.  Only for triggers that the guard names in `asks_who=[…]`.

        Raises:
            DefinitionError: If no guard names the trigger: then nobody kept who did it.
            NotEstablished: If the case was taken over, or a part in which it was done was erased.
        """
        case = self.case
        if trigger.name not in case.type.remembered:
            problem = f"a guard asks who did {trigger.name!r} without naming it in asks_who=[…]"
            raise DefinitionError(case.type.name, case.type.version, [problem])
        lifecycle = case.type.lifecycle_of[trigger.name]
        if case.memory.taken_over:
            raise NotEstablished(BEFORE_TAKING_OVER(trigger=trigger.label))
        self._unerased(lifecycle)
        return case.memory.did.get(trigger.name, frozenset())

    def _wish(self) -> Command:
        if self.command is None:
            problem = "a guard or make= of an automatic transition looks at the actor or the clock: it may see facts and counts only"
            raise DefinitionError(self.case.type.name, self.case.type.version, [problem])
        return self.command

    def _listed(self, facts: type[Any]) -> Lifecycle[Any]:
        type = self.case.type
        lifecycle = type.part_of_facts.get(facts)
        if lifecycle is None:
            raise DefinitionError(type.name, type.version, [f"{facts.__name__} are not the facts of any part"])
        if lifecycle.name in self.case.memory.incomplete:
            raise NotEstablished(PARTS_UNKNOWN(kind=lifecycle.label))
        return lifecycle

    def _unerased(self, lifecycle: Lifecycle[Any]) -> None:
        if lifecycle.personal and any(self.case.parts.tally(lifecycle.name).get(state) for state in ERASED_STATES):
            raise NotEstablished(PARTS_ERASED(kind=lifecycle.label))
