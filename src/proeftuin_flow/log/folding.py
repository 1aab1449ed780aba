"""
Folding: many records to the case that they lead to, in one pass.

Of every header only the few fields are read that a case needs, and a body only where a reducer wants it.  Parts are put in place, not copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec import Struct

from ..acts import (
    MIGRATED,
    PROFILE_CHANGED,
    REDACTED_TYPE,
    TAKEN_OVER,
    VOIDED,
    WAIVED,
    Voided,
    erased_part,
    evolve_act,
    foreign_kept,
    profile_changed,
    waiver_kept,
)  # fmt: skip
from ..case import Case, Erased, Event, Part, Unread
from ..case_type import VOID, CaseType
from ..codec import codec_of
from ..errors import InvalidData
from ..lifecycle import NEW
from ..messages import NEEDS_HISTORY
from ..moving import folded, remember
from ..parts import Parts
from .reading import UNFIT, does_not_fit, erased_state, event_of, moment, old_body
from .record import Header, Record
from .versions import Versions, type_of

__all__ = ["Fold", "Folds", "begun", "fold", "standing"]


def fold(records: Iterable[Record], type: CaseType, id: str, profile: str | None = None, types: Iterable[CaseType] = ()) -> Case:
    """The case that the records lead to, from the first on.  `types` are those of other versions that it moved to since."""
    versions, start = Versions([type, *types]), type.new(id, profile)
    found = records if isinstance(records, Sequence) else [*records]
    folding = _fed(Fold(start, versions), found)
    return (_fed(Fold(start, versions, folding.missed), found) if folding.missed else folding).case()


def standing(read: Callable[[], Iterable[Record]], types: Mapping[tuple[str, int], CaseType]) -> Case | None:
    """
    The case that the records of one stream lead to, whatever they say it began with; None if there are none.

    `read` gives the records, and gives them once more if one of them is voided.

    Raises:
        UnknownVersion: If a case type is not among these, or has changed since.
        BrokenChain: If a record does not fit what came before it.
    """
    voided: frozenset[int] = frozenset()
    while True:
        folding = None
        for record in read():
            folding = Fold(begun(record.read(), types), types, voided) if folding is None else folding
            folding.add(record)
        if folding is None or not folding.missed:
            return None if folding is None else folding.case()
        voided |= folding.missed


def _fed(folding: Fold, records: Iterable[Record]) -> Fold:
    """The same, after it took in some records."""
    for record in records:
        folding.add(record)
    return folding


def begun(h: Header, types: Mapping[tuple[str, int], CaseType]) -> Case:
    """
    The case that the header of a first record is about, before anything happened in it.

    Raises:
        UnknownVersion: If its case type is not among these, by name and version, or has changed since.
    """
    return type_of(h, types).new(h.stream, h.profile)


NO_TYPES: Final[Mapping[tuple[str, int], CaseType]] = MappingProxyType({})


class _Step(Struct, gc=False):
    """The little of a header that most records need; `msgspec` skips the rest."""

    part: str
    type: str = ""
    target: str = ""
    schema: int = 0
    occurred: str = ""


class _StepBy(_Step, gc=False):
    """The same where somebody asks who did it."""

    trigger: str | None = None
    by: str = ""


_read_step: Final[Callable[[bytes], Any]] = msgspec.json.Decoder(_Step).decode
_read_step_by: Final[Callable[[bytes], Any]] = msgspec.json.Decoder(_StepBy).decode


class Fold:
    """
    A case in the making.  Feed it records in their order, then ask for the `case`.

    `types` are needed for a case that moves to another version, `without` are the numbers of records that a later one voids.  Nobody can
    look ahead, so: if it met such a record and had not left out what that voids, then `missed` has the numbers, and there is no case.
    Make another one, `without` them, and feed it the same records.

    Raises:
        BrokenChain: From `add`, at a record that does not fit what came before it or is not in the form of its event.
    """

    __slots__ = ("_case", "_memory", "_parts", "_read", "_remembered", "_revision", "_type", "_types", "_without", "missed")

    def __init__(self, case: Case, types: Mapping[tuple[str, int], CaseType] = NO_TYPES, without: Iterable[int] = ()) -> None:
        self._types, self._without = types, frozenset(without)
        self.missed: frozenset[int] = frozenset()
        self._start(case)

    def _start(self, case: Case) -> None:
        self._type, self._remembered = case.type, case.type.remembered
        self._read = _read_step_by if self._remembered else _read_step
        self._case, self._revision, self._memory = case, case.revision, case.memory
        self._parts: dict[str, Part[Any]] = {case.root.address: case.root}
        if case.revision:
            self._parts.update(case.parts)

    def add(self, record: Record, header: Header | None = None) -> None:
        """Take in the next record.  `header` is its header, if that was read already."""
        try:
            if (self._without or self.missed) and self._passes(record):
                self._revision += 1
                return
            step: Any = self._read(record.header) if header is None else header
            address = step.part
            part = self._parts.get(address) or self._opened(address)
            lifecycle = part.lifecycle
            emits = lifecycle.events.get(step.type)
            if emits is None or step.schema > emits.schema:
                if step.type == MIGRATED:
                    self._migrate(record, header or record.read(), part)
                else:
                    self._add_other(record, header, part)
            else:
                facts, then = part.facts, emits.then
                if then is not None:
                    if emits.sees_event or facts.__class__ is not lifecycle.facts:  # a view, where some are unknown
                        facts = folded(emits, facts, event_of(record, self._type, header))
                    elif step.schema == emits.schema:
                        facts = then(facts, None if emits.body is None else codec_of(emits.body).load(record.data, record.personal))
                    else:
                        facts = then(facts, old_body(record, header or record.read(), emits, step.schema))
                opened = moment(step.occurred) if part.state == "new" else part.opened
                self._parts[address] = Part(lifecycle, part.number, address, step.target, facts, opened)
                if self._memory.waivers or (self._remembered and step.trigger in self._remembered):
                    self._remember(record, header or record.read())
        except UNFIT as error:
            raise does_not_fit(record, error) from error
        self._revision += 1

    @property
    def revision(self) -> int:
        """How many records it took in."""
        return self._revision

    def case(self) -> Case:
        """
        Where the case stands after the records so far.

        Raises:
            InvalidData: If it `missed` something.
        """
        if self.missed:
            raise InvalidData(NEEDS_HISTORY(trigger=VOID.name))
        return self._stands()

    def _stands(self) -> Case:
        case = self._case
        root, *rest = self._parts.values()
        return Case(case.id, case.type, case.profile, self._revision, root, Parts.made(rest), self._memory)

    def _passes(self, record: Record) -> bool:
        """Whether a record is passed by: it was voided, or this cannot become the case any more, and it voids nothing either."""
        if record.seq in self._without:
            return True
        if not self.missed:
            return False
        if _read_step(record.header).type == VOIDED:
            self._miss(record)
        return True

    def _miss(self, record: Record) -> None:
        body = codec_of(Voided).load(record.data, record.personal)
        self.missed |= {*body.records} - self._without

    def _remember(self, record: Record, header: Header) -> None:
        """Who did it, and which waivers were used."""
        self._memory = remember(self._memory, self._remembered, header.part, header.trigger, header.by, header.checks)

    def _add_other(self, record: Record, header: Header | None, part: Part[Any]) -> None:
        """What says in its header no type that the lifecycle of the part has."""
        if not part.lifecycle.personal:
            self._add_foreign(record, event_of(record, self._type, header), part)
        elif record.personal is None or isinstance(part.facts, Erased):
            settled = (header or record.read()).settled
            self._parts[part.address] = erased_part(part, erased_state(settled))
        else:
            self._add_personal(record, event_of(record, self._type, header), part)

    def _add_personal(self, record: Record, event: Event[Any], part: Part[Any]) -> None:
        emits = part.lifecycle.events.get(event.type)
        if emits is None or isinstance(event.body, Unread):
            self._add_foreign(record, event, part)
            return
        facts = part.facts if emits.then is None else folded(emits, part.facts, event)
        self._parts[part.address] = part.after(event, facts)
        self._memory = remember(self._memory, self._remembered, part.address, event.trigger, event.by.id, event.checks)

    def _add_foreign(self, record: Record, event: Event[Any], part: Part[Any]) -> None:
        """An act of the library, or an event that this version does not know."""
        if event.type == TAKEN_OVER:
            self._start(evolve_act(self._case, part, event))
            self._revision -= 1  # `add` counts it
        elif event.type == VOIDED:
            self._miss(record)
        elif event.type == WAIVED:
            self._memory = waiver_kept(self._memory, event)
        elif event.type == PROFILE_CHANGED:
            self._case = profile_changed(self._case, event)
        elif event.type != REDACTED_TYPE:
            self._parts[part.address] = part.after(event, part.facts)
            self._memory = foreign_kept(self._memory, event)

    def _migrate(self, record: Record, header: Header, part: Part[Any]) -> None:
        """From here on the records are those of another version."""
        event = event_of(record, type_of(header, self._types), header)
        self._start(evolve_act(self._stands(), part, event))
        self._revision -= 1  # `add` counts it

    def _opened(self, address: str) -> Part[Any]:
        kind, _, number = address.partition("/")
        lifecycle = self._type.lifecycles[kind]
        if lifecycle is self._type.root or lifecycle.address(int(number)) != address:
            raise KeyError(address)
        return Part(lifecycle, int(number), address, NEW.name, lifecycle.facts())


class Folds:
    """
    Many cases in the making, as their records come by in any order of streams: all cases of a store in one pass.

    `read` gives the records of a stream once more: `store.read`.  It is asked where a record was voided, which nobody could know before.
    """

    def __init__(self, types: Iterable[CaseType] | Versions, read: Callable[[str], Iterable[Record]] | None = None) -> None:
        self._types = types if isinstance(types, Versions) else Versions(types)
        self._read = read
        self._folds: dict[str, Fold] = {}

    def add(self, record: Record, header: Header | None = None) -> None:
        """
        Take in the next record of its stream.  `header` is its header, if that was read already: `Chains.add` hands it out.

        Raises:
            UnknownVersion: If its case type is not among those that were given, or has changed since.
            BrokenChain: If it does not fit what came before it.
        """
        folding = self._folds.get(record.stream)
        if folding is None:
            folding = self._folds[record.stream] = Fold(begun(header or record.read(), self._types), self._types)
        folding.add(record, header)

    def cases(self) -> dict[str, Case]:
        """
        Where every case stands after the records so far, by id.

        Raises:
            InvalidData: If a record was voided, and there is nothing to `read` that stream with.
        """
        return {stream: (self._again(stream, folding) if folding.missed else folding).case() for stream, folding in self._folds.items()}

    def _again(self, stream: str, before: Fold) -> Fold:
        """A case in which records were voided, from its beginning to where it was."""
        folding = before
        if self._read is not None:
            records = islice(self._read(stream), before.revision)
            for record in records:
                if folding is before:
                    folding = Fold(begun(record.read(), self._types), self._types, before.missed)
                folding.add(record)
        return folding
