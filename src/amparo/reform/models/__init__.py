"""The tables of reform: questions to a simulated system, detectors, problems and their repairs."""

from amparo.reform.models.detecting import DetectorRound, DetectorSwitch, SecondCoding
from amparo.reform.models.problem import ProblemStage, SystemProblem
from amparo.reform.models.repair import Evaluation, Exposure, Intervention, Registration
from amparo.reform.models.whatif import (
    LONGEST_YEARS,
    WhatIfAnswer,
    WhatIfRun,
    WhatIfRunQuerySet,
    WhatIfWork,
)

__all__ = [
    "LONGEST_YEARS", "DetectorRound", "DetectorSwitch", "Evaluation", "Exposure", "Intervention",
    "ProblemStage", "Registration", "SecondCoding", "SystemProblem", "WhatIfAnswer", "WhatIfRun",
    "WhatIfRunQuerySet", "WhatIfWork",
]  # fmt: skip
