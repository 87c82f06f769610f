"""Finds a Chromium on this machine, and how to start it where it runs as root."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = (
    # Chromium's sandbox does not start for root.
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),
    *("--disable-gpu", "--disable-quic", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-extensions", "--mute-audio", "--hide-scrollbars"),
)
MISSING = (
    "The browser tests need Chromium or Chrome, and found neither.\n"
    "  Debian:     apt-get install chromium\n"
    "  macOS:      brew install --cask chromium\n"
    "  elsewhere:  AMPARO_CHROMIUM=/path/to/chrome names one by hand"
)


def find_chromium() -> str | None:
    """The path of a browser to drive; AMPARO_CHROMIUM names one by hand."""
    named = os.environ.get("AMPARO_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    on_path = (shutil.which(name) for name in NAMES)
    in_applications = (place for place in MAC if Path(place).exists())
    return next((place for place in (*on_path, *in_applications) if place), None)
