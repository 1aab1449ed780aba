"""
Salts: random bytes from the system, drawn for many records at once.

A draw of its own for each record costs a twentieth of a commit of many.  A child process that goes on after a fork draws its own: with
those of its parent, two pieces would have the same.
"""

from __future__ import annotations

import os
import sys
from typing import Final

__all__ = ["SALT", "salt"]

SALT: Final = 16
"""The bytes of a salt; it is written in hexadecimal."""

DRAWN: Final = 256
"""How many salts are drawn at once."""

_ready: Final[list[str]] = []

if sys.platform != "win32":  # pragma: no branch  # Windows has no fork
    os.register_at_fork(after_in_child=_ready.clear)


def salt() -> str:
    """A salt that nobody can guess, in hexadecimal; each is given out once, also between threads."""
    try:
        return _ready.pop()
    except IndexError:
        drawn = os.urandom(SALT * DRAWN).hex()
        first, *others = [drawn[at : at + 2 * SALT] for at in range(0, len(drawn), 2 * SALT)]
        _ready.extend(others)
        return first
