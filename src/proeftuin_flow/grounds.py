"""
Grounds: on what grounds something was decided, as the rules were on that day.

A store keeps every definition that it has seen, structure and texts.  So what a requirement was called, how heavily it weighed, and what the
terms of the profile were can be asked years later, with no definition in code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from attrs import frozen
from msgspec import Struct

from .canonical import plain
from .case_type import ACTS
from .errors import NotOurs, UnknownVersion
from .labels import Label, Language
from .log import Record
from .log.record import MALFORMED, HeaderCheck, Hidden
from .messages import BAD_DEFINITION, ERASED, GROUNDS, OUTCOMES
from .stores.port import Definition, Store, kept_structure

__all__ = ["Asked", "Grounds", "definition_of", "grounds_of"]


@frozen
class Asked:
    """
    One requirement of a decision: its code, what people called it, where it came from, and how heavily it weighed under the profile.

    `outcome` is `met`, `waived` or `advised`, as it was recorded; None where it was not, because what is met is recorded of decisions only.
    `by` and `reason` are those of a waiver; the reason is None too if it was erased.
    """

    guard: str
    label: Label
    basis: str
    severity: str
    outcome: str | None = None
    by: str | None = None
    reason: str | None = None


@frozen
class Grounds:
    """
    On what grounds one record came to be: under which case type, version and profile, with which terms, and what was asked.

    `trigger` and `event` are None where they were erased, `trigger` also where it followed by itself.
    """

    record: Record
    case_type: Label
    version: int
    profile: Label
    parameters: Mapping[str, Any]
    event: Label | None
    trigger: Label | None
    asked: tuple[Asked, ...]

    def text(self, language: Language) -> str:
        """All of it, a line for each requirement."""
        what = self.event or self.trigger
        lines = [GROUNDS(what=what or ERASED.label, stream=self.record.stream, record=self.record.seq, case_type=self.case_type,
                         version=self.version, profile=self.profile).text(language)]  # fmt: skip
        lines += [f"  {name} = {value}" for name, value in self.parameters.items()]
        for each in self.asked:
            outcome = "" if each.outcome is None else f": {OUTCOMES[each.outcome].text(language)}"
            why = "" if each.by is None else f" ({each.by}{'' if each.reason is None else f', “{each.reason}”'})"
            lines.append(f"  - {each.label.text(language)}{outcome}{why}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text("en")


class _KeptReason(Struct):
    guard: str
    reason: str | None = None


class _Piece(Struct):
    checks: tuple[_KeptReason, ...] = ()
    event: Hidden | None = None


_read_piece: Final = msgspec.json.Decoder(_Piece).decode


def definition_of(record: Record, store: Store) -> Definition:
    """
    The case type under which a record was made, as it was then: its structure and its texts.

    Raises:
        UnknownVersion: If the store never saw it: the record was loaded from elsewhere.
    """
    header = record.read()
    known = store.definitions(header.case_type, header.version)
    for each in known:
        if each.fingerprint == header.fingerprint:
            return each
    raise UnknownVersion(header.case_type, header.version, [each.version for each in known], header.fingerprint if known else None)


def grounds_of(record: Record, store: Store) -> Grounds:
    """
    On what grounds a record came to be, from the store alone.

    Raises:
        UnknownVersion: If the store never saw the definition under which it was made.
        NotOurs: If that was changed in the store, or the record does not fit it.
    """
    definition = definition_of(record, store)
    structure = kept_structure(definition)
    try:
        return _grounds(record, definition, structure, plain(definition.texts))
    # Nothing vouches for the texts, and what they lack shows where it is looked for.
    except (*MALFORMED, LookupError, TypeError, AttributeError) as error:
        raise NotOurs(f"{record.stream}:{record.seq}", BAD_DEFINITION(cause=f"{type(error).__name__}: {error}"[:200])) from None


def _grounds(record: Record, definition: Definition, structure: Mapping[str, Any], texts: Mapping[str, Any]) -> Grounds:
    header = record.read()
    piece = _Piece() if record.personal is None else _read_piece(record.personal)
    told: Any = piece.event if header.type is None else header
    kind = header.part.partition("/")[0]
    profile = structure["profiles"][header.profile]
    event = trigger = None
    asked: tuple[Asked, ...] = ()
    if told is not None:
        act = ACTS.get(told.trigger or "")
        event = _label(texts["events"][kind].get(told.type)) or (None if act is None else act.label)
        trigger = _label(texts["triggers"].get(told.trigger)) or (None if act is None else act.label)
        reasons = {each.guard: each.reason for each in piece.checks}
        asked = tuple(_asked(_guards(structure["lifecycles"][kind], told), told.checks, reasons, structure, texts, profile))
    return Grounds(record, _label(texts["case_type"]) or Label(definition.name, definition.name), header.version,
                   _label(texts["profiles"][header.profile]) or Label(header.profile, header.profile), profile["parameters"], event, trigger,
                   asked)  # fmt: skip


def _label(text: Mapping[str, str] | None) -> Label | None:
    return None if text is None else Label(text["nl"], text["en"])


def _guards(lifecycle: Mapping[str, Any], told: Any) -> list[str]:
    """The guards of the transition that was taken; none for the library's own acts."""
    arrow = {"source": told.source, "target": told.target, "trigger": told.trigger, "emits": told.type}
    return [guard for t in lifecycle["transitions"] if arrow.items() <= t.items() for guard in t["guards"]]


def _asked(
    guards: list[str], checks: tuple[HeaderCheck, ...], reasons: Mapping[str, str | None], structure: Mapping[str, Any], texts: Mapping[str, Any],
    profile: Mapping[str, Any],
) -> Iterator[Asked]:  # fmt: skip
    recorded = {check.guard: check for check in checks}
    for code in dict.fromkeys([*guards, *recorded]):
        text, check = texts["guards"][code], recorded.get(code)
        severity = profile["severities"].get(code) or structure["guards"][code]["severity"]
        outcome, by = (None, None) if check is None else (check.outcome, check.by)
        yield Asked(code, Label(text["nl"], text["en"]), text["basis"], severity["name"], outcome, by, reasons.get(code))
