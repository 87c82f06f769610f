"""Names in memory: found by spelling, by sound, and by a part.

Never on disk, where an index of sounds and spellings would give the commonest names to whoever
steals it. A name is looked at closely where enough of its pairs of letters are those that were
typed, so that the cost of a search hardly grows with the office; none that is alike is left out
(see `_enough`). `reading.py` fills it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

import jellyfish
import numpy as np
from rapidfuzz import fuzz, process

from amparo.casework.cases.findable import NOT_KNOWN
from amparo.vault.sealing import normalised

ALIKE = 84.0  # ratio of the words in order, 0 to 100: "Maria Santos" and "Marya Santo" score 87
SOUNDS = 72.0  # of those that are not spelt alike but sound the same
PART = 60.0  # every word that was typed sounds like one of the name's
MOST = 200  # of each kind; the newest are kept, and pages show twenty

NOBODY = array("I")

Found = dict[str, tuple[str, float]]


def sound_of(name: str) -> str:
    """How a folded name sounds, its words in order."""
    return " ".join(sorted(jellyfish.metaphone(word) for word in name.split()))


def _in_order(name: str) -> str:
    return " ".join(sorted(name.split()))


def _pairs(text: str) -> list[str]:
    framed = f" {text} "
    return [framed[n : n + 2] for n in range(len(framed) - 1)]


def _enough(lengths: np.ndarray, own: int) -> np.ndarray:
    """Pairs of letters that two texts share at least, if they are alike.

    With d letters to put in or take out, d is at most (1 - ALIKE / 100) of both lengths; one taken
    out breaks two pairs, one put in breaks one. So of l + 1 pairs at least (l + m) / 2 + 1 - 1.5 d
    are whole.
    """
    both = lengths + own
    return both / 2 + 1 - 1.5 * (1 - ALIKE / 100) * both


@dataclass
class Names:
    """Spellings with whose they are. A name that was changed leaves a row that is nobody's.

    Others may search while names are added: `turn` is held for each search and each addition.
    """

    newest: tuple[int, UUID] = (0, UUID(int=0))
    turn: Lock = field(default_factory=Lock, repr=False)
    spellings: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    lengths: array[int] = field(default_factory=lambda: array("H"))
    rows_of: dict[str, list[int]] = field(default_factory=dict)
    by_sound: dict[str, array[int]] = field(default_factory=dict)
    by_word: dict[str, array[int]] = field(default_factory=dict)
    by_pair: dict[str, array[int]] = field(default_factory=dict)

    def forget(self, person: str) -> None:
        """Nothing is found under this person's names any more."""
        for row in self.rows_of.pop(person, ()):
            self.people[row] = ""

    def keep(self, person: str, name: str) -> None:
        """Find this person under this folded name."""
        row, spelling, sound = len(self.spellings), _in_order(name), sound_of(name)
        self.spellings.append(spelling)
        self.sounds.append(sound)
        self.people.append(person)
        self.lengths.append(min(len(spelling), 60_000))
        self.rows_of.setdefault(person, []).append(row)
        for index, keys in (
            (self.by_sound, [sound]),
            (self.by_word, set(sound.split())),
            (self.by_pair, set(_pairs(spelling))),
        ):
            for key in keys:
                index.setdefault(key, array("I")).append(row)

    def like(self, text: str, among: Collection[str] | None = None) -> Found:
        """Person → why and how alike; among these people only, where given."""
        name = normalised(text)
        found: Found = {}
        if not name or name == NOT_KNOWN:
            return found
        wanted, sound = _in_order(name), sound_of(name)
        words = set(sound.split())
        with self.turn:
            if among is None:
                rows: Iterable[int] = self._near(wanted, sound)
            else:
                rows = [row for person in among for row in self.rows_of.get(person, ())]
            for row in rows:
                why = self._why(row, wanted, sound, words)
                person = self.people[row]
                if why and person and why[1] > found.get(person, ("", 0.0))[1]:
                    found[person] = why
        return found

    def _why(self, row: int, wanted: str, sound: str, words: set[str]) -> tuple[str, float] | None:
        score = fuzz.ratio(wanted, self.spellings[row], score_cutoff=SOUNDS)
        if score >= ALIKE:
            return "spelt alike", score
        if self.sounds[row] == sound:
            return "sounds the same", max(score, SOUNDS)
        if words and words < set(self.sounds[row].split()):
            return "part of the name", PART
        return None

    def _near(self, wanted: str, sound: str) -> Iterator[int]:
        """Rows that may be like it, by each way, the best or newest of each."""
        yield from self._spelt_near(wanted)
        yield from reversed(self.by_sound.get(sound, array("I"))[-MOST:])
        yield from self._holding(set(sound.split()))

    def _spelt_near(self, wanted: str) -> list[int]:
        shared = np.zeros(len(self.lengths), np.int16)
        for pair, times in Counter(_pairs(wanted)).items():
            shared[np.frombuffer(self.by_pair.get(pair, NOBODY), np.uint32)] += times
        lengths = np.array(self.lengths, np.float32)
        likely = np.flatnonzero(shared >= _enough(lengths, len(wanted)))
        choices = {int(row): self.spellings[row] for row in likely if self.people[row]}
        best = process.extract(
            wanted, choices, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST, processor=None
        )
        return [row for _, _, row in best]

    def _holding(self, words: set[str]) -> list[int]:
        """Rows in which every word that was typed sounds like one of theirs, newest first."""
        held = sorted((self.by_word.get(word, array("I")) for word in words), key=len)
        if not held:
            return []
        found: list[int] = []
        for row in reversed(held[0]):
            if len(found) >= MOST:
                break
            if self.people[row] and words < set(self.sounds[row].split()):
                found.append(row)
        return found
