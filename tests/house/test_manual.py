"""The manual is what the specifications say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_manual_is_made_of_the_specifications() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "manual.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
