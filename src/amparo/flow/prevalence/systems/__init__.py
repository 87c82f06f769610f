"""How many are on no list: multiple systems estimation from the overlaps of lists."""

from amparo.flow.prevalence.systems.lists import CaptureLists

__all__ = ["CaptureLists"]
