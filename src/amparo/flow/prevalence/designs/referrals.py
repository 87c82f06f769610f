"""Respondent-driven samples: people who bring people, weighed by how many they know.

Source: Volz and Heckathorn (2008), Journal of Official Statistics 24 (RDS-II), with the variance of
`chains`. The tree bootstrap often used instead draws every wave anew, so that what a wave adds to
the error is counted once for it and again in every wave above: docs/methods.md has by how much.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from amparo.errors import CannotEstimate, Refused
from amparo.flow.prevalence.designs.chains import Alike, Tree, alike_in
from amparo.flow.prevalence.designs.ratio import named, numbers, scaled, wilson
from amparo.flow.prevalence.designs.result import Prevalence, Study
from amparo.flow.survival import Floats

MOST_PEOPLE = 20_000  # far beyond any such study; a single chain of more would take minutes


def referrals(
    frame: pl.DataFrame, *, person: str, recruiter: str, knows: str, outcome: str,
    population: float | None = None, level: float = 0.95,
) -> Prevalence:  # fmt: skip
    """Σ y / d over Σ 1 / d, where d is how many such people each one `knows`.

    `recruiter` is blank for seeds. Misleads when few waves were reached, when people bring their
    own kind, or when the numbers they say they know are guesses; the doubts say what was seen of
    that.
    Raises: Refused where someone is brought by nobody there, or by one he brought; CannotEstimate
    without anyone.
    """
    if frame.height > MOST_PEOPLE:
        raise Refused(f"At most {MOST_PEOPLE:,} people can be read", found=f"{frame.height:,}")
    if frame.height == 0:
        raise CannotEstimate("Nobody is in the sample", next_step="look at the file")
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
    alike = alike_in(tree, y, d, value)
    spread = value * (1 - value)
    worth = min(spread / alike.variance, y.size) if alike.variance > 0 else float(y.size)
    # A variance between so many chains is known no better than so many numbers tell.
    free = alike.n_chains - 1 if alike.n_chains else max(1, round(worth) - 1)
    share = wilson(value, worth, level, free)
    rests_on = "what chains differ by" if alike.n_chains else "likeness along the chains"
    return Prevalence(
        Study.REFERRALS, share, scaled(share, population), level, int(y.size), worth,
        "RDS-II (Volz–Heckathorn)", rests_on, _waves(tree, y, d),
        _doubts(tree, y, d, alike),
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


def _doubts(tree: Tree, y: Floats, d: Floats, alike: Alike) -> tuple[str, ...]:
    """What the recruitment shows: waves, one tree among all, their own kind, round numbers."""
    wave, root = np.asarray(tree.wave), np.asarray(tree.root)
    said = []
    if wave.max() < 4:
        said.append(f"Only {int(wave.max())} waves beyond the seeds: the seeds still decide much.")
    biggest = float(np.unique(root, return_counts=True)[1].max()) / root.size
    if biggest > 0.5 and len(tree.seeds) > 1:
        said.append(f"One seed's chain holds {biggest:.0%} of the sample.")
    said += _own_kind(tree, y, alike)
    if alike.n_chains:
        said.append(
            f"The {alike.n_chains} chains differ by more than likeness from person to person "
            "explains: there are circles that nobody asked about, and the interval is wider for it."
        )
    if float(np.mean(d % 5 == 0)) > 0.5 and d.size >= 20:
        said.append("Over half say a round number of people known: they are guesses.")
    late = wave >= 2
    if late.sum() >= 20 and abs(_volz_heckathorn(y[late], d[late]) - _volz_heckathorn(y, d)) > 0.03:
        said.append("The estimate has not settled from wave to wave.")
    return tuple(said)


def _own_kind(tree: Tree, y: Floats, alike: Alike) -> list[str]:
    """Whether people bring their own kind, and so much that no number of waves settles it."""
    links = tree.links()
    if len(links) < 20:
        return []
    one, other = y[links[:, 0]], y[links[:, 1]]
    same, p, q = float((one == other).mean()), float(other.mean()), float(one.mean())
    chance = p * q + (1 - p) * (1 - q)
    said = []
    if same > chance + 0.1:
        said.append(
            f"People bring their own kind ({same:.0%} of pairs alike, {chance:.0%} by chance)."
        )
    if not alike.settles:
        said.append(
            "They do so to such a degree that more waves would hardly help, and the interval is "
            "too narrow: begin again with more seeds, of every kind."
        )
    return said
