"""Fixtures that every test may ask for."""

from tests.cast import cast, sealing_key

__all__ = ["cast", "sealing_key"]
