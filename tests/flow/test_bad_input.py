"""
Bad input: whatever comes in, a `FlowError` comes out, and nothing is half written.

What is thrown at every public entry point are things of all types, and things that are nearly right.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from proeftuin_flow.access import access_report
from proeftuin_flow.acts import TakeOver, Waive
from proeftuin_flow.decider import decide, options
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import BrokenChain, CaseNotFound, CommandRefused, FlowError, InvalidData, LogError, NotOurs
from proeftuin_flow.flow import Flow, Item
from proeftuin_flow.guards import guard
from proeftuin_flow.log import GENESIS, Record, Stamp, parse_line, seal, verify
from proeftuin_flow.privacy import REDACTED, DataClass
from proeftuin_flow.situation import Situation
from proeftuin_flow.stores import MemoryStore, SqliteStore
from proeftuin_flow.wishes import Actor, CaseRef, Command, Evidence, Waiver
from tests.case_types import (
    BIDDER_1,
    BUYER_1,
    CLERK_1,
    DIRECTOR_1,
    NOON,
    PERMIT,
    TENDER,
    Announcement,
    Choice,
    Document,
    Permit,
    announcement,
    offer,
)
from tests.flow.common import Clock, everything, flow_on

# ── things ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

ODD: Any = 3.5
"""What no field here can hold."""

NEARLY: list[Any] = [
    "permit-1", "permit-9", "tender-1", "permit", "tender", "bid/1", "bid/2", "bid/01", "bid/", "bid/-1", "bid/1.5", "/", "bid/99999999999",
    "judge", "submit", "take_over", "waive", "redact", "within_budget", "", " ", "\ud800", "e\u0301", "111222333", "system", "a" * 65, "a" * 501,
    "\x00",
    b"permit-1", 0, 1, -1, 2**53, 2**64, 10**400, True, 1.5, float("nan"), float("inf"), 1j, Decimal(1), None, (), [], {}, set(), object(), object,
    NOON, NOON.replace(tzinfo=None), NOON.date(), date.min, date.max, datetime.min, datetime.max, datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), NOON.astimezone(timezone(timedelta(seconds=1))),
    timedelta(1), range(3), iter("abc"), len, lambda: None, REDACTED, DataClass.C1, CLERK_1, Waiver("within_budget", "worth it"),
    Evidence("letter", "urn:letter:1"), Document("map", "u-31"), Document(ODD, ODD), Document("\ud800", "e\u0301"), Announcement("x", 10**400, "u"),
    Choice(ODD), Choice(10**30), offer(), TakeOver("old", {"tender": "open"}), Waive("judge", "within_budget", "worth it"),
    Command("receive", CLERK_1, NOON), Item("permit-1", "receive", by=CLERK_1), PERMIT, TENDER, PERMIT.root,
    MappingProxyType({"name": "map"}), {"name": "map", "handed_in_by": "u-31"}, {"name": []}, {1: 2}, {"name": {"name": {}}},
]  # fmt: skip


def _many(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.text(string.ascii_lowercase + "_/1", max_size=6) | st.sampled_from(["name", "handed_in_by", "tender", "bid/1", "title", "budget"])
    return st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(keys, inner, max_size=3)


THINGS: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(NEARLY) | st.text(max_size=12) | st.integers() | st.binary(max_size=6) | st.datetimes() | st.dates(), _many, max_leaves=6
)  # fmt: skip


def prepared(store: Any) -> Flow:
    """A Flow with a permit and a tender."""
    flow = flow_on(store, Clock())
    flow.open("permit", "permit-1", by=CLERK_1, request_id="r-1")
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    flow.handle("tender-1", "submit", by=BIDDER_1, data=offer(200_000), request_id="r-2")
    return flow


MIGHTY = Actor("all-1", roles={"clerk", "buyer", "own_buyer", "lawyer", "director", "bidder"}, organisation="rijk")

CALLS: Mapping[str, Callable[[Flow, Any], object]] = {
    "open: case type": lambda flow, x: flow.open(x, by=MIGHTY),
    "open: id": lambda flow, x: flow.open("permit", x, by=MIGHTY),
    "open: by": lambda flow, x: flow.open("permit", "new-1", by=x),
    "open: data": lambda flow, x: flow.open("tender", "new-1", by=MIGHTY, data=x),
    "open: profile": lambda flow, x: flow.open("tender", "new-1", by=MIGHTY, data=announcement(), profile=x),
    "open: trigger": lambda flow, x: flow.open("permit", "new-1", by=MIGHTY, trigger=x),
    "open: occurred": lambda flow, x: flow.open("permit", "new-1", by=MIGHTY, occurred=x),
    "open: waive": lambda flow, x: flow.open("permit", "new-1", by=MIGHTY, waive=x),
    "open: evidence": lambda flow, x: flow.open("permit", "new-1", by=MIGHTY, evidence=x),
    "open: on_behalf_of": lambda flow, x: flow.open("permit", "new-1", by=MIGHTY, on_behalf_of=x),
    "open: recorded_by": lambda flow, x: flow.open("permit", "new-1", by=MIGHTY, recorded_by=x),
    "open: request_id": lambda flow, x: flow.open("permit", "new-1", by=MIGHTY, request_id=x),
    "open: correlation": lambda flow, x: flow.open("permit", "new-1", by=MIGHTY, correlation=x),
    "take_over: case type": lambda flow, x: flow.take_over(x, "new-1", by=MIGHTY, states={"tender": "open"}, source="old"),
    "take_over: id": lambda flow, x: flow.take_over("tender", x, by=MIGHTY, states={"tender": "open"}, source="old"),
    "take_over: by": lambda flow, x: flow.take_over("tender", "new-1", by=x, states={"tender": "open"}, source="old"),
    "take_over: states": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states=x, source="old"),
    "take_over: state": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states={"tender": x, "bid/1": x}, source="old"),
    "take_over: source": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states={"tender": "open"}, source=x),
    "take_over: facts": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states={"tender": "open"}, source="old", facts=x),
    "take_over: facts of a part": lambda flow, x: flow.take_over(
        "tender", "new-1", by=MIGHTY, states={"tender": "open"}, source="old", facts={"tender": x}),
    "take_over: fact": lambda flow, x: flow.take_over(
        "tender", "new-1", by=MIGHTY, states={"tender": "open"}, source="old", facts={"tender": {"title": x, "budget": x, "buyer": x}}),
    "take_over: complete": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states={"tender": "open"}, source="old", complete=x),
    "take_over: profile": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states={"tender": "open"}, source="old", profile=x),
    "take_over: occurred": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states={"tender": "open"}, source="old", occurred=x),
    "take_over: evidence": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states={"tender": "open"}, source="old", evidence=x),
    "take_over: request_id": lambda flow, x: flow.take_over("tender", "new-1", by=MIGHTY, states={"tender": "open"}, source="old", request_id=x),
    "handle: id": lambda flow, x: flow.handle(x, "receive", by=MIGHTY, data=Document("map", "u")),
    "handle: trigger": lambda flow, x: flow.handle("tender-1", x, by=MIGHTY),
    "handle: trigger and data": lambda flow, x: flow.handle("tender-1", x, by=MIGHTY, data=x),
    "handle: by": lambda flow, x: flow.handle("permit-1", "receive", by=x, data=Document("map", "u")),
    "handle: part": lambda flow, x: flow.handle("tender-1", "judge", by=MIGHTY, part=x),
    "handle: part of the root": lambda flow, x: flow.handle("tender-1", "check", by=MIGHTY, part=x),
    "handle: data": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=x),
    "handle: fields": lambda flow, x: flow.handle("tender-1", "submit", by=MIGHTY, data={"amount": x, "company": x, "document": x}),
    "handle: data of a class": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document(x, x)),
    "handle: data that nobody wants": lambda flow, x: flow.handle("tender-1", "check", by=MIGHTY, data=x),
    "handle: data of a waiver": lambda flow, x: flow.handle("tender-1", "waive", by=MIGHTY, data=x),
    "handle: occurred": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), occurred=x),
    "handle: waive": lambda flow, x: flow.handle("tender-1", "judge", by=MIGHTY, part="bid/1", waive=x),
    "handle: waiver": lambda flow, x: flow.handle("tender-1", "judge", by=MIGHTY, part="bid/1", waive=[x]),
    "handle: evidence": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), evidence=x),
    "handle: piece of evidence": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), evidence=[x]),
    "handle: on_behalf_of": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), on_behalf_of=x),
    "handle: recorded_by": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), recorded_by=x),
    "handle: request_id": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), request_id=x),
    "handle: expected_revision": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), expected_revision=x),
    "handle: correlation": lambda flow, x: flow.handle("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), correlation=x),
    "handle again: trigger": lambda flow, x: flow.handle("tender-1", x, by=MIGHTY, request_id="r-2"),
    "handle again: part": lambda flow, x: flow.handle("tender-1", "submit", by=MIGHTY, part=x, request_id="r-2"),
    "handle again: data": lambda flow, x: flow.handle("tender-1", "submit", by=MIGHTY, data=x, request_id="r-2"),
    "handle again: occurred": lambda flow, x: flow.handle("tender-1", "submit", by=MIGHTY, data=offer(), occurred=x, request_id="r-2"),
    "waive: id": lambda flow, x: flow.waive(x, "within_budget", on="judge", by=MIGHTY, part="bid/1", reason="worth it"),
    "waive: guard": lambda flow, x: flow.waive("tender-1", x, on="judge", by=MIGHTY, part="bid/1", reason="worth it"),
    "waive: on": lambda flow, x: flow.waive("tender-1", "within_budget", on=x, by=MIGHTY, part="bid/1", reason="worth it"),
    "waive: by": lambda flow, x: flow.waive("tender-1", "within_budget", on="judge", by=x, part="bid/1", reason="worth it"),
    "waive: part": lambda flow, x: flow.waive("tender-1", "within_budget", on="judge", by=MIGHTY, part=x, reason="worth it"),
    "waive: reason": lambda flow, x: flow.waive("tender-1", "within_budget", on="judge", by=MIGHTY, part="bid/1", reason=x),
    "redact: id": lambda flow, x: flow.redact(x, subject="p-1", by=MIGHTY, ground="x"),
    "redact: id and part": lambda flow, x: flow.redact(x, part="complaint/1", by=MIGHTY, ground="x"),
    "redact: by": lambda flow, x: flow.redact("tender-1", subject="p-1", by=x, ground="x"),
    "redact: part": lambda flow, x: flow.redact("tender-1", part=x, by=MIGHTY, ground="x"),
    "redact: subject": lambda flow, x: flow.redact("tender-1", subject=x, by=MIGHTY, ground="x"),
    "redact: subject everywhere": lambda flow, x: flow.redact(subject=x, by=MIGHTY, ground="x"),
    "redact: records": lambda flow, x: flow.redact("tender-1", records=x, by=MIGHTY, ground="x"),
    "redact: record": lambda flow, x: flow.redact("tender-1", records=[x], by=MIGHTY, ground="x"),
    "redact: ground": lambda flow, x: flow.redact("tender-1", subject="p-1", by=MIGHTY, ground=x),
    "redact: request_id": lambda flow, x: flow.redact("tender-1", subject="p-1", by=MIGHTY, ground="x", request_id=x),
    "redact: expected_revision": lambda flow, x: flow.redact("tender-1", subject="p-1", by=MIGHTY, ground="x", expected_revision=x),
    "redact: evidence": lambda flow, x: flow.redact("tender-1", subject="p-1", by=MIGHTY, ground="x", evidence=x),
    "reapply: erasures": lambda flow, x: flow.reapply(x, by=MIGHTY),
    "reapply: erasure": lambda flow, x: flow.reapply([x], by=MIGHTY),
    "reapply: by": lambda flow, x: flow.reapply([], by=x),
    "access: subject": lambda flow, x: access_report(flow, x),
    "handle_all: items": lambda flow, x: flow.handle_all(x),
    "handle_all: item": lambda flow, x: flow.handle_all([x]),
    "handle_all: id": lambda flow, x: flow.handle_all([Item(x, "receive", by=MIGHTY)], batch="b-1"),
    "handle_all: trigger": lambda flow, x: flow.handle_all([Item("permit-1", x, by=MIGHTY)], batch="b-1"),
    "handle_all: by": lambda flow, x: flow.handle_all([Item("permit-1", "receive", by=x)]),
    "handle_all: part": lambda flow, x: flow.handle_all([Item("tender-1", "judge", by=MIGHTY, part=x)], batch="b-1"),
    "handle_all: data": lambda flow, x: flow.handle_all([Item("permit-1", "receive", by=MIGHTY, data=x)], batch="b-1"),
    "handle_all: occurred": lambda flow, x: flow.handle_all([Item("tender-1", "check", by=MIGHTY)], occurred=x, batch="b-1"),
    "handle_all: recorded_by": lambda flow, x: flow.handle_all([Item("permit-1", "receive", by=MIGHTY)], recorded_by=x),
    "handle_all: batch": lambda flow, x: flow.handle_all([Item("permit-1", "receive", by=MIGHTY)], batch=x),
    "handle_all: per_commit": lambda flow, x: flow.handle_all([Item("permit-1", "receive", by=MIGHTY)], per_commit=x),
    "decide: id": lambda flow, x: flow.decide(x, "receive", by=MIGHTY),
    "decide: trigger": lambda flow, x: flow.decide("tender-1", x, by=MIGHTY, data=x),
    "decide: by": lambda flow, x: flow.decide("permit-1", "receive", by=x),
    "decide: part": lambda flow, x: flow.decide("tender-1", "judge", by=MIGHTY, part=x),
    "decide: data": lambda flow, x: flow.decide("tender-1", "submit", by=MIGHTY, data=x),
    "decide: occurred": lambda flow, x: flow.decide("permit-1", "receive", by=MIGHTY, occurred=x),
    "decide: waive": lambda flow, x: flow.decide("permit-1", "grant", by=MIGHTY, waive=x),
    "decide: evidence": lambda flow, x: flow.decide("permit-1", "receive", by=MIGHTY, data=Document("map", "u"), evidence=x),
    "options: id": lambda flow, x: flow.options(x, by=MIGHTY),
    "options: by": lambda flow, x: flow.options("tender-1", by=x),
    "options: part": lambda flow, x: flow.options("tender-1", by=MIGHTY, part=x),
    "case: id": lambda flow, x: flow.case(x),
    "case: at_revision": lambda flow, x: flow.case("permit-1", at_revision=x),
    "case: at": lambda flow, x: flow.case("permit-1", at=x),
    "history: id": lambda flow, x: [*flow.history(x)],
    "events: id": lambda flow, x: [*flow.events(x)],
    "head: id": lambda flow, x: flow.head(x),
    "verify: id": lambda flow, x: flow.verify(x),
    "verify: head": lambda flow, x: flow.verify("permit-1", head=x),
    "follow: after": lambda flow, x: [*flow.follow(x)],
    "follow: limit": lambda flow, x: [*flow.follow(limit=x)],
}  # fmt: skip


def outcome(does: Callable[[], object]) -> FlowError | None:
    """The error that comes of it, if it is one of ours; any other comes through."""
    try:
        does()
    except FlowError as error:
        return error
    return None


def readable(error: FlowError) -> bool:
    """Whether it says something in both languages."""
    return all(error.text(language).strip() for language in ("nl", "en"))


@pytest.mark.parametrize("name", [*CALLS])
@settings(max_examples=25)
@given(things=st.lists(THINGS, min_size=4, max_size=4))
@example(things=NEARLY)
def test_flow_raises_nothing_but_its_own_errors(name, things):
    """
    Each says what is wrong in both languages, and leaves the store as it was.
    """
    store = MemoryStore()
    flow = prepared(store)
    for thing in things:
        before = everything(store)
        error = outcome(partial(CALLS[name], flow, thing))

        assert error is None or (readable(error) and before == everything(store))
    assert ["permit-1", "tender-1"] == [id for id in ("permit-1", "tender-1") if flow.verify(id).records]


@pytest.mark.parametrize("name", [name for name in CALLS if name.endswith(("id", "request_id", "occurred", "data", "after"))])
def test_sqlite_says_the_same_as_memory(name, tmp_path):
    """
    Also to texts that it cannot write, and numbers that are too large for it.
    """
    with SqliteStore(tmp_path / "cases.db") as store:
        flow = prepared(store)
        before = everything(store)
        errors = [outcome(partial(CALLS[name], flow, thing)) for thing in NEARLY]

        assert before == everything(store)[: len(before)]
        assert all(error is None or readable(error) for error in errors)


# ── what is pure ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CASE = prepared(MemoryStore()).case("tender-1")

COMMANDS: Mapping[str, Callable[[Any], Command]] = {
    "trigger": lambda x: Command(x, MIGHTY, NOON + timedelta(days=1)),
    "by": lambda x: Command("check", x, NOON + timedelta(days=1)),
    "now": lambda x: Command("check", MIGHTY, x),
    "part": lambda x: Command("judge", MIGHTY, NOON + timedelta(days=1), x),
    "data": lambda x: Command("submit", MIGHTY, NOON + timedelta(days=1), data=x),
    "data of an act": lambda x: Command("take_over", MIGHTY, NOON + timedelta(days=1), data=x),
    "occurred": lambda x: Command("check", MIGHTY, NOON + timedelta(days=1), occurred=x),
    "waive": lambda x: Command("judge", MIGHTY, NOON + timedelta(days=1), "bid/1", waive=x),
    "evidence": lambda x: Command("check", MIGHTY, NOON + timedelta(days=1), evidence=x),
    "on_behalf_of": lambda x: Command("check", MIGHTY, NOON + timedelta(days=1), on_behalf_of=x),
}  # fmt: skip


@pytest.mark.parametrize("name", [*COMMANDS])
@settings(max_examples=50)
@given(thing=THINGS)
def test_decide_raises_nothing_but_its_own_errors(name, thing):
    """
    What it accepts can be written down, so nothing odd slips through either.
    """
    decisions: list[Accepted | Refused] = []
    error = outcome(lambda: decisions.append(decide(CASE, COMMANDS[name](thing))))

    for decision in decisions:
        if isinstance(decision, Accepted):
            assert seal(CASE, decision.events, Stamp(NOON), GENESIS)
    assert error is None or (isinstance(error, InvalidData) and readable(error))


@pytest.mark.parametrize("name", [*COMMANDS])
def test_decide_takes_nothing_that_is_nearly_right(name):
    """
    The same with what comes closest.
    """
    errors = [outcome(partial(decide, CASE, COMMANDS[name](thing))) for thing in NEARLY]

    assert all(error is None or (isinstance(error, InvalidData) and readable(error)) for error in errors)


@guard(nl="de kaart klopt", en="the map is right")
def map_is_right(s: Situation[Permit]) -> Iterator[str]:
    wrong: Any = s.facts.documents
    yield from wrong + 1


def test_mistake_in_the_rules_is_not_blamed_on_the_wish():
    """
    It comes out as it is: whoever wrote the guard has to see it.
    """
    ask, receive, grant = PERMIT.root.transitions
    arrows: Any = [ask, receive, attrs.evolve(grant, guards=(map_is_right,))]
    case = prepared(MemoryStore()).case("permit-1")
    wrong: Any = attrs.evolve(PERMIT, root=attrs.evolve(PERMIT.root, transitions=arrows))

    with pytest.raises(TypeError, match="unsupported operand"):
        decide(replace(case, type=wrong, root=replace(case.root, lifecycle=wrong.root)), Command("grant", MIGHTY, NOON + timedelta(days=1)))


@settings(max_examples=50)
@given(thing=THINGS)
def test_options_raise_nothing_but_their_own_errors(thing):
    """
    Whoever asks, whenever, and about whatever part.
    """
    later = NOON + timedelta(days=1)
    asks = [lambda: [*options(CASE, thing, later)], lambda: [*options(CASE, MIGHTY, thing)], lambda: [*options(CASE, MIGHTY, later, thing)]]

    assert all(error is None or isinstance(error, InvalidData) for error in map(outcome, asks))


VALUES: Mapping[str, Callable[[Any], object]] = {
    "id of an actor": Actor,
    "roles": lambda x: Actor("a", x),
    "role": lambda x: Actor("a", [x]),
    "organisation": lambda x: Actor("a", (), x),
    "guard of a waiver": lambda x: Waiver(x, "reason"),
    "reason of a waiver": lambda x: Waiver("guard", x),
    "kind of evidence": lambda x: Evidence(x, "urn:a:b"),
    "reference of evidence": lambda x: Evidence("letter", x),
    "hash of evidence": lambda x: Evidence("letter", "urn:a:b", x),
    "class of evidence": lambda x: Evidence("letter", "urn:a:b", None, x),
    "id of a case": lambda x: CaseRef(x, 1, "0" * 64),
    "states taken over": lambda x: TakeOver("x", x),
    "facts taken over": lambda x: TakeOver("x", {}, x),
    "facts of a part": lambda x: TakeOver("x", {}, {"tender": x}),
    "complete": lambda x: TakeOver("x", {}, {}, x),
    "trigger waived": lambda x: Waive(x, "guard", "reason"),
    "guard waived": lambda x: Waive("trigger", x, "reason"),
    "why waived": lambda x: Waive("trigger", "guard", x),
    "id of a new case": lambda x: PERMIT.new(x),
    "profile of a new case": lambda x: TENDER.new("a", x),
    "profile": lambda x: TENDER.profile(x),
}


@pytest.mark.parametrize("name", [*VALUES])
@settings(max_examples=40)
@given(thing=THINGS)
def test_values_refuse_what_they_cannot_hold(name, thing):
    """
    When they are made, so that nothing wrong travels on.
    """
    error = outcome(lambda: VALUES[name](thing))

    assert error is None or (isinstance(error, InvalidData) and readable(error))


# ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

RECORDS = [*prepared(MemoryStore()).history("tender-1")]
LINES = [record.line() for record in RECORDS]


@settings(max_examples=200)
@given(line=st.binary(max_size=80) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(line=b"")
@example(line=b"{}\n")
@example(line=b"[" * 10_000)
@example(line=LINES[0][:-1])
@example(line=LINES[0] + LINES[1])
@example(line=b'{"hash":"","header":1}\n')
@example(line=b'{"hash":"\\ud800","header":{}}\n')
def test_line_that_is_no_record_is_not_ours(line):
    """
    Foreign bytes, half a line, two lines.
    """
    assert isinstance(outcome(lambda: parse_line(line, "line 1")), NotOurs)


@settings(max_examples=200)
@given(which=st.sampled_from(range(len(LINES))), place=st.integers(0, 2_000), byte=st.binary(min_size=0, max_size=2))
def test_line_with_something_changed_is_found(which, place, byte):
    """
    It does not parse, or it does not verify; the line as it was is the only one that does.
    """
    line = LINES[which]
    place %= len(line)
    changed = line[:place] + byte + line[place + 1 :]
    records = [*RECORDS]

    def read() -> None:
        records[which] = parse_line(changed, "line 1")
        verify(records, "tender-1")

    error = outcome(read)
    assert (changed == line) == (error is None)
    assert error is None or (isinstance(error, LogError) and readable(error))


@settings(max_examples=100)
@given(
    stream=st.sampled_from(["tender-1", "other"]), seq=st.integers(), header=st.binary(max_size=20) | st.just(RECORDS[0].header),
    hash=st.just(RECORDS[0].hash) | st.text(max_size=5), piece=st.none() | st.binary(max_size=5), head=THINGS,
)  # fmt: skip
def test_record_that_was_made_up_breaks_the_chain(stream, seq, header, hash, piece, head):
    """
    Whatever is in it.
    """
    made_up = Record(stream, seq, header, hash, piece, piece)

    assert isinstance(outcome(lambda: verify([made_up], "tender-1")), BrokenChain)
    assert isinstance(outcome(lambda: verify(RECORDS, "tender-1", head)), BrokenChain) == (head is not None)
    assert isinstance(outcome(lambda: verify([], "tender-1")), CaseNotFound)


def test_text_that_is_too_long_is_refused_beside_everything_else():
    """
    With the path, the limit and the length, in both languages; and nothing is recorded.
    """
    store = MemoryStore()
    flow = flow_on(store, Clock())

    with pytest.raises(CommandRefused) as error:
        flow.open("tender", "tender-1", by=CLERK_1, data=attrs.evolve(announcement(), title="a" * 201))
    with pytest.raises(CommandRefused) as of_a_form:
        flow.open("tender", "tender-1", by=CLERK_1, data={"title": "a" * 201, "budget": 1, "buyer": "rijk"})

    assert ["data_malformed", "role"] == sorted(reason.code for reason in error.value.refusal.reasons)
    assert "title may have at most 200 characters and has 201" in error.value.text("en")
    assert "title mag hoogstens 200 tekens hebben en heeft er 201" in error.value.text("nl")
    assert error.value.refusal.reasons == of_a_form.value.refusal.reasons
    assert everything(store) == everything(MemoryStore())


def test_refused_and_invalid_are_told_apart():
    """
    One is for the person, the other for whoever wrote the program.
    """
    flow = prepared(MemoryStore())

    assert isinstance(outcome(lambda: flow.handle("permit-1", "grant", by=DIRECTOR_1)), CommandRefused)
    assert isinstance(outcome(lambda: flow.handle("permit-1", "grunt", by=DIRECTOR_1)), InvalidData)
