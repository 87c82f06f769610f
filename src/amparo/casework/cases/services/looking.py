"""Looking at a case: each look at a person's record is written in the trail before it is given."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case


@transaction.atomic
def read_case(*, by: User, at: datetime, case: Case, part: str) -> None:
    """Write down that someone opened a part of a case, such as its timeline."""
    record(
        by=by, verb="case.read", kind="cases.case", object_id=str(case.pk), at=at,
        case_id=str(case.pk), fields=[part],
    )  # fmt: skip
