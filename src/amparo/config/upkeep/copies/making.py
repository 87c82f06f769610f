"""Making a copy of a live office: the database first, then the files that it names.

A file lies on disk before its row is committed and is never changed after, so every file that the
snapshot names is there. The office's own keys are not in a copy: whoever has the copy and the
private key still needs them to read a name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings
from django.db import connection

import amparo
from amparo.config.upkeep.copies.database import (
    PAGES,
    Snapshot,
    snapshot_of_postgres,
    snapshot_of_sqlite,
)
from amparo.config.upkeep.copies.store import Manifest, OfficeNames, Store, Trail, pieces_of
from amparo.errors import Refused
from amparo.vault import age
from amparo.vault.checkpoints import own_checkpoints
from amparo.vault.keys import office_key

FILE_PIECE = 4 * 1024 * 1024
Say = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A copy that was made, and what it cost."""

    path: Path
    manifest: Manifest
    n_files: int
    n_rows: int
    n_bytes: int
    n_written: int


def names_of_office() -> OfficeNames:
    """What this office names pieces and signs copies with."""
    return OfficeNames(office_key().index)


def make_copy(folder: Path, to: X25519PublicKey, at: datetime) -> Made:
    """Add a copy of the office to the folder; only what is new is written.

    Raises: Refused where a file that the database names is not on the disk, or there is no space.
    """
    store = Store(folder, names_of_office())
    with store.alone(), _snapshot() as state:
        told = _Writer(store, to)
        database = [told.piece(block, pack=True) for block in state.blocks]
        files = {path.name: _file(told, path) for path in _files()}
        trail = Trail(*state.trail)
        content = {
            "amparo": amparo.__version__,
            "vendor": connection.vendor,
            "tables": state.tables,
            "database": database,
            "files": files,
            "checkpoints": _record(trail.size),
        }
        inside = told.piece(json.dumps(content).encode(), pack=True)
        manifest = Manifest(
            at.astimezone(UTC).isoformat(timespec="seconds"), trail, inside, told.pieces
        )
        path = store.finish(manifest)
    return Made(
        path, manifest, len(files), sum(rows for rows, _ in state.tables.values()),
        sum(size for size, _ in told.pieces.values()), store.n_written,
    )  # fmt: skip


class _Writer:
    """Keeps pieces, and the list of them that the manifest will hold."""

    def __init__(self, store: Store, to: X25519PublicKey) -> None:
        self.store, self.to = store, to
        self.pieces: dict[str, tuple[int, str]] = {}

    def piece(self, content: bytes, *, pack: bool) -> str:
        """Keep one piece; its name."""
        name, size, digest = self.store.put(content, self.to, pack=pack)
        self.pieces[name] = (size, digest)
        return name


def _snapshot() -> AbstractContextManager[Snapshot]:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        part = Path(settings.HOME) / "copying.part"
        return snapshot_of_sqlite(Path(str(database["NAME"])), part)
    return snapshot_of_postgres(database)


def _files() -> Iterator[Path]:
    """Every sealed file on disk; parts of files that are still being taken in stay out."""
    for path in sorted(Path(settings.FILES).glob("*/*")):
        if path.suffix != ".part" and path.is_file():
            yield path


def _file(told: _Writer, path: Path) -> list[str]:
    with path.open("rb") as file:
        blocks = iter(lambda: file.read(PAGES), b"")
        return [told.piece(piece, pack=False) for piece in pieces_of(blocks, FILE_PIECE)]


def _record(size: int) -> str:
    """The office's own checkpoints as far as the copy goes; they go on after a restore."""
    notes = [one for one in own_checkpoints() if one.checkpoint and one.checkpoint.size <= size]
    return "\n".join(note.text for note in notes)


def read_recipient(words: str) -> X25519PublicKey:
    """The public key that copies are sealed to: its line, or the file that holds it."""
    place = Path(words).expanduser()
    if not words:
        raise Refused(
            "No key is named to seal copies to",
            next_step="make one with `amparo copy-key`, carry the private file away, and set "
            "AMPARO_COPY_KEY to the public line",
        )
    text = place.read_text(encoding="ascii") if words[:4] != "age1" and place.exists() else words
    return age.read_public(text)
