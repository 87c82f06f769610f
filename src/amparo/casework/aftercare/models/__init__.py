"""The tables of aftercare."""

from amparo.casework.aftercare.models.episode import (
    Delivered,
    Episode,
    Income,
    Note,
    NotesErasure,
    Satisfaction,
)
from amparo.casework.aftercare.models.home import (
    BedHold,
    Home,
    StandardsAnswer,
    StandardsCheck,
)
from amparo.casework.aftercare.models.keeping import NotesTerm
from amparo.casework.aftercare.models.money import MoneyCame, MoneyDue
from amparo.casework.aftercare.models.paper import Paper, PaperStep
from amparo.casework.aftercare.models.placement import IN_A_HOME, Placement
from amparo.casework.aftercare.models.referral import Offer, ReferralStep, ServiceReferral

__all__ = [
    "IN_A_HOME", "BedHold", "Delivered", "Episode", "Home", "Income", "MoneyCame", "MoneyDue",
    "Note", "NotesErasure", "NotesTerm", "Offer", "Paper", "PaperStep", "Placement", "ReferralStep",
    "Satisfaction", "ServiceReferral", "StandardsAnswer", "StandardsCheck",
]  # fmt: skip
