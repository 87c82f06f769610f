"""What the pages of this room ask: of the log, and of questions kept."""

from amparo.reform.selectors.figures import (
    FEWEST,
    OUTCOMES,
    SAID,
    Asked,
    case_ids,
    cases_behind,
    diagnosis_for,
    hides_small,
    log_for,
    may_open_cases,
    pathway_asked,
    programmes_for,
    shown,
    shown_share,
)
from amparo.reform.selectors.groups import GROUPS, first_step

__all__ = [
    "FEWEST", "GROUPS", "OUTCOMES", "SAID", "Asked", "case_ids", "cases_behind", "diagnosis_for",
    "first_step",
    "hides_small", "log_for", "may_open_cases", "pathway_asked", "programmes_for", "shown",
    "shown_share",
]  # fmt: skip
