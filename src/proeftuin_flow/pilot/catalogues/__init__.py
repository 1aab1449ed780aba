"""
Catalogues: what an effort is worth, by tables of values that others draw up and change.

A table is data, one file per version, and no rule looks into one.  What a log keeps is the amount and the name of the table,
`utrecht@1`; nothing works it out anew, also not when a later version says something else.

The tables that ship are examples.  They say what a page said when it was captured, not which version applies today.
"""

from __future__ import annotations

from .known import catalogue, shipped
from .reading import load_catalogue
from .table import FULL_TIME, Block, Catalogue, Unit

__all__ = ["FULL_TIME", "Block", "Catalogue", "Unit", "catalogue", "load_catalogue", "shipped"]
