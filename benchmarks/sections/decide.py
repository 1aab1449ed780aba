"""
Decide: a step that is allowed.

The peers change a state in place.  Ours asks the roles and every guard, makes an event, and makes the case after it.
"""

from benchmarks import bare, ours, peers
from benchmarks.figures import Effort, Goal, Outcome, Section, answers, fast_table, race_raw
from benchmarks.timing import race

GOALS = (Goal("accepted decide against a stock trigger", ours.ACCEPTED, "times as fast", at_least=5, aim=6),)


def run(effort: Effort) -> Outcome:
    """
    Race everybody from running to evaluation and back.
    """
    known = tuple(peers.installed())
    contestants = {peer.name: peer.accepted() for peer in known} | bare.accepted() | ours.accepted()
    result = race(contestants, base=peers.STOCK, rounds=effort.rounds, seconds=effort.seconds)
    table = fast_table("Accepted: seven states, one guard per arrow", result)
    absent = sorted(peers.PEERS.keys() - {peer.name for peer in known})
    notes = (f"not installed here: {', '.join(absent)}",) if absent else ()
    return Outcome(answers(GOALS, contestants.__contains__, result.faster), (table,), notes, race_raw(result))


SECTION = Section("decide", "An accepted step", GOALS, run)
