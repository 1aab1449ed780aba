"""
An ordinary user: what only somebody who may not write everywhere can try.

Root may write everywhere, so a child process puts its rights down first.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import print_exc

NOBODY = 65534


@contextmanager
def a_home() -> Generator[Path, None, None]:
    """A directory to which anybody may go; those of pytest are for one user only."""
    with TemporaryDirectory() as name:
        os.chmod(name, 0o777)
        yield Path(name)


def as_ordinary_user(does: Callable[[], object]) -> str:
    """What it gives, as text, when it is done in a child process that is not root; an error is its name and its sentence."""
    heard, told = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside other threads: the child needs none of them
        child = os.fork()
    if child == 0:  # pragma: no cover  # the parent sees what it says
        answer = "nothing"
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            answer = str(does())
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
            print_exc(file=sys.__stderr__)
        finally:
            os.write(told, answer.encode())
            os._exit(0)
    os.close(told)
    said = b""
    while block := os.read(heard, 4096):
        said += block
    os.close(heard)
    os.waitpid(child, 0)
    return said.decode()
