"""
The tables of the store in PostgreSQL: how they are made, what keeps accidents out, and what each role may do.
"""

from __future__ import annotations

import warnings
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest
from sqlalchemy import Column, MetaData, create_engine, inspect, select, text

from proeftuin_flow.errors import NotOurs, RevisionConflict, StoreUnavailable
from proeftuin_flow.stores import SqlStore, Tip, grants, tables, upgrade
from proeftuin_flow.stores._sql_schema import VERSION, schema_version
from proeftuin_flow.testing.notebook import Author, definition
from tests.stores.test_sql_following import line_about


@pytest.fixture
def engine(open_engine):
    return open_engine()


@pytest.fixture
def store(engine, schema):
    return SqlStore(engine, schema=schema)


@pytest.fixture
def owner(postgres):
    with postgres.connect() as owner:
        yield owner


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tables_are_made_once(engine, schema):
    """
    Up to date is up to date; in another schema there is nothing yet.
    """
    assert VERSION == upgrade(engine, schema)
    with engine.connect() as connection:
        assert VERSION == schema_version(connection, schema)
        assert 0 == schema_version(connection, "elsewhere")


def test_tables_are_made_by_whoever_comes_first(open_engine):
    """
    Several instances of an application start at once, and each brings the tables up to date.
    """
    found: list[int] = []
    barrier = Barrier(4)

    def runs() -> None:
        engine = open_engine()
        barrier.wait(30)
        found.append(upgrade(engine, "together"))

    threads = [Thread(target=runs) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [0, VERSION, VERSION, VERSION] == sorted(found)


def test_tables_belong_to_the_transaction(engine):
    """
    In a migration of the application they come and go with it.
    """
    with engine.connect() as connection:
        assert 0 == upgrade(connection, "undone")
        assert VERSION == schema_version(connection, "undone")
        connection.rollback()
        assert 0 == schema_version(connection, "undone")


def test_without_tables_the_way_out_is_named(engine):
    """
    Nothing is made behind the application's back.
    """
    with pytest.raises(NotOurs, match=r"make them with proeftuin_flow\.stores\.upgrade"):
        SqlStore(engine, schema="nowhere").tip("case-1")
    with engine.begin() as connection, pytest.raises(NotOurs, match="make them"):
        SqlStore(engine, schema="nowhere").within(connection).tip("case-1")


@pytest.mark.parametrize(("version", "way_out"), [(VERSION + 1, "use a newer proeftuin-flow"), (0, "bring them up to date")])
def test_tables_of_another_version_are_not_touched(engine, store, owner, schema, version, way_out):
    """
    Newer ones want a newer library, older ones an upgrade.
    """
    owner.execute(f"UPDATE {schema}.version SET version = %s", [version])

    with pytest.raises(NotOurs, match=way_out):
        store.append(Author("case-1").commit())
    if version > VERSION:
        with pytest.raises(NotOurs, match=way_out):
            upgrade(engine, schema)
    assert (0,) == owner.execute(f"SELECT count(*) FROM {schema}.record").fetchone()


def test_tables_without_a_life_are_refused(store, owner, schema):
    """
    Half a restore is no store.
    """
    owner.execute(f"TRUNCATE {schema}.epoch")

    with pytest.raises(NotOurs, match="no tables of ours"):
        store.tip("case-1")


def test_description_is_what_is_made(engine, owner, schema):
    """
    What SQLAlchemy is told of the tables is what the database has: columns, keys, indexes, and what may be missing.
    """
    told, found = tables(schema), MetaData()

    def kind(column: Column[Any]) -> str:
        # An older SQLAlchemy does not look for the collation.
        return column.type.compile(engine.dialect).partition(" COLLATE")[0]

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Did not recognize type 'xid8'")
        found.reflect(engine, schema=schema)
    inspector = inspect(engine)

    assert told.tables.keys() == found.tables.keys()
    for name, table in told.tables.items():
        there = found.tables[name]
        assert {c.name: (c.nullable, c.primary_key, kind(c)) for c in table.columns} == {
            c.name: (c.nullable, c.primary_key, "xid8" if c.name == "tx" else kind(c)) for c in there.columns
        }
        assert {(i.name, i.unique, tuple(c.name for c in i.columns)) for i in table.indexes} == {
            (i.name, i.unique, tuple(c.name for c in i.columns)) for i in there.indexes if i.name not in names_of(inspector, table.name, schema)
        }
    asks = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s AND collation_name = 'C'"
    assert {("record", "stream"), ("destroyed", "stream")} == {*owner.execute(asks, [schema])}
    assert isinstance(tables("other", told), MetaData)
    assert f"{schema}.record" in told.tables
    assert "other.record" in told.tables


def names_of(inspector, table: str, schema: str) -> set[str]:
    """The indexes that belong to constraints."""
    return {each["name"] for each in inspector.get_unique_constraints(table, schema)}


def test_tables_can_be_asked_by_the_application(engine, store, schema):
    """
    Its own questions go over the same description; a transaction id is text there.
    """
    store.append(Author("case-1").commit(2, "r-1"))
    record = tables(schema).tables[f"{schema}.record"]

    with engine.connect() as connection:
        rows = connection.execute(select(record.c.seq, record.c.tx, record.c.request).order_by(record.c.seq)).fetchall()

    assert [(1, None), (2, "r-1")] == [(seq, request) for seq, _, request in rows]
    assert all(str(tx).isdecimal() for _, tx, _ in rows)


# ── accidents ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {s}.record SET header = ''", "UPDATE {s}.record SET hash = ''", "UPDATE {s}.record SET data = NULL",
        "UPDATE {s}.record SET pos = DEFAULT", "UPDATE {s}.record SET personal = NULL", "UPDATE {s}.record SET personal = 'other'",
        "UPDATE {s}.record SET tx = '1'",
        "UPDATE {s}.record SET stream = 'case-2' WHERE seq = 1", "DELETE FROM {s}.record", "DELETE FROM {s}.record WHERE seq = 2",
        "TRUNCATE {s}.record", "UPDATE {s}.definition SET version = 2", "DELETE FROM {s}.definition", "TRUNCATE {s}.definition",
        "UPDATE {s}.destroyed SET line = ''", "DELETE FROM {s}.destroyed", "TRUNCATE {s}.destroyed",
        "INSERT INTO {s}.record (stream, seq, epoch, tx, header, hash) SELECT stream, seq, epoch, tx, header, hash FROM {s}.record",
        "INSERT INTO {s}.record (stream, seq, epoch, tx, pos, header, hash) SELECT stream, 9, epoch, tx, pos, header, hash FROM {s}.record",
    ],
)  # fmt: skip
def test_accidents_are_kept_out(store, owner, schema, statement):
    """
    Even of the owner, who may do everything: a script that changes a record ends with an error.
    """
    store.append(Author("case-1").commit(3))
    store.keep(definition("permit", 1, "a1"))
    store.append(Author("case-2").commit(1))
    store.destroy("case-2", line_about(Author("case-2").commit(1)))
    before = [*store.follow()]

    with pytest.raises(psycopg.Error):
        owner.execute(statement.replace("{s}", schema))

    assert before == [*store.follow()]
    assert [1] == [each.version for each in store.definitions("permit")]
    assert ["case-2"] == [each.case for each in store.register()]


def test_permission_to_remove_ends_with_the_transaction(store, engine, schema):
    """
    Neither the connection nor the rest of the application's transaction may remove any more.
    """
    store.append(Author("case-1").commit(3))
    store.append(Author("case-2").commit(3))
    with engine.begin() as connection:
        lent = store.within(connection)
        lent.redact("case-1", [2])
        lent.destroy("case-2")
        lent.append(Author("case-2").commit(2))
        for statement in (f"UPDATE {schema}.record SET personal = NULL", f"DELETE FROM {schema}.record WHERE stream = 'case-2'"):
            with pytest.raises(Exception, match="a record is never"), connection.begin_nested():
                connection.execute(text(statement))
        assert "0" == connection.execute(text("SHOW lock_timeout")).scalar()
    assert [True, True, False] == [record.personal is None for record in store.read("case-1")]
    assert store.tip("case-2") == Tip(2, [*store.read("case-2")][-1].hash)


# ── roles ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def as_role(postgres, owner, engine, schema):
    """A store as a role that has been given something; each role is one of its own."""
    engines = []

    def opens(**given: str) -> SqlStore:
        ((kind, role),) = given.items()
        owner.execute(f'CREATE ROLE "{role}" LOGIN')
        grants(engine, schema, **{kind: role})
        engines.append(create_engine(postgres.url.replace("test@", f"{role}@")))
        return SqlStore(engines[-1], schema=schema)

    yield opens
    for each in engines:
        each.dispose()
    for (role,) in owner.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'role-%'").fetchall():
        owner.execute(f'DROP OWNED BY "{role}"')
        owner.execute(f'DROP ROLE "{role}"')


def raw(store: SqlStore, statement: str, schema: str) -> None:
    """A statement of one's own, with the rights of a store's role."""
    with store.begin() as connection:
        connection.exec_driver_sql(statement.replace("{s}", schema))


CHANGES = [
    "UPDATE {s}.record SET header = ''", "UPDATE {s}.record SET personal = NULL", "UPDATE {s}.record SET digest = NULL", "DELETE FROM {s}.record",
    "TRUNCATE {s}.record", "UPDATE {s}.definition SET texts = ''", "DELETE FROM {s}.definition",
    "INSERT INTO {s}.destroyed (stream, line) VALUES ('a', '')", "DELETE FROM {s}.destroyed", "INSERT INTO {s}.epoch VALUES (9, 'x')",
    "UPDATE {s}.version SET version = 9", "DROP TABLE {s}.record",
    "ALTER TABLE {s}.record DISABLE TRIGGER ALL", "CREATE TABLE {s}.mine ()", "SET session_replication_role = replica",
]  # fmt: skip


def test_application_may_append_and_read_and_no_more(store, as_role, schema):
    """
    Whoever gets into the application can write new records, as anybody's; those of before he can neither change nor remove.
    """
    mine, author = as_role(writes="role-app"), Author("case-1")
    mine.append(author.commit(2, "r-1"))
    mine.append_all([author.commit(1), Author("case-2").commit(2)])
    mine.keep(definition("permit", 1, "a1"))
    before = [*store.follow()]

    assert before == [*mine.follow()]
    assert 2 == mine.request("case-1", "r-1").last
    assert [("case-1", 2), ("case-2", 2)] == [*mine.about("author-1")]
    assert 0 == mine.lag(before[-1][0]).behind
    for acts in (lambda: mine.redact("case-1", [2]), lambda: mine.destroy("case-1"), lambda: mine.load(Author("case-3").commit(1, "r-1").records)):
        with pytest.raises(StoreUnavailable, match="permission denied"):
            acts()
    for statement in CHANGES:
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            raw(mine, statement, schema)
    assert before == [*store.follow()]


def test_reader_reads_and_no_more(store, as_role, schema):
    """
    An auditor or a dashboard sees all and writes nothing.
    """
    store.append(Author("case-1").commit(3))
    mine = as_role(reads="role-auditor")

    assert [*store.follow()] == [*mine.follow()]
    assert store.tip("case-1") == mine.tip("case-1")
    with pytest.raises(StoreUnavailable, match="permission denied"):
        mine.append(Author("case-2").commit())
    for statement in CHANGES:
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            raw(mine, statement, schema)


def test_officer_may_erase_and_not_change(store, as_role, schema):
    """
    Redaction, destruction and loading are for a role of their own; it cannot rewrite anything either.
    """
    mine, author = as_role(erases="role-officer"), Author("case-1")
    store.append(author.commit(3))
    store.append(Author("case-2").commit(1))
    mine.append(author.commit(1, "r-1"))

    assert mine.redact("case-1", [2])
    assert mine.destroy("case-2", line_about(Author("case-2").commit(1)))
    assert 2 == mine.load(Author("case-3").commit(2, "r-1").records)
    assert [False, True] == [record.data is None and record.personal is None for record in [*store.read("case-1")][1::-1]]
    with pytest.raises(RevisionConflict):
        mine.append(Author("case-2").commit(1))
    for statement in (CHANGES[0], *CHANGES[4:7], *CHANGES[8:]):
        with pytest.raises(Exception, match=r"permission denied|must be owner"):
            raw(mine, statement, schema)
    with pytest.raises(Exception, match="a record is never deleted"):
        raw(mine, "DELETE FROM {s}.record", schema)
