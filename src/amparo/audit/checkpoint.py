"""A checkpoint: how many entries the trail had, the root over them, and when, signed.

Kept somewhere that whoever rewrites the trail cannot reach, it shows that entries were cut off or
written anew. The text is a signed note as transparency logs use it, so that their tools read it:
name, size and root on three lines, our own two, an empty line, then one line for each signature.

Source: C2SP, "tlog-checkpoint" and "signed-note"; RFC 8032 for Ed25519.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DASH = "\u2014 "  # an em dash and a space begin a line of signature
ED25519 = b"\x01"


@dataclass(frozen=True)
class Checkpoint:
    """What was signed: the trail's name, its size, the root and the newest digest, and when."""

    name: str
    size: int
    root: bytes
    head: str
    at: datetime

    def text(self) -> str:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.name}\n{self.size}\n{root}\nhead {self.head}\nat {self.at.isoformat()}\n"


@dataclass(frozen=True)
class Note:
    """A checkpoint as it was found, and what is wrong with it; a faulty one proves nothing."""

    checkpoint: Checkpoint | None
    text: str
    fault: str = ""


def name_of(public: Ed25519PublicKey) -> str:
    """How a trail is called: by the key that signs it, so that it names no organisation."""
    return f"amparo-{hashlib.sha256(public.public_bytes_raw()).hexdigest()[:12]}"


def _key_hash(name: str, public: Ed25519PublicKey) -> bytes:
    content = name.encode() + b"\n" + ED25519 + public.public_bytes_raw()
    return hashlib.sha256(content).digest()[:4]


def public_line(public: Ed25519PublicKey) -> str:
    """The public key on one line, as an auditor is given it once, by hand."""
    name = name_of(public)
    key = base64.b64encode(ED25519 + public.public_bytes_raw()).decode()
    return f"{name}+{_key_hash(name, public).hex()}+{key}"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a signed note."""
    text, public = checkpoint.text(), key.public_key()
    signed = _key_hash(name_of(public), public) + key.sign(text.encode())
    return f"{text}\n{DASH}{name_of(public)} {base64.b64encode(signed).decode()}\n"


def read_notes(text: str, public: Ed25519PublicKey) -> Iterator[Note]:
    """Every checkpoint in a text that holds one or many, each with what is wrong with it."""
    body: list[str] = []
    signatures: list[str] = []
    for line in [*text.splitlines(), "end"]:
        if line.startswith(DASH):
            signatures.append(line)
            continue
        if signatures:
            yield _read("\n".join(body).strip("\n") + "\n", signatures, public)
            body, signatures = [], []
        body.append(line)
    left = "\n".join(body[:-1]).strip()
    if left:
        yield Note(None, left, "is cut short: it has no signature")


def _read(text: str, signatures: list[str], public: Ed25519PublicKey) -> Note:
    whole = "\n".join([text, *signatures, ""])
    if not any(_fits(line, text, public) for line in signatures):
        return Note(None, whole, "does not carry this office's signature")
    try:
        name, size, root, head, at = text.splitlines()[:5]
        found = Checkpoint(
            name, int(size), base64.b64decode(root, validate=True), head.removeprefix("head "),
            datetime.fromisoformat(at.removeprefix("at ")),
        )  # fmt: skip
    except ValueError:
        return Note(None, whole, "is not a checkpoint of an audit trail")
    return Note(found, whole)


def _fits(line: str, text: str, public: Ed25519PublicKey) -> bool:
    name, _, encoded = line.removeprefix(DASH).rpartition(" ")
    try:
        signed = base64.b64decode(encoded, validate=True)
        public.verify(signed[4:], text.encode())
    except (ValueError, InvalidSignature):  # not Base64, not even ASCII, or not signed by us
        return False
    return name == name_of(public) and signed[:4] == _key_hash(name, public)
