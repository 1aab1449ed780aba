"""
Watching: what is decided in a whole process is seen by somebody, without anybody being asked to tell it.

It looks at the one function through which every decision goes, and changes nothing of it.  What is only asked, as an option, is no decision.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import local
from typing import Any, TypeAlias

from .. import decider
from ..case import Case
from ..decisions import Accepted, Refused
from ..wishes import Command

__all__ = ["Seeing", "around", "deciding"]

Seeing: TypeAlias = Callable[[Case, Command, Accepted | Refused], object]


@contextmanager
def around(where: Any, name: str, wrapped: Callable[[Any], Any]) -> Generator[None]:
    """In the place of a function, or of a method of a class, for as long as this lasts: what is made around it."""
    original = getattr(where, name)
    setattr(where, name, wrapped(original))
    try:
        yield
    finally:
        setattr(where, name, original)


@contextmanager
def deciding(see: Seeing, begins: Callable[[Case], object] = lambda case: None, ends: Callable[[], object] = lambda: None) -> Generator[None]:
    """Whatever is decided is seen; `begins` is told before a decision, `ends` after it."""
    now = local()

    def decided(original: Any) -> Any:
        def decide(case: Case, command: Command) -> Accepted | Refused:
            if getattr(now, "asking", False):
                return original(case, command)  # type: ignore[no-any-return]
            begins(case)
            try:
                decision: Accepted | Refused = original(case, command)
            finally:
                ends()
            see(case, command, decision)
            return decision

        return decide

    def only_asked(original: Any) -> Any:
        def reasons(case: Case, command: Command) -> Any:
            now.asking = True
            try:
                return original(case, command)
            finally:
                now.asking = False

        return reasons

    with around(decider, "_decided", decided), around(decider, "_reasons", only_asked):
        yield
