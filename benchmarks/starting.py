"""How long a person waits: for `amparo --help`, and for the sign-in page of an office."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

AMPARO = Path(sys.executable).parent / "amparo"
PORT = 18999
REPEATS = 5


def seconds(*arguments: str) -> float:
    """Wall time of one command."""
    began = time.perf_counter()
    subprocess.run([AMPARO, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def to_first_page(home: Path, *arguments: str) -> tuple[float, float]:
    """Wall time from the command to the sign-in page, and the median of the pages after it."""
    page = f"http://127.0.0.1:{PORT}/account/login/"
    began = time.perf_counter()
    server = subprocess.Popen(
        [AMPARO, "serve", "--port", str(PORT), *arguments],
        env={**os.environ, "AMPARO_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                urllib.request.urlopen(page, timeout=5).close()
                break
            except OSError:
                if server.poll() is not None:
                    sys.exit("the server did not open")
                time.sleep(0.01)
        waited = time.perf_counter() - began
        later = []
        for _ in range(50):
            began = time.perf_counter()
            urllib.request.urlopen(page, timeout=5).close()
            later.append(time.perf_counter() - began)
        return waited, statistics.median(later)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def main() -> None:
    """Print one line a measurement."""
    shown = statistics.median(seconds("--help") for _ in range(REPEATS))
    print(f"amparo --help                    {shown:6.2f} s")
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as folder:
        first_use = ("--email", "alma@example.org", "--name", "Alma", "--pack", "PH")
        first, page = to_first_page(Path(folder), *first_use, "--organisation", "Casa Amparo")
        second, _ = to_first_page(Path(folder))
    print(f"serve to first page, first use   {first:6.2f} s")
    print(f"serve to first page, later       {second:6.2f} s")
    print(f"sign-in page, median of 50       {page * 1000:6.1f} ms")


if __name__ == "__main__":
    main()
