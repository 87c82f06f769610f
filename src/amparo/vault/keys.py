"""The office's key: from a file, the environment or a program, and held in memory only.

It is JSON: {"version": 1, "keys": {"1": base64}, "index": base64}. By default it lies in a file of
mode 0600 outside the database. AMPARO_KEY holds it whole, for a host that hands secrets so;
AMPARO_KEY_PROGRAM names a program that prints it, which is how a key management service, a chip or
a passphrase opens it. Without it the database gives no name; whoever loses it loses every sealed
field, so keep it in shares (`vault.escrow`).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shlex
import subprocess
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from amparo.errors import Broken
from amparo.vault.once import write_once

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
    made = OfficeKey(1, {1: secrets.token_bytes(32)}, secrets.token_bytes(32))
    write_once(path, words_of(made))


def words_of(key: OfficeKey) -> str:
    """The key as its file holds it."""
    keys = {str(version): base64.b64encode(one).decode() for version, one in key.keys.items()}
    index = base64.b64encode(key.index).decode()
    return json.dumps({"version": key.version, "keys": keys, "index": index})


# An infinite version, a list where keys were, brackets a thousand deep: whatever is no key.
UNREADABLE = (
    ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def read_words(text: str, *, where: str) -> OfficeKey:
    """The key that the words hold. Raises: Broken where they are no key."""
    try:
        content = json.loads(text)
        key = OfficeKey(
            version=int(content["version"]),
            keys={int(v): base64.b64decode(k, validate=True) for v, k in content["keys"].items()},
            index=base64.b64decode(content["index"], validate=True),
        )
        if {len(one) for one in (*key.keys.values(), key.index)} != {32}:
            raise ValueError("not of 256 bits")
        if key.version not in key.keys:
            raise ValueError("the newest version is missing")
    except (
        ArithmeticError,
        AttributeError,
        KeyError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # The words themselves are never told: they may be most of a key.
        raise Broken("The sealing key cannot be read", where=where) from error
    return key


def read_key_file(path: Path) -> OfficeKey:
    """The key in a file. Raises: Broken where it is not there or cannot be read."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise Broken(
            "The office's sealing key is not there",
            where=path.name,
            next_step="restore it from its backup; `amparo serve` makes one for a new office only",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Broken("The sealing key file cannot be read", where=path.name) from error
    return read_words(text, where=path.name)


def write_key_file(path: Path, key: OfficeKey) -> None:
    """Put the key in the place of the one that is there, whole or not at all."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(words_of(key))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def with_new_version(key: OfficeKey) -> OfficeKey:
    """The key with one more version, under which everything is wrapped from now on."""
    version = max(key.keys) + 1
    return replace(key, version=version, keys={**key.keys, version: secrets.token_bytes(32)})


def without_old_versions(key: OfficeKey) -> OfficeKey:
    """The key with its newest version only."""
    return replace(key, keys={key.version: key.keys[key.version]})


@lru_cache(maxsize=4)
def _read(path: Path, stamp: tuple[int, int]) -> OfficeKey:  # noqa: ARG001  (a changed file is read anew)
    return read_key_file(path)


@lru_cache(maxsize=1)
def _read_environment(text: str) -> OfficeKey:
    return read_words(text, where="AMPARO_KEY")


@lru_cache(maxsize=1)
def _ask_program(command: str) -> OfficeKey:
    """Once in the life of the process: a key service may ask a person."""
    try:
        done = subprocess.run(  # noqa: S603  (whoever keeps the machine names it; no shell)
            shlex.split(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False,
            timeout=120,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise Broken("The program that opens the sealing key did not run",
                     where="AMPARO_KEY_PROGRAM", found=type(error).__name__) from error  # fmt: skip
    if done.returncode:
        raise Broken(
            "The program that opens the sealing key refused it",
            where="AMPARO_KEY_PROGRAM",
            found=f"exit status {done.returncode}",
        )
    return read_words(done.stdout.decode("ascii", "replace"), where="AMPARO_KEY_PROGRAM")


def is_kept_in_file() -> bool:
    """Whether the key lies in its file, which this program can change."""
    return not settings.KEY_PROGRAM and not settings.KEY


def office_key() -> OfficeKey:
    """The key of this office, as its file has it now, or as the environment or a program gave it.

    A running office reads a changed file at its next use, so a new version needs no new start.
    """
    if settings.KEY_PROGRAM:
        return _ask_program(settings.KEY_PROGRAM)
    if settings.KEY:
        return _read_environment(settings.KEY)
    path = Path(settings.KEY_FILE)
    try:
        found = path.stat()
    except OSError:
        return read_key_file(path)
    return _read(path, (found.st_mtime_ns, found.st_ino))
