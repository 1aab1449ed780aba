"""
Guards: requirements, who may do what, and how heavily a requirement weighs.

A guard yields what blocks it.  Nothing yielded means that it is met; there is no True or False to forget a reason in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final, Generic, Protocol, TypeAlias, TypeVar, overload

from attrs import field, frozen

from .labels import Blocker, Label
from .situation import Situation

__all__ = ["Guard", "Named", "Role", "Severity", "Trigger", "guard", "not_by_whoever", "waivable"]

F = TypeVar("F")
F_contra = TypeVar("F_contra", contravariant=True)
D = TypeVar("D")

Blockers: TypeAlias = Iterable[Blocker]


@frozen
class Named:
    """Everything that has a stable code for the log and a label for people."""

    name: str
    nl: str = field(kw_only=True)
    en: str = field(kw_only=True)

    @property
    def label(self) -> Label:
        """What people call it, in both languages."""
        return Label(self.nl, self.en)


@frozen
class Role(Named):
    """
    A capacity in which somebody acts.  The application says who has it.

    `holds` may look at the case as well: whether the actor's organisation is a party here, for example.
    """

    holds: Callable[[Situation[Any]], bool] | None = field(kw_only=True, default=None)


@frozen
class Trigger(Named):
    """A wish by name, imperative."""


@frozen
class Severity:
    """
    How heavily a requirement weighs: `Severity.FIXED`, `Severity.HARD`, `Severity.ADVISORY`, or `waivable(by=[…])`.

    `FIXED` can be loosened by nothing; `HARD` by a profile; a waivable one by a waiver of the named roles; `ADVISORY` never blocks.
    """

    name: str
    by: tuple[Role, ...] = ()

    FIXED: ClassVar[Severity]
    HARD: ClassVar[Severity]
    ADVISORY: ClassVar[Severity]


Severity.FIXED = Severity("fixed")
Severity.HARD = Severity("hard")
Severity.ADVISORY = Severity("advisory")

WEIGHT: Final[Mapping[str, int]] = {"advisory": 0, "waivable": 1, "hard": 2, "fixed": 3}


def waivable(*, by: Iterable[Role]) -> Severity:
    """A requirement that these roles may waive, with a reason."""
    return Severity("waivable", tuple(by))


@frozen(eq=False)
class Guard(Generic[F_contra]):
    """
    A requirement, made by `@guard`.

    `code` is what the log knows.  `version` is raised when the meaning changes.  `asks_who` names the triggers that it asks `did(…)` about.
    """

    code: str
    label: Label
    function: Callable[..., Blockers]
    reads_data: bool
    severity: Severity
    advice: Label | None
    version: int
    asks_who: tuple[Trigger, ...]
    blockers: Callable[[Situation[Any]], Blockers] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        asks = _once_there_is_data(self.function) if self.reads_data else self.function
        object.__setattr__(self, "blockers", asks)

    @property
    def basis(self) -> str:
        """Where the requirement comes from: the docstring of its function."""
        return (self.function.__doc__ or "").strip()

    def __repr__(self) -> str:
        return f"Guard({self.code!r})"


class _Guarding(Protocol):
    @overload
    def __call__(self, asks: Callable[[Situation[F]], Blockers], /) -> Guard[F]: ...
    @overload
    def __call__(self, asks: Callable[[Situation[F], D], Blockers], /) -> Guard[F]: ...


def guard(
    *, nl: str, en: str, severity: Severity = Severity.HARD, code: str | None = None, version: int = 1, advice: Label | None = None,
    asks_who: Iterable[Trigger] = (),
) -> _Guarding:  # fmt: skip
    """
    Make a guard of a function that yields blockers.

    A function with a second argument gets the command's data there, and waits until there is some.  The label says what is required,
    positively: it serves refusals, pictures and checklists alike.  The code is the function's name, or `code` once it was renamed.
    """

    def made(asks: Callable[..., Blockers]) -> Guard[Any]:
        return Guard(code or asks.__name__, Label(nl, en), asks, asks.__code__.co_argcount > 1, severity, advice, version, tuple(asks_who))

    return made


def not_by_whoever(did: Trigger, *, nl: str, en: str, severity: Severity = Severity.HARD, code: str | None = None, version: int = 1) -> Guard[object]:
    """
    Separation of duties: the actor is not one who did this before in this case.

    It looks at the log, not at what the command claims.
    """

    def somebody_else(s: Situation[object]) -> Blockers:
        if s.actor.id in s.did(did):
            yield s.actor.id

    asks = guard(nl=nl, en=en, severity=severity, code=code or f"not_by_whoever_{did.name}", version=version, asks_who=[did])
    return asks(somebody_else)


def _once_there_is_data(asks: Callable[[Situation[Any], Any], Blockers]) -> Callable[[Situation[Any]], Blockers]:
    def blockers(s: Situation[Any]) -> Blockers:
        data = None if s.command is None else s.command.data
        return () if data is None else asks(s, data)

    return blockers
