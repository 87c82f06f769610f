"""The map drawn from top to bottom, to be read on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

from amparo.flow.process.drawing.picture import NARROW, WIDE, Picture, picture_of
from amparo.flow.process.drawing.svg import MARGIN, written
from amparo.flow.process.drawing.words import SMALL, days_words, lines_of
from amparo.flow.process.filtering import commonest
from amparo.flow.process.follows import Follows
from amparo.flow.wording import counted, day, percent

WIDTHS = {False: 760.0, True: 340.0}  # px, by whether it is narrow
MOST_PAIRS = {False: 48, True: 20}
LEAST_PAIRS = 1


def svg_of(found: Follows, *, narrow: bool = False) -> str:
    """The map as SVG, 760 or 340 px wide; the rarest ways are hidden until it fits, and it says so.

    Words are never made smaller than 12 px to fit more in.
    """
    shown, picture = fitted(found, narrow=narrow)
    width = max(WIDTHS[narrow], picture.width + 2 * MARGIN)
    notes = [
        line
        for note in _notes(shown)
        for line in lines_of(note, SMALL, width - 2 * MARGIN)
    ]  # fmt: skip
    title = f"What follows what, {counted(found.n, found.unit)}, as known on {day(found.as_of)}"
    return written(picture, notes, title=title, told=_told(shown), width=width)


def fitted(found: Follows, *, narrow: bool) -> tuple[Follows, Picture]:
    """As much of the map as fits the width, and where everything stands."""
    size = NARROW if narrow else WIDE
    tried = None
    for n_pairs in _fewer(min(found.frame.height, MOST_PAIRS[narrow])):
        shown = found if n_pairs == found.frame.height else commonest(found, n_pairs)
        if tried is not None and shown.frame.height == tried[0].frame.height:
            continue  # what connects is as much as before
        picture = picture_of(shown, size)
        tried = shown, picture
        if picture.width + 2 * MARGIN <= WIDTHS[narrow]:
            break
    return tried or (found, picture_of(found, size))


def _fewer(n: int) -> Iterator[int]:
    """From n down, by a tenth at a time."""
    while n > LEAST_PAIRS:
        yield n
        n = min(n - 1, n * 9 // 10)
    yield n


def _notes(shown: Follows) -> list[str]:
    """What the lines mean, and what is not shown."""
    said = (
        "On each line: how many times one followed the other, and by when half of those had. What "
        "has not followed yet is in neither."
    )
    if shown.frame.height:
        said += " Broken lines go back."
    hidden = shown.hidden
    if not hidden.pairs:
        return [said]
    kept = int(shown.frame.get_column("count").sum())
    whole = kept + hidden.n
    more = f"Shown: {shown.frame.height} of {shown.frame.height + hidden.pairs:,} ways"
    more += f", {percent(kept / whole)} of all that followed."
    if hidden.activities:
        named = ", ".join(hidden.activities[:3])
        n = len(hidden.activities) - 3
        more += f" Not shown: {named}" + (f" and {n:,} more." if n > 0 else ".")
    return [said, more]


def _told(shown: Follows) -> str:
    """The commonest ways in words, for a reader who does not see them."""
    said = [
        f"{row['source']} to {row['target']}: {row['count']:,} times, half within "
        f"{days_words(row['median_days'])}"
        for row in shown.frame.head(8).to_dicts()
    ]
    return "; ".join(said) + "." if said else "Nothing follows anything."
