"""
Ready: projections that every case type can use, because they look at the root only.

They read headers, so erasing a piece changes nothing in them.  Destroying a case does: see `folding`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import Any, TypeAlias

from attrs import frozen

from ..acts import TAKEN_OVER
from .folding import Followed, Projection

__all__ = ["LeadTime", "by_state", "lead_times", "lead_times_by_state", "standings"]

State: TypeAlias = dict[str, Any]


# ── where every case stands ──────────────────────────────────────────────────────────────────────────────────────────────


def _stand(state: State, followed: Followed) -> State:
    if followed.of_root and (followed.first or followed.target != state.get(followed.stream, {}).get("state")):
        state[followed.stream] = {"case_type": followed.type.name, "since": _since(followed), "state": followed.target}
    return state


def _since(followed: Followed) -> str | None:
    """The day on which a case came where it is; of a case that was taken over nobody knows it."""
    return None if followed.what == TAKEN_OVER else followed.day.isoformat()


standings: Projection[State] = Projection("standings", start=dict, step=_stand, personal=False)
"""
Where every case stands, by its id: `case_type`, the `state` of its root, and `since` when.

`since` is None where the case stood there before it was taken over.
"""


def by_state(state: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """Of the state of `standings`: how many cases there are, by case type and state."""
    return dict(sorted(Counter((each["case_type"], each["state"]) for each in state.values()).items()))


# ── how long they stay ───────────────────────────────────────────────────────────────────────────────────────────────────


def _start() -> State:
    return {"days": {}, "since": {}}


def _stay(state: State, followed: Followed) -> State:
    if not followed.of_root:
        return state
    before = None if followed.first else state["since"].get(followed.stream)
    target = followed.target
    if before is not None and before[0] == target:
        return state
    state["since"][followed.stream] = [target, _since(followed)]
    if before is not None and before[1] is not None:
        # What is recorded late may lie before what was recorded first.
        days = max((followed.day - date.fromisoformat(before[1])).days, 0)
        counts = state["days"].setdefault(followed.type.name, {}).setdefault(before[0], {})
        counts[str(days)] = counts.get(str(days), 0) + 1
    return state


lead_times: Projection[State] = Projection("lead_times", start=_start, step=_stay, personal=False)
"""
How many days cases stay in each state of their root, from entering to leaving.

`days` counts the stays by case type, state and number of days; `since` has where each case is now, and since when.  A case that comes back
to a state stays there twice.  A stay that began before the case was taken over is not counted.
"""


@frozen
class LeadTime:
    """How many stays there were, and within how many days half of them were over, and nine in ten."""

    count: int
    median: int
    ninetieth: int


def lead_times_by_state(state: Mapping[str, Any]) -> dict[tuple[str, str], LeadTime]:
    """Of the state of `lead_times`: how long cases stay, by case type and state.  Only stays that are over count."""
    return {
        (case_type, name): _lead_time({int(days): count for days, count in counts.items()})
        for case_type, states in sorted(state["days"].items())
        for name, counts in sorted(states.items())
    }


def _lead_time(counts: Mapping[int, int]) -> LeadTime:
    total = sum(counts.values())
    return LeadTime(total, _within(counts, total, 50), _within(counts, total, 90))


def _within(counts: Mapping[int, int], total: int, percentage: int) -> int:
    """The least number of days within which so many in a hundred were over."""
    days = sorted(counts)
    so_far = accumulate(counts[each] for each in days)
    return next(each for each, seen in zip(days, so_far, strict=True) if seen * 100 >= total * percentage)
