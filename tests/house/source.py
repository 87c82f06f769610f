"""What the house rules look at: the package's files, parsed once."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "amparo"

# Top to bottom, as import-linter holds them; a room inside casework is named with its wing.
FLOORS = (
    *("cli", "config", "demo", "reform", "casework.desk", "casework.cases", "vault", "access"),
    *("directory", "audit", "packs", "web", "flow", "errors"),
)


def floor_of(room: str) -> int:
    """How far down the house a room is; 0 is the top."""
    return FLOORS.index(room)


def room_of(path: Path) -> str:
    """The room a file of the package belongs to."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:2]) if parts[0] == "casework" else parts[0]


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the package but its migrations."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def templates() -> dict[Path, str]:
    """Every template of the package."""
    return {
        path: path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.html"))
        if "templates" in path.parts
    }


@cache
def committed() -> tuple[Path, ...]:
    """Every file git knows of in this checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def at(path: Path, node: ast.AST) -> str:
    """Where to look."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
