"""
Progress on the standard error output: a bar if somebody looks at a screen and `rich` is there, else a line now and then.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final

from ..evidence.verifying import Verifying
from ..labels import Language
from ..messages import CLI_PROGRESS

__all__ = ["shown"]

SECONDS: Final = 5.0
"""Between two lines; what takes less long says nothing."""


def line_of(step: Verifying, language: Language) -> str:
    """How far it is, in one line."""
    return CLI_PROGRESS(records=step.records, percent=step.percent).text(language)


@contextmanager
def shown(language: Language) -> Generator[Callable[[Verifying], object], None, None]:
    """What is to be told how far it is, and shows it."""
    bar = _bar() if sys.stderr.isatty() else None
    if bar is None:
        yield _Lines(language)
        return
    with bar:
        task = bar.add_task("", total=None)

        def told(step: Verifying) -> None:
            bar.update(task, total=step.total, completed=step.done, description=line_of(step, language))

        yield told


def _bar() -> Any:
    """A bar of `rich`; None without it."""
    try:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    except ImportError:
        return None
    return Progress(BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn(), console=Console(stderr=True), transient=True)


class _Lines:
    """A line every few seconds."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._last = time.monotonic()

    def __call__(self, step: Verifying) -> None:
        now = time.monotonic()
        if now - self._last >= SECONDS:
            self._last = now
            print(line_of(step, self._language), file=sys.stderr, flush=True)
