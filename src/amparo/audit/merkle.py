"""A Merkle tree over the trail: one short root stands for every entry, and proves any one of them.

Source: RFC 6962, section 2.1. A leaf's hash starts with 0x00 and a node's with 0x01, so that no
node can be passed off as an entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field


def leaf_of(digest: str) -> bytes:
    """The leaf of one entry: the hash of the digest that its row carries.

    What somebody wrote over a digest, and is none, has a leaf that no digest has.
    """
    try:
        return hashlib.sha256(b"\x00" + bytes.fromhex(digest)).digest()
    except ValueError:
        return hashlib.sha256(b"\x02" + digest.encode("utf-8", "surrogatepass")).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A tree that only grows: the roots of its full subtrees, the largest first.

    Appending costs one hash on average, and it holds as many hashes as `size` has ones in binary.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Append one leaf."""
        full, n = leaf, self.size
        while n & 1:
            full, n = _node(self.peaks.pop(), full), n >> 1
        self.peaks.append(full)
        self.size += 1

    def root(self) -> bytes:
        """The hash that stands for every leaf so far; that of nothing where there is none."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = _node(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of these leaves."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def _split(n: int) -> int:
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


def proof_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root, without telling any other entry.

    Source: RFC 6962, section 2.1.1 (audit path).
    """
    if len(leaves) == 1:
        return []
    cut = _split(len(leaves))
    if index < cut:
        return [*proof_of(leaves[:cut], index), root_of(leaves[cut:])]
    return [*proof_of(leaves[cut:], index - cut), root_of(leaves[:cut])]
