"""
The machine, in general terms: enough to judge a figure by, nothing that says whose it is.
"""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib import metadata

CONTESTANTS = (
    "attrs",
    "automaton",
    "cattrs",
    "django",
    "django-fsm-2",
    "eventsourcing",
    "finite-state-machine",
    "msgspec",
    "proeftuin-flow",
    "psycopg",
    "pygenfsm",
    "python-statemachine",
    "sqlalchemy",
    "transitions",
    "xstate-statemachine",
)


def describe() -> dict[str, object]:
    """
    Interpreter, cores, family of the operating system, and the versions of what takes part.
    """
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cores": os.cpu_count(),
        "system": f"{platform.system()} on {platform.machine()}",
        "sqlite": sqlite3.sqlite_version,
        "versions": {name: version for name in CONTESTANTS if (version := _version(name))},
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
