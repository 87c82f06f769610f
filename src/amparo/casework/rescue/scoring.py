"""What answers to a screening tool call for, with the reasons shown. Pure; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from amparo.directory.packs.screening import Band, ScreeningItem, ScreeningTool


class Answer(StrEnum):
    """What is known of one item."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """The band the answers fall in, why, and what is still not known.

    Counts: `reached` signs, parts or acts, by the scoring of the tool. Misleads when much is not
    known: `n_unknown` of `n_items` that count.
    """

    band: Band
    reached: int
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    apart: tuple[str, ...]
    n_unknown: int
    n_items: int

    @property
    def may_rise(self) -> bool:
        """Whether what is not known could change it."""
        return self.n_unknown > 0


def result_of(tool: ScreeningTool, answers: Mapping[str, str], *, is_child: bool) -> Result:
    """What these answers call for; an item that is not answered is not known."""
    told = [item for item in tool.items if answers.get(item.code) == Answer.YES]
    counting = {part.code for part in tool.parts if part.counts}
    counted = [item for item in tool.items if item.part in counting]
    reached, reasons, missing = _scored(tool, told, answers, is_child=is_child)
    return Result(
        band=next(band for band in tool.bands if reached >= band.at_least),
        reached=reached,
        reasons=reasons,
        missing=missing,
        apart=tuple(item.text for item in told if item.part not in counting),
        n_unknown=sum(answers.get(item.code) not in {Answer.YES, Answer.NO} for item in counted),
        n_items=len(counted),
    )


def _scored(
    tool: ScreeningTool, told: list[ScreeningItem], answers: Mapping[str, str], *, is_child: bool
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    if tool.scoring == "parts":
        return _parts(tool, told, is_child=is_child)
    counting = {part.code for part in tool.parts if part.counts}
    counted = [item for item in told if item.part in counting]
    reasons = tuple(item.text for item in counted)
    if tool.scoring == "first":
        first = counted[:1]
        named = tuple(f"{item.means}: {item.text}" for item in first)
        return len(first), named + reasons[1:], ()
    if tool.scoring == "doubt":
        return _doubt(tool, counted, answers)
    return len(counted), reasons, ()


def _parts(
    tool: ScreeningTool, told: list[ScreeningItem], *, is_child: bool
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """The parts that were told; for a child a part that children need not show counts as told."""
    reached, reasons, missing = 0, [], []
    for part in tool.parts:
        mine = [item.text for item in told if item.part == part.code]
        if mine:
            reasons += [f"{part.name}: {text}" for text in mine]
        elif is_child and part.child_skips:
            reasons.append(f"{part.name}: need not be shown, since the person is a child")
        else:
            missing.append(part.name)
            continue
        reached += 1
    skipped = sum(is_child and part.child_skips for part in tool.parts)
    only_skipped = reached == skipped and not any(
        item.part == part.code for part in tool.parts for item in told
    )
    return (0 if only_skipped else reached), tuple(reasons), tuple(missing)


def _doubt(
    tool: ScreeningTool, child: list[ScreeningItem], answers: Mapping[str, str]
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Nobody counts as grown while anything says otherwise, or nothing settles it."""
    settles = [i for p in tool.parts if not p.counts for i in tool.items_of(p.code)]
    settled = any(answers.get(item.code) == Answer.YES for item in settles)
    if child:
        return len(child), tuple(item.text for item in child), ()
    if settled:
        return 0, tuple(i.text for i in settles if answers.get(i.code) == Answer.YES), ()
    return 1, ("Nothing settles that the person is grown",), tuple(i.text for i in settles)
