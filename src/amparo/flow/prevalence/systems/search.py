"""The model of pairs with the lowest information criterion."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

from amparo.errors import CannotEstimate, Refused
from amparo.flow.prevalence.systems.existence import Exists, check, pose
from amparo.flow.prevalence.systems.intervals import Kind
from amparo.flow.prevalence.systems.loglinear import LogLinear
from amparo.flow.prevalence.systems.terms import pairs_of

if TYPE_CHECKING:
    from amparo.flow.prevalence.systems.lists import CaptureLists

ALL_UP_TO = 10  # pairs: 1,024 models; beyond, one pair in or out at a time
MOST_MODELS = 3000


def best(lists: CaptureLists, criterion: str, *, kind: Kind, level: float) -> LogLinear:
    """The best of all models of pairs, or the best reached by single changes, with many lists.

    Raises: CannotEstimate where no model has an estimate.
    """
    if criterion not in {"bic", "aic"}:
        raise Refused("A criterion is bic or aic", found=criterion)
    cells, counts = lists.table()
    pairs = pairs_of(lists.k)
    known: dict[frozenset[int], LogLinear | None] = {}

    def fitted(model: frozenset[int]) -> LogLinear | None:
        if model not in known:
            found = check(pose(lists.k, cells, counts, tuple(p for p in pairs if p in model)))
            usable = found.exists is Exists.YES
            known[model] = LogLinear(lists, found, kind, level) if usable else None
        return known[model]

    def worth(model: frozenset[int]) -> float:
        one = fitted(model)
        return float("inf") if one is None else float(getattr(one, criterion))

    if len(pairs) <= ALL_UP_TO:
        sizes = (combinations(pairs, size) for size in range(len(pairs) + 1))
        at = min((frozenset(one) for one in chain.from_iterable(sizes)), key=worth)
    else:
        at = frozenset[int]()
        while len(known) < MOST_MODELS:
            ahead = min((at ^ {pair} for pair in pairs), key=worth)
            if worth(ahead) >= worth(at):
                break
            at = ahead
    chosen = fitted(at)
    if chosen is None:
        raise CannotEstimate(
            "No model of pairs has an estimate from this table", where=lists.source,
            next_step="merge or leave out a list, or read the lower bound of chao()",
        )  # fmt: skip
    return chosen
