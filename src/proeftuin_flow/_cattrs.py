"""
The one door to `cattrs`: values to what JSON knows and back, and what a web form sends to the class that a trigger wants.

It is loaded when the first body is written or read: a program that only writes rules and decides does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError, IterableValidationError, IterableValidationNote
from cattrs.preconf.msgspec import make_converter

from .bodies import is_erasable, without_redacted
from .canonical import canonical
from .errors import InvalidData
from .labels import Phrase
from .messages import FIELD_MISSING, FIELD_REFUSED, FIELD_TYPE, FIELD_UNKNOWN
from .privacy import REDACTED

__all__ = ["asking", "from_wish", "reading"]

SETS: Final[tuple[Any, ...]] = (frozenset, set, Set)

reading: Final = make_converter(detailed_validation=False)
asking: Final = make_converter(forbid_extra_keys=True, detailed_validation=True)


# ── what cattrs must know ────────────────────────────────────────────────────────────────────────────────────────────────


def _is_set(hint: Any) -> bool:
    return (get_origin(hint) or hint) in SETS


def _exactly(*classes: type) -> Callable[[Any, Any], Any]:
    """No conversion: `3` is no text, and `True` no number."""

    def structure(value: Any, wanted: Any) -> Any:
        if type(value) not in classes:
            raise TypeError(f"{classes[0].__name__}, not {type(value).__name__}")
        return value

    return structure


def _parsed(cls: type[date]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, wanted: Any) -> Any:
        if type(value) is cls:
            return value
        if not isinstance(value, str):
            raise TypeError(f"{cls.__name__}, not {type(value).__name__}")
        try:
            return cls.fromisoformat(value)
        except ValueError:
            raise TypeError(f"{cls.__name__}, not {value[:40]!r}") from None

    return structure


def _prepared(converter: Converter) -> None:
    def erasable(hint: Any) -> Callable[[Any, Any], Any]:
        inner = without_redacted(hint)
        hook = converter.get_structure_hook(inner)
        return lambda value, _: value if value is REDACTED else hook(value, inner)

    converter.register_structure_hook_factory(is_erasable, erasable)
    converter.register_unstructure_hook_factory(is_erasable, lambda hint: converter.get_unstructure_hook(without_redacted(hint)))
    # Sets have no order, and their members may have none either; what is hashed needs one.
    converter.register_unstructure_hook_factory(_is_set, lambda _: lambda values: sorted(map(converter.unstructure, values), key=canonical))
    for cls in (str, int, bool, NoneType):
        converter.register_structure_hook(cls, _exactly(cls))
    converter.register_structure_hook(date, _parsed(date))
    converter.register_structure_hook(datetime, _parsed(datetime))


def _has_several(hint: Any) -> bool:
    origin: Any = get_origin(hint)
    return origin is tuple or origin in SETS


def _several(hint: Any) -> Callable[[Any, Any], Any]:
    """A tuple or a set from a list and nothing else: cattrs would take a text for its letters."""
    many: Callable[[Iterable[Any]], Any] = frozenset if _is_set(hint) else tuple
    kinds = get_args(hint)
    endless = many is frozenset or kinds[-1] is Ellipsis
    hooks = [asking.get_structure_hook(kind) for kind in kinds if kind is not Ellipsis]

    def structure(value: Any, wanted: Any) -> Any:
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise TypeError(f"{many.__name__}, not {type(value).__name__}")
        if not endless and len(value) != len(kinds):
            raise TypeError(f"{many.__name__} of {len(kinds)}, not of {len(value)}")
        found: list[Any] = []
        errors: list[Exception] = []
        for place, each in enumerate(value):
            which = 0 if endless else place
            try:
                found.append(hooks[which](each, kinds[which]))
            except Exception as error:
                error.add_note(IterableValidationNote(f"at {place}", place, kinds[which]))
                errors.append(error)
        if errors:
            raise IterableValidationError(f"while structuring {hint}", errors, hint)  # pyright: ignore[reportCallIssue]  # its own `__new__` takes three
        return many(found)

    return structure


_prepared(reading)
_prepared(asking)
asking.register_structure_hook_factory(_has_several, _several)


# ── wishes ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def from_wish(data: Mapping[Any, Any], wanted: type) -> tuple[Any, list[Phrase]]:
    """The data of a command in its class, from a mapping such as a web form sends; or None, and every problem with its path."""
    try:
        return asking.structure(data, wanted), []
    except BaseValidationError as error:
        return None, _problems(error)


def _problems(error: BaseValidationError) -> list[Phrase]:
    """The problems of a nested error, each with the path to its field."""
    found: list[tuple[BaseException, Any]] = []

    def note(exception: BaseException, kind: Any) -> str:
        found.append((exception, kind))
        return ""

    # Each line is "<what> @ $.path"; the exceptions come in the same order.
    paths = [line.partition(" @ $")[2].lstrip(".") for line in transform_error(error, format_exception=note)]
    return [phrase for (exception, kind), path in zip(found, paths, strict=True) for phrase in _one(exception, kind, path)]


def _one(exception: BaseException, kind: Any, path: str) -> list[Phrase]:
    if isinstance(exception, ForbiddenExtraKeysError):
        return [FIELD_UNKNOWN(path=f"{path}.{name}" if path else str(name)) for name in sorted(map(str, exception.extra_fields))]
    if isinstance(exception, KeyError):
        return [FIELD_MISSING(path=path)]
    if isinstance(exception, InvalidData):  # a class that looks at its own values, such as a `CaseRef`
        return [*exception.problems]
    return [_misfit(path or "data", exception, kind)]


def _misfit(path: str, exception: BaseException, kind: Any) -> Phrase:
    wanted, _, got = str(exception).partition(", not ")
    if got:
        return FIELD_TYPE(path=path, wanted=wanted, got=got)
    inner = get_args(kind)[0] if get_origin(kind) in (Union, UnionType, Annotated) else kind
    if isinstance(inner, type) and issubclass(inner, Enum):
        members = ", ".join(str(member.value) for member in inner)
        return FIELD_TYPE(path=path, wanted=f"{inner.__name__} ({members})", got=str(exception).partition(" is not a valid ")[0][:80])
    return FIELD_REFUSED(path=path, cause=str(exception)[:80])  # what a class says of its own values
