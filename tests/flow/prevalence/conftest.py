from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.conftest import _real_data


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public files; without the overlap counts the tests are skipped and say so."""
    folder = _real_data()
    if folder is None or not (folder / "uk-modern-slavery-2013").is_dir():
        pytest.skip("no uk-modern-slavery-2013 in AMPARO_REAL_DATA")
    return folder
