"""How complete the proof of an offence is: each element with what proves it, and what is missing.

Pure: no I/O. It counts what was tied; whether it convinces is for the prosecutor to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amparo.directory.packs import Gather, Offence


@dataclass(frozen=True)
class Piece:
    """An exhibit or a statement, by its kind and label; `tie` is the id of what ties it."""

    kind: str
    label: str
    tie: str


@dataclass(frozen=True)
class ElementProof:
    """One element: what proves it, and what more would, with how to gather it."""

    code: str
    pieces: tuple[Piece, ...]
    would_prove: tuple[str, ...]
    how: str


@dataclass(frozen=True)
class Fit:
    """An offence with the proof of each element.

    `score` is the share of elements that anything proves, 0 to 1. Counts: elements.
    """

    offence: Offence
    elements: tuple[ElementProof, ...]

    @property
    def n_proven(self) -> int:
        """Elements that something proves."""
        return sum(bool(one.pieces) for one in self.elements)

    @property
    def score(self) -> float:
        """The share of elements that anything proves."""
        return self.n_proven / len(self.elements) if self.elements else 0.0

    @property
    def missing(self) -> tuple[ElementProof, ...]:
        """Elements that nothing proves yet."""
        return tuple(one for one in self.elements if not one.pieces)


def fit(offence: Offence, tied: Mapping[str, Sequence[Piece]], gathering: Iterable[Gather]) -> Fit:
    """The offence against what was tied to it, by element."""
    rows = list(gathering)
    return Fit(
        offence,
        tuple(_element(code, offence.key, tied.get(code, ()), rows) for code in offence.elements),
    )


def _element(
    code: str, offence: str, pieces: Sequence[Piece], rows: Sequence[Gather]
) -> ElementProof:
    own = [row for row in rows if row.element == code and offence in row.offences]
    general = [row for row in rows if row.element == code and not row.offences]
    row = (own or general)[0]
    there = {piece.kind for piece in pieces}
    return ElementProof(
        code, tuple(pieces), tuple(kind for kind in row.kinds if kind not in there), row.how
    )
