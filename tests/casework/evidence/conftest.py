"""The docket's court case, for the evidence of its charges."""

from tests.casework.docket.conftest import court

__all__ = ["court"]
