"""
Servers: a PostgreSQL as the tests have it, but one that waits for the disk at every commit.

Its directory is where temporary files are (`TMPDIR`), for a socket needs a short name; where that is in memory, a commit costs too little.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from benchmarks.timing import unpinned
from tests.postgres import Postgres

SETTINGS = {"autovacuum": "on", "fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB", "synchronous_commit": "on"}


@contextmanager
def postgres() -> Generator[Postgres]:
    """
    A server of its own, empty and running; on every CPU.
    """
    with unpinned():
        server = Postgres(**SETTINGS)
        try:
            yield server.make().start()
        finally:
            server.remove()
