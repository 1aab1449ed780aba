"""
More than one machine: a standby that may only be read, and that takes over.
"""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from proeftuin_flow.errors import StoreUnavailable
from proeftuin_flow.log import verify
from proeftuin_flow.stores import SqlStore, upgrade
from proeftuin_flow.testing.notebook import Author
from tests.postgres import Postgres
from tests.stores.test_sql import within
from tests.torture import serving
from tests.torture.common import Effort
from tests.torture.failing_over import Failover


def test_nothing_that_was_acknowledged_is_lost_with_the_primary():
    """
    Killed under load, and once more after the line between the two had failed; the application goes on, and so does its follower.

    `make torture` does it ten times, and shows what asynchronous replication loses.
    """
    machines = Failover(synchronous=True, writers=3)
    try:
        machines.start()
        machines.kill_the_primary(0.6, 0)
        machines.kill_the_primary(0.6, 1)
        machines.end()
    finally:
        machines.remove()

    row = machines.row()
    assert () == row.broken
    assert [] == machines.lost
    assert all(len(writer.acknowledged) > 20 for writer in machines.writers)
    assert 2 == row.tried


@pytest.fixture
def pair():
    """A primary with a standby."""
    servers = [Postgres().make().start()]
    try:
        engine = create_engine(servers[0].url)
        upgrade(engine)
        engine.dispose()
        servers.append(Postgres())
        servers[1].make_standby(servers[0], "s").start()
        yield servers
    finally:
        for server in servers:
            server.remove()


def test_standby_can_be_read_and_takes_over(pair):
    """
    Who reads there, follows what has arrived; who writes, is told that it is no place to; once it is the primary, the same engine writes.
    """
    primary, standby = pair
    first, engine = create_engine(primary.url), create_engine(standby.url)
    writes, reads = SqlStore(first), SqlStore(engine)
    author = Author("case-1")
    writes.append(author.commit(3, "r-1"))
    within(20, lambda: reads.tip("case-1") is not None)

    assert [1, 2, 3] == [record.seq for record in reads.read("case-1")]
    within(20, lambda: len([*reads.follow()]) == 3)
    position = [*reads.follow()][-1][0]
    for acts in (lambda: reads.append(author.rival().commit()), lambda: reads.redact("case-1", [2]), lambda: reads.destroy("case-1")):
        with pytest.raises(StoreUnavailable, match="whether this is not the standby"):
            acts()
    with pytest.raises(StoreUnavailable, match="recovery"):
        reads.request("case-1", "r-1")

    first.dispose()
    primary.kill()
    standby.promote()
    reads.append(author.commit(2))
    assert 3 == getattr(reads.request("case-1", "r-1"), "last", None)
    assert [4, 5] == [record.seq for _, record in reads.follow(position)]
    assert 5 == verify(reads.read("case-1"), "case-1").records
    with engine.connect() as connection:
        assert [1, 2] == [*connection.execute(text("SELECT epoch FROM proeftuin.epoch ORDER BY epoch")).scalars()]
    engine.dispose()


def test_clients_and_server_may_die_under_load(tmp_path):
    """
    A short form of what `make torture` does: clients killed at a random moment, eight writers at once, a server that is killed and comes back.
    """
    rows = [*serving.run(Effort(tmp_path, share=0.015))]

    assert [("kill", ()), ("write", ()), ("restart", ())] == [(row.program, row.broken) for row in rows]
    assert all(row.tried for row in rows)
