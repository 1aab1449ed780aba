"""
Memory: what one more pilot costs, while many live.
"""

from collections.abc import Callable

from benchmarks import ours, peers
from benchmarks.figures import Effort, Goal, Outcome, Section, Table, answers
from benchmarks.memory import bytes_each
from benchmarks.peer import Peer
from benchmarks.seven import Flags
from benchmarks.timing import Spread

GOALS = (
    Goal("live case of one part", ours.CASE, "bytes", at_most=400),
    Goal("the same as an entry of the cache", ours.CACHED, "bytes", at_most=700),
)


def run(effort: Effort) -> Outcome:
    """
    Count the bytes of a pilot with a context of its own, for everybody.
    """
    makers = {peer.name: _one_more(peer) for peer in peers.installed()} | ours.cases()
    each = {name: bytes_each(make, effort.instances) for name, make in makers.items()}
    table = Table("Bytes per pilot", ("contestant", "bytes"), tuple((name, f"{size:,.0f}") for name, size in each.items()))

    def measured(name: str) -> Spread:
        return Spread(each[name], each[name], each[name])

    return Outcome(answers(GOALS, each.__contains__, measured), (table,), raw={"bytes": {n: round(b) for n, b in each.items()}})


def _one_more(peer: Peer) -> Callable[[int], object]:
    return lambda number: peer.new(Flags())


SECTION = Section("memory", "Bytes per live case", GOALS, run)
