"""The cells of a table of lists and the terms of a model, as numbers whose bits are lists.

Bit i of a cell says that a person is on list i; bit i of a term, that it concerns list i. The
person on no list is cell 0, which nobody can see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from amparo.errors import Refused

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Asked = str | Sequence[str]


def cells_of(k: int) -> Ints:
    """Every combination of k lists but none of them, (2^k − 1,)."""
    return np.arange(1, 1 << k, dtype=np.int64)


def pairs_of(k: int) -> tuple[int, ...]:
    """The term of every pair of k lists."""
    return tuple((1 << i) | (1 << j) for i, j in combinations(range(k), 2))


def closed(k: int, terms: Iterable[int]) -> tuple[int, ...]:
    """The terms of a hierarchical model in order: the constant, each list, then what is asked.

    A term brings every smaller term that it holds: with A:B:C come A:B, A:C and B:C.
    """
    made = {0, *(1 << i for i in range(k))}
    for term in terms:
        part = term
        while part:
            made.add(part)
            part = (part - 1) & term
    return tuple(sorted(made, key=lambda term: (term.bit_count(), term)))


def design(cells: Ints, terms: Sequence[int]) -> Floats:
    """One row a cell, one column a term: 1 where the cell holds all lists of the term."""
    wanted = np.asarray(terms, dtype=np.int64)
    made: Floats = ((cells[:, None] & wanted) == wanted).astype(np.float64)
    return made


def held(cells: Ints, counts: Floats, term: int) -> float:
    """How many are on all lists of a term at once, whatever else they are on."""
    return float(counts[(cells & term) == term].sum())


def name_of(term: int, names: Sequence[str]) -> str:
    """ "LA:NG" """
    return ":".join(name for i, name in enumerate(names) if term >> i & 1)


def terms_of(asked: Iterable[Asked], names: Sequence[str]) -> tuple[int, ...]:
    """The terms of interactions such as "LA:NG" or ("LA", "NG").

    Raises: Refused that names every list that is not there.
    """
    places = {name: i for i, name in enumerate(names)}
    made, unknown = [], []
    for one in [asked] if isinstance(asked, str) else asked:
        parts = _parts(one, places)
        unknown += [part for part in parts if part not in places]
        if len(set(parts)) < 2:
            raise Refused(
                "An interaction names two lists or more", found=":".join(parts),
                next_step='write it as "LA:NG" or ("LA", "NG")',
            )  # fmt: skip
        made.append(sum(1 << places[part] for part in set(parts) if part in places))
    if unknown:
        raise Refused(
            "There is no such list", found=", ".join(dict.fromkeys(unknown)),
            next_step="there are: " + ", ".join(names),
        )  # fmt: skip
    return tuple(dict.fromkeys(made))


def _parts(asked: Asked, places: dict[str, int]) -> list[str]:
    if not isinstance(asked, str):
        return [str(part).strip() for part in asked]
    for mark in (":", "*", "×"):
        if mark in asked and asked not in places:
            return [part.strip() for part in asked.split(mark)]
    return [asked.strip()]
