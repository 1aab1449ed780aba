"""
State diagrams in Mermaid.

Its grammar has no quoting.  What it stumbles over in a label becomes an entity (`#58;` is a colon), and a state whose code begins with
one of its words gets an underscore in front, which no code has.
"""

from __future__ import annotations

from typing import Any, Final

from ..case_type import CaseType
from ..labels import Language
from ..lifecycle import NEW, Lifecycle, State, Transition
from ..messages import BY_ITSELF

__all__ = ["mermaid", "mermaid_pages"]

ENTITIES: Final = str.maketrans({character: f"#{ord(character)};" for character in '#:;"<>&'})
WORDS: Final = ("class", "click", "default", "href", "note", "scale", "state", "style")
EDGE: Final = "[*]"


def mermaid(lifecycle: Lifecycle[Any], language: Language = "nl") -> str:
    """One lifecycle as a `stateDiagram-v2`: every arrow with its trigger and, in brackets, what it requires."""
    states = lifecycle.states.values()
    lines = [f'state "{_escaped(state.label.text(language))}" as {_id(state)}' for state in states]
    lines += [f"{_id(t.source)} --> {_id(t.target)} : {_escaped(_caption(t, language))}" for t in lifecycle.transitions]
    lines += [f"{_id(state)} --> {EDGE}" for state in states if state.final]
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in lines), ""])


def mermaid_pages(case_type: CaseType, language: Language = "nl") -> dict[str, str]:
    """A diagram of each lifecycle, by its name; the root comes first."""
    return {name: mermaid(lifecycle, language) for name, lifecycle in case_type.lifecycles.items()}


def _caption(t: Transition[Any], language: Language) -> str:
    wish = BY_ITSELF if t.trigger is None else t.trigger.label
    required = "; ".join(guard.label.text(language) for guard in t.guards)
    return f"{wish.text(language)} [{required}]" if required else wish.text(language)


def _id(state: State) -> str:
    if state == NEW:
        return EDGE
    return f"_{state.name}" if state.name.startswith(WORDS) else state.name


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(ENTITIES)
