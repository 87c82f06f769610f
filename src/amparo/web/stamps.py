"""The mark on whatever leaves the office: for whom it was made, when and why, so that it tells on
whoever lets it go further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from amparo.web.dates import spoken_date


@dataclass(frozen=True)
class Stamp:
    """Who made it, when, and what for."""

    who: str
    at: datetime
    why: str

    @property
    def line(self) -> str:
        """The mark as one line, for the foot of a page or the head of a table."""
        here = timezone.localtime(self.at)
        why = self.why.rstrip(".")
        return f"Made by {self.who} on {spoken_date(here.date())}, {here:%H:%M}. Why: {why}."
