"""The first use of an office: its organisation, its jurisdiction, its first account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import transaction

from amparo.access.policy import Role
from amparo.access.services import System, open_account
from amparo.directory.models import Institution, Jurisdiction
from amparo.directory.packs.reading import load_pack, pack_codes
from amparo.directory.services import add_institution, install_pack
from amparo.errors import Refused
from amparo.vault.keys import is_kept_in_file, make_key_file

# In a small organisation whoever sets Amparo up also starts programmes and opens the directory.
FIRST_ROLES = (Role.ADMINISTRATOR, Role.SUPERVISOR)


@dataclass(frozen=True)
class FirstUse:
    """What the first use needs to know; without a password, one is made."""

    email: str
    name: str
    organisation: str
    pack: str
    password: str = ""


def ask(
    *, email: str | None, name: str | None, organisation: str | None, pack: str | None
) -> FirstUse:
    """Ask on the terminal for what was not given; the password is not echoed."""
    click.echo("This is a new office. Four questions, then it opens.\n", err=True)
    packs = ", ".join(f"{code} ({load_pack(code).name})" for code in pack_codes())
    return FirstUse(
        organisation=organisation or click.prompt("Your organisation's name", err=True),
        pack=_pack(pack or click.prompt(f"Jurisdiction: {packs}", err=True, show_choices=False)),
        name=name or click.prompt("Your name", err=True),
        email=email or click.prompt("Your e-mail address", err=True),
        password=click.prompt(
            "A password of 15 characters or more: four words in a row",
            err=True,
            hide_input=True,
            confirmation_prompt="The same again",
        ),
    )


def require(
    *, email: str | None, name: str | None, organisation: str | None, pack: str | None
) -> FirstUse:
    """What was given; where something is missing and nobody can be asked, say what."""
    given = {"--email": email, "--name": name, "--organisation": organisation, "--pack": pack}
    missing = [flag for flag, value in given.items() if not value]
    if missing or not (email and name and organisation and pack):
        raise Refused(
            "This office has no administrator yet, and there is no terminal to ask on",
            found=f"nothing for {', '.join(missing)}",
            next_step="run `amparo serve` once in a terminal, or with all of: "
            f"--email, --name, --organisation, --pack (one of {', '.join(pack_codes())})",
        )
    return FirstUse(email=email, name=name, organisation=organisation, pack=_pack(pack))


def _pack(code: str) -> str:
    wanted = code.strip().lower()
    if wanted not in pack_codes():
        raise Refused(
            "There is no jurisdiction pack of this name",
            found=code,
            where="--pack",
            next_step=f"choose one of {', '.join(pack_codes())}",
        )
    return wanted


@transaction.atomic
def set_up(wanted: FirstUse, *, password: str, tell: Callable[[], None] = lambda: None) -> None:
    """Plant the pack's places, the organisation and its first account, or nothing at all.

    `tell` shows the password before anything is kept: an office whose password nobody saw, because
    the power went in between, could not be entered.

    Raises: Refused for an e-mail address or a password that will not do.
    """
    if is_kept_in_file():
        make_key_file(Path(settings.KEY_FILE))
    at, by = datetime.now(UTC), System()
    install_pack(by=by, at=at, pack_code=wanted.pack)
    office = add_institution(
        by=by,
        at=at,
        name=wanted.organisation,
        kind=Institution.Kind.ORGANISATION,
        jurisdiction=Jurisdiction.objects.get(code=wanted.pack),
        time_zone=load_pack(wanted.pack).time_zone,
        works_here=True,
    )
    open_account(
        by=by, at=at, email=wanted.email, name=wanted.name, roles=FIRST_ROLES,
        office=office, password=password,
    )  # fmt: skip
    tell()
