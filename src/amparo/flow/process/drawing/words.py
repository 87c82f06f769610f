"""The words of a drawing, and how much room they take."""

from __future__ import annotations

import unicodedata

from amparo.flow.wording import days

TITLE, SMALL = 14, 12  # px
SLIM, FAT = set("iljtfrI.,:;'|()[]!/ -–·"), set("mwMW@%—…→")


def days_words(value: float) -> str:
    """ "same day", "1 day", "14 days"."""
    if value < 0.5:
        return "same day"
    return "1 day" if value == 1 else f"{days(value)} days"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in Helvetica or Arial, in px, and rather more than less."""
    return sum(_share(char) for char in text) * size * (1.08 if bold else 1.0)


def _share(char: str) -> float:
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.05
    if unicodedata.combining(char):
        return 0.0
    if char in SLIM:
        return 0.33
    if char in FAT:
        return 0.92
    return 0.72 if char.isupper() else 0.57


def wrapped(text: str, size: float, width: float, *, most: int = 2) -> tuple[str, ...]:
    """The text in at most so many lines of this width, bold; what does not fit ends in "…"."""
    lines = lines_of(text, size, width, bold=True)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(_cut(line, size, width) for line in lines)


def lines_of(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The words of a text in lines of this width; a longer word has a line of its own."""
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, bold=bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(line: str, size: float, width: float) -> str:
    if text_width(line, size, bold=True) <= width:
        return line
    while line and text_width(f"{line}…", size, bold=True) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
