"""
Whole processes: a fresh interpreter that runs one statement and leaves.

Race them beside an empty interpreter and subtract that, with `Race.above`; what remains is the statement.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks.timing import Contestant, Thunk


def process(statement: str) -> Contestant:
    """
    Start an isolated interpreter, run the statement, wait until it is gone.
    """
    command = [sys.executable, "-I", "-c", statement]

    def ready(n: int) -> Thunk:
        def run() -> None:
            for _ in range(n):
                subprocess.run(command, check=True, stdin=subprocess.DEVNULL)

        return run

    return Contestant(ready)


def works(statement: str) -> bool:
    """
    Whether the statement runs at all: a peer may not be installed.
    """
    done = subprocess.run([sys.executable, "-I", "-c", statement], check=False, capture_output=True)
    return done.returncode == 0
