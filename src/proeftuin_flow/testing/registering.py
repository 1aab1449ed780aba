"""
Registering: what hypothesis calls when it is imported, so that it knows our types.

The strategies themselves are made when somebody first draws from one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

__all__ = ["NAMES", "register"]

NAMES = (
    "Accepted", "AccessReport", "Actor", "Case", "CaseRef", "CaseType", "ChangeProfile", "Check", "Command", "Destroy", "Destroyable", "Event",
    "EventType", "Evidence", "Flow", "Grounds", "Guard", "Held", "Item", "Label", "Lifecycle", "Migrate", "Option", "Outcome", "Part",
    "PartTitle", "Past", "Phrase", "Profile", "Reason", "Record", "Refused", "Rehearsal", "Report", "Role", "Severity", "Situation", "State",
    "TakeOver", "Transition", "Trigger", "Void", "Waive", "Waiver",
)  # fmt: skip
"""The types that hypothesis would not know, or not know well enough, by itself."""


def register() -> None:
    """Tell hypothesis how to draw what is public."""
    register_type_strategy: Callable[..., None] = import_module("hypothesis.strategies").register_type_strategy
    for name in NAMES:
        register_type_strategy(type_named(name), partial(_drawn, name))


def type_named(name: str) -> type[Any]:
    """The type with this name; records are shown by the log, not at the front door."""
    package = __name__.partition(".")[0]
    found: type[Any] = getattr(import_module(f"{package}.log" if name == "Record" else package), name)
    return found


def _drawn(name: str, thing: object) -> Any:
    """The strategy for a type, made when it is asked for; `thing` may say of what it is generic, which is all the same here."""
    from .strategies import PUBLIC

    return PUBLIC[type_named(name)]()
