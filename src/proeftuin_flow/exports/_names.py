"""
Names in an export: of states, triggers, and of what must be true.

A requirement becomes a *predicate*, which is no more than a name.  `guard.documents_complete` is a guard, `role.clerk` a role; what the
library asks beside them is `own.…`:

    own.fits      the data is there and well-formed, a body can be made of it, and every waiver is allowed
    own.open      the case has begun, is not over for this part, and knows all its events
    own.room      a further part may be opened, wherever one would be
    own.opened    what another part does opens this one, so that nobody needs a role
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from ..labels import Label
from ..lifecycle import NEW, Lifecycle, State, Transition
from ..messages import CASE_IS_OPEN, OPENED_BY_ANOTHER, ROOM_FOR_A_PART, WISH_FITS

__all__ = [
    "FITS", "OPEN", "OPENED", "ROOM", "Automatic", "calling", "escaped", "labelled", "leaving", "over", "predicates", "required", "state_id",
    "unescaped", "who",
]  # fmt: skip

Automatic: TypeAlias = Literal["eventless", "events"]
"""How automatic transitions cross over: as the engine's own, taken by themselves, or as events of their own, `automatic.<event>`."""

FITS: Final = "own.fits"
OPEN: Final = "own.open"
ROOM: Final = "own.room"
OPENED: Final = "own.opened"

OWN: Final[Mapping[str, Label]] = {FITS: WISH_FITS, OPEN: CASE_IS_OPEN, ROOM: ROOM_FOR_A_PART, OPENED: OPENED_BY_ANOTHER}

ODD: Final = re.compile(r"_(?=x)|[^A-Za-z0-9_]|^[0-9]")
ESCAPE: Final = re.compile(r"_x([0-9A-F]*)_")


def escaped(name: str) -> str:
    """
    A name that every format takes as an id: letters, digits and underscores, not beginning with a digit.

    Other characters are written as in SQL/XML, `_x002D_` for a hyphen; `unescaped` gives the name again.
    """
    return ODD.sub(lambda found: f"_x{ord(found[0]):04X}_", name) or "_x_"


def unescaped(id: str) -> str:
    """The name that `escaped` made this id of."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "", id)


def state_id(state: State) -> str:
    """The id of a state."""
    return escaped(state.name)


def calling(t: Transition[Any]) -> str:
    """The event that an engine takes this arrow for."""
    return escaped(t.trigger.name) if t.trigger is not None else f"automatic.{escaped(t.emits.name)}"


def who(t: Transition[Any]) -> tuple[str, ...]:
    """Of these predicates one must be true; none is asked for of an automatic transition."""
    if t.trigger is None:
        return ()
    return (*(f"role.{escaped(role.name)}" for role in t.roles), *((OPENED,) if t.source == NEW else ()))


def required(t: Transition[Any]) -> tuple[str, ...]:
    """Of these all must be true."""
    own = (FITS, OPEN) if t.trigger is not None else (OPEN,)
    return (*own, *((ROOM,) if t.opens else ()), *(f"guard.{escaped(guard.code)}" for guard in t.guards))


def predicates(lifecycle: Lifecycle[Any]) -> dict[str, Label]:
    """Every predicate that an export of this lifecycle asks, with what people call it."""
    found: dict[str, Label] = {}
    for t in lifecycle.transitions:
        found |= {f"role.{escaped(role.name)}": role.label for role in t.roles}
        found |= {f"guard.{escaped(guard.code)}": guard.label for guard in t.guards}
        found |= {name: OWN[name] for name in (*who(t), *required(t)) if name in OWN}
    return dict(sorted(found.items()))


def labelled(label: Label) -> dict[str, str]:
    """A label as metadata, in both languages."""
    return {"nl": label.nl, "en": label.en}


def leaving(lifecycle: Lifecycle[Any], state: State) -> list[Transition[Any]]:
    """The arrows of a state, in the order of the definition, which is the order in which they are tried."""
    return [t for t in lifecycle.transitions if t.source == state]


def over(lifecycle: Lifecycle[Any], state: State) -> bool:
    """
    Whether this is a final state for other engines too.

    They never leave one, nor stay there on anything; ours may have corrections and reopenings.
    """
    return state.final and not leaving(lifecycle, state)
