"""What would do most harm asks again who it is: the list is kept here, and the code is read."""

from __future__ import annotations

import ast

from tests.house.source import modules

ASKS_AGAIN = {
    # accounts and keys to records
    "account", "account_add", "account_password", "account_second_factor_remove",
    "ask_to_open", "agree_to_open", "emergency", "own_key", "slowed_answer",
    "identity", "identity_give", "identity_show_again",
    # what leaves the office whole
    "bundle", "document_whole", "own_data", "operation_briefing_pdf", "indicators_file",
    # what cannot be taken back
    "erase", "agree", "lift", "retention", "notes_term",
}  # fmt: skip


def test_these_and_no_fewer_ask_again():
    found = {
        node.name
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(one, ast.Name) and one.id == "fresh" for one in node.decorator_list)
    }
    assert ASKS_AGAIN - found == set()
