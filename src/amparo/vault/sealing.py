"""Sealing text: AES-256-GCM under a data key, bound to table, row and field.

A sealed value moved to another row or field, cut or altered does not open. Lengths are padded to
64-byte steps, so that a size tells little. Source: NIST SP 800-38D; random 96-bit nonces are safe
because one data key seals far fewer than 2^32 values.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from amparo.errors import Broken, Refused
from amparo.vault.keys import NONCE_BYTES, office_key
from amparo.vault.models import DataKey

FORMAT = b"\x01"
STEP = 64
ERASED = "Erased"
"""What is read in the place of words whose key was destroyed."""


class Erased(Refused):
    """What was asked for was erased: its key is destroyed, and nobody can bring it back."""

    def __init__(self) -> None:
        super().__init__(
            "This was erased, and cannot be brought back",
            next_step="its dates still count in the figures; nothing else is left",
        )


def new_data_key(number: UUID | None = None) -> DataKey:
    """A new data key, not saved yet; for those who save many at once."""
    key = DataKey(id=number) if number else DataKey()
    key.wrapped, key.office_key_version = office_key().wrap(
        secrets.token_bytes(32), key_id=str(key.id)
    )
    return key


def make_data_key() -> DataKey:
    """A new data key, saved; call it inside the transaction that first needs it."""
    key = new_data_key()
    key.save(force_insert=True)
    return key


def destroy_key(key: DataKey) -> None:
    """Overwrite a data key, then delete it: whatever it sealed is never read again.

    Call it inside the transaction that clears what points to it. Misleads when: copies of the
    office that were taken before still hold the key, until they are thrown away.
    """
    held = DataKey.objects.filter(pk=key.pk)
    held.update(wrapped=secrets.token_bytes(len(bytes(key.wrapped))))
    held.delete()
    _opened.cache_clear()


@lru_cache(maxsize=4096)
def _opened(key_id: str, wrapped: bytes, version: int) -> AESGCM:
    return AESGCM(office_key().unwrap(wrapped, key_id=key_id, version=version))


def cipher_of(key: DataKey) -> AESGCM:
    """The cipher of one data key, unwrapped once and kept in memory.

    Raises: Erased where the key was destroyed.
    """
    if key.is_destroyed:
        raise Erased
    return _opened(str(key.id), bytes(key.wrapped), key.office_key_version)


def place_of(table: str, row: object, field: str) -> bytes:
    """What a sealed value is bound to."""
    return f"{table}|{row}|{field}".encode()


def seal(text: str, key: DataKey, *, table: str, row: object, field: str) -> bytes:
    """The text, sealed for this one place; empty text gives empty bytes."""
    if text == "":
        return b""
    return sealed_by(cipher_of(key), text, place_of(table, row, field))


def sealed_by(cipher: AESGCM, text: str, place: bytes) -> bytes:
    """The text, padded and sealed under this cipher for one place."""
    plain = text.encode()
    padded = len(plain).to_bytes(4, "big") + plain
    padded += b"\x00" * (-len(padded) % STEP)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FORMAT + nonce + cipher.encrypt(nonce, padded, place)


def unseal(
    sealed: bytes | memoryview | None, key: DataKey, *, table: str, row: object, field: str
) -> str:
    """The text that was sealed for this place; the word ERASED where its key was destroyed.

    Raises: Broken when it was altered, or belongs to another place.
    """
    content = bytes(sealed or b"")
    if content == b"":
        return ""
    if key.is_destroyed:
        return ERASED
    return opened_by(cipher_of(key), content, place_of(table, row, field))


def opened_by(cipher: AESGCM, content: bytes, place: bytes) -> str:
    """The text that was sealed under this cipher for one place.

    Raises: Broken when it was altered, or belongs to another place or cipher.
    """
    try:
        if content[:1] != FORMAT:
            raise ValueError("an unknown format")
        nonce, body = content[1 : 1 + NONCE_BYTES], content[1 + NONCE_BYTES :]
        padded = cipher.decrypt(nonce, body, place)
    except (InvalidTag, ValueError) as error:
        where = place.decode().split("|")
        raise Broken("A sealed value does not open", where=f"{where[0]}.{where[-1]}") from error
    length = int.from_bytes(padded[:4], "big")
    return padded[4 : 4 + length].decode()


def forget_keys() -> None:
    """Drop every data key that this process holds in memory; each is unwrapped anew when used."""
    _opened.cache_clear()


def normalised(text: str) -> str:
    """Folded for comparing: no case, no accents, letters and digits with single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.split())


def fingerprint(kind: str, text: str) -> str:
    """A keyed digest for finding an exact value again without keeping it: HMAC-SHA256."""
    value = f"{kind}|{normalised(text)}".encode()
    return hmac.new(office_key().index, value, hashlib.sha256).hexdigest()
