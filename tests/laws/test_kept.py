"""
What a store keeps of a history that nobody wrote down.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from proeftuin_flow.flow import Flow
from proeftuin_flow.log import GENESIS, Stamp, seal
from proeftuin_flow.stores import Commit, MemoryStore
from tests.laws.playing import GAMES, Game, games


@pytest.mark.parametrize("name", [*GAMES])
def test_history_in_a_store_is_read_back_to_the_case(name):
    """
    Written commit by commit, and read by somebody who knows nothing of it yet: the case is the same, and its chain holds.
    """
    store = MemoryStore()
    differing = []
    for game in games(name):
        for commit in commits(game):
            store.append(commit)
        flow = Flow(store, [game.start.type])
        if flow.case(game.start.id) != game.case or flow.verify(game.start.id).head != flow.head(game.start.id):
            differing.append(game.seed)

    assert [] == differing


def commits(game: Game) -> Iterator[Commit]:
    """What is written of a game, one commit for each wish that was fulfilled."""
    head = GENESIS
    for case, now, events in game.commits:
        records = seal(case, events, Stamp(now + timedelta(seconds=1)), head)
        yield Commit(case.id, case.revision, head, records)
        head = records[-1].hash
