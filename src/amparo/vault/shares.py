"""A secret in shares, of which some number opens it and fewer tell nothing at all.

Each byte of the secret is the value at 0 of a random polynomial over GF(256), and each share holds
its values at another place. Source: Shamir (1979), "How to share a secret"; the field is that of
AES (FIPS 197).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from amparo.errors import Refused

MOST = 255
CHECK_BYTES, SET_BYTES = 4, 4
GROUP = 5  # letters that a person reads aloud or types in one breath


def _multiplied(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _inverse(a: int) -> int:
    """a to the power of 254: every element but 0 has order 255."""
    found = 1
    for _ in range(254):
        found = _multiplied(found, a)
    return found


@dataclass(frozen=True, repr=False)
class Share:
    """One share: of which set, at which place, and how many of them open the secret."""

    of_set: bytes
    needed: int
    place: int
    values: bytes

    def words(self) -> str:
        """The share as it is printed: groups of letters, with a check that finds a slip."""
        body = bytes([self.needed, self.place]) + self.of_set + self.values
        letters = base64.b32encode(body + _check(body)).decode().rstrip("=")
        return " ".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


class Slip(Refused):
    """What was typed is no share."""

    def __init__(self) -> None:
        super().__init__("This is not a share, or it is mistyped", next_step="read it again")


def _check(body: bytes) -> bytes:
    return hashlib.sha256(b"amparo share 1" + body).digest()[:CHECK_BYTES]


def read_share(words: str) -> Share:
    """The share that was typed; spaces and case play no part. Raises: Slip otherwise."""
    letters = "".join(words.split()).upper().replace("0", "O").replace("1", "I")
    try:
        content = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError) as error:
        raise Slip from error
    body, check = content[:-CHECK_BYTES], content[-CHECK_BYTES:]
    is_whole = base64.b32encode(content).decode().rstrip("=") == letters
    if len(body) < 2 + SET_BYTES + 1 or _check(body) != check or not is_whole:
        raise Slip
    return Share(body[2 : 2 + SET_BYTES], body[0], body[1], body[2 + SET_BYTES :])


def split(secret: bytes, *, n: int, needed: int) -> list[Share]:
    """The secret in n shares, any `needed` of which open it."""
    if not 2 <= needed <= n <= MOST:
        raise Refused("A secret is split into two shares or more, and two or more open it",
                      found=f"{needed} of {n}")  # fmt: skip
    of_set = secrets.token_bytes(SET_BYTES)
    curves = [bytes([byte]) + secrets.token_bytes(needed - 1) for byte in secret]
    return [
        Share(of_set, needed, place, bytes(_at(curve, place) for curve in curves))
        for place in range(1, n + 1)
    ]


def _at(curve: bytes, place: int) -> int:
    value = 0
    for coefficient in reversed(curve):
        value = _multiplied(value, place) ^ coefficient
    return value


def join(shares: Sequence[Share]) -> bytes:
    """The secret. Raises: Refused for too few shares, one given twice, or those of another set.

    Misleads when: shares of one set were altered together with their checks; compare what comes
    out with what it should open.
    """
    if not shares:
        raise Refused("No share was given")
    if len({(one.of_set, one.needed, len(one.values)) for one in shares}) > 1:
        raise Refused("These shares do not belong together", next_step="look for those of one set")
    by_place = {one.place: one for one in shares}
    needed = shares[0].needed
    if len(by_place) < needed:
        raise Refused(f"{needed} different shares open it", found=str(len(by_place)),
                      next_step="ask another custodian")  # fmt: skip
    used = list(by_place.values())[:needed]
    weights = [_weight(one.place, [other.place for other in used]) for one in used]
    secret = bytearray(len(used[0].values))
    for one, weight in zip(used, weights, strict=True):
        for i, value in enumerate(one.values):
            secret[i] ^= _multiplied(value, weight)
    return bytes(secret)


def _weight(place: int, places: Sequence[int]) -> int:
    """What Lagrange's formula at 0 multiplies this share by."""
    weight = 1
    for other in places:
        if other != place:
            weight = _multiplied(weight, _multiplied(other, _inverse(other ^ place)))
    return weight
