"""`amparo checkpoint` and `amparo trail`: the audit trail as others keep and check it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import django

from amparo.config.command import FOLDER, enter_office
from amparo.errors import Refused

VERIFIER = Path(__file__).with_name("verify_trail.py")


@click.command()
@FOLDER
def checkpoint(*, folder: Path | None) -> None:
    """Sign what the audit trail holds now, hand it to the witnesses, and print it.

    Print it on paper, read it to somebody, or keep it in another house: whoever rewrites the trail
    later cannot make it fit.
    """
    enter_office(folder)
    django.setup()
    from amparo.vault import checkpoints  # noqa: PLC0415  (needs Django set up)

    taken = checkpoints.take_checkpoint(datetime.now(UTC))
    if taken is None:
        kept = checkpoints.own_checkpoints()
        click.echo("Nothing is new since the last checkpoint." if kept else "The trail is empty.")
        if kept:
            click.echo(f"\n{kept[-1].text}")
        return
    click.echo(taken.note)
    for words in taken.unreached:
        click.echo(f"Not handed out. {words}.", err=True)
    click.echo(f"Public key, for auditors:\n{checkpoints.public_words()}", err=True)


@click.command()
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@FOLDER
@click.option("--digests", is_flag=True, help="Numbers and digests only: who did what stays here.")
@click.option("--entry", type=click.IntRange(1), help="Prove this one entry, and tell no other.")
def trail(*, target: Path, folder: Path | None, digests: bool, entry: int | None) -> None:
    """Write the audit trail into a new folder, with what an auditor needs to check it elsewhere.

    The folder holds the trail, its checkpoints, the public key, and a small program that checks
    them with nothing but Python.
    """
    enter_office(folder)
    django.setup()
    if target.exists() and any(target.iterdir()):
        raise Refused("This folder is not empty", where=str(target), next_step="name a new one")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    from amparo.vault import checkpoints  # noqa: PLC0415  (needs Django set up)

    notes = checkpoints.own_checkpoints()
    if not notes:
        raise Refused("There is no checkpoint yet", next_step="run `amparo checkpoint` first")
    (target / "checkpoints.txt").write_text("\n".join(note.text for note in notes), "utf-8")
    (target / "key.txt").write_text(checkpoints.public_words() + "\n", "ascii")
    (target / VERIFIER.name).write_text(VERIFIER.read_text("utf-8"), "utf-8")
    if entry is None:
        click.echo(f"{_lines(target / 'trail.jsonl', whole=not digests):,} entries.", err=True)
        click.echo(f"Check them with: python3 {VERIFIER.name} trail.jsonl", err=True)
    else:
        _proof(target / "proof.json", entry)
        click.echo(f"Check it with: python3 {VERIFIER.name} proof.json", err=True)


def _lines(file: Path, *, whole: bool) -> int:
    from amparo.audit.selectors import entries_in_order  # noqa: PLC0415

    n = 0
    with file.open("w", encoding="ascii") as out:
        for row in entries_in_order():
            told = {"seq": row.seq, "digest": row.digest}
            out.write(json.dumps({**told, "entry": row.content()} if whole else told) + "\n")
            n += 1
    return n


def _proof(file: Path, seq: int) -> None:
    from amparo.audit.merkle import leaf_of, proof_of  # noqa: PLC0415
    from amparo.audit.models import Entry  # noqa: PLC0415
    from amparo.audit.selectors import digests_after  # noqa: PLC0415
    from amparo.vault import checkpoints  # noqa: PLC0415

    signed = [one for one in checkpoints.checkpoints_of(checkpoints.own_checkpoints())
              if one.size >= seq]  # fmt: skip
    found = Entry.objects.filter(pk=seq).first()
    if not signed or found is None:
        raise Refused(
            "No checkpoint covers this entry", found=f"entry {seq}",
            next_step="run `amparo checkpoint` first, or name an entry that is there",
        )  # fmt: skip
    size = min(one.size for one in signed)
    leaves = [leaf_of(digest) for n, digest in digests_after(0) if n <= size]
    found.at = found.at.astimezone(UTC)
    told = {
        "entry": found.content(), "digest": found.digest, "size": size,
        "proof": [one.hex() for one in proof_of(leaves, seq - 1)],
    }  # fmt: skip
    file.write_text(json.dumps(told, indent=1), encoding="ascii")
