"""The tables of representing a survivor in court."""

from amparo.casework.represent.models.charging import ChargeDecision, KnownFact
from amparo.casework.represent.models.preparation import Preparation, Visit

__all__ = ["ChargeDecision", "KnownFact", "Preparation", "Visit"]
