"""
Memo: `functools.cache` for functions of one class.

Its stub wants `Hashable`, and mypy does not see that every class is; said once here instead of at each call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

__all__ = ["memo"]

T = TypeVar("T")


def memo(function: Callable[[type[Any]], T]) -> Callable[[type[Any]], T]:
    """The same function, which remembers its answer for every class."""
    return cast("Callable[[type[Any]], T]", cache(function))
