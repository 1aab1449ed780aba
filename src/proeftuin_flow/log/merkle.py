"""
Merkle trees, as in RFC 6962 §2.1 and RFC 9162 §2.1: one hash for a whole list, and short proofs about it.

Nothing here knows where the hashes are kept: a tree is whatever hands out its `Nodes`.  Level 0 has the leaves, and a node of a level
stands for two of the level below; only nodes whose leaves are all there exist.  They are stored in the order in which they come to
exist, so that a tree that grows is only ever appended to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

__all__ = [
    "EMPTY", "HASH", "Frontier", "Nodes", "consistency_path", "frontier_of", "inclusion_path", "is_consistent", "is_included", "leaf_hash",
    "node_hash", "place_of_node", "root_of", "stored_nodes",
]  # fmt: skip

HASH: Final = 32
"""The bytes of a hash."""

EMPTY: Final = sha256().digest()
"""The root of a tree without leaves."""

Nodes: TypeAlias = Callable[[int, int], bytes]
"""The hash of a node: of its level, and how many stand to the left of it there."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf: it cannot stand in for a node."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes."""
    return sha256(b"\x01" + left + right).digest()


# ── growing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Frontier:
    """
    The right edge of a tree: the roots of its whole subtrees, from the largest to the smallest.

    It is all that is needed to add leaves, and to know the root.
    """

    __slots__ = ("_roots", "size")

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        self.size = size
        self._roots = [*roots]

    def add(self, leaf: bytes) -> Iterator[bytes]:
        """Add a leaf.  The hashes of the nodes that exist from now on, in the order in which they are stored: its own, then those above."""
        hashed = leaf_hash(leaf)
        yield hashed
        whole = self.size
        while whole & 1:
            hashed = node_hash(self._roots.pop(), hashed)
            yield hashed
            whole >>= 1
        self._roots.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self._roots:
            return EMPTY
        *others, root = self._roots
        for each in reversed(others):
            root = node_hash(each, root)
        return root


def stored_nodes(size: int) -> int:
    """How many nodes a tree of that many leaves has stored."""
    return 2 * size - size.bit_count()


def place_of_node(level: int, index: int) -> int:
    """How many nodes are stored before this one."""
    last = ((index + 1) << level) - 1  # the last of its leaves: it exists from there on
    return stored_nodes(last) + level


def frontier_of(size: int, nodes: Nodes) -> Frontier:
    """The right edge of a tree of that size, from its nodes."""
    roots, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            roots.append(nodes(level, start >> level))
            start += 1 << level
    return Frontier(size, roots)


def root_of(size: int, nodes: Nodes) -> bytes:
    """The root of the first leaves of a tree, from its nodes; it may have more leaves."""
    return frontier_of(size, nodes).root()


# ── proving ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """What shows that a leaf is in the tree of that size: the hashes beside its way to the root, from the bottom (RFC 9162 §2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(_subtree(middle, end, nodes))
            end = middle
        else:
            path.append(_subtree(start, middle, nodes))
            start = middle
    return path[::-1]


def consistency_path(first: int, second: int, nodes: Nodes) -> list[bytes]:
    """What shows that the tree of the second size begins with the tree of the first (RFC 9162 §2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError(f"from {first} to {second}")
    path: list[bytes] = []
    start, end, known = 0, second, True  # whether the verifier has the hash of all that the first tree has here
    while first != end:
        middle = start + split(end - start)
        if first <= middle:
            path.append(_subtree(middle, end, nodes))
            end = middle
        else:
            path.append(_subtree(start, middle, nodes))
            start, known = middle, False
    if not known:
        path.append(_subtree(start, end, nodes))
    return path[::-1]


def split(size: int) -> int:
    """The largest power of two that is smaller: so many leaves stand on the left."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(start: int, end: int, nodes: Nodes) -> bytes:
    size = end - start
    if size.bit_count() == 1:
        level = size.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + split(size)
    return node_hash(_subtree(start, middle, nodes), _subtree(middle, end, nodes))


# ── checking ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a path shows that the leaf is in the tree with that root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, leaf_hash(leaf)
    for each in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(each, hashed)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            hashed = node_hash(hashed, each)
        place >>= 1
        last >>= 1
    return last == 0 and hashed == root


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path shows that the second tree begins with the first (RFC 9162 §2.1.4.2).  Every tree begins with the empty one."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY
    rest = [*path] if first.bit_count() > 1 else [first_root, *path]
    if not rest:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place >>= 1
        last >>= 1
    one = other = rest[0]
    for each in rest[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            one, other = node_hash(each, one), node_hash(each, other)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            other = node_hash(other, each)
        place >>= 1
        last >>= 1
    return last == 0 and one == first_root and other == second_root
