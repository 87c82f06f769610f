"""Sealed files: hashed on arrival, sealed in 64 KiB chunks, whole on disk before their row exists.

A chunk is bound to its file, its place and whether it is the last, so that none can be cut off,
repeated or reordered unnoticed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from amparo.errors import Broken, Refused
from amparo.vault.keys import NONCE_BYTES
from amparo.vault.models import DataKey, SealedFile
from amparo.vault.sealing import cipher_of

CHUNK = 64 * 1024
TAG_BYTES = 16
LARGEST = (
    25 * 1024 * 1024
)  # a document, not a film: larger uploads could fill a small office's disk


def _path(file_id: uuid.UUID) -> Path:
    name = file_id.hex
    return Path(settings.FILES) / name[:2] / name


def _place(file_id: uuid.UUID, index: int, *, last: bool) -> bytes:
    return f"{file_id.hex}|{index}|{'last' if last else 'more'}".encode()


def _rechunked(content: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in content:
        held += piece
        while len(held) > CHUNK:
            yield held[:CHUNK]
            held = held[CHUNK:]
    yield held


def gathered(content: Iterable[bytes]) -> bytes:
    """The whole content. Raises: Refused past LARGEST bytes, as soon as that is seen."""
    held = bytearray()
    for piece in content:
        held += piece
        _must_fit(len(held))
    return bytes(held)


def _must_fit(n_bytes: int) -> None:
    if n_bytes > LARGEST:
        raise Refused(
            "The file is too large", found=f"more than {LARGEST // 1024 // 1024} MB",
            next_step="split it, or keep it elsewhere and record where",
        )  # fmt: skip


def store(content: Iterable[bytes], key: DataKey) -> SealedFile:
    """Seal the content to disk, then save its row; call inside the act's transaction.

    Raises: Refused past LARGEST bytes, or when the disk is full; nothing is left behind.
    """
    file = SealedFile(key=key)
    target = _path(file.id)
    part = target.with_suffix(".part")
    digest, total = hashlib.sha256(), 0
    cipher = cipher_of(key)
    try:
        _make_folder(target.parent)
        with part.open("xb") as out:
            waiting: bytes | None = None
            index = 0
            for chunk in _rechunked(content):
                total += len(chunk)
                _must_fit(total)
                digest.update(chunk)
                if waiting is not None:
                    out.write(_sealed(cipher, waiting, _place(file.id, index, last=False)))
                    index += 1
                waiting = chunk
            out.write(_sealed(cipher, waiting or b"", _place(file.id, index, last=True)))
            out.flush()
            os.fsync(out.fileno())
        part.rename(target)
        _sync_folder(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(
            "The file could not be kept", found=error.strerror or "a disk error",
            next_step="free some disk space, then upload it again",
        ) from error  # fmt: skip
    except Refused:
        part.unlink(missing_ok=True)
        raise
    file.sha256, file.n_bytes = digest.hexdigest(), total
    file.save(force_insert=True)
    return file


def _make_folder(folder: Path) -> None:
    """Make it, so that a power cut does not take it back with the files in it."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sync_folder(folder.parent)
        _sync_folder(folder.parent.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sealed(cipher: AESGCM, chunk: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, chunk, place)


def read(file: SealedFile) -> bytes:
    """The whole content, checked against its hash.

    Raises: Broken when a byte was altered, cut or moved, or the file is gone.
    """
    size = NONCE_BYTES + CHUNK + TAG_BYTES
    cipher = cipher_of(file.key)
    try:
        raw = _path(file.id).read_bytes()
    except FileNotFoundError as error:
        raise Broken("A kept file is missing from the disk", where=str(file.id)) from error
    pieces = [raw[i : i + size] for i in range(0, len(raw), size)]
    content = bytearray()
    try:
        for index, piece in enumerate(pieces):
            place = _place(file.id, index, last=index == len(pieces) - 1)
            content += cipher.decrypt(piece[:NONCE_BYTES], piece[NONCE_BYTES:], place)
    except (InvalidTag, ValueError) as error:
        raise Broken("A kept file was altered", where=str(file.id)) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise Broken("A kept file does not match its hash", where=str(file.id))
    return bytes(content)
