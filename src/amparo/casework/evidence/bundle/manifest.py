"""The manifest of a bundle: each file's SHA-256, signed with Ed25519, checked without the office.

The signing key is made from the office's key file, so that it is backed up with it; the public key
goes with every bundle, and its fingerprint is told to the prosecutor once, by another way.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from amparo.errors import Refused
from amparo.vault.keys import OfficeKey

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
PURPOSE = b"amparo bundle signature 1"
LONGEST = 16 * 1024 * 1024  # bytes of a manifest; what swells to more when unpacked is none
MOST = 4 * 1024**3  # bytes of all files unpacked; a few may be named by many entries
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What a damaged, encrypted or foreign zip is met with; RuntimeError also where it nests too deep.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, AttributeError,
    KeyError, TypeError, ValueError, OSError, ArithmeticError,
)  # fmt: skip


def signing_key(office: OfficeKey) -> Ed25519PrivateKey:
    """The office's signing key: HMAC-SHA256 of its index key for this one purpose."""
    seed = hmac.new(office.index, PURPOSE, hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def fingerprint_of(public: bytes) -> str:
    """The first 16 letters of the public key's SHA-256, in fours, to be read out."""
    letters = hashlib.sha256(public).hexdigest()[:16]
    return " ".join(letters[n : n + 4] for n in range(0, 16, 4))


def pack(files: Mapping[str, bytes], *, case: str, at: datetime, key: Ed25519PrivateKey) -> bytes:
    """A zip of the files with their manifest and its signature."""
    public = key.public_key().public_bytes_raw()
    manifest = json.dumps(
        {
            "version": 1,
            "case": case,
            "made_at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "public_key": base64.b64encode(public).decode(),
            "files": {
                name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())
            },
        },
        indent=1, sort_keys=True,
    ).encode()  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, manifest)
        archive.writestr(SIGNATURE, base64.b64encode(key.sign(manifest)))
    return held.getvalue()


@dataclass(frozen=True)
class Checked:
    """Whether a bundle is as it was made. `faults` are in words; `fingerprint` is of its signer."""

    fingerprint: str
    case: str
    made_at: str
    n_files: int
    faults: tuple[str, ...]


def check(content: bytes) -> Checked:
    """Compare a bundle with its manifest, and the manifest with its signature.

    Raises: Refused where it is no bundle, or would unpack to more than any.
    Misleads when: the fingerprint is not compared with the one that the office told by another way;
    anyone can sign with a key of their own.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            _must_not_swell(archive)
            manifest = _read(archive, MANIFEST)
            signature = base64.b64decode(_read(archive, SIGNATURE))
            held = {name: _digest(archive, name) for name in set(names)}
        told = json.loads(manifest)
        public = base64.b64decode(told["public_key"])
        files, case, made_at = dict(told["files"]), str(told["case"]), str(told["made_at"])
        key = Ed25519PublicKey.from_public_bytes(public)
    except UNREADABLE as error:
        raise Refused("This is no whole bundle", next_step="ask for it again") from error
    del held[MANIFEST], held[SIGNATURE]
    faults = []
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        faults.append("The manifest is not as it was signed")
    # Whoever unpacks it gets one of the two, and cannot tell which was checked.
    faults += [f"{name} is there twice" for name, n in sorted(Counter(names).items()) if n > 1]
    faults += [f"{name} is missing" for name in sorted(files.keys() - held.keys())]
    faults += [f"{name} is not in the manifest" for name in sorted(held.keys() - files.keys())]
    faults += [
        f"{name} is not as it was made"
        for name in sorted(files.keys() & held.keys())
        if held[name] != files[name]
    ]
    return Checked(fingerprint_of(public), case, made_at, len(held), tuple(faults))


def _must_not_swell(archive: zipfile.ZipFile) -> None:
    """Look at what its directory promises, beyond which no file of it is unpacked.

    The other ways to pack unpack a whole piece at once, and no bundle is made in them.
    """
    if any(one.compress_type not in PACKED for one in archive.infolist()):
        raise ValueError("packed in another way than bundles are")
    if sum(one.file_size for one in archive.infolist()) > MOST:
        raise Refused(
            "This bundle would unpack to more than any bundle holds",
            found=f"more than {MOST // 1024**3} GB", next_step="do not unpack it; ask for it again",
        )  # fmt: skip


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        content = file.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise ValueError("longer than any manifest")
    return content


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
