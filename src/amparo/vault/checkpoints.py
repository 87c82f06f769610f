"""Taking checkpoints of the trail, and handing them to witnesses that stand elsewhere.

The office keeps its own record of every checkpoint, which catches whoever has the database only.
Witnesses catch whoever has the whole machine: what was signed before stays with them.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.mail import send_mail

from amparo.audit.checking import FIRST
from amparo.audit.checkpoint import Checkpoint, Note, name_of, public_line, read_notes, sign
from amparo.audit.merkle import Tree, leaf_of
from amparo.audit.models import Entry
from amparo.audit.selectors import digests_after
from amparo.errors import Broken, Refused
from amparo.vault.keys import office_key

PURPOSE = b"amparo audit checkpoint 1"
RECORD, STATE = "checkpoints.txt", "checkpoints.json"
EVERY_ENTRIES, EVERY_SECONDS = 100, 300


def signing_key() -> Ed25519PrivateKey:
    """The key that signs checkpoints: HMAC-SHA256 of the office's index key for this purpose."""
    seed = hmac.new(office_key().index, PURPOSE, hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> Ed25519PublicKey:
    """What an auditor checks signatures with."""
    return signing_key().public_key()


class Witness(Protocol):
    """Somewhere else that keeps checkpoints. A new kind needs this one method."""

    def keep(self, note: str, record: Path) -> None:
        """Keep the newest note; `record` holds all of them. Raises OSError where it cannot."""


@dataclass(frozen=True)
class FolderWitness:
    """A folder on another disk or machine: a stick, a share, a synced folder.

    It is given every note it lacks, so that a stick that was out for a week catches up.
    """

    folder: Path

    def keep(self, note: str, record: Path) -> None:
        """Append what is missing, and wait for the disk."""
        if not self.folder.is_dir():
            raise FileNotFoundError(f"{self.folder} is not there")
        target = self.folder / f"{name_of(public_key())}.txt"
        held = target.read_text(encoding="utf-8") if target.exists() else ""
        every = [one.text for one in _notes(record.read_text(encoding="utf-8"))]
        missing = [one for one in every if one not in held]
        with target.open("a", encoding="utf-8") as file:
            file.writelines(f"{one}\n" for one in missing)
            file.flush()
            os.fsync(file.fileno())


@dataclass(frozen=True)
class MailWitness:
    """A mailbox outside the office, such as the board's; the message holds no personal data."""

    address: str

    def keep(self, note: str, record: Path) -> None:
        """Send the note."""
        send_mail("Checkpoint of an audit trail", note, None, [self.address])


def witnesses() -> list[Witness]:
    """Those of AMPARO_WITNESSES: folders, or `mailto:` and an address, separated by commas."""
    named = [one.strip() for one in settings.WITNESSES.split(",") if one.strip()]
    return [
        MailWitness(one.removeprefix("mailto:")) if one.startswith("mailto:")
        else FolderWitness(Path(one).expanduser())
        for one in named
    ]  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """A checkpoint that was taken, its note, and the witnesses that could not be reached."""

    checkpoint: Checkpoint
    note: str
    unreached: tuple[str, ...]


def take_checkpoint(at: datetime) -> Taken | None:
    """Sign what the trail holds now, record it, and hand it to every witness; None where nothing
    is new.

    Raises: Broken where the trail no longer holds what the last checkpoint named.
    """
    record = Path(settings.HOME) / RECORD
    with _alone():
        tree, head = _state()
        _must_continue(tree.size, head)
        before = tree.size
        for _, digest in digests_after(tree.size):
            tree.add(leaf_of(digest))
            head = digest
        if tree.size == before:
            return None
        key = signing_key()
        checkpoint = Checkpoint(
            name_of(key.public_key()), tree.size, tree.root(), head, at.astimezone(UTC)
        )
        note = sign(checkpoint, key)
        _append(record, note)
        _save_state(tree, head)
        return Taken(checkpoint, note, tuple(_hand_out(note, record)))


def _hand_out(note: str, record: Path) -> Iterator[str]:
    for witness in witnesses():
        try:
            witness.keep(note, record)
        except OSError as error:
            name = type(witness).__name__
            logging.getLogger(__name__).warning("%s could not keep a checkpoint: %s", name, error)
            yield f"{name}: {error.strerror or error}"


def is_due(now: datetime) -> bool:
    """Whether entries wait for a checkpoint: a hundred of them, or one for five minutes."""
    newest = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    path = Path(settings.HOME) / STATE
    if not path.exists():
        return newest > 0
    waiting = newest - int(json.loads(path.read_text(encoding="ascii"))["size"])
    age = abs(now.timestamp() - path.stat().st_mtime)  # ahead, where the clock was set back
    return waiting >= EVERY_ENTRIES or (waiting != 0 and age >= EVERY_SECONDS)


def own_checkpoints() -> list[Note]:
    """The office's own record, each note checked."""
    path = Path(settings.HOME) / RECORD
    return _notes(path.read_text(encoding="utf-8")) if path.exists() else []


def notes_in(place: Path) -> list[Note]:
    """The checkpoints of this office that a witness kept: a file, or every text in a folder.

    Raises: Refused where nothing is there.
    """
    files = sorted(place.glob("*.txt")) if place.is_dir() else [place]
    try:
        notes = [note for file in files for note in _notes(file.read_text(encoding="utf-8"))]
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            "The witness cannot be read", where=str(place), found=type(error).__name__.lower()
        ) from error
    if not notes:
        raise Refused(
            "This witness holds no checkpoint", where=str(place),
            next_step=f"name its file, for instance {name_of(public_key())}.txt",
        )  # fmt: skip
    return notes


def checkpoints_of(notes: Sequence[Note]) -> list[Checkpoint]:
    """Those that carry a good signature."""
    return [note.checkpoint for note in notes if note.checkpoint is not None]


def public_words() -> str:
    """The public key on one line."""
    return public_line(public_key())


def forget_state() -> None:
    """Work the tree out anew at the next checkpoint; for an office that was restored."""
    (Path(settings.HOME) / STATE).unlink(missing_ok=True)


def _notes(text: str) -> list[Note]:
    return list(read_notes(text, public_key()))


@contextmanager
def _alone() -> Iterator[None]:
    """One taker at a time; the hold ends with the process."""
    with (Path(settings.HOME) / f"{STATE}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _state() -> tuple[Tree, str]:
    path = Path(settings.HOME) / STATE
    if not path.exists():
        return Tree(), FIRST
    told = json.loads(path.read_text(encoding="ascii"))
    return Tree(int(told["size"]), [base64.b64decode(one) for one in told["peaks"]]), told["head"]


def _save_state(tree: Tree, head: str) -> None:
    path = Path(settings.HOME) / STATE
    told = {
        "size": tree.size, "peaks": [base64.b64encode(one).decode() for one in tree.peaks],
        "head": head,
    }  # fmt: skip
    part = path.with_suffix(".part")
    part.write_text(json.dumps(told), encoding="ascii")
    part.replace(path)


def _must_continue(size: int, head: str) -> None:
    if size and Entry.objects.filter(seq=size).values_list("digest", flat=True).first() != head:
        raise Broken(
            "The audit trail is not the one that the last checkpoint names",
            next_step="run `amparo verify`, and keep the machine as it is",
        )


def _append(record: Path, note: str) -> None:
    descriptor = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(f"{note}\n")
        file.flush()
        os.fsync(file.fileno())
