"""Loading an instrument the office holds a licence for, and saying who is trained to use it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import Actor, record
from amparo.casework.restore.instruments import Instrument, read_instrument, shipped
from amparo.casework.restore.models import LoadedInstrument, Training
from amparo.directory.models import Institution
from amparo.errors import Conflict, Refused


@transaction.atomic
def load_instrument(
    *, by: Actor, at: datetime, office: Institution, text: str, where: str
) -> LoadedInstrument:
    """Keep an instrument from a file, checked whole. The same text again changes nothing.

    Raises: Refused with everything that does not fit; for a version that is there with other
    words, since scores already made would change their meaning; for the code of one that ships.
    """
    made = read_instrument(text, where=where)
    if any(made.code == one.code for one in shipped().values()):
        raise Refused("An instrument of this code ships with Amparo", found=made.code,
                      next_step="give yours a code of its own")  # fmt: skip
    digest = hashlib.sha256(text.encode()).hexdigest()
    there = LoadedInstrument.objects.filter(office=office, code=made.code, version=made.version)
    if (first := there.first()) is not None:
        if first.sha256 == digest:
            return first
        raise Refused(
            "This version is loaded already, with other words", found=made.key,
            next_step="give the changed text a new version; scores of two are not compared",
        )  # fmt: skip
    row = LoadedInstrument(
        office=office, code=made.code, version=made.version, content=text, sha256=digest,
        loaded_by=by if isinstance(by, User) else None, loaded_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    record(
        by=by, verb="instrument.loaded", kind="restore.loadedinstrument", object_id=str(row.pk),
        at=at, reason=f"{made.key}, sha256 {digest[:16]}",
    )  # fmt: skip
    return row


@transaction.atomic
def record_training(
    *, by: User, at: datetime, user: User, instrument: Instrument, on: date
) -> Training:
    """Say that somebody was trained, as the licence asks. Raises Refused where it is said."""
    if on > at.date():
        raise Refused("A training cannot lie in the future", found=on.isoformat())
    if Training.objects.filter(user=user, instrument=instrument.code, to_on=None).exists():
        raise Refused("This is recorded already", next_step="end the old training first")
    row = Training.objects.create(
        user=user, instrument=instrument.code, on=on, recorded_by=by, recorded_at=at
    )
    record(
        by=by, verb="training.recorded", kind="restore.training", object_id=str(row.pk), at=at,
        reason=instrument.code,
    )  # fmt: skip
    return row


@transaction.atomic
def end_training(*, by: User, at: datetime, training: Training, on: date) -> None:
    """Say that a training no longer counts. Raises Conflict when somebody ended it first."""
    if on < training.on:
        raise Refused("A training cannot end before it began", found=on.isoformat())
    if not Training.objects.filter(pk=training.pk, to_on__isnull=True).update(to_on=on):
        raise Conflict("Someone else ended this first", theirs={}, yours={})
    record(
        by=by, verb="training.ended", kind="restore.training", object_id=str(training.pk), at=at,
        reason=training.instrument,
    )  # fmt: skip


def instruments_in(office: Institution) -> dict[str, Instrument]:
    """The instruments an office may use, by code and version: those that ship, and its own."""
    rows = LoadedInstrument.objects.filter(office=office)
    own = {f"{row.code}/{row.version}": _read(row.content) for row in rows}
    return {**shipped(), **own}


def instrument_in(office: Institution, key: str) -> Instrument:
    """One instrument of an office, by code and version. Raises Refused where it is not there."""
    if key in shipped():
        return shipped()[key]
    code, _, version = key.rpartition("/")
    row = LoadedInstrument.objects.filter(office=office, code=code, version=version).first()
    if row is None:
        raise Refused("This instrument is not loaded here", found=key[:80],
                      next_step="load it under “Instruments”")  # fmt: skip
    return _read(row.content)


@lru_cache(maxsize=64)
def _read(text: str) -> Instrument:
    return read_instrument(text, where="a loaded instrument")


def require_trained(user: User, instrument: Instrument, *, on: date) -> None:
    """Refuse an assessor whom the instrument's licence asks a training of that nobody recorded."""
    if not instrument.needs_training:
        return
    held = Training.objects.filter(user=user, instrument=instrument.code, on__lte=on)
    if not any(row.to_on is None or row.to_on > on for row in held):
        raise Refused(
            f"“{instrument.name}” may be used by trained assessors only",
            next_step="ask your supervisor to record your training under “Instruments”, or choose "
            "another instrument",
        )
