"""
A lifecycle as a Petri net, in PNML (ISO/IEC 15909-2): every state a place, every arrow a transition that is called as its event.

Process mining compares what happened with it.  Requirements are in the net as notes only: a net of this kind knows no conditions.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

from ..labels import Label
from ..lifecycle import NEW, Lifecycle, Transition
from ._names import calling, escaped, required, state_id, who
from ._xml import LABELS, Element, add, document

__all__ = ["Ends", "pnml"]

Ends: TypeAlias = Literal["final", "anywhere"]

GRAMMAR: Final = "http://www.pnml.org/version-2009/grammar/"
END: Final = "end"
INVISIBLE: Final = {"tool": "ProM", "version": "6.4", "activity": "$invisible$"}


def pnml(lifecycle: Lifecycle[Any], *, ends: Ends = "final") -> str:
    """
    One lifecycle as a Petri net with one token.

    From every final state an invisible transition leads to the end; `ends="anywhere"` puts one at every state, so that the log of a part
    that is still under way fits too.
    """
    root = Element("pnml", {"xmlns": f"{GRAMMAR}pnml"})
    net = add(root, "net", {"id": escaped(lifecycle.name), "type": f"{GRAMMAR}ptnet"})
    add(add(net, "name"), "text", text=lifecycle.en)
    _note(net, {}, lifecycle.label)
    page = add(net, "page", {"id": "page"})
    for state in (NEW, *lifecycle.states.values()):
        place = _node(page, "place", _place(state_id(state)), state.name, state.label)
        if state == NEW:
            add(add(place, "initialMarking"), "text", text="1")
    add(add(add(page, "place", {"id": END}), "name"), "text", text=END)
    for number, t in enumerate(lifecycle.transitions, 1):
        made = _node(page, "transition", f"arrow.{number}", t.emits.name, t.emits.label)
        _arrow(made[-1], t)
        _arc(page, _place(state_id(t.source)), f"arrow.{number}")
        _arc(page, f"arrow.{number}", _place(state_id(t.target)))
    for state in lifecycle.states.values():
        if state.final or ends == "anywhere":
            silent = f"ends.{state_id(state)}"
            add(add(page, "transition", {"id": silent}), "toolspecific", INVISIBLE)
            _arc(page, _place(state_id(state)), silent)
            _arc(page, silent, END)
    add(add(add(add(net, "finalmarkings"), "marking"), "place", {"idref": END}), "text", text="1")
    return document(root)


def _place(id: str) -> str:
    return f"state.{id}"


def _node(page: Element, tag: str, id: str, name: str, label: Label) -> Element:
    made = add(page, tag, {"id": id})
    add(add(made, "name"), "text", text=name)
    _note(made, {}, label)
    return made


def _note(parent: Element, attributes: dict[str, str], label: Label) -> None:
    add(parent, "toolspecific", {"tool": "proeftuin-flow", "version": "1", "xmlns": LABELS, "nl": label.nl, "en": label.en} | attributes)


def _arrow(note: Element, t: Transition[Any]) -> None:
    """What it is taken for, by whom, and what it requires."""
    add(note, "on", text=calling(t))
    for name in who(t):
        add(note, "by", text=name)
    for name in required(t):
        add(note, "requires", text=name)


def _arc(page: Element, source: str, target: str) -> None:
    add(page, "arc", {"id": f"{source}-{target}", "source": source, "target": target})
