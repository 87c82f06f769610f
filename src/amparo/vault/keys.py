"""The office's key: read from a file outside the database, held in memory only.

The file is JSON, mode 0600: {"version": 1, "keys": {"1": base64}, "index": base64}. Without it the
database gives no name; whoever loses it loses every sealed field, so back it up apart.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from amparo.errors import Broken

NONCE_BYTES = 12


@dataclass(frozen=True, repr=False)
class OfficeKey:
    """Versions of the key that wraps data keys, and the key of the blind index."""

    version: int
    keys: dict[int, bytes]
    index: bytes

    def wrap(self, data_key: bytes, *, key_id: str) -> tuple[bytes, int]:
        """The data key sealed under the newest version and bound to its row's id."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.version]).encrypt(nonce, data_key, key_id.encode())
        return nonce + sealed, self.version

    def unwrap(self, wrapped: bytes, *, key_id: str, version: int) -> bytes:
        """The data key; Broken when the office's key is another, or the row was tampered with."""
        key = self.keys.get(version)
        if key is None:
            raise Broken(
                f"Version {version} of the office's key is missing",
                where="sealing key",
                next_step="restore the key file from its backup",
            )
        try:
            return AESGCM(key).decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.encode()
            )
        except InvalidTag as error:
            raise Broken(
                "A data key does not open with this office's key",
                where="sealing key",
                next_step="check that the key file belongs to this database",
            ) from error


def make_key_file(path: Path) -> None:
    """Write a new office key, unless the file is there; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {
        "version": 1,
        "keys": {"1": base64.b64encode(secrets.token_bytes(32)).decode()},
        "index": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())


@lru_cache(maxsize=4)
def _read(path: Path) -> OfficeKey:
    return read_key_file(path)


def read_key_file(path: Path) -> OfficeKey:
    """The key in a file. Raises: Broken where it is not there or cannot be read."""
    try:
        content = json.loads(path.read_text(encoding="ascii"))
        return OfficeKey(
            version=int(content["version"]),
            keys={int(v): base64.b64decode(k) for v, k in content["keys"].items()},
            index=base64.b64decode(content["index"]),
        )
    except FileNotFoundError as error:
        raise Broken(
            "The office's sealing key is not there",
            where=path.name,
            next_step="restore it from its backup; `amparo serve` makes one for a new office only",
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise Broken("The sealing key file cannot be read", where=path.name) from error


def office_key() -> OfficeKey:
    """The key of this office, as its file gives it."""
    return _read(Path(settings.KEY_FILE))
