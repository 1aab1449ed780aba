"""
The table that every contestant runs: seven states, seven triggers, one guard per arrow.

A guard reads one flag of the pilot's context, no more, so that the machinery is measured and not the guard.
"""

from __future__ import annotations

from attrs import frozen

STATES = ("proposal", "plan_signed", "running", "evaluation", "decharged", "rejected", "withdrawn")
FINAL = frozenset({"decharged", "rejected", "withdrawn"})


@frozen
class Edge:
    """One trigger: from where, to where, and the flag that its guard reads."""

    trigger: str
    sources: tuple[str, ...]
    target: str
    flag: str


EDGES = (
    Edge("sign", ("proposal",), "plan_signed", "plan_ok"),
    Edge("start", ("plan_signed",), "running", "budget_ok"),
    Edge("evaluate", ("running",), "evaluation", "period_over"),
    Edge("extend", ("evaluation",), "running", "extension_ok"),
    Edge("decharge", ("evaluation",), "decharged", "report_ok"),
    Edge("reject", ("proposal", "plan_signed"), "rejected", "reject_ok"),
    Edge("withdraw", ("proposal", "plan_signed", "running"), "withdrawn", "withdraw_ok"),
)

# How to get into each state that can be left.
PATHS: dict[str, tuple[str, ...]] = {
    "proposal": (),
    "plan_signed": ("sign",),
    "running": ("sign", "start"),
    "evaluation": ("sign", "start", "evaluate"),
}


class Flags:
    """The context that guards read: everything is fine, or nothing is."""

    __slots__ = tuple(edge.flag for edge in EDGES)

    plan_ok: bool
    budget_ok: bool
    period_over: bool
    extension_ok: bool
    report_ok: bool
    reject_ok: bool
    withdraw_ok: bool

    def __init__(self, fine: bool = True) -> None:
        self.set(fine)

    def set(self, fine: bool) -> None:
        for edge in EDGES:
            setattr(self, edge.flag, fine)


class Counted(Flags):
    """Flags that count how often a guard looked, to prove that guards were really asked."""

    __slots__ = ("asked",)

    def __init__(self) -> None:
        self.asked = 0
        super().__init__()

    def __getattribute__(self, name: str) -> object:
        if name.endswith(("_ok", "_over")):
            self.asked += 1
        return super().__getattribute__(name)


class Guarded:
    """A pilot with a context, and the seven guards as methods; most peers can use it as it is."""

    def __init__(self, ctx: Flags) -> None:
        self.ctx = ctx

    def plan_ok(self) -> bool:
        return self.ctx.plan_ok

    def budget_ok(self) -> bool:
        return self.ctx.budget_ok

    def period_over(self) -> bool:
        return self.ctx.period_over

    def extension_ok(self) -> bool:
        return self.ctx.extension_ok

    def report_ok(self) -> bool:
        return self.ctx.report_ok

    def reject_ok(self) -> bool:
        return self.ctx.reject_ok

    def withdraw_ok(self) -> bool:
        return self.ctx.withdraw_ok
