"""
Known: the tables that ship with the library, by name.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ...errors import unknown
from ...labels import phrase
from .reading import load_catalogue
from .table import Catalogue

__all__ = ["catalogue", "shipped"]

unknown_catalogue = phrase("unknown_catalogue", nl="hier is geen waardetabel {name!r}", en="there is no table of values {name!r} here", name=str)


@cache
def shipped() -> tuple[Catalogue, ...]:
    """The tables that ship with the library, by id and version.  They are examples."""
    folder = files("proeftuin_flow.pilot").joinpath("catalogues")
    tables = [load_catalogue(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(tables, key=lambda table: (table.id, table.version)))


def catalogue(name: str) -> Catalogue:
    """
    The table of this name that ships with the library: `catalogue("utrecht@1")`.

    Raises:
        InvalidData: If none of this name does.
    """
    known = {table.name: table for table in shipped()}
    if name not in known:
        raise unknown(unknown_catalogue(name=name), name, known)
    return known[name]
