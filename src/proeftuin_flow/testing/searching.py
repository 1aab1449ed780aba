"""
Searching: a way to everything that the rules of a case type let happen, by real decisions on made data.

It goes breadth first, and by turns on from where something happened for the first time.  Of many cases in which the same may be done and
the same stands in the way, it goes on from a few.  The same seed finds the same everywhere.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final

from attrs import define, evolve, field, frozen
from msgspec.structs import replace

from .._unknown import known_facts
from ..addressing import is_open, next_part
from ..case import Case, Part
from ..case_type import CaseType
from ..decider import decide, options
from ..decisions import Option, Reason, Refused
from ..ids import id_problems
from ..labels import Blocker, PartTitle, Phrase, text_of
from ..lifecycle import Transition
from ..soundness import ArrowKey, Observed, Observer, arrow_key
from ..wishes import Actor, Command, Waiver
from .clock import Clock
from .laws import key_of
from .making import Favourites, Maker, people_of
from .spec import Asked, Given, given
from .words import inside, words_of

__all__ = ["Found", "Made", "existing", "search"]

TRIES: Final = 3
"""How often data is made for one wish."""
MALFORMED: Final[Mapping[str, Any]] = {"no_such_field": 1}
FIRST: Final = 3
ALIKE: Final = 3
"""How many cases are gone on from in which the same may be done and the same stands in the way: with other facts, which may matter later."""
HOURS: Final = (1, 2 * 24, 40 * 24, 400 * 24)
ORGANISATIONS: Final = 6


@frozen
class Made:
    """What data is made of, beside what the rules look at: see `Maker`."""

    favourites: Favourites = field(factory=dict)
    kinds: Mapping[str, Sequence[str]] = field(factory=dict)


@define(eq=False)
class Found:
    """
    What a search found: a story for each state of affairs, and for each transition the first that took it, for each
    refusal the first with the fewest reasons.

    `observed` has what the decisions showed, `raised` the wishes at which some rule raised an exception in the place of a decision.
    """

    stories: list[Given]
    taken: dict[ArrowKey, Asked] = field(factory=dict)
    refused: dict[tuple[str, str], Asked] = field(factory=dict)
    observed: Observed = field(factory=Observed)
    raised: list[tuple[Given, Command, Exception]] = field(factory=list)


def search(
    case_type: CaseType, profile: str | None = None, *, made: Made | None = None, people: Sequence[Actor] = (), decisions: int = 10_000,
    seed: int = 0,
) -> Found:  # fmt: skip
    """A way to everything, within so many decisions.  `people` are those who act; see `people_of`."""
    return _Search(case_type, profile, made or Made(), people or people_of(case_type), decisions, seed).all()


def existing(case: Case) -> Iterator[Part[Any]]:
    """The root, its parts, and those that may be opened."""
    yield case.root
    for lifecycle in case.type.parts:
        if is_open(case, lifecycle):
            yield from case.parts.of(lifecycle.name)
            yield next_part(case, lifecycle)


class _Search:
    def __init__(self, case_type: CaseType, profile: str | None, made: Made, people: Sequence[Actor], decisions: int, seed: int) -> None:
        self._type, self._made, self._people, self._left = case_type, made, people, decisions
        self._rng = Random(f"{case_type.name} {seed}")
        self._words = words_of(case_type)
        self._observer = Observer(case_type)
        first = given(case_type, profile)
        self.found = Found([])
        self._known: dict[object, set[str]] = {}
        self._queue, self._newest = deque[Given](), list[Given]()
        self._places: dict[int, set[tuple[str, str]]] = {}
        self._sources = {
            arrow_key(lifecycle, t): (lifecycle.name, t.source.name) for lifecycle in case_type.lifecycles.values() for t in lifecycle.transitions
        }
        self._keep(first)
        self._visits: Counter[int] = Counter()

    def all(self) -> Found:
        turn = 0
        while self._left > 0 and not self._complete():
            turn += 1
            if turn % 3 == 0 and self._newest:
                node = self._newest.pop()
            elif turn % 3 == 1 and (near := self._near()):
                node = self._rng.choice(near)
            elif turn % 5 == 0:  # once more, with other data: rather an early one
                node = self.found.stories[int(len(self.found.stories) * self._rng.random() ** 3)]
            elif self._queue:
                node = self._queue.popleft()
            else:  # once more, with other data
                self._queue.extend(self.found.stories)
                continue
            self._expand(node)
        self.found.observed = self._observer.observed
        return self.found

    def _complete(self) -> bool:
        seen = self._observer.observed
        asked = {guard.code for lifecycle in self._type.lifecycles.values() for t in lifecycle.transitions for guard in t.guards}
        return len(seen.taken) == len(self._sources) and asked <= seen.met and asked <= seen.unmet

    def _near(self) -> list[Given]:
        """The stories that stand where a transition begins that was never taken."""
        wanted = {place for key, place in self._sources.items() if key not in self.found.taken}
        return [story for story in self.found.stories if not wanted.isdisjoint(self._places[id(story)])]

    def _keep(self, story: Given) -> None:
        case = story.case
        self.found.stories.append(story)
        self._queue.append(story)
        self._places[id(story)] = {(case.root.lifecycle.name, case.root.state)} | {
            (lifecycle.name, state) for lifecycle in case.type.parts for state, number in case.parts.tally(lifecycle.name).items() if number
        }

    def _expand(self, node: Given) -> None:
        again = self._visits[id(node)]
        self._visits[id(node)] += 1
        node = node.later(hours=self._rng.choice(HOURS) if again else HOURS[0])
        seen: set[tuple[str, str, object]] = set()
        for part in existing(node.case):
            if (key := (part.lifecycle.name, part.state, repr(part.facts) if self._rng.random() < 0.3 else None)) in seen:
                continue
            seen.add(key)
            arrows_by_trigger = part.lifecycle.table.get(part.state, {})
            for trigger in part.lifecycle.triggers:
                arrows = arrows_by_trigger.get(trigger, ())
                if arrows or (trigger, "wrong_state") not in self.found.refused:
                    self._try(node, part, trigger, arrows)

    def _try(self, node: Given, part: Part[Any], trigger: str, arrows: Sequence[Transition[Any]]) -> None:
        """Whatever may come of a trigger here."""
        wish = Command(trigger, self._people[0], node.now, part.address)
        reasons = self._ask(node, wish)
        if not arrows:
            return
        if (trigger, "role") not in self.found.refused:
            self._ask(node, replace(wish, by=self._people[-1]))
        people = [self._people[0]]
        if len(arrows) > 1:  # which of them is taken may hang on the role
            people += [actor for actor in self._people if 0 < len(actor.roles) < len(self._people[0].roles) and
                       any(not t.role_names.isdisjoint(actor.roles) for t in arrows)]  # fmt: skip
        wants = arrows[0].wants
        if wants is not None and (trigger, "data_malformed") not in self.found.refused:
            self._ask(node, replace(wish, data=MALFORMED))
        for actor in people:
            for _ in range(1 if wants is None else TRIES):
                words = self._words.known_in(node.case, reasons)
                maker = Maker(self._choose, words, node.now, node.case, self._made.favourites, self._made.kinds)
                self._insist(node, replace(wish, by=actor, data=None if wants is None else maker.instance(wants)), words.texts)

    def _choose(self, of: Sequence[Any], /) -> Any:
        """One of them, rather one of the first: words have those first that matter most."""
        return self._rng.choice(of[:FIRST] if self._rng.random() < 0.5 else of)

    def _insist(self, node: Given, wish: Command, texts: Sequence[str]) -> None:
        """A wish; if it is refused for who does it, by others; if something may be waived, with a waiver."""
        reasons = self._ask(node, wish)
        codes = {reason.code for reason in reasons}
        waivable = dict.fromkeys(str(reason.guard) for reason in reasons if reason.severity.by)
        if waivable:
            self._ask(node, replace(wish, waive=[Waiver(guard, "it follows") for guard in waivable]))
        if "role" in codes and wish.by.roles:
            organisations = [text for text in texts if not [*id_problems("organisation", text)]][:ORGANISATIONS]
            for organisation in organisations:
                self._ask(node, replace(wish, by=evolve(wish.by, organisation=organisation)))
        if any(self._type.guards[code].asks_who for code in codes if code in self._type.guards):
            for actor in self._people[1:2]:
                self._ask(node, replace(wish, by=actor))

    def _ask(self, node: Given, wish: Command) -> Sequence[Reason]:
        """Decide, and remember what is new; the reasons, if it is refused."""
        self._left -= 1
        try:
            decision = decide(node.case, wish)
        except Exception as error:  # whatever a rule may raise
            self.found.raised.append((node, wish, error))
            return ()
        self._observer.see(node.case, wish, decision)
        asked = Asked(node, wish, decision)
        if isinstance(decision, Refused):
            for reason in decision.reasons:
                before = self.found.refused.get((wish.trigger, reason.code))
                if before is None or _reasons(before) > len(decision.reasons):
                    self.found.refused[wish.trigger, reason.code] = asked
            return decision.reasons
        new = False
        for event in decision.events:
            if (arrow := key_of(event)) not in self.found.taken:
                self.found.taken[arrow] = asked
                new = True
        key = self._key(decision.case)
        facts = repr([*inside(known_facts(decision.case.root.facts))])
        known = self._known.setdefault(key, set())
        if new or (facts not in known and len(known) < ALIKE):
            story = asked.accepted("it")
            self._keep(story)
            if new:
                self._newest.append(story)
        known.add(facts)
        return ()

    def _key(self, case: Case) -> object:
        """What tells states of affairs apart: where parts stand, what may be done, and what stands in the way."""
        tally = tuple(
            (lifecycle.name, state, min(number, 2))
            for lifecycle in case.type.parts for state, number in sorted(case.parts.tally(lifecycle.name).items()) if number
        )  # fmt: skip
        try:
            asked = frozenset(_told(case, option) for option in options(case, self._people[0], Clock()()))
        except Exception:  # some rule raises there; whoever wishes what it is asked for will see
            asked = frozenset()
        return case.root.state, tally, asked


def _reasons(asked: Asked) -> int:
    return len(asked.decision.reasons) if isinstance(asked.decision, Refused) else 0


def _told(case: Case, option: Option) -> object:
    kind = option.part.partition("/")[0]
    return kind, option.trigger, tuple((reason.guard or reason.code, tuple(map(_shape_of, reason.blockers))) for reason in option.reasons)


def _shape_of(blocker: Blocker) -> str:
    """A blocker, but for its numbers."""
    if isinstance(blocker, PartTitle):
        return f"{blocker.part.partition('/')[0]} {blocker.at}"
    return blocker.code if isinstance(blocker, Phrase) else text_of(blocker, "en")
