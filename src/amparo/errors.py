"""The one family of errors: each says what is wrong, where, and what to do next.

Children are named by who must act. No message carries a personal value: messages reach logs.
"""

from __future__ import annotations

from datetime import datetime


class AmparoError(Exception):
    """What is wrong, what was found, where, and the next step, as one readable sentence."""

    def __init__(self, what: str, *, found: str = "", where: str = "", next_step: str = "") -> None:
        self.what = what
        self.found = found
        self.where = where
        self.next_step = next_step
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """The whole message on one line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        middle = f", found {self.found}" if self.found else ""
        tail = f"; {self.next_step}" if self.next_step else ""
        return f"{head}{middle}{tail}"


class Refused(AmparoError):
    """The user asked for something that cannot be done as asked, and can mend it."""


class NotVisible(AmparoError):
    """The record is not there for this user; pages answer 404, so that existence is not told."""

    def __init__(self, what: str = "This page is not here for you") -> None:
        super().__init__(what)


class Conflict(AmparoError):
    """Someone else saved first; `theirs` and `yours` hold both versions, field by field."""

    def __init__(
        self, what: str, *, theirs: dict[str, str], yours: dict[str, str], next_step: str = ""
    ) -> None:
        super().__init__(what, next_step=next_step)
        self.theirs = theirs
        self.yours = yours


class TooMany(Refused):
    """An account opened more within a time than any work asks for; `until` says when it goes on."""

    def __init__(
        self, limit: str, said: str, most: int, minutes: int, until: datetime | None
    ) -> None:
        super().__init__(
            f"More than {most:,} {said} in {'an hour' if minutes == 60 else f'{minutes} minutes'}",
            next_step="wait a little, or ask a supervisor to let you go on",
        )
        self.limit = limit
        self.until = until


class CannotEstimate(AmparoError):
    """A number cannot be estimated; the message says which input is missing."""


class Broken(AmparoError):
    """Amparo itself is at fault: a broken set-up or a bug."""
