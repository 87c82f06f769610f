"""The tables of restore."""

from amparo.casework.restore.models.assessment import Assessment, Draft, Score
from amparo.casework.restore.models.instrument import LoadedInstrument, Training
from amparo.casework.restore.models.plan import Plan, PlanSignature, PlanTask, PlanVersion
from amparo.casework.restore.models.returning import (
    Ending,
    Feedback,
    FollowUpVisit,
    HarmAgain,
    ReturnAssessment,
)
from amparo.casework.restore.models.safety import (
    ContactWish,
    RiskAssessment,
    SafetyPlan,
    Threat,
)

__all__ = [
    "Assessment", "ContactWish", "Draft", "Ending", "Feedback", "FollowUpVisit", "HarmAgain",
    "LoadedInstrument", "Plan", "PlanSignature", "PlanTask", "PlanVersion", "ReturnAssessment",
    "RiskAssessment", "SafetyPlan", "Score", "Threat", "Training",
]  # fmt: skip
