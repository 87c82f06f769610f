"""What `amparo doctor` looks at in the answers that the office gives: headers, style and script."""

from __future__ import annotations

import gzip
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from amparo.config.upkeep.doctor import Finding, danger, good

HSTS_SECONDS = 31_536_000


def of_answer(headers: Mapping[str, str], *, https: bool) -> Iterator[Finding]:
    """What a page carries as it leaves the office."""
    told = {name.lower(): value for name, value in headers.items()}
    if https and _seconds_of(told.get("strict-transport-security", "")) < HSTS_SECONDS:
        yield danger(
            "Browsers are not told to come by HTTPS only, so a first visit can be led astray",
            "let nothing change SECURE_HSTS_SECONDS, and no proxy remove the header",
        )
    csp = told.get("content-security-policy", "")
    if "default-src 'none'" not in csp or "unsafe" in csp:
        yield danger("Pages may run what others put into them",
                     "leave the security headers as Amparo makes them")  # fmt: skip
    if told.get("x-content-type-options") != "nosniff":
        yield danger("Browsers may take a paper for a page",
                     "leave the security headers as Amparo makes them")  # fmt: skip
    if "no-store" not in told.get("cache-control", ""):
        yield danger("Browsers keep pages after people have left",
                     "leave the security headers as Amparo makes them")  # fmt: skip
    yield good("Pages carry what keeps them from being kept, framed or added to.")


def _seconds_of(hsts: str) -> int:
    found = re.search(r"max-age=(\d+)", hsts)
    return int(found[1]) if found else 0


def of_static(folder: Path, answered: Mapping[str, int]) -> Iterator[Finding]:
    """Style and script: whether they are there and nobody else can change them.

    `answered` holds the status of each of their addresses, and of some that must not be there.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            yield danger("Others on this machine can change the script that runs in every page",
                         f"run: chmod -R go-w {folder}")  # fmt: skip
            break
    for path in sorted(folder.rglob("*.gz")):
        plain = path.with_suffix("")
        if not plain.exists() or gzip.decompress(path.read_bytes()) != plain.read_bytes():
            yield danger(f"{path.name} is not what {plain.name} is: browsers get the first",
                         "install Amparo anew")  # fmt: skip
    missing = [name for name, status in answered.items() if ".." not in name and status != 200]
    if missing:
        yield danger(f"{missing[0]} is not served, so pages come without style or script",
                     "install Amparo anew; a proxy must pass /static/ on")  # fmt: skip
    if any(status == 200 for name, status in answered.items() if ".." in name):
        yield danger(
            "Files outside the folder of styles are served", "stop the office, and tell us"
        )
    yield good("Style and script are served as they were built.")
