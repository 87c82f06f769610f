"""Where the panel of police training is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.conftest import _real_data


@pytest.fixture(scope="session")
def police_training() -> Path:
    folder = _real_data()
    path = folder / "chicago-police-training" / "panel.csv.gz" if folder else None
    if path is None or not path.is_file():
        pytest.skip("no real data: set AMPARO_REAL_DATA, or put shared/data beside the checkout")
    return path
