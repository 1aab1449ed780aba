"""
Guidance: a case type for what is erased.  People are looked for, guided, and given a place; each is in several records, in every way there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import attrs
from attrs import frozen

from proeftuin_flow.case_type import REDACT, TAKE_OVER, CaseType
from proeftuin_flow.errors import NotEstablished
from proeftuin_flow.guards import Role, Severity, Trigger, guard
from proeftuin_flow.labels import Blocker, Label
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.messages import PARTS_ERASED
from proeftuin_flow.privacy import C0, C1, C2, REDACTED, PartOf, Redacted, Subject
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor


@frozen
class Guidance:
    """What is known of the whole: who is the contact, under which reference, and what was said last."""

    contact: Subject[str] | Redacted | None = None
    notes: C0[int] = 0


@frozen
class Path:
    """What is known of the path of one person, under a pseudonym."""

    who: Subject[str] | Redacted | None = None
    wants: str | Redacted | None = None


@frozen
class Contact:
    """Who is to be called, what about, and how urgent it is."""

    who: C1[Subject[str]]
    about: C1[str]
    urgent: C0[bool] = False


@frozen
class Talk:
    """Who were at a talk."""

    people: C1[tuple[Subject[str], ...]]
    minutes: C0[int] = 0
    summary: C1[str] = ""


@frozen
class Application:
    """Who wants what."""

    who: C2[Subject[str]]
    wants: C2[str]


@frozen
class Step:
    """What was done; it names nobody."""

    what: C2[str]


@frozen
class Seat:
    """Which path got the place."""

    path: C2[Annotated[int, PartOf("path")]]
    desk: C0[str] = "a"


opened = State("opened", nl="open", en="open")
closed = State("closed", nl="gesloten", en="closed", final=True)
looking = State("looking", nl="zoekt", en="looking")
found = State("found", nl="gevonden", en="found", final=True)
left = State("left", nl="vertrokken", en="left", final=True)

GUIDE = Role("guide", nl="begeleider", en="guide")
OFFICER = Role("officer", nl="privacyfunctionaris", en="privacy officer")

BEGIN = Trigger("begin", nl="beginnen", en="begin")
CALL = Trigger("call", nl="bellen", en="call")
TALK = Trigger("talk", nl="praten", en="talk")
CLOSE = Trigger("close", nl="sluiten", en="close")
SEAT = Trigger("seat", nl="plaatsen", en="seat")
APPLY = Trigger("apply", nl="aanmelden", en="apply")
GO_ON = Trigger("go_on", nl="verdergaan", en="go on")
FIND = Trigger("find", nl="vinden", en="find")
LEAVE = Trigger("leave", nl="vertrekken", en="leave")


@guard(nl="iedereen is klaar", en="everybody is done")
def all_done(s: Situation[Guidance]) -> Iterator[Blocker]:
    if s.unsettled(Path):
        yield "somebody"


@guard(nl="niemand wil hetzelfde", en="nobody wants the same", severity=Severity.ADVISORY)
def nobody_wants_the_same(s: Situation[Path]) -> Iterator[Blocker]:
    yield from (part.title for part in s.parts(Path, looking) if part.number != s.part.number)


@guard(nl="de contactpersoon is bekend", en="the contact is known")
def contact_known(s: Situation[Guidance]) -> Iterator[Blocker]:
    if s.facts.contact is REDACTED:
        raise NotEstablished(PARTS_ERASED(kind=s.part.lifecycle.label))
    if s.facts.contact is None:
        yield "nobody"


@guard(nl="er zoekt nog iemand", en="somebody is still looking", severity=Severity.ADVISORY)
def some_look(s: Situation[Guidance]) -> Iterator[Blocker]:
    yield from (part.title for part in s.parts(Path, looking))




GUIDANCE = CaseType(
    "guidance", version=1, nl="begeleiding", en="guidance",
    root=Lifecycle(
        "guidance", nl="begeleiding", en="guidance", facts=Guidance,
        transitions=[
            NEW.to(opened, on=BEGIN, by=[GUIDE], emits=event("begun", nl="begonnen", en="begun")),
            opened.stays(on=CALL, by=[GUIDE], emits=event(
                "called", Contact, nl="gebeld", en="called", then=lambda g, c: attrs.evolve(g, contact=c.who, notes=g.notes + 1))),
            opened.stays(on=TALK, by=[GUIDE], requires=[contact_known, some_look], decision=True, emits=event(
                "talked", Talk, nl="gesproken", en="talked")),
            opened.stays(on=SEAT, by=[GUIDE], emits=event("seated", Seat, nl="geplaatst", en="seated")),
            opened.to(closed, on=CLOSE, by=[GUIDE], requires=[all_done], emits=event("closed", nl="gesloten", en="closed")),
        ],
    ),
    parts=[
        Lifecycle(
            "path", nl="pad", en="path", facts=Path, personal=True, outlives_root=True, purpose=Label("begeleiden", "guiding"),
            transitions=[
                NEW.to(looking, on=APPLY, by=[GUIDE], requires=[nobody_wants_the_same], decision=True, emits=event(
                    "applied", Application, nl="aangemeld", en="applied", then=lambda p, a: attrs.evolve(p, who=a.who, wants=a.wants))),
                looking.stays(on=GO_ON, by=[GUIDE], emits=event("went_on", Step, nl="verder", en="went on")),
                looking.to(found, on=FIND, by=[GUIDE], emits=event("found", nl="gevonden", en="found")),
                looking.to(left, on=LEAVE, by=[GUIDE], emits=event("left", nl="vertrokken", en="left")),
            ],
        ),
    ],
    acts={REDACT: [OFFICER], TAKE_OVER: [GUIDE]},
    purpose=Label("bereikbaar zijn", "being reachable"),
)  # fmt: skip

GUIDE_1 = Actor("u-1", roles={"guide"})
OFFICER_1 = Actor("u-7", roles={"officer"})
