"""The tables of resources. No row ever changes: a correction is a new row that names the old."""

from amparo.repair.resources.models.checking import AreaPoverty, UnitCheck, UnitCheckItem
from amparo.repair.resources.models.giving import Asset, AssetLine, Wanted, WantedStep

__all__ = [
    "AreaPoverty", "Asset", "AssetLine", "UnitCheck", "UnitCheckItem", "Wanted", "WantedStep",
]  # fmt: skip
