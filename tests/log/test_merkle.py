"""
Merkle trees: the numbers of the reference implementation, and for any tree what RFC 9162 says in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proeftuin_flow.log import merkle
from proeftuin_flow.log.merkle import (
    EMPTY,
    Frontier,
    consistency_path,
    frontier_of,
    inclusion_path,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    place_of_node,
    root_of,
    stored_nodes,
)

# The test data of Certificate Transparency's reference implementation, which every other one is tested against.
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [bytes.fromhex(text) for text in (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)]  # fmt: skip
INCLUSIONS = [
    (0, 1, []),
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
CONSISTENCIES = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
    (6, 7, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
]  # fmt: skip


class Grown:
    """A tree that was grown leaf by leaf, its nodes in the order in which they are stored."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.stored: list[bytes] = []
        self.frontier = Frontier()
        for leaf in leaves:
            self.stored += self.frontier.add(leaf)

    def __call__(self, level: int, index: int) -> bytes:
        return self.stored[place_of_node(level, index)]


# ── what the RFC says in words, without a thought for speed ──────────────────────────────────────────────────────────────


def root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = half(len(leaves))
    return sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()


def half(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = half(len(leaves))
    return [*path(m, leaves[:k]), root(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), root(leaves[:k])]


def proof(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [root(leaves)]
    k = half(len(leaves))
    if m <= k:
        return [*proof(m, leaves[:k], whole), root(leaves[k:])]
    return [*proof(m - k, leaves[k:], False), root(leaves[:k])]


def some(count: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(count)]


# ── the reference implementation's numbers ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference(size):
    """
    Trees of none to eight leaves have the roots that every implementation has.
    """
    tree = Grown(LEAVES[:size])

    assert ROOTS[size] == tree.frontier.root() == root_of(size, tree) == root_of(size, Grown(LEAVES))


@pytest.mark.parametrize(("index", "size", "expected"), INCLUSIONS)
def test_inclusion_proofs_are_those_of_the_reference(index, size, expected):
    """
    A proof is the same everywhere, and verifies.
    """
    found = inclusion_path(index, size, Grown(LEAVES))

    assert expected == [each.hex() for each in found]
    assert is_included(LEAVES[index], index, size, found, ROOTS[size])


@pytest.mark.parametrize(("first", "second", "expected"), CONSISTENCIES)
def test_consistency_proofs_are_those_of_the_reference(first, second, expected):
    """
    A proof is the same everywhere, and verifies.
    """
    found = consistency_path(first, second, Grown(LEAVES))

    assert expected == [each.hex() for each in found]
    assert is_consistent(first, second, ROOTS[first], ROOTS[second], found)


def test_nodes_have_domains_of_their_own():
    """
    A leaf that looks like two hashes is no node.
    """
    left, right = leaf_hash(b"a"), leaf_hash(b"b")

    assert node_hash(left, right) != leaf_hash(left + right)
    assert sha256(b"").digest() == EMPTY


# ── any tree ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 70))
def test_tree_grows_as_the_words_say(size):
    """
    Whatever its size, a tree that was grown leaf by leaf has the root of the definition, also of any of its beginnings.
    """
    leaves, tree = some(size), Grown(some(size))

    assert root(leaves) == tree.frontier.root()
    assert stored_nodes(size) == len(tree.stored)
    assert [root(leaves[:n]) for n in range(size + 1)] == [root_of(n, tree) for n in range(size + 1)]


@given(st.data())
def test_proofs_are_as_the_words_say(data):
    """
    Both proofs, for any leaf and any two sizes, are those of the definition, and verify.
    """
    size = data.draw(st.integers(1, 70))
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    leaves, tree = some(size), Grown(some(90))

    included, consistent = inclusion_path(index, size, tree), consistency_path(first, size, tree)

    assert path(index, leaves) == included
    assert proof(first, leaves) == consistent
    assert is_included(leaves[index], index, size, included, root(leaves))
    assert is_consistent(first, size, root(leaves[:first]), root(leaves), consistent)


@given(st.data())
def test_changed_proofs_show_nothing(data):
    """
    With another leaf, place, size, root, or path, nothing is shown.
    """
    size = data.draw(st.integers(2, 40))
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    leaves, tree = some(size), Grown(some(size))
    top, included, consistent = root(leaves), inclusion_path(index, size, tree), consistency_path(first, size, tree)
    cut = data.draw(st.integers(0, len(included) - 1))
    torn = data.draw(st.integers(0, len(consistent) - 1))
    start = root(leaves[:first])

    assert not is_included(b"other", index, size, included, top)
    assert not is_included(leaves[index], (index + 1) % size, size, included, top)
    assert not is_included(leaves[index], index, size, included, EMPTY)
    assert not is_included(leaves[index], index, size, included[:cut] + included[cut + 1 :], top)
    assert not is_included(leaves[index], index, size, [*included[:cut], EMPTY, *included[cut + 1 :]], top)
    assert not is_included(leaves[index], index, size, [*included, EMPTY], top)
    assert not is_consistent(first, size, EMPTY, top, consistent)
    assert not is_consistent(first, size, start, EMPTY, consistent)
    assert not is_consistent(first, size, start, top, consistent[:torn] + consistent[torn + 1 :])
    assert not is_consistent(first, size, start, top, [*consistent[:torn], EMPTY, *consistent[torn + 1 :]])
    assert not is_consistent(first, size, start, top, [*consistent, EMPTY])


def test_what_cannot_be_shows_nothing():
    """
    Places and sizes that no tree has are no proofs, and none are made of them.
    """
    tree = Grown(LEAVES)

    assert not is_included(LEAVES[0], 8, 8, [], ROOTS[8])
    assert not is_included(LEAVES[0], -1, 8, [], ROOTS[8])
    assert not is_consistent(3, 2, ROOTS[3], ROOTS[2], [])
    assert not is_consistent(3, 8, ROOTS[3], ROOTS[8], [])
    assert not is_consistent(3, 3, ROOTS[3], ROOTS[2], [])
    assert not is_consistent(3, 3, ROOTS[3], ROOTS[3], [EMPTY])
    assert is_consistent(0, 0, EMPTY, EMPTY, [])
    assert not is_consistent(0, 0, EMPTY, ROOTS[2], [])
    assert is_consistent(0, 3, EMPTY, ROOTS[3], [])
    assert not is_consistent(0, 3, ROOTS[1], ROOTS[3], [])
    for wrong in (lambda: inclusion_path(8, 8, tree), lambda: inclusion_path(-1, 8, tree), lambda: consistency_path(0, 8, tree),
                  lambda: consistency_path(9, 8, tree)):  # fmt: skip
        with pytest.raises(ValueError, match=r"^(leaf|from)"):
            wrong()


def test_root_costs_a_hash_a_level(monkeypatch):
    """
    From the stored nodes, the root of a thousand leaves takes ten hashes, not a thousand; so does going on from there.
    """
    tree = Grown(some(1_023))
    counted: list[bytes] = []

    def counting(left, right):
        counted.append(left)
        return node_hash(left, right)

    monkeypatch.setattr(merkle, "node_hash", counting)

    frontier = frontier_of(1_023, tree)
    root_of(1_023, tree)
    assert len(counted) < 10

    added = [*frontier.add(b"one more")]

    assert 11 == len(added)
    assert len(counted) < 20
    assert root([*some(1_023), b"one more"]) == frontier.root()
