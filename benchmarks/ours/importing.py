"""
Importing: the statement that a fresh interpreter runs.

The package loads a name when it is first used, so the bare import is cheap and says little.  What the goal is about
is everything that a program needs to write rules, decide, and run a `Flow`; `transitions` and `cattrs` come with the first
decision and the first body.
"""

from benchmarks.ours.names import IMPORT

NEEDED = (
    "Actor, CaseType, CommandRefused, Flow, Label, Lifecycle, NEW, Profile, Role, Situation, State, Trigger, C0, C1, "
    "decide, event, evolve, guard, options, phrase, replay"
)
FIRST_USE = "_cattrs, _machine"
"""The doors to `cattrs` and `transitions`: the first body and the first decision go through them."""


def imports() -> dict[str, str]:
    """
    All that is needed; less; and more.
    """
    return {
        IMPORT: f"from proeftuin_flow import {NEEDED}",
        "ours: the same, and what first use loads": f"from proeftuin_flow import {NEEDED}; from proeftuin_flow import {FIRST_USE}",
        "ours: import proeftuin_flow, no name used": "import proeftuin_flow",
        "ours: the names to define and decide": f"from proeftuin_flow import {NEEDED.replace('Flow, ', '')}",
        "ours: everything, with SqliteStore": f"from proeftuin_flow import {NEEDED}; from proeftuin_flow.stores import SqliteStore",
        "ours: everything, with the pilot's rules": f"from proeftuin_flow import {NEEDED}; from proeftuin_flow.pilot import PROEFTUIN",
    }
