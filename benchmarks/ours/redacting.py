"""
Redacting: a person is erased everywhere, in stores of several sizes, and persons of whom there is more.

A store is a file of visits, twelve records to each: one that it began, four that name its own person, and seven about others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

from attrs import frozen

from benchmarks.timing import Contestant, Thunk
from proeftuin_flow import C1, NEW, Accepted, Actor, CaseType, Command, Flow, Lifecycle, Role, State, Trigger, decide, event
from proeftuin_flow.case_type import REDACT
from proeftuin_flow.erasing import ErasureReport
from proeftuin_flow.log import GENESIS, Stamp, seal
from proeftuin_flow.privacy import Subject
from proeftuin_flow.stores import Commit, SqliteStore

__all__ = ["VISIT_RECORDS", "erasing", "visit_id", "write_visits"]

OWN, OTHERS = 4, 7
VISIT_RECORDS = 1 + OWN + OTHERS
TOGETHER = 500
"""So many visits are written in one commit."""


@frozen
class Visit:
    """Nothing is known of a visit but what was said."""


@frozen
class Talk:
    """Who said what."""

    who: C1[Subject[str]]
    about: C1[str]


HOST = Role("host", nl="gastheer", en="host")
OFFICER = Role("officer", nl="privacyfunctionaris", en="privacy officer")
HOST_1, OFFICER_1 = Actor("u-1", roles={"host"}), Actor("u-2", roles={"officer"})
COME, TALK, LEAVE = Trigger("come", nl="komen", en="come"), Trigger("talk", nl="praten", en="talk"), Trigger("leave", nl="gaan", en="leave")
here, gone = State("here", nl="aanwezig", en="here"), State("gone", nl="vertrokken", en="gone", final=True)

VISIT = CaseType(
    "visit", version=1, nl="bezoek", en="visit", acts={REDACT: [OFFICER]},
    root=Lifecycle(
        "visit", nl="bezoek", en="visit", facts=Visit,
        transitions=[
            NEW.to(here, on=COME, by=[HOST], emits=event("came", nl="gekomen", en="came")),
            here.stays(on=TALK, by=[HOST], emits=event("talked", Talk, nl="gesproken", en="talked")),
            here.to(gone, on=LEAVE, by=[HOST], emits=event("left", nl="gegaan", en="left")),
        ],
    ),
)  # fmt: skip


def write_visits(path: Path, persons: Sequence[str]) -> None:
    """
    A store with one visit for each of these persons; who comes more often is named again.
    """
    with SqliteStore(path) as store:
        for first in range(0, len(persons), TOGETHER):
            numbers = range(first, min(first + TOGETHER, len(persons)))
            assert not any(store.append_all([commit for number in numbers for commit in _written(number, persons[number])]))


def visit_id(number: int) -> str:
    """
    The id of a visit.
    """
    return f"visit-{number:07d}"


def _written(number: int, person: str) -> Iterator[Commit]:
    case, head, now = VISIT.new(visit_id(number)), GENESIS, datetime(2026, 11, 25, 12, tzinfo=UTC) + timedelta(seconds=number)
    said: list[Talk | None] = [None, *(Talk(person, f"own {number}-{n}") for n in range(OWN))]
    said += [Talk(f"other-{number}-{n}", f"other {number}-{n}") for n in range(OTHERS)]
    for data in said:
        decision = decide(case, Command("come" if data is None else "talk", HOST_1, now, data=data))
        assert isinstance(decision, Accepted), decision.text("en")
        records = seal(case, decision.events, Stamp(now), head)
        yield Commit(case.id, case.revision, head, records)
        case, head = decision.case, records[-1].hash


def erasing(path: Path, person: Callable[[int], str], visits: int, *, case: Callable[[int], str] = lambda number: "", first: int = 0) -> Contestant:
    """
    One person after the other is erased, each with so many visits; nobody twice.  With a `case` in that only, without in every one.
    """
    flow, numbers = Flow(SqliteStore(path), [VISIT]), count(first)

    def ready(n: int) -> Thunk:
        persons = [(case(number) or None, person(number)) for number in islice(numbers, n)]
        return lambda: [flow.redact(id, subject=each, ground="AVG artikel 17", by=OFFICER_1) for id, each in persons]

    def check(result: object) -> None:
        assert isinstance(result, list)
        for report in result:
            assert isinstance(report, ErasureReport)
            assert (visits * OWN, True) == (report.records, report.wiped), f"{report.records} records erased, not {visits * OWN}"

    return Contestant(ready, check)
