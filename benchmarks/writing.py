"""What a benchmark measured, kept in docs/benchmarks.md: each script owns one section of it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def machine(*packages: str) -> str:
    """The machine and the versions that were measured, in one line."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{platform.system()} {platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
        f"{gigabytes:.0f} GB, Python {platform.python_version()}; {versions}"
    )


def section(name: str, text: str) -> None:
    """Put `text` between the markers of this section; a new section goes to the page's end."""
    begins, ends = f"<!-- {name} -->", f"<!-- /{name} -->"
    page = PAGE.read_text(encoding="utf-8")
    block = f"{begins}\n{text.strip()}\n{ends}"
    if begins in page:
        before, _, rest = page.partition(begins)
        _, _, after = rest.partition(ends)
        page = before + block + after
    else:
        page = page.rstrip() + "\n\n" + block + "\n"
    PAGE.write_text(page, encoding="utf-8")
