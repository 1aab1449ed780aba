"""
Planted: case types in which something is wrong on purpose, for whoever looks for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve, frozen

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.errors import NotEstablished
from proeftuin_flow.guards import Guard, Role, Severity, Trigger, guard
from proeftuin_flow.labels import phrase
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.privacy import C0
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor


@frozen
class Ledger:
    """What is known: a number, and a list that anybody can write in."""

    number: int = 0
    scribbles: list[str] | None = None


@frozen
class Other:
    """The facts of nothing."""


@frozen
class Entry:
    """What is entered."""

    number: C0[int]


CLERK = Role("clerk", nl="behandelaar", en="clerk")
CLERK_1 = Actor("clerk-1", roles={"clerk"})
SCRIBBLES: list[str] = []

begun = State("begun", nl="begonnen", en="begun")
ended = State("ended", nl="geëindigd", en="ended", final=True)

Reducer = Callable[[Any, Any], Any]


def entered(ledger: Ledger, entry: Entry) -> Ledger:
    return evolve(ledger, number=entry.number, scribbles=SCRIBBLES)


def planted(*requires: Guard[Any], then: Reducer = entered) -> CaseType:
    """Begun, entered, and ended if these guards are met."""
    return CaseType(
        "ledger", version=1, nl="grootboek", en="ledger",
        root=Lifecycle(
            "ledger", nl="grootboek", en="ledger", facts=Ledger,
            transitions=[
                NEW.to(begun, on=Trigger("begin", nl="begin", en="begin"), by=[CLERK], emits=event("ledger_begun", nl="begonnen", en="begun")),
                begun.stays(on=Trigger("enter", nl="voer in", en="enter"), by=[CLERK],
                            emits=event("entry_made", Entry, nl="ingevoerd", en="entered", then=then)),
                begun.to(ended, on=Trigger("end", nl="eindig", en="end"), by=[CLERK], requires=requires,
                         emits=event("ledger_ended", Entry, nl="geëindigd", en="ended")),
            ],
        ),
    )  # fmt: skip


def asks(code: str, yields: Callable[[Situation[Any]], Iterable[Any]], severity: Severity = Severity.HARD) -> Guard[Any]:
    """A guard that yields this."""

    def asked(s: Situation[Any]) -> Iterator[Any]:
        yield from yields(s)

    return guard(nl=f"aan {code} is voldaan", en=f"{code} is met", code=code, severity=severity)(asked)


def scribbling(s: Situation[Any]) -> Sequence[str]:
    """It writes in what it should only look at."""
    if s.facts.scribbles is not None:
        s.facts.scribbles.append("was here")
    return () if s.facts.number else ("a number",)


def forgetting(s: Situation[Any]) -> Sequence[str]:
    """It counts how often it was asked."""
    SCRIBBLES.append("asked")
    return ("odd",) if len(SCRIBBLES) % 2 else ()


def reading_waivers(s: Situation[Any]) -> Sequence[str]:
    """It looks at what others let pass."""
    return ("a waiver",) if s.command is not None and s.command.waive else ()


def without_data(s: Situation[Any]) -> Sequence[str]:
    """It blocks where there is no data, which is not its business."""
    return ("no data",) if s.command is not None and s.command.data is None else ()


def raising(s: Situation[Any]) -> Sequence[str]:
    """It divides by what may be zero."""
    return ("odd",) if 7 // s.facts.number else ()


def numberless(s: Situation[Any]) -> Sequence[str]:
    """It wants a number."""
    return () if s.facts.number else ("a number",)


def silent(s: Situation[Any]) -> Sequence[str]:
    """What blocks has no name."""
    return ("",)


def endless(s: Situation[Any]) -> Iterator[str]:
    """It never comes to an end."""
    while True:
        yield "more"


def wordless(s: Situation[Any]) -> Sequence[Any]:
    """What blocks is no text."""
    return (42,)


nobody_knows = phrase("nobody_knows", nl="wat niemand weet", en="what nobody knows")


def unknown(s: Situation[Any]) -> Sequence[str]:
    """It looks at what nobody knows."""
    raise NotEstablished(nobody_knows())
