"""The tables of the docket."""

from amparo.casework.docket.models.calendar import OwnCalendar, Reminder
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
from amparo.casework.docket.models.imports import HearingImport, ImportedRow

__all__ = [
    "CONVICTIONS", "Accused", "Adjournment", "Appeal", "Charge", "CompensationOrder",
    "CompensationPayment", "CourtCase", "CourtOrder", "Hearing", "HearingImport", "ImportedRow",
    "InCourt", "Measure", "OwnCalendar", "Plea", "PoliceCase", "Presence", "Readiness",
    "Recorded", "Reminder", "Sentence", "Summons", "Verdict",
]  # fmt: skip
