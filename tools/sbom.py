"""Writes what Amparo is made of as a CycloneDX 1.5 list, from lock/run.txt alone.

    .venv/bin/python -m tools.sbom > lock/run.cdx.json

The hashes stay in the lock: it has one for each file that a package may be installed from.
"""

from __future__ import annotations

import json
import sys
import tomllib

from packaging.utils import canonicalize_name
from tools.locks import PIN, ROOT


def listed(lock: str, version: str) -> str:
    """The list of a lock, as it is kept; the same for the same lock."""
    components = []
    for pin in PIN.finditer(lock):
        name, locked = canonicalize_name(pin["name"]), pin["version"]
        purl = f"pkg:pypi/{name}@{locked}"
        part = {"type": "library", "bom-ref": purl, "name": name, "version": locked, "purl": purl}
        where = pin["rest"].partition("\\")[0].strip(" ;")
        if where:
            part["properties"] = [{"name": "amparo:where", "value": where}]
        components.append(part)
    whole = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {"type": "application", "name": "amparo", "version": version}},
        "components": components,
    }  # fmt: skip
    return json.dumps(whole, indent=1) + "\n"


def of_this_checkout() -> str:
    """The list of this checkout's lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return listed((ROOT / "lock/run.txt").read_text(encoding="utf-8"), project["version"])


if __name__ == "__main__":
    sys.stdout.write(of_this_checkout())
