"""
A purse: a case type that a decision on something stale would break, and a look at its log that shows it.

Every entry has a number, one higher than the one before it; nobody spends more than there is; and a purse that becomes empty says so in
the same command.  So a lost update leaves two entries of one number, a stale decision less than nothing, and half a command an empty
purse that is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs
from attrs import frozen

from proeftuin_flow.bodies import Money
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.errors import LogError
from proeftuin_flow.guards import Role, Trigger, guard
from proeftuin_flow.labels import Phrase, phrase
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.log import Record, event_of, verify
from proeftuin_flow.privacy import C0, C1
from proeftuin_flow.situation import Situation
from proeftuin_flow.stores import Store
from proeftuin_flow.wishes import Actor

__all__ = ["DAY", "HOLDER", "PURSE", "Sum", "wrongs_of"]

DAY = date(2019, 11, 21)


@frozen
class Purse:
    """What is known about a purse."""

    number: int = 0
    balance: int = 0


@frozen
class Sum:
    """What is put in or taken out: the data of the command."""

    cents: int
    said_by: str = "u-1"


@frozen
class Entry:
    """One entry."""

    number: C0[int]
    cents: C0[Money]
    said_by: C1[str]


open_ = State("open", nl="open", en="open")
empty = State("empty", nl="leeg", en="empty")
gone = State("gone", nl="weg", en="gone", final=True)

KEEPER = Role("keeper", nl="beheerder", en="keeper")
BEGIN = Trigger("begin", nl="beginnen", en="begin")
PUT_IN = Trigger("put_in", nl="storten", en="put in")
TAKE_OUT = Trigger("take_out", nl="opnemen", en="take out")
THROW_AWAY = Trigger("throw_away", nl="weggooien", en="throw away")

too_little = phrase("too_little", nl="er zit {cents} in", en="there is {cents} in it", cents=int)
something_left = phrase("something_left", nl="er zit nog iets in", en="something is left in it")


@guard(nl="er zit genoeg in", en="there is enough in it")
def enough(s: Situation[Purse], wanted: Sum) -> Iterator[Phrase]:
    if wanted.cents > s.facts.balance:
        yield too_little(cents=s.facts.balance)


@guard(nl="er zit niets meer in", en="nothing is left in it")
def nothing_left(s: Situation[Purse]) -> Iterator[Phrase]:
    if s.facts.balance or not s.facts.number:
        yield something_left()


def entry(s: Situation[Purse], wanted: Sum) -> Entry:
    return Entry(s.facts.number + 1, wanted.cents, wanted.said_by)


def was_put_in(purse: Purse, body: Entry) -> Purse:
    return attrs.evolve(purse, number=body.number, balance=purse.balance + body.cents)


def was_taken_out(purse: Purse, body: Entry) -> Purse:
    return attrs.evolve(purse, number=body.number, balance=purse.balance - body.cents)


PURSE = CaseType(
    "purse", version=1, nl="beurs", en="purse",
    root=Lifecycle(
        "purse", nl="beurs", en="purse", facts=Purse,
        transitions=[
            NEW.to(open_, on=BEGIN, by=[KEEPER], emits=event("purse_begun", nl="begonnen", en="begun")),
            open_.stays(on=PUT_IN, by=[KEEPER], make=entry, data=Sum, emits=event("put_in", Entry, nl="gestort", en="put in", then=was_put_in)),
            empty.to(open_, on=PUT_IN, by=[KEEPER], make=entry, data=Sum,
                     emits=event("put_in_again", Entry, nl="weer gestort", en="put in again", then=was_put_in)),
            open_.stays(on=TAKE_OUT, by=[KEEPER], make=entry, data=Sum, requires=[enough],
                        emits=event("taken_out", Entry, nl="opgenomen", en="taken out", then=was_taken_out)),
            empty.to(gone, on=THROW_AWAY, by=[KEEPER], emits=event("thrown_away", nl="weggegooid", en="thrown away")),
            open_.becomes(empty, requires=[nothing_left], emits=event("emptied", nl="geleegd", en="emptied")),
        ],
    ),
)  # fmt: skip

HOLDER = Actor("keeper-1", roles={"keeper"})


def wrongs_of(store: Store, stream: str) -> list[str]:
    """
    What is wrong with one purse, also that its chain does not verify: nothing, if all went well.
    """
    try:
        records = [*store.read(stream)]
        verify(iter(records), stream)
        return [f"{stream}: {wrong}" for wrong in _wrongs(records)]
    except LogError as error:
        return [str(error)]


def _wrongs(records: Iterable[Record]) -> Iterator[str]:
    number = balance = 0
    must_empty = False
    before = None
    for record in records:
        happened = event_of(record, PURSE)
        if before is not None and record.read().recorded < before:
            yield f"record {record.seq} was recorded before the one before it"
        before = record.read().recorded
        if must_empty and happened.type != "emptied":
            yield f"record {record.seq} comes after half a command"
        must_empty = False
        if isinstance(happened.body, Entry):
            if happened.body.number != number + 1:
                yield f"record {record.seq} has entry {happened.body.number} after {number}"
            number = happened.body.number
            balance += happened.body.cents if happened.type.startswith("put_in") else -happened.body.cents
            if balance < 0:
                yield f"record {record.seq} leaves {balance}"
            must_empty = balance == 0
    if must_empty:
        yield "the last command is half there"
