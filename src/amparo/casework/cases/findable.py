"""The form in which an exact name, phone or number is found again, however it was typed."""

from __future__ import annotations

from amparo.vault.sealing import fingerprint, normalised

PHONE_TAIL = 9
"""Digits of a phone that are compared: the last nine.

"+63 917 555 0142" and "0917-555-0142" end alike; country code and trunk zero stand before.
"""

NAMES = frozenset({"alias", "nickname"})


NOT_KNOWN = "not known"
"""What stands for a name nobody knows; two such people are not alike for it."""

HIDDEN = "hidden identity"
"""What stands for whoever must not be found: no search leads to them."""


def is_findable(kind: str, text: str) -> bool:
    """Whether there is anything to find this by."""
    return findable(kind, text) not in {"", NOT_KNOWN, HIDDEN}


def findable(kind: str, text: str) -> str:
    """What is compared: a phone's last nine digits, a number without spaces, a folded name."""
    folded = normalised(text)
    if kind == "phone":
        return "".join(c for c in folded if c.isdigit())[-PHONE_TAIL:]
    return folded if kind in NAMES | {"name"} else folded.replace(" ", "")


def digest_of(kind: str, text: str) -> tuple[str, str]:
    """(kind, keyed digest) of a detail; other names are kept beside names."""
    kept = "name" if kind in NAMES else kind
    return kept, fingerprint(kept, findable(kept, text))
