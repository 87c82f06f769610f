"""Whose records of their own unit a partner reads, and of which offices."""

from __future__ import annotations

from amparo.access.models import User
from amparo.directory.models import Institution, Unit
from amparo.errors import NotVisible
from amparo.reform.models import SystemProblem
from amparo.reform.models.visibility import shared_problems


def own_units(user: User) -> tuple[Unit, ...]:
    """The units of the partner's institution in which they hold a post today.

    Raises: NotVisible for whoever does not read as a partner.
    """
    if user.office_id is None or not user.may("repairs.shared"):
        raise NotVisible
    rows = Unit.objects.filter(
        institution=user.office_id, posts__holders__account_id=user.pk,
        posts__holders__to_on__isnull=True,
    )  # fmt: skip
    return tuple(rows.select_related("institution").distinct().order_by("name"))


def offices_sharing(user: User) -> tuple[Institution, ...]:
    """The offices that own a problem together with the partner's institution, and no others."""
    rows = SystemProblem.objects.filter(shared_problems(user)).values("office")
    return tuple(Institution.objects.filter(pk__in=rows).order_by("name"))
