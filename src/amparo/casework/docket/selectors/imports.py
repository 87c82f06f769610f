"""Lists that a person brought in."""

from __future__ import annotations

from uuid import UUID

from amparo.access.models import User
from amparo.casework.docket.models import HearingImport
from amparo.directory.models import Institution
from amparo.errors import NotVisible


def import_for(user: User, pk: UUID) -> HearingImport:
    """One of one's own lists; NotVisible otherwise."""
    rows = HearingImport.objects.visible_to(user).select_related("court", "key")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def imports_for(user: User, *, limit: int = 10) -> list[HearingImport]:
    """The newest lists of this person."""
    return list(HearingImport.objects.visible_to(user).select_related("court")[:limit])


def rows_used(source: HearingImport) -> set[int]:
    """The row numbers that set a hearing."""
    return set(source.used.values_list("row", flat=True))


def court_chosen(user: User, pk: str) -> Institution:
    """The court of this id; NotVisible where there is none."""
    found = Institution.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
