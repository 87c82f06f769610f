"""The docket's court case, for those who represent a survivor in it."""

from tests.casework.docket.conftest import court

__all__ = ["court"]
