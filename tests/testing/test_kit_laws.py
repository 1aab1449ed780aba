"""
Laws: each of them notices what it is there for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from msgspec.structs import replace

from proeftuin_flow.case import Case
from proeftuin_flow.decider import decide, options
from proeftuin_flow.decisions import Accepted, Option, Reason, Refused
from proeftuin_flow.guards import Role, waivable
from proeftuin_flow.labels import Label
from proeftuin_flow.log import verify as kit_verify
from proeftuin_flow.testing import Given, given
from proeftuin_flow.testing import laws as kit
from proeftuin_flow.testing.histories import HISTORY_LAWS, broken_by_history, sealed
from proeftuin_flow.testing.laws import LAWS, Attempt, broken, broken_by_options
from proeftuin_flow.wishes import Actor
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
    Document,
    Objection,
    announcement,
    offer,
)
from tests.testing import planted
from tests.testing.planted import SCRIBBLES, Entry, Other, asks


def attempt(story: Given, trigger: str, data: object = None, **more: Any) -> Attempt:
    return story.when(trigger, data, **more).attempt


def opened() -> Given:
    return given(PERMIT).by(CLERK_1).opened()


def tender() -> Given:
    """Two bids, one of them judged, and a complaint that was answered."""
    return (
        given(TENDER).by(BUYER_1).opened(announcement()).and_("submit", offer(), by=BIDDER_1).and_("submit", offer(200_000), by=BIDDER_1)
        .and_("judge", part="bid/1").and_("complain", Objection("unfair"), by=BIDDER_1).and_("answer", by=LAWYER_1, part="complaint/1")
        .and_("complain", Objection("late"), by=BIDDER_1)
    )  # fmt: skip


def doctored(before: Attempt, change: Callable[[Accepted], Accepted]) -> Attempt:
    """The same attempt, with another decision."""
    assert isinstance(before.decision, Accepted)
    return attrs.evolve(before, decision=change(before.decision))


def with_event(**changed: Any) -> Callable[[Accepted], Accepted]:
    return lambda decision: replace(decision, events=(replace(decision.events[0], **changed), *decision.events[1:]))


def said(law: str, of: Attempt) -> list[str]:
    return [*LAWS[law](of)]


def test_laws_hold_of_what_is_well():
    """
    Of what is accepted, and of what is refused.
    """
    wishes = [attempt(opened(), "receive", Document("map", "u-1")), attempt(opened(), "grant"), attempt(tender(), "judge", part="bid/2", by=BUYER_1)]

    assert [] == [problem for each in wishes for problem in broken(each)]


# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_decision_that_was_another_one_is_noticed():
    """
    It says what was decided, and what is decided now.
    """
    refused, accepted = attempt(opened(), "grant"), attempt(opened(), "receive", Document("map", "u-1"))

    assert ["decided accepted: document_received, and then refused: documents_complete"] == said(
        "deciding_is_a_function", attrs.evolve(refused, decision=accepted.decision)
    )


def test_guard_that_writes_is_noticed():
    """
    The case is another one after it was asked.
    """
    case_type = planted.planted(asks("scribbling", planted.scribbling))
    story = given(case_type).by(planted.CLERK_1).opened().and_("enter", Entry(0))
    SCRIBBLES.clear()

    assert "the case or the wish is another one after deciding" in said("deciding_is_a_function", attempt(story, "end", Entry(1)))


@pytest.mark.parametrize(
    ("reasons", "problems"),
    [
        ((), ["refused without a reason"]),
        ((Reason("x", Label("", "x"), (), "permit"),), ["x has no text in nl"]),
        ((Reason("x", Label("x", " "), (), "permit"),), ["x has no text in en"]),
        ((Reason("x", Label("x", "x"), (), "permit"), Reason("x", Label("y", "x"), (), "permit")), ["x is given twice"]),
    ],
)
def test_refusal_that_says_too_little_or_too_much_is_noticed(reasons, problems):
    """
    No reason, one without words, or one twice.
    """
    refused = attempt(opened(), "grant")
    assert isinstance(refused.decision, Refused)

    assert problems == said("a_refusal_says_why", attrs.evolve(refused, decision=replace(refused.decision, reasons=reasons)))


def test_event_without_an_arrow_is_noticed():
    """
    Such as one from a state in which it cannot happen.
    """
    wrong = doctored(attempt(opened(), "receive", Document("map", "u-1")), with_event(source="granted"))

    assert ["document_received from granted to requested is no arrow of permit"] == said("an_event_is_an_arrow", wrong)
    assert ["document_received leaves the final state granted of permit"] == said("a_final_state_is_left_by_reopening_only", wrong)


def test_final_state_may_be_left_by_reopening():
    """
    And what stays in it does not leave it.
    """
    withdrawn = tender().and_("withdraw", by=DIRECTOR_1)

    reopened = attempt(withdrawn, "reopen", {"reason": "a mistake"}, by=DIRECTOR_1)
    assert isinstance(reopened.decision, Accepted)
    assert [] == said("a_final_state_is_left_by_reopening_only", reopened)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (with_event(trigger="grant"), "document_received is not what was wished"),
        (with_event(caused_by=1), "document_received is not what was wished"),
        (with_event(seq=7), "the events are not numbered on from 1"),
        (lambda d: replace(d, events=(d.events[0], replace(d.events[0], seq=3))), "document_received has no cause before it"),
    ],
)
def test_events_out_of_order_are_noticed(change, problem):
    """
    Who wished the first, what the others follow from, and how they are numbered.
    """
    assert problem in said("causes_come_first", doctored(attempt(opened(), "receive", Document("map", "u-1")), change))


def test_decision_without_events_breaks_no_order():
    """
    As where it was only asked whether somebody may erase.
    """
    assert [] == said("causes_come_first", doctored(attempt(opened(), "receive", Document("map", "u-1")), lambda d: replace(d, events=())))


def test_case_that_its_events_do_not_lead_to_is_noticed():
    """
    A decision hands out the case after it.
    """
    wrong = doctored(attempt(opened(), "receive", Document("map", "u-1")), lambda decision: replace(decision, case=opened().case))

    assert ["its events lead to another case than it hands out"] == said("what_is_decided_is_what_evolves", wrong)


@pytest.mark.parametrize(
    ("then", "problem"),
    [
        (lambda ledger, entry: Other(), "entry_made makes Other of the facts of ledger, which are Ledger"),
        (lambda ledger, entry: attrs.evolve(ledger, number="one"), "entry_made: number: wants int, not str"),
    ],
)
def test_reducer_that_leaves_its_facts_is_noticed(then, problem, monkeypatch):
    """
    It makes facts of another class, or a fact of another type.
    """
    case_type = planted.planted(then=then)
    monkeypatch.setattr(kit, "shape_of", lambda cls: None)  # a list has no canonical text, and the facts have one for other tests
    monkeypatch.setattr(kit, "body_problems", only_numbers)

    made = attempt(given(case_type).by(planted.CLERK_1).opened(), "enter", Entry(1))

    assert [problem] == said("a_reducer_keeps_to_its_facts", made)


def only_numbers(facts: Any, *, erasure: bool) -> list[Label]:
    """What is wrong with the facts of a ledger, but for its list."""
    return [] if isinstance(facts.number, int) else [Label("number: wil int, geen str", "number: wants int, not str")]


def test_facts_that_fit_in_no_log_are_not_asked():
    """
    Nothing says that what is known must be kept as it is.
    """
    case_type = planted.planted(then=lambda ledger, entry: attrs.evolve(ledger, number="one"))

    assert [] == said("a_reducer_keeps_to_its_facts", attempt(given(case_type).by(planted.CLERK_1).opened(), "enter", Entry(1)))


def test_event_that_changes_another_part_is_noticed(monkeypatch):
    """
    Whatever an event does, it does to its own part.
    """
    judged = attempt(tender(), "judge", part="bid/2", by=LAWYER_1)
    assert isinstance(judged.decision, Accepted)
    elsewhere = replace(judged.case.root, state="closed")
    wrong = replace(judged.decision.case, root=elsewhere)
    monkeypatch.setattr(kit, "evolve", lambda case, event: wrong)

    assert ["bid_excluded changes tender"] == said("a_reducer_keeps_to_its_facts", judged)


def test_facts_of_what_was_taken_over_are_not_judged():
    """
    What nobody knows is of no type; and what the library itself writes has no reducer.
    """
    taken = given(TENDER).by(DIRECTOR_1).and_("take_over", takes_over())

    assert [] == said("a_reducer_keeps_to_its_facts", taken.steps[0])
    assert [] == said("a_reducer_keeps_to_its_facts", attempt(taken, "check", by=LAWYER_1))


def takes_over() -> Any:
    from proeftuin_flow.acts import TakeOver

    return TakeOver("an older system", {"tender": "open"})


def test_reason_that_goes_away_with_data_is_noticed():
    """
    Data can only add reasons.
    """
    case_type = planted.planted(asks("without_data", planted.without_data))
    story = given(case_type).by(planted.CLERK_1).opened()

    assert ["without_data goes away when there is data"] == said("data_only_adds_reasons", attempt(story, "end", Entry(1)))
    assert [] == said("data_only_adds_reasons", attempt(story, "end", {"nonsense": 1}))


def test_guard_that_looks_at_waivers_is_noticed():
    """
    A waiver changes only what it names.
    """
    case_type = planted.planted(asks("numberless", planted.numberless), asks("reading", planted.reading_waivers))

    wrong = said("a_waiver_changes_only_what_it_names", attempt(given(case_type).by(planted.CLERK_1).opened(), "end", Entry(1)))

    assert "waiving numberless changes other reasons" in wrong


def test_waiver_of_what_may_not_be_waived_is_noticed(monkeypatch):
    """
    Should the decider let it pass.
    """
    refused = attempt(opened(), "grant")
    monkeypatch.setattr(kit, "decide", lambda case, wish: decide(case, replace(wish, waive=())))

    problem = "documents_complete is waived, although it is met, or not to be waived by clerk-1"
    assert [problem] == said("a_waiver_changes_only_what_it_names", refused)


def test_waiver_of_what_is_accepted_without_is_not_asked():
    """
    Somebody waived what is met; without the waiver all is well.
    """
    from proeftuin_flow.wishes import Waiver

    ready = opened().and_("receive", Document("map", "u-1")).and_("receive", Document("identity", "u-1"))

    refused = attempt(ready, "grant", waive=[Waiver("documents_complete", "it follows")])
    assert isinstance(refused.decision, Refused)
    assert [] == said("a_waiver_changes_only_what_it_names", refused)


def test_waiver_by_who_may_is_as_it_should_be():
    """
    The director waives what the buyer may not; advice is not waived at all.
    """
    both = attrs.evolve(DIRECTOR_1, roles={"director", "buyer"})
    too_dear = tender().and_("check", by=LAWYER_1)

    assert [] == said("a_waiver_changes_only_what_it_names", attempt(too_dear, "close", by=NOBODY_1))
    bids = given(TENDER).by(BUYER_1).opened(announcement(1)).and_("submit", offer(), by=BIDDER_1)
    assert [] == said("a_waiver_changes_only_what_it_names", attempt(bids, "judge", by=both, part="bid/1"))


def test_waiver_of_one_of_two_leaves_the_other():
    """
    Which is as it should be.
    """
    head = Role("head", nl="hoofd", en="head")
    loose = asks("loose", lambda s: ("this",), severity=waivable(by=[head]))
    story = given(planted.planted(loose, asks("numberless", planted.numberless))).by(Actor("u-1", roles={"clerk", "head"})).opened()

    assert [] == said("a_waiver_changes_only_what_it_names", attempt(story, "end", Entry(1)))


def test_options_that_say_something_else_are_noticed(monkeypatch):
    """
    Another status, or other reasons.
    """
    true = [*options(opened().case, CLERK_1, NOON)]
    lies = [Option(each.trigger, each.label, each.part, "ready", (), each.data) for each in true]
    assert [] == [*broken_by_options(opened().case, CLERK_1, NOON)]

    monkeypatch.setattr(kit, "options", lambda case, by, now: lies)

    assert [
        "options_and_decide_agree: receive on permit is refused for other reasons than its option has",
        "options_and_decide_agree: receive on permit is ready, and decided as blocked",
        "options_and_decide_agree: grant on permit is refused for other reasons than its option has",
        "options_and_decide_agree: grant on permit is ready, and decided as blocked",
    ] == [*broken_by_options(opened().case, CLERK_1, NOON)]


def test_attempt_says_its_law_when_it_is_broken():
    """
    `keeps_the_laws` tells the law, and the story.
    """
    case_type = planted.planted(asks("without_data", planted.without_data))
    story = given(case_type).by(planted.CLERK_1).opened()

    with pytest.raises(AssertionError) as error:
        story.when("end", Entry(1)).keeps_the_laws()

    assert str(error.value).startswith(
        "expected the laws to hold\n  data_only_adds_reasons: without_data goes away when there is data\ngiven ledger 'case-1', version 1"
    )


def test_story_goes_on_where_the_laws_hold():
    """
    With what was accepted, and as it was if it was refused.
    """
    assert 2 == opened().when("receive", Document("map", "u-1")).keeps_the_laws().keeps_the_laws().case.revision
    assert 1 == opened().when("grant").keeps_the_laws().case.revision
    assert 0 == given(PERMIT).keeps_the_laws().case.revision


# ── histories ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def history(law: str, steps: Any, **more: Any) -> list[str]:
    start: Case = steps[0].case
    return [*HISTORY_LAWS[law](start, steps, more.get("records") or sealed(steps))]


def elsewhere(steps: Any, **changed: Any) -> Any:
    """The same steps, and in the end another case."""
    last = doctored(steps[-1], lambda decision: replace(decision, case=replace(decision.case, **changed)))
    return (*steps[:-1], last)


def test_history_laws_hold_of_what_is_well():
    """
    Also where some of it is personal, and where nothing happened.
    """
    steps = tender().steps

    assert [] == broken_by_history(steps[0].case, steps)
    assert [] == broken_by_history(steps[0].case, ())


def test_history_that_leads_elsewhere_is_noticed():
    """
    By replaying, by reading the log, and by doing it again.
    """
    wrong = elsewhere(tender().steps, revision=99)

    assert ["its events lead to another case"] == history("a_history_replays_to_the_case", wrong)
    assert ["its records fold to another case"] == history("a_log_reads_back", wrong)
    assert ["the store has another case"] == history("a_store_leads_to_the_same_case", wrong)


def test_log_that_does_not_verify_is_told_by_its_law():
    """
    The sentence of the error is what is wrong.
    """
    steps = tender().steps
    skipped = (steps[0], *steps[2:])

    assert any(problem.startswith("a_log_reads_back: case 'case-1', record 3") for problem in broken_by_history(steps[0].case, skipped))


def test_store_that_decides_something_else_is_noticed():
    """
    Other events than those that were decided.
    """
    steps = opened().and_("receive", Document("map", "u-1")).steps
    wrong = (steps[0], doctored(steps[1], with_event(on_behalf_of="somebody")))

    assert ["receive has other events in a store than it had when it was decided"] == history("a_store_leads_to_the_same_case", wrong)


def test_request_that_is_carried_out_twice_is_noticed(monkeypatch):
    """
    Should a store forget what it was asked.
    """
    from proeftuin_flow.testing import histories

    done, numbers = histories._done, iter(range(1_000))

    def forgetful(flow: Any, id: str, start: Case, each: Attempt, request: str) -> Any:
        return done(flow, id, start, each, f"{request}-{next(numbers)}" if each.case.revision else request)

    monkeypatch.setattr(histories, "_done", forgetful)
    steps = opened().and_("receive", Document("map", "u-1")).steps

    assert "receive is done twice when it is asked twice" in history("a_store_leads_to_the_same_case", steps)


def test_acts_have_doors_of_their_own():
    """
    What was taken over is not opened again by a trigger.
    """
    taken = given(TENDER).by(DIRECTOR_1).and_("take_over", takes_over())

    assert [] == broken_by_history(taken.steps[0].case, taken.steps)
    assert [] == history("a_store_leads_to_the_same_case", elsewhere(taken.steps, revision=99))


def test_erasure_that_moves_a_part_is_noticed():
    """
    Another state than before, or another word on whether it is settled.
    """
    steps = tender().steps
    case = steps[-1].decision.case  # type: ignore[union-attr]
    closed = replace(case.root, state="withdrawn")

    wrong = history("erasing_changes_no_other_state", elsewhere(steps, root=closed))

    assert "tender is settled or not, and after an erasure it is the other" in wrong
    assert "tender was withdrawn, and is open after an erasure" in wrong


def test_what_has_been_voided_or_redacted_is_not_erased_once_more():
    """
    Those have laws of their own in our suite.
    """
    from proeftuin_flow.acts import Redact

    redacted = opened_by_lawyer().and_("redact", Redact((1,), "a test"), by=LAWYER_1)

    assert [] == history("erasing_changes_no_other_state", elsewhere(redacted.steps, revision=99))


def opened_by_lawyer() -> Given:
    return given(TENDER).by(BUYER_1).opened(announcement())


def test_log_that_reads_back_as_another_is_noticed(monkeypatch):
    """
    Should a line be read as another record, or a log be verified as another.
    """
    from proeftuin_flow.testing import histories

    steps = opened().and_("receive", Document("map", "u-1")).steps
    monkeypatch.setattr(histories, "parse_line", lambda line, where: sealed(steps)[0])
    monkeypatch.setattr(histories, "verify", lambda records, id: kit_verify(sealed(steps[:1]), id))

    assert [
        "its lines are other records when they are read", "its head is another one", "its records fold to another case",
    ] == history("a_log_reads_back", steps, records=sealed(steps))  # fmt: skip


def test_neighbour_that_changes_is_noticed(monkeypatch):
    """
    Should a store write where nobody asked it to.
    """
    from proeftuin_flow.testing import histories

    done = histories._done

    def careless(flow: Any, id: str, start: Case, each: Attempt, request: str) -> Any:
        if request == "request-2":
            done(flow, "case-1.beside", start, each, "careless")
        return done(flow, id, start, each, request)

    monkeypatch.setattr(histories, "_done", careless)

    assert ["the case beside it has changed"] == history("a_store_leads_to_the_same_case", opened().and_("receive", Document("map", "u-1")).steps)


def test_story_tells_which_laws_its_history_breaks(monkeypatch):
    """
    And the story itself.
    """
    from proeftuin_flow.testing import histories

    monkeypatch.setattr(histories, "HISTORY_LAWS", {"a_law": lambda start, steps, records: iter(["it does not hold"])})

    with pytest.raises(AssertionError) as error:
        opened().keeps_the_laws()

    assert (
        "expected the laws to hold\n  a_law: it does not hold\ngiven permit 'case-1', version 1, profile default\n"
        "  1. permit_asked (ask by clerk-1): permit new -> requested"
    ) == str(error.value)


def test_what_was_refused_is_in_no_log():
    """
    Only what happened is sealed.
    """
    assert [] == sealed([attempt(opened(), "grant")])


def test_waiver_of_an_act_is_not_asked():
    """
    The library's own acts have no guards.
    """
    from proeftuin_flow.acts import TakeOver

    refused = attempt(given(TENDER).by(CLERK_1), "take_over", TakeOver("an older system", {"tender": "open"}))

    assert [] == broken(refused)
