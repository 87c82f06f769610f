"""The docket's court case, for detectors that read hearings and charges."""

from tests.casework.docket.conftest import court

__all__ = ["court"]
