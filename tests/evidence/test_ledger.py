"""
The ledger: the order is fixed when a record is taken in, a crash loses nothing, and what it costs grows with what is new.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from proeftuin_flow.errors import BrokenChain, BrokenProof, InvalidData, NotOurs, StoreUnavailable
from proeftuin_flow.evidence import Checkpoint, Ledger, _leaves, ledger
from proeftuin_flow.log import merkle
from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore
from proeftuin_flow.testing.notebook import Author
from tests.evidence.common import KEY, OTHER, destroy, filled, line_of, write
from tests.log.test_merkle import root
from tests.stores.ordinary import a_home, as_ordinary_user

FILES = ("state", "leaves", "places", "nodes")


@pytest.fixture
def books(tmp_path):
    """An empty ledger."""
    with Ledger(tmp_path / "ledger") as books:
        yield books


def hashes(store):
    """The hashes of a store in its order."""
    return [bytes.fromhex(record.hash) for _, record in store.follow()]


def opened(note, *keys):
    """The checkpoint in a note."""
    return Checkpoint.open(str(note), [key.verifier for key in keys or (KEY,)])


# ── taking in ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [MemoryStore, SqliteStore, JsonlStore])
def test_records_are_taken_in_in_the_order_of_the_store(books, tmp_path, kind):
    """
    From any store; later only what came since.
    """
    store = MemoryStore() if kind is MemoryStore else kind(tmp_path / "cases")
    authors = write(store, "p-1", "p-2")
    assert 6 == books.take_in(store)
    assert 0 == books.take_in(store)

    write(store, "p-2", "p-3", authors=authors)

    assert 6 == books.take_in(store)
    assert 12 == books.size
    assert hashes(store) == [leaf.hash for leaf in _leaves.leaves_in(books.path, 12)]
    assert [("p-2", 4), ("p-3", 1)] == [(leaf.case, leaf.seq) for leaf in _leaves.leaves_in(books.path, 12)][6:8]
    assert root(hashes(store)) == books.root()
    assert root(hashes(store)[:7]) == books.root(7)
    store.close()


def test_destroyed_record_leaves_its_leaf(books):
    """
    What was taken in stays, and the next ones follow; also when the newest record is the one that went.
    """
    store = filled("p-1", "p-2")
    books.take_in(store)
    before = books.root()

    destroy(store, "p-2")
    write(store, "p-3")
    books.take_in(store)

    assert before == books.root(6)
    assert 9 == books.size
    assert hashes(store)[3:] == [leaf.hash for leaf in _leaves.leaves_in(books.path, 9)][6:]


def test_other_store_is_not_taken_in(books):
    """
    A restored backup, another store, or one whose newest case went without a word: nothing is taken in from it.
    """
    store = filled("p-1", "p-2")
    books.take_in(store)
    shorter, other = MemoryStore(), filled("p-8", "p-9")
    shorter.load([record for _, record in store.follow(limit=4)])

    for wrong in (shorter, other, MemoryStore()):
        with pytest.raises(BrokenProof, match="the record that was taken in last, 3 of 'p-2', does not stand there"):
            books.take_in(wrong)
    store.destroy("p-2")
    with pytest.raises(BrokenProof, match="or a restored backup"):
        books.take_in(store)
    assert 6 == books.size


def test_line_of_other_hashes_does_not_explain(books):
    """
    That the newest case was destroyed, the register has to say with the hashes that it had.
    """
    store = filled("p-1", "p-2")
    books.take_in(store)
    line = line_of(filled("p-2").read("p-2"))
    store.destroy("p-2")
    store.destroy("p-2", line)

    with pytest.raises(BrokenProof, match="3 of 'p-2', does not stand there"):
        books.take_in(store)


def test_record_with_another_hash_is_not_taken_in(books):
    """
    What came before it is; after it nothing.
    """
    records = [record for _, record in filled("p-1", "p-2").follow()]
    for wrong, what in ((replace(records[3], hash="ab" * 32), "its header was changed"),
                        (replace(records[3], stream="p 1\n"), "record 2 of 'p 1.n' stands here")):  # fmt: skip
        store = MemoryStore()
        for record in (*records[:3], wrong, *records[4:]):
            store._put(record)

        with pytest.raises(BrokenChain, match=what):
            books.take_in(store)
        assert 3 == books.size


def test_many_are_taken_in_by_and_by(books, monkeypatch):
    """
    So that no more than some stand in memory; whoever waits hears how many there are.
    """
    monkeypatch.setattr(ledger, "TOGETHER", 4)
    store = filled("p-1", "p-2", count=5)
    heard: list[int] = []

    books.take_in(store, progress=heard.append)

    assert [4, 8, 10] == heard
    assert root(hashes(store)) == books.root()


def test_cost_grows_with_what_is_new(books, monkeypatch):
    """
    Ten new records after a thousand take some hashes for each and for each level of the tree, not a thousand; and so does a checkpoint.
    """
    store = MemoryStore()
    authors = write(store, "p-1", "p-2", count=500)
    books.take_in(store)
    write(store, "p-1", count=10, authors=authors)
    counted: Counter[str] = Counter()
    for name, real in (("leaf_hash", merkle.leaf_hash), ("node_hash", merkle.node_hash)):

        def counting(*parts, name=name, real=real):
            counted[name] += 1
            return real(*parts)

        monkeypatch.setattr(merkle, name, counting)

    books.take_in(store)
    books.sign(KEY)

    assert 1_010 == books.size
    assert 10 == counted["leaf_hash"]
    assert 10 <= counted["node_hash"] <= 40


# ── crashes, and others ──────────────────────────────────────────────────────────────────────────────────────────────────

CRASHING = """
import os, signal, sys
from proeftuin_flow.evidence import Ledger, ledger
from proeftuin_flow.stores import SqliteStore

path, after = sys.argv[1], int(sys.argv[2])
ledger.TOGETHER = 4
store, books = SqliteStore(path + "/cases.db"), Ledger(path + "/ledger")
left = [after]

def dying(name):
    real = getattr(os, name)
    def dies(*arguments):
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return real(*arguments)
    return dies

os.fsync, os.replace = dying("fsync"), dying("replace")
books.take_in(store)
"""


@pytest.mark.parametrize("after", range(19))
def test_crash_at_any_step_loses_nothing(tmp_path, after):
    """
    Killed before any one of the steps by which records are taken in: whoever goes on has what he would have had.
    """
    with SqliteStore(tmp_path / "cases.db") as store:
        write(store, "p-1", "p-2", "p-3", count=3)
        ended = subprocess.run([sys.executable, "-c", CRASHING, str(tmp_path), str(after)], check=False)
        assert (0 if after == 18 else -9) == ended.returncode

        with Ledger(tmp_path / "ledger") as books:
            assert books.size in (0, 4, 8, 9)
            assert root(hashes(store)[: books.size]) == books.root()
            books.take_in(store)

            assert hashes(store) == [leaf.hash for leaf in _leaves.leaves_in(books.path, 9)]
            assert root(hashes(store)) == books.root()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_torn_ends_are_cut_off(tmp_path_factory, data):
    """
    Whatever stands behind what the state knows of, is not there for whoever goes on.
    """
    store, path = filled("p-1", "p-2"), tmp_path_factory.mktemp("torn") / "ledger"
    with Ledger(path) as books:
        books.take_in(store)
    for name in FILES[1:]:
        with open(path / name, "ab") as file:
            file.write(data.draw(st.binary(max_size=100)))
    store.append(Author("p-3").commit())

    with Ledger(path) as books:
        assert 1 == books.take_in(store)
        assert root(hashes(store)) == books.root()
        assert hashes(store) == [leaf.hash for leaf in _leaves.leaves_in(path, 7)]


def test_one_takes_in_at_a_time(tmp_path):
    """
    Of two processes, or two threads, one waits for the other; none takes in what the other took in.
    """
    store = filled("p-1", "p-2", count=200)
    with Ledger(tmp_path / "ledger") as one, Ledger(tmp_path / "ledger", timeout=0.05) as other:
        threads = [Thread(target=each.take_in, args=(store,)) for each in (one, one)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 0 == other.take_in(store)
        assert root(hashes(store)) == other.root()

        with one._held(), pytest.raises(StoreUnavailable, match="something else has held it"):
            other.take_in(store)


def test_disk_that_does_not_say_is_no_harm(books, monkeypatch):
    """
    Nothing counts that the state does not know of.
    """
    store, real = filled("p-1"), os.fsync

    def fails(number):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(StoreUnavailable, match="nothing was written"):
        books.take_in(store)
    monkeypatch.setattr(os, "fsync", real)

    assert 0 == books.size
    assert 3 == books.take_in(store)


@pytest.mark.parametrize("name", ["leaves", "places", "nodes"])
def test_ledger_that_lost_something_is_refused(books, name):
    """
    Fewer bytes than the state speaks of: somebody was there.
    """
    store = filled("p-1")
    books.take_in(store)
    os.truncate(books.path / name, 10)

    with pytest.raises(BrokenProof, match="it has fewer than 3 leaves"):
        books.take_in(store)


def test_root_of_lost_nodes_is_none(books):
    """
    It says so, and gives no other root.
    """
    books.take_in(filled("p-1"))
    os.truncate(books.path / "nodes", 10)

    with pytest.raises(BrokenProof, match="it has fewer than"):
        books.root()


def test_state_that_cannot_be_read_is_refused(books):
    """
    It is not taken for an empty ledger.
    """
    (books.path / "state").write_bytes(b"{}x")

    with pytest.raises(BrokenProof, match="its state cannot be read"):
        books.take_in(filled("p-1"))
    (books.path / "state").unlink()
    (books.path / "state").mkdir()
    with pytest.raises(StoreUnavailable):
        books.size  # noqa: B018  # it is a property


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(b"{}", id="nothing"),
        pytest.param(b'{"before":null,"places":6,"position":"1"}', id="no size"),
        pytest.param(b'{"before":null,"places":6,"position":null,"size":1}', id="no position"),
        pytest.param(b'{"before":null,"places":6,"position":"1","size":-1}', id="fewer than none"),
        pytest.param(b'{"before":null,"places":-6,"position":"1","size":1}', id="places before the first"),
    ],
)
def test_state_that_contradicts_itself_is_refused(books, state):
    """
    Nothing is cut off by it: what it calls a rest may be all there is.
    """
    books.take_in(filled("p-1"))
    before = {name: (books.path / name).read_bytes() for name in FILES[1:]}
    (books.path / "state").write_bytes(state)

    with pytest.raises(BrokenProof, match="its state cannot be read"):
        books.take_in(filled("p-1"))
    assert before == {name: (books.path / name).read_bytes() for name in before}


def test_directory_that_cannot_be_made(tmp_path):
    """
    Nor can a ledger in a file.
    """
    (tmp_path / "file").touch()

    with pytest.raises(StoreUnavailable):
        Ledger(tmp_path / "file")
    with pytest.raises(StoreUnavailable):
        Ledger(tmp_path / "nowhere" / "ledger")


def test_place_that_is_none_is_found(books):
    """
    A leaf whose case cannot be read, a number that is left out, a case that begins in the middle.
    """
    books.take_in(filled("p-1"))
    checkpoint = opened(books.sign(KEY))
    for text in (b"p-1 1\np-1 x\np-1 3\n", b"p-1 1\np-1 3\np-1 2\n", b"p-1 2\np-1 3\np-1 4\n", b"p-1 1\np-1 2\np-2 3\n",
                 b"p-1 1\np-\xff 1\np-1 2\n"):  # fmt: skip
        (books.path / "places").write_bytes(text)
        with pytest.raises(BrokenProof, match="does not say to which case it belongs, or skips a number"):
            _leaves.sealed(books.path, checkpoint)

    (books.path / "places").write_bytes(b"p-1 1\np-1 2\np-1 3")
    with pytest.raises(BrokenProof, match="it has fewer than 3 leaves"):
        _leaves.sealed(books.path, checkpoint)
    (books.path / "places").unlink()
    with pytest.raises(StoreUnavailable):
        _leaves.sealed(books.path, checkpoint)


# ── checkpoints ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_checkpoint_is_kept_beside_the_leaves(books):
    """
    By its size; the last one is over all that was taken in.
    """
    store = MemoryStore()
    authors = write(store, "p-1")
    books.take_in(store)
    first = books.sign(KEY)
    write(store, "p-1", authors=authors)
    books.take_in(store)
    second = books.sign(KEY)

    assert [3, 6] == books.checkpoints()
    assert (first, second) == (books.note(3), books.note(6))
    assert Checkpoint("archive.example/pilots", 6, root(hashes(store))) == opened(second)
    with pytest.raises(InvalidData, match="there is no checkpoint over 4"):
        books.note(4)


def test_signed_again_it_has_both_signatures(books):
    """
    With a new key beside the old one, those who know only one of them can read it; and signed again with the same one, nothing changes.
    """
    books.take_in(filled("p-1"))

    books.sign(KEY)
    both = books.sign(OTHER, KEY)

    assert both == books.note(3) == books.sign(KEY, OTHER)
    assert 2 == len(both.signatures)
    assert opened(both, KEY) == opened(both, OTHER)


def test_new_key_does_not_change_the_origin(books):
    """
    The log stays the same when its key goes.
    """
    store = filled("p-1")
    books.take_in(store)
    books.sign(KEY)
    write(store, "p-2")
    books.take_in(store)

    assert KEY.name == opened(books.sign(OTHER), OTHER).origin


def test_nothing_is_signed_that_does_not_continue(books):
    """
    A ledger that was changed gets no further checkpoint; nor does an empty one, nor without a key.
    """
    with pytest.raises(InvalidData, match="nothing to sign yet"):
        books.sign(KEY)
    store = filled("p-1")
    books.take_in(store)
    with pytest.raises(InvalidData, match="nothing to sign yet"):
        books.sign()
    books.sign(KEY)
    nodes = bytearray((books.path / "nodes").read_bytes())
    nodes[-1] ^= 1
    (books.path / "nodes").write_bytes(nodes)

    with pytest.raises(BrokenProof, match="the first 3 leaves have another root than the checkpoint"):
        books.sign(KEY)


def test_note_that_is_none_is_refused(books):
    """
    Whatever stands there instead.
    """
    (books.path / "checkpoint-1").write_bytes(b"\xff")
    (books.path / "checkpoint-2").mkdir()

    with pytest.raises(NotOurs, match="no signed note"):
        books.note(1)
    with pytest.raises(StoreUnavailable):
        books.note(2)


def test_directory_that_is_gone(tmp_path):
    """
    Nothing is said about what is not there.
    """
    with Ledger(tmp_path / "ledger") as books:
        for each in books.path.iterdir():
            each.unlink()
        books.path.rmdir()

        with pytest.raises(StoreUnavailable):
            books.checkpoints()


# ── proofs ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_head_of_every_case_is_proven(books):
    """
    With the checkpoint alone, for each case and any size; the proof of one does not do for another.
    """
    store = MemoryStore()
    authors = write(store, "p-1", "p-2", "p-3")
    books.take_in(store)
    old = opened(books.sign(KEY))
    write(store, "p-1", count=2, authors=authors)
    books.take_in(store)
    new = opened(books.sign(KEY))

    for case in authors:
        proof = books.inclusion(case)
        proof.check(new)
        assert (case, authors[case].head) == (proof.case, proof.hash)
        books.inclusion(case, size=9).check(old)
        with pytest.raises(BrokenProof):
            proof.check(old)
    assert 3 == books.inclusion("p-1", size=9).seq
    books.inclusion("p-1", seq=2).check(new)
    with pytest.raises(BrokenProof):
        replace(books.inclusion("p-1"), hash=authors["p-2"].head).check(new)
    with pytest.raises(InvalidData, match="the ledger has nothing of case 'p-4' up to 11"):
        books.inclusion("p-4")
    with pytest.raises(BrokenProof, match="fewer than 12"):
        books.inclusion("p-1", size=12)


def test_each_checkpoint_continues_the_one_before(books):
    """
    That nothing was left out in between is proven by both checkpoints and a few hashes.
    """
    store = MemoryStore()
    authors: dict[str, Author] = {}
    checkpoints: list[Checkpoint] = []
    for count in (1, 2, 5):
        write(store, "p-1", "p-2", count=count, authors=authors)
        books.take_in(store)
        checkpoints.append(opened(books.sign(KEY)))

    for earlier, later in pairwise(checkpoints):
        books.consistency(earlier.size, later.size).check(earlier, later)
    books.consistency(2).check(checkpoints[0], checkpoints[-1])
    with pytest.raises(BrokenProof):
        books.consistency(2, 6).check(checkpoints[0], checkpoints[-1])
    for first, second in ((0, 6), (7, 6)):
        with pytest.raises(InvalidData, match="there is no checkpoint over"):
            books.consistency(first, second)


def test_ledger_of_others_is_only_read():
    """
    Whoever may not write it can still check a checkpoint against it.
    """
    with a_home() as home:
        store = filled("p-1")
        with Ledger(home / "ledger") as books:
            books.take_in(store)
            checkpoint = opened(books.sign(KEY))
        for path in (home / "ledger", *(home / "ledger").iterdir()):
            os.chmod(path, 0o555)

        said = as_ordinary_user(lambda: _leaves.sealed(Path(home / "ledger"), checkpoint))

    assert str({"p-1": [(3, [*store.read("p-1")][-1].hash)]}) == said
