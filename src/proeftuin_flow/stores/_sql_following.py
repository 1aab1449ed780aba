"""
Following: positions, what may be read yet, and who holds it up.

A position names the record that was read last: its place in the order, and the beginning of its hash.  Where a server was replaced by one
that had not got all of it, another record may stand at that place, or none; a follower that went on there would miss some.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from time import sleep
from typing import Final, TypeVar

import psycopg
from msgspec import Struct
from sqlalchemy import Connection

from ..errors import InvalidData, NotOurs, StoreUnavailable
from ..log import Record
from ..messages import BAD_VALUE, POSITION_LOST
from ._register import read_line
from ._sql_session import GAP, Own, Sessions, known_of
from ._sql_statements import CHUNK, HOLDER
from .port import Position

__all__ = ["Holder", "Lag", "Place", "batched", "followed", "lag_of", "place_of", "woken"]

T = TypeVar("T")

AGAIN: Final = 2.5 * GAP
"""Seconds after which one who was told looks once more, for whoever wrote right after that told nobody."""

PAUSE: Final = 0.5
"""Seconds before it is tried again to listen."""

SHOWN: Final = 16
"""How much of a hash stands in a position."""


class Place(Struct, frozen=True):
    """A place in the order of the whole store."""

    epoch: int
    tx: str
    pos: int
    hash: str = ""

    def __str__(self) -> str:
        return f"{self.epoch}.{self.tx}.{self.pos}.{self.hash}"


class Holder(Struct, frozen=True):
    """
    The oldest transaction that still writes, in whatever database of the server.  Nobody reads what was written after it began.

    What the role may not see of others is None; so is the process of a transaction that was prepared.
    """

    process: int | None
    database: str | None
    user: str | None
    application: str | None
    state: str | None
    since: datetime | None

    def __str__(self) -> str:
        if self.process is None:
            return "a prepared transaction"
        since = "" if self.since is None else f" since {self.since:%Y-%m-%d %H:%M:%S %Z}"
        return f"process {self.process} of {self.user} in database {self.database} ({self.application or '-'}, {self.state or '-'}){since}"


class Lag(Struct, frozen=True):
    """How far a follower is behind: `behind` records it may read now; `waiting` ones it may not, because of `held_up_by`."""

    behind: int
    waiting: int
    held_up_by: Holder | None = None


START: Final = Place(0, "0", 0)


def place_of(position: Position | None) -> Place:
    """
    The place in a position of ours; None is the beginning.

    Raises:
        InvalidData: If it is none.
    """
    if position is None:
        return START
    epoch, tx, pos, hash = parts if isinstance(position, str) and len(parts := position.split(".", 3)) == 4 else ("", "", "", "")
    numbers = ((epoch, 9), (tx, 19), (pos, 18))
    if not all(number.isascii() and number.isdecimal() and len(number) <= digits for number, digits in numbers):
        raise InvalidData(BAD_VALUE(name="after", value=repr(position)[:80]))
    return Place(int(epoch), tx, int(pos), hash)


def followed(sessions: Sessions, place: Place, limit: int | None) -> Iterator[tuple[Position, Record]]:
    """The records after a place, up to the oldest transaction that still writes."""
    first = True
    while limit is None or limit > 0:
        wanted = CHUNK if limit is None else min(CHUNK, limit)
        with sessions.reading() as connection:
            if first:
                _still_there(sessions, connection, place)
                first = False
            values = {"epoch": place.epoch, "tx": place.tx, "pos": place.pos, "limit": wanted}
            rows = connection.execute(sessions.sql.follow, values).fetchall()
        for epoch, tx, pos, stream, seq, header, hash, data, personal in rows:
            place = Place(epoch, tx, pos, hash[:SHOWN])
            yield str(place), Record(stream, seq, header, hash, data, personal)
        if len(rows) < wanted:
            return
        limit = None if limit is None else limit - wanted


def lag_of(sessions: Sessions, place: Place) -> Lag:
    """How many records come after a place, and who holds them up."""
    with sessions.reading() as connection:
        values = {"epoch": place.epoch, "tx": place.tx, "pos": place.pos}
        behind, waiting = connection.execute(sessions.sql.waiting, values).one()
        row = connection.execute(HOLDER).first() if waiting else None
        return Lag(behind, waiting, None if row is None else Holder(*row))


def woken(sessions: Own, every: float) -> Generator[None, None, None]:
    """
    Goes on at once, whenever something was written, and every so many seconds in any case.

    After a lost connection it listens again and goes on once, for nobody says what was missed in between.
    """
    while True:
        sessions.usable()
        with suppress(StoreUnavailable, psycopg.OperationalError):
            connection, driver = sessions.listens()
            try:
                heard = True  # somebody may have been told just before
                while True:
                    yield
                    heard = any(True for _ in driver.notifies(timeout=min(AGAIN, every) if heard else every, stop_after=1))
            finally:
                driver.close()
                connection.invalidate()
        yield
        sleep(min(every, PAUSE))


def _still_there(sessions: Sessions, connection: Connection, place: Place) -> None:
    """
    Nothing, if the record at this place is the one that was read there.  It can be another one only if the server began another life since.

    Raises:
        NotOurs: If it is not, and the register of destruction does not have it.
    """
    if place.epoch in (0, known_of(connection).epochs.get(sessions.schema)):
        return
    values = {"epoch": place.epoch, "tx": place.tx, "pos": place.pos, "hash": place.hash}
    if not connection.execute(sessions.sql.gone, values).scalar_one():
        return
    after = 0
    while rows := connection.execute(sessions.sql.register, {"stream": None, "after": after, "limit": CHUNK}).fetchall():
        if any(hash.startswith(place.hash) for _, line in rows for hash in read_line(line, sessions.where).hashes):
            return
        after = rows[-1][0]
    raise NotOurs(sessions.where, POSITION_LOST(position=str(place)))


def batched(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of a size."""
    rest = iter(items)
    while chunk := [*islice(rest, size)]:
        yield chunk
