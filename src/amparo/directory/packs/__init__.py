"""The packs, read from their data files and checked: law, clocks, milestones, code lists."""

from amparo.directory.packs.kinds import (
    Cause,
    ClockRule,
    CodeEntry,
    CodeList,
    Detector,
    Gather,
    MilestoneType,
    Offence,
    Pack,
    Pathway,
    PathwayExit,
    PathwayStage,
    TaskRule,
    Vacation,
)
from amparo.directory.packs.reading import (
    causes,
    code_list,
    code_list_names,
    detectors,
    gathering,
    load_pack,
    milestone_type,
    milestone_types,
    pack_codes,
    pathways,
)

__all__ = [
    "Cause", "ClockRule", "CodeEntry", "CodeList", "Detector", "Gather", "MilestoneType",
    "Offence", "Pack", "Pathway", "PathwayExit", "PathwayStage", "TaskRule", "Vacation",
    "causes", "code_list", "code_list_names", "detectors", "gathering", "load_pack",
    "milestone_type", "milestone_types", "pack_codes", "pathways",
]  # fmt: skip
