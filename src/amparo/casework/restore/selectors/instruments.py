"""The instruments of an office, and who is trained."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from amparo.access.models import User
from amparo.access.policy import roles_with
from amparo.casework.restore.instruments import Instrument
from amparo.casework.restore.models import Training
from amparo.casework.restore.services.instruments import instruments_in
from amparo.directory.models import Institution
from amparo.errors import NotVisible


def office_of(user: User) -> Institution:
    """The office a person works in; NotVisible for someone without one."""
    if user.office is None:
        raise NotVisible
    return user.office


def instruments_of(user: User) -> list[Instrument]:
    """Those the person's office may use, the open ones first."""
    held = instruments_in(office_of(user)).values()
    return sorted(held, key=lambda one: (not one.is_open, one.name, one.version))


def assessors_for(user: User) -> list[User]:
    """The colleagues who write in cases, by name."""
    able = roles_with("cases.write")
    rows = User.objects.filter(office=office_of(user), is_active=True).order_by("name")
    return [one for one in rows if one.held_roles & able]


def trainings_for(user: User) -> Sequence[Training]:
    """Who is trained today, and by whom it was recorded."""
    rows = Training.objects.visible_to(user).filter(to_on__isnull=True)
    return list(rows.select_related("user", "recorded_by"))


def training_for(user: User, pk: UUID) -> Training:
    """One training that counts today; NotVisible where there is none."""
    found = Training.objects.visible_to(user).filter(pk=pk, to_on__isnull=True).first()
    if found is None:
        raise NotVisible
    return found
