"""
Append to PostgreSQL: commands that survive a power cut, of one writer and of eight.

Each writer is a process with a connection of its own.  The floors say the same SQL with the same values through psycopg alone; the values
were decided, sealed and hashed before the clock starts.
"""

from contextlib import ExitStack

from sqlalchemy import create_engine

from benchmarks import ours
from benchmarks.crews import Crew
from benchmarks.figures import Effort, Goal, Outcome, Section, answers, fast_table, race_raw
from benchmarks.servers import postgres
from benchmarks.timing import Race, race
from proeftuin_flow.stores import upgrade
from tests.postgres import Postgres

WRITERS = (1, 8)
RAW, RAW_APPEND = "floor: psycopg, newest record and append", "floor: psycopg, the append alone"
FLOW, STORE = "ours: commands of a Flow", "ours: SqlStore.append of ready records"


def _named(name: str, writers: int) -> str:
    return f"{name}, {writers} {'writer' if writers == 1 else 'writers'}"


TAKES = {
    FLOW: "less Python on the way: deciding, sealing and hashing are in ours only, and SQLAlchemy stands before psycopg twice in a command",
    STORE: "less Python on the way: what takes a connection from the pool, executes by SQLAlchemy, and looks whether the server warned",
}
GOALS = tuple(
    Goal(f"durable append, PostgreSQL, {what}, {writers} {'writer' if writers == 1 else 'writers'}", _named(name, writers),
         "of the rate of psycopg with the same SQL", at_least=0.7, takes=TAKES[name])
    for name, what in ((FLOW, "commands"), (STORE, "ready records"))
    for writers in WRITERS
)  # fmt: skip


def run(effort: Effort) -> Outcome:
    """
    One writer, then eight; everybody into the same table.
    """
    with postgres() as server:
        engine = create_engine(server.url)
        upgrade(engine)
        engine.dispose()
        races = {writers: _race(effort, server, writers) for writers in WRITERS}
    measured = {_named(FLOW, writers): result.faster(FLOW) for writers, result in races.items()}
    measured |= {_named(STORE, writers): Race(result.took, RAW_APPEND).faster(STORE) for writers, result in races.items()}
    tables = tuple(fast_table(_named("Durable append to PostgreSQL", writers), result, per="command") for writers, result in races.items())
    raw = {str(writers): race_raw(result) for writers, result in races.items()}
    return Outcome(answers(GOALS, measured.__contains__, measured.__getitem__), tables, raw=raw)


def _race(effort: Effort, server: Postgres, writers: int) -> Race:
    does = {
        RAW: (ours.by_psycopg_asked, server.dsn), RAW_APPEND: (ours.by_psycopg, server.dsn),
        FLOW: (ours.by_flow, server.url), STORE: (ours.by_store, server.url),
    }  # fmt: skip
    before = _count(server)
    with ExitStack() as stack:
        crews = {
            name: stack.enter_context(Crew(make, [(where, f"w{writers}-{number}-{each}") for each in range(writers)]))
            for number, (name, (make, where)) in enumerate(does.items())
        }
        contestants = {name: crew.contestant() for name, crew in crews.items()}
        result = race(contestants, base=RAW, rounds=effort.rounds, seconds=effort.seconds * 10, multiple=writers)
        written = sum(crew.written for crew in crews.values()) + len(does) * writers * ours.PERMITS_EACH
    found = _count(server) - before
    assert found == written, f"{found} records instead of {written}"
    return result


def _count(server: Postgres) -> int:
    with server.connect() as owner:
        row = owner.execute("SELECT count(*) FROM proeftuin.record").fetchone()
    assert row is not None
    return int(row[0])


SECTION = Section("append-sql", "Durable append to PostgreSQL", GOALS, run)
