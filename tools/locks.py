"""Holds the locks to pyproject.toml, without a network; prints what is wrong and exits 1."""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = "src/amparo/config/upkeep/libraries.toml"
PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<rest>[^\n]*(?:\n    [^\n]*)*)", re.M
)
AGAIN = (
    "make the locks again:  .venv/bin/uv pip compile --universal --generate-hashes "
    "--python-version 3.11 --no-header --no-emit-index-url --group dev pyproject.toml "
    "-o lock/dev.txt, then the same without --group dev, with -c lock/dev.txt -o lock/run.txt"
)


def pins(lock: str) -> dict[str, list[tuple[Version, bool]]]:
    """Every package of a lock: its versions (one a platform), each with whether it has a hash."""
    found: dict[str, list[tuple[Version, bool]]] = {}
    for pin in PIN.finditer(lock):
        hashed = "--hash=sha256:" in pin["rest"]
        found.setdefault(canonicalize_name(pin["name"]), []).append(
            (Version(pin["version"]), hashed)
        )
    return found


def faults(name: str, lock: str, requirements: list[str]) -> list[str]:
    """What is wrong with one lock: stale, without a hash, or naming an address."""
    found = pins(lock)
    wrong = [
        f"{name}: {package} {version} has no hash"
        for package, versions in found.items()
        for version, hashed in versions
        if not hashed
    ]
    for text in requirements:
        needed = Requirement(text)
        locked = found.get(canonicalize_name(needed.name))
        if locked is None:
            wrong.append(f"{name}: {needed.name} is in pyproject.toml and not in the lock")
            continue
        wrong += [
            f"{name}: {needed.name} {version} does not satisfy {needed.specifier}"
            for version, _ in locked
            if version not in needed.specifier
        ]
    addresses = re.findall(r"[a-z+]+://[^\s]+|--(?:extra-)?index-url|--find-links", lock)
    return wrong + [f"{name}: names an address, {address}" for address in addresses]


def disagreements(run: str, dev: str) -> list[str]:
    """Where the developer's set would test another version than people run."""
    developers = pins(dev)
    return [
        f"lock/dev.txt: {package} differs from lock/run.txt"
        for package, versions in pins(run).items()
        if package in developers and developers[package] != versions
    ]


def renewal(run: bytes, told: dict[str, Any]) -> list[str]:
    """Whether the day and the hash that are told are those of this lock."""
    digest = hashlib.sha256(run).hexdigest()
    if digest == told["lock_sha256"]:
        return []
    return [
        f"lock/run.txt: was renewed, and {LIBRARIES} does not say so: write renewed_on, and "
        f'lock_sha256 = "{digest}"'
    ]


def main() -> int:
    """Check the three locks of this checkout."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = (ROOT / "lock/run.txt").read_text(encoding="utf-8")
    dev = (ROOT / "lock/dev.txt").read_text(encoding="utf-8")
    uv = (ROOT / "lock/uv.txt").read_text(encoding="utf-8")
    needed = project["project"]["dependencies"]
    wrong = [
        *faults("lock/run.txt", run, needed),
        *faults("lock/dev.txt", dev, [*needed, *project["dependency-groups"]["dev"]]),
        *faults("lock/uv.txt", uv, [*project["build-system"]["requires"], "uv"]),
        *disagreements(run, dev),
        *renewal(run.encode(), tomllib.loads((ROOT / LIBRARIES).read_text(encoding="utf-8"))),
    ]
    if wrong:
        print("\n".join([*wrong, AGAIN]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
