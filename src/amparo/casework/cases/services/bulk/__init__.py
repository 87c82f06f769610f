"""Writing many cases at once, as if each act had been done alone on its own day.

For imports and the synthetic office. The checks, the derived rows and the trail are those of the
single services; a test holds the two ways against each other.
"""

from amparo.casework.cases.services.bulk.history import (
    CaseHistory,
    FollowUp,
    Joining,
    NewConsent,
    NewFact,
    NewPerson,
    NewReferral,
    NewRole,
)
from amparo.casework.cases.services.bulk.writing import record_many

__all__ = [
    "CaseHistory", "FollowUp", "Joining", "NewConsent", "NewFact", "NewPerson", "NewReferral",
    "NewRole", "record_many",
]  # fmt: skip
