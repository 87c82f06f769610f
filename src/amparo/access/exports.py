"""What leaves the office as a file: written in the trail, counted, and marked with who made it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.web.stamps import Stamp


@transaction.atomic
def export(
    *, by: User, at: datetime, what: str, why: str, object_id: str = "", case_id: str = ""
) -> Stamp:
    """Write down that somebody makes a file of this, and return the mark it must carry.

    Raises: TooMany past what one account may take out within an hour.
    """
    record(
        by=by, verb="export.made", kind=what, object_id=object_id, at=at, case_id=case_id,
    )  # fmt: skip
    return Stamp(by.actor_label, at, why)
