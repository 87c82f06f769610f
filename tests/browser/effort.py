"""What an act on pages costs a person with a phone, by a keystroke-level model.

Counted in a real browser: screens, taps, swipes, characters, things decided. Priced by published
times, never by a stopwatch on a fast machine (docs/restore.md, "How long a reassessment takes"). It
is for people who know the form: what they read of it is in the time to decide.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

POINT, PRESS, THINK = 1.10, 0.20, 1.35  # Card, Moran and Newell 1980: P, K and M, in seconds
WORDS_A_MINUTE = 36.2  # typed on phones by 37,370 people: Palin et al. 2019, MobileHCI
RESPONSE = 1.0  # ours: a page of 30 kB on a slow line
OF_A_SCREEN = 0.8  # how much of a screen one swipe moves


@dataclass
class Effort:
    """A person at work on one page after another."""

    page: Page
    n_screens: int = 0
    n_taps: int = 0
    n_swipes: int = 0
    n_characters: int = 0
    n_decisions: int = 0

    def look(self, decisions: int = 1) -> None:
        """A screen came: all of it is swiped through, and so many things are decided."""
        self.page.wait_for_load_state()
        self.n_screens += 1
        self.n_decisions += decisions
        height = self.page.evaluate("document.documentElement.scrollHeight")
        shown = self.page.evaluate("innerHeight")
        self.n_swipes += math.ceil(max(height - shown, 0) / (OF_A_SCREEN * shown))

    def tap(self, where: Locator) -> None:
        """One tap of a thumb."""
        where.click()
        self.n_taps += 1

    def write(self, where: Locator, words: str) -> None:
        """A box is tapped and words are typed into it."""
        self.tap(where)
        self.page.keyboard.type(words)
        self.n_characters += len(words)

    def seconds(self) -> float:
        """How long it takes; a typed word is five characters, as in every study of typing."""
        return (
            (self.n_taps + self.n_swipes) * (POINT + PRESS)
            + self.n_decisions * THINK
            + self.n_characters / 5 / WORDS_A_MINUTE * 60
            + self.n_screens * RESPONSE
        )
