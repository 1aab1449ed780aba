"""
Examining: every record of a shard, against the one before it, what stands beside it, and what somebody kept of it.

What is wrong is collected, and the next record is compared with what stands before it now: so one change is found once, and what follows
is looked at as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from ..acts import REDACTED_TYPE
from ..errors import BrokenChain, LogError
from ..log import GENESIS, Header, Record, subjects_in
from ..log.chain import Gaps, check
from ..log.record import MALFORMED, is_canonical
from ..messages import HEAD_NOT_FOUND, INDEX_DIFFERS, NOT_CANONICAL, OTHER_HASH, PIECE_MISSING, TAIL_MISSING
from ..stores._lines import Kept
from ..stores.shards import Beside, Row, Shard

__all__ = ["MOST", "Examined", "Marks", "add_up", "examine"]

Marks: TypeAlias = Mapping[str, Sequence[tuple[int, str]]]
"""By stream, the numbers and hashes of records that somebody kept elsewhere; number 0 stands for any."""

MOST: Final = 1_000
"""How many findings are kept; more are only counted."""

OFTEN: Final = 2_000
"""After so many records progress is told."""


class Examined(Struct, frozen=True):
    """
    What was found in a store or a file.

    `cases` and `records` are how many there are, `erased` of how many records the personal piece is gone, and `outstanding` of how many
    it should be gone, for a record says so, and is not: somebody crashed, or a backup came back; erase them again.

    `destroyed` is how many cases are not there any more that were kept elsewhere, and that the register of destruction explains.
    `findings` has what is wrong, the first thousand of it; `more` is how much else there is.
    """

    cases: int = 0
    records: int = 0
    erased: int = 0
    outstanding: int = 0
    destroyed: int = 0
    findings: tuple[LogError, ...] = ()
    more: int = 0
    met: frozenset[str] = frozenset()
    """The streams that something was kept of, and that are here."""

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


class _Chain:
    """How far one stream is."""

    __slots__ = ("closed", "first", "gaps", "head", "lost", "marks", "place", "request", "seq", "stream")

    def __init__(self, stream: str, marks: Sequence[tuple[int, str]]) -> None:
        self.stream, self.seq, self.head = stream, 0, GENESIS
        self.gaps: Gaps | None = None
        self.marks = [*marks]
        self.place = -1
        self.request: str | None = None  # of the record before, where that began, and whether it stands beside its last one
        self.first, self.closed = 0, True
        self.lost = False  # the record before is broken, so nobody knows where the request of the next one began


class _Examiner:
    def __init__(self, marks: Marks, most: int) -> None:
        self._marks, self._most = marks, most
        self.chains: dict[str, _Chain] = {}
        self.cases = self.records = self.erased = self.outstanding = self.more = 0
        self.findings: dict[str, LogError] = {}
        self.met: set[str] = set()

    def found(self, error: LogError) -> None:
        """Keep what is wrong, once."""
        if len(self.findings) < self._most:
            self.findings.setdefault(str(error), error)
        else:
            self.more += 1

    def chain(self, stream: str) -> _Chain:
        """How far a stream is; begun if it is new."""
        found = self.chains.get(stream)
        if found is None:
            found = self.chains[stream] = _Chain(stream, self._marks.get(stream, ()))
            self.cases += 1
            if found.marks:
                self.met.add(stream)
        return found

    def add(self, chain: _Chain, row: Row) -> None:
        """Look at the next record of a stream."""
        record, beside, spoiled = row.record, row.beside, row.spoiled
        self.records += 1
        seq, stream = record.seq, chain.stream
        if chain.marks:
            self._compare(chain, record)
        try:
            header = check(record, stream, chain.seq + 1, chain.head)
            if spoiled is not None:
                raise BrokenChain(stream, seq, spoiled)
            for piece in (record.data, record.personal):
                if piece is not None and not is_canonical(piece):
                    raise BrokenChain(stream, seq, NOT_CANONICAL())
            if header.type == REDACTED_TYPE or header.personal is not None is record.personal:
                chain.gaps = chain.gaps or Gaps()
                chain.gaps.note(record, header)
            if beside is not None:
                self._index(chain, record, header, beside)
            elif header.request != chain.request or chain.lost:
                chain.request, chain.first, chain.lost = header.request, 0 if chain.lost else seq, False
        except (BrokenChain, *MALFORMED) as error:
            self.found(error if isinstance(error, BrokenChain) else BrokenChain(stream, seq, NOT_CANONICAL()))
            if seq <= chain.seq:  # it was here before: what comes next follows that
                return
            chain.request, chain.closed, chain.lost = None, True, True
        chain.seq, chain.head = seq, record.hash

    def end(self, stream: str) -> None:
        """There are no more records of a stream."""
        chain = self.chains.pop(stream)
        if not chain.closed:
            self.found(BrokenChain(stream, chain.seq, INDEX_DIFFERS(column="request")))
        if chain.gaps is not None:
            self.erased += len(chain.gaps.erased)
            self.outstanding += len(chain.gaps.outstanding)
            for seq in chain.gaps.unlisted:
                self.found(BrokenChain(stream, seq, PIECE_MISSING(piece="personal")))
        for seq, hash in chain.marks:
            short = hash[:12]
            self.found(BrokenChain(stream, chain.seq, TAIL_MISSING(seq=seq, head=short) if seq else HEAD_NOT_FOUND(head=short)))

    def _compare(self, chain: _Chain, record: Record) -> None:
        left = []
        for seq, hash in chain.marks:
            if seq == record.seq and hash != record.hash:
                self.found(BrokenChain(chain.stream, seq, OTHER_HASH(kept=hash[:12], found=record.hash[:12])))
            elif hash != record.hash:
                left.append((seq, hash))
        chain.marks = left

    def ask(self, kept: Kept) -> None:
        """Look at a request that stands apart, after its last record."""
        chain, request = self.chain(kept.stream), kept.request
        right = chain.lost or (
            (request.id, request.last) == (chain.request, chain.seq)
            and request.first == (chain.first or request.first) and _is_hex(request.salt, 32) and _is_hex(request.digest or "", 64)
        )  # fmt: skip
        if not right:
            self.found(BrokenChain(kept.stream, request.last, INDEX_DIFFERS(column="request")))

    def _index(self, chain: _Chain, record: Record, header: Header, beside: Beside) -> None:
        """What stands beside a record says the same as the record."""
        seq, request = record.seq, header.request
        goes_on = request is not None and request == chain.request
        if goes_on is chain.closed:  # it goes on although that was the last of its request; or it does not, and none was
            self.found(BrokenChain(record.stream, chain.seq, INDEX_DIFFERS(column="request")))
        if not goes_on:
            chain.request, chain.first, chain.lost = request, 0 if chain.lost else seq, False
        chain.closed = request is None or beside.request is not None
        if beside.place <= chain.place:
            raise BrokenChain(record.stream, seq, INDEX_DIFFERS(column="position"))
        chain.place = beside.place
        if beside.request is None:
            wrong = None if beside.first is None and beside.salt is None and beside.digest is None else "first"
        elif beside.request != request:
            wrong = "request"
        elif chain.first and beside.first != chain.first:
            wrong = "first"
        else:
            wrong = "salt" if not _is_hex(beside.salt, 32) else "digest" if not _is_hex(beside.digest or "", 64) else None
        if wrong is not None:
            raise BrokenChain(record.stream, seq, INDEX_DIFFERS(column=wrong))
        if beside.subjects != (() if record.personal is None else subjects_in(record)):
            raise BrokenChain(record.stream, seq, INDEX_DIFFERS(column="subject"))


HEXADECIMAL: Final = "0123456789abcdef"


def _is_hex(text: str | None, length: int) -> bool:
    """Whether it is a salt or a digest of this length, or was left empty."""
    return text is not None and len(text) in (0, length) and not text.strip(HEXADECIMAL)


def examine(
    shard: Shard, marks: Marks, most: int = MOST, progress: Callable[[int, int], object] | None = None
) -> Examined:
    """
    What is found in one shard, and ends when there are so many findings (of one, at once).  For any process.

    `marks` are those of its streams; of a stream that is not there it says nothing.  `progress` hears how many records there were, and how
    much of the shard that was.
    """
    examiner = _Examiner(marks, most)
    now: _Chain | None = None
    for row in shard.rows():
        if isinstance(row, LogError):
            examiner.found(row)
        elif isinstance(row, Kept):
            examiner.ask(row)
        else:
            stream = row.record.stream
            if now is None or now.stream != stream:
                if now is not None and shard.ordered:
                    examiner.end(now.stream)
                now = examiner.chain(stream)
            examiner.add(now, row)
            if progress is not None and not examiner.records % OFTEN:
                progress(examiner.records, shard.done)
        if most == 1 and examiner.findings:
            break
    else:
        for stream in [*examiner.chains]:
            examiner.end(stream)
    return Examined(examiner.cases, examiner.records, examiner.erased, examiner.outstanding, 0, (*examiner.findings.values(),), examiner.more,
                    frozenset(examiner.met))  # fmt: skip


def add_up(parts: Iterable[Examined], most: int = MOST) -> Examined:
    """What is found in all shards."""
    whole = Examined()
    for part in parts:
        findings = (*whole.findings, *part.findings)
        whole = Examined(
            whole.cases + part.cases, whole.records + part.records, whole.erased + part.erased, whole.outstanding + part.outstanding,
            whole.destroyed + part.destroyed, findings[:most], whole.more + part.more + max(0, len(findings) - most), whole.met | part.met,
        )  # fmt: skip
    return whole
