"""
Extras: what to install where a library is missing that not everybody needs.
"""

from __future__ import annotations

from typing import Final

from .labels import Label, Language, phrase

__all__ = ["MissingExtra"]

NEEDS_LIBRARY: Final = phrase(
    "needs_library", nl="voor {what} is de bibliotheek {library!r} nodig: pip install 'proeftuin-flow[{extra}]'",
    en="{what} need the library {library!r}: pip install 'proeftuin-flow[{extra}]'", what=Label, library=str, extra=str,
)  # fmt: skip


class MissingExtra(ImportError):
    """
    A library is not there that an extra brings along: install the extra.

    `str(error)` is English, `error.text("nl")` the same sentence in Dutch; `name` is the library, `extra` the extra.
    """

    def __init__(self, what: Label, library: str, extra: str) -> None:
        self.what, self.extra = what, extra
        self._said = NEEDS_LIBRARY(what=what, library=library, extra=extra)
        super().__init__(self._said.text("en"), name=library)

    def text(self, language: Language) -> str:
        """What needs which library, and how to get it."""
        return self._said.text(language)
