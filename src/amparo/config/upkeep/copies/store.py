"""The folder of copies: sealed pieces that many copies share, and a manifest for each copy.

A piece is named by a keyed hash of its content, so what did not change is not written again, and
the name tells nothing. The manifest is signed by the office and written last: a copy that was cut
off has none. What is inside (tables, files, order of pieces) is sealed like the pieces.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from amparo.errors import Refused
from amparo.vault import age

FORM = 1
RAW, PACKED = b"r", b"z"


@dataclass(frozen=True)
class Trail:
    """How far the audit trail went in a copy."""

    size: int
    head: str


@dataclass(frozen=True)
class Manifest:
    """One copy: when, how far the trail went, and every piece with its size and hash on disk."""

    made_at: str
    trail: Trail
    content: str
    pieces: dict[str, tuple[int, str]] = field(default_factory=dict)
    form: int = FORM

    @property
    def made(self) -> datetime:
        """The instant it was made."""
        return datetime.fromisoformat(self.made_at)

    @property
    def file_name(self) -> str:
        """What its file is called; names sort by time."""
        return f"{self.made:%Y%m%dT%H%M%SZ}.copy.json"


@dataclass(frozen=True)
class OfficeNames:
    """What an office names pieces and signs copies with: made from its key file."""

    index: bytes

    def name(self, content: bytes) -> str:
        """The name of a piece."""
        key = hmac.digest(self.index, b"amparo copy names 1", "sha256")
        return hmac.new(key, content, hashlib.sha256).hexdigest()

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """What manifests are signed with."""
        seed = hmac.digest(self.index, b"amparo copy signature 1", "sha256")
        return Ed25519PrivateKey.from_private_bytes(seed)


class Store:
    """A folder of copies, on a disk that is not the office's own."""

    def __init__(self, folder: Path, names: OfficeNames) -> None:
        self.folder = folder
        self.names = names
        self.n_written = 0
        self._held: dict[str, tuple[int, str]] = {}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One writer at a time. What earlier copies hold is known from their manifests."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Refused("Another copy is being made here", where=str(self.folder)) from error
            for manifest in self.manifests():
                self._held |= manifest.pieces
            yield

    def put(self, content: bytes, to: X25519PublicKey, *, pack: bool) -> tuple[str, int, str]:
        """Keep one piece; (name, size, hash) of what lies on disk, new or from before."""
        name = self.names.name(content)
        path = self._path(name)
        if name in self._held and path.exists() and path.stat().st_size == self._held[name][0]:
            return (name, *self._held[name])
        packed = zlib.compress(content, 1) if pack else b""
        plain = PACKED + packed if packed and len(packed) < len(content) else RAW + content
        sealed = age.encrypt(plain, to)
        write_whole(path, sealed)
        self.n_written += len(sealed)
        self._held[name] = (len(sealed), hashlib.sha256(sealed).hexdigest())
        return (name, *self._held[name])

    def get(self, name: str, size: int, digest: str, key: X25519PrivateKey) -> bytes:
        """One piece. Raises: Refused where it is missing, cut, altered, or of another key."""
        sealed = self.sealed(name, size, digest)
        plain = age.decrypt(sealed, key)
        content = zlib.decompress(plain[1:]) if plain[:1] == PACKED else plain[1:]
        if self.names.name(content) != name:
            raise Refused("A piece of the copy is not the one that its name says", found=name[:12])
        return content

    def sealed(self, name: str, size: int, digest: str) -> bytes:
        """One piece as it lies on disk, checked against its hash."""
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise Refused("A piece of the copy is missing", found=name[:12]) from error
        if len(sealed) != size or hashlib.sha256(sealed).hexdigest() != digest:
            raise Refused("A piece of the copy was cut or altered", found=name[:12])
        return sealed

    def finish(self, manifest: Manifest) -> Path:
        """Sign the manifest and write it, last of all."""
        body = json.dumps(asdict(manifest), sort_keys=True, separators=(",", ":"))
        signature = base64.b64encode(self.names.signing_key.sign(body.encode())).decode()
        path = self.folder / manifest.file_name
        if path.exists():
            raise Refused("A copy of this very second is here", next_step="try again")
        write_whole(path, f"{body}\n{signature}\nend\n".encode())
        return path

    def manifests(self) -> list[Manifest]:
        """Every copy that was finished, the oldest first.

        Raises: Refused where one is cut, altered, or signed by another office.
        """
        return [self.read(path) for path in sorted(self.folder.glob("*.copy.json"))]

    def read(self, path: Path) -> Manifest:
        """One manifest, its signature checked."""
        lines = path.read_text(encoding="ascii", errors="replace").split("\n")
        if len(lines) != 4 or lines[2:] != ["end", ""]:
            raise Refused("This copy was cut off", where=path.name, next_step="take an older one")
        try:
            signature = base64.b64decode(lines[1], validate=True)
            self.names.signing_key.public_key().verify(signature, lines[0].encode())
        except (InvalidSignature, ValueError) as error:
            raise Refused(
                "This copy was altered, or another office signed it", where=path.name,
                next_step="see that the sealing key is this office's",
            ) from error  # fmt: skip
        told: dict[str, Any] = json.loads(lines[0])
        pieces = {name: (int(size), str(digest)) for name, (size, digest) in told["pieces"].items()}
        return Manifest(told["made_at"], Trail(**told["trail"]), told["content"], pieces)

    def forget_before(self, day: datetime) -> int:
        """Remove copies made before, never the newest, and the pieces that no copy needs.

        Counts: the copies removed.
        """
        kept = self.manifests()
        old = [one for one in kept[:-1] if one.made < day.astimezone(UTC)]
        for one in old:
            (self.folder / one.file_name).unlink()
        needed = {name for one in kept if one not in old for name in one.pieces}
        for path in (self.folder / "pieces").glob("*/*"):
            if path.name not in needed:
                path.unlink()
        return len(old)

    def _path(self, name: str) -> Path:
        return self.folder / "pieces" / name[:2] / name


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(
            "The copy could not be written", where=str(path.parent),
            found=(error.strerror or "a disk error").lower(), next_step="free some space there",
        ) from error  # fmt: skip


def pieces_of(file: Iterable[bytes], size: int) -> Iterator[bytes]:
    """A stream cut into pieces of this size."""
    held = bytearray()
    for block in file:
        held += block
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)
