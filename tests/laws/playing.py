"""
Playing: histories that nobody wrote down, and that take every transition there is.

Each step wishes many things, some of which cannot be, and does one of those that can: rather what was seldom done before.  The
same seed gives the same history everywhere.  The games are played once in each process; the first test that asks for them waits some
seconds, and is among the slowest for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from attrs import define, field
from msgspec.structs import replace

from proeftuin_flow.acts import Past, TakeOver, Void, Waive
from proeftuin_flow.addressing import next_part
from proeftuin_flow.case import Case, Event, Part
from proeftuin_flow.case_type import VOID
from proeftuin_flow.decider import decide, replay
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.testing.laws import Attempt, key_of
from proeftuin_flow.testing.searching import existing
from proeftuin_flow.wishes import Actor, Command, Waiver
from tests.laws.making import Maker
from tests.laws.worlds import WORLDS, World, name_of

__all__ = ["GAMES", "Attempt", "Game", "Player", "existing", "games", "people", "played"]

START = datetime(2024, 1, 8, 9, 30, tzinfo=UTC)


@define(eq=False)
class Game:
    """One case from its first event on, with what was wished along the way."""

    world: World
    seed: int
    start: Case
    case: Case
    attempts: list[Attempt] = field(factory=list)
    """What was done, and some of what was refused or not done."""
    commits: list[tuple[Case, datetime, Sequence[Event[Any]]]] = field(factory=list)
    """What was done: the case before, when, and the events."""
    wishes: list[Command] = field(factory=list)
    """The same as it was wished."""

    @property
    def events(self) -> list[Event[Any]]:
        """All that happened."""
        return [event for _, _, events in self.commits for event in events]


@define(eq=False)
class Player:
    """Plays games in one world, and remembers which transitions were taken in any of them."""

    world: World
    taken: Counter[tuple[str, str, str, str | None, str]] = field(factory=Counter)
    reached: dict[tuple[str, ...], Game] = field(factory=dict)
    """By the agenda that was done: a game that came so far, as it was then."""

    def play(self, seed: int) -> Game:
        """One game; where an earlier one did the beginning of the same agenda, it often goes on from there, so that it comes further."""
        rng = Random(f"{self.world.case_type.name} {seed}")
        profile = rng.choice(self.world.case_type.profiles).name
        start = self.world.case_type.new(f"case-{seed}", profile)
        game = Game(self.world, seed, start, start)
        agenda = [*self.world.agendas[seed % len(self.world.agendas)]]
        now = START
        known = max((done for done in self.reached if done == tuple(agenda[: len(done)])), key=len, default=())
        if known and rng.random() < 0.8:
            game, now = self._again(self.reached[known], seed)
            del agenda[: len(known)]
        for step in range(self.world.length):
            now += rng.choice([timedelta(minutes=7), timedelta(hours=5), timedelta(days=2), timedelta(days=40)])
            self._step(game, rng, now, step, agenda)
        return game

    def _again(self, earlier: Game, seed: int) -> tuple[Game, datetime]:
        """The same commits in a case of its own, and when the last of them was."""
        start = self.world.case_type.new(f"case-{seed}", earlier.start.profile.name)
        game, now = Game(self.world, seed, start, start), START
        game.wishes += earlier.wishes
        for _, now, events in earlier.commits:
            game.commits.append((game.case, now, events))
            game.case = replay(start, game.events)
        return game, now

    def _step(self, game: Game, rng: Random, now: datetime, step: int, agenda: list[str]) -> None:
        maker = Maker(rng, self.world.texts, now, self.world.favourites, 0.9 if agenda else 0.5)
        # What is on the agenda and little else, so that it is not lost on the way; then everything.
        share = 0.2 if agenda else 1
        wishes = (wish for wish in self._wishes(game, rng, maker, step, on_agenda=bool(agenda)) if wish.trigger in agenda[:1] or rng.random() < share)
        tried = [attempt for wish in wishes for attempt in self._insisting(game.case, wish, rng, maker)]
        possible = [attempt for attempt in tried if isinstance(attempt.decision, Accepted)]
        kept = rng.sample(tried, min(12, len(tried)))
        if step < self.world.length * 0.7 and rng.random() < 0.97:  # not the end of it all too soon
            possible = [attempt for attempt in possible if not _ends(attempt) or self._is_new(attempt)] or possible
        on_agenda = False
        if planned := [attempt for attempt in possible if attempt.command.trigger in agenda[:1]]:
            possible = planned
            agenda.pop(0)
            on_agenda = True
        elif agenda and rng.random() < 0.7:
            possible = []
        if possible:
            done = rng.choices(possible, [self._appeal(attempt) for attempt in possible])[0]
            assert isinstance(done.decision, Accepted)
            game.commits.append((game.case, now, done.decision.events))
            game.wishes.append(done.command)
            self.taken.update(key_of(event) for event in done.decision.events)
            game.case = done.decision.case
            kept.append(done)
            if on_agenda:
                self._remember(game, agenda)
        game.attempts += kept

    def _remember(self, game: Game, agenda: Sequence[str]) -> None:
        whole = self.world.agendas[game.seed % len(self.world.agendas)]
        self.reached.setdefault(whole[: len(whole) - len(agenda)], Game(game.world, game.seed, game.start, game.case, commits=[*game.commits],
                                                                                  wishes=[*game.wishes]))  # fmt: skip

    def _appeal(self, attempt: Attempt) -> float:
        """How much we want to see this: what was seldom done, most."""
        assert isinstance(attempt.decision, Accepted)
        return sum(1 / (1 + self.taken[key_of(event)]) ** 2 for event in attempt.decision.events)

    def _is_new(self, attempt: Attempt) -> bool:
        """Whether it takes a transition that no game took before."""
        assert isinstance(attempt.decision, Accepted)
        return any(not self.taken[key_of(event)] for event in attempt.decision.events)

    def missed(self) -> list[str]:
        """The transitions that no game took."""
        return [name_of(key) for key in self.world.arrows if not self.taken[key]]

    def _wishes(self, game: Game, rng: Random, maker: Maker, step: int, *, on_agenda: bool) -> Iterator[Command]:
        case, case_type, past = game.case, game.case.type, Past(game.start, game.events)
        for part in existing(case):
            for trigger, arrows in part.lifecycle.table[part.state].items() if part.state in part.lifecycle.table else ():
                data = None if arrows[0].wants is None or rng.random() < 0.1 else maker.instance(arrows[0].wants, case)
                yield self._command(case, trigger, part, data, rng, maker)
        for _ in range(3):  # and anything at all, possible or not
            lifecycle = rng.choice([*case_type.lifecycles.values()])
            trigger = rng.choice([*lifecycle.triggers])
            part = case.root if lifecycle is case_type.root else rng.choice([*case.parts.of(lifecycle.name), next_part(case, lifecycle)])
            yield self._command(case, trigger, part, None, rng, maker)
        if case.revision > 2 and not on_agenda and VOID in case_type.acts:  # seldom: it undoes what the game is about
            record = case.revision - rng.choice([0, 0, 0, 1, 2, 5])
            if rng.random() < 0.15 and record > 0:
                yield Command("void", rng.choice(self.world.mighty), maker.now, data=Void(record, "a slip", past))
        if step == 0 and rng.random() < 0.15:
            yield Command("take_over", rng.choice(self.world.mighty), maker.now, data=taken_over(case, rng, maker))

    def _command(self, case: Case, trigger: str, part: Part[Any], data: object, rng: Random, maker: Maker) -> Command:
        occurred = rng.choice([None, None, None, case.type.day(maker.now), maker.now - timedelta(minutes=1)])
        if part.opened is not None and isinstance(occurred, datetime) and _too_early(part.opened, occurred):
            occurred = None
        return Command(trigger, self.world.actor(rng), maker.now, part.address, data, occurred)

    def _insisting(self, case: Case, wish: Command, rng: Random, maker: Maker) -> Iterator[Attempt]:
        """The wish; if it is refused for its data, with other data; if something can be waived, with a waiver by who may."""
        for _ in range(4):
            attempt = Attempt(case, wish, decide(case, wish))
            yield attempt
            if isinstance(attempt.decision, Accepted):
                return
            reasons = attempt.decision.reasons
            if any(reason.code == "wrong_state" for reason in reasons):
                return
            waivable = [reason for reason in reasons if reason.severity.by and reason.guard is not None]
            if waivable and rng.random() < 0.4:
                yield from self._waiving(case, wish, rng, [str(reason.guard) for reason in waivable])
            if wish.trigger not in case.type.lifecycle_of:
                return
            data = None if wish.data is None else maker.instance(type(wish.data), case)
            wish = replace(wish, data=data, by=rng.choice(self.world.mighty))

    def _waiving(self, case: Case, wish: Command, rng: Random, guards: Sequence[str]) -> Iterator[Attempt]:
        waivers = [Waiver(guard, "it follows") for guard in dict.fromkeys(guards)]
        own = replace(wish, by=rng.choice(self.world.mighty), waive=waivers)
        yield Attempt(case, own, decide(case, own))
        act = Command("waive", rng.choice(self.world.mighty), wish.now, wish.part, Waive(wish.trigger, guards[0], "it follows"))
        yield Attempt(case, act, decide(case, act))


def taken_over(case: Case, rng: Random, maker: Maker) -> TakeOver:
    """A case that lived elsewhere: any states, and some facts."""
    root, *parts = case.type.lifecycles.values()
    states = {root.name: rng.choice([*root.states])}
    for lifecycle in parts:
        states |= {lifecycle.address(number): rng.choice([*lifecycle.states]) for number in range(1, rng.randint(1, 3))}
    known = {address: maker.known(case.type.lifecycles[address.partition("/")[0]].facts) for address in states}
    facts = {address: each for address, each in known.items() if each}
    return TakeOver("an older system", states, facts, [lifecycle.name for lifecycle in parts if rng.random() < 0.5])


def _too_early(opened: date | datetime, occurred: datetime) -> bool:
    return not isinstance(opened, datetime) or occurred < opened


def _ends(attempt: Attempt) -> bool:
    """Whether the root comes to a final state by it."""
    assert isinstance(attempt.decision, Accepted)
    after = attempt.decision.case
    return after.type.root.state_of(after.state).final


GAMES = {"permit": 40, "relay": 20, "tender": 30, "gathering": 30, "proeftuin": 50}
MORE = 150


@cache
def played(name: str) -> tuple[Player, tuple[Game, ...]]:
    """All games of one world, and who played them: so many, and some more while there is a transition that none of them took."""
    player = Player(WORLDS[name])
    games = [player.play(seed) for seed in range(GAMES[name])]
    while player.missed() and len(games) < GAMES[name] + MORE:
        games.append(player.play(len(games)))
    return player, tuple(games)


def games(*names: str) -> Iterator[Game]:
    """The games of these worlds; of all, if none is named."""
    for name in names or GAMES:
        yield from played(name)[1]


def people(game: Game) -> tuple[Actor, ...]:
    """One who may do everything, and one who may do nothing."""
    return (game.world.mighty[game.seed % len(game.world.mighty)], game.world.stranger)

