"""
Ours: what `proeftuin_flow` enters in each race.

NOT FILLED IN YET.  Every function below returns nothing, so the tables print goals without figures.  Fill in one at a
time; nothing else has to change.  A name in capitals is what a goal in `benchmarks.sections` refers to; any other name
may be entered beside it and appears in the table without a goal.

Give every contestant a `check` that looks at what came out: a decision that was refused is not an accepted one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from benchmarks.floors import Log
from benchmarks.timing import Contestant

ACCEPTED = "ours: accepted, its event and the case after it"
REFUSED = "ours: refused, one reason"
REFUSED_TWICE = "ours: refused, role and guard"
CASE = "ours: live case of one part"
CACHED = "ours: the same as an entry of the cache"
IMPORT = "ours: import proeftuin_flow"
REPLAY = "ours: replay into cases with typed facts"
REPLAY_VERIFIED = "ours: the same with the whole chain verified"
VERIFY = "ours: verify"
APPEND = "ours: one command, one commit"
APPEND_MANY = "ours: 100 commands in a commit"
COMMANDS_PER_CASE = "ours: commands per case"
COMMANDS_PER_CASE_EACH = "ours: commands per case, each"
RECORDS_PER_CASE = "ours: records per case"
PARTS_PER_CASE = "ours: parts per case, each command"
CASES_PER_STORE = "ours: cases per store, each command"
STATES_PER_LIFECYCLE = "ours: states per lifecycle, each command"


@frozen
class Growing:
    """
    Something to try at several sizes.

    `make(size)` prepares it.  A step is one command, unless `count` says how many steps a run has: with `count=1` the
    whole of a size is one step, and the exponent is that of the total.
    """

    make: Callable[[int], Contestant]
    count: int | None = None


def accepted() -> dict[str, Contestant]:
    """ACCEPTED: `decide` on the table of `benchmarks.seven`, two roles on each arrow, back and forth like the peers."""
    return {}


def refused() -> dict[str, Contestant]:
    """REFUSED: the role is there, the flag is not.  REFUSED_TWICE: neither is."""
    return {}


def cases() -> dict[str, Callable[[int], object]]:
    """CASE, CACHED: make one more, with its own id and its own facts of seven fields."""
    return {}


def imports() -> dict[str, str]:
    """IMPORT: the statement that a fresh interpreter runs."""
    return {}


def write_log(directory: Path, records: int) -> Log | None:
    """A SQLite store with that many records of real pilots, and the query that gives header and data of each."""
    return None


def replays(log: Log) -> dict[str, Contestant]:
    """REPLAY, REPLAY_VERIFIED: the whole log into cases; use `benchmarks.floors.whole`."""
    return {}


def verifies(log: Log) -> dict[str, Contestant]:
    """VERIFY: the chain and the digests of the whole log; use `benchmarks.floors.whole`."""
    return {}


def appends(directory: Path, batch: int) -> dict[str, Contestant]:
    """APPEND for a batch of 1, APPEND_MANY for more: `Flow.handle` and `Flow.handle_all` into a store in a new file."""
    return {}


def growths(directory: Path) -> dict[str, Growing]:
    """Everything from COMMANDS_PER_CASE to STATES_PER_LIFECYCLE."""
    return {}
