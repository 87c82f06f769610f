"""What the pages of this room ask: of the log, and of questions kept."""

from amparo.reform.selectors.figures import (
    FEWEST,
    GROUPS,
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

__all__ = [
    "FEWEST", "GROUPS", "OUTCOMES", "SAID", "Asked", "case_ids", "cases_behind", "diagnosis_for",
    "hides_small", "log_for", "may_open_cases", "pathway_asked", "programmes_for", "shown",
    "shown_share",
]  # fmt: skip
