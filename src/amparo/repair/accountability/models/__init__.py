"""The tables of accountability: keepers, complaints, and what stands beside complaints."""

from amparo.repair.accountability.models.beside import (
    Channel,
    DecoyVisit,
    Recognition,
    Shield,
)
from amparo.repair.accountability.models.grievance import Grievance, Message, ReturnCode, Step
from amparo.repair.accountability.models.keeping import Keeper, Recusal

__all__ = [
    "Channel", "DecoyVisit", "Grievance", "Keeper", "Message", "Recognition", "Recusal",
    "ReturnCode", "Shield", "Step",
]  # fmt: skip
