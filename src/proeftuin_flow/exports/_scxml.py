"""
A lifecycle as SCXML, with the datamodel of ECMAScript.

What is true comes with each event, in its data: `truth` has every predicate that is asked, and `follows`, by state, those of eventless
transitions, which are asked once the state was reached.  In `emitted` stands which events are facts now.
"""

from __future__ import annotations

from typing import Any, Final

from ..labels import Label
from ..lifecycle import NEW, Lifecycle, State, Transition
from ._names import Automatic, calling, escaped, leaving, over, predicates, required, state_id, who
from ._xml import LABELS, Element, add, document

__all__ = ["scxml"]

SCXML: Final = "http://www.w3.org/2005/07/scxml"


def scxml(lifecycle: Lifecycle[Any], *, automatic: Automatic = "eventless") -> str:
    """One lifecycle as SCXML; automatic transitions without an event, or on events `automatic.<event>`."""
    root = Element("scxml", {
        "xmlns": SCXML, "xmlns:flow": LABELS, "version": "1.0", "datamodel": "ecmascript",
        "name": escaped(lifecycle.name), "initial": state_id(NEW),
    })  # fmt: skip
    labels = add(root, "flow:labels", _labels(lifecycle.label))
    for name, label in predicates(lifecycle).items():
        add(labels, "flow:predicate", {"name": name} | _labels(label))
    add(add(root, "datamodel"), "data", {"id": "emitted", "expr": "[]"})
    for state in (NEW, *lifecycle.states.values()):
        _state(root, lifecycle, state, automatic)
    return document(root)


def _state(root: Element, lifecycle: Lifecycle[Any], state: State, automatic: Automatic) -> None:
    final = {"flow:final": str(state.final).lower(), "flow:settled": str(state.settled).lower()}
    made = add(root, "final" if over(lifecycle, state) else "state", {"id": state_id(state)} | _labels(state.label) | final)
    for t in leaving(lifecycle, state):
        attributes = {"target": state_id(t.target)} | _labels(t.emits.label if t.trigger is None else t.trigger.label)
        if t.trigger is None and automatic == "eventless":
            attributes = {"cond": _condition(t, f"(_event.data.follows.{state_id(state)} || {{}})")} | attributes
        else:
            attributes = {"event": calling(t), "cond": _condition(t, "_event.data.truth")} | attributes
        add(add(made, "transition", attributes), "assign", {"location": "emitted", "expr": f"emitted.concat(['{escaped(t.emits.name)}'])"})


def _condition(t: Transition[Any], truth: str) -> str:
    """One of those who may, and all that is required."""

    def said(name: str) -> str:
        return f"{truth}['{name}'] === true"

    someone = " || ".join(map(said, who(t))) or "false"
    return " && ".join([*([f"({someone})"] if t.trigger is not None else []), *map(said, required(t))])


def _labels(label: Label) -> dict[str, str]:
    return {"flow:nl": label.nl, "flow:en": label.en}
