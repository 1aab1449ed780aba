"""
Records to events, and to the case that they lead to; also when they are not what they should be.
"""

from __future__ import annotations

import json
from datetime import timedelta
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from proeftuin_flow.acts import TakeOver, Waive
from proeftuin_flow.bodies import LARGEST
from proeftuin_flow.canonical import canonical
from proeftuin_flow.case import Case, Erased, Event
from proeftuin_flow.decider import decide, evolve, replay
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import BrokenChain, LogError, UnknownVersion
from proeftuin_flow.labels import Label, PartTitle, Phrase
from proeftuin_flow.log import GENESIS, Fold, Record, Stamp, event_of, fold, parse_line, seal, verify
from proeftuin_flow.log.folding import begun
from proeftuin_flow.log.record import piece_digest
from proeftuin_flow.privacy import REDACTED, DataClass
from proeftuin_flow.wishes import Command, Evidence
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
    announcement,
    offer,
)  # fmt: skip
from tests.log.golden import LOAN
from tests.log.test_golden import RECORDS
from tests.log.test_records import changed, forged, paths


def lived(case: Case, *wishes: Command) -> tuple[Case, list[Event[object]], list[Record]]:
    """Where a case came, by what, and the records of it."""
    events: list[Event[object]] = []
    records: list[Record] = []
    for number, wish in enumerate(wishes):
        now = NOON + timedelta(minutes=number)
        decision = decide(case, replace(wish, now=now))
        assert isinstance(decision, Accepted), decision
        events += decision.events
        records += seal(case, decision.events, Stamp(now), records[-1].hash if records else GENESIS)
        case = decision.case
    return case, events, records


def wish(trigger, by, data=None, **more):
    return Command(trigger, by, NOON, data=data, **more)


STORY = (
    wish("announce", BUYER_1, announcement()), wish("submit", BIDDER_1, offer(120_000)), wish("complain", BIDDER_1, Objection("the noise")),
    wish("waive", DIRECTOR_1, Waive("judge", "within_budget", "the only one"), part="bid/1"), wish("check", LAWYER_1),
    wish("judge", BUYER_1, part="bid/1"), wish("answer", LAWYER_1, part="complaint/1"), wish("advise", LAWYER_1, Opinion(True), part="advice/1"),
    wish("close", DIRECTOR_1), wish("award", DIRECTOR_1, Choice(1)),
)  # fmt: skip


@pytest.fixture
def story():
    return lived(TENDER.new("tender-1", "european"), *STORY)


def test_fold_is_replay_at_every_revision(story):
    """
    Waivers, who did what, automatic steps and personal parts are the same by way of the log.
    """
    case, events, records = story
    start = TENDER.new("tender-1", "european")

    assert ("awarded", "answered") == (case.state, case["complaint/1"].state)
    for revision in range(len(records) + 1):
        there = replay(start, events[:revision])
        assert there == fold(records[:revision], TENDER, "tender-1", "european")
        going = Fold(there)
        for record in records[revision:]:
            going.add(record)
        assert case == going.case()
    assert case == replay(start, [event_of(record, TENDER) for record in records])


def test_event_comes_back_with_its_checks(story):
    """
    Who waived what, and what blocked it; the words of a phrase stand with the rules, its code and values in the log.
    """
    _, events, records = story
    judged = next(event_of(record, TENDER) for record, event in zip(records, events, strict=True) if event.type == "bid_found_valid")
    waiver = next(event_of(record, TENDER) for record, event in zip(records, events, strict=True) if event.type == "waived")
    [check] = judged.checks

    assert ("within_budget", "waived", "director-1") == (check.guard, check.outcome, check.by)
    assert [("too_expensive", (("amount", 20_000),), "too_expensive: 20000")] == [
        (each.code, each.values, each.text("nl")) for each in check.blockers if isinstance(each, Phrase)
    ]
    assert ("judge", "within_budget") == (waiver.body.trigger, waiver.body.guard)


@pytest.mark.parametrize(
    "blocker",
    [
        "a name", Phrase("odd", Label("a", "b")), PartTitle("bid/1", Label("inschrijving", "bid"), 1, Label("ingediend", "submitted"), "submitted"),
        PartTitle("tender", Label("aanbesteding", "tender"), 0, Label("open", "open"), "open"), Label("ja", "yes"),
        Phrase("more", Label("more: {a}, {b}, {c}", "more: {a}, {b}, {c}"), (("a", 1), ("b", ("x", Label("ja", "yes"))), ("c", None))),
    ],
)  # fmt: skip
def test_blocker_comes_back(story, blocker):
    """
    A name, a phrase, a part with its state, a label: what was kept is written in the same way again.
    """
    _, events, records = story
    place = next(place for place, event in enumerate(events) if event.type == "bid_found_valid")
    event = replace(events[place], checks=(replace(events[place].checks[0], blockers=(blocker,)),))
    before = replay(TENDER.new("tender-1", "european"), events[:place])
    [record] = seal(before, [event], Stamp(NOON), records[place - 1].hash)
    [again] = seal(before, [event_of(record, TENDER)], Stamp(NOON), records[place - 1].hash)

    def kept(record):
        return json.loads(record.personal)["checks"]

    assert kept(record) == kept(again)


def test_erased_part_stays_erased(story):
    """
    Once a piece of a personal part was removed, only whether it is settled is known of it, whatever else is there.
    """
    case, events, records = story
    places = [place for place, event in enumerate(events) if event.part == "complaint/1"]
    for gone in (places, places[:1], places[1:]):
        emptied = [replace(record, personal=None) if place in gone else record for place, record in enumerate(records)]
        with pytest.raises(BrokenChain):
            verify(emptied, "tender-1")  # no record lists them
        found = fold(emptied, TENDER, "tender-1", "european")
        assert (Erased(True), "erased.settled") == (found["complaint/1"].facts, found["complaint/1"].state)
        assert (case.state, case["bid/1"]) == (found.state, found["bid/1"])
        half = fold(emptied[: places[1]], TENDER, "tender-1", "european")
        if places[0] in gone:
            assert (Erased(False), "erased.open") == (half["complaint/1"].facts, half["complaint/1"].state)
    assert ("", None) == ((event := event_of(replace(records[places[0]], personal=None), TENDER)).type, event.body)


def test_erased_bodies_are_redacted(story):
    """
    What was about somebody is `REDACTED` in a body, and what was about nobody is still there.
    """
    _, events, records = story
    place = next(place for place, event in enumerate(events) if event.type == "bid_submitted")
    body = event_of(replace(records[place], personal=None), TENDER).body

    assert (120_000, REDACTED) == (body.amount, body.company)


@pytest.mark.parametrize("place", [0, 2])
def test_event_that_this_version_does_not_know_is_kept(story, place):
    """
    It moves its part as its header says, is remembered as foreign, and nothing may be decided on that part.
    """
    _, events, records = story
    strange = forged(records[place], type="tender_blessed", checks=())
    records = _chained([*records[:place], strange, *records[place + 1 :]])
    case = fold(records[: place + 1], TENDER, "tender-1", "european")
    part = case[events[place].part]

    assert event_of(records[place], TENDER).body is None
    assert ("tender_blessed", events[place].target) == (event_of(records[place], TENDER).type, part.state)
    assert part.address in case.memory.foreign
    refused = decide(case, Command("withdraw" if place == 0 else "judge", DIRECTOR_1, NOON + timedelta(days=1), part.address))
    assert isinstance(refused, Refused) and "unknown_events" in [reason.code for reason in refused.reasons]


def test_unknown_event_of_a_personal_part_is_kept(story):
    """
    Also what a personal part went through under a version that we do not know.
    """
    _, events, records = story
    place = next(place for place, event in enumerate(events) if event.type == "complaint_filed")
    piece = json.loads(records[place].personal)
    piece["event"]["type"] = "complaint_shouted"
    strange = _with_pieces(records[place], personal=canonical(piece))
    case = fold(_chained([*records[:place], strange]), TENDER, "tender-1", "european")

    assert ("filed", frozenset({"complaint/1"})) == (case["complaint/1"].state, frozenset(case.memory.foreign))


def _with_pieces(record: Record, **pieces: bytes | None) -> Record:
    """The record with another piece, and the right digests."""
    digests = {name: None if piece is None else piece_digest(name, piece) for name, piece in pieces.items()}
    return replace(forged(record, **digests), **pieces)


def _chained(records: list[Record]) -> list[Record]:
    """Chained anew after one was forged."""
    chained: list[Record] = []
    for record in records:
        chained.append(forged(record, prev=chained[-1].hash if chained else GENESIS))
    verify(chained, records[0].stream)
    return chained


def test_case_that_was_taken_over_comes_back():
    """
    States, facts, and what is unknown; of a personal part of which the piece is gone, only whether it is settled.
    """
    states = {"tender": "open", "complaint/1": "answered", "bid/1": "submitted"}
    over = TakeOver("an older system", states, {"bid/1": {"amount": 5}}, frozenset({"bid"}))
    case, _, records = lived(TENDER.new("tender-1", "simple"), wish("take_over", DIRECTOR_1, over), wish("check", LAWYER_1))
    emptied = [replace(record, personal=None) for record in records]

    assert case == fold(records, TENDER, "tender-1", "simple")
    assert over == event_of(records[0], TENDER).body
    found = fold(emptied, TENDER, "tender-1", "simple")
    assert (Erased(True), "open", "submitted") == (found["complaint/1"].facts, found.state, found["bid/1"].state)


# ── what does not fit ────────────────────────────────────────────────────────────────────────────────────────────────────

OTHERS: tuple[object, ...] = (
    1, "x", None, [], {}, {"a": 1}, "loan", "complaint/x", "complaint/0", "2019-13-01", 10**18, "taken_over", "waived", "book_lent",
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(RECORDS)))
def test_record_that_does_not_fit_is_a_broken_chain(number):
    """
    Sealed and canonical, but saying what its case type cannot say: a `LogError` names the record, and nothing else is ever raised.
    """
    record = RECORDS[number]
    before = [each for each in RECORDS[:number] if each.stream == record.stream]
    tried = found = 0
    for name in ("header", "data", "personal"):
        piece = getattr(record, name)
        if piece is None:
            continue
        value = json.loads(piece)
        others = [changed(value, path, other) for path in paths(value) if path for other in (*OTHERS, "gone")]
        for text in (b"", b"x", b"\xff", b"{}", b"null", *map(canonical, others)):
            wrong = replace(record, **{name: text})
            tried += 1
            try:
                event_of(wrong, LOAN)
                folding = Fold(LOAN.new(record.stream, "branch"))
                for each in (*before, wrong):
                    folding.add(each)
                folding.case()
            except LogError as error:
                found += 1
                assert not isinstance(error, BrokenChain) or (record.stream, record.seq) == (error.stream, error.seq)

    assert tried > found > tried / 3


def test_definition_that_changed_is_named(story):
    """
    A case that lives under a definition that we do not have, or not in that form, is not begun.
    """
    _, _, records = story
    for header, known in ((records[0].read(), []), (forged(records[0], fingerprint="0" * 64).read(), [TENDER])):
        with pytest.raises(UnknownVersion):
            begun(header, {(each.name, each.version): each for each in known})
    assert TENDER.new("tender-1", "european") == begun(records[0].read(), {("tender", 1): TENDER})


def test_part_with_an_odd_address(story):
    """
    A part is called by one address only.
    """
    _, _, records = story
    for address in ("bid/01", "bid/x", "bid", "tender/1", "nothing/1"):
        with pytest.raises(BrokenChain, match="it does not fit what came before"):
            Fold(TENDER.new("tender-1", "european")).add(forged(records[0], part=address))


# ── any event ────────────────────────────────────────────────────────────────────────────────────────────────────────────

texts = st.text(st.characters(exclude_categories=["Cs", "Nd"]), max_size=40).map(lambda text: normalize("NFC", text))
references = st.text(st.characters(exclude_categories=["Cs", "Nd", "Cc", "Zl", "Zp"]), max_size=40).map(lambda text: normalize("NFC", text))


@given(
    title=texts, who=texts, budget=st.integers(-LARGEST, LARGEST), reason=texts, reference=references, about=st.sampled_from(DataClass),
    moment=st.datetimes(timezones=st.just(NOON.tzinfo)), sha=st.none() | st.just("ab" * 32),
)  # fmt: skip
def test_any_event_comes_back(title, who, budget, reason, reference, about, moment, sha):
    """
    Sealed, written, parsed and read: the same event, whatever words and numbers are in it; and evolving by it is folding.
    """
    start = TENDER.new("tender-1", "european")
    opened = decide(start, replace(STORY[0], now=NOON))
    assert isinstance(opened, Accepted)
    body = type(announcement())(title, budget, who)
    evidence = (Evidence("letter", reference, sha, about),)
    first = replace(opened.events[0], body=body, evidence=evidence, occurred=moment, on_behalf_of="u-3")
    complaint = Event(2, "complaint_filed", "complaint/1", "complain", "new", "filed", moment.date(), BIDDER_1, Objection(reason), evidence=evidence)
    records = seal(start, [first, complaint], Stamp(moment), GENESIS)
    again = [parse_line(record.line(), "line") for record in records]

    assert records == again
    assert [first, complaint] == [event_of(record, TENDER) for record in again]
    assert evolve(evolve(start, first), complaint) == fold(again, TENDER, "tender-1", "european")
    header = again[1].read()
    assert (False, None, None, None) == (header.settled, header.type, header.occurred, header.data)
    verify(again, "tender-1")
