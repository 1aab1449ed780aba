"""
Writing: values as Python that makes them again, with the imports that it takes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from enum import Enum
from importlib import import_module
from typing import Any

import attrs
from msgspec import Struct
from msgspec.structs import fields

from ..case_type import CaseType
from ..privacy import REDACTED
from ..wishes import Command

__all__ = ["Program", "program"]


class Program:
    """Lines of Python; whatever they name is imported above them."""

    def __init__(self) -> None:
        self._imports: dict[str, set[str]] = {}
        self.lines: list[str] = []

    def name(self, module: str, name: str) -> str:
        """A name of a module, imported."""
        self._imports.setdefault(module, set()).add(name.partition(".")[0])
        return name

    def value(self, value: Any) -> str:
        """The expression that makes a value."""
        if value is REDACTED:
            return self.name("proeftuin_flow", "REDACTED")
        if isinstance(value, Enum):
            return f"{self._class(type(value))}.{value.name}"
        if isinstance(value, datetime):
            return f"{self.name('datetime', 'datetime')}.fromisoformat({value.isoformat()!r})"
        if isinstance(value, date):
            return f"{self.name('datetime', 'date')}.fromisoformat({value.isoformat()!r})"
        if isinstance(value, timedelta):
            return f"{self.name('datetime', 'timedelta')}(seconds={value.total_seconds():.0f})"
        if isinstance(value, tuple):
            inside = ", ".join(map(self.value, value))
            return f"({inside},)" if len(value) == 1 else f"({inside})"
        if isinstance(value, list):
            return f"[{', '.join(map(self.value, value))}]"
        if isinstance(value, Set):
            inside = ", ".join(sorted(map(self.value, value)))
            return f"frozenset({{{inside}}})" if inside else "frozenset()"
        if isinstance(value, Mapping):
            return "{" + ", ".join(f"{self.value(key)}: {self.value(each)}" for key, each in value.items()) + "}"
        if isinstance(value, CaseType):
            return self._found(value)
        if attrs.has(type(value)):
            return self._made(value, ((each.alias, each.name, each.default) for each in attrs.fields(type(value)) if each.init))
        if isinstance(value, Struct):
            return self._made(value, ((each.name, each.name, each.default) for each in fields(value)))
        return repr(value)

    def text(self) -> str:
        """All of it."""
        imports = [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(self._imports.items())]
        return "\n".join([*imports, "", "", *self.lines])

    def _made(self, value: Any, among: Iterable[tuple[str, str, Any]]) -> str:
        given = [(alias, getattr(value, name), default) for alias, name, default in among]
        inside = ", ".join(f"{name}={self.value(each)}" for name, each, default in given if not _same(each, default))
        return f"{self._class(type(value))}({inside})"

    def _class(self, cls: type) -> str:
        """The class by its name, from where everybody imports it."""
        package = cls.__module__.partition(".")[0]
        if getattr(import_module(package), cls.__name__, None) is cls:  # the front door, for our own classes
            return self.name(package, cls.__name__)
        return self.name(cls.__module__, cls.__qualname__)

    def _found(self, value: CaseType) -> str:
        """The name under which some module has a case type: the one that defines it, as far as that can be told."""
        having = [
            (module, name) for module, loaded in sorted(sys.modules.items()) for name, each in [*vars(loaded).items()]
            if each is value and not name.startswith("_")
        ]  # fmt: skip
        if not having:
            return value.name.upper().replace("-", "_")
        at_home = [(module, name) for module, name in having if module == value.root.facts.__module__]
        return self.name(*(at_home or having)[0])


def _same(value: Any, default: Any) -> bool:
    return type(value) is type(default) and bool(value == default)


def program(case_type: CaseType, profile: str, commands: Sequence[Command], last: str, *, title: str, says: Sequence[str]) -> str:
    """
    A test that tells a story by `given`, and ends in `last`; `{asked}` in it stands for the last wish, which is not a part of the story then.
    """
    code = Program()
    begin = code.name("proeftuin_flow.testing", "given")
    chosen = "" if profile == case_type.profile().name else f", {profile!r}"
    lines = [f"story = {begin}({code.value(case_type)}{chosen})"]
    told = commands[:-1] if "{asked}" in last else commands
    lines += [f"story = story{_at(code, before, command)}.and_({_wish(code, command)})" for before, command in _pairs(told)]
    if "{asked}" in last:
        before = told[-1] if told else None
        last = last.replace("{asked}", f"story{_at(code, before, commands[-1])}.when({_wish(code, commands[-1])})")
    documented = ['    """', *(f"    {line}" for line in says), '    """']
    code.lines = [f"def test_{title}():", *documented, *(f"    {line}" for line in [*lines, last])]
    return code.text()


def _pairs(commands: Sequence[Command]) -> Iterable[tuple[Command | None, Command]]:
    return zip([None, *commands], commands, strict=False)


def _at(code: Program, before: Command | None, command: Command) -> str:
    """The time, where it is another one than before."""
    return "" if before is not None and before.now == command.now else f".at({code.value(command.now)})"


def _wish(code: Program, command: Command) -> str:
    said = [repr(command.trigger)]
    said += [code.value(command.data)] if command.data is not None else []
    said.append(f"by={code.value(command.by)}")
    said += [f"part={command.part!r}"] if command.part is not None else []
    said += [f"occurred={code.value(command.occurred)}"] if command.occurred is not None else []
    said += [f"waive={code.value([*command.waive])}"] if command.waive else []
    said += [f"evidence={code.value([*command.evidence])}"] if command.evidence else []
    said += [f"on_behalf_of={command.on_behalf_of!r}"] if command.on_behalf_of is not None else []
    return ", ".join(said)
