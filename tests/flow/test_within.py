"""
Within the application's own transaction: what a command does and the application's own rows are one thing.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from proeftuin_flow.errors import CaseNotFound, CommandRefused, DefinitionError, InvalidData, RevisionConflict
from proeftuin_flow.flow import Flow
from proeftuin_flow.stores import MemoryStore, SqlStore
from tests.case_types import CLERK_1, PERMIT, Document
from tests.flow.common import Clock, flow_on
from tests.flow.test_definitions import newer

MAP, IDENTITY = Document("map", "u-31"), Document("identity", "u-31")


@pytest.fixture
def engine(open_engine, schema):
    engine = open_engine()
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {schema}.pilots (id text, state text)"))
    return engine


@pytest.fixture
def flow(engine, schema):
    flow = flow_on(SqlStore(engine, schema=schema))
    flow.open("permit", "permit-1", by=CLERK_1)
    return flow


@pytest.fixture
def pilots(engine, schema):
    """What the application wrote down by itself."""

    def rows():
        with engine.connect() as connection:
            return connection.execute(text(f"SELECT id, state FROM {schema}.pilots ORDER BY state")).fetchall()

    return rows


def test_command_and_rows_are_one_transaction(flow, engine, schema, pilots):
    """
    Both are there after the commit, and neither without it.
    """
    with engine.begin() as connection:
        outcome = flow.within(connection).handle("permit-1", "receive", by=CLERK_1, data=MAP)
        connection.execute(text(f"INSERT INTO {schema}.pilots VALUES ('permit-1', :state)"), {"state": outcome.case.state})
        assert 1 == flow.case("permit-1").revision
    assert (2, [("permit-1", "requested")]) == (flow.case("permit-1").revision, pilots())

    with pytest.raises(KeyError), engine.begin() as connection:
        flow.within(connection).handle("permit-1", "receive", by=CLERK_1, data=IDENTITY)
        flow.within(connection).open("permit", "permit-2", by=CLERK_1)
        connection.execute(text(f"DELETE FROM {schema}.pilots"))
        raise KeyError
    assert (2, [("permit-1", "requested")]) == (flow.case("permit-1").revision, pilots())
    with pytest.raises(CaseNotFound):
        flow.case("permit-2")


def test_what_was_rolled_back_is_not_known(flow, engine):
    """
    The same handle, after its transaction went back to a savepoint, decides on what is there now.
    """
    with engine.begin() as connection:
        lent = flow.within(connection)
        savepoint = connection.begin_nested()
        lent.handle("permit-1", "receive", by=CLERK_1, data=MAP)
        lent.handle("permit-1", "receive", by=CLERK_1, data=IDENTITY)
        assert 3 == lent.case("permit-1").revision
        assert lent._use_cases._cache.get("permit-1") is None
        savepoint.rollback()
        with pytest.raises(CommandRefused):
            lent.handle("permit-1", "grant", by=CLERK_1)
        assert 1 == lent.case("permit-1").revision
        lent.handle("permit-1", "receive", by=CLERK_1, data=IDENTITY)
    assert {"identity"} == flow.case("permit-1").root.facts.documents


def test_conflict_leaves_the_transaction_usable(flow, engine, schema, pilots):
    """
    The application decides what to do about it; what it did before is still to be committed.
    """
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {schema}.pilots VALUES ('permit-1', 'before')"))
        with pytest.raises(RevisionConflict):
            flow.within(connection).handle("permit-1", "receive", by=CLERK_1, data=MAP, expected_revision=7)
        with pytest.raises(InvalidData, match="exists already"):
            flow.within(connection).open("permit", "permit-1", by=CLERK_1)
        flow.within(connection).handle("permit-1", "receive", by=CLERK_1, data=MAP, expected_revision=1)
        connection.execute(text(f"INSERT INTO {schema}.pilots VALUES ('permit-1', 'later')"))
    assert (2, ["before", "later"]) == (flow.case("permit-1").revision, [state for _, state in pilots()])


def test_definitions_are_compared_and_not_kept(engine, schema):
    """
    Whoever forgot to start keeps none, but hears of one that changed without a new version.
    """
    store = SqlStore(engine, schema=schema)
    with engine.begin() as connection:
        flow_on(store).within(connection).open("permit", "permit-1", by=CLERK_1)
    assert [] == store.definitions("permit")

    flow_on(store).start()
    changed = Flow(store, [newer()], clock=Clock())
    with engine.begin() as connection, pytest.raises(DefinitionError):
        changed.within(connection).open("permit", "permit-2", by=CLERK_1)
    assert [PERMIT.fingerprint] == [each.fingerprint for each in store.definitions("permit")]


def test_other_stores_have_nothing_to_lend(engine):
    """
    A transaction of a database has no room for another store.
    """
    with engine.begin() as connection, pytest.raises(InvalidData, match="store cannot be MemoryStore"):
        flow_on(MemoryStore()).within(connection)
