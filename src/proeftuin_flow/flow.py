"""
Flow: the shell, and the only place with effects.  Read, decide, append, return.

It holds no truth of its own.  What it lists, shows or refuses, it looks up in the store first, with whatever others have added.  What it
accepts is written right after the record that it was decided on, or not at all; then it reads on and decides again.
A refusal is a value inside and becomes an exception here, at the door.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from logging import getLogger
from typing import TYPE_CHECKING, Any, TypeVar

from .acts import ChangeProfile, Destroy, Migrate, TakeOver, Void, Waive
from .batch import Progress, Report, Result, carry_out
from .bodies import PROSE
from .cache import Cache
from .case import Case, Event
from .case_type import CHANGE_PROFILE, DESTROY, MIGRATE, REDACT, TAKE_OVER, VOID, WAIVE, CaseType
from .decider import options
from .decisions import Accepted, Option, Refused
from .destruction import Destruction, destroy
from .erasing import CaseErased, Erasure, ErasureReport, again, erase
from .errors import CaseNotFound, FlowError, InvalidData, StoreUnavailable, unknown
from .ids import check_id, check_text, given_problems
from .lifecycle import NEW
from .log import Record, Verified, Versions, event_of, type_of, verify
from .messages import (
    BAD_VALUE,
    KNOWN_ARE,
    NAIVE_TIME,
    NAMES_THE_ERASED,
    NO_GROUND,
    NO_REVISION,
    NOT_A_TIME,
    UNKNOWN_CASE_TYPE,
    UNKNOWN_ROLE,
    WHICH_TRIGGER,
    WHOM_TO_ERASE,
)
from .use_cases import Asking, Outcome, UseCases, Wish
from .wishes import Actor, Command, Evidence, Item, Occurred, Waiver, check_wish

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from .stores.port import Destroyed, Position, Store, Version

__all__ = ["CaseErased", "Destruction", "Erasure", "ErasureReport", "Flow", "Item", "Outcome", "Progress", "Report", "Result"]

T = TypeVar("T")
logger = getLogger("proeftuin_flow.flow")


def utc() -> datetime:
    """The moment of asking, in UTC."""
    return datetime.now(UTC)


class Flow:
    """
    The cases of some case types in one store.  Safe to share between threads.

    `clock` gives aware datetimes.  `cache` is how many parts of cases are kept in memory in all; a case without parts counts as one.

    Every method that reads or writes may raise `StoreUnavailable` (nothing was written) and `LogError` (the history cannot be trusted).
    """

    def __init__(self, store: Store, case_types: Iterable[CaseType], *, clock: Callable[[], datetime] = utc, cache: int = 16_384) -> None:
        self._store = store
        self._clock = clock
        self._types = Versions(case_types)
        self._roles = frozenset(name for case_type in self._types.values() for name in case_type.roles)
        self._use_cases = UseCases(self._types, Cache(cache))
        self._started = False

    def start(self) -> tuple[Version, ...]:
        """
        Compare every definition with what the store has seen, and keep the new ones.  The first use calls it if nobody did.

        The versions under which the store has records and that are not here: their cases cannot be read.  Of a case type that is here in
        another version, the log of Python (`proeftuin_flow.flow`) says so too.

        Raises:
            DefinitionError: If a definition changed without a new version number, with the difference.
        """
        missing = self._drive(self._use_cases.start())
        here = {name for name, _ in self._types}
        for each in missing:
            if each.name in here:
                logger.warning("cases live under %s version %s (%s), which is not given here", each.name, each.version, each.fingerprint[:12])
        self._started = True
        return missing

    def within(self, connection: Connection) -> Flow:
        """
        The same cases within an open transaction of the application, over a `SqlStore`: nothing is written unless that commits.

        A conflict leaves the transaction usable.  Cases are read anew each time, and definitions are compared but not kept: call `start`
        when the application starts.  Whether the commit of the transaction was confirmed, its owner has to see; `SqlStore.begin` does.

        Raises:
            InvalidData: If the store is another one.
        """
        lend = getattr(self._store, "within", None)
        if lend is None:
            raise InvalidData(BAD_VALUE(name="store", value=type(self._store).__name__))
        inner = copy(self)
        inner._store = lend(connection)
        inner._use_cases = UseCases(self._types, Cache(0))
        return inner

    # ── acting ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def open(
        self, case_type: CaseType | str, id: str | None = None, *, by: Actor, data: object = None, profile: str | None = None,
        trigger: str | None = None, occurred: Occurred | None = None, waive: Sequence[Waiver] = (), evidence: Sequence[Evidence] = (),
        on_behalf_of: str | None = None, recorded_by: str | None = None, request_id: str | None = None, correlation: str | None = None,
    ) -> Outcome:  # fmt: skip
        """
        Open a case.  Without an id it gets a random one; `trigger` may be left out where only one opens a case of this type.

        Raises:
            CommandRefused: With every reason.
            InvalidData: If it cannot even be decided, or the case exists already.
            RequestReused: If the request id stands for another command.
        """
        chosen = self._type(case_type)
        openers = [name for name in chosen.root.table[NEW.name] if name]
        if trigger is None:
            if len(openers) > 1:
                raise InvalidData(WHICH_TRIGGER(triggers=tuple(openers)))
            trigger = openers[0]
        case = chosen.new(os.urandom(8).hex() if id is None else id, profile)
        wish = self._wish(case.id, Command(trigger, by, self._now(), None, data, occurred, waive, evidence, on_behalf_of),
                          recorded_by, request_id, correlation)  # fmt: skip
        return self._drive(self._use_cases.begin(wish, case, wish.command.now))

    def take_over(
        self, case_type: CaseType | str, id: str, *, by: Actor, states: Mapping[str, str], source: str,
        facts: Mapping[str, Mapping[str, Any]] | None = None, complete: Iterable[str] = (), profile: str | None = None,
        occurred: Occurred | None = None, evidence: Sequence[Evidence] = (), recorded_by: str | None = None, request_id: str | None = None,
    ) -> Outcome:  # fmt: skip
        """
        Open a case that already lived before it came here: one record says where it stood, what is known, and who says so.

        `states` has the state of the root and of every known part, `facts` what is known about them by field.  Everything else is
        unknown; so are further parts, but of the lifecycles in `complete`.  No guard is asked.

        Raises:
            CommandRefused: If the actor may not.
            InvalidData: If a part, state, fact or lifecycle does not exist, or the case exists already.
        """
        case = self._type(case_type).new(id, profile)
        data = TakeOver(source, states, {} if facts is None else facts, complete)
        command = Command(TAKE_OVER.name, by, self._now(), None, data, occurred, (), evidence)
        wish = self._wish(id, command, recorded_by, request_id, None)
        return self._drive(self._use_cases.begin(wish, case, command.now))

    def handle(
        self, id: str, trigger: str, *, by: Actor, part: str | None = None, data: object = None, occurred: Occurred | None = None,
        waive: Sequence[Waiver] = (), evidence: Sequence[Evidence] = (), on_behalf_of: str | None = None, recorded_by: str | None = None,
        request_id: str | None = None, expected_revision: int | None = None, correlation: str | None = None,
    ) -> Outcome:  # fmt: skip
        """
        Do it, or say everything that stands in the way.

        With `expected_revision` it is done only if the case stands there; without, it is decided again if somebody was faster, three
        times.  The same `request_id` with the same command writes nothing a second time, and gives the recorded outcome.

        Raises:
            CommandRefused: With every reason.
            CaseNotFound: If there is no such case.
            InvalidData: If it cannot even be decided.
            RevisionConflict: If the case is not where it was expected, or others kept being faster.
            RequestReused: If the request id stands for another command.
        """
        command = Command(trigger, by, self._now(), part, data, occurred, waive, evidence, on_behalf_of)
        wish = self._wish(id, command, recorded_by, request_id, correlation, expected_revision)
        return self._drive(self._use_cases.handle(wish, command.now))

    def waive(
        self, id: str, guard: str, *, on: str, by: Actor, reason: str, for_: Actor | None = None, part: str | None = None,
        recorded_by: str | None = None, request_id: str | None = None, expected_revision: int | None = None,
    ) -> Outcome:  # fmt: skip
        """
        Let a requirement of the trigger `on` pass, for whoever does it later: for what blocks it now, not for anything new, and once.

        `for_` is who is expected to do it, where the guard asks who does (separation of duties).

        Raises:
            CommandRefused: If the guard is met, fixed, or not this actor's to waive.
            CaseNotFound, InvalidData, RevisionConflict, RequestReused: As `handle`.
        """
        return self.handle(id, WAIVE.name, by=by, part=part, data=Waive(on, guard, reason, for_), recorded_by=recorded_by, request_id=request_id,
                           expected_revision=expected_revision)  # fmt: skip

    def change_profile(
        self, id: str, profile: str, *, by: Actor, reason: str, occurred: Occurred | None = None, evidence: Sequence[Evidence] = (),
        recorded_by: str | None = None, request_id: str | None = None, expected_revision: int | None = None,
    ) -> Outcome:  # fmt: skip
        """
        Give a case another profile from now on: other severities and parameters, and whatever follows from them by itself.

        Raises:
            CommandRefused: If the actor may not.
            InvalidData: If there is no such profile, or the case has it already.
            CaseNotFound, RevisionConflict, RequestReused: As `handle`.
        """
        return self.handle(id, CHANGE_PROFILE.name, by=by, data=ChangeProfile(profile, reason), occurred=occurred, evidence=evidence,
                           recorded_by=recorded_by, request_id=request_id, expected_revision=expected_revision)  # fmt: skip

    def destroy(
        self, id: str, *, by: Actor, confirmed_by: Actor, ground: str, request_id: str | None = None, expected_revision: int | None = None,
    ) -> Destruction:  # fmt: skip
        """
        Destroy a whole case, physically and for good.  What is left is a line in the register: who, when, on what ground, and the hashes.

        `confirmed_by` is somebody else, whom the application asked, in a role that may confirm it.  `ground` stays for ever: the selection
        list, the list of destruction, never a name.  Asked again in the same words, it writes nothing, and gives the line that is there.
        The id is never used again.  What is allowed may be asked beforehand: `decide(id, "destroy", by=…)` gives all that stands in the way.

        Raises:
            CommandRefused: With every reason.
            CaseNotFound: If there is no such case, or it was destroyed in other words.
            InvalidData: If there is no ground, or it cannot even be decided.
            BrokenChain: If its records do not stand up: what was tampered with is not destroyed.
            RevisionConflict: If the case is not where it was expected, or others kept being faster.
            RequestReused: If the request id stands for its destruction in other words.
            OutcomeUnknown: If the store cannot say whether it was done: ask again in the same words.
        """
        data = Destroy(confirmed_by, ground)
        self._known_roles(confirmed_by)
        wish = self._wish(id, Command(DESTROY.name, by, self._now(), None, data), None, request_id, None, expected_revision)
        return self._drive(destroy(self._use_cases, wish, data, wish.command.now))

    def redact(
        self, id: str | None = None, *, by: Actor, ground: str, part: str | None = None, subject: str | None = None,
        records: Iterable[int] | None = None, evidence: Sequence[Evidence] = (), on_behalf_of: str | None = None,
        recorded_by: str | None = None, request_id: str | None = None, expected_revision: int | None = None,
    ) -> ErasureReport:  # fmt: skip
        """
        Erase what is about somebody, physically: the personal pieces go, and a record says which, on what ground, and who did it.

        `part` is a part of a personal lifecycle in the case `id`: all that happened to it.  `subject` is the reference of a person, in that
        case or, without `id`, in every case of the store: what names it in a field marked as `Subject`, and everything about a part of a
        personal lifecycle where something does.  `records` are the numbers of records in the case `id` of which somebody saw that they say
        something about somebody.  A piece that is about two persons goes whole.  `ground` stays for ever, so it names nobody.

        Without `id` it does what it can: what kept a case from it stands in the report.  Asked again it erases what is left.

        Raises:
            CommandRefused: If the actor may not.
            CaseNotFound: If there is no such case.
            InvalidData: If there is no ground or it names the reference, there is no such part of a personal lifecycle, or no
                such record.
            RevisionConflict, RequestReused, OutcomeUnknown: As `handle`.  All of these only with `id`.
        """
        given = [] if records is None else [*records] if isinstance(records, Iterable) else [records]
        one = sum(each is not None for each in (part, subject, records)) == 1
        if not one or (id is None and (subject is None or expected_revision is not None)):
            raise InvalidData(WHOM_TO_ERASE())
        if records is not None and (not given or any(type(each) is not int for each in given)):
            raise InvalidData(BAD_VALUE(name="records", value=repr(given)[:80]))
        command = Command(REDACT.name, by, self._now(), None, None, None, (), evidence, on_behalf_of)
        if subject is not None:
            check_text("subject", subject)
            check_text("ground", ground)
            if not subject.strip():
                raise InvalidData(WHOM_TO_ERASE())
            if re.search(rf"(?<!\w){re.escape(subject)}(?!\w)", ground):
                raise InvalidData(NAMES_THE_ERASED())
        if part is not None:
            check_text("part", part)

        def erased(stream: str) -> CaseErased:
            wish = self._wish(stream, command, recorded_by, request_id, None, expected_revision)
            return self._drive(erase(self._use_cases, wish, ground, command.now, subject=subject, part=part, numbers=frozenset(given)))

        if id is not None:
            return ErasureReport((erased(id),))
        self._wish("", command, recorded_by, request_id, None)  # is wrong or right for all of them
        if problems := [*given_problems("ground", ground, PROSE, NO_GROUND())]:
            raise InvalidData(*problems)
        return ErasureReport(tuple(_tried(erased, stream) for stream in dict.fromkeys(stream for stream, _ in self._store.about(str(subject)))))

    def reapply(self, erasures: Iterable[Erasure], *, by: Actor, recorded_by: str | None = None) -> ErasureReport:
        """
        Do erasures again: after a backup was put back, or where bytes were left because somebody was reading.

        Only records that are those that were erased lose their pieces; numbers at which something else stands are `missing` in the report.
        What the log does not know of any more is recorded anew, as done by this actor.

        Raises:
            InvalidData: If something is no erasure, or the actor has a role that nobody knows.
        """
        command = Command(REDACT.name, by, self._now())
        todo = [*erasures] if isinstance(erasures, Iterable) else [erasures]
        if strangers := [type(each).__name__ for each in todo if not isinstance(each, Erasure)]:
            raise InvalidData(*(BAD_VALUE(name="erasure", value=name) for name in dict.fromkeys(strangers)))
        self._wish("", command, recorded_by, None, None)  # is wrong or right for all of them

        def erased(erasure: Erasure) -> CaseErased:
            wish = self._wish(erasure.stream, command, recorded_by, None, None)
            return self._drive(again(self._use_cases, wish, erasure, command.now))

        return ErasureReport(tuple(_tried(erased, each) for each in todo))

    def register(self, id: str | None = None) -> Iterator[Destroyed]:
        """The register of destruction, in the order in which its lines came; or the line of one case."""
        if id is not None:
            check_text("case", id)
        return self._store.register(id)

    def migrate(
        self, id: str, *, to: CaseType | int, by: Actor, reason: str, mapping: Mapping[str, Mapping[str, str]] | None = None,
        facts: Mapping[str, Mapping[str, Any]] | None = None, occurred: Occurred | None = None, evidence: Sequence[Evidence] = (),
        recorded_by: str | None = None, request_id: str | None = None, expected_revision: int | None = None,
    ) -> Outcome:  # fmt: skip
        """
        Move a case to another version of its rules, by its number or itself.  It lives under that from then on.

        States of the same name map by themselves; `mapping` has the others, by lifecycle: `{"permit": {"requested": "asked"}}`.  A fact of
        the same name is kept; what only the other version has is unknown, unless `facts` says what it is: `{"permit": {"pages": 0}}`.

        Raises:
            CommandRefused: If the actor may not under that version, or the case does not fit into it; the refusal names all of that.
            InvalidData: If there is no such version here, it is the one that the case has, or the mapping names what does not exist.
            CaseNotFound, RevisionConflict, RequestReused: As `handle`.
        """
        data = Migrate(self._version(self.case(id).type.name, to), reason, {} if mapping is None else mapping, {} if facts is None else facts)
        return self.handle(id, MIGRATE.name, by=by, data=data, occurred=occurred, evidence=evidence, recorded_by=recorded_by,
                           request_id=request_id, expected_revision=expected_revision)  # fmt: skip

    def void(
        self, id: str, record: int, *, by: Actor, reason: str, occurred: Occurred | None = None, evidence: Sequence[Evidence] = (),
        recorded_by: str | None = None, request_id: str | None = None, expected_revision: int | None = None,
    ) -> Outcome:  # fmt: skip
        """
        Say of the record with this number that it was a wrong entry: it stays in the log, and the case is as if it had never been made.

        What followed from it by itself, in the same commit, goes with it.

        Raises:
            CommandRefused: If the actor may not, or later records do not fit without it; the refusal names them.
            InvalidData: If there is no such record, or no reason.
            CaseNotFound, RevisionConflict, RequestReused: As `handle`.
        """
        return self.handle(id, VOID.name, by=by, data=Void(record, reason), occurred=occurred, evidence=evidence, recorded_by=recorded_by,
                           request_id=request_id, expected_revision=expected_revision)  # fmt: skip

    def handle_all(
        self, items: Iterable[Item], *, recorded_by: str | None = None, occurred: Occurred | None = None, batch: str | None = None,
        per_commit: int = 1, progress: Callable[[Progress], object] | None = None,
    ) -> Report:  # fmt: skip
        """
        Carry out many commands, each with its own outcome; nothing is rolled back, and a refused one does not hinder the others.

        With a name for the `batch` it can be run again after a crash: what is done stays done, the rest follows.  `per_commit` commands
        share one durable step.  `progress` is told after each; `print` will do.

        Raises:
            InvalidData: If an actor has a role that nobody knows, or the batch or `per_commit` cannot be.
            StoreUnavailable: What was done before stays done.
        """
        todo = [*items] if isinstance(items, Iterable) else [items]
        if strangers := [type(item).__name__ for item in todo if not isinstance(item, Item)]:
            raise InvalidData(*(BAD_VALUE(name="item", value=name) for name in dict.fromkeys(strangers)))
        if type(per_commit) is not int or per_commit < 1:
            raise InvalidData(BAD_VALUE(name="per_commit", value=repr(per_commit)))
        for item in todo:
            self._known_roles(item.by)
            check_text("case", item.id)
            check_text("trigger", item.trigger)
            if item.part is not None:
                check_text("part", item.part)
        for name, value in (("batch", batch), ("recorded_by", recorded_by)):
            if value is not None:
                check_id(name, value)
        self._begin()
        return self._drive(carry_out(self._use_cases, todo, clock=self._now, recorded_by=recorded_by, occurred=occurred, name=batch,
                                     per_commit=per_commit, progress=progress))  # fmt: skip

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def decide(
        self, id: str, trigger: str, *, by: Actor, part: str | None = None, data: object = None, occurred: Occurred | None = None,
        waive: Sequence[Waiver] = (), evidence: Sequence[Evidence] = (), on_behalf_of: str | None = None,
    ) -> Accepted | Refused:  # fmt: skip
        """
        What would happen.  Writes nothing.

        Raises:
            CaseNotFound: If there is no such case.
            InvalidData: If it cannot even be decided.
        """
        self._known_roles(by)
        check_text("case", id)
        self._begin()
        command = Command(trigger, by, self._now(), part, data, occurred, waive, evidence, on_behalf_of)
        return self._drive(self._use_cases.weighed(id, command))

    def options(self, id: str, *, by: Actor, part: str | None = None) -> list[Option]:
        """
        Everything that exists here for this person: ready, in need of data, or blocked with all reasons.  For one part, if it is named.

        Raises:
            CaseNotFound: If there is no such case.
            InvalidData: If there is no such part.
        """
        self._known_roles(by)
        return [*options(self.case(id), by, self._now(), part)]

    def case(self, id: str, *, at_revision: int | None = None, at: datetime | None = None) -> Case:
        """
        Where a case stands; or where it stood at a revision, or by what had been recorded at a moment.

        Raises:
            CaseNotFound: If there is no such case, or it did not exist yet then.
            InvalidData: If the moment is naive, or there is no such revision.
        """
        check_text("case", id)
        if at is not None and not isinstance(at, datetime):
            raise InvalidData(NOT_A_TIME(name="at", got=type(at).__name__))
        if at is not None and at.utcoffset() is None:
            raise InvalidData(NAIVE_TIME(name="at"))
        if at_revision is not None and (type(at_revision) is not int or at_revision < 1):
            raise InvalidData(BAD_VALUE(name="at_revision", value=repr(at_revision)))
        self._begin()
        if at_revision is None and at is None:
            return self._drive(self._use_cases.current(id)).case
        case = self._drive(self._use_cases.replayed(id, at_revision, at)).case
        if at is None and at_revision is not None and case.revision < at_revision:
            raise InvalidData(NO_REVISION(case=id, revision=at_revision, newest=case.revision))
        return case

    def history(self, id: str) -> Iterator[Record]:
        """
        The records of a case, oldest first.

        Raises:
            CaseNotFound: If there is no such case.
        """
        self.head(id)
        return self._store.read(id)

    def events(self, id: str) -> Iterator[Event[Any]]:
        """
        What happened in a case, oldest first, with every body in its own class.

        Raises:
            CaseNotFound: If there is no such case.
        """
        self._begin()
        return (event_of(record, type_of(header := record.read(), self._types), header) for record in self.history(id))

    def head(self, id: str) -> str:
        """
        The hash of the newest record of one case.

        Keep it elsewhere: a chain cannot notice that its own tail is missing, or that all of it was written anew.

        Raises:
            CaseNotFound: If there is no such case.
        """
        check_text("case", id)
        tip = self._store.tip(id)
        if tip is None:
            raise CaseNotFound(id)
        return tip.hash

    def verify(self, id: str, *, head: str | None = None) -> Verified:
        """
        What the chain of a case has, after all of its records were checked: its head, how many records, and how many were erased.

        That the tail was cut or all was written anew, it sees only against a `head` that was kept elsewhere.

        Raises:
            BrokenChain: At the first record that was changed, moved, or removed, or erased without a word; or if the head is not there.
            CaseNotFound: If there is no such case.
        """
        check_text("case", id)
        return verify(self._store.read(id), id, head)

    def follow(self, after: Position | None = None, *, limit: int | None = None) -> Iterator[tuple[Position, Record]]:
        """Every record of the store in order, after a position: for projections and outboxes.  Nothing is missed, and nothing comes twice."""
        if limit is not None and (type(limit) is not int or limit < 0):
            raise InvalidData(BAD_VALUE(name="limit", value=repr(limit)))
        return self._store.follow(after, limit)

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        if not self._started:
            self.start()

    def _wish(self, stream: str, command: Command, recorded_by: str | None, request: str | None, correlation: str | None,
              expected: int | None = None) -> Wish:  # fmt: skip
        self._begin()
        check_text("case", stream)
        check_wish(command)
        self._known_roles(command.by)
        for name, value in (("recorded_by", recorded_by), ("request_id", request), ("correlation", correlation)):
            if value is not None:
                check_id(name, value)
        return Wish(stream, command, recorded_by, request, correlation, expected)

    def _known_roles(self, by: Actor) -> None:
        if not isinstance(by, Actor):
            raise InvalidData(BAD_VALUE(name="by", value=type(by).__name__))
        if not by.roles <= self._roles:
            name = min(by.roles - self._roles)
            raise unknown(UNKNOWN_ROLE(role=name), name, self._roles)

    def _type(self, case_type: CaseType | str) -> CaseType:
        name = case_type.name if isinstance(case_type, CaseType) else case_type
        versions = [version for known, version in self._types if known == name]
        found = self._types.get((str(name), case_type.version if isinstance(case_type, CaseType) else max(versions, default=0)))
        if found is None or (isinstance(case_type, CaseType) and found is not case_type):
            raise unknown(UNKNOWN_CASE_TYPE(name=str(name)), str(name), {known for known, _ in self._types})
        return found

    def _version(self, name: str, version: CaseType | int) -> CaseType:
        if isinstance(version, CaseType):
            return version
        found = self._types.get((name, version))
        if found is None:
            known = tuple(str(number) for of, number in self._types if of == name)
            raise InvalidData(KNOWN_ARE(problem=UNKNOWN_CASE_TYPE(name=f"{name} {version}"), known=known))
        return found

    def _now(self) -> datetime:
        moment = self._clock()
        if moment.utcoffset() is None:
            raise InvalidData(NAIVE_TIME(name="clock"))
        return moment.astimezone(UTC)

    def _drive(self, asking: Asking[T]) -> T:
        """Answer what a use case asks of the store, until it has its result."""
        store = self._store
        try:
            ask = next(asking)
            while True:
                try:
                    answer = getattr(store, ask.method)(*ask.arguments)
                except Exception as error:
                    ask = asking.throw(error)
                else:
                    ask = asking.send(answer)
        except StopIteration as done:
            result: T = done.value
            return result


def _tried(erased: Callable[[Any], CaseErased], what: Any) -> CaseErased:
    """What came of it in one case of many; an error of ours stops none of the others, but for a store that is gone."""
    try:
        return erased(what)
    except StoreUnavailable:
        raise
    except FlowError as error:
        return CaseErased(what if isinstance(what, str) else what.stream, error=error)
