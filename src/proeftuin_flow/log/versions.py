"""
Versions: by which case type a record is read.

A record says by name, version and fingerprint under which rules it was made, and it is read by these: also where its case has moved to
another version since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..case_type import CaseType
from ..errors import UnknownVersion
from .record import Header

__all__ = ["Versions", "known_type", "type_of"]


class Versions(dict[tuple[str, int], CaseType]):
    """
    Case types by name and version.

    `formerly` has the fingerprints that they had before, where nothing changed since but bodies that they lift (see `upcasting`).
    """

    def __init__(self, types: Iterable[CaseType], formerly: Iterable[str] = ()) -> None:
        super().__init__({(type.name, type.version): type for type in types})
        self.formerly = {*formerly}


def known_type(h: Header, types: Mapping[tuple[str, int], CaseType]) -> CaseType | None:
    """The case type by which a record is read, from its header; None if it is not among these as it was then."""
    case_type = types.get((h.case_type, h.version))
    if case_type is None or case_type.fingerprint == h.fingerprint:
        return case_type
    return case_type if isinstance(types, Versions) and h.fingerprint in types.formerly else None


def type_of(h: Header, types: Mapping[tuple[str, int], CaseType]) -> CaseType:
    """
    The same.

    Raises:
        UnknownVersion: If it is not among these, by name and version, or has changed since.
    """
    case_type = known_type(h, types)
    if case_type is not None:
        return case_type
    if (h.case_type, h.version) in types:
        raise UnknownVersion(h.case_type, h.version, [h.version], h.fingerprint)
    raise UnknownVersion(h.case_type, h.version, [version for name, version in types if name == h.case_type])
