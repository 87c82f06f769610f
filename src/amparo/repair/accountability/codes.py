"""The code with which whoever told comes back: 100 random bits, in letters that are not confused.

Only its keyed hash is kept. Whoever steals the database cannot try codes against it without the
office's key, and nobody here can show a lost code again.
"""

from __future__ import annotations

import secrets

from amparo.vault.sealing import fingerprint

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LONG = 20
SAME = str.maketrans("ILO", "110")


def new_return_code() -> str:
    """A new code, in five groups of four."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LONG))
    return "-".join(drawn[at : at + 4] for at in range(0, LONG, 4))


def digest_of(code: str) -> str:
    """The keyed hash of a code, however it is typed: spaces, case, O for 0, I and L for 1."""
    plain = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return fingerprint("accountability.return_code", plain.translate(SAME))
