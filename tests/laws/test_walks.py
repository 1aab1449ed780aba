"""
Walks: the kit that users have goes through our own case types too, and sees every state, every transition, and both sides of the guards.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from attrs import frozen
from hypothesis import settings

from proeftuin_flow.case import Case
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from proeftuin_flow.testing import given, walk
from proeftuin_flow.testing.laws import key_of
from proeftuin_flow.testing.making import Choose
from proeftuin_flow.testing.spec import Given
from tests.laws.favourites import FAVOURITES, Favourite
from tests.laws.making import KINDS
from tests.laws.playing import games
from tests.laws.worlds import WORLDS

T = TypeVar("T")

TestGathering = walk(GATHERING, accept=["one_sided: not_recorded_yet unmet"]).TestCase


@frozen
class Chooser:
    """Chance as the favourites know it, by what chooses in a walk."""

    choose: Choose

    def choice(self, of: Sequence[T]) -> T:
        return self.choose(of)

    def randint(self, least: int, most: int) -> int:
        return self.choose(range(least, most + 1))


def chosen(favourite: Favourite) -> Any:
    def make(choose: Choose, case: Case, now: datetime) -> Any:
        return favourite(Chooser(choose), case, now)  # type: ignore[arg-type]  # it asks no more of chance than this

    return make


@cache
def stories() -> tuple[Given, ...]:
    """Games of a pilot as stories: of all that were played, those that take a transition for the first time."""
    told: list[Given] = []
    seen: set[object] = set()
    for game in games(PROEFTUIN.name):
        taken = {key_of(event) for event in game.events if event.trigger in PROEFTUIN.lifecycle_of or event.trigger is None}
        if taken <= seen:
            continue
        story = given(PROEFTUIN, game.start.profile.name, game.start.id)
        for wish in game.wishes:
            asked = story.asked(wish)
            if not isinstance(asked.decision, Accepted):
                break  # a void that names what happened in another game
            story = asked.accepted("it to be told again")
        seen |= {key_of(event) for event in story.events}
        told.append(story)
    return tuple(told)


NEVER_UNMET = (
    "addressed_to_all", "after_execution", "all_remedies_answered", "amendment_signed", "bid_plan_is_short", "candidate_informed",
    "commissioning_party_known", "early_stop_handover", "end_is_later", "end_reconsidered", "extension_within_contract",
    "handed_over_are_guided", "is_another_pilot", "is_new_party", "item_exists", "meant_for_owner", "measures_complete",
    "next_round_has_come", "no_evaluation_adopted", "not_linked_before", "not_signed_before", "nothing_pending", "occupant_has_left",
    "open_items_owned", "placement_evidence", "publication_agreed", "reservation_given", "results_accounted", "revoker_did_not_propose",
    "same_version", "scheduled_for_that_session", "signatory_authorised", "small_numbers", "speaks_for_own_side", "still_proposed",
    "trajectories_settled", "usual_length", "within_plan",
)
"""Requirements that a walk may see met only: data that does not meet them is of a sort that chance seldom makes.  tests/pilot has each unmet."""


def test_walk_of_a_pilot():
    """
    Sixty walks, from where games and a search came to: every state and transition was seen, and no law is broken.
    """
    case: Any = walk(
        PROEFTUIN,
        data={cls: chosen(favourite) for cls, favourite in FAVOURITES.items()},
        kinds={kind: tuple(texts) for kind, texts in KINDS.items()},
        people=WORLDS[PROEFTUIN.name].actors,
        stories=stories(),
        accept=[f"one_sided: {guard} unmet" for guard in NEVER_UNMET],
        decisions=6_000,
    ).TestCase()
    case.settings = settings(case.settings, max_examples=60)

    case.runTest()
    assert case.machine.ground.steps > 1_000
