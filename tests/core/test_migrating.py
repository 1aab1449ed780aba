"""
Migrating: a case moves to another version of its rules, if all of it fits there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from typing import Any

import attrs
import pytest
from attrs import frozen
from msgspec.structs import replace

from proeftuin_flow.acts import MIGRATED, Migrate, Past, TakeOver, Void, Waive, ask_mapping, misfits
from proeftuin_flow.bodies import KvK, Line
from proeftuin_flow.case import Case, Erased, Event
from proeftuin_flow.case_type import MIGRATE, TAKE_OVER, VOID, CaseType, Profile
from proeftuin_flow.codec import converted
from proeftuin_flow.decider import decide, replay
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import InvalidData, NotEstablished
from proeftuin_flow.guards import Role, Trigger, guard, not_by_whoever, waivable
from proeftuin_flow.labels import text_of
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event, fact
from proeftuin_flow.log import GENESIS, Record, Stamp, event_of, fold, seal, subjects_in, verify
from proeftuin_flow.privacy import C0, C1, REDACTED, Subject
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor, Command
from tests.case_types import NOON

# ── a desk, as it was and as it is ───────────────────────────────────────────────────────────────────────────────────────

CLERK = Role("clerk", nl="behandelaar", en="clerk")
BOSS = Role("boss", nl="chef", en="boss")
clerk = Actor("u-1", roles={"clerk"})
boss = Actor("u-2", roles={"clerk", "boss"})

OPEN = Trigger("open_desk", nl="openen", en="open the desk")
SHUT = Trigger("shut", nl="sluiten", en="shut")
HAND_IN = Trigger("hand_in", nl="indienen", en="hand in")
SEE = Trigger("see", nl="bekijken", en="see")
TELL = Trigger("tell", nl="vertellen", en="tell")


class Size(Enum):
    """How large something is."""

    SMALL = "small"
    LARGE = "large"


@frozen
class DeskOne:
    """What was known of a desk."""

    clerk: str | None = None
    opened: date | None = None


@frozen
class PaperOne:
    """What was known of a paper."""

    title: C0[str] = ""
    size: C0[str] = "small"
    owner: C1[str | None] = None
    tags: C0[frozenset[str]] = frozenset()


@frozen
class SecretOne:
    """What was known of a secret."""

    text: str | None = None


@frozen
class Handed:
    """What is handed in."""

    title: C0[str]
    size: C0[str] = "small"
    owner: C1[str] = "u-9"


@frozen
class DeskTwo:
    """What is known of a desk now."""

    clerk: str | None = None
    floor: C0[int] = fact(0, nl="de verdieping", en="the floor")


@frozen
class PaperTwo:
    """What is known of a paper now: its size as a choice, and how many pages it has."""

    title: C0[Line] = ""
    size: C0[Size] = Size.SMALL
    owner: C1[str | None] = None
    tags: C0[tuple[str, ...]] = ()
    pages: C0[int] = 1
    reader: C1[Subject[str] | None] = None


@frozen
class SecretTwo:
    """What is known of a secret now."""

    text: str | None = None
    mood: C0[str] = "calm"


@frozen
class Visit:
    """Nothing is known of a visit."""


opened = State("opened", nl="geopend", en="opened")
shut = State("shut", nl="gesloten", en="shut", final=True)
received = State("received", nl="ontvangen", en="received")
seen = State("seen", nl="bekeken", en="seen", final=True)
told = State("told", nl="verteld", en="told", final=True)
ready = State("ready", nl="klaar", en="ready")


@guard(nl="alles is bekeken", en="everything was seen", severity=waivable(by=[BOSS]))
def all_seen(s: Situation[object]) -> Iterator[Any]:
    yield from (part.title for part in s.parts(PaperOne if s.case.type.version == 1 else PaperTwo) if part.state != "seen")


somebody_else = not_by_whoever(OPEN, nl="wie opent, sluit niet", en="who opens does not shut")


def handed(facts, body: Handed):
    return attrs.evolve(facts, title=body.title, size=body.size, owner=None if body.owner is REDACTED else body.owner)


def paper(facts: type, states: tuple[State, State], personal: bool = False) -> Lifecycle[Any]:
    first, last = states
    return Lifecycle(
        "paper", nl="stuk", en="paper", facts=facts, personal=personal,
        transitions=[
            NEW.to(first, on=HAND_IN, by=[CLERK], emits=event("paper_handed_in", Handed, nl="ingediend", en="handed in", then=handed)),
            first.to(last, on=SEE, by=[CLERK], emits=event("paper_seen", nl="bekeken", en="seen")),
        ],
    )  # fmt: skip


def secret(facts: type) -> Lifecycle[Any]:
    return Lifecycle("secret", nl="geheim", en="secret", facts=facts, personal=True, transitions=[
        NEW.to(told, on=TELL, by=[CLERK], emits=event("secret_told", nl="verteld", en="told"))])  # fmt: skip


def desk(version: int, *, parts: Any, facts: Any = DeskTwo, becomes: Any = (), requires: Any = (all_seen,), acts: Any = None,
         **more: Any) -> CaseType:
    acts = {TAKE_OVER: [BOSS], VOID: [BOSS], MIGRATE: [BOSS]} if acts is None else acts
    return CaseType("desk", version=version, nl="balie", en="desk", parts=parts, acts=acts, root=Lifecycle(
        more.pop("root", "desk"), nl="balie", en="desk", facts=facts, transitions=[
            NEW.to(opened, on=OPEN, by=[CLERK], emits=event("desk_opened", nl="geopend", en="opened", then=lambda desk, _, e: attrs.evolve(
                desk, clerk=e.by.id))),
            opened.to(shut, on=SHUT, by=[CLERK], requires=requires, emits=event("desk_shut", nl="gesloten", en="shut")),
            *becomes,
        ]), **more)  # fmt: skip


VISIT = Lifecycle("visit", nl="bezoek", en="visit", facts=Visit, transitions=[
    NEW.to(told, on=Trigger("visit", nl="bezoeken", en="visit"), by=[CLERK], emits=event("visited", nl="bezocht", en="visited"))])  # fmt: skip
ONE = desk(1, facts=DeskOne, parts=[paper(PaperOne, (received, seen)), secret(SecretOne)], acts={TAKE_OVER: [BOSS], VOID: [BOSS]})
TWO = desk(2, parts=[paper(PaperTwo, (ready, seen)), secret(SecretTwo), VISIT], requires=[all_seen, somebody_else])
MAPPING = {"paper": {"received": "ready"}}


@frozen
class Story:
    """What happened so far, and where it led."""

    past: Past
    case: Case
    records: tuple[Record, ...] = ()

    def did(self, trigger: str, by: Actor = clerk, data: object = None, part: str | None = None) -> Story:
        """And then this was done, and sealed."""
        decision = self.asked(trigger, by, data, part)
        assert isinstance(decision, Accepted), decision.text("en")
        past = Past(self.past.start, (*self.past.events, *decision.events))
        assert decision.case == replay(past.start, past.events)
        head = self.records[-1].hash if self.records else GENESIS
        records = (*self.records, *seal(decision.case if trigger == "migrate" else self.case, decision.events, Stamp(NOON), head))
        assert decision.case == fold(records, ONE, "desk-1", types=[self.case.type, decision.case.type])
        verify(records, "desk-1")
        return Story(past, decision.case, records)

    def asked(self, trigger: str, by: Actor = clerk, data: object = None, part: str | None = None) -> Any:
        """What would be decided."""
        return decide(self.case, Command(trigger, by, NOON + timedelta(minutes=self.case.revision), part, data))

    def migrated(self, to: CaseType = TWO, mapping: Any = MAPPING, facts: Any = None) -> Story:
        """And then it was moved."""
        return self.did("migrate", boss, Migrate(to, "the new rules", mapping, facts or {}))

    def why_not(self, to: CaseType, mapping: Any = MAPPING, facts: Any = None, language: Any = "en") -> list[str]:
        """Why it cannot be moved."""
        decision = self.asked("migrate", boss, Migrate(to, "the new rules", mapping, facts or {}))
        assert isinstance(decision, Refused)
        return [text_of(blocker, language) for reason in decision.reasons for blocker in reason.blockers]


def begun() -> Story:
    """A desk with a paper that was seen and one that was not, and a secret."""
    start = ONE.new("desk-1")
    story = Story(Past(start, ()), start).did("open_desk").did("hand_in", data=Handed("Map", "large")).did("hand_in", data=Handed("Plan"))
    return story.did("see", part="paper/1").did("tell")


# ── how it moves ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_case_lives_under_the_other_version():
    """
    Every part in its own state or the one that the mapping names; everything happens by the other rules from then on.
    """
    story = begun()
    after = story.migrated()
    happened = after.past.events[-1]

    assert (TWO, 6, "opened") == (after.case.type, after.case.revision, after.case.state)
    assert {"paper/1": "seen", "paper/2": "ready", "secret/1": "told"} == {part.address: part.state for part in after.case.parts.values()}
    assert [TWO.lifecycles[kind] for kind in ("paper", "paper", "secret")] == [part.lifecycle for part in after.case.parts.values()]
    assert (MIGRATED, "migrate", "desk", "opened", "opened") == (happened.type, happened.trigger, happened.part, happened.source, happened.target)
    assert "told" == after.did("visit").case["visit/1"].state
    assert [1] * 5 + [2] == [record.read().version for record in after.records]
    assert [ONE.fingerprint, TWO.fingerprint] == [record.read().fingerprint for record in after.records[-2:]]


def test_facts_are_written_as_the_old_class_has_them_and_read_as_the_new_one_does():
    """
    By name: a text becomes a choice, a set a tuple.  What the old version knew nothing of is unknown, and what the mapping says of it is known.
    """
    after = begun().migrated(facts={"paper": {"pages": 2}}).case
    first = after["paper/1"]

    assert ("Map", Size.LARGE, "u-9", (), 2) == (first.facts.title, first.facts.size, first.facts.owner, first.facts.tags, first.facts.pages)
    assert frozenset({"reader"}) == first.unknown
    assert (frozenset({"floor"}), "u-1") == (after.root.unknown, after.root.facts.clerk)
    with pytest.raises(NotEstablished, match="desk: the floor"):
        _ = after.root.facts.floor
    assert {"reader", "pages"} == begun().migrated().case["paper/2"].unknown


def test_part_that_is_opened_later_knows_everything():
    """
    It began under the other version.
    """
    assert frozenset() == begun().migrated().did("hand_in", data=Handed("New")).case["paper/3"].unknown


def test_event_comes_back_from_its_record():
    """
    The mapping and the facts, each by its data class; where the personal piece was erased, the reason is `REDACTED`, and what stood there unknown.
    """
    story = begun().migrated(facts={"paper": {"pages": 2, "reader": "u-7"}, "desk": {"floor": 3}})
    record = story.records[-1]

    assert story.past.events[-1] == event_of(record, TWO)
    assert ["u-7"] == [*subjects_in(record)]
    assert [] == [*subjects_in(begun().migrated().records[-1])]
    assert b"u-7" not in (record.data or b"") and b"new rules" not in (record.data or b"")
    erased = event_of(replace(record, personal=None), TWO).body
    assert (REDACTED, {"paper": {"pages": 2}, "desk": {"floor": 3}}, MAPPING) == (erased.reason, erased.facts, erased.mapping)
    assert {"reader"} == fold([*story.records[:-1], replace(record, personal=None)], ONE, "desk-1", types=[TWO])["paper/1"].unknown


def test_facts_of_a_personal_part_can_be_erased_too():
    """
    Whatever their data class, as all that is known of such a part.
    """
    story = begun().migrated(facts={"secret": {"mood": "glad"}})
    record = story.records[-1]

    assert "glad" == story.case["secret/1"].facts.mood
    assert b"glad" in (record.personal or b"") and b"glad" not in (record.data or b"")


def test_fact_that_was_erased_stays_erased():
    """
    Where the other class says that it may be; else it cannot be read there.
    """
    assert ({"title": "Map", "owner": REDACTED, "size": Size.SMALL}, {}) == converted(PaperOne("Map", owner=REDACTED), PaperTwo, {"tags"})
    found, failed = converted(PaperOne("Map", owner=REDACTED), Plain, ())
    assert ({"owner": "it was erased"}, {}) == (failed, found)


@frozen
class Plain:
    """A paper whose owner cannot be erased."""

    owner: str | None = None


def test_waiver_that_stands_goes_along():
    """
    If its guard is there.  Blockers that were seen are covered; the other states have other names, so it covers no more than was seen.
    """
    story = begun().did("waive", boss, Waive("shut", "all_seen", "holiday"))

    assert [] != [*story.case.memory.waivers]
    assert story.case.memory.waivers == story.migrated().case.memory.waivers
    assert () == story.migrated(desk(3, parts=TWO.parts, requires=())).case.memory.waivers


def test_who_did_it_before_is_not_known_if_nobody_kept_it():
    """
    The newer rules ask who opened the desk, and the older ones did not keep that: it cannot be established, rather than nobody.
    """
    story = begun().did("see", part="paper/2").migrated()
    refused = story.asked("shut")

    assert [("cannot_be_established", "not_by_whoever_open_desk")] == [(reason.code, reason.guard) for reason in refused.reasons]
    assert "who did this under the version before: open the desk" in refused.text("en")
    assert "wie dit onder de vorige versie deed: openen" in refused.text("nl")
    # And what was kept, is.
    again = story.migrated(desk(3, parts=TWO.parts, requires=[all_seen, somebody_else]), {})
    assert (frozenset({"open_desk"}), frozenset()) == (again.case.memory.forgotten, desk_three().memory.forgotten)
    assert {"open_desk": frozenset({"u-1"})} == dict(desk_three().memory.did)


def desk_three() -> Case:
    """A desk that was opened under the second version, and moved to a third."""
    start = TWO.new("desk-1")
    decision = decide(start, Command("open_desk", clerk, NOON))
    assert isinstance(decision, Accepted)
    moved = decide(decision.case, Command("migrate", boss, NOON, data=Migrate(desk(3, parts=TWO.parts, requires=[somebody_else]), "x")))
    assert isinstance(moved, Accepted)
    return moved.case


def test_new_trigger_was_done_by_nobody():
    """
    The older version did not have it, so nobody can have done it before.
    """
    never = not_by_whoever(TELL, nl="niet wie vertelde", en="not who told", code="never")
    start = desk(1, facts=DeskOne, parts=[]).new("desk-1")
    opened_ = decide(start, Command("open_desk", clerk, NOON))
    assert isinstance(opened_, Accepted)
    moved = decide(opened_.case, Command("migrate", boss, NOON, data=Migrate(desk(2, parts=[secret(SecretTwo)], requires=[never]), "x")))

    assert isinstance(moved, Accepted)
    assert "shut" == decide(moved.case, Command("shut", clerk, NOON)).case.state  # type: ignore[union-attr]  # accepted


def test_what_follows_under_the_other_rules_follows():
    """
    In the same commit, under the other version: every part is tried.
    """
    @guard(nl="het is gezien", en="it was seen")
    def one_seen(s: Situation[object]) -> Iterator[str]:
        if not s.count(PaperTwo, seen):
            yield "nothing"

    root = [opened.becomes(shut, requires=[one_seen], watches=[PaperTwo], emits=event("desk_shut_itself", nl="gesloten", en="shut"))]
    after = begun().migrated(desk(3, parts=TWO.parts, becomes=root))

    assert ("shut", ["migrated", "desk_shut_itself"]) == (after.case.state, [event.type for event in after.past.events[-2:]])
    assert after.past.events[-2].seq == after.past.events[-1].caused_by


def test_case_that_was_taken_over_stays_unknown_where_it_was():
    """
    A fact that nobody knew is unknown there too, and so are lifecycles that were not named.
    """
    start = ONE.new("desk-1")
    data = TakeOver("old", {"desk": "opened", "paper/1": "received"}, {"paper/1": {"title": "Map"}}, ["secret"])
    story = Story(Past(start, ()), start).did("take_over", boss, data)
    after = story.migrated(facts={"paper": {"pages": 2}}).case

    assert (frozenset({"size", "owner", "tags", "reader"}), frozenset({"clerk", "floor"})) == (after["paper/1"].unknown, after.root.unknown)
    assert (frozenset({"paper"}), True) == (after.memory.incomplete, after.memory.taken_over)
    over = decide(ONE.new("desk-1"), Command("take_over", boss, NOON, data=TakeOver("old", {"desk": "opened"})))
    assert isinstance(over, Accepted)
    fewer = decide(over.case, Command("migrate", boss, NOON, data=Migrate(desk(2, parts=[paper(PaperTwo, (ready, seen))]), "x")))
    assert isinstance(fewer, Accepted)
    assert (frozenset({"paper", "secret"}), frozenset({"paper"})) == (over.case.memory.incomplete, fewer.case.memory.incomplete)


def test_erased_part_stays_erased():
    """
    Whether it was settled is all that is known of it, in every version.
    """
    story = begun()
    events = [blank(event) if event.part == "secret/1" else event for event in story.past.events]
    case = replay(story.past.start, events)
    moved = decide(case, Command("migrate", boss, NOON, data=Migrate(TWO, "x", MAPPING)))

    assert isinstance(moved, Accepted)
    assert (Erased(True), "erased.settled", TWO.lifecycles["secret"]) == ((part := moved.case["secret/1"]).facts, part.state, part.lifecycle)


def test_what_is_known_of_an_erased_part_is_no_fact():
    """
    That it was settled is not what another class calls so.
    """
    @frozen
    class SecretThree:
        settled: C0[str] = "never"

    story = begun()
    case = replay(story.past.start, [blank(event) if event.part == "secret/1" else event for event in story.past.events])

    assert [] == [*misfits(case, desk(2, parts=[TWO.parts[0], secret(SecretThree)]), MAPPING, {})]


def blank(happened: Event[Any]) -> Event[Any]:
    """What is left of an event of a personal part."""
    return replace(happened, type="", source="", trigger=None, body=None, target="erased.settled")


# ── what does not fit ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_that_does_not_fit_is_named_at_once():
    """
    States without a target, parts that are not there, facts that cannot be read, a profile that is gone, too many that are live.
    """
    @frozen
    class Narrow:
        title: C0[int] = 0
        size: C0[Size] = Size.SMALL
        owner: C1[KvK | None] = None

    other = desk(2, facts=DeskTwo, parts=[attrs.evolve(paper(Narrow, (ready, seen)), at_most=1)], profiles=[Profile("other", nl="ander", en="other")])

    story = begun().did("hand_in", data=Handed("More", owner="12345678"))

    assert [
        "version 2 has no profile default",
        "paper: 2 are live, and there at most 1 are",
        "paper 1: title cannot be read there (TypeError: int, not str)",
        "paper 1: owner cannot be read there (owner must be a KvK number of 8 digits)",
        "paper 2: version 2 has no state received; name one in mapping=",
        "paper 2: title cannot be read there (TypeError: int, not str)",
        "paper 2: owner cannot be read there (owner must be a KvK number of 8 digits)",
        "paper 3: version 2 has no state received; name one in mapping=",
        "paper 3: title cannot be read there (TypeError: int, not str)",
        "secret 1: version 2 has no such parts",
    ] == story.why_not(other, {})
    assert "stuk 2: versie 2 heeft geen toestand ontvangen; noem er een in mapping=" in begun().why_not(other, {}, language="nl")
    refused = story.asked("migrate", boss, Migrate(other, "x"))
    assert "migrate is not possible now\n  - this does not fit into the other version: version 2 has no profile default; paper:" in refused.text("en")
    assert "naar een andere versie brengen kan nu niet\n  - dit past niet in de andere versie: versie 2" in refused.text("nl")


def test_root_and_what_is_personal_stay_that():
    """
    What a header does not say today cannot be read from older ones tomorrow, nor the other way around.
    """
    personal = desk(2, parts=[paper(PaperTwo, (ready, seen), personal=True), secret(SecretTwo)])
    renamed = desk(2, parts=TWO.parts, root="counter")

    assert [f"paper {number}: whether it is about somebody is otherwise in the other version" for number in (1, 2)] == begun().why_not(personal)
    assert ["the case itself is called desk here and desk there"] == begun().why_not(renamed)


def test_many_are_counted():
    """
    Twenty are named.
    """
    story = begun()
    for number in range(25):
        story = Story(story.past, story.case, story.records).did("hand_in", data=Handed(f"paper {number}"))

    assert (21, "and 6 more") == (len(told_ := story.why_not(TWO, {})), told_[-1])
    assert 26 == len([*misfits(story.case, TWO, {}, {})])


def test_event_that_is_not_known_here_does_not_move():
    """
    Nobody knows what it meant, so nobody says what it means there.
    """
    story = begun()
    strange = replace(story.past.events[3], seq=6, type="paper_blessed", part="paper/2", source="received", target="received")
    case = replay(story.case, [strange])

    assert ["paper 2: the event paper_blessed is not known here"] == [each.text("en") for each in misfits(case, TWO, MAPPING, {})]


def test_only_who_may_under_the_version_that_it_moves_to():
    """
    The first version allows it to nobody, and cannot be changed any more.
    """
    assert "role" in [reason.code for reason in begun().asked("migrate", clerk, Migrate(TWO, "x", MAPPING)).reasons]
    nobody = desk(2, parts=TWO.parts, acts={})
    assert ["role"] == [reason.code for reason in begun().asked("migrate", boss, Migrate(nobody, "x", MAPPING)).reasons]


def test_case_that_was_not_opened_does_not_move():
    """
    It may be opened under the other version.
    """
    start = ONE.new("desk-1")

    assert ["wrong_state"] == [reason.code for reason in Story(Past(start, ()), start).asked("migrate", boss, Migrate(TWO, "x")).reasons]


OTHER = attrs.evolve(TWO, name="counter")


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (Migrate(ONE, "x"), "the case is a 'desk' version 1 already"),
        (Migrate(OTHER, "x"), "the case is a 'desk', and becomes no 'counter'"),
        (Migrate(TWO, " ", MAPPING), "give a reason"),
        (Migrate(2, "x"), "to cannot be 2"),  # type: ignore[arg-type]  # that is the point
        (Migrate(TWO, "x", "paper"), "mapping cannot be 'paper'"),
        (Migrate(TWO, "x", {"paper": "ready"}), "mapping cannot be"),
        (Migrate(TWO, "x", MAPPING, {"paper": 3}), "facts cannot be"),
        (Migrate(TWO, "x", {"letter": {}}), "desk has no part lifecycle 'letter'"),
        (Migrate(TWO, "x", {"visit": {}}), "desk has no part lifecycle 'visit'"),
        (Migrate(TWO, "x", {"paper": {"lost": "ready", "received": "found"}}),
         r"paper \(1\) has no state 'lost'; paper \(2\) has no state 'found'"),
        (Migrate(TWO, "x", MAPPING, {"letter": {}}), "desk has no part lifecycle 'letter'"),
        (Migrate(TWO, "x", MAPPING, {"paper": {"title": "x", "colour": "red"}}),
         r"paper \(2\) has no fact 'title'; paper \(2\) has no fact 'colour'"),
        (Migrate(TWO, "x", MAPPING, {"paper": {"pages": "many"}}), "paper.pages must be int, not str"),
    ],
)
def test_wish_that_cannot_be_decided(wish, problem):
    """
    Another case type, the same version, or a mapping that names what does not exist.
    """
    with pytest.raises(InvalidData, match=problem):
        begun().asked("migrate", boss, wish)


def test_facts_of_a_lifecycle_that_is_new_there():
    """
    There are no such parts yet, so what is said of them is never used; it may be said all the same.
    """
    assert "opened" == begun().migrated(facts={"visit": {}}).case.state


# ── voiding and migrating ────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_recorded_before_the_move_can_be_voided():
    """
    If the case fits into the other version without it; the move itself stays.
    """
    story = begun().did("see", part="paper/2").migrated(TWO, {})
    void = decide(story.case, Command("void", boss, NOON, data=Void(6, "a slip", story.past)))
    fits = decide(story.case, Command("void", boss, NOON, data=Void(5, "a slip", story.past)))
    never = decide(story.case, Command("void", boss, NOON, data=Void(7, "a slip", story.past)))

    assert isinstance(void, Refused) and isinstance(fits, Accepted) and isinstance(never, Refused)
    assert (
        "record 7 (migrate): the case would not fit then (paper 2: version 2 has no state received; name one in mapping=)" in void.text("en")
    )
    assert "zou dan niet passen (stuk 2: versie 2 heeft geen toestand ontvangen" in void.text("nl")
    assert "migrate: that stays" in never.text("en")
    assert (TWO, {"paper/1", "paper/2"}) == (fits.case.type, {*fits.case.parts})
    assert fits.case == story.did("void", boss, Void(5, "a slip", story.past)).case


def test_part_that_waited_for_what_is_voided_moves_by_itself():
    """
    A paper waits while there is a visit; the visit was next door.
    """
    @guard(nl="er is geen bezoek", en="there is no visit")
    def no_visit(s: Situation[PaperTwo]) -> Iterator[Any]:
        yield from (part.title for part in s.parts(Visit))

    papers = Lifecycle("paper", nl="stuk", en="paper", facts=PaperTwo, transitions=[
        NEW.to(ready, on=HAND_IN, by=[CLERK], emits=event("paper_handed_in", Handed, nl="ingediend", en="handed in", then=handed)),
        ready.becomes(seen, requires=[no_visit], watches=[Visit], emits=event("paper_seen_itself", nl="bekeken", en="seen"))])  # fmt: skip
    start = desk(2, parts=[papers, VISIT]).new("desk-1")
    past: tuple[Event[Any], ...] = ()
    case = start
    for trigger, data in (("open_desk", None), ("visit", None), ("hand_in", Handed("Map"))):
        done = decide(case, Command(trigger, clerk, NOON, data=data))
        assert isinstance(done, Accepted)
        case, past = done.case, (*past, *done.events)
    voided = decide(case, Command("void", boss, NOON, data=Void(2, "next door", Past(start, past))))

    assert isinstance(voided, Accepted)
    assert ("ready", "seen") == (case["paper/1"].state, voided.case["paper/1"].state)
    assert ["voided", "paper_seen_itself"] == [each.type for each in voided.events]
    assert voided.case == replay(start, [*past, *voided.events])


def test_kind_of_part_that_is_nowhere_is_said_once():
    """
    Whatever the mapping and the facts say of it: of what is not there no state is looked for.
    """
    with pytest.raises(InvalidData) as error:
        ask_mapping(ONE, TWO, {"drawer": {"open": "shut"}}, {"drawer": {"depth": 3}})

    assert ["unknown_lifecycle", "unknown_lifecycle"] == [problem.code for problem in error.value.problems]
