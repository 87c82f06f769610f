"""The proof that nothing was dropped in silence: read = used + set aside, by reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from amparo.errors import Broken


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One kind of thing that was read, and what became of all of it.

    Raises: Broken where read is not used plus set aside; such a log must not be reported on.
    """

    what: str
    read: int
    used: int
    set_aside: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.read != self.used + sum(n for _, n in self.set_aside):
            raise Broken(f"The ledger of {self.what} does not add up", found=repr(self))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every line of the account."""

    lines: tuple[LedgerLine, ...]

    @property
    def frame(self) -> pl.DataFrame:
        """One row a reason: what, read, used, reason (null where nothing was), set_aside."""
        rows = [
            (line.what, line.read, line.used, reason, n)
            for line in self.lines
            for reason, n in (line.set_aside or ((None, 0),))
        ]
        names = ["what", "read", "used", "reason", "set_aside"]
        kinds = [pl.String, pl.Int64, pl.Int64, pl.String, pl.Int64]
        return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")

    def sentence(self) -> str:
        """The account of rows and dates in words."""
        dates = [line for line in self.lines if line.what.startswith("dates of ")]
        read, used = sum(d.read for d in dates), sum(d.used for d in dates)
        aside = f"{read - used:,} set aside" if read > used else "none set aside"
        return f"Of {read:,} dates read, {used:,} were used and {aside}, each with its reason."


def line(what: str, read: int, used: int, reasons: Mapping[str, int]) -> LedgerLine:
    """A line without the reasons that did not occur."""
    return LedgerLine(what, read, used, tuple((why, n) for why, n in reasons.items() if n))
