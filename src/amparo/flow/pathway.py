"""The pathway: which column names the case, its stages in order, and how cases leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from amparo.errors import Refused
from amparo.flow.reading import Guess, SuggestedExit
from amparo.flow.whole_file import whole_file

SHAPES = ("wide", "long")


@dataclass(frozen=True)
class Stage:
    """A point that cases reach: a date column (wide), or one or more activities (long)."""

    name: str
    column: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exit:
    """How cases leave the path: a column holding one of these values; dated by another column."""

    kind: str
    column: str
    values: tuple[str, ...]
    date_column: str | None = None


@dataclass(frozen=True)
class Between:
    """From one stage of a pathway to a later one, neighbours or not."""

    start: str
    to: str


@dataclass(frozen=True)
class Pathway:
    """Everything that says how a file is to be understood; a TOML file keeps it for editing."""

    case: str
    stages: tuple[Stage, ...]
    shape: str = "wide"
    unit: str = "case"
    activity: str | None = None
    time: str | None = None
    exits: tuple[Exit, ...] = ()
    groups: tuple[str, ...] = ()
    as_of: date | None = None
    date_order: str | None = None

    def __post_init__(self) -> None:
        names = [stage.name for stage in self.stages]
        if len(names) < 2:
            raise Refused("A pathway needs two stages or more", found=str(len(names)))
        if len(set(names)) < len(names):
            raise Refused("Two stages have the same name", next_step="name each stage once")

    @property
    def names(self) -> tuple[str, ...]:
        """The stages' names, in order."""
        return tuple(stage.name for stage in self.stages)

    def step(self, start: str, to: str) -> Between:
        """From one stage to a later one. Raises: Refused for stages not there in this order."""
        names = self.names
        if start not in names or to not in names or names.index(start) >= names.index(to):
            raise Refused(
                "No such step on this pathway", found=f"{start} → {to}",
                next_step=f"its stages are, in order: {', '.join(names)}",
            )  # fmt: skip
        return Between(start, to)

    @classmethod
    def of(cls, guessed: Guess, *, groups: Sequence[str] = ()) -> Pathway:
        """The pathway that a guess amounts to; suggested exits stay out."""
        return cls(
            case=guessed.case,
            stages=tuple(Stage(name, column) for name, column in guessed.stages),
            shape=guessed.shape,
            unit=guessed.unit,
            activity=guessed.activity,
            time=guessed.time,
            groups=tuple(groups),
            as_of=guessed.as_of,
        )

    @classmethod
    def read(cls, path: str | Path) -> Pathway:
        """Read a pathway file. Raises Refused that names the line or the entry to mend."""
        from amparo.flow.pathway_file import read  # noqa: PLC0415  (it makes pathways)

        return read(Path(path))

    def write(self, path: str | Path, *, suggested: Sequence[SuggestedExit] = ()) -> None:
        """Keep the pathway as TOML with comments; suggested exits stand in it commented out."""
        with whole_file(Path(path)) as file:
            file.write(self.as_toml(suggested=suggested).encode())

    def as_toml(self, *, suggested: Sequence[SuggestedExit] = ()) -> str:
        """The text of the pathway file."""
        from amparo.flow.pathway_file import text_of  # noqa: PLC0415  (it knows pathways)

        return text_of(self, suggested)

    def with_groups(self, groups: Sequence[str]) -> Pathway:
        """The same pathway, compared by these columns."""
        return replace(self, groups=tuple(groups))
