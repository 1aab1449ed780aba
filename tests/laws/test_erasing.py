"""
Of every history that was played: what an erasure leaves, whichever part is erased.
"""

from __future__ import annotations

import pytest

from proeftuin_flow.case import Erased
from proeftuin_flow.case_type import REDACT
from proeftuin_flow.flow import Flow
from proeftuin_flow.stores import MemoryStore
from proeftuin_flow.wishes import Actor
from tests.laws.playing import GAMES, games
from tests.laws.test_kept import commits

ERASABLE = [name for name in GAMES if any(lifecycle.personal and game.start.type.acts.get(REDACT) for game in list(games(name))[:1]
                                          for lifecycle in game.start.type.parts)]  # fmt: skip


@pytest.mark.parametrize("name", ERASABLE)
def test_erasing_a_part_changes_no_other(name):
    """
    Every personal part of every history, one after the other: it is gone, the states of all others stay, and of what is about nobody every byte.
    """
    wrong, erased = [], 0
    for game in games(name):
        store, type, id = MemoryStore(), game.start.type, game.start.id
        for commit in commits(game):
            store.append(commit)
        flow = Flow(store, [type], clock=lambda: game.commits[-1][1])  # noqa: B023  # used before the next
        officer = Actor("k-9", roles={role.name for role in type.acts[REDACT]})
        for part in [part for part in game.case.parts.values() if part.lifecycle.personal]:
            before, records = flow.case(id), [*flow.history(id)]
            report = flow.redact(id, part=part.address, ground="bewaartermijn", by=officer)
            after, kept = flow.case(id), [*flow.history(id)]
            erased += len(report.cases[0].emptied)
            gone = [records[seq - 1].read() for seq in report.cases[0].emptied]
            named = {header.part for header in gone}
            if any(header.type == "taken_over" for header in gone):  # one piece has what was known of all parts
                named |= {each.address for each in before.parts.values()}
            fine = [
                isinstance(after[part.address].facts, Erased),
                [(each.header, each.data, each.hash) for each in records] == [(each.header, each.data, each.hash) for each in kept[: len(records)]],
                all(before[each.address].state == each.state for each in after.parts.values() if not each.lifecycle.personal),
                all(before[each.address] == each for each in after.parts.values() if each.address not in named),
                before.state == after.state,
                Flow(store, [type]).case(id) == after,
                flow.verify(id).erased == sum(each.personal is None and each.read().personal is not None for each in kept),
                flow.verify(id).outstanding == (),
            ]
            if not all(fine):
                wrong.append((game.seed, part.address, fine))

    assert [] == wrong
    assert erased > 10
