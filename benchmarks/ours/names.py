"""
Names: what a goal in `benchmarks.sections` refers to.  Any other name may be entered beside these, and is shown without a goal.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from benchmarks.timing import Contestant

ACCEPTED = "ours: accepted, its event and the case after it"
REFUSED = "ours: refused, one reason"
REFUSED_TWICE = "ours: refused, role and guard"
CASE = "ours: live case of one part"
CACHED = "ours: the same as an entry of the cache"
IMPORT = "ours: everything to define, decide and run a Flow"
REPLAY = "ours: replay into cases with typed facts"
REPLAY_VERIFIED = "ours: the same with the whole chain verified"
VERIFY = "ours: verify"
VERIFY_STORE = "ours: verify_store, with all that stands beside the records"
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
