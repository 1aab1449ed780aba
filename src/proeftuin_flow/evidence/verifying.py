"""
Verifying: whether a store or a file is what was written, also against what somebody kept of it.

    verify_store(store)
    verify_file("cases.jsonl", heads=read_heads("heads.jsonl"))
    verify_file("cases.db", checkpoint=Checkpoint.open(note, keys), ledger="ledger")

Without heads or a checkpoint it cannot see that the newest records of a case are gone, that a whole case is, or that somebody wrote it all
anew.  It needs no definition, and knows no rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, as_completed
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import frozen

from ..errors import BrokenChain, InvalidData, LogError
from ..messages import CASE_MISSING, CHECKPOINT_ALONE, OTHER_HEAD
from ..stores._intake import path_of
from ..stores.shards import Shard
from ._examining import MOST, Examined, Marks, add_up, examine
from ._heads import Head
from ._leaves import sealed
from ._sources import Source, StoreSource, source_of
from .checkpoints import Checkpoint

if TYPE_CHECKING:
    from ..stores.port import Store

__all__ = ["Examined", "Verifying", "verify_file", "verify_store"]

PER_WORKER: Final = 32
"""In how many shards a store is read when there are workers: more than there are of those, so that none waits long for the last."""


@frozen
class Verifying:
    """How far it is: the records so far, and of all the work, in a unit of its own, what is done; as text it is one line."""

    records: int
    done: int
    total: int

    @property
    def percent(self) -> int:
        """How much of the work is done, in whole percents."""
        return self.done * 100 // self.total if self.total else 100

    def __str__(self) -> str:
        return f"{self.records} records, {self.percent} %"


Progress: TypeAlias = Callable[[Verifying], object]


def verify_store(
    store: Store, *, heads: Iterable[Head] = (), checkpoint: Checkpoint | None = None, ledger: str | PathLike[str] | None = None,
    find_all: bool = False, progress: Progress | None = None, executor: Executor | None = None,
) -> Examined:  # fmt: skip
    """
    What a store has, after every record in it was checked; against heads, and a checkpoint with its ledger, if they are given.

    With `find_all` nothing is raised for what is wrong: `findings` has it.  With an `executor`, a store that can be read in shards is read
    by its workers, which may be other processes.  What it keeps in memory grows with the number of cases that somebody kept something of.

    Raises:
        BrokenChain: At the first record that was changed, moved, removed, inserted or repeated; if something else stands beside it than is
            in it; if a head is not there, or a case that the checkpoint covers.
        BrokenProof: If the checkpoint is not over the ledger.
        NotOurs, StoreUnavailable: If something cannot be read.
        InvalidData: If there is a checkpoint without a ledger, or the other way round.
    """
    return _verify([StoreSource(store)], heads, checkpoint, ledger, find_all, progress, executor)


def verify_file(
    path: str | PathLike[str] | Sequence[str | PathLike[str]], *, heads: Iterable[Head] = (), checkpoint: Checkpoint | None = None,
    ledger: str | PathLike[str] | None = None, find_all: bool = False, progress: Progress | None = None, executor: Executor | None = None,
) -> Examined:  # fmt: skip
    """
    The same for a file of JSON Lines or of a `SqliteStore`, or for several that belong together; none is written.

    Raises:
        BrokenChain, BrokenProof, InvalidData: As `verify_store`.
        NotOurs: If a file, or a line of it, is something else.
        StoreUnavailable: If one cannot be read.
    """
    paths = [path] if isinstance(path, str | PathLike) else [*path]
    sources = [source_of(path_of(each)) for each in paths]
    return _verify(sources, heads, checkpoint, ledger, find_all, progress, executor)


def _verify(
    sources: Sequence[Source], heads: Iterable[Head], checkpoint: Checkpoint | None, ledger: str | PathLike[str] | None, find_all: bool,
    progress: Progress | None, executor: Executor | None,
) -> Examined:  # fmt: skip
    marks: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for head in heads:
        marks[head.case].append((head.seq, head.head))
    if (checkpoint is None) != (ledger is None):
        raise InvalidData(CHECKPOINT_ALONE())
    if checkpoint is not None and ledger is not None:
        for case, found in sealed(Path(ledger), checkpoint).items():
            marks[case] += found
    most = MOST if find_all else 1
    shards = [shard for source in sources for shard in source.shards(1 if executor is None else PER_WORKER)]
    examined = _by_turns(shards, marks, most, progress) if executor is None else _spread(shards, marks, most, progress, executor)
    if find_all or examined.whole:
        examined = add_up([examined, _missing(sources, marks, examined.met)], most)
    if examined.findings and not find_all:
        raise examined.findings[0]
    return examined


def _by_turns(shards: Sequence[Shard], marks: Marks, most: int, progress: Progress | None) -> Examined:
    whole, done, total = Examined(), 0, sum(shard.size for shard in shards)
    for shard in shards:
        before = whole

        def told(records: int, work: int, before: Examined = before, done: int = done) -> None:
            if progress is not None:
                progress(Verifying(before.records + records, done + work, total))

        whole = add_up([whole, examine(shard, _of(shard, marks), most, told)], most)
        done += shard.size
        told(whole.records - before.records, shard.size)
        if most == 1 and whole.findings:
            break
    return whole


def _spread(shards: Sequence[Shard], marks: Marks, most: int, progress: Progress | None, executor: Executor) -> Examined:
    """By the workers; the findings are in the order of the shards, whoever was faster."""
    futures = {executor.submit(examine, shard, _of(shard, marks), most): shard for shard in shards}
    records = done = 0
    total = sum(shard.size for shard in shards)
    try:
        for future in as_completed(futures):
            records += future.result().records
            done += futures[future].size
            if progress is not None:
                progress(Verifying(records, done, total))
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return add_up((future.result() for future in futures), most)


def _of(shard: Shard, marks: Marks) -> Marks:
    return {stream: found for stream, found in marks.items() if shard.covers(stream)}


def _missing(sources: Sequence[Source], marks: Marks, met: frozenset[str]) -> Examined:
    """What was kept of cases that are not there: the register explains it, or somebody removed them."""
    findings: list[LogError] = []
    destroyed = 0
    for stream in sorted(marks.keys() - met):
        line = next((line for source in sources if (line := source.register(stream)) is not None), None)
        wrong: list[LogError] = []
        for seq, head in marks[stream]:
            if line is None:
                wrong.append(BrokenChain(stream, seq, CASE_MISSING(head=head[:12])))
            elif head not in (line.hashes if seq == 0 else line.hashes[seq - 1 : seq]):
                wrong.append(BrokenChain(stream, seq, OTHER_HEAD(head=head[:12])))
        destroyed += not wrong
        findings += wrong
    return Examined(destroyed=destroyed, findings=tuple(findings))
