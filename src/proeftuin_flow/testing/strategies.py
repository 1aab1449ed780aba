"""
Strategies of hypothesis: for data, for stories and logs of a case type, and for every public value.

    values(Document)       anything that the fields of a class allow, also what no rule asks for
    data_for(PERMIT, "receive")    the same for a trigger
    stories(PERMIT)        what may happen in a case, as `given` tells it; cases(PERMIT) and logs(PERMIT) are made of them
    definitions()          whole case types that hold together

With the extra `testing`, hypothesis knows the public types by itself: `st.from_type(Actor)`.  This module needs hypothesis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

from ..access import AccessReport, Held, access_report
from ..acts import ChangeProfile, Destroy, Migrate, Past, TakeOver, Void, Waive
from ..batch import Report, Result
from ..bodies import Sha256, Uri
from ..case import Case, Check, Event, Part
from ..case_type import CaseType, Destroyable, Profile
from ..decider import decide, options
from ..decisions import Accepted, Option, Reason, Refused
from ..flow import Flow
from ..grounds import Grounds, grounds_of
from ..guards import Guard, Role, Severity, Trigger
from ..ids import id_problems
from ..labels import Label, PartTitle, Phrase
from ..lifecycle import EventType, Lifecycle, State, Transition
from ..log import GENESIS, Record
from ..privacy import DataClass
from ..rehearsal import Rehearsal
from ..situation import Situation
from ..stores import MemoryStore
from ..stores.port import Commit
from ..use_cases import Outcome
from ..wishes import Actor, CaseRef, Command, Evidence, Item, Waiver
from .clock import Clock
from .definitions import definitions
from .histories import sealed
from .making import Favourites, people_of
from .searching import Made
from .shaping import DAYS, MOMENTS, values
from .spec import Given, given
from .wishing import wishes

__all__ = ["PUBLIC", "actors", "cases", "data_for", "definitions", "ids", "logs", "stories", "values"]

Strategy: TypeAlias = st.SearchStrategy[Any]


# ── small things ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def ids() -> st.SearchStrategy[str]:
    """Opaque ids, as of cases, actors and organisations."""
    made = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,63}", fullmatch=True)
    return made.filter(lambda text: not [*id_problems("id", text)])


def codes() -> st.SearchStrategy[str]:
    """Codes, as of roles, triggers and guards."""
    return st.from_regex(r"[a-z][a-z0-9_]{0,15}", fullmatch=True)


def actors(case_type: CaseType | None = None) -> st.SearchStrategy[Actor]:
    """Anybody; of a case type, somebody with some of its roles."""
    roles = st.frozensets(codes(), max_size=3) if case_type is None else st.frozensets(st.sampled_from(sorted(case_type.roles)))
    return st.builds(Actor, ids(), roles, st.none() | ids())


WORDS: Final = st.text(st.sampled_from("abcdefgh "), min_size=1, max_size=20).filter(str.strip)
LABELS: Final = st.builds(Label, WORDS, WORDS)
WAIVERS: Final = st.builds(Waiver, codes(), WORDS)


def data_for(case_type: CaseType, trigger: str) -> Strategy:
    """
    Any data that a trigger may have; None if it wants none.

    Raises:
        KeyError: If there is no such trigger.
    """
    wants = case_type.lifecycle_of[trigger].wanted[trigger]
    return st.none() if wants is None else values(wants)


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def stories(
    draw: st.DrawFn, case_type: CaseType | None = None, *, steps: int = 8, data: Favourites | None = None,
    kinds: Mapping[str, Sequence[str]] | None = None,
) -> Given:  # fmt: skip
    """What may happen in a case of a type, or of any type, in so many steps at most; what is refused is no part of it."""
    chosen = draw(definitions()) if case_type is None else case_type
    story = given(chosen, draw(st.sampled_from([profile.name for profile in chosen.profiles])))
    people, made = people_of(chosen), Made(data or {}, kinds or {})
    for _ in range(draw(st.integers(0, steps))):
        story = story.later(minutes=draw(st.sampled_from((60, 0, 2 * 24 * 60))))
        asked = story.asked(draw(wishes(story, made, people)))
        story = asked.accepted("it") if isinstance(asked.decision, Accepted) else story
    return story


def cases(case_type: CaseType | None = None, *, steps: int = 8) -> st.SearchStrategy[Case]:
    """A case as it may stand."""
    return stories(case_type, steps=steps).map(lambda story: story.case)


def logs(case_type: CaseType | None = None, *, steps: int = 8) -> st.SearchStrategy[list[Record]]:
    """The whole log of a case, which verifies; at least one record."""
    return stories(case_type, steps=steps).filter(lambda story: bool(story.steps)).map(lambda story: sealed(story.steps))


def _happened() -> st.SearchStrategy[Given]:
    """A story in which something happened."""
    return stories(steps=4).filter(lambda story: bool(story.steps))


@st.composite
def _decided(draw: st.DrawFn, wanted: type[Accepted] | type[Refused]) -> Any:
    story = draw(stories(steps=3))
    people = people_of(story.case.type)
    return draw(wishes(story, Made(), people).map(lambda wish: decide(story.case, wish)).filter(lambda decision: isinstance(decision, wanted)))


@st.composite
def _commands(draw: st.DrawFn) -> Command:
    story = draw(stories(steps=3))
    return draw(wishes(story, Made(), people_of(story.case.type)))


@st.composite
def _flows(draw: st.DrawFn) -> Flow:
    """A flow over a store in which a case stands."""
    story = draw(_happened())
    return flow_of(story)


def flow_of(story: Given) -> Flow:
    """A flow over a store in which a story happened, as its case; its clock stands still."""
    store, records = MemoryStore(), sealed(story.steps)
    flow = Flow(store, [story.case.type], clock=Clock(story.now))
    flow.start()
    store.append(Commit(story.case.id, 0, GENESIS, records))
    return flow


def _drawn(from_: Strategy, choose: Callable[[Any], Sequence[Any]]) -> Strategy:
    """One of what each of these has; those that have none are left out."""
    return from_.map(choose).filter(bool).flatmap(st.sampled_from)


def _lifecycles() -> Strategy:
    return _drawn(definitions(), lambda case_type: [*case_type.lifecycles.values()])


def _transitions() -> Strategy:
    return _drawn(_lifecycles(), lambda lifecycle: lifecycle.transitions)


def _severities() -> Strategy:
    return st.sampled_from([Severity.FIXED, Severity.HARD, Severity.ADVISORY, Severity("waivable", (Role("chief", nl="hoofd", en="head"),))])


def _named(cls: type) -> Strategy:
    return st.builds(cls, codes(), nl=WORDS, en=WORDS)


def _states_of(case: Case) -> Mapping[str, str]:
    return {part.address: part.state for part in (case.root, *case.parts.values())}


PUBLIC: Final[Mapping[type, Callable[[], Strategy]]] = {
    Accepted: lambda: _decided(Accepted),
    AccessReport: lambda: st.tuples(_flows(), ids()).map(lambda pair: access_report(*pair)),
    Actor: actors,
    Case: cases,
    CaseRef: lambda: st.builds(CaseRef, ids(), st.integers(1, 1_000), st.from_regex("[0-9a-f]{64}", fullmatch=True)),
    CaseType: definitions,
    ChangeProfile: lambda: st.builds(ChangeProfile, codes(), WORDS),
    Check: lambda: st.builds(Check, codes(), st.sampled_from(["met", "advised"])) | st.builds(Check, codes(), st.just("waived"), ids(), WORDS),
    Command: _commands,
    Destroy: lambda: st.builds(Destroy, actors(), WORDS),
    Destroyable: lambda: st.builds(Destroyable, st.lists(st.from_type(Guard), max_size=2), confirmed_by=st.lists(_named(Role), max_size=2)),
    Event: lambda: _drawn(_happened(), lambda story: story.events),
    EventType: lambda: _transitions().map(lambda t: t.emits),
    Evidence: lambda: st.builds(Evidence, codes(), values(Uri), st.none() | values(Sha256), st.sampled_from(DataClass)),
    Flow: _flows,
    Grounds: lambda: _happened().map(flow_of).map(lambda flow: grounds_of(next(iter(flow.history("case-1"))), flow._store)),
    Guard: lambda: _drawn(definitions(), lambda case_type: [*case_type.guards.values()]),
    Held: lambda: st.builds(Held, ids(), codes(), st.integers(1, 99), codes(), codes(), LABELS, DAYS, MOMENTS, ids(), st.none() | ids(),
                            st.none() | LABELS, st.dictionaries(st.sampled_from(DataClass), st.dictionaries(codes(), WORDS, max_size=2))),
    Item: lambda: st.builds(Item, ids(), codes(), by=actors(), waive=st.lists(WAIVERS, max_size=1)),
    Label: lambda: LABELS,
    Lifecycle: _lifecycles,
    Migrate: lambda: st.builds(Migrate, definitions(), WORDS),
    Option: lambda: _drawn(stories(steps=3), lambda story: [*options(story.case, people_of(story.case.type)[0], story.now)]),
    Outcome: lambda: _happened().map(lambda story: Outcome(story.case, tuple(story.events), tuple(sealed(story.steps)))),
    Part: lambda: _drawn(cases(), lambda case: [case.root, *case.parts.values()]),
    PartTitle: lambda: st.from_type(Part).map(lambda part: part.title),
    Past: lambda: _happened().map(lambda story: Past(story.steps[0].case, story.events)),
    Phrase: lambda: st.builds(Phrase, codes(), LABELS),
    Profile: lambda: st.builds(Profile, codes(), nl=WORDS, en=WORDS, severities=st.dictionaries(codes(), _severities(), max_size=2),
                               parameters=st.dictionaries(codes(), st.integers(0, 9) | WORDS, max_size=2)),
    Reason: lambda: _drawn(_decided(Refused), lambda refused: refused.reasons),
    Record: lambda: _drawn(logs(), lambda records: records),
    Refused: lambda: _decided(Refused),
    Rehearsal: lambda: definitions().map(lambda case_type: Rehearsal(case_type, case_type)),
    Report: lambda: st.lists(st.builds(Result, st.from_type(Item), st.from_type(Outcome)), max_size=2).map(lambda results: Report(tuple(results))),
    Role: lambda: _named(Role),
    Severity: _severities,
    Situation: lambda: cases().map(lambda case: Situation(case.root.facts, case.root, case)),
    State: lambda: st.builds(State, codes(), nl=WORDS, en=WORDS, final=st.booleans()),
    TakeOver: lambda: _happened().map(lambda story: TakeOver("an older system", _states_of(story.case))),
    Transition: _transitions,
    Trigger: lambda: _named(Trigger),
    Void: lambda: st.builds(Void, st.integers(1, 100), WORDS),
    Waive: lambda: st.builds(Waive, codes(), codes(), WORDS),
    Waiver: lambda: WAIVERS,
}  # fmt: skip
"""What hypothesis draws for the public types, once the extra `testing` is there; `st.from_type(Actor)`."""
