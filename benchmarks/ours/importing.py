"""
Importing: the statement that a fresh interpreter runs.

The package loads a name when it is first used, so the bare import is cheap and says little.  What the goal is about
is everything that a program needs to write rules, decide, and run a `Flow`.
"""

from benchmarks.ours.names import IMPORT

NEEDED = (
    "Actor, CaseType, CommandRefused, Flow, Label, Lifecycle, NEW, Profile, Role, Situation, State, Trigger, C0, C1, "
    "decide, event, evolve, guard, options, phrase, replay"
)


def imports() -> dict[str, str]:
    """
    All that is needed; less; and more.
    """
    return {
        IMPORT: f"from proeftuin_flow import {NEEDED}",
        "ours: import proeftuin_flow, no name used": "import proeftuin_flow",
        "ours: the names to define and decide": f"from proeftuin_flow import {NEEDED.replace('Flow, ', '')}",
        "ours: everything, with SqliteStore": f"from proeftuin_flow import {NEEDED}; from proeftuin_flow.stores import SqliteStore",
        "ours: everything, with the pilot's rules": f"from proeftuin_flow import {NEEDED}; from proeftuin_flow.pilot import PROEFTUIN",
    }
