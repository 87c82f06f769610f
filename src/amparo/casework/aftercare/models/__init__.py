"""The tables of aftercare."""

from amparo.casework.aftercare.models.home import (
    BedHold,
    Home,
    StandardsAnswer,
    StandardsCheck,
)
from amparo.casework.aftercare.models.placement import IN_A_HOME, Placement

__all__ = ["IN_A_HOME", "BedHold", "Home", "Placement", "StandardsAnswer", "StandardsCheck"]
