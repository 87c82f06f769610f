"""How many live the crime? Lists, surveys, venues, referrals, networks, and waves compared."""

from amparo.flow.prevalence.designs.household import household
from amparo.flow.prevalence.designs.network import network
from amparo.flow.prevalence.designs.referrals import referrals
from amparo.flow.prevalence.designs.result import Prevalence, Study
from amparo.flow.prevalence.designs.venues import venues
from amparo.flow.prevalence.designs.waves import WORKED, Published, Wave, compare, recompute
from amparo.flow.prevalence.systems import CaptureLists
from amparo.flow.prevalence.systems.bounds import two_list

__all__ = [
    "WORKED", "CaptureLists", "Prevalence", "Published", "Study", "Wave", "compare", "household",
    "network", "recompute", "referrals", "two_list", "venues",
]  # fmt: skip
