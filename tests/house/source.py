"""What the house rules look at: the package's files, parsed once."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "amparo"
WINGS = ("casework", "repair")  # rooms of rooms, with no tables of their own


@cache
def _floors() -> dict[str, int]:
    """Room to floor, 0 the top, as import-linter's contracts hold them: rooms beside each other
    share a floor, and a room inside a wing is named with it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = {
        contract["containers"][0]: contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    }
    floors = []
    for layer in layers["amparo"]:
        if layer in WINGS:
            floors += [
                [f"{layer}.{room.strip(' ()')}" for room in inner.split("|")]
                for inner in layers[f"amparo.{layer}"]
            ]
        else:
            floors.append([room.strip() for room in layer.split("|")])
    return {room: floor for floor, rooms in enumerate(floors) for room in rooms}


def rooms() -> set[str]:
    """Every room of the house."""
    return set(_floors())


def floor_of(room: str) -> int:
    """How far down the house a room is; 0 is the top."""
    return _floors()[room]


def room_of(path: Path) -> str:
    """The room a file of the package belongs to."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:2]) if parts[0] in WINGS else parts[0]


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
