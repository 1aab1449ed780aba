"""
Making, words and writing: data of every sort, the words that rules look at, and values as Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from random import Random
from types import ModuleType
from typing import Annotated, Any

import pytest
from attrs import frozen

from proeftuin_flow.bodies import Filled, Kind, Line, Uri, body_problems
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.labels import Label, PartTitle, phrase
from proeftuin_flow.log import Stamp
from proeftuin_flow.privacy import C0, C1, REDACTED, Subject
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import given
from proeftuin_flow.testing.making import Maker, people_of
from proeftuin_flow.testing.searching import Made, search
from proeftuin_flow.testing.words import Words, words_of
from proeftuin_flow.testing.writing import Program, program
from proeftuin_flow.wishes import Actor, CaseRef, Command, Evidence, Waiver
from tests.case_types import BUYER_1, NOON, PERMIT, TENDER, Announcement, Choice, Document, Offer, announcement, offer
from tests.testing import planted
from tests.testing.planted import asks

PLATE = Kind("plate", Label("een kenteken", "a number plate"), r"[A-Z]{2}-[0-9]{3}-[A-Z]")


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@frozen
class Plated:
    """What has a number plate."""

    plate: C0[Annotated[str, PLATE]]


@frozen
class Sorts:
    """A field of every sort."""

    line: C0[Line]
    number: C0[int]
    yes: C0[bool]
    nothing: C0[None]
    day: C0[date]
    moment: C0[datetime]
    colour: C0[Colour]
    colours: C0[frozenset[Colour]]
    many: C0[Filled[tuple[Uri, ...]]]
    pair: C0[tuple[int, str]]
    named: C0[Mapping[str, int]]
    of: C0[CaseRef]
    by: C1[Subject[str]]
    maybe: C0[str | None] = None


@frozen
class Odd:
    """It takes odd numbers only."""

    number: C0[int]

    def __attrs_post_init__(self) -> None:
        if not self.number % 2:
            raise ValueError("even")


WORDS = Words(("map", "é"), (1, 2))


def dice(seed: int) -> Any:
    return Random(seed).choice


def maker(seed: int = 1, words: Words = WORDS, **more: Any) -> Maker:
    return Maker(dice(seed), words, NOON, **more)


# ── data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_data_of_every_sort_fits():
    """
    By any dice, and the same by the same.
    """
    made = [maker(seed).instance(Sorts) for seed in range(60)]

    assert [] == [problem for each in made for problem in body_problems(each)]
    assert made == [maker(seed).instance(Sorts) for seed in range(60)]
    assert {None, "map"} <= {each.maybe for each in made}
    assert {frozenset(Colour)} < {each.colours for each in made}
    assert {"a"} == {name for each in made for name in each.named if name != "map"}


def test_class_that_refuses_gets_something_else():
    """
    For some time; then it is said how to help.
    """
    assert {1} == {maker(seed).instance(Odd).number for seed in range(10)}
    with pytest.raises(LookupError, match=r"no Odd could be made: give some with data=\{Odd: \[...\]\}"):
        maker(words=Words(("a",), (2,))).instance(Odd)


def test_kind_that_nobody_knows_needs_help():
    """
    A text of it is given, or is a word of the rules.
    """
    with pytest.raises(LookupError, match=r"no text of the kind 'plate' is known: give some with kinds=\{'plate': \[...\]\}"):
        maker().instance(Plated)

    assert Plated("AB-123-C") == maker(kinds={"plate": ["AB-123-C"]}).instance(Plated)
    assert Plated("XY-999-Z") == maker(words=Words(("XY-999-Z", "map"), (1,))).instance(Plated)


def test_text_that_is_too_long_for_its_field_is_left_out():
    """
    If no word fits, there is always one that does.
    """

    @frozen
    class Titled:
        title: C0[Line]

    assert Titled("a") == Maker(dice(1), Words(("x" * 300,), (1,)), NOON).instance(Titled)


def test_favourites_are_taken_rather_than_not():
    """
    Instances, or what makes one of the case as it stands; without a case nothing is known that they could fit.
    """
    case = given(PERMIT).case

    def of_the_case(choose: Any, case: Any, now: datetime) -> Document:
        return Document(case.id, choose(["u-1"]))

    listed = {maker(seed, case=case, favourites={Document: [Document("identity", "u-1")]}).instance(Document) for seed in range(20)}
    made = {maker(seed, case=case, favourites={Document: of_the_case}).instance(Document) for seed in range(20)}

    assert Document("identity", "u-1") in listed
    assert Document("case-1", "u-1") in made
    assert len(listed) > 1
    assert Document("identity", "u-1") != maker(favourites={Document: [Document("identity", "u-1")]}).instance(Document)


def test_people_are_of_every_sort():
    """
    Two for everything, one for each role, and one for nothing.
    """
    people = people_of(TENDER)
    single = ["only-bidder", "only-buyer", "only-director", "only-lawyer", "only-own-buyer"]

    assert ["all-1", "all-2", *single, "stranger"] == [each.id for each in people]
    assert {0, 1, 5} == {len(each.roles) for each in people}


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

ELSEWHERE = ("from beside", frozenset({77}))
_much = phrase("much", nl="{what} is te veel: {number}", en="{what} is too much: {number}", what=str, number=int)


def _beside(s: Situation[Any]) -> bool:
    return bool(s.facts.number == 4_711)


def looking(s: Situation[Any]) -> Sequence[Any]:
    """What it looks at is not in its docstring."""
    wanted = [each for each in ("in a comprehension", "a sentence " * 9) if each]
    return (*wanted, *ELSEWHERE) if _beside(s) else ()


def test_words_are_those_that_rules_look_at():
    """
    In their code, in what they close over and call, and in the profiles; no docstrings and no sentences.
    """
    closed = "closed over"
    case_type = planted.planted(asks("looking", looking), asks("closing", lambda s: (closed,)))

    words = words_of(case_type)

    assert {"in a comprehension", "from beside", "closed over", "a"} <= {*words.texts}
    assert {77, 78, 76, 4_711} <= {*words.numbers}
    assert not [text for text in words.texts if len(text) > 60 or "docstring" in text]
    assert {3, 1} <= {*words_of(TENDER).numbers}


def test_words_of_a_case_come_first():
    """
    What blocks, and what is known, of the root and of its parts.
    """
    story = given(TENDER).by(BUYER_1).opened(Announcement("Bread", 777, "rijk"))
    decision: Any = story.when("award", {"bid": 1}).decision

    words = words_of(TENDER).known_in(story.case, decision.reasons)

    assert ("Bread", "rijk") == tuple(text for text in words.texts if text in ("Bread", "rijk"))
    assert words.texts.index("Bread") < words.texts.index("least_bids")
    assert 777 in words.numbers[:5]


def test_words_are_in_what_blocks():
    """
    A text, the number of a part, the values of a phrase; a label says nothing.
    """
    from proeftuin_flow.decisions import Reason

    label = Label("te veel", "too much")
    title = PartTitle("bid/9", label, 9, label, "open")
    reasons = [Reason("x", label, ("mine", title, _much(what="bread", number=12), label), "tender")]

    words = Words((), ()).known_in(given(PERMIT).case, reasons)

    assert ("mine", "bread") == words.texts
    assert (9, 12) == words.numbers


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "value",
    [
        REDACTED, Colour.BLUE, datetime(2026, 3, 2, 12, 0, tzinfo=UTC), date(2026, 3, 2), timedelta(days=2), (), (1,), (1, "two"), [1, None],
        frozenset(), frozenset({"b", "a"}), {"a": (1,)}, Document("map", REDACTED), Actor("u-1", {"clerk"}), Waiver("a", "b"), PERMIT,
        Evidence("letter", "urn:x"), Command("ask", Actor("u-1"), NOON), True, 7, Stamp(NOON),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_value_is_written_as_what_makes_it(value):
    """
    Run with its imports, the expression gives the value again.
    """
    code = Program()
    code.lines = [f"made = {code.value(value)}"]
    names: dict[str, Any] = {}
    exec(compile(code.text(), "written", "exec"), names)

    assert value == names["made"]


def test_our_own_types_come_through_the_front_door():
    """
    As users import them; theirs from where they are.
    """
    code = Program()

    assert "Actor(id='u-1')" == code.value(Actor("u-1"))
    assert "Document(name='map', handed_in_by='u-1')" == code.value(Document("map", "u-1"))
    assert ["from proeftuin_flow import Actor", "from tests.case_types import Document"] == code.text().splitlines()[:2]


def test_case_type_is_named_as_some_module_names_it():
    """
    Rather where it is defined; if nobody names it, by its name.
    """
    nameless: CaseType = planted.planted()
    assert "LEDGER" == Program().value(nameless)

    module = ModuleType("somewhere_else")
    vars(module)["OURS"] = nameless
    sys.modules["somewhere_else"] = module
    try:
        code = Program()
        assert "OURS" == code.value(nameless)
        assert code.text().startswith("from somewhere_else import OURS")
    finally:
        del sys.modules["somewhere_else"]


def test_program_says_all_of_a_wish():
    """
    Day, waivers, evidence and mandate; the time only where it is another one.
    """
    wish = Command("announce", BUYER_1, NOON, None, announcement(), date(2026, 3, 1), [Waiver("a", "b")], [Evidence("letter", "urn:x")], "rijk")
    again = Command("check", BUYER_1, NOON, "tender")

    text = program(TENDER, "simple", [wish, again], "story.keeps_the_laws()", title="it", says=["Says.", "More."])

    assert (
        "    story = given(TENDER, 'simple')\n"
        "    story = story.at(datetime.fromisoformat('2026-03-02T12:00:00+00:00')).and_('announce', Announcement(title='Bread', budget=100000, "
        "buyer='rijk'), by=Actor(id='buyer-1', roles=frozenset({'buyer', 'own_buyer'}), organisation='rijk'), "
        "occurred=date.fromisoformat('2026-03-01'), "
        "waive=[Waiver(guard='a', reason='b')], evidence=[Evidence(kind='letter', reference='urn:x')], on_behalf_of='rijk')\n"
        "    story = story.and_('check', by=Actor(id='buyer-1', roles=frozenset({'buyer', 'own_buyer'}), organisation='rijk'), part='tender')\n"
        "    story.keeps_the_laws()"
    ) in text
    assert '    """\n    Says.\n    More.\n    """\n' in text


# ── searching ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_search_finds_the_same_everywhere():
    """
    By the same seed, whatever the order of sets.
    """
    script = (
        "from proeftuin_flow.testing.searching import search\nfrom tests.case_types import TENDER\n"
        "print([story.story for story in search(TENDER, decisions=600).stories])"
    )
    told = {
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }

    assert 1 == len(told)


def test_search_by_another_seed_finds_other_stories():
    """
    It is by chance, after all.
    """
    one, other = (search(TENDER, decisions=300, seed=seed) for seed in (1, 2))

    assert [story.story for story in one.stories] != [story.story for story in other.stories]
    assert one.observed.decisions >= 300


def test_search_goes_by_people_who_work_together():
    """
    Separation of duties is met by another person, an organisation by one of the words of the case.
    """
    made = Made({Announcement: [announcement()], Offer: [offer()], Choice: [Choice(1)]})
    found = search(TENDER, made=made, decisions=4_000)

    assert "not_by_whoever_check" in found.observed.unmet
    assert ("tender", "open", "closed", "close", "tender_closed") in found.taken
