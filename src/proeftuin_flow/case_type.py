"""
Case types: which lifecycles belong together, which profiles there are, and who may use the library's own acts.

A case type that exists holds together: its constructor says everything that is wrong with it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

from .case import Case, Part
from .consistency import problems_of
from .errors import DefinitionError, unknown
from .guards import Guard, Named, Role, Severity, Trigger
from .ids import check_id
from .labels import Label
from .lifecycle import NEW, Lifecycle, Transition
from .messages import UNKNOWN_PROFILE
from .structure import fingerprint_of, structure_of
from .wishes import Occurred

if TYPE_CHECKING:
    from .variants import Addition, Omission

__all__ = ["ACTS", "CHANGE_PROFILE", "DESTROY", "MIGRATE", "REDACT", "TAKE_OVER", "VOID", "WAIVE", "CaseType", "Destroyable", "Profile"]

TAKE_OVER: Final = Trigger("take_over", nl="overnemen", en="take over")
WAIVE: Final = Trigger("waive", nl="afwijken toestaan", en="waive")
VOID: Final = Trigger("void", nl="ongeldig verklaren", en="void")
CHANGE_PROFILE: Final = Trigger("change_profile", nl="profiel wijzigen", en="change the profile")
MIGRATE: Final = Trigger("migrate", nl="naar een andere versie brengen", en="migrate")
REDACT: Final = Trigger("redact", nl="wissen", en="redact")
DESTROY: Final = Trigger("destroy", nl="vernietigen", en="destroy")

ACTS: Final[Mapping[str, Trigger]] = {act.name: act for act in (TAKE_OVER, WAIVE, VOID, CHANGE_PROFILE, MIGRATE, REDACT, DESTROY)}
"""The library's own acts.  Their names are reserved, and so are those of their events."""


@frozen
class Profile(Named):
    """A named set of severities and parameters, chosen when a case is opened.  It changes no states."""

    severities: Mapping[str, Severity] = field(kw_only=True, factory=dict, hash=False)
    parameters: Mapping[str, Any] = field(kw_only=True, factory=dict, hash=False)


def _roles(roles: Iterable[Role]) -> tuple[Role, ...]:
    return tuple(roles)


def _guards(guards: Iterable[Guard[Any]]) -> tuple[Guard[Any], ...]:
    return tuple(guards)


@frozen
class Destroyable:
    """
    When a case may be destroyed: requirements over its root, asked when it is done.  None of them can be waived, for nothing would say so.

    `confirmed_by` has the roles of whoever confirms it, if they are others than those of the act.  `rule` gives the rule of the selection
    list that the case falls under, for the register; None if that is not known.
    """

    requires: tuple[Guard[Any], ...] = field(converter=_guards)
    confirmed_by: tuple[Role, ...] = field(kw_only=True, default=(), converter=_roles)
    rule: Callable[[Case], str | None] | None = field(kw_only=True, default=None)


DEFAULT: Final = Profile("default", nl="standaard", en="default")


def _lifecycles(parts: Iterable[Lifecycle[Any]]) -> tuple[Lifecycle[Any], ...]:
    return tuple(parts)


def _profiles(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    return tuple(profiles)


def _acts(acts: Mapping[Trigger, Iterable[Role]]) -> Mapping[Trigger, tuple[Role, ...]]:
    return MappingProxyType({act: tuple(roles) for act, roles in acts.items()})


@frozen(eq=False, slots=False)
class CaseType:
    """
    A kind of case: one root lifecycle, those of its parts, profiles (the first is the default), and who may use the library's own acts.

    `destroyable` says when one may be destroyed; who may, `acts`.  `zone` is where its days begin and end (an IANA name).
    `purpose` says what for it keeps what is about persons, where a lifecycle does not say it itself.

    Raises:
        DefinitionError: If it does not hold together, with all its problems.
    """

    name: str
    version: int = field(kw_only=True)
    nl: str = field(kw_only=True)
    en: str = field(kw_only=True)
    root: Lifecycle[Any] = field(kw_only=True)
    parts: tuple[Lifecycle[Any], ...] = field(kw_only=True, default=(), converter=_lifecycles)
    profiles: tuple[Profile, ...] = field(kw_only=True, default=(DEFAULT,), converter=_profiles)
    acts: Mapping[Trigger, tuple[Role, ...]] = field(kw_only=True, factory=dict, converter=_acts)
    destroyable: Destroyable | None = field(kw_only=True, default=None)
    zone: str = field(kw_only=True, default="Europe/Amsterdam")
    purpose: Label | None = field(kw_only=True, default=None)

    # Asked at every decision, so they are plain attributes.
    remembered: frozenset[str] = field(init=False, repr=False)
    """The triggers of which a case remembers who did them, because some guard asks."""
    moves_by_itself: bool = field(init=False, repr=False)
    """Whether anything ever follows by itself."""

    def __attrs_post_init__(self) -> None:
        if problems := [*problems_of(self)]:
            raise DefinitionError(self.name, self.version, problems)
        object.__setattr__(self, "remembered", frozenset(trigger.name for guard in self.guards.values() for trigger in guard.asks_who))
        object.__setattr__(self, "moves_by_itself", any(t.trigger is None for lifecycle in self.lifecycles.values() for t in lifecycle.transitions))

    def __repr__(self) -> str:
        return f"CaseType({self.name!r}, version {self.version})"

    @property
    def label(self) -> Label:
        """What people call such a case, in both languages."""
        return Label(self.nl, self.en)

    def new(self, id: str, profile: str | None = None) -> Case:
        """
        A case in which nothing has happened yet.

        Raises:
            InvalidData: If the id is out of its alphabet, or there is no such profile.
        """
        check_id("case", id)
        return Case(id, self, self.profile(profile), 0, Part(self.root, 0, self.root.name, NEW.name, self.root.facts()))

    def profile(self, name: str | None = None) -> Profile:
        """
        The profile with this name; the first one if none is named.

        Raises:
            InvalidData: If there is no such profile.
        """
        for profile in self.profiles:
            if name is None or name == profile.name:
                return profile
        raise unknown(UNKNOWN_PROFILE(case_type=self.name, profile=str(name)), str(name), [profile.name for profile in self.profiles])

    def day(self, occurred: Occurred) -> date:
        """The day on which something happened, as people in the zone of this case type count days."""
        return occurred.astimezone(self._zone).date() if isinstance(occurred, datetime) else occurred

    def variant(
        self, name: str, *, version: int, nl: str | None = None, en: str | None = None, severities: Mapping[str, Severity] | None = None,
        parameters: Mapping[str, Any] | None = None, without: Sequence[Omission] = (), add: Sequence[Addition] = (),
    ) -> CaseType:  # fmt: skip
        """
        A case type that differs from this one in what is named; see `variants`.

        Raises:
            DefinitionError: If what is named does not exist, a fixed guard is lost, or the result does not hold together.
        """
        from .variants import variant

        return variant(self, name, version=version, nl=nl, en=en, severities=severities, parameters=parameters, without=without, add=add)

    @cached_property
    def _zone(self) -> tzinfo:
        return ZoneInfo(self.zone)

    @cached_property
    def lifecycles(self) -> Mapping[str, Lifecycle[Any]]:
        """The root lifecycle and those of the parts, by name."""
        return {lifecycle.name: lifecycle for lifecycle in (self.root, *self.parts)}

    @cached_property
    def part_of_facts(self) -> Mapping[type, Lifecycle[Any]]:
        """The lifecycles of parts by their facts class."""
        return {lifecycle.facts: lifecycle for lifecycle in self.parts}

    @cached_property
    def lifecycle_of(self) -> Mapping[str, Lifecycle[Any]]:
        """The one lifecycle that each trigger belongs to."""
        return {name: lifecycle for lifecycle in self.lifecycles.values() for name in lifecycle.triggers}

    @cached_property
    def owner_of(self) -> Mapping[Transition[Any], Lifecycle[Any]]:
        """The lifecycle that each transition belongs to."""
        return {transition: lifecycle for lifecycle in self.lifecycles.values() for transition in lifecycle.transitions}

    @cached_property
    def guards(self) -> Mapping[str, Guard[Any]]:
        """All guards by code."""
        named = [guard for lifecycle in self.lifecycles.values() for t in lifecycle.transitions for guard in t.guards]
        named += self.destroyable.requires if self.destroyable is not None else ()
        return {guard.code: guard for guard in named}

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """All roles by code: of transitions, of waivers, and of acts."""
        named = [role for lifecycle in self.lifecycles.values() for t in lifecycle.transitions for role in t.roles]
        named += [role for guard in self.guards.values() for role in guard.severity.by]
        named += [role for profile in self.profiles for severity in profile.severities.values() for role in severity.by]
        named += [role for roles in self.acts.values() for role in roles]
        named += self.destroyable.confirmed_by if self.destroyable is not None else ()
        return {role.name: role for role in named}

    @cached_property
    def watchers(self) -> Mapping[str, tuple[tuple[Lifecycle[Any], str], ...]]:
        """By lifecycle that moves: the lifecycles and states that watch it, in the order of the definition."""
        return {
            moved.name: tuple(dict.fromkeys(
                (watcher, t.source.name) for watcher in self.lifecycles.values() for t in watcher.transitions if moved.facts in t.watches
            ))
            for moved in self.lifecycles.values()
        }

    @cached_property
    def structure(self) -> Mapping[str, Any]:
        """What could change a decision, as plain data: no label, no function."""
        return structure_of(self)

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the structure."""
        return fingerprint_of(self.structure)
