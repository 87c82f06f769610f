"""What a password must be: long, and not one that is guessed first. No letters are prescribed.

Source: NIST SP 800-63B-4: 15 characters where it is all that protects an account, 8 beside a second
factor; no composition rules, no changes by the calendar, and a list of what is known to attackers.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from amparo.access.models import User
    from amparo.directory.models import Institution

ALONE, BESIDE = 15, 8
ELSE = 8  # letters that must be there beside the names of the office
SHORTEST_WORD = 4
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890")


class LongEnough:
    """Fifteen characters, or eight where the account has a second factor."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for one that is too short."""
        least = BESIDE if user is not None and _has_second_factor(user) else ALONE
        if len(password) < least:
            raise ValidationError(
                f"Use {least} characters or more: four or five words in a row are easy to keep.",
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        """What a form says."""
        return f"{ALONE} characters or more; {BESIDE} where you have a second factor."


def _has_second_factor(user: User) -> bool:
    rows = Authenticator.objects.filter(user=user.pk, type__in=("totp", "webauthn"))
    return bool(rows.exists())


class NotGuessedFirst:
    """Not a common password made longer, not a row of keys, not in the office's list of leaks."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for one that an attacker tries early."""
        if is_padded(password) or is_leaked(password, settings.BREACHED_PASSWORDS):
            raise ValidationError(
                "This password is among the first that are tried. Use words that nobody would put "
                "together.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """What a form says."""
        return "Not a common password, however it is made longer."


class NotOfTheOffice:
    """Not the names that everybody in the office knows: its own, its place's, and Amparo's."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where little is left beside such names."""
        if user is None or user.office is None:
            return
        left = password.casefold()
        for word in sorted(_words_of(user.office), key=len, reverse=True):
            left = left.replace(word, "")
        left = re.sub(r"\W", "", left)
        if len(left) < ELSE and len(left) < len(re.sub(r"\W", "", password)):
            raise ValidationError(
                "This password is made of names that everybody in your office knows.",
                code="password_of_the_office",
            )

    def get_help_text(self) -> str:
        """What a form says."""
        return "Not made of the names of your organisation and its place."


def _words_of(office: Institution) -> set[str]:
    """The names, in lower case, of four letters or more, whole and in words."""
    texts = [office.name, office.jurisdiction.name if office.jurisdiction else "", "amparo"]
    words = {word for text in texts for word in re.split(r"[^\w]+", text.casefold())}
    whole = {re.sub(r"[^\w]+", "", text.casefold()) for text in texts}
    return {word for word in words | whole if len(word) >= SHORTEST_WORD}


def is_padded(password: str) -> bool:
    """Whether it is a common word, a row of keys or one letter, made longer by digits or again."""
    core = re.sub(r"[\W\d_]+", "", password.casefold())
    digits = re.sub(r"\D", "", password)
    whole = password.casefold()
    if len(set(whole)) < 5 or _is_again(whole):
        return True
    if len(core) < 5 and len(digits) >= len(whole) - 5:
        return True  # a date, a telephone, a number with a letter or two
    rest = len(whole) - len(core)
    return rest >= 0 and (core in _common() or _is_row(core)) and len(core) > 0


def _is_again(text: str) -> bool:
    """Whether one short piece is repeated until it is long: "secretsecretsecret"."""
    return any(
        len(text) >= 2 * n and text == (text[:n] * (len(text) // n + 1))[: len(text)]
        for n in range(1, len(text) // 2 + 1)
    )


def _is_row(text: str) -> bool:
    """Whether it is made of keys that lie side by side, four or more at a time."""
    rows = [*ROWS, *(row[::-1] for row in ROWS)]
    left = text
    while left:
        n = max((n for n in range(len(left), 3, -1) if any(left[:n] in row for row in rows)),
                default=0)  # fmt: skip
        if n == 0:
            return False
        left = left[n:]
    return True


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Django's list of common passwords, letters only."""
    listed = CommonPasswordValidator().passwords
    return frozenset(re.sub(r"[\W\d_]+", "", one) for one in listed) - {""}


def is_leaked(password: str, place: str) -> bool:
    """Whether its SHA-1 stands in a sorted list on this machine; nothing is asked of a network.

    The list is one hash in capitals a line, as Have I Been Pwned publishes it: any size, since
    it is searched by halves and never read whole.
    """
    if not place:
        return False
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with Path(place).open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()
            line = file.readline()
            if line and line[:40] < wanted:
                low = file.tell()
            elif line[:40] == wanted:
                return True
            else:
                high = middle
        file.seek(low)
        return file.readline()[:40] == wanted
