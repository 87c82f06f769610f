"""Who brought whom, and how much alike people of one chain are: the error of a sample of chains.

Source: Volz and Heckathorn (2008), Journal of Official Statistics 24, section 5, for the variance
where people are alike the more the nearer they stand; Rohe (2019), Annals of Statistics 47, for
when no such sample settles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from amparo.flow.survival import Floats

MOST_LEFT = 0.95  # of a likeness, from one link to the next
FEWEST_CHAINS = 4  # of which a variance between them says anything


@dataclass(frozen=True)
class Tree:
    """Who brought whom: places of recruits, seeds, and each person's wave (0 is a seed)."""

    recruits: tuple[tuple[int, ...], ...]
    seeds: tuple[int, ...]
    wave: tuple[int, ...]
    root: tuple[int, ...]

    def links(self) -> npt.NDArray[np.int64]:
        """One row a person brought by another: the places of both."""
        made = [(i, j) for i, row in enumerate(self.recruits) for j in row]
        return np.asarray(made, dtype=np.int64).reshape(-1, 2)

    def pairs_by_distance(self) -> Floats:
        """How many pairs of one chain stand so many links apart; the index is the links."""
        made = np.zeros(2 * max(self.wave) + 1)
        below: dict[int, Floats] = {}
        # Those brought last come first, so that what lies below each is known when he comes.
        for place in sorted(range(len(self.wave)), key=lambda at: -self.wave[at]):
            own = np.ones(1)  # how many lie so many links below, himself among them
            for one in self.recruits[place]:
                branch = np.concatenate([[0.0], below.pop(one)])
                met = np.convolve(own, branch)
                made[: met.size] += met
                longer, shorter = (branch, own) if branch.size > own.size else (own, branch)
                own = longer.copy()
                own[: shorter.size] += shorter
            below[place] = own
        return made


@dataclass(frozen=True)
class Alike:
    """The variance of the estimate; `likeness` of recruiter and recruit in the outcome, from 0 (as
    strangers) to 1; `branches` how many a person brought who brought anyone. `n_chains` is not 0
    where chains differ by more than that likeness explains: the variance is theirs then."""

    variance: float
    likeness: float
    branches: float
    n_chains: int = 0

    @property
    def settles(self) -> bool:
        """Whether likeness fades along a chain faster than the chain branches."""
        return self.likeness**2 * self.branches < 1


def alike_in(tree: Tree, y: Floats, d: Floats, estimate: float) -> Alike:
    """The variance of Σ y/d over Σ 1/d: the own part of each person, and twice that of each pair.

    A pair of recruiter and recruit shares what such pairs share on average; with each link more
    between two, a part of it is left. That part is the likeness of recruiter and recruit, or what
    is seen to be left over two links where that is more: people may come from circles that nobody
    asked about. Where recruits are less alike than strangers, nothing is taken off.

    Whole chains can differ by more than that: each may have stayed in a circle of its own. Where
    the variance between chains is the larger it is taken.
    """
    weight = 1.0 / d
    parts = weight * (y - estimate) / weight.mean()
    alone, n = float((parts**2).sum()), y.size
    links = tree.links()
    if not len(links):
        return Alike(alone / n**2, 0.0, 0.0)
    brought, by = links[:, 1], links[:, 0]
    likeness = _likeness(y[by], y[brought])
    shared = float((parts[by] * parts[brought]).mean())
    apart = tree.pairs_by_distance()
    together = 0.0
    if shared > 0:
        over_two = _over_two(links, parts) / max(apart[2] if apart.size > 2 else 0.0, 1.0)
        left = max(likeness, min(over_two / shared, MOST_LEFT))
        fading = left ** np.maximum(np.arange(apart.size) - 1, 0)
        together = 2.0 * shared * float((apart * fading).sum())
    variance, branches = (alone + together) / n**2, len(links) / np.unique(by).size
    n_chains, between = len(tree.seeds), _between(tree, parts)
    if n_chains >= FEWEST_CHAINS and between > variance:
        return Alike(between, likeness, branches, n_chains)
    return Alike(variance, likeness, branches)


def _between(tree: Tree, parts: Floats) -> float:
    """The variance of the mean of all parts, as that of a sample of whole chains."""
    _, chain = np.unique(np.asarray(tree.root), return_inverse=True)
    sums = np.bincount(chain, weights=parts)
    k = sums.size
    return float((sums**2).sum()) * k / (k - 1) / parts.size**2 if k > 1 else 0.0


def _over_two(links: npt.NDArray[np.int64], parts: Floats) -> float:
    """The products of all pairs two links apart, added up: brought by one, or by one brought."""
    by, brought = links[:, 0], links[:, 1]
    sums = np.bincount(by, weights=parts[brought], minlength=parts.size)
    squares = np.bincount(by, weights=parts[brought] ** 2, minlength=parts.size)
    return float((sums**2 - squares).sum()) / 2 + float((parts[by] * sums[brought]).sum())


def _likeness(one: Floats, other: Floats) -> float:
    """The correlation of recruiter and recruit, from 0 to just under 1."""
    share = float(np.concatenate([one, other]).mean())
    spread = share * (1 - share)
    if spread <= 0:
        return 0.0
    return min(max(float(((one - share) * (other - share)).mean()) / spread, 0.0), MOST_LEFT)
