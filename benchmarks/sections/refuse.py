"""
Refuse: a step that a guard does not allow.

A peer answers `False`, an exception, or silence.  Ours answers with every reason, as data.
"""

from benchmarks import bare, ours, peers
from benchmarks.figures import Effort, Goal, Outcome, Section, answers, fast_table, race_raw
from benchmarks.timing import race

GOALS = (
    Goal("refusal with one reason against a stock False", ours.REFUSED, "times as fast", at_least=2),
    Goal("refusal by role and guard against a stock False", ours.REFUSED_TWICE, "times as fast", at_least=1.5),
)


def run(effort: Effort) -> Outcome:
    """
    Race everybody who can refuse.
    """
    entered = {peer.name: peer.refused() for peer in peers.installed()}
    contestants = {name: contestant for name, contestant in entered.items() if contestant} | bare.refused() | ours.refused()
    result = race(contestants, base=peers.STOCK, rounds=effort.rounds, seconds=effort.seconds)
    table = fast_table("Refused: the guard says no", result)
    unable = [name for name, contestant in entered.items() if contestant is None]
    notes = (f"knows no guards, so cannot refuse by one: {', '.join(unable)}",) if unable else ()
    return Outcome(answers(GOALS, contestants.__contains__, result.faster), (table,), notes, race_raw(result))


SECTION = Section("refuse", "A refused step", GOALS, run)
