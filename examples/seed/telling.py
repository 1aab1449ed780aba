"""
Telling: what these examples share — a log in memory, a clock that is set, and plain lines in Dutch or English.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from textwrap import fill, indent
from typing import Any
from zoneinfo import ZoneInfo

from proeftuin_flow import Accepted, Actor, Flow, Label, Language, NotEstablished, Refused
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from proeftuin_flow.stores import MemoryStore, export

__all__ = ["AFTERNOON", "RECORDED", "Clock", "Telling", "Unexpected", "run"]

AFTERNOON = date(2019, 11, 21)
"""The day of the inspiration session."""

RECORDED = date(2019, 11, 28)
"""The day of the news item, and of recording."""

WIDTH = 100


class Unexpected(Exception):
    """Something went another way than it is told here.  If it ever does, the example fails."""


class Clock:
    """It stands still until it is set: twice the same run writes the same days."""

    def __init__(self) -> None:
        self.set(RECORDED)

    def set(self, day: date) -> None:
        """To ten in the morning of a day in the Netherlands."""
        self._now = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))

    def __call__(self) -> datetime:
        return self._now


class Telling:
    """One example: its log, its clock, and what it says."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.clock = Clock()
        self.store = MemoryStore()
        self.flow = Flow(self.store, [PROEFTUIN, GATHERING], clock=self.clock)

    def article(self) -> None:
        """From here on: what the article says."""
        self._heading("wat het artikel zegt", "what the article says")

    def made_up(self) -> None:
        """From here on: what nobody said, in streams that say so."""
        self._heading("vanaf hier verzonnen, in zaken die made-up-… heten", "made up from here, in cases that are called made-up-…")

    def words(self, nl: str, en: str) -> str:
        """The words in the reader's language."""
        return Label(nl, en).text(self.language)

    def say(self, nl: str, en: str) -> None:
        """A paragraph."""
        print(fill(self.words(nl, en), WIDTH, break_long_words=False, break_on_hyphens=False))

    def show(self, text: str) -> None:
        """Lines as they are, set in."""
        print(indent(text, "  "))

    def refused(self, id: str, trigger: str, *, by: Actor, **more: Any) -> Refused:
        """What stands in the way of a wish.  Nothing is written."""
        decision = self.flow.decide(id, trigger, by=by, **more)
        if isinstance(decision, Accepted):
            raise Unexpected(f"{id}: {trigger!r} would be accepted")
        self.show(decision.text(self.language))
        return decision

    def unknown(self, facts: object, *names: str) -> None:
        """That nobody knows these facts."""
        for name in names:
            try:
                value = getattr(facts, name)
            except NotEstablished as error:
                self.show(error.text(self.language))
            else:
                raise Unexpected(f"{name!r} is known: {value!r}")

    def _heading(self, nl: str, en: str) -> None:
        print(f"\n-- {self.words(nl, en)} --")


def run(story: Callable[[Telling], None], about: Label, arguments: Sequence[str] | None) -> int:
    """Tell a story; 0 if all went well."""
    parser = ArgumentParser(description=about.en)
    parser.add_argument("--language", choices=["nl", "en"], default="en", help="what is told (%(default)s)")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write the log that it leaves as JSON Lines")
    chosen = parser.parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    tell = Telling(chosen.language)
    tell.say(about.nl, about.en)
    story(tell)
    if chosen.log is not None:
        export(tell.store, chosen.log)
    return 0
