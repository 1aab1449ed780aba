"""
Testing: what belongs in the tests of those who write rules.

    given(…)…when(…).then(…)    one wish after a story that led up to it; pure, as the decider is
    walk(PERMIT).TestCase       every trigger with every role and made data, and the laws asked of each decision
    scenarios(PERMIT)           the shortest way to every state, transition and refusal, as tests and as a table for people
    watch(PERMIT)               how much of a case type was shown; as pytest --flow-coverage does for a whole run
    Clock                       a clock that stands still until it is moved

    strategies                  of hypothesis: for every public type, for data, for whole case types and logs
    StoreContract               what every store must do
    GuardContract               what every guard must do

Names are loaded when they are first used: `walk` and `strategies` need hypothesis, the contracts need pytest (the extra `testing`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clock import Clock
    from .covered import Covered, watch
    from .guards import GuardContract
    from .scenario import Scenario, Scenarios, scenarios
    from .spec import Asked, Given, given
    from .stores import StoreContract
    from .walks import LawBroken, Walk, walk

WHERE = {
    "clock": "Clock",
    "covered": "Covered watch",
    "guards": "GuardContract",
    "scenario": "Scenario Scenarios scenarios",
    "spec": "Asked Given given",
    "stores": "StoreContract",
    "walks": "LawBroken Walk walk",
}
MODULE_OF = {name: module for module, names in WHERE.items() for name in names.split()}

__all__ = [
    "Asked", "Clock", "Covered", "Given", "GuardContract", "LawBroken", "Scenario", "Scenarios", "StoreContract", "Walk", "given", "scenarios",
    "walk", "watch",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    module = MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{module}"), name)


def __dir__() -> list[str]:
    return [*__all__]
