"""
Obstacles: everything that stands in the way of what cannot be done from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from proeftuin_flow.asking import NAMED, bounded
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.decisions import Refused
from proeftuin_flow.guards import Role, Trigger, guard
from proeftuin_flow.lifecycle import NEW, Lifecycle, State, event
from proeftuin_flow.messages import AND_MORE
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing import Given, given
from proeftuin_flow.wishes import Actor, Waiver
from tests.case_types import (
    ADVICE,
    BIDDER_1,
    BIDS,
    BUYER_1,
    COMPLAINTS,
    DIRECTOR_1,
    LAWYER,
    LAWYER_1,
    NOBODY_1,
    TENDER,
    TENDERS,
    Advice,
    Choice,
    Complaint,
    Objection,
    Opinion,
    all_judged,
    announcement,
    answered,
    offer,
)
from tests.core.test_deciding import refusal, tender, to_award, with_bid
from tests.core.test_moving import relay


@attrs.frozen
class Nothing:
    """Nothing is known of it."""


def text(story: Given, trigger: str, data: object = None, **more: object) -> str:
    return refusal(story, trigger, data, **more).text("en")


def closed() -> Given:
    return with_bid().and_("submit", offer(), by=BIDDER_1).and_("check", by=LAWYER_1).and_("close")


def test_refusal_names_what_waits_on_the_way():
    """
    The state, the role, the data, the trigger's own guards, and what the automatic step before it waits for.
    """
    assert text(closed(), "award", by=BUYER_1) == """\
award is not possible now
  - tender: closed; only possible from: assessed
  - only for: director
  - data is missing: bid
  - all bids have been judged — not yet: bid 1 (submitted), bid 2 (submitted)
  - the advice is positive — not yet: advice 1 (asked for)"""


def test_refusal_reads_in_dutch_as_well():
    """
    The same reasons, in the language of the reader.
    """
    assert refusal(closed(), "award", by=BUYER_1).text("nl") == """\
gunnen kan nu niet
  - aanbesteding: gesloten; dit kan pas vanaf: beoordeeld
  - alleen voor: directeur
  - gegevens ontbreken: bid
  - alle inschrijvingen zijn beoordeeld — nog niet: inschrijving 1 (ingediend), inschrijving 2 (ingediend)
  - het advies is positief — nog niet: advies 1 (gevraagd)"""


def test_guards_of_the_trigger_are_asked_of_todays_facts():
    """
    The chosen bid is not valid yet, and the director checked it.
    """
    no = refusal(closed(), "award", Choice(1), by=DIRECTOR_1)

    assert ["wrong_state", "chosen_is_valid", "all_judged", "advice_positive"] == [reason.code for reason in no.reasons]


def test_what_a_named_part_waits_for_follows_where_it_is_named():
    """
    A leg that blocks the relay waits for a runner itself.
    """
    assert text(relay("ans", None).and_("start"), "celebrate") == """\
celebrate is not possible now
  - relay: running; only possible from: finished
  - all legs have been run — not yet: leg 1 (lined up), leg 2 (waiting)
  - leg 2: there is a runner — not yet: a runner"""


def test_part_waits_for_what_it_watches():
    """
    A leg cannot be run before it lined up, and that waits for a runner and for the relay.
    """
    assert text(relay(None), "run", part="leg/1") == """\
run is not possible now
  - leg 1: waiting; only possible from: lined up
  - there is a runner — not yet: a runner
  - the relay is running — not yet: relay (planned)"""


def test_each_thing_is_said_once():
    """
    Leg and relay wait for one another; the search comes to an end.
    """
    story = relay(None, None).and_("start")

    assert text(story, "run", part="leg/1") == """\
run is not possible now
  - leg 1: waiting; only possible from: lined up
  - there is a runner — not yet: a runner
  - relay: all legs have been run — not yet: leg 1 (waiting), leg 2 (waiting)
  - leg 2: there is a runner — not yet: a runner"""


def test_twenty_parts_are_named_and_the_rest_counted():
    """
    Nobody reads further than that.
    """
    lines = text(relay(*[None] * 23).and_("start"), "celebrate").splitlines()

    assert 1 + 1 + 1 + 20 + 1 == len(lines)
    assert "  - leg 20: there is a runner — not yet: a runner" == lines[-2]
    assert "  - there is a runner — not yet: and 3 more" == lines[-1]


def test_steps_that_somebody_must_take_are_not_searched():
    """
    Before it was started nothing is on the way by itself.
    """
    assert text(relay(None), "celebrate") == """\
celebrate is not possible now
  - relay: planned; only possible from: finished"""


def test_what_leads_elsewhere_is_no_obstacle():
    """
    That the legs are not run yet keeps nobody from starting a relay that runs already.
    """
    relay(None).and_("start").when("start").then_refused("wrong_state")


def test_what_the_trigger_requires_as_well_is_said_once():
    """
    All bids judged: for the award itself, and for the step before it.
    """
    award = TENDERS.table["assessed"]["award"][0]
    stricter: Lifecycle[Any] = attrs.evolve(
        TENDERS, transitions=[attrs.evolve(t, guards=(*t.guards, all_judged)) if t is award else t for t in TENDERS.transitions]
    )
    story = given(attrs.evolve(TENDER, root=stricter)).by(BUYER_1).opened(announcement()).and_("check", by=LAWYER_1).and_("close")

    no = refusal(story, "award", Choice(1), by=DIRECTOR_1)

    assert ["wrong_state", "chosen_is_valid", "all_judged", "advice_positive"] == [reason.code for reason in no.reasons]


def test_watched_parts_of_a_closed_case_stand_in_nobodys_way():
    """
    A complaint outlives the tender, and waits for advice that nobody gives any more.
    """
    heard = State("heard", nl="gehoord", en="heard")
    to_hear = COMPLAINTS.transitions[1].source.becomes(
        heard, watches=[Advice], requires=[never_heard], emits=event("complaint_heard", nl="gehoord", en="heard")
    )
    judge = heard.to(answered, on=Trigger("judge_complaint", nl="oordelen", en="judge the complaint"), by=[LAWYER],
                     emits=event("complaint_judged", nl="geoordeeld", en="judged"))  # fmt: skip
    slower: Lifecycle[Any] = attrs.evolve(COMPLAINTS, transitions=[*COMPLAINTS.transitions, to_hear, judge])
    story = (
        given(attrs.evolve(TENDER, parts=[BIDS, ADVICE, slower])).by(BUYER_1).opened(announcement())
        .and_("complain", Objection("slow"), by=BIDDER_1).and_("withdraw", by=DIRECTOR_1)
    )  # fmt: skip

    story.when("judge_complaint", part="complaint/1", by=LAWYER_1).then_refused(wrong_state=[], never_heard=["nobody"])


@guard(nl="iemand heeft geluisterd", en="somebody listened")
def never_heard(s: Situation[Complaint]) -> Iterator[str]:
    yield "nobody"


def test_role_of_any_of_the_transitions_will_do():
    """
    A bid that was excluded is judged no more; buyer and lawyer may have done it.
    """
    judged = with_bid().and_("judge", part="bid/1", by=LAWYER_1)

    judged.when("judge", part="bid/1", by=LAWYER_1).then_refused("wrong_state")
    judged.when("judge", part="bid/1", by=NOBODY_1).then_refused(wrong_state=[], role=["buyer", "lawyer"])


def test_waiver_on_the_road_lets_its_guard_pass():
    """
    Whoever may waive it, and does, need not hear of it.
    """
    dear = with_bid(amount=200_000).and_("judge", part="bid/1", by=LAWYER_1)
    both = Actor("both-1", roles={"buyer", "director"})

    dear.when("judge", part="bid/1", by=both).then_refused("wrong_state", "within_budget")
    dear.when("judge", part="bid/1", by=both, waive=[Waiver("within_budget", "worth it")]).then_refused("wrong_state")


def test_advice_is_no_obstacle():
    """
    What never blocks is not said.
    """
    awarded = to_award().and_("award", Choice(1), by=DIRECTOR_1)

    assert "there are enough bids" not in text(awarded, "close")


def test_part_that_was_not_opened_says_so():
    """
    And that no further one may be.
    """
    tender().when("advise", Opinion(True), part="advice/2", by=LAWYER_1).then_refused("wrong_state", part_limit=["advice 1 (asked for)"])


def test_malformed_data_is_said_on_the_road_too():
    """
    Whatever stands in the way.
    """
    no = refusal(closed(), "award", {"bids": 1}, by=DIRECTOR_1)

    assert isinstance(no, Refused)
    assert ["wrong_state", "data_malformed", "all_judged", "advice_positive"] == [reason.code for reason in no.reasons]


def test_as_many_blockers_as_are_named_need_no_rest():
    """
    Twenty are named, and only of more than twenty is said how many more there are.
    """
    twenty = tuple(f"paper {number}" for number in range(NAMED))

    assert twenty == bounded(twenty)
    assert (*twenty, AND_MORE(count=1)) == bounded((*twenty, "another"))


def test_requirement_of_two_ways_is_said_once():
    """
    Two transitions of one trigger that wait for the same thing give one reason.
    """

    @guard(nl="het stempel staat erop", en="it is stamped")
    def stamped(s: Situation[object]) -> Iterator[str]:
        yield "the stamp"

    @guard(nl="het is dun", en="it is thin")
    def thin(s: Situation[object]) -> Iterator[str]:
        yield "the pages"

    @guard(nl="het is dik", en="it is thick")
    def thick(s: Situation[object]) -> Iterator[str]:
        yield "the cover"

    begin, send = Trigger("begin", nl="beginnen", en="begin"), Trigger("send", nl="versturen", en="send")
    ready, posted = State("ready", nl="gereed", en="ready"), State("posted", nl="verstuurd", en="posted", final=True)
    ways = [ready.to(posted, on=send, by=[LAWYER], requires=[stamped, each], emits=event(name, nl=name, en=name))
            for each, name in ((thin, "letter_sent"), (thick, "parcel_sent"))]  # fmt: skip
    post = CaseType("post", version=1, nl="post", en="post", root=Lifecycle("post", nl="post", en="post", facts=Nothing, transitions=[
        NEW.to(ready, on=begin, by=[LAWYER], emits=event("begun", nl="begonnen", en="begun")), *ways]))  # fmt: skip

    refused = given(post).by(LAWYER_1).opened().when("send").decision

    assert isinstance(refused, Refused)
    assert ["stamped", "thin", "thick"] == [reason.code for reason in refused.reasons]


def test_role_that_alone_may_and_does_not_hold_here_is_refused():
    """
    Where all roles of a step look at the case, having one of them by name is not enough.
    """
    of_this_letter = Role("sender", nl="afzender", en="sender", holds=lambda s: s.actor.organisation == "ours")
    begin, post = Trigger("begin", nl="beginnen", en="begin"), Trigger("post", nl="posten", en="post")
    ready, posted = State("ready", nl="gereed", en="ready"), State("posted", nl="gepost", en="posted", final=True)
    letter = CaseType("letter", version=1, nl="brief", en="letter", root=Lifecycle("letter", nl="brief", en="letter", facts=Nothing, transitions=[
        NEW.to(ready, on=begin, by=[LAWYER], emits=event("begun", nl="begonnen", en="begun")),
        ready.to(posted, on=post, by=[of_this_letter], emits=event("posted", nl="gepost", en="posted")),
    ]))  # fmt: skip
    begun = given(letter).by(LAWYER_1).opened()

    begun.when("post", by=Actor("a", roles={"sender"}, organisation="theirs")).then_refused("role")
    begun.when("post", by=Actor("a", roles={"sender"}, organisation="ours")).then("posted")
