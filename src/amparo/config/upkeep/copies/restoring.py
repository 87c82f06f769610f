"""Bringing a copy back into an empty place, and proving that it is what was copied.

Everything is checked before anything is called an office: each piece's hash, each table's rows, the
trail's chain, the witnesses' checkpoints, every data key and every file.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from amparo.config.upkeep.copies.database import (
    Digests,
    connected,
    digests_of_postgres,
    digests_of_sqlite,
    load_into_postgres,
)
from amparo.config.upkeep.copies.store import Manifest, OfficeNames, Store, write_whole
from amparo.errors import Broken, Refused
from amparo.vault.keys import read_key_file

Say = Callable[[str], None]


@dataclass(frozen=True)
class Chosen:
    """What is brought back: which copy, with which keys, how much loss is accepted."""

    copies: Path
    key: X25519PrivateKey
    sealing_key: Path
    at: str = ""
    witnesses: Sequence[Path] = ()
    accepts_loss: bool = False


def restore(chosen: Chosen, home: Path, *, say: Say) -> None:
    """Bring the newest copy, or that of `at`, into a folder that is not there yet.

    On PostgreSQL the database of AMPARO_DATABASE takes it, and must be empty.
    Raises: Refused where the copy is cut, altered, of another office or key, or older than a
    witness knows; then nothing is left behind.
    """
    _must_be_empty(home)
    store = Store(chosen.copies, OfficeNames(read_key_file(chosen.sealing_key).index))
    manifest = _choose(store, chosen)
    say(f"The copy of {manifest.made:%d %B %Y, %H:%M} UTC, {len(manifest.pieces):,} pieces.")
    content = json.loads(store.get(manifest.content, *_of(manifest, manifest.content), chosen.key))
    part = home.with_name(f"{home.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    database: dict[str, Any] = {}
    try:
        _bring_files(store, manifest, content, chosen, part)
        database = _set_up(part, content["vendor"])
        _bring_database(store, manifest, content, chosen, database)
        _prove(manifest, content, chosen, database, say=say)
        part.rename(home)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        if database and content["vendor"] == "postgresql":
            _empty(database)
        raise


def _must_be_empty(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        raise Refused(
            "A copy is brought back into an empty place only", where=str(home),
            next_step="name a folder that is not there yet with --folder",
        )  # fmt: skip
    if home.exists():
        home.rmdir()


def _choose(store: Store, chosen: Chosen) -> Manifest:
    manifests = store.manifests()
    wanted = [one for one in manifests if not chosen.at or one.file_name.startswith(chosen.at)]
    if not wanted:
        raise Refused(
            "No finished copy is here", where=str(chosen.copies),
            next_step="name the folder of copies, and with --at one that is in it",
        )  # fmt: skip
    found = wanted[-1]
    newest = max(one.trail.size for one in manifests)
    if found.trail.size < newest and not chosen.accepts_loss:
        raise Refused(
            f"A newer copy is here, with {newest - found.trail.size:,} more entries of the trail",
            next_step="take that one, or say --accept-loss",
        )
    return found


def _of(manifest: Manifest, name: str) -> tuple[int, str]:
    if name not in manifest.pieces:
        raise Refused("The copy names a piece that it does not hold", found=name[:12])
    return manifest.pieces[name]


def _joined(
    store: Store, manifest: Manifest, names: Sequence[str], key: X25519PrivateKey
) -> Iterator[bytes]:
    for name in names:
        yield store.get(name, *_of(manifest, name), key)


def _bring_files(
    store: Store, manifest: Manifest, content: dict[str, Any], chosen: Chosen, part: Path
) -> None:
    shutil.copyfile(chosen.sealing_key, part / "sealing.key")
    (part / "sealing.key").chmod(0o600)
    if content["checkpoints"]:
        write_whole(part / "checkpoints.txt", content["checkpoints"].encode())
    for name, names in content["files"].items():
        if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
            raise Refused("The copy holds a file of a name that is none of ours")
        whole = b"".join(_joined(store, manifest, names, chosen.key))
        write_whole(part / "files" / name[:2] / name, whole)


def _set_up(part: Path, vendor: str) -> dict[str, Any]:
    """Point this process at the new place; the settings are read once, so only now."""
    on_postgres = bool(os.environ.get("AMPARO_DATABASE"))
    if on_postgres != (vendor == "postgresql"):
        raise Refused(
            f"The copy is of an office on {'PostgreSQL' if vendor == 'postgresql' else 'SQLite'}",
            next_step="set AMPARO_DATABASE to an empty database" if vendor == "postgresql"
            else "leave AMPARO_DATABASE out",
        )  # fmt: skip
    for name in ("AMPARO_KEY_FILE", "AMPARO_KEY", "AMPARO_KEY_PROGRAM", "AMPARO_FILES"):
        os.environ.pop(name, None)
    os.environ["AMPARO_HOME"] = str(part)
    os.environ["DJANGO_SETTINGS_MODULE"] = "amparo.config.settings"
    import django  # noqa: PLC0415  (after the environment is complete)

    django.setup()
    from django.db import connection  # noqa: PLC0415

    settings = connection.settings_dict
    if vendor == "postgresql":
        with connected(settings) as database:
            if digests_of_postgres(database):
                raise Refused(
                    "A copy is brought back into an empty database only",
                    next_step="make a new one, and name it in AMPARO_DATABASE",
                )
    return dict(settings)


def _bring_database(
    store: Store, manifest: Manifest, content: dict[str, Any], chosen: Chosen,
    database: dict[str, Any],
) -> None:  # fmt: skip
    pieces = _joined(store, manifest, content["database"], chosen.key)
    if content["vendor"] == "postgresql":
        load_into_postgres(database, pieces)
        return
    path = Path(str(database["NAME"]))
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with path.open("wb") as out:
        for piece in pieces:
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())


def _empty(database: dict[str, Any]) -> None:
    """Take out what was loaded; the database was empty before."""
    with connected(database) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def digests_here(database: dict[str, Any], vendor: str) -> Digests:
    """Rows and digest of every table of the database at these settings."""
    if vendor == "postgresql":
        with connected(database) as connection:
            return digests_of_postgres(connection)
    import sqlite3  # noqa: PLC0415  (the bundled one, once the settings are read)

    held = sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)
    try:
        return digests_of_sqlite(held)
    finally:
        held.close()


def _prove(
    manifest: Manifest, content: dict[str, Any], chosen: Chosen, database: dict[str, Any], *,
    say: Say,
) -> None:  # fmt: skip
    told = {name: (rows, digest) for name, (rows, digest) in content["tables"].items()}
    here = digests_here(database, content["vendor"])
    differ = sorted(name for name in told.keys() | here.keys() if told.get(name) != here.get(name))
    if differ:
        raise Broken("Tables are not as they were copied", found=", ".join(differ)[:200])
    say(f"  {sum(rows for rows, _ in told.values()):,} rows in {len(told)} tables, as copied.")
    _prove_the_trail(manifest, chosen, say=say)
    _prove_keys_and_files(say=say)


def _prove_the_trail(manifest: Manifest, chosen: Chosen, *, say: Say) -> None:
    from amparo.audit.selectors import check_chain  # noqa: PLC0415  (needs Django set up)
    from amparo.vault import checkpoints as kept  # noqa: PLC0415

    notes = [note for place in chosen.witnesses for note in kept.notes_in(place)]
    bad = [note.fault for note in notes if note.fault]
    if bad:
        raise Refused(f"A checkpoint of the witness {bad[0]}")
    witnessed = kept.checkpoints_of(notes)
    newest = max((one.size for one in witnessed), default=0)
    lost = newest - manifest.trail.size
    if lost > 0 and not chosen.accepts_loss:
        raise Refused(
            f"The copy is older than the trail that was witnessed: {lost:,} entries would be lost",
            next_step="look for a newer copy, or say --accept-loss",
        )
    own = kept.checkpoints_of(kept.own_checkpoints())
    check = check_chain([one for one in (*witnessed, *own) if one.size <= manifest.trail.size])
    if not check.holds or check.n_entries != manifest.trail.size:
        found = check.faults[0] if check.faults else f"entry {check.broken_at} does not fit"
        raise Broken("The trail of the copy does not hold", found=found)
    say(f"  {check.n_entries:,} entries of the trail, whole.")
    say(f"  Signed checkpoints vouch for the first {check.n_covered:,}.")
    if lost > 0:
        say(f"  {lost:,} later entries are lost, as you accepted.")


def _prove_keys_and_files(*, say: Say) -> None:
    from amparo.vault.ledger import faults_of_files, faults_of_ledgers  # noqa: PLC0415
    from amparo.vault.models import DESTROYED, DataKey, SealedFile  # noqa: PLC0415
    from amparo.vault.sealing import cipher_of  # noqa: PLC0415

    n = 0
    for key in DataKey.objects.exclude(wrapped=DESTROYED).iterator(chunk_size=2000):
        cipher_of(key)
        n += 1
    faults = [*faults_of_ledgers(), *faults_of_files()]
    if faults:
        raise Broken(f"{faults[0].what}", where=faults[0].where, found=f"{len(faults)} faults")
    say(f"  {n:,} keys open, {SealedFile.objects.count():,} files are whole.")
