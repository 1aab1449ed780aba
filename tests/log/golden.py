"""
The golden log: two loans of a library, in which everything occurs that a record can have.

`tests/golden/pf1.jsonl` has what this writes, `pf1-redacted.jsonl` the same after a complaint in it was erased.
Run this module to write it anew, which only a new format may need.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import attrs
from attrs import frozen
from msgspec.structs import replace

from proeftuin_flow.acts import Redact, TakeOver, redact
from proeftuin_flow.case import Case, Event
from proeftuin_flow.case_type import REDACT, TAKE_OVER, CaseType, Profile
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.guards import Role, Severity, Trigger, guard, waivable
from proeftuin_flow.labels import Blocker, phrase
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.log import GENESIS, Record, Stamp, seal
from proeftuin_flow.privacy import C0, C1, C2, REDACTED, DataClass, Subject
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor, Command, Evidence, Waiver

FILE = Path(__file__).parents[1] / "golden" / "pf1.jsonl"
ERASED_FILE = FILE.with_name("pf1-redacted.jsonl")


@frozen
class Loan:
    """What is known about a loan."""

    title: C0[str] = ""
    reader: Subject[str] | None = None
    back: date | None = None


@frozen
class Wish:
    """Who wants to borrow what."""

    title: C0[str]
    tags: C0[frozenset[str]]
    reader: C1[Subject[str]]


@frozen
class Return:
    """When it came back, and what for each day too late must be paid."""

    day: C0[date]
    cents: C0[int]
    note: C1[str | None] = None


@frozen
class Complaint:
    """What is known about a complaint."""

    about: str | None = None


@frozen
class Grievance:
    """Who complains, under a pseudonym, and about what."""

    who: C2[Subject[str]]
    about: C2[str]


asked = State("asked", nl="gevraagd", en="asked for")
lent = State("lent", nl="uitgeleend", en="lent")
finished = State("finished", nl="afgesloten", en="finished", final=True)
filed = State("filed", nl="ingediend", en="filed")
heard = State("heard", nl="gehoord", en="heard", final=True)

READER = Role("reader", nl="lezer", en="reader")
CLERK = Role("clerk", nl="medewerker", en="clerk")
HEAD = Role("head", nl="hoofd", en="head")

ASK = Trigger("ask", nl="vragen", en="ask")
LEND = Trigger("lend", nl="uitlenen", en="lend")
BRING_BACK = Trigger("bring_back", nl="terugbrengen", en="bring back")
COMPLAIN = Trigger("complain", nl="klagen", en="complain")
HEAR = Trigger("hear", nl="horen", en="hear")

still_out = phrase("still_out", nl="nog {number} boeken uit", en="{number} books still out", number=int)


@guard(nl="de lezer heeft alles teruggebracht", en="the reader brought everything back", severity=waivable(by=[HEAD]))
def nothing_out(s: Situation[Loan]) -> Iterator[Blocker]:
    yield still_out(number=2)
    yield s.part.title


@guard(nl="de lezer is bekend", en="the reader is known")
def reader_known(s: Situation[Loan]) -> Iterator[str]:
    if s.facts.reader is None:
        yield "nobody"


@guard(nl="er is ruimte in de kast", en="there is room on the shelf", severity=Severity.ADVISORY)
def room_on_the_shelf(s: Situation[Loan]) -> Iterator[str]:
    yield "shelf 3"


@guard(nl="het boek is terug", en="the book is back")
def book_is_back(s: Situation[Loan]) -> Iterator[str]:
    if s.facts.back is None:
        yield s.facts.title


LOAN = CaseType(
    "book-loan", version=2, nl="uitlening", en="loan",
    root=Lifecycle(
        "loan", nl="uitlening", en="loan", facts=Loan,
        transitions=[
            NEW.to(asked, on=ASK, by=[READER], emits=event(
                "book_asked_for", Wish, nl="gevraagd", en="asked for", schema=3,
                then=lambda loan, wish: attrs.evolve(loan, title=wish.title, reader=None if wish.reader is REDACTED else wish.reader))),
            asked.to(lent, on=LEND, by=[CLERK], requires=[nothing_out, reader_known, room_on_the_shelf], decision=True,
                     emits=event("book_lent", nl="uitgeleend", en="lent")),
            lent.stays(on=BRING_BACK, by=[CLERK], emits=event("book_brought_back", Return, nl="teruggebracht", en="brought back",
                                                              then=lambda loan, back: attrs.evolve(loan, back=back.day))),
            lent.becomes(finished, requires=[book_is_back], emits=event("loan_finished", nl="afgesloten", en="finished")),
        ],
    ),
    parts=[
        Lifecycle(
            "complaint", nl="klacht", en="complaint", facts=Complaint, personal=True, outlives_root=True,
            transitions=[
                NEW.to(filed, on=COMPLAIN, by=[READER], emits=event(
                    "complaint_filed", Grievance, nl="ingediend", en="filed",
                    then=lambda c, body: attrs.evolve(c, about=None if body.about is REDACTED else body.about))),
                filed.to(heard, on=HEAR, by=[CLERK], decision=True, emits=event("complaint_heard", nl="gehoord", en="heard")),
            ],
        ),
    ],
    profiles=[Profile("branch", nl="filiaal", en="branch")],
    acts={TAKE_OVER: [HEAD], REDACT: [HEAD]},
)  # fmt: skip

reader = Actor("u-9", roles={"reader"})
clerk = Actor("u-1", roles={"clerk", "head"}, organisation="branch-3")
AMSTERDAM = timezone(timedelta(hours=1))


def golden_records(*, erased: bool = False) -> list[Record]:
    """The records of both loans, in the order in which they were written; or as they are after the complaint was erased."""
    start = datetime(2019, 11, 21, 9, 30, 0, 120_000, tzinfo=UTC)
    records: list[Record] = []

    def did(case: Case, trigger: str, by: Actor, minutes: int, *, request: str | None = None, **more: Any) -> Case:
        now = start + timedelta(minutes=minutes)
        decision = decide(case, Command(trigger, by, now, **more))
        assert isinstance(decision, Accepted), decision.text("en")
        head = next((record.hash for record in reversed(records) if record.stream == case.id), GENESIS)
        stamp = Stamp(now + timedelta(seconds=1), None if minutes % 2 else "u-1", request, "evening-1" if minutes > 2 else None)
        records.extend(seal(case, decision.events, stamp, head))
        return decision.case

    one = LOAN.new("loan-1", "branch")
    one = did(one, "ask", reader, 0, data=Wish("Één “boek” \\ 𝄞", frozenset({"b", "a", "é"}), "A. de Vries"), request="r-1")
    one = did(one, "complain", reader, 1, data=Grievance("p-17", "too slow"), occurred=date(2019, 11, 21))
    two = LOAN.new("loan-2", "branch")
    two = did(two, "take_over", clerk, 2, data=TakeOver(
        "the card index", {"loan": "lent", "complaint/1": "filed"},
        {"loan": {"title": "Old", "reader": "B. Bakker"}, "complaint/1": {"about": "noise"}},
        frozenset({"complaint"})))  # fmt: skip
    one = did(one, "lend", clerk, 3, waive=[Waiver("nothing_out", "they are on their way")], on_behalf_of="u-2", request="r-2", evidence=[
        Evidence("card", "urn:card:7", "ab" * 32, DataClass.C0), Evidence("letter", "urn:letter:8")])  # fmt: skip
    one = did(one, "bring_back", clerk, 4, data=Return(date(2019, 11, 21), -250), occurred=datetime(2019, 11, 21, 10, 33, tzinfo=AMSTERDAM))
    one = did(one, "hear", clerk, 5, part="complaint/1", evidence=[Evidence("minutes", "urn:minutes:1", about=DataClass.C0)])
    did(two, "bring_back", clerk, 6, data=Return(date(2019, 11, 20), 2**53 - 1, "wet"), occurred=date(2019, 11, 20))
    if not erased:
        return records

    now = start + timedelta(minutes=7)
    gone = [record.seq for record in records if record.stream == "loan-1" and record.read().part == "complaint/1"]
    decision = redact(one, Command(REDACT.name, clerk, now), Redact(tuple(gone), "the retention period of complaints"), now)
    assert isinstance(decision, Accepted)
    head = next(record.hash for record in reversed(records) if record.stream == "loan-1")
    records += seal(one, decision.events, Stamp(now + timedelta(seconds=1), "u-1", "r-3"), head)
    return [replace(each, personal=None) if each.stream == "loan-1" and each.seq in gone else each for each in records]


def events_of(case: Case, records: list[Record]) -> list[Event[Any]]:
    """The events in the records of one case."""
    from proeftuin_flow.log import event_of

    return [event_of(record, case.type) for record in records if record.stream == case.id]


def written(*, erased: bool = False) -> bytes:
    """The whole file, with salts that are no secret."""
    numbers = count(1)
    with patch("proeftuin_flow.log.sealing.salt", lambda: f"{next(numbers):032x}"):
        return b"".join(record.line() for record in golden_records(erased=erased))


if __name__ == "__main__":  # pragma: no cover  # by hand
    FILE.write_bytes(written())
    ERASED_FILE.write_bytes(written(erased=True))
