"""Respondent-driven samples: people who bring people, weighed by how many they know.

Source: Volz and Heckathorn (2008), Journal of Official Statistics 24 (RDS-II); intervals by the
tree bootstrap of Baraff, McCormick and Raftery (2016), PNAS 113, which errs to the wide side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.prevalence.designs.ratio import named, numbers, scaled
from amparo.flow.prevalence.designs.result import Prevalence, Study
from amparo.flow.survival import Floats, Interval

DRAWS = 1_000
SEED = 2008
MOST_PEOPLE = 200_000


@dataclass(frozen=True)
class Tree:
    """Who brought whom: places of recruits, seeds, and each person's wave (0 is a seed)."""

    recruits: tuple[tuple[int, ...], ...]
    seeds: tuple[int, ...]
    wave: tuple[int, ...]
    root: tuple[int, ...]


def referrals(
    frame: pl.DataFrame, *, person: str, recruiter: str, knows: str, outcome: str,
    population: float | None = None, level: float = 0.95, seed: int = SEED,
) -> Prevalence:  # fmt: skip
    """Σ y / d over Σ 1 / d, where d is how many such people each one `knows`.

    `recruiter` is blank for seeds. Misleads when few waves were reached, when people bring their
    own kind, or when the numbers they say they know are guesses; the doubts say what was seen of
    that.
    Raises: Refused where someone is brought by nobody there, or by one he brought.
    """
    if frame.height > MOST_PEOPLE:
        raise Refused(f"At most {MOST_PEOPLE:,} people can be read", found=f"{frame.height:,}")
    for column in (person, recruiter):
        named(frame, column)
    y, d = numbers(frame, outcome, of="1 or 0"), numbers(frame, knows, of="people known")
    if (d <= 0).any():
        rows = ", ".join(str(int(i) + 1) for i in np.flatnonzero(d <= 0)[:5])
        raise Refused(
            "Everyone in the sample knows at least the person who brought them",
            where=f"row {rows}",
            next_step="correct the number, or leave the person out and say so",
        )  # fmt: skip
    tree = _tree(frame, person, recruiter)
    value = _volz_heckathorn(y, d)
    draws = _tree_draws(tree, y, d, np.random.default_rng(seed))
    low, high = np.quantile(draws, [0.5 - level / 2, 0.5 + level / 2])
    share = Interval(value, min(float(low), value), max(float(high), value))
    spread = float(np.var(draws))
    worth = value * (1 - value) / spread if spread > 0 else float(y.size)
    return Prevalence(
        Study.REFERRALS, share, scaled(share, population), level, int(y.size), worth,
        "RDS-II (Volz–Heckathorn)", "tree bootstrap", _waves(tree, y, d), _doubts(tree, y, d),
    )  # fmt: skip


def _volz_heckathorn(y: Floats, d: Floats) -> float:
    return float((y / d).sum() / (1.0 / d).sum())


def _tree(frame: pl.DataFrame, person: str, recruiter: str) -> Tree:
    names = frame[person].cast(pl.String).to_list()
    places = {name: i for i, name in enumerate(names)}
    if len(places) < len(names) or None in places:
        raise Refused(f"{person} must name each person once", found="a blank or a name twice")
    by = [name or "" for name in frame[recruiter].cast(pl.String).to_list()]
    if missing := [i for i, name in enumerate(by) if name.strip() and name not in places]:
        raise Refused(
            f"{recruiter} names people who are not in the sample",
            where="row " + ", ".join(str(i + 1) for i in missing[:5]),
            next_step="leave the cell blank for a seed",
        )  # fmt: skip
    recruits: list[list[int]] = [[] for _ in names]
    seeds = [i for i, name in enumerate(by) if not name.strip()]
    for i, name in enumerate(by):
        if name.strip():
            recruits[places[name]].append(i)
    wave, root = [-1] * len(names), [-1] * len(names)
    row = [(i, 0, i) for i in seeds]
    for at, depth, first in row:
        wave[at], root[at] = depth, first
        row.extend((one, depth + 1, first) for one in recruits[at])
    if -1 in wave:
        raise Refused(
            "Someone is brought by a person whom they brought", where=f"row {wave.index(-1) + 1}",
            next_step="mend the recruiter: chains begin with a seed",
        )  # fmt: skip
    return Tree(tuple(tuple(r) for r in recruits), tuple(seeds), tuple(wave), tuple(root))


def _tree_draws(tree: Tree, y: Floats, d: Floats, rng: np.random.Generator) -> Floats:
    """Seeds drawn anew, then the recruits of each, and so on down, wave by wave for all draws."""
    if not tree.seeds:
        raise CannotEstimate("There is no seed: every chain begins with one")
    starts = np.concatenate([[0], np.cumsum([len(r) for r in tree.recruits])])
    flat = np.asarray([i for r in tree.recruits for i in r], dtype=np.int64)
    size = np.diff(starts)
    above, below = np.zeros(DRAWS), np.zeros(DRAWS)
    draw = np.repeat(np.arange(DRAWS), len(tree.seeds))
    at = rng.choice(np.asarray(tree.seeds), size=draw.size)
    while at.size:
        above += np.bincount(draw, weights=y[at] / d[at], minlength=DRAWS)
        below += np.bincount(draw, weights=1.0 / d[at], minlength=DRAWS)
        many = size[at]
        parent, draw = np.repeat(at, many), np.repeat(draw, many)
        pick = (rng.random(parent.size) * size[parent]).astype(np.int64)
        at = flat[starts[parent] + pick] if parent.size else np.empty(0, dtype=np.int64)
        if at.size > 40 * DRAWS * max(1, y.size):
            raise CannotEstimate("The chains are too unlike each other to be drawn anew")
    return above / below


def _waves(tree: Tree, y: Floats, d: Floats) -> pl.DataFrame:
    """One row a wave: how many, and the estimate from this wave and all before."""
    wave = np.asarray(tree.wave)
    rows = []
    for one in range(int(wave.max()) + 1):
        upto = wave <= one
        rows.append({
            "wave": one, "n": int((wave == one).sum()),
            "estimate_so_far": _volz_heckathorn(y[upto], d[upto]),
        })  # fmt: skip
    return pl.DataFrame(rows)


def _doubts(tree: Tree, y: Floats, d: Floats) -> tuple[str, ...]:
    """What the recruitment shows: waves, one tree among all, their own kind, round numbers."""
    wave, root = np.asarray(tree.wave), np.asarray(tree.root)
    said = []
    if wave.max() < 4:
        said.append(f"Only {int(wave.max())} waves beyond the seeds: the seeds still decide much.")
    biggest = float(np.unique(root, return_counts=True)[1].max()) / root.size
    if biggest > 0.5 and len(tree.seeds) > 1:
        said.append(f"One seed's chain holds {biggest:.0%} of the sample.")
    pairs = [(y[i], y[j]) for i, row in enumerate(tree.recruits) for j in row]
    if len(pairs) >= 20:
        same = float(np.mean([a == b for a, b in pairs]))
        p = float(np.mean([b for _, b in pairs]))
        chance = p * float(np.mean([a for a, _ in pairs])) + (1 - p) * float(
            np.mean([1 - a for a, _ in pairs])
        )
        if same > chance + 0.1:
            said.append(
                f"People bring their own kind ({same:.0%} of pairs alike, {chance:.0%} by chance)."
            )
    if float(np.mean(d % 5 == 0)) > 0.5 and d.size >= 20:
        said.append("Over half say a round number of people known: they are guesses.")
    late = wave >= 2
    if late.sum() >= 20 and abs(_volz_heckathorn(y[late], d[late]) - _volz_heckathorn(y, d)) > 0.03:
        said.append("The estimate has not settled from wave to wave.")
    return tuple(said)
