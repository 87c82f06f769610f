"""Whether a trail is what it was: each entry against the one before, all of them against witnesses.

The chain alone finds an entry that was changed, taken out or moved. Whoever can write to the
database can also write the chain anew, or cut its end off: that shows against checkpoints that were
signed earlier and kept elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from amparo.audit.checkpoint import Checkpoint
from amparo.audit.merkle import Tree, leaf_of

FIRST = "0" * 64


class Line(Protocol):
    """One entry, as far as the check goes."""

    seq: int
    previous: str
    digest: str

    def computed_digest(self) -> str:
        """What its digest has to be."""


@dataclass(frozen=True)
class ChainCheck:
    """What the check found. `broken_at` is the first entry that does not fit; `n_covered` is how
    many entries the newest checkpoint that holds vouches for; `faults` are sentences."""

    n_entries: int
    broken_at: int | None
    n_covered: int = 0
    faults: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """True when every entry fits the one before it, and all fit every checkpoint."""
        return self.broken_at is None and not self.faults

    @property
    def n_uncovered(self) -> int:
        """Entries newer than any checkpoint: the chain alone vouches for them."""
        return max(0, self.n_entries - self.n_covered)


def check_lines(lines: Iterable[Line], checkpoints: Sequence[Checkpoint] = ()) -> ChainCheck:
    """Recompute every digest and, at each checkpoint's size, the root; one pass.

    Misleads when: no checkpoint was kept where the rewriter could not reach it.
    """
    told: dict[int, list[Checkpoint]] = defaultdict(list)
    for one in checkpoints:
        told[one.size].append(one)
    tree, previous, broken_at = Tree(), FIRST, None
    faults = [
        _two_histories(size) for size, same in told.items() if len({c.root for c in same}) > 1
    ]
    covered, n_fitting = 0, 0
    for line in lines:
        fits = line.seq == tree.size + 1 and line.previous == previous
        if broken_at is None and not (fits and line.digest == line.computed_digest()):
            broken_at = line.seq
        n_fitting += broken_at is None
        tree.add(leaf_of(line.digest))
        previous = line.digest
        for one in told.get(tree.size, ()):
            if one.root != tree.root() or one.head != line.digest:
                faults.append(_rewritten(one))
            else:
                covered = tree.size
    faults += [_cut_off(one, tree.size) for size in sorted(told) for one in told[size]
               if size > tree.size]  # fmt: skip
    return ChainCheck(n_fitting, broken_at, covered, tuple(faults))


def _two_histories(size: int) -> str:
    return f"two different histories of the first {size:,} entries were signed"


def _rewritten(one: Checkpoint) -> str:
    return (
        f"the first {one.size:,} entries are not those that were signed on "
        f"{one.at:%d %B %Y at %H:%M} UTC: history was written anew"
    )


def _cut_off(one: Checkpoint, size: int) -> str:
    return (
        f"{one.size:,} entries were signed on {one.at:%d %B %Y at %H:%M} UTC, and {size:,} are "
        "here: the newest were cut off"
    )
