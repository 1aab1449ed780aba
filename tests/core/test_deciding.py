"""
Deciding: accepted with its events, or refused with every reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from attrs import frozen

from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import decide, options
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.errors import DefinitionError, InvalidData
from proeftuin_flow.guards import Role, Severity, Trigger, guard
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.privacy import C0, REDACTED
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import Given, given
from proeftuin_flow.wishes import Actor, Command, Evidence, Waiver
from tests.case_types import (
    BIDDER_1,
    BUYER_1,
    CLERK_1,
    DIRECTOR_1,
    LAWYER_1,
    NOBODY_1,
    NOON,
    PERMIT,
    TENDER,
    TENDERS,
    Announcement,
    Award,
    Choice,
    Document,
    Opinion,
    Permit,
    Reopening,
    announcement,
    award_of,
    offer,
)


@frozen
class Work:
    """Nothing is known of work."""


@frozen
class Stamps:
    """Nor of its stamp."""


def tender(profile: str | None = None) -> Given:
    return given(TENDER, profile).at(NOON).by(BUYER_1).opened(announcement())


def with_bid(profile: str | None = None, amount: int = 90_000) -> Given:
    return tender(profile).and_("submit", offer(amount), by=BIDDER_1)


def to_award(profile: str | None = None, checker: Actor = LAWYER_1) -> Given:
    return (
        with_bid(profile).and_("check", by=checker).and_("close").and_("judge", part="bid/1").and_("advise", Opinion(True), by=LAWYER_1)
    )  # fmt: skip


def refusal(story: Given, trigger: str, data: object = None, **more: Any) -> Refused:
    decision = story.when(trigger, data, **more).decision
    assert isinstance(decision, Refused)
    return decision


# ── accepted ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_accepted_wish_becomes_an_event_and_the_case_after_it():
    """
    The event says who, when, from where to where; the case is one revision further.
    """
    decision = decide(PERMIT.new("permit-7"), Command("ask", by=CLERK_1, now=NOON))

    assert isinstance(decision, Accepted)
    (happened,) = decision.events
    assert (1, "permit_asked", "permit", "ask", "new", "requested") == (
        happened.seq, happened.type, happened.part, happened.trigger, happened.source, happened.target)  # fmt: skip
    assert (NOON, CLERK_1, None, (), None) == (happened.occurred, happened.by, happened.body, happened.checks, happened.caused_by)
    assert (1, "requested", NOON) == (decision.case.revision, decision.case.state, decision.case.root.opened)


def test_case_that_was_decided_on_stays_as_it_was():
    """
    A decision gives a new case, and the same one each time.
    """
    case = PERMIT.new("permit-7")
    command = Command("ask", by=CLERK_1, now=NOON)

    assert decide(case, command) == decide(case, command)
    assert (0, "new") == (case.revision, case.state)


def test_data_of_the_wish_is_the_body_of_the_event():
    """
    And the reducer makes facts of it.
    """
    story = given(PERMIT).by(CLERK_1).opened()
    decision = story.when("receive", Document("map", "u-31")).decision

    assert isinstance(decision, Accepted)
    assert Document("map", "u-31") == decision.events[0].body
    assert Permit(frozenset({"map"})) == decision.case.root.facts


def test_body_may_be_made_of_the_data():
    """
    `make=` gets the situation and the data.
    """
    story = to_award().when("award", Choice(1), by=DIRECTOR_1).then("awarded")

    assert 1 == story.case.root.facts.winner
    assert Award(1, 90_000) == to_award().when("award", Choice(1), by=DIRECTOR_1).decision.events[0].body  # type: ignore[union-attr]


def test_reducer_may_see_who_and_when():
    """
    With a third parameter it gets the whole event.
    """
    on_a_day = tender().and_("submit", offer(), by=BIDDER_1, occurred=NOON.date())
    at_a_moment = tender().and_("submit", offer(), by=BIDDER_1)

    assert NOON.date() == on_a_day.case.parts["bid/1"].facts.submitted_on
    assert NOON.date() == at_a_moment.case.parts["bid/1"].facts.submitted_on
    assert "lawyer-1" == tender().and_("check", by=LAWYER_1).case.root.facts.checked_by


def test_wish_may_bring_evidence_and_a_mandate():
    """
    Both go to the event as they are.
    """
    letter = Evidence("letter", "urn:letter:1")
    decision = given(PERMIT).when("ask", by=CLERK_1, evidence=[letter], on_behalf_of="office-1").decision

    assert isinstance(decision, Accepted)
    assert ((letter,), "office-1") == (decision.events[0].evidence, decision.events[0].on_behalf_of)


def test_two_candidates_are_tried_in_their_order():
    """
    The first of which everything is met is taken.
    """
    both = Actor("both-1", roles={"buyer", "lawyer"})

    with_bid().when("judge", part="bid/1", by=both).then("valid", part="bid/1")
    with_bid(amount=200_000).when("judge", part="bid/1", by=both).then("excluded", part="bid/1")


def test_two_candidates_are_refused_with_the_reasons_of_both():
    """
    Each reason once.
    """
    no = refusal(with_bid(amount=200_000), "judge", part="bid/1", by=NOBODY_1)

    assert ["role", "within_budget", "role"] == [reason.code for reason in no.reasons]
    assert ["buyer", "lawyer"] == [role.name for role in no.allowed]


def test_transition_may_open_parts():
    """
    Announcing asks for advice in the same commit, caused by the announcement.
    """
    decision = given(TENDER).when("announce", announcement(), by=BUYER_1).decision

    assert isinstance(decision, Accepted)
    announced, asked = decision.events
    assert ("advice_asked", "advice/1", "ask_advice", "new", "asked", 1) == (
        asked.type, asked.part, asked.trigger, asked.source, asked.target, asked.caused_by)  # fmt: skip
    assert (announced.occurred, announced.by) == (asked.occurred, asked.by)
    assert 2 == decision.case.revision


def test_final_state_is_left_by_who_may_reopen():
    """
    With a reason, because its data asks for one.
    """
    withdrawn = tender().and_("withdraw", by=DIRECTOR_1)

    withdrawn.when("reopen", by=DIRECTOR_1).then_refused(data_missing=["reason"])
    withdrawn.when("reopen", Reopening("a mistake"), by=DIRECTOR_1).then("open")


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_guard_is_asked_and_the_role_beside_them():
    """
    One reason does not hide another.
    """
    no = refusal(given(PERMIT).by(CLERK_1).opened(), "grant", by=NOBODY_1)

    assert ["role", "documents_complete"] == [reason.code for reason in no.reasons]
    assert (
        "verlenen kan nu niet\n  - alleen voor: behandelaar\n  - de stukken zijn compleet — nog niet: identity, map" == no.text("nl")
    )  # fmt: skip
    assert "grant is not possible now\n  - only for: clerk\n  - the documents are complete — not yet: identity, map" == no.text("en")


def test_reason_is_data():
    """
    Stable code, label, blockers, part, severity, and who may waive it.
    """
    (reason,) = refusal(with_bid(amount=200_000), "judge", part="bid/1", by=Actor("b", roles={"buyer", "lawyer_of_none"})).reasons[:1]

    assert ("within_budget", "within_budget", "bid/1", "waivable") == (reason.code, reason.guard, reason.part, reason.severity.name)
    assert ("director",) == tuple(role.name for role in reason.waivable_by)
    assert "the bid is within the budget — 100000 cents above the budget" == reason.text("en")


def test_role_may_look_at_the_case():
    """
    Only the buyer of this tender closes it; another one has the role and may not.
    """
    checked = tender().and_("check", by=LAWYER_1)

    checked.when("close", by=Actor("other-1", roles={"own_buyer"}, organisation="gemeente")).then_refused(role=["buyer of this tender", "director"])
    checked.when("close", by=DIRECTOR_1).then("closed")
    checked.when("close").then("closed")


def test_somebody_who_may_not_do_it_sees_less():
    """
    A stranger learns that, and where the case stands; not what is missing in the file.
    """
    no = refusal(given(PERMIT).by(CLERK_1).opened(), "grant", by=NOBODY_1)

    assert ["role"] == [reason.code for reason in no.for_(NOBODY_1).reasons]
    assert no is no.for_(CLERK_1)


def test_separation_of_duties_looks_at_the_log():
    """
    Who checked the tender does not award it.
    """
    both = Actor("both-1", roles={"lawyer", "director"})

    to_award(checker=both).when("award", Choice(1), by=both).then_refused(not_by_whoever_check=["both-1"])
    to_award(checker=both).when("award", Choice(1), by=DIRECTOR_1).then("awarded")


def test_advice_never_blocks():
    """
    What is advisory becomes a check, with what blocked it.
    """
    decision = with_bid().and_("check", by=LAWYER_1).when("close").decision

    assert isinstance(decision, Accepted)
    assert [("enough_bids", "advised", ("1 < 3",))] == [(check.guard, check.outcome, check.blockers) for check in decision.events[0].checks]


def test_profile_changes_how_heavily_a_guard_weighs():
    """
    In a simple tender separation of duties is advice, and nobody waives the budget.
    """
    both = Actor("both-1", roles={"lawyer", "director"})
    waiver = Waiver("within_budget", "worth it")

    to_award("simple", checker=both).when("award", Choice(1), by=both).then("awarded")
    no = refusal(with_bid("simple", 200_000), "judge", part="bid/1", by=Actor("d", roles={"buyer", "director"}), waive=[waiver])
    assert Severity.HARD == no.reasons[0].severity
    assert "within_budget: nobody can waive this" in no.text("en")


def test_profile_has_parameters():
    """
    One bid is enough in a simple tender: nothing is advised.
    """
    decision = with_bid("simple").and_("check", by=LAWYER_1).when("close").decision

    assert isinstance(decision, Accepted)
    assert () == decision.events[0].checks


def test_decision_keeps_every_check():
    """
    On what grounds it was decided can be read afterwards.
    """
    decision = to_award().when("award", Choice(1), by=DIRECTOR_1).decision

    assert isinstance(decision, Accepted)
    assert [("chosen_is_valid", "met"), ("not_by_whoever_check", "met")] == [(check.guard, check.outcome) for check in decision.events[0].checks]


def test_many_blockers_are_counted():
    """
    Twenty are named.
    """
    story = tender()
    for _ in range(23):
        story = story.and_("submit", offer(), by=BIDDER_1)
    story = story.and_("check", by=LAWYER_1).and_("close")

    no = refusal(story, "award", Choice(1), by=DIRECTOR_1)

    (judged,) = (reason for reason in no.reasons if reason.code == "all_judged")
    assert 21 == len(judged.blockers)
    assert judged.text("en").endswith("bid 20 (submitted), and 3 more")


def test_number_of_live_parts_is_bounded():
    """
    There is one advice at a time; when it was given, the next may be asked for.
    """
    asked = tender()

    asked.when("ask_advice", part="advice/2").then_refused(part_limit=["advice 1 (asked for)"])
    asked.when("ask_advice").then_refused("wrong_state")
    asked.and_("advise", Opinion(True), by=LAWYER_1).when("ask_advice").then("asked", part="advice/2")


def test_opening_along_the_way_is_bounded_too():
    """
    Announcing would ask for advice, and one is being asked for already.
    """
    again = attrs.evolve(TENDERS.transitions[1], opening=TENDERS.transitions[0].opening)
    tenders: Lifecycle[Any] = attrs.evolve(TENDERS, transitions=[TENDERS.transitions[0], again, *TENDERS.transitions[2:]])
    story = given(attrs.evolve(TENDER, root=tenders)).at(NOON).by(BUYER_1).opened(announcement())

    no = refusal(story, "check", by=LAWYER_1)

    assert ["advice 2: there is one already: advice 1 (asked for)"] == [reason.text("en") for reason in no.reasons]


def test_what_is_opened_along_the_way_has_its_own_requirements():
    """
    A step that would open a part is refused for what the part asks before it begins, and says of which part.
    """

    @guard(nl="er is een stempel vrij", en="a stamp is free")
    def stamp_free(s: Situation[Stamps]) -> Iterator[str]:
        yield "the last one is in use"

    clerk = Role("clerk", nl="behandelaar", en="clerk")
    begun, lent = State("begun", nl="begonnen", en="begun", final=True), State("lent", nl="uitgeleend", en="lent", final=True)
    lending = NEW.to(lent, on=Trigger("lend", nl="uitlenen", en="lend"), by=[], requires=[stamp_free],
                     emits=event("stamp_lent", nl="uitgeleend", en="lent"))  # fmt: skip
    beginning = NEW.to(begun, on=Trigger("begin", nl="beginnen", en="begin"), by=[clerk], opening=[lending],
                       emits=event("work_begun", nl="begonnen", en="begun"))  # fmt: skip
    root = Lifecycle("work", nl="werk", en="work", facts=Work, transitions=[beginning])
    part = Lifecycle("stamp", nl="stempel", en="stamp", facts=Stamps, transitions=[lending])
    story = given(CaseType("work", version=1, nl="werk", en="work", root=root, parts=[part])).at(NOON)

    no = refusal(story, "begin", by=Actor("u-1", roles={"clerk"}))

    assert ["stamp 1: a stamp is free — not yet: the last one is in use"] == [reason.text("en") for reason in no.reasons]


# ── data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_data_may_come_as_a_form_sends_it():
    """
    A mapping becomes an instance of the class that is wanted.
    """
    form = {"title": "Bread", "budget": 100_000, "buyer": "rijk"}

    story = given(TENDER).when("announce", form, by=BUYER_1).then("open")

    assert announcement() == Announcement(story.case.root.facts.title, story.case.root.facts.budget, story.case.root.facts.buyer)


def test_missing_data_is_a_reason_beside_the_others():
    """
    It names the fields that must be given.
    """
    given(TENDER).when("announce", by=NOBODY_1).then_refused(role=["buyer"], data_missing=["title", "budget", "buyer"])


def test_data_of_which_nothing_must_be_given_can_be_missing():
    """
    Even then there has to be some.
    """
    optional = event("permit_asked", Optional, nl="x", en="x")
    first, *rest = PERMIT.root.transitions
    asking = attrs.evolve(PERMIT, root=attrs.evolve(PERMIT.root, transitions=[attrs.evolve(first, emits=optional), *rest]))

    no = refusal(given(asking).by(CLERK_1), "ask")

    assert "ask is not possible now\n  - data is missing: Optional" == no.text("en")
    given(asking).by(CLERK_1).when("ask", {}).then("requested")


@frozen
class Optional:
    note: C0[str] = ""


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"title": 3, "budget": "much", "colour": "red"},
         ["title must be str, not int", "budget must be int, not str", "buyer is missing", "colour does not exist here"]),
        (Document("map", "u"), ["data must be Announcement, not Document"]),
        ("text", ["data must be Announcement, not str"]),
        (Announcement("Bread", 1.5, "rijk"), ["budget must be int, not float"]),  # type: ignore[arg-type]
        (Announcement("Bread", 1, REDACTED), ["buyer cannot be given as erased"]),
        (Announcement("111222333", 1, "rijk"), ["title holds a number that may be a BSN; leave it out"]),
        ({"title": "111222333", "budget": 1, "buyer": "rijk"}, ["title holds a number that may be a BSN; leave it out"]),
    ],
)  # fmt: skip
def test_malformed_data_is_a_reason_beside_the_others(data, problems):
    """
    Every problem with its path, and the guards and the role all the same.
    """
    asked = given(TENDER).when("announce", data, by=NOBODY_1)

    asked.then_refused("role", "data_malformed")
    assert sorted(problems) == sorted(blocker.text("en") for blocker in asked.decision.reasons[0].blockers)  # type: ignore[union-attr]


def test_malformed_data_does_not_hide_unmet_guards():
    """
    The guards that need no data are asked.
    """
    with_bid(amount=200_000).when("judge", {"x": 1}, part="bid/1").then_refused("data_malformed", "within_budget", "role")


def test_data_that_nobody_wants_is_malformed():
    """
    Granting wants none.
    """
    given(PERMIT).by(CLERK_1).when("ask", {"a": 1}).then_refused(data_malformed=["data must be None, not dict"])


def test_guard_that_reads_data_judges_it():
    """
    And waits until there is some.
    """
    tender().when("submit", offer(0), by=BIDDER_1).then_refused(worth_something=["0"])
    tender().when("submit", by=BIDDER_1).then_refused(data_missing=["amount", "company", "document"])
    to_award().when("award", Choice(2), by=DIRECTOR_1).then_refused(chosen_is_valid=["there is no bid"])


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def problem(story: Given, trigger: str = "check", **more: Any) -> str:
    with pytest.raises(InvalidData) as error:
        story.when(trigger, by=LAWYER_1, **more)
    return str(error.value)


def test_time_without_a_zone_is_refused():
    """
    Whose noon would it be?
    """
    assert "now" in problem(tender().at(datetime(2026, 3, 2, 12, 0)))
    assert "occurred" in problem(tender(), occurred=datetime(2026, 3, 2, 12, 0))


def test_time_with_an_odd_offset_is_refused():
    """
    The log cannot write seconds in an offset.
    """
    assert "occurred" in problem(tender(), occurred=datetime(2026, 3, 2, 11, 0, tzinfo=timezone(timedelta(seconds=30))))


def test_what_is_no_time_is_refused():
    """
    A text is none.
    """
    assert "occurred must be a date or a datetime, not str" == problem(tender(), occurred="2026-03-02")


def test_time_in_the_future_is_refused():
    """
    Nothing happened that has yet to happen; today is not in the future.
    """
    story = tender()

    assert "2026-03-03" in problem(story, occurred=date(2026, 3, 3))
    assert "2026-03-02T12:01" in problem(story, occurred=NOON + timedelta(minutes=1))
    story.when("check", by=LAWYER_1, occurred=NOON.date()).then("open")
    # Half past eleven in the evening in London: in Amsterdam it is tomorrow already.
    story.at(datetime(2026, 3, 2, 23, 30, tzinfo=UTC)).when("check", by=LAWYER_1, occurred=date(2026, 3, 3)).then("open")


def test_time_before_the_part_was_opened_is_refused():
    """
    Nothing happens in a tender before it was announced; on the same day it may.
    """
    story = tender()

    assert "tender" in problem(story, occurred=NOON - timedelta(minutes=1))
    assert "2026-03-01" in problem(story, occurred=date(2026, 3, 1))
    story.when("check", by=LAWYER_1, occurred=NOON.date()).then("open")
    story.when("check", by=LAWYER_1, occurred=NOON).then("open")


def test_mandate_is_an_id():
    """
    On behalf of whom stays in the header.
    """
    assert "on_behalf_of" in problem(tender(), on_behalf_of="Jansen & Co")


# ── mistakes in the rules ────────────────────────────────────────────────────────────────────────────────────────────────


def test_make_that_gives_something_else_is_a_mistake_in_the_rules():
    """
    It says which arrow it is, and what came out.
    """
    award = TENDERS.table["assessed"]["award"][0]
    wrong = attrs.evolve(award, make=lambda s, choice: choice)
    wrong_tender = attrs.evolve(TENDER, root=attrs.evolve(TENDERS, transitions=[wrong if t is award else t for t in TENDERS.transitions]))
    case = attrs.evolve(to_award(), case=_under(to_award(), wrong_tender))

    with pytest.raises(DefinitionError, match=r"tender: make= of Transition\(assessed -> awarded on 'award'\) gave Choice, not Award"):
        case.when("award", Choice(1), by=DIRECTOR_1)
    assert award_of is award.make


def test_make_that_gives_what_no_log_can_keep_is_refused():
    """
    It may hold what was erased, and nothing else that is out of bounds.
    """
    award = TENDERS.table["assessed"]["award"][0]
    wrong = attrs.evolve(award, make=lambda s, choice: Award(choice.bid, 2**60))
    wrong_tender = attrs.evolve(TENDER, root=attrs.evolve(TENDERS, transitions=[wrong if t is award else t for t in TENDERS.transitions]))
    story = attrs.evolve(to_award(), case=_under(to_award(), wrong_tender))

    with pytest.raises(InvalidData, match="amount must be a whole number between"):
        story.when("award", Choice(1), by=DIRECTOR_1)


def _under(story: Given, case_type: Any) -> Any:
    """The same case under other rules."""
    from msgspec.structs import replace

    case = story.case
    return replace(case, type=case_type, root=replace(case.root, lifecycle=case_type.root))


def test_what_was_decided_cannot_be_changed():
    """
    A yes, a no, and an option are values.
    """
    yes = given(PERMIT).when("ask", by=CLERK_1).decision
    no = given(PERMIT).opened(by=CLERK_1).when("grant", by=CLERK_1).decision
    assert isinstance(yes, Accepted) and isinstance(no, Refused)
    (option, *_) = options(yes.case, CLERK_1, NOON)

    for value, name in ((yes, "case"), (no, "reasons"), (option, "status"), (no.reasons[0], "code")):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(value, name, None)
