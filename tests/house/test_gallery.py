"""The gallery is what its code gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_gallery_prints_what_its_code_gives() -> None:
    command = [sys.executable, ROOT / "tools" / "gallery.py", "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
