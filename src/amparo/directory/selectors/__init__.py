"""What pages ask of the directory."""

from amparo.directory.selectors.institutions import (
    HoldingLine,
    InstitutionDetail,
    InstitutionLine,
    PostDetail,
    UnitDetail,
    holding_visible_to,
    institution_detail,
    institution_lines_for,
    institution_visible_to,
    institutions_for,
    post_visible_to,
    unit_visible_to,
)
from amparo.directory.selectors.places import PlaceLine, places_for, places_visible_to

__all__ = [
    "HoldingLine", "InstitutionDetail", "InstitutionLine", "PlaceLine", "PostDetail", "UnitDetail",
    "holding_visible_to", "institution_detail", "institution_lines_for",
    "institution_visible_to", "institutions_for", "places_for", "places_visible_to",
    "post_visible_to", "unit_visible_to",
]  # fmt: skip
