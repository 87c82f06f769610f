"""The first use of an office: its organisation, its jurisdiction, its first account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import click
from django.db import transaction

from amparo.access.policy import Role
from amparo.access.services import System, open_account
from amparo.audit.services import record
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.directory.packs.kinds import Pack
from amparo.directory.packs.reading import load_pack, pack_codes
from amparo.errors import Refused

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
            "A password of 12 characters or more",
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
def set_up(wanted: FirstUse, *, password: str) -> None:
    """Plant the pack's places, the organisation and its first account, or nothing at all.

    Raises: Refused for an e-mail address or a password that will not do.
    """
    at = datetime.now(UTC)
    pack = load_pack(wanted.pack)
    place = _plant(pack)
    office = Institution.objects.create(
        name=wanted.organisation.strip(),
        kind=Institution.Kind.ORGANISATION,
        jurisdiction=place,
        is_office=True,
        time_zone=pack.time_zone,
    )
    record(
        by=System(), at=at, verb="office.opened", kind="directory.institution",
        object_id=str(office.pk), fields=["name", "jurisdiction", "time_zone"],
    )  # fmt: skip
    open_account(
        by=System(), at=at, email=wanted.email, name=wanted.name, roles=FIRST_ROLES,
        office=office, password=password,
    )  # fmt: skip


def _plant(pack: Pack) -> Jurisdiction:
    """The pack's places as a tree, with their institutions; returns the place of the pack."""
    places: dict[str, Jurisdiction] = {}
    for start in pack.jurisdictions:
        above = places.get(start.parent)
        places[start.code] = Jurisdiction.objects.create(
            code=start.code,
            name=start.name,
            kind=start.kind,
            parent=above,
            path=f"{above.path}/{start.code}" if above else start.code,
            pack=pack.code,
            population=start.population,
            population_year=start.population_year,
            population_source=start.population_source,
        )
    for body in pack.institutions:
        institution = Institution.objects.create(
            name=body.name,
            kind=body.kind,
            jurisdiction=places[body.jurisdiction],
            time_zone=pack.time_zone,
        )
        for unit in body.units:
            Unit.objects.create(
                institution=institution, name=unit, jurisdiction=institution.jurisdiction
            )
    return places[pack.code]
