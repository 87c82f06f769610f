"""For how long the notes of a programme's services are kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.aftercare.models import NotesTerm
from amparo.casework.cases.models import Programme
from amparo.errors import Refused


@transaction.atomic
def set_notes_term(*, by: User, at: datetime, programme: Programme, years: int) -> NotesTerm:
    """Say for how many years after a service ended its notes are kept; destroys nothing."""
    if not 1 <= years <= 100:
        raise Refused("Notes are kept for 1 to 100 years", found=str(years))
    term = NotesTerm.objects.create(programme=programme, years=years, set_by=by, set_at=at)
    record(by=by, verb="notes_term.set", kind="cases.programme", object_id=str(programme.pk), at=at,
           fields=[str(years)])  # fmt: skip
    return term
