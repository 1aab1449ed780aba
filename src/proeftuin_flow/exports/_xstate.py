"""
A lifecycle as the configuration of an XState 5 machine, for `createMachine(config, {guards})`.

Two guards are to be given with it, which look the predicates up wherever the host keeps their truth.  `permitted` has in its params `all`,
and `any`, of which one must be true; only an automatic transition has none.  `follows`, that of `always`, has `all`, and in `state` where
it is asked.
An action `emits` says which event is a fact now.
"""

from __future__ import annotations

from json import dumps
from typing import Any

from ..lifecycle import NEW, Lifecycle, State, Transition
from ._names import Automatic, calling, escaped, labelled, leaving, over, predicates, required, state_id, who

__all__ = ["xstate"]


def xstate(lifecycle: Lifecycle[Any], *, automatic: Automatic = "eventless") -> str:
    """One lifecycle as JSON for XState 5; automatic transitions as `always`, or as events `automatic.<event>`."""
    config = {
        "id": escaped(lifecycle.name),
        "initial": state_id(NEW),
        "meta": labelled(lifecycle.label) | {"predicates": {name: labelled(label) for name, label in predicates(lifecycle).items()}},
        "states": {state_id(state): _state(lifecycle, state, automatic) for state in (NEW, *lifecycle.states.values())},
    }
    return dumps(config, ensure_ascii=False, indent=2) + "\n"


def _state(lifecycle: Lifecycle[Any], state: State, automatic: Automatic) -> dict[str, Any]:
    known: dict[str, Any] = {"meta": labelled(state.label) | {"final": state.final, "settled": state.settled}}
    if over(lifecycle, state):
        return {"type": "final", **known}
    on: dict[str, list[Any]] = {}
    always: list[Any] = []
    for t in leaving(lifecycle, state):
        if t.trigger is None and automatic == "eventless":
            always.append(_arrow(t, {"type": "follows", "params": {"state": state_id(state), "all": [*required(t)]}}))
        else:
            someone = {} if t.trigger is None else {"any": [*who(t)]}
            on.setdefault(calling(t), []).append(_arrow(t, {"type": "permitted", "params": someone | {"all": [*required(t)]}}))
    return known | ({"on": on} if on else {}) | ({"always": always} if always else {})


def _arrow(t: Transition[Any], guard: dict[str, Any]) -> dict[str, Any]:
    return {
        "target": state_id(t.target),
        "guard": guard,
        "actions": [{"type": "emits", "params": {"event": escaped(t.emits.name)}}],
        "meta": labelled(t.emits.label if t.trigger is None else t.trigger.label),
    }
