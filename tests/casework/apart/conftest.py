"""A browser signed in as somebody of the cast."""

from tests.casework.restrain.conftest import as_

__all__ = ["as_"]
