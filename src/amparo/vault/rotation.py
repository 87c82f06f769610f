"""A new version of the office's key on a live office: added, brought to every data key, retired.

Each step leaves an office that opens everything, so that whatever stops it, the same command goes
on where it stood. What people sealed is not touched: only the wrapping of the data keys is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from amparo.audit.models import Entry
from amparo.audit.services import Actor, record
from amparo.errors import Refused
from amparo.vault import escrow
from amparo.vault.keys import (
    is_kept_in_file,
    office_key,
    with_new_version,
    without_old_versions,
    write_key_file,
)
from amparo.vault.models import DESTROYED, DataKey

BATCH = 500
KIND, ADDED = "vault.office_key", "key.version_added"
COPIES_DAYS = 35  # for as long a copy may be brought back that was made under the old version


def add_version(*, by: Actor, at: datetime) -> int:
    """Add a version to the key file, under which everything is wrapped from now on; its number.

    The custodians' copy is sealed first: a version that they do not hold is never in use.
    Raises: Refused where the key does not lie in a file that this program can change.
    """
    if not is_kept_in_file():
        raise Refused(
            "The key is not kept in a file, so its keeper adds the new version",
            next_step="add it there under the next number, start the office anew with it, and run "
            "amparo key rotate --rewrap",
        )
    key = with_new_version(office_key())
    escrow.seal_anew(key)
    write_key_file(Path(settings.KEY_FILE), key)
    with transaction.atomic():
        record(by=by, verb=ADDED, kind=KIND, object_id=str(key.version), at=at)
    return key.version


def waiting() -> int:
    """How many data keys are still wrapped under an older version."""
    newest = office_key().version
    return DataKey.objects.exclude(wrapped=DESTROYED).exclude(office_key_version=newest).count()


def rewrap(*, by: Actor, at: datetime) -> Iterator[int]:
    """Wrap every data key under the newest version, some at a time; how many of each time.

    Each batch is one transaction with its entry in the trail. What is destroyed stays destroyed.
    """
    while n := _rewrap_some(by=by, at=at):
        yield n


@transaction.atomic
def _rewrap_some(*, by: Actor, at: datetime) -> int:
    key = office_key()
    rows = DataKey.objects.select_for_update().exclude(wrapped=DESTROYED)
    held = list(rows.exclude(office_key_version=key.version).order_by("pk")[:BATCH])
    for row in held:
        secret = key.unwrap(bytes(row.wrapped), key_id=str(row.pk), version=row.office_key_version)
        row.wrapped, row.office_key_version = key.wrap(secret, key_id=str(row.pk))
    if held:
        DataKey.objects.bulk_update(held, ["wrapped", "office_key_version"], batch_size=100)
        record(
            by=by, verb="keys.rewrapped", kind=KIND, object_id=str(key.version), at=at,
            fields=[str(len(held))],
        )  # fmt: skip
    return len(held)


@transaction.atomic
def retire(*, by: Actor, at: datetime, keeps_copies: bool = True) -> tuple[int, ...]:
    """Take the older versions out of the key file; which they were.

    A copy made before the newest version opens with the key as it was then only: so it waits until
    such copies are gone, or, where the old version was stolen, is told not to.
    Raises: Refused while a data key is wrapped under an older version, or copies still need it.
    """
    if not is_kept_in_file():
        raise Refused("The key is not kept in a file, so its keeper takes old versions out")
    if connection.vendor == "postgresql":  # whoever seals at this moment is waited for
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE vault_datakey IN SHARE ROW EXCLUSIVE MODE")
    if n := waiting():
        raise Refused(f"{n:,} data keys are wrapped under an older version",
                      next_step="run amparo key rotate --rewrap first")  # fmt: skip
    key = office_key()
    old = tuple(sorted(set(key.keys) - {key.version}))
    added = Entry.objects.filter(verb=ADDED, object_id=str(key.version)).order_by("-seq").first()
    if old and keeps_copies and added and at - added.at < timedelta(days=COPIES_DAYS):
        raise Refused(
            f"Copies made before {added.at:%d %B %Y} open with the old version only",
            next_step=f"wait {COPIES_DAYS} days, or say --now where it was stolen",
        )
    record(by=by, verb="key.versions_retired", kind=KIND, object_id=str(key.version), at=at,
           fields=[str(one) for one in old])  # fmt: skip
    newest = without_old_versions(key)
    escrow.seal_anew(newest)
    write_key_file(Path(settings.KEY_FILE), newest)
    return old
