"""Where the real files are, and small logs made by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def _real_data() -> Path | None:
    given = os.environ.get("AMPARO_REAL_DATA")
    above = [folder / "shared" / "data" for folder in Path(__file__).resolve().parents]
    places = [Path(given)] if given else above
    return next((place for place in places if place.is_dir()), None)


@pytest.fixture(scope="session")
def cook_county() -> Path:
    folder = _real_data()
    if folder is None or not (path := folder / "cook-county-2019" / "felony-intake.csv").is_file():
        pytest.skip("no real data: set AMPARO_REAL_DATA, or put shared/data beside the checkout")
    return path
