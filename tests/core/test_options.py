"""
Options: everything that exists here, possible or not, as the decider would say.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import attrs
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from proeftuin_flow.case import Case
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decider import decide, options
from proeftuin_flow.decisions import Accepted, Option, Refused
from proeftuin_flow.errors import InvalidData
from proeftuin_flow.lifecycle import Lifecycle
from proeftuin_flow.testing import given
from proeftuin_flow.wishes import Actor, Command
from tests.case_types import (
    ADVICE,
    ASKED_FOR,
    BIDS,
    BUYER_1,
    CLERK_1,
    COMPLAINTS,
    DIRECTOR_1,
    LAWYER_1,
    NOON,
    PERMIT,
    RELAY,
    STARTER_1,
    TENDER,
    TENDERS,
    Announcement,
    Choice,
    Document,
    Objection,
    Offer,
    Opinion,
    Reopening,
    Runner,
    announcement,
    offer,
)
from tests.core.test_deciding import tender, with_bid

EVERYBODY = Actor("all-1", roles={"clerk", "buyer", "own_buyer", "lawyer", "director", "bidder", "starter"}, organisation="rijk")
ACTORS = [EVERYBODY, EVERYBODY, BUYER_1, LAWYER_1, DIRECTOR_1, STARTER_1, CLERK_1]
DATA: dict[Any, list[Any]] = {
    Announcement: [announcement()], Offer: [offer(), offer(200_000), offer(0)], Choice: [Choice(1), Choice(2)],
    Opinion: [Opinion(True), Opinion(False)], Objection: [Objection("slow")], Reopening: [Reopening("a mistake")],
    Document: [Document("map", "u"), Document("identity", "u")],
    Runner: [Runner("ans")], None: [None],
}  # fmt: skip


def of(case: Case, by: Actor, part: str | None = None) -> dict[tuple[str, str], Option]:
    return {(option.part, option.trigger): option for option in options(case, by, NOON, part)}


def test_options_say_what_is_ready_needs_data_or_is_blocked():
    """
    A permit that was asked for.
    """
    found = of(given(PERMIT).by(CLERK_1).opened().case, CLERK_1)

    assert {("permit", "receive"): "needs_data", ("permit", "grant"): "blocked"} == {place: option.status for place, option in found.items()}
    assert Document is found["permit", "receive"].data
    assert ("name", "handed_in_by") == found["permit", "receive"].reasons[0].blockers
    assert ["documents_complete"] == [reason.code for reason in found["permit", "grant"].reasons]
    assert "verlenen" == found["permit", "grant"].label.nl


def test_options_say_what_may_be_waived():
    """
    And by whom.
    """
    judge = of(with_bid(amount=200_000).case, Actor("b", roles={"buyer", "lawyer_too"}))["bid/1", "judge"]

    assert [("within_budget", ("director",))] == [(reason.code, tuple(role.name for role in reason.waivable_by)) for reason in judge.waivable]


def test_options_are_of_the_root_its_parts_and_those_that_may_be_opened():
    """
    An automatic step is nobody's option.
    """
    found = of(with_bid().and_("check", by=LAWYER_1).and_("close").case, BUYER_1)

    assert {"tender", "bid/1", "bid/2", "advice/1", "advice/2", "complaint/1"} == {part for part, _ in found}
    assert "" not in {trigger for _, trigger in found}


def test_options_of_one_part_are_of_that_part():
    """
    One part of many.
    """
    assert {("bid/1", "judge")} == of(with_bid().case, BUYER_1, "bid/1").keys()
    assert {("bid/2", "submit")} == of(with_bid().case, BUYER_1, "bid/2").keys()


def test_part_that_only_others_open_is_no_option():
    """
    Announcing asks for advice; nobody does that by itself.
    """
    by_nobody = attrs.evolve(ASKED_FOR, roles=())
    advice: Lifecycle[Any] = attrs.evolve(ADVICE, transitions=[by_nobody, *ADVICE.transitions[1:]])
    first, *rest = TENDERS.transitions
    tenders: Lifecycle[Any] = attrs.evolve(TENDERS, transitions=[attrs.evolve(first, opening=(by_nobody,)), *rest])
    story = given(attrs.evolve(TENDER, root=tenders, parts=[BIDS, advice, COMPLAINTS])).by(BUYER_1).opened(announcement())

    assert ("advice/2", "ask_advice") not in of(story.case, BUYER_1)
    assert ("advice/2", "ask_advice") in of(tender().case, BUYER_1)
    story.when("ask_advice", part="advice/2").then_refused("role", "part_limit")


def test_closed_case_offers_what_outlives_it():
    """
    Complaints, and reopening.
    """
    assert {("tender", "reopen"), ("complaint/1", "complain")} == of(tender().and_("withdraw", by=DIRECTOR_1).case, DIRECTOR_1).keys()


def test_case_that_was_not_opened_offers_to_be_opened():
    """
    Nothing else exists yet.
    """
    assert {("tender", "announce")} == of(TENDER.new("t"), BUYER_1).keys()


def test_options_of_no_part_are_refused():
    """
    As any wish about it.
    """
    with pytest.raises(InvalidData, match="no part 'bid/2'"):
        of(tender().case, BUYER_1, "bid/2")
    with pytest.raises(InvalidData):
        list(options(tender().case, BUYER_1, NOON.replace(tzinfo=None)))


def agree(option: Option, case: Case, by: Actor) -> None:
    """The law: an option is what the decider says without data."""
    decision = decide(case, Command(option.trigger, by, NOON, option.part))
    match option.status:
        case "ready":
            assert isinstance(decision, Accepted)
        case "needs_data":
            assert isinstance(decision, Refused)
            assert {"data_missing"} == {reason.code for reason in decision.reasons}
        case "blocked":
            assert isinstance(decision, Refused)
            assert option.reasons == decision.reasons


seen: Counter[str] = Counter()


@for_all(st.sampled_from([PERMIT, TENDER, RELAY]), st.data())
def test_options_are_what_the_decider_says(case_type: CaseType, data: st.DataObject):
    """
    Along generated histories: ready is accepted, blocked is refused for the same reasons, and what needs data only lacks data.
    """
    case = case_type.new("case-1", data.draw(st.sampled_from([profile.name for profile in case_type.profiles])))
    for _ in range(data.draw(st.integers(1, 25))):
        by = data.draw(st.sampled_from(ACTORS))
        found = [*options(case, by, NOON)]
        for option in found:
            agree(option, case, by)
            seen[option.status] += 1
        possible = [option for option in found if option.status != "blocked"]
        if possible:
            option = data.draw(st.sampled_from(possible))
            wish = data.draw(st.sampled_from(DATA[option.data]))
            decision = decide(case, Command(option.trigger, by, NOON, option.part, wish))
            case = decision.case if isinstance(decision, Accepted) else case


def test_histories_saw_every_kind_of_option():
    """
    The test above is worth something.
    """
    if seen:  # it ran in this process
        assert all(seen[status] > 100 for status in ("ready", "needs_data", "blocked"))
