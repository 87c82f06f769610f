"""The tables of restrain."""

from amparo.casework.restrain.models.fact import Fact
from amparo.casework.restrain.models.liberty import (
    BailBreach,
    BailCondition,
    BailDecision,
    DossierHandover,
    DossierReceipt,
    ProtectiveOrder,
    ProtectiveStep,
)
from amparo.casework.restrain.models.suspect import Source, SuspectFile, Tie
from amparo.casework.restrain.models.warrant import ArrestCheck, Warrant, WarrantStep

__all__ = [
    "ArrestCheck", "BailBreach", "BailCondition", "BailDecision", "DossierHandover",
    "DossierReceipt", "Fact", "ProtectiveOrder", "ProtectiveStep", "Source",
    "SuspectFile", "Tie", "Warrant", "WarrantStep",
]  # fmt: skip
