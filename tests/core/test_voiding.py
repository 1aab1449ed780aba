"""
Voiding: a wrong entry counts as if it had never been made, if everything else still fits.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from attrs import frozen
from msgspec.structs import replace

from proeftuin_flow.acts import ChangeProfile, Past, TakeOver, Void, Voided, Waive
from proeftuin_flow.case import ERASED_STATES, Case, Event
from proeftuin_flow.case_type import CHANGE_PROFILE, VOID, CaseType
from proeftuin_flow.decider import decide, evolve, replay
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.labels import text_of
from proeftuin_flow.lifecycle import Lifecycle
from proeftuin_flow.wishes import Actor, Command, Waiver
from tests.case_types import (
    BIDDER_1,
    BUYER_1,
    DIRECTOR_1,
    LAWYER_1,
    NOON,
    TENDER,
    Choice,
    Objection,
    Opinion,
    Reopening,
    announcement,
    offer,
)  # fmt: skip

ACTS = attrs.evolve(TENDER, acts={**TENDER.acts, CHANGE_PROFILE: TENDER.acts[VOID]})


@frozen
class Story:
    """What happened so far, and where it led."""

    past: Past
    case: Case

    def did(self, trigger: str, data: object = None, by: Actor = DIRECTOR_1, part: str | None = None, waive: tuple[Waiver, ...] = ()) -> Story:
        """And then this was done."""
        decision = self.asked(trigger, data, by, part, waive)
        assert isinstance(decision, Accepted), decision.text("en")
        past = Past(self.past.start, (*self.past.events, *decision.events))
        assert decision.case == replay(past.start, past.events)
        return Story(past, decision.case)

    def asked(self, trigger: str, data: object = None, by: Actor = DIRECTOR_1, part: str | None = None, waive: tuple[Waiver, ...] = ()) -> Any:
        """What would be decided."""
        return decide(self.case, Command(trigger, by, NOON + timedelta(minutes=self.case.revision), part, data, None, waive))

    def voided(self, record: int, by: Actor = DIRECTOR_1) -> Story:
        """And then a record was voided."""
        return self.did("void", Void(record, "a slip", self.past), by)

    def why_not(self, record: int, by: Actor = DIRECTOR_1, language: Any = "en") -> list[str]:
        """Why a record cannot be voided."""
        decision = self.asked("void", Void(record, "a slip", self.past), by)
        assert isinstance(decision, Refused)
        return [text_of(blocker, language) for reason in decision.reasons for blocker in reason.blockers]

    def number(self, type: str) -> int:
        """The number of the newest event of a type."""
        return max(event.seq for event in self.past.events if event.type == type)


def begun(case_type: CaseType = ACTS, profile: str | None = None) -> Story:
    """A tender that was announced, with its advice asked for in the same commit."""
    start = case_type.new("tender-1", profile)
    return Story(Past(start, ()), start).did("announce", announcement(), BUYER_1)


def with_bids(profile: str | None = None) -> Story:
    """With two bids."""
    return begun(profile=profile).did("submit", offer(), BIDDER_1).did("submit", offer(80_000), BIDDER_1)


def assessed() -> Story:
    """Closed, with both bids judged and a positive advice, after which it was assessed by itself."""
    story = with_bids().did("judge", None, BUYER_1, "bid/1").did("check", None, LAWYER_1).did("close", None, BUYER_1)
    return story.did("judge", None, BUYER_1, "bid/2").did("advise", Opinion(positive=True), LAWYER_1)


def without(story: Story, *numbers: int) -> Case:
    """The case that all other events lead to; with the revision that it has."""
    case = story.past.start
    for event in story.past.events:
        left_out = event.seq in numbers or event.type == "voided"
        case = replace(case, revision=case.revision + 1) if left_out else evolve(case, event)
    return case


def test_wrong_entry_counts_as_if_it_had_never_been_made():
    """
    Facts, counts and who did it: all as it would be; the revision counts on, and the record says what it voids, and why.
    """
    story = with_bids().did("check", None, LAWYER_1)
    after = story.voided(story.number("tender_checked_open"))
    voided = after.past.events[-1]

    assert (None, {}) == (after.case.root.facts.checked_by, dict(after.case.memory.did))
    assert "lawyer-1" == story.case.root.facts.checked_by
    assert (story.case.revision + 1, "open") == (after.case.revision, after.case.state)
    assert ("voided", "void", Voided((5,), "a slip"), "tender") == (voided.type, voided.trigger, voided.body, voided.part)
    assert without(after, 5) == after.case


def test_case_goes_on_from_there():
    """
    The same may be done again, rightly.
    """
    story = with_bids().did("submit", offer(1), BIDDER_1)
    after = story.voided(5)

    assert ["bid/1", "bid/2"] == [part.address for part in after.case.parts.of("bid")]
    assert ["bid/1", "bid/2", "bid/3"] == [part.address for part in after.did("submit", offer(2), BIDDER_1).case.parts.of("bid")]


def test_what_followed_by_itself_goes_with_it():
    """
    The positive advice, after which the tender was assessed by itself: both are voided, and the root is where it was.
    """
    story = assessed()
    after = story.voided(story.number("advice_given"))

    assert ("assessed", "closed") == (story.case.state, after.case.state)
    assert (story.case.revision - 1, story.case.revision) == after.past.events[-1].body.records
    assert ("assessed", "closed") == (after.past.events[-1].source, after.past.events[-1].target)
    assert "assessed" == after.did("advise", Opinion(positive=True), LAWYER_1).case.state


def test_waiver_that_was_used_stands_again():
    """
    It was used by what is voided now.
    """
    story = begun().did("submit", offer(110_000), BIDDER_1)
    story = story.did("waive", Waive("judge", "within_budget", "the only one"), DIRECTOR_1, "bid/1").did("judge", None, BUYER_1, "bid/1")
    after = story.voided(story.number("bid_found_valid"))

    assert ((), 1) == (story.case.memory.waivers, len(after.case.memory.waivers))
    assert () == after.voided(story.number("waived")).case.memory.waivers


def test_profile_is_the_one_before():
    """
    Another profile was chosen by mistake.
    """
    story = begun().did("change_profile", ChangeProfile("simple", "lighter"))

    assert "european" == story.voided(3).case.profile.name


def test_what_moves_nothing_fits_wherever_it_was_done():
    """
    Another profile was chosen while the tender was closed: it holds in an open one just as well.
    """
    story = begun().did("check", None, LAWYER_1).did("close").did("change_profile", ChangeProfile("simple", "lighter"))
    after = story.voided(4).case

    assert ("open", "simple") == (after.state, after.profile.name)


def test_what_may_happen_now_happens_by_itself():
    """
    An advice was negative by mistake; without it nothing follows.  A bid that was entered by mistake was the only one not judged: without it
    the tender is assessed, and the record that voids it is the cause.
    """
    story = with_bids().did("judge", None, BUYER_1, "bid/1").did("check", None, LAWYER_1).did("close", None, BUYER_1)
    story = story.did("advise", Opinion(positive=True), LAWYER_1)
    after = story.voided(4)
    voided, assessed = after.past.events[-2:]

    assert ("closed", "assessed") == (story.case.state, after.case.state)
    assert ("voided", "tender_assessed", voided.seq) == (voided.type, assessed.type, assessed.caused_by)


# ── why not ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_who_may():
    """
    Somebody without the role learns that; of an act without roles, nobody may.
    """
    story = with_bids()

    for refused in (story.asked("void", Void(4, "a slip", story.past), LAWYER_1), without_roles().asked("void", Void(2, "x", without_roles().past))):
        assert "role" in [reason.code for reason in refused.reasons]
        assert "void is not possible now" in refused.text("en")


def without_roles() -> Story:
    """A tender of which nobody may void anything."""
    return begun(attrs.evolve(TENDER, acts={})).did("submit", offer(), BIDDER_1)


@pytest.mark.parametrize(
    ("story", "record", "en", "nl"),
    [
        (begun(), 1, "the case begins with it", "de zaak begint ermee"),
        (begun(), 2, "record 2 followed by itself from record 1; void that one",
         "gebeurtenis 2 volgde vanzelf op gebeurtenis 1; verklaar die ongeldig"),
        (with_bids().voided(4), 5, "void: that stays", "ongeldig verklaren: dat blijft staan"),
        (with_bids().voided(4), 4, "record 4 was voided already, by record 5", "gebeurtenis 4 is al ongeldig verklaard, door gebeurtenis 5"),
    ],
    ids=["opening", "caused", "voided", "twice"],
)  # fmt: skip
def test_some_records_are_never_voided(story, record, en, nl):
    """
    The beginning, what followed by itself from another one, and what the library itself says of others.
    """
    assert [en] == story.why_not(record)
    assert [nl] == story.why_not(record, language="nl")


def test_taking_over_is_never_voided():
    """
    The case begins with it.
    """
    start = TENDER.new("tender-1")
    story = Story(Past(start, ()), start).did("take_over", TakeOver("old", {"tender": "open"}))

    assert ["the case begins with it"] == story.why_not(1)


def test_every_later_record_that_does_not_fit_is_named():
    """
    With what would be otherwise: the part would not be there, or it would stand elsewhere.
    """
    story = assessed().did("award", Choice(1))
    numbers = {event.type: event.seq for event in story.past.events}
    closed = numbers["tender_closed"]

    assert [
        "record 4 (bid submitted): bid 2 would not be there then",
        "record 5 (found valid): bid 1 would not be there then",
    ] == story.why_not(3)[:2]
    told = story.why_not(closed)
    assert [
        f"record {numbers['tender_assessed']} (assessed): tender would be in open then and not in closed",
        f"record {numbers['tender_awarded']} (awarded): tender would be in open then and not in assessed",
    ] == told
    assert [
        f"gebeurtenis {numbers['tender_assessed']} (beoordeeld): aanbesteding zou dan in open staan en niet in gesloten",
        f"gebeurtenis {numbers['tender_awarded']} (gegund): aanbesteding zou dan in open staan en niet in beoordeeld",
    ] == story.why_not(closed, language="nl")


def test_what_would_not_have_followed_by_itself_is_named():
    """
    Two bids were judged, and after the advice the tender was assessed by itself: without the judgement of one it would not have been.
    """
    story = assessed()

    assert [f"record {story.number('tender_assessed')} (assessed): it would not have followed by itself then"] == story.why_not(5)


def test_what_could_not_be_established_would_not_have_followed():
    """
    Of a tender that was taken over nobody knew the advice, until it was given.
    """
    start = TENDER.new("tender-1")
    states = {"tender": "closed", "advice/1": "asked", "bid/1": "submitted"}
    data = TakeOver("old", states, {"bid/1": {"amount": 1}, "tender": {"budget": 2}}, ["advice", "bid"])
    story = Story(Past(start, ()), start).did("take_over", data).did("advise", Opinion(positive=True), LAWYER_1)
    story = story.did("judge", None, BUYER_1, "bid/1")

    assert "assessed" == story.case.state
    assert ["record 4 (assessed): it would not have followed by itself then"] == story.why_not(2)


def test_part_that_the_root_would_have_closed_is_named():
    """
    A withdrawn tender was opened again, and then a bid came in: without the reopening it could not have.
    """
    story = begun().did("withdraw").did("reopen", Reopening("too soon")).did("submit", offer(), BIDDER_1)

    assert ["record 5 (bid submitted): tender would be in withdrawn then and not in open"] == story.why_not(4)


def test_reducer_that_fails_is_named():
    """
    Facts that it was not written for, whatever it raises.
    """
    root: Lifecycle[Any] = attrs.evolve(TENDER.root, transitions=[
        attrs.evolve(t, emits=attrs.evolve(t.emits, then=lambda facts, _: attrs.evolve(facts, checked_by=facts.checked_by.upper())))
        if t.emits.name == "tender_closed" else t for t in TENDER.root.transitions])  # fmt: skip
    story = begun(attrs.evolve(TENDER, root=root)).did("check", None, LAWYER_1).did("close", None, DIRECTOR_1)

    assert [
        "record 4 (closed): it would not fit the facts then (AttributeError: 'NoneType' object has no attribute 'upper')"
    ] == story.why_not(3)


def test_erased_record_is_not_voided():
    """
    What depends on it cannot be told any more.  Others in the same case can be.
    """
    story = with_bids().did("complain", Objection("x"), BIDDER_1).did("answer", None, LAWYER_1, "complaint/1").did("submit", offer(), BIDDER_1)
    erased = [blank(event) if event.part == "complaint/1" else event for event in story.past.events]
    emptied = Story(Past(story.past.start, erased), replay(story.past.start, erased))

    assert ["record 5 was erased, so what depends on it cannot be told"] == emptied.why_not(5)
    assert {} == dict(emptied.voided(7).case.memory.foreign)
    assert "erased.settled" == emptied.voided(7).case["complaint/1"].state
    half = [blank(event) if event.seq == 5 else event for event in story.past.events]
    assert "erased.settled" == Story(Past(story.past.start, half), replay(story.past.start, half)).voided(7).case["complaint/1"].state


def blank(event: Event[Any]) -> Event[Any]:
    """What is left of an event of a personal part."""
    return replace(event, type="", source="", trigger=None, body=None, target=ERASED_STATES[event.type == "complaint_answered"])


@pytest.mark.parametrize(
    ("wish", "problem"),
    [
        (Void(99, "x", with_bids().past), "case 'tender-1' has no revision 99; the newest is 4"),
        (Void(0, "x", with_bids().past), "record cannot be 0"),
        (Void("4", "x", with_bids().past), "record cannot be '4'"),  # type: ignore[arg-type]  # that is the point
        (Void(4, " ", with_bids().past), "give a reason"),
        (Void(4, "x"), "'void' wants all that happened in the case, from the beginning on"),
        (Void(4, "x", begun().past), "'void' wants all that happened in the case, from the beginning on"),
    ],
)
def test_wish_that_cannot_be_decided(wish, problem):
    """
    No such record, no reason, or not the whole past.
    """
    with pytest.raises(InvalidData, match=problem):
        with_bids().asked("void", wish)


def test_voiding_cannot_be_replayed_from_the_middle():
    """
    Only who knows what happened before can leave it out.
    """
    story = with_bids().voided(4)

    with pytest.raises(InvalidData, match="'void' wants all that happened"):
        evolve(with_bids().case, story.past.events[-1])
    with pytest.raises(InvalidData, match="'void' wants all that happened"):
        replay(with_bids().case, story.past.events[-1:])


def test_past_is_not_shown():
    """
    What an act brings along about people is in nobody's traceback.
    """
    void = Void(3, "a mistake", with_bids().past)

    assert "Void(record=3, reason='a mistake')" == repr(void)
