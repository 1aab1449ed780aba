"""
Journal: against `eventsourcing`, on the same work, in SQLite and in PostgreSQL.

The base is that library at its fastest: with its cache for appends, as ours has one; from what is stored alone, for replay, and so is ours.
The files of both wait for the disk at every commit, and so does the server.
"""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager

from attrs import frozen
from sqlalchemy import create_engine

from benchmarks import journals, ours
from benchmarks.figures import Effort, Figure, Goal, Outcome, Section, answers, fast_table, race_raw
from benchmarks.servers import postgres
from benchmarks.timing import Race, race
from proeftuin_flow.stores import SqliteStore, SqlStore, Store, upgrade

OURS = "ours: a Flow"
CACHED, PLAIN = "eventsourcing, with its cache", "eventsourcing, as it comes"
SQLITE, POSTGRES = "SQLite", "PostgreSQL"


def _append(where: str) -> str:
    return f"Append in {where}"


def _replay(where: str) -> str:
    return f"Replay from {where}"


TAKES = {
    SQLITE: "fewer objects for each record, of which the header is decoded in full and the body becomes a value",
    POSTGRES: "less on the way from the server: two questions, the newest record and the records, each through SQLAlchemy and its pool; and "
    "bytes that come as hexadecimal text",
}
GOALS = (
    *(
        Goal(
            f"append in {where} against eventsourcing",
            _append(where),
            "times as fast",
            at_least=1,
            takes="less Python between the command and the store",
        )
        for where in (SQLITE, POSTGRES)
    ),
    *(
        Goal(
            f"replay from {where} against eventsourcing",
            _replay(where),
            "times as fast",
            at_least=5,
            takes=TAKES[where],
        )
        for where in (SQLITE, POSTGRES)
    ),
)
PERMITS, REPLAYED, EVENTS = 100, 20, 100
"""How many permits receive documents; how many are made anew, and how many events each has."""


@frozen
class Place:
    """Where each of them keeps its things."""

    settings: dict[str, str]
    store: Store


Places = Callable[[str], Place]
"""A new and empty place, by its name."""


def run(effort: Effort) -> Outcome:
    """
    Append and replay in files, and then in databases of a server.
    """
    if not journals.installed():
        return Outcome(tuple(Figure(goal, None) for goal in GOALS), (), ("not installed here: eventsourcing",))
    races = {_append(SQLITE): _appended(effort, _files(effort)), _replay(SQLITE): _replayed(effort, _files(effort))}
    with _databases() as places:
        races |= {_append(POSTGRES): _appended(effort, places), _replay(POSTGRES): _replayed(effort, places)}
    tables = tuple(fast_table(name, result, per=PER[name.partition(" ")[0]]) for name, result in races.items())
    figures = answers(GOALS, races.__contains__, lambda name: races[name].faster(OURS))
    return Outcome(figures, tables, raw={name: race_raw(result) for name, result in races.items()})


PER = {"Append": "command", "Replay": "permit"}


def _appended(effort: Effort, place: Places) -> Race:
    contestants = {
        PLAIN: journals.received(place("plain").settings, PERMITS, cached=False),
        CACHED: journals.received(place("cached").settings, PERMITS, cached=True),
        OURS: ours.commanded(place("ours").store, PERMITS),
    }
    return race(contestants, base=CACHED, rounds=effort.rounds, seconds=effort.seconds * 4)


def _replayed(effort: Effort, place: Places) -> Race:
    theirs, own = place("theirs_replayed"), place("ours_replayed")
    contestants = {PLAIN: journals.replayed(theirs.settings, REPLAYED, EVENTS), OURS: ours.made_anew(own.store, REPLAYED, EVENTS)}
    return race(contestants, base=PLAIN, rounds=effort.rounds, seconds=effort.seconds * 4)


def _files(effort: Effort) -> Places:
    def place(name: str) -> Place:
        path = effort.directory / f"journal-{name}.sqlite"
        return Place(journals.on_sqlite(path), SqliteStore(path.with_suffix(".ours.sqlite")))

    return place


@contextmanager
def _databases() -> Generator[Places]:
    with postgres() as server, ExitStack() as stack:

        def place(name: str) -> Place:
            with server.connect() as owner:
                owner.execute(f"CREATE DATABASE {name}".encode())
            engine = create_engine(server.url.replace("/postgres?", f"/{name}?"))
            stack.callback(engine.dispose)
            upgrade(engine)
            return Place(journals.on_postgres(str(server.home), name), SqlStore(engine))

        yield place


SECTION = Section("journal", "Against eventsourcing", GOALS, run)
