"""
Acting: open, take over, do it or hear everything that stands in the way; and nothing is half written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.errors import CaseNotFound, CommandRefused, InvalidData, RevisionConflict
from proeftuin_flow.flow import Flow
from proeftuin_flow.guards import Trigger, guard, waivable
from proeftuin_flow.labels import Blocker, Label, phrase, text_of
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor, Evidence, Waiver
from tests.case_types import (
    BIDDER_1,
    BUYER_1,
    CLERK,
    CLERK_1,
    DIRECTOR_1,
    LAWYER_1,
    NOBODY_1,
    NOON,
    PERMIT,
    STARTER_1,
    TENDER,
    Choice,
    Document,
    Opinion,
    Permit,
    announcement,
    offer,
)
from tests.flow.common import Clock, codes, error_of, everything, flow_on

# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_opening_writes_and_gives_the_case(flow, store):
    """
    The case after it, the events, and their records, which are in the store.
    """
    outcome = flow.open(PERMIT, "permit-1", by=CLERK_1)

    assert ("requested", 1, False) == (outcome.case.state, outcome.case.revision, outcome.repeated)
    assert ["permit_asked"] == [each.type for each in outcome.events]
    assert [*outcome.records] == everything(store)


def test_case_gets_an_id_if_it_has_none(flow):
    """
    A random one, so two are not the same.
    """
    first, second = (flow.open("permit", by=CLERK_1).case.id for _ in range(2))

    assert first != second
    assert "requested" == flow.case(first).state


def test_profile_is_chosen_at_opening(flow):
    """
    The first one, unless another is named.
    """
    european = flow.open("tender", by=BUYER_1, data=announcement())
    simple = flow.open("tender", by=BUYER_1, data=announcement(), profile="simple")

    assert ("european", "simple") == (european.case.profile.name, simple.case.profile.name)
    assert "simple" == flow.case(simple.case.id).profile.name


def test_opening_may_open_parts_and_say_who_typed_it_in(flow):
    """
    All in one commit; the records say by whom, for whom, and for what.
    """
    letter = Evidence("letter", "urn:letter:1")
    outcome = flow.open(
        "tender", "tender-1", by=BUYER_1, data=announcement(), evidence=[letter], on_behalf_of="office-1", recorded_by="typist-1",
        request_id="r-1", correlation="thread-1", occurred=NOON.date(),
    )  # fmt: skip

    head = outcome.records[0].read()
    assert ["tender_announced", "advice_asked"] == [each.type for each in outcome.events]
    assert ("buyer-1", "typist-1", "office-1", "r-1", "thread-1") == (head.by, head.recorded_by, head.on_behalf_of, head.request, head.correlation)
    assert (letter,) == next(flow.events("tender-1")).evidence


def test_refused_opening_writes_nothing(flow, store):
    """
    There is no case then.
    """
    with pytest.raises(CommandRefused, match="only for: clerk"):
        flow.open("permit", "permit-1", by=NOBODY_1)

    assert [] == everything(store)
    with pytest.raises(CaseNotFound, match="permit-1"):
        flow.case("permit-1")


def test_case_is_opened_once(permit, store):
    """
    A second one with its id is refused, also by a Flow that has never seen the first.
    """
    with pytest.raises(InvalidData, match="case 'permit-1' exists already"):
        flow_on(store).open("permit", "permit-1", by=CLERK_1)

    assert 2 == permit.case("permit-1").revision


def test_refusal_can_be_read_in_both_languages(permit):
    """
    It has every reason.
    """
    with pytest.raises(CommandRefused) as refused:
        permit.handle("permit-1", "grant", by=NOBODY_1)

    assert ["role", "documents_complete"] == [reason.code for reason in refused.value.refusal.reasons]
    assert "only for: clerk" in refused.value.text("en")
    assert "alleen voor: behandelaar" in refused.value.text("nl")


DOOR = CaseType(
    "door", version=1, nl="deur", en="door",
    root=Lifecycle(
        "door", nl="deur", en="door", facts=Permit,
        transitions=[
            NEW.to(shut := State("shut", nl="dicht", en="shut", final=True), on=Trigger("hang_shut", nl="dicht hangen", en="hang shut"), by=[CLERK],
                   emits=event("door_hung_shut", nl="gehangen", en="hung")),
            NEW.to(State("ajar", nl="op een kier", en="ajar", final=True), on=Trigger("hang_ajar", nl="op een kier hangen", en="hang ajar"),
                   by=[CLERK], emits=event("door_hung_ajar", nl="gehangen", en="hung")),
        ],
    ),
)  # fmt: skip


def test_way_to_open_is_named_where_there_are_several(store):
    """
    One is not guessed.
    """
    flow = Flow(store, [DOOR], clock=Clock())

    with pytest.raises(InvalidData, match="how does it begin"):
        flow.open("door", by=CLERK_1)
    assert "ajar" == flow.open("door", by=CLERK_1, trigger="hang_ajar").case.state


# ── doing ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whole_tender(flow):
    """
    From announcement to award, and every record verifies.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    flow.handle("tender-1", "submit", by=BIDDER_1, data={"amount": 90_000, "company": "12345678", "document": "0" * 64})
    flow.handle("tender-1", "check", by=LAWYER_1)
    flow.handle("tender-1", "close", by=BUYER_1)
    flow.handle("tender-1", "judge", by=BUYER_1, part="bid/1")
    assessed = flow.handle("tender-1", "advise", by=LAWYER_1, data=Opinion(True))
    outcome = flow.handle("tender-1", "award", by=DIRECTOR_1, data=Choice(1))

    assert ["advice_given", "tender_assessed"] == [each.type for each in assessed.events]
    assert ("awarded", 1) == (outcome.case.state, outcome.case.root.facts.winner)
    assert flow.head("tender-1") == flow.verify("tender-1").head == outcome.records[-1].hash


def test_refused_command_writes_nothing(permit, store):
    """
    The case stays where it was.
    """
    before = everything(store)

    with pytest.raises(CommandRefused):
        permit.handle("permit-1", "grant", by=CLERK_1)
    assert before == everything(store)


def test_expected_revision_must_be_the_present_one(permit):
    """
    Then it is done; else nothing is written, and the error says where the case is.
    """
    with pytest.raises(RevisionConflict) as conflict:
        permit.handle("permit-1", "receive", by=CLERK_1, data=Document("a", "u"), expected_revision=1)

    assert (1, 2) == (conflict.value.expected, conflict.value.found)
    assert 3 == permit.handle("permit-1", "receive", by=CLERK_1, data=Document("a", "u"), expected_revision=2).case.revision


def test_own_waiver_rides_on_the_command(flow):
    """
    With its reason, which the check keeps.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    flow.handle("tender-1", "submit", by=BIDDER_1, data=offer(200_000))
    both = Actor("both-1", roles={"buyer", "director"})

    outcome = flow.handle("tender-1", "judge", by=both, part="bid/1", waive=[Waiver("within_budget", "worth it")])

    assert "valid" == outcome.case["bid/1"].state
    assert ("waived", "both-1", "worth it") == (
        (check := next(each for each in flow.events("tender-1") if each.checks).checks[0]).outcome, check.by, check.reason)  # fmt: skip


def test_waiver_of_somebody_else_stands_until_it_is_used(flow, open_store):
    """
    Also for whoever reads the case in another process; and it is used up by the first.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    for _ in range(2):
        flow.handle("tender-1", "submit", by=BIDDER_1, data=offer(200_000))
    waived = flow.waive("tender-1", "within_budget", on="judge", by=DIRECTOR_1, part="bid/1", reason="worth it", request_id="w-1")
    elsewhere = flow_on(open_store(), Clock(NOON + timedelta(days=1)))

    outcome = elsewhere.handle("tender-1", "judge", by=BUYER_1, part="bid/1")

    assert ["waived"] == [each.type for each in waived.events]
    assert "valid" == outcome.case["bid/1"].state
    assert () == outcome.case.memory.waivers == flow.case("tender-1").memory.waivers
    with pytest.raises(CommandRefused, match="within the budget"):
        elsewhere.handle("tender-1", "judge", by=BUYER_1, part="bid/2")


due_on = phrase("due_on", nl="{what}: uiterlijk {day}, niet {others}", en="{what}: due on {day}, not {others}", what=Label, day=date, others=tuple)


@guard(nl="alles is in orde", en="all is well", severity=waivable(by=[CLERK]))
def all_is_well(s: Situation[Permit]) -> Iterator[Blocker]:
    yield "a name"
    yield Label("een woord", "a word")
    yield due_on(what=Label("kaart", "map"), day=date(2026, 3, 1), others=(1, True, date(2026, 4, 1)))
    yield s.root(Permit).title


def test_waiver_stands_whatever_it_is_that_blocks(store, open_store):
    """
    Names, labels, parts, and phrases with dates in them are the same after they were written down and read.
    """
    ask, receive, grant = PERMIT.root.transitions
    careful: Any = attrs.evolve(
        PERMIT, name="careful", root=attrs.evolve(PERMIT.root, transitions=[ask, receive, attrs.evolve(grant, guards=(all_is_well,))])
    )
    flow = Flow(store, [careful], clock=Clock())
    flow.open("careful", "permit-1", by=CLERK_1)
    flow.waive("permit-1", "all_is_well", on="grant", by=CLERK_1, reason="it will do")
    elsewhere = Flow(open_store(), [careful], clock=Clock())
    blockers = [*elsewhere.events("permit-1")][1].checks[0].blockers

    assert ["a name", "a word", "permit (requested)"] == [text_of(blockers[place], "en") for place in (0, 1, 3)]
    assert flow.case("permit-1") == elsewhere.case("permit-1")
    assert "granted" == elsewhere.handle("permit-1", "grant", by=CLERK_1).case.state


@pytest.mark.parametrize(
    ("guard", "by", "problem"),
    [
        ("within_budget", DIRECTOR_1, "already met"),
        ("within_budget", BUYER_1, "only director may waive this"),
        ("seen_by_a_lawyer", DIRECTOR_1, "does not apply here"),
    ],
)
def test_waiver_is_refused_where_there_is_nothing_to_waive(flow, guard, by, problem):
    """
    What is met, what is not asked there, what is somebody else's.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())
    flow.handle("tender-1", "submit", by=BIDDER_1, data=offer())

    with pytest.raises(CommandRefused, match=problem):
        flow.waive("tender-1", guard, on="judge", by=by, part="bid/1", reason="because")


# ── taking over ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_taking_over_writes_one_record(flow, open_store):
    """
    It says where the case stood and what is known; all else is unknown, for everybody who reads it.
    """
    outcome = flow.take_over(
        "tender", "tender-1", by=DIRECTOR_1, states={"tender": "closed", "bid/1": "valid"}, source="the old system",
        facts={"tender": {"title": "Bread"}}, complete=["bid"], profile="simple", occurred=date(2019, 11, 21),
        evidence=[Evidence("minutes", "urn:minutes:1")], recorded_by="typist-1", request_id="r-1",
    )  # fmt: skip

    assert ["taken_over"] == [each.type for each in outcome.events]
    assert outcome.case == flow_on(open_store()).case("tender-1")
    assert frozenset({"budget", "buyer", "winner", "checked_by"}) == outcome.case.root.unknown
    assert frozenset({"advice", "complaint"}) == outcome.case.memory.incomplete


def test_taking_over_is_for_who_may(flow, store):
    """
    It has a role of its own.
    """
    with pytest.raises(CommandRefused, match="only for: director"):
        flow.take_over("tender", "tender-1", by=BUYER_1, states={"tender": "closed"}, source="the old system")

    assert [] == everything(store)


def test_taking_over_comes_first_or_not_at_all(permit, flow):
    """
    A case that lives here already is not taken over.
    """
    flow.open("tender", "tender-1", by=BUYER_1, data=announcement())

    with pytest.raises(InvalidData, match="exists already"):
        flow.take_over("tender", "tender-1", by=DIRECTOR_1, states={"tender": "closed"}, source="the old system")


def test_all_that_is_wrong_with_taking_over_is_said_at_once(flow):
    """
    States, parts, facts and lifecycles that do not exist.
    """
    error = error_of(lambda: flow.take_over(
        "tender", "tender-1", by=DIRECTOR_1, states={"tender": "nowhere", "bid/2": "valid", "bit/1": "valid"}, source="",
        facts={"tender": {"colour": "red", "budget": "much"}, "bid/9": {}}, complete=["bids"],
    ))  # fmt: skip

    assert {"unknown_state", "parts_have_gaps", "unknown_part", "unknown_lifecycle", "unknown_fact", "field_type"} <= {*codes(error)}


# ── what cannot even be decided ──────────────────────────────────────────────────────────────────────────────────────────


def test_case_that_is_not_there(flow):
    """
    Every method says so.
    """
    asks = [
        lambda: flow.handle("permit-9", "receive", by=CLERK_1), lambda: flow.decide("permit-9", "receive", by=CLERK_1),
        lambda: flow.options("permit-9", by=CLERK_1), lambda: flow.case("permit-9"), lambda: flow.case("permit-9", at_revision=1),
        lambda: flow.history("permit-9"), lambda: flow.events("permit-9"), lambda: flow.head("permit-9"), lambda: flow.verify("permit-9"),
    ]  # fmt: skip

    assert [CaseNotFound] * len(asks) == [type(error_of(ask)) for ask in asks]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda flow: flow.open("permits", by=CLERK_1), "there is no case type 'permits' here; did you mean 'permit'?"),
        (lambda flow: flow.open("boat", by=CLERK_1), "there is no case type 'boat' here; known: permit, relay, tender"),
        (lambda flow: flow.open(DOOR, by=CLERK_1), "there is no case type 'door' here"),
        (lambda flow: flow.open("tender", by=BUYER_1, profile="simpel"), "tender has no profile 'simpel'; did you mean 'simple'?"),
        (lambda flow: flow.handle("permit-1", "recieve", by=CLERK_1), "permit has no trigger 'recieve'; did you mean 'receive'?"),
        (lambda flow: flow.open("permit", by=CLERK_1, trigger="beg"), "permit has no trigger 'beg'"),
        (lambda flow: flow.handle("permit-1", "receive", by=CLERK_1, part="permit/1"), "does not belong to 'permit/1' but to 'permit'"),
        (lambda flow: flow.open("permit", by=Actor("a", roles={"clerc"})), "no case type here has a role 'clerc'; did you mean 'clerk'?"),
        (lambda flow: flow.options("permit-1", by=Actor("a", roles={"clerc"})), "did you mean 'clerk'?"),
        (lambda flow: flow.decide("permit-1", "receive", by=Actor("a", roles={"clerc"})), "did you mean 'clerk'?"),
        (lambda flow: flow.options("permit-1", by=CLERK_1, part="permit/2"), "case 'permit-1' has no part 'permit/2'"),
        (lambda flow: flow.handle("tender-1", "judge", by=BUYER_1), "of which part? give part=bid/1, bid/2, …"),
        (lambda flow: flow.handle("tender-1", "judge", by=BUYER_1, part="bid/7"), "case 'tender-1' has no part 'bid/7'"),
        (lambda flow: flow.handle("tender-1", "judge", by=BUYER_1, part="advice/1"), "'judge' does not belong to 'advice/1' but to 'bid'"),
        (lambda flow: flow.waive("tender-1", "within_budget", on="judge", by=DIRECTOR_1, reason="x"), "of which part?"),
        (lambda flow: flow.waive("tender-1", "within_budgets", on="judge", by=DIRECTOR_1, reason="x"), "did you mean 'within_budget'?"),
        (lambda flow: flow.waive("tender-1", "within_budget", on="juge", by=DIRECTOR_1, reason="x"), "did you mean 'judge'?"),
        (lambda flow: flow.waive("tender-1", "within_budget", on="judge", by=DIRECTOR_1, reason="  "), "give a reason"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_named_with_what_does(permit, store, call, sentence):
    """
    Nothing is written, and the sentence helps.
    """
    permit.open("tender", "tender-1", by=BUYER_1, data=announcement())
    before = everything(store)

    error = error_of(lambda: call(permit))

    assert isinstance(error, InvalidData)
    assert sentence in str(error)
    assert before == everything(store)


BSN = "111222333"


@pytest.mark.parametrize("id", ["Permit-1", "", "-a", "a b", "a" * 65, "zaak/1", "é", BSN, f"p-{BSN}", "system", 7, None])
@pytest.mark.parametrize("where", ["case", "actor", "organisation", "on_behalf_of", "recorded_by", "request_id", "correlation"])
def test_id_out_of_its_alphabet_is_refused_everywhere(permit, store, where, id: Any):
    """
    It stays in the log for ever, so it is never free text, and never a BSN.
    """
    if id is None and where not in ("actor",):
        return
    before = everything(store)
    more: dict[str, Any] = {where: id}
    calls = {
        "case": lambda: permit.open("permit", id, by=CLERK_1),
        "actor": lambda: permit.handle("permit-1", "receive", by=Actor(more[where], roles={"clerk"}), data=Document("a", "u")),
        "organisation": lambda: permit.handle("permit-1", "receive", by=Actor("a", {"clerk"}, id), data=Document("a", "u")),
    }  # fmt: skip

    error = error_of(calls.get(where, lambda: permit.handle("permit-1", "receive", by=CLERK_1, data=Document("a", "u"), **more)))

    assert isinstance(error, InvalidData)
    assert before == everything(store)


@pytest.mark.parametrize(
    "call",
    [
        lambda flow: flow.handle("permit-1", "receive", by=CLERK_1, data=Document(f"map {BSN}", "u-31")),
        lambda flow: flow.handle("permit-1", "receive", by=CLERK_1, data={"name": "map", "handed_in_by": BSN}),
        lambda flow: flow.handle("permit-1", "grant", by=CLERK_1, waive=[Waiver("documents_complete", f"see {BSN}")]),
        lambda flow: flow.handle("permit-1", "grant", by=CLERK_1, evidence=[Evidence("letter", f"urn:letter:{BSN}")]),
        lambda flow: flow.waive("tender-1", "within_budget", on="judge", by=DIRECTOR_1, reason=f"of {BSN}"),
        lambda flow: flow.take_over("tender", "t", by=DIRECTOR_1, states={"tender": "open"}, source=f"file {BSN}"),
        lambda flow: flow.take_over("tender", "t", by=DIRECTOR_1, states={"tender": "open"}, source="x", facts={"tender": {"title": BSN}}),
    ],
)
def test_number_that_may_be_a_bsn_gets_nowhere(permit, store, call):
    """
    Neither in data nor in a reason, a reference, a source or a fact.
    """
    permit.open("tender", "tender-1", by=BUYER_1, data=announcement())
    before = everything(store)

    assert "a number that may be a BSN" in str(error_of(lambda: call(permit)))
    assert before == everything(store)


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_clock_without_a_zone_is_refused(store):
    """
    Whose noon would it be?
    """
    flow = flow_on(store, lambda: datetime(2026, 3, 2, 12, 0))

    assert "clock has no time zone" in str(error_of(lambda: flow.open("permit", by=CLERK_1)))
    assert [] == everything(store)


def test_records_are_in_utc(store):
    """
    Whatever zone the clock is in.
    """
    flow = flow_on(store, lambda: datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=-5))))

    (record,) = flow.open("permit", "permit-1", by=CLERK_1).records

    assert datetime(2026, 3, 2, 17, 0, tzinfo=UTC) == record.read().recorded
    assert b'"recorded":"2026-03-02T17:00:00Z"' in record.header


def test_log_does_not_go_back_with_the_clock(permit, clock, open_store):
    """
    The moment of recording is that of the record before, then; also for a Flow that finds the record in the store.
    """
    clock.now = NOON - timedelta(days=3)
    permit.handle("permit-1", "receive", by=CLERK_1, data=Document("a", "u"))
    other = flow_on(open_store(), Clock(NOON - timedelta(days=9)))
    other.handle("permit-1", "receive", by=CLERK_1, data=Document("b", "u"))

    moments = [record.read().recorded for record in permit.history("permit-1")]
    assert sorted(moments) == moments
    assert moments[1] == moments[2] == moments[3]


@pytest.mark.parametrize(
    ("occurred", "sentence"),
    [
        (datetime(2026, 3, 2, 12, 0), "occurred has no time zone"),
        (datetime(2026, 3, 5, tzinfo=UTC), "2026-03-05T00:00:00+00:00 lies in the future"),
        (date(2026, 3, 3), "2026-03-03 lies in the future"),
        (NOON - timedelta(hours=1), "lies before permit began on 2026-03-02T12:01:00+00:00"),
        (date(2026, 3, 1), "2026-03-01 lies before permit began"),
        ("2026-03-02", "occurred must be a date or a datetime, not str"),
    ],
)
def test_nothing_happens_outside_the_life_of_its_part(permit, occurred, sentence):
    """
    Neither before it began nor after now, and never at nobody's noon.
    """
    assert sentence in str(error_of(lambda: permit.handle("permit-1", "receive", by=CLERK_1, data=Document("a", "u"), occurred=occurred)))


def test_days_are_those_of_amsterdam(store):
    """
    Half past eleven in the evening in UTC is tomorrow there: what happened on that day is not in the future, and not before the opening.
    """
    clock = Clock(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    flow = flow_on(store, clock)
    flow.open("permit", "permit-1", by=CLERK_1)

    outcome = flow.handle("permit-1", "receive", by=CLERK_1, data=Document("a", "u"), occurred=date(2026, 3, 3))

    assert date(2026, 3, 3) == outcome.events[0].occurred
    assert "before permit began" in str(error_of(lambda: flow.handle("permit-1", "grant", by=CLERK_1, occurred=date(2026, 3, 2))))
    assert "in the future" in str(error_of(lambda: flow.handle("permit-1", "grant", by=CLERK_1, occurred=date(2026, 3, 4))))


def test_day_and_moment_are_compared_as_days(store):
    """
    A case that was opened on a day takes a moment of that day in Amsterdam, although in UTC it is the evening before.
    """
    flow = flow_on(store, Clock(datetime(2026, 3, 3, 9, 0, tzinfo=UTC)))
    flow.open("permit", "permit-1", by=CLERK_1, occurred=date(2026, 3, 3))
    early = datetime(2026, 3, 2, 23, 15, tzinfo=UTC)

    assert early == flow.handle("permit-1", "receive", by=CLERK_1, data=Document("a", "u"), occurred=early).events[0].occurred
    too_early = early - timedelta(minutes=30)
    assert "before permit began" in str(error_of(lambda: flow.handle("permit-1", "grant", by=CLERK_1, occurred=too_early)))


def test_malformed_data_is_a_reason_beside_the_others(permit):
    """
    With the path to every field.
    """
    with pytest.raises(CommandRefused) as refused:
        permit.handle("permit-1", "receive", by=NOBODY_1, data={"name": 3, "colour": "red"})

    assert ["data_malformed", "role"] == [reason.code for reason in refused.value.refusal.reasons]
    assert "colour does not exist here" in str(refused.value)
    assert "handed_in_by is missing" in str(refused.value)


def test_version_is_the_newest_if_only_the_name_is_given(store):
    """
    Of two versions of a case type.
    """
    flow = Flow(store, [attrs.evolve(TENDER, version=7), TENDER, PERMIT], clock=Clock())

    assert 7 == flow.open("tender", "tender-1", by=BUYER_1, data=announcement()).case.type.version
    assert 1 == flow.open(TENDER, "tender-2", by=BUYER_1, data=announcement()).case.type.version


def test_what_follows_by_itself_is_written_in_the_same_commit(flow, store):
    """
    A relay without legs is over as soon as it starts.
    """
    flow.open("relay", "relay-1", by=STARTER_1)
    outcome = flow.handle("relay-1", "start", by=STARTER_1)

    first, second = outcome.records
    assert ("relay_started", "relay_finished") == tuple(each.type for each in outcome.events)
    assert (2, "system") == (second.read().caused_by, second.read().by)
    assert [first, second] == everything(store)[-2:]
