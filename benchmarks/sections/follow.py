"""
Follow: a follower of PostgreSQL, while eight write as fast as they can.

It goes no further than the oldest transaction that still writes, so that it misses nothing; so it is always a little behind.  What counts is
that it does not fall further behind: that it saw nearly everything when the last writer is done.
"""

from sqlalchemy import create_engine

from benchmarks import ours
from benchmarks.crews import Crew
from benchmarks.figures import Effort, Goal, Outcome, Section, Table, answers, number
from benchmarks.servers import postgres
from benchmarks.timing import spread
from proeftuin_flow.stores import SqlStore, upgrade

SHARE, SPEED = "ours: a follower behind eight writers", "ours: the same, from the beginning, with nobody who writes"
GOALS = (
    Goal(
        "follower behind 8 writers, seen when the last is done",
        SHARE,
        "of what they wrote",
        at_least=0.95,
        takes="a core for the follower: it reads many times as fast as eight write, if it is let",
    ),
    Goal("follower against 8 writers, from the beginning", SPEED, "times as fast as they wrote", at_least=2),
)
WRITERS = 8
RUNS = 3


def run(effort: Effort) -> Outcome:
    """
    Fifty thousand records in earnest, in three runs; then all of them once more.
    """
    each = max(effort.records // 20 // RUNS // WRITERS, 1)
    behind: list[ours.Behind] = []
    with postgres() as server:
        engine = create_engine(server.url)
        upgrade(engine)
        store = SqlStore(engine)
        with Crew(ours.by_flow, [(server.url, f"w{number}") for number in range(WRITERS)]) as crew:
            writers, after = crew.contestant(), None
            for _ in range(RUNS):
                for position, _ in store.follow(after):
                    after = position
                behind.append(ours.follow(store, after, writers.ready(each * WRITERS), each * WRITERS))
        again = ours.read_again(store)
        engine.dispose()
    shares = spread([one.followed / one.written for one in behind])
    speed = spread([again * one.writing / one.written for one in behind])
    measured = {SHARE: shares, SPEED: speed}
    ages = spread([age for one in behind for age in one.ages])
    rows = tuple(_row(one) for one in behind)
    table = Table(
        f"A follower behind {WRITERS} writers",
        ("records", "written/s", "seen when they were done", "rest, ms", "lag, records: middle", "most", "age, ms: middle", "90 %", "most"),
        rows,
    )
    note = (
        f"from decision to follower: {number(ages.middle)} ms in the middle, {number(ages.high)} ms for nine in ten; "
        f"from the beginning it reads {number(again)} records/s"
    )
    return Outcome(answers(GOALS, measured.__contains__, measured.__getitem__), (table,), (note,), {"runs": rows, "records/s again": again})


def _row(one: ours.Behind) -> tuple[str, ...]:
    ages, lags = spread(one.ages), spread(one.lags or [0])
    return (
        f"{one.written:,}", number(one.written / one.writing), f"{one.followed / one.written:.1%}", number(one.rest * 1000),
        f"{lags.middle:,.0f}", f"{max(one.lags, default=0):,}", number(ages.middle), number(ages.high), number(max(one.ages)),
    )  # fmt: skip


SECTION = Section("follow", "A follower behind writers", GOALS, run)
