"""
The ledger: the hashes of all records in the order in which they were taken in, and the checkpoints over them.

    ledger = Ledger("ledger")
    ledger.take_in(store)
    note = ledger.sign(key)         send it to somebody else

It is a directory of its own, beside any store, and may be kept by somebody else.  It holds hashes and ids of cases, no data of any.
What is taken in stays, also when its case is destroyed: the register of the store has the hashes then.

    state          how many leaves there are, and up to which position of the store they go; replaced when all the rest is on disk
    leaves         32 bytes for each record
    places         of which case, and which number
    nodes          the hashes of the tree over them, so that nothing is hashed twice
    checkpoint-n   the signed note over the first n leaves

A crash leaves ends that the state does not know of; whoever takes in next cuts them off.  One at a time does so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from os import PathLike
from threading import RLock
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from ..canonical import canonical
from ..errors import BrokenChain, BrokenProof, InvalidData, NotOurs, OutcomeUnknown, StoreUnavailable
from ..ids import ALPHABET
from ..log import Record
from ..log.merkle import HASH, consistency_path, frontier_of, inclusion_path, place_of_node, root_of, stored_nodes
from ..log.record import MALFORMED, hash_of
from ..messages import (
    BAD_NOTE,
    HEADER_CHANGED,
    LEDGER_EMPTY,
    LEDGER_SHORT,
    LEDGER_STATE,
    NO_SUCH_CHECKPOINT,
    NOT_IN_LEDGER,
    NOT_IN_PLACE,
    OTHER_STORE,
)  # fmt: skip
from ..stores._files import LogFile, new_file, trouble, write_all
from ..stores._intake import path_of
from ._leaves import LEAVES, PLACES, last_of
from .checkpoints import Checkpoint
from .keys import SigningKey
from .notes import Note
from .proofs import Consistency, Inclusion

if TYPE_CHECKING:
    from ..stores.port import Store

__all__ = ["Ledger"]

NODES: Final = "nodes"
STATE: Final = "state"
NOTE: Final = re.compile(r"checkpoint-(0|[1-9][0-9]*)")

LONGEST: Final = 128
"""More bytes than a place has."""

TOGETHER: Final = 8192
"""How many records are taken in between two states."""


class State(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a ledger is: `before` and `position` are where the last record stands in the store, `places` is the length of that file."""

    before: str | None
    places: int
    position: str | None
    size: int


read_state: Final = msgspec.json.Decoder(State).decode


class Ledger:
    """
    A ledger in a directory, which is made if there is none.  `timeout`: the seconds to wait for another process that takes in.

    Safe to share between threads.

    Raises:
        StoreUnavailable: If it cannot be opened or made.
    """

    def __init__(self, path: str | PathLike[str], *, timeout: float = 5.0) -> None:
        self.path: Final = path_of(path)
        self._lock = RLock()
        try:
            self.path.mkdir(exist_ok=True)
        except OSError as error:
            raise trouble(error, self.path) from error
        self._leaves, self._nodes, self._places = (LogFile(self.path / name, timeout) for name in (LEAVES, NODES, PLACES))

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        for file in (self._leaves, self._nodes, self._places):
            file.close()

    @property
    def size(self) -> int:
        """How many records were taken in."""
        return self._state().size

    # ── taking in ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def take_in(self, store: Store, progress: Callable[[int], object] | None = None) -> int:
        """
        Take in what the store has and the ledger has not, in the order of the store.  How many records that were.

        What it costs grows with the new records only.  It does not verify them: do that first.  `progress` hears now and then how many
        there are by now.

        Raises:
            BrokenChain: If the hash of a record is not its own; what came before it was taken in.
            BrokenProof: If this is not the store that the ledger was taken from, or no longer as it was.
            StoreUnavailable: If there is no room, or somebody else takes in all the time.
        """
        with self._held() as state:
            self._same(store, state)
            tree, start = frontier_of(state.size, self._node), state.size
            following = store.follow(state.position)
            while batch := [*islice(following, TOGETHER)]:
                leaves, nodes, places = bytearray(), bytearray(), bytearray()
                before, position, wrong = state.before, state.position, None
                for there, record in batch:
                    wrong = _wrong(record)
                    if wrong is not None:
                        break
                    before, position = position, there
                    leaf = bytes.fromhex(record.hash)
                    leaves += leaf
                    nodes += b"".join(tree.add(leaf))
                    places += b"%s %d\n" % (record.stream.encode(), record.seq)
                try:
                    for file, text in ((self._leaves, leaves), (self._nodes, nodes), (self._places, places)):
                        file.append(bytes(text), "")
                except OutcomeUnknown as error:  # whatever is there: the state does not know of it
                    raise StoreUnavailable(str(self.path), error.cause) from error
                state = State(before, state.places + len(places), position, tree.size)
                with new_file(self.path / STATE) as draft:
                    write_all(draft, canonical(state))
                if wrong is not None:
                    raise wrong
                if progress is not None:
                    progress(tree.size)
            return tree.size - start

    def sign(self, *keys: SigningKey) -> Note:
        """
        A checkpoint over all that was taken in, signed by these keys and kept here.  Its origin is the name of the very first key.

        Signed again with a further key, it has both signatures; so keys are replaced.

        Raises:
            BrokenProof: If it would not continue the checkpoint before it: the ledger was changed.
            InvalidData: If nothing was taken in yet, or there is no key.
        """
        with self._held() as state:
            if state.size == 0 or not keys:
                raise InvalidData(LEDGER_EMPTY())
            newest, origin = self._newest(), keys[0].name
            if newest is not None:
                known = Checkpoint.parse(newest.text, str(self.path))
                known.has_root(self.root(known.size), str(self.path))
                origin = known.origin
            note = Checkpoint(origin, state.size, self.root(state.size)).signed()
            if newest is not None and newest.text == note.text:
                note = newest
            there = {(each.name, each.id) for each in note.signatures}
            note = note.signed(*(key for key in keys if (key.name, key.verifier.id) not in there))
            with new_file(self.path / f"checkpoint-{state.size}") as file:
                write_all(file, str(note).encode())
            return note

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    def checkpoints(self) -> list[int]:
        """The sizes over which there are checkpoints, in order."""
        try:
            names = [each.name for each in self.path.iterdir()]
        except OSError as error:
            raise trouble(error, self.path) from error
        return sorted(int(found[1]) for name in names if (found := NOTE.fullmatch(name)))

    def note(self, size: int) -> Note:
        """
        The signed note over the first so many records.

        Raises:
            InvalidData: If there is none.
            NotOurs: If what is there is no note.
        """
        there = self.path / f"checkpoint-{size}"
        try:
            return Note.parse(there.read_text(encoding="utf-8"), str(there))
        except FileNotFoundError:
            raise InvalidData(NO_SUCH_CHECKPOINT(size=size)) from None
        except UnicodeDecodeError:
            raise NotOurs(str(there), BAD_NOTE()) from None
        except OSError as error:
            raise trouble(error, there) from error

    def root(self, size: int | None = None) -> bytes:
        """
        The root over all records, or over the first so many.

        Raises:
            BrokenProof: If there are fewer.
        """
        return root_of(self._known(size), self._node)

    def inclusion(self, case: str, size: int | None = None, seq: int | None = None) -> Inclusion:
        """
        What shows that the newest record of a case (or the one with that number) is in the checkpoint over the first so many records.

        It costs one reading of the places, some twenty bytes for each record, and as many hashes as the tree is high.

        Raises:
            InvalidData: If nothing of the case was taken in by then.
            BrokenProof: If there are fewer records.
        """
        size = self._known(size)
        leaf = last_of(self.path, case, size, seq)
        if leaf is None:
            raise InvalidData(NOT_IN_LEDGER(case=case, size=size))
        path = inclusion_path(leaf.index, size, self._node)
        return Inclusion(case, leaf.hash.hex(), leaf.index, tuple(each.hex() for each in path), leaf.seq, size)

    def consistency(self, first: int, second: int | None = None) -> Consistency:
        """
        What shows that the checkpoint over the second so many records continues the one over the first.

        Raises:
            InvalidData: If the first is not before the second, or is over nothing.
            BrokenProof: If there are fewer records.
        """
        second = self._known(second)
        if not 0 < first <= second:
            raise InvalidData(NO_SUCH_CHECKPOINT(size=first))
        return Consistency(first, tuple(each.hex() for each in consistency_path(first, second, self._node)), second)

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _held(self) -> Generator[State, None, None]:
        """How far it is, while nobody else takes in; what a crash left behind is cut off."""
        with self._lock, self._leaves.locked():
            state = self._state()
            for file, end in self._ends(state):
                if file.size() < end:
                    raise BrokenProof(str(self.path), LEDGER_SHORT(size=state.size))
                if file.size() > end:
                    file.cut(end)
            yield state

    def _ends(self, state: State) -> Iterator[tuple[LogFile, int]]:
        yield self._leaves, state.size * HASH
        yield self._nodes, stored_nodes(state.size) * HASH
        yield self._places, state.places

    def _state(self) -> State:
        try:
            text = (self.path / STATE).read_bytes()
        except FileNotFoundError:
            return State(None, 0, None, 0)
        except OSError as error:
            raise trouble(error, self.path) from error
        try:
            state = read_state(text)
            # What is behind the end that it names is cut off, so it must not name one before the records that it says it has.
            if state.size < 0 or state.places < 0 or (state.size == 0) != (state.position is None):
                raise ValueError("size, places and position do not go together")
        except MALFORMED as error:
            raise BrokenProof(str(self.path), LEDGER_STATE(cause=str(error)[:200])) from None
        return state

    def _known(self, size: int | None) -> int:
        there = self.size
        if size is not None and not 0 <= size <= there:
            raise BrokenProof(str(self.path), LEDGER_SHORT(size=size))
        return there if size is None else size

    def _node(self, level: int, index: int) -> bytes:
        place = place_of_node(level, index)
        with self._lock:
            found = self._nodes.read(place * HASH, HASH)
        if len(found) != HASH:
            raise BrokenProof(str(self.path), LEDGER_SHORT(size=index + 1 << level))
        return found

    def _newest(self) -> Note | None:
        sizes = self.checkpoints()
        return self.note(sizes[-1]) if sizes else None

    def _same(self, store: Store, state: State) -> None:
        """The record that was taken in last still stands where it stood, or the register says where it went."""
        if state.position is None:
            return
        hash = self._leaves.read((state.size - 1) * HASH, HASH).hex()
        tail = self._places.read(max(0, state.places - LONGEST), min(state.places, LONGEST))
        case, _, seq = tail.decode(errors="replace").removesuffix("\n").rpartition("\n")[2].partition(" ")
        there = next(store.follow(state.before, 1), None)
        if there is None or there[1].hash != hash:
            line = next(store.register(case), None)
            if line is None or hash not in line.hashes:
                raise BrokenProof(str(self.path), OTHER_STORE(seq=int(seq) if seq.isdigit() else 0, stream=case))


def _wrong(record: Record) -> BrokenChain | None:
    """What keeps a record out: nothing but its hash is taken in, and that has to be its own."""
    if not ALPHABET.fullmatch(record.stream):
        return BrokenChain(record.stream, record.seq, NOT_IN_PLACE(seq=record.seq, stream=record.stream))
    if hash_of(record.header) != record.hash:
        return BrokenChain(record.stream, record.seq, HEADER_CHANGED())
    return None
