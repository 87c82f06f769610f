"""What exists is documented, and what is committed names no one's workplace."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from amparo.cli import COMMANDS
from tests.house.source import ROOT, committed, modules

DOCUMENTS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
)
DEPLOY = ROOT / "docs" / "deploy.md"

# Spelt in pieces, so that this file does not name them either.
WORKPLACE = re.compile(
    "|".join(
        [
            r"(?<![\w.-])/" + r"work/(?!s/)", "/" + "root/", "farm" + "-", r"\." + "library",
            "pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.", "deb" + r"\.debian\.org",
            "registry" + r"\.yarnpkg",
        ]
    )
)  # fmt: skip


def settings_read() -> set[str]:
    """Every AMPARO_ variable the package reads, from its string constants."""
    return {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"AMPARO_[A-Z_]+", node.value)
    }


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_is_in_the_deployment_guide(name):
    assert f"`{name}`" in DEPLOY.read_text(encoding="utf-8")


def test_the_deployment_guide_names_no_setting_that_is_not_read():
    named = set(re.findall(r"`(AMPARO_[A-Z_]+)`", DEPLOY.read_text(encoding="utf-8")))
    launcher = {"AMPARO_PYTHON", "AMPARO_CHECKOUT"}
    assert named - settings_read() - launcher == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    assert f"amparo {name}" in DOCUMENTS


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return "" if b"\0" in data[:8000] else data.decode("utf-8", errors="replace")


def test_no_committed_file_names_a_workplace():
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in committed()
        for match in [WORKPLACE.search(text_of(path))]
        if match
    }
    assert found == set()


def test_the_rule_sees_a_workplace():
    assert WORKPLACE.search("see /" + "work/main/x.py")


def test_every_decision_is_numbered_once():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


PROMISES = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def is_there(path: str, name: str) -> bool:
    """Whether a test that the document names is there."""
    file = ROOT / path
    return file.is_file() and (not name or f"def {name}(" in file.read_text(encoding="utf-8"))


def test_every_promise_names_a_test_that_is_there():
    named = NAMED_TEST.findall(PROMISES)
    assert len(named) > 20
    assert [f"{path}::{name}" for path, name in named if not is_there(path, name)] == []


def test_no_promise_stands_without_its_test():
    rows = [line for line in PROMISES.partition("## Promises")[2].splitlines() if "|" in line]
    told = [row for row in rows if not row.startswith(("| promise", "|---"))]
    assert [row for row in told if not NAMED_TEST.search(row)] == []


def test_a_test_that_is_gone_is_missed():
    assert not is_there("tests/house/test_documents.py", "test_that_never_was")
    assert not is_there("tests/house/test_nowhere.py", "")
