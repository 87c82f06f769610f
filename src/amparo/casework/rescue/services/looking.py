"""Looking at an operation: each look is in its trail before it is given."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amparo.access.models import User
from amparo.casework.rescue.models import Operation
from amparo.casework.rescue.services.written import in_trail

READ = "operation.read"


@transaction.atomic
def read_operation(*, by: User, at: datetime, operation: Operation, part: str) -> None:
    """Write down that someone opened a part of an operation, such as its briefing."""
    in_trail(operation, by=by, at=at, verb=READ, fields=(part,))
