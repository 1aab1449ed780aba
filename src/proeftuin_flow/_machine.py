"""
The one door to `transitions`.

A lifecycle becomes one `transitions.Machine`, shared by all its cases, with no model registered.  Its own transitions carry ours, and
its conditions are the role check and our guards, so that `machine.events[name].trigger(model, situation=…)` decides as we do.

The decider looks candidates up in a table that is compiled once from the machine's own objects.  It does not call `trigger`:
that stops at the first failure, says only False, and spends most of its time on callbacks that nobody has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import transitions

from .errors import NotEstablished
from .guards import Guard, Role
from .lifecycle import AUTOMATIC, NEW, Lifecycle, Transition
from .situation import Situation

__all__ = ["Arrow", "automatic", "build", "compiled"]


class Arrow(transitions.Transition):
    """A transition of `transitions` that knows which of ours it is."""

    def __init__(self, *stock: Any, ours: Transition[Any]) -> None:
        super().__init__(*stock)
        self.ours = ours


class Machine(transitions.Machine):
    transition_cls = Arrow


def build(lifecycle: Lifecycle[Any]) -> Machine:
    """The machine of a lifecycle, in the order of the definition."""
    machine = Machine(
        model=None,
        states=[NEW.name, *({"name": name, "final": state.final} for name, state in lifecycle.states.items())],
        initial=NEW.name,
        auto_transitions=False,  # `to_granted()` would go round every guard
        send_event=True,
    )
    for t in lifecycle.transitions:
        machine.add_transition(
            t.trigger.name if t.trigger else AUTOMATIC,
            t.source.name,
            t.target.name,
            conditions=[_permits(t), *map(_met, t.guards)],
            ours=t,
        )
    return machine


def compiled(machine: transitions.Machine) -> dict[str, dict[str, tuple[Transition[Any], ...]]]:
    """Our transitions by state and trigger, as the machine has them; but for the automatic ones."""
    table: dict[str, dict[str, tuple[Transition[Any], ...]]] = {state: {} for state in machine.states}
    for name, event in machine.events.items():
        if name != AUTOMATIC:
            for source, arrows in event.transitions.items():
                table[source][name] = _ours(arrows)
    return table


def automatic(machine: transitions.Machine) -> dict[str, tuple[Transition[Any], ...]]:
    """Our automatic transitions by state, as the machine has them."""
    event = machine.events.get(AUTOMATIC)
    return {} if event is None else {source: _ours(arrows) for source, arrows in event.transitions.items()}


def _ours(arrows: list[transitions.Transition]) -> tuple[Transition[Any], ...]:
    return tuple(cast("Arrow", arrow).ours for arrow in arrows)


# Conditions are compared with `== True`, so they answer with real booleans.


def _permits(t: Transition[Any]) -> Callable[[transitions.EventData], bool]:
    def permits(data: transitions.EventData) -> bool:
        if t.trigger is None:
            return True
        situation = data.kwargs["situation"]
        return any(role.name in situation.actor.roles and _holds(role, situation) for role in t.roles)

    return permits


def _holds(role: Role, situation: Situation[Any]) -> bool:
    try:
        return role.holds is None or bool(role.holds(situation))
    except NotEstablished:
        return False


def _met(guard: Guard[Any]) -> Callable[[transitions.EventData], bool]:
    def met(data: transitions.EventData) -> bool:
        try:
            return not [*guard.blockers(data.kwargs["situation"])]
        except NotEstablished:
            return False

    return met
