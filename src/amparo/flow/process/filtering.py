"""Filtering a map by frequency: the rare is hidden, what connects stays; it says what it hid."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf

import polars as pl

from amparo.flow.process.follows import Follows, Hidden

Pair = tuple[str, str]
START, END = "\0start", "\0end"  # no activity can be named so


def above(whole: Follows, share: float) -> Follows:
    """Pairs that happened in at least this share of the cases, and what connects them."""
    least = max(share * whole.n, 1)
    return _kept(whole, whole.frame.filter(pl.col("n_cases") >= least), least)


def covering(whole: Follows, share: float) -> Follows:
    """The fewest pairs, commonest first, that hold this share of all, and what connects them."""
    before = pl.col("count").cum_sum() - pl.col("count")
    common = whole.frame.filter(before < share * pl.col("count").sum() - 1e-9)
    return _kept(whole, common, _rarest(common))


def commonest(whole: Follows, n_pairs: int) -> Follows:
    """This many commonest pairs, and what connects them."""
    common = whole.frame.head(n_pairs)
    return _kept(whole, common, _rarest(common))


def _rarest(pairs: pl.DataFrame) -> float:
    return min(pairs.get_column("count").to_list(), default=inf)


def _kept(whole: Follows, common: pl.DataFrame, least: float) -> Follows:
    """The map of these pairs, each activity joined to where cases begin and to where they stop.

    What is not joined so is joined by the way whose rarest part is the commonest.
    """
    if whole.frame.height == 0:
        return whole
    ways = _ways(whole)
    kept = set(common.select("source", "target").rows())
    kept |= {way for way, n in ways.items() if n >= least and (START in way or END in way)}
    back = {(target, source): n for (source, target), n in ways.items()}
    kept = _joined(kept, START, ways)
    kept = _flipped(_joined(_flipped(kept), END, back))
    names = {name for way in kept for name in way} - {START, END}
    pairs = pl.struct("source", "target")
    shown = [{"source": s, "target": t} for s, t in kept if s != START and t != END]
    stays = pairs.is_in(shown) if shown else pl.lit(value=False)
    frame = whole.frame.filter(stays)
    gone = whole.frame.filter(~stays)
    activities = whole.activities.filter(pl.col("activity").is_in(names))
    lost = whole.activities.filter(~pl.col("activity").is_in(names)).get_column("activity")
    hidden = Hidden(
        whole.hidden.pairs + gone.height,
        whole.hidden.n + int(gone.get_column("count").sum()),
        (*whole.hidden.activities, *lost.to_list()),
    )
    return replace(whole, frame=frame, activities=activities, hidden=hidden)


def _ways(whole: Follows) -> dict[Pair, int]:
    """Every pair with its count; a beginning is a pair from START, a stop one to END."""
    ways = {(s, t): n for s, t, n in whole.frame.select("source", "target", "count").rows()}
    for name, started, ended, still in whole.activities.select(
        "activity", "started", "ended", "open"
    ).rows():
        if started:
            ways[START, name] = started
        if ended or still:
            ways[name, END] = ended + still
    return ways


def _flipped(pairs: set[Pair]) -> set[Pair]:
    return {(target, source) for source, target in pairs}


def _joined(kept: set[Pair], root: str, ways: Mapping[Pair, int]) -> set[Pair]:
    """The kept pairs, and the widest way to every activity that the root does not reach in them."""
    before = _widest(root, ways)
    joined = set(kept)
    for name in sorted({name for pair in kept for name in pair} - {START, END}):
        if name not in _reached(root, joined):
            joined |= set(_way_to(name, root, before))
    return joined


def _way_to(name: str, root: str, before: Mapping[str, str]) -> Iterator[Pair]:
    while name != root and name in before:
        yield before[name], name
        name = before[name]


def _reached(root: str, pairs: set[Pair]) -> set[str]:
    following: dict[str, list[str]] = {}
    for source, target in pairs:
        following.setdefault(source, []).append(target)
    seen, ahead = {root}, [root]
    while ahead:
        for name in following.get(ahead.pop(), ()):
            if name not in seen:
                seen.add(name)
                ahead.append(name)
    return seen


def _widest(root: str, ways: Mapping[Pair, int]) -> dict[str, str]:
    """For each activity the one before it on the way from the root whose rarest pair is commonest.

    Source: the widest path by Dijkstra's method (Pollack 1960).
    """
    following: dict[str, list[tuple[str, int]]] = {}
    for (source, target), n in ways.items():
        following.setdefault(source, []).append((target, n))
    before: dict[str, str] = {}
    done: set[str] = set()
    ahead: list[tuple[float, str, str]] = [(-inf, root, "")]
    while ahead:
        width, name, came_from = heapq.heappop(ahead)
        if name in done:
            continue
        done.add(name)
        before[name] = came_from
        for target, n in following.get(name, ()):
            if target not in done:
                heapq.heappush(ahead, (max(width, -n), target, name))
    del before[root]
    return before
