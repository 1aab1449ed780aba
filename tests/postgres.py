"""
A PostgreSQL of the tests' own: started from the system's programs, in a directory of its own, and reached by a unix socket only.

It is fast because it does not wait for the disk; what a killed process had written is there all the same, for the system has it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from sqlalchemy import Engine

NUMBERS = count(1)

SECONDS = 60
"""How long anything about a server may take."""

# Nothing but the tests writes, so that a follower sees at once what was written; and nobody waits for the disk.
SETTINGS = {"autovacuum": "off", "fsync": "off", "listen_addresses": "", "max_connections": "60", "port": "5432", "shared_buffers": "32MB"}


@cache
def programs() -> Path:
    """The directory of the newest PostgreSQL of this machine; it must be there, for these tests are not left out."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    if found is None:
        raise RuntimeError("the tests need PostgreSQL 15 or newer: sudo apt-get install postgresql")
    return Path(found).resolve().parent


def unprivileged() -> dict[str, Any]:
    """How to start a program as somebody else, if we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    names = {each.pw_name for each in pwd.getpwall()}
    who = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


class Postgres:
    """One server; its settings are those of above and `settings`."""

    def __init__(self, **settings: object) -> None:
        self.who = unprivileged()
        # Not a directory of pytest: nobody else may enter that.  And a short one: the path of a socket has at most 107 bytes.
        self.home = Path(tempfile.mkdtemp(prefix="pf-"))
        self.own(self.home)
        self.settings = {**SETTINGS, "unix_socket_directories": str(self.home), **{name: str(value) for name, value in settings.items()}}
        self.process: subprocess.Popen[bytes] | None = None

    def own(self, path: Path) -> None:
        """Give a file to whoever the server runs as."""
        if self.who:
            os.chown(path, self.who["user"], self.who["group"])

    def run(self, program: str, *arguments: object) -> bytes:
        """What a program of PostgreSQL answers."""
        command = [str(programs() / program), *map(str, arguments)]
        done = subprocess.run(command, cwd=self.home, capture_output=True, timeout=SECONDS, check=False, **self.who)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode()}")
        return bytes(done.stdout)

    def make(self) -> Postgres:
        """An empty cluster, which is not started yet."""
        self.run("initdb", "--pgdata", self.home / "pg", "--username=test", "--auth=trust", "--no-sync", "--no-locale", "--encoding=UTF8")
        return self

    def make_standby(self, primary: Postgres, name: str) -> Postgres:
        """A copy of a server that runs, which will follow it under that name; it is not started yet."""
        self.run(
            "pg_basebackup", f"--dbname={primary.dsn} application_name={name}", f"--pgdata={self.home / 'pg'}", "--wal-method=stream",
            "--checkpoint=fast", "--no-sync", "--write-recovery-conf",
        )  # fmt: skip
        return self

    def promote(self) -> None:
        """Make the standby a primary."""
        with self.connect() as owner:
            owner.execute("SELECT pg_promote()")

    def set(self, name: str, value: str) -> None:
        """Change a setting of a server that runs."""
        with self.connect() as owner:
            owner.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            owner.execute("SELECT pg_reload_conf()")

    def start(self) -> Postgres:
        """Start it, and wait until it answers."""
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with open(self.home / "log", "ab") as log:
            self.process = subprocess.Popen[bytes](
                [str(programs() / "postgres"), "-D", str(self.home / "pg"), *options],
                cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self.who,
            )  # fmt: skip
        until = time.monotonic() + SECONDS
        while True:
            try:
                psycopg.connect(self.dsn).close()
                return self
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.home / "log").read_text()[-2000:]) from None
                time.sleep(0.01)

    @property
    def dsn(self) -> str:
        """How psycopg and the programs reach it."""
        return f"host={self.home} port=5432 user=test dbname=postgres"

    @property
    def url(self) -> str:
        """How SQLAlchemy reaches it."""
        return f"postgresql+psycopg://test@/postgres?host={self.home}&port=5432"

    def connect(self, **options: Any) -> psycopg.Connection:
        """A connection of its owner, each statement on its own."""
        return psycopg.connect(self.dsn, autocommit=True, **options)

    def signal(self, number: signal.Signals) -> None:
        """Tell the server something, and wait for its end: SIGINT stops it, and SIGQUIT at once."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(SECONDS)

    def kill(self) -> None:
        """What the death of a machine looks like: the server and all its processes end in the same moment."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(SECONDS)

    def remove(self) -> None:
        """Stop it, and leave nothing behind."""
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGINT)
        shutil.rmtree(self.home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests of this process."""
    server = Postgres()
    try:
        yield server.make().start()
    finally:
        server.remove()


@pytest.fixture
def schema(postgres: Postgres) -> str:
    """The name of a schema of one's own, with the tables in it."""
    from sqlalchemy import NullPool, create_engine  # not before pytest-cov looks at what is imported

    from proeftuin_flow.stores import upgrade

    name = f"t{next(NUMBERS)}"
    upgrade(create_engine(postgres.url, poolclass=NullPool), name)
    return name


@pytest.fixture
def database_url(postgres: Postgres) -> str:
    """An empty database of one's own."""
    name = f"d{next(NUMBERS)}"
    with postgres.connect() as owner:
        owner.execute(f"CREATE DATABASE {name}".encode())
    return postgres.url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def open_engine(postgres: Postgres) -> Iterator[Callable[..., Engine]]:
    """An engine of one's own each time, as another process would have it."""
    from sqlalchemy import create_engine

    opened: list[Engine] = []

    def opens(**options: Any) -> Engine:
        opened.append(create_engine(postgres.url, **options))
        return opened[-1]

    yield opens
    for engine in opened:
        engine.dispose()
