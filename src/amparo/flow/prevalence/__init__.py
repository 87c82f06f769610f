"""How many live the crime? Lists, surveys, venues, referrals, networks, and waves compared."""

from amparo.flow.prevalence.systems import CaptureLists

__all__ = ["CaptureLists"]
