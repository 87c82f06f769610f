"""Names that nobody bears: put together from syllables, never taken from a list of people.

Surnames end in sounds that surnames do not end in, so that a name made by chance is no one's.
"""

from __future__ import annotations

import re

import numpy as np

ONSETS = ("b", "d", "f", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z")
VOWELS = ("a", "e", "i", "o", "u")
ENDINGS = ("wex", "zorn", "quil", "vash", "drey", "plum", "tizz", "gorv")

_SYLLABLE = f"[{''.join(ONSETS)}][{''.join(VOWELS)}]"
PATTERN = re.compile(
    rf"(?:{_SYLLABLE}){{2}} (?:{_SYLLABLE}){{2}}(?:{'|'.join(ENDINGS)})", re.IGNORECASE
)
"""What every name looks like: two syllables, then two syllables and an ending."""


class Names:
    """A stream of names without repetition; the same seed gives the same names."""

    def __init__(self, seed: int) -> None:
        self._stream = np.random.default_rng([seed, 0x4E])
        self._given: set[str] = set()

    def next(self) -> str:
        """A name not given before."""
        while (name := f"{self._word(2)} {self._word(2)}{self._one(ENDINGS)}") in self._given:
            continue
        self._given.add(name)
        return name

    def _one(self, parts: tuple[str, ...]) -> str:
        return parts[int(self._stream.integers(len(parts)))]

    def _word(self, syllables: int) -> str:
        return "".join(self._one(ONSETS) + self._one(VOWELS) for _ in range(syllables)).title()


def spelt_otherwise(name: str) -> str:
    """The same name as another hand might write it: c for k, ph for f, a letter doubled."""
    given, surname = name.split(" ")
    other = surname.lower().replace("k", "c").replace("f", "ph").replace("z", "s")
    return f"{given} {other[:-1]}{other[-1] * 2}".title()
