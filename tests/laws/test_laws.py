"""
Laws: what holds in every history, also in those that nobody thought of.

The histories are played (see `playing`): random wishes by random people, with random data, until every transition was taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from attrs import define, field
from msgspec.structs import replace

from proeftuin_flow.acts import TAKEN_OVER, VOIDED, Void
from proeftuin_flow.asking import severity_of
from proeftuin_flow.case import Case, Event
from proeftuin_flow.decider import decide, evolve, options, replay
from proeftuin_flow.decisions import Accepted, Option, Reason, Refused
from proeftuin_flow.guards import Severity
from proeftuin_flow.labels import Label
from proeftuin_flow.lifecycle import Lifecycle
from proeftuin_flow.log import GENESIS, Record, Stamp, event_of, fold, parse_line, seal, verify
from proeftuin_flow.testing.laws import LAWS, Attempt, key_of
from proeftuin_flow.wishes import Command, Waiver
from tests.laws.making import Maker
from tests.laws.playing import GAMES, Game, games, people, played

LEAST = 1_000


# ── options ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@define
class Findings:
    """How many options there were of each status, and those that were no true word."""

    counts: Counter[str] = field(factory=Counter)
    untrue: list[tuple[Case, Option]] = field(factory=list)


@cache
def findings() -> Findings:
    """Every option at every turn of every game, against what `decide` says."""
    found = Findings()
    for game in games():
        for turn, (case, now, _) in enumerate(game.commits):
            for by in people(game)[: 1 + (turn % 4 == 0)]:
                for option in options(case, by, now):
                    found.counts[option.status] += 1
                    if not _is_true(option, decide(case, Command(option.trigger, by, now, option.part))):
                        found.untrue.append((case, option))
    return found


def _is_true(option: Option, decision: Accepted | Refused) -> bool:
    reasons = decision.reasons if isinstance(decision, Refused) else ()
    if option.reasons != reasons:
        return False
    match option.status:
        case "ready":
            return isinstance(decision, Accepted)
        case "needs_data":
            return option.data is not None and ["data_missing"] == [reason.code for reason in reasons]
        case "blocked":
            return {"data_missing"} < {*(reason.code for reason in reasons), "data_missing"}


@pytest.mark.parametrize("status", ["ready", "needs_data", "blocked"])
def test_option_foretells_what_decide_says(status):
    """
    `ready` is accepted, `needs_data` lacks nothing else, `blocked` is refused for the same reasons.
    """
    found = findings()

    assert [] == [(case, option) for case, option in found.untrue if option.status == status]
    assert found.counts[status] >= LEAST


def test_what_is_blocked_stays_blocked_with_data():
    """
    Data can only add reasons; it takes none away but that it was missing.
    """
    lost = []
    for game in games():
        for case, now, _ in game.commits[::6]:
            maker = Maker(_rng(game), game.world.texts, now, game.world.favourites)
            for option in options(case, people(game)[0], now):
                if option.status == "blocked" and option.data is not None:
                    with_data = decide(case, Command(option.trigger, people(game)[0], now, option.part, maker.instance(option.data, case)))
                    said = _codes(with_data)
                    lost += [(case, option, reason) for reason in option.reasons if reason.code != "data_missing" and not _still(reason, said)]

    assert [] == lost


def _rng(game: Game):
    from random import Random

    return Random(game.seed)


def _codes(decision: Accepted | Refused) -> set[tuple[str, str]]:
    return {(reason.guard or reason.code, reason.part) for reason in decision.reasons} if isinstance(decision, Refused) else set()


def _still(reason: Reason, said: set[tuple[str, str]]) -> bool:
    return (reason.guard or reason.code, reason.part) in said


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def attempts() -> Iterator[tuple[Game, Attempt]]:
    """Everything that was wished in any game."""
    return ((game, attempt) for game in games() for attempt in game.attempts)


def refusals() -> Iterator[tuple[Game, Attempt, Refused]]:
    """Everything that was refused."""
    return ((game, attempt, attempt.decision) for game, attempt in attempts() if isinstance(attempt.decision, Refused))


def test_enough_was_tried():
    """
    A law that was never put to the test says nothing.
    """
    counts = Counter(type(attempt.decision).__name__ for _, attempt in attempts())
    decided_with_waivers = sum(1 for _, attempt in attempts() if attempt.command.waive)

    assert counts["Accepted"] >= LEAST
    assert counts["Refused"] >= LEAST
    assert decided_with_waivers >= 100


STRIDES = {
    "deciding_is_a_function": 5, "what_is_decided_is_what_evolves": 3, "a_reducer_keeps_to_its_facts": 3, "a_waiver_changes_only_what_it_names": 9,
}  # fmt: skip
"""The laws that take long are asked of every so many decisions."""


@pytest.mark.parametrize("law", [*LAWS])
def test_law_holds_of_every_decision(law):
    """
    The laws that the test kit has for everybody's rules hold for ours.
    """
    asked = [attempt for _, attempt in attempts()][:: STRIDES.get(law, 1)]

    assert len(asked) >= LEAST
    assert [] == [(attempt, problem) for attempt in asked for problem in LAWS[law](attempt)]


@pytest.mark.parametrize("name", [*GAMES])
def test_every_transition_was_taken(name):
    """
    From every state into which games come, by every arrow that leaves it.
    """
    player, _ = played(name)

    assert [] == player.missed()


def test_reason_without_blockers_is_its_label():
    """
    Such as one whose blockers were erased.
    """
    assert "there is a map" == Reason("map", Label("er is een kaart", "there is a map"), (), "permit").text("en")


def test_stranger_learns_no_more_than_that_he_may_not():
    """
    Where the part stands, and who may; nothing of what is missing in the file.
    """
    told = {reason.code for game, _, refused in refusals() for reason in refused.for_(game.world.stranger).reasons}
    shortened = [refused for game, _, refused in refusals() if refused.for_(game.world.mighty[0]) is not refused and refused.allowed]

    assert {"wrong_state", "role"} == told
    assert [] == shortened


# ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def happened() -> Iterator[tuple[Game, Event[object]]]:
    """Every event of every game, and of what could have been done."""
    for game, attempt in attempts():
        if isinstance(attempt.decision, Accepted):
            yield from ((game, event) for event in attempt.decision.events)


def test_final_state_is_left_by_reopening_only():
    """
    Nothing more is expected there, so nobody leaves it by the way.
    """
    left = Counter(
        game.world.arrows[key_of(event)].reopens
        for game, event in happened()
        if event.source != event.target and event.type not in (TAKEN_OVER, VOIDED)
        and game.case.type.lifecycles[event.part.partition("/")[0]].state_of(event.source).final
    )  # fmt: skip

    assert {True} == left.keys()


def test_what_is_voided_counts_as_if_it_had_never_been_made():
    """
    Every part, count and memory is what all other events lead to; and what is not voided is refused with the records that do not fit.
    """
    differing = []
    tried: Counter[str] = Counter()
    for _, attempt in attempts():
        data, decision = attempt.command.data, attempt.decision
        if not isinstance(data, Void) or data.past is None:
            continue
        if isinstance(decision, Refused):
            (reason,) = decision.reasons
            tried[reason.code] += 1
            differing += [] if reason.blockers else [attempt]
            continue
        tried["voided"] += 1
        happened = [*data.past.events, *decision.events]
        gone = {number for event in happened if event.type == VOIDED for number in event.body.records}
        case = data.past.start
        for event in happened:
            if event.seq not in gone and event.type != VOIDED:
                case = evolve(case, event)
        differing += [] if replace(case, revision=decision.case.revision) == decision.case else [attempt]

    assert [] == differing
    assert tried.keys() == {"voided", "cannot_be_voided"}
    assert min(tried.values()) >= 50


def test_history_replays_to_the_case():
    """
    From the first event to the last, for every game.
    """
    assert [] == [game.seed for game in games() if replay(game.start, game.events) != game.case]


def test_every_prefix_of_a_history_replays_to_the_case_as_it_stood():
    """
    So a case can be shown as it was at any revision.
    """
    differing = []
    for game in games():
        case, told = game.start, list[Event[Any]]()
        for before, _, events in game.commits:
            if case != before:
                differing.append((game.seed, case.revision))
            told += events
            if any(event.type == VOIDED for event in events):
                case = replay(game.start, told)
            else:
                for event in events:
                    case = evolve(case, event)

    assert [] == differing


def test_counts_are_those_of_the_parts():
    """
    How many parts are in each state, and which wait to move by themselves, is kept up with every event; counted anew it is the same.
    """
    differing = [
        (case.id, lifecycle.name)
        for game in games()
        for case in [*(before for before, _, _ in game.commits), game.case]
        for lifecycle in case.type.parts
        if _kept(case, lifecycle) != _counted(case, lifecycle)
    ]

    assert [] == differing


def _kept(case: Case, lifecycle: Lifecycle[Any]) -> Any:
    tally = {state: number for state, number in case.parts.tally(lifecycle.name).items() if number}
    return tally, {state: case.parts.waiting(lifecycle.name, state) for state in lifecycle.watching_states}


def _counted(case: Case, lifecycle: Lifecycle[Any]) -> Any:
    parts = [*case.parts.of(lifecycle.name)]
    waiting = {state: tuple(part.number for part in parts if part.state == state) for state in lifecycle.watching_states}
    return dict(Counter(part.state for part in parts)), waiting


# ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def sealed(game: Game) -> list[Record]:
    """The records of a game."""
    records: list[Record] = []
    for case, now, events in game.commits:
        records += seal(case, events, Stamp(now + timedelta(seconds=1)), records[-1].hash if records else GENESIS)
    return records


@pytest.mark.parametrize("name", [*GAMES])
def test_log_leads_to_the_same_case(name):
    """
    Sealed, written as lines, read back, verified, and folded.
    """
    differing = []
    for game in games(name):
        if not game.commits:
            continue
        records = [parse_line(record.line(), "line") for record in sealed(game)]
        found = fold(records, game.start.type, game.start.id, game.start.profile.name)
        if records != sealed_as(records) or verify(records, game.start.id).head != records[-1].hash or found != game.case:
            differing.append(game.seed)

    assert [] == differing


def sealed_as(records: list[Record]) -> list[Record]:
    """The same records by way of their lines, once more."""
    return [parse_line(record.line(), "line") for record in records]


@pytest.mark.parametrize("name", [*GAMES])
def test_event_comes_back_from_its_record(name):
    """
    All of it but the words of what blocked a requirement: those stand with the rules.
    """
    differing = [
        event
        for game in games(name)
        for event, record in zip(game.events, sealed(game), strict=True)
        if _wordless(event_of(record, game.case.type)) != _wordless(event)
    ]

    assert [] == differing


def _wordless(event: Event[object]) -> Event[object]:
    return replace(event, checks=tuple(replace(check, blockers=(len(check.blockers),)) for check in event.checks))


# ── waivers ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_waiver_changes_only_what_it_names():
    """
    Its own requirement no longer blocks; every other reason stays.  What may not be waived is one reason more.
    """
    wrong = []
    tried: Counter[str] = Counter()
    for game, attempt, _ in [*refusals()][::2]:
        case, by = attempt.case, game.world.mighty[0]
        wish = replace(attempt.command, by=by, waive=())
        plain = decide(case, wish) if wish.trigger in case.type.lifecycle_of else None
        arrows = _arrows(case, wish)
        if not isinstance(plain, Refused) or len(arrows) != 1 or case.memory.waivers:
            continue
        for guard in arrows[0].guards:
            severity = severity_of(guard, case)
            unmet = any(reason.guard == guard.code and reason.where is None for reason in plain.reasons)
            waived = decide(case, replace(wish, waive=[Waiver(guard.code, "it follows")]))
            reasons = waived.reasons if isinstance(waived, Refused) else ()
            if severity == Severity.ADVISORY:
                continue
            if unmet and severity.by:
                tried["waived"] += 1
                expected = tuple(reason for reason in plain.reasons if reason.guard != guard.code)
            else:
                tried["not allowed"] += 1
                expected = (*plain.reasons, *(reason for reason in reasons if reason.code == "waiver_not_allowed"))
                wrong += [] if any(reason.code == "waiver_not_allowed" for reason in reasons) else [(attempt, guard)]
            wrong += [] if expected == reasons else [(attempt, guard)]

    assert [] == wrong
    assert min(tried.values()) >= 100


def test_waiver_changes_only_what_it_names_where_nothing_can_be_done_yet():
    """
    On the road ahead a waiver takes away what may be waived, and nothing that may not.
    """
    wrong = []
    tried: Counter[bool] = Counter()
    for game, attempt, _ in refusals():
        case, wish = attempt.case, replace(attempt.command, by=game.world.mighty[0], waive=())
        plain = decide(case, wish) if wish.trigger in case.type.lifecycle_of and not _arrows(case, wish) else None
        if not isinstance(plain, Refused):
            continue
        for guard in {guard for t in plain.part.lifecycle.transitions if t.trigger == plain.trigger for guard in t.guards}:
            by = severity_of(guard, case).by
            told = [reason for reason in plain.reasons if reason.guard == guard.code]
            if told and not any(guard in t.guards for t in plain.part.lifecycle.transitions if t.trigger is None):
                tried[bool(by)] += 1
                waived = decide(case, replace(wish, waive=[Waiver(guard.code, "it follows")]))
                kept = tuple(reason for reason in plain.reasons if not (by and reason.guard == guard.code))
                wrong += [] if isinstance(waived, Refused) and kept == waived.reasons else [(attempt, guard)]

    assert [] == wrong
    assert min(tried[True], tried[False]) >= 100


def _arrows(case: Case, wish: Command):
    part = case.root if wish.part in (None, case.root.address) else case.parts.get(wish.part or "")
    state = "new" if part is None else part.state
    lifecycle = case.type.lifecycle_of.get(wish.trigger)
    return () if lifecycle is None else lifecycle.table.get(state, {}).get(wish.trigger, ())
