"""
Of every history that was played: what may be destroyed.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from proeftuin_flow.acts import Destroy
from proeftuin_flow.decider import decide
from proeftuin_flow.decisions import Accepted
from proeftuin_flow.pilot import Archive
from proeftuin_flow.situation import Situation
from proeftuin_flow.wishes import Actor, Command
from tests.laws.playing import games

FIRST, SECOND = Actor("k-1", roles={"archivist"}), Actor("k-2", roles={"archivist"})
DATA = Destroy(SECOND, "vernietigingslijst 1")


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(days=365 * 60)])
def test_only_a_case_whose_archive_is_approved_is_destroyed(later):
    """
    At every moment of every pilot: not while its archive says anything else, something holds it back, or it is to be kept.
    """
    wrong, allowed, asked = [], 0, 0
    for game in games("proeftuin"):
        cases = [(case, now) for case, now, _ in game.commits if case.revision] + [(game.case, game.commits[-1][1])]
        for case, now in cases:
            command = Command("destroy", FIRST, now + later, data=DATA)
            if isinstance(decide(case, command), Accepted):
                situation = Situation(case.root.facts, case.root, case, command)
                archives = [part for part in situation.parts(Archive) if part.state != "reopened"]
                approved = [part.facts for part in archives if part.state == "destruction_approved"]
                fine = len(archives) == len(approved) == 1 and case.root.lifecycle.state_of(case.root.state).final
                held = [hold for part in situation.parts(Archive) for hold in part.facts.holds]
                if not fine or held or approved[0].kept_for_ever or not approved[0].retained_until or approved[0].retained_until >= situation.day:
                    wrong.append((game.seed, case.revision))
                allowed += 1
            asked += 1

    assert [] == wrong
    assert 0 < allowed < asked / 10


def test_one_person_never_destroys_anything():
    """
    Whatever was done before, a second one is asked.
    """
    alone = Destroy(FIRST, "vernietigingslijst 1")
    decisions = [decide(game.case, Command("destroy", FIRST, game.commits[-1][1], data=alone)) for game in games("proeftuin")]

    assert [] == [decision for decision in decisions if isinstance(decision, Accepted)]
