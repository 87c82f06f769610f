"""Fixtures that every test may ask for."""

import pytest

from tests.cast import cast, gathered, sealing_key, share_the_cast
from tests.plugins.emptying import let_tests_empty_tables

__all__ = ["cast", "gathered", "sealing_key"]


def pytest_configure() -> None:
    """Let tests that commit be tidied up after."""
    let_tests_empty_tables()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of a file share what is dear to make."""
    share_the_cast(items)
