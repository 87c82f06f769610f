"""Builds the pages' style and script anew, where Node is present, and compares them with what is
committed. Without Node there is nothing to build with, and this says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = Path("src/amparo/web/static/web")


def built_anew(work: Path) -> str:
    """Build in a copy; what went wrong, or nothing."""
    shutil.copytree(
        ROOT / "frontend", work / "frontend", ignore=shutil.ignore_patterns("node_modules")
    )
    shutil.copytree(ROOT / BUILT, work / BUILT)
    for command in (["npm", "ci", "--ignore-scripts"], ["npm", "run", "build"]):
        done = subprocess.run(
            command, cwd=work / "frontend", capture_output=True, text=True, check=False
        )
        if done.returncode:
            return f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return ""


def main() -> int:
    """0 where the committed files are those that the source builds."""
    if shutil.which("npm") is None:
        print("Node is not here; what is committed was not compared with its source.")
        return 0
    with tempfile.TemporaryDirectory(prefix="amparo-pages-") as folder:
        work = Path(folder)
        if wrong := built_anew(work):
            print(wrong)
            # Away from CI a missing network must not stop somebody from working.
            return 1 if os.environ.get("CI") else 0
        differing = [
            path.name
            for path in sorted((ROOT / BUILT).iterdir())
            if (work / BUILT / path.name).read_bytes() != path.read_bytes()
        ]
    if differing:
        print(f"Built from frontend/, these differ from what is committed: {', '.join(differing)}")
        print("Run `npm ci && npm run build` in frontend/ and commit what it makes.")
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
