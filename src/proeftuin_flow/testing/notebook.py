"""
A notebook: the smallest case type whose records have everything that a store must keep apart, and a writer of such records.

Its notes have words that are about nobody and an author; its confessions are personal.  It has no other rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any, Final

from attrs import evolve, frozen

from ..acts import Migrate, Redact, redact
from ..case import Event
from ..case_type import MIGRATE, REDACT, CaseType
from ..decider import decide
from ..decisions import Accepted
from ..guards import Role, Trigger
from ..lifecycle import NEW, Lifecycle, State, event
from ..log import GENESIS, Record, Stamp, seal
from ..privacy import C0, C1, C2, Subject
from ..stores.port import Commit, Definition, Destroyed, Request
from ..wishes import Actor, Command

__all__ = ["CONFESS", "NEWER_NOTEBOOK", "NOTE", "NOTEBOOK", "START", "Author", "Confession", "Note", "definition", "line_of"]


@frozen
class Notebook:
    """Nothing is known of a notebook."""


@frozen
class Secret:
    """Nor of a secret."""


@frozen
class Note:
    """What was noted down, and by whom."""

    words: C0[str]
    author: C1[Subject[str]]


@frozen
class Confession:
    """What somebody confessed, under a pseudonym."""

    words: C2[str]


WRITER: Final = Role("writer", nl="schrijver", en="writer")
START: Final = Trigger("start", nl="beginnen", en="start")
NOTE: Final = Trigger("note", nl="noteren", en="note")
CONFESS: Final = Trigger("confess", nl="bekennen", en="confess")

blank: Final = State("open", nl="open", en="open", final=True)
confessed: Final = State("confessed", nl="bekend", en="confessed", final=True)

NOTEBOOK: Final = CaseType(
    "notebook", version=1, nl="schrift", en="notebook",
    root=Lifecycle(
        "notebook", nl="schrift", en="notebook", facts=Notebook,
        transitions=[
            NEW.to(blank, on=START, by=[WRITER], emits=event("notebook_started", nl="begonnen", en="started")),
            blank.stays(on=NOTE, by=[WRITER], emits=event("note_made", Note, nl="genoteerd", en="noted")),
        ],
    ),
    parts=[
        Lifecycle(
            "secret", nl="geheim", en="secret", facts=Secret, personal=True, outlives_root=True,
            transitions=[NEW.to(confessed, on=CONFESS, by=[WRITER], emits=event("confession_made", Confession, nl="bekend", en="confessed"))],
        ),
    ],
    acts={REDACT: [WRITER]},
)  # fmt: skip

NEWER_NOTEBOOK: Final = evolve(NOTEBOOK, version=2, acts={**NOTEBOOK.acts, MIGRATE: [WRITER]})
"""The next version of it, to which a notebook may move."""

NOW: Final = datetime(2019, 11, 21, 12, 0, tzinfo=UTC)
DAY: Final = datetime(2030, 1, 1, 9, 30, 0, 125_000, tzinfo=UTC)
SOMEBODY: Final = Actor("u-1", roles={"writer"})


class Author:
    """
    Writes one notebook: first a start, then by turns a note and a confession.

    It does not ask a store: two authors who go on from one place are rivals.
    """

    def __init__(self, stream: str) -> None:
        self.case = NOTEBOOK.new(stream)
        self.head = GENESIS

    def commit(self, count: int = 1, request: str | None = None, words: str = "words", names: Iterable[str] = ()) -> Commit:
        """The next records, as one commit; the author goes on after them.  `names` are those of the authors of notes, while there are any."""
        named = iter(names)
        before, head = self.case, self.head
        events: list[Event[Any]] = []
        for _ in range(count):
            decision = decide(self.case, self._command(words, named))
            assert isinstance(decision, Accepted), decision
            events += decision.events
            self.case = decision.case
        records = seal(before, events, Stamp(NOW, request=request), head)
        self.head = records[-1].hash
        kept = None if request is None else Request(request, records[0].seq, records[-1].seq, "5a" * 16, "d1" * 32)
        return Commit(before.id, before.revision, head, records, kept)

    def redaction(self, *seqs: int, request: str | None = None) -> Commit:
        """A commit that says that these records are emptied."""
        before, head = self.case, self.head
        decision = redact(before, Command("redact", SOMEBODY, NOW), Redact(seqs, "a test"), NOW)
        assert isinstance(decision, Accepted), decision
        records = seal(before, decision.events, Stamp(NOW, request=request), head)
        self.case, self.head = decision.case, records[-1].hash
        kept = None if request is None else Request(request, records[0].seq, records[0].seq, "", None)
        return Commit(before.id, before.revision, head, records, kept)

    def move(self, more: int = 1) -> Commit:
        """A commit that moves the notebook to its next version, where some more is written."""
        before, head = self.case, self.head
        decision = decide(before, Command("migrate", SOMEBODY, NOW, data=Migrate(NEWER_NOTEBOOK, "a test")))
        assert isinstance(decision, Accepted), decision
        self.case = decision.case
        self.head = (records := seal(self.case, decision.events, Stamp(NOW), head))[-1].hash
        records += self.commit(more).records
        return Commit(before.id, before.revision, head, records)

    def rival(self) -> Author:
        """Another author who goes on from the same place."""
        return copy(self)

    def _command(self, words: str, named: Iterator[str]) -> Command:
        number = self.case.revision
        if number == 0:
            return Command("start", SOMEBODY, NOW)
        if number % 2:
            return Command("note", SOMEBODY, NOW, data=Note(f"{words} {number}", next(named, f"author-{number}")))
        return Command("confess", SOMEBODY, NOW, data=Confession(f"{words} {number}"))


def line_of(records: Sequence[Record], rule: str | None = "urn:example:selectielijst:1.2") -> Destroyed:
    """The line in the register for a notebook with these records."""
    return Destroyed(
        by="u-1", case=records[0].stream, case_type="notebook", confirmed_by="u-2", destroyed_at=DAY, first_recorded=DAY.replace(2019),
        ground="vernietigingslijst 2030-1 é", hashes=tuple(record.hash for record in records), last_recorded=DAY.replace(2020),
        rule=rule, version=1,
    )  # fmt: skip


def definition(name: str, version: int, fingerprint: str) -> Definition:
    """A made-up definition."""
    return Definition(name, version, fingerprint, b'{"name":"' + name.encode() + b'"}', b'{"nl":"caf\xc3\xa9"}')
