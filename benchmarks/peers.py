"""
Peers: the seven-state table in the words of other libraries.

Each is called in the cheapest way that its documentation knows, with everything looked up before the clock starts.
None of them makes an event or a new case, and none says more than that it refuses.  `prove` walks the whole table with
each one first, so nobody is timed who does less than the others claim.

A peer that is not installed is left out.  They are imported when asked for, through `import_module`, because some have
no types and none is needed by anybody but us.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import Any

from benchmarks.peer import Peer, by_methods, moved, prove, refuse_all, said_yes
from benchmarks.seven import EDGES, FINAL, STATES, Edge, Flags, Guarded


def stock() -> Peer:
    """`transitions`: one shared machine without models, asked through its event; the cheapest way it has."""
    machine = import_module("transitions").Machine(
        model=None,
        states=list(STATES),
        initial="proposal",
        auto_transitions=False,
        transitions=[
            {"trigger": e.trigger, "source": s, "dest": e.target, "conditions": e.flag} for e in EDGES for s in e.sources
        ],
    )
    trigger = {name: event.trigger for name, event in machine.events.items()}
    impossible = import_module("transitions").MachineError

    def new(flags: Flags) -> Any:
        pilot: Any = Guarded(flags)
        pilot.state = "proposal"
        return pilot

    def accept(pilot: Any, n: int) -> None:
        evaluate, extend = trigger["evaluate"], trigger["extend"]
        for _ in range(n // 2):
            evaluate(pilot)
            extend(pilot)

    def refuse(pilot: Any, n: int) -> None:
        evaluate = trigger["evaluate"]
        for _ in range(n):
            if evaluate(pilot):
                raise AssertionError("accepted")

    def fire(pilot: Any, name: str) -> bool:
        return said_yes(lambda: trigger[name](pilot), impossible)

    return Peer("transitions", new, fire, lambda pilot: str(pilot.state), accept, refuse)


def xstate() -> Peer:
    """`xstate-statemachine`: one interpreter per pilot, sent texts; what is refused passes in silence."""
    library = import_module("xstate_statemachine")

    def guard(edge: Edge) -> Callable[[Any, Any], bool]:
        read = attrgetter(edge.flag)
        return lambda context, event: bool(read(context["ctx"]))

    def node(state: str) -> dict[str, object]:
        on = {e.trigger: {"target": e.target, "guard": e.flag} for e in EDGES if state in e.sources}
        return {"type": "final"} if state in FINAL else {"on": on}

    logic = library.MachineLogic(guards={edge.flag: guard(edge) for edge in EDGES})
    config = {"id": "pilot", "initial": "proposal", "context": {}, "states": {state: node(state) for state in STATES}}
    machine = library.create_machine(config, logic=logic)

    def new(flags: Flags) -> Any:
        pilot = library.SyncInterpreter(machine).start()
        pilot.context["ctx"] = flags
        return pilot

    def where(pilot: Any) -> str:
        (state,) = pilot.current_state_ids
        return str(state).removeprefix("pilot.")

    def accept(pilot: Any, n: int) -> None:
        send = pilot.send
        for _ in range(n // 2):
            send("evaluate")
            send("extend")

    def refuse(pilot: Any, n: int) -> None:
        send = pilot.send
        for _ in range(n):
            send("evaluate")

    def fire(pilot: Any, name: str) -> bool:
        before = where(pilot)
        pilot.send(name)
        return where(pilot) != before

    return Peer("xstate-statemachine", new, fire, where, accept, refuse)


def python_statemachine() -> Peer:
    """`python-statemachine`: one machine per pilot, guards found by name on the model, a bound event called."""
    library = import_module("statemachine")
    impossible = import_module("statemachine.exceptions").TransitionNotAllowed

    def body(namespace: dict[str, Any]) -> None:
        states = {name: library.State(name, initial=name == "proposal", final=name in FINAL) for name in STATES}
        namespace.update(states)
        for edge in EDGES:
            first, *more = [states[source].to(states[edge.target], cond=edge.flag) for source in edge.sources]
            for other in more:
                first |= other
            namespace[edge.trigger] = first

    kind = types.new_class("Seven", (library.StateMachine,), exec_body=body)

    def new(flags: Flags) -> Any:
        return kind(model=Guarded(flags))

    def fire(pilot: Any, name: str) -> bool:
        return moved(lambda: getattr(pilot, name)(), impossible)

    def accept(pilot: Any, n: int) -> None:
        evaluate, extend = pilot.evaluate, pilot.extend
        for _ in range(n // 2):
            evaluate()
            extend()

    def refuse(pilot: Any, n: int) -> None:
        refuse_all(pilot.evaluate, impossible, n)

    return Peer("python-statemachine", new, fire, lambda pilot: str(pilot.current_state_value), accept, refuse)


@cache
def _django_model() -> Any:
    # Django knows one configuration per process and one model per name, so this happens once.
    settings = import_module("django.conf").settings
    if not settings.configured:
        settings.configure(INSTALLED_APPS=[], DATABASES={})
        import_module("django").setup()
    library, models = import_module("django_fsm"), import_module("django.db.models")

    def method(edge: Edge) -> Any:
        def body(self: Any) -> None:
            pass

        body.__name__ = edge.trigger
        condition = getattr(Guarded, edge.flag)
        return library.transition(field="state", source=list(edge.sources), target=edge.target, conditions=[condition])(body)

    namespace: dict[str, Any] = {edge.trigger: method(edge) for edge in EDGES}
    namespace |= {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "benchmarks"})}
    namespace |= {"state": library.FSMField(default="proposal", protected=True)}
    return type(models.Model)("Pilot", (models.Model,), namespace)


def django_fsm() -> Peer:
    """`django-fsm-2`: a model in memory, never saved; both signals are sent, with nobody listening."""
    model = _django_model()
    impossible = import_module("django_fsm").TransitionNotAllowed

    def new(flags: Flags) -> Any:
        pilot = model()
        pilot.ctx = flags
        return pilot

    return by_methods("django-fsm-2", new, impossible)


def finite_state_machine() -> Peer:
    """`finite-state-machine`: decorated methods; like ours it asks all conditions before it raises."""
    library = import_module("finite_state_machine")
    impossible = import_module("finite_state_machine.exceptions").TransitionNotAllowed

    def method(edge: Edge) -> Any:
        def body(self: Any) -> None:
            pass

        body.__name__ = edge.trigger
        return library.transition(source=list(edge.sources), target=edge.target, conditions=[getattr(Guarded, edge.flag)])(body)

    namespace: dict[str, Any] = {edge.trigger: method(edge) for edge in EDGES}
    kind: Any = type("Seven", (library.StateMachine,), namespace | {"state": "proposal"})

    def new(flags: Flags) -> Any:
        pilot = kind()
        pilot.ctx = flags
        return pilot

    return by_methods("finite-state-machine", new, impossible)


def automaton() -> Peer:
    """
    `automaton`: states and events, no guards.

    So the caller asks his own guard and then processes the event, which is what its users have to write.  A refusal
    would measure nothing of the library, and is left out.
    """
    library = import_module("automaton.machines")
    guards = {edge.trigger: attrgetter(edge.flag) for edge in EDGES}

    def new(flags: Flags) -> Any:
        arrows = {state: {e.trigger: e.target for e in EDGES if state in e.sources} for state in STATES}
        machine = library.FiniteMachine.build(
            [{"name": s, "is_terminal": s in FINAL, "next_states": arrows[s] or None} for s in STATES]
        )
        machine.initialize("proposal")
        machine.ctx = flags
        return machine

    def fire(pilot: Any, name: str) -> bool:
        if not pilot.is_actionable_event(name) or not guards[name](pilot.ctx):
            return False
        pilot.process_event(name)
        return True

    def accept(pilot: Any, n: int) -> None:
        process, ctx = pilot.process_event, pilot.ctx
        for _ in range(n // 2):
            if ctx.period_over:
                process("evaluate")
            if ctx.extension_ok:
                process("extend")

    return Peer("automaton", new, fire, lambda pilot: str(pilot.current_state), accept, None)


def pygenfsm() -> Peer:
    """
    `pygenfsm`: a handler per state and class of event, which returns the next state.

    It has no guards either, but a handler that returns the state it is in comes to the same; that such a step was
    refused, nothing says.  The events are made beforehand, once.
    """
    library = import_module("pygenfsm")
    enum: Any = Enum
    state = enum("Place", {name: name for name in STATES})
    events = {edge.trigger: dataclasses.make_dataclass(edge.trigger, ())() for edge in EDGES}
    builder = library.FSMBuilder(state.proposal)

    def handler(edge: Edge, source: Any) -> Callable[[Any, Any], Any]:
        read, target = attrgetter(edge.flag), state[edge.target]
        return lambda pilot, event: target if read(pilot.context) else source

    for edge in EDGES:
        for source in edge.sources:
            builder.on(state[source], type(events[edge.trigger]))(handler(edge, state[source]))

    def fire(pilot: Any, name: str) -> bool:
        before = pilot.state
        return moved(lambda: pilot.send_sync(events[name]), RuntimeError) and pilot.state is not before

    def accept(pilot: Any, n: int) -> None:
        send, evaluate, extend = pilot.send_sync, events["evaluate"], events["extend"]
        for _ in range(n // 2):
            send(evaluate)
            send(extend)

    def refuse(pilot: Any, n: int) -> None:
        send, evaluate = pilot.send_sync, events["evaluate"]
        for _ in range(n):
            send(evaluate)

    return Peer("pygenfsm", builder.build, fire, lambda pilot: str(pilot.state.value), accept, refuse)


STOCK = "transitions"
PEERS: dict[str, Callable[[], Peer]] = {
    STOCK: stock,
    "xstate-statemachine": xstate,
    "python-statemachine": python_statemachine,
    "django-fsm-2": django_fsm,
    "finite-state-machine": finite_state_machine,
    "automaton": automaton,
    "pygenfsm": pygenfsm,
}


def installed() -> Iterator[Peer]:
    """
    Every peer that can be imported here, proven.
    """
    for make in PEERS.values():
        try:
            peer = make()
        except ModuleNotFoundError:
            continue
        prove(peer)
        yield peer
