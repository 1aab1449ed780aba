"""
Folding: a projection catches up with the log, from the position that it reached before.

What it sees of a record is in the header, unless it asks for the event.  Where pieces were erased, the event says `REDACTED`.  What a
projection took out of a piece that was erased since would stay in its state, so at the record of an erasure it starts again.  Of a case
that was destroyed no record tells: after that, take what was saved from its shelf.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

from attrs import field, frozen
from msgspec import MsgspecError

from ..acts import BODIES, MIGRATED, REDACTED_TYPE, TAKEN_OVER
from ..canonical import canonical, plain
from ..case import Event, Unread
from ..case_type import CaseType
from ..errors import InvalidData
from ..flow import Flow
from ..ids import check_id
from ..log import Header, Record, Versions, emptied_in, event_of
from ..log.reading import moment
from ..log.versions import known_type
from ..messages import BAD_VALUE, STATE_NOT_JSON
from ..stores import Position

__all__ = ["Followed", "Projection", "Saved", "catch_up", "followed_of", "json_of"]

S = TypeVar("S")

OFTEN = 1_000
"""Between how many records progress is told."""

OWN = frozenset({TAKEN_OVER, MIGRATED, *BODIES})
"""The events of the library itself."""


class Followed:
    """
    One record as a projection sees it: `record`, `header`, and the `type` of its case.

    The body, and what a personal lifecycle hides, is in `event`, which is read only if somebody asks.
    """

    __slots__ = ("_event", "_hidden", "header", "record", "type")

    def __init__(self, record: Record, header: Header, type: CaseType) -> None:
        self.record, self.header, self.type = record, header, type
        self._hidden = header.type is None
        self._event: Event[Any] | None = None

    @property
    def stream(self) -> str:
        """The id of the case."""
        return self.record.stream

    @property
    def first(self) -> bool:
        """Whether the case begins here."""
        return self.record.seq == 1

    @property
    def of_root(self) -> bool:
        """Whether it happened to the case as a whole, not to one of its parts."""
        return self.header.part == self.type.root.name

    @property
    def what(self) -> str:
        """The type of the event; empty if it was erased."""
        return self.event.type if self._hidden else self.header.type or ""

    @property
    def source(self) -> str:
        """The state from which the part went."""
        return self.event.source if self._hidden else self.header.source or ""

    @property
    def target(self) -> str:
        """The state to which the part went; the same one if it stayed."""
        return self.event.target if self._hidden else self.header.target or ""

    @property
    def day(self) -> date:
        """On which day it happened, in the zone of the case type; when that was erased, on which day it was recorded."""
        return self.type.day(self.event.occurred if self._hidden else moment(str(self.header.occurred)))

    @property
    def event(self) -> Event[Any]:
        """
        The event with its body in its own class; what was erased is `REDACTED`.

        Raises:
            BrokenChain: If the record is not in the form of its event.
        """
        if self._event is None:
            self._event = event_of(self.record, self.type, self.header)
        return self._event


@frozen
class Projection(Generic[S]):
    """
    A read model as a value: its name, how it starts, and one step.

    `step(state, followed)` gives the state after one record.  It looks at nothing else; so the same log gives the same state.  Nobody else
    holds the state that it gets: it may change that in place and give it back, where copying would cost.

    A state is what JSON can hold as it is: dicts with text keys, lists, texts, numbers, booleans, None.  No tuples, sets or dates.
    Raise `version` when start or step changes: what an older one saved is not used any more.

    `personal=False` says that it takes nothing out of personal pieces, so that an erasure changes nothing for it.
    """

    name: str
    start: Callable[[], S] = field(kw_only=True)
    step: Callable[[S, Followed], S] = field(kw_only=True)
    version: int = field(kw_only=True, default=1)
    personal: bool = field(kw_only=True, default=True)

    def __attrs_post_init__(self) -> None:
        check_id("projection", self.name)


@frozen
class Saved(Generic[S]):
    """
    Where a projection stands: its state, and the position that it reached.  They belong together; keep neither without the other.

    `count` is how many records it saw, `skipped` how many of each kind nobody here knew: by case type, version, part and type of event.
    `types` are the fingerprints of the case types that were known; `until` is the newest erasure that was done before it started.
    """

    projection: str
    version: int
    state: S
    position: Position | None = None
    count: int = 0
    skipped: Mapping[str, int] = field(factory=dict)
    types: frozenset[str] = frozenset()
    until: str | None = None


def catch_up(
    flow: Flow, projection: Projection[S], saved: Saved[S] | None = None, *, limit: int | None = None,
    progress: Callable[[int], object] | None = None,
) -> Saved[S]:  # fmt: skip
    """
    Where the projection stands after the log was folded from where it stood before; without `saved`, from the start.

    Either way it arrives at the same place.  So it starts again by itself where `saved` would lead elsewhere: it is of another version of
    the projection, or events were skipped that are known now, or events were folded that are not known any more, or something was erased.

    What the case types of `flow` do not know is skipped and counted.  `limit` is how many records it reads at most; `progress` is told
    every thousand records, and at the end, how many they were.  `saved` itself does not change.

    Raises:
        InvalidData: If `saved` is of another projection, its position is none of this store, or its state is no JSON.
        LogError: If the history cannot be trusted.
    """
    known = frozenset(type.fingerprint for type in flow._types.values())
    if saved is not None and saved.projection != projection.name:
        raise InvalidData(BAD_VALUE(name="saved", value=repr(saved.projection)))
    if saved is not None and not _holds(saved, projection, known):
        saved = None
    accounted: set[str] = set()
    while True:
        if saved is None:
            until = None if limit is None or not projection.personal else _newest_erasure(flow)
            saved = Saved(projection.name, projection.version, projection.start(), until=until)
        found = _folded(flow, projection, saved, known, accounted, limit, progress)
        if isinstance(found, Saved):
            return found
        saved = None
        accounted.add(found)


def _folded(
    flow: Flow, projection: Projection[S], saved: Saved[S], known: frozenset[str], accounted: set[str], limit: int | None,
    progress: Callable[[int], object] | None,
) -> Saved[S] | str:  # fmt: skip
    """Where it stands then; or the hash of the record of an erasure of something that may be in the state."""
    types = flow._types
    # A copy, because a step may change it in place.
    state: S = plain(json_of(projection.name, saved.state))
    step, reached, read, skipped = projection.step, saved.position, 0, dict(saved.skipped)
    until, gone = saved.until, set[tuple[str, int]]()
    for position, record in flow.follow(saved.position, limit=limit):
        reached = position
        read += 1
        header = record.read()
        if projection.personal and header.personal is not None is record.personal:
            gone.add((record.stream, record.seq))
        if projection.personal and header.type == REDACTED_TYPE:
            if until is not None:
                until = None if until == record.hash else until
            elif record.hash not in accounted and (saved.position is not None or any((record.stream, seq) not in gone for seq in emptied_in(record))):
                return record.hash
        followed = followed_of(record, header, types)
        if followed is None:
            kind = f"{header.case_type} {header.version} {header.part.partition('/')[0]} {header.type or ''}".rstrip()
            skipped[kind] = skipped.get(kind, 0) + 1
        else:
            state = step(state, followed)
        if progress is not None and not read % OFTEN:
            progress(read)
    if progress is not None:
        progress(read)
    return Saved(projection.name, projection.version, state, reached, saved.count + read, skipped, known, until)


def _newest_erasure(flow: Flow) -> str | None:
    newest = None
    for _, record in flow.follow():
        if b'"type":"redacted"' in record.header and record.read().type == REDACTED_TYPE:
            newest = record.hash
    return newest


def _holds(saved: Saved[Any], projection: Projection[Any], known: frozenset[str]) -> bool:
    """Whether going on from there leads to the same as starting again."""
    if saved.version != projection.version:
        return False
    return saved.types == known or (saved.types < known and not saved.skipped)


def followed_of(record: Record, header: Header, types: Versions) -> Followed | None:
    """The record as a projection sees it; None if no case type here has such a lifecycle or event, or only with an older body."""
    type = known_type(header, types)
    if type is None:
        return None
    lifecycle = type.lifecycles.get(header.part.partition("/")[0])
    if lifecycle is None:
        return None
    followed = Followed(record, header, type)
    what = followed.what
    kind = lifecycle.events.get(what)
    if kind is None:
        return followed if what in OWN or (lifecycle.personal and not what) else None
    newer = isinstance(followed.event.body, Unread) if header.schema is None else header.schema > kind.schema
    return None if newer else followed


def json_of(name: str, state: Any) -> bytes:
    """
    A state as JSON, from which it can be read again as it was.

    Raises:
        InvalidData: If it cannot.
    """
    try:
        text = canonical(state)
        if plain(text) == state:
            return text
    except (MsgspecError, AttributeError, OverflowError, RecursionError, TypeError, ValueError):
        pass
    raise InvalidData(STATE_NOT_JSON(name=name))
