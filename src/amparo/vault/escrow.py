"""The office's key kept for the day it is lost: sealed to custodians, of whom some number opens it.

A key pair is made once. Its private half is split into shares that go to people and is kept
nowhere; the office's key lies sealed to the public half beside the database and in every folder of
copies. So a rotation seals the new key anew, and the shares that people hold stay good.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from amparo.errors import Refused
from amparo.vault import age
from amparo.vault.keys import OfficeKey, read_words, words_of
from amparo.vault.models import DESTROYED, DataKey
from amparo.vault.shares import Share, join, split

SEALED, ABOUT = "sealing.key.age", "escrow.json"


def make_escrow(key: OfficeKey, *, n: int, needed: int, at: datetime) -> list[Share]:
    """Seal the key to new custodians; their shares are returned and kept nowhere.

    The shares that were given out before open nothing any more that is sealed from now on.
    """
    private = age.new_private_key()
    shares = split(private.private_bytes_raw(), n=n, needed=needed)
    told = {
        "public": age.public_words(private.public_key()), "n": n, "needed": needed,
        "made_at": at.astimezone(UTC).isoformat(timespec="seconds"), "drilled_at": "",
    }  # fmt: skip
    _write(Path(settings.HOME) / ABOUT, json.dumps(told).encode())
    seal_anew(key)
    return shares


def seal_anew(key: OfficeKey) -> bool:
    """Seal this key to the custodians; False where there are none."""
    told = about()
    if told is None:
        return False
    sealed = age.encrypt(words_of(key).encode(), age.read_public(told["public"]))
    _write(sealed_path(), sealed)
    return True


def about() -> dict[str, str] | None:
    """When the custodians were given their shares and when they last tried; None without any."""
    path = Path(settings.HOME) / ABOUT
    if not path.exists():
        return None
    found: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return found


def sealed_path() -> Path:
    """Where the key lies sealed to the custodians."""
    return Path(settings.HOME) / SEALED


def recover(sealed: bytes, shares: Sequence[Share]) -> OfficeKey:
    """The office's key, from enough shares. Raises: Refused for those of another escrow."""
    opened = age.decrypt(sealed, private_of(shares))
    return read_words(opened.decode("ascii", "replace"), where=SEALED)


def private_of(shares: Sequence[Share]) -> X25519PrivateKey:
    """The custodians' private key, from enough shares. Raises: Refused for too few, or others'."""
    secret = join(shares)
    if len(secret) != 32:
        raise Refused("These shares are not of an office's key")
    return X25519PrivateKey.from_private_bytes(secret)


def try_recovery(key: OfficeKey, shares: Sequence[Share], *, at: datetime) -> int:
    """Recover the key as though it were lost, and open every data key with what comes out.

    Changes: the day of the drill is written beside the sealed key.
    Counts: the data keys that opened.
    Raises: Refused where the recovered key is not the office's; Broken where one does not open.
    """
    found = recover(sealed_path().read_bytes(), shares)
    if words_of(found) != words_of(key):
        raise Refused(
            "What the custodians hold is not the key in use",
            next_step="run amparo key escrow again, and give out the new shares",
        )
    n = 0
    for row in DataKey.objects.exclude(wrapped=DESTROYED).iterator(chunk_size=2000):
        found.unwrap(bytes(row.wrapped), key_id=str(row.pk), version=row.office_key_version)
        n += 1
    told = {**(about() or {}), "drilled_at": at.astimezone(UTC).isoformat(timespec="seconds")}
    _write(Path(settings.HOME) / ABOUT, json.dumps(told).encode())
    return n


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
