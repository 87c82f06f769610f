"""The tables of the docket."""

from amparo.casework.docket.models.court import Accused, Charge, CourtCase, InCourt, PoliceCase
from amparo.casework.docket.models.decisions import (
    CONVICTIONS,
    Appeal,
    CompensationOrder,
    CompensationPayment,
    Plea,
    Sentence,
    Verdict,
)
from amparo.casework.docket.models.hearing import (
    Adjournment,
    CourtOrder,
    Hearing,
    Measure,
    Presence,
    Readiness,
    Recorded,
    Summons,
)

__all__ = [
    "CONVICTIONS", "Accused", "Adjournment", "Appeal", "Charge", "CompensationOrder",
    "CompensationPayment", "CourtCase", "CourtOrder", "Hearing", "InCourt", "Measure", "Plea",
    "PoliceCase", "Presence", "Readiness", "Recorded", "Sentence", "Summons", "Verdict",
]  # fmt: skip
