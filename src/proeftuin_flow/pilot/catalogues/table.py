"""
Table: the building blocks (*bouwblokken*) of one version of a catalogue, and what an effort is worth by them.

Amounts are whole cents, and so is everything that is made of them: nothing here divides but by whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Final, TypeAlias

from attrs import field, frozen

from ...bodies import Kind, Money, Uri
from ...errors import InvalidData, unknown
from ...labels import Label, Phrase, phrase
from ...messages import FIELD_VALUE
from ..values import EffortValue

__all__ = ["FULL_TIME", "Block", "Catalogue", "Unit"]

FULL_TIME: Final = 36
"""The hours a week of a full-time contract."""

CatalogueId: TypeAlias = Annotated[str, Kind("catalogue_id", Label("een id van kleine letters, cijfers en streepjes, zoals utrecht",
                                                                   "an id of small letters, digits and hyphens, such as utrecht"),
                                             r"[a-z][a-z0-9_-]{0,31}")]
BlockCode: TypeAlias = Annotated[str, Kind("block_code", Label("een code van kleine letters, cijfers en liggende streepjes",
                                                               "a code of small letters, digits and underscores"),
                                           r"[a-z][a-z0-9_]{0,63}")]

AT_LEAST_ONE: Final = Label("een geheel getal vanaf 1", "a whole number from 1 up")
PART_OF_FULL_TIME: Final = Label(f"een geheel getal van 1 tot en met {FULL_TIME}", f"a whole number from 1 to {FULL_TIME}")

unknown_block = phrase("unknown_block", nl="{catalogue} kent geen bouwblok {block!r}", en="{catalogue} has no block {block!r}",
                       catalogue=str, block=str)  # fmt: skip
counts_no_contracts = phrase("counts_no_contracts", nl="{block!r} telt geen contracten; geef alleen count",
                             en="{block!r} counts no contracts; give count only", block=str)  # fmt: skip


class Unit(Enum):
    """What an amount is for: a year's contract of 36 hours a week, or one hour (or an invoice, whose amount no table knows)."""

    FULL_TIME_YEAR = "full_time_year"
    HOUR_OR_INVOICE = "hour_or_invoice"

    @property
    def label(self) -> Label:
        """What people call it."""
        return UNITS[self]


UNITS: Final[Mapping[Unit, Label]] = {
    Unit.FULL_TIME_YEAR: Label(f"jaarcontract van {FULL_TIME} uur per week", f"a year's contract of {FULL_TIME} hours a week"),
    Unit.HOUR_OR_INVOICE: Label("per uur of factuur", "per hour or invoice"),
}


@frozen
class Block:
    """One row of a table.  A row with two amounts is two blocks, each with its condition."""

    code: BlockCode
    label: Label
    cents: Money
    unit: Unit
    condition: Label | None = None


@frozen
class Catalogue:
    """
    One version of a table of values.  `load_catalogue` reads one, and looks at everything in it.

    `source` is where it was published, and `origin` what is known of how it came from there.
    """

    id: CatalogueId
    version: int
    source: Uri
    origin: Label
    currency: str
    blocks: Mapping[str, Block] = field(hash=False)

    @property
    def name(self) -> str:
        """By what name a log knows it: `utrecht@1`."""
        return f"{self.id}@{self.version}"

    def value(self, block: str, *, count: int = 1, hours: int | None = None) -> EffortValue:
        """
        What an effort is worth by this table: `count` contracts of `hours` a week each, full-time unless it is said; or `count` hours.

        What a part-time contract is worth is rounded down to the cent, each by itself: so parts never come to more than the whole, two
        parts of one contract to at most a cent less, and several contracts to the same whether they are counted together or apart.

        Raises:
            InvalidData: If there is no such block, `count` is no whole number from 1 up or `hours` none from 1 to 36, or `hours` is given
                for a block that counts no contracts.
        """
        found = self.blocks.get(block)
        problems = [*_misfits(found, count, hours)]
        if found is None:
            raise InvalidData(*unknown(unknown_block(catalogue=self.name, block=block), block, self.blocks).problems, *problems)
        if problems:
            raise InvalidData(*problems)
        one = found.cents if hours is None else found.cents * hours // FULL_TIME
        return EffortValue(one * count, self.name)


def _misfits(block: Block | None, count: int, hours: int | None) -> list[Phrase]:
    problems = [] if type(count) is int and count >= 1 else [FIELD_VALUE(path="count", wanted=AT_LEAST_ONE)]
    if hours is not None:
        if block is not None and block.unit is not Unit.FULL_TIME_YEAR:
            problems.append(counts_no_contracts(block=block.code))
        elif type(hours) is not int or not 1 <= hours <= FULL_TIME:
            problems.append(FIELD_VALUE(path="hours", wanted=PART_OF_FULL_TIME))
    return problems
