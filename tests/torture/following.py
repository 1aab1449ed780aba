"""
Eight write to PostgreSQL and take their time to commit; a follower misses none of fifty thousand events, and a naive one does.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import create_engine

from proeftuin_flow.stores import upgrade
from tests.postgres import Postgres
from tests.stores.sql_followers import followed_while_written
from tests.torture.common import Effort, Row

__all__ = ["run"]

WRITERS = 8
COMMITS = 4_200
"""Of each writer; every second one has two records."""


def run(effort: Effort) -> Iterator[Row]:
    """One row."""
    server = Postgres()
    try:
        engine = create_engine(server.make().start().url, pool_size=WRITERS + 4)
        upgrade(engine)
        seen = followed_while_written(engine, "proeftuin", writers=WRITERS, each=effort.times(COMMITS))
        engine.dispose()
    finally:
        server.remove()
    broken = [] if seen.written == seen.followed else [f"{seen.written} were written, and {seen.followed} were followed"]
    if not seen.in_order:
        broken.append("the numbers of a stream did not come in their order")
    if not seen.missed_by_number:
        broken.append("the naive follower missed nothing, so nothing was tried")
    words = (
        f"{seen.followed} followed in {seen.seconds:.0f} s, at most {seen.greatest_lag} at once; "
        f"whoever asks for higher numbers missed {seen.missed_by_number}"
    )
    yield Row("follow", "postgresql", seen.written, words, broken)
